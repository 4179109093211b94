//! `billfold billers`.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use billfold_core::{BillerFilter, BillerId, ErrorKind, NewBiller, Phrase, Store};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::filter::{self, Filtering};
use crate::cli::input::Input;
use crate::cli::list::Paging;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::{Column, number, text, time};

const COLUMNS: &[Column] = &[
    text("id"),
    text("name"),
    text("active"),
    time("created_at").detail(),
    time("updated_at"),
    number("version").detail(),
];

const IMPORT_COLUMNS: &[Column] = &[number("created"), number("updated"), number("unchanged")];

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
        file: String,
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
        Verb::Import { file } => import(&file, session),
    }
}

/// Billers that one transaction of an import puts.
const BATCH: usize = 500;

/// Puts the billers of a file, in batches. A bad line is told by its number and left out.
fn import(file: &str, session: &mut Session) -> Result<()> {
    let unreadable = |error| Failure::of_input(file, &error);
    let lines: Box<dyn BufRead> = if file == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(std::fs::File::open(file).map_err(unreadable)?))
    };
    let store = session.creator()?;
    let mut import = Import::default();
    for (line, number) in lines.lines().zip(1_u64..) {
        let line = line.map_err(unreadable)?;
        if line.trim().is_empty() {
            continue;
        }
        match import.read(&line) {
            Ok(biller) => import.batch.push(biller),
            Err(error) => {
                import.bad_lines = import.bad_lines.saturating_add(1);
                session.note(&format!("line {number}: {error}"))?;
            }
        }
        if import.batch.len() == BATCH {
            import.put(&store)?;
        }
    }
    import.put(&store)?;
    session.changed(IMPORT_COLUMNS, &import.done)?;
    match import.bad_lines {
        0 => Ok(()),
        bad => {
            let message = format!("lines left out as bad: {bad}");
            Err(Failure::new(ErrorKind::Validation, "bad_lines", message))
        }
    }
}

/// An import under way.
#[derive(Default)]
struct Import {
    batch: Vec<NewBiller>,
    ids: HashSet<BillerId>,
    done: Imported,
    bad_lines: u64,
}

/// What an import has done so far.
#[derive(Default, Serialize)]
struct Imported {
    created: usize,
    updated: usize,
    unchanged: usize,
}

impl Import {
    /// The biller of a line, which no line before it may have named.
    fn read(&mut self, line: &str) -> Result<NewBiller, String> {
        let biller = NewBiller::from_json(line).map_err(|error| error.to_string())?;
        match &biller.id {
            Some(id) if !self.ids.insert(id.clone()) => Err(format!("{id} stands here again")),
            _ => Ok(biller),
        }
    }

    fn put(&mut self, store: &Store) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let put = store.import_billers(std::mem::take(&mut self.batch))?;
        self.done.created = self.done.created.saturating_add(put.created);
        self.done.updated = self.done.updated.saturating_add(put.updated);
        self.done.unchanged = self.done.unchanged.saturating_add(put.unchanged);
        Ok(())
    }
}
