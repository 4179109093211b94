//! `billfold orchestrators`.

use billfold_core::{NewOrchestrator, OrchestratorFilter, OrchestratorId};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, secret, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("name"),
    text("status"),
    text("key_hint"),
    time("created_at"),
    time("updated_at").detail(),
    number("version").detail(),
    secret("key"),
];

/// Orchestrators: who link clients and earn fees on their payments
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create an orchestrator; its key is shown this once
    Create(Input<Fields>),
    /// Show one
    Get { id: OrchestratorId },
    /// List all, newest first
    #[command(after_long_help = filter::help(&OrchestratorFilter::terms()))]
    List(ListArguments),
    /// Give one a new key, shown this once; the old one is good for nothing
    Rotate { id: OrchestratorId },
    /// Refuse its key until it is enabled again
    Disable { id: OrchestratorId },
    /// Accept its key again
    Enable { id: OrchestratorId },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = NewOrchestrator::from_json(&input.body()?)?;
            let created = session.creator()?.create_orchestrator(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { id } => {
            let found = session.reader()?.orchestrator(id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { filtering, paging }) => {
            let filter = filtering.read(|filter: &mut OrchestratorFilter| &mut filter.sort)?;
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_orchestrators(&filter, page))
        }
        Verb::Rotate { id } => {
            session.confirm(&format!("give {id} a new key"))?;
            let rotated = session.writer()?.rotate_orchestrator_key(id)?;
            session.changed(COLUMNS, &rotated)
        }
        Verb::Disable { id } => {
            session.confirm(&format!("disable {id}"))?;
            let disabled = session.writer()?.disable_orchestrator(id)?;
            session.changed(COLUMNS, &disabled)
        }
        Verb::Enable { id } => {
            let enabled = session.writer()?.enable_orchestrator(id)?;
            session.changed(COLUMNS, &enabled)
        }
    }
}
