//! How a payment looks.

use billfold_core::{FeeLine, Payment};

use crate::arena::Arena;
use crate::fee::billfold_fee_line;
use crate::page::Record;
use crate::tagged::tagged;
use crate::text::billfold_str;
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

tagged!(billfold_payment);
