//! Keys for what is open above the screen.

use billfold_core::Result;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use crate::app::collection::Query;
use crate::app::job::Job;
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::{Answer, Asked, Cmd, PlaceId};
use crate::app::place::Place;
use crate::app::popup::{Link, Notice, Once, Popup};
use crate::app::update::{actions, filters, forms, keys, menus, written};
use crate::app::view::popups::last_scroll;

/// Takes a key for the uppermost popup.
pub(super) fn press(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if control && key.code == KeyCode::Char('z') {
        return vec![Cmd::Suspend];
    }
    let key = match key.code {
        // Who wants to get out gets out of what is open.
        KeyCode::Char('c') if control => KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE),
        // A letter with Ctrl or Alt is another key than the letter.
        KeyCode::Char(_) if !types(model) && is_combined(key) => return Vec::new(),
        _ => key,
    };
    match model.popups.last_mut() {
        Some(Popup::Form(_)) => forms::press(model, key),
        Some(Popup::Menu(_)) => menu(model, key),
        Some(Popup::Confirm(_)) => confirm(model, key),
        Some(Popup::Count(_)) => count(model, key),
        Some(Popup::Filter(_)) => filters::press(model, key),
        Some(Popup::SaveFilter(_)) => filters::name(model, key),
        Some(Popup::Once(_)) => once(model, key),
        Some(Popup::Picker(_)) => picker(model, key),
        Some(Popup::Conflict(_)) => conflict(model, key),
        Some(Popup::Leave) => leave(model, key),
        Some(Popup::Qr(_)) => qr(model, key),
        Some(Popup::Jobs(_)) => jobs(model, key),
        Some(Popup::Help(_) | Popup::Messages(_) | Popup::Notice(_)) => {
            if !scrolls(model, key) {
                model.popups.pop();
            }
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn is_combined(key: KeyEvent) -> bool {
    key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

/// Whether letters are typed into what is uppermost.
fn types(model: &mut Model) -> bool {
    matches!(model.popups.last(), Some(Popup::Form(_))) || typed_into(model).is_some()
}

/// Scrolls a text as far as it goes; says whether the key was one for that.
fn scrolls(model: &mut Model, key: KeyEvent) -> bool {
    let last = model.popups.last().map_or(0, |popup| last_scroll(model, popup));
    let Some(
        Popup::Help(scroll)
        | Popup::Messages(scroll)
        | Popup::Jobs(scroll)
        | Popup::Notice(Notice { scroll, .. }),
    ) = model.popups.last_mut()
    else {
        return false;
    };
    let lines: isize = match key.code {
        KeyCode::Down | KeyCode::Char('j') => 1,
        KeyCode::Up | KeyCode::Char('k') => -1,
        KeyCode::PageDown | KeyCode::Char(' ') => 10,
        KeyCode::PageUp => -10,
        KeyCode::Home | KeyCode::Char('g') => isize::MIN,
        KeyCode::End | KeyCode::Char('G') => isize::MAX,
        _ => return false,
    };
    // Another size may have left it beyond the end.
    *scroll = (*scroll).min(last).saturating_add_signed(lines).min(last);
    true
}

/// The text that is being typed, if one is.
pub(super) fn typed_into(model: &mut Model) -> Option<&mut Input> {
    match model.popups.last_mut()? {
        Popup::Form(form) if form.is_busy => None,
        Popup::Form(form) => {
            form.current().filter(|state| state.is_typed()).map(|state| &mut state.input)
        }
        Popup::Menu(menu) => menu.search.as_mut(),
        Popup::Count(count) => Some(&mut count.input),
        Popup::Filter(prompt) => Some(&mut prompt.input),
        Popup::SaveFilter(input) => Some(input),
        Popup::Picker(picker) => Some(&mut picker.search),
        _ => None,
    }
}

/// What follows from another text in a field.
pub(super) fn after_typing(model: &mut Model) -> Vec<Cmd> {
    match model.popups.last_mut() {
        Some(Popup::Menu(menu)) => menu.chosen = 0,
        Some(Popup::Filter(prompt)) => prompt.fault = None,
        Some(Popup::Count(count)) => count.trouble = None,
        Some(Popup::Form(form)) => {
            if let Some(state) = form.current() {
                state.error = None;
            }
        }
        Some(Popup::Picker(_)) => return search(model),
        _ => {}
    }
    Vec::new()
}

fn menu(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(Popup::Menu(menu)) = model.popups.last_mut() else { return Vec::new() };
    let is_search = menu.search.is_some();
    menu.trouble = None;
    match key.code {
        KeyCode::Esc => {
            model.popups.pop();
        }
        KeyCode::Down | KeyCode::Tab => menu.step(1),
        KeyCode::Up | KeyCode::BackTab => menu.step(-1),
        KeyCode::Char('j') if !is_search => menu.step(1),
        KeyCode::Char('k') if !is_search && !menu.items.iter().any(|item| item.key == "k") => {
            menu.step(-1);
        }
        KeyCode::Enter => return chosen(model),
        KeyCode::Char(' ') if menu.is_checklist => return chosen(model),
        KeyCode::Char(letter) if !is_search => {
            let is_its = |item: &&crate::app::popup::Item| item.key == letter.to_string();
            if let Some(place) = menu.matching().iter().position(is_its) {
                menu.chosen = place;
                return chosen(model);
            }
        }
        _ => {
            if let Some(search) = &mut menu.search
                && keys::edit(search, key)
            {
                menu.chosen = 0;
            }
        }
    }
    Vec::new()
}

/// Takes the line under the cursor.
fn chosen(model: &mut Model) -> Vec<Cmd> {
    let Some(Popup::Menu(menu)) = model.popups.last_mut() else { return Vec::new() };
    let Some(item) = menu.current() else { return Vec::new() };
    let stays = menu.is_checklist;
    if let Some(reason) = item.refusal {
        menu.trouble = Some(format!("{}: {reason}", item.label));
        return Vec::new();
    }
    if !stays {
        model.popups.pop();
    }
    menus::choose(model, item.choice)
}

fn confirm(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let can_be_answered = model.can_be_answered();
    let Some(Popup::Confirm(confirm)) = model.popups.last_mut() else { return Vec::new() };
    if confirm.is_busy {
        // A change under way can no longer be stopped, a rehearsal is only forgotten.
        if confirm.write.is_rehearsal && key.code == KeyCode::Esc {
            model.popups.pop();
            model.tell("nothing was changed");
        }
        return Vec::new();
    }
    let does = match key.code {
        KeyCode::Left
        | KeyCode::Right
        | KeyCode::Tab
        | KeyCode::BackTab
        | KeyCode::Char('h' | 'l') => {
            confirm.is_yes = !confirm.is_yes;
            return Vec::new();
        }
        KeyCode::Char('y' | 'Y') => true,
        KeyCode::Enter => confirm.is_yes,
        KeyCode::Esc | KeyCode::Char('n' | 'N' | 'q') => false,
        _ => return Vec::new(),
    };
    if does && !can_be_answered {
        return Vec::new();
    }
    if !does {
        model.popups.pop();
        if let Some(form) = forms::form(model) {
            form.is_busy = false;
        } else {
            model.tell("nothing was changed");
        }
        return Vec::new();
    }
    confirm.is_busy = true;
    confirm.write.is_rehearsal = false;
    let write = confirm.write.clone();
    actions::send(model, write)
}

fn count(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(Popup::Count(count)) = model.popups.last_mut() else { return Vec::new() };
    match key.code {
        KeyCode::Esc => {
            model.popups.pop();
            model.tell("nothing was changed");
        }
        KeyCode::Enter => {
            let wanted = count.bulk.chosen.count();
            if count.input.value().trim() != wanted.to_string() {
                count.trouble = Some(format!("is not {wanted}"));
                return Vec::new();
            }
            let bulk = count.bulk.clone();
            model.popups.pop();
            if let Some(listing) = model.place_mut().listing_mut() {
                listing.list.unmark();
            }
            let label = format!("{} {wanted} {}", bulk.action.label, bulk.collection.name);
            return actions::start(
                model,
                label,
                u64::try_from(wanted).unwrap_or(0),
                Job::Bulk(*bulk),
            );
        }
        _ => {
            keys::edit(&mut count.input, key);
            count.trouble = None;
        }
    }
    Vec::new()
}

fn once(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let can_be_answered = model.can_be_answered();
    let Some(Popup::Once(once)) = model.popups.last_mut() else { return Vec::new() };
    match key.code {
        KeyCode::Char('r' | ' ') => {
            once.is_revealed = !once.is_revealed;
            once.was_taken = true;
        }
        KeyCode::Down | KeyCode::Tab => once.step(1),
        KeyCode::Up | KeyCode::BackTab => once.step(-1),
        KeyCode::Char('y' | 'c') => {
            once.was_taken = true;
            let found = once.secrets.get(once.chosen);
            let found = found.map(|(name, secret)| (*name, secret.expose().to_owned()));
            if let Some((name, text)) = found {
                return actions::copied(model, name, text);
            }
        }
        KeyCode::Char('Q') => {
            once.was_taken = true;
            if let Some((_, secret)) = once.secrets.get(once.chosen) {
                let secret = secret.clone();
                model.open(Popup::Qr(Link::masked(secret)));
            }
        }
        KeyCode::Enter | KeyCode::Char('q') if !once.was_taken => {}
        KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q') if can_be_answered => {
            if once.was_taken || once.asks_again {
                model.popups.pop();
            } else {
                once.asks_again = true;
            }
        }
        _ => {}
    }
    Vec::new()
}

impl Once {
    fn step(&mut self, lines: isize) {
        let count = self.secrets.len().max(1);
        let count = isize::try_from(count).unwrap_or(1);
        let aim = isize::try_from(self.chosen).unwrap_or(0).saturating_add(lines).rem_euclid(count);
        self.chosen = usize::try_from(aim).unwrap_or(0);
    }
}

fn qr(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(Popup::Qr(text)) = model.popups.last() else { return Vec::new() };
    if key.code == KeyCode::Char('y') {
        let text = text.expose().to_owned();
        return actions::copied(model, "the link", text);
    }
    model.popups.pop();
    Vec::new()
}

fn leave(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    match key.code {
        KeyCode::Char('y' | 'Y') => {
            model.is_leaving = true;
            let jobs = model.jobs.iter().filter(|job| job.end.is_none());
            let mut commands: Vec<_> = jobs.map(|job| Cmd::Cancel(job.id)).collect();
            commands.push(Cmd::Quit);
            commands
        }
        KeyCode::Esc | KeyCode::Enter | KeyCode::Char('n' | 'N' | 'q') => {
            model.popups.pop();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn jobs(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    if scrolls(model, key) {
        return Vec::new();
    }
    match key.code {
        KeyCode::Char('x') => {
            let running = model.jobs.iter().rev().find(|job| job.end.is_none());
            running.map(|job| Cmd::Cancel(job.id)).into_iter().collect()
        }
        _ => {
            model.popups.pop();
            Vec::new()
        }
    }
}

fn picker(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
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
fn search(model: &mut Model) -> Vec<Cmd> {
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
    let Some(id) = picker.list.settled().map(|entry| entry.id.to_string()) else {
        picker.takes = true;
        return Vec::new();
    };
    let is_for_owner = picker.is_for_owner;
    model.popups.pop();
    if is_for_owner {
        choose_owner(model, &id);
        return model.read_list_anew();
    }
    if let Some(state) = forms::form(model).and_then(crate::app::form::FormState::current) {
        state.input = Input::new(id);
        state.error = None;
    }
    Vec::new()
}

/// Shows this one's records in the list, and in those beside it that have nobody's yet.
fn choose_owner(model: &mut Model, id: &str) {
    let Some(listing) = model.place_mut().listing_mut() else { return };
    listing.list.query.owner = Some(id.to_owned());
    let owners = listing.list.collection.owner;
    for listing in model.current_mut().roots.iter_mut().filter_map(Place::listing_mut) {
        let query = &mut listing.list.query;
        if listing.list.collection.owner == owners && owners.is_some() && query.owner.is_none() {
            query.owner = Some(id.to_owned());
        }
    }
}

fn conflict(model: &mut Model, key: KeyEvent) -> Vec<Cmd> {
    let Some(Popup::Conflict(conflict)) = model.popups.last_mut() else { return Vec::new() };
    match key.code {
        KeyCode::Esc => {
            model.popups.pop();
            Vec::new()
        }
        KeyCode::Up | KeyCode::BackTab => {
            conflict.chosen = conflict.chosen.saturating_sub(1);
            Vec::new()
        }
        KeyCode::Down | KeyCode::Tab => {
            conflict.chosen =
                conflict.chosen.saturating_add(1).min(if conflict.has_form { 2 } else { 1 });
            Vec::new()
        }
        KeyCode::Enter => written::settle_conflict(model),
        _ => Vec::new(),
    }
}

/// Whether a popup waits for what was read for this place.
pub(super) fn waits(model: &Model, place: PlaceId) -> bool {
    model.popups.iter().any(|popup| match popup {
        Popup::Picker(picker) => picker.place == place,
        Popup::Conflict(conflict) => conflict.place == place,
        _ => false,
    })
}

/// Takes what was read for a popup.
pub(super) fn take_read(
    model: &mut Model,
    place: PlaceId,
    asked: &Asked,
    answer: Result<Answer>,
) -> Vec<Cmd> {
    for popup in &mut model.popups {
        match popup {
            // Another search has begun since.
            Popup::Picker(picker) if picker.place == place && picker.asked != asked.number => {
                return Vec::new();
            }
            Popup::Picker(picker) if picker.place == place => match answer {
                Ok(Answer::List(reading)) => {
                    picker.trouble = None;
                    let more = picker.list.take(reading);
                    let mut commands: Vec<_> =
                        more.map(|stretch| picker.ask(stretch)).into_iter().collect();
                    if std::mem::take(&mut picker.takes) && picker.list.settled().is_some() {
                        commands.extend(picked(model));
                    }
                    return commands;
                }
                Err(error) => {
                    picker.trouble = Some(error.message().to_owned());
                    picker.list.fail(error);
                    return Vec::new();
                }
                Ok(_) => return Vec::new(),
            },
            Popup::Conflict(conflict) if conflict.place == place => {
                if let Ok(Answer::Record(whole)) = answer {
                    conflict.theirs = Some(whole.entry);
                } else if let Err(error) = answer {
                    model.popups.pop();
                    actions::tell_error(model, "The record cannot be read", &error);
                }
                return Vec::new();
            }
            _ => {}
        }
    }
    Vec::new()
}
