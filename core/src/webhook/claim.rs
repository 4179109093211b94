//! Claims: what is due, handed out to be sent, each to one sender at a time.

use std::fmt;

use rusqlite::named_params;

use crate::error::{Error, ErrorKind, Invalid, Problems, Result};
use crate::store::Store;
use crate::store::sqlite::{Columns, corrupt};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{DeliveryId, EventId, WebhookEndpointId};
use crate::value::secret::Secret;
use crate::value::time::Timestamp;
use crate::webhook::delivery::{self, DeliveryStatus, require_active};
use crate::webhook::{secret, signature};

/// Deliveries that one call claims at the most.
pub const MAX_CLAIMS: u32 = 100;
/// The longest lease, in seconds.
pub const MAX_LEASE_SECONDS: u32 = 3600;

/// What deliveries say they are sent by.
const USER_AGENT: &str = concat!("billfold/", env!("CARGO_PKG_VERSION"));

/// What to claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimRequest {
    /// How many deliveries at the most: 1 to [`MAX_CLAIMS`].
    pub limit: u32,
    /// Seconds in which the claims must be reported: 1 to [`MAX_LEASE_SECONDS`]. Give a few more
    /// than the sending of all of them can take.
    pub lease_seconds: u32,
}

impl ClaimRequest {
    /// Up to so many deliveries for so many seconds.
    #[must_use]
    pub const fn new(limit: u32, lease_seconds: u32) -> Self {
        Self { limit, lease_seconds }
    }

    fn check(self) -> Result<()> {
        let mut problems = Problems::default();
        if !(1..=MAX_CLAIMS).contains(&self.limit) {
            let reason = format!("is not from 1 to {MAX_CLAIMS}");
            problems.add("limit", Invalid::coded("limit", reason));
        }
        problems.check("lease_seconds", check_lease(self.lease_seconds));
        problems.finish()
    }
}

fn check_lease(seconds: u32) -> Result<(), Invalid> {
    if (1..=MAX_LEASE_SECONDS).contains(&seconds) {
        Ok(())
    } else {
        Err(Invalid::new(format!("is not from 1 to {MAX_LEASE_SECONDS}")))
    }
}

/// A delivery to be sent: `POST` the body to the URL with these headers, follow no redirects, and
/// report what came of it ([`Store::report_delivery`]) before the lease ends.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryClaim {
    /// The delivery; report it.
    pub delivery_id: DeliveryId,
    /// The attempt's number; report it too.
    pub attempt: i64,
    /// The endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// The type of the event, or [`TEST_TYPE`](crate::event::TEST_TYPE).
    pub kind: String,
    /// Where to send it.
    pub url: String,
    /// `content-type`, `user-agent`, `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    pub headers: Vec<(&'static str, String)>,
    /// The body: exactly these bytes are signed.
    pub body: Vec<u8>,
    /// When the lease ends: from then on it is due again.
    pub lease_ends_at: Timestamp,
}

impl DeliveryClaim {
    /// The value of the header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Shows no signature, and of the body its length.
impl fmt::Debug for DeliveryClaim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DeliveryClaim")
            .field("delivery_id", &self.delivery_id)
            .field("attempt", &self.attempt)
            .field("endpoint_id", &self.endpoint_id)
            .field("kind", &self.kind)
            .field("webhook_id", &self.header("webhook-id"))
            .field("body_bytes", &self.body.len())
            .field("lease_ends_at", &self.lease_ends_at)
            .finish_non_exhaustive()
    }
}

/// An endpoint whose deliveries may be claimed.
struct Ready {
    row: i64,
    id: WebhookEndpointId,
    url: String,
    /// It did not answer, and the wait is over: one delivery finds out whether it does again.
    is_probed: bool,
}

impl Ready {
    fn read(columns: &mut Columns<'_, '_>) -> Result<Self> {
        Ok(Self {
            row: columns.next()?,
            id: columns.next()?,
            url: columns.next()?,
            is_probed: columns.next()?,
        })
    }
}

/// A delivery that was just claimed.
struct Taken {
    row: i64,
    id: DeliveryId,
    event: Option<i64>,
    kind: String,
    attempt: i64,
    created_at: Timestamp,
}

impl Store {
    /// Claims deliveries that are due, to be sent by the caller alone, and reported before the
    /// lease ends. All endpoints have their turn, whatever is queued for each.
    ///
    /// Made within a transaction of [`Store::begin`], claims hold once it is committed: send them
    /// after that. To know whether it is worth the call, ask [`Store::deliveries_due`], which
    /// writes nothing.
    ///
    /// # Errors
    ///
    /// `validation` for limit or lease; `unsupported` in a dry run, whose claims would be nobody's
    /// to send; `forbidden` unless it is the owner's handle.
    pub fn claim_deliveries(&self, request: &ClaimRequest) -> Result<Vec<DeliveryClaim>> {
        let request = *request;
        request.check()?;
        self.refuse_dry_claim()?;
        self.write(move |transaction| {
            transaction.require_owner()?;
            secret::forget_expired(transaction)?;
            claim_in_turn(transaction, request)
        })
    }

