//! A list as a table: only the rows that are on the screen.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Cell, Paragraph, Row, Table};

use crate::app::collection::{Cells, Collection, Shown};
use crate::app::entry::Entry;
use crate::app::list::List;
use crate::app::model::Model;
use crate::app::place::Listing;
use crate::app::sheet::Telling;
use crate::app::view::lay_cursor;
use crate::app::widgets::text;
use crate::output::text::width as shown_width;

/// Cells before the first column: the cursor and the mark.
const LEAD: u16 = 3;

/// Cells of a time with its day and its hour.
const TIME: usize = 11;

/// Draws a place's list.
pub(super) fn draw(
    model: &Model,
    listing: &Listing,
    frame: &mut Frame<'_>,
    area: Rect,
    is_focused: bool,
) {
    draw_list(model, &listing.list, &listing.columns, frame, area, is_focused);
}

/// Draws a list with some of its columns, the first ones that there is room for.
pub(super) fn draw_list(
    model: &Model,
    list: &List,
    columns: &[usize],
    frame: &mut Frame<'_>,
    area: Rect,
    is_focused: bool,
) {
    if let Some(words) = instead(model, list) {
        let lines = words
            .iter()
            .flat_map(|words| text::wrap(words, usize::from(area.width).saturating_sub(4)));
        let lines: Vec<_> = lines.map(|line| Line::raw(format!("  {line}"))).collect();
        frame.render_widget(Paragraph::new([vec![Line::raw("")], lines].concat()), area);
        return;
    }
    let theme = &model.theme;
    let shown = fitting(list.collection, columns, area.width);
    let widths = widths(&shown, area.width);
    let header = shown.iter().zip(&widths).map(|(cells, width)| {
        let heading = text::fit(cells.heading, usize::from(*width));
        if cells.column.is_number() { text::right(&heading, usize::from(*width)) } else { heading }
    });
    let header = std::iter::once(String::new()).chain(header).map(Cell::from);
    let telling = model.telling();
    let cursor = list.visible().position(|(_, is_under_cursor)| is_under_cursor);
    let rows = list.visible().map(|(entry, is_under_cursor)| {
        let cells = shown.iter().zip(&widths).map(|(cells, width)| {
            cell(telling, list.collection, cells, entry, usize::from(*width))
        });
        let is_marked = list.is_marked(entry);
        let lead = format!(
            "{}{}",
            if is_under_cursor { theme.glyphs.cursor } else { " " },
            if is_marked { theme.glyphs.marked } else { " " },
        );
        let row = Row::new(std::iter::once(Cell::from(lead)).chain(cells));
        match (is_under_cursor, is_marked) {
            (true, _) if !is_focused => row.style(theme.selected_elsewhere),
            (false, true) => row.style(theme.marked),
            _ => row,
        }
    });
    let constraints = std::iter::once(LEAD.saturating_sub(1)).chain(widths.iter().copied());
    let table = Table::new(rows, constraints.map(Constraint::Length))
        .header(Row::new(header).style(theme.header))
        .column_spacing(1);
    frame.render_widget(table, area);
    // Below the headings.
    let line = cursor.and_then(|line| u16::try_from(line).ok()).map(|line| line.saturating_add(1));
    if let Some(line) = line.filter(|line| is_focused && *line < area.height) {
        let row = Rect { y: area.y.saturating_add(line), height: 1, ..area };
        lay_cursor(theme.selected, row, frame);
    }
}

/// What stands in place of the rows, where there are none.
fn instead(model: &Model, list: &List) -> Option<Vec<String>> {
    if let Some(error) = &list.error {
        let mut words = vec![error.message().to_owned()];
        words.extend(error.fields().iter().map(ToString::to_string));
        return Some(words);
    }
    if let Some(owners) = list.collection.owner.filter(|_| list.wants_owner()) {
        let key = model.keys.shown(crate::app::command::Command::Owner);
        let owner = owners.noun;
        return Some(vec![format!("{key} chooses the {owner} whose records are listed.")]);
    }
    if list.len() > 0 {
        return None;
    }
    Some(vec![match (list.is_read(), list.query.filter.is_empty()) {
        (false, _) => "reading…".to_owned(),
        (true, true) => list.collection.empty.to_owned(),
        (true, false) => "Nothing matches the filter; Esc takes it away.".to_owned(),
    }])
}

