//! Clients.

use std::ffi::c_char;

use billfold_core::{
    Client, ClientStatus, ClientUpdate, ClientWithSecret, NewClient, Result, Secret,
};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};
use crate::view::{Numbered as _, mask, numbered};

/// The client may do everything that is a client's.
pub const BILLFOLD_CLIENT_ACTIVE: i32 = 1;
/// The client may read, but create nothing; its link stays.
pub const BILLFOLD_CLIENT_INACTIVE: i32 = 2;
/// The client may do nothing, for good: its secret and its API keys are refused.
pub const BILLFOLD_CLIENT_REVOKED: i32 = 3;

numbered! {
    ClientStatus {
        Active = BILLFOLD_CLIENT_ACTIVE,
        Inactive = BILLFOLD_CLIENT_INACTIVE,
        Revoked = BILLFOLD_CLIENT_REVOKED,
    }
}

/// In billfold_client: client_secret is there.
pub const BILLFOLD_CLIENT_HAS_CLIENT_SECRET: u64 = 0x1;

/// A client: a platform that owns payments and requests to link. Its texts live as long as the
/// page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_client {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_CLIENT_HAS_….
    pub has: u64,
    /// Names the client: `cli_…`, or what its creator chose.
    pub client_id: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// What it may do: BILLFOLD_CLIENT_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// Its secret, `sec_…`, for billfold_store_scoped_client. Optional: shown by the call that
    /// made it, and never again.
    pub client_secret: billfold_str,
}

impl billfold_client {
    fn of(client: &Client, secret: Option<&Secret>, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[(secret.is_some(), BILLFOLD_CLIENT_HAS_CLIENT_SECRET)]),
            client_id: arena.text(client.client_id.as_str()),
            name: arena.text(&client.name),
            status: client.status.number(),
            reserved: 0,
            created_at: client.created_at.unix_seconds(),
            updated_at: client.updated_at.unix_seconds(),
            version: client.version,
            client_secret: arena.optional(secret.map(Secret::expose)),
        }
    }
}

impl Record for Client {
    const NAME: &'static str = "client";
    type View = billfold_client;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_client {
        billfold_client::of(self, None, arena)
    }
}

impl Record for ClientWithSecret {
    const NAME: &'static str = Client::NAME;
    type View = billfold_client;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_client {
        billfold_client::of(&self.client, self.client_secret.as_ref(), arena)
    }
}

/// What a new client is made of. The name is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_client {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// An id of the caller's choice, 1 to 64 characters of `[A-Za-z0-9_-]`; otherwise one is
    /// minted.
    pub client_id: billfold_str,
}

impl Input for billfold_new_client {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("name", self.name)?;
            body.text("client_id", self.client_id)
        }
    }
}

/// What to change of a client. What is absent stays as it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_client_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// 1 to 100 characters.
    pub name: billfold_str,
    /// BILLFOLD_CLIENT_ACTIVE or BILLFOLD_CLIENT_INACTIVE; billfold_client_revoke revokes. The
    /// owner's to change.
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Input for billfold_client_changes {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { body.text("name", self.name)? };
        body.word::<ClientStatus>("status", self.status)?;
        body.reserved(self.reserved)
    }
}

tagged!(billfold_client);
inputs!(billfold_new_client, billfold_client_changes);

/// Creates a client, active, and its secret, which is shown this once. Answers with the client
/// and its secret: billfold_page_client.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: id_exists;
/// BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_create(
    store: *const billfold_store,
    input: *const billfold_new_client,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_client(NewClient::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the client of this id: billfold_page_client. An orchestrator sees the clients
/// that are linked to it, a client itself.
///
/// Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope; BILLFOLD_FORBIDDEN to API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.client(&required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of all clients, newest first unless the filter sorts them:
/// billfold_page_client. `options` may be NULL. For those that are linked to an orchestrator see
/// billfold_linked_client_list.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN
/// unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_clients(&filter.parse()?, &request)
        })
    }
}

/// Renames a client, or makes it active or inactive. A client may rename itself. Answers with the
/// client: billfold_page_client.
///
/// Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition of a
/// revoked client, version_changed; BILLFOLD_FORBIDDEN where it is not the caller's to change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_update(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_client_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.update_client(&id, ClientUpdate::from_json(&body(changes, "changes")?)?)
        })
    }
}

/// Gives a client a new secret, shown this once; the old one and the handles that it opened are
/// good for nothing from then on. Answers with the client and its secret: billfold_page_client.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition of a revoked client,
/// version_changed; BILLFOLD_FORBIDDEN to others than the owner and the client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_rotate_secret(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.rotate_client_secret(&required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Revokes a client for good, and its active link with it. Answers with the client:
/// billfold_page_client.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is revoked,
/// version_changed; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_client_revoke(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.revoke_client(&required(id, id_len, "id")?.parse()?))
    }
}

/// Fills `view` with the client at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than clients.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_client(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_client,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Client>(page, index, view, err) }
}
