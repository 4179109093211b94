//! What opens above a screen and takes the keys until it closes.

mod conflict;

use std::fmt;

use billfold_core::Secret;
use tui_input::Input;

use crate::app::collection::{Action, Collection, On};
use crate::app::command::Command;
use crate::app::entry::{Difference, Entry};
use crate::app::form::FormState;
use crate::app::job::{Bulk, Chosen, JobId, Tally, Task};
use crate::app::list::{List, Stretch};
use crate::app::msg::{Asked, Cmd, PlaceId, Write};
use crate::output::record;
pub(crate) use conflict::Conflict;

/// Something that is open.
pub(crate) enum Popup {
    /// The keys and the language of filters; scrolled by so many lines.
    Help(usize),
    Menu(Menu),
    Form(Box<FormState>),
    Confirm(Confirm),
    Count(Count),
    Filter(FilterPrompt),
    /// A name for the filter that stands there.
    SaveFilter(NamePrompt),
    Notice(Notice),
    Once(Once),
    Qr(Link),
    Picker(Box<Picker>),
    Conflict(Box<Conflict>),
    /// Work under way and what came of it; scrolled by so many lines.
    Jobs(usize),
    /// What was told; scrolled by so many lines.
    Messages(usize),
    /// Whether to leave while work is under way.
    Leave,
}

/// Never what was typed.
impl fmt::Debug for Popup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Help(_) => formatter.write_str("Help"),
            Self::Menu(menu) => menu.fmt(formatter),
            Self::Form(form) => form.fmt(formatter),
            Self::Confirm(confirm) => confirm.fmt(formatter),
            Self::Count(count) => count.fmt(formatter),
            Self::Filter(prompt) => prompt.fmt(formatter),
            Self::SaveFilter(_) => formatter.write_str("SaveFilter"),
            Self::Notice(notice) => notice.fmt(formatter),
            Self::Once(once) => once.fmt(formatter),
            Self::Qr(link) => link.fmt(formatter),
            Self::Picker(picker) => picker.fmt(formatter),
            Self::Conflict(conflict) => conflict.fmt(formatter),
            Self::Jobs(_) => formatter.write_str("Jobs"),
            Self::Messages(_) => formatter.write_str("Messages"),
            Self::Leave => formatter.write_str("Leave"),
        }
    }
}

/// A text that is shown as a QR code: it may hold a token.
pub(crate) struct Link {
    text: Secret,
    /// Whether it is masked where it is shown as text.
    is_masked: bool,
    /// Whose it is: `payment of 500.00 USD by Foobar`.
    pub(crate) about: Option<String>,
    /// Why it leads to nothing any more.
    pub(crate) spent: Option<String>,
}

/// Never whose it is: that may name people.
impl fmt::Debug for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Link").field(&self.text).finish()
    }
}

impl Link {
    /// A text that whoever has it may use.
    pub(crate) const fn masked(text: Secret) -> Self {
        Self { text, is_masked: true, about: None, spent: None }
    }

    /// The URL of a record, masked if the collection shows it masked.
    pub(crate) fn of(collection: &Collection, entry: &Entry) -> Option<Self> {
        let text = (collection.url)(entry)?;
        let hidden = collection.hidden();
        let is_masked = hidden.iter().any(|path| entry.is(path, &text));
        let about = Some(collection.a(entry));
        let spent = (collection.spent)(entry);
        Some(Self { text: Secret::new(text), is_masked, about, spent })
    }

    /// The whole text.
    pub(crate) fn expose(&self) -> &str {
        self.text.expose()
    }

    /// The text as people see it who cannot be shown the code.
    pub(crate) fn shown(&self) -> String {
        if self.is_masked { record::masked(self.expose()) } else { self.expose().to_owned() }
    }
}

/// Lines to choose from.
pub(crate) struct Menu {
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
    /// What is chosen, as a place among those that match.
    pub(crate) chosen: usize,
    /// What narrows the lines, where that can be typed.
    pub(crate) search: Option<Input>,
    /// Whether choosing turns a line on or off and leaves the menu open.
    pub(crate) is_checklist: bool,
    /// Why what was just chosen was refused.
    pub(crate) trouble: Option<String>,
}

/// Never what was typed.
impl fmt::Debug for Menu {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Menu")
            .field("title", &self.title)
            .field("items", &self.items)
            .field("chosen", &self.chosen)
            .finish_non_exhaustive()
    }
}

/// A line of a menu.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) label: String,
    pub(crate) about: String,
    /// What chooses it at once.
    pub(crate) key: String,
    /// Why it cannot be chosen now.
    pub(crate) refusal: Option<String>,
    /// Whether it is on, in a list of what is on and off.
    pub(crate) is_on: Option<bool>,
    pub(crate) choice: Choice,
}

