//! Orchestrators: who link clients and earn fees on their payments.

use billfold_core::filter::quoted;
use billfold_core::{
    NewLinkIntent, NewOrchestrator, Orchestrator, OrchestratorFilter, OrchestratorId,
    OrchestratorWithKey, Outcome, RecordKind, Result,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, Form, On, Query, RelatedList, Relation, Section,
};
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::screens::{BRANDING, CLIENTS, FEES, INTENTS, LINKS, PAYMENTS, intents};
use crate::app::{data, page};
use crate::output::{number, text, time};

/// Orchestrators, newest first.
pub(crate) static ORCHESTRATORS: Collection = Collection {
    name: "orchestrators",
    title: "Orchestrators",
    noun: "orchestrator",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 10),
        Cells::growing("NAME", text("name"), 14),
        Cells::fixed("KEY", text("key_hint"), 6),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("status"),
        text("name"),
        text("key_hint"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[("key_hint", "key")],
    called: "name",
    lists: &[
        RelatedList { label: "Links", to: &LINKS, query: own },
        RelatedList { label: "Linked clients", to: &CLIENTS, query: its },
        RelatedList { label: "Intents", to: &INTENTS, query: its },
        RelatedList { label: "Fees", to: &FEES, query: own },
        RelatedList { label: "Branding", to: &BRANDING, query: own },
        RelatedList { label: "Payments", to: &PAYMENTS, query: its },
    ],
    terms: OrchestratorFilter::terms,
    check: |text| OrchestratorFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: OrchestratorFilter = data::filter(query)?;
        page::of(store.list_orchestrators(&filter, request)?, |each| each.id.to_string())
    },
    entry: |store, id| entry(&store.orchestrator(id.parse()?)?),
    actions: ACTIONS,
    export: Some(RecordKind::Orchestrator),
    empty: "There is no orchestrator yet: n makes one.",
    ..Collection::USUAL
};

fn entry(orchestrator: &Orchestrator) -> Result<Entry> {
    Entry::new(&orchestrator.id, orchestrator)
}

fn done(orchestrator: &Orchestrator) -> Result<Done> {
    entry(orchestrator).map(Done::entry)
}

fn with_key(made: Outcome<OrchestratorWithKey>) -> Result<Done> {
    let made = made.into_record();
    // A rehearsal has no key to keep, so that its hint would be of a key that never is.
    let known = if made.key.is_some() { done(&made.orchestrator)? } else { Done::default() };
    Ok(known.once("Orchestrator key", made.key))
}

/// A list that is this orchestrator's.
fn own(orchestrator: &Entry) -> Query {
    let whose = Some((ORCHESTRATORS.known)(orchestrator));
    Query { owner: Some(orchestrator.id.to_string()), whose, ..Query::default() }
}

/// What of a list has to do with this orchestrator.
fn its(orchestrator: &Entry) -> Query {
    Query::of(format!("orchestrator:{}", quoted(&orchestrator.id)))
}

/// What a record that an orchestrator has for a client names.
pub(super) static RELATIONS: [Relation; 2] = [
    Relation { path: "client_id", to: &CLIENTS },
    Relation { path: "orchestrator_id", to: &ORCHESTRATORS },
];

/// Whose records a list shows.
pub(super) fn owner(query: &Query) -> Result<Option<OrchestratorId>> {
    query.owner.as_deref().map(str::parse).transpose()
}

/// Whom something applies to that an orchestrator has by default, or for a client.
pub(super) fn scope(record: &Entry) -> Section {
    let whom = match record.text("client_id") {
        Some(_) => "this client alone",
        None => "clients without one of their own",
    };
    Section::new("Scope", vec![Fact::new("applies to", whom)])
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create an orchestrator; its key is shown this once",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![Field::text("name", "Name", "1 to 100 characters").required()],
            is_edit: false,
        }),
        run: |store, _, body| {
            with_key(store.create_orchestrator(NewOrchestrator::from_json(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "invite",
        label: "New intent",
        about: "Create an intent; the onboarding URL to hand on is shown this once",
        key: 'i',
        on: On::One,
        form: Some(|_| Form { fields: intents::new_fields(), is_edit: false }),
        run: |store, subject, body| {
            let body = body::with(body, "orchestrator_id", subject.id)?;
            let made = store.create_link_intent(NewLinkIntent::from_json(&body)?)?;
            let told = format!("made the intent for {}", made.link_intent.client_id_name);
            Ok(intents::with_url(made)?.told(told))
        },
        ..Action::USUAL
    },
    Action {
        name: "rotate",
        label: "Rotate key",
        done: "made a new key for",
        about: "Give it a new key, shown this once; the old one is good for nothing",
        key: 'k',
        on: On::One,
        confirm: true,
        run: |store, subject, _| with_key(store.rotate_orchestrator_key(subject.id.parse()?)?),
        ..Action::USUAL
    },
    Action {
        name: "disable",
        label: "Disable",
        done: "disabled",
        about: "Refuse its key until it is enabled again; links, fees and branding stay",
        key: 'd',
        on: On::Many,
        refusal: |orchestrator| is(orchestrator, "disabled"),
        confirm: true,
        run: |store, subject, _| done(&store.disable_orchestrator(subject.id.parse()?)?.record),
        ..Action::USUAL
    },
    Action {
        name: "enable",
        label: "Enable",
        done: "enabled",
        about: "Accept its key again",
        key: 'E',
        on: On::Many,
        refusal: |orchestrator| is(orchestrator, "active"),
        confirm: true,
        run: |store, subject, _| done(&store.enable_orchestrator(subject.id.parse()?)?.record),
        ..Action::USUAL
    },
];

/// Why there is nothing to do: it stands there already.
fn is(orchestrator: &Entry, status: &str) -> Option<String> {
    orchestrator.is("status", status).then(|| format!("it is {status}"))
}
