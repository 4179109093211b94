//! `billfold webhooks`.

use billfold_core::{
    DeliveryFilter, DeliveryId, DeliveryStatus, EventType, NewWebhookEndpoint, Outcome,
    PageRequest, WebhookEndpointFilter, WebhookEndpointId, WebhookEndpointStatus,
    WebhookEndpointUpdate, WebhookEndpointWithSecret,
};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::{self, Clearable, Edit, Input, Stdin};
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::deliver;
use crate::failure::{Failure, Result};
use crate::output::{Column, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("status"),
    text("url"),
    text("event_types"),
    number("pending"),
    number("abandoned"),
    number("unanswered"),
    time("retry_at"),
    text("description"),
    time("created_at").detail(),
    time("updated_at").detail(),
    number("version").detail(),
    // Unlike other secrets it can be shown again.
    text("secret").alone(),
];

const SECRET_COLUMNS: &[Column] = &[text("endpoint_id"), text("secret")];

/// Of deliveries, wherever they are shown.
pub(crate) const DELIVERY_COLUMNS: &[Column] = &[
    text("id"),
    text("type"),
    text("status"),
    number("attempts"),
    number("last_status_code"),
    text("last_error"),
    time("next_attempt_at"),
    text("object_id"),
    text("endpoint_id"),
    text("event_id").detail(),
    number("event_seq").detail(),
    text("object").detail(),
    number("answered_failures").detail(),
    time("claimed_until").detail(),
    time("created_at").detail(),
    time("updated_at").detail(),
    time("delivered_at").detail(),
];

const ATTEMPT_COLUMNS: &[Column] = &[
    number("number"),
    text("outcome"),
    time("started_at"),
    number("status_code"),
    text("error"),
    number("duration_milliseconds"),
];

const QUEUED_COLUMNS: &[Column] = &[number("queued")];

/// Webhooks: who is told of which events, and what became of each delivery
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Add an endpoint; its secret is for its receiver to verify deliveries by
    Add(Input<NewFields>),
    /// Show one
    Get { id: WebhookEndpointId },
    /// List endpoints, newest first
    #[command(after_long_help = filter::help(&WebhookEndpointFilter::terms()))]
    List(ListArguments),
    /// Change an endpoint, disable it, or enable it again
    Update {
        id: WebhookEndpointId,
        #[command(flatten)]
        edit: Edit<Fields>,
    },
    /// Give it a new secret; the old one goes on signing for a day
    Rotate { id: WebhookEndpointId },
    /// Show the secret that signs its deliveries
    Secret { id: WebhookEndpointId },
    /// Remove an endpoint for good; what it has not been told it will not be told
    Remove { id: WebhookEndpointId },
    /// Send a test to an endpoint now, and show what it answers
    Test { id: WebhookEndpointId },
    /// List deliveries, newest first
    #[command(after_long_help = filter::help(&DeliveryFilter::terms()))]
    Deliveries {
        #[command(flatten)]
        filter: Filter,
        #[command(flatten)]
        paging: Paging,
    },
    /// Show one delivery and every attempt to make it
    Delivery { id: DeliveryId },
    /// Send again, whatever came of it before: one delivery, or all that the options choose
    #[command(after_long_help = filter::help(&DeliveryFilter::terms()))]
    Replay {
        /// The delivery
        id: Option<DeliveryId>,
        #[command(flatten)]
        filter: Filter,
    },
}

/// The body of `add`.
#[derive(Args, Serialize)]
pub(crate) struct NewFields {
    /// Where deliveries go: http or https
    #[arg(long)]
    url: Option<String>,
    /// Which events it is told, with commas between: payment.completed, or payment.* for all of
    /// an object; every type unless given
    #[arg(long = "events", value_name = "TYPES", value_delimiter = ',')]
    event_types: Option<Vec<String>>,
    /// What it is for, up to 500 characters
    #[arg(long)]
    description: Option<String>,
    /// A secret that the receiver has already: whsec_…, or @FILE, which ps does not show
    #[arg(long, value_parser = read_secret)]
    secret: Option<String>,
}

/// Shows no secret.
impl std::fmt::Debug for NewFields {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NewFields").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The body of `update`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// Where deliveries go from now on
    #[arg(long)]
    url: Option<String>,
    /// Which events it is told from now on, with commas between; --clear makes it every type
    #[arg(long = "events", value_name = "TYPES", value_delimiter = ',')]
    event_types: Option<Vec<String>>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// active or disabled
    #[arg(long)]
    status: Option<String>,
}

impl Clearable for Fields {
    const FIELDS: &'static [&'static str] = &["event-types", "description"];
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those that are active or disabled
    #[arg(long)]
    status: Option<WebhookEndpointStatus>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Which deliveries.
#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Only those to this endpoint
    #[arg(long, value_name = "ENDPOINT_ID")]
    endpoint: Option<WebhookEndpointId>,
    /// Only those that are pending, delivered or abandoned
    #[arg(long)]
    status: Option<DeliveryStatus>,
    /// Only those of this type, such as payment.completed, or payment.* for all of an object
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<EventType>,
    /// Only those that tell of this record
    #[arg(long, value_name = "ID")]
    object_id: Option<String>,
    #[command(flatten)]
    filtering: Filtering,
}

