//! API keys.

use std::ffi::c_char;

use billfold_core::{ApiKey, ApiKeyWithSecret, NewApiKey, Result, Secret};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, optional_id, required};
use crate::view::{Numbered as _, mask, numbered};

/// The API key is good, unless its client has been revoked.
pub const BILLFOLD_API_KEY_ACTIVE: i32 = 1;
/// The API key is refused, for good.
pub const BILLFOLD_API_KEY_REVOKED: i32 = 2;

numbered! {
    ApiKeyStatus {
        Active = BILLFOLD_API_KEY_ACTIVE,
        Revoked = BILLFOLD_API_KEY_REVOKED,
    }
}

/// In billfold_api_key: client_id is there.
pub const BILLFOLD_API_KEY_HAS_CLIENT_ID: u64 = 0x1;
/// In billfold_api_key: name is there.
pub const BILLFOLD_API_KEY_HAS_NAME: u64 = 0x2;
/// In billfold_api_key: revoked_at is there.
pub const BILLFOLD_API_KEY_HAS_REVOKED_AT: u64 = 0x4;
/// In billfold_api_key: key is there.
pub const BILLFOLD_API_KEY_HAS_KEY: u64 = 0x8;

/// What is known of an API key, which opens payments and customers. Its texts live as long as the
/// page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_api_key {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_API_KEY_HAS_….
    pub has: u64,
    /// Names the API key, and is not the key: `apk_` and 32 hexadecimal digits.
    pub id: billfold_str,
    /// Whose payments it opens. Optional: absent, those of no client.
    pub client_id: billfold_str,
    /// What it is for. Optional.
    pub name: billfold_str,
    /// Whether it is good: BILLFOLD_API_KEY_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// Its last four characters.
    pub key_hint: billfold_str,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it was revoked, in Unix seconds. Optional.
    pub revoked_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// The key, `key_…`, for billfold_store_scoped. Optional: shown by the call that made it, and
    /// never again.
    pub key: billfold_str,
}

impl billfold_api_key {
    fn of(api_key: &ApiKey, key: Option<&Secret>, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (api_key.client_id.is_some(), BILLFOLD_API_KEY_HAS_CLIENT_ID),
                (api_key.name.is_some(), BILLFOLD_API_KEY_HAS_NAME),
                (api_key.revoked_at.is_some(), BILLFOLD_API_KEY_HAS_REVOKED_AT),
                (key.is_some(), BILLFOLD_API_KEY_HAS_KEY),
            ]),
            id: arena.display(api_key.id),
            client_id: arena.optional(api_key.client_id.as_ref().map(|id| id.as_str())),
            name: arena.optional(api_key.name.as_ref()),
            status: api_key.status.number(),
            reserved: 0,
            key_hint: arena.text(&api_key.key_hint),
            created_at: api_key.created_at.unix_seconds(),
            revoked_at: api_key.revoked_at.map_or(0, |at| at.unix_seconds()),
            version: api_key.version,
            key: arena.optional(key.map(Secret::expose)),
        }
    }
}

impl Record for ApiKey {
    const NAME: &'static str = "API key";
    type View = billfold_api_key;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_api_key {
        billfold_api_key::of(self, None, arena)
    }
}

impl Record for ApiKeyWithSecret {
    const NAME: &'static str = ApiKey::NAME;
    type View = billfold_api_key;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_api_key {
        billfold_api_key::of(&self.api_key, self.key.as_ref(), arena)
    }
}

/// What a new API key is made of; all of it is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_api_key {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// What it is for, 1 to 100 characters.
    pub name: billfold_str,
    /// Whose payments it opens. Absent: through a client's own handle that client's, through the
    /// owner's those of no client.
    pub client_id: billfold_str,
}

impl Input for billfold_new_api_key {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("name", self.name)?;
            body.text("client_id", self.client_id)
        }
    }
}

tagged!(billfold_api_key);
inputs!(billfold_new_api_key);

/// Creates an API key, which is shown this once. Answers with it: billfold_page_api_key.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the client;
/// BILLFOLD_CONFLICT: client_inactive, client_revoked; BILLFOLD_FORBIDDEN to others than the
/// owner and the client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_api_key_create(
    store: *const billfold_store,
    input: *const billfold_new_api_key,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_api_key(NewApiKey::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with what is known of the API key of this id: billfold_page_api_key.
///
/// Statuses: BILLFOLD_NOT_FOUND, to a client also for another's; BILLFOLD_FORBIDDEN to
/// orchestrators and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_api_key_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.api_key(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the API keys of a client, newest first: billfold_page_api_key. Without
/// `client_id`: through a client's own handle that client's, through the owner's all there are.
/// `options` may be NULL; this list has no filter.
///
/// Statuses: BILLFOLD_VALIDATION for the page or its cursor; BILLFOLD_NOT_FOUND for the client;
/// BILLFOLD_FORBIDDEN to others than the owner and the client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_api_key_list(
    store: *const billfold_store,
    client_id: *const c_char,
    client_id_len: usize,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let client = optional_id(client_id, client_id_len, "client_id")?;
            store.list_api_keys(client.as_ref(), &list::page_alone(options)?)
        })
    }
}

/// Revokes an API key for good; the handles that it opened are worth nothing from then on.
/// Answers with it: billfold_page_api_key.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is revoked,
/// version_changed; BILLFOLD_FORBIDDEN to orchestrators and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_api_key_revoke(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.revoke_api_key(required(id, id_len, "id")?.parse()?))
    }
}

/// Fills `view` with the API key at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_api_key(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_api_key,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<ApiKey>(page, index, view, err) }
}
