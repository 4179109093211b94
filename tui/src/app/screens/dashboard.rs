//! The dashboard: what needs somebody, how much there is of everything, and what happened last.

use std::cmp::Reverse;

use billfold_core::{
    AmountTotal, Currency, Day, Event, Money, PaymentStatus, Result, Stats, StatsFilter,
    StatusTotal, Store, Takings, TakingsByHour, TakingsFilter,
};

use crate::app::collection::{Bar, Collection, Fact, Hours, Query, Report, Section, Target};
use crate::app::entry::Entry;
use crate::app::screens::sweep::{BELIEVE_CLOCK, SWEEP};
use crate::app::screens::{
    CLIENTS, CUSTOMERS, DELIVERIES, ENDPOINTS, EVENTS, INTENTS, ORCHESTRATORS, PAYMENTS, REQUESTS,
    objects,
};
use crate::app::sheet::name;
use crate::app::widgets::chart::HOURS;
use crate::app::widgets::text::actor;
use crate::output::{Record, amount, grouped, grouped_amount, text};

/// What there is to know at a glance.
pub(crate) static DASHBOARD: Report = Report {
    name: "dashboard",
    title: "Dashboard",
    read,
    tasks: &[&SWEEP, &BELIEVE_CLOCK],
    own: None,
};

/// Webhook endpoints that give no answer.
pub(crate) const UNANSWERED: &str = "status:active answering:no";
/// Deliveries that were abandoned and can be replayed.
pub(crate) const ABANDONED: &str = "status:abandoned -endpoint_status:deleted";

/// Days that takings are told of, today included.
const DAYS: i64 = 7;
/// Currencies that takings are told in: those that most of them are in.
const CURRENCIES: usize = 2;
/// Actions that are told of: the newest.
const RECENT: u32 = 10;
/// What payments are told as that were paid after they expired.
const LATE: &str = "paid late";
/// Seconds of an hour.
const HOUR: i64 = 3600;
/// Seconds that a delivery waits before nobody seems to send any.
const UNSENT: i64 = 60;

/// Everything, at one moment.
fn read(store: &Store) -> Result<Vec<Section>> {
    let mut wanted = StatsFilter::default();
    wanted.since = Some(store.now()?.day().plus_days(1_i64.saturating_sub(DAYS)));
    let stats = store.stats(&wanted)?;
    let events = stats.events.unwrap_or_default();
    let newest = store.events(events.saturating_sub(RECENT.into()).max(0), RECENT)?;
    let newest = Section::new("Recent actions", newest.iter().rev().map(recent).collect());
    if events == 0 {
        return Ok(vec![first_steps()]);
    }
    if is_unused(&stats) {
        return Ok(vec![first_steps(), attention(&stats, waiting(store)?), newest]);
    }
    let today = store.takings_by_hour(&TakingsFilter::default())?;
    let mut sections = vec![
        attention(&stats, waiting(store)?),
        payments(&stats),
        Section::of_hours("Completed by the hour", by_hour(&today)),
        takings(&stats),
        newest,
        requests(&stats),
        kept(&stats),
    ];
    if has_currencies(&stats) {
        sections.push(by_currency(&stats, "Payments by status and currency"));
    }
    Ok(sections)
}

/// The list of such records that match.
fn list(collection: &'static Collection, filter: impl AsRef<str>) -> Target {
    Target::List(collection, Query::of(filter))
}

/// A line that leads to a list.
fn leading(label: &str, value: impl Into<String>, target: Target) -> Fact {
    Fact::new(label, value).to(target)
}

/// A line that leads to so many records, whose number is copied without commas.
fn counted(label: &str, count: i64, what: &str, target: Target) -> Fact {
    let told = |count: String| format!("{count} {what}").trim_end().to_owned();
    let raw = Some(told(count.to_string()));
    Fact { raw, ..leading(label, told(grouped(count)), target) }
}

/// Whether nothing was begun yet that there is something to tell of.
fn is_unused(stats: &Stats) -> bool {
    let has_payments = stats.payments.iter().any(|sum| sum.total.count > 0);
    let kept = [
        by_status(stats.clients.as_ref(), |status| status.as_str()).len(),
        by_status(stats.orchestrators.as_ref(), |status| status.as_str()).len(),
        by_status(stats.requests_to_link.as_ref(), |status| status.as_str()).len(),
    ];
    !has_payments && stats.customers.unwrap_or_default() == 0 && kept.iter().all(|each| *each == 0)
}

/// What to do while nothing is there.
fn first_steps() -> Section {
    let mut lines = vec![
        leading("take a payment", "in their list: n", list(&PAYMENTS, "")),
        leading("create a client", "in their list: n", list(&CLIENTS, "")),
    ];
    lines.extend([
        Fact::new("find any action", "by its name: the palette knows them all"),
        Fact::new("see a busy store", "in a shell: billfold --db FILE demo --records 1000"),
    ]);
    Section::new("Nothing is here yet: what to do first", lines)
}

