//! What requests to link and link sessions look like.

use billfold_core::{LinkSession, RequestToLink, RequestToLinkWithSession, Secret};

use crate::arena::Arena;
use crate::page::Record;
use crate::tagged::tagged;
use crate::text::billfold_str;
use crate::view::{Numbered as _, mask, numbered};

/// The user has not begun.
pub const BILLFOLD_REQUEST_TO_LINK_PENDING: i32 = 1;
/// The user has been sent to a link session.
pub const BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS: i32 = 2;
/// The account is linked. Final.
pub const BILLFOLD_REQUEST_TO_LINK_COMPLETED: i32 = 3;
/// The request was called off. Final.
pub const BILLFOLD_REQUEST_TO_LINK_CANCELLED: i32 = 4;
/// The account was not linked in time. Final.
pub const BILLFOLD_REQUEST_TO_LINK_EXPIRED: i32 = 5;

/// The link session can be completed.
pub const BILLFOLD_LINK_SESSION_OPEN: i32 = 1;
/// The link session was completed, and with it the request to link.
pub const BILLFOLD_LINK_SESSION_USED: i32 = 2;
/// The link session's time has passed; the request to link can proceed again.
pub const BILLFOLD_LINK_SESSION_EXPIRED: i32 = 3;
/// Another link session has taken its place, or the request to link has ended otherwise.
pub const BILLFOLD_LINK_SESSION_REVOKED: i32 = 4;

numbered! {
    LinkSessionStatus {
        Open = BILLFOLD_LINK_SESSION_OPEN,
        Used = BILLFOLD_LINK_SESSION_USED,
        Expired = BILLFOLD_LINK_SESSION_EXPIRED,
        Revoked = BILLFOLD_LINK_SESSION_REVOKED,
    }
    RequestToLinkStatus {
        Pending = BILLFOLD_REQUEST_TO_LINK_PENDING,
        InProgress = BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS,
        Completed = BILLFOLD_REQUEST_TO_LINK_COMPLETED,
        Cancelled = BILLFOLD_REQUEST_TO_LINK_CANCELLED,
        Expired = BILLFOLD_REQUEST_TO_LINK_EXPIRED,
    }
}

/// In billfold_request_to_link: biller_id is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_BILLER_ID: u64 = 0x1;
/// In billfold_request_to_link: link_token_id is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_LINK_TOKEN_ID: u64 = 0x2;
/// In billfold_request_to_link: session_url is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_URL: u64 = 0x4;
/// In billfold_request_to_link: expires_at is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT: u64 = 0x8;
/// In billfold_request_to_link: cancel_reason is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_CANCEL_REASON: u64 = 0x10;
/// In billfold_request_to_link: completed_at is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT: u64 = 0x20;

/// In billfold_request_to_link: session_status is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_STATUS: u64 = 0x40;
/// In billfold_request_to_link: session_expires_at is there.
pub const BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_EXPIRES_AT: u64 = 0x80;

/// A request to link: that a user link an account with a biller. Its texts live as long as the
/// page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_request_to_link {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_REQUEST_TO_LINK_HAS_….
    pub has: u64,
    /// Names it: `rtl_…`, or what its creator chose.
    pub id: billfold_str,
    /// The client that created it.
    pub client_id: billfold_str,
    /// The client's own name for the user.
    pub client_user_id: billfold_str,
    /// Whom to link with. Optional.
    pub biller_id: billfold_str,
    /// How far it has come by now: BILLFOLD_REQUEST_TO_LINK_PENDING, ….
    pub status: i32,
    /// What the link session by whose token the request was found is good for by now:
    /// BILLFOLD_LINK_SESSION_OPEN, …. Optional: there in the answer of billfold_link_session_find.
    pub session_status: i32,
    /// The token of the newest link session, or what a caller set in its place; it opens the
    /// session, so keep it out of logs. Optional.
    pub link_token_id: billfold_str,
    /// Where the user links the account: a URL that holds the token. Optional: absent once its
    /// session is revoked.
    pub session_url: billfold_str,
    /// The caller's own data: a JSON object.
    pub metadata: billfold_str,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// From when on it is expired unless it is final by then, in Unix seconds. Optional: absent,
    /// it never expires.
    pub expires_at: i64,
    /// Why it was cancelled. Optional.
    pub cancel_reason: billfold_str,
    /// When it was completed, in Unix seconds. Optional.
    pub completed_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// From when on the token of the session by which the request was found is refused, in Unix
    /// seconds. Optional, with session_status.
    pub session_expires_at: i64,
}

