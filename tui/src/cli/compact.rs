//! `billfold compact`.

use clap::Args;

use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text};

const COLUMNS: &[Column] = &[number("bytes_before"), number("bytes_after"), text("finished")];

/// Write the file anew without unused room; others wait to write meanwhile
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Compacts.
pub(crate) fn run(_: &Arguments, session: &mut Session) -> Result<()> {
    let done = session.writer()?.compact()?;
    session.changed(COLUMNS, &done)?;
    if !done.finished && !session.is_dry_run() {
        session.note("readers are at work on the old file; the next change after them cuts it")?;
    }
    Ok(())
}
