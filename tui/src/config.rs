//! What a person sets once for all stores: `billfold/config.toml` in the platform's folder of
//! configuration, or the file that `--config` or `BILLFOLD_CONFIG` names.
//!
//! The file is only ever read; what the screens remember stands in [`state`]. Nothing in it is
//! passed over: what is unknown, of the wrong type or no key is an error that names the line.

mod keys;
mod source;
pub(crate) mod state;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::ErrorKind as Io;
use std::path::{Path, PathBuf};

use billfold_core::ErrorKind;
use crokey::KeyCombination;
use etcetera::BaseStrategy as _;
use log::LevelFilter;

use crate::config::source::{Entry, Source, did_you_mean};
use crate::failure::{Failure, Result};

/// Settings and tables that a config file may have.
const SETTINGS: [&str; 9] =
    ["theme", "mouse", "read_only", "operator", "times", "log", "keys", "columns", "filters"];

/// What the config file says; what it does not say is as it is by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where it was read, or would have been; `None` if this platform tells no folder.
    pub(crate) path: Option<PathBuf>,
    /// The theme, over the one that was chosen on the screens.
    pub(crate) theme: Option<ThemeChoice>,
    /// Whether the mouse is on at the start.
    pub(crate) mouse: bool,
    /// Whether stores are opened to look at only.
    pub(crate) read_only: bool,
    /// Who the event log says did it, in place of `owner`.
    pub(crate) operator: Option<String>,
    pub(crate) times: Times,
    /// What the log of the screens holds; warnings unless it is said.
    pub(crate) log: Option<LevelFilter>,
    /// Keys by the command that they give; no keys take the command's own away.
    pub(crate) keys: BTreeMap<String, Placed<Vec<KeyCombination>>>,
    /// Names of columns by collection.
    pub(crate) columns: BTreeMap<String, Placed<Vec<String>>>,
    /// Filters by collection and name.
    pub(crate) filters: BTreeMap<String, BTreeMap<String, Placed<String>>>,
}

/// A value with the line that it stands in, so that what is wrong with it can be told later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) line: usize,
}

/// Which theme is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    Dark,
    Light,
    /// What the terminal tells of its background.
    #[default]
    Auto,
}

impl ThemeChoice {
    /// Every theme with its name in settings.
    pub(crate) const ALL: [(&'static str, Self); 3] =
        [("dark", Self::Dark), ("light", Self::Light), ("auto", Self::Auto)];

    /// Its name in settings.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, each)| *each == self).map_or("auto", |(name, _)| name)
    }

    /// The theme of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(each, _)| *each == name).map(|(_, choice)| *choice)
    }

    /// The one after it, round from the last to the first.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Auto,
            Self::Auto => Self::Dark,
        }
    }
}

/// The zone in which times are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Times {
    #[default]
    Local,
    Utc,
}

/// What the screens know, for names in a config file to be held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    /// The names of commands.
    pub(crate) commands: &'a [&'a str],
    /// Each collection with the names of its columns.
    pub(crate) columns: &'a [(&'a str, &'a [&'a str])],
}

