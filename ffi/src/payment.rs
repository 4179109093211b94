//! Payments.

use std::ffi::c_char;

use billfold_core::{Completion, NewPayment, Payment, PaymentFailure, PaymentUpdate, Result};

use crate::error::{billfold_error, billfold_status};
use crate::fee::billfold_fee_line;
use crate::guard::answer;
use crate::input::{body, json_value};
use crate::list::{self, billfold_list_options};
use crate::page::{One, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::text::{optional, required};

mod input;
mod record;

pub use input::*;
pub use record::*;

/// Creates a payment, pending. If its client is linked to an orchestrator, that one's fees are
/// resolved and kept with it. Answers with the payment: billfold_page_payment.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field, also the codes currency_disabled,
/// card_number_refused, fee_cap_currency, fee_exceeds_amount; BILLFOLD_NOT_FOUND for the client
/// or the customer; BILLFOLD_CONFLICT: id_exists, client_inactive, customer_erased;
/// BILLFOLD_FORBIDDEN for another client than the credential's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_create(
    store: *const billfold_store,
    input: *const billfold_new_payment,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_payment(store.input::<NewPayment>(&body(input, "input")?)?)
        })
    }
}

/// Answers with the payment of this id: billfold_page_payment.
///
/// Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.payment(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the payments that the caller sees, newest first unless the filter
/// sorts them: billfold_page_payment. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_payments(&filter.parse()?, &request)
        })
    }
}

/// Changes description, URLs or metadata of a pending payment. Answers with the payment:
/// billfold_page_payment.
///
/// Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition
/// unless it is pending, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_update(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_payment_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.update_payment(id, store.input::<PaymentUpdate>(&body(changes, "changes")?)?)
        })
    }
}

/// Completes a pending payment: its money came in time. `payment_method` says how: a JSON object
/// with a type, such as `{"type": "cash"}`; it may be NULL. The same completion again answers
/// with the payment as it is: billfold_page_payment.
///
/// Statuses: BILLFOLD_VALIDATION for the payment method; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
/// invalid_transition if it is expired, failed, or completed otherwise, version_changed;
/// BILLFOLD_FORBIDDEN to orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_complete(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    payment_method: *const c_char,
    payment_method_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.complete_payment(id, completion(payment_method, payment_method_len)?)
        })
    }
}

/// Fails a pending payment for the reason `code`, 1 to 64 characters of `[A-Za-z0-9_-]`, and in
/// words `message`, at most 500 characters, which may be NULL. The same failure again answers
/// with the payment as it is: billfold_page_payment.
///
/// Statuses: BILLFOLD_VALIDATION for code or message; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
/// invalid_transition, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_fail(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    code: *const c_char,
    code_len: usize,
    message: *const c_char,
    message_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            let mut failure = PaymentFailure::new(required(code, code_len, "code")?);
            failure.message = optional(message, message_len, "message")?.map(str::to_owned);
            store.fail_payment(id, failure)
        })
    }
}

/// Expires a payment: one whose time has passed for good, a pending one before its time. Expiring
/// it again answers with the payment as it is: billfold_page_payment.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is completed or
/// failed, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_expire(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.expire_payment(required(id, id_len, "id")?.parse()?))
    }
}

/// Notes that money came after a payment had expired, and how, as for billfold_payment_complete.
/// The payment stays expired; the money is on it. Answers with the payment:
/// billfold_page_payment.
///
/// Statuses: BILLFOLD_VALIDATION for the payment method; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
/// invalid_transition unless it is expired, late_payment_recorded, clock_jumped while the clock
/// by which it would be expired is not believed, version_changed; BILLFOLD_FORBIDDEN to
/// orchestrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_payment_record_late(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    payment_method: *const c_char,
    payment_method_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.record_late_payment(id, completion(payment_method, payment_method_len)?)
        })
    }
}

/// How a payment was paid, if the caller says so.
///
/// # Safety
///
/// The header's rules for texts.
unsafe fn completion(method: *const c_char, len: usize) -> Result<Completion> {
    // SAFETY: the caller's promise.
    let method = unsafe { optional(method, len, "payment_method")? };
    let by = |method: &str| {
        json_value(method, "payment_method")?;
        Completion::by(method)
    };
    method.map_or_else(|| Ok(Completion::new()), by)
}

/// Fills `view` with the payment at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than payments.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_payment(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_payment,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Payment>(page, index, view, err) }
}

/// Fills `view` with a line of a payment's fee plan: the payment at `index` of a page, the line
/// at `line`, both from 0.
///
/// Statuses: those of billfold_page_payment; BILLFOLD_VALIDATION also if there is no such line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_payment_fee_line(
    page: *const billfold_page,
    index: usize,
    line: usize,
    view: *mut billfold_fee_line,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Payment>(page, index, line, "line", view, err) }
}
