//! Statistics: how much there is of everything, and what needs an operator.
//!
//! Sums of payments come from counters that are kept with every change, put right by what is
//! overdue: they cost the same however many payments there are, and equal a full count at any
//! moment.

use rusqlite::named_params;
use serde::Serialize;

use crate::client::ClientStatus;
use crate::error::{Error, Invalid, Result};
use crate::link_intent::{self, LinkIntentStatus};
use crate::orchestrator::OrchestratorStatus;
use crate::payment::{self, AmountSum, PaymentStatus, Share};
use crate::request_to_link::{self, RequestToLinkStatus};
use crate::scope::Sight;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;
use crate::value::day::Day;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::money::{Currency, Money};
use crate::value::time::Timestamp;
use crate::webhook;

mod hours;

pub use hours::*;

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;
/// Days that takings are told of unless asked otherwise, today included.
const DAYS: i64 = 30;
/// Days that takings can be told of at once.
pub const MAX_STATS_DAYS: i64 = 3660;
/// Seconds before its end from which on an open link intent needs attention.
const SOON_SECONDS: i64 = 86_400;

/// Which statistics are wanted; the default is all that the caller sees, with the takings of the
/// last thirty days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatsFilter {
    /// Only what is of this client.
    pub client_id: Option<ClientId>,
    /// Only what is of this orchestrator: payments whose fee plan names it, its intents, the
    /// clients linked to it.
    pub orchestrator_id: Option<OrchestratorId>,
    /// Only payments in this currency.
    pub currency: Option<Currency>,
    /// The first day of the takings; otherwise thirty days back.
    pub since: Option<Day>,
    /// The last day of the takings; otherwise today.
    pub until: Option<Day>,
}

/// How much there is of everything, at one moment. What a caller's scope or the filter leaves out
/// is `None`, which is not nought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// The moment.
    pub at: Timestamp,
    /// Payments by status and currency.
    pub payments: Vec<PaymentTotal>,
    /// Payments that were paid after they had expired, by currency; they are among the expired.
    pub late_payments: Vec<AmountTotal>,
    /// The first and the last day of the takings.
    pub takings_since: Day,
    /// The last day of the takings.
    pub takings_until: Day,
    /// What was completed on each day in UTC, by currency; days without any are left out.
    pub takings: Vec<Takings>,
    /// Requests to link by status.
    pub requests_to_link: Option<Vec<StatusTotal<RequestToLinkStatus>>>,
    /// Link intents by status.
    pub link_intents: Option<Vec<StatusTotal<LinkIntentStatus>>>,
    /// Clients by status; of an orchestrator's, those that are linked to it now.
    pub clients: Option<Vec<StatusTotal<ClientStatus>>>,
    /// Orchestrators by status.
    pub orchestrators: Option<Vec<StatusTotal<OrchestratorStatus>>>,
    /// How many customers there are, those who were erased included.
    pub customers: Option<i64>,
    /// How many events the log has.
    pub events: Option<i64>,
    /// What needs an operator.
    pub attention: Attention,
}

/// Payments of one status and currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PaymentTotal {
    /// Where they stand.
    pub status: PaymentStatus,
    /// How many, and what they come to.
    #[serde(flatten)]
    pub total: AmountTotal,
}

/// What was completed on one day in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Takings {
    /// The day in UTC.
    pub day: Day,
    /// How many, and what they come to.
    #[serde(flatten)]
    pub total: AmountTotal,
}

/// So many payments of one currency, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AmountTotal {
    /// Their currency.
    pub currency: Currency,
    /// How many.
    pub count: i64,
    /// What they come to, in major units: `1500.0`.
    pub sum: String,
    /// What they come to, in minor units; may be above 2^53.
    pub sum_minor: i128,
}

impl From<AmountSum> for AmountTotal {
    fn from(sum: AmountSum) -> Self {
        Self {
            currency: sum.currency,
            count: sum.count,
            sum: Money::format_minor(sum.minor, sum.currency),
            sum_minor: sum.minor,
        }
    }
}

/// How many records stand at one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StatusTotal<S> {
    /// Where they stand.
    pub status: S,
    /// How many.
    pub count: i64,
}

/// What needs an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Attention {
    /// Payments that are expired and not yet swept.
    pub payments_overdue: i64,
    /// Requests to link that are EXPIRED and not yet swept.
    pub requests_to_link_overdue: Option<i64>,
    /// Open link intents that expire within 24 hours.
    pub link_intents_expiring: Option<i64>,
    /// Webhook endpoints that were disabled, by a `410` or by hand: they are told of nothing new.
    pub webhook_endpoints_disabled: Option<i64>,
    /// Active webhook endpoints whose last attempt had no answer.
    pub webhook_endpoints_unanswered: Option<i64>,
    /// Deliveries that were given up; they can be replayed.
    pub deliveries_abandoned: Option<i64>,
    /// The wall clock, if it is too far ahead to be believed; see [`Store::sweep`].
    pub clock_jumped_to: Option<Timestamp>,
}

