//! `billfold man`: the manual.

use std::path::PathBuf;

use billfold_core::ErrorKind;
use clap::{Args, CommandFactory as _};

use crate::cli::Cli;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};

/// Print the manual's first page, or write every page to a directory
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where to write the pages; it is made if it is not there
    directory: Option<PathBuf>,
}

/// Writes the manual.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    if let Some(directory) = &arguments.directory {
        let made = std::fs::create_dir_all(directory);
        let written = made.and_then(|()| clap_mangen::generate_to(Cli::command(), directory));
        return written.map_err(|error| {
            let message = format!("cannot write to {}: {error}", directory.display());
            Failure::new(ErrorKind::Storage, "output_failed", message)
        });
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::of_output)?;
    session.print(&String::from_utf8_lossy(&page))
}
