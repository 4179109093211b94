//! Money: a whole number of minor units and the currency they are of.
//!
//! Amounts are read from their decimal text and written to it, never by way of a binary float.

use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Invalid, Result};
use crate::value::text;

/// The largest amount, in minor units: 2^53 − 1, the last whole number that every JSON reader
/// holds exactly.
pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

/// A currency of ISO 4217 with its number of decimals.
///
/// Only currencies that have a minor unit in ISO 4217 can be made: gold (`XAU`) is refused.
/// Whether a store accepts a currency is one of its settings.
///
/// ```
/// use billfold_core::Currency;
///
/// let yen: Currency = "JPY".parse()?;
/// assert_eq!((yen.code(), yen.decimals()), ("JPY", 0));
/// assert_eq!("EUR".parse::<Currency>()?, Currency::EUR);
/// assert!("eur".parse::<Currency>().is_err());
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    letters: [u8; 3],
    decimals: u8,
}

thread_local! {
    /// The currency that was looked up last.
    static LAST: Cell<Option<Currency>> = const { Cell::new(None) };
}

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self { letters: *b"USD", decimals: 2 };
    /// Euro.
    pub const EUR: Self = Self { letters: *b"EUR", decimals: 2 };
    /// Pound sterling.
    pub const GBP: Self = Self { letters: *b"GBP", decimals: 2 };
    /// Canadian dollar.
    pub const CAD: Self = Self { letters: *b"CAD", decimals: 2 };

    /// The currency of this code, in capital letters.
    pub(crate) fn parse(code: &str) -> Result<Self, Invalid> {
        // The amounts of most stores are in one currency, and each row says so again.
        if let Some(last) = LAST.get().filter(|last| last.letters == code.as_bytes()) {
            return Ok(last);
        }
        let parsed = Self::look_up(code)?;
        LAST.set(Some(parsed));
        Ok(parsed)
    }

    fn look_up(code: &str) -> Result<Self, Invalid> {
        let known = iso_currency::Currency::from_code(code);
        let unknown = || refused(code, "is not an ISO 4217 code in capital letters");
        let special = || refused(code, "has no minor unit, so amounts cannot be kept in it");
        let exponent = known.ok_or_else(unknown)?.exponent().ok_or_else(special)?;
        let letters = code.as_bytes().try_into().map_err(|_| unknown())?;
        let decimals = u8::try_from(exponent).map_err(|_| special())?;
        Ok(Self { letters, decimals })
    }

    /// The three capital letters: `USD`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }

    /// How many decimals an amount in major units has: USD 2, JPY 0, KWD 3.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        u32::from(self.decimals)
    }

    /// How many minor units make one major unit: USD 100, JPY 1.
    fn units(self) -> i64 {
        10_i64.saturating_pow(self.decimals())
    }
}

fn refused(code: &str, why: &str) -> Invalid {
    Invalid::coded("currency", format!("\"{}\" {why}", text::shown(code, 8)))
}

/// Reads the code; fails with `validation / currency` on the field `currency`.
impl FromStr for Currency {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self> {
        Self::parse(code).map_err(|invalid| invalid.at("currency"))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).map_err(|invalid| serde::de::Error::custom(invalid.reason))
    }
}

