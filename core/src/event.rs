//! The event log: what happened, who did it, and proof that nobody changed the tale since.

use std::fmt;

use rusqlite::named_params;
use serde::{Serialize, Serializer};

use crate::error::{Error, Result};
use crate::store::log::LogEntry;
use crate::store::sqlite::{Columns, corrupt};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::store::{Store, notice};
use crate::value::id::EventId;
use crate::value::json::JsonObject;
use crate::value::page::{Page, PageRequest};
use crate::value::time::Timestamp;

mod chain;
mod list;

use chain::{Chain, VERIFY_STEP};
pub use list::{EventFilter, EventSort, EventType};

/// Every type of event that a store writes.
pub const EVENT_TYPES: [&str; 41] = [
    "payment.created",
    "payment.updated",
    "payment.completed",
    "payment.failed",
    "payment.expired",
    "payment.paid_late",
    "customer.created",
    "customer.updated",
    "customer.erased",
    "orchestrator.created",
    "orchestrator.updated",
    "orchestrator.key_rotated",
    "client.created",
    "client.updated",
    "client.revoked",
    "client.secret_rotated",
    "api_key.created",
    "api_key.revoked",
    "client_link.linked",
    "client_link.unlinked",
    "link_intent.created",
    "link_intent.redeemed",
    "link_intent.revoked",
    "fee.created",
    "fee.updated",
    "fee.disabled",
    "branding.updated",
    "branding.deleted",
    "request_to_link.created",
    "request_to_link.updated",
    "request_to_link.completed",
    "request_to_link.cancelled",
    "request_to_link.expired",
    "biller.updated",
    "webhook_endpoint.created",
    "webhook_endpoint.updated",
    "webhook_endpoint.secret_rotated",
    "webhook_endpoint.deleted",
    "settings.updated",
    "store.clock_jumped",
    "store.imported",
];

/// The type of a test that is sent to a webhook endpoint. It tells of no event, and is in no log.
pub const TEST_TYPE: &str = "webhook_endpoint.test";

/// Events that one call of the change feed hands out at the most.
pub const MAX_FEED: u32 = 1000;

/// One entry of the event log.
///
/// | field | meaning |
/// |---|---|
/// | `seq` | place in the log, from 1, without a gap |
/// | `type` | what happened: one of [`EVENT_TYPES`] |
/// | `object`, `object_id`, `object_version` | the record, and its version after the change |
/// | `previous_status` | the status before, where it changed |
/// | `actor` | who did it: `owner`, `client:cli_…`, …, or an operator's name |
/// | `at` | when, by the store's clock |
/// | `data` | the record after the change, without a customer's name and e-mail |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// Place in the log, from 1, without a gap.
    pub seq: i64,
    /// Names the event.
    pub id: EventId,
    /// What happened: one of [`EVENT_TYPES`].
    #[serde(rename = "type")]
    pub kind: String,
    /// What sort of record it happened to.
    pub object: String,
    /// Which record.
    pub object_id: String,
    /// The record's version after it.
    pub object_version: i64,
    /// The record's status before it, where that changed.
    pub previous_status: Option<String>,
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The record after the change, without personal data or secrets.
    pub data: JsonObject,
}

/// The newest state of a log; keep it elsewhere to prove later that no tail was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogHead {
    /// How many events there are.
    pub count: i64,
    /// The last event's hash.
    pub hash: LogHash,
}

impl LogHead {
    /// A head as it was noted elsewhere: a count and 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// `validation` if the hash is not of that form.
    pub fn new(count: i64, hash: &str) -> Result<Self> {
        let bytes = parse_hex(hash)
            .ok_or_else(|| Error::invalid("hash", "invalid", "is not 64 hexadecimal digits"))?;
        Ok(Self { count, hash: LogHash(bytes) })
    }
}

/// A hash of the log; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LogHash([u8; 32]);

