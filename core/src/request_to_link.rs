//! Requests to link: that a user link an account with a biller, from the asking to its end.
//!
//! | from \ to | PENDING | IN_PROGRESS | COMPLETED | CANCELLED | EXPIRED |
//! |---|---|---|---|---|---|
//! | PENDING | no change | set status, proceed | – | set status, cancel | by time |
//! | IN_PROGRESS | set status: session revoked | no change; proceed: a new session | set status, session completed | set status, cancel: session revoked | by time |
//! | COMPLETED, CANCELLED, EXPIRED | – | – | – | – | – |
//!
//! Expiry is a fact, not a job: a request whose `expires_at` has come is EXPIRED to every read,
//! filter, count and operation, whether or not a sweep has made it permanent.

use std::fmt;

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::store::Store;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::card;
use crate::value::id::{BillerId, ClientId, RequestToLinkId};
use crate::value::json::JsonObject;
use crate::value::secret::mask_token;
use crate::value::text;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod filter;
mod input;
mod list;
mod record;
mod session;
mod totals;
mod transfer;

pub use filter::{BillerMatch, RequestToLinkFilter, RequestToLinkSort};
pub use input::{Cancellation, Lifetime, NewRequestToLink, StatusChange};
pub use session::{LinkSession, LinkSessionStatus, RequestToLinkWithSession};
pub(crate) use totals::{overdue, totals};

use record::{Change, find, insert, load};

word_enum! {
    /// How far a request to link has come.
    pub enum RequestToLinkStatus ("status") {
        /// The user has not begun.
        Pending = "PENDING",
        /// The user has been sent to a link session.
        InProgress = "IN_PROGRESS",
        /// The account is linked. Final.
        Completed = "COMPLETED",
        /// Called off. Final.
        Cancelled = "CANCELLED",
        /// Not completed in time. Final.
        Expired = "EXPIRED",
    }
}

impl RequestToLinkStatus {
    /// Whether anything can still become of the request.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::InProgress)
    }

    /// Whether a caller may set this status, or leave it as it is, on a request in status `self`.
    const fn may_be_set(self, to: Self) -> bool {
        match to {
            Self::Pending | Self::InProgress | Self::Cancelled => self.is_open(),
            Self::Completed => matches!(self, Self::InProgress),
            Self::Expired => false,
        }
    }

    /// The status of a request with this stored status and expiry at this time.
    fn at(self, now: Timestamp, expires_at: Option<Timestamp>) -> Self {
        let overdue = expires_at.is_some_and(|expires_at| expires_at <= now);
        if self.is_open() && overdue { Self::Expired } else { self }
    }
}

/// A request to link. Its `Debug` form is its JSON with the token masked.
///
/// | field | set by | may change |
/// |---|---|---|
/// | `id` | the creator, or minted | never |
/// | `client_id`, `client_user_id`, `metadata` | the creator | never |
/// | `biller_id` | the creator, or a change of status | while PENDING or IN_PROGRESS |
/// | `status` | the operations | until it is final |
/// | `link_token_id` | proceed, or a change of status | while PENDING or IN_PROGRESS |
/// | `session_url` | proceed | `None` once its session is revoked |
/// | `expires_at` | the creator's lifetime | never |
/// | `cancel_reason` | cancel | never |
/// | `completed_at` | completion | never |
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestToLink {
    /// Names it: `rtl_…`, or what its creator chose.
    pub id: RequestToLinkId,
    /// The client that created it.
    pub client_id: ClientId,
    /// The client's own name for the user: 1 to 255 characters.
    pub client_user_id: String,
    /// Whom to link with; need not be in the catalogue.
    pub biller_id: Option<BillerId>,
    /// How far it has come.
    pub status: RequestToLinkStatus,
    /// The token of the newest link session, or what a caller set in its place.
    pub link_token_id: Option<String>,
    /// Where the user links the account, if that token is of a session that is not revoked.
    pub session_url: Option<String>,
    /// What the creator attached.
    pub metadata: JsonObject,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// From when on it is EXPIRED unless it is final by then; `None`: never.
    pub expires_at: Option<Timestamp>,
    /// Why it was cancelled, if someone said.
    pub cancel_reason: Option<String>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

impl RequestToLink {
    /// The same record as events, logs and screens may show it: of its token, in the session's
    /// URL too, only the last four characters are left.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        if let Some(token) = &self.link_token_id {
            let hidden = mask_token(token);
            masked.session_url = self.session_url.as_ref().map(|url| url.replace(token, &hidden));
            masked.link_token_id = Some(hidden);
        }
        masked
    }
}

