//! Options of every command; they stand before or after the verb.

use std::env;
use std::path::{Path, PathBuf};

use billfold_core::ErrorKind;
use clap::Args;
use etcetera::BaseStrategy as _;

use crate::failure::{Failure, Result};
use crate::output::Format;

/// The options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The store's file; without it BILLFOLD_DB, else billfold/billfold.db in the data directory
    #[arg(long, global = true, value_name = "PATH")]
    db: Option<PathBuf>,
    /// How the answer is written
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) output: Format,
    /// Act with this orchestrator key or API key, or @FILE; BILLFOLD_KEY does the same unseen
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) as_key: Option<String>,
    /// Act as this client; its secret comes from BILLFOLD_SECRET or --secret-stdin
    #[arg(long, global = true, value_name = "CLIENT_ID")]
    pub(crate) as_client: Option<String>,
    /// Read the client's secret from standard input
    #[arg(long, global = true)]
    pub(crate) secret_stdin: bool,
    /// Who the event log says did it, in place of `owner`
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) operator: Option<String>,
    /// Check everything and answer in full, but keep nothing
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,
    /// Do it once for this key, however often the command is repeated
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Change the record only if it is still at this version
    #[arg(long, global = true, value_name = "VERSION")]
    pub(crate) if_version: Option<i64>,
    /// Do not ask before destroying
    #[arg(long, global = true)]
    pub(crate) yes: bool,
}

impl Global {
    /// The file that `--db` names.
    pub(crate) fn named_database(&self) -> Option<&Path> {
        self.db.as_deref()
    }

    /// Takes this file for the one that `--db` names.
    pub(crate) fn name_database(&mut self, path: PathBuf) {
        self.db = Some(path);
    }

    /// The file that the caller chose: `--db`, else `BILLFOLD_DB`.
    pub(crate) fn chosen_database(&self) -> Option<PathBuf> {
        let named = self.db.clone().map(PathBuf::into_os_string);
        let chosen = named.or_else(|| env::var_os("BILLFOLD_DB"));
        chosen.filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    /// The store's file: the one chosen, else the one in the platform's data directory.
    pub(crate) fn database(&self) -> Result<PathBuf> {
        if let Some(path) = self.chosen_database() {
            return Ok(path);
        }
        let base = etcetera::base_strategy::choose_native_strategy().map_err(|error| {
            let message = format!("there is no data directory ({error}); name a file with --db");
            Failure::new(ErrorKind::Validation, "no_data_directory", message)
        })?;
        Ok(base.data_dir().join(Path::new("billfold").join("billfold.db")))
    }
}