impl Store {
    /// How much there is of everything that the caller sees, at this moment.
    ///
    /// # Errors
    ///
    /// * `validation` if the days run backwards or are more than 3660.
    /// * `not_found` for the client or the orchestrator; `forbidden` for others than the
    ///   credential's own.
    pub fn stats(&self, filter: &StatsFilter) -> Result<Stats> {
        self.read(|transaction| read(transaction, filter))
    }
}

/// Whose records are counted.
struct Subject {
    share: Share,
    /// Whose requests to link; none: nobody's are in sight.
    requests: Option<Option<i64>>,
    /// Whose link intents and linked clients; none: nobody's are in sight.
    linking: Option<Option<i64>>,
    /// Whose customers; none: nobody's are in sight.
    customers: Option<Sight>,
    /// Whether all the store is counted.
    is_all: bool,
}

impl Subject {
    fn find(
        transaction: &ReadTransaction<'_>,
        client: Option<&ClientId>,
        orchestrator: Option<OrchestratorId>,
    ) -> Result<Self> {
        let is_owner = transaction.is_owner();
        if orchestrator.is_some()
            || matches!(transaction.caller().principal, Principal::Orchestrator(_))
        {
            let orchestrator = transaction.orchestrator(orchestrator)?.row;
            let client = client.map(|id| row_of(transaction, id)).transpose()?;
            return Ok(Self {
                share: Share { sight: Sight::OfOrchestrator(orchestrator), client },
                requests: None,
                linking: client.is_none().then_some(Some(orchestrator)),
                customers: None,
                is_all: false,
            });
        }
        let sight = transaction.sight_of(client)?;
        let of_client = match sight {
            Sight::OfClient(row) => Some(row),
            _ => None,
        };
        let is_client = matches!(transaction.caller().principal, Principal::Client(_));
        let is_key = matches!(transaction.caller().principal, Principal::ApiKey(_));
        Ok(Self {
            share: Share::of(sight),
            requests: (is_owner || is_client).then_some(of_client),
            linking: (sight == Sight::All).then_some(None),
            customers: (is_owner || is_key).then_some(sight),
            is_all: sight == Sight::All,
        })
    }
}

/// A client's row; one that there is not has no payments either, and nobody learns more.
fn row_of(transaction: &ReadTransaction<'_>, id: &ClientId) -> Result<i64> {
    transaction.number(
        "SELECT coalesce((SELECT seq FROM client WHERE id = :id), 0)",
        named_params! { ":id": id },
    )
}

fn read(transaction: &ReadTransaction<'_>, filter: &StatsFilter) -> Result<Stats> {
    let days = days(filter, transaction.now())?;
    let subject = Subject::find(transaction, filter.client_id.as_ref(), filter.orchestrator_id)?;
    let in_currency =
        |sum: &AmountSum| filter.currency.is_none_or(|currency| currency == sum.currency);
    let payments = payment::totals(transaction, subject.share)?.into_iter();
    let late = payment::late(transaction, subject.share)?.into_iter();
    let span = (days.0.start(), days.1.end());
    let takings = payment::takings(transaction, subject.share, filter.currency, span, DAY_SECONDS)?;
    let intents = subject.linking.map(|owner| link_intent::totals(transaction, owner));
    let requests = subject.requests.map(|client| request_to_link::totals(transaction, client));
    Ok(Stats {
        at: transaction.now(),
        payments: payments
            .filter(|sum| in_currency(&sum.amounts))
            .map(|sum| PaymentTotal { status: sum.status, total: sum.amounts.into() })
            .collect(),
        late_payments: late.filter(in_currency).map(AmountTotal::from).collect(),
        takings_since: days.0,
        takings_until: days.1,
        takings: takings
            .into_iter()
            .map(|(start, sum)| Takings { day: start.day(), total: sum.into() })
            .collect(),
        requests_to_link: requests.transpose()?.map(status_totals),
        link_intents: intents.transpose()?.map(status_totals),
        clients: subject.linking.map(|owner| clients(transaction, owner)).transpose()?,
        orchestrators: subject.is_all.then(|| orchestrators(transaction)).transpose()?,
        customers: subject.customers.map(|sight| customers(transaction, sight)).transpose()?,
        events: subject.is_all.then(|| events(transaction)).transpose()?,
        attention: attention(transaction, &subject, filter.currency)?,
    })
}

/// The days of the takings.
fn days(filter: &StatsFilter, now: Timestamp) -> Result<(Day, Day)> {
    let until = filter.until.unwrap_or_else(|| now.day().max(filter.since.unwrap_or(now.day())));
    let since = filter.since.unwrap_or_else(|| until.plus_days(1_i64.saturating_sub(DAYS)));
    if since > until {
        let reason = format!("is after the last day, {until}");
        return Err(Invalid::coded("day", reason).at("since"));
    }
    if until.days_since(since) >= MAX_STATS_DAYS {
        let reason = format!("is more than {MAX_STATS_DAYS} days before the last day, {until}");
        return Err(Invalid::coded("day", reason).at("since"));
    }
    Ok((since, until))
}

