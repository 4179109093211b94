//! What is kept for the next time, and what the settings say of the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::app::screens;
use crate::config::state::{State, StateFile};
use crate::config::{Config, ThemeChoice};
use crate::failure::Result;

/// What is kept for the next time.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Saved {
    /// Filters by their collection and name.
    pub(crate) filters: BTreeMap<String, BTreeMap<String, String>>,
    /// Columns that are shown, by collection.
    pub(crate) columns: BTreeMap<String, Vec<String>>,
    /// The theme, in place of the settings' own.
    pub(crate) theme: Option<ThemeChoice>,
    /// What the settings say themselves, which holds again the next time.
    pub(crate) named: Named,
    /// Why nothing can be kept, if nothing can.
    pub(crate) forgets: Option<String>,
}

/// Never the filters: they may name people.
impl fmt::Debug for Saved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Saved")
            .field("columns", &self.columns)
            .field("theme", &self.theme)
            .finish_non_exhaustive()
    }
}

/// What the settings name themselves.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Names of filters, by collection.
    pub(crate) filters: BTreeMap<String, BTreeSet<String>>,
    /// Columns, by collection.
    pub(crate) columns: BTreeMap<String, Vec<String>>,
    /// Whether they name a theme.
    pub(crate) theme: bool,
}

impl Saved {
    /// What was kept, but for what the settings say; that something was passed over is told.
    pub(crate) fn load(config: &Config, state: &Result<StateFile>) -> (Self, Option<String>) {
        let mut saved = Self::of(config);
        let kept = match state {
            Ok(state) => state.load(),
            Err(failure) => {
                saved.forgets = Some(failure.message());
                return (saved, None);
            }
        };
        saved.forgets = state.as_ref().ok().and_then(StateFile::unusable);
        let mut notes: Vec<String> = kept.note.into_iter().collect();
        let path = config.path.as_deref().unwrap_or(Path::new("the settings")).display();
        let outdone = saved.add(&kept.state, config);
        notes.extend(
            outdone
                .iter()
                .map(|what| format!("not {what} chosen here before: {path} says otherwise")),
        );
        (saved, (!notes.is_empty()).then(|| notes.join("; ")))
    }

    /// What the settings say.
    fn of(config: &Config) -> Self {
        let mut saved = Self::default();
        for (collection, filters) in &config.filters {
            let names = filters.keys().cloned().collect();
            saved.named.filters.insert(collection.clone(), names);
            let filters = filters.iter().map(|(name, placed)| (name.clone(), placed.value.clone()));
            saved.filters.insert(collection.clone(), filters.collect());
        }
        let columns = config.columns.iter();
        let columns = columns.map(|(name, columns)| (name.clone(), columns.value.clone()));
        saved.named.columns = columns.collect();
        saved.columns = saved.named.columns.clone();
        saved.named.theme = config.theme.is_some();
        saved
    }

    /// Adds what was kept; answers what of it the settings say otherwise.
    fn add(&mut self, state: &State, config: &Config) -> Vec<String> {
        let mut outdone = Vec::new();
        match (config.theme, state.theme()) {
            (None, theme) => self.theme = theme,
            (Some(own), Some(theme)) if own != theme => outdone.push("the theme".to_owned()),
            _ => {}
        }
        for collection in screens::collections() {
            let title = collection.title;
            for (name, text) in state.filters(collection.name) {
                let filters = self.filters.entry(collection.name.to_owned()).or_default();
                let text = text.to_owned();
                if *filters.entry(name.to_owned()).or_insert_with(|| text.clone()) != text {
                    outdone.push(format!("the filter {name} of {title}"));
                }
            }
            let Some(columns) = state.columns(collection.name) else { continue };
            let columns: Vec<_> = columns.into_iter().map(str::to_owned).collect();
            let kept = self.columns.entry(collection.name.to_owned());
            if *kept.or_insert_with(|| columns.clone()) != columns {
                outdone.push(format!("the columns of {title}"));
            }
        }
        outdone
    }

    /// Whether the settings name this filter.
    pub(crate) fn names_filter(&self, collection: &str, name: &str) -> bool {
        self.named.filters.get(collection).is_some_and(|names| names.contains(name))
    }

    /// The columns of a collection are the usual ones again.
    pub(crate) fn use_usual_columns(&mut self, collection: &str) {
        match self.named.columns.get(collection) {
            Some(named) => drop(self.columns.insert(collection.to_owned(), named.clone())),
            None => drop(self.columns.remove(collection)),
        }
    }
}
