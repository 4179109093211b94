//! Fees and what they come to.

use billfold_core::FeeLine;

use crate::arena::Arena;
use crate::tagged::tagged;
use crate::text::billfold_str;
use crate::view::{Numbered as _, numbered};

/// The payer bears the fee: it comes on top of the amount.
pub const BILLFOLD_FEE_BEARER_PAYER: i32 = 1;
/// The recipient bears the fee: it goes off the amount.
pub const BILLFOLD_FEE_BEARER_RECIPIENT: i32 = 2;

numbered! {
    FeeBearer {
        Payer = BILLFOLD_FEE_BEARER_PAYER,
        Recipient = BILLFOLD_FEE_BEARER_RECIPIENT,
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

tagged!(billfold_fee_line);

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
