//! Reading and changing the store's settings.

use std::ops::RangeInclusive;

use rusqlite::named_params;
use serde::Serialize;
use uuid::Uuid;

use crate::error::{Error, Invalid, Problems, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::store::Store;
use crate::store::settings::{PRODUCTION_PAYMENT_BASE_URL, SANDBOX_PAYMENT_BASE_URL, Settings};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::money::Currency;
use crate::value::text;
use crate::value::time::{MAX_LIFETIME_SECONDS, TEN_YEARS_SECONDS};

pub(crate) mod transfer;

/// How long lifetimes may be, in seconds.
const LIFETIMES: RangeInclusive<i64> = 1..=MAX_LIFETIME_SECONDS;
/// How long requests to link may live that do not live for ever, in seconds.
const REQUEST_LIFETIMES: RangeInclusive<i64> = 1..=TEN_YEARS_SECONDS;
/// How far a clock may be let jump, in seconds.
const CLOCK_JUMPS: RangeInclusive<i64> = 60..=TEN_YEARS_SECONDS;
/// How long idempotency keys may be kept, in seconds.
const RETENTIONS: RangeInclusive<i64> = 86_400..=TEN_YEARS_SECONDS;

/// Which settings to change; what is left out stays. See [`Settings`] for ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SettingsUpdate {
    /// Where payment links lead.
    pub payment_base_url: Option<String>,
    /// Where onboarding URLs lead.
    pub onboarding_base_url: Option<String>,
    /// Where session URLs lead.
    pub session_base_url: Option<String>,
    /// The currencies that payments may be in, all of them.
    pub currencies: Option<Vec<Currency>>,
    /// The schemes that URLs may have, all of them.
    pub url_schemes: Option<Vec<String>>,
    /// Seconds until a payment expires.
    pub payment_lifetime_seconds: Option<i64>,
    /// Seconds until a link intent expires.
    pub link_intent_lifetime_seconds: Option<i64>,
    /// Seconds until a request to link expires; `Some(None)`: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_to_link_lifetime_seconds: Option<Option<i64>>,
    /// Seconds until a link session expires.
    pub link_session_lifetime_seconds: Option<i64>,
    /// How far ahead a clock may jump and be believed, in seconds.
    pub clock_jump_seconds: Option<i64>,
    /// Seconds for which an idempotency key is remembered at the least.
    pub idempotency_retention_seconds: Option<i64>,
    /// Whether card numbers are refused in free text.
    pub card_number_guard: Option<bool>,
}

impl SettingsUpdate {
    /// Reads an object of the settings to change. `"payment_base_url": "production"` and
    /// `"sandbox"` stand for the presets.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let update = Self::read(&mut body);
        body.finish()?;
        Ok(update)
    }

    fn read(body: &mut Body) -> Self {
        let never = body.is_null("request_to_link_lifetime_seconds");
        let request_lifetime =
            duration(body, "request_to_link_lifetime_seconds", &REQUEST_LIFETIMES);
        Self {
            payment_base_url: body.text_with("payment_base_url", preset_or_url),
            onboarding_base_url: body.text_with("onboarding_base_url", preset_or_url),
            session_base_url: body.text_with("session_base_url", text::base_url),
            currencies: body.json_with("currencies", |json| {
                let codes: Vec<String> = list_of_texts(json)?;
                codes.iter().map(|code| Currency::parse(code)).collect()
            }),
            url_schemes: body.json_with("url_schemes", |json| {
                let schemes = list_of_texts(json)?;
                check_schemes(&schemes).map(|()| schemes)
            }),
            payment_lifetime_seconds: duration(body, "payment_lifetime_seconds", &LIFETIMES),
            link_intent_lifetime_seconds: duration(
                body,
                "link_intent_lifetime_seconds",
                &LIFETIMES,
            ),
            request_to_link_lifetime_seconds: if never {
                Some(None)
            } else {
                request_lifetime.map(Some)
            },
            link_session_lifetime_seconds: duration(
                body,
                "link_session_lifetime_seconds",
                &LIFETIMES,
            ),
            clock_jump_seconds: duration(body, "clock_jump_seconds", &CLOCK_JUMPS),
            idempotency_retention_seconds: duration(
                body,
                "idempotency_retention_seconds",
                &RETENTIONS,
            ),
            card_number_guard: body.boolean("card_number_guard"),
        }
    }

    /// These settings on top of others.
    fn apply(self, now: &Settings) -> Settings {
        let now = now.clone();
        Settings {
            payment_base_url: self.payment_base_url.unwrap_or(now.payment_base_url),
            onboarding_base_url: self.onboarding_base_url.unwrap_or(now.onboarding_base_url),
            session_base_url: self.session_base_url.unwrap_or(now.session_base_url),
            currencies: self.currencies.unwrap_or(now.currencies),
            url_schemes: self.url_schemes.unwrap_or(now.url_schemes),
            payment_lifetime_seconds: self
                .payment_lifetime_seconds
                .unwrap_or(now.payment_lifetime_seconds),
            link_intent_lifetime_seconds: self
                .link_intent_lifetime_seconds
                .unwrap_or(now.link_intent_lifetime_seconds),
            request_to_link_lifetime_seconds: self
                .request_to_link_lifetime_seconds
                .unwrap_or(now.request_to_link_lifetime_seconds),
            link_session_lifetime_seconds: self
                .link_session_lifetime_seconds
                .unwrap_or(now.link_session_lifetime_seconds),
            clock_jump_seconds: self.clock_jump_seconds.unwrap_or(now.clock_jump_seconds),
            idempotency_retention_seconds: self
                .idempotency_retention_seconds
                .unwrap_or(now.idempotency_retention_seconds),
            card_number_guard: self.card_number_guard.unwrap_or(now.card_number_guard),
            version: now.version,
        }
    }
}

