//! What was completed in each hour, for a curve of the last day or of some.

use serde::Serialize;

use crate::error::{Invalid, Result};
use crate::payment;
use crate::stats::{AmountTotal, Subject};
use crate::store::Store;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::money::Currency;
use crate::value::time::Timestamp;

/// Seconds of an hour.
const SECONDS: i64 = 3600;
/// Hours that takings are told of unless asked otherwise, the present one included.
const HOURS: i64 = 24;
/// Hours that takings can be told of at once: 31 days.
pub const MAX_TAKINGS_HOURS: i64 = 744;

/// Which takings by the hour are wanted; the default is all that the caller sees of the last
/// twenty-four hours, the present one included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakingsFilter {
    /// Only what is of this client.
    pub client_id: Option<ClientId>,
    /// Only payments whose fee plan names this orchestrator.
    pub orchestrator_id: Option<OrchestratorId>,
    /// Only payments in this currency.
    pub currency: Option<Currency>,
    /// An instant of the first hour; otherwise twenty-three hours before the last.
    pub since: Option<Timestamp>,
    /// An instant of the last hour; otherwise now.
    pub until: Option<Timestamp>,
}

/// What was completed in each hour of some, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TakingsByHour {
    /// The moment.
    pub at: Timestamp,
    /// The first second of the first hour.
    pub since: Timestamp,
    /// The first second of the last hour.
    pub until: Timestamp,
    /// What was completed in each hour in UTC, by currency, the earliest first; hours without any
    /// are left out.
    pub takings: Vec<HourTakings>,
}

/// What was completed in one hour in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HourTakings {
    /// The first second of the hour.
    pub hour: Timestamp,
    /// How many, and what they come to.
    #[serde(flatten)]
    pub total: AmountTotal,
}

impl Store {
    /// What was completed in each hour in UTC, of all that the caller sees: how many payments, and
    /// what they come to. It reads what was completed in those hours, and nothing else.
    ///
    /// ```
    /// use billfold_core::{Completion, NewPayment, Store, TakingsFilter};
    ///
    /// let store = Store::in_memory()?;
    /// for amount in ["10.00", "5.00"] {
    ///     let payment = store.create_payment(NewPayment::new(amount, "EUR")?)?;
    ///     store.complete_payment(payment.id, Completion::new())?;
    /// }
    /// let today = store.takings_by_hour(&TakingsFilter::default())?;
    /// assert_eq!(today.until.seconds_since(today.since), 23 * 3600);
    /// let last = today.takings.last().unwrap();
    /// assert!(today.since <= last.hour && last.hour <= today.until);
    /// assert_eq!(today.takings.iter().map(|hour| hour.total.count).sum::<i64>(), 2);
    /// assert_eq!(today.takings.iter().map(|hour| hour.total.sum_minor).sum::<i128>(), 1500);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `validation` if the hours run backwards or are more than 744.
    /// * `not_found` for the client or the orchestrator; `forbidden` for others than the
    ///   credential's own.
    pub fn takings_by_hour(&self, filter: &TakingsFilter) -> Result<TakingsByHour> {
        self.read(|transaction| {
            let now = transaction.now();
            let (since, until) = hours(filter, now)?;
            let client = filter.client_id.as_ref();
            let share = Subject::find(transaction, client, filter.orchestrator_id)?.share;
            let span = (since, until.plus_seconds(SECONDS.saturating_sub(1)));
            let found = payment::takings(transaction, share, filter.currency, span, SECONDS)?;
            let takings = found.into_iter();
            let takings = takings.map(|(hour, sum)| HourTakings { hour, total: sum.into() });
            Ok(TakingsByHour { at: now, since, until, takings: takings.collect() })
        })
    }
}

/// The first seconds of the first and the last hour.
fn hours(filter: &TakingsFilter, now: Timestamp) -> Result<(Timestamp, Timestamp)> {
    let until = hour_of(filter.until.unwrap_or(now));
    let earliest = || until.plus_seconds(SECONDS.saturating_sub(SECONDS.saturating_mul(HOURS)));
    let since = filter.since.map_or_else(earliest, hour_of);
    if since > until {
        let reason = format!("is after the last hour, that of {until}");
        return Err(Invalid::coded("hour", reason).at("since"));
    }
    if until.seconds_since(since) >= SECONDS.saturating_mul(MAX_TAKINGS_HOURS) {
        let reason =
            format!("is more than {MAX_TAKINGS_HOURS} hours before the last one, that of {until}");
        return Err(Invalid::coded("hour", reason).at("since"));
    }
    Ok((since, until))
}

/// The first second of the hour that an instant falls in.
fn hour_of(instant: Timestamp) -> Timestamp {
    instant.plus_seconds(instant.unix_seconds().rem_euclid(SECONDS).saturating_neg())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takings_are_of_twenty_four_hours_unless_asked() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-04-01T10:20:30Z");
        let check = |since: Option<&str>, until: Option<&str>, expected: Option<(&str, &str)>| {
            let mut filter = TakingsFilter::default();
            (filter.since, filter.until) = (since.map(at), until.map(at));
            let found = hours(&filter, now).ok();
            assert_eq!(found, expected.map(|(since, until)| (at(since), at(until))));
        };
        check(None, None, Some(("2026-03-31T11:00:00Z", "2026-04-01T10:00:00Z")));
        check(
            Some("2026-04-01T10:59:59Z"),
            Some("2026-04-01T10:00:00Z"),
            Some(("2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z")),
        );
        check(
            Some("2026-03-01T11:00:00Z"),
            None,
            Some(("2026-03-01T11:00:00Z", "2026-04-01T10:00:00Z")),
        );
        check(Some("2026-03-01T10:59:59Z"), None, None);
        check(Some("2026-04-01T11:00:00Z"), None, None);
    }
}
