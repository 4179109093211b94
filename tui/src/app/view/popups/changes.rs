//! Changes before they are made: what becomes of a record, how many records, and whose change wins.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::collection::Collection;
use crate::app::entry::{Difference, Entry};
use crate::app::layout;
use crate::app::model::Model;
use crate::app::popup::{Confirm, Conflict, Count, Popup, titled};
use crate::app::view::popups::{draw_hint, draw_input, rows, window};
use crate::app::widgets::text;
use crate::output::grouped;
use crate::output::text::{shown, width};

/// Draws the change that is about to be made.
pub(super) fn draw_confirm(model: &Model, confirm: &Confirm, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let wide = layout::wide(model.size);
    let columns = layout::columns_inside(model.size, wide);
    let write = &confirm.write;
    let entry = write.entry.as_ref();
    let mut title = format!("{}?", titled(write.action, write.collection, entry));
    let mut parts = Vec::new();
    if let Some(entry) = entry.filter(|entry| !write.collection.is_only(entry))
        && width(&shown(&title)) > columns
    {
        // A name that has no room above stands whole below.
        title = format!("{}?", titled(write.action, write.collection, None));
        parts.push(wrapped(&write.collection.a(entry), columns, theme.header));
    }
    parts.extend(confirm_parts(model, confirm, columns));
    // What the action does and which record it is about has room, or is left out.
    let about = wrapped(write.action.about, columns, theme.dim);
    let only = entry.filter(|entry| !write.collection.is_only(entry));
    let id = only.map(|entry| wrapped(&identified(write.collection, entry), columns, theme.dim));
    let room = usize::from(layout::centred(model.size, wide, u16::MAX).height).saturating_sub(5);
    for extra in [about].into_iter().chain(id) {
        let taken: usize = parts.iter().chain([&extra]).map(Vec::len).sum();
        if taken <= room {
            parts.push(extra);
        }
    }
    let height = rows(parts.iter().map(Vec::len).sum()).saturating_add(5);
    let inner = window(model, &title, wide, height, frame);
    let body = Rect { height: inner.height.saturating_sub(3), ..inner };
    let lines = fitted(parts, usize::from(body.height), theme.warning);
    frame.render_widget(Paragraph::new(lines), body);
    let buttons = Rect { y: inner.bottom().saturating_sub(2), height: 1, ..inner };
    let (no, yes) =
        if confirm.is_yes { (theme.text, theme.selected) } else { (theme.selected, theme.text) };
    let buttons_line = Line::from(vec![
        Span::styled("  Leave it  ", no),
        Span::raw("   "),
        Span::styled(format!("  {}  ", confirm.write.action.label), yes),
    ]);
    frame.render_widget(Paragraph::new(buttons_line), buttons);
    let hint = if confirm.is_busy && confirm.write.is_rehearsal {
        "looking what it would change…   Esc cancel"
    } else if confirm.is_busy {
        "saving…"
    } else {
        "←→ choose   ⏎ take it   y do it   Esc cancel"
    };
    draw_hint(model, hint, inner, frame);
}

/// A value as people read it, times in their own zone.
fn told_of(model: &Model, value: &str) -> String {
    let time = Some(value).filter(|value| value.ends_with('Z')).and_then(|it| it.parse().ok());
    match time {
        Some(time) => model.zone.long(time, model.now),
        None if value.is_empty() => "–".to_owned(),
        None => shown(value),
    }
}

/// What changes, and what the rehearsal told, each as many lines as it takes: what is asked
/// about is never cut.
fn confirm_parts(
    model: &Model,
    confirm: &Confirm,
    columns: usize,
) -> impl Iterator<Item = Vec<Line<'static>>> {
    let theme = &model.theme;
    let changes = confirm.changes.iter();
    let collection = confirm.write.collection;
    let changes = changes.map(|change| change_lines(model, collection, change, columns));
    let changes: Vec<_> = changes.collect();
    let told = confirm.told.as_ref().map(|told| wrapped(told, columns, theme.text));
    changes.into_iter().chain(told)
}

