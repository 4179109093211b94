//! Amounts.

use std::ffi::c_char;

use billfold_core::{Currency, Money};

use crate::error::{billfold_error, billfold_status};
use crate::filter::Text;
use crate::guard::{make_first, put, run};
use crate::page::{One, billfold_page};
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

/// Answers with an amount as people read it, with all the decimals of its currency: 500.50 of 50050
/// minor units of USD, 500 of 500 of JPY; billfold_page_text. It takes a sum or a negative amount
/// too. billfold_amount_parse reads it again.
///
/// Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_amount_format(
    currency: *const c_char,
    currency_len: usize,
    amount_minor: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        make_first(page, "page", err, || {
            let currency: Currency = required(currency, currency_len, "currency")?.parse()?;
            Ok(billfold_page::new(One(Text(Money::format_in_full(amount_minor, currency)))))
        })
    }
}

/// Sets `amount_minor` to the minor units of an amount in major units, which is read as amounts in
/// inputs are: 50050 of 500.50 or 500.5 of USD, 500 of 500 or 500.0 of JPY. It takes zero, a sum or a
/// negative amount too, so that whatever billfold_amount_format or a record's JSON writes is read
/// again, exactly.
///
/// Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency, if the amount is no plain decimal
/// number or has more decimals than the currency, and with the code amount_too_large if it is more
/// than 64 bits hold.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_amount_parse(
    currency: *const c_char,
    currency_len: usize,
    amount: *const c_char,
    amount_len: usize,
    amount_minor: *mut i64,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        run(err, || {
            let currency: Currency = required(currency, currency_len, "currency")?.parse()?;
            let amount = required(amount, amount_len, "amount")?;
            put(amount_minor, Money::parse_minor(amount, currency)?, "amount_minor")
        })
    }
}
