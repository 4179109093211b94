//! What works beside the screen, each in a thread of its own: a [`reader`] that answers the newest
//! question, a [`writer`] that makes every change in its order, [`jobs`], and a [`watcher`] that
//! sees what others change.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use billfold_core::{
    BillerFilter, ClientFilter, CustomerFilter, DeliveryFilter, Error, ErrorKind, Event,
    EventFilter, LinkIntentFilter, OrchestratorFilter, PageRequest, PaymentFilter,
    RequestToLinkFilter, Result, StatsFilter, Store, WebhookEndpointFilter,
};

use crate::app::collection::{Collection, Done, Query, Subject};
use crate::app::entry::Entry;
use crate::app::list;
use crate::app::msg::{Answer, Question, Whole, Write};

pub(crate) mod body;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod jobs;
pub(crate) mod reader;
pub(crate) mod watcher;
pub(crate) mod writer;

/// Events of one record that are shown: the newest.
const MOST_EVENTS: usize = 200;

/// Answers a question.
pub(crate) fn read(store: &Store, question: &Question) -> Result<Answer> {
    match question {
        Question::List(collection, query, stretch, total) => {
            if let (Some(owners), None) = (collection.owner, &query.owner) {
                return only_owner(store, owners).map(Answer::Owner);
            }
            let page = |request: &_| (collection.page)(store, query, request);
            list::read(stretch.clone(), *total, page).map(Answer::List)
        }
        Question::Count(collection, query) => {
            let page = (collection.page)(store, query, &PageRequest::first().limit(1))?;
            Ok(Answer::Count(page.total))
        }
        Question::Currency => only_currency(store).map(Answer::Currency),
        Question::Record(collection, id) => {
            let entry = with_names(store, collection, (collection.entry)(store, id)?);
            let extra = (collection.extra)(store, &entry)?;
            let object = collection.history.map(|object| object(&entry));
            let mut history =
                object.map_or_else(|| Ok(Vec::new()), |object| past(store, &object))?;
            let older = history.len().saturating_sub(MOST_EVENTS);
            history.drain(..older);
            let history: Result<_> =
                history.iter().map(|event| Entry::new(&event.seq, event)).collect();
            Ok(Answer::Record(Whole { entry, extra, history: history? }))
        }
        Question::Report(report) => (report.read)(store).map(Answer::Report),
    }
}

/// The record with what those are called beside the ids that it names them by.
fn with_names(store: &Store, collection: &Collection, entry: Entry) -> Entry {
    let mut named = entry;
    for relation in collection.relations.iter().filter(|relation| !relation.to.called.is_empty()) {
        let Some(id) = named.text(relation.path) else { continue };
        let beside = relation.path.strip_suffix(".id").map(|owner| format!("{owner}.name"));
        let is_told = beside.is_some_and(|path| named.text(&path).is_some());
        if is_told || named.words_for(relation.path).is_some() {
            continue;
        }
        // Who is gone, or not to be seen, has an id alone.
        let other = (relation.to.entry)(store, &id).ok();
        if let Some(name) = other.and_then(|other| other.text(relation.to.called)) {
            named = named.beside(relation.path, &name);
        }
    }
    named
}

/// What happened to a record: to one that was imported, or for who may not see the log, nothing.
fn past(store: &Store, object: &str) -> Result<Vec<Event>> {
    match store.history(object) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Forbidden) => {
            Ok(Vec::new())
        }
        history => history,
    }
}

/// The only one whose a list can be, if there is just one: its id and its name.
fn only_owner(store: &Store, owners: &Collection) -> Result<Option<(String, String)>> {
    let page = (owners.page)(store, &Query::default(), &PageRequest::first().limit(1))?;
    let only = page.items.first().filter(|_| page.total == 1);
    Ok(only.map(|owner| (owner.id.to_string(), (owners.known)(owner))))
}

/// The currency that a store's payments are in, if they are in one, else the only one that it
/// takes, if that is one.
fn only_currency(store: &Store) -> Result<Option<String>> {
    let stats = store.stats(&StatsFilter::default())?;
    let sums = stats.payments.iter().filter(|sum| sum.total.count > 0);
    let mut used: Vec<_> = sums.map(|sum| sum.total.currency).collect();
    if used.is_empty() {
        used = store.settings()?.currencies;
    }
    used.sort();
    used.dedup();
    Ok(used.first().filter(|_| used.len() == 1).map(ToString::to_string))
}

/// Makes a change, or rehearses it.
pub(crate) fn write(store: &Store, write: &Write) -> Result<Done> {
    let mut store = store.once(&write.key)?;
    if let Some(version) = write.version {
        store = store.if_version(version);
    }
    if write.is_rehearsal {
        store = store.dry_run();
    }
    let id = write.entry.as_ref().map(|entry| &*entry.id).unwrap_or_default();
    let subject = Subject { id, owner: write.owner.as_deref() };
    (write.action.run)(&store, subject, &write.body.0)
}

/// Does some work; a mistake of ours on the way, in which the thread would end, is an error as any
/// other, which says what that means.
pub(crate) fn caught<T>(meaning: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = format!("a mistake in Billfold itself; {meaning}");
        Err(Error::new(ErrorKind::Internal, "panic", message))
    })
}

/// A typed filter, whose records can be put in another order than newest first.
pub(crate) trait Ordered: FromStr<Err = Error> {
    /// Puts them in this order, or newest first.
    fn order(&mut self, sort: Option<&str>) -> Result<()>;
}

macro_rules! ordered {
    ($($filter:ty),+ $(,)?) => {
        $(impl Ordered for $filter {
            fn order(&mut self, sort: Option<&str>) -> Result<()> {
                self.sort = sort.map(str::parse).transpose()?;
                Ok(())
            }
        })+
    };
}

ordered!(
    BillerFilter,
    ClientFilter,
    CustomerFilter,
    DeliveryFilter,
    EventFilter,
    LinkIntentFilter,
    OrchestratorFilter,
    PaymentFilter,
    RequestToLinkFilter,
    WebhookEndpointFilter,
);

/// The filter of a query as the collection's own, with the order of the query; a mistake in either
/// is an error that names it.
pub(crate) fn filter<F: Ordered>(query: &Query) -> Result<F> {
    let mut filter: F = query.filter.parse()?;
    filter.order(query.sort.as_deref())?;
    Ok(filter)
}