/// Never its words: they may be a filter's.
impl fmt::Debug for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Item")
            .field("key", &self.key)
            .field("is_on", &self.is_on)
            .finish_non_exhaustive()
    }
}

/// What an action is done to: what was there when it was offered, whatever comes into the list
/// meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct Aim {
    pub(crate) collection: &'static Collection,
    /// The record under the cursor.
    pub(crate) entry: Option<Entry>,
    /// What was marked, if anything was.
    pub(crate) chosen: Option<Chosen>,
    /// Whose list it was.
    pub(crate) owner: Option<String>,
    /// Whether nothing may be changed here.
    pub(crate) is_read_only: bool,
}

/// What a line of a menu stands for.
#[derive(Debug, Clone)]
pub(crate) enum Choice {
    Act(&'static Action, Box<Aim>),
    Task(&'static Task),
    Command(Command),
    /// The list of this number on the screen of this number.
    Go(usize, usize),
    /// What makes a record in that list, after going there.
    Make(&'static Action, usize, usize),
    /// Sort by this key; nothing is the usual order.
    Sort(Option<String>),
    /// The column of this number.
    Column(usize),
    UsualColumns,
    UseFilter(String),
    RemoveFilter(String),
}

/// Fields that every change changes, and nobody needs to be told of.
pub(crate) const OF_EVERY_CHANGE: [&str; 2] = ["updated_at", "version"];

/// A change before it is made.
pub(crate) struct Confirm {
    /// What changes.
    pub(crate) changes: Vec<Difference>,
    /// What the rehearsal told besides.
    pub(crate) told: Option<String>,
    pub(crate) write: Box<Write>,
    /// Whether the cursor is on doing it; it begins on leaving it.
    pub(crate) is_yes: bool,
    pub(crate) is_busy: bool,
}

/// Never what the rehearsal told: it may name people.
impl fmt::Debug for Confirm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Confirm")
            .field("changes", &self.changes)
            .field("write", &self.write)
            .field("is_yes", &self.is_yes)
            .field("is_busy", &self.is_busy)
            .finish_non_exhaustive()
    }
}

/// A change of many records, before it is made: their number must be typed.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) bulk: Box<Bulk>,
    /// The work that finds out what it would come to.
    pub(crate) rehearsal: JobId,
    /// What it would come to, as far as that is known.
    pub(crate) tally: Tally,
    /// Whether all was looked at, or why it cannot be.
    pub(crate) looked: Option<Result<(), String>>,
    pub(crate) input: Input,
    pub(crate) trouble: Option<String>,
}

/// The line in which a filter is typed.
#[derive(Default)]
pub(crate) struct FilterPrompt {
    pub(crate) input: Input,
    /// What is wrong with it, and the character where, from 1.
    pub(crate) fault: Option<(usize, String)>,
    /// How far back among the past filters one is.
    pub(crate) back: usize,
    /// What was typed before going back.
    pub(crate) typed: String,
    /// What its last word is being completed to.
    pub(crate) completing: Option<Completing>,
}

/// What a word can be completed to, in turn.
pub(crate) struct Completing {
    /// What stands before the word.
    pub(crate) before: String,
    /// What it can be completed to.
    pub(crate) words: Vec<String>,
    /// The one that stands there.
    pub(crate) at: usize,
}

/// Never what was typed: it may be a customer's name.
impl fmt::Debug for FilterPrompt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FilterPrompt").field("back", &self.back).finish_non_exhaustive()
    }
}

/// The line in which the name is typed that a filter is saved under.
#[derive(Default)]
pub(crate) struct NamePrompt {
    pub(crate) input: Input,
    /// Why it cannot have this name.
    pub(crate) trouble: Option<String>,
    /// The filter that has the name, while it is asked whether it is to be lost.
    pub(crate) asks: Option<String>,
}

/// Something to read.
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    pub(crate) is_error: bool,
    pub(crate) scroll: usize,
}

/// Never what it tells.
impl fmt::Debug for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Notice")
            .field("title", &self.title)
            .field("is_error", &self.is_error)
            .finish_non_exhaustive()
    }
}

