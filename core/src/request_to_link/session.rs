//! Link sessions: the visits in which users link their accounts.

use std::fmt;

use rusqlite::named_params;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::idempotency::{Outcome, Replay};
use crate::request_to_link::record::{Change, Stored, load, visible_client};
use crate::request_to_link::{RequestToLink, RequestToLinkStatus, StatusChange, log, set_status};
use crate::store::Store;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::RequestToLinkId;
use crate::value::secret::{Secret, mask_token, serialize_once, token_in};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

/// How link tokens begin.
const LINK_TOKEN_PREFIX: &str = "lt_";

word_enum! {
    /// What a link session is good for.
    pub enum LinkSessionStatus ("session_status") {
        /// It can be completed.
        Open = "open",
        /// It was completed, and with it the request.
        Used = "used",
        /// Its time has passed; the request can proceed again.
        Expired = "expired",
        /// Another one has taken its place, or the request has ended otherwise.
        Revoked = "revoked",
    }
}

/// A link session to send a user to.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkSession {
    /// Completes the session, once: `lt_…`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub link_token: Option<Secret>,
    /// Where the user links the account: holds the token, and is absent with it.
    pub session_url: Option<String>,
    /// From when on the token is refused. The request itself may go on: proceed again.
    pub expires_at: Timestamp,
    #[serde(skip)]
    row: i64,
}

impl fmt::Debug for LinkSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LinkSession")
            .field("link_token", &self.link_token)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A request to link as the token of one of its sessions finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestToLinkWithSession {
    /// The request. Its token and URL are those of its newest session, which may be another one.
    #[serde(flatten)]
    pub request_to_link: RequestToLink,
    /// What the session of this token is good for by now.
    pub session_status: LinkSessionStatus,
    /// From when on its token is refused.
    pub session_expires_at: Timestamp,
}

impl Store {
    /// Opens a link session for a request that is PENDING or IN_PROGRESS, which is IN_PROGRESS
    /// from now on. The session before it is revoked.
    ///
    /// # Errors
    ///
    /// * `conflict / invalid_transition` with the current status; `conflict / version_changed`.
    /// * `not_found`, for another client's too; `forbidden` for others than the owner and a
    ///   client.
    pub fn proceed_request_to_link(&self, id: &RequestToLinkId) -> Result<Outcome<LinkSession>> {
        let id = id.clone();
        self.mutate("request_to_link.proceed", &id.clone(), move |transaction| {
            let before = load(transaction, &id)?;
            before.require(transaction, RequestToLinkStatus::InProgress)?;
            end_open(transaction, before.row, LinkSessionStatus::Revoked, None)?;
            let token = Secret::generate(LINK_TOKEN_PREFIX)?;
            let session = open(transaction, &before, token.clone())?;
            let after = Change {
                status: RequestToLinkStatus::InProgress,
                biller_id: None,
                link_token_id: Some(token.expose()),
                cancel_reason: None,
            };
            let request = after.store(transaction, &before)?;
            log(transaction, "request_to_link.updated", &request, Some(before.status))?;
            Ok(session)
        })
    }

    /// The request of a link session, found by the session's token or whole URL, and what the
    /// session is good for, whatever has become of it: what the page shows to whom it leads there.
    /// Nothing is completed.
    ///
    /// ```
    /// use billfold_core::{LinkSessionStatus, NewClient, NewRequestToLink, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let client = store.create_client(NewClient::new("Acme"))?.client.client_id.clone();
    /// let new = NewRequestToLink::new("user_456").with_client(client);
    /// let request = store.create_request_to_link(new)?;
    /// let url = store.proceed_request_to_link(&request.id)?.session_url.clone().unwrap();
    /// assert_eq!(store.find_link_session(&url)?.session_status, LinkSessionStatus::Open);
    /// store.complete_link_session(&url)?;
    /// assert_eq!(store.find_link_session(&url)?.session_status, LinkSessionStatus::Used);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `not_found`: no session has this token, or it is another client's; `forbidden` for others
    /// than the owner and a client.
    pub fn find_link_session(&self, token_or_url: &str) -> Result<RequestToLinkWithSession> {
        self.read(|transaction| {
            let (session, request) = find_session(transaction, token_in(token_or_url))?;
            Ok(RequestToLinkWithSession {
                session_status: session.status_at(transaction.now(), &request),
                session_expires_at: session.expires_at,
                request_to_link: request.request,
            })
        })
    }

    /// Completes a link session by its token, or its whole URL, and with it the request. Works once.
    ///
    /// # Errors
    ///
    /// * `not_found`: no session has this token, or it is another client's.
    /// * `conflict / session_used`, `conflict / session_revoked`, `expired / session_expired`.
    /// * `conflict / invalid_transition` with the current status, if the request has expired;
    ///   `conflict / version_changed`.
    /// * `forbidden` for others than the owner and a client.
    pub fn complete_link_session(&self, token_or_url: &str) -> Result<Outcome<RequestToLink>> {
        let token = token_in(token_or_url).to_owned();
        let token_hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        self.mutate("link_session.complete", &token_hash, move |transaction| {
            let (session, request) = find_session(transaction, &token)?;
            session.require_good(transaction.now(), &request)?;
            let change = StatusChange::new(RequestToLinkStatus::Completed);
            set_status(transaction, &session.request_id, &change, None)
        })
    }
}

