//! `billfold events`: the log of what happened, and proof that nobody changed it since.

use billfold_core::{ErrorKind, EventFilter, EventType, LogHead, MAX_FEED};
use clap::{Args, Subcommand};

use crate::cli::filter::{self, Filtering};
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::{Column, number, text, time};

const COLUMNS: &[Column] = &[
    number("seq"),
    time("at"),
    text("type"),
    text("object_id"),
    number("object_version").detail(),
    text("previous_status").detail(),
    text("actor"),
    text("id").detail(),
    text("object").detail(),
    text("data").detail(),
];

const HEAD_COLUMNS: &[Column] = &[number("count"), text("hash")];

const VERIFICATION_COLUMNS: &[Column] = &[
    text("intact"),
    number("verified"),
    number("head.count"),
    text("head.hash"),
    number("fault.seq"),
    text("fault.reason"),
];

/// The event log: what happened, to what, when, by whom
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List events, newest first; with --after, what came after, oldest first
    #[command(after_long_help = filter::help(&EventFilter::terms()))]
    List(ListArguments),
    /// Everything that happened to one record, oldest first
    History {
        /// The record's id
        id: String,
    },
    /// Go through the whole log and find the first event that is not as it was written
    Verify(VerifyArguments),
    /// The newest state of the log; keep it elsewhere and give it to verify later
    Head,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only events of this type, such as payment.completed
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<EventType>,
    /// Only events of this record
    #[arg(long, value_name = "ID")]
    object_id: Option<String>,
    /// The change feed: events after this place in the log, --limit of them, up to 1000
    #[arg(long, value_name = "SEQ",
        conflicts_with_all = ["kind", "object_id", "filter", "sort", "page", "cursor", "all"])]
    after: Option<i64>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// What `verify` takes.
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// How many events there were when the head was noted
    #[arg(long, value_name = "NUMBER", requires = "hash")]
    count: Option<i64>,
    /// The hash of the head that was noted
    #[arg(long, value_name = "HEX", requires = "count")]
    hash: Option<String>,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::List(arguments) => list(arguments, session),
        Verb::History { id } => {
            let events = session.reader()?.history(&id)?;
            session.items(COLUMNS, &events)
        }
        Verb::Verify(arguments) => verify(&arguments, session),
        Verb::Head => {
            let head = session.reader()?.log_head()?;
            session.show(HEAD_COLUMNS, &head)
        }
    }
}

fn list(arguments: ListArguments, session: &mut Session) -> Result<()> {
    if let Some(after) = arguments.after {
        // A limit out of all bounds is out of the core's bounds too, which says so.
        let limit = arguments.paging.limit.map(|limit| u32::try_from(limit).unwrap_or(0));
        let store = session.reader()?;
        return session.items(COLUMNS, &store.events(after, limit.unwrap_or(MAX_FEED))?);
    }
    let mut filter = arguments.filtering.read(|filter: &mut EventFilter| &mut filter.sort)?;
    filter.kind.add_given(arguments.kind);
    filter.object_id.add_given(arguments.object_id);
    let store = session.reader()?;
    session.list(COLUMNS, &arguments.paging, |page| store.list_events(&filter, page))
}

/// To the core a broken log is an answer; to a script it must be a failure as well.
fn verify(arguments: &VerifyArguments, session: &mut Session) -> Result<()> {
    let known = match (arguments.count, &arguments.hash) {
        (Some(count), Some(hash)) => Some(LogHead::new(count, hash)?),
        _ => None,
    };
    let found = session.reader()?.verify(known.as_ref())?;
    session.show(VERIFICATION_COLUMNS, &found)?;
    match found.fault {
        None => Ok(()),
        Some(fault) => {
            session.finish()?;
            let message = format!("the log is broken at {}: {}", fault.seq, fault.reason);
            Err(Failure::new(ErrorKind::Corrupt, "log_broken", message))
        }
    }
}
