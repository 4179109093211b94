//! Keys for what is open above the screen.

use billfold_core::{Result, Secret};
use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use crate::app::command::{Command, Context};
use crate::app::job::Job;
use crate::app::model::Model;
use crate::app::msg::{Answer, Asked, Cmd, PlaceId};
use crate::app::popup::{Link, Notice, Once, Popup};
use crate::app::texts::last_scroll;
use crate::app::update::{actions, filters, forms, jobs, keys, menus, picker, written};

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
        Some(Popup::Picker(_)) => picker::press(model, key),
        Some(Popup::Conflict(_)) => conflict(model, key),
        Some(Popup::Leave) => leave(model, key),
        Some(Popup::Qr(_)) => qr(model, key),
        Some(Popup::Jobs(_)) => jobs::press(model, key),
        Some(Popup::Help(_) | Popup::Messages(_) | Popup::Notice(_)) => {
            if !scrolls(model, key) && closes(model, key) {
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
pub(super) fn scrolls(model: &mut Model, key: KeyEvent) -> bool {
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

/// Whether the key closes a text: one of those that close anything, or that which opened it.
pub(super) fn closes(model: &Model, key: KeyEvent) -> bool {
    let opened = match model.popups.last() {
        Some(Popup::Help(_)) => Some(Command::Help),
        Some(Popup::Messages(_)) => Some(Command::Messages),
        Some(Popup::Jobs(_)) => Some(Command::Jobs),
        _ => None,
    };
    matches!(key.code, KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q'))
        || (opened.is_some()
            && model.keys.command(KeyCombination::from(key), &[Context::Anywhere]) == opened)
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
        Popup::SaveFilter(prompt) if prompt.asks.is_none() => Some(&mut prompt.input),
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
        Some(Popup::SaveFilter(prompt)) => prompt.trouble = None,
        Some(Popup::Form(form)) => {
            if let Some(state) = form.current() {
                state.error = None;
            }
        }
        Some(Popup::Picker(_)) => return picker::search(model),
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
            let rehearsal = Cmd::Cancel(count.rehearsal);
            model.popups.pop();
            // Who goes back to the form sees that nothing was done.
            if forms::form(model).is_none() {
                model.tell("nothing was changed");
            }
            return vec![rehearsal];
        }
        KeyCode::Enter => {
            let wanted = count.bulk.chosen.count();
            if count.input.value().trim().replace(',', "") != wanted.to_string() {
                count.trouble = Some(format!("is not {wanted}"));
                return Vec::new();
            }
            let (bulk, rehearsal) = (count.bulk.clone(), Cmd::Cancel(count.rehearsal));
            model.popups.pop();
            let label = format!("{} {}", bulk.action.label, bulk.collection.counted(wanted));
            let mut commands = vec![rehearsal];
            commands.extend(jobs::start(model, label, Job::Bulk(*bulk)));
            return commands;
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
            once.take();
        }
        KeyCode::Down | KeyCode::Tab => once.step(1),
        KeyCode::Up | KeyCode::BackTab => once.step(-1),
        KeyCode::Char('y' | 'c') => {
            once.take();
            let found = once.secrets.get(once.chosen);
            let found = found.map(|(name, secret)| (*name, secret.expose().to_owned()));
            if let Some((name, text)) = found {
                return actions::copied(model, name, text);
            }
        }
        KeyCode::Char('Q') => {
            if let Some(secret) = once.link().cloned() {
                once.take();
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
    /// The link among them, which a QR code is of use for.
    pub(crate) fn link(&self) -> Option<&Secret> {
        let mut secrets = self.secrets.iter().map(|(_, secret)| secret);
        secrets.find(|secret| secret.expose().starts_with("http"))
    }

    /// One of them was seen or copied: there is nothing left to warn of.
    fn take(&mut self) {
        (self.was_taken, self.asks_again) = (true, false);
    }

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
        return actions::copied(model, "the whole link", text);
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
            Popup::Picker(picker) if picker.place == place => {
                return picker::take_read(model, asked, answer);
            }
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
