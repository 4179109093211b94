//! What is done to records: menus of actions, forms, confirmations, bulk changes, exports.

use billfold_core::{Error, ErrorKind, Secret};
use uuid::Uuid;

use crate::app::clipboard;
use crate::app::collection::{Action, Collection, Field, FieldInput, Form, On};
use crate::app::command::Command;
use crate::app::entry::Entry;
use crate::app::form::{FormState, Purpose};
use crate::app::job::{Bulk, Chosen, Job, Task};
use crate::app::model::Model;
use crate::app::msg::{Body, Cmd, Write};
use crate::app::place::Content;
use crate::app::popup::{Aim, Choice, Confirm, Count, Item, Link, Menu, Popup, titled};
use crate::app::sheet::Source;
use crate::app::update::{jobs, written};
use crate::app::widgets::text;
use crate::output::grouped;

/// Does it, if it is about records.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Vec<Cmd>> {
    Some(match command {
        Command::New => begin_named(model, "new"),
        Command::Edit => begin_named(model, "edit"),
        Command::Actions => {
            if !tell_to_choose_owner(model) {
                open_menu(model);
            }
            Vec::new()
        }
        Command::Qr => {
            let collection = model.place().collection();
            let link = collection.and_then(|each| Link::of(each, model.place().entry()?));
            match link {
                Some(link) => model.open(Popup::Qr(link)),
                None if model.place().entry().is_none() => model.tell(NOTHING),
                None => model.tell("this record has no link to show"),
            }
            Vec::new()
        }
        Command::Copy => copy(model),
        Command::CopyRecord => copy_record(model),
        Command::Export => {
            open_export(model);
            Vec::new()
        }
        _ => return None,
    })
}

/// Says whose records are to be chosen first, where nothing can be listed before.
fn tell_to_choose_owner(model: &mut Model) -> bool {
    let list = model.place().listing().map(|listing| &listing.list);
    let wanting = list.filter(|list| list.wants_owner());
    let Some(owners) = wanting.and_then(|list| list.collection.owner) else { return false };
    let key = model.keys.shown(Command::Owner);
    model.tell(format!("choose the {} first: {key}", owners.noun));
    true
}

/// What is said where a key is for a record, and there is none.
const NOTHING: &str = "there is no record here";

fn copy(model: &mut Model) -> Vec<Cmd> {
    if let Some(sheet) = model.place().focused_sheet() {
        return match sheet.value() {
            Some(value) if !value.is_empty() => {
                let what =
                    if sheet.is_masked() { "the value, masked as here," } else { "the value" };
                copied(model, what, value)
            }
            _ => {
                model.tell("there is nothing on this line to copy");
                Vec::new()
            }
        };
    }
    match model.place().entry().map(|entry| entry.id.to_string()) {
        Some(id) => copied(model, "the id", id),
        None => {
            model.tell(NOTHING);
            Vec::new()
        }
    }
}

/// Copies the record under the cursor; of what is masked on the screen, no more than stands there.
fn copy_record(model: &mut Model) -> Vec<Cmd> {
    let place = model.place();
    let (Some(collection), Some(entry)) = (place.collection(), place.entry()) else {
        model.tell(NOTHING);
        return Vec::new();
    };
    let masked = entry.masked(collection);
    let what = if masked == *entry {
        "the record's JSON"
    } else {
        "the record's JSON, tokens masked as on the screen,"
    };
    let json = masked.json().to_owned();
    copied(model, what, json)
}

/// Copies a text and says what can honestly be said of that.
pub(super) fn copied(model: &mut Model, what: &str, text: String) -> Vec<Cmd> {
    model.tell(format!("sent {what} {}", clipboard::SENT));
    vec![Cmd::Copy(Secret::new(text))]
}

/// Begins the action of this name on what is under the cursor.
fn begin_named(model: &mut Model, name: &str) -> Vec<Cmd> {
    let Some(collection) = model.place().collection() else {
        model.tell("there is nothing here to do that to");
        return Vec::new();
    };
    let Some(action) = collection.action(name) else {
        model.tell(format!("{} cannot be {}", collection.title, past(name)));
        return Vec::new();
    };
    begin_here(model, action)
}