/// A session as a token finds it.
struct Session {
    request_id: RequestToLinkId,
    /// The status in the file, which time may have overtaken.
    status: LinkSessionStatus,
    expires_at: Timestamp,
}

impl Session {
    /// What it is good for at this time. The end of the request ends it, even before a sweep has
    /// noted that.
    fn status_at(&self, now: Timestamp, request: &Stored) -> LinkSessionStatus {
        match self.status {
            LinkSessionStatus::Open if !request.request.status.is_open() => {
                LinkSessionStatus::Revoked
            }
            LinkSessionStatus::Open if self.expires_at <= now => LinkSessionStatus::Expired,
            status => status,
        }
    }

    /// Refuses a session that cannot be completed. What has become of the request counts before
    /// the session's own end, so that an overdue request answers alike, swept or not.
    fn require_good(&self, now: Timestamp, request: &Stored) -> Result<()> {
        let status = request.request.status;
        let refused = |code, message: &str| {
            Err(Error::conflict(code, message).with_current_status(status.as_str()))
        };
        match self.status_at(now, request) {
            LinkSessionStatus::Used => {
                refused("session_used", "the link session was completed before")
            }
            _ if status == RequestToLinkStatus::Expired => {
                refused("invalid_transition", "the request to link has expired")
            }
            LinkSessionStatus::Revoked => {
                refused("session_revoked", "the link session was revoked")
            }
            LinkSessionStatus::Expired => {
                let message = "the link session has expired; the request can proceed again";
                Err(Error::new(ErrorKind::Expired, "session_expired", message))
            }
            LinkSessionStatus::Open => Ok(()),
        }
    }
}

/// The session of a token and its request, if the caller sees them.
fn find_session(transaction: &ReadTransaction<'_>, token: &str) -> Result<(Session, Stored)> {
    let unknown = || Error::not_found("link session with the token", mask_token(token));
    visible_client(transaction)?;
    let session = transaction.one(
        "SELECT request_to_link.id, link_session.status, link_session.expires_at
        FROM link_session
        JOIN request_to_link ON request_to_link.seq = link_session.request_to_link
        WHERE link_session.token = :token",
        named_params! { ":token": token },
        |columns| {
            Ok(Session {
                request_id: columns.next()?,
                status: columns.next_with(LinkSessionStatus::parse)?,
                expires_at: columns.next()?,
            })
        },
    )?;
    let session = session.ok_or_else(unknown)?;
    let request = load(transaction, &session.request_id).map_err(|error| match error.kind() {
        ErrorKind::NotFound => unknown(),
        _ => error,
    })?;
    Ok((session, request))
}

fn open(
    transaction: &WriteTransaction<'_>,
    request: &Stored,
    token: Secret,
) -> Result<LinkSession> {
    let settings = transaction.settings();
    let expires_at = transaction.now().plus_seconds(settings.link_session_lifetime_seconds);
    let url = format!("{}/session/{}", settings.session_base_url, token.expose());
    let row = transaction.insert(
        "INSERT INTO link_session (request_to_link, token, url, status, created_at, expires_at)
        VALUES (:request, :token, :url, 'open', :now, :expires_at)",
        named_params! {
            ":request": request.row,
            ":token": token.expose(),
            ":url": url,
            ":now": transaction.now(),
            ":expires_at": expires_at,
        },
    )?;
    Ok(LinkSession { link_token: Some(token), session_url: Some(url), expires_at, row })
}

/// Ends the open session of a request with this status, if it has one and its token is not
/// `spared`.
pub(super) fn end_open(
    transaction: &WriteTransaction<'_>,
    request: i64,
    status: LinkSessionStatus,
    spared: Option<&str>,
) -> Result<()> {
    transaction
        .change(
            "UPDATE link_session SET status = :status
            WHERE request_to_link = :request AND status = 'open' AND token IS NOT :spared",
            named_params! { ":request": request, ":status": status.as_str(), ":spared": spared },
        )
        .map(drop)
}

impl Replay for LinkSession {
    type Reference = i64;

    fn reference(&self) -> i64 {
        self.row
    }

    fn replay(transaction: &ReadTransaction<'_>, row: i64) -> Result<Self> {
        let expires_at = transaction.one(
            "SELECT expires_at FROM link_session WHERE seq = :row",
            named_params! { ":row": row },
            |columns| columns.next(),
        )?;
        let expires_at = expires_at.ok_or_else(|| Error::not_found("link session", row))?;
        Ok(Self { link_token: None, session_url: None, expires_at, row })
    }

    fn forget_secrets(&mut self) {
        self.link_token = None;
        self.session_url = None;
    }
}
