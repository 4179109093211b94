//! Billers: whom requests to link may name.

use billfold_core::filter::quoted;
use billfold_core::{Biller, BillerFilter, Error, NewBiller, Outcome, RecordKind, Result, Store};

use crate::app::collection::{
    Action, Cells, Collection, Done, Field, FieldInput, Form, On, Query, RelatedList,
};
use crate::app::data;
use crate::app::entry::Entry;
use crate::app::screens::REQUESTS;
use crate::output::{number, text, time};

/// The catalogue, newest first.
pub(crate) static BILLERS: Collection = Collection {
    name: "billers",
    title: "Billers",
    noun: "biller",
    columns: &[
        Cells::growing("ID", text("id"), 14).of_ids(),
        Cells::growing("NAME", text("name"), 16),
        Cells::status(text("active"), 10),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("active"),
        text("name"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[("active", "status")],
    called: "name",
    lists: &[
        RelatedList {
            label: "Requests",
            to: &REQUESTS,
            query: |biller| Query::of(format!("biller_id:{}", quoted(&biller.id))),
        },
        RelatedList {
            label: "Open requests",
            to: &REQUESTS,
            query: |biller| {
                let id = quoted(&biller.id);
                Query::of(format!("biller_id:{id} status:PENDING,IN_PROGRESS"))
            },
        },
    ],
    terms: BillerFilter::terms,
    check: |text| BillerFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: BillerFilter = data::filter(query)?;
        store.list_billers(&filter, request)?.try_map(|biller| entry(&biller))
    },
    entry: |store, id| entry(&store.biller(&id.parse()?)?),
    actions: ACTIONS,
    export: Some(RecordKind::Biller),
    empty: "No biller is in the catalogue yet: n adds one. Requests may name others too.",
    ..Collection::USUAL
};

fn entry(biller: &Biller) -> Result<Entry> {
    let status = if biller.active { "active" } else { "inactive" };
    Entry::new(&biller.id, biller).map(|entry| entry.beside("active", status))
}

fn done(biller: &Outcome<Biller>) -> Result<Done> {
    entry(biller).map(Done::entry)
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Add a biller to the catalogue",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![
                name_field(),
                Field::text("id", "Id", "an id of your choice; empty: one is made"),
                Field::new("active", "Active", "whether it is in use", FieldInput::Flag)
                    .with("true"),
            ],
            is_edit: false,
        }),
        run: |store, _, body| add(store, NewBiller::from_json(body)?),
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change its name",
        key: 'e',
        on: On::One,
        form: Some(|biller| Form { fields: vec![name_field().of(biller)], is_edit: false }),
        run: |store, subject, body| {
            let body = data::body::with(body, "id", subject.id)?;
            done(&store.put_biller(NewBiller::from_json(&body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "activate",
        label: "Activate",
        done: "activated",
        about: "Offer it for new requests again",
        key: 'a',
        on: On::Many,
        refusal: |biller| biller.is("active", "true").then(|| "it is active".to_owned()),
        run: |store, subject, _| turn(store, subject.id, true),
        ..Action::USUAL
    },
    Action {
        name: "deactivate",
        label: "Deactivate",
        done: "deactivated",
        about: "No longer offer it for new requests; those that name it go on",
        key: 'd',
        on: On::Many,
        refusal: |biller| biller.is("active", "false").then(|| "it is not active".to_owned()),
        run: |store, subject, _| turn(store, subject.id, false),
        ..Action::USUAL
    },
];

fn name_field() -> Field {
    Field::text("name", "Name", "1 to 100 characters").required()
}

/// Adds a biller; one that is there already is no new one.
fn add(store: &Store, new: NewBiller) -> Result<Done> {
    // To the core, version 0 stands for one that does not exist yet.
    let added = store.if_version(0).put_biller(new);
    let added = added.map_err(|error| match error.code() {
        "version_changed" => Error::invalid("id", "id_exists", "is taken: edit that biller"),
        _ => error,
    })?;
    done(&added)
}

/// Puts a biller in use or out of it; its name stays what it is at that moment.
fn turn(store: &Store, id: &str, active: bool) -> Result<Done> {
    let known = store.biller(&id.parse()?)?;
    let new = NewBiller::new(known.name).with_id(known.id).with_active(active);
    done(&store.if_version(known.version).put_biller(new)?)
}