impl Filter {
    fn filter(self) -> Result<DeliveryFilter> {
        let mut filter = self.filtering.read(|filter: &mut DeliveryFilter| &mut filter.sort)?;
        filter.endpoint.add_given(self.endpoint);
        filter.status.add_given(self.status);
        filter.kind.add_given(self.kind);
        filter.object_id.add_given(self.object_id);
        Ok(filter)
    }
}

/// What `secret` answers.
#[derive(Serialize)]
struct Revealed<'a> {
    endpoint_id: WebhookEndpointId,
    secret: &'a str,
}

/// What a replay of many answers.
#[derive(Serialize)]
struct Queued {
    queued: u64,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Add(input) => {
            let new = NewWebhookEndpoint::from_json(&input.body()?)?;
            let added = session.creator()?.create_webhook_endpoint(new)?;
            with_secret(&added, session)
        }
        Verb::Get { id } => {
            let found = session.reader()?.webhook_endpoint(id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { status, filtering, paging }) => {
            let mut filter =
                filtering.read(|filter: &mut WebhookEndpointFilter| &mut filter.sort)?;
            filter.status.add_given(status);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_webhook_endpoints(&filter, page))
        }
        Verb::Update { id, edit } => {
            let update = WebhookEndpointUpdate::from_json(&edit.body()?)?;
            let updated = session.writer()?.update_webhook_endpoint(id, update)?;
            session.changed(COLUMNS, &updated)
        }
        Verb::Rotate { id } => {
            let rotated = session.writer()?.rotate_webhook_secret(id)?;
            with_secret(&rotated, session)
        }
        Verb::Secret { id } => {
            let secret = session.reader()?.webhook_secret(id)?;
            session.show(SECRET_COLUMNS, &Revealed { endpoint_id: id, secret: secret.expose() })
        }
        Verb::Remove { id } => remove(id, session),
        Verb::Test { id } => test(id, session),
        Verb::Deliveries { filter, paging } => {
            let (store, filter) = (session.reader()?, filter.filter()?);
            session.list(DELIVERY_COLUMNS, &paging, |page| store.list_deliveries(&filter, page))
        }
        Verb::Delivery { id } => show_delivery(id, session),
        Verb::Replay { id, filter } => replay(id, &filter.filter()?, session),
    }
}

/// A secret given as an option: the text itself, or a file's after `@`.
fn read_secret(argument: &str) -> Result<String, String> {
    let read = input::read(argument, Stdin::Refused);
    let unreadable = |_| format!("{} cannot be read", argument.trim_start_matches('@'));
    read.map(|text| text.trim().to_owned()).map_err(unreadable)
}

fn with_secret(endpoint: &Outcome<WebhookEndpointWithSecret>, session: &mut Session) -> Result<()> {
    session.changed(COLUMNS, endpoint)?;
    if endpoint.secret.is_none() {
        return Ok(());
    }
    session.note("give the secret to the receiver; `billfold webhooks secret` shows it again")
}

fn remove(id: WebhookEndpointId, session: &mut Session) -> Result<()> {
    session.confirm(&format!("remove the webhook endpoint {id} for good"))?;
    let removed = session.writer()?.remove_webhook_endpoint(id)?;
    session.changed(COLUMNS, &removed)
}

fn test(id: WebhookEndpointId, session: &mut Session) -> Result<()> {
    session.refuse_dry_run("what is sent is sent")?;
    let store = session.writer()?;
    let sent = deliver::send_test(&store, id)?;
    session.changed(DELIVERY_COLUMNS, &sent)?;
    match sent.status {
        DeliveryStatus::Delivered => Ok(()),
        _ => session.note("it was not taken; `billfold deliver` tries again when it is time"),
    }
}

/// People read a delivery's attempts below it, as a table.
fn show_delivery(id: DeliveryId, session: &mut Session) -> Result<()> {
    let found = session.reader()?.delivery(id)?;
    if !session.is_for_people() {
        return session.show(DELIVERY_COLUMNS, &found);
    }
    session.show(DELIVERY_COLUMNS, &found.delivery)?;
    if found.attempts_made.is_empty() {
        return session.note("no attempts yet");
    }
    session.print("\n")?;
    session.items(ATTEMPT_COLUMNS, &found.attempts_made)
}

fn replay(id: Option<DeliveryId>, filter: &DeliveryFilter, session: &mut Session) -> Result<()> {
    let chooses = *filter != DeliveryFilter::default();
    match id {
        Some(id) if !chooses => {
            let replayed = session.writer()?.replay_delivery(id)?;
            session.changed(DELIVERY_COLUMNS, &replayed)
        }
        None if chooses => replay_many(filter, session),
        _ => {
            let message = "say which: the id of a delivery, or options such as --status abandoned";
            Err(Failure::usage(message))
        }
    }
}

fn replay_many(filter: &DeliveryFilter, session: &mut Session) -> Result<()> {
    let store = session.writer()?;
    let count = store.list_deliveries(filter, &PageRequest::first().limit(1))?.total;
    if count > 0 {
        session.confirm(&format!("send {count} deliveries again"))?;
    }
    let queued = store.replay_deliveries(filter)?;
    session.changed(QUEUED_COLUMNS, &Queued { queued })
}
