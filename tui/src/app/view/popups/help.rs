//! The help: every key of the table, and the language of filters.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use crate::app::command::{BINDINGS, Context};
use crate::app::model::Model;
use crate::app::view::popups::draw_lines;
use crate::app::widgets::text;
use crate::output::text::width;

/// Draws the help.
pub(super) fn draw(model: &Model, scroll: usize, frame: &mut Frame<'_>) {
    draw_lines(model, "Help", lines(model), scroll, "↑↓ PgDn scroll   Esc close", frame);
}

/// Everything that it says.
pub(super) fn lines(model: &Model) -> Vec<Line<'static>> {
    let mut lines = keys(model);
    lines.extend(terms(model));
    lines
}

fn keys(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    for (context, title) in [
        (Context::List, "In a list"),
        (Context::Record, "On a record"),
        (Context::Details, "In details"),
        (Context::Anywhere, "Anywhere"),
    ] {
        lines.push(Line::styled(title, theme.header));
        for binding in BINDINGS.iter().filter(|binding| binding.context == context) {
            let keys = text::left(&model.keys.all_shown(binding.command), 16);
            lines.push(Line::from(vec![
                Span::styled(format!("  {keys}"), theme.key),
                Span::raw(binding.about),
            ]));
        }
        lines.push(Line::raw(""));
    }
    lines
}

/// What filters of the list at hand understand.
fn terms(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let Some(listing) = model.place().listing() else { return Vec::new() };
    let terms = (listing.list.collection.terms)();
    if terms.is_empty() {
        return Vec::new();
    }
    let title = format!("Filters of {}", listing.list.collection.title);
    let mut lines = vec![Line::styled(title, theme.header)];
    for term in &terms {
        let name = if term.name.is_empty() { "WORD".to_owned() } else { format!("{}:", term.name) };
        let name = text::left(&name, 16.max(width(&name)));
        lines.push(Line::from(vec![
            Span::styled(format!("  {name}"), theme.key),
            Span::raw(term.about),
        ]));
        for part in text::wrap(&term.values, 52) {
            lines.push(Line::styled(format!("  {:16}{part}", ""), theme.dim));
        }
    }
    lines.push(Line::raw(""));
    let language = [
        "All terms must hold. Commas between values mean or, a - before a term means not.",
        "Quotes keep spaces and colons. abc* begins so; * alone: that there is something.",
        "Ranges: 100..500 100.. ..500 <7d >=2026-04-01; 24h is the last day, or the next.",
    ];
    for words in language {
        lines.extend(text::wrap(words, 70).into_iter().map(|line| Line::raw(format!("  {line}"))));
    }
    lines
}
