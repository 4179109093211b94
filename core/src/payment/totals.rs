//! How many payments there are and what they come to: from the counters that triggers keep, put
//! right by what is overdue but not yet swept.

use rusqlite::named_params;

use crate::error::Result;
use crate::payment::PaymentStatus;
use crate::scope::Sight;
use crate::store::query::Condition;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;
use crate::value::money::Currency;
use crate::value::time::Timestamp;

/// Seconds of an hour.
const HOUR_SECONDS: i64 = 3600;

/// Payments of one status and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PaymentSum {
    pub(crate) status: PaymentStatus,
    pub(crate) amounts: AmountSum,
}

/// So many amounts of one currency, and what they come to in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AmountSum {
    pub(crate) currency: Currency,
    pub(crate) count: i64,
    pub(crate) minor: i128,
}

impl AmountSum {
    /// Reads currency, count, and a sum's two halves: `sum_high * 2^32 + sum_low`.
    fn read(columns: &mut Columns<'_, '_>) -> Result<Self> {
        let currency = columns.next_with(|code| Currency::parse(code).ok())?;
        let (count, high, low): (_, i64, i64) = (columns.next()?, columns.next()?, columns.next()?);
        let minor = i128::from(high).saturating_mul(1 << 32).saturating_add(i128::from(low));
        Ok(Self { currency, count, minor })
    }
}

/// Whose payments are summed up: what a caller sees, and of an orchestrator's, if asked for, only
/// those of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) sight: Sight,
    pub(crate) client: Option<i64>,
}

impl Share {
    /// All that the caller sees.
    pub(crate) const fn of(sight: Sight) -> Self {
        Self { sight, client: None }
    }

    /// The counters' scope and owner; none: they know nothing of such a share.
    fn counter(self) -> Option<(&'static str, i64)> {
        match (self.sight, self.client) {
            (Sight::All, None) => Some(("payment", 0)),
            (Sight::OfClient(row), None) => Some(("payment_of_client", row)),
            (Sight::OfNoClient, None) => Some(("payment_of_client", 0)),
            (Sight::OfOrchestrator(row), None) => Some(("payment_of_orchestrator", row)),
            (_, Some(_)) => None,
        }
    }

    /// That a payment is among them.
    fn condition(self) -> Condition {
        let mut condition = Condition::default();
        match self.sight {
            Sight::All => {}
            Sight::OfClient(row) => condition.equals("client", ":client", row),
            Sight::OfNoClient => condition.holds("client IS NULL"),
            Sight::OfOrchestrator(row) => condition.equals("orchestrator", ":orchestrator", row),
        }
        if let Some(client) = self.client {
            condition.equals("client", ":within", client);
        }
        condition
    }
}

/// The sums by status and currency as they are now: what is overdue is expired.
pub(crate) fn totals(transaction: &ReadTransaction<'_>, share: Share) -> Result<Vec<PaymentSum>> {
    let mut totals = stored(transaction, share)?;
    for overdue in overdue(transaction, share)? {
        add(&mut totals, PaymentStatus::Pending, overdue, -1);
        add(&mut totals, PaymentStatus::Expired, overdue, 1);
    }
    totals.retain(|sum| sum.amounts.count != 0);
    let place = |status| PaymentStatus::ALL.iter().position(|known| *known == status);
    totals.sort_by_key(|sum| (place(sum.status), sum.amounts.currency));
    Ok(totals)
}

fn add(totals: &mut Vec<PaymentSum>, status: PaymentStatus, amounts: AmountSum, times: i64) {
    let same =
        |sum: &&mut PaymentSum| sum.status == status && sum.amounts.currency == amounts.currency;
    let count = amounts.count.saturating_mul(times);
    let minor = amounts.minor.saturating_mul(i128::from(times));
    match totals.iter_mut().find(same) {
        Some(sum) => {
            sum.amounts.count = sum.amounts.count.saturating_add(count);
            sum.amounts.minor = sum.amounts.minor.saturating_add(minor);
        }
        None => {
            let amounts = AmountSum { count, minor, ..amounts };
            totals.push(PaymentSum { status, amounts });
        }
    }
}

/// The sums by the status that stands in the file, whatever the time is.
fn stored(transaction: &ReadTransaction<'_>, share: Share) -> Result<Vec<PaymentSum>> {
    let read = |columns: &mut Columns<'_, '_>| {
        let status = columns.next_with(PaymentStatus::parse)?;
        Ok(PaymentSum { status, amounts: AmountSum::read(columns)? })
    };
    if let Some((scope, owner)) = share.counter() {
        return transaction.all(
            "SELECT status, currency, count, sum_high, sum_low
            FROM counter WHERE scope = :scope AND owner = :owner",
            named_params! { ":scope": scope, ":owner": owner },
            read,
        );
    }
    let condition = share.condition();
    let sql = format!(
        "SELECT status, currency, count(*), sum(amount_minor >> 32),
            sum(amount_minor & 4294967295)
        FROM payment WHERE {} GROUP BY status, currency",
        condition.sql()
    );
    transaction.all(&sql, &*condition.parameters(), read)
}

/// Pending rows whose time has passed, by currency; read from the index alone.
pub(crate) fn overdue(transaction: &ReadTransaction<'_>, share: Share) -> Result<Vec<AmountSum>> {
    let mut condition = share.condition();
    condition.bind(":now", transaction.now());
    transaction.all(&overdue_sql(&condition), &*condition.parameters(), AmountSum::read)
}

fn overdue_sql(condition: &Condition) -> String {
    format!(
        "SELECT currency, count(*), sum(amount_minor >> 32), sum(amount_minor & 4294967295)
        FROM payment INDEXED BY payment_overdue
        WHERE status = 'pending' AND expires_at <= :now AND {}
        GROUP BY currency",
        condition.sql()
    )
}