    /// Claims this delivery, before its time if need be, and even if its endpoint is being left
    /// alone: for tests, and for whoever wants it sent now.
    ///
    /// # Errors
    ///
    /// `validation` for the lease; `not_found`; `conflict / delivery_claimed` while someone else
    /// has it; `conflict / invalid_transition` unless it is pending; `conflict /
    /// endpoint_disabled`; `unsupported` in a dry run; `forbidden` unless it is the owner's
    /// handle.
    pub fn claim_delivery(&self, id: DeliveryId, lease_seconds: u32) -> Result<DeliveryClaim> {
        check_lease(lease_seconds).map_err(|invalid| invalid.at("lease_seconds"))?;
        self.refuse_dry_claim()?;
        self.write(move |transaction| {
            transaction.require_owner()?;
            claim_one(transaction, id, lease_seconds)
        })
    }

    /// Ends the waits of all endpoints that gave no answer, and of what was not answered: for an
    /// operator who knows that the network is back. Each endpoint is tried with one delivery, as
    /// after any wait. What an answer refused keeps its own time.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle.
    pub fn end_delivery_waits(&self) -> Result<()> {
        self.write(|transaction| {
            transaction.require_owner()?;
            end_waits(transaction)
        })
    }

    fn refuse_dry_claim(&self) -> Result<()> {
        if !self.caller.dry_run {
            return Ok(());
        }
        let message = "a claim that is taken back at once is nobody's to send";
        Err(Error::new(ErrorKind::Unsupported, "unsupported", message))
    }
}

/// Who is not being left alone, longest without a claim first.
const READY: &str = "SELECT seq, id, url, unanswered > 0
    FROM webhook_endpoint INDEXED BY webhook_endpoint_active
    WHERE status = 'active' AND retry_at <= :now
    ORDER BY turn";

fn claim_in_turn(
    transaction: &WriteTransaction<'_>,
    request: ClaimRequest,
) -> Result<Vec<DeliveryClaim>> {
    let now = transaction.now();
    let mut ready = transaction.all(READY, named_params! { ":now": now }, Ready::read)?;
    let mut claims = Vec::new();
    let mut wanted = usize::try_from(request.limit).unwrap_or_default();
    // Each round gives every endpoint an equal share; what some leave over is shared again.
    while wanted > 0 && !ready.is_empty() {
        let share = wanted.div_ceil(ready.len());
        let mut with_more = Vec::new();
        for endpoint in ready {
            let most = if endpoint.is_probed { 1 } else { share.min(wanted) };
            let taken = take_due(transaction, &endpoint, most, request.lease_seconds)?;
            wanted = wanted.saturating_sub(taken.len());
            let may_have_more = taken.len() == most && !endpoint.is_probed;
            claims.extend(taken);
            if may_have_more {
                with_more.push(endpoint);
            }
            if wanted == 0 {
                break;
            }
        }
        ready = with_more;
    }
    Ok(claims)
}

/// Claims an endpoint's deliveries that have been due the longest: one UPDATE, which no other
/// process can run for the same rows.
const TAKE_DUE: &str = "UPDATE delivery NOT INDEXED SET claimed = 1, attempts = attempts + 1,
        next_at = :lease_end, updated_at = :now
    WHERE status = 'pending' AND seq IN (
        SELECT seq FROM delivery INDEXED BY delivery_due
        WHERE endpoint = :endpoint AND status = 'pending' AND next_at <= :now
        ORDER BY next_at, seq LIMIT :most)
    RETURNING seq, id, event, type, attempts, created_at";

fn take_due(
    transaction: &WriteTransaction<'_>,
    endpoint: &Ready,
    most: usize,
    lease_seconds: u32,
) -> Result<Vec<DeliveryClaim>> {
    let lease_end = transaction.now().plus_seconds(i64::from(lease_seconds));
    let taken = transaction.all(
        TAKE_DUE,
        named_params! {
            ":endpoint": endpoint.row,
            ":now": transaction.now(),
            ":lease_end": lease_end,
            ":most": i64::try_from(most).unwrap_or(i64::MAX),
        },
        read_taken,
    )?;
    hand_out(transaction, endpoint, taken, lease_end)
}

