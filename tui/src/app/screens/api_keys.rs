//! API keys: what opens payments and customers, of one client or of the store itself.

use billfold_core::{ApiKey, ClientId, NewApiKey, Result};

use crate::app::collection::{
    Action, Cells, Collection, Done, Field, FieldInput, Form, On, Relation,
};
use crate::app::entry::Entry;
use crate::app::page;
use crate::app::screens::CLIENTS;
use crate::output::{number, text, time};

/// API keys, newest first: of one client where a list says so, else all.
pub(crate) static API_KEYS: Collection = Collection {
    name: "api_keys",
    title: "API keys",
    noun: "API key",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 10),
        Cells::growing("NAME", text("name"), 12),
        Cells::id("CLIENT", text("client_id")),
        Cells::fixed("KEY", text("key_hint"), 6),
        Cells::fixed("CREATED", time("created_at"), 11),
        Cells::fixed("REVOKED", time("revoked_at"), 11),
    ],
    facts: &[
        text("status"),
        text("name"),
        text("client_id"),
        text("key_hint"),
        time("created_at"),
        time("revoked_at"),
        number("version"),
        text("id"),
    ],
    labels: &[("client_id", "client"), ("key_hint", "key")],
    relations: &[Relation { path: "client_id", to: &CLIENTS }],
    page: |store, query, request| {
        let client: Option<ClientId> = query.owner.as_deref().map(str::parse).transpose()?;
        page::of(store.list_api_keys(client.as_ref(), request)?, |key| key.id.to_string())
    },
    entry: |store, id| entry(&store.api_key(id.parse()?)?),
    actions: ACTIONS,
    empty: "There is no API key yet: n makes one, of a client or of the store itself.",
    ..Collection::USUAL
};

fn entry(key: &ApiKey) -> Result<Entry> {
    Entry::new(&key.id, key)
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Create an API key, shown this once",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| {
            let hint = "whose payments and customers it opens; empty: whose list this is, \
                        else the store's own";
            let pick = FieldInput::Pick(&CLIENTS);
            let fields = vec![
                Field::text("name", "Name", "what it is for, 1 to 100 characters"),
                Field::new("client_id", "Client", hint, pick),
            ];
            Form { fields, is_edit: false }
        }),
        run: |store, subject, body| {
            let mut new = NewApiKey::from_json(body)?;
            if new.client_id.is_none() {
                new.client_id = subject.owner.map(str::parse).transpose()?;
            }
            let made = store.create_api_key(new)?.into_record();
            Ok(Done::entry(entry(&made.api_key)?).once("API key", made.key))
        },
        ..Action::USUAL
    },
    Action {
        name: "revoke",
        label: "Revoke",
        done: "revoked",
        about: "Refuse it from now on, for good",
        key: 'x',
        on: On::Many,
        refusal: |key| key.is("status", "revoked").then(|| "it is revoked".to_owned()),
        confirm: true,
        run: |store, subject, _| {
            let revoked = store.revoke_api_key(subject.id.parse()?)?;
            Ok(Done::entry(entry(&revoked)?))
        },
        ..Action::USUAL
    },
];
