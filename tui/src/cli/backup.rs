//! `billfold backup`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::long_work::LongWork;
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text, time};

const COLUMNS: &[Column] =
    &[text("path"), number("bytes"), time("at"), number("head.count"), text("head.hash")];

/// Copy the store into a new file, whoever else is using it; to restore it, open that file
#[derive(Debug, Args)]
#[command(after_help = "\
The copy is gone through before it gets its name, and replaces nothing. Keep the head elsewhere: \
`billfold events verify` proves by it that the copy is whole. Do not go on with both the copy and \
the original: they have one site id. A copy keeps what is erased later.")]
pub(crate) struct Arguments {
    /// The file to make
    target: PathBuf,
}

/// Makes the copy.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let store = session.copier()?;
    let work = LongWork::begin()?;
    let made = store.backup(&arguments.target, |progress| work.tell(progress))?;
    drop(work);
    session.changed(COLUMNS, &made)
}