/// Deliveries that could have been sent for longer than a sender at work leaves them.
fn waiting(store: &Store) -> Result<i64> {
    let due = store.deliveries_due()?;
    let now = store.now()?;
    let waits = due.next_due_at.is_some_and(|at| now.seconds_since(at) >= UNSENT);
    Ok(if waits { due.due } else { 0 })
}

/// What needs somebody; so many deliveries wait for a sender.
fn attention(stats: &Stats, unsent: i64) -> Section {
    let of = &stats.attention;
    let known = |count: Option<i64>| count.unwrap_or_default();
    let counts = [
        (
            known(Some(of.payments_overdue)),
            ("payments", "overdue, not yet swept"),
            (&PAYMENTS, "overdue:yes sort:-expires"),
        ),
        (
            known(of.requests_to_link_overdue),
            ("requests", "overdue, not yet swept"),
            (&REQUESTS, "overdue:yes"),
        ),
        (
            known(of.link_intents_expiring),
            ("intents", "open, to expire within 24 hours"),
            (&INTENTS, "status:open expires:24h"),
        ),
        (
            known(of.webhook_endpoints_disabled),
            ("endpoints", "disabled, told of nothing new"),
            (&ENDPOINTS, "status:disabled"),
        ),
        (
            known(of.webhook_endpoints_unanswered),
            ("endpoints", "without an answer the last time"),
            (&ENDPOINTS, UNANSWERED),
        ),
        (
            known(of.deliveries_abandoned),
            ("deliveries", "abandoned, can be replayed"),
            (&DELIVERIES, ABANDONED),
        ),
    ];
    let unsent = (
        unsent,
        ("deliveries", "wait; billfold deliver --watch sends them"),
        (&DELIVERIES, "due:yes sort:created"),
    );
    let told = counts.into_iter().chain([unsent]).filter(|(count, ..)| *count > 0);
    let told = told.map(|(count, (label, what), (object, filter))| {
        counted(label, count, what, list(object, filter))
    });
    let mut lines: Vec<_> = told.collect();
    if let Some(clock) = of.clock_jumped_to {
        lines.push(Fact::at("clock", clock).note("is not believed: see the actions"));
    }
    if lines.is_empty() {
        lines.push(Fact::new("nothing needs you", ""));
    }
    Section::new("Needs attention", lines)
}

/// Payments by status, whatever their currency; if there is but one, with what they come to.
fn payments(stats: &Stats) -> Section {
    if !has_currencies(stats) {
        return by_currency(stats, "Payments");
    }
    let bars = PaymentStatus::ALL.iter().map(|status| {
        let of_status = stats.payments.iter().filter(|sum| sum.status == *status);
        let counts = of_status.map(|sum| sum.total.count);
        let count = counts.fold(0, i64::saturating_add);
        let target = list(&PAYMENTS, format!("status:{status}"));
        bar(status.as_str(), status.as_str(), vec![grouped(count)], count, target)
    });
    Section::of_bars("Payments", bars.filter(|bar| bar.value > 0).collect())
}

/// Whether payments are in more than one currency.
fn has_currencies(stats: &Stats) -> bool {
    let mut currencies = stats.payments.iter().map(|sum| sum.total.currency);
    let first = currencies.next();
    currencies.any(|currency| Some(currency) != first)
}

/// Payments by status and currency, and those that were paid late.
fn by_currency(stats: &Stats, title: &str) -> Section {
    let bars = stats.payments.iter().map(|sum| {
        let (status, total) = (sum.status.as_str(), &sum.total);
        let target = list(&PAYMENTS, format!("status:{status} currency:{}", total.currency));
        bar(status, status, vec![grouped(total.count), money(total)], total.count, target)
    });
    // They are among the expired.
    let late = stats.late_payments.iter().map(|sum| {
        let target = list(&PAYMENTS, format!("late:yes currency:{}", sum.currency));
        bar(LATE, LATE, vec![grouped(sum.count), money(sum)], sum.count, target)
    });
    Section::of_bars(title, bars.chain(late).collect())
}

/// Takings by day, the newest first: how many, and what they come to in the currencies that most
/// of them are in.
fn takings(stats: &Stats) -> Section {
    let mut currencies: Vec<(i64, Currency)> = Vec::new();
    for taken in &stats.takings {
        let (count, currency) = (taken.total.count, taken.total.currency);
        match currencies.iter_mut().find(|(_, known)| *known == currency) {
            Some((sum, _)) => *sum = sum.saturating_add(count),
            None => currencies.push((count, currency)),
        }
    }
    currencies.sort_by_key(|(count, currency)| (Reverse(*count), *currency));
    let currencies: Vec<_> = currencies.into_iter().map(|(_, currency)| currency).collect();
    let (told, rest) = currencies.split_at(currencies.len().min(CURRENCIES));
    let days = stats.takings.chunk_by(|one, other| one.day == other.day).rev();
    let bars = days.filter_map(|takings| Some(day(takings.first()?.day, takings, told)));
    let mut section = Section::of_bars("Takings by day, in UTC, and how many", bars.collect());
    if !rest.is_empty() {
        let rest: Vec<_> = rest.iter().map(ToString::to_string).collect();
        section
            .lines
            .push(Fact::new("also counted", format!("what was paid in {}", rest.join(", "))));
    }
    section
}

