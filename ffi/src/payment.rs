//! Payments.

use std::ffi::c_char;

use billfold_core::{
    Completion, FeeLine, NewPayment, Payment, PaymentFailure, PaymentUpdate, Result,
};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::fee::billfold_fee_line;
use crate::guard::answer;
use crate::input::{Body, Input, body};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, optional, required};
use crate::view::{Numbered as _, mask, numbered};

/// The payment waits for its money.
pub const BILLFOLD_PAYMENT_PENDING: i32 = 1;
/// The money came in time.
pub const BILLFOLD_PAYMENT_COMPLETED: i32 = 2;
/// The payment's time has passed; money that came later is noted on it.
pub const BILLFOLD_PAYMENT_EXPIRED: i32 = 3;
/// The payment failed.
pub const BILLFOLD_PAYMENT_FAILED: i32 = 4;

numbered! {
    PaymentStatus {
        Pending = BILLFOLD_PAYMENT_PENDING,
        Completed = BILLFOLD_PAYMENT_COMPLETED,
        Expired = BILLFOLD_PAYMENT_EXPIRED,
        Failed = BILLFOLD_PAYMENT_FAILED,
    }
}

/// In billfold_payment: description is there.
pub const BILLFOLD_PAYMENT_HAS_DESCRIPTION: u64 = 0x1;
/// In billfold_payment: completed_at is there.
pub const BILLFOLD_PAYMENT_HAS_COMPLETED_AT: u64 = 0x2;
/// In billfold_payment: payment_method is there.
pub const BILLFOLD_PAYMENT_HAS_PAYMENT_METHOD: u64 = 0x4;
/// In billfold_payment: customer_id is there.
pub const BILLFOLD_PAYMENT_HAS_CUSTOMER: u64 = 0x8;
/// In billfold_payment: customer_name is there.
pub const BILLFOLD_PAYMENT_HAS_CUSTOMER_NAME: u64 = 0x10;
/// In billfold_payment: customer_email is there.
pub const BILLFOLD_PAYMENT_HAS_CUSTOMER_EMAIL: u64 = 0x20;
/// In billfold_payment: success_url is there.
pub const BILLFOLD_PAYMENT_HAS_SUCCESS_URL: u64 = 0x40;
/// In billfold_payment: cancel_url is there.
pub const BILLFOLD_PAYMENT_HAS_CANCEL_URL: u64 = 0x80;
/// In billfold_payment: client_id is there.
pub const BILLFOLD_PAYMENT_HAS_CLIENT_ID: u64 = 0x100;
/// In billfold_payment: mcc is there.
pub const BILLFOLD_PAYMENT_HAS_MCC: u64 = 0x200;
/// In billfold_payment: there is a fee plan: orchestrator_id, payer_total_minor,
/// recipient_net_minor, and fee_line_count lines.
pub const BILLFOLD_PAYMENT_HAS_FEE_PLAN: u64 = 0x400;
/// In billfold_payment: failure_code is there.
pub const BILLFOLD_PAYMENT_HAS_FAILURE: u64 = 0x800;
/// In billfold_payment: failure_message is there.
pub const BILLFOLD_PAYMENT_HAS_FAILURE_MESSAGE: u64 = 0x1000;
/// In billfold_payment: late_payment_at is there.
pub const BILLFOLD_PAYMENT_HAS_LATE_PAYMENT: u64 = 0x2000;
/// In billfold_payment: late_payment_method is there.
pub const BILLFOLD_PAYMENT_HAS_LATE_PAYMENT_METHOD: u64 = 0x4000;

/// A payment. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_payment {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_PAYMENT_HAS_….
    pub has: u64,
    /// Names the payment: a UUID.
    pub id: billfold_str,
    /// Where it stands now: BILLFOLD_PAYMENT_PENDING, ….
    pub status: i32,
    /// The merchant category code, 1 to 9999. Optional.
    pub mcc: i32,
    /// The amount in minor units: 50000 for 500.00 USD.
    pub amount_minor: i64,
    /// The currency of all its amounts: USD.
    pub currency: billfold_str,
    /// What it is for. Optional.
    pub description: billfold_str,
    /// The caller's own data: a JSON object.
    pub metadata: billfold_str,
    /// Where the customer pays: a URL.
    pub payment_link: billfold_str,
    /// How it was paid: a JSON object with a type. Optional.
    pub payment_method: billfold_str,
    /// Who pays. Optional.
    pub customer_id: billfold_str,
    /// The customer's name. Optional; gone once they are erased.
    pub customer_name: billfold_str,
    /// The customer's e-mail address. Optional; gone once they are erased.
    pub customer_email: billfold_str,
    /// Where the customer goes after paying: a URL. Optional.
    pub success_url: billfold_str,
    /// Where the customer goes after giving up: a URL. Optional.
    pub cancel_url: billfold_str,
    /// Whose payment it is. Optional: absent, it is the store's own.
    pub client_id: billfold_str,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// From when on it is expired, unless completed or failed before, in Unix seconds.
    pub expires_at: i64,
    /// When it was completed, in Unix seconds. Optional.
    pub completed_at: i64,
    /// The orchestrator whose link was in force on creation. Optional, with the fee plan.
    pub orchestrator_id: billfold_str,
    /// What the payer pays in all, in minor units. Optional, with the fee plan.
    pub payer_total_minor: i64,
    /// What the recipient gets, in minor units. Optional, with the fee plan.
    pub recipient_net_minor: i64,
    /// How many fee lines the plan has; see billfold_page_payment_fee_line.
    pub fee_line_count: usize,
    /// Why it failed, for programs. Optional.
    pub failure_code: billfold_str,
    /// Why it failed, for people. Optional.
    pub failure_message: billfold_str,
    /// When money that came after it had expired was recorded, in Unix seconds. Optional.
    pub late_payment_at: i64,
    /// How that money was paid: a JSON object with a type. Optional.
    pub late_payment_method: billfold_str,
    /// Grows by one with each change.
    pub version: i64,
}