impl fmt::Debug for RequestToLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&self.masked()).map_err(|_| fmt::Error)?;
        write!(formatter, "RequestToLink({json})")
    }
}

impl Store {
    /// Creates a request to link; it is PENDING.
    ///
    /// ```
    /// use billfold_core::{NewClient, NewRequestToLink, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let client = store.create_client(NewClient::new("Acme"))?.client.client_id.clone();
    /// let new = NewRequestToLink::new("user_456").with_client(client);
    /// let request = store.create_request_to_link(new)?;
    /// let session = store.proceed_request_to_link(&request.id)?;
    /// let token = session.link_token.as_ref().map(|token| token.expose()).unwrap_or_default();
    /// let done = store.complete_link_session(token)?;
    /// assert_eq!(done.status.as_str(), "COMPLETED");
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `validation` with every bad field; `validation / card_number_refused` if a payment card
    ///   number stands in the metadata.
    /// * `not_found`: no such client; `conflict / client_inactive`, `conflict / client_revoked`.
    /// * `conflict / id_exists` if the chosen id is taken.
    /// * `forbidden` for others than the owner and a client, and for another client's id.
    pub fn create_request_to_link(&self, new: NewRequestToLink) -> Result<Outcome<RequestToLink>> {
        let kept = new.clone();
        self.mutate("request_to_link.create", &new, move |transaction| {
            kept.check(transaction.settings())?;
            let client = transaction.client(kept.client_id.as_ref())?;
            client.require_active()?;
            let request = insert(transaction, client.row, &kept)?;
            log(transaction, "request_to_link.created", &request, None)?;
            Ok(request)
        })
    }

    /// The request to link of this id.
    ///
    /// # Errors
    ///
    /// `not_found`, for another client's too; `forbidden` for others than the owner and a client.
    pub fn request_to_link(&self, id: &RequestToLinkId) -> Result<RequestToLink> {
        self.read(|transaction| load(transaction, id).map(|stored| stored.request))
    }

    /// Sets the status of a request, and its biller and link token if given.
    ///
    /// From IN_PROGRESS to PENDING the link session is revoked and the token dropped; to
    /// COMPLETED the session is used up; to CANCELLED it is revoked. A token that is not the
    /// present session's own takes that session's place: it is revoked, and `session_url` is
    /// `None`. If all is so already, nothing happens.
    ///
    /// # Errors
    ///
    /// * `validation`: EXPIRED, which only time sets, or a bad token.
    /// * `conflict / invalid_transition` with the current status; `conflict / version_changed`.
    /// * `not_found`, for another client's too; `forbidden` for others than the owner and a
    ///   client.
    pub fn set_request_to_link_status(
        &self,
        id: &RequestToLinkId,
        change: StatusChange,
    ) -> Result<Outcome<RequestToLink>> {
        change.check()?;
        let (id, kept) = (id.clone(), change.clone());
        self.mutate("request_to_link.set_status", &(&id.clone(), change), move |transaction| {
            set_status(transaction, &id, &kept, None)
        })
    }

