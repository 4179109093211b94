//! Deliveries: one event on its way to one endpoint.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::event::TEST_TYPE;
use crate::idempotency::{Outcome, Replay};
use crate::store::Store;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{DeliveryId, EventId, WebhookEndpointId};
use crate::value::page::{Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;
use crate::webhook::endpoint;
use crate::webhook::endpoint::WebhookEndpointStatus;

mod list;

pub use list::{DeliveryFilter, DeliverySort};

/// Deliveries that one transaction of [`Store::replay_deliveries`] changes at the most.
const REPLAY_STEP: i64 = 500;

word_enum! {
    /// Where a delivery stands.
    pub enum DeliveryStatus ("status") {
        /// It is to be sent, or sent again.
        Pending = "pending",
        /// Its receiver took it.
        Delivered = "delivered",
        /// It was given up; it can be replayed.
        Abandoned = "abandoned",
    }
}

word_enum! {
    /// What came of an attempt.
    pub enum AttemptOutcome ("outcome") {
        /// Nothing yet: whoever claimed it is sending.
        UnderWay = "under_way",
        /// An HTTP answer of any status.
        Answered = "answered",
        /// No HTTP answer.
        Unanswered = "unanswered",
        /// No report came before the lease ended; it may have arrived or not.
        Lapsed = "lapsed",
    }
}

/// A delivery: one event on its way to one webhook endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Names it.
    pub id: DeliveryId,
    /// Where it goes.
    pub endpoint_id: WebhookEndpointId,
    /// The event that it tells of, and its `webhook-id`; none: it is a test.
    pub event_id: Option<EventId>,
    /// The event's place in the log.
    pub event_seq: Option<i64>,
    /// The type of the event, or [`TEST_TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// What sort of record the event is about.
    pub object: Option<String>,
    /// Which record.
    pub object_id: Option<String>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was claimed.
    pub attempts: i64,
    /// How many answers refused it since it was made or replayed; with the tenth it is abandoned.
    pub answered_failures: i64,
    /// When it is tried next, while it is pending and its endpoint active.
    pub next_attempt_at: Option<Timestamp>,
    /// Until when someone who claimed it may report.
    pub claimed_until: Option<Timestamp>,
    /// The HTTP status of the last attempt that has ended.
    pub last_status_code: Option<u16>,
    /// Why that attempt had no answer.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When its receiver took it.
    pub delivered_at: Option<Timestamp>,
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// The attempt's number, from 1.
    pub number: i64,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// When it was claimed.
    pub started_at: Timestamp,
    /// The HTTP status of the answer.
    pub status_code: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// How long it took, as its sender says.
    pub duration_milliseconds: Option<i64>,
}

/// A delivery and every attempt to make it, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeliveryWithAttempts {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// Its attempts.
    pub attempts_made: Vec<DeliveryAttempt>,
}

/// A delivery with what only the store needs to know.
pub(super) struct Stored {
    pub(super) row: i64,
    pub(super) endpoint: i64,
    pub(super) endpoint_status: WebhookEndpointStatus,
    /// Whether a lease was given out and has not been reported, lapsed or not.
    pub(super) claimed: bool,
    pub(super) unanswered: i64,
    pub(super) queued_at: Timestamp,
    pub(super) delivery: Delivery,
}

impl Store {
    /// The delivery of this id, with its attempts.
    ///
    /// # Errors
    ///
    /// `not_found`; `forbidden` unless it is the owner's handle.
    pub fn delivery(&self, id: DeliveryId) -> Result<DeliveryWithAttempts> {
        self.read(|transaction| {
            transaction.require_owner()?;
            let stored = load(transaction, id)?;
            let attempts_made = attempts(transaction, &stored)?;
            Ok(DeliveryWithAttempts { delivery: stored.delivery, attempts_made })
        })
    }

