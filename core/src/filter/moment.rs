//! Times: instants, days, and how long ago or to go.

use chrono::NaiveDate;

use crate::error::Invalid;
use crate::filter::lexer::Raw;
use crate::filter::range::{Comparison, Range, Scalar, Span, within};
use crate::filter::{Fault, Terms};
use crate::store::query::Condition;
use crate::value::time::{TEN_YEARS_SECONDS, Timestamp};

const DAY_SECONDS: i64 = 86_400;

/// A time to compare with; what is relative is resolved by the store's *now* on each read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moment {
    /// So many seconds, 0 to ten years, from now: into the past for what has happened, into the
    /// future for what is to come.
    Seconds(i64),
    /// Now.
    Now,
    /// All of the present day, in UTC.
    Today,
    /// All of the day before it.
    Yesterday,
    /// All of the day after it.
    Tomorrow,
    /// All of the day, in UTC, in which this instant lies.
    Day(Timestamp),
    /// This second.
    At(Timestamp),
}

impl From<Timestamp> for Moment {
    fn from(instant: Timestamp) -> Self {
        Self::At(instant)
    }
}

impl From<Timestamp> for Range<Moment> {
    fn from(instant: Timestamp) -> Self {
        Self::Is(Moment::At(instant))
    }
}

/// Which way distances of time go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toward {
    /// `24h`: within the last.
    Past,
    /// `24h`: within the next.
    Future,
}

const WORDS: [(&str, Moment); 4] = [
    ("now", Moment::Now),
    ("today", Moment::Today),
    ("yesterday", Moment::Yesterday),
    ("tomorrow", Moment::Tomorrow),
];

const UNITS: [(char, i64); 5] =
    [('w', 7 * DAY_SECONDS), ('d', DAY_SECONDS), ('h', 3600), ('m', 60), ('s', 1)];

impl Scalar for Moment {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        let word = text.to_ascii_lowercase();
        if let Some((_, moment)) = WORDS.iter().find(|(name, _)| *name == word) {
            return Ok(*moment);
        }
        let found = match seconds(&word) {
            Some(found) => found.map(Self::Seconds),
            None if word.contains('t') => Timestamp::parse(&text).map(Self::At),
            None => day(&text),
        };
        found.map_err(|invalid| Fault::of_value(raw.column, &text, &invalid))
    }

    fn write(&self) -> String {
        match self {
            Self::Day(start) => start.to_datetime().format("%Y-%m-%d").to_string(),
            Self::At(instant) => instant.to_string(),
            Self::Seconds(seconds) => {
                let unit = UNITS.iter().find(|(_, length)| seconds.checked_rem(*length) == Some(0));
                let (letter, length) = unit.copied().unwrap_or(('s', 1));
                let count = seconds.checked_div(length).unwrap_or_default();
                if *seconds == 0 { "0s".to_owned() } else { format!("{count}{letter}") }
            }
            moment => {
                let found = WORDS.iter().find(|(_, known)| known == moment);
                found.map_or_else(String::new, |(name, _)| (*name).to_owned())
            }
        }
    }

    fn shape() -> String {
        "24h, <24h, >7d, today, 2026-04-01, a..b, *".to_owned()
    }

    fn refuse_between(from: &mut Self, to: &mut Self) -> Option<Invalid> {
        match (*from, *to) {
            (Self::Seconds(near), Self::Seconds(far)) => {
                (*from, *to) = (Self::Seconds(near.min(far)), Self::Seconds(near.max(far)));
                None
            }
            (Self::Seconds(_), _) | (_, Self::Seconds(_)) => Some(Invalid::new(
                "has a distance of time at one end only; write two, such as 1h..24h, or two days",
            )),
            (from, to) => {
                let now = Timestamp::MIN.plus_seconds(DAY_SECONDS);
                let fixed = |moment| matches!(moment, Self::Day(_) | Self::At(_));
                let known = fixed(from) == fixed(to);
                let begins_later = from.seconds_of(now).0 > to.seconds_of(now).1;
                (known && begins_later).then(|| Invalid::new("ends before it begins"))
            }
        }
    }

    fn refuse_open(&self) -> Option<Invalid> {
        matches!(self, Self::Seconds(_))
            .then(|| Invalid::new("is a distance of time without an end; write <24h or >24h"))
    }
}

/// The seconds of a distance such as `24h`, unless the text is none.
fn seconds(text: &str) -> Option<Result<i64, Invalid>> {
    let unit = text.chars().next_back()?;
    let (_, length) = UNITS.iter().find(|(letter, _)| *letter == unit)?;
    let count = text.strip_suffix(unit)?;
    if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = count.parse::<i64>().ok().and_then(|count| count.checked_mul(*length));
    let within = seconds.filter(|seconds| *seconds <= TEN_YEARS_SECONDS);
    Some(within.ok_or_else(|| Invalid::new("is more than ten years")))
}

