//! Instants in UTC, in whole seconds, and the clock they come from.
//!
//! This is the only place that reads the system's clock: everything else asks the store's
//! [`Clock`], which a host can replace.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeZone as _, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Invalid};

/// An instant in UTC, in whole seconds; written `2026-04-01T10:00:00Z`.
///
/// ```
/// use billfold_core::Timestamp;
///
/// let instant: Timestamp = "2026-04-01T10:00:00Z".parse()?;
/// assert_eq!(instant.unix_seconds(), 1_775_037_600);
/// assert_eq!(instant.plus_seconds(3600).to_string(), "2026-04-01T11:00:00Z");
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last instant that is written with a four-digit year: 9999-12-31T23:59:59Z.
    pub const MAX: Self = Self(253_402_300_799);
    /// The Unix epoch, the first instant a store takes.
    pub const MIN: Self = Self(0);

    /// The instant so many seconds after the Unix epoch; out of range, the nearest end of it.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        if seconds < Self::MIN.0 {
            Self::MIN
        } else if seconds > Self::MAX.0 {
            Self::MAX
        } else {
            Self(seconds)
        }
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The instant so many seconds later, at most [`Timestamp::MAX`].
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix_seconds(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant; negative if `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant as chrono has it.
    #[must_use]
    pub fn to_datetime(self) -> DateTime<Utc> {
        Utc.timestamp_opt(self.0, 0).single().unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Reads an RFC 3339 instant of whole seconds, in any offset.
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::coded("time", "is not a time like 2026-04-01T10:00:00Z");
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| refused())?;
        let seconds = parsed.timestamp();
        if parsed.timestamp_subsec_nanos() != 0 {
            return Err(Invalid::coded("time", "has a fraction of a second"));
        }
        if !(Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            return Err(Invalid::coded("time", "is outside the years 1970 to 9999"));
        }
        Ok(Self(seconds))
    }

    /// Reads a date as HTTP headers have it, in the form of today or one of the two old ones.
    pub(crate) fn parse_http_date(text: &str) -> Option<Self> {
        let forms =
            ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
        let parse = |form| NaiveDateTime::parse_from_str(text, form).ok();
        forms.into_iter().find_map(parse).map(|date| date.and_utc().into())
    }
}

impl From<DateTime<Utc>> for Timestamp {
    /// Whole seconds; a fraction is dropped.
    fn from(instant: DateTime<Utc>) -> Self {
        Self::from_unix_seconds(instant.timestamp())
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|invalid| invalid.at("time"))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_datetime().to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl rusqlite::ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl rusqlite::types::FromSql for Timestamp {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        i64::column_result(value).map(Self::from_unix_seconds)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|invalid| serde::de::Error::custom(invalid.reason))
    }
}

/// The longest lifetime that a caller may give a record: 70 days, in seconds.
pub const MAX_LIFETIME_SECONDS: i64 = 6_048_000;

/// Ten years: the longest that anything lasts which does not last for ever.
pub(crate) const TEN_YEARS_SECONDS: i64 = 315_360_000;

/// Refuses a lifetime that is not from a second to seventy days.
pub(crate) fn check_lifetime(seconds: i64) -> Result<(), Invalid> {
    if (1..=MAX_LIFETIME_SECONDS).contains(&seconds) {
        Ok(())
    } else {
        Err(Invalid::new(format!("is not from 1 to {MAX_LIFETIME_SECONDS} seconds")))
    }
}

/// Where a store takes the time from.
///
/// Give your own to [`OpenOptions::clock`](crate::OpenOptions::clock) to test expiry, or on a
/// device whose time comes from elsewhere. It may step back or jump: the store guards itself.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since the Unix epoch.
    fn unix_milliseconds(&self) -> i64;
}

/// The system's wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one reader of the system's clock")]
    fn unix_milliseconds(&self) -> i64 {
        Utc::now().timestamp_millis()
    }
}

/// A clock that stands still until it is set.
///
/// ```
/// use std::sync::Arc;
/// use billfold_core::{ManualClock, OpenOptions, Timestamp};
///
/// let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse()?));
/// let store = OpenOptions::new().clock(clock.clone()).in_memory()?;
/// clock.advance_seconds(60);
/// assert_eq!(store.now()?.to_string(), "2026-04-01T10:01:00Z");
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that says `now`.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0.saturating_mul(1000)))
    }

    /// Sets the clock, forward or back.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0.saturating_mul(1000), Ordering::SeqCst);
    }

    /// Moves the clock by so many seconds, back if negative.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn unix_milliseconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_read_and_write_the_seeds_form() {
        for text in ["2025-08-18T15:27:43Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let instant: Timestamp = text.parse().unwrap();
            assert_eq!(instant.to_string(), text);
            assert_eq!(serde_json::to_string(&instant).unwrap(), format!("\"{text}\""));
        }
        let offset: Timestamp = "2026-04-01T12:00:00+02:00".parse().unwrap();
        assert_eq!(offset.to_string(), "2026-04-01T10:00:00Z");
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in ["", "2026-04-01", "2026-04-01T10:00:00.5Z", "1969-12-31T23:59:59Z", "now"] {
            assert_eq!(text.parse::<Timestamp>().unwrap_err().code(), "time", "{text}");
        }
    }

    #[test]
    fn dates_of_http_read_in_all_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let instant = Timestamp::parse_http_date(text).unwrap();
            assert_eq!(instant.to_string(), "1994-11-06T08:49:37Z", "{text}");
        }
        for text in ["", "Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "soon"] {
            assert_eq!(Timestamp::parse_http_date(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic_stays_within_the_range() {
        assert_eq!(Timestamp::MAX.plus_seconds(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.plus_seconds(i64::MIN), Timestamp::MIN);
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), Timestamp::MAX);
    }
}