/// Begins an action on what is under the cursor.
pub(super) fn begin_here(model: &mut Model, action: &'static Action) -> Vec<Cmd> {
    Aim::of(model).map(|aim| begin(model, action, aim)).unwrap_or_default()
}

fn past(name: &str) -> &str {
    if name == "new" { "made here" } else { "edited" }
}

impl Aim {
    /// What stands under the cursor and what is marked, if there are records here.
    pub(super) fn of(model: &Model) -> Option<Self> {
        let place = model.place();
        let entry = if place.is_moving() { None } else { place.entry().cloned() };
        let (entry, chosen) = match (chosen(model), only_marked(model)) {
            // One that is marked is one record: what is done to it is shown as always.
            (Some(_), Some(one)) => (Some(one.clone()), None),
            (chosen, _) => (entry, chosen),
        };
        let (collection, owner) = (place.collection()?, place.owner());
        Some(Self { collection, entry, chosen, owner, is_read_only: model.is_read_only })
    }

    /// Each action on it, with why it cannot be begun.
    pub(super) fn items(&self) -> Vec<Item> {
        let actions = self.collection.actions.iter().map(|action| {
            let choice = Choice::Act(action, Box::new(self.clone()));
            Item::new(action.label, action.about, choice).refused(self.refusal(action))
        });
        actions.collect()
    }

    /// Why an action cannot be begun on it.
    fn refusal(&self, action: &Action) -> Option<String> {
        let marked = self.chosen.as_ref().map(Chosen::count);
        let refused = match (action.on, &self.entry, marked) {
            (On::Nothing, ..) => None,
            (On::One | On::OneSlowly, _, Some(_)) => {
                Some("it is done to one record at a time".to_owned())
            }
            // Of many, each is judged when its turn comes.
            (On::Many, _, Some(_)) => None,
            (_, None, None) => Some("there is no record under the cursor yet".to_owned()),
            (_, Some(entry), None) => (action.refusal)(entry),
        };
        unchanging(self.is_read_only, action.reads).or(refused)
    }
}

/// Why something cannot be done where nothing may be changed, unless it only reads.
pub(super) fn unchanging(is_read_only: bool, reads: bool) -> Option<String> {
    (is_read_only && !reads).then(|| "the store was opened read-only".to_owned())
}

/// A line that begins a task, with why it cannot be begun.
pub(super) fn task_item(model: &Model, task: &'static Task) -> Item {
    let refusal = unchanging(model.is_read_only, task.reads);
    Item::new(task.label, task.about, Choice::Task(task)).refused(refusal)
}

/// Opens the menu of what can be done here, to the record or to all marked.
fn open_menu(model: &mut Model) {
    let mut items = Vec::new();
    let place = model.place();
    let aim = Aim::of(model);
    if let Some(aim) = &aim {
        let keys = aim.collection.actions.iter().map(|action| action.key);
        items.extend(aim.items().into_iter().zip(keys).map(|(item, key)| item.key(key)));
    }
    if let Content::Sheet(sheet) = &place.content
        && let Source::Report(report) = &sheet.source
    {
        items.extend(report.tasks.iter().map(|task| task_item(model, task)));
    }
    if items.is_empty() {
        model.tell("there is nothing to do here");
        return;
    }
    let chosen = aim.as_ref().and_then(|aim| aim.chosen.as_ref()).map(Chosen::count);
    let title = aim.as_ref().and_then(|aim| match (chosen, &aim.entry) {
        (Some(count), _) => Some(format!("Actions on {} marked", grouped(count))),
        (None, Some(entry)) => Some(format!("Actions on {}", aim.collection.the(entry))),
        (None, None) => None,
    });
    // What makes another record is not what is meant first by who stands on one.
    items.sort_by_key(Item::makes);
    let mut menu = Menu::new(title.unwrap_or_else(|| "Actions".to_owned()), items);
    let is_on_record = aim.is_some_and(|aim| aim.entry.is_some() || aim.chosen.is_some());
    let is_meant = |item: &Item| item.refusal.is_none() && !(is_on_record && item.makes());
    menu.chosen = menu.items.iter().position(is_meant).unwrap_or(0);
    model.open(Popup::Menu(menu));
}

