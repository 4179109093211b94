//! Amounts of money: exact decimals in major units, with or without their currency.

use crate::error::{Invalid, Result};
use crate::filter::lexer::Raw;
use crate::filter::range::{Comparison, Range, Scalar};
use crate::filter::terms::currency;
use crate::filter::{Fault, Terms};
use crate::value::money::{Currency, MAX_MINOR, Money};

/// The most decimals that a currency of ISO 4217 has.
const DECIMALS: u32 = 4;
/// Digits before the point that an amount can have: more than [`MAX_MINOR`] has.
const WHOLE_DIGITS: usize = 18;

/// An amount to compare with, in major units; without a currency, of each record's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// In the smallest unit that any currency has.
    ten_thousandths: i128,
    currency: Option<Currency>,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        let unit = unit_of(money.currency().decimals());
        let ten_thousandths = i128::from(money.minor()).saturating_mul(unit);
        Self { ten_thousandths, currency: Some(money.currency()) }
    }
}

impl From<Money> for Range<Amount> {
    fn from(money: Money) -> Self {
        Self::Is(money.into())
    }
}

impl Amount {
    /// The amount that a decimal text gives in major units: `100.50`, `0`.
    ///
    /// # Errors
    ///
    /// `validation / amount` for anything but digits with at most one point between them, and
    /// for more than four decimals.
    pub fn parse(text: &str) -> Result<Self> {
        decimal(text)
            .map(|ten_thousandths| Self { ten_thousandths, currency: None })
            .map_err(|invalid| invalid.at("amount"))
    }

    /// The currency, if it is of one.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }
}

/// How many ten-thousandths a minor unit of a currency with so many decimals is.
fn unit_of(decimals: u32) -> i128 {
    10_i128.saturating_pow(DECIMALS.saturating_sub(decimals))
}

fn decimal(text: &str) -> Result<i128, Invalid> {
    let malformed = || Invalid::coded("amount", "is not a plain decimal number such as 500.00");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(malformed());
    }
    let fraction = fraction.trim_end_matches('0');
    let padding = usize::try_from(DECIMALS).unwrap_or_default().checked_sub(fraction.len());
    let Some(padding) = padding else {
        return Err(Invalid::coded("amount", "has more than four decimals, as no currency has"));
    };
    if whole.trim_start_matches('0').len() > WHOLE_DIGITS {
        return Err(Invalid::coded("amount_too_large", "is larger than any amount can be"));
    }
    format!("{whole}{fraction}{}", "0".repeat(padding)).parse().map_err(|_| malformed())
}

impl Scalar for Amount {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        let fault = |invalid| Fault::of_value(raw.column, &text, &invalid);
        let end =
            text.find(|each: char| !each.is_ascii_digit() && each != '.').unwrap_or(text.len());
        let (number, code) = text.split_at_checked(end).unwrap_or((&text, ""));
        let unit = match code.trim() {
            "" => None,
            code if number.is_empty() || !code.chars().all(char::is_alphabetic) => {
                let shape = "is not an amount such as 500, 500.00 or 500EUR";
                return Err(fault(Invalid::new(shape)));
            }
            code => Some(currency(code, raw.column)?),
        };
        let ten_thousandths = decimal(number).map_err(fault)?;
        let amount = Self { ten_thousandths, currency: unit };
        match unit {
            Some(currency) if amount.in_minor(currency.decimals()).is_none() => {
                let has = currency.decimals();
                let reason = format!("has more decimals than {currency}, which has {has}");
                Err(fault(Invalid::new(reason)))
            }
            _ => Ok(amount),
        }
    }

    fn write(&self) -> String {
        let unit = unit_of(0);
        let whole = self.ten_thousandths.checked_div(unit).unwrap_or_default();
        let rest = self.ten_thousandths.checked_rem(unit).unwrap_or_default();
        let fraction = format!("{rest:04}");
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let currency = self.currency.map(|currency| currency.to_string()).unwrap_or_default();
        format!("{whole}{point}{fraction}{currency}")
    }

    fn shape() -> String {
        "100, 100..500, >=99.50, 100..500EUR".to_owned()
    }

    fn refuse_between(from: &mut Self, to: &mut Self) -> Option<Invalid> {
        let currency = from.currency.or(to.currency);
        if from.currency.is_some() && to.currency.is_some() && from.currency != to.currency {
            return Some(Invalid::new("has two currencies"));
        }
        (from.currency, to.currency) = (currency, currency);
        let fits = |amount: &Self| {
            currency.is_none_or(|currency| amount.in_minor(currency.decimals()).is_some())
        };
        if !fits(from) || !fits(to) {
            return Some(Invalid::new("has more decimals than its currency"));
        }
        (from.ten_thousandths > to.ten_thousandths).then(|| Invalid::new("ends before it begins"))
    }
}

impl Amount {
    /// In minor units of a currency with so many decimals, if it can be written in them.
    fn in_minor(self, decimals: u32) -> Option<i128> {
        let unit = unit_of(decimals);
        let exact = self.ten_thousandths.checked_rem(unit) == Some(0);
        if exact { self.ten_thousandths.checked_div(unit) } else { None }
    }

    /// The largest amount in minor units that is not above it, and the smallest not below it.
    fn around(self, decimals: u32) -> (i128, i128) {
        let unit = unit_of(decimals);
        let below = self.ten_thousandths.div_euclid(unit);
        let exact = self.ten_thousandths.checked_rem(unit) == Some(0);
        (below, if exact { below } else { below.saturating_add(1) })
    }
}

impl Range<Amount> {
    /// The one currency that it is about, if it says.
    pub(crate) fn currency(&self) -> Option<Currency> {
        match self {
            Self::Present => None,
            Self::Is(amount) | Self::Compare(_, amount) => amount.currency,
            Self::Between(from, to) => from.currency.or(to.currency),
        }
    }

    /// The first and the last amount in minor units of a currency with so many decimals; the
    /// first is above the last if there is none.
    pub(crate) fn minor_span(&self, decimals: u32) -> (i64, i64) {
        let (first, last) = match self {
            Self::Present => (1, i128::from(MAX_MINOR)),
            Self::Is(amount) => {
                let (below, above) = amount.around(decimals);
                (above, below)
            }
            Self::Between(from, to) => (from.around(decimals).1, to.around(decimals).0),
            Self::Compare(comparison, amount) => {
                let (below, above) = amount.around(decimals);
                match comparison {
                    Comparison::Below => (1, above.saturating_sub(1)),
                    Comparison::AtMost => (1, below),
                    Comparison::Above => (below.saturating_add(1), i128::from(MAX_MINOR)),
                    Comparison::AtLeast => (above, i128::from(MAX_MINOR)),
                }
            }
        };
        let fit = |minor: i128| i64::try_from(minor).unwrap_or(i64::MAX);
        (fit(first), fit(last))
    }
}

impl Terms<Range<Amount>> {
    /// Whether some amount has no currency, so that it is compared in major units.
    pub(crate) fn has_bare_amounts(&self) -> bool {
        let values = self.as_slice().iter().flat_map(|term| &term.values);
        values.filter(|range| **range != Range::Present).any(|range| range.currency().is_none())
    }
}
