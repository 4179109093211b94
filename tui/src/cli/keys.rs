//! `billfold keys`.

use billfold_core::{ApiKeyId, ClientId, NewApiKey};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, secret, text, time};

const COLUMNS: &[Column] = &[
    text("id"),
    text("client_id"),
    text("name"),
    text("status"),
    text("key_hint"),
    time("created_at"),
    time("revoked_at").detail(),
    number("version").detail(),
    secret("key"),
];

/// API keys: what opens payments and customers, of one client or of the store itself
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create an API key, shown this once; without a client it is the store's own
    Create(Input<Fields>),
    /// List all, newest first
    List(ListArguments),
    /// Refuse it from now on, for good
    Revoke {
        /// The key's id, apk_…; it is not the key
        id: ApiKeyId,
    },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
    /// Whose payments and customers it opens
    #[arg(long)]
    client_id: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those of this client
    #[arg(long)]
    client_id: Option<ClientId>,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = NewApiKey::from_json(&input.body()?)?;
            let created = session.creator()?.create_api_key(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::List(ListArguments { client_id, paging }) => {
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_api_keys(client_id.as_ref(), page))
        }
        Verb::Revoke { id } => {
            session.confirm(&format!("revoke the API key {id} for good"))?;
            let revoked = session.writer()?.revoke_api_key(id)?;
            session.changed(COLUMNS, &revoked)
        }
    }
}
