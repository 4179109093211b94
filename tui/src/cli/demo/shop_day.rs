//! When things happen: by the days and hours of shops, up to now.

use billfold_core::Timestamp;

use crate::cli::demo::chance::{Chance, Stream};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// How busy the hours of a day are, local time: coffee, lunch, the way home.
const HOURS: [u64; 24] =
    [2, 1, 0, 0, 0, 1, 6, 18, 34, 42, 48, 62, 84, 76, 54, 48, 56, 74, 86, 66, 42, 26, 12, 5];
/// How busy the days of a week are, from Monday on.
const WEEKDAYS: [u64; 7] = [80, 78, 84, 92, 118, 146, 62];

/// An hour of the past, and how much of all happens before its end.
struct Hour {
    begins: i64,
    weight: u64,
    until: u64,
}

/// The past as far as it is filled: which record was created when.
pub(super) struct Calendar {
    seed: u64,
    hours: Vec<Hour>,
    /// When the last hour or two begin, which are told apart: much there is still under way.
    recent_begins: i64,
    end: i64,
    records: u64,
    recent: u64,
}

impl Calendar {
    /// A past for so many records, which ends `end`; `offset` is local time's from UTC in
    /// seconds.
    pub(super) fn new(seed: u64, records: u64, end: Timestamp, offset: i64) -> Self {
        let days = i64::try_from(records / 20).unwrap_or(i64::MAX).clamp(14, 180);
        let end = end.unix_seconds();
        let last_full = end.saturating_sub(5400);
        let recent_begins = last_full.saturating_sub(last_full.rem_euclid(HOUR));
        let begins = recent_begins.saturating_sub(days.saturating_mul(DAY));
        let mut hours = Vec::new();
        let mut until = 0_u64;
        let mut hour = begins;
        while hour < recent_begins {
            let weight = weight(seed, hour.saturating_add(offset), hour.saturating_sub(begins));
            until = until.saturating_add(weight);
            hours.push(Hour { begins: hour, weight, until });
            hour = hour.saturating_add(HOUR);
        }
        let recent = recent_of(records);
        Self { seed, hours, recent_begins, end, records, recent }
    }

    /// When the past begins.
    pub(super) fn begin(&self) -> Timestamp {
        let first = self.hours.first().map_or(self.recent_begins, |hour| hour.begins);
        Timestamp::from_unix_seconds(first)
    }

    /// When the last hour or two begin.
    pub(super) fn recent_begin(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.recent_begins)
    }

    /// Now.
    pub(super) fn end(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.end)
    }

    /// How many records there are.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// How many of them were created in the last hour or two.
    pub(super) fn recent(&self) -> u64 {
        self.recent
    }

    /// When the record of this number was created, counted from 0; later ones not before it.
    pub(super) fn at(&self, number: u64) -> Timestamp {
        let old = self.records.saturating_sub(self.recent);
        let at = if number < old {
            self.in_the_past(number, old)
        } else {
            let span = u64::try_from(self.end.saturating_sub(self.recent_begins)).unwrap_or(0);
            // The last one was created some seconds ago.
            let span = span.saturating_sub(20);
            let into = self.spread(number, number.saturating_sub(old), self.recent, span);
            self.recent_begins.saturating_add(into.cast_signed())
        };
        Timestamp::from_unix_seconds(at)
    }

    fn in_the_past(&self, number: u64, of: u64) -> i64 {
        let all = self.hours.last().map_or(0, |hour| hour.until);
        // Room within an hour is counted in seconds of its weight.
        let place = self.spread(number, number, of, all.saturating_mul(3600));
        let found = self.hours.partition_point(|hour| hour.until.saturating_mul(3600) <= place);
        let Some(hour) = self.hours.get(found) else { return self.recent_begins };
        let before = hour.until.saturating_sub(hour.weight).saturating_mul(3600);
        let seconds = place.saturating_sub(before).checked_div(hour.weight).unwrap_or(0);
        hour.begins.saturating_add(seconds.cast_signed())
    }

    /// The place of the `nth` of so many that are spread over a length, each somewhere within
    /// its own step.
    fn spread(&self, number: u64, nth: u64, of: u64, length: u64) -> u64 {
        let into = Chance::of(self.seed, Stream::Moment, number).below(1024);
        let step = u128::from(nth).saturating_mul(1024).saturating_add(u128::from(into));
        let place = step.saturating_mul(u128::from(length));
        let place = place.checked_div(u128::from(of).saturating_mul(1024)).unwrap_or(0);
        u64::try_from(place).unwrap_or(u64::MAX)
    }
}

/// How many records the last hour or two have; at small numbers a good part of all.
fn recent_of(records: u64) -> u64 {
    (records / 2000).clamp(40, 5000).min(records / 2)
}

/// How much happens in the hour that begins there by local time, so many seconds after the first.
fn weight(seed: u64, local: i64, elapsed: i64) -> u64 {
    let day = local.div_euclid(DAY);
    let hour = usize::try_from(local.rem_euclid(DAY) / HOUR).unwrap_or(0);
    // The first day of 1970 was a Thursday.
    let weekday = usize::try_from(day.saturating_add(3).rem_euclid(7)).unwrap_or(0);
    let of_hour = HOURS.get(hour).copied().unwrap_or(1);
    let of_weekday = WEEKDAYS.get(weekday).copied().unwrap_or(1);
    // Some days it rains, and business grows by a little each day.
    let luck = Chance::of(seed, Stream::Day, day.cast_unsigned()).below(50).saturating_add(75);
    let growth = u64::try_from(elapsed.div_euclid(DAY)).unwrap_or(0).saturating_add(250);
    let weight = of_hour.saturating_mul(of_weekday).saturating_mul(luck).saturating_mul(growth);
    weight / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(records: u64) -> Calendar {
        Calendar::new(1, records, "2026-04-01T10:20:30Z".parse().unwrap(), 7200)
    }

    #[test]
    fn time_never_runs_back_and_ends_now() {
        for records in [1, 2, 3, 50, 1000, 20_000, 100_000_000] {
            let calendar = calendar(records);
            let first = records.saturating_sub(20_000);
            let times: Vec<_> = (first..records).map(|number| calendar.at(number)).collect();
            assert!(times.is_sorted(), "{records}");
            let last = times.last().copied().unwrap();
            assert!(calendar.begin() <= times[0] && last < calendar.end(), "{records}");
            if records > 1 {
                assert!(calendar.end().seconds_since(last) < 9000, "{records}: {last}");
            }
        }
    }

    #[test]
    fn shops_are_busy_at_noon_and_sleep_at_night() {
        let calendar = calendar(20_000);
        let mut hours = [0; 24];
        for number in 0..19_000 {
            let local = calendar.at(number).unix_seconds() + 7200;
            hours[usize::try_from(local.rem_euclid(DAY) / HOUR).unwrap()] += 1;
        }
        assert!(hours[12] > 1000 && hours[18] > 1000, "{hours:?}");
        assert_eq!(hours[3], 0, "{hours:?}");
    }
}
