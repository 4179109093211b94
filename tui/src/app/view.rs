//! Drawing: what the model says, and nothing else.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use crate::app::ascii;
use crate::app::command::{BINDINGS, Command, Context};
use crate::app::form::REALLY;
use crate::app::layout::{self, Areas};
use crate::app::model::Model;
use crate::app::place::{Content, Focus};
use crate::app::popup::Popup;
use crate::app::widgets::text;
use crate::output::grouped;

mod popups;
mod sheet;
mod table;

/// Draws everything.
pub(crate) fn view(model: &Model, frame: &mut Frame<'_>) {
    let Some(areas) = layout::areas(model) else {
        draw_way_out(model, frame);
        return;
    };
    draw_frame(model, frame, &areas);
    draw_path(model, frame, areas.path);
    draw_head(model, frame, areas.head);
    match &model.place().content {
        Content::List(listing) => {
            let focus = listing.focus;
            if let Some(area) = areas.table {
                table::draw(model, listing, frame, area, focus == Focus::List);
            }
            if let Some(area) = areas.sheet {
                draw_divider(model, frame, &areas);
                if let Some(details) = &listing.details {
                    sheet::draw(model, details, frame, area, focus == Focus::Details);
                }
            }
        }
        Content::Sheet(own) => {
            if let Some(area) = areas.sheet {
                sheet::draw(model, own, frame, area, true);
            }
        }
    }
    draw_status(model, frame, areas.status);
    for (number, popup) in model.popups.iter().enumerate() {
        // A question stands in place of the form that it was asked for in.
        let above = model.popups.get(number.saturating_add(1));
        let is_asked = matches!(above, Some(Popup::Confirm(_) | Popup::Count(_)));
        if !(is_asked && matches!(popup, Popup::Form(_))) {
            popups::draw(model, popup, frame);
        }
    }
    // Blocks are what a QR code is made of.
    if !model.theme.has_unicode()
        && !model.popups.last().is_some_and(|popup| matches!(popup, Popup::Qr(_)))
    {
        ascii::spell(frame.buffer_mut());
    }
}

/// Where nothing has room, how to get out: in the longest words that have.
fn draw_way_out(model: &Model, frame: &mut Frame<'_>) {
    let (width, height) = layout::SMALLEST;
    let quit = model.keys.shown(Command::Quit);
    let ways = match model.popups.last() {
        None if quit.is_empty() => [
            format!("too small: {width}×{height} is the least"),
            format!("{width}×{height} at the least"),
            "too small".to_owned(),
            "small".to_owned(),
        ],
        None => [
            format!("too small: {width}×{height} is the least; {quit} leaves"),
            format!("{width}×{height} at the least; {quit} leaves"),
            format!("too small; {quit} leaves"),
            format!("{quit} leaves"),
        ],
        Some(Popup::Leave) => [
            "work is under way: y leaves, Esc stays".to_owned(),
            "work goes on: y leaves it".to_owned(),
            "y leaves, Esc stays".to_owned(),
            "y leaves".to_owned(),
        ],
        Some(Popup::Form(form)) if form.asks_to_leave() => [
            format!("{REALLY}; {width}×{height} shows it"),
            "once more: what is typed goes".to_owned(),
            "Esc drops the text".to_owned(),
            "Esc drops".to_owned(),
        ],
        Some(Popup::Once(once)) if once.asks_again => [
            format!("Neither seen nor copied: Esc loses it; {width}×{height} shows it"),
            "not copied yet: Esc loses it".to_owned(),
            "Esc loses the secret".to_owned(),
            "Esc loses".to_owned(),
        ],
        Some(_) => [
            format!("too small: {width}×{height} is the least; Esc closes what is open"),
            format!("{width}×{height} at the least; Esc closes"),
            "small; Esc closes".to_owned(),
            "Esc closes".to_owned(),
        ],
    };
    let room = usize::from(frame.area().width);
    let fits = |way: &&String| crate::output::text::width(way) <= room;
    let shortest = ways.last().cloned().unwrap_or_default();
    let way = ways.iter().find(fits).cloned().unwrap_or_else(|| text::fit(&shortest, room));
    frame.render_widget(Paragraph::new(way), frame.area());
    if !model.theme.has_unicode() {
        ascii::spell(frame.buffer_mut());
    }
}

/// Lays the look of the cursor over what stands there: one look, whatever stood there before. Only
/// a colour that is shown as such stays.
fn lay_cursor(style: Style, area: Rect, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    let area = area.intersection(buffer.area);
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position)
            && cell.bg == Color::Reset
        {
            cell.set_style(Style::reset().patch(style));
        }
    }
}

