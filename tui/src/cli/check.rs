//! `billfold check`.

use std::path::PathBuf;

use billfold_core::{CheckReport, ErrorKind};
use clap::Args;
use serde::Serialize;

use crate::cli::long_work::LongWork;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::{Column, number, text};

const COLUMNS: &[Column] =
    &[text("check"), text("outcome"), number("examined"), text("fault"), text("note").detail()];

/// Go through the whole store for anything that is not as it must be; nothing is changed
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file to check, a backup say; otherwise the store's
    file: Option<PathBuf>,
    /// Compare the indexes of search too, which needs the right to write, though nothing is written
    #[arg(long)]
    full: bool,
}

/// A check, or one of its faults.
#[derive(Serialize)]
struct Row<'a> {
    check: &'a str,
    outcome: &'a str,
    examined: u64,
    fault: Option<&'a str>,
    note: Option<&'a str>,
}

/// Checks. To the core a fault is an answer; to a script it must be a failure as well.
pub(crate) fn run(arguments: Arguments, session: &mut Session) -> Result<()> {
    let Arguments { file, full } = arguments;
    let store = if full { session.writer_of(file)? } else { session.reader_of(file)? };
    let work = LongWork::begin()?;
    let report = store.check(|progress| work.tell(progress))?;
    drop(work);
    session.report(COLUMNS, &report, &rows(&report))?;
    if session.is_for_people() {
        for check in &report.checks {
            if let Some(note) = &check.note {
                session.note(&format!("{}: {note}", check.name))?;
            }
            if check.more_faults > 0 {
                session.note(&format!("{}: {} more faults", check.name, check.more_faults))?;
            }
        }
    }
    let Some(fault) = report.first_fault() else { return Ok(()) };
    session.finish()?;
    Err(Failure::new(ErrorKind::Corrupt, "faults_found", format!("the store has faults: {fault}")))
}

/// A row for each check that went well or was left out, and one for each fault.
fn rows(report: &CheckReport) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for check in &report.checks {
        let row = |fault| Row {
            check: check.name,
            outcome: check.outcome.as_str(),
            examined: check.examined,
            fault,
            note: check.note.as_deref(),
        };
        if check.faults.is_empty() {
            rows.push(row(None));
        }
        rows.extend(check.faults.iter().map(|fault| row(Some(fault.as_str()))));
    }
    rows
}
