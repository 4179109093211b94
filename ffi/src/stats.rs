//! Statistics.

use billfold_core::{
    AmountTotal, Currency, Day, Error, ErrorKind, Result, Stats, StatsFilter, StatusTotal,
};
use serde::Serialize;

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::check_bits;
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::{read, tagged};
use crate::text::{billfold_str, optional, optional_id};
use crate::view::{Numbered, mask};

/// Which statistics are wanted. NULL in its place, or all zeros: all that the caller sees, with
/// the takings of the last thirty days.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_stats_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Only what is of this client.
    pub client_id: billfold_str,
    /// Only what is of this orchestrator: payments whose fee plan names it, its link intents, the
    /// clients that are linked to it.
    pub orchestrator_id: billfold_str,
    /// Only payments in this currency.
    pub currency: billfold_str,
    /// The first day of the takings, in UTC: 2026-04-01. Absent: thirty days back.
    pub since: billfold_str,
    /// The last day of the takings. Absent: today. At most 3660 days in all.
    pub until: billfold_str,
}

/// In billfold_stats: requests_to_link is there.
pub const BILLFOLD_STATS_HAS_REQUESTS_TO_LINK: u64 = 0x1;
/// In billfold_stats: link_intents is there.
pub const BILLFOLD_STATS_HAS_LINK_INTENTS: u64 = 0x2;
/// In billfold_stats: clients is there.
pub const BILLFOLD_STATS_HAS_CLIENTS: u64 = 0x4;
/// In billfold_stats: orchestrators is there.
pub const BILLFOLD_STATS_HAS_ORCHESTRATORS: u64 = 0x8;
/// In billfold_stats: customers is there.
pub const BILLFOLD_STATS_HAS_CUSTOMERS: u64 = 0x10;
/// In billfold_stats: events is there.
pub const BILLFOLD_STATS_HAS_EVENTS: u64 = 0x20;
/// In billfold_stats: requests_to_link_overdue is there.
pub const BILLFOLD_STATS_HAS_REQUESTS_TO_LINK_OVERDUE: u64 = 0x40;
/// In billfold_stats: link_intents_expiring is there.
pub const BILLFOLD_STATS_HAS_LINK_INTENTS_EXPIRING: u64 = 0x80;
/// In billfold_stats: webhook_endpoints_disabled is there.
pub const BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_DISABLED: u64 = 0x100;
/// In billfold_stats: webhook_endpoints_unanswered is there.
pub const BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_UNANSWERED: u64 = 0x200;
/// In billfold_stats: deliveries_abandoned is there.
pub const BILLFOLD_STATS_HAS_DELIVERIES_ABANDONED: u64 = 0x400;
/// In billfold_stats: clock_jumped_to is there.
pub const BILLFOLD_STATS_HAS_CLOCK_JUMPED_TO: u64 = 0x800;

/// How much there is of everything, at one moment. What the caller's scope or the options leave
/// out is absent, which is not nought. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_stats {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_STATS_HAS_….
    pub has: u64,
    /// The moment, in Unix seconds.
    pub at: i64,
    /// The first day of the takings, in UTC: 2026-04-01.
    pub takings_since: billfold_str,
    /// The last day of the takings.
    pub takings_until: billfold_str,
    /// How many lines the tables have in all; see billfold_page_stats_line.
    pub line_count: usize,
    /// How many requests to link there are. Optional.
    pub requests_to_link: i64,
    /// How many link intents there are. Optional.
    pub link_intents: i64,
    /// How many clients there are; of an orchestrator, those that are linked to it now. Optional.
    pub clients: i64,
    /// How many orchestrators there are. Optional.
    pub orchestrators: i64,
    /// How many customers there are, those who were erased included. Optional.
    pub customers: i64,
    /// How many events the log has. Optional.
    pub events: i64,
    /// What needs an operator: payments that are expired and not yet swept.
    pub payments_overdue: i64,
    /// Requests to link that are expired and not yet swept. Optional.
    pub requests_to_link_overdue: i64,
    /// Open link intents that expire within 24 hours. Optional.
    pub link_intents_expiring: i64,
    /// Webhook endpoints that were disabled: they are told of nothing new. Optional.
    pub webhook_endpoints_disabled: i64,
    /// Active webhook endpoints whose last attempt had no answer. Optional.
    pub webhook_endpoints_unanswered: i64,
    /// Deliveries that were given up; they can be replayed. Optional.
    pub deliveries_abandoned: i64,
    /// The clock, in Unix seconds, if it is too far ahead to be believed; see
    /// billfold_store_sweep. Optional.
    pub clock_jumped_to: i64,
}

