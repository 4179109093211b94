//! `billfold links`: which clients carry an orchestrator's fees and branding.

use billfold_core::{ClientId, NewClientLink, OrchestratorId};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time};

const COLUMNS: &[Column] = &[text("client_id"), text("name"), text("status"), time("linked_at")];

const LINKING_COLUMNS: &[Column] = &[
    text("link.id"),
    text("link.orchestrator_id"),
    text("link.client_id"),
    text("link.status"),
    time("link.linked_at"),
    text("already_linked"),
];

pub(super) const LINK_COLUMNS: &[Column] = &[
    text("id"),
    text("orchestrator_id"),
    text("client_id"),
    text("status"),
    time("linked_at"),
    time("unlinked_at"),
    number("version"),
];

/// Client links: which clients carry an orchestrator's fees and branding
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the clients linked to an orchestrator, newest link first
    List {
        #[command(flatten)]
        orchestrator: Orchestrator,
        #[command(flatten)]
        paging: Paging,
    },
    /// Link a client that has told you its id
    Add(Input<Fields>),
    /// End a link; the client itself goes on working
    Remove {
        client_id: ClientId,
        #[command(flatten)]
        orchestrator: Orchestrator,
    },
}

/// The orchestrator that an operation is for.
#[derive(Debug, Args)]
pub(crate) struct Orchestrator {
    /// Whose; an orchestrator's own key need not say
    #[arg(long = "orchestrator", value_name = "ORCHESTRATOR_ID")]
    pub(crate) id: Option<OrchestratorId>,
}

/// The body of `add`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// The client
    #[arg(value_name = "CLIENT_ID")]
    client_id: Option<String>,
    /// Whose; an orchestrator's own key need not say
    #[arg(long = "orchestrator", value_name = "ORCHESTRATOR_ID")]
    orchestrator_id: Option<String>,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::List { orchestrator, paging } => {
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_linked_clients(orchestrator.id, page))
        }
        Verb::Add(input) => {
            let new = NewClientLink::from_json(&input.body()?)?;
            let linking = session.writer()?.link_client(new.orchestrator_id, &new.client_id)?;
            session.changed(LINKING_COLUMNS, &linking)
        }
        Verb::Remove { client_id, orchestrator } => {
            session.confirm(&format!("end the link of {client_id}"))?;
            let ended = session.writer()?.unlink_client(orchestrator.id, &client_id)?;
            session.changed(LINK_COLUMNS, &ended)
        }
    }
}
