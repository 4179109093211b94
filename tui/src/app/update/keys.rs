//! Keys and pasted text: to what is open above the screen, else to the screen.

use crokey::KeyCombination;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

use crate::app::command::{Command, Context};
use crate::app::layout;
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::popup::Popup;
use crate::app::update::popups;

/// Takes a key.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    // Whoever answers has read what stood at the bottom.
    model.seen = model.told.len();
    if layout::areas(model).is_none() {
        return press_unseen(model, key);
    }
    if !model.popups.is_empty() {
        return popups::press(model, key);
    }
    let contexts = model.contexts();
    match model.keys.command(KeyCombination::from(key), &contexts) {
        Some(command) => model.run(command),
        None => Vec::new(),
    }
}

/// Takes a key where nothing is seen but how to get out: what is open closes, and then all.
fn press_unseen(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let command = model.keys.command(KeyCombination::from(key), &[Context::Anywhere]);
    let leaves = command == Some(Command::Quit);
    let agrees = matches!(key.code, KeyCode::Char('y' | 'Y'));
    match model.popups.last() {
        _ if command == Some(Command::Suspend) => vec![Cmd::Suspend],
        None if leaves => model.run(Command::Quit),
        Some(Popup::Leave) if agrees => popups::press(model, key),
        Some(_) if leaves || key.code == KeyCode::Esc => {
            popups::press(model, KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE))
        }
        _ => Vec::new(),
    }
}

/// Takes pasted text, where text is typed; elsewhere keys in it would do anything.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Cmd> {
    if layout::areas(model).is_none() {
        // Nobody sees where it would go.
        model.tell("nothing was pasted: the terminal is too small");
        return Vec::new();
    }
    let line: String =
        text.chars().map(|each| if each.is_control() { ' ' } else { each }).collect();
    match popups::typed_into(model) {
        Some(input) => {
            let (pasted, at) = (line.trim(), input.cursor());
            let mut text: String = input.value().chars().take(at).collect();
            text.push_str(pasted);
            text.extend(input.value().chars().skip(at));
            *input = Input::new(text).with_cursor(at.saturating_add(pasted.chars().count()));
            popups::after_typing(model)
        }
        None => {
            model.tell("there is no field to paste into");
            Vec::new()
        }
    }
}

/// Lets a key change a text; says whether it did.
pub(super) fn edit(input: &mut Input, key: KeyEvent) -> bool {
    let before = input.value().to_owned();
    let handled = input.handle_event(&Event::Key(key)).is_some();
    handled && before != input.value()
}
