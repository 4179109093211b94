//! Days of the calendar in UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use serde::{Serialize, Serializer};

use crate::error::{Error, Invalid};
use crate::value::time::Timestamp;

/// Seconds of a day; in UTC as a store keeps it every day has as many.
const SECONDS: i64 = 86_400;

/// A day in UTC; written `2026-04-01`.
///
/// ```
/// use billfold_core::Day;
///
/// let day: Day = "2026-04-01".parse()?;
/// assert_eq!(day.start().to_string(), "2026-04-01T00:00:00Z");
/// assert_eq!(day.plus_days(-1).to_string(), "2026-03-31");
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Timestamp);

impl Day {
    /// Its first second.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        self.0
    }

    /// Its last second.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        self.0.plus_seconds(SECONDS.saturating_sub(1))
    }

    /// The day so many days later, earlier if negative, within the years 1970 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.0.plus_seconds(days.saturating_mul(SECONDS)).day()
    }

    /// Days from `earlier` to this one; negative if `earlier` is later.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i64 {
        self.0.seconds_since(earlier.0).div_euclid(SECONDS)
    }
}

impl Timestamp {
    /// The day it falls on.
    #[must_use]
    pub const fn day(self) -> Day {
        let seconds = self.unix_seconds();
        Day(Self::from_unix_seconds(seconds.saturating_sub(seconds.rem_euclid(SECONDS))))
    }
}

/// Reads `2026-04-01`; fails with `validation / day` on the field `day`.
impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = || Invalid::coded("day", "is not a day like 2026-04-01").at("day");
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| refused())?;
        let day = Timestamp::from(date.and_time(NaiveTime::MIN).and_utc()).day();
        // Another spelling of a day, or one that no store knows, does not come out as it went in.
        if day.to_string() == text { Ok(day) } else { Err(refused()) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.to_datetime().format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_and_end_in_utc() {
        let check = |instant: &str, day: &str| {
            let found = instant.parse::<Timestamp>().unwrap().day();
            assert_eq!(found.to_string(), day);
            assert_eq!(day.parse::<Day>().unwrap(), found);
            assert!(found.start().day() == found && found.end().day() == found);
            assert_eq!(found.end().plus_seconds(1).day(), found.plus_days(1));
        };
        check("2026-04-01T00:00:00Z", "2026-04-01");
        check("2026-04-01T23:59:59Z", "2026-04-01");
        check("2024-02-29T12:00:00Z", "2024-02-29");
        check("1970-01-01T00:00:00Z", "1970-01-01");
        let (first, last): (Day, Day) =
            ("2024-02-28".parse().unwrap(), "2024-03-01".parse().unwrap());
        assert_eq!((last.days_since(first), first.days_since(last)), (2, -2));
        assert_eq!(Timestamp::MAX.day().plus_days(1), Timestamp::MAX.day());
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "today", "2026-4-1", "2026-02-30", "2026-04-01T10:00:00Z", "1969-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap_err().code(), "day", "{text}");
        }
    }
}