/// An amount of 1 to [`MAX_MINOR`] minor units of a currency.
///
/// ```
/// use billfold_core::{Currency, Money};
///
/// let price = Money::parse("500.00", Currency::USD)?;
/// assert_eq!(price.minor(), 50_000);
/// assert_eq!(price.to_string(), "500.0");
/// assert!(Money::parse("1e3", Currency::USD).is_err());
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// So many minor units of a currency.
    ///
    /// # Errors
    ///
    /// `validation / amount` below 1 and `validation / amount_too_large` above [`MAX_MINOR`],
    /// on the field `amount`.
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self> {
        let minor = within_bounds(minor.into()).map_err(|invalid| invalid.at("amount"))?;
        Ok(Self { minor, currency })
    }

    /// The amount that a decimal text in major units gives: `500.00`, `100`.
    ///
    /// # Errors
    ///
    /// `validation / amount` for anything but digits with at most one point between them, for
    /// more decimals than the currency has and for zero; `validation / amount_too_large` above
    /// [`MAX_MINOR`]; on the field `amount`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        Self::of_text(text, currency).map_err(|invalid| invalid.at("amount"))
    }

    /// As [`Money::parse`], before it is known which field held the text.
    pub(crate) fn of_text(text: &str, currency: Currency) -> Result<Self, Invalid> {
        let minor = within_bounds(Decimal::parse(text)?.minor(currency)?)?;
        Ok(Self { minor, currency })
    }

    /// The minor units of an amount, or of a sum, zero or less too: what [`Money::format_minor`] and
    /// [`Money::format_in_full`] write is read again, as far as 64 bits hold it.
    ///
    /// ```
    /// use billfold_core::{Currency, Money};
    ///
    /// assert_eq!(Money::parse_minor("-500.5", Currency::USD)?, -50_050);
    /// assert_eq!(Money::parse_minor("500.0", "JPY".parse()?)?, 500);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `validation / amount` for anything but digits with at most one point between them and a
    /// minus before them, and for more decimals than the currency has; `validation /
    /// amount_too_large` beyond 64 bits; on the field `amount`.
    pub fn parse_minor(text: &str, currency: Currency) -> Result<i64> {
        let minor = Decimal::parse(text).and_then(|decimal| decimal.minor(currency));
        let too_large = || Invalid::coded("amount_too_large", "is more than 64 bits hold");
        minor
            .and_then(|minor| i64::try_from(minor).map_err(|_| too_large()))
            .map_err(|invalid| invalid.at("amount"))
    }

    /// Refuses what is no amount in any currency: one that cannot be read beside it.
    pub(crate) fn check_amount(text: &str) -> Result<(), Invalid> {
        within_bounds(Decimal::parse(text)?.rough()).map(drop)
    }

    /// The amount in minor units: cents for USD.
    #[must_use]
    pub fn minor(&self) -> i64 {
        self.minor
    }

    /// The currency of the amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The shortest decimal text for an amount, or for a sum of many, with at least one digit
    /// after the point.
    ///
    /// ```
    /// use billfold_core::{Currency, Money};
    ///
    /// assert_eq!(Money::format_minor(50_050, Currency::USD), "500.5");
    /// assert_eq!(Money::format_minor(500, "JPY".parse()?), "500.0");
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    #[must_use]
    pub fn format_minor(minor: impl Into<i128>, currency: Currency) -> String {
        let minor: i128 = minor.into();
        let sign = if minor < 0 { "-" } else { "" };
        let units = u128::from(currency.units().unsigned_abs().max(1));
        let whole = minor.unsigned_abs().checked_div(units).unwrap_or_default();
        let rest = minor.unsigned_abs().checked_rem(units).unwrap_or_default();
        let digits = format!("{rest:0width$}", width = usize::from(currency.decimals));
        let fraction = match digits.trim_end_matches('0') {
            "" => "0",
            shortest => shortest,
        };
        format!("{sign}{whole}.{fraction}")
    }

    /// Minor units as a decimal number for people, with all the decimals of its currency; sums may
    /// be larger than any one amount.
    ///
    /// ```
    /// use billfold_core::{Currency, Money};
    ///
    /// assert_eq!(Money::format_in_full(50_050, Currency::USD), "500.50");
    /// assert_eq!(Money::format_in_full(500, "JPY".parse()?), "500");
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    #[must_use]
    pub fn format_in_full(minor: impl Into<i128>, currency: Currency) -> String {
        Self::in_full(&Self::format_minor(minor, currency), currency)
    }

    /// The same of an amount as records have it: `500.00` of `500.0`.
    #[must_use]
    pub fn in_full(amount: &str, currency: Currency) -> String {
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        match usize::from(currency.decimals) {
            0 => whole.to_owned(),
            decimals => format!("{whole}.{fraction:0<decimals$}"),
        }
    }
}

