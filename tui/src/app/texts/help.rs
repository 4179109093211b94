//! The help: every key of the table, and the language of filters.

use ratatui::text::{Line, Span};

use crate::app::ascii;
use crate::app::command::{BINDINGS, Context};
use crate::app::model::Model;
use crate::app::texts;
use crate::app::widgets::text;
use crate::output::text::width;

/// Everything that it says.
pub(super) fn lines(model: &Model) -> Vec<Line<'static>> {
    let mut lines = keys(model);
    lines.extend(terms(model));
    lines
}

/// The line from which it tells of filters.
pub(super) fn filters_at(model: &Model) -> usize {
    keys(model).len()
}

/// Columns that keys and terms take.
const LEAD: usize = 18;

/// A key or a term and what there is to say of it, in as many lines as that takes.
fn entry(model: &Model, name: &str, about: &str) -> Vec<Line<'static>> {
    let columns = texts::columns(model).saturating_sub(LEAD).max(1);
    let mut name = text::left(&format!("  {name}"), LEAD);
    // A name without room beside it has a line of its own.
    let mut lines = Vec::new();
    if width(&name) > LEAD {
        let alone = std::mem::replace(&mut name, " ".repeat(LEAD));
        lines.push(Line::styled(alone, model.theme.key));
    }
    for part in text::wrap(about, columns) {
        let lead = std::mem::replace(&mut name, " ".repeat(LEAD));
        lines.push(Line::from(vec![Span::styled(lead, model.theme.key), Span::raw(part)]));
    }
    lines
}

fn keys(model: &Model) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let here = model.contexts();
    let mut parts = [
        (Context::List, "In a list"),
        (Context::Record, "On a record"),
        (Context::Details, "In details"),
        (Context::Anywhere, "Anywhere"),
    ];
    // What works where one is comes first.
    parts.sort_by_key(|(context, _)| !here.contains(context));
    for (context, title) in parts {
        lines.push(Line::styled(title, model.theme.header));
        for binding in BINDINGS.iter().filter(|binding| binding.context == context) {
            let keys = ascii::keys(model, &model.keys.all_shown(binding.command));
            lines.extend(entry(model, &keys, binding.about));
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
    let columns = texts::columns(model);
    for term in &terms {
        let name = if term.name.is_empty() { "WORD".to_owned() } else { format!("{}:", term.name) };
        lines.extend(entry(model, &name, term.about));
        for part in text::wrap(&term.values, columns.saturating_sub(LEAD).max(1)) {
            lines.push(Line::styled(format!("{:LEAD$}{part}", ""), theme.dim));
        }
    }
    lines.push(Line::raw(""));
    let language = [
        "All terms must hold. Commas between values mean or, a - before a term means not.",
        "Quotes keep spaces and colons. abc* begins so; * alone: that there is something.",
        "Ranges: 100..500 100.. ..500 <7d >=2026-04-01; 24h is the last day, or the next.",
    ];
    for words in language {
        let words = text::wrap(words, columns.saturating_sub(2)).into_iter();
        lines.extend(words.map(|line| Line::raw(format!("  {line}"))));
    }
    lines
}
