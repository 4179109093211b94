//! All that the screens know.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use billfold_core::Timestamp;

use crate::app::collection::{Collection, Query};
use crate::app::command::{Context, Keys};
use crate::app::job::{JobId, JobState};
use crate::app::layout;
use crate::app::msg::{Cmd, PlaceId, Question, Remember};
use crate::app::place::{Content, Place};
use crate::app::popup::Popup;
use crate::app::saved::Saved;
use crate::app::screens::{Root, SCREENS};
use crate::app::sheet::Telling;
use crate::app::theme::{Surroundings, Theme};
use crate::app::zone::Zone;
use crate::config::ThemeChoice;

/// How the screens are opened.
#[derive(Debug)]
pub(crate) struct Setup {
    /// The store's name on the screen.
    pub(crate) name: String,
    pub(crate) is_read_only: bool,
    pub(crate) zone: Zone,
    pub(crate) now: Timestamp,
    pub(crate) keys: Keys,
    pub(crate) theme: ThemeChoice,
    pub(crate) surroundings: Surroundings,
    /// Where the settings of the screens stand, or would stand.
    pub(crate) config: Option<PathBuf>,
    pub(crate) mouse: bool,
    pub(crate) size: (u16, u16),
}

/// All that the screens know.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) is_read_only: bool,
    pub(crate) zone: Zone,
    pub(crate) now: Timestamp,
    pub(crate) keys: Keys,
    pub(crate) theme: Theme,
    /// Which theme was chosen.
    pub(crate) chosen_theme: ThemeChoice,
    surroundings: Surroundings,
    /// Where the settings of the screens stand, or would stand.
    pub(crate) config: Option<PathBuf>,
    pub(crate) mouse: bool,
    pub(crate) size: (u16, u16),
    /// What forms propose: the currency that was used last, or the only one of the store.
    pub(crate) currency: Option<String>,
    pub(crate) screens: Vec<Screen>,
    pub(crate) screen: usize,
    /// The last one is the uppermost.
    pub(crate) popups: Vec<Popup>,
    /// What was told, the newest last.
    pub(crate) told: Vec<Told>,
    /// How many of them are no longer shown at the bottom.
    pub(crate) seen: usize,
    pub(crate) jobs: Vec<JobState>,
    /// Why the database cannot be read, for as long as that lasts.
    pub(crate) alarm: Option<String>,
    /// Changes under way.
    pub(crate) writing: usize,
    pub(crate) is_leaving: bool,
    /// How long the screens have stood.
    pub(crate) elapsed: Duration,
    /// When the question that is uppermost was first seen.
    pub(crate) asked: Option<Duration>,
    pub(crate) saved: Saved,
    next_id: u64,
}

/// One of the screens: lists side by side, and where one went from them.
#[derive(Debug)]
pub(crate) struct Screen {
    pub(crate) roots: Vec<Place>,
    pub(crate) root: usize,
    pub(crate) trail: Vec<Place>,
}

/// Something that was told.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) is_error: bool,
    pub(crate) at: Timestamp,
}

/// Never what was told: it may name people.
impl fmt::Debug for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Told")
            .field("is_error", &self.is_error)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// How long a question must have stood before a key can answer it.
const TO_READ: Duration = Duration::from_millis(300);

/// Things told that are remembered.
const MOST_TOLD: usize = 200;

impl Model {
    /// The screens as they open, and what has to be read for that.
    pub(crate) fn new(setup: Setup, saved: Saved) -> (Self, Vec<Cmd>) {
        let chosen_theme = saved.theme.unwrap_or(setup.theme);
        let mut model = Self {
            name: setup.name,
            is_read_only: setup.is_read_only,
            zone: setup.zone,
            now: setup.now,
            keys: setup.keys,
            theme: Theme::new(chosen_theme, setup.surroundings),
            chosen_theme,
            surroundings: setup.surroundings,
            config: setup.config,
            mouse: setup.mouse,
            size: setup.size,
            currency: None,
            screens: Vec::new(),
            screen: 0,
            popups: Vec::new(),
            told: Vec::new(),
            seen: 0,
            jobs: Vec::new(),
            alarm: None,
            writing: 0,
            is_leaving: false,
            elapsed: Duration::ZERO,
            asked: None,
            saved,
            next_id: 0,
        };
        for screen in SCREENS {
            let roots = screen.roots.iter().map(|root| model.root(root)).collect();
            model.screens.push(Screen { roots, root: 0, trail: Vec::new() });
        }
        model.fit();
        let mut commands = model.read_place(false);
        // Only forms want to know, and nobody opens one in the first milliseconds.
        commands.extend(model.place_mut().ask(Question::Currency));
        (model, commands)
    }

    fn root(&mut self, root: &Root) -> Place {
        let id = self.place_id();
        match root {
            Root::List(collection) => {
                let mut place = Place::list(id, collection, Query::default());
                self.choose_columns(&mut place);
                place
            }
            Root::Record(collection, record) => Place::record(id, collection, (*record).to_owned()),
            Root::Report(report) => Place::report(id, report),
        }
    }

    /// Shows the columns that were chosen, else all.
    pub(crate) fn choose_columns(&self, place: &mut Place) {
        let Some(listing) = place.listing_mut() else { return };
        let all = listing.list.collection.columns;
        let names = self.saved.columns.get(listing.list.collection.name).into_iter().flatten();
        let number = |name| all.iter().position(|cells| cells.column.path == name);
        let columns: Vec<_> = names.filter_map(number).collect();
        listing.columns = if columns.is_empty() { (0..all.len()).collect() } else { columns };
    }

