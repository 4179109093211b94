//! What requests to link and link sessions look like.

use billfold_core::{LinkSession, RequestToLink, Secret};

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

numbered! {
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
    /// Always 0.
    pub reserved: i32,
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
}

impl Record for RequestToLink {
    const NAME: &'static str = "request to link";
    type View = billfold_request_to_link;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_request_to_link {
        billfold_request_to_link {
            struct_size: size_of::<billfold_request_to_link>(),
            has: mask(&[
                (self.biller_id.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_BILLER_ID),
                (self.link_token_id.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_LINK_TOKEN_ID),
                (self.session_url.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_URL),
                (self.expires_at.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT),
                (self.cancel_reason.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_CANCEL_REASON),
                (self.completed_at.is_some(), BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT),
            ]),
            id: arena.text(self.id.as_str()),
            client_id: arena.text(self.client_id.as_str()),
            client_user_id: arena.text(&self.client_user_id),
            biller_id: arena.optional(self.biller_id.as_ref().map(|id| id.as_str())),
            status: self.status.number(),
            reserved: 0,
            link_token_id: arena.optional(self.link_token_id.as_ref()),
            session_url: arena.optional(self.session_url.as_ref()),
            metadata: arena.text(self.metadata.as_str()),
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            expires_at: self.expires_at.map_or(0, |at| at.unix_seconds()),
            cancel_reason: arena.optional(self.cancel_reason.as_ref()),
            completed_at: self.completed_at.map_or(0, |at| at.unix_seconds()),
            version: self.version,
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