/// A line of payments by status and currency.
pub const BILLFOLD_STATS_PAYMENTS: i32 = 1;
/// A line of payments that were paid after they had expired, by currency; they are among the
/// expired.
pub const BILLFOLD_STATS_LATE_PAYMENTS: i32 = 2;
/// A line of what was completed on each day in UTC, by currency; days without any are left out.
pub const BILLFOLD_STATS_TAKINGS: i32 = 3;
/// A line of requests to link by status.
pub const BILLFOLD_STATS_REQUESTS_TO_LINK: i32 = 4;
/// A line of link intents by status.
pub const BILLFOLD_STATS_LINK_INTENTS: i32 = 5;
/// A line of clients by status.
pub const BILLFOLD_STATS_CLIENTS: i32 = 6;
/// A line of orchestrators by status.
pub const BILLFOLD_STATS_ORCHESTRATORS: i32 = 7;

/// In billfold_stats_line: status is there.
pub const BILLFOLD_STATS_LINE_HAS_STATUS: u64 = 0x1;
/// In billfold_stats_line: currency and sum_minor are there.
pub const BILLFOLD_STATS_LINE_HAS_SUM: u64 = 0x2;
/// In billfold_stats_line: day is there.
pub const BILLFOLD_STATS_LINE_HAS_DAY: u64 = 0x4;

/// A line of one of the tables, which follow one another in the order of their numbers. Its texts
/// live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_stats_line {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_STATS_LINE_HAS_….
    pub has: u64,
    /// Which table it is of: BILLFOLD_STATS_PAYMENTS, ….
    pub table: i32,
    /// The status of what is counted, in the numbers of its kind: BILLFOLD_PAYMENT_PENDING,
    /// BILLFOLD_CLIENT_ACTIVE, …. Optional.
    pub status: i32,
    /// The currency of what is counted. Optional: of payments and takings.
    pub currency: billfold_str,
    /// The day in UTC: 2026-04-01. Optional: of takings.
    pub day: billfold_str,
    /// How many.
    pub count: i64,
    /// What they come to, in minor units. Optional, with the currency.
    pub sum_minor: i64,
}

tagged!(billfold_stats_options, billfold_stats, billfold_stats_line);

/// A line before its texts are lent.
#[derive(Clone, Copy, Default)]
struct Line {
    table: i32,
    status: Option<i32>,
    day: Option<Day>,
    sum: Option<(Currency, i64)>,
    count: i64,
}

impl Line {
    fn of_amounts(table: i32, total: &AmountTotal) -> Result<Self> {
        let sum = Some((total.currency, checked_sum(total.currency, total.sum_minor)?));
        Ok(Self { table, sum, count: total.count, ..Self::default() })
    }

    fn of_statuses<S: Numbered>(table: i32, totals: Option<&Vec<StatusTotal<S>>>) -> Vec<Self> {
        let line = |total: &StatusTotal<S>| Self {
            table,
            status: Some(total.status.number()),
            count: total.count,
            ..Self::default()
        };
        totals.into_iter().flatten().map(line).collect()
    }

    fn lend(&self, arena: &Arena) -> billfold_stats_line {
        billfold_stats_line {
            struct_size: size_of::<billfold_stats_line>(),
            has: mask(&[
                (self.status.is_some(), BILLFOLD_STATS_LINE_HAS_STATUS),
                (self.sum.is_some(), BILLFOLD_STATS_LINE_HAS_SUM),
                (self.day.is_some(), BILLFOLD_STATS_LINE_HAS_DAY),
            ]),
            table: self.table,
            status: self.status.unwrap_or_default(),
            currency: arena.optional_display(self.sum.map(|(currency, _)| currency)),
            day: arena.optional_display(self.day),
            count: self.count,
            sum_minor: self.sum.map_or(0, |(_, minor)| minor),
        }
    }
}

/// A sum as the ABI can say it. The core's sums have no bound that can be reached; those here have.
pub(crate) fn checked_sum(currency: Currency, minor: i128) -> Result<i64> {
    i64::try_from(minor).map_err(|_| {
        let message =
            format!("a sum of {minor} minor units of {currency} is more than 64 bits hold");
        Error::new(ErrorKind::Unsupported, "sum_too_large", message)
    })
}

