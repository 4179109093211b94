//! The event log.

use billfold_core::filter::quoted;
use billfold_core::{Error, ErrorKind, EventFilter};

use crate::app::collection::{Cells, Collection, Query, RelatedList};
use crate::app::entry::Entry;
use crate::app::screens::DELIVERIES;
use crate::app::{data, page};
use crate::output::{number, text, time};

/// What happened, newest first.
pub(crate) static EVENTS: Collection = Collection {
    name: "events",
    title: "Events",
    noun: "event",
    columns: &[
        Cells::fixed("SEQ", number("seq"), 8),
        Cells::fixed("AT", time("at"), 11),
        Cells::fixed("TYPE", text("type"), 25).least(16).middle(),
        Cells::growing("OBJECT", text("object_id"), 12).of_ids(),
        Cells::growing("ACTOR", text("actor"), 10).of_ids(),
    ],
    facts: &[
        number("seq"),
        text("type"),
        time("at"),
        text("actor"),
        text("object"),
        text("object_id"),
        number("object_version"),
        text("previous_status"),
        text("id"),
    ],
    labels: &[("seq", "number"), ("object_version", "version")],
    trees: &["data"],
    lists: &[
        RelatedList {
            label: "Deliveries",
            to: &DELIVERIES,
            query: |event| Query::of(format!("event:{}", event.id)),
        },
        RelatedList {
            label: "Events of its record",
            to: &EVENTS,
            query: |event| {
                let record = event.text("object_id").unwrap_or_default();
                Query::of(format!("object_id:{}", quoted(&record)))
            },
        },
    ],
    terms: EventFilter::terms,
    check: |text| EventFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: EventFilter = data::filter(query)?;
        page::of(store.list_events(&filter, request)?, |event| event.seq.to_string())
    },
    entry: |store, id| {
        let missing = || Error::new(ErrorKind::NotFound, "not_found", "there is no such event");
        let seq: i64 = id.parse().map_err(|_| missing())?;
        let before = seq.checked_sub(1).filter(|before| *before >= 0).ok_or_else(missing)?;
        let found = store.events(before, 1)?;
        let event = found.first().filter(|event| event.seq == seq).ok_or_else(missing)?;
        Entry::new(&event.seq, event)
    },
    empty: "Nothing has happened yet: the log begins with the first record that is made.",
    known: |event| format!("{} {}", event.id, event.told(text("type"))),
    history: None,
    ..Collection::USUAL
};