/// The amount alone, without the currency: `500.0`.
impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&Self::format_minor(self.minor, self.currency))
    }
}

/// The amount as text and its currency: `{"amount":"500.0","currency":"USD"}`.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Money", 2)?;
        object.serialize_field("amount", &self.to_string())?;
        object.serialize_field("currency", &self.currency)?;
        object.end()
    }
}

/// `amount × bps / 10000`, half up, at most `i64::MAX`; one basis point is a hundredth of a
/// per cent.
pub(crate) fn apply_bps(amount: i64, bps: u32) -> i64 {
    let product = i128::from(amount).saturating_mul(i128::from(bps));
    let rounded = product.saturating_add(5_000).div_euclid(10_000);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number that ASCII digits spell, or `i128::MAX` if it is larger than that.
fn value_of(digits: impl Iterator<Item = u8>) -> i128 {
    digits.fold(0, |value: i128, byte| {
        value.saturating_mul(10).saturating_add(i128::from(byte.wrapping_sub(b'0')))
    })
}

/// A decimal text, taken apart.
#[derive(Clone, Copy)]
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Result<Self, Invalid> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        if !is_digits(whole) || !fraction.is_none_or(is_digits) {
            return Err(malformed("is not a plain decimal number such as 500.00"));
        }
        Ok(Self { negative, whole, fraction: fraction.unwrap_or_default() })
    }

    /// The minor units, or the number next to it that 128 bits hold.
    fn minor(self, currency: Currency) -> Result<i128, Invalid> {
        // What a currency without decimals is written with, `500.0`, is read again.
        let written = currency.decimals == 0 && self.fraction == "0";
        let fraction = if written { "" } else { self.fraction };
        let padding = usize::from(currency.decimals).checked_sub(fraction.len());
        let Some(padding) = padding else {
            return Err(malformed(format!(
                "has more decimals than {currency}, which has {}",
                currency.decimals
            )));
        };
        let zeros = std::iter::repeat_n(b'0', padding);
        let minor = value_of(self.whole.bytes().chain(fraction.bytes()).chain(zeros));
        Ok(if self.negative { minor.saturating_neg() } else { minor })
    }

    /// Zero, or its whole part, which is no more than its minor units in any currency, or 1.
    fn rough(self) -> i128 {
        let is_zero = self.whole.bytes().chain(self.fraction.bytes()).all(|byte| byte == b'0');
        let least = i128::from(!is_zero);
        let whole = value_of(self.whole.bytes()).max(least);
        if self.negative { whole.saturating_neg() } else { whole }
    }
}

fn within_bounds(minor: i128) -> Result<i64, Invalid> {
    let too_large =
        || Invalid::coded("amount_too_large", format!("is more than {MAX_MINOR} minor units"));
    match i64::try_from(minor) {
        Ok(minor @ 1..=MAX_MINOR) => Ok(minor),
        _ if minor <= 0 => Err(malformed("must be more than zero")),
        _ => Err(too_large()),
    }
}

