//! Webhook endpoints: who is told of which events.

use billfold_core::filter::quoted;
use billfold_core::{
    Delivery, DeliveryStatus, NewWebhookEndpoint, RecordKind, Result, WebhookEndpoint,
    WebhookEndpointFilter, WebhookEndpointUpdate, WebhookEndpointWithSecret,
};

use crate::app::collection::{
    Action, Cells, Collection, Done, Fact, Field, FieldInput, Form, On, Query, RelatedList, Section,
};
use crate::app::entry::Entry;
use crate::app::screens::DELIVERIES;
use crate::app::{data, page};
use crate::deliver;
use crate::output::{number, text, time};

/// Webhook endpoints, newest first, without those that were removed.
pub(crate) static ENDPOINTS: Collection = Collection {
    name: "webhooks",
    title: "Endpoints",
    noun: "webhook endpoint",
    columns: &[
        Cells::id("ID", text("id")),
        Cells::status(text("status"), 10),
        Cells::growing("URL", text("url"), 20).middle(),
        Cells::fixed("PENDING", number("pending"), 7),
        Cells::fixed("ABANDONED", number("abandoned"), 9),
        Cells::growing("EVENTS", text("event_types"), 12),
        Cells::fixed("NEXT", time("retry_at"), 11),
        Cells::growing("DESCRIPTION", text("description"), 12),
        Cells::fixed("CREATED", time("created_at"), 11),
    ],
    facts: &[
        text("status"),
        text("url"),
        text("event_types"),
        text("description"),
        number("pending"),
        number("abandoned"),
        number("unanswered"),
        time("retry_at"),
        time("created_at"),
        time("updated_at"),
        number("version"),
        text("id"),
    ],
    labels: &[("url", "URL"), ("event_types", "events"), ("retry_at", "next try")],
    called: "url",
    lists: &[
        RelatedList {
            label: "Deliveries",
            to: &DELIVERIES,
            query: |endpoint| Query::of(format!("endpoint:{}", quoted(&endpoint.id))),
        },
        RelatedList {
            label: "Abandoned deliveries",
            to: &DELIVERIES,
            query: |endpoint| {
                Query::of(format!("endpoint:{} status:abandoned", quoted(&endpoint.id)))
            },
        },
    ],
    terms: WebhookEndpointFilter::terms,
    check: |text| WebhookEndpointFilter::parse(text).map(|_| Vec::new()),
    page: |store, query, request| {
        let filter: WebhookEndpointFilter = data::filter(query)?;
        let found = store.list_webhook_endpoints(&filter, request)?;
        page::of(found, |endpoint| endpoint.id.to_string())
    },
    entry: |store, id| entry(&store.webhook_endpoint(id.parse()?)?),
    extra: |_, endpoint| {
        let is_told_all = endpoint.text("event_types").is_none();
        let fact = Fact::new("events", "every type");
        Ok(is_told_all.then(|| Section::new("Told of", vec![fact])).into_iter().collect())
    },
    actions: ACTIONS,
    export: Some(RecordKind::WebhookEndpoint),
    known: |endpoint| format!("of {}", endpoint.told(text("url"))),
    empty: "No webhook endpoint is told of anything yet: n adds one.",
    ..Collection::USUAL
};

fn entry(endpoint: &WebhookEndpoint) -> Result<Entry> {
    Entry::new(&endpoint.id, endpoint)
}

fn done(endpoint: &WebhookEndpoint) -> Result<Done> {
    entry(endpoint).map(Done::entry)
}

/// What is said of a secret that was just made.
const AGAIN: &str = "Give it to the receiver, to verify by. Show the secret shows it again.";

fn with_secret(made: &WebhookEndpointWithSecret) -> Result<Done> {
    Ok(done(&made.webhook_endpoint)?.once("secret", made.secret.clone()).again(AGAIN))
}

