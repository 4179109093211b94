//! Webhook endpoints.

use std::ffi::c_char;

use billfold_core::{
    Error, NewWebhookEndpoint, Result, WebhookEndpoint, WebhookEndpointFilter,
    WebhookEndpointStatus, WebhookEndpointUpdate,
};

use crate::error::{billfold_error, billfold_status};
use crate::filter::Text;
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, billfold_page, show};
use crate::store::billfold_store;
use crate::text::{billfold_str, required};
use crate::view::Numbered as _;
use crate::webhook::billfold_webhook_endpoint;

/// What a new webhook endpoint is made of. The URL is required, all else is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_webhook_endpoint {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Where deliveries go: an absolute http or https URL without credentials.
    pub url: billfold_str,
    /// What it is for, at most 500 characters.
    pub description: billfold_str,
    /// Which events it is told: exact types such as payment.completed, or all of an object:
    /// `payment.*`. Absent: every type.
    pub event_types: *const billfold_str,
    /// How many texts event_types points to, at most 100.
    pub event_types_count: usize,
    /// A secret that its receiver has already: `whsec_` and the base64 of 24 to 64 bytes;
    /// otherwise one is made.
    pub secret: billfold_str,
}

impl Input for billfold_new_webhook_endpoint {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("url", self.url)?;
            body.text("description", self.description)?;
            body.texts("event_types", self.event_types, self.event_types_count, false)?;
            body.text("secret", self.secret)
        }
    }
}

/// In billfold_webhook_endpoint_changes: description is given, even if it is NULL, which clears
/// it.
pub const BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION: u64 = 0x1;
/// In billfold_webhook_endpoint_changes: event_types is given, even if there are none, which means
/// every type.
pub const BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES: u64 = 0x2;

/// What to change of a webhook endpoint. What is absent stays as it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_webhook_endpoint_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as NULL: BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Where deliveries go: an absolute http or https URL without credentials.
    pub url: billfold_str,
    /// What it is for, at most 500 characters.
    pub description: billfold_str,
    /// Which events it is told, all of them: payment.completed, `payment.*`, ….
    pub event_types: *const billfold_str,
    /// How many texts event_types points to, at most 100.
    pub event_types_count: usize,
    /// BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE or BILLFOLD_WEBHOOK_ENDPOINT_DISABLED;
    /// billfold_webhook_endpoint_remove deletes.
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Input for billfold_webhook_endpoint_changes {
    const KNOWN: u64 = BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION
        | BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        let has = |bit| self.has & bit != 0;
        let description = has(BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION);
        let event_types = has(BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES);
        // SAFETY: the caller's promise.
        unsafe {
            body.text("url", self.url)?;
            body.nullable_text("description", self.description, description)?;
            body.texts("event_types", self.event_types, self.event_types_count, false)?;
        }
        if event_types && self.event_types_count == 0 {
            body.value("event_types", &())?;
        }
        body.word::<WebhookEndpointStatus>("status", self.status)?;
        body.reserved(self.reserved)
    }
}

inputs!(billfold_new_webhook_endpoint, billfold_webhook_endpoint_changes);

/// Creates a webhook endpoint, active, and its secret. It is told of what happens from now on.
/// Answers with the endpoint and its secret: billfold_page_webhook_endpoint.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_FORBIDDEN unless it is the owner's
/// handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_create(
    store: *const billfold_store,
    input: *const billfold_new_webhook_endpoint,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_webhook_endpoint(NewWebhookEndpoint::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the webhook endpoint of this id: billfold_page_webhook_endpoint.
///
/// Statuses: BILLFOLD_NOT_FOUND, also once it was removed; BILLFOLD_FORBIDDEN unless it is the
/// owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.webhook_endpoint(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the webhook endpoints, newest first unless the filter sorts them, without
/// those that were removed: billfold_page_webhook_endpoint. `status` narrows it to
/// BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE or BILLFOLD_WEBHOOK_ENDPOINT_DISABLED, 0 does not. `options` may
/// be NULL; its filter's terms are `id`, `status`, `answering` (yes or no: whether it was found to
/// answer when last tried), `created`, words of the URL or the description, and `sort:created`.
///
/// Statuses: BILLFOLD_VALIDATION for the status, the filter, the page or its cursor;
/// BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_list(
    store: *const billfold_store,
    status: i32,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            let mut filter: WebhookEndpointFilter = filter.parse()?;
            filter.status.add_given(status_of(status)?);
            store.list_webhook_endpoints(&filter, &request)
        })
    }
}

/// The status of this number, or none.
fn status_of(number: i32) -> Result<Option<WebhookEndpointStatus>> {
    let status = WebhookEndpointStatus::from_number(number);
    if status.is_none() && number != 0 {
        let reason = format!("is {number}, none of its values");
        return Err(Error::invalid("status", "invalid", reason));
    }
    Ok(status)
}

/// Changes a webhook endpoint, or disables or enables it. Once it is enabled, or has another URL,
/// it is tried again at once, whatever came before. Answers with the endpoint:
/// billfold_page_webhook_endpoint.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
/// version_changed; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_update(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_webhook_endpoint_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.update_webhook_endpoint(
                id,
                WebhookEndpointUpdate::from_json(&body(changes, "changes")?)?,
            )
        })
    }
}

/// Gives a webhook endpoint a new secret. Both sign for a day, so that its receiver has time to
/// take the new one; then the old one is good for nothing. Answers with the endpoint and its
/// secret: billfold_page_webhook_endpoint.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_rotate_secret(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.rotate_webhook_secret(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Answers with the secret by which a webhook endpoint's deliveries are signed: billfold_page_text.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_secret(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let secret = store.webhook_secret(required(id, id_len, "id")?.parse()?)?;
            Ok(One(Text(secret.expose().to_owned())))
        })
    }
}

/// Removes a webhook endpoint for good: what was pending is abandoned, its secrets are gone from
/// the file. Its deliveries can still be looked at. Answers with the endpoint:
/// billfold_page_webhook_endpoint.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_remove(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.remove_webhook_endpoint(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Queues a test for a webhook endpoint: a delivery of the type webhook_endpoint.test that tells
/// of no event. It is signed and tried like any other. Answers with the delivery:
/// billfold_page_delivery.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: endpoint_disabled; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_webhook_endpoint_test(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.test_webhook(required(id, id_len, "id")?.parse()?))
    }
}

/// Fills `view` with the webhook endpoint at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than webhook endpoints.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_webhook_endpoint(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_webhook_endpoint,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<WebhookEndpoint>(page, index, view, err) }
}
