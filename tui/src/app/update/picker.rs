//! Picking a record from a list: for a field of a form, or as whose records a list shows.

use billfold_core::Result;
use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::app::collection::Query;
use crate::app::form::FormState;
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::{Answer, Asked, Cmd};
use crate::app::place::Place;
use crate::app::popup::Popup;
use crate::app::update::{forms, keys};

/// Takes a key for the picker.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(Popup::Picker(picker)) = model.popups.last_mut() else { return Vec::new() };
    let stretch = match key.code {
        KeyCode::Esc => {
            model.popups.pop();
            return Vec::new();
        }
        KeyCode::Enter => return picked(model),
        KeyCode::Down => picker.list.step(1),
        KeyCode::Up => picker.list.step(-1),
        KeyCode::PageDown => picker.list.step(10),
        KeyCode::PageUp => picker.list.step(-10),
        _ => {
            picker.takes = false;
            let changed = keys::edit(&mut picker.search, key);
            return if changed { search(model) } else { Vec::new() };
        }
    };
    let stretch = stretch.filter(|stretch| picker.list.awaited.as_ref() != Some(stretch));
    stretch.map(|stretch| picker.ask(stretch)).into_iter().collect()
}

/// Reads what the picker's search leaves.
pub(super) fn search(model: &mut Model) -> Vec<Cmd> {
    let Some(Popup::Picker(picker)) = model.popups.last_mut() else { return Vec::new() };
    let words = picker.search.value().split_whitespace();
    let words: Vec<_> = words.map(billfold_core::filter::quoted).collect();
    picker.list.query = Query { filter: words.join(" "), ..picker.list.query.clone() };
    vec![picker.ask(Stretch::First)]
}

/// Takes the record under the picker's cursor: into the field below, or as whose the list is.
fn picked(model: &mut Model) -> Vec<Cmd> {
    let Some(Popup::Picker(picker)) = model.popups.last_mut() else { return Vec::new() };
    // What stands there while a search is under way is not what was searched for.
    let Some(entry) = picker.list.settled() else {
        picker.takes = true;
        return Vec::new();
    };
    let id = entry.id.to_string();
    let name = (picker.list.collection.known)(entry);
    let is_for_owner = picker.is_for_owner;
    model.popups.pop();
    if is_for_owner {
        choose_owner(model, &id, &name);
        return model.read_list_anew();
    }
    if let Some(state) = forms::form(model).and_then(FormState::current) {
        state.input = Input::new(id);
        state.error = None;
    }
    Vec::new()
}

/// Shows this one's records in the list, and in those beside it that have nobody's yet.
fn choose_owner(model: &mut Model, id: &str, name: &str) {
    let Some(listing) = model.place_mut().listing_mut() else { return };
    let whose = || (Some(id.to_owned()), Some(name.to_owned()));
    (listing.list.query.owner, listing.list.query.whose) = whose();
    let owners = listing.list.collection.owner;
    for listing in model.current_mut().roots.iter_mut().filter_map(Place::listing_mut) {
        let query = &mut listing.list.query;
        if listing.list.collection.owner == owners && owners.is_some() && query.owner.is_none() {
            (query.owner, query.whose) = whose();
        }
    }
}

/// Takes what was read for the picker that is uppermost.
pub(super) fn take_read(model: &mut Model, asked: &Asked, answer: Result<Answer>) -> Vec<Cmd> {
    let Some(Popup::Picker(picker)) = model.popups.last_mut() else { return Vec::new() };
    // Another search may have begun since.
    if picker.asked != asked.number {
        return Vec::new();
    }
    match answer {
        Ok(Answer::List(reading)) => {
            picker.trouble = None;
            let more = picker.list.take(reading);
            let mut commands: Vec<_> =
                more.map(|stretch| picker.ask(stretch)).into_iter().collect();
            if std::mem::take(&mut picker.takes) && picker.list.settled().is_some() {
                commands.extend(picked(model));
            }
            commands
        }
        Err(error) => {
            picker.trouble = Some(error.message().to_owned());
            picker.list.fail(error);
            Vec::new()
        }
        Ok(_) => Vec::new(),
    }
}
