//! Keys and pasted text: to what is open above the screen, else to the screen.

use crokey::KeyCombination;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

use crate::app::layout;
use crate::app::model::Model;
use crate::app::msg::Cmd;
use crate::app::update::popups;

/// Takes a key.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    // Whoever answers has read what stood at the bottom.
    model.seen = model.told.len();
    if layout::areas(model).is_none() {
        // Nothing is seen, so that nothing should happen but leaving.
        let leaves = matches!(key.code, KeyCode::Char('q'))
            || (key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL);
        let leaves = leaves && model.popups.is_empty() && !model.has_work();
        return if leaves { vec![Cmd::Quit] } else { Vec::new() };
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

/// Takes pasted text, where text is typed; elsewhere keys in it would do anything.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Cmd> {
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