impl Record for Payment {
    const NAME: &'static str = "payment";
    type View = billfold_payment;
    type Part = billfold_fee_line;

    fn view(&self, arena: &Arena) -> billfold_payment {
        let (customer, plan) = (self.customer.as_ref(), self.fee_plan.as_ref());
        let (failure, late) = (self.failure.as_ref(), self.late_payment.as_ref());
        let (name, email) = (
            customer.and_then(|customer| customer.name.as_ref()),
            customer.and_then(|customer| customer.email.as_ref()),
        );
        let message = failure.and_then(|failure| failure.message.as_ref());
        let late_method = late.and_then(|late| late.payment_method.as_ref());
        billfold_payment {
            struct_size: size_of::<billfold_payment>(),
            has: mask(&[
                (self.description.is_some(), BILLFOLD_PAYMENT_HAS_DESCRIPTION),
                (self.completed_at.is_some(), BILLFOLD_PAYMENT_HAS_COMPLETED_AT),
                (self.payment_method.is_some(), BILLFOLD_PAYMENT_HAS_PAYMENT_METHOD),
                (customer.is_some(), BILLFOLD_PAYMENT_HAS_CUSTOMER),
                (name.is_some(), BILLFOLD_PAYMENT_HAS_CUSTOMER_NAME),
                (email.is_some(), BILLFOLD_PAYMENT_HAS_CUSTOMER_EMAIL),
                (self.success_url.is_some(), BILLFOLD_PAYMENT_HAS_SUCCESS_URL),
                (self.cancel_url.is_some(), BILLFOLD_PAYMENT_HAS_CANCEL_URL),
                (self.client_id.is_some(), BILLFOLD_PAYMENT_HAS_CLIENT_ID),
                (self.mcc.is_some(), BILLFOLD_PAYMENT_HAS_MCC),
                (plan.is_some(), BILLFOLD_PAYMENT_HAS_FEE_PLAN),
                (failure.is_some(), BILLFOLD_PAYMENT_HAS_FAILURE),
                (message.is_some(), BILLFOLD_PAYMENT_HAS_FAILURE_MESSAGE),
                (late.is_some(), BILLFOLD_PAYMENT_HAS_LATE_PAYMENT),
                (late_method.is_some(), BILLFOLD_PAYMENT_HAS_LATE_PAYMENT_METHOD),
            ]),
            id: arena.display(self.id),
            status: self.status.number(),
            mcc: self.mcc.map_or(0, i32::from),
            amount_minor: self.amount_minor,
            currency: arena.text(self.currency.code()),
            description: arena.optional(self.description.as_ref()),
            metadata: arena.text(self.metadata.as_str()),
            payment_link: arena.text(&self.payment_link),
            payment_method: arena
                .optional(self.payment_method.as_ref().map(|method| method.as_str())),
            customer_id: arena.optional_display(customer.map(|customer| customer.id)),
            customer_name: arena.optional(name),
            customer_email: arena.optional(email),
            success_url: arena.optional(self.success_url.as_ref()),
            cancel_url: arena.optional(self.cancel_url.as_ref()),
            client_id: arena.optional(self.client_id.as_ref().map(|id| id.as_str())),
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            expires_at: self.expires_at.unix_seconds(),
            completed_at: self.completed_at.map_or(0, |at| at.unix_seconds()),
            orchestrator_id: arena.optional_display(plan.map(|plan| plan.orchestrator_id)),
            payer_total_minor: plan.map_or(0, |plan| plan.payer_total_minor),
            recipient_net_minor: plan.map_or(0, |plan| plan.recipient_net_minor),
            fee_line_count: plan.map_or(0, |plan| plan.lines.len()),
            failure_code: arena.optional(failure.map(|failure| &failure.code)),
            failure_message: arena.optional(message),
            late_payment_at: late.map_or(0, |late| late.recorded_at.unix_seconds()),
            late_payment_method: arena.optional(late_method.map(|method| method.as_str())),
            version: self.version,
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_fee_line> {
        let lines: &[FeeLine] = self.fee_plan.as_ref().map_or(&[], |plan| &plan.lines);
        lines.iter().map(|line| billfold_fee_line::of(line, arena)).collect()
    }
}

/// What a new payment is made of. Amount and currency are required, all else is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_payment {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as the seeds' JSON body, in place of all the other fields.
    pub json: billfold_str,
    /// The amount in minor units: 50000 for 500.00 USD. It excludes amount.
    pub amount_minor: i64,
    /// The amount in major units, as text: 500.00. It excludes amount_minor.
    pub amount: billfold_str,
    /// The currency: USD.
    pub currency: billfold_str,
    /// A UUID of the caller's choice; otherwise one is minted.
    pub id: billfold_str,
    /// Whose payment it is. The owner may say, an orchestrator must; a client's need not.
    pub client_id: billfold_str,
    /// A customer who is known. It excludes name and e-mail.
    pub customer_id: billfold_str,
    /// The name of a new customer, at most 100 characters.
    pub customer_name: billfold_str,
    /// The e-mail address of a new customer.
    pub customer_email: billfold_str,
    /// What it is for, at most 500 characters.
    pub description: billfold_str,
    /// Where the customer goes after paying: an absolute URL.
    pub success_url: billfold_str,
    /// Where the customer goes after giving up: an absolute URL.
    pub cancel_url: billfold_str,
    /// The caller's own data: a JSON object of at most 50 keys and 16 KiB.
    pub metadata: billfold_str,
    /// The merchant category code, 1 to 9999.
    pub mcc: i64,
    /// Seconds until it expires, 1 to 6048000; otherwise the store's setting.
    pub expires_in: i64,
}

impl Input for billfold_new_payment {
    const KNOWN: u64 = 0;