impl Config {
    /// What the named file says, else that of `BILLFOLD_CONFIG`, else the usual one, which need not
    /// be there.
    ///
    /// # Errors
    ///
    /// `validation / config_unreadable` for a file that cannot be read, or that was named and is not
    /// there; `validation / config_invalid` for what it may not say.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self> {
        let from_environment = || env::var_os("BILLFOLD_CONFIG").filter(|path| !path.is_empty());
        if let Some(path) = named.map(Path::to_owned).or_else(|| from_environment().map(Into::into))
        {
            return Self::of_file(path, true);
        }
        let base = etcetera::base_strategy::choose_native_strategy().ok();
        let usual = base.map(|base| base.config_dir().join("billfold").join("config.toml"));
        usual.map_or_else(|| Ok(Self::default()), |path| Self::of_file(path, false))
    }

    fn of_file(path: PathBuf, must_exist: bool) -> Result<Self> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == Io::NotFound && !must_exist => String::new(),
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                return Err(Failure::new(ErrorKind::Validation, "config_unreadable", message));
            }
        };
        Self::parse(path, &text)
    }

    fn parse(path: PathBuf, text: &str) -> Result<Self> {
        let mut config = Self::default();
        let source = Source { path: &path, text };
        let whole = source.parse()?;
        for entry in source.entries(&whole) {
            config.set(&entry)?;
        }
        config.path = Some(path);
        Ok(config)
    }

    fn set(&mut self, entry: &Entry<'_>) -> Result<()> {
        match entry.name {
            "theme" => self.theme = Some(entry.one_of(&ThemeChoice::ALL)?),
            "mouse" => self.mouse = entry.boolean()?,
            "read_only" => self.read_only = entry.boolean()?,
            "operator" => self.operator = Some(entry.text()?.to_owned()),
            "times" => {
                self.times = entry.one_of(&[("local", Times::Local), ("utc", Times::Utc)])?;
            }
            "log" => {
                self.log = Some(entry.one_of(&[
                    ("off", LevelFilter::Off),
                    ("warn", LevelFilter::Warn),
                    ("info", LevelFilter::Info),
                    ("debug", LevelFilter::Debug),
                ])?);
            }
            "keys" => {
                self.keys = entry.table(|entry| {
                    let keys = entry.texts()?.into_iter().map(|(text, span)| {
                        keys::key(text).map_err(|reason| entry.source.fault(span, &reason))
                    });
                    keys.collect::<Result<_>>().map(|keys| entry.placed(keys))
                })?;
            }
            "columns" => {
                self.columns = entry.table(|entry| {
                    let names = entry.texts()?.into_iter().map(|(text, _)| text.to_owned());
                    Ok(entry.placed(names.collect()))
                })?;
            }
            "filters" => {
                self.filters = entry.table(|collection| {
                    collection.table(|entry| Ok(entry.placed(entry.text()?.to_owned())))
                })?;
            }
            unknown => {
                let like = did_you_mean(unknown, &SETTINGS);
                return Err(entry.fault_at_name(&format!("`{unknown}` is no setting; {like}")));
            }
        }
        Ok(())
    }

    /// Refuses names of commands, collections and columns that the screens do not know, and a
    /// column that stands twice.
    ///
    /// # Errors
    ///
    /// `validation / config_invalid` for the first of them.
    pub(crate) fn check(&self, known: &Vocabulary<'_>) -> Result<()> {
        for (command, keys) in &self.keys {
            self.known("command", command, keys.line, known.commands)?;
        }
        let collections: Vec<&str> = known.columns.iter().map(|(name, _)| *name).collect();
        for (collection, names) in &self.columns {
            self.known("list", collection, names.line, &collections)?;
            let of = known.columns.iter().find(|(name, _)| name == collection);
            for (at, name) in names.value.iter().enumerate() {
                if names.value.iter().take(at).any(|before| before == name) {
                    return Err(
                        self.fault(names.line, &format!("the column `{name}` stands twice"))
                    );
                }
                self.known("column", name, names.line, of.map_or(&[], |(_, columns)| columns))?;
            }
        }
        for (collection, filters) in &self.filters {
            let line = filters.values().map(|filter| filter.line).min().unwrap_or(1);
            self.known("list", collection, line, &collections)?;
        }
        Ok(())
    }

    fn known(&self, what: &str, name: &str, line: usize, known: &[&str]) -> Result<()> {
        if known.contains(&name) {
            return Ok(());
        }
        let like = did_you_mean(name, known);
        Err(self.fault(line, &format!("there is no {what} `{name}`; {like}")))
    }

    /// That something in this line cannot be; for what only others can judge, such as filters.
    pub(crate) fn fault(&self, line: usize, reason: &str) -> Failure {
        source::fault(self.path.as_deref().unwrap_or(Path::new("config.toml")), line, reason)
    }
}

#[cfg(test)]
mod tests;
