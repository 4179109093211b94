//! `billfold fees`.

use billfold_core::{
    ClientId, FeeFilter, FeeId, FeePlan, FeePreview, FeeStatus, FeeUpdate, NewFee,
};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::input::{Clearable, Edit, Input};
use crate::cli::links::Orchestrator;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, amount, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("client_id"),
    text("fee_bearer"),
    number("bps"),
    amount("cap", "cap_currency"),
    text("cap_currency"),
    text("status"),
    text("orchestrator_id").detail(),
    number("cap_minor").detail(),
    time("created_at").detail(),
    time("updated_at").detail(),
    number("version").detail(),
];

const LINE_COLUMNS: &[Column] =
    &[text("fee_id"), text("fee_bearer"), number("bps"), number("amount")];

const PLAN_COLUMNS: &[Column] = &[
    text("orchestrator_id"),
    text("lines").in_data(),
    amount("payer_total", "currency"),
    amount("recipient_net", "currency"),
    text("currency"),
    number("payer_total_minor"),
    number("recipient_net_minor"),
];

/// Fees: what an orchestrator earns on the payments of its clients
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a fee: for one client, or the default for all that are linked
    Create(Input<NewFields>),
    /// Show one
    Get { id: FeeId },
    /// List an orchestrator's fees, newest first
    List(ListArguments),
    /// Change the rate or the cap; payments that exist keep theirs
    Edit {
        id: FeeId,
        #[command(flatten)]
        edit: Edit<Fields>,
    },
    /// Leave it out of new payments
    Disable { id: FeeId },
    /// Apply it to new payments again
    Enable { id: FeeId },
    /// Work out the fees of a payment without making one
    Preview(Input<PreviewFields>),
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct NewFields {
    /// Whose; an orchestrator's own key need not say
    #[arg(long = "orchestrator", value_name = "ORCHESTRATOR_ID")]
    orchestrator_id: Option<String>,
    /// For this client only
    #[arg(long)]
    client_id: Option<String>,
    /// Who bears it: payer or recipient
    #[arg(long = "bearer", value_name = "BEARER")]
    fee_bearer: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    fields: Fields,
}

/// The body of `edit`, and what it shares with that of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// Basis points, hundredths of a per cent: 0 to 10000
    #[arg(long)]
    bps: Option<i64>,
    #[command(flatten)]
    cap: Option<Cap>,
}

impl Clearable for Fields {
    const FIELDS: &'static [&'static str] = &["cap"];
}

/// The most that a fee comes to on one payment.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Cap {
    /// The most it comes to on one payment, in major units; payments in other currencies are refused
    #[arg(id = "cap", long = "cap", value_name = "AMOUNT", requires = "cap_currency")]
    amount: Option<String>,
    /// The currency of the cap
    #[arg(id = "cap_currency", long = "cap-currency", value_name = "CURRENCY", requires = "cap")]
    currency: Option<String>,
}

/// The body of `preview`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct PreviewFields {
    /// The payment's amount in major units
    #[arg(long)]
    amount: Option<String>,
    /// Its currency
    #[arg(long)]
    currency: Option<String>,
    /// Whose payment it would be
    #[arg(long)]
    client_id: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    orchestrator: Orchestrator,
    /// Only those for this client
    #[arg(long)]
    client_id: Option<ClientId>,
    /// Only those that are active or disabled
    #[arg(long)]
    status: Option<FeeStatus>,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = session.input::<NewFee>(&input.body()?)?;
            let created = session.writer()?.create_fee(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { id } => {
            let found = session.reader()?.fee(id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { orchestrator, client_id, status, paging }) => {
            let filter = FeeFilter::new(client_id, status);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_fees(orchestrator.id, &filter, page))
        }
        Verb::Edit { id, edit } => {
            let update = session.input::<FeeUpdate>(&edit.body()?)?;
            let updated = session.writer()?.update_fee(id, update)?;
            session.changed(COLUMNS, &updated)
        }
        Verb::Disable { id } => {
            let disabled = session.writer()?.disable_fee(id)?;
            session.changed(COLUMNS, &disabled)
        }
        Verb::Enable { id } => {
            let enabled = session.writer()?.enable_fee(id)?;
            session.changed(COLUMNS, &enabled)
        }
        Verb::Preview(input) => {
            let preview = FeePreview::from_json(&input.body()?)?;
            let plan = session.reader()?.preview_fees(&preview)?;
            match &plan {
                Some(plan) if session.is_for_people() => show_plan(plan, session),
                _ => session.show(PLAN_COLUMNS, &plan),
            }
        }
    }
}

/// The fees as a table, then what they come to.
fn show_plan(plan: &FeePlan, session: &mut Session) -> Result<()> {
    session.items(LINE_COLUMNS, &plan.lines)?;
    session.print("\n")?;
    session.show(PLAN_COLUMNS, plan)
}