    /// A page of deliveries, newest first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` unless
    /// it is the owner's handle.
    pub fn list_deliveries(
        &self,
        filter: &DeliveryFilter,
        page: &PageRequest,
    ) -> Result<Page<Delivery>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }

    /// Queues a delivery again, whatever came of it before: due at once, its failures counted
    /// anew. It keeps its `webhook-id`. Whoever has claimed it may still report.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / endpoint_deleted`; `forbidden` unless it is the owner's handle.
    pub fn replay_delivery(&self, id: DeliveryId) -> Result<Outcome<Delivery>> {
        self.mutate("delivery.replay", &id, move |transaction| {
            transaction.require_owner()?;
            let stored = load(transaction, id)?;
            if stored.endpoint_status == WebhookEndpointStatus::Deleted {
                let message = "the delivery's webhook endpoint was removed";
                return Err(Error::conflict("endpoint_deleted", message));
            }
            requeue(transaction, stored.row)?;
            load(transaction, id).map(|stored| stored.delivery)
        })
    }

    /// Queues deliveries again as [`Store::replay_delivery`] does, and answers how many: all that
    /// the filter holds, but for those of endpoints that were removed. It works in short
    /// transactions, so that others need not wait.
    ///
    /// # Errors
    ///
    /// `validation` for a filter of too many values; `unsupported` through a handle of
    /// [`Store::once`] or [`Store::if_version`], which guard one record; `forbidden` unless it is
    /// the owner's handle; `busy`, `storage`. What was queued before an error stays queued.
    pub fn replay_deliveries(&self, filter: &DeliveryFilter) -> Result<u64> {
        if self.caller.idempotency_key.is_some() || self.caller.expected_version.is_some() {
            let message = "many deliveries are replayed at once, in steps: no key and no version \
                           guards that; what is queued already is only queued again";
            return Err(Error::new(ErrorKind::Unsupported, "unsupported", message));
        }
        let last = self.read(|transaction| {
            transaction.require_owner()?;
            transaction.number("SELECT coalesce(max(seq), 0) FROM delivery", [])
        })?;
        let (mut after, mut replayed) = (0, 0_u64);
        loop {
            let filter = filter.clone();
            let rows = self.write(move |transaction| {
                transaction.require_owner()?;
                let rows = list::replayable(transaction, &filter, (after, last, REPLAY_STEP))?;
                rows.iter().try_for_each(|row| requeue(transaction, *row))?;
                Ok(rows)
            })?;
            replayed = replayed.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
            match rows.last() {
                Some(row) => after = *row,
                None => return Ok(replayed),
            }
        }
    }

    /// Queues a test for a webhook endpoint: a delivery of the type [`TEST_TYPE`] that tells of
    /// no event. It is signed and tried like any other.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / endpoint_disabled`; `forbidden` unless it is the owner's handle.
    pub fn test_webhook(&self, id: WebhookEndpointId) -> Result<Outcome<Delivery>> {
        self.mutate("webhook_endpoint.test", &id, move |transaction| {
            transaction.require_owner()?;
            let endpoint = endpoint::load(transaction, id)?;
            require_active(endpoint.record.status)?;
            let delivery = transaction.queue_delivery(endpoint.row, None, TEST_TYPE)?;
            load(transaction, delivery).map(|stored| stored.delivery)
        })
    }
}

/// Refuses an endpoint to which nothing is sent.
pub(super) fn require_active(status: WebhookEndpointStatus) -> Result<()> {
    match status {
        WebhookEndpointStatus::Active => Ok(()),
        _ => Err(Error::conflict("endpoint_disabled", "the webhook endpoint is not active")
            .with_current_status(status.as_str())),
    }
}

/// Makes a delivery pending. A lease that is out stays: what is being sent is not sent beside it.
fn requeue(transaction: &WriteTransaction<'_>, row: i64) -> Result<()> {
    transaction.change_one(
        "UPDATE delivery SET status = 'pending', answered_failures = 0, unanswered = 0,
            claimed = iif(claimed AND next_at > :now, 1, 0),
            next_at = iif(claimed AND next_at > :now, next_at, :now),
            queued_at = :now, updated_at = :now, delivered_at = NULL
        WHERE seq = :row",
        named_params! { ":row": row, ":now": transaction.now() },
    )
}

