//! What the screens remember from one start to the next: saved filters, chosen columns, the theme, in
//! `billfold/state.toml` in the platform's folder of state.
//!
//! Several processes may write it: each change is made to the file as it is at that moment, under a
//! lock on a file beside it, so that only what two change at once is left to the later one. What
//! the file holds beyond that, of another version perhaps, stays.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind as Io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use billfold_core::ErrorKind;
use etcetera::BaseStrategy as _;
use toml::{Table, Value};

use crate::config::ThemeChoice;
use crate::failure::{Failure, Result};
use crate::output::new_file::NewFile;

const FILTERS: &str = "filters";
const COLUMNS: &str = "columns";
const THEME: &str = "theme";

/// How often the lock is tried for, and how long is waited in between: two seconds in all.
const ATTEMPTS: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Names that a damaged file may be set aside under.
const NAMES_ASIDE: usize = 100;

/// What the screens remember.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct State(Table);

/// The file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateFile(PathBuf);

/// What was remembered, and what people should know about the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remembered {
    pub(crate) state: State,
    /// That the file could not be used, and what became of it.
    pub(crate) note: Option<String>,
}

impl State {
    /// The saved filters of a collection, by name.
    pub(crate) fn filters(&self, collection: &str) -> Vec<(&str, &str)> {
        let saved = self.part(FILTERS, collection).and_then(Value::as_table);
        let saved = saved.into_iter().flatten();
        saved.filter_map(|(name, text)| Some((name.as_str(), text.as_str()?))).collect()
    }

    /// The columns that were chosen for a collection, if any were.
    pub(crate) fn columns(&self, collection: &str) -> Option<Vec<&str>> {
        self.part(COLUMNS, collection)?.as_array()?.iter().map(Value::as_str).collect()
    }

    /// The theme that was chosen, if one was.
    pub(crate) fn theme(&self) -> Option<ThemeChoice> {
        ThemeChoice::named(self.0.get(THEME)?.as_str()?)
    }

    /// Chooses the theme.
    pub(crate) fn choose_theme(&mut self, theme: ThemeChoice) {
        self.0.insert(THEME.to_owned(), Value::from(theme.name()));
    }

    /// Saves a filter under this name, in place of the one that has it.
    pub(crate) fn save_filter(&mut self, collection: &str, name: &str, text: &str) {
        self.edit(&[FILTERS, collection], |saved| {
            saved.insert(name.to_owned(), Value::from(text));
        });
    }

    /// Forgets a filter.
    pub(crate) fn forget_filter(&mut self, collection: &str, name: &str) {
        self.edit(&[FILTERS, collection], |saved| {
            saved.remove(name);
        });
    }

    /// Chooses the columns of a collection.
    pub(crate) fn choose_columns(&mut self, collection: &str, names: &[&str]) {
        let names = names.iter().map(|name| Value::from(*name)).collect();
        self.edit(&[COLUMNS], |chosen| {
            chosen.insert(collection.to_owned(), Value::Array(names));
        });
    }

    /// Forgets which columns were chosen for a collection.
    pub(crate) fn forget_columns(&mut self, collection: &str) {
        self.edit(&[COLUMNS], |chosen| {
            chosen.remove(collection);
        });
    }

    fn edit(&mut self, path: &[&str], change: impl FnOnce(&mut Table)) {
        let inner = path.iter().try_fold(&mut self.0, |table, name| table_in(table, name));
        if let Some(inner) = inner {
            change(inner);
        }
    }

    fn part(&self, what: &str, collection: &str) -> Option<&Value> {
        self.0.get(what)?.as_table()?.get(collection)
    }
}

/// The table of this name in this one, made if there is none.
fn table_in<'a>(table: &'a mut Table, name: &str) -> Option<&'a mut Table> {
    let value = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    if !value.is_table() {
        *value = Value::Table(Table::new());
    }
    value.as_table_mut()
}

/// Why a state file holds nothing to go by.
enum Unusable {
    /// It holds no TOML.
    Damaged(String),
    /// It cannot be read.
    Unreadable(String),
}

