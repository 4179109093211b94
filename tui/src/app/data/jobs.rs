//! Long work, each in a thread of its own, in short transactions, ended when its user wants.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use billfold_core::{Error, ErrorKind, FieldError, Page, PageRequest, Result, Store};

use crate::app::collection::{Done, Query, Subject};
use crate::app::data::caught;
use crate::app::data::writer::UNKNOWN;
use crate::app::entry::Entry;
use crate::app::job::{Bulk, Chosen, Job, JobId, JobNews};
use crate::app::list::PAGE;
use crate::app::msg::{Msg, Write};
use crate::output::Record;

mod rehearsal;

/// The work that was begun.
pub(crate) struct Jobs {
    store: Store,
    news: Sender<Msg>,
    running: BTreeMap<JobId, Running>,
}

struct Running {
    is_ended: Arc<AtomicBool>,
    store: Store,
    thread: JoinHandle<()>,
}

impl Jobs {
    /// No work yet, on this store, which is told of there.
    pub(crate) fn new(store: Store, news: Sender<Msg>) -> Self {
        Self { store, news, running: BTreeMap::new() }
    }

    /// Begins some work.
    pub(crate) fn start(&mut self, id: JobId, job: Job) -> std::io::Result<()> {
        self.running.retain(|_, running| !running.thread.is_finished());
        let store = self.store.interruptible();
        let is_ended = Arc::new(AtomicBool::new(false));
        let teller = Teller { id, news: self.news.clone(), is_ended: Arc::clone(&is_ended) };
        let its = store.clone();
        let thread = thread::Builder::new().name("job".to_owned()).spawn(move || {
            let outcome = caught("what was done stays done", || run(&its, &job, &teller));
            teller.tell(JobNews::Ended(outcome));
        })?;
        self.running.insert(id, Running { is_ended, store, thread });
        Ok(())
    }

    /// Ends some work where it stands: what is done stays done.
    pub(crate) fn cancel(&self, id: JobId) {
        if let Some(running) = self.running.get(&id) {
            running.is_ended.store(true, Ordering::SeqCst);
            let _ = running.store.interrupt();
        }
    }
}

/// Ends all work, and waits until it has.
impl Drop for Jobs {
    fn drop(&mut self) {
        for running in self.running.values() {
            running.is_ended.store(true, Ordering::SeqCst);
            let _ = running.store.interrupt();
        }
        for (_, running) in std::mem::take(&mut self.running) {
            let _ = running.thread.join();
        }
    }
}

/// Tells of work, and knows whether it is still wanted.
pub(crate) struct Teller {
    id: JobId,
    news: Sender<Msg>,
    is_ended: Arc<AtomicBool>,
}

impl Teller {
    fn tell(&self, news: JobNews) {
        let _ = self.news.send(Msg::Job(self.id, news));
    }

    fn goes_on(&self) -> bool {
        !self.is_ended.load(Ordering::SeqCst)
    }
}

fn run(store: &Store, job: &Job, teller: &Teller) -> Result<Done> {
    match job {
        Job::Bulk(bulk) => change_all(store, bulk, teller),
        Job::Rehearsal(bulk) => rehearsal::run(store, bulk, teller),
        Job::Task(task, body) => (task.run)(store, &body.0, &mut |done, total| {
            teller.tell(JobNews::Progress(done, total));
            teller.goes_on()
        }),
        Job::Act(write) => act(store, write, teller),
        Job::Export(collection, query, body) => {
            crate::app::data::export::run(store, collection, query, &body.0, &mut |done, total| {
                teller.tell(JobNews::Progress(done, total));
                teller.goes_on()
            })
        }
    }
}

/// How often it is looked whether work that waits for others is still wanted.
const LOOK: Duration = Duration::from_millis(50);

