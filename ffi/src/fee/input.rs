//! What callers say of fees: what to create and what to change.

use billfold_core::{FeeBearer, Result};

use crate::input::{Body, Input, inputs};
use crate::text::billfold_str;

/// In billfold_new_fee: bps is given, even if it is 0.
pub const BILLFOLD_NEW_FEE_HAS_BPS: u64 = 0x1;

/// What a new fee is made of. Rate and bearer are required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_fee {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero: BILLFOLD_NEW_FEE_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Whose fee it is. The owner must say; an orchestrator's own handle need not.
    pub orchestrator_id: billfold_str,
    /// The client it is for, linked to the orchestrator. Absent: the default for all of them.
    pub client_id: billfold_str,
    /// The rate in basis points, hundredths of a per cent: 0 to 10000.
    pub bps: i64,
    /// Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
    pub fee_bearer: i32,
    /// Always 0.
    pub reserved: i32,
    /// The most it comes to on one payment, in minor units of cap_currency. It excludes cap; with
    /// neither there is no cap.
    pub cap_minor: i64,
    /// The most it comes to on one payment, in major units, as text: 5.00. It excludes cap_minor.
    pub cap: billfold_str,
    /// The currency of the cap: USD.
    pub cap_currency: billfold_str,
}

impl Input for billfold_new_fee {
    const KNOWN: u64 = BILLFOLD_NEW_FEE_HAS_BPS;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("orchestrator_id", self.orchestrator_id)?;
            body.text("client_id", self.client_id)?;
            body.object("cap", |cap| write_cap(cap, self.cap_minor, self.cap, self.cap_currency))?;
        }
        body.number("bps", self.bps, self.has & BILLFOLD_NEW_FEE_HAS_BPS != 0)?;
        body.word::<FeeBearer>("fee_bearer", self.fee_bearer)?;
        body.reserved(self.reserved)
    }
}

/// In billfold_fee_changes: bps is given, even if it is 0.
pub const BILLFOLD_FEE_CHANGES_HAS_BPS: u64 = 0x1;
/// In billfold_fee_changes: cap_minor, cap and cap_currency are given, even if they are absent,
/// which takes the cap away.
pub const BILLFOLD_FEE_CHANGES_HAS_CAP: u64 = 0x2;

/// What to change of a fee. What is absent stays as it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_fee_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero or NULL: BILLFOLD_FEE_CHANGES_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// The rate in basis points, hundredths of a per cent: 0 to 10000.
    pub bps: i64,
    /// The most it comes to on one payment, in minor units of cap_currency. It excludes cap.
    pub cap_minor: i64,
    /// The most it comes to on one payment, in major units, as text: 5.00. It excludes cap_minor.
    pub cap: billfold_str,
    /// The currency of the cap: USD.
    pub cap_currency: billfold_str,
}

impl Input for billfold_fee_changes {
    const KNOWN: u64 = BILLFOLD_FEE_CHANGES_HAS_BPS | BILLFOLD_FEE_CHANGES_HAS_CAP;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        let has = |bit| self.has & bit != 0;
        body.number("bps", self.bps, has(BILLFOLD_FEE_CHANGES_HAS_BPS))?;
        body.nullable_object("cap", has(BILLFOLD_FEE_CHANGES_HAS_CAP), |cap| {
            // SAFETY: the caller's promise.
            unsafe { write_cap(cap, self.cap_minor, self.cap, self.cap_currency) }
        })
    }
}

/// # Safety
///
/// The texts are as the header's rules have them.
unsafe fn write_cap(
    cap: &mut Body,
    minor: i64,
    text: billfold_str,
    currency: billfold_str,
) -> Result<()> {
    // SAFETY: the caller's promise.
    unsafe {
        cap.amount("amount", minor, text, currency)?;
        cap.text("currency", currency)
    }
}

inputs!(billfold_new_fee, billfold_fee_changes);
