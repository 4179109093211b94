//! What came of changes and of long work.

use billfold_core::{Error, ErrorKind, Result};

use crate::app::collection::{Done, Fact, On, Section};
use crate::app::entry::{Difference, Entry};
use crate::app::list::Stretch;
use crate::app::model::Model;
use crate::app::msg::{Asked, Body, Cmd, Question, Write};
use crate::app::popup::{Confirm, Conflict, Notice, OF_EVERY_CHANGE, Once, Popup, titled};
use crate::app::sheet::Telling;
use crate::app::update::{actions, forms};
use crate::app::widgets::text as cells;
use crate::output::text;

/// Takes what came of a change, or of its rehearsal.
pub(super) fn take(model: &mut Model, write: Write, outcome: Result<Done>) -> Vec<Cmd> {
    model.writing = model.writing.saturating_sub(1);
    match outcome {
        Ok(done) if write.is_rehearsal => {
            ask(model, write, &done);
            Vec::new()
        }
        Ok(done) => finish(model, &write, done),
        Err(error) if error.code() == "version_changed" => conflict(model, write),
        Err(error) => {
            refuse(model, &write, &error);
            Vec::new()
        }
    }
}

/// Shows the change that a rehearsal made, and asks, unless its user has turned away.
fn ask(model: &mut Model, mut write: Write, done: &Done) {
    if let Some(body) = &done.bound {
        write.body = Body(body.clone());
    }
    let after = done.entry.as_ref();
    let changes = match (&write.entry, after) {
        (Some(before), Some(after)) if before.id == after.id => {
            let partial = write.collection.partial;
            let changes =
                before.masked(write.collection).leaves_changed(&after.masked(write.collection));
            let is_whole = |each: &Difference| {
                let field = each.field.split('.').next().unwrap_or_default();
                !partial.contains(&field)
            };
            changes.into_iter().filter(is_whole).collect()
        }
        _ => Vec::new(),
    };
    let is_told = |change: &Difference| !OF_EVERY_CHANGE.contains(&change.field.as_str());
    let changes = changes.into_iter().filter(is_told).collect();
    let told = done.words(model.zone, model.now);
    model.asked = None;
    if let Some(confirm) = confirm_of(model, &write.key) {
        (confirm.changes, confirm.told, confirm.is_busy) = (changes, told, false);
        confirm.write.body = write.body;
    } else if forms::form_of(model, &write.key).is_some() {
        let mut confirm = Confirm::waiting(write);
        (confirm.changes, confirm.told, confirm.is_busy) = (changes, told, false);
        model.open(Popup::Confirm(confirm));
    }
}

/// The confirmation of this change, wherever it is among what is open.
fn confirm_of<'a>(model: &'a mut Model, key: &str) -> Option<&'a mut Confirm> {
    model.popups.iter_mut().find_map(|popup| match popup {
        Popup::Confirm(confirm) if confirm.write.key == key => Some(confirm),
        _ => None,
    })
}

/// Closes the confirmation of this change.
fn close_confirm(model: &mut Model, key: &str) {
    let is_its = |popup: &Popup| matches!(popup, Popup::Confirm(it) if it.write.key == key);
    model.popups.retain(|popup| !is_its(popup));
}

/// Closes all in which the change was asked for; what has opened above it stays.
fn close(model: &mut Model, key: &str) {
    close_confirm(model, key);
    model.popups.retain(|popup| !matches!(popup, Popup::Form(form) if form.is_of(key)));
}

fn finish(model: &mut Model, write: &Write, done: Done) -> Vec<Cmd> {
    close(model, &write.key);
    let label = write.action.label;
    let told = done.words(model.zone, model.now).unwrap_or_else(|| match &done.entry {
        Some(entry) if !write.action.done.is_empty() => {
            format!("{} {}", write.action.done, write.collection.the(entry))
        }
        Some(entry) => format!("{label}: {}", text::shown(&entry.id)),
        None => format!("{label}: done"),
    });
    model.tell(told);
    if let Some(entry) = &done.entry {
        let currency = entry.text("currency").filter(|_| write.action.on == On::Nothing);
        model.currency = currency.or_else(|| model.currency.take());
        update_rows(model, write, entry);
    }
    let title = titled(write.action, write.collection, write.entry.as_ref());
    show(model, &title, done);
    if write.action.on == On::Nothing && model.place().collection() == Some(write.collection) {
        return model.read_stretch(Some(Stretch::First));
    }
    model.read_place(true)
}

/// What is said of secrets that can be had no second time.
const ONCE: &str = "It is shown only this once: the file keeps no more than its hash.";

/// Shows what came of something and is no record.
pub(super) fn show(model: &mut Model, title: &str, done: Done) {
    if !done.secrets.is_empty() {
        model.asked = None;
        model.open(Popup::Once(Once {
            title: title.to_owned(),
            note: done.note.unwrap_or(ONCE),
            secrets: done.secrets,
            chosen: 0,
            is_revealed: false,
            was_taken: false,
            asks_again: false,
        }));
    }
    if let Some(section) = done.answer {
        let lines = lines_of(&section, model.telling());
        model.open(Popup::Notice(Notice {
            title: section.title,
            lines,
            is_error: false,
            scroll: 0,
        }));
    }
}

