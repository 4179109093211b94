//! Times as people read them: in their own zone, which is said, and short where the day is near.

use billfold_core::Timestamp;
use chrono::{DateTime, Datelike as _, FixedOffset, Local, Offset as _, Timelike as _, Utc};

/// The zone that times are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// That of the machine.
    Local,
    Utc,
    /// So many seconds east of Greenwich.
    #[cfg(test)]
    Fixed(i32),
}

impl Zone {
    fn place(self, at: Timestamp) -> DateTime<FixedOffset> {
        let utc = at.to_datetime();
        match self {
            Self::Local => utc.with_timezone(&Local).fixed_offset(),
            Self::Utc => utc.with_timezone(&Utc.fix()),
            #[cfg(test)]
            Self::Fixed(seconds) => {
                let offset = FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix());
                utc.with_timezone(&offset)
            }
        }
    }

    /// How times are marked: `UTC`, `+02:00`.
    pub(crate) fn mark(self, now: Timestamp) -> String {
        match self {
            Self::Utc => "UTC".to_owned(),
            _ => self.place(now).format("%:z").to_string(),
        }
    }

    /// For a column of a table: `15:27` today, `11-20 15:27` this year, else `2025-11-20`.
    pub(crate) fn short(self, at: Timestamp, now: Timestamp) -> String {
        let (at, now) = (self.place(at), self.place(now));
        let form = if at.date_naive() == now.date_naive() {
            "%H:%M"
        } else if at.year() == now.year() {
            "%m-%d %H:%M"
        } else {
            "%Y-%m-%d"
        };
        at.format(form).to_string()
    }

    /// For a narrow column of a table: `15:27` today, `11-20` this year, else `2025-11`.
    pub(crate) fn shortest(self, at: Timestamp, now: Timestamp) -> String {
        let (at, now) = (self.place(at), self.place(now));
        let form = if at.date_naive() == now.date_naive() {
            "%H:%M"
        } else if at.year() == now.year() {
            "%m-%d"
        } else {
            "%Y-%m"
        };
        at.format(form).to_string()
    }

    /// The hour of the day, 0 to 23.
    pub(crate) fn hour(self, at: Timestamp) -> u8 {
        u8::try_from(self.place(at).hour()).unwrap_or_default()
    }

    /// For details: `2026-11-20 15:27:03 +01:00, 3 h ago`.
    pub(crate) fn long(self, at: Timestamp, now: Timestamp) -> String {
        format!("{}, {}", self.full(at), distance(at, now))
    }

    /// To the second: `2026-11-20 15:27:03 +01:00`.
    pub(crate) fn full(self, at: Timestamp) -> String {
        format!("{} {}", self.place(at).format("%Y-%m-%d %H:%M:%S"), self.mark(at))
    }
}

/// Units that a distance is told in, the largest first.
const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];

/// What of a distance may be lost by rounding: one part in so many.
const PRECISION: u64 = 20;

/// So many of a unit tell enough, whatever is lost: nobody counts in 513 minutes, nor in 128
/// seconds what were two minutes before.
const ENOUGH: u64 = 2;

/// `3 h ago`, `in 41 m`: in the largest unit of which there are some, or that rounds by no more
/// than a twentieth.
pub(crate) fn distance(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.to_datetime().signed_duration_since(now.to_datetime()).num_seconds();
    let away = seconds.unsigned_abs();
    let rounded = |unit: u64| away.saturating_add(unit.div_euclid(2)).div_euclid(unit);
    let fits = |unit: u64| {
        let lost = rounded(unit).saturating_mul(unit).abs_diff(away);
        let is_close = lost.saturating_mul(PRECISION) <= away && rounded(unit) > 0;
        is_close || away >= unit.saturating_mul(ENOUGH)
    };
    let fitting = UNITS.into_iter().find(|(unit, _)| fits(*unit));
    let (count, unit) = fitting.map_or((away, "s"), |(unit, name)| (rounded(unit), name));
    if seconds > 0 { format!("in {count} {unit}") } else { format!("{count} {unit} ago") }
}

/// Seconds as forms take them, in the largest unit that tells them all: `2d`, `90m`; of what are
/// none, the text itself.
pub(crate) fn span(seconds: &str) -> String {
    let whole = |count: u64| {
        let in_unit = |(unit, name): (u64, &str)| {
            (count.rem_euclid(unit) == 0).then(|| format!("{}{name}", count.div_euclid(unit)))
        };
        UNITS.into_iter().find_map(in_unit)
    };
    let count = seconds.parse().ok().filter(|count| *count > 0);
    count.and_then(whole).unwrap_or_else(|| seconds.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_as_short_as_it_can_be() {
        let now = at("2026-11-20T22:30:00Z");
        for (zone, time, short) in [
            (Zone::Utc, "2026-11-20T00:01:00Z", "00:01"),
            (Zone::Utc, "2026-11-19T23:59:00Z", "11-19 23:59"),
            (Zone::Utc, "2025-12-31T23:59:00Z", "2025-12-31"),
            // There it is the next day already.
            (Zone::Fixed(7200), "2026-11-20T21:59:00Z", "11-20 23:59"),
            (Zone::Fixed(7200), "2026-11-20T22:01:00Z", "00:01"),
        ] {
            assert_eq!(zone.short(at(time), now), short);
        }
        let long = Zone::Fixed(7200).long(at("2026-11-20T22:29:00Z"), now);
        assert_eq!(long, "2026-11-21 00:29:00 +02:00, 1 m ago");
    }

    #[test]
    fn a_narrow_column_has_the_day_or_the_hour() {
        let now = at("2026-11-20T22:30:00Z");
        for (time, short) in [
            ("2026-11-20T00:01:00Z", "00:01"),
            ("2026-11-19T23:59:00Z", "11-19"),
            ("2025-12-31T23:59:00Z", "2025-12"),
        ] {
            assert_eq!(Zone::Utc.shortest(at(time), now), short);
        }
    }

    #[test]
    fn a_span_is_told_as_forms_take_it() {
        for (seconds, told) in
            [("172800", "2d"), ("5400", "90m"), ("61", "61s"), ("0", "0"), ("", ""), ("x", "x")]
        {
            assert_eq!(span(seconds), told);
        }
    }

    #[test]
    fn a_distance_is_told_in_its_own_unit() {
        let now = at("2026-11-20T12:00:00Z");
        for (time, told) in [
            ("2026-11-20T12:00:00Z", "0 s ago"),
            ("2026-11-20T12:00:56Z", "in 56 s"),
            ("2026-11-20T12:00:59Z", "in 1 m"),
            ("2026-11-20T12:41:00Z", "in 41 m"),
            ("2026-11-20T09:00:00Z", "3 h ago"),
            ("2026-11-17T09:00:00Z", "3 d ago"),
            // Two days but for an hour are two days, a day and a half is not.
            ("2026-11-22T11:00:00Z", "in 2 d"),
            ("2026-11-22T00:00:00Z", "in 36 h"),
            ("2026-11-20T03:27:00Z", "9 h ago"),
            ("2026-11-25T05:00:00Z", "in 5 d"),
            ("2026-11-20T13:30:00Z", "in 90 m"),
            ("2026-11-20T12:01:30Z", "in 90 s"),
            ("2026-11-20T11:57:00Z", "3 m ago"),
            ("2026-11-20T11:57:52Z", "2 m ago"),
            ("2026-11-20T11:58:01Z", "2 m ago"),
            ("2026-11-20T11:58:30Z", "90 s ago"),
            ("2026-11-20T11:00:30Z", "1 h ago"),
        ] {
            assert_eq!(distance(at(time), now), told);
        }
    }
}