const ACTIONS: &[Action] = &[
    Action {
        name: "new",
        label: "New",
        done: "made",
        about: "Tell a URL of events; its secret is for its receiver to verify deliveries by",
        key: 'n',
        on: On::Nothing,
        form: Some(|_| {
            let mut fields = shared_fields();
            let hint = "whsec_…, one that the receiver has already; empty: one is made";
            fields.push(Field::new("secret", "Secret", hint, FieldInput::Secret));
            Form { fields, is_edit: false }
        }),
        run: |store, _, body| {
            with_secret(&*store.create_webhook_endpoint(NewWebhookEndpoint::from_json(body)?)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "edit",
        label: "Edit",
        done: "changed",
        about: "Change its URL, its events or its description, disable it or enable it again",
        key: 'e',
        on: On::One,
        form: Some(|endpoint| {
            let status = FieldInput::Choice(&["active", "disabled"]);
            let mut fields = shared_fields();
            fields.push(Field::new("status", "Status", "disabled: it is told nothing", status));
            Form {
                fields: fields.into_iter().map(|field| field.of(endpoint)).collect(),
                is_edit: true,
            }
        }),
        run: |store, subject, body| {
            let (id, update) = (subject.id.parse()?, WebhookEndpointUpdate::from_json(body)?);
            done(&*store.update_webhook_endpoint(id, update)?)
        },
        ..Action::USUAL
    },
    Action {
        name: "test",
        label: "Send a test",
        about: "Send a test now, and show what it answers; up to 15 seconds",
        key: 't',
        on: On::OneSlowly,
        refusal: |endpoint| {
            let is_active = endpoint.is("status", "active");
            (!is_active).then(|| "it is disabled".to_owned())
        },
        // What is sent is sent: there is nothing to rehearse, and nothing to lose.
        confirm: false,
        run: |store, subject, _| {
            let id = subject.id.parse()?;
            let sent =
                deliver::send_test(store, id).map_err(crate::failure::Failure::into_error)?;
            Ok(done(&store.webhook_endpoint(id)?)?.told(what_came(&sent)))
        },
        ..Action::USUAL
    },
    Action {
        name: "secret",
        label: "Show the secret",
        done: "showed the secret of",
        about: "The secret that signs its deliveries: whoever has it can forge them",
        key: 'v',
        on: On::One,
        confirm: true,
        reads: true,
        run: |store, subject, _| {
            let id = subject.id.parse()?;
            let again = "Whoever has it can forge deliveries. It can be shown again.";
            let secret = store.webhook_secret(id)?;
            Ok(done(&store.webhook_endpoint(id)?)?.once("secret", Some(secret)).again(again))
        },
        ..Action::USUAL
    },
    Action {
        name: "rotate",
        label: "Rotate the secret",
        done: "made a new secret for",
        about: "Give it a new secret; the old one goes on signing for a day",
        key: 'r',
        on: On::One,
        confirm: true,
        run: |store, subject, _| with_secret(&*store.rotate_webhook_secret(subject.id.parse()?)?),
        ..Action::USUAL
    },
    Action {
        name: "remove",
        label: "Remove",
        done: "removed",
        about: "Remove it for good; what it has not been told it will not be told",
        key: 'x',
        on: On::One,
        confirm: true,
        run: |store, subject, _| done(&*store.remove_webhook_endpoint(subject.id.parse()?)?),
        ..Action::USUAL
    },
];

/// What a new endpoint and an edit share.
fn shared_fields() -> Vec<Field> {
    let events = "payment.completed, payment.*; empty: every type";
    vec![
        Field::text("url", "URL", "where deliveries go: http or https").required(),
        Field::new("event_types", "Events", events, FieldInput::Words),
        Field::text("description", "Description", "what it is for, up to 500 characters"),
    ]
}

/// What became of a test, in words.
fn what_came(sent: &Delivery) -> String {
    let answer = match (sent.last_status_code, &sent.last_error) {
        (Some(code), _) => format!("HTTP {code}"),
        (None, Some(error)) => error.clone(),
        (None, None) => "no answer yet".to_owned(),
    };
    match sent.status {
        DeliveryStatus::Delivered => format!("the test was taken: {answer}"),
        _ => format!("the test was not taken: {answer}; it is tried again when it is time"),
    }
}