fn preset_or_url(text: &str) -> Result<String, Invalid> {
    match text {
        "sandbox" => Ok(SANDBOX_PAYMENT_BASE_URL.to_owned()),
        "production" => Ok(PRODUCTION_PAYMENT_BASE_URL.to_owned()),
        url => text::base_url(url),
    }
}

/// The body's whole number of seconds within a range.
fn duration(body: &mut Body, name: &str, range: &RangeInclusive<i64>) -> Option<i64> {
    let seconds = body.integer(name)?;
    body.check(name, within(range, seconds)).map(|()| seconds)
}

fn within(range: &RangeInclusive<i64>, seconds: i64) -> Result<(), Invalid> {
    if range.contains(&seconds) {
        Ok(())
    } else {
        Err(Invalid::new(format!("is not from {} to {}", range.start(), range.end())))
    }
}

fn list_of_texts(json: &str) -> Result<Vec<String>, Invalid> {
    serde_json::from_str(json).map_err(|_| Invalid::new("is not a list of texts"))
}

/// The settings as they are to be stored, or every bad one.
fn checked(mut settings: Settings) -> Result<Settings> {
    let mut problems = Problems::default();
    let urls = [
        ("payment_base_url", &mut settings.payment_base_url),
        ("onboarding_base_url", &mut settings.onboarding_base_url),
        ("session_base_url", &mut settings.session_base_url),
    ];
    for (name, url) in urls {
        if let Some(good) = problems.take(name, text::base_url(url)) {
            *url = good;
        }
    }
    if settings.currencies.is_empty() {
        problems.add("currencies", Invalid::new("is empty: payments need at least one"));
    }
    settings.currencies.sort_unstable();
    settings.currencies.dedup();
    problems.check("url_schemes", check_schemes(&settings.url_schemes));
    check_durations(&settings, &mut problems);
    problems.finish()?;
    Ok(settings)
}

fn check_schemes(schemes: &[String]) -> Result<(), Invalid> {
    let well_formed = |scheme: &String| {
        scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme.len() <= 40
            && scheme.chars().all(|each| {
                each.is_ascii_lowercase() || each.is_ascii_digit() || "+-.".contains(each)
            })
    };
    if schemes.is_empty() {
        return Err(Invalid::new("is empty"));
    }
    if let Some(bad) = schemes.iter().find(|scheme| !well_formed(scheme)) {
        return Err(Invalid::new(format!("{} is no lower-case scheme", text::shown(bad, 40))));
    }
    match schemes.iter().find(|scheme| text::HARMFUL_SCHEMES.contains(&scheme.as_str())) {
        Some(bad) => Err(Invalid::new(format!("{bad} would run what it leads to"))),
        None => Ok(()),
    }
}

fn check_durations(settings: &Settings, problems: &mut Problems) {
    let request = settings.request_to_link_lifetime_seconds.unwrap_or(*REQUEST_LIFETIMES.start());
    let durations = [
        ("payment_lifetime_seconds", settings.payment_lifetime_seconds, LIFETIMES),
        ("link_intent_lifetime_seconds", settings.link_intent_lifetime_seconds, LIFETIMES),
        ("request_to_link_lifetime_seconds", request, REQUEST_LIFETIMES),
        ("link_session_lifetime_seconds", settings.link_session_lifetime_seconds, LIFETIMES),
        ("clock_jump_seconds", settings.clock_jump_seconds, CLOCK_JUMPS),
        ("idempotency_retention_seconds", settings.idempotency_retention_seconds, RETENTIONS),
    ];
    for (name, seconds, range) in durations {
        problems.check(name, within(&range, seconds));
    }
}

impl Store {
    /// The settings that the store goes by.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle.
    pub fn settings(&self) -> Result<Settings> {
        self.read(|transaction| {
            transaction.require_owner()?;
            Ok(transaction.settings().clone())
        })
    }

    /// Changes settings, for every process that has the file open, from now on. Records that
    /// were made before keep the times they were given.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field; `conflict / version_changed`; `forbidden` unless it is
    /// the owner's handle.
    pub fn update_settings(&self, update: SettingsUpdate) -> Result<Outcome<Settings>> {
        self.mutate("settings.update", &update.clone(), move |transaction| {
            transaction.require_owner()?;
            let before = transaction.settings();
            let mut settings = checked(update.apply(before))?;
            transaction.check_version("settings", before.version)?;
            if settings == *before {
                return Ok(settings);
            }
            settings.version = before.version.saturating_add(1);
            keep(transaction, &settings)?;
            log(transaction, &settings)?;
            transaction.set_settings(settings.clone());
            Ok(settings)
        })
    }
}

fn keep(transaction: &WriteTransaction<'_>, settings: &Settings) -> Result<()> {
    let json =
        serde_json::to_string(settings).map_err(|error| Error::internal(error.to_string()))?;
    transaction.change_one(
        "UPDATE meta SET settings = :json, settings_version = :version WHERE id = 1",
        named_params! { ":json": json, ":version": settings.version },
    )
}

fn log(transaction: &WriteTransaction<'_>, settings: &Settings) -> Result<()> {
    let store = Uuid::from_bytes(*transaction.site());
    event::record(transaction, "settings.updated", store, settings.version, None, settings)
}

impl Replay for Settings {
    type Reference = ();

    fn reference(&self) {}

    fn replay(transaction: &ReadTransaction<'_>, (): ()) -> Result<Self> {
        Ok(transaction.settings().clone())
    }
}
