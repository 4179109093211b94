//! What requests to link are made of and changed by.

use billfold_core::{Error, RequestToLinkStatus, Result};

use crate::input::{Body, Input, inputs};
use crate::text::billfold_str;

/// What a new request to link is made of. The user is required, all else is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_request_to_link {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as JSON, the body that the service of that record takes, in place of all the
    /// other fields.
    pub json: billfold_str,
    /// An id of the caller's choice, 1 to 64 characters of `[A-Za-z0-9_-]`; otherwise one is
    /// minted.
    pub id: billfold_str,
    /// Whose request it is. The owner must say; a client's need not.
    pub client_id: billfold_str,
    /// The client's own name for the user: 1 to 255 characters.
    pub client_user_id: billfold_str,
    /// Whom to link with; need not be known, and can be set later.
    pub biller_id: billfold_str,
    /// The caller's own data: a JSON object of at most 50 keys and 16 KiB.
    pub metadata: billfold_str,
    /// Seconds until it expires, 1 to 315360000; otherwise the store's setting.
    pub expires_in: i64,
    /// 1 if it never expires, else 0. It excludes expires_in.
    pub never_expires: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Input for billfold_new_request_to_link {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("id", self.id)?;
            body.text("client_id", self.client_id)?;
            body.text("client_user_id", self.client_user_id)?;
            body.text("biller_id", self.biller_id)?;
            body.json("metadata", self.metadata)?;
        }
        body.reserved(self.reserved)?;
        match (self.expires_in, self.never_expires) {
            (seconds, 0) => body.number("expires_in", seconds, false),
            (0, _) => body.value("expires_in", "never"),
            _ => Err(Error::invalid(
                "never_expires",
                "ambiguous_field",
                "is set, but expires_in says when it expires",
            )),
        }
    }
}

/// A status to set, and what to set beside it. The status is required; what is absent stays.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_request_to_link_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as JSON, the body that the service of that record takes, in place of all the
    /// other fields.
    pub json: billfold_str,
    /// Any but BILLFOLD_REQUEST_TO_LINK_EXPIRED.
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// A biller in place of the present one.
    pub biller_id: billfold_str,
    /// A link token in place of the present one: 1 to 255 characters.
    pub link_token_id: billfold_str,
}

impl Input for billfold_request_to_link_changes {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        body.word::<RequestToLinkStatus>("status", self.status)?;
        // SAFETY: the caller's promise.
        unsafe {
            body.text("biller_id", self.biller_id)?;
            body.text("link_token_id", self.link_token_id)?;
        }
        body.reserved(self.reserved)
    }
}

inputs!(billfold_new_request_to_link, billfold_request_to_link_changes);
