//! What happens to the screens, and what they want done.

use std::fmt;

use billfold_core::{Error, Secret, Timestamp};

use crate::app::collection::{Action, Collection, Done, Query, Report, Section};
use crate::app::entry::Entry;
use crate::app::input::Input;
use crate::app::job::{Job, JobId, JobNews};
use crate::app::list::{Reading, Stretch};
use crate::config::ThemeChoice;

/// A list or a sheet, for as long as it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PlaceId(pub(crate) u64);

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// A key, the mouse, a paste, another size, a signal.
    Input(Input),
    /// What was asked for has been read.
    Read(PlaceId, Asked, Box<Result<Answer, Error>>),
    /// A change was made, or refused.
    Written(Box<Write>, Box<Result<Done, Error>>),
    /// Long work goes on, or has ended.
    Job(JobId, JobNews),
    /// Somebody changed the database; or it can no longer be read.
    Changed(Result<(), Error>),
    /// The editor has ended: the text, or why there is none.
    Edited(Result<Secret, String>),
    /// Something that was wanted could not be done.
    Trouble(String),
    /// It is later.
    Tick(Timestamp),
}

/// Something to be read. Of one place and sort, only the newest question is answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    /// A stretch of a list, with its total if that is known.
    List(&'static Collection, Query, Stretch, Option<i64>),
    /// How many records a list has.
    Count(&'static Collection, Query),
    /// The only currency of the store, if it has but one.
    Currency,
    /// All about one record.
    Record(&'static Collection, String),
    /// A report.
    Report(&'static Report),
}

impl Question {
    /// The sort of questions for lists.
    pub(crate) const LIST: u8 = 0;
    /// The sort of questions for totals: they may take as long as all the rest together.
    pub(crate) const COUNT: u8 = 3;

    /// Questions of one sort replace each other.
    pub(crate) const fn sort(&self) -> u8 {
        match self {
            Self::List(..) => Self::LIST,
            Self::Record(..) => 1,
            Self::Report(..) => 2,
            Self::Count(..) => Self::COUNT,
            Self::Currency => 4,
        }
    }

    /// Whether nobody waits for the answer, so that it must not keep another one waiting.
    pub(crate) const fn is_beside(&self) -> bool {
        matches!(self, Self::Count(..) | Self::Currency)
    }

    /// Whether its answer shows all that has changed, not only what was not there before.
    pub(crate) const fn is_anew(&self) -> bool {
        !matches!(self, Self::List(_, _, Stretch::After(_) | Stretch::Before(_), _))
    }
}

/// A question as it was asked: of one place and sort, a later one has a higher number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) number: u64,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Answer {
    List(Reading),
    /// How many records the list has.
    Count(i64),
    Currency(Option<String>),
    /// Whose the list must be, where there is no choice; nothing: that is to be chosen first.
    Owner(Option<(String, String)>),
    Record(Whole),
    Report(Vec<Section>),
}

/// A record with all that belongs to it.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) entry: Entry,
    pub(crate) extra: Vec<Section>,
    /// Its events, oldest first.
    pub(crate) history: Vec<Entry>,
}

/// A change to be made.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) collection: &'static Collection,
    pub(crate) action: &'static Action,
    /// The record as it was seen; none for what makes one.
    pub(crate) entry: Option<Entry>,
    /// Whose list the screen shows.
    pub(crate) owner: Option<String>,
    /// What the form made.
    pub(crate) body: Body,
    /// The version that it was seen at, where that is to be held to.
    pub(crate) version: Option<i64>,
    /// What makes a repetition harmless.
    pub(crate) key: String,
    /// Whether everything is checked and nothing kept.
    pub(crate) is_rehearsal: bool,
}

/// The JSON of a form: it may hold a secret that was typed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Body(pub(crate) String);

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Body")
    }
}

/// Something to be done outside the model.
#[derive(Debug)]
pub(crate) enum Cmd {
    Read(PlaceId, Asked),
    /// Nobody waits any more for how many there are.
    ForgetCount(PlaceId),
    Write(Box<Write>),
    Job(JobId, Box<Job>),
    /// Ends long work where it stands.
    Cancel(JobId),
    /// Puts it into the terminal's clipboard: it may be a secret.
    Copy(Secret),
    /// Edits a text in the editor, which may be a customer's; the word ends the file's name.
    Edit(Secret, &'static str),
    Mouse(bool),
    /// Keeps something that was chosen for the next time.
    Remember(Remember),
    Suspend,
    Redraw,
    Quit,
    /// Leaves as this signal wants it.
    End(i32),
}

/// What is kept for the next time: of this collection,
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Remember {
    /// a filter under a name,
    Filter(&'static str, String, String),
    /// no longer the filter of this name,
    NoFilter(&'static str, String),
    /// the columns that are shown,
    Columns(&'static str, Vec<String>),
    /// no longer which columns are shown;
    NoColumns(&'static str),
    /// of no collection, the theme.
    Theme(ThemeChoice),
}

/// Never a filter or its name: they may name people.
impl fmt::Debug for Remember {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Filter(..) => "Filter",
            Self::NoFilter(..) => "NoFilter",
            Self::Columns(..) => "Columns",
            Self::NoColumns(_) => "NoColumns",
            Self::Theme(_) => "Theme",
        })
    }
}
