//! `billfold man`: the manual.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};

use crate::cli::Cli;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};

/// Print the manual's first page, or write every page to a directory
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where to write the pages; it must exist
    directory: Option<PathBuf>,
}

/// Writes the manual.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    if let Some(directory) = &arguments.directory {
        return clap_mangen::generate_to(Cli::command(), directory).map_err(Failure::of_output);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::of_output)?;
    session.print(&String::from_utf8_lossy(&page))
}
