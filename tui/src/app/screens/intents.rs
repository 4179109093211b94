//! Link intents: single-use invitations to make a client and link it.

use billfold_core::{
    LinkIntent, LinkIntentFilter, LinkIntentWithUrl, NewLinkIntent, Outcome, RecordKind, Result,
};
use serde::Deserialize;

use crate::app::collection::{Action, Cells, Collection, Done, Field, FieldInput, Form, On};
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::screens::{ORCHESTRATORS, orchestrators};
use crate::app::{data, page};
use crate::output::{number, text, time};

/// Intents of all orchestrators, newest first.
pub(crate) static INTENTS: Collection = Collection {
    name: "intents",
    title: "Intents",
    noun: "intent",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 10),
        Cells::growing("CLIENT NAME", text("client_id_name"), 12),
        Cells::fixed("EXPIRES", time("expires_at"), 11),
        Cells::id("INVITED BY", text("orchestrator_id")),
        Cells::id("CLIENT", text("client_id")),
        Cells::fixed("TOKEN", text("token_hint"), 6),
        Cells::fixed("CREATED", time("created_at"), 11),
    ],
    facts: &[
        text("status"),
        text("client_id_name"),
        time("expires_at"),
        text("orchestrator_id"),
        text("client_id"),
        text("token_hint"),
        time("created_at"),
        time("used_at"),
        time("revoked_at"),
        number("version"),
        text("id"),
    ],
    labels: &[
        ("client_id_name", "client name"),
        ("orchestrator_id", "invited by"),
        ("client_id", "client"),
        ("token_hint", "token"),
    ],
    relations: &orchestrators::RELATIONS,
    terms: LinkIntentFilter::terms,
    check: |text| LinkIntentFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: LinkIntentFilter = data::filter(query)?;
        page::of(store.list_link_intents(&filter, request)?, |intent| intent.id.to_string())
    },
    entry: |store, id| entry(&store.link_intent(id.parse()?)?),
    actions: ACTIONS,
    export: Some(RecordKind::LinkIntent),
    empty: "Nobody was invited yet: n creates an intent, whose URL makes a client and its link.",
    known: |intent| format!("for {}", intent.told(text("client_id_name"))),
    ..Collection::USUAL
};

fn entry(intent: &LinkIntent) -> Result<Entry> {
    Entry::new(&intent.id, intent)
}

/// A new intent, and its URL this once.
pub(super) fn with_url(made: Outcome<LinkIntentWithUrl>) -> Result<Done> {
    let made = made.into_record();
    Ok(Done::entry(entry(&made.link_intent)?).once("Onboarding URL", made.url))
}

/// What an intent is made of, but for who invites.
pub(super) fn new_fields() -> Vec<Field> {
    let hint = "the name that the client will have, 1 to 100 characters";
    vec![
        Field::text("client_id_name", "Client name", hint).required(),
        Field::new(
            "expires_in",
            "Expires in",
            "30m, 2h, 1d or seconds; two days unless given",
            FieldInput::Seconds,
        ),
    ]
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create an intent; the onboarding URL to hand on is shown this once",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| {
            let pick = FieldInput::Pick(&ORCHESTRATORS);
            let mut fields = new_fields();
            let invites =
                Field::new("orchestrator_id", "Invited by", "the orchestrator who invites", pick);
            fields.insert(1, invites.required());
            Form { fields, is_edit: false }
        }),
        run: |store, _, body| with_url(store.create_link_intent(NewLinkIntent::from_json(body)?)?),
        ..Action::USUAL
    },
    Action {
        name: "redeem",
        label: "Redeem a token",
        about: "Make a client and its link from an onboarding URL or its token, whichever intent that \
                is of; the client's secret is shown this once",
        key: 'r',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![
                Field::new("token", "Token", "the onboarding URL or its token", FieldInput::Secret)
                    .required(),
            ],
            is_edit: false,
        }),
        run: |store, _, body| {
            let redeeming: Redeeming = body::parsed(body)?;
            let made = store.redeem_link_intent(&redeeming.token)?.into_record();
            let client = &made.client.client.client_id;
            let told = format!("Redeem: {client}, linked to {}", made.link.orchestrator_id);
            Ok(Done::default().told(told).once("Client secret", made.client.client_secret))
        },
        ..Action::USUAL
    },
    Action {
        name: "revoke",
        label: "Revoke",
        done: "revoked",
        about: "Take the intent back: its URL is good for nothing then",
        key: 'x',
        on: On::Many,
        refusal: |intent| {
            let status = intent.text("status").unwrap_or_default();
            matches!(status.as_str(), "used" | "revoked").then(|| format!("it is {status}"))
        },
        confirm: true,
        run: |store, subject, _| {
            let revoked = store.revoke_link_intent(subject.id.parse()?)?;
            Ok(Done::entry(entry(&revoked)?))
        },
        ..Action::USUAL
    },
];

/// The body of `redeem`. No `Debug`: it is the secret.
#[derive(Deserialize)]
struct Redeeming {
    token: String,
}
