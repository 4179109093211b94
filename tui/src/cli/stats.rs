//! `billfold stats`.

use billfold_core::{
    AmountTotal, ClientId, Currency, Day, OrchestratorId, Stats, StatsFilter, StatusTotal,
};
use clap::Args;
use serde::Serialize;

use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, amount, number, text};

const COLUMNS: &[Column] = &[
    text("what"),
    text("day"),
    text("status"),
    text("currency"),
    number("count"),
    amount("sum", "currency"),
    number("sum_minor").detail(),
];

/// How much there is of everything, and what needs you
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only what is of this client
    #[arg(long = "client", value_name = "CLIENT_ID")]
    client_id: Option<ClientId>,
    /// Only what is of this orchestrator
    #[arg(long = "orchestrator", value_name = "ORCHESTRATOR_ID")]
    orchestrator_id: Option<OrchestratorId>,
    /// Only payments in this currency
    #[arg(long)]
    currency: Option<Currency>,
    /// The first day of the takings, in UTC, such as 2026-04-01; thirty days back unless given
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// The last day of the takings; today unless given
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
}

/// One figure.
#[derive(Default, Serialize)]
struct Row<'a> {
    what: &'static str,
    day: Option<Day>,
    status: Option<&'static str>,
    currency: Option<Currency>,
    count: i64,
    sum: Option<&'a str>,
    sum_minor: Option<i128>,
}

/// Tells.
pub(crate) fn run(arguments: Arguments, session: &mut Session) -> Result<()> {
    let mut filter = StatsFilter::default();
    filter.client_id = arguments.client_id;
    filter.orchestrator_id = arguments.orchestrator_id;
    filter.currency = arguments.currency;
    filter.since = arguments.since;
    filter.until = arguments.until;
    let stats = session.reader()?.stats(&filter)?;
    session.report(COLUMNS, &stats, &rows(&stats))?;
    if let Some(clock) = stats.attention.clock_jumped_to {
        session.note(&format!(
            "the clock has jumped ahead to {clock}; if it is right, say billfold sweep --force"
        ))?;
    }
    Ok(())
}

/// The figures one below the other; what is not in sight is not among them.
fn rows(stats: &Stats) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for it in &stats.payments {
        let status = Some(it.status.as_str());
        rows.push(Row { what: "payments", status, ..sum(&it.total) });
    }
    for it in &stats.late_payments {
        rows.push(Row { what: "late payments", ..sum(it) });
    }
    for it in &stats.takings {
        rows.push(Row { what: "takings", day: Some(it.day), ..sum(&it.total) });
    }
    let mut by_status = |what, status, count| {
        rows.push(Row { what, status: Some(status), count, ..Row::default() });
    };
    each(stats.requests_to_link.as_ref(), |it| {
        by_status("requests to link", it.status.as_str(), it.count);
    });
    each(stats.link_intents.as_ref(), |it| by_status("link intents", it.status.as_str(), it.count));
    each(stats.clients.as_ref(), |it| by_status("clients", it.status.as_str(), it.count));
    each(stats.orchestrators.as_ref(), |it| {
        by_status("orchestrators", it.status.as_str(), it.count);
    });
    let attention = &stats.attention;
    let counts = [
        ("customers", stats.customers),
        ("events", stats.events),
        ("overdue payments", Some(attention.payments_overdue)),
        ("overdue requests to link", attention.requests_to_link_overdue),
        ("link intents that expire within a day", attention.link_intents_expiring),
        ("disabled webhook endpoints", attention.webhook_endpoints_disabled),
        ("webhook endpoints that do not answer", attention.webhook_endpoints_unanswered),
        ("abandoned deliveries", attention.deliveries_abandoned),
    ];
    let known = counts.into_iter().filter_map(|(what, count)| count.map(|count| (what, count)));
    rows.extend(known.map(|(what, count)| Row { what, count, ..Row::default() }));
    rows
}

fn sum(total: &AmountTotal) -> Row<'_> {
    Row {
        currency: Some(total.currency),
        count: total.count,
        sum: Some(&total.sum),
        sum_minor: Some(total.sum_minor),
        ..Row::default()
    }
}

fn each<S>(totals: Option<&Vec<StatusTotal<S>>>, tell: impl FnMut(&StatusTotal<S>)) {
    totals.into_iter().flatten().for_each(tell);
}