/// What is marked in the list, if anything is.
fn chosen(model: &Model) -> Option<Chosen> {
    let list = &model.place().listing()?.list;
    if let (true, Some(total)) = (list.marks_all, list.total) {
        return Some(Chosen::All(list.query.clone(), total));
    }
    let ids: Vec<_> = list.marks.iter().cloned().collect();
    (!ids.is_empty()).then_some(Chosen::Marked(ids))
}

/// The only record that is marked, if there is one and it is held.
fn only_marked(model: &Model) -> Option<&Entry> {
    let list = &model.place().listing()?.list;
    let count = chosen(model)?.count();
    if count == 1 { list.marked() } else { None }
}

/// Begins an action: asks what it must be told, or shows what it would do.
pub(super) fn begin(model: &mut Model, action: &'static Action, aim: Aim) -> Vec<Cmd> {
    if let Some(reason) = aim.refusal(action) {
        model.warn(format!("{}: {reason}", action.label));
        return Vec::new();
    }
    let Aim { collection, entry, chosen, owner, .. } = aim;
    let marked = chosen.filter(|_| action.on != On::Nothing);
    let entry = entry.filter(|_| action.on != On::Nothing);
    let count = marked.as_ref().map(Chosen::count);
    if owner.is_none() && entry.is_none() && tell_to_choose_owner(model) {
        return Vec::new();
    }
    let key = Uuid::new_v4().to_string();
    let nothing = || Body("{}".to_owned());
    let body = nothing();
    let purpose = match marked {
        Some(chosen) => {
            Purpose::Bulk(Box::new(Bulk { collection, action, owner, body, chosen, key }))
        }
        None => Purpose::Write(Box::new(write(collection, action, entry.clone(), owner, key))),
    };
    match action.form {
        Some(form) => {
            let form = form(entry.as_ref().filter(|_| count.is_none()));
            let title = match count {
                Some(count) => format!("{} {}", action.label, collection.counted(count)),
                None => titled(action, collection, entry.as_ref()),
            };
            let mut state = FormState::new(title, action.about, form, purpose);
            if let Some(currency) = &model.currency {
                state.propose(currency);
            }
            model.open(Popup::Form(Box::new(state)));
            model.fit();
            Vec::new()
        }
        None => proceed(model, purpose, nothing()),
    }
}

fn write(
    collection: &'static Collection,
    action: &'static Action,
    entry: Option<Entry>,
    owner: Option<String>,
    key: String,
) -> Write {
    let version = entry.as_ref().and_then(Entry::version);
    let body = Body("{}".to_owned());
    Write { collection, action, entry, owner, body, version, key, is_rehearsal: false }
}

/// Goes on once everything is known: to the confirmation, or at once to work.
pub(super) fn proceed(model: &mut Model, purpose: Purpose, body: Body) -> Vec<Cmd> {
    let writes = !matches!(purpose, Purpose::Export(..));
    if writes && jobs::is_gone(model) {
        return Vec::new();
    }
    match purpose {
        Purpose::Write(mut write) => {
            write.body = body;
            if write.action.on == On::OneSlowly {
                let label = label_of(&write);
                return jobs::start(model, label, Job::Act(write));
            }
            write.is_rehearsal = write.action.confirm;
            // Keys that were typed ahead must not answer what nobody has read yet.
            if write.is_rehearsal && !matches!(model.popups.last(), Some(Popup::Form(_))) {
                model.open(Popup::Confirm(Confirm::waiting((*write).clone())));
            }
            send(model, write)
        }
        Purpose::Bulk(mut bulk) => {
            bulk.body = body;
            recount(model, &mut bulk.chosen);
            let rehearsal = model.job_id();
            let job = Job::Rehearsal((*bulk).clone());
            let (input, tally) = Default::default();
            let (looked, trouble) = (None, None);
            model.open(Popup::Count(Count { bulk, rehearsal, tally, looked, input, trouble }));
            vec![Cmd::Job(rehearsal, Box::new(job))]
        }
        Purpose::Task(task) => jobs::start(model, task.label.to_owned(), Job::Task(task, body)),
        Purpose::Export(collection, query) => {
            let label = format!("Export of {}", collection.name);
            jobs::start(model, label, Job::Export(collection, query, body))
        }
    }
}