/// Statistics with their tables as lines.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Counted {
    stats: Stats,
    #[serde(skip)]
    lines: Vec<Line>,
}

impl Counted {
    fn new(stats: Stats) -> Result<Self> {
        let mut lines = Vec::new();
        for total in &stats.payments {
            let line = Line::of_amounts(BILLFOLD_STATS_PAYMENTS, &total.total)?;
            lines.push(Line { status: Some(total.status.number()), ..line });
        }
        for total in &stats.late_payments {
            lines.push(Line::of_amounts(BILLFOLD_STATS_LATE_PAYMENTS, total)?);
        }
        for takings in &stats.takings {
            let line = Line::of_amounts(BILLFOLD_STATS_TAKINGS, &takings.total)?;
            lines.push(Line { day: Some(takings.day), ..line });
        }
        let (requests, intents) = (stats.requests_to_link.as_ref(), stats.link_intents.as_ref());
        lines.extend(Line::of_statuses(BILLFOLD_STATS_REQUESTS_TO_LINK, requests));
        lines.extend(Line::of_statuses(BILLFOLD_STATS_LINK_INTENTS, intents));
        lines.extend(Line::of_statuses(BILLFOLD_STATS_CLIENTS, stats.clients.as_ref()));
        let orchestrators = stats.orchestrators.as_ref();
        lines.extend(Line::of_statuses(BILLFOLD_STATS_ORCHESTRATORS, orchestrators));
        Ok(Self { stats, lines })
    }
}

/// How many records there are at all statuses.
fn whole<S>(totals: Option<&Vec<StatusTotal<S>>>) -> i64 {
    totals.into_iter().flatten().fold(0, |sum: i64, total| sum.saturating_add(total.count))
}

impl Record for Counted {
    const NAME: &'static str = "statistics";
    type View = billfold_stats;
    type Part = billfold_stats_line;

    fn view(&self, arena: &Arena) -> billfold_stats {
        let (stats, attention) = (&self.stats, &self.stats.attention);
        billfold_stats {
            struct_size: size_of::<billfold_stats>(),
            has: present(stats),
            at: stats.at.unix_seconds(),
            takings_since: arena.display(stats.takings_since),
            takings_until: arena.display(stats.takings_until),
            line_count: self.lines.len(),
            requests_to_link: whole(stats.requests_to_link.as_ref()),
            link_intents: whole(stats.link_intents.as_ref()),
            clients: whole(stats.clients.as_ref()),
            orchestrators: whole(stats.orchestrators.as_ref()),
            customers: stats.customers.unwrap_or_default(),
            events: stats.events.unwrap_or_default(),
            payments_overdue: attention.payments_overdue,
            requests_to_link_overdue: attention.requests_to_link_overdue.unwrap_or_default(),
            link_intents_expiring: attention.link_intents_expiring.unwrap_or_default(),
            webhook_endpoints_disabled: attention.webhook_endpoints_disabled.unwrap_or_default(),
            webhook_endpoints_unanswered: attention
                .webhook_endpoints_unanswered
                .unwrap_or_default(),
            deliveries_abandoned: attention.deliveries_abandoned.unwrap_or_default(),
            clock_jumped_to: attention.clock_jumped_to.map_or(0, |at| at.unix_seconds()),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_stats_line> {
        self.lines.iter().map(|line| line.lend(arena)).collect()
    }
}

/// The bits of what the caller sees.
fn present(stats: &Stats) -> u64 {
    let attention = &stats.attention;
    let requests_overdue = attention.requests_to_link_overdue.is_some();
    let unanswered = attention.webhook_endpoints_unanswered.is_some();
    mask(&[
        (stats.requests_to_link.is_some(), BILLFOLD_STATS_HAS_REQUESTS_TO_LINK),
        (stats.link_intents.is_some(), BILLFOLD_STATS_HAS_LINK_INTENTS),
        (stats.clients.is_some(), BILLFOLD_STATS_HAS_CLIENTS),
        (stats.orchestrators.is_some(), BILLFOLD_STATS_HAS_ORCHESTRATORS),
        (stats.customers.is_some(), BILLFOLD_STATS_HAS_CUSTOMERS),
        (stats.events.is_some(), BILLFOLD_STATS_HAS_EVENTS),
        (requests_overdue, BILLFOLD_STATS_HAS_REQUESTS_TO_LINK_OVERDUE),
        (attention.link_intents_expiring.is_some(), BILLFOLD_STATS_HAS_LINK_INTENTS_EXPIRING),
        (
            attention.webhook_endpoints_disabled.is_some(),
            BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_DISABLED,
        ),
        (unanswered, BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_UNANSWERED),
        (attention.deliveries_abandoned.is_some(), BILLFOLD_STATS_HAS_DELIVERIES_ABANDONED),
        (attention.clock_jumped_to.is_some(), BILLFOLD_STATS_HAS_CLOCK_JUMPED_TO),
    ])
}

/// The core's filter.
///
/// # Safety
///
/// The header's rules for `options` and its texts.
unsafe fn filter(options: *const billfold_stats_options) -> Result<StatsFilter> {
    let mut filter = StatsFilter::default();
    // SAFETY: the caller's promise.
    unsafe {
        let options = read(options, "options")?;
        check_bits(options.has, 0)?;
        let (client, orchestrator) = (options.client_id, options.orchestrator_id);
        filter.client_id = optional_id(client.ptr, client.len, "client_id")?;
        filter.orchestrator_id =
            optional_id(orchestrator.ptr, orchestrator.len, "orchestrator_id")?;
        filter.currency = optional_id(options.currency.ptr, options.currency.len, "currency")?;
        filter.since = day(optional(options.since.ptr, options.since.len, "since")?, "since")?;
        filter.until = day(optional(options.until.ptr, options.until.len, "until")?, "until")?;
    }
    Ok(filter)
}

/// A day in the field of this name.
fn day(text: Option<&str>, name: &str) -> Result<Option<Day>> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|error: Error| {
        let reason = error.fields().first().map_or("", |bad| &bad.reason);
        Error::invalid(name, "day", reason)
    })
}