fn status_totals<S>(totals: Vec<(S, i64)>) -> Vec<StatusTotal<S>> {
    totals.into_iter().map(|(status, count)| StatusTotal { status, count }).collect()
}

/// Clients by status; those linked to an orchestrator, if one is given.
fn clients(
    transaction: &ReadTransaction<'_>,
    orchestrator: Option<i64>,
) -> Result<Vec<StatusTotal<ClientStatus>>> {
    let read = |columns: &mut Columns<'_, '_>| {
        Ok(StatusTotal { status: columns.next_with(ClientStatus::parse)?, count: columns.next()? })
    };
    match orchestrator {
        None => transaction.all(ALL_CLIENTS, [], read),
        Some(row) => transaction.all(
            "SELECT client.status, count(*)
            FROM client_link JOIN client ON client.seq = client_link.client
            WHERE client_link.orchestrator = :orchestrator AND client_link.status = 'active'
            GROUP BY client.status",
            named_params! { ":orchestrator": row },
            read,
        ),
    }
}

const ALL_CLIENTS: &str = "SELECT status, count(*) FROM client GROUP BY status";

fn orchestrators(
    transaction: &ReadTransaction<'_>,
) -> Result<Vec<StatusTotal<OrchestratorStatus>>> {
    transaction.all("SELECT status, count(*) FROM orchestrator GROUP BY status", [], |columns| {
        Ok(StatusTotal {
            status: columns.next_with(OrchestratorStatus::parse)?,
            count: columns.next()?,
        })
    })
}

fn customers(transaction: &ReadTransaction<'_>, sight: Sight) -> Result<i64> {
    match sight {
        Sight::All => transaction.number("SELECT count(*) FROM customer", []),
        Sight::OfNoClient => {
            transaction.number("SELECT count(*) FROM customer WHERE client IS NULL", [])
        }
        Sight::OfClient(row) => transaction.number(
            "SELECT count(*) FROM customer WHERE client = :client",
            named_params! { ":client": row },
        ),
        Sight::OfOrchestrator(_) => Err(Error::internal("orchestrators see no customers")),
    }
}

fn events(transaction: &ReadTransaction<'_>) -> Result<i64> {
    transaction.number("SELECT event_count FROM meta", [])
}

fn attention(
    transaction: &ReadTransaction<'_>,
    subject: &Subject,
    currency: Option<Currency>,
) -> Result<Attention> {
    let overdue = payment::overdue(transaction, subject.share)?.into_iter();
    let overdue = overdue.filter(|sum| currency.is_none_or(|currency| currency == sum.currency));
    let requests = subject.requests.map(|client| request_to_link::overdue(transaction, client));
    let soon = transaction.now().plus_seconds(SOON_SECONDS);
    let intents = subject.linking.map(|owner| link_intent::expiring(transaction, owner, soon));
    let webhooks = subject.is_all.then(|| webhook::attention(transaction)).transpose()?;
    let add = |total: i64, count: i64| total.saturating_add(count);
    Ok(Attention {
        payments_overdue: overdue.map(|sum| sum.count).fold(0, add),
        requests_to_link_overdue: requests
            .transpose()?
            .map(|counts| counts.into_iter().map(|(_, count)| count).fold(0, add)),
        link_intents_expiring: intents.transpose()?,
        webhook_endpoints_disabled: webhooks.map(|of| of.endpoints_disabled),
        webhook_endpoints_unanswered: webhooks.map(|of| of.endpoints_unanswered),
        deliveries_abandoned: webhooks.map(|of| of.deliveries_abandoned),
        clock_jumped_to: transaction.jumped_to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query::plan;

    #[test]
    fn clients_are_counted_by_an_index() {
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| plan(transaction, ALL_CLIENTS, []));
        assert_eq!(plan.unwrap(), "SCAN client USING COVERING INDEX client_by_status");
    }

    #[test]
    fn takings_are_of_thirty_days_unless_asked() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let now = "2026-04-01T10:00:00Z".parse().unwrap();
        let check = |since: Option<&str>, until: Option<&str>, expected: Option<(&str, &str)>| {
            let mut filter = StatsFilter::default();
            (filter.since, filter.until) = (since.map(day), until.map(day));
            let found = days(&filter, now).ok();
            assert_eq!(found, expected.map(|(since, until)| (day(since), day(until))));
        };
        check(None, None, Some(("2026-03-03", "2026-04-01")));
        check(Some("2026-01-01"), None, Some(("2026-01-01", "2026-04-01")));
        check(None, Some("2026-01-30"), Some(("2026-01-01", "2026-01-30")));
        check(Some("2026-05-01"), None, Some(("2026-05-01", "2026-05-01")));
        check(Some("2026-05-02"), Some("2026-05-01"), None);
        check(Some("2000-01-01"), Some("2026-05-01"), None);
    }
}
