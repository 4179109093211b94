//! Client links: which clients carry an orchestrator's fees and branding.

use billfold_core::{
    Client, ClientId, ClientLink, ClientLinkId, ClientStatus, NewClientLink, OrchestratorId,
    RecordKind, Result, Store, Timestamp,
};
use serde::Serialize;

use crate::app::collection::{
    Action, Cells, Collection, Done, Field, FieldInput, Form, On, Subject,
};
use crate::app::data::body;
use crate::app::entry::Entry;
use crate::app::screens::{CLIENTS, ORCHESTRATORS, clients, orchestrators};
use crate::output::{number, text, time};

/// The clients that are linked to an orchestrator, newest link first. An entry goes by the
/// client's id: a client has one link in force at the most.
pub(crate) static LINKS: Collection = Collection {
    name: "links",
    title: "Links",
    noun: "client link",
    columns: &[
        Cells::id("CLIENT", text("client_id")),
        Cells::status(text("status"), 10),
        Cells::growing("NAME", text("name"), 14),
        Cells::fixed("LINKED", time("linked_at"), 11),
    ],
    facts: &[
        text("status"),
        text("name"),
        text("orchestrator_id"),
        time("linked_at"),
        time("unlinked_at"),
        number("version"),
        text("client_id"),
        text("link_id"),
    ],
    labels: &[("client_id", "client"), ("orchestrator_id", "orchestrator")],
    relations: &orchestrators::RELATIONS,
    page: |store, query, request| {
        let owner = orchestrators::owner(query)?;
        let linked = store.list_linked_clients(owner, request)?;
        linked.try_map(|each| {
            let link = store.client_link(&each.client_id)?;
            // Between the two readings it may have ended.
            let link = link.filter(|link| Some(link.orchestrator_id) == owner);
            let linked_at = link.as_ref().map_or(each.linked_at, |link| link.linked_at);
            let row = Row { linked_at: Some(linked_at), ..Row::of(link.as_ref()) };
            row.entry(&each.client_id, &each.name, each.status)
        })
    },
    entry: |store, id| {
        let client = store.client(&id.parse()?)?;
        let link = store.client_link(&client.client_id)?;
        let link = link.ok_or_else(|| clients::not_linked(&client.client_id))?;
        entry(&client, &link)
    },
    actions: ACTIONS,
    export: Some(RecordKind::ClientLink),
    owner: Some(&ORCHESTRATORS),
    empty: "No client is linked yet: n links one that has told you its id.",
    history: Some(|link| link.text("link_id").unwrap_or_default()),
    ..Collection::USUAL
};

/// A link with what its client is called and may do.
#[derive(Debug, Default, Serialize)]
struct Row<'a> {
    client_id: Option<&'a ClientId>,
    name: &'a str,
    status: Option<ClientStatus>,
    orchestrator_id: Option<OrchestratorId>,
    linked_at: Option<Timestamp>,
    unlinked_at: Option<Timestamp>,
    link_id: Option<ClientLinkId>,
    version: Option<i64>,
}

impl<'a> Row<'a> {
    fn of(link: Option<&ClientLink>) -> Self {
        let Some(link) = link else { return Self::default() };
        Self {
            orchestrator_id: Some(link.orchestrator_id),
            linked_at: Some(link.linked_at),
            unlinked_at: link.unlinked_at,
            link_id: Some(link.id),
            version: Some(link.version),
            ..Self::default()
        }
    }

    fn entry(self, id: &'a ClientId, name: &'a str, status: ClientStatus) -> Result<Entry> {
        Entry::new(id, &Self { client_id: Some(id), name, status: Some(status), ..self })
    }
}

fn entry(client: &Client, link: &ClientLink) -> Result<Entry> {
    Row::of(Some(link)).entry(&client.client_id, &client.name, client.status)
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        about: "Link a client that has told you its id",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| Form {
            fields: vec![
                Field::new(
                    "client_id",
                    "Client",
                    "who is to carry the fees and branding",
                    FieldInput::Pick(&CLIENTS),
                )
                .required(),
            ],
            is_edit: false,
        }),
        run: |store, subject, body| {
            let owner = subject.owner.unwrap_or_default();
            let body = body::with(body, "orchestrator_id", owner)?;
            let new = NewClientLink::from_json(&body)?;
            let linking = store.link_client(new.orchestrator_id, &new.client_id)?;
            let client = store.client(&new.client_id)?;
            Ok(Done::entry(entry(&client, &linking.link)?).told(clients::linked(&linking)))
        },
        ..Action::USUAL
    },
    Action {
        name: "unlink",
        label: "End",
        about: "End the link; the client itself goes on working",
        key: 'u',
        on: On::Many,
        refusal: |link| link.text("unlinked_at").map(|_| "it has ended".to_owned()),
        confirm: true,
        run: unlink,
        ..Action::USUAL
    },
];

fn unlink(store: &Store, subject: Subject<'_>, _: &str) -> Result<Done> {
    let client = store.client(&subject.id.parse()?)?;
    let owner = match subject.owner {
        Some(owner) => Some(owner.parse()?),
        // Of a link that stands alone, not in its orchestrator's list.
        None => store.client_link(&client.client_id)?.map(|link| link.orchestrator_id),
    };
    let owner = owner.ok_or_else(|| clients::not_linked(&client.client_id))?;
    let ended = store.unlink_client(Some(owner), &client.client_id)?;
    let told = format!("End: the link of {} with {owner}", client.client_id);
    Ok(Done::entry(entry(&client, &ended)?).told(told))
}