/// Secrets that are shown this once. They leave the memory with it.
#[derive(Debug)]
pub(crate) struct Once {
    pub(crate) title: String,
    /// What there is to know about them.
    pub(crate) note: &'static str,
    pub(crate) secrets: Vec<(&'static str, Secret)>,
    pub(crate) chosen: usize,
    /// Whether they are to be seen, or dots.
    pub(crate) is_revealed: bool,
    /// Whether one of them was copied or seen; else leaving asks once more.
    pub(crate) was_taken: bool,
    pub(crate) asks_again: bool,
}

/// A list to pick a record from, for the form below it or for whose records a list shows.
pub(crate) struct Picker {
    pub(crate) place: PlaceId,
    pub(crate) list: List,
    pub(crate) search: Input,
    pub(crate) trouble: Option<String>,
    pub(crate) is_for_owner: bool,
    /// Whether the first of what is being found is to be taken as soon as it is there.
    pub(crate) takes: bool,
    /// Questions so far: only the last one's answer counts.
    pub(crate) asked: u64,
}

/// Never what was typed.
impl fmt::Debug for Picker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Picker")
            .field("place", &self.place)
            .field("list", &self.list)
            .field("is_for_owner", &self.is_for_owner)
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

impl Confirm {
    /// The question whether to make a change, before it is known what that changes.
    pub(crate) fn waiting(write: Write) -> Self {
        let write = Box::new(write);
        Self { changes: Vec::new(), told: None, write, is_yes: false, is_busy: true }
    }
}

/// What an action is called above what it is done to: `Expire payment of 500.00 USD by Foobar`, and
/// where its label says what it is about, `Show the secret: webhook endpoint …`; nothing is said
/// twice.
pub(crate) fn titled(action: &Action, collection: &Collection, entry: Option<&Entry>) -> String {
    let (label, noun) = (action.label, collection.noun);
    let between = if label.contains(' ') { ": " } else { " " };
    match entry.filter(|entry| !collection.is_only(entry)) {
        Some(entry) if label.ends_with(noun) => {
            format!("{label} {}", (collection.known)(entry))
        }
        Some(entry) => format!("{label}{between}{}", collection.a(entry)),
        None if label.contains(' ') => label.to_owned(),
        None => format!("{label} {noun}"),
    }
}

impl Picker {
    /// Asks for a stretch of the list.
    pub(crate) fn ask(&mut self, stretch: Stretch) -> Cmd {
        self.list.awaited = Some(stretch.clone());
        self.asked = self.asked.saturating_add(1);
        let question = self.list.question(stretch);
        Cmd::Read(self.place, Asked { question, number: self.asked })
    }
}

impl Menu {
    /// A menu of these lines.
    pub(crate) fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        let title = title.into();
        Self { title, items, chosen: 0, search: None, is_checklist: false, trouble: None }
    }

    /// The lines that match what was typed, the best first.
    pub(crate) fn matching(&self) -> Vec<&Item> {
        let wanted = self.search.as_ref().map(Input::value).unwrap_or_default().trim();
        if wanted.is_empty() {
            return self.items.iter().collect();
        }
        let mut matcher = nucleo_matcher::Matcher::new(nucleo_matcher::Config::DEFAULT);
        let pattern = nucleo_matcher::pattern::Pattern::parse(
            wanted,
            nucleo_matcher::pattern::CaseMatching::Ignore,
            nucleo_matcher::pattern::Normalization::Smart,
        );
        let mut letters = Vec::new();
        let mut score = |text: &str| {
            letters.clear();
            pattern.score(nucleo_matcher::Utf32Str::new(text, &mut letters), &mut matcher)
        };
        let scored = self.items.iter().filter_map(|item| {
            // What is called so comes before what is only about it.
            let named = score(&item.label);
            let about = || score(&format!("{} {}", item.label, item.about));
            named.or_else(about).map(|score| ((named.is_some(), score), item))
        });
        let mut scored: Vec<_> = scored.collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, item)| item).collect()
    }

    /// The line under the cursor.
    pub(crate) fn current(&self) -> Option<Item> {
        self.matching().get(self.chosen).map(|item| (*item).clone())
    }

    /// Moves the cursor, round from the last line to the first.
    pub(crate) fn step(&mut self, lines: isize) {
        let count = isize::try_from(self.matching().len()).unwrap_or(1).max(1);
        let aim = isize::try_from(self.chosen).unwrap_or(0).saturating_add(lines);
        self.chosen = usize::try_from(aim.rem_euclid(count)).unwrap_or(0);
    }
}

impl Item {
    /// A line that can be chosen.
    pub(crate) fn new(label: impl Into<String>, about: impl Into<String>, choice: Choice) -> Self {
        let (label, about) = (label.into(), about.into());
        Self { label, about, key: String::new(), refusal: None, is_on: None, choice }
    }

    /// Whether it makes a record, whatever is under the cursor.
    pub(crate) fn makes(&self) -> bool {
        matches!(&self.choice, Choice::Act(action, _) if action.on == On::Nothing)
    }

    /// The same, refused for this reason, if there is one.
    pub(crate) fn refused(self, refusal: Option<String>) -> Self {
        Self { refusal, ..self }
    }

    /// The same, chosen by this key too.
    pub(crate) fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }
}