fn malformed(reason: impl Into<String>) -> Invalid {
    Invalid::coded("amount", reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn amounts_are_read_from_their_decimal_text() {
        let table = [
            ("100", "USD", 10_000),
            ("500.00", "USD", 50_000),
            ("500.0", "USD", 50_000),
            ("0.01", "USD", 1),
            ("1.1", "EUR", 110),
            ("007.50", "USD", 750),
            ("500", "JPY", 500),
            ("1.234", "KWD", 1_234),
            ("1.2", "KWD", 1_200),
            ("0.0001", "CLF", 1),
            ("90071992547409.91", "USD", MAX_MINOR),
            ("9007199254740991", "JPY", MAX_MINOR),
            ("0000000000000000000000000000001", "USD", 100),
        ];
        for (text, code, minor) in table {
            let money = Money::parse(text, currency(code)).unwrap();
            assert_eq!(money.minor(), minor, "{text} {code}");
        }
    }

    #[test]
    fn zero_and_less_are_refused_for_what_they_are() {
        for text in ["0", "0.00", "-0", "-1", "-0.01", "-99999999999999999999999999999999999999999"]
        {
            for refused in [
                Money::of_text(text, Currency::USD).unwrap_err(),
                Money::check_amount(text).unwrap_err(),
            ] {
                assert_eq!(refused, malformed("must be more than zero"), "{text}");
            }
        }
    }

    #[test]
    fn an_amount_is_judged_without_its_currency_as_far_as_it_can_be() {
        for text in ["1", "0.0001", "500.00", "9007199254740991"] {
            assert_eq!(Money::check_amount(text), Ok(()), "{text}");
        }
        let table = [("x", "amount"), ("1e3", "amount"), ("9007199254740992", "amount_too_large")];
        for (text, code) in table {
            assert_eq!(Money::check_amount(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn sums_are_read_as_far_as_64_bits_hold_them() {
        let table = [
            ("-92233720368547758.08", "USD", i64::MIN),
            ("92233720368547758.07", "USD", i64::MAX),
            ("-9223372036854775808.0", "JPY", i64::MIN),
            ("-9223372036854775808", "JPY", i64::MIN),
            ("-0", "JPY", 0),
            ("0.0", "JPY", 0),
            ("-0.05", "EUR", -5),
        ];
        for (text, code, minor) in table {
            assert_eq!(Money::parse_minor(text, currency(code)).unwrap(), minor, "{text}");
        }
        let table = [
            ("92233720368547758.08", "USD", "amount_too_large"),
            ("-92233720368547758.09", "USD", "amount_too_large"),
            ("--1", "USD", "amount"),
            ("-", "USD", "amount"),
            ("-.5", "USD", "amount"),
            ("500.00", "JPY", "amount"),
            ("0.001", "USD", "amount"),
        ];
        for (text, code, expected) in table {
            let error = Money::parse_minor(text, currency(code)).unwrap_err();
            assert_eq!((error.code(), &*error.fields()[0].field), (expected, "amount"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            minor in any::<i64>(),
            code in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF", "ISK"]),
        ) {
            let currency = currency(code);
            for text in [
                Money::format_minor(minor, currency),
                Money::format_in_full(minor, currency),
            ] {
                prop_assert_eq!(Money::parse_minor(&text, currency).unwrap(), minor);
                let amount = Money::parse(&text, currency).ok().map(|money| money.minor());
                prop_assert_eq!(amount, Some(minor).filter(|minor| (1..=MAX_MINOR).contains(minor)));
            }
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let table = [
            ("", "USD", "amount"),
            (".", "USD", "amount"),
            (".5", "USD", "amount"),
            ("5.", "USD", "amount"),
            ("1.2.3", "USD", "amount"),
            ("1,50", "USD", "amount"),
            ("1e3", "USD", "amount"),
            ("1E3", "USD", "amount"),
            ("+1", "USD", "amount"),
            ("-1", "USD", "amount"),
            (" 1", "USD", "amount"),
            ("1 ", "USD", "amount"),
            ("1\n", "USD", "amount"),
            ("0x10", "USD", "amount"),
            ("NaN", "USD", "amount"),
            ("١٠", "USD", "amount"),
            ("１００", "USD", "amount"),
            ("0", "USD", "amount"),
            ("0.00", "USD", "amount"),
            ("1.001", "USD", "amount"),
            ("1.000", "USD", "amount"),
            ("500.00", "JPY", "amount"),
            ("1.2345", "KWD", "amount"),
            ("90071992547409.92", "USD", "amount_too_large"),
            ("9007199254740992", "JPY", "amount_too_large"),
            ("99999999999999999999999999999999999999999", "USD", "amount_too_large"),
        ];
        for (text, code, expected) in table {
            let refused = Money::of_text(text, currency(code)).unwrap_err();
            assert_eq!(refused.code, expected, "{text:?} {code}");
        }
        let error = Money::parse("1.001", Currency::USD).unwrap_err();
        assert_eq!(error.fields()[0].field, "amount");
        assert_eq!(error.fields()[0].reason, "has more decimals than USD, which has 2");
    }

    #[test]
    fn amounts_are_written_in_the_shortest_form() {
        let table = [
            (50_000, "USD", "500.0"),
            (50_050, "USD", "500.5"),
            (50_055, "USD", "500.55"),
            (5, "USD", "0.05"),
            (500, "JPY", "500.0"),
            (1_234, "KWD", "1.234"),
            (1_230, "KWD", "1.23"),
            (1, "CLF", "0.0001"),
            (0, "USD", "0.0"),
            (-150, "USD", "-1.5"),
            (MAX_MINOR, "USD", "90071992547409.91"),
            (i64::MIN, "USD", "-92233720368547758.08"),
        ];
        for (minor, code, text) in table {
            assert_eq!(Money::format_minor(minor, currency(code)), text);
        }
        let sum = i128::from(MAX_MINOR) * 10_000_000;
        assert_eq!(Money::format_minor(sum, Currency::USD), "900719925474099100000.0");
    }

    #[test]
    fn minor_units_have_bounds() {
        for (minor, code) in [(0, "amount"), (-1, "amount"), (MAX_MINOR + 1, "amount_too_large")] {
            assert_eq!(Money::from_minor(minor, Currency::USD).unwrap_err().code(), code);
        }
        for minor in [1, MAX_MINOR] {
            let money = Money::from_minor(minor, Currency::USD).unwrap();
            assert_eq!(Money::parse(&money.to_string(), Currency::USD).unwrap(), money);
        }
    }

    #[test]
    fn currencies_are_those_with_a_minor_unit() {
        for constant in [Currency::USD, Currency::EUR, Currency::GBP, Currency::CAD] {
            assert_eq!(Currency::parse(constant.code()), Ok(constant));
        }
        for (code, decimals) in [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0)] {
            assert_eq!(currency(code).decimals(), decimals, "{code}");
            assert_eq!(currency(code).to_string(), code);
        }
        for code in ["", "usd", "Usd", "US", "USDX", "XAU", "XXX", "XTS", "ÜSD", "QQQ", "US "] {
            let error = code.parse::<Currency>().unwrap_err();
            assert_eq!((error.code(), &*error.fields()[0].field), ("currency", "currency"));
        }
        let reason = |code| Currency::parse(code).unwrap_err().reason;
        assert_eq!(reason("usd"), "\"usd\" is not an ISO 4217 code in capital letters");
        assert_eq!(
            reason("4111111111111111"),
            "\"41111111…\" is not an ISO 4217 code in capital letters"
        );
    }

    #[test]
    fn currencies_are_strings_in_json() {
        assert_eq!(serde_json::to_string(&Currency::CAD).unwrap(), "\"CAD\"");
        assert_eq!(serde_json::from_str::<Currency>("\"EUR\"").unwrap(), Currency::EUR);
        assert!(serde_json::from_str::<Currency>("\"eur\"").is_err());
        assert!(Currency::CAD < Currency::USD);
    }

    #[test]
    fn money_in_json_names_its_currency() {
        let money = Money::parse("1.50", Currency::EUR).unwrap();
        let json = serde_json::to_string(&money).unwrap();
        assert_eq!(json, r#"{"amount":"1.5","currency":"EUR"}"#);
    }

    #[test]
    fn basis_points_round_half_up() {
        let table = [
            (10_000, 250, 250),
            (0, 10_000, 0),
            (1, 4_999, 0),
            (1, 5_000, 1),
            (3, 5_000, 2),
            (199, 250, 5),
            (200, 250, 5),
            (MAX_MINOR, 10_000, MAX_MINOR),
            (i64::MAX, u32::MAX, i64::MAX),
        ];
        for (amount, bps, fee) in table {
            assert_eq!(apply_bps(amount, bps), fee, "{amount} {bps}");
        }
    }
}
