//! `billfold branding`.

use billfold_core::{BrandingValues, ClientId};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::input::Input;
use crate::cli::links::Orchestrator;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("source").alone(),
    text("orchestrator_id"),
    text("client_id"),
    text("display_name"),
    text("primary_color").detail(),
    text("secondary_color").detail(),
    text("accent_color").detail(),
    text("background_color").detail(),
    text("text_color").detail(),
    text("logo_url").detail(),
    text("terms_url").detail(),
    text("privacy_url").detail(),
    time("created_at").detail(),
    time("updated_at"),
    number("version").detail(),
];

/// Branding: how the payments of an orchestrator's clients look
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Set it as a whole: what is not given is empty
    Set {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        input: Box<Input<Fields>>,
    },
    /// Show it as it was set
    Get(Target),
    /// List an orchestrator's own and those of its clients, newest first
    List {
        #[command(flatten)]
        orchestrator: Orchestrator,
        #[command(flatten)]
        paging: Paging,
    },
    /// Take it away
    Delete(Target),
    /// Show how a client's payments look: the client's own branding, else its orchestrator's
    Resolve { client_id: ClientId },
}

/// Whose branding.
#[derive(Debug, Args)]
pub(crate) struct Target {
    #[command(flatten)]
    orchestrator: Orchestrator,
    /// The one for this client only
    #[arg(long)]
    client_id: Option<ClientId>,
}

/// The body of `set`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// The name that payers see
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// Three or six hexadecimal digits after a #
    #[arg(long, value_name = "COLOR")]
    primary_color: Option<String>,
    /// As above
    #[arg(long, value_name = "COLOR")]
    secondary_color: Option<String>,
    /// As above
    #[arg(long, value_name = "COLOR")]
    accent_color: Option<String>,
    /// As above
    #[arg(long, value_name = "COLOR")]
    background_color: Option<String>,
    /// As above
    #[arg(long, value_name = "COLOR")]
    text_color: Option<String>,
    /// A URL or a path
    #[arg(long, value_name = "URL")]
    logo_url: Option<String>,
    /// A URL or a path
    #[arg(long, value_name = "URL")]
    terms_url: Option<String>,
    /// A URL or a path
    #[arg(long, value_name = "URL")]
    privacy_url: Option<String>,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Set { target: Target { orchestrator, client_id }, input } => {
            let values = session.input::<BrandingValues>(&input.body()?)?;
            let store = session.writer()?;
            let set = store.put_branding(orchestrator.id, client_id.as_ref(), values)?;
            session.changed(COLUMNS, &set)
        }
        Verb::Get(Target { orchestrator, client_id }) => {
            let found = session.reader()?.branding(orchestrator.id, client_id.as_ref())?;
            session.show(COLUMNS, &found)
        }
        Verb::List { orchestrator, paging } => {
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_branding(orchestrator.id, page))
        }
        Verb::Delete(Target { orchestrator, client_id }) => {
            let whose = client_id.as_ref().map_or("an orchestrator", ClientId::as_str);
            session.confirm(&format!("delete the branding of {whose}"))?;
            let store = session.writer()?;
            let deleted = store.delete_branding(orchestrator.id, client_id.as_ref())?;
            session.changed(COLUMNS, &deleted)
        }
        Verb::Resolve { client_id } => {
            let resolved = session.reader()?.resolve_branding(&client_id)?;
            session.show(COLUMNS, &resolved)
        }
    }
}
