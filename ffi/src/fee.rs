//! Fees and what they come to.

use std::ffi::c_char;

use billfold_core::{
    Currency, Fee, FeeFilter, FeeLine, FeePlan, FeePreview, FeeUpdate, Money, NewFee,
};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::body;
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, optional_id, required};
use crate::view::{Numbered as _, given_number, mask, numbered};

mod input;

pub use input::*;

/// The payer bears the fee: it comes on top of the amount.
pub const BILLFOLD_FEE_BEARER_PAYER: i32 = 1;
/// The recipient bears the fee: it goes off the amount.
pub const BILLFOLD_FEE_BEARER_RECIPIENT: i32 = 2;

/// The fee applies to new payments.
pub const BILLFOLD_FEE_ACTIVE: i32 = 1;
/// The fee does not apply, as if it were not there; it can be enabled again.
pub const BILLFOLD_FEE_DISABLED: i32 = 2;

numbered! {
    FeeBearer {
        Payer = BILLFOLD_FEE_BEARER_PAYER,
        Recipient = BILLFOLD_FEE_BEARER_RECIPIENT,
    }
    FeeStatus {
        Active = BILLFOLD_FEE_ACTIVE,
        Disabled = BILLFOLD_FEE_DISABLED,
    }
}

/// In billfold_fee: client_id is there.
pub const BILLFOLD_FEE_HAS_CLIENT_ID: u64 = 0x1;
/// In billfold_fee: there is a cap: cap_minor and cap_currency.
pub const BILLFOLD_FEE_HAS_CAP: u64 = 0x2;

/// A fee of an orchestrator. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_fee {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_FEE_HAS_….
    pub has: u64,
    /// Names the fee: `fee_` and 32 hexadecimal digits.
    pub id: billfold_str,
    /// Whose fee it is.
    pub orchestrator_id: billfold_str,
    /// The client it is for. Optional: absent, it is the default, for every client without a fee
    /// of its own.
    pub client_id: billfold_str,
    /// Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
    pub fee_bearer: i32,
    /// The rate in basis points, hundredths of a per cent: 0 to 10000.
    pub bps: i32,
    /// The most it comes to on one payment, in minor units of cap_currency. Optional.
    pub cap_minor: i64,
    /// The currency of the cap: USD; payments in another one are refused. Optional, with
    /// cap_minor.
    pub cap_currency: billfold_str,
    /// Whether it applies: BILLFOLD_FEE_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
}

impl Record for Fee {
    const NAME: &'static str = "fee";
    type View = billfold_fee;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_fee {
        billfold_fee {
            struct_size: size_of::<billfold_fee>(),
            has: mask(&[
                (self.client_id.is_some(), BILLFOLD_FEE_HAS_CLIENT_ID),
                (self.cap_minor.is_some(), BILLFOLD_FEE_HAS_CAP),
            ]),
            id: arena.display(self.id),
            orchestrator_id: arena.display(self.orchestrator_id),
            client_id: arena.optional(self.client_id.as_ref().map(|id| id.as_str())),
            fee_bearer: self.fee_bearer.number(),
            bps: i32::try_from(self.bps).unwrap_or(i32::MAX),
            cap_minor: self.cap_minor.unwrap_or_default(),
            cap_currency: arena.optional(self.cap_currency.as_ref().map(Currency::code)),
            status: self.status.number(),
            reserved: 0,
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            version: self.version,
        }
    }
}

/// One fee of a fee plan. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_fee_line {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The fee that applied.
    pub fee_id: billfold_str,
    /// Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
    pub fee_bearer: i32,
    /// Its rate at the time in basis points, hundredths of a per cent: 0 to 10000.
    pub bps: i32,
    /// What it comes to after its cap, in minor units.
    pub amount_minor: i64,
}

impl billfold_fee_line {
    pub(crate) fn of(line: &FeeLine, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: 0,
            fee_id: arena.display(line.fee_id),
            fee_bearer: line.fee_bearer.number(),
            bps: i32::try_from(line.bps).unwrap_or(i32::MAX),
            amount_minor: line.amount_minor,
        }
    }
}

/// What the fees of a linked client come to on one payment. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_fee_plan {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The orchestrator that the client is linked to, which earns the fees.
    pub orchestrator_id: billfold_str,
    /// What the payer pays in all: the amount and the payer's fees, in minor units.
    pub payer_total_minor: i64,
    /// What the recipient gets: the amount without the recipient's fees, in minor units.
    pub recipient_net_minor: i64,
    /// The currency of every amount here: USD.
    pub currency: billfold_str,
    /// How many fees apply, 0 to 2; see billfold_page_fee_plan_fee_line.
    pub fee_line_count: usize,
}

impl Record for FeePlan {
    const NAME: &'static str = "fee plan";
    type View = billfold_fee_plan;
    type Part = billfold_fee_line;

