//! Changes before they are made: what becomes of a record, how many records, and whose change wins.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::collection::{Cells, Collection, Shown};
use crate::app::entry::Entry;
use crate::app::model::Model;
use crate::app::popup::{Confirm, Conflict, Count, Popup};
use crate::app::view::popups::{draw_hint, draw_input, rows, window};
use crate::app::widgets::text;
use crate::output::text::shown;

/// Draws the change that is about to be made.
pub(super) fn draw_confirm(model: &Model, confirm: &Confirm, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let about = confirm.write.entry.as_ref().map(|entry| summary(confirm.write.collection, entry));
    let about = about.filter(|about| !about.is_empty());
    let besides = usize::from(confirm.told.is_some()).saturating_add(usize::from(about.is_some()));
    let height = rows(confirm.changes.len().saturating_add(besides)).saturating_add(6);
    let inner = window(model, &confirm.title, 76, height, frame);
    let mut lines = confirm_lines(model, confirm, about.as_deref(), usize::from(inner.width));
    let body = Rect { height: inner.height.saturating_sub(3), ..inner };
    let room = usize::from(body.height);
    if lines.len() > room {
        // What is asked about is never cut without a word.
        lines.truncate(room.saturating_sub(1));
        let more = confirm.changes.len().saturating_sub(lines.len());
        lines.push(Line::styled(format!("and {more} more"), theme.warning));
    }
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

/// Which record it is about, what changes, and what the rehearsal told; if there is nothing of
/// that, what the action does.
fn confirm_lines(
    model: &Model,
    confirm: &Confirm,
    about: Option<&str>,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    lines.extend(about.map(|about| Line::styled(text::fit(about, columns), theme.header)));
    for change in &confirm.changes {
        let told = |value: &str| told_of(model, value);
        let spans = vec![
            Span::styled(format!("{}: ", crate::app::sheet::name(&change.field)), theme.dim),
            Span::styled(told(&change.before), theme.text),
            Span::styled(" → ", theme.dim),
            Span::styled(told(&change.after), theme.accent),
        ];
        lines.push(text::line(spans, columns));
    }
    if let Some(told) = &confirm.told {
        lines.push(Line::styled(text::fit(&shown(told), columns), theme.text));
    }
    if confirm.changes.is_empty() && confirm.told.is_none() {
        lines.push(Line::styled(text::fit(confirm.write.action.about, columns), theme.text));
    }
    lines
}

/// What people know a record by, from its table: `500.00 USD Foobar`.
fn summary(collection: &Collection, entry: &Entry) -> String {
    let says = |cells: &&Cells| {
        cells.shown == Shown::Plain && !cells.column.is_time() && cells.column.path != "description"
    };
    let cells = collection.columns.iter().filter(says).map(|cells| entry.told(cells.column));
    let said: Vec<_> = cells.filter(|cell| !cell.is_empty()).take(3).collect();
    said.join(" ")
}

/// Draws the question how many.
pub(super) fn draw_count(model: &Model, count: &Count, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let bulk = &count.bulk;
    let number = bulk.chosen.count();
    let title = format!("{} {number} {}?", bulk.action.label, bulk.collection.name);
    let inner = window(model, &title, 70, 9, frame);
    let columns = usize::from(inner.width);
    let about = format!("{}. Each in a transaction of its own.", bulk.action.about);
    let ask = format!("Type {number} to go on:");
    let lines: Vec<_> = text::wrap(&about, columns)
        .into_iter()
        .chain([String::new(), ask])
        .map(Line::raw)
        .collect();
    let below = rows(lines.len());
    frame.render_widget(Paragraph::new(lines), inner);
    let field = Rect { y: inner.y.saturating_add(below), height: 1, width: 12, ..inner };
    draw_input(&count.input, field, theme.accent, true, frame);
    if let Some(trouble) = &count.trouble {
        let beside = Rect { x: field.right(), width: inner.width.saturating_sub(12), ..field };
        frame.render_widget(Paragraph::new(Line::styled(trouble.clone(), theme.error)), beside);
    }
    let is_above_form = model.popups.iter().any(|popup| matches!(popup, Popup::Form(_)));
    let hint =
        if is_above_form { "⏎ go on   Esc back to the form" } else { "⏎ go on   Esc cancel" };
    draw_hint(model, hint, inner, frame);
}

/// The record as it was seen, as it is now, and what was asked for.
pub(super) fn draw_conflict(model: &Model, conflict: &Conflict, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let inner = window(model, "Somebody else changed this record meanwhile", 100, 20, frame);
    let choices = ["Keep theirs, drop mine", "Save mine over theirs", "Back to the form"];
    let choices =
        if conflict.has_form { choices.as_slice() } else { choices.get(..2).unwrap_or_default() };
    // The choices always have room; what differs has the rest.
    let below = rows(choices.len()).saturating_add(1);
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
