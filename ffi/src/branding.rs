//! Branding: how payments of linked clients look.

use std::ffi::c_char;

use billfold_core::{Branding, BrandingTarget, BrandingValues, ResolvedBranding, Result};

use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, billfold_page, show};
use crate::store::billfold_store;
use crate::text::{billfold_str, optional_id, required};

mod view;

pub use view::*;

/// What a new branding is made of; all of it is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_branding {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Under which name the payment is shown, 1 to 100 characters.
    pub display_name: billfold_str,
    /// The main colour: #1a2b3c or #abc.
    pub primary_color: billfold_str,
    /// The second colour.
    pub secondary_color: billfold_str,
    /// The colour of what must catch the eye.
    pub accent_color: billfold_str,
    /// The colour behind everything.
    pub background_color: billfold_str,
    /// The colour of text.
    pub text_color: billfold_str,
    /// Where the logo is: a URL, or a path from a single slash.
    pub logo_url: billfold_str,
    /// Where the terms of service are: a URL or a path.
    pub terms_url: billfold_str,
    /// Where the privacy notice is: a URL or a path.
    pub privacy_url: billfold_str,
}

impl Input for billfold_new_branding {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("display_name", self.display_name)?;
            body.text("primary_color", self.primary_color)?;
            body.text("secondary_color", self.secondary_color)?;
            body.text("accent_color", self.accent_color)?;
            body.text("background_color", self.background_color)?;
            body.text("text_color", self.text_color)?;
            body.text("logo_url", self.logo_url)?;
            body.text("terms_url", self.terms_url)?;
            body.text("privacy_url", self.privacy_url)
        }
    }
}

inputs!(billfold_new_branding);

/// Puts the branding of an orchestrator, or of the client of `client_id` linked to it if that is
/// not NULL, in place of the one before, if any: what the input leaves out is gone. The owner
/// names the orchestrator by `orchestrator_id`; NULL means the caller's own. Answers with the
/// branding: billfold_page_branding.
///
/// A branding that is not there yet counts as version 0 to billfold_store_if_version.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the orchestrator,
/// or a client that is not linked to it; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN
/// to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_branding_put(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    input: *const billfold_new_branding,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = optional_id(client_id, client_id_len, "client_id")?;
            let values = store.input::<BrandingValues>(&body(input, "input")?)?;
            store.put_branding(orchestrator, client.as_ref(), values)
        })
    }
}

/// Answers with the branding that was put for an orchestrator, or for the client of `client_id`
/// if that is not NULL: billfold_page_branding. The owner names the orchestrator by
/// `orchestrator_id`; NULL means the caller's own. For what a client's payments look like see
/// billfold_branding_resolve.
///
/// Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if none was put for just this;
/// BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_branding_get(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = optional_id(client_id, client_id_len, "client_id")?;
            store.branding(orchestrator, client.as_ref()).map(One)
        })
    }
}

/// Deletes the branding of an orchestrator, or of the client of `client_id` if that is not NULL,
/// linked or not. The owner names the orchestrator by `orchestrator_id`; NULL means the caller's
/// own. Answers with what it was of: billfold_page_branding_target.
///
/// Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if none was put for just this;
/// BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API keys, and for
/// another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_branding_delete(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = optional_id(client_id, client_id_len, "client_id")?;
            store.delete_branding(orchestrator, client.as_ref())
        })
    }
}

/// Answers with a page of an orchestrator's brandings, its own and those for its clients, newest
/// first: billfold_page_branding. The owner names it by `orchestrator_id`; NULL means the
/// caller's own. `options` may be NULL; this list has no filter.
///
/// Statuses: BILLFOLD_VALIDATION for the id, the page or its cursor; BILLFOLD_NOT_FOUND for the
/// orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_branding_list(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            store.list_branding(orchestrator, &list::page_alone(options)?)
        })
    }
}

/// Answers with how a client's payments look now: the branding for this client, else its
/// orchestrator's own, else none; each taken whole. A client that is not linked has none.
/// billfold_page_resolved_branding reads it.
///
/// Statuses: BILLFOLD_VALIDATION for the id; BILLFOLD_NOT_FOUND for the client, to an
/// orchestrator also if it is not linked to it; BILLFOLD_FORBIDDEN to clients and API keys for
/// another client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_branding_resolve(
    store: *const billfold_store,
    client_id: *const c_char,
    client_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let client = required(client_id, client_id_len, "client_id")?.parse()?;
            store.resolve_branding(&client).map(One)
        })
    }
}

/// Fills `view` with the branding at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than brandings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_branding(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_branding,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Branding>(page, index, view, err) }
}

/// Fills `view` with the branding target at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than branding targets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_branding_target(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_branding_target,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<BrandingTarget>(page, index, view, err) }
}

/// Fills `view` with the resolved branding at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than resolved brandings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_resolved_branding(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_resolved_branding,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<ResolvedBranding>(page, index, view, err) }
}