/// What nobody answered and nobody is sending.
const UNANSWERED: &str = "UPDATE delivery NOT INDEXED SET next_at = :now, updated_at = :now
    WHERE status = 'pending' AND seq IN (
        SELECT delivery.seq
        FROM webhook_endpoint AS endpoint INDEXED BY webhook_endpoint_active
            CROSS JOIN delivery INDEXED BY delivery_due ON delivery.endpoint = endpoint.seq
        WHERE endpoint.status = 'active' AND delivery.status = 'pending'
            AND delivery.next_at > :now AND delivery.claimed = 0 AND delivery.unanswered > 0)";

fn end_waits(transaction: &WriteTransaction<'_>) -> Result<()> {
    let now = named_params! { ":now": transaction.now() };
    // A probe that is out answers for its endpoint; another beside it would tell nothing new.
    transaction.change(
        "UPDATE webhook_endpoint SET retry_at = :now
        WHERE status = 'active' AND retry_at > :now AND probe IS NULL",
        now,
    )?;
    transaction.change(UNANSWERED, now)?;
    Ok(())
}

fn claim_one(
    transaction: &WriteTransaction<'_>,
    id: DeliveryId,
    lease_seconds: u32,
) -> Result<DeliveryClaim> {
    let stored = delivery::load(transaction, id)?;
    if stored.delivery.status != DeliveryStatus::Pending {
        let status = stored.delivery.status.as_str();
        let message = format!("the delivery is {status}; replay it to have it sent again");
        return Err(Error::conflict("invalid_transition", message).with_current_status(status));
    }
    require_active(stored.endpoint_status)?;
    if stored.delivery.claimed_until.is_some() {
        return Err(Error::conflict("delivery_claimed", "the delivery is being sent by another"));
    }
    let lease_end = transaction.now().plus_seconds(i64::from(lease_seconds));
    let endpoint = transaction.one(
        "SELECT seq, id, url, unanswered > 0 AND retry_at <= :now
        FROM webhook_endpoint WHERE seq = :row",
        named_params! { ":row": stored.endpoint, ":now": transaction.now() },
        Ready::read,
    )?;
    let endpoint = endpoint.ok_or_else(|| corrupt("a delivery's endpoint is missing"))?;
    let taken = transaction.all(
        "UPDATE delivery SET claimed = 1, attempts = attempts + 1, next_at = :lease_end,
            updated_at = :now
        WHERE seq = :row AND status = 'pending' AND (claimed = 0 OR next_at <= :now)
        RETURNING seq, id, event, type, attempts, created_at",
        named_params! {
            ":row": stored.row,
            ":now": transaction.now(),
            ":lease_end": lease_end,
        },
        read_taken,
    )?;
    let claim = hand_out(transaction, &endpoint, taken, lease_end)?.pop();
    claim.ok_or_else(|| Error::internal("a delivery that can be claimed was not"))
}

fn read_taken(columns: &mut Columns<'_, '_>) -> Result<Taken> {
    Ok(Taken {
        row: columns.next()?,
        id: columns.next()?,
        event: columns.next()?,
        kind: columns.next()?,
        attempt: columns.next()?,
        created_at: columns.next()?,
    })
}

/// Writes down that these attempts have begun, and signs them.
fn hand_out(
    transaction: &WriteTransaction<'_>,
    endpoint: &Ready,
    mut taken: Vec<Taken>,
    lease_end: Timestamp,
) -> Result<Vec<DeliveryClaim>> {
    let Some(first) = taken.first() else { return Ok(Vec::new()) };
    note_turn(transaction, endpoint, first.row, lease_end)?;
    let secrets = secret::in_force(transaction, endpoint.row)?;
    // SQLite returns them in no order that it promises.
    taken.sort_by_key(|each| each.row);
    let claims = taken.into_iter().map(|each| {
        note_attempt(transaction, &each)?;
        prepare(transaction, endpoint, each, &secrets, lease_end)
    });
    claims.collect()
}

/// Sends an endpoint to the end of the row. While it is probed, nothing more of it is claimed
/// until the probe is reported, or its lease has ended.
fn note_turn(
    transaction: &WriteTransaction<'_>,
    endpoint: &Ready,
    probe: i64,
    lease_end: Timestamp,
) -> Result<()> {
    transaction.change_one(
        "UPDATE webhook_endpoint SET
            turn = (SELECT max(turn) + 1 FROM webhook_endpoint WHERE status = 'active'),
            probe = iif(:is_probed, :probe, probe),
            retry_at = iif(:is_probed, :lease_end, retry_at)
        WHERE seq = :row",
        named_params! {
            ":row": endpoint.row,
            ":is_probed": endpoint.is_probed,
            ":probe": probe,
            ":lease_end": lease_end,
        },
    )
}

