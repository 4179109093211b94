//! What payments are made of and changed by.

use billfold_core::Result;

use crate::input::{Body, Input, inputs};
use crate::text::billfold_str;

/// What a new payment is made of. Amount and currency are required, all else is optional.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_payment {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as JSON, the body that the service of that record takes, in place of all the
    /// other fields.
    pub json: billfold_str,
    /// The amount in minor units: 50000 for 500.00 USD. It excludes amount.
    pub amount_minor: i64,
    /// The amount in major units, as text: 500.00. It excludes amount_minor.
    pub amount: billfold_str,
    /// The currency: USD. A new store takes USD, EUR, GBP and CAD; billfold_settings_update says
    /// which others.
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

inputs!(billfold_new_payment, billfold_payment_changes);
