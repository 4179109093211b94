//! Deliveries: what webhook endpoints were told, and what they answered.

use std::collections::BTreeMap;

use billfold_core::{
    Delivery, DeliveryFilter, MAX_LIMIT, PageRequest, Result, Store, WebhookEndpointFilter,
    WebhookEndpointId,
};

use crate::app::collection::{Action, Cells, Collection, Done, Fact, On, Relation, Section};
use crate::app::data;
use crate::app::entry::Entry;
use crate::app::screens::{ENDPOINTS, EVENTS};
use crate::output::{Record, number, text, time};

/// Attempts that are told one by one: the newest.
const MOST_ATTEMPTS: usize = 20;

/// Deliveries, newest first.
pub(crate) static DELIVERIES: Collection = Collection {
    name: "deliveries",
    title: "Deliveries",
    noun: "delivery",
    columns: &[
        Cells::status(text("status"), 11),
        Cells::fixed("TYPE", text("type"), 25).least(16).middle(),
        Cells::fixed("CODE", number("last_status_code"), 4),
        Cells::fixed("TRIES", number("attempts"), 5),
        Cells::fixed("NEXT", time("next_attempt_at"), 11),
        Cells::growing("ENDPOINT", text("endpoint_id"), 12).middle(),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::growing("OBJECT", text("object_id"), 11).of_ids(),
        Cells::growing("LAST ERROR", text("last_error"), 12),
        Cells::id("ID", text("id")),
    ],
    facts: &[
        text("status"),
        text("type"),
        text("object"),
        text("object_id"),
        number("last_status_code"),
        text("last_error"),
        number("attempts"),
        number("answered_failures"),
        time("next_attempt_at"),
        time("claimed_until"),
        time("delivered_at"),
        text("endpoint_id"),
        number("event_seq"),
        time("created_at"),
        time("updated_at"),
        text("event_id"),
        text("id"),
    ],
    labels: &[
        ("last_status_code", "code"),
        ("attempts", "tries"),
        ("answered_failures", "failed answers"),
        ("next_attempt_at", "next try"),
        ("endpoint_id", "endpoint"),
        ("event_seq", "event"),
    ],
    relations: &[
        Relation { path: "endpoint_id", to: &ENDPOINTS },
        Relation { path: "event_seq", to: &EVENTS },
    ],
    terms: DeliveryFilter::terms,
    check: |text| DeliveryFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: DeliveryFilter = data::filter(query)?;
        let urls = urls(store)?;
        store.list_deliveries(&filter, request)?.try_map(|delivery| {
            let url = urls.get(&delivery.endpoint_id);
            let entry = entry(&delivery)?;
            Ok(url.iter().fold(entry, |entry, url| entry.beside("endpoint_id", url)))
        })
    },
    entry: |store, id| {
        let found = store.delivery(id.parse()?)?;
        Entry::new(&found.delivery.id, &found)
    },
    extra: |_, delivery| Ok(attempts(delivery)),
    actions: ACTIONS,
    empty: "Nothing is delivered yet: events go to webhook endpoints, which the settings' \
            screen makes.",
    known: |delivery| {
        let [event, object] = [text("type"), text("object_id")].map(|path| delivery.told(path));
        format!("of {event} about {object}")
    },
    partial: &["attempts_made"],
    history: None,
    ..Collection::USUAL
};

fn entry(delivery: &Delivery) -> Result<Entry> {
    Entry::new(&delivery.id, delivery)
}

/// Where the endpoints are that can be told of anything: as many as one page has.
fn urls(store: &Store) -> Result<BTreeMap<WebhookEndpointId, String>> {
    let most = PageRequest::first().limit(i64::from(MAX_LIMIT)).uncounted();
    let page = store.list_webhook_endpoints(&WebhookEndpointFilter::default(), &most)?;
    Ok(page.items.into_iter().map(|endpoint| (endpoint.id, endpoint.url)).collect())
}

const ACTIONS: &[Action] = &[Action {
    name: "replay",
    label: "Replay",
    done: "queued anew",
    about: "Send it again, whatever came of it before; its failures are counted anew",
    key: 'r',
    on: On::Many,
    // Whether its endpoint was removed, only the core knows: the rehearsal says so.
    confirm: true,
    run: |store, subject, _| {
        let replayed = store.replay_delivery(subject.id.parse()?)?;
        entry(&replayed).map(Done::entry)
    },
    ..Action::USUAL
}];

/// Each attempt, the newest first.
fn attempts(delivery: &Entry) -> Vec<Section> {
    let record = delivery.record();
    let made = record.field("attempts_made").map_or("[]", |made| made.get());
    let made: Vec<&serde_json::value::RawValue> = serde_json::from_str(made).unwrap_or_default();
    let shown = made.iter().rev().take(MOST_ATTEMPTS);
    let mut sections: Vec<_> =
        shown.filter_map(|attempt| Record::parse(attempt.get()).ok()).map(attempt).collect();
    let older = made.len().saturating_sub(MOST_ATTEMPTS);
    if older > 0 {
        let fact = Fact::new("older", format!("{older} tries before these"));
        sections.push(Section::new("Older tries", vec![fact]));
    }
    sections
}

fn attempt(attempt: Record<'_>) -> Section {
    let told = |path: &str| attempt.plain(path).map(|found| text::shown(&found));
    let (number, outcome) = (told("number"), told("outcome"));
    let mut lines = Vec::new();
    if let Some(at) = attempt.plain("started_at").and_then(|at| at.parse().ok()) {
        lines.push(Fact::at("started", at));
    }
    lines.extend(told("error").map(|error| Fact::new("error", error)));
    let took = told("duration_milliseconds").map(|took| format!("{took} ms"));
    lines.extend(took.map(|took| Fact::new("took", took)));
    let (number, outcome) = (number.unwrap_or_default(), outcome.unwrap_or_default());
    let answer = told("status_code").map(|code| format!(" HTTP {code}")).unwrap_or_default();
    Section::new(format!("Try {number}: {outcome}{answer}"), lines)
}