/// Columns that an answer has.
const ANSWER: usize = 68;

/// The lines of an answer: a fact each, and below it what has no room.
pub(super) fn lines_of(section: &Section, telling: Telling) -> Vec<String> {
    let facts: Vec<_> = section.lines.iter().map(|fact| fact.dated(telling)).collect();
    let labels = facts.iter().map(|fact| text::width(&fact.label)).max().unwrap_or(0);
    let room = ANSWER.saturating_sub(labels).saturating_sub(2);
    let lines = |fact: &Fact| {
        let label = cells::left(&fact.label, labels);
        let labels = std::iter::once(label).chain(std::iter::repeat(" ".repeat(labels)));
        let values = cells::wrap(&fact.value, room);
        let lines = labels.zip(values).map(|(label, value)| format!("{label}  {value}"));
        lines.collect::<Vec<_>>()
    };
    facts.iter().flat_map(lines).collect()
}

/// The record stands as it is now at once, before anything is read again.
fn update_rows(model: &mut Model, write: &Write, entry: &Entry) {
    let telling = model.telling();
    let is_same = write.entry.as_ref().is_some_and(|before| before.id == entry.id);
    let place = model.place_mut();
    if !is_same || place.collection() != Some(write.collection) {
        return;
    }
    if let Some(listing) = place.listing_mut() {
        // The mark has served its purpose.
        listing.list.marks.remove(&*entry.id);
        listing.list.update(entry);
    }
    if let Some(sheet) = place.any_sheet_mut()
        && sheet.entry.as_ref().is_some_and(|shown| shown.id == entry.id)
    {
        sheet.entry = Some(entry.clone());
        sheet.lay_out(telling);
    }
}

/// Tells why a change was refused: in its form, or above everything.
fn refuse(model: &mut Model, write: &Write, error: &Error) {
    close_confirm(model, &write.key);
    let title = format!("{}: nothing was changed", write.action.label);
    let title = if error.kind() == ErrorKind::OutcomeUnknown {
        format!("{}: the disk failed; it may or may not have been done", write.action.label)
    } else {
        title
    };
    match forms::form_of(model, &write.key) {
        Some(form) => form.refuse(error),
        None => actions::tell_error(model, &title, error),
    }
}

/// Somebody else was quicker: shows the record as it was, as it is, and what was asked for.
fn conflict(model: &mut Model, write: Write) -> Vec<Cmd> {
    close_confirm(model, &write.key);
    let mine = forms::form_of(model, &write.key).map_or_else(Vec::new, |form| {
        form.is_busy = false;
        let touched = form.fields.iter().filter(|state| state.input.value() != state.field.value);
        touched.map(|state| (state.field.path.to_owned(), state.shown())).collect()
    });
    let place = model.place_id();
    let (collection, id) =
        (write.collection, write.entry.as_ref().map(|entry| entry.id.to_string()));
    let write = Box::new(write);
    let has_form = forms::form_of(model, &write.key).is_some();
    let conflict = Conflict { write, theirs: None, mine, chosen: 0, has_form, place };
    model.open(Popup::Conflict(Box::new(conflict)));
    let question = id.map(|id| Question::Record(collection, id));
    question.map(|question| Cmd::Read(place, Asked { question, number: 1 })).into_iter().collect()
}

/// Does what was chosen: theirs, mine over theirs, or back to the form.
pub(super) fn settle_conflict(model: &mut Model) -> Vec<Cmd> {
    let Some(Popup::Conflict(conflict)) = model.popups.last() else { return Vec::new() };
    let (chosen, theirs, mut write) =
        (conflict.chosen, conflict.theirs.clone(), conflict.write.clone());
    let Some(theirs) = theirs else { return Vec::new() };
    model.popups.pop();
    match chosen {
        0 => {
            actions::close_form(model);
            model.tell("theirs was kept; nothing of yours was saved");
            model.read_place(true)
        }
        1 => {
            write.version = theirs.version();
            write.entry = Some(theirs);
            // What is overwritten is shown before it is, as any other change.
            write.is_rehearsal = write.action.confirm;
            match forms::form(model) {
                Some(form) => form.is_busy = true,
                None if write.is_rehearsal => {
                    model.open(Popup::Confirm(Confirm::waiting((*write).clone())));
                }
                None => {}
            }
            actions::send(model, write)
        }
        _ => {
            // What is sent next is held against the record as it was just seen.
            if let Some(form) = forms::form(model)
                && let crate::app::form::Purpose::Write(again) = &mut form.purpose
            {
                again.version = theirs.version();
                again.entry = Some(theirs);
            }
            Vec::new()
        }
    }
}