/// Columns that a list is for: before one of them goes, others are told in a shorter form.
const ESSENTIAL: usize = 6;

/// The columns that there is room for, the first at least.
fn fitting(collection: &Collection, columns: &[usize], width: u16) -> Vec<Cells> {
    let all = columns.iter().filter_map(|number| collection.columns.get(*number).copied());
    let mut fitting: Vec<Cells> = Vec::new();
    for (number, cells) in all.enumerate() {
        let is_essential = number < ESSENTIAL;
        let wanted = |cells: &Cells| if is_essential { cells.least } else { cells.width };
        let others = fitting.iter().map(|cells| wanted(cells).saturating_add(1));
        let used = others.fold(LEAD, u16::saturating_add);
        if fitting.is_empty() || used.saturating_add(wanted(&cells)) <= width {
            fitting.push(cells);
        } else if !is_essential {
            break;
        }
    }
    fitting
}

/// The columns' widths: what is left over makes short forms long ones, those of identifiers last;
/// the rest goes to those that grow.
fn widths(columns: &[Cells], width: u16) -> Vec<u16> {
    let mut widths: Vec<u16> = columns.iter().map(|cells| cells.least).collect();
    let gaps = u16::try_from(columns.len()).unwrap_or(0).saturating_sub(1);
    let used = widths.iter().copied().fold(LEAD.saturating_add(gaps), u16::saturating_add);
    let mut left = width.saturating_sub(used);
    for are_ids in [false, true] {
        let wanting = columns.iter().zip(&mut widths);
        for (cells, own) in wanting.filter(|(cells, _)| (cells.shown == Shown::Id) == are_ids) {
            let more = cells.width.saturating_sub(*own);
            // Half of a longer form is none.
            let more = if cells.column.is_time() && more > left { 0 } else { more.min(left) };
            *own = own.saturating_add(more);
            left = left.saturating_sub(more);
        }
    }
    let mut growing =
        u16::try_from(columns.iter().filter(|cells| cells.grows).count()).unwrap_or(0);
    let grow = columns.iter().zip(&mut widths).filter(|(cells, _)| cells.grows);
    for (_, own) in grow {
        let share = left.checked_div(growing).unwrap_or(0);
        *own = own.saturating_add(share);
        left = left.saturating_sub(share);
        growing = growing.saturating_sub(1);
    }
    widths
}

fn cell(
    telling: Telling,
    collection: &Collection,
    cells: &Cells,
    entry: &Entry,
    width: usize,
) -> Cell<'static> {
    let column = cells.column;
    if column.is_time() {
        let at = entry.text(column.path).and_then(|at| at.parse().ok());
        let is_short = width < TIME;
        let told = |at| match is_short {
            true => telling.zone.shortest(at, telling.now),
            false => telling.zone.short(at, telling.now),
        };
        let time = at.map_or_else(String::new, told);
        return Cell::from(text::fit(&time, width));
    }
    let value = entry.told(column);
    if cells.shown == Shown::Status {
        let value = entry.words_for(column.path).map_or(value, str::to_owned);
        let value = (collection.standing)(entry).map_or(value, str::to_owned);
        let mark = telling.theme.status(&value);
        let word = text::fit(&value, width.saturating_sub(2));
        return Cell::from(Line::from(vec![
            Span::styled(format!("{} ", mark.glyph), mark.style),
            Span::styled(word, mark.style),
        ]));
    }
    if let Some(words) = entry.words_for(column.path) {
        return Cell::from(match cells.shown {
            Shown::Middle => text::middle(words, width),
            _ if column.is_number() => text::right(words, width),
            _ => text::fit(words, width),
        });
    }
    if cells.shown == Shown::Middle {
        return Cell::from(text::middle(&value, width));
    }
    if cells.shown == Shown::Id {
        return Cell::from(text::id(&value, width));
    }
    // An amount is set apart where that has room: its last digits are worth more than a comma.
    let value = if shown_width(&value) > width { entry.cell(column) } else { value };
    if column.is_number() {
        return Cell::from(text::right(&text::fit(&value, width), width));
    }
    Cell::from(text::fit(&value, width))
}