impl billfold_request_to_link {
    fn of(request: &RequestToLink, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (request.biller_id.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_BILLER_ID),
                (request.link_token_id.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_LINK_TOKEN_ID),
                (request.session_url.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_URL),
                (request.expires_at.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT),
                (request.cancel_reason.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_CANCEL_REASON),
                (request.completed_at.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT),
            ]),
            id: arena.text(request.id.as_str()),
            client_id: arena.text(request.client_id.as_str()),
            client_user_id: arena.text(&request.client_user_id),
            biller_id: arena.optional(request.biller_id.as_ref().map(|id| id.as_str())),
            status: request.status.number(),
            session_status: 0,
            link_token_id: arena.optional(request.link_token_id.as_ref()),
            session_url: arena.optional(request.session_url.as_ref()),
            metadata: arena.text(request.metadata.as_str()),
            created_at: request.created_at.unix_seconds(),
            updated_at: request.updated_at.unix_seconds(),
            expires_at: request.expires_at.map_or(0, |at| at.unix_seconds()),
            cancel_reason: arena.optional(request.cancel_reason.as_ref()),
            completed_at: request.completed_at.map_or(0, |at| at.unix_seconds()),
            version: request.version,
            session_expires_at: 0,
        }
    }
}

impl Record for RequestToLink {
    const NAME: &'static str = "request to link";
    type View = billfold_request_to_link;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_request_to_link {
        billfold_request_to_link::of(self, arena)
    }
}

impl Record for RequestToLinkWithSession {
    const NAME: &'static str = RequestToLink::NAME;
    type View = billfold_request_to_link;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_request_to_link {
        let request = billfold_request_to_link::of(&self.request_to_link, arena);
        billfold_request_to_link {
            has: request.has
                | BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_STATUS
                | BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_EXPIRES_AT,
            session_status: self.session_status.number(),
            session_expires_at: self.session_expires_at.unix_seconds(),
            ..request
        }
    }
}

/// In billfold_link_session: link_token is there.
pub const BILLFOLD_LINK_SESSION_HAS_LINK_TOKEN: u64 = 0x1;
/// In billfold_link_session: session_url is there.
pub const BILLFOLD_LINK_SESSION_HAS_SESSION_URL: u64 = 0x2;

/// A link session to send a user to. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_link_session {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_LINK_SESSION_HAS_….
    pub has: u64,
    /// Completes the session, once: `lt_…`. Optional: absent in a replay and in a dry run.
    pub link_token: billfold_str,
    /// Where the user links the account: a URL that holds the token. Optional, with the token.
    pub session_url: billfold_str,
    /// From when on the token is refused, in Unix seconds. The request itself may go on.
    pub expires_at: i64,
}

tagged!(billfold_request_to_link, billfold_link_session);

impl Record for LinkSession {
    const NAME: &'static str = "link session";
    type View = billfold_link_session;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_link_session {
        billfold_link_session {
            struct_size: size_of::<billfold_link_session>(),
            has: mask(&[
                (self.link_token.is_some(), BILLFOLD_LINK_SESSION_HAS_LINK_TOKEN),
                (self.session_url.is_some(), BILLFOLD_LINK_SESSION_HAS_SESSION_URL),
            ]),
            link_token: arena.optional(self.link_token.as_ref().map(Secret::expose)),
            session_url: arena.optional(self.session_url.as_ref()),
            expires_at: self.expires_at.unix_seconds(),
        }
    }
}