/// Does an action that waits for others, in a thread of its own, so that it can be left at any
/// moment: whatever it asks of the store from then on is refused.
fn act(store: &Store, write: &Write, teller: &Teller) -> Result<Done> {
    let (tell, told) = mpsc::channel();
    let (its, write) = (store.clone(), write.clone());
    let work = move || {
        let outcome = caught(UNKNOWN, || crate::app::data::write(&its, &write));
        // Nobody may be waiting any more.
        let _ = tell.send(outcome);
    };
    let thread = thread::Builder::new().name("action".to_owned()).spawn(work);
    thread.map_err(|error| Error::new(ErrorKind::Storage, "no_thread", error.to_string()))?;
    while teller.goes_on() {
        match told.recv_timeout(LOOK) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let message = "was ended; whom it was sent to may have it";
    Err(Error::new(ErrorKind::Interrupted, "interrupted", message))
}

/// Does the action to each record, in a transaction of its own.
fn change_all(store: &Store, bulk: &Bulk, teller: &Teller) -> Result<Done> {
    let mut counts = Counts::default();
    match &bulk.chosen {
        Chosen::Marked(ids) => {
            ids.iter().try_for_each(|id| change_one(store, bulk, teller, id, &mut counts))?;
        }
        Chosen::All(query, counted) => each_page(store, bulk, query, &mut |page, is_first| {
            if is_first && page.total != *counted {
                return Err(counted_others(page.total, *counted));
            }
            let mut items = page.items.iter();
            items.try_for_each(|entry| change_one(store, bulk, teller, &entry.id, &mut counts))
        })?,
    }
    let Counts { done, refused } = counts;
    Ok(Done::default().told(match refused {
        0 => format!("{done} done"),
        _ => format!("{done} done, {refused} refused"),
    }))
}

/// Takes all that match a page at a time, with whether it is the first.
fn each_page(
    store: &Store,
    bulk: &Bulk,
    query: &Query,
    take: &mut dyn FnMut(&Page<Entry>, bool) -> Result<()>,
) -> Result<()> {
    // Newest first: a change of what the list is sorted by must not bring a record back.
    let query = Query { sort: None, ..query.clone() };
    let mut request = PageRequest::first().limit(PAGE);
    let mut is_first = true;
    loop {
        let page = (bulk.collection.page)(store, &query, &request)?;
        take(&page, is_first)?;
        is_first = false;
        let Some(next) = page.next_cursor else { return Ok(()) };
        request = PageRequest::after(next).limit(PAGE).known_total(page.total);
    }
}

/// How many records came to what.
#[derive(Default)]
struct Counts {
    done: u64,
    refused: u64,
}

/// Does the action to one of the records and tells what came of it; an error ends all.
fn change_one(
    store: &Store,
    bulk: &Bulk,
    teller: &Teller,
    id: &str,
    counts: &mut Counts,
) -> Result<()> {
    if !teller.goes_on() {
        return Err(interrupted());
    }
    let subject = Subject { id, owner: bulk.owner.as_deref() };
    let outcome = match refusal(store, bulk, id)? {
        Some(reason) => Err(Error::new(ErrorKind::Conflict, "refused", reason)),
        None => {
            // A repetition of the whole work does nothing twice.
            let once = store.once(format!("{}:{id}", bulk.key))?;
            (bulk.action.run)(&once, subject, &bulk.body.0).map(drop)
        }
    };
    match &outcome {
        Ok(()) => counts.done = counts.done.saturating_add(1),
        Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error.clone()),
        // What the form says is wrong: that is for the form, not for each record.
        Err(error) if counts.done == 0 && is_of_form(bulk, error) => return Err(error.clone()),
        Err(_) => counts.refused = counts.refused.saturating_add(1),
    }
    teller.tell(JobNews::Row(id.to_owned(), outcome));
    Ok(())
}

/// Whether an error is about something that the form says.
fn is_of_form(bulk: &Bulk, error: &Error) -> bool {
    let said = Record::parse(&bulk.body.0).unwrap_or_default();
    let of_form = |fault: &FieldError| {
        let first = fault.field.split(['.', '[']).next();
        first.is_some_and(|field| said.has(field))
    };
    error.kind() == ErrorKind::Validation && error.fields().iter().any(of_form)
}

/// Why the action is not offered for this record: what would change nothing is not told as done.
fn refusal(store: &Store, bulk: &Bulk, id: &str) -> Result<Option<String>> {
    match (bulk.collection.entry)(store, id) {
        Ok(entry) => Ok((bulk.action.refusal)(&entry)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some(error.message().to_owned())),
        Err(error) => Err(error),
    }
}

/// Others match than those who were counted when it was asked.
fn counted_others(now: i64, then: i64) -> Error {
    let message = format!("{now} match now, {then} did when it was asked: nothing was changed");
    Error::new(ErrorKind::Conflict, "count_changed", message)
}

/// The work was ended by its user.
pub(crate) fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", "was ended; what was done stays done")
}

#[cfg(test)]
mod tests;