    /// Shows the columns that were chosen in every list of the collection that is there.
    pub(crate) fn choose_columns_everywhere(&mut self, collection: &Collection) {
        let mut screens = std::mem::take(&mut self.screens);
        for place in screens.iter_mut().flat_map(Screen::places_mut) {
            if place.listing().is_some_and(|listing| listing.list.collection == collection) {
                self.choose_columns(place);
            }
        }
        self.screens = screens;
    }

    /// Why what is chosen lasts for this run only, if it does: the settings name it, or nothing can
    /// be kept.
    pub(crate) fn fleeting(&self, is_named: bool) -> Option<String> {
        is_named.then(|| format!("{} names it", self.settings())).or(self.saved.forgets.clone())
    }

    /// Has it kept for the next time, where that can be.
    pub(crate) fn remember(&self, what: Remember) -> Vec<Cmd> {
        if self.saved.forgets.is_some() { Vec::new() } else { vec![Cmd::Remember(what)] }
    }

    /// What the file of the settings is called.
    pub(crate) fn settings(&self) -> String {
        let name = self.config.as_deref().and_then(Path::file_name);
        name.map_or("config.toml".into(), |name| name.to_string_lossy()).into_owned()
    }

    /// A number that no place has yet.
    pub(crate) fn place_id(&mut self) -> PlaceId {
        self.next_id = self.next_id.saturating_add(1);
        PlaceId(self.next_id)
    }

    /// A number that no work has yet.
    pub(crate) fn job_id(&mut self) -> JobId {
        self.next_id = self.next_id.saturating_add(1);
        JobId(self.next_id)
    }

    /// Draws in this theme from now on.
    pub(crate) fn choose_theme(&mut self, choice: ThemeChoice) {
        self.chosen_theme = choice;
        self.theme = Theme::new(choice, self.surroundings);
        let telling = self.telling();
        for place in self.screens.iter_mut().flat_map(Screen::places_mut) {
            if let Some(sheet) = place.any_sheet_mut() {
                sheet.lay_out(telling);
            }
        }
    }

    /// How times are told.
    pub(crate) fn telling(&self) -> Telling {
        let columns =
            layout::areas(self).and_then(|areas| areas.sheet).map_or(80, |sheet| sheet.width);
        let columns = usize::from(columns);
        Telling { zone: self.zone, now: self.now, theme: self.theme, columns }
    }

    /// The screen that is shown.
    #[expect(clippy::indexing_slicing, reason = "`screen` only ever is the number of a screen")]
    pub(crate) fn current(&self) -> &Screen {
        &self.screens[self.screen]
    }

    /// The screen that is shown.
    #[expect(clippy::indexing_slicing, reason = "`screen` only ever is the number of a screen")]
    pub(crate) fn current_mut(&mut self) -> &mut Screen {
        &mut self.screens[self.screen]
    }

    /// Where one is.
    pub(crate) fn place(&self) -> &Place {
        self.current().place()
    }

    /// Where one is.
    pub(crate) fn place_mut(&mut self) -> &mut Place {
        self.current_mut().place_mut()
    }

    /// The place of this number, if it is still there.
    pub(crate) fn place_of(&mut self, id: PlaceId) -> Option<&mut Place> {
        self.screens.iter_mut().flat_map(Screen::places_mut).find(|place| place.id == id)
    }

    /// Tells something at the bottom.
    pub(crate) fn tell(&mut self, text: impl Into<String>) {
        self.say(text.into(), false);
    }

    /// Tells of something that went wrong.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.say(text.into(), true);
    }

    fn say(&mut self, text: String, is_error: bool) {
        if self.told.len() >= MOST_TOLD {
            self.told.remove(0);
        }
        self.told.push(Told { text, is_error, at: self.now });
        self.seen = self.told.len().saturating_sub(1);
    }

    /// What is told at the bottom now.
    pub(crate) fn telling_now(&self) -> Option<&Told> {
        self.told.get(self.seen..)?.last()
    }

    /// Which keys there are, the nearest context first.
    pub(crate) fn contexts(&self) -> Vec<Context> {
        match (&self.place().content, self.place().focused_sheet()) {
            (Content::List(_), None) => vec![Context::List, Context::Record, Context::Anywhere],
            _ => vec![Context::Details, Context::Record, Context::Anywhere],
        }
    }

    /// The screen was drawn: from now on the question that is uppermost can be read.
    pub(crate) fn drawn(&mut self) {
        let asks = match self.popups.last() {
            Some(Popup::Confirm(confirm)) => !confirm.is_busy,
            Some(Popup::Once(_)) => true,
            Some(Popup::SaveFilter(prompt)) => prompt.asks.is_some(),
            _ => false,
        };
        self.asked = if asks { self.asked.or(Some(self.elapsed)) } else { None };
    }

    /// Whether the uppermost question has stood long enough to be read. Keys that were typed ahead
    /// must not answer what nobody has seen.
    pub(crate) fn can_be_answered(&self) -> bool {
        let read = |asked: Duration| self.elapsed.saturating_sub(asked) >= TO_READ;
        self.asked.is_some_and(read)
    }

    /// Work that has not ended.
    pub(crate) fn has_work(&self) -> bool {
        self.writing > 0 || self.jobs.iter().any(|job| job.end.is_none())
    }
}

impl Screen {
    /// All its places.
    fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.roots.iter_mut().chain(&mut self.trail)
    }

    /// Where one is on it.
    #[expect(clippy::indexing_slicing, reason = "`root` only ever is the number of a root")]
    pub(crate) fn place(&self) -> &Place {
        self.trail.last().unwrap_or(&self.roots[self.root])
    }

    /// Where one is on it.
    #[expect(clippy::indexing_slicing, reason = "`root` only ever is the number of a root")]
    pub(crate) fn place_mut(&mut self) -> &mut Place {
        self.trail.last_mut().unwrap_or(&mut self.roots[self.root])
    }
}
