//! Clients: made, linked to an orchestrator, taken out of service.

use billfold_core::filter::quoted;
use billfold_core::{
    Client, ClientFilter, ClientId, ClientLink, ClientUpdate, ClientWithSecret, Error, ErrorKind,
    FeePlan, FeePreview, Linking, Money, NewClient, NewClientLink, Outcome, RecordKind, Result,
    Store,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Query, RelatedList,
    Section, Subject, Target,
};
use crate::app::data;
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::screens::{API_KEYS, INTENTS, ORCHESTRATORS, PAYMENTS, REQUESTS, branding, fees};
use crate::output::{Record, number, text, time};

/// Clients, newest first.
pub(crate) static CLIENTS: Collection = Collection {
    name: "clients",
    title: "Clients",
    noun: "client",
    columns: &[
        Cells::id("ID", text("client_id")),
        Cells::status(text("status"), 10),
        Cells::growing("NAME", text("name"), 14),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("UPDATED", time("updated_at"), 11),
    ],
    facts: &[
        text("status"),
        text("name"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("client_id"),
    ],
    labels: &[("client_id", "id")],
    called: "name",
    lists: &[
        RelatedList { label: "Payments", to: &PAYMENTS, query: its },
        RelatedList { label: "Requests", to: &REQUESTS, query: its },
        RelatedList { label: "Intents", to: &INTENTS, query: its },
        RelatedList {
            label: "API keys",
            to: &API_KEYS,
            query: |client| Query {
                owner: Some(client.id.to_string()),
                whose: Some((CLIENTS.known)(client)),
                ..Query::default()
            },
        },
    ],
    terms: ClientFilter::terms,
    check: |text| ClientFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: ClientFilter = data::filter(query)?;
        store.list_clients(&filter, request)?.try_map(|client| entry(store, &client))
    },
    entry: |store, id| entry(store, &store.client(&id.parse()?)?),
    extra,
    actions: ACTIONS,
    export: Some(RecordKind::Client),
    empty: "There is no client yet: n makes one, or an orchestrator's intent invites to make one.",
    ..Collection::USUAL
};

/// What a client's entry tells besides: whom it is linked to.
const LINK: &str = "link";

/// A client, and beside it whom it is linked to; empty: nobody.
fn entry(store: &Store, client: &Client) -> Result<Entry> {
    let link = store.client_link(&client.client_id)?;
    let to = link.map_or_else(String::new, |link| link.orchestrator_id.to_string());
    Ok(Entry::new(&client.client_id, client)?.beside(LINK, &to))
}

fn done(store: &Store, client: &Client) -> Result<Done> {
    entry(store, client).map(Done::entry)
}

fn with_secret(store: &Store, made: Outcome<ClientWithSecret>) -> Result<Done> {
    let made = made.into_record();
    Ok(done(store, &made.client)?.once("Client secret", made.client_secret))
}

/// What of a list is this client's.
fn its(client: &Entry) -> Query {
    Query::of(format!("client:{}", quoted(&client.id)))
}

/// To whom it is linked, and what its payments look like.
fn extra(store: &Store, client: &Entry) -> Result<Vec<Section>> {
    let id: ClientId = client.id.parse()?;
    let link = match store.client_link(&id)? {
        Some(link) => linked_to(store, &link)?,
        None => vec![Fact::new("orchestrator", "not linked")],
    };
    let resolved = store.resolve_branding(&id)?;
    let mut look = vec![Fact::new("source", resolved.source.as_str())];
    look.extend(branding::facts(&resolved.values));
    Ok(vec![Section::new("Link", link), Section::new("Branding of its payments", look)])
}