/// A value before and after: side by side where they have room, else one below the other.
fn change_lines(
    model: &Model,
    collection: &Collection,
    change: &Difference,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let name = format!("{}: ", shown(&collection.label(&change.field)));
    let (before, after) = (told_of(model, &change.before), told_of(model, &change.after));
    let taken = [&name, &before, &after].map(|text| width(text)).into_iter();
    let spans = vec![
        Span::styled(name, theme.dim),
        Span::styled(before.clone(), theme.text),
        Span::styled(" → ", theme.dim),
        Span::styled(after.clone(), theme.accent),
    ];
    if taken.fold(3, usize::saturating_add) <= columns {
        return vec![text::line(spans, columns)];
    }
    let below = |sign: &'static str, value: &str, style: Style| {
        let parts = text::wrap(value, columns.saturating_sub(4)).into_iter().enumerate();
        let lines = parts.map(move |(number, part)| {
            let lead = if number == 0 { format!("  {sign} ") } else { " ".repeat(4) };
            Line::from(vec![Span::styled(lead, theme.dim), Span::styled(part, style)])
        });
        lines.collect::<Vec<_>>()
    };
    let name = spans.into_iter().next().into_iter().collect::<Vec<_>>();
    [vec![Line::from(name)], below(" ", &before, theme.text), below("→", &after, theme.accent)]
        .concat()
}

/// A text in as many lines as it takes.
fn wrapped(words: &str, columns: usize, style: Style) -> Vec<Line<'static>> {
    text::wrap(words, columns).into_iter().map(|line| Line::styled(line, style)).collect()
}

