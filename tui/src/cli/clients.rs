//! `billfold clients`.

use billfold_core::{ClientFilter, ClientId, ClientStatus, ClientUpdate, NewClient};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, secret, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("client_id"),
    text("name"),
    text("status"),
    time("created_at"),
    time("updated_at").detail(),
    number("version").detail(),
    secret("client_secret"),
];

/// Clients: the platforms that own payments and requests to link
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a client; its secret is shown this once
    Create(Input<NewFields>),
    /// Show one
    Get { client_id: ClientId },
    /// List all, newest first
    #[command(after_long_help = filter::help(&ClientFilter::terms()))]
    List(ListArguments),
    /// Change its name, or make it active or inactive
    Edit {
        client_id: ClientId,
        #[command(flatten)]
        input: Input<Fields>,
    },
    /// Give one a new secret, shown this once; the old one is good for nothing
    Rotate { client_id: ClientId },
    /// Take it out of service for good; its link ends too
    Revoke { client_id: ClientId },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct NewFields {
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
    /// Its id, if it must be one of your choice
    #[arg(long)]
    client_id: Option<String>,
}

/// The body of `edit`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
    /// active or inactive
    #[arg(long)]
    status: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those that are active, inactive or revoked
    #[arg(long)]
    status: Option<ClientStatus>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = NewClient::from_json(&input.body()?)?;
            let created = session.creator()?.create_client(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { client_id } => {
            let found = session.reader()?.client(&client_id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { status, filtering, paging }) => {
            let mut filter = filtering.read(|filter: &mut ClientFilter| &mut filter.sort)?;
            filter.status.add_given(status);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_clients(&filter, page))
        }
        Verb::Edit { client_id, input } => {
            let update = ClientUpdate::from_json(&input.body()?)?;
            let updated = session.writer()?.update_client(&client_id, update)?;
            session.changed(COLUMNS, &updated)
        }
        Verb::Rotate { client_id } => {
            let question = format!("give {client_id} a new secret");
            session.confirm(&question)?;
            let rotated = session.writer()?.rotate_client_secret(&client_id)?;
            session.changed(COLUMNS, &rotated)
        }
        Verb::Revoke { client_id } => {
            session.confirm(&format!("revoke {client_id} for good"))?;
            let revoked = session.writer()?.revoke_client(&client_id)?;
            session.changed(COLUMNS, &revoked)
        }
    }
}