    fn view(&self, arena: &Arena) -> billfold_fee_plan {
        billfold_fee_plan {
            struct_size: size_of::<billfold_fee_plan>(),
            has: 0,
            orchestrator_id: arena.display(self.orchestrator_id),
            payer_total_minor: self.payer_total_minor,
            recipient_net_minor: self.recipient_net_minor,
            currency: arena.text(self.currency.code()),
            fee_line_count: self.lines.len(),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_fee_line> {
        self.lines.iter().map(|line| billfold_fee_line::of(line, arena)).collect()
    }
}

tagged!(billfold_fee, billfold_fee_line, billfold_fee_plan);

/// Creates a fee; it applies to payments created from now on. Answers with the fee:
/// billfold_page_fee.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field, the currency of the cap must be one of the
/// store's; BILLFOLD_NOT_FOUND for the orchestrator, or a client that is not linked to it;
/// BILLFOLD_CONFLICT: fee_exists with its id, if the orchestrator has a fee for this client, or a
/// default, and this bearer, disabled or not; BILLFOLD_FORBIDDEN to clients and API keys, and for
/// another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_create(
    store: *const billfold_store,
    input: *const billfold_new_fee,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_fee(store.input::<NewFee>(&body(input, "input")?)?)
        })
    }
}

/// Answers with the fee of this id: billfold_page_fee.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_FORBIDDEN to clients
/// and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.fee(required(id, id_len, "id")?.parse()?).map(One))
    }
}

/// Answers with a page of an orchestrator's fees, newest first: billfold_page_fee. The owner
/// names the orchestrator by `orchestrator_id`; NULL means the caller's own. Only those for the
/// client of `client_id`, unless it is NULL; only those of this status, BILLFOLD_FEE_ACTIVE, …,
/// unless it is 0. `options` may be NULL; this list has no other filter.
///
/// Statuses: BILLFOLD_VALIDATION for the ids, the status, the page or its cursor;
/// BILLFOLD_NOT_FOUND for the orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for
/// another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_list(
    store: *const billfold_store,
    orchestrator_id: *const c_char,
    orchestrator_id_len: usize,
    client_id: *const c_char,
    client_id_len: usize,
    status: i32,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let orchestrator =
                optional_id(orchestrator_id, orchestrator_id_len, "orchestrator_id")?;
            let client = optional_id(client_id, client_id_len, "client_id")?;
            let filter = FeeFilter::new(client, given_number("status", status)?);
            store.list_fees(orchestrator, &filter, &list::page_alone(options)?)
        })
    }
}

/// Changes a fee's rate or cap for the payments created from now on. Answers with the fee:
/// billfold_page_fee.
///
/// Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND, also for another orchestrator's;
/// BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_update(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    changes: *const billfold_fee_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            store.update_fee(id, store.input::<FeeUpdate>(&body(changes, "changes")?)?)
        })
    }
}

/// Disables a fee: payments created from now on go without it, as if it were not there. For a
/// client's own fee that means the orchestrator's default. Answers with the fee:
/// billfold_page_fee.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT:
/// version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_disable(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.disable_fee(required(id, id_len, "id")?.parse()?))
    }
}

/// Enables a fee that was disabled. Answers with the fee: billfold_page_fee.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT:
/// version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_enable(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| store.enable_fee(required(id, id_len, "id")?.parse()?))
    }
}

/// Works out the fee plan that a payment of this client would get if it were created now, of
/// `amount_minor` minor units of `currency`; nothing is written. Answers with the plan,
/// billfold_page_fee_plan, or with a page of no records if the client is not linked to any
/// orchestrator: see billfold_page_count.
///
/// Statuses: BILLFOLD_VALIDATION, also the codes currency_disabled, fee_cap_currency,
/// fee_exceeds_amount, amount_too_large, with which the payment would be refused;
/// BILLFOLD_NOT_FOUND for the client, to an orchestrator also if it is not linked to it;
/// BILLFOLD_FORBIDDEN to clients and API keys for another client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_fee_preview(
    store: *const billfold_store,
    client_id: *const c_char,
    client_id_len: usize,
    currency: *const c_char,
    currency_len: usize,
    amount_minor: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let client = required(client_id, client_id_len, "client_id")?.parse()?;
            let currency = required(currency, currency_len, "currency")?.parse()?;
            let amount = Money::from_minor(amount_minor, currency)?;
            store.preview_fees(&FeePreview::new(amount, client))
        })
    }
}

/// Fills `view` with the fee at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than fees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_fee(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_fee,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Fee>(page, index, view, err) }
}

/// Fills `view` with the fee plan at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than fee plans.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_fee_plan(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_fee_plan,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<FeePlan>(page, index, view, err) }
}

/// Fills `view` with a line of a fee plan: the plan at `index` of a page, the line at `line`,
/// both from 0, the payer's before the recipient's.
///
/// Statuses: those of billfold_page_fee_plan; BILLFOLD_VALIDATION also if there is no such line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_fee_plan_fee_line(
    page: *const billfold_page,
    index: usize,
    line: usize,
    view: *mut billfold_fee_line,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<FeePlan>(page, index, line, "line", view, err) }
}
