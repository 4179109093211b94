//! Lists of events.

use crate::error::Result;
use crate::event::{EVENT_TYPES, Event, TEST_TYPE, read_event};
use crate::filter::{
    self, Fault, IdPattern, Moment, OneOf, Range, Raw, Sort, Sorted as _, Terms, TextPattern,
    Toward, Value, filter,
};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::EventId;
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which events a list holds, and in what order; the default is all, newest first. Also
    /// written as a text of the [filter language](crate::filter).
    pub struct EventFilter {
        id: Terms<IdPattern<EventId>> = "id", "the event's id, or how it begins";
        seq: Terms<Range<i64>> = "seq", "the place in the log";
        kind: Terms<EventType> = "type", "what happened";
        object: Terms<TextPattern> = "object", "what sort of record it happened to: payment";
        object_id: Terms<TextPattern> = "object_id", "the record that it happened to";
        previous: Terms<TextPattern> = "previous",
            "the record's status before, where that changed";
        actor: Terms<TextPattern> = "actor", "who did it: owner, client:*, an operator's name";
        at: Terms<Range<Moment>> = "at", "when";
        words: Terms<TextPattern> = "", "the record that it happened to";
        sort: Option<Sort<EventSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What events can be sorted by.
    pub enum EventSort ("sort") {
        /// The place in the log.
        Seq = "seq",
    }
}

/// What happened: one of [`EVENT_TYPES`], or all that begin so; or [`TEST_TYPE`], which only
/// deliveries have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventType(TextPattern);

impl EventType {
    /// This type, such as `payment.completed`, or with a `*` at its end all that begin so.
    ///
    /// # Errors
    ///
    /// `validation` on the field `type` if no type is or begins so.
    pub fn new(text: &str) -> Result<Self> {
        let pattern = match text.strip_suffix('*') {
            Some(beginning) => TextPattern::StartsWith(beginning.to_owned()),
            None => TextPattern::Is(text.to_owned()),
        };
        if Self::is_known(&pattern) {
            return Ok(Self(pattern));
        }
        let reason = format!("{text} is no type of event");
        Err(crate::error::Error::invalid("type", "invalid", reason))
    }

    fn is_known(pattern: &TextPattern) -> bool {
        match pattern {
            TextPattern::Is(whole) => whole == TEST_TYPE || EVENT_TYPES.contains(&whole.as_str()),
            TextPattern::StartsWith(beginning) => {
                EVENT_TYPES.iter().any(|known| known.starts_with(beginning.as_str()))
            }
            TextPattern::Present => true,
        }
    }
}

impl std::str::FromStr for EventType {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl Value for EventType {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let pattern = TextPattern::read(raw)?;
        if Self::is_known(&pattern) {
            return Ok(Self(pattern));
        }
        Err(Fault::of_word(raw.column, "is no type of event", &raw.text(), &EVENT_TYPES))
    }

    fn write(&self) -> String {
        self.0.write()
    }

    fn shape() -> String {
        "payment.completed, payment.*".to_owned()
    }

    fn choices() -> Vec<&'static str> {
        EVENT_TYPES.to_vec()
    }
}

impl Terms<EventType> {
    /// That the type in this column is asked for.
    pub(crate) fn spell(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |kind, condition| kind.0.sql(condition, column));
    }

    /// Whether some term names exactly one.
    pub(crate) fn names_one(&self) -> bool {
        let single = |term: &OneOf<EventType>| {
            !term.negated && matches!(term.values.as_slice(), [EventType(TextPattern::Is(_))])
        };
        self.as_slice().iter().any(single)
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &EventFilter,
    page: &PageRequest,
) -> Result<Page<Event>> {
    filter::check(filter)?;
    let order = filter.sort.order(|EventSort::Seq| vec!["event.seq".to_owned()]);
    let window = page.resolve_in(&order)?;
    Listing::of("event", condition(transaction, filter), &order).page(
        transaction,
        window,
        (
            "event.seq, event.id, type, object, object_id, object_version, previous_status, actor,
            at, body",
            "",
        ),
        |columns| read_event(columns).map(|event| (event.seq, event)),
    )
}

fn condition(transaction: &ReadTransaction<'_>, filter: &EventFilter) -> Condition {
    let mut condition = Condition::default();
    filter.id.identify(&mut condition, "event.id");
    filter.seq.measure(&mut condition, "event.seq");
    filter.kind.spell(&mut condition, "event.type");
    filter.object.spell(&mut condition, "event.object");
    filter.object_id.spell(&mut condition, "event.object_id");
    filter.words.spell(&mut condition, "event.object_id");
    filter.previous.spell(&mut condition, "event.previous_status");
    filter.actor.spell(&mut condition, "event.actor");
    filter.at.date(&mut condition, "event.at", transaction.now(), Toward::Past);
    condition
}
