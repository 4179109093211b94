//! The settings that every write and read goes by; they stand in the file.

use serde::{Deserialize, Serialize};

use crate::error::{Invalid, Result};
use crate::value::money::Currency;

/// Where payment links lead unless set: the sandbox of the payments service.
pub const SANDBOX_PAYMENT_BASE_URL: &str = "https://sandbox.orchestrate.global";
/// Where payment links lead in production.
pub const PRODUCTION_PAYMENT_BASE_URL: &str = "https://orchestrate.global";

/// What a store goes by; kept in the file, the same for every process that opens it.
///
/// | field | default | range |
/// |---|---|---|
/// | `payment_base_url` | the sandbox's | absolute http or https URL |
/// | `onboarding_base_url` | the sandbox's | absolute http or https URL |
/// | `session_base_url` | `https://link.billerapi.com` | absolute http or https URL |
/// | `currencies` | USD EUR GBP CAD | ISO 4217 |
/// | `url_schemes` | http https | lower-case schemes |
/// | `payment_lifetime_seconds` | 3600 | 1 to 6 048 000 |
/// | `link_intent_lifetime_seconds` | 172 800 | 1 to 6 048 000 |
/// | `request_to_link_lifetime_seconds` | 604 800 | 1 to 315 360 000, or none: never |
/// | `link_session_lifetime_seconds` | 3600 | 1 to 6 048 000 |
/// | `clock_jump_seconds` | 2 592 000 | 60 to 315 360 000 |
/// | `idempotency_retention_seconds` | 2 592 000 | 86 400 to 315 360 000 |
/// | `card_number_guard` | on | |
/// | `version` | 1 | grows by itself |
///
/// Change them with [`Store::update_settings`](crate::Store::update_settings).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Settings {
    /// Payment links are `{payment_base_url}/payments/{id}/collection`, those of payments made
    /// before included.
    pub payment_base_url: String,
    /// Onboarding URLs are `{onboarding_base_url}/onboarding/{token}`.
    pub onboarding_base_url: String,
    /// Session URLs are `{session_base_url}/session/{token}`.
    pub session_base_url: String,
    /// The currencies that payments may be in.
    pub currencies: Vec<Currency>,
    /// The schemes that success, cancel and branding URLs may have.
    pub url_schemes: Vec<String>,
    /// Seconds until a payment expires, unless its creator says.
    pub payment_lifetime_seconds: i64,
    /// Seconds until a link intent expires, unless its creator says.
    pub link_intent_lifetime_seconds: i64,
    /// Seconds until a request to link expires, unless its creator says; none: never.
    pub request_to_link_lifetime_seconds: Option<i64>,
    /// Seconds until a link session expires.
    pub link_session_lifetime_seconds: i64,
    /// A clock further ahead than this is not believed until someone confirms it.
    pub clock_jump_seconds: i64,
    /// Seconds for which an idempotency key is remembered at the least.
    pub idempotency_retention_seconds: i64,
    /// Whether card numbers are refused in free text.
    pub card_number_guard: bool,
    /// Grows by one with each change.
    pub version: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payment_base_url: SANDBOX_PAYMENT_BASE_URL.to_owned(),
            onboarding_base_url: SANDBOX_PAYMENT_BASE_URL.to_owned(),
            session_base_url: "https://link.billerapi.com".to_owned(),
            currencies: vec![Currency::USD, Currency::EUR, Currency::GBP, Currency::CAD],
            url_schemes: vec!["http".to_owned(), "https".to_owned()],
            payment_lifetime_seconds: 3600,
            link_intent_lifetime_seconds: 172_800,
            request_to_link_lifetime_seconds: Some(604_800),
            link_session_lifetime_seconds: 3600,
            clock_jump_seconds: 2_592_000,
            idempotency_retention_seconds: 2_592_000,
            card_number_guard: true,
            version: 1,
        }
    }
}

impl Settings {
    /// Refuses a currency that is not turned on.
    pub(crate) fn check_currency(&self, currency: Currency) -> Result<(), Invalid> {
        if self.currencies.contains(&currency) {
            Ok(())
        } else {
            let reason = format!("{currency} is not among the currencies of this store");
            Err(Invalid::coded("currency_disabled", reason))
        }
    }
}
