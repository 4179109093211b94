//! `billfold demo`: a fresh file to see Billfold by.

mod story;

use std::path::Path;

use clap::Args;

use crate::cli::session::Session;
use crate::failure::Result;

/// Play the whole story on a fresh file: link a platform, take payments, link a biller account
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Makes the file.
pub(crate) fn run(_: &Arguments, session: &mut Session) -> Result<()> {
    let path = session.demo_file()?;
    story::play(&path, session)?;
    show(&path)
}

/// What follows once the file is there.
fn show(_path: &Path) -> Result<()> {
    Ok(())
}
