//! `billfold completions`: a shell's script that completes nouns, verbs and options.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::cli::session::Session;
use crate::failure::Result;

/// Print the completion script of a shell
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Which shell
    shell: Shell,
}

/// Writes the script.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "billfold", &mut script);
    session.print(&String::from_utf8_lossy(&script))
}
