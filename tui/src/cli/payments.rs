//! `billfold payments`.

use billfold_core::{
    ClientId, Completion, Currency, CustomerId, NewPayment, PaymentFailure, PaymentFilter,
    PaymentId, PaymentStatus, PaymentUpdate,
};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::{Clearable, Edit, Input, json};
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, amount, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("status"),
    amount("amount", "currency"),
    text("currency"),
    text("customer.name"),
    text("description"),
    time("created_at"),
    time("expires_at").detail(),
    time("completed_at").detail(),
    time("updated_at").detail(),
    text("customer.id").detail(),
    text("customer.email").detail(),
    text("payment_link").detail(),
    text("payment_method").detail(),
    text("success_url").detail(),
    text("cancel_url").detail(),
    text("metadata").detail(),
    number("amount_minor").detail(),
    text("client_id").detail(),
    number("mcc").detail(),
    text("fee_plan.orchestrator_id").detail(),
    amount("fee_plan.payer_total", "fee_plan.currency").detail(),
    amount("fee_plan.recipient_net", "fee_plan.currency").detail(),
    text("fee_plan.lines").detail(),
    text("failure.code").detail(),
    text("failure.message").detail(),
    time("late_payment.recorded_at").detail(),
    text("late_payment.payment_method").detail(),
    number("version").detail(),
];

/// Payments: created, shared as a link, then completed, failed or expired
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a payment and its link
    Create(Box<Input<NewFields>>),
    /// Show one
    Get { id: PaymentId },
    /// List payments, newest first
    #[command(after_long_help = filter::help(&PaymentFilter::terms()))]
    List(Box<ListArguments>),
    /// Money has come for a pending payment
    Complete(CompletionArguments),
    /// A pending payment will not be paid
    Fail {
        id: PaymentId,
        #[command(flatten)]
        input: Input<FailureFields>,
    },
    /// End a pending payment before its time
    Expire { id: PaymentId },
    /// Money has come for an expired payment; it stays expired
    Late(CompletionArguments),
    /// Change the description, URLs or metadata of a pending payment
    Edit {
        id: PaymentId,
        #[command(flatten)]
        edit: Edit<Fields>,
    },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct NewFields {
    /// In major units, such as 500.00
    #[arg(long)]
    amount: Option<String>,
    /// ISO 4217, such as USD
    #[arg(long)]
    currency: Option<String>,
    /// Its id, a UUID, if it must be one of your choice
    #[arg(long)]
    id: Option<String>,
    /// Whose payment it is; a client's own credential need not say
    #[arg(long)]
    client_id: Option<String>,
    /// Merchant category code
    #[arg(long)]
    mcc: Option<u32>,
    #[command(flatten)]
    customer: Option<CustomerFields>,
    #[command(flatten)]
    #[serde(flatten)]
    fields: Fields,
    /// Seconds until it expires; an hour unless given
    #[arg(long, value_name = "SECONDS")]
    expires_in: Option<i64>,
}

/// The customer of a new payment: one that exists, or a new one.
#[derive(Debug, Args, Serialize)]
pub(crate) struct CustomerFields {
    /// A customer that exists
    #[serde(skip_serializing_if = "Option::is_none")]
    #[arg(id = "customer_id", long = "customer-id", value_name = "ID")]
    id: Option<String>,
    /// The name of a new customer
    #[serde(skip_serializing_if = "Option::is_none")]
    #[arg(id = "customer_name", long = "customer-name", value_name = "NAME")]
    name: Option<String>,
    /// The e-mail address of a new customer
    #[serde(skip_serializing_if = "Option::is_none")]
    #[arg(id = "customer_email", long = "customer-email", value_name = "EMAIL")]
    email: Option<String>,
}

/// The body of `edit`, and what it shares with that of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// Up to 500 characters
    #[arg(long)]
    description: Option<String>,
    /// Where the customer goes after paying
    #[arg(long, value_name = "URL")]
    success_url: Option<String>,
    /// Where the customer goes instead
    #[arg(long, value_name = "URL")]
    cancel_url: Option<String>,
    /// A JSON object of your own
    #[arg(long, value_name = "JSON", value_parser = json)]
    metadata: Option<Box<RawValue>>,
}

impl Clearable for Fields {
    const FIELDS: &'static [&'static str] =
        &["description", "success-url", "cancel-url", "metadata"];
}

/// What `complete` and `late` take.
#[derive(Debug, Args)]
pub(crate) struct CompletionArguments {
    id: PaymentId,
    #[command(flatten)]
    input: Input<CompletionFields>,
}

/// The body of `complete` and `late`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct CompletionFields {
    /// How it was paid: a type such as card, or a JSON object with a type
    #[arg(long, value_name = "TYPE|JSON", value_parser = method)]
    payment_method: Option<Box<RawValue>>,
}

/// The body of `fail`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct FailureFields {
    /// Why, as a word: card_declined
    #[arg(long)]
    code: Option<String>,
    /// Why, for a person
    #[arg(long)]
    message: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those that are pending, completed, expired or failed
    #[arg(long)]
    status: Option<PaymentStatus>,
    /// Only those of this client
    #[arg(long)]
    client_id: Option<ClientId>,
    /// Only those of this customer
    #[arg(long)]
    customer_id: Option<CustomerId>,
    /// Only those in this currency
    #[arg(long)]
    currency: Option<Currency>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = session.input::<NewPayment>(&input.body()?)?;
            let created = session.creator()?.create_payment(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { id } => {
            let found = session.reader()?.payment(id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(arguments) => list(*arguments, session),
        Verb::Complete(CompletionArguments { id, input }) => {
            let completion = session.input::<Completion>(&input.body()?)?;
            let completed = session.writer()?.complete_payment(id, completion)?;
            session.changed(COLUMNS, &completed)
        }
        Verb::Fail { id, input } => {
            let failure = session.input::<PaymentFailure>(&input.body()?)?;
            let failed = session.writer()?.fail_payment(id, failure)?;
            session.changed(COLUMNS, &failed)
        }
        Verb::Expire { id } => {
            let expired = session.writer()?.expire_payment(id)?;
            session.changed(COLUMNS, &expired)
        }
        Verb::Late(CompletionArguments { id, input }) => {
            let completion = session.input::<Completion>(&input.body()?)?;
            let recorded = session.writer()?.record_late_payment(id, completion)?;
            session.changed(COLUMNS, &recorded)
        }
        Verb::Edit { id, edit } => {
            let update = session.input::<PaymentUpdate>(&edit.body()?)?;
            let updated = session.writer()?.update_payment(id, update)?;
            session.changed(COLUMNS, &updated)
        }
    }
}

fn list(arguments: ListArguments, session: &mut Session) -> Result<()> {
    let mut filter = arguments.filtering.read(|filter: &mut PaymentFilter| &mut filter.sort)?;
    filter.status.add_given(arguments.status);
    filter.client.add_given(arguments.client_id);
    filter.customer.add_given(arguments.customer_id);
    filter.currency.add_given(arguments.currency);
    let store = session.reader()?;
    if session.is_for_people() {
        filter.notes().iter().try_for_each(|note| session.note(note))?;
    }
    session.list(COLUMNS, &arguments.paging, |page| store.list_payments(&filter, page))
}

/// A payment method: a JSON object as it is, a word as its type.
fn method(text: &str) -> Result<Box<RawValue>, String> {
    if text.trim_start().starts_with('{') {
        return json(text);
    }
    let word = serde_json::to_string(text).map_err(|error| error.to_string())?;
    json(&format!("{{\"type\":{word}}}"))
}