/// All that match may be others since the form was opened: their number is asked for as it is now.
fn recount(model: &Model, chosen: &mut Chosen) {
    let list = model.place().listing().map(|listing| &listing.list);
    if let (Chosen::All(query, count), Some(list)) = (chosen, list)
        && list.query == *query
    {
        *count = list.total.unwrap_or(*count);
    }
}

/// What long work on one record is called: `Send a test (whe_0…7b3db)`.
fn label_of(write: &Write) -> String {
    let id = write.entry.as_ref().map(|entry| crate::output::text::shown(&entry.id));
    let id = id.map(|id| format!(" ({})", text::middle(&id, ID_COLUMNS)));
    format!("{}{}", write.action.label, id.unwrap_or_default())
}

/// Columns of an id in the name of work.
const ID_COLUMNS: usize = 14;

/// Has a change made, unless the file has gone from its place: it would be lost with it.
pub(super) fn send(model: &mut Model, write: Box<Write>) -> Vec<Cmd> {
    if let Some(alarm) = &model.alarm {
        let gone = Error::new(ErrorKind::Storage, "file_vanished", alarm.clone());
        model.writing = model.writing.saturating_add(1);
        return written::take(model, *write, Err(gone));
    }
    model.writing = model.writing.saturating_add(1);
    vec![Cmd::Write(write)]
}

/// Closes the form whose work goes on without it.
pub(super) fn close_form(model: &mut Model) {
    if matches!(model.popups.last(), Some(Popup::Form(_))) {
        model.popups.pop();
    }
}

/// Begins a task: asks what it must be told, or starts.
pub(super) fn begin_task(model: &mut Model, task: &'static Task) -> Vec<Cmd> {
    if let Some(reason) = unchanging(model.is_read_only, task.reads) {
        model.warn(format!("{}: {reason}", task.label));
        return Vec::new();
    }
    match task.form {
        Some(form) => {
            let purpose = Purpose::Task(task);
            let state = FormState::new(task.label.to_owned(), task.about, form(), purpose);
            model.open(Popup::Form(Box::new(state)));
            Vec::new()
        }
        None => proceed(model, Purpose::Task(task), Body("{}".to_owned())),
    }
}

const REPLACE: &str = "whether a file of this name is lost";

/// Asks where all that match are to be written.
fn open_export(model: &mut Model) {
    let Some(listing) = model.place().listing() else { return };
    let list = &listing.list;
    if list.collection.export.is_none() {
        let title = list.collection.title;
        model.tell(format!("{title} have no export of their own"));
        return;
    }
    if list.total == Some(0) {
        let words = format!("there are no {} here to export", list.collection.many());
        model.tell(words);
        return;
    }
    let name = format!("{}.csv", list.collection.name);
    let form = Form {
        fields: vec![
            Field::text("file", "File", "a new file; .csv is a table, .jsonl lines of JSON")
                .with(name)
                .required(),
            Field::new("replace", "Replace", REPLACE, FieldInput::Flag).with("false"),
        ],
        is_edit: false,
    };
    let (name, noun) = (list.collection.name, list.collection.noun);
    let (what, matches) = match list.total {
        Some(1) => (format!("the only {noun}"), "matches"),
        Some(total) => (format!("all {} {name}", grouped(total)), "match"),
        None => (format!("all {name}"), "match"),
    };
    let is_filtered = !list.query.filter.is_empty();
    let which = if is_filtered { format!(" that {matches} the filter") } else { String::new() };
    let title = format!("Export {what}{which}");
    let purpose = Purpose::Export(list.collection, list.query.clone());
    let about = "Not only what is on the screen or marked, and in the order of their making";
    model.open(Popup::Form(Box::new(FormState::new(title, about, form, purpose))));
}

/// Tells of an error where no form shows it.
pub(super) fn tell_error(model: &mut Model, title: &str, error: &Error) {
    let mut lines = vec![error.message().to_owned()];
    lines.extend(error.fields().iter().map(ToString::to_string));
    let known = [("current status", error.current_status()), ("existing id", error.existing_id())];
    lines.extend(known.iter().filter_map(|(what, value)| Some(format!("{what}: {}", (*value)?))));
    let notice =
        crate::app::popup::Notice { title: title.to_owned(), lines, is_error: true, scroll: 0 };
    model.open(Popup::Notice(notice));
}