/// Money that came after payments had expired, by currency.
pub(crate) fn late(transaction: &ReadTransaction<'_>, share: Share) -> Result<Vec<AmountSum>> {
    if let Some((scope, owner)) = share.counter() {
        return transaction.all(
            "SELECT currency, count, sum_high, sum_low
            FROM counter WHERE scope = 'late_' || :scope AND owner = :owner ORDER BY currency",
            named_params! { ":scope": scope, ":owner": owner },
            AmountSum::read,
        );
    }
    let condition = share.condition();
    let sql = format!(
        "SELECT currency, count(*), sum(amount_minor >> 32), sum(amount_minor & 4294967295)
        FROM payment WHERE late_at IS NOT NULL AND {} GROUP BY currency ORDER BY currency",
        condition.sql()
    );
    transaction.all(&sql, &*condition.parameters(), AmountSum::read)
}

/// What was completed between two instants, both included, by currency, in each stretch of so many
/// seconds: days or hours in UTC, by their first second.
pub(crate) fn takings(
    transaction: &ReadTransaction<'_>,
    share: Share,
    currency: Option<Currency>,
    (since, until): (Timestamp, Timestamp),
    stretch_seconds: i64,
) -> Result<Vec<(Timestamp, AmountSum)>> {
    let counted = is_whole_hours(since, until, stretch_seconds) && share == Share::of(Sight::All);
    let mut condition = if counted { Condition::default() } else { share.condition() };
    if let Some(currency) = currency {
        condition.equals("currency", ":currency", currency.code().to_owned());
    }
    condition.bind(":since", since);
    condition.bind(":until", until);
    condition.bind(":stretch", stretch_seconds);
    let sql = if counted { hours_sql(&condition) } else { takings_sql(&condition) };
    transaction.all(&sql, &*condition.parameters(), |columns| {
        let start = Timestamp::from_unix_seconds(columns.next()?);
        Ok((start, AmountSum::read(columns)?))
    })
}

/// Whether whole hours are told of, which are counted.
fn is_whole_hours(since: Timestamp, until: Timestamp, stretch_seconds: i64) -> bool {
    let next = until.unix_seconds().saturating_add(1);
    let lengths = [since.unix_seconds(), next, stretch_seconds];
    lengths.into_iter().all(|seconds| seconds.rem_euclid(HOUR_SECONDS) == 0)
}

/// Takings from what is counted of each hour: as many rows as there are hours and currencies.
fn hours_sql(condition: &Condition) -> String {
    format!(
        "SELECT hour * 3600 - hour * 3600 % :stretch AS start, currency, sum(count),
            sum(sum_high), sum(sum_low)
        FROM payment_hour WHERE hour >= :since / 3600 AND hour <= :until / 3600 AND {}
        GROUP BY start, currency ORDER BY start, currency",
        condition.sql()
    )
}

fn takings_sql(condition: &Condition) -> String {
    format!(
        "SELECT completed_at - completed_at % :stretch AS start, currency, count(*),
            sum(amount_minor >> 32), sum(amount_minor & 4294967295)
        FROM payment INDEXED BY payment_by_completion
        WHERE completed_at BETWEEN :since AND :until AND {}
        GROUP BY start, currency ORDER BY start, currency",
        condition.sql()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    #[test]
    fn sums_are_read_from_indexes_alone_and_never_by_a_scan() {
        let store = Store::in_memory().unwrap();
        for sight in [Sight::All, Sight::OfClient(1), Sight::OfNoClient, Sight::OfOrchestrator(1)] {
            let share = Share::of(sight);
            let plans = store.read(|transaction| {
                let mut overdue = share.condition();
                overdue.bind(":now", transaction.now());
                let mut takings = share.condition();
                takings.bind(":since", transaction.now());
                takings.bind(":until", transaction.now());
                takings.bind(":stretch", 3600);
                let overdue = plan(transaction, &overdue_sql(&overdue), &*overdue.parameters())?;
                let takings = plan(transaction, &takings_sql(&takings), &*takings.parameters())?;
                Ok((overdue, takings))
            });
            let (overdue, takings) = plans.unwrap();
            let index = "SEARCH payment USING COVERING INDEX";
            assert!(overdue.starts_with(&format!("{index} payment_overdue (expires_at<?")));
            let searched =
                format!("{index} payment_by_completion (completed_at>? AND completed_at<?");
            assert!(takings.starts_with(&searched), "{takings}");
        }
    }

    #[test]
    fn takings_of_the_whole_store_are_read_from_their_hours() {
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| {
            let mut condition = Condition::default();
            condition.bind(":since", transaction.now());
            condition.bind(":until", transaction.now());
            condition.bind(":stretch", 3600);
            plan(transaction, &hours_sql(&condition), &*condition.parameters())
        });
        let expected = "SEARCH payment_hour USING PRIMARY KEY (hour>? AND hour<?); USE TEMP B-TREE";
        assert!(plan.unwrap().starts_with(expected));
    }

    #[test]
    fn an_orchestrators_share_of_one_client_is_read_by_an_index() {
        let store = Store::in_memory().unwrap();
        let share = Share { sight: Sight::OfOrchestrator(1), client: Some(2) };
        let plan = store.read(|transaction| {
            let condition = share.condition();
            let sql = format!("SELECT seq FROM payment WHERE {}", condition.sql());
            plan(transaction, &sql, &*condition.parameters())
        });
        assert!(plan.unwrap().starts_with("SEARCH payment USING INDEX payment_by_"));
    }
}
