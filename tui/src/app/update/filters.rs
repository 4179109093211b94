//! Typing a filter, and the name that it is saved under.

use billfold_core::{Error, KnownTerm};
use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::popup::{FilterPrompt, Popup};
use crate::app::update::{keys, menus};

/// Takes a key for the line in which a filter is typed.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let past: Vec<String> =
        model.place().listing().map(|listing| listing.past_filters.clone()).unwrap_or_default();
    let collection = model.place().collection();
    let Some(Popup::Filter(prompt)) = model.popups.last_mut() else { return Vec::new() };
    match key.code {
        KeyCode::Esc => {
            model.popups.pop();
        }
        KeyCode::Enter => {
            let text = prompt.input.value().to_owned();
            if let Some(Err(error)) = collection.map(|collection| (collection.check)(&text)) {
                prompt.refuse(&error);
                return Vec::new();
            }
            model.popups.pop();
            return menus::use_filter(model, &text);
        }
        KeyCode::Up => prompt.go_back(&past, 1),
        KeyCode::Down => prompt.go_back(&past, -1),
        KeyCode::Tab => {
            let terms = collection.map(|collection| (collection.terms)()).unwrap_or_default();
            if let Some(completed) = complete(prompt.input.value(), &terms) {
                prompt.input = Input::new(completed);
            }
        }
        _ => {
            if keys::edit(&mut prompt.input, key) {
                prompt.fault = None;
            }
        }
    }
    Vec::new()
}

impl FilterPrompt {
    /// Tells what is wrong with what was typed, and where.
    fn refuse(&mut self, error: &Error) {
        let fault = error.fields().first();
        let column = fault.and_then(|fault| fault.column).unwrap_or(1);
        let reason = fault.map_or(error.message(), |fault| &fault.reason);
        self.fault = Some((column, reason.to_owned()));
    }

    /// To the filters that were used before, or on from there to what was typed.
    fn go_back(&mut self, past: &[String], filters: isize) {
        if self.back == 0 {
            self.typed = self.input.value().to_owned();
        }
        self.back = self.back.saturating_add_signed(filters).min(past.len());
        let number = past.len().checked_sub(self.back);
        let text = number.and_then(|number| past.get(number)).unwrap_or(&self.typed);
        self.input = Input::new(text.clone());
    }
}

/// The text with its last word completed to a term, or to one of a term's values.
fn complete(text: &str, terms: &[KnownTerm]) -> Option<String> {
    let start = text.rfind(' ').map_or(0, |space| space.saturating_add(1));
    let (before, word) = (text.get(..start)?, text.get(start..)?);
    let (minus, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let completed = match word.split_once(':') {
        None => {
            let named =
                terms.iter().filter(|term| !term.name.is_empty() && !term.name.contains("KEY"));
            let mut found = named.filter(|term| term.name.starts_with(&word.to_lowercase()));
            format!("{}:", found.next()?.name)
        }
        Some((name, values)) => {
            let term = terms.iter().find(|term| term.name.eq_ignore_ascii_case(name))?;
            let (done, last) =
                values.rsplit_once(',').map_or(("", values), |(done, last)| (done, last));
            let sign = if last.starts_with('-') { "-" } else { "" };
            let begun = last.trim_start_matches('-').to_lowercase();
            let mut found =
                term.choices.iter().filter(|choice| choice.to_lowercase().starts_with(&begun));
            let comma = if done.is_empty() { "" } else { "," };
            format!("{name}:{done}{comma}{sign}{}", found.next()?)
        }
    };
    Some(format!("{before}{minus}{completed}"))
}

/// Takes a key for the name that a filter is saved under.
pub(super) fn name(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let can_be_answered = model.can_be_answered();
    let Some(Popup::SaveFilter(prompt)) = model.popups.last_mut() else { return Vec::new() };
    let name = prompt.input.value().trim().to_owned();
    if prompt.asks.is_some() {
        match key.code {
            KeyCode::Char('y' | 'Y') if can_be_answered => return save(model, &name),
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('n' | 'N' | 'q') => prompt.asks = None,
            _ => {}
        }
        return Vec::new();
    }
    match key.code {
        KeyCode::Esc => {
            model.popups.pop();
        }
        KeyCode::Enter if name.is_empty() => {}
        KeyCode::Enter => return save_as(model, &name),
        _ => {
            if keys::edit(&mut prompt.input, key) {
                prompt.trouble = None;
            }
        }
    }
    Vec::new()
}

/// Saves the filter under this name, unless another would be lost by that.
fn save_as(model: &mut Model, name: &str) -> Vec<Cmd> {
    let Some(list) = model.place().listing().map(|listing| &listing.list) else {
        return Vec::new();
    };
    let (collection, text) = (list.collection.name, list.query.text());
    let is_named = model.saved.names_filter(collection, name);
    let saved = model.saved.filters.get(collection).and_then(|saved| saved.get(name)).cloned();
    let settings = model.settings();
    let Some(Popup::SaveFilter(prompt)) = model.popups.last_mut() else { return Vec::new() };
    match saved {
        _ if is_named => prompt.trouble = Some(format!("{settings} names another so")),
        Some(other) if other != text => prompt.asks = Some(other),
        _ => return save(model, name),
    }
    Vec::new()
}

fn save(model: &mut Model, name: &str) -> Vec<Cmd> {
    model.popups.pop();
    menus::save_filter(model, name)
}

#[cfg(test)]
mod tests {
    use billfold_core::PaymentFilter;

    use super::complete;

    #[test]
    fn a_word_is_completed_to_a_term_or_a_value() {
        let terms = PaymentFilter::terms();
        for (text, completed) in [
            ("sta", Some("status:")),
            ("x -cur", Some("x -currency:")),
            ("status:pen", Some("status:pending")),
            ("status:pending,f", Some("status:pending,failed")),
            ("sort:-am", Some("sort:-amount")),
            ("zzz", None),
        ] {
            assert_eq!(complete(text, &terms).as_deref(), completed, "{text}");
        }
    }
}
