//! `billfold billers`.

use std::path::PathBuf;

use billfold_core::{BillerFilter, BillerId, NewBiller, Phrase, RecordKind};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::import;
use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time};

pub(super) const COLUMNS: &[Column] = &[
    text("id"),
    text("name"),
    text("active"),
    time("created_at").detail(),
    time("updated_at"),
    number("version").detail(),
];

/// Billers: whom requests to link may name
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Add a biller, or change the one of this id
    Put(Input<Fields>),
    /// Show one
    Get { biller_id: BillerId },
    /// List billers, newest first
    #[command(after_long_help = filter::help(&BillerFilter::terms()))]
    List(ListArguments),
    /// Put all of a file: one JSON object a line, as put takes it; bad lines are left out
    Import {
        /// The file, or - for standard input
        file: PathBuf,
    },
}

/// The body of `put`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// Its id
    #[arg(long)]
    id: Option<String>,
    /// 1 to 100 characters
    #[arg(long)]
    name: Option<String>,
    /// Whether it is in use
    #[arg(long, value_name = "true|false")]
    active: Option<bool>,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only those with this in their name
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only those that are in use, or are not
    #[arg(long, value_name = "true|false")]
    active: Option<bool>,
    #[command(flatten)]
    filtering: Filtering,
    #[command(flatten)]
    paging: Paging,
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Put(input) => {
            let new = NewBiller::from_json(&input.body()?)?;
            let put = session.creator()?.put_biller(new)?;
            session.changed(COLUMNS, &put)
        }
        Verb::Get { biller_id } => {
            let found = session.reader()?.biller(&biller_id)?;
            session.show(COLUMNS, &found)
        }
        Verb::List(ListArguments { search, active, filtering, paging }) => {
            let mut filter = filtering.read(|filter: &mut BillerFilter| &mut filter.sort)?;
            filter.words.add_given(Phrase::given(search.as_deref().unwrap_or_default())?);
            filter.active.add_given(active);
            let store = session.reader()?;
            session.list(COLUMNS, &paging, |page| store.list_billers(&filter, page))
        }
        Verb::Import { file } => {
            import::run(&import::Arguments::of_bodies(file, RecordKind::Biller), session)
        }
    }
}
