//! `billfold rtls`.

use billfold_core::{
    BillerId, Cancellation, ClientId, NewRequestToLink, Phrase, RequestToLinkFilter,
    RequestToLinkId, RequestToLinkStatus, StatusChange,
};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::{self, Input, json};
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time, token};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("status"),
    text("client_user_id"),
    text("biller_id"),
    text("client_id"),
    time("created_at"),
    token("link_token_id"),
    token("session_url"),
    text("metadata").detail(),
    time("updated_at").detail(),
    time("expires_at").detail(),
    text("cancel_reason").detail(),
    time("completed_at").detail(),
    number("version").detail(),
];

/// What a link session's token finds.
const FOUND_COLUMNS: &[Column] = &[
    text("id"),
    text("status"),
    text("session_status"),
    time("session_expires_at"),
    text("client_user_id"),
    text("biller_id"),
    text("client_id"),
    time("expires_at"),
    text("cancel_reason"),
    time("completed_at"),
    number("version").detail(),
];

const SESSION_COLUMNS: &[Column] = &[token("link_token"), token("session_url"), time("expires_at")];

/// Requests to link: a user is to link an account with a biller
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a request to link
    Create(Input<NewFields>),
    /// Show one
    Get { id: RequestToLinkId },
    /// List requests to link, newest first
    #[command(after_long_help = filter::help(&RequestToLinkFilter::terms()))]
    List(Box<ListArguments>),
    /// Set the status, the biller or the link token
    Status {
        id: RequestToLinkId,
        #[command(flatten)]
        input: Input<StatusFields>,
    },
    /// Cancel one that is PENDING or IN_PROGRESS
    Cancel {
        id: RequestToLinkId,
        #[command(flatten)]
        input: Input<CancelFields>,
    },
    /// Begin a link session; -o json has its token and URL in full
    Proceed { id: RequestToLinkId },
    /// Show the request whose link session has this token, and what the session is good for
    Find {
        /// The link token or the session's URL: the text itself, @FILE, or - for standard input
        link_token: String,
    },
    /// The user has finished the link session of this token
    Complete {
        /// The link token: the text itself, @FILE, or - for standard input
        link_token: String,
    },
}

/// The body of `create`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct NewFields {
    /// Whose request it is; a client's own credential need not say
    #[arg(long)]
    client_id: Option<String>,
    /// The user, as the client names them
    #[arg(long)]
    client_user_id: Option<String>,
    /// The biller; it can be set later
    #[arg(long)]
    biller_id: Option<String>,
    /// A JSON object of your own
    #[arg(long, value_name = "JSON", value_parser = json)]
    metadata: Option<Box<RawValue>>,
    /// Seconds until it expires, or never; seven days unless given
    #[arg(long, value_name = "SECONDS|never", value_parser = seconds_or_word)]
    expires_in: Option<Box<RawValue>>,
    /// Its id, if it must be one of your choice
    #[arg(long)]
    id: Option<String>,
}

/// The body of `status`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct StatusFields {
    /// PENDING, IN_PROGRESS, COMPLETED or CANCELLED
    #[arg(value_name = "STATUS")]
    status: Option<String>,
    /// The biller
    #[arg(long)]
    biller_id: Option<String>,
    /// A link token of your own
    #[arg(long)]
    link_token_id: Option<String>,
}

/// The body of `cancel`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct CancelFields {
    /// Why, up to 500 characters
    #[arg(long)]
    reason: Option<String>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those with this in the user's id or the biller's name
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those that are PENDING, IN_PROGRESS, COMPLETED, CANCELLED or EXPIRED
    #[arg(long)]
    status: Option<RequestToLinkStatus>,
    /// Only those of this user
    #[arg(long)]
    client_user_id: Option<String>,
    /// Only those for this biller
    #[arg(long)]
    biller_id: Option<BillerId>,
    /// Only those of this client
    #[arg(long)]
    client_id: Option<ClientId>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Create(input) => {
            let new = session.input::<NewRequestToLink>(&input.body()?)?;
            let created = session.writer()?.create_request_to_link(new)?;
            session.changed(COLUMNS, &created)
        }
        Verb::Get { id } => {
            let found = session.reader()?.request_to_link(&id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(arguments) => list(*arguments, session),
        Verb::Status { id, input } => {
            let change = StatusChange::from_json(&input.body()?)?;
            let changed = session.writer()?.set_request_to_link_status(&id, change)?;
            session.changed(COLUMNS, &changed)
        }
        Verb::Cancel { id, input } => {
            let reason = session.input::<Cancellation>(&input.body()?)?.reason;
            let cancelled = session.writer()?.cancel_request_to_link(&id, reason)?;
            session.changed(COLUMNS, &cancelled)
        }
        Verb::Proceed { id } => {
            let link_session = session.writer()?.proceed_request_to_link(&id)?;
            session.changed(SESSION_COLUMNS, &link_session)?;
            if session.is_for_people() {
                session.note("the token is masked here; -o json has it in full")?;
            }
            Ok(())
        }
        Verb::Find { link_token } => {
            let link_token = input::read(&link_token, input::Stdin::Allowed)?;
            let found = session.reader()?.find_link_session(link_token.trim())?;
            session.show(FOUND_COLUMNS, &found)
        }
        Verb::Complete { link_token } => {
            let link_token = input::read(&link_token, input::Stdin::Allowed)?;
            let completed = session.writer()?.complete_link_session(link_token.trim())?;
            session.changed(COLUMNS, &completed)
        }
    }
}

fn list(arguments: ListArguments, session: &mut Session) -> Result<()> {
    let mut filter =
        arguments.filtering.read(|filter: &mut RequestToLinkFilter| &mut filter.sort)?;
    filter.words.add_given(Phrase::given(arguments.search.as_deref().unwrap_or_default())?);
    filter.status.add_given(arguments.status);
    filter.user.add_given(arguments.client_user_id);
    filter.biller_id.add_given(arguments.biller_id);
    filter.client.add_given(arguments.client_id);
    let store = session.reader()?;
    session.list(COLUMNS, &arguments.paging, |page| store.list_requests_to_link(&filter, page))
}

/// A number as it is, a word as JSON text.
fn seconds_or_word(text: &str) -> Result<Box<RawValue>, String> {
    let word = serde_json::to_string(text).map_err(|error| error.to_string())?;
    json(if text.parse::<i64>().is_ok() { text } else { &word })
}
