//! Typing a filter, and the name that it is saved under.

use billfold_core::{Error, KnownTerm};
use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::popup::{Completing, FilterPrompt, Popup};
use crate::app::texts;
use crate::app::update::{keys, menus};

/// Takes a key for the line in which a filter is typed.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let past: Vec<String> =
        model.place().listing().map(|listing| listing.past_filters.clone()).unwrap_or_default();
    let collection = model.place().collection();
    let Some(Popup::Filter(prompt)) = model.popups.last_mut() else { return Vec::new() };
    if !matches!(key.code, KeyCode::Tab | KeyCode::BackTab | KeyCode::F(1)) {
        prompt.completing = None;
    }
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
        KeyCode::Tab | KeyCode::BackTab => {
            let terms = collection.map(|collection| (collection.terms)()).unwrap_or_default();
            prompt.complete(&terms, if key.code == KeyCode::Tab { 1 } else { -1 });
        }
        KeyCode::F(1) => {
            let scroll = texts::filters_at(model);
            model.open(Popup::Help(scroll));
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

    /// Completes the last word, or puts the next word that it can be completed to in its place.
    fn complete(&mut self, terms: &[KnownTerm], step: isize) {
        self.fault = None;
        if let Some(completing) = &mut self.completing {
            let count = isize::try_from(completing.words.len()).unwrap_or(1).max(1);
            let aim = isize::try_from(completing.at).unwrap_or(0).saturating_add(step);
            completing.at = usize::try_from(aim.rem_euclid(count)).unwrap_or(0);
        } else {
            let found = completions(self.input.value(), terms);
            let found = found.filter(|(_, words)| !words.is_empty());
            self.completing = found.map(|(before, words)| Completing { before, words, at: 0 });
        }
        let Some(Completing { before, words, at }) = &self.completing else { return };
        let word = words.get(*at).map_or("", String::as_str);
        self.input = Input::new(format!("{before}{word}"));
        // What is the only one is done, and the next Tab completes what follows it.
        if words.len() < 2 {
            self.completing = None;
        }
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

/// What stands before the last word of the text, and what that word can be completed to: a term,
/// or one of a term's values.
fn completions(text: &str, terms: &[KnownTerm]) -> Option<(String, Vec<String>)> {
    let start = text.rfind(' ').map_or(0, |space| space.saturating_add(1));
    let (before, word) = (text.get(..start)?, text.get(start..)?);
    let (minus, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let before = format!("{before}{minus}");
    let Some((name, values)) = word.split_once(':') else {
        let named = terms.iter().filter(|term| !term.name.is_empty() && !term.name.contains("KEY"));
        let found = named.filter(|term| term.name.starts_with(&word.to_lowercase()));
        return Some((before, found.map(|term| format!("{}:", term.name)).collect()));
    };
    let term = terms.iter().find(|term| term.name.eq_ignore_ascii_case(name))?;
    let (done, last) = values.rsplit_once(',').map_or(("", values), |(done, last)| (done, last));
    let sign = if last.starts_with('-') { "-" } else { "" };
    let begun = last.trim_start_matches('-').to_lowercase();
    let comma = if done.is_empty() { "" } else { "," };
    let choices = term.choices.iter().filter(|choice| choice.to_lowercase().starts_with(&begun));
    let choices = choices.map(|choice| format!("{sign}{choice}")).collect();
    Some((format!("{before}{name}:{done}{comma}"), choices))
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

    use super::completions;

    #[test]
    fn a_word_is_completed_to_a_term_or_a_value() {
        let terms = PaymentFilter::terms();
        for (text, completed) in [
            ("sta", "status:"),
            ("x -cur", "x -currency:"),
            ("status:pen", "status:pending"),
            ("status:pending,f", "status:pending,failed"),
            ("sort:-am", "sort:-amount"),
        ] {
            let (before, words) = completions(text, &terms).unwrap();
            assert_eq!(format!("{before}{}", words[0]), completed, "{text}");
        }
        assert_eq!(completions("zzz", &terms).unwrap().1, [""; 0]);
        assert_eq!(completions("zzz:x", &terms), None);
    }
}