fn day(text: &str) -> Result<Moment, Invalid> {
    let refused = || {
        let known =
            "24h (s m h d w), today, yesterday, tomorrow, now, 2026-04-01 or 2026-04-01T10:00:00Z";
        Invalid::new(format!("is no time; write {known}"))
    };
    let shaped = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped);
    let midnight = date.and_then(|date| date.and_hms_opt(0, 0, 0)).ok_or_else(refused)?;
    let seconds = midnight.and_utc().timestamp();
    if (Timestamp::MIN.unix_seconds()..=Timestamp::MAX.unix_seconds()).contains(&seconds) {
        Ok(Moment::Day(Timestamp::from_unix_seconds(seconds)))
    } else {
        Err(Invalid::new("is outside the years 1970 to 9999"))
    }
}

impl Moment {
    /// The first and the last second of it; a distance is one from now into the past.
    fn seconds_of(self, now: Timestamp) -> (i64, i64) {
        let now = now.unix_seconds();
        let day_of = |second: i64| {
            let start = second.saturating_sub(second.rem_euclid(DAY_SECONDS));
            (start, start.saturating_add(DAY_SECONDS).saturating_sub(1))
        };
        match self {
            Self::Now => (now, now),
            Self::At(instant) => (instant.unix_seconds(), instant.unix_seconds()),
            Self::Day(instant) => day_of(instant.unix_seconds()),
            Self::Today => day_of(now),
            Self::Yesterday => day_of(now.saturating_sub(DAY_SECONDS)),
            Self::Tomorrow => day_of(now.saturating_add(DAY_SECONDS)),
            Self::Seconds(seconds) => {
                let instant = now.saturating_sub(seconds);
                (instant, instant)
            }
        }
    }
}

impl Range<Moment> {
    /// The first and the last second that are asked for.
    ///
    /// What has happened `24h` ago or less lies from `now - 24h` to now; what is to come within
    /// the next `24h` after now, for at *now* itself it has come, up to `now + 24h`.
    pub(crate) fn span(&self, now: Timestamp, toward: Toward) -> Span {
        let seconds = now.unix_seconds();
        let away = |distance: i64| match toward {
            Toward::Past => seconds.saturating_sub(distance),
            Toward::Future => seconds.saturating_add(distance),
        };
        let ordered = |near: Option<i64>, far: Option<i64>| match toward {
            Toward::Past => (far, near),
            Toward::Future => (near, far),
        };
        let nearest = match toward {
            Toward::Past => Some(seconds),
            Toward::Future => Some(seconds.saturating_add(1)),
        };
        match self {
            Self::Present => (None, None),
            Self::Is(Moment::Seconds(far))
            | Self::Compare(Comparison::AtMost, Moment::Seconds(far)) => {
                ordered(nearest, Some(away(*far)))
            }
            Self::Compare(Comparison::Below, Moment::Seconds(far)) => {
                ordered(nearest, Some(away(far.saturating_sub(1))))
            }
            Self::Compare(Comparison::Above, Moment::Seconds(near)) => {
                ordered(Some(away(near.saturating_add(1))), None)
            }
            Self::Compare(Comparison::AtLeast, Moment::Seconds(near)) => {
                ordered(Some(away(*near)), None)
            }
            Self::Between(Moment::Seconds(near), Moment::Seconds(far)) => {
                ordered(Some(away(*near.min(far))), Some(away(*near.max(far))))
            }
            Self::Is(moment) => {
                let (first, last) = moment.seconds_of(now);
                (Some(first), Some(last))
            }
            Self::Between(from, to) => (Some(from.seconds_of(now).0), Some(to.seconds_of(now).1)),
            Self::Compare(comparison, moment) => {
                let (first, last) = moment.seconds_of(now);
                match comparison {
                    Comparison::Below => (None, Some(first.saturating_sub(1))),
                    Comparison::AtMost => (None, Some(last)),
                    Comparison::Above => (Some(last.saturating_add(1)), None),
                    Comparison::AtLeast => (Some(first), None),
                }
            }
        }
    }
}

impl Terms<Range<Moment>> {
    /// For each term that asks for times, from the first second to the last that it asks for.
    pub(crate) fn spans(&self, now: Timestamp, toward: Toward) -> impl Iterator<Item = Span> {
        let asking = self.as_slice().iter().filter(|term| !term.negated);
        asking.map(move |term| {
            let spans = term.values.iter().map(|range| range.span(now, toward));
            let widen = |one: Span, other: Span| {
                (
                    one.0.zip(other.0).map(|(a, b)| a.min(b)),
                    one.1.zip(other.1).map(|(a, b)| a.max(b)),
                )
            };
            spans.reduce(widen).unwrap_or_default()
        })
    }

    /// That the instant in this column is asked for.
    pub(crate) fn date(
        &self,
        condition: &mut Condition,
        column: &str,
        now: Timestamp,
        toward: Toward,
    ) {
        self.hold(condition, |range, condition| within(condition, column, range.span(now, toward)));
    }
}
