//! The screens: a terminal app in the manner of Elm.
//!
//! In reading order: [`model`] is all that the screens know, [`msg`] what happens to them and what
//! they want done, [`update`](mod@update) what follows from what happens, [`view`](mod@view) how
//! it looks. [`collection`] is what there is to know of a sort of records, [`screens`] has one file
//! for each; tables, details, forms and confirmations are made from that. [`data`] reads and writes
//! beside the screen, [`event_loop`] holds everything together, and [`terminal`] is the only one
//! that writes to the terminal.

mod ascii;
mod clipboard;
mod collection;
mod command;
mod data;
mod editor;
mod entry;
mod event_loop;
mod form;
mod input;
mod job;
mod job_control;
mod layout;
mod list;
mod log_file;
mod model;
mod msg;
mod offers;
mod page;
mod place;
mod popup;
mod saved;
mod screens;
mod sheet;
mod terminal;
mod texts;
mod theme;
mod update;
mod view;
mod widgets;
mod zone;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use billfold_core::{ErrorKind, Store};
use crokey::KeyCombination;
use log::LevelFilter;

use crate::app::command::Keys;
use crate::app::event_loop::End;
use crate::app::model::Setup;
use crate::app::saved::Saved;
use crate::app::theme::Surroundings;
use crate::app::zone::Zone;
use crate::config::state::StateFile;
use crate::config::{Config, Times, Vocabulary};
use crate::failure::{Failure, Result};

/// Shows the screens of this store until their user leaves.
pub(crate) fn run(store: &Store, config: &Config) -> Result<()> {
    let name = store
        .path()
        .and_then(Path::file_name)
        .map_or_else(|| "in memory".to_owned(), |name| name.to_string_lossy().into_owned());
    let setup = Setup {
        name,
        is_read_only: store.is_read_only(),
        zone: match config.times {
            Times::Local => Zone::Local,
            Times::Utc => Zone::Utc,
        },
        now: store.now()?,
        keys: Keys::new(&own_keys(config)),
        theme: config.theme.unwrap_or_default(),
        surroundings: Surroundings::of_process(),
        config: config.path.clone(),
        mouse: config.mouse,
        size: crossterm::terminal::size().unwrap_or((80, 24)),
    };
    let state = StateFile::usual();
    let (saved, note) = Saved::load(config, &state);
    let state = state.ok();
    let level = config.log.unwrap_or(LevelFilter::Warn);
    let unwritten = state.as_ref().and_then(|state| log_file::start(state.log(), level).err());
    let unwritten = unwritten.map(|error| format!("no log is written: {error}"));
    let notes: Vec<_> = note.into_iter().chain(unwritten).collect();
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    crossterm::style::force_color_output(true);
    let end = event_loop::run(store, setup, saved, state, note).map_err(of_terminal)?;
    if let End::By(signal) = end {
        input::end_by(signal);
    }
    Ok(())
}

/// The keys of the screens, for the long help and the manual.
pub(crate) fn keys_help() -> String {
    let mut help = String::from(
        "Screens:\n  Without a command, on a terminal, billfold shows screens. Their keys, each with \
         the name that the\n  settings know it by:\n\n",
    );
    let keys = Keys::new(&BTreeMap::new());
    for row in command::BINDINGS {
        let shown = keys.all_shown(row.command);
        let _ = writeln!(help, "  {shown:<12} {:<17} {}", row.name, row.about);
    }
    help
}

/// The keys that the settings give, by command.
fn own_keys(config: &Config) -> BTreeMap<String, Vec<KeyCombination>> {
    config.keys.iter().map(|(name, placed)| (name.clone(), placed.value.clone())).collect()
}

/// Refuses settings that name what there is not, keys that do two things at once, or filters that cannot be read.
pub(crate) fn check(config: &Config) -> Result<()> {
    let commands: Vec<_> = command::BINDINGS.iter().map(|binding| binding.name).collect();
    let columns: Vec<(&str, Vec<&str>)> = screens::collections()
        .map(|collection| {
            let paths = collection.columns.iter().map(|cells| cells.column.path);
            (collection.name, paths.collect())
        })
        .collect();
    let columns: Vec<(&str, &[&str])> =
        columns.iter().map(|(name, paths)| (*name, paths.as_slice())).collect();
    config.check(&Vocabulary { commands: &commands, columns: &columns })?;
    if let Some((name, reason)) = command::unfit(&own_keys(config)) {
        let line = config.keys.get(name).map_or(1, |keys| keys.line);
        return Err(config.fault(line, &reason));
    }
    for collection in screens::collections() {
        for filter in config.filters.get(collection.name).into_iter().flat_map(|all| all.values()) {
            (collection.check)(&filter.value)
                .map_err(|error| config.fault(filter.line, &error.to_string()))?;
        }
    }
    Ok(())
}

fn of_terminal(error: io::Error) -> Failure {
    Failure::new(ErrorKind::Unsupported, "terminal", format!("the terminal: {error}"))
}

#[cfg(test)]
mod tests;