/// The frame: screens and the store's name above, keys below.
fn draw_frame(model: &Model, frame: &mut Frame<'_>, areas: &Areas) {
    let theme = &model.theme;
    // What stands in the border is no border: it is as bright as elsewhere.
    let block = Block::bordered()
        .border_set(theme.glyphs.border)
        .border_style(theme.border)
        .title_style(Style::new().not_dim());
    let width = usize::from(areas.frame.width);
    let (word, style) = if model.is_read_only {
        (" READ-ONLY ", theme.title_read_only)
    } else if model.alarm.is_some() {
        (" CANNOT WRITE ", theme.error.add_modifier(Modifier::REVERSED))
    } else {
        (" WRITE ", theme.title_write)
    };
    let names = layout::tabs(model);
    let used: usize = names.iter().map(String::len).sum();
    let tabs = names.into_iter().enumerate().map(|(number, name)| {
        Span::styled(name, if number == model.screen { theme.accent } else { theme.text })
    });
    let tabs = tabs.collect();
    let room = width.saturating_sub(used).saturating_sub(word.len()).saturating_sub(8);
    let name = text::middle(&model.name, room.min(40));
    let right =
        Line::from(vec![Span::styled(format!(" {name} "), theme.title), Span::styled(word, style)]);
    let block = block
        .title_top(Line::from([vec![Span::raw(" ")], tabs].concat()))
        .title_top(right.right_aligned())
        .title_bottom(hints(model, width));
    frame.render_widget(block, areas.frame);
}

/// What is done without where there is no room for all hints, before the last ones go.
const DISPENSABLE: [Command; 3] = [Command::Copy, Command::Sort, Command::Mark];

/// The keys that matter most here, as many as there is room for; how to find all others stays.
fn hints(model: &Model, width: usize) -> Line<'static> {
    let theme = &model.theme;
    match model.popups.last() {
        None => {}
        // It stands in the list, and has no frame of its own.
        Some(Popup::Filter(prompt)) => {
            let keys = ascii::keys(model, popups::filter_hint(prompt));
            let keys = text::fit(&format!(" {keys} "), width.saturating_sub(4));
            return Line::styled(keys, theme.hint);
        }
        // What is open says itself which keys it takes.
        Some(_) => return Line::default(),
    }
    let contexts = model.contexts();
    let rows = BINDINGS.iter().filter(|row| {
        !row.hint.is_empty()
            && (row.context == Context::Anywhere || contexts.contains(&row.context))
            && model.offers(row.command)
    });
    let hints = rows.map(|row| (row.command, model.keys.shown(row.command), row.hint));
    let (always, mut others): (Vec<_>, Vec<_>) = hints
        .filter(|(_, key, _)| !key.is_empty())
        .partition(|(command, ..)| matches!(command, Command::Palette | Command::Help));
    let taken = |hints: &[(Command, String, &str)]| -> usize {
        let each = |(_, key, hint): &(Command, String, &str)| {
            let key = crate::output::text::width(&ascii::keys(model, key));
            key.saturating_add(hint.len()).saturating_add(3)
        };
        hints.iter().map(each).fold(0, usize::saturating_add)
    };
    let room = width.saturating_sub(4).saturating_sub(taken(&always));
    let mut dispensable = DISPENSABLE.into_iter();
    while taken(&others) > room && !others.is_empty() {
        match dispensable.next() {
            Some(first) => others.retain(|(command, ..)| *command != first),
            None => others.truncate(others.len().saturating_sub(1)),
        }
    }
    let spans = others.into_iter().chain(always).flat_map(|(_, key, hint)| {
        let key = ascii::keys(model, &key);
        [Span::styled(key, theme.key), Span::styled(format!(" {hint}  "), theme.hint)]
    });
    Line::from(std::iter::once(Span::raw(" ")).chain(spans).collect::<Vec<_>>())
}

/// The lists of this screen, or the way to where one is.
fn draw_path(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let screen = model.current();
    let columns = usize::from(area.width);
    let mut spans = Vec::new();
    for (number, root) in screen.roots.iter().enumerate() {
        let is_here = number == screen.root;
        if screen.trail.is_empty() || is_here {
            let style = if is_here { theme.accent } else { theme.dim };
            spans.push(Span::styled(format!(" {} ", root.title()), style));
        }
    }
    for place in &screen.trail {
        let title = text::middle(&place.title(), 40);
        spans.push(Span::styled("›", theme.dim));
        spans.push(Span::styled(format!(" {title} "), theme.accent));
    }
    frame.render_widget(Paragraph::new(text::line(spans, columns)), area);
}