impl StateFile {
    /// The usual file: in the folder of state, or of data where there is none of state.
    ///
    /// # Errors
    ///
    /// `validation / no_data_directory` if this platform tells no folder.
    pub(crate) fn usual() -> Result<Self> {
        let base = etcetera::base_strategy::choose_native_strategy().map_err(|error| {
            let message = format!("there is no folder for what the screens remember ({error})");
            Failure::new(ErrorKind::Validation, "no_data_directory", message)
        })?;
        let folder = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self::at(folder.join("billfold").join("state.toml")))
    }

    /// The log's file, in the same folder.
    pub(crate) fn log(&self) -> PathBuf {
        self.0.with_file_name("billfold.log")
    }

    /// Why nothing can be kept in it, if its folder is not there and cannot be made.
    pub(crate) fn unusable(&self) -> Option<String> {
        let made = make_folder(self.folder());
        made.err().map(|error| self.unwritable(&error).message())
    }

    fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new("."))
    }

    /// This file.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// What it holds; a file that is not there holds nothing, and a damaged one is set aside under
    /// another name.
    pub(crate) fn load(&self) -> Remembered {
        let (state, note) = match self.read() {
            Ok(state) => (state, None),
            Err(Unusable::Unreadable(reason)) => (State::default(), Some(reason)),
            // Under the lock, for whoever writes it now may just have made it whole.
            Err(Unusable::Damaged(reason)) => match self.lock().and_then(|_lock| self.settle()) {
                Ok(Remembered { state, note }) => (state, note),
                Err(_) => (State::default(), Some(format!("{reason}; it was left as it is"))),
            },
        };
        Remembered { state, note }
    }

    /// Makes a change to what the file holds at that moment, and gives back all that it holds then.
    ///
    /// # Errors
    ///
    /// `storage / state_locked` if another process keeps the file to itself for two seconds;
    /// `storage / output_failed` if it cannot be written; a failed change leaves it as it was.
    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) -> Result<Remembered> {
        make_folder(self.folder()).map_err(|error| self.unwritable(&error))?;
        let _lock = self.lock()?;
        let mut remembered = self.settle()?;
        change(&mut remembered.state);
        let mut file = NewFile::create(&self.0, true)?;
        file.write(remembered.state.0.to_string().as_bytes())?;
        file.finish()?;
        Ok(remembered)
    }

    /// What the file holds, under the lock; if it is damaged, it is set aside.
    fn settle(&self) -> Result<Remembered> {
        match self.read() {
            Ok(state) => Ok(Remembered { state, note: None }),
            Err(Unusable::Unreadable(reason)) => {
                Err(Failure::new(ErrorKind::Storage, "output_failed", reason))
            }
            Err(Unusable::Damaged(reason)) => {
                let aside = self.set_aside().map_err(|error| self.unwritable(&error))?;
                let note = format!("{reason}; it was set aside as {}", aside.display());
                Ok(Remembered { state: State::default(), note: Some(note) })
            }
        }
    }

    fn read(&self) -> Result<State, Unusable> {
        let unreadable = |reason: &dyn std::fmt::Display| {
            Unusable::Unreadable(format!("cannot read {}: {reason}", self.0.display()))
        };
        let bytes = match fs::read(&self.0) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == Io::NotFound => return Ok(State::default()),
            Err(error) => return Err(unreadable(&error)),
        };
        let damaged = |reason: &dyn std::fmt::Display| {
            Unusable::Damaged(format!("{} is damaged ({reason})", self.0.display()))
        };
        let text = String::from_utf8(bytes).map_err(|error| damaged(&error))?;
        text.parse().map(State).map_err(|error: toml::de::Error| damaged(&error.message()))
    }

    /// Gives the file a name that none has.
    fn set_aside(&self) -> std::io::Result<PathBuf> {
        let named = |at: usize| {
            let ending = if at == 1 { String::new() } else { format!("-{at}") };
            let mut name = self.0.clone().into_os_string();
            name.push(format!(".damaged{ending}"));
            PathBuf::from(name)
        };
        let free = (1..=NAMES_ASIDE).map(named).find(|path| fs::symlink_metadata(path).is_err());
        let aside = free.ok_or_else(|| std::io::Error::from(Io::AlreadyExists))?;
        fs::rename(&self.0, &aside)?;
        Ok(aside)
    }

    /// Keeps the file for this process until the lock is dropped.
    fn lock(&self) -> Result<File> {
        let mut name = self.0.clone().into_os_string();
        name.push(".lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(PathBuf::from(name));
        let file = file.map_err(|error| self.unwritable(&error))?;
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(self.unwritable(&error)),
            }
        }
        let message = format!("another process is writing {}", self.0.display());
        Err(Failure::new(ErrorKind::Storage, "state_locked", message))
    }

    fn unwritable(&self, error: &std::io::Error) -> Failure {
        let message = format!("cannot write {}: {error}", self.0.display());
        Failure::new(ErrorKind::Storage, "output_failed", message)
    }
}

/// Makes a folder that only its owner sees.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
