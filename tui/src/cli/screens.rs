//! `billfold` alone: the screens, on a terminal.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use billfold_core::Store;
use clap::Args;

use crate::app;
use crate::cli::session::Session;
use crate::config::Config;
use crate::failure::{Failure, Result};

/// How the screens are opened.
#[derive(Debug, Args)]
#[command(next_help_heading = "Screens")]
pub(crate) struct Arguments {
    /// Look only: the screens change nothing
    #[arg(long)]
    read_only: bool,
    /// Another file of settings than the usual one
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
}

impl Arguments {
    /// Refuses them beside a command, which they would do nothing for.
    pub(crate) fn refuse(&self) -> Result<()> {
        match (self.read_only, &self.config) {
            (false, None) => Ok(()),
            (true, _) => Err(Failure::usage("--read-only is for the screens, not for a command")),
            (_, Some(_)) => Err(Failure::usage("--config is for the screens, not for a command")),
        }
    }
}

/// Whether there is somebody to show screens to.
pub(crate) fn can_be_shown() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Shows the screens until their user leaves.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let config = Config::load(arguments.config.as_deref())?;
    app::check(&config)?;
    let is_read_only = arguments.read_only || config.read_only;
    let store = session.for_screens(is_read_only, config.operator.as_deref())?;
    app::run(&store, &config)
}

/// The usual settings, to show screens by once there is something to show.
pub(crate) fn settings() -> Result<Config> {
    let config = Config::load(None)?;
    app::check(&config)?;
    Ok(config)
}

/// Shows the screens of the store in this file, as these settings have them.
pub(crate) fn show(path: &Path, config: &Config, session: &Session) -> Result<()> {
    let mut store =
        if config.read_only { Store::open_read_only(path)? } else { Store::open_existing(path)? };
    if let Some(operator) = session.operator_or(config.operator.as_deref()) {
        store = store.operated_by(operator)?;
    }
    app::run(&store, config)
}