/// What was completed on a day.
fn day(day: Day, takings: &[Takings], currencies: &[Currency]) -> Bar {
    let count = takings.iter().map(|taken| taken.total.count).fold(0, i64::saturating_add);
    let sums = currencies.iter().map(|currency| {
        let of_currency = takings.iter().find(|taken| taken.total.currency == *currency);
        of_currency.map_or_else(String::new, |taken| money(&taken.total))
    });
    let numbers = std::iter::once(grouped(count)).chain(sums).collect();
    let target = list(&PAYMENTS, format!("completed:{day}"));
    bar("completed", &day.to_string(), numbers, count, target)
}

/// So many of something, as its status is drawn.
fn bar(status: &'static str, name: &str, numbers: Vec<String>, count: i64, target: Target) -> Bar {
    let value = u64::try_from(count).unwrap_or_default();
    Bar { status, name: name.to_owned(), numbers, value, target: Some(target) }
}

/// `60,000.00 USD`.
fn money(total: &AmountTotal) -> String {
    let in_full = Money::format_in_full(total.sum_minor, total.currency);
    format!("{} {}", grouped_amount(&in_full), total.currency)
}

/// What was completed in each of the last hours, whatever its currency.
fn by_hour(today: &TakingsByHour) -> Hours {
    let mut counts = [0_u64; HOURS];
    for taken in &today.takings {
        let hour = taken.hour.seconds_since(today.since).div_euclid(HOUR);
        let count = usize::try_from(hour).ok().and_then(|hour| counts.get_mut(hour));
        if let Some(count) = count {
            *count = count.saturating_add(u64::try_from(taken.total.count).unwrap_or_default());
        }
    }
    let target = list(&PAYMENTS, format!("completed:>={}", today.since));
    Hours { what: "completed", counts, last: today.until, target: Some(target) }
}

/// Something that happened; it leads to the record, or if that has no list, to the event.
fn recent(event: &Event) -> Fact {
    let data = Record::parse(event.data.as_str()).unwrap_or_default();
    let [sum, currency] = [amount("amount", "currency"), text("currency")].map(|it| data.cell(it));
    let is_payment = event.object == "payment";
    let said = |sum: &str| {
        let what = if is_payment { format!("{sum} {currency}") } else { String::new() };
        format!("{}  {what}", name(&event.kind)).trim_end().to_owned()
    };
    let record = Entry::new(&event.seq, event).ok().and_then(|event| objects::target(&event));
    let target = record.unwrap_or_else(|| Target::Record(&EVENTS, event.seq.to_string()));
    let fact = Fact::on(event.at, said(&grouped_amount(&sum))).note(actor(&event.actor));
    Fact { raw: Some(said(&sum)), ..fact.to(target) }
}

/// Requests to link by status.
fn requests(stats: &Stats) -> Section {
    let totals = stats.requests_to_link.iter().flatten().filter(|total| total.count > 0);
    let bars = totals.map(|total| {
        let status = total.status.as_str();
        let target = list(&REQUESTS, format!("status:{status}"));
        bar(status, status, vec![grouped(total.count)], total.count, target)
    });
    Section::of_bars("Requests to link", bars.collect())
}

/// What else there is.
fn kept(stats: &Stats) -> Section {
    let mut lines = Vec::new();
    let clients = by_status(stats.clients.as_ref(), |status| status.as_str());
    let orchestrators = by_status(stats.orchestrators.as_ref(), |status| status.as_str());
    let intents = by_status(stats.link_intents.as_ref(), |status| status.as_str());
    for (collection, totals) in
        [(&CLIENTS, clients), (&ORCHESTRATORS, orchestrators), (&INTENTS, intents)]
    {
        let label = collection.title.to_lowercase();
        lines.extend(totals.into_iter().map(|(status, count)| {
            let target = list(collection, format!("status:{status}"));
            counted(&label, count, status, target)
        }));
    }
    for (collection, count) in [(&CUSTOMERS, stats.customers), (&EVENTS, stats.events)] {
        let label = collection.title.to_lowercase();
        lines.extend(count.map(|count| counted(&label, count, "", list(collection, ""))));
    }
    Section::new("Also kept", lines)
}

fn by_status<S>(
    totals: Option<&Vec<StatusTotal<S>>>,
    word: impl Fn(&S) -> &'static str,
) -> Vec<(&'static str, i64)> {
    let totals = totals.into_iter().flatten().filter(|total| total.count > 0);
    totals.map(|total| (word(&total.status), total.count)).collect()
}