fn linked_to(store: &Store, link: &ClientLink) -> Result<Vec<Fact>> {
    let orchestrator = store.orchestrator(link.orchestrator_id)?;
    let id = orchestrator.id.to_string();
    let target = Target::Record(&ORCHESTRATORS, id.clone());
    Ok(vec![
        Fact::new("orchestrator", text::shown(&orchestrator.name)).to(target.clone()),
        Fact::new("orchestrator id", id).to(target),
        Fact::at("linked at", link.linked_at),
        Fact::new("link", link.id.to_string()),
    ])
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create a client; its secret is shown this once",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![
                Field::text("name", "Name", "1 to 100 characters").required(),
                Field::text("client_id", "Id", "an id of your choice; empty: one is made"),
            ],
            is_edit: false,
        }),
        run: |store, _, body| with_secret(store, store.create_client(NewClient::from_json(body)?)?),
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change its name, or make it active or inactive",
        key: 'e',
        on: On::One,
        refusal: revoked,
        form: Some(|client| Form {
            fields: vec![
                Field::text("name", "Name", "1 to 100 characters").of(client).required(),
                Field::new(
                    "status",
                    "Status",
                    "an inactive client reads, but creates nothing; its link stays",
                    FieldInput::Choice(&["active", "inactive"]),
                )
                .of(client)
                .required(),
            ],
            is_edit: true,
        }),
        run: |store, subject, body| {
            let update = ClientUpdate::from_json(body)?;
            done(store, &store.update_client(&subject.id.parse()?, update)?.record)
        },
        ..Action::USUAL
    },
    Action {
        name: "link",
        label: "Link",
        about: "Make an orchestrator's fees and branding apply to it",
        key: 'l',
        on: On::One,
        refusal: revoked,
        form: Some(|_| Form {
            fields: vec![
                Field::new(
                    "orchestrator_id",
                    "Orchestrator",
                    "whose fees and branding apply",
                    FieldInput::Pick(&ORCHESTRATORS),
                )
                .required(),
            ],
            is_edit: false,
        }),
        run: link,
        ..Action::USUAL
    },
    Action {
        name: "unlink",
        label: "Unlink",
        about: "End its link; the client itself goes on working",
        key: 'u',
        on: On::Many,
        refusal: |client| {
            let ended = revoked(client).map(|it| format!("{it}, and its link with it"));
            let is_unlinked = client.words_for(LINK) == Some("");
            ended.or_else(|| is_unlinked.then(|| "it is not linked".to_owned()))
        },
        confirm: true,
        run: unlink,
        ..Action::USUAL
    },
    Action {
        name: "preview",
        label: "Preview fees",
        about: "Work out the fees of a payment without making one",
        key: 'p',
        on: On::One,
        form: Some(|_| Form {
            fields: vec![
                Field::amount("amount", "Amount", "the payment's, in major units").required(),
                Field::currency("currency", "Currency").required(),
            ],
            is_edit: false,
        }),
        reads: true,
        run: |store, subject, body| {
            let preview = FeePreview::from_json(&body::with(body, "client_id", subject.id)?)?;
            let plan = store.preview_fees(&preview)?;
            let answer = Some(told_of(&preview, plan.as_ref()));
            let told = Some("worked out; nothing was changed".to_owned());
            Ok(Done { answer, told, ..Done::default() })
        },
        ..Action::USUAL
    },
    Action {
        name: "rotate",
        label: "Rotate secret",
        done: "made a new secret for",
        about: "Give it a new secret, shown this once; the old one is good for nothing",
        key: 's',
        on: On::One,
        refusal: revoked,
        confirm: true,
        run: |store, subject, _| {
            with_secret(store, store.rotate_client_secret(&subject.id.parse()?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "revoke",
        label: "Revoke",
        done: "revoked",
        about: "Take it out of service for good; its link ends too",
        key: 'x',
        on: On::Many,
        refusal: revoked,
        confirm: true,
        run: |store, subject, _| done(store, &store.revoke_client(&subject.id.parse()?)?.record),
        ..Action::USUAL
    },
];

/// Why nothing can be changed of a client that is out of service.
fn revoked(client: &Entry) -> Option<String> {
    client.is("status", "revoked").then(|| "it is revoked".to_owned())
}

fn link(store: &Store, subject: Subject<'_>, body: &str) -> Result<Done> {
    let new = NewClientLink::from_json(&body::with(body, "client_id", subject.id)?)?;
    let linking = store.link_client(new.orchestrator_id, &new.client_id)?;
    let client = store.client(&new.client_id)?;
    Ok(done(store, &client)?.told(linked(&linking)))
}

/// Ends the link that the rehearsal told of, and no other that came in its place.
fn unlink(store: &Store, subject: Subject<'_>, body: &str) -> Result<Done> {
    let id: ClientId = subject.id.parse()?;
    let link = store.client_link(&id)?.ok_or_else(|| not_linked(&id))?;
    let seen = Record::parse(body).unwrap_or_default();
    if seen.plain("link_id").is_some_and(|seen| seen != link.id.to_string()) {
        let message = format!("{id} was linked anew meanwhile, to {}", link.orchestrator_id);
        return Err(Error::new(ErrorKind::Conflict, "link_changed", message));
    }
    let version = seen.plain("link_version").and_then(|seen| seen.parse().ok());
    // The version that the store is held to is the client's; the link has its own.
    let store = store.if_version(version.unwrap_or(link.version));
    let ended = store.unlink_client(Some(link.orchestrator_id), &id)?;
    let told = format!("Unlink: {id} from {}", ended.orchestrator_id);
    let bound = body::with("{}", "link_id", &link.id.to_string())?;
    let bound = body::with(&bound, "link_version", &link.version.to_string())?;
    Ok(done(&store, &store.client(&id)?)?.told(told).bound(bound))
}

/// What came of linking, in words.
pub(super) fn linked(linking: &Linking) -> String {
    let (client, orchestrator) = (&linking.link.client_id, linking.link.orchestrator_id);
    match linking.already_linked {
        true => format!("{client} is linked to {orchestrator} already; nothing was changed"),
        false => format!("linked {client} to {orchestrator}"),
    }
}

/// There is no link to end.
pub(super) fn not_linked(client: &ClientId) -> Error {
    let message = format!("the client {client} is not linked");
    Error::new(ErrorKind::NotFound, "not_found", message)
}

/// What the fees of a payment come to.
fn told_of(preview: &FeePreview, plan: Option<&FeePlan>) -> Section {
    let currency = preview.amount.currency();
    let money =
        |label: &str, amount: &str| Fact::money(label, &Money::in_full(amount, currency), currency);
    let amount = Money::format_minor(preview.amount.minor(), currency);
    let mut lines = vec![money("amount", &amount)];
    let Some(plan) = plan else {
        lines.push(Fact::new("fees", "none: the client is not linked"));
        return Section::new("Fees of a payment", lines);
    };
    if plan.lines.is_empty() {
        lines.push(Fact::new("fees", "none: its orchestrator has no fee for it"));
    }
    for line in &plan.lines {
        let label = format!("{} bears", line.fee_bearer.as_str());
        let fact = money(&label, &line.amount);
        let value = format!("{} at {} ({})", fact.value, fees::per_cent(line.bps), line.fee_id);
        lines.push(Fact { value, ..fact });
    }
    lines.push(money("payer pays", &plan.payer_total));
    lines.push(money("recipient keeps", &plan.recipient_net));
    lines.push(Fact::new("orchestrator", plan.orchestrator_id.to_string()));
    Section::new("Fees of a payment", lines)
}
