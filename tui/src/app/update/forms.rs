//! Filling a form.

use billfold_core::Secret;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use crate::app::collection::FieldInput;
use crate::app::form::{FormState, Purpose, REALLY};
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::popup::Popup;
use crate::app::update::{actions, keys, menus};

/// The form that is uppermost.
pub(super) fn form(model: &mut Model) -> Option<&mut FormState> {
    match model.popups.last_mut() {
        Some(Popup::Form(form)) => Some(form),
        _ => None,
    }
}

/// The form of this change, wherever it is among what is open.
pub(super) fn form_of<'a>(model: &'a mut Model, key: &str) -> Option<&'a mut FormState> {
    model.popups.iter_mut().find_map(|popup| match popup {
        Popup::Form(form) if form.is_of(key) => Some(&mut **form),
        _ => None,
    })
}

/// Takes a key for the form.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(form) = form(model) else { return Vec::new() };
    if form.is_busy {
        // What is being saved must not change under it; what comes of it is told without it, too.
        if key.code == KeyCode::Esc {
            model.popups.pop();
            model.tell("it goes on; what comes of it will be told");
        }
        return Vec::new();
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => leave(model),
        KeyCode::Char('s') if control => return submit(model),
        KeyCode::Enter if form.chosen >= form.fields.len().saturating_sub(1) => {
            return submit(model);
        }
        KeyCode::Enter | KeyCode::Tab | KeyCode::Down => form.step(1),
        KeyCode::BackTab | KeyCode::Up => form.step(-1),
        KeyCode::Char('e') if control => return edit(model),
        KeyCode::Char('o') if control => return pick(model),
        _ => type_key(form, key),
    }
    Vec::new()
}

/// A key that fills the field under the cursor.
fn type_key(form: &mut FormState, key: KeyEvent) {
    form.trouble = None;
    let is_edit = form.is_edit;
    let Some(state) = form.current() else { return };
    // What was proposed gives way to what is typed; the record's own is gone on with.
    let value = state.input.value();
    let at_end = state.input.cursor() == value.chars().count();
    let is_preset = !is_edit && at_end && !value.is_empty() && value == state.field.value;
    match &state.field.input {
        FieldInput::Choice(words) => turn(&mut state.input, words, key),
        FieldInput::Flag => turn(&mut state.input, &["true", "false"], key),
        _ => {
            if is_preset && matches!(key.code, KeyCode::Char(_)) {
                state.input = Input::default();
            }
            keys::edit(&mut state.input, key);
        }
    }
    state.error = None;
}

/// Goes on to another of the words; nothing is one of them.
fn turn(input: &mut Input, words: &[&str], key: KeyEvent) {
    let step: isize = match key.code {
        KeyCode::Char(' ') | KeyCode::Right => 1,
        KeyCode::Left => -1,
        KeyCode::Char(letter) => {
            let begins =
                |word: &&&str| word.to_lowercase().starts_with(letter.to_ascii_lowercase());
            if let Some(word) = words.iter().find(begins) {
                *input = Input::new((*word).to_owned());
            }
            return;
        }
        KeyCode::Backspace | KeyCode::Delete => {
            *input = Input::default();
            return;
        }
        _ => return,
    };
    let now = words.iter().position(|word| *word == input.value());
    let count = isize::try_from(words.len()).unwrap_or(1);
    let aim = match now {
        None if step > 0 => 0,
        None => count.saturating_sub(1),
        Some(now) => {
            isize::try_from(now).unwrap_or(0).saturating_add(step).rem_euclid(count.max(1))
        }
    };
    let word = usize::try_from(aim).ok().and_then(|aim| words.get(aim));
    *input = Input::new(word.map_or_else(String::new, |word| (*word).to_owned()));
}

/// Closes the form; what was typed is not thrown away by one key.
fn leave(model: &mut Model) {
    let Some(form) = form(model) else { return };
    if form.is_touched() && !form.asks_to_leave() {
        form.trouble = Some(REALLY.to_owned());
        return;
    }
    model.popups.pop();
}

/// Sends what was filled in.
pub(super) fn submit(model: &mut Model) -> Vec<Cmd> {
    let Some(form) = form(model) else { return Vec::new() };
    let Some(body) = form.body() else { return Vec::new() };
    let purpose = form.purpose.clone();
    form.is_busy = matches!(purpose, Purpose::Write(_));
    actions::proceed(model, purpose, body)
}

/// Opens the field's text in the editor.
fn edit(model: &mut Model) -> Vec<Cmd> {
    let Some(form) = form(model) else { return Vec::new() };
    let chosen = form.chosen;
    let Some(state) = form.current() else { return Vec::new() };
    let suffix = match state.field.input {
        FieldInput::Json => ".json",
        FieldInput::Text => ".txt",
        _ => return Vec::new(),
    };
    let text = state.input.value().to_owned();
    // Keys that were typed meanwhile may lead to another field before the text is back.
    form.edited = Some(chosen);
    vec![Cmd::Edit(Secret::new(text), suffix)]
}

/// Takes the text that the editor left, into the field that it was opened for.
pub(super) fn edited(model: &mut Model, outcome: Result<String, String>) {
    let form = model.popups.iter_mut().find_map(|popup| match popup {
        Popup::Form(form) if form.edited.is_some() => Some(form),
        _ => None,
    });
    let Some(form) = form else {
        model.warn("the form was closed meanwhile: what the editor left is in no field");
        return;
    };
    let field = form.edited.take().and_then(|field| form.fields.get_mut(field));
    match (outcome, field) {
        (Ok(text), Some(state)) => {
            let line: Vec<_> = text.lines().map(str::trim_end).collect();
            state.input = Input::new(line.join(" ").trim().to_owned());
            state.error = None;
        }
        (Err(trouble), _) => form.trouble = Some(trouble),
        (Ok(_), None) => {}
    }
}

/// Opens the list that the field's id is picked from.
fn pick(model: &mut Model) -> Vec<Cmd> {
    let Some(form) = form(model) else { return Vec::new() };
    let Some(state) = form.current() else { return Vec::new() };
    match state.field.input {
        FieldInput::Pick(collection) => menus::open_picker(model, collection, false),
        _ => Vec::new(),
    }
}
