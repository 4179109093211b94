//! Amounts.

use std::ffi::c_char;

use billfold_core::Currency;

use crate::error::{billfold_error, billfold_status};
use crate::guard::{put, run};
use crate::text::required;

/// Sets `decimals` to how many decimals amounts in this currency have: 2 of USD, 0 of JPY, 3 of
/// KWD. So an amount of 50050 in minor units of USD is 500.50: its last two digits are decimals.
///
/// Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_currency_decimals(
    currency: *const c_char,
    currency_len: usize,
    decimals: *mut i32,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        run(err, || {
            let currency: Currency = required(currency, currency_len, "currency")?.parse()?;
            put(decimals, i32::try_from(currency.decimals()).unwrap_or_default(), "decimals")
        })
    }
}