/// Answers with how much there is of everything that the caller sees, at this moment:
/// billfold_page_stats, and its tables line by line, billfold_page_stats_line. It costs the same
/// however many payments there are. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the options, also if the days run backwards or are more than
/// 3660; BILLFOLD_NOT_FOUND for the client or the orchestrator; BILLFOLD_FORBIDDEN for others than
/// the credential's own; BILLFOLD_UNSUPPORTED: sum_too_large if a sum is more than an int64_t
/// holds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_stats_get(
    store: *const billfold_store,
    options: *const billfold_stats_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| Counted::new(store.stats(&filter(options)?)?).map(One))
    }
}

/// Fills `view` with the statistics, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than statistics.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_stats(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_stats,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Counted>(page, index, view, err) }
}

/// Fills `view` with a line of the statistics' tables, from a page at `index` 0: the line at
/// `line`, from 0.
///
/// Statuses: those of billfold_page_stats; BILLFOLD_VALIDATION also if there is no such line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_stats_line(
    page: *const billfold_page,
    index: usize,
    line: usize,
    view: *mut billfold_stats_line,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Counted>(page, index, line, "line", view, err) }
}

#[cfg(test)]
mod tests {
    use billfold_core::{Completion, NewPayment, Store};

    use super::*;

    /// The largest amount of a payment, in minor units.
    const MAX_MINOR: i64 = 9_007_199_254_740_991;

    /// 1024 payments of the largest amount come to just less than 64 bits hold, one more to more.
    #[test]
    fn a_sum_that_64_bits_do_not_hold_is_refused() {
        let store = Store::in_memory().unwrap();
        let pay = |store: &Store| {
            let new = r#"{"amount":"90071992547409.91","currency":"USD"}"#;
            let payment = store.create_payment(NewPayment::from_json(new)?)?;
            store.complete_payment(payment.id, Completion::new()).map(drop)
        };
        store.atomically(|store| (0..1024).try_for_each(|_| pay(store))).unwrap();
        let counted = Counted::new(store.stats(&StatsFilter::default()).unwrap()).unwrap();
        let sums: Vec<_> = counted.lines.iter().filter_map(|line| line.sum).collect();
        let dollars = "USD".parse().unwrap();
        assert_eq!(sums, [(dollars, MAX_MINOR * 1024); 2]);
        pay(&store).unwrap();
        let refused = Counted::new(store.stats(&StatsFilter::default()).unwrap()).err().unwrap();
        assert_eq!((refused.kind(), refused.code()), (ErrorKind::Unsupported, "sum_too_large"));
    }
}