impl fmt::Display for LogHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for LogHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for LogHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What [`Store::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verification {
    /// Whether every event is there, in order, as it was written.
    pub intact: bool,
    /// How many events were good.
    pub verified: i64,
    /// The head that the file notes.
    pub head: LogHead,
    /// The first fault.
    pub fault: Option<LogFault>,
}

/// The first place where a log is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogFault {
    /// Where: the place in the log.
    pub seq: i64,
    /// What is wrong there, for a person.
    pub reason: String,
}

/// Writes down that a record was changed; `kind` is `<object>.<what happened>`.
pub(crate) fn record(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    object_id: impl fmt::Display,
    object_version: i64,
    previous_status: Option<&str>,
    data: &impl Serialize,
) -> Result<()> {
    debug_assert!(EVENT_TYPES.contains(&kind), "{kind} is not a known type of event");
    let object = kind.split_once('.').map_or(kind, |(object, _)| object);
    let body = serde_json::to_string(data).map_err(|error| Error::internal(error.to_string()))?;
    transaction.log(LogEntry {
        kind,
        object,
        object_id: &object_id.to_string(),
        object_version,
        previous_status,
        body: &body,
    })
}

impl Store {
    /// The events after this place in the log, oldest first, at most `limit` (up to 1000): the
    /// change feed. Start at 0 and go on with the last event's `seq`.
    ///
    /// # Errors
    ///
    /// * `validation`: `after` below 0, or `limit` not from 1 to 1000.
    /// * `forbidden`: only the owner reads the log.
    pub fn events(&self, after: i64, limit: u32) -> Result<Vec<Event>> {
        if after < 0 {
            return Err(Error::invalid("after", "invalid", "is below 0"));
        }
        if !(1..=MAX_FEED).contains(&limit) {
            return Err(Error::invalid("limit", "limit", format!("is not from 1 to {MAX_FEED}")));
        }
        self.read(|transaction| {
            transaction.require_owner()?;
            transaction.all(
                "SELECT seq, id, type, object, object_id, object_version, previous_status, actor,
                    at, body
                FROM event WHERE seq > :after ORDER BY seq LIMIT :limit",
                named_params! { ":after": after, ":limit": limit },
                read_event,
            )
        })
    }

    /// A page of the log, newest event first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` unless
    /// it is the owner's handle.
    pub fn list_events(&self, filter: &EventFilter, page: &PageRequest) -> Result<Page<Event>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }

    /// Everything that happened to one record, oldest first: the audit trail.
    ///
    /// # Errors
    ///
    /// * `not_found`: nothing is known of such a record.
    /// * `forbidden`: only the owner reads the log.
    pub fn history(&self, object_id: &str) -> Result<Vec<Event>> {
        let events = self.read(|transaction| {
            transaction.require_owner()?;
            transaction.all(
                "SELECT seq, id, type, object, object_id, object_version, previous_status, actor,
                    at, body
                FROM event WHERE object_id = :object_id ORDER BY seq",
                named_params! { ":object_id": object_id },
                read_event,
            )
        })?;
        if events.is_empty() { Err(Error::not_found("record", object_id)) } else { Ok(events) }
    }

    /// The newest state of the log. Keep it outside the file, and hand it to [`Store::verify`]
    /// later.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle.
    pub fn log_head(&self) -> Result<LogHead> {
        self.read(|transaction| {
            transaction.require_owner()?;
            read_head(transaction)
        })
    }

    /// Goes through the whole log and finds the first event that was changed, is missing, was
    /// moved or cut off; with `known`, a head noted elsewhere, also whether the log still holds
    /// what it held then.
    ///
    /// The chain of hashes is not keyed: it finds damage and hasty edits. Someone who rewrites
    /// the whole log is found out only by a head that was kept elsewhere.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle. A broken log is no error but an answer.
    pub fn verify(&self, known: Option<&LogHead>) -> Result<Verification> {
        let found = self.verify_with(known, |_, _| Ok(()))?;
        if let Some(fault) = &found.fault {
            let (path, seq) = (self.name().display(), fault.seq);
            notice::error(notice::CHECK, format_args!("{path}: the log is broken at event {seq}"));
        }
        Ok(found)
    }

    /// As [`Store::verify`]; `tell` learns now and then how many events were gone through, and of
    /// how many, and ends it by an error.
    pub(crate) fn verify_with(
        &self,
        known: Option<&LogHead>,
        tell: impl Fn(u64, u64) -> Result<()>,
    ) -> Result<Verification> {
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        let mut chain = Chain::new(known);
        loop {
            let (read, head) = self.read(|transaction| {
                transaction.require_owner()?;
                let read = chain.extend(transaction)?;
                Ok((read, read_head(transaction)?))
            })?;
            tell(number(chain.head.count), number(head.count))?;
            if read == VERIFY_STEP && chain.fault.is_none() {
                continue;
            }
            chain.compare(&head);
            return Ok(Verification {
                intact: chain.fault.is_none(),
                verified: chain.head.count,
                head,
                fault: chain.fault,
            });
        }
    }
}

fn read_event(columns: &mut Columns<'_, '_>) -> Result<Event> {
    Ok(Event {
        seq: columns.next()?,
        id: columns.next()?,
        kind: columns.next()?,
        object: columns.next()?,
        object_id: columns.next()?,
        object_version: columns.next()?,
        previous_status: columns.next()?,
        actor: columns.next()?,
        at: columns.next()?,
        data: JsonObject::from_stored(columns.next()?),
    })
}

fn read_head(transaction: &ReadTransaction<'_>) -> Result<LogHead> {
    let head = transaction.one("SELECT event_count, event_hash FROM meta", [], |columns| {
        Ok(LogHead { count: columns.next()?, hash: LogHash(columns.next()?) })
    })?;
    head.ok_or_else(|| corrupt("the store's own row is missing"))
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}