    /// Cancels a request that is PENDING or IN_PROGRESS, and revokes its link session. The same
    /// cancellation again returns the request as it is.
    ///
    /// # Errors
    ///
    /// * `validation` for the reason; `validation / card_number_refused` if a payment card number
    ///   stands in it.
    /// * `conflict / invalid_transition` with the current status; `conflict / version_changed`.
    /// * `not_found`, for another client's too; `forbidden` for others than the owner and a
    ///   client.
    pub fn cancel_request_to_link(
        &self,
        id: &RequestToLinkId,
        reason: Option<String>,
    ) -> Result<Outcome<RequestToLink>> {
        let kept = reason.as_deref().map(text::reason).transpose();
        let kept = kept.map_err(|invalid| invalid.at("reason"))?;
        let id = id.clone();
        self.mutate("request_to_link.cancel", &(&id.clone(), reason), move |transaction| {
            let guard = transaction.settings().card_number_guard;
            card::refuse_in_text(guard, kept.as_deref().unwrap_or_default())
                .map_err(|invalid| invalid.at("reason"))?;
            let request = load(transaction, &id)?.request;
            let status = RequestToLinkStatus::Cancelled;
            match request.status {
                RequestToLinkStatus::Cancelled if request.cancel_reason == kept => Ok(request),
                RequestToLinkStatus::Cancelled => {
                    let message = "the request to link is cancelled already, for another reason";
                    Err(Error::conflict("invalid_transition", message)
                        .with_current_status(status.as_str()))
                }
                _ => set_status(transaction, &id, &StatusChange::new(status), kept.as_deref()),
            }
        })
    }
}

/// Makes overdue requests EXPIRED for good, at most `limit` of them, and answers how many.
pub(crate) fn sweep(transaction: &WriteTransaction<'_>, limit: i64) -> Result<usize> {
    let overdue: Vec<RequestToLinkId> = transaction.all(
        "SELECT id FROM request_to_link INDEXED BY request_to_link_overdue
        WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now
        ORDER BY expires_at LIMIT :limit",
        named_params! { ":now": transaction.now(), ":limit": limit },
        |columns| columns.next(),
    )?;
    for id in &overdue {
        let before = find(transaction, id)?;
        session::end_open(transaction, before.row, LinkSessionStatus::Revoked, None)?;
        let after = Change {
            status: RequestToLinkStatus::Expired,
            biller_id: None,
            link_token_id: before.request.link_token_id.as_deref(),
            cancel_reason: None,
        };
        let expired = after.store(transaction, &before)?;
        log(transaction, "request_to_link.expired", &expired, Some(before.status))?;
    }
    Ok(overdue.len())
}

fn set_status(
    transaction: &WriteTransaction<'_>,
    id: &RequestToLinkId,
    change: &StatusChange,
    cancel_reason: Option<&str>,
) -> Result<RequestToLink> {
    let before = load(transaction, id)?;
    before.require(transaction, change.status)?;
    if change.alters_nothing_of(&before.request) {
        return Ok(before.request);
    }
    let given = change.link_token_id.as_deref();
    if given.is_some() {
        session::end_open(transaction, before.row, LinkSessionStatus::Revoked, given)?;
    }
    match change.status {
        RequestToLinkStatus::InProgress => {}
        RequestToLinkStatus::Completed => {
            session::end_open(transaction, before.row, LinkSessionStatus::Used, None)?;
        }
        _ => session::end_open(transaction, before.row, LinkSessionStatus::Revoked, None)?,
    }
    let goes_back = change.status == RequestToLinkStatus::Pending
        && before.status == RequestToLinkStatus::InProgress;
    let present = before.request.link_token_id.as_deref().filter(|_| !goes_back);
    let after = Change {
        status: change.status,
        biller_id: change.biller_id.as_ref(),
        link_token_id: given.or(present),
        cancel_reason,
    };
    let request = after.store(transaction, &before)?;
    log(transaction, event_of(change.status), &request, Some(before.status))?;
    Ok(request)
}

const fn event_of(status: RequestToLinkStatus) -> &'static str {
    match status {
        RequestToLinkStatus::Completed => "request_to_link.completed",
        RequestToLinkStatus::Cancelled => "request_to_link.cancelled",
        _ => "request_to_link.updated",
    }
}

/// Writes down what happened; `before` is the status that the request had.
fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    request: &RequestToLink,
    before: Option<RequestToLinkStatus>,
) -> Result<()> {
    let previous = before.filter(|before| *before != request.status);
    let previous = previous.map(RequestToLinkStatus::as_str);
    event::record(transaction, kind, &request.id, request.version, previous, &request.masked())
}

impl Replay for RequestToLink {
    type Reference = RequestToLinkId;

    fn reference(&self) -> RequestToLinkId {
        self.id.clone()
    }

    fn replay(transaction: &ReadTransaction<'_>, id: RequestToLinkId) -> Result<Self> {
        load(transaction, &id).map(|stored| stored.request)
    }
}

#[cfg(test)]
mod tests;
