//! Requests to link.

use std::ffi::c_char;

use billfold_core::{Cancellation, LinkSession, NewRequestToLink, RequestToLink, StatusChange};

use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::body;
use crate::list::{self, billfold_list_options};
use crate::page::{One, billfold_page, show};
use crate::store::billfold_store;
use crate::text::{optional, required};

mod input;
mod record;

pub use input::*;
pub use record::*;

/// Creates a request to link, pending. Answers with it: billfold_page_request_to_link.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field, also the code card_number_refused;
/// BILLFOLD_NOT_FOUND for the client; BILLFOLD_CONFLICT: id_exists, client_inactive,
/// client_revoked; BILLFOLD_FORBIDDEN to others than the owner and a client, and for another
/// client than the credential's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_create(
    store: *const billfold_store,
    input: *const billfold_new_request_to_link,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_request_to_link(store.input::<NewRequestToLink>(&body(input, "input")?)?)
        })
    }
}

/// Answers with the request to link of this id: billfold_page_request_to_link.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another client's; BILLFOLD_FORBIDDEN to others than the
/// owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.request_to_link(&required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the requests to link that the caller sees, newest first unless the
/// filter sorts them: billfold_page_request_to_link. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
/// others than the owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_requests_to_link(&filter.parse()?, &request)
        })
    }
}

/// Sets the status of a request to link, and its biller and link token if they are given. Back to
/// pending, its link session is revoked and the token dropped; completed, the session is used up;
/// cancelled, it is revoked. A token that is not the session's own takes its place: the session is
/// revoked. Nothing happens if all is so already. Answers with the request:
/// billfold_page_request_to_link.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field, also for expired, which only time sets;
/// BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status,
/// version_changed; BILLFOLD_FORBIDDEN to others than the owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_set_status(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_request_to_link_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.set_request_to_link_status(
                &id,
                StatusChange::from_json(&body(changes, "changes")?)?,
            )
        })
    }
}

/// Cancels a request to link that is pending or in progress, and revokes its link session.
/// `reason` says why, at most 500 characters; it may be NULL. The same cancellation again answers
/// with the request as it is: billfold_page_request_to_link.
///
/// Statuses: BILLFOLD_VALIDATION for the reason, also the code card_number_refused;
/// BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status, also if it was
/// cancelled for another reason, version_changed; BILLFOLD_FORBIDDEN to others than the owner and a
/// client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_cancel(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    reason: *const c_char,
    reason_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            let reason = optional(reason, reason_len, "reason")?;
            store.cancel_request_to_link(&id, reason.map(str::to_owned))
        })
    }
}

/// Cancels a request to link as billfold_request_to_link_cancel does, given the whole input as JSON,
/// the body that the service of that record takes: `{"reason": "..."}`, in which the reason is
/// optional. Answers with the request: billfold_page_request_to_link.
///
/// Statuses: those of billfold_request_to_link_cancel; BILLFOLD_VALIDATION with every bad field of
/// the body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_cancel_json(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    json: *const c_char,
    json_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            let given = store.input::<Cancellation>(required(json, json_len, "json")?)?;
            store.cancel_request_to_link(&id, given.reason)
        })
    }
}

/// Opens a link session for a request to link that is pending or in progress, which is in progress
/// from now on. The session before it is revoked. Answers with the session, whose token is shown
/// this once: billfold_page_link_session.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status,
/// version_changed; BILLFOLD_FORBIDDEN to others than the owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_request_to_link_proceed(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.proceed_request_to_link(&required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Answers with the request to link of a link session, found by the session's token or its whole
/// URL, and in session_status what has become of the session, for the page that the URL leads to;
/// nothing is completed: billfold_page_request_to_link. Its link_token_id and session_url are those
/// of its newest session, which may be another one.
///
/// Statuses: BILLFOLD_NOT_FOUND if no session of the caller's has this token; BILLFOLD_FORBIDDEN to
/// others than the owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_session_find(
    store: *const billfold_store,
    link_token: *const c_char,
    link_token_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.find_link_session(required(link_token, link_token_len, "link_token")?).map(One)
        })
    }
}

/// Completes a link session by its token, or its whole URL, and with it the request to link. Works once. Answers
/// with the request: billfold_page_request_to_link.
///
/// Statuses: BILLFOLD_NOT_FOUND if no session of the caller's has this token; BILLFOLD_CONFLICT:
/// session_used, session_revoked, invalid_transition if the request has expired, all with the
/// request's current status, version_changed; BILLFOLD_EXPIRED: session_expired, the request can
/// proceed again; BILLFOLD_FORBIDDEN to others than the owner and a client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_session_complete(
    store: *const billfold_store,
    link_token: *const c_char,
    link_token_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.complete_link_session(required(link_token, link_token_len, "link_token")?)
        })
    }
}

/// Fills `view` with the request to link at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than requests to link.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_request_to_link(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_request_to_link,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<RequestToLink>(page, index, view, err) }
}

/// Fills `view` with the link session at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than link sessions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_link_session(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_link_session,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<LinkSession>(page, index, view, err) }
}