/// Filter, order and number of records.
fn draw_head(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(listing) = model.place().listing() else {
        let mark = format!("times {} ", model.zone.mark(model.now));
        let line = Line::styled(mark, theme.dim).right_aligned();
        frame.render_widget(Paragraph::new(line), area);
        return;
    };
    let list = &listing.list;
    let filter = &list.query.filter;
    let sort = match list.query.sort.as_deref() {
        None => "newest first".to_owned(),
        Some(key) => match key.strip_prefix('-') {
            Some(key) => format!("{key} {}", theme.glyphs.descending),
            None => format!("{key} {}", theme.glyphs.ascending),
        },
    };
    let place = list.place().map(|place| format!("{} of ", grouped(place))).unwrap_or_default();
    let unread = if list.wants_owner() { "" } else { "…" };
    let total = list.total.map_or_else(|| unread.to_owned(), grouped);
    let total = format!("{place}{total}");
    let reading = if list.awaited.is_some() { "reading… " } else { "" };
    let zone = model.zone.mark(model.now);
    let right = format!("{reading}{sort}  times {zone}  {total} ");
    let room = usize::from(area.width).saturating_sub(crate::output::text::width(&right));
    let owner = list.query.whose.as_ref().or(list.query.owner.as_ref());
    let owner = owner.map(|owner| format!("of {owner} ")).unwrap_or_default();
    let left = if filter.is_empty() { format!(" {owner}") } else { format!(" / {owner}{filter}") };
    let left = text::left(&text::fit(&left, room), room);
    let line = Line::from(vec![
        Span::styled(left, if filter.is_empty() { theme.dim } else { theme.accent }),
        Span::styled(right, theme.dim),
    ]);
    frame.render_widget(Paragraph::new(line), area);
}

/// A line between list and details.
fn draw_divider(model: &Model, frame: &mut Frame<'_>, areas: &Areas) {
    let (Some(table), Some(sheet)) = (areas.table, areas.sheet) else { return };
    let set = model.theme.glyphs.border;
    if table.y == sheet.y {
        let x = sheet.x.saturating_sub(1);
        for y in table.y..table.bottom() {
            frame.buffer_mut()[(x, y)].set_symbol(set.vertical_left).set_style(model.theme.border);
        }
    } else {
        let y = sheet.y.saturating_sub(1);
        for x in table.x..table.right() {
            frame.buffer_mut()[(x, y)].set_symbol(set.horizontal_top).set_style(model.theme.border);
        }
    }
}

/// What was told, else what is under way.
fn draw_status(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width);
    let (words, style) = if let Some(alarm) = &model.alarm {
        (format!(" {alarm}"), theme.error)
    } else if let Some(told) = model.telling_now() {
        let style = if told.is_error { theme.error } else { theme.good };
        (format!(" {}", told.text), style)
    } else if let Some(job) = model.jobs.iter().rev().find(|job| job.end.is_none()) {
        (format!(" {}", job.words()), theme.accent)
    } else if model.writing > 0 {
        (" saving…".to_owned(), theme.accent)
    } else {
        (standing(model), theme.dim)
    };
    let more = more(model);
    let room = columns.saturating_sub(crate::output::text::width(&more));
    let words = text::left(&text::fit(&words, room), room);
    let line = Line::from(vec![Span::styled(words, style), Span::styled(more, theme.accent)]);
    frame.render_widget(Paragraph::new(line), area);
}

/// How much of the sheet above there is no room for: `↑ 2 ↓ 5 more`.
fn more(model: &Model) -> String {
    let place = model.place();
    let is_drawn = layout::areas(model).is_some_and(|areas| areas.sheet.is_some());
    let sheet = match &place.content {
        Content::Sheet(sheet) => Some(&**sheet),
        Content::List(listing) => listing.details.as_ref(),
    };
    let Some(sheet) = sheet.filter(|_| is_drawn) else { return String::new() };
    let signs = match sheet.hidden() {
        (0, 0) => return String::new(),
        (above, 0) => format!("↑ {above}"),
        (0, below) => format!("↓ {below}"),
        (above, below) => format!("↑ {above} ↓ {below}"),
    };
    format!(" {signs} more ")
}

/// What there is to say of the list when nothing else is.
fn standing(model: &Model) -> String {
    let Some(listing) = model.place().listing() else { return String::new() };
    let list = &listing.list;
    let mut parts = Vec::new();
    let (above, below) = list.new_within();
    if list.new_above > 0 {
        let count = list.new_above.saturating_add(above);
        let more = if list.new_above >= 100 { "+" } else { "" };
        let key = model.keys.shown(Command::First);
        let them = if count == 1 { "it" } else { "them" };
        parts.push(format!("{count}{more} new above: {key} shows {them}"));
    } else if above > 0 {
        parts.push(format!("{above} new above"));
    }
    if below > 0 {
        parts.push(format!("{below} new below"));
    }
    if list.marks_all {
        parts.push(format!(
            "all {} that match are marked",
            list.total.map_or_else(String::new, grouped)
        ));
    } else if !list.marks.is_empty() {
        parts.push(format!("{} marked", list.marks.len()));
    }
    if parts.is_empty() { String::new() } else { format!(" {}", parts.join("  ")) }
}