/// Begins an attempt; the one before it, if nothing was heard of it, has lapsed.
fn note_attempt(transaction: &WriteTransaction<'_>, taken: &Taken) -> Result<()> {
    if taken.attempt > 1 {
        transaction.change(
            "UPDATE delivery_attempt SET outcome = 'lapsed'
            WHERE delivery = :row AND number = :attempt - 1 AND outcome = 'under_way'",
            named_params! { ":row": taken.row, ":attempt": taken.attempt },
        )?;
    }
    transaction.change_one(
        "INSERT INTO delivery_attempt (delivery, number, outcome, started_at)
        VALUES (:row, :attempt, 'under_way', :now)",
        named_params! {
            ":row": taken.row,
            ":attempt": taken.attempt,
            ":now": transaction.now(),
        },
    )
}

fn prepare(
    transaction: &WriteTransaction<'_>,
    endpoint: &Ready,
    taken: Taken,
    secrets: &[Secret],
    lease_ends_at: Timestamp,
) -> Result<DeliveryClaim> {
    let (webhook_id, body) = match taken.event {
        Some(event) => body_of_event(transaction, event)?,
        None => (taken.id.to_string(), body_of_test(&taken, endpoint.id)?),
    };
    let signed_at = wall_clock(transaction);
    let signature = signature::sign(secrets, &webhook_id, signed_at, &body)?;
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", USER_AGENT.to_owned()),
        ("webhook-id", webhook_id),
        ("webhook-timestamp", signed_at.unix_seconds().to_string()),
        ("webhook-signature", signature),
    ];
    Ok(DeliveryClaim {
        delivery_id: taken.id,
        attempt: taken.attempt,
        endpoint_id: endpoint.id,
        kind: taken.kind,
        url: endpoint.url.clone(),
        headers,
        body,
        lease_ends_at,
    })
}

/// The time that a receiver holds against its own clock: what ours says, not the effective time,
/// which stands still while a clock that was ahead and has been put right catches up with it.
fn wall_clock(transaction: &ReadTransaction<'_>) -> Timestamp {
    let milliseconds = transaction.clock().unix_milliseconds();
    Timestamp::from_unix_seconds(milliseconds.checked_div(1000).unwrap_or_default())
}

/// An event as its receivers read it. It is put together anew for each attempt, always the same.
fn body_of_event(transaction: &ReadTransaction<'_>, event: i64) -> Result<(String, Vec<u8>)> {
    let found = transaction.one(
        "SELECT id, type, at, body FROM event WHERE seq = :event",
        named_params! { ":event": event },
        |columns| {
            let (id, kind, at): (EventId, String, Timestamp) =
                (columns.next()?, columns.next()?, columns.next()?);
            let data: String = columns.next()?;
            Ok((id.to_string(), body(&kind, at, &data)?))
        },
    )?;
    found.ok_or_else(|| corrupt("a delivery's event is missing"))
}

fn body_of_test(taken: &Taken, endpoint: WebhookEndpointId) -> Result<Vec<u8>> {
    let data = format!(r#"{{"endpoint_id":"{endpoint}","delivery_id":"{}"}}"#, taken.id);
    body(&taken.kind, taken.created_at, &data)
}

fn body(kind: &str, at: Timestamp, data: &str) -> Result<Vec<u8>> {
    let kind = serde_json::to_string(kind).map_err(|error| Error::internal(error.to_string()))?;
    Ok(format!(r#"{{"type":{kind},"timestamp":"{at}","data":{data}}}"#).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query::plan;

    /// How SQLite means to run it, on a store that has nothing, as it does on any.
    fn plan_of(sql: &str, parameters: impl rusqlite::Params) -> String {
        let store = Store::in_memory().unwrap();
        store.read(|transaction| plan(transaction, sql, parameters)).unwrap()
    }

    #[test]
    fn a_claim_looks_at_nothing_but_what_it_takes() {
        let now = Timestamp::MIN;
        let ready = plan_of(READY, named_params! { ":now": now });
        assert_eq!(ready, "SCAN webhook_endpoint USING INDEX webhook_endpoint_active");
        let taken = plan_of(
            TAKE_DUE,
            named_params! { ":endpoint": 1, ":now": now, ":lease_end": now, ":most": 1 },
        );
        assert_eq!(
            taken,
            "SEARCH delivery USING INTEGER PRIMARY KEY (rowid=?); LIST SUBQUERY 1; \
             SEARCH delivery USING COVERING INDEX delivery_due (endpoint=? AND next_at<?)"
        );
        let unanswered = plan_of(UNANSWERED, named_params! { ":now": now });
        assert_eq!(
            unanswered,
            "SEARCH delivery USING INTEGER PRIMARY KEY (rowid=?); LIST SUBQUERY 1; \
             SCAN endpoint USING COVERING INDEX webhook_endpoint_active; \
             SEARCH delivery USING INDEX delivery_due (endpoint=? AND next_at>?)"
        );
    }
}