/// What the statements that read deliveries select, in the order of [`read_row`].
const COLUMNS: &str = "delivery.seq, delivery.endpoint, endpoint.status, delivery.claimed,
    delivery.unanswered, delivery.queued_at, delivery.id, endpoint.id, event.id, event.seq,
    delivery.type, event.object, event.object_id, delivery.status, delivery.attempts,
    delivery.answered_failures, delivery.next_at, endpoint.retry_at, last.status_code, last.error,
    delivery.created_at, delivery.updated_at, delivery.delivered_at";

/// What they join to `delivery`. While an attempt is under way, the last one is that before it.
const JOINS: &str = "JOIN webhook_endpoint AS endpoint ON endpoint.seq = delivery.endpoint
    LEFT JOIN event ON event.seq = delivery.event
    LEFT JOIN delivery_attempt AS last ON last.delivery = delivery.seq
        AND last.number = delivery.attempts - delivery.claimed";

pub(super) fn load(transaction: &ReadTransaction<'_>, id: DeliveryId) -> Result<Stored> {
    let sql = format!("SELECT {COLUMNS} FROM delivery {JOINS} WHERE delivery.id = :id");
    let found = transaction
        .one(&sql, named_params! { ":id": id }, |columns| read_row(columns, transaction.now()))?;
    found.ok_or_else(|| Error::not_found("delivery", id))
}

fn read_row(columns: &mut Columns<'_, '_>, now: Timestamp) -> Result<Stored> {
    let (row, endpoint) = (columns.next()?, columns.next()?);
    let endpoint_status = columns.next_with(WebhookEndpointStatus::parse)?;
    let (claimed, unanswered, queued_at) = (columns.next()?, columns.next()?, columns.next()?);
    let (id, endpoint_id) = (columns.next()?, columns.next()?);
    let (event_id, event_seq, kind) = (columns.next()?, columns.next()?, columns.next()?);
    let (object, object_id) = (columns.next()?, columns.next()?);
    let status = columns.next_with(DeliveryStatus::parse)?;
    let (attempts, answered_failures) = (columns.next()?, columns.next()?);
    let (next_at, retry_at): (Timestamp, Timestamp) = (columns.next()?, columns.next()?);
    let is_waiting =
        status == DeliveryStatus::Pending && endpoint_status == WebhookEndpointStatus::Active;
    let delivery = Delivery {
        id,
        endpoint_id,
        event_id,
        event_seq,
        kind,
        object,
        object_id,
        status,
        attempts,
        answered_failures,
        next_attempt_at: is_waiting.then_some(next_at.max(retry_at)),
        claimed_until: (claimed && next_at > now).then_some(next_at),
        last_status_code: columns.next()?,
        last_error: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        delivered_at: columns.next()?,
    };
    Ok(Stored { row, endpoint, endpoint_status, claimed, unanswered, queued_at, delivery })
}

fn attempts(transaction: &ReadTransaction<'_>, stored: &Stored) -> Result<Vec<DeliveryAttempt>> {
    let mut attempts = transaction.all(
        "SELECT number, outcome, started_at, status_code, error, duration_milliseconds
        FROM delivery_attempt WHERE delivery = :row ORDER BY number",
        named_params! { ":row": stored.row },
        |columns| {
            Ok(DeliveryAttempt {
                number: columns.next()?,
                outcome: columns.next_with(AttemptOutcome::parse)?,
                started_at: columns.next()?,
                status_code: columns.next()?,
                error: columns.next()?,
                duration_milliseconds: columns.next()?,
            })
        },
    )?;
    // That a lease has ended is a fact before anyone has claimed the delivery anew.
    for attempt in &mut attempts {
        let lease_is_out =
            stored.delivery.claimed_until.is_some() && attempt.number == stored.delivery.attempts;
        if attempt.outcome == AttemptOutcome::UnderWay && !lease_is_out {
            attempt.outcome = AttemptOutcome::Lapsed;
        }
    }
    Ok(attempts)
}

impl Replay for Delivery {
    type Reference = DeliveryId;

    fn reference(&self) -> DeliveryId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: DeliveryId) -> Result<Self> {
        load(transaction, id).map(|stored| stored.delivery)
    }
}