    fn has(&self) -> u64 {
        self.has
    }

    fn json(&self) -> billfold_str {
        self.json
    }

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.amount("amount", self.amount_minor, self.amount, self.currency)?;
            body.text("currency", self.currency)?;
            body.text("id", self.id)?;
            body.text("client_id", self.client_id)?;
            body.object("customer", |customer| {
                customer.text("id", self.customer_id)?;
                customer.text("name", self.customer_name)?;
                customer.text("email", self.customer_email)
            })?;
            body.text("description", self.description)?;
            body.text("success_url", self.success_url)?;
            body.text("cancel_url", self.cancel_url)?;
            body.json("metadata", self.metadata)?;
        }
        body.number("mcc", self.mcc, false)?;
        body.number("expires_in", self.expires_in, false)
    }
}

/// In billfold_payment_changes: description is given, even if it is NULL, which clears it.
pub const BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION: u64 = 0x1;
/// In billfold_payment_changes: success_url is given, even if it is NULL, which clears it.
pub const BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL: u64 = 0x2;
/// In billfold_payment_changes: cancel_url is given, even if it is NULL, which clears it.
pub const BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL: u64 = 0x4;

/// What to change of a pending payment. What is absent stays as it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_payment_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as NULL: BILLFOLD_PAYMENT_CHANGES_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// What it is for, at most 500 characters.
    pub description: billfold_str,
    /// Where the customer goes after paying: an absolute URL.
    pub success_url: billfold_str,
    /// Where the customer goes after giving up: an absolute URL.
    pub cancel_url: billfold_str,
    /// The caller's own data, whole: a JSON object.
    pub metadata: billfold_str,
}

impl Input for billfold_payment_changes {
    const KNOWN: u64 = BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION
        | BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL
        | BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL;

    fn has(&self) -> u64 {
        self.has
    }

    fn json(&self) -> billfold_str {
        self.json
    }

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        let has = |bit| self.has & bit != 0;
        // SAFETY: the caller's promise.
        unsafe {
            body.nullable_text(
                "description",
                self.description,
                has(BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION),
            )?;
            body.nullable_text(
                "success_url",
                self.success_url,
                has(BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL),
            )?;
            body.nullable_text(
                "cancel_url",
                self.cancel_url,
                has(BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL),
            )?;
            body.json("metadata", self.metadata)
        }
    }
}

tagged!(billfold_payment, billfold_new_payment, billfold_payment_changes);

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
            store.create_payment(NewPayment::from_json(&body(input)?)?)
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
            store.update_payment(id, PaymentUpdate::from_json(&body(changes)?)?)
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
    method.map_or_else(|| Ok(Completion::new()), Completion::by)
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
    unsafe { show_part::<Payment>(page, index, line, view, err) }
}
