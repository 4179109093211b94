//! `billfold intents`.

use billfold_core::{LinkIntentFilter, LinkIntentId, LinkIntentStatus, NewLinkIntent};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::{self, Input};
use crate::cli::links::Orchestrator;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, secret, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("client_id_name"),
    text("status"),
    time("expires_at"),
    text("client_id"),
    text("token_hint"),
    text("orchestrator_id").detail(),
    time("created_at").detail(),
    time("used_at").detail(),
    time("revoked_at").detail(),
    number("version").detail(),
    secret("url"),
];

const REDEMPTION_COLUMNS: &[Column] = &[
    text("client_id"),
    text("name"),
    text("status"),
    text("link.id"),
    text("link.orchestrator_id"),
    time("link.linked_at"),
    secret("client_secret"),
];

/// Link intents: single-use invitations to make a client and link it
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create an intent; the onboarding URL to hand on is shown this once
    Create(Input<Fields>),
    /// List intents, newest first
    #[command(after_long_help = filter::help(&LinkIntentFilter::terms()))]
    List(ListArguments),
    /// Show the intent of a token, whatever has become of it; uses nothing up
    Find {
        /// The onboarding URL or its token: the text itself, @FILE, or - for standard input
        // One token in 64 begins with a hyphen.
        #[arg(allow_hyphen_values = true)]
        token: String,
    },
    /// Make the client and its link; the client's secret is shown this once
    Redeem {
        /// The onboarding URL or its token: the text itself, @FILE, or - for standard input
        // One token in 64 begins with a hyphen.
        #[arg(allow_hyphen_values = true)]
        token: String,
    },
    /// Take an intent back
    Revoke { id: LinkIntentId },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// The name that the client will have, 1 to 100 characters
    #[arg(long = "name")]
    client_id_name: Option<String>,
    /// Who invites; an orchestrator's own key need not say
    #[arg(long = "orchestrator", value_name = "ORCHESTRATOR_ID")]
    orchestrator_id: Option<String>,
    /// Seconds until it expires; two days unless given
    #[arg(long, value_name = "SECONDS")]
    expires_in: Option<i64>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    orchestrator: Orchestrator,
    /// Only those that are open, used, expired or revoked
    #[arg(long)]
    status: Option<LinkIntentStatus>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = NewLinkIntent::from_json(&input.body()?)?;
            let created = session.writer()?.create_link_intent(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::List(ListArguments { orchestrator, status, filtering, paging }) => {
            let mut filter = filtering.read(|filter: &mut LinkIntentFilter| &mut filter.sort)?;
            filter.orchestrator.add_given(orchestrator.id);
            filter.status.add_given(status);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_link_intents(&filter, page))
        }
        Verb::Find { token } => {
            let token = input::read(&token, input::Stdin::Allowed)?;
            let found = session.reader()?.find_link_intent(&token)?;
            session.show(COLUMNS, &found)
        }
        Verb::Redeem { token } => {
            let token = input::read(&token, input::Stdin::Allowed)?;
            let redeemed = session.writer()?.redeem_link_intent(&token)?;
            session.changed(REDEMPTION_COLUMNS, &redeemed)
        }
        Verb::Revoke { id } => {
            session.confirm(&format!("take back the intent {id}"))?;
            let revoked = session.writer()?.revoke_link_intent(id)?;
            session.changed(COLUMNS, &revoked)
        }
    }
}
