//! Deliveries: what webhook endpoints were told, and what they answered.

use billfold_core::{Delivery, DeliveryFilter, Result};

use crate::app::collection::{Action, Cells, Collection, Done, Fact, On, Relation, Section};
use crate::app::entry::Entry;
use crate::app::screens::{ENDPOINTS, EVENTS};
use crate::app::{data, page};
use crate::output::{Record, number, text, time};

/// Attempts that are told one by one: the newest.
const MOST_ATTEMPTS: usize = 20;

/// Deliveries, newest first.
pub(crate) static DELIVERIES: Collection = Collection {
    name: "deliveries",
    title: "Deliveries",
    noun: "delivery",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 11),
        Cells::fixed("TYPE", text("type"), 24),
        Cells::growing("OBJECT", text("object_id"), 11).of_ids(),
        Cells::fixed("CODE", number("last_status_code"), 4),
        Cells::fixed("TRIED", number("attempts"), 5),
        Cells::fixed("NEXT", time("next_attempt_at"), 11),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::growing("ENDPOINT", text("endpoint_id"), 12).of_ids(),
        Cells::growing("LAST ERROR", text("last_error"), 12),
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
    relations: &[
        Relation { path: "endpoint_id", to: &ENDPOINTS },
        Relation { path: "event_seq", to: &EVENTS },
    ],
    terms: DeliveryFilter::terms,
    check: |text| DeliveryFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: DeliveryFilter = data::filter(query)?;
        page::of(store.list_deliveries(&filter, request)?, |delivery| delivery.id.to_string())
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
        let fact = Fact::new("older", format!("{older} attempts before these"));
        sections.push(Section::new("Older attempts", vec![fact]));
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
    lines.extend(told("status_code").map(|code| Fact::new("answer", format!("HTTP {code}"))));
    lines.extend(told("error").map(|error| Fact::new("error", error)));
    let took = told("duration_milliseconds").map(|took| format!("{took} ms"));
    lines.extend(took.map(|took| Fact::new("took", took)));
    let (number, outcome) = (number.unwrap_or_default(), outcome.unwrap_or_default());
    Section::new(format!("Attempt {number}: {outcome}"), lines)
}