/// As many lines as have room; of the parts that have none, their number.
fn fitted(parts: Vec<Vec<Line<'static>>>, room: usize, style: Style) -> Vec<Line<'static>> {
    let mut left = parts.len();
    let mut lines = Vec::new();
    let all: usize = parts.iter().map(Vec::len).sum();
    for part in parts {
        lines.extend(part);
        if all > room && lines.len() >= room {
            lines.truncate(room.saturating_sub(1));
            break;
        }
        left = left.saturating_sub(1);
    }
    if all > room {
        lines.push(Line::styled(format!("and {left} more"), style));
    }
    lines
}

/// What tells a record apart from all others, and how it stands.
fn identified(collection: &Collection, entry: &Entry) -> String {
    let stand = collection.stand(entry).map(|stand| format!(", {stand}")).unwrap_or_default();
    format!("{}{stand}", entry.id)
}

/// Reasons of refusals that are told, the most frequent.
const MOST_REASONS: usize = 6;

/// Draws the question how many, below what would become of them.
pub(super) fn draw_count(model: &Model, count: &Count, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let bulk = &count.bulk;
    let number = bulk.chosen.count();
    let title = format!("{} {}?", bulk.action.label, bulk.collection.counted(number));
    let wide = layout::wide(model.size);
    let columns = layout::columns_inside(model.size, wide);
    let about = format!("{}. Each in a transaction of its own.", bulk.action.about);
    let about = [wrapped(&about, columns, theme.text), vec![Line::raw("")]].concat();
    let tally = tally_lines(model, count, columns);
    let height = rows(about.len().saturating_add(tally.len())).saturating_add(6);
    let inner = window(model, &title, wide, height, frame);
    let body = Rect { height: inner.height.saturating_sub(4), ..inner };
    // What would become of them comes before what the action does.
    let room = usize::from(body.height);
    let spare = about.len().saturating_add(tally.len()).saturating_sub(room).min(about.len());
    let about: Vec<_> = about.into_iter().skip(spare).collect();
    let parts = std::iter::once(about).chain(tally.into_iter().map(|line| vec![line]));
    let lines = fitted(parts.collect(), room, theme.warning);
    let last = rows(lines.len()).min(body.height);
    frame.render_widget(Paragraph::new(lines), body);
    let ask = format!("Type {number} to go on: ");
    let asked = rows(width(&ask));
    let line = Rect { y: body.y.saturating_add(last).saturating_add(1), height: 1, ..inner };
    frame.render_widget(Paragraph::new(ask), line);
    let field = Rect { x: line.x.saturating_add(asked), width: 12, ..line }.intersection(line);
    let style = theme.accent.add_modifier(Modifier::UNDERLINED);
    draw_input(&count.input, field, style, true, frame);
    if let Some(trouble) = &count.trouble {
        let beside = Rect { x: field.right().saturating_add(1), ..line }.intersection(line);
        frame.render_widget(Paragraph::new(Line::styled(trouble.clone(), theme.error)), beside);
    }
    let is_above_form = model.popups.iter().any(|popup| matches!(popup, Popup::Form(_)));
    let hint =
        if is_above_form { "⏎ go on   Esc back to the form" } else { "⏎ go on   Esc cancel" };
    draw_hint(model, hint, inner, frame);
}

/// To how many of the records it would be done, and why not to the others.
fn tally_lines(model: &Model, count: &Count, columns: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let tally = &count.tally;
    let mut lines = Vec::new();
    let mut say = |words: String, style: Style| lines.extend(wrapped(&words, columns, style));
    match &count.looked {
        None => {
            let (seen, all) = (grouped(tally.seen()), grouped(count.bulk.chosen.count()));
            say(format!("looking what it would change: {seen} of {all}…"), theme.dim);
        }
        Some(Ok(())) => {}
        Some(Err(trouble)) => say(format!("cannot be looked at: {trouble}"), theme.error),
    }
    if tally.seen() == 0 {
        return lines;
    }
    say(format!("{} can be done", grouped(tally.done)), theme.header);
    if tally.refused > 0 {
        say(format!("{} cannot, and stay as they are:", grouped(tally.refused)), theme.header);
    }
    let (reasons, others) = tally.reasons(MOST_REASONS);
    for (reason, count) in reasons {
        say(format!("  {} – {reason}", grouped(count)), theme.text);
    }
    if others > 0 {
        say(format!("  {} – for other reasons", grouped(others)), theme.text);
    }
    lines
}

/// The record as it was seen, as it is now, and what was asked for.
pub(super) fn draw_conflict(model: &Model, conflict: &Conflict, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let choices = ["Keep theirs, drop mine", "Save mine over theirs", "Back to the form"];
    let choices =
        if conflict.has_form { choices.as_slice() } else { choices.get(..2).unwrap_or_default() };
    // The choices always have room; what differs has the rest.
    let below = rows(choices.len()).saturating_add(1);
    let differing = conflict.disputed().map_or(1, |disputed| disputed.len());
    // The frame, the headings, and a gap above the choices.
    let height = rows(differing.clamp(1, 16)).saturating_add(below).saturating_add(4);
    let title = "Somebody else changed this record meanwhile";
    let inner = window(model, title, layout::wide(model.size), height, frame);
    let body = Rect { height: inner.height.saturating_sub(below), ..inner };
    let lines = conflict_lines(model, conflict, body);
    frame.render_widget(Paragraph::new(lines), body);
    let choices = choices.iter().enumerate().map(|(number, choice)| {
        let style = if number == conflict.chosen { theme.selected } else { theme.text };
        Line::styled(format!(" {choice} "), style)
    });
    let place = Rect { y: body.bottom(), height: below.saturating_sub(1), ..inner };
    frame.render_widget(Paragraph::new(choices.collect::<Vec<_>>()), place);
    draw_hint(model, "↑↓ choose   ⏎ take it   Esc leave it open", inner, frame);
}

/// The longest path that stands whole where there is room.
const LONGEST_PATH: usize = 24;

/// A line for each value that differs, as many as have room.
fn conflict_lines(model: &Model, conflict: &Conflict, body: Rect) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let columns = usize::from(body.width);
    let names = columns.div_euclid(4).min(LONGEST_PATH);
    let third = columns.saturating_sub(names).saturating_sub(2).div_euclid(3);
    let row = |name: &str, cells: [&str; 3], style: Style| {
        let mut line = text::left(&text::middle(&shown(name), names), names.saturating_add(1));
        for cell in cells {
            let cell = if cell.is_empty() { "–" } else { cell };
            line.push_str(&text::left(&text::fit(&shown(cell), third.saturating_sub(1)), third));
        }
        Line::styled(line, style)
    };
    let mut lines = vec![row("", ["as you saw it", "as it is now", "yours"], theme.header)];
    let Some(disputed) = conflict.disputed() else {
        lines.push(Line::raw("reading…"));
        return lines;
    };
    let values = disputed
        .iter()
        .map(|each| row(&each.path, [&each.seen, &each.theirs, &each.mine], theme.text));
    lines.extend(values);
    let room = usize::from(body.height);
    if lines.len() > room {
        if room < 3 {
            // A value says more than what stands above it.
            lines.remove(0);
        }
        let more = lines.len().saturating_sub(room).saturating_add(1);
        lines.truncate(room.saturating_sub(1));
        lines.push(Line::styled(format!("and {more} more"), theme.warning));
    }
    lines
}
