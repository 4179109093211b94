//! Long work beside the screen: changes of many records, exports, backups, checks.

use billfold_core::{Error, ErrorKind, Result, Store};

use crate::app::collection::{Action, Collection, Done, Form, Query};
use crate::app::msg::{Body, PlaceId, Write};
use crate::output::grouped;

/// A piece of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct JobId(pub(crate) u64);

/// Long work.
#[derive(Debug, Clone)]
pub(crate) enum Job {
    /// An action on many records, each in a transaction of its own.
    Bulk(Bulk),
    /// Something that the core does in steps.
    Task(&'static Task, Body),
    /// An action on one record that waits for others.
    Act(Box<Write>),
    /// What an action on many records would come to; nothing is kept of it.
    Rehearsal(Bulk),
    /// All that match, into a file.
    Export(&'static Collection, Query, Body),
}

/// An action on many records.
#[derive(Debug, Clone)]
pub(crate) struct Bulk {
    pub(crate) collection: &'static Collection,
    pub(crate) action: &'static Action,
    pub(crate) owner: Option<String>,
    pub(crate) body: Body,
    pub(crate) chosen: Chosen,
    /// What makes a repetition harmless: each record's key begins with it.
    pub(crate) key: String,
}

/// Which records were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// Those of these ids.
    Marked(Vec<String>),
    /// All that match; so many when it was said.
    All(Query, i64),
}

impl Chosen {
    /// How many there are, or were when it was said.
    pub(crate) fn count(&self) -> i64 {
        match self {
            Self::Marked(ids) => i64::try_from(ids.len()).unwrap_or(i64::MAX),
            Self::All(_, count) => *count,
        }
    }
}

/// What a change of many would come to, as far as they were looked at.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Records that it can be done to.
    pub(crate) done: u64,
    /// Records that it cannot be done to.
    pub(crate) refused: u64,
    /// How many of them for which reason, the most frequent first.
    reasons: Vec<(String, u64)>,
}

/// Only how many: reasons may name records.
impl std::fmt::Debug for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tally")
            .field("done", &self.done)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}

impl Tally {
    /// Reasons that are counted each by itself.
    const MOST_REASONS: usize = 50;

    /// Records that were looked at.
    pub(crate) const fn seen(&self) -> u64 {
        self.done.saturating_add(self.refused)
    }

    /// One more that it can be done to, or for this reason cannot.
    pub(crate) fn add(&mut self, refusal: Option<String>) {
        let Some(reason) = refusal else {
            self.done = self.done.saturating_add(1);
            return;
        };
        self.refused = self.refused.saturating_add(1);
        let is_full = self.reasons.len() >= Self::MOST_REASONS;
        match self.reasons.iter().position(|(each, _)| *each == reason) {
            Some(at) => {
                if let Some((_, count)) = self.reasons.get_mut(at) {
                    *count = count.saturating_add(1);
                }
            }
            None if is_full => {}
            None => self.reasons.push((reason, 1)),
        }
        self.reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    }

    /// So many reasons, the most frequent first, and how many records have another.
    pub(crate) fn reasons(&self, most: usize) -> (&[(String, u64)], u64) {
        let told = self.reasons.get(..most).unwrap_or(&self.reasons);
        let counted: u64 = told.iter().map(|(_, count)| count).sum();
        (told, self.refused.saturating_sub(counted))
    }
}

/// Something that the core does in steps, such as looking the file through.
pub(crate) struct Task {
    /// Its name in settings: `check`.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// What it does, in a sentence without a full stop.
    pub(crate) about: &'static str,
    /// What it must be told.
    pub(crate) form: Option<fn() -> Form>,
    /// Whether it changes nothing in the store, so that it can be done where nothing may be
    /// changed.
    pub(crate) reads: bool,
    /// Does it, telling how far it is; it ends where the telling answers `false`.
    pub(crate) run: fn(&Store, &str, &mut GoesOn<'_>) -> Result<Done>,
}

/// Takes how much of how much is done; answers whether to go on.
pub(crate) type GoesOn<'a> = dyn FnMut(u64, u64) -> bool + 'a;

impl std::fmt::Debug for Task {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

/// How long work goes on.
#[derive(Debug)]
pub(crate) enum JobNews {
    /// So much of so much is done.
    Progress(u64, u64),
    /// A change of many would come to this, as far as they were looked at.
    Tally(Tally),
    /// This record is done, or was refused.
    Row(String, Result<(), Error>),
    /// It has ended, or was ended.
    Ended(Result<Done, Error>),
}

/// Long work as the screen tells of it.
#[derive(Debug)]
pub(crate) struct JobState {
    pub(crate) id: JobId,
    pub(crate) label: String,
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// Whether it is the same change of many records.
    is_bulk: bool,
    /// Whether it was seen to be possible: until then an error is for whoever asked for it.
    pub(crate) is_under_way: bool,
    /// The list whose marks go once it is under way.
    pub(crate) marked_in: Option<PlaceId>,
    /// The records that were refused, each with the reason; the first of them.
    pub(crate) refused: Vec<(String, Error)>,
    pub(crate) refusals: u64,
    pub(crate) end: Option<Result<String, Error>>,
    /// What it found out, line by line, if that could not be shown at once.
    pub(crate) answer: Vec<String>,
    /// Whether what came of it was looked at.
    pub(crate) was_seen: bool,
}

/// Refusals that are told one by one.
const MOST_TOLD: usize = 100;

/// Ended work that is remembered.
const MOST_ENDED: usize = 20;

impl JobState {
    /// Work that has just begun.
    pub(crate) fn new(id: JobId, label: String, job: &Job) -> Self {
        let total = match job {
            Job::Bulk(bulk) => u64::try_from(bulk.chosen.count()).unwrap_or(0),
            _ => 0,
        };
        Self {
            id,
            label,
            done: 0,
            total,
            is_bulk: matches!(job, Job::Bulk(_)),
            is_under_way: false,
            marked_in: None,
            refused: Vec::new(),
            refusals: 0,
            end: None,
            answer: Vec::new(),
            was_seen: false,
        }
    }

    /// Takes what there is to tell of it; answers what came of it, once it has ended.
    pub(crate) fn take(&mut self, news: JobNews) -> Option<Done> {
        match news {
            JobNews::Progress(done, total) => {
                (self.done, self.total) = (done, total);
                self.is_under_way = true;
            }
            // A rehearsal is told of where it is asked about, and is no work.
            JobNews::Tally(_) => {}
            JobNews::Row(id, outcome) => {
                self.done = self.done.saturating_add(1);
                match outcome {
                    Ok(()) => self.is_under_way = true,
                    Err(error) => self.refuse(id, error),
                }
            }
            JobNews::Ended(Ok(done)) => {
                self.is_under_way = true;
                self.end = Some(Ok(done.told.clone().unwrap_or_else(|| "done".to_owned())));
                return Some(done);
            }
            JobNews::Ended(Err(error)) => self.end = Some(Err(error)),
        }
        None
    }

    fn refuse(&mut self, id: String, error: Error) {
        self.refusals = self.refusals.saturating_add(1);
        if self.refused.len() < MOST_TOLD {
            self.refused.push((id, error));
        }
    }

    /// How it stands, in words: how far it is, or what came of it.
    pub(crate) fn words(&self) -> String {
        let label = &self.label;
        match &self.end {
            None if self.total > 0 => {
                format!("{label}: {} of {}", grouped(self.done), grouped(self.total))
            }
            None if self.done > 0 => format!("{label}: {}", grouped(self.done)),
            None => format!("{label}…"),
            Some(Ok(told)) => format!("{label}: {told}"),
            Some(Err(error)) => format!("{label}: {}{}", self.why(error), self.counts()),
        }
    }

    /// Why it has ended before its end.
    fn why<'a>(&self, error: &'a Error) -> &'a str {
        let was_ended = error.kind() == ErrorKind::Interrupted && self.is_bulk;
        if was_ended { "was ended" } else { error.message() }
    }

    /// How many records came to what, where they are counted.
    fn counts(&self) -> String {
        if !self.is_bulk {
            return String::new();
        }
        let done = grouped(self.done.saturating_sub(self.refusals));
        let left = grouped(self.total.saturating_sub(self.done));
        format!(": {done} done, {} refused, {left} left", grouped(self.refusals))
    }
}

/// Forgets ended work that was looked at; of the rest, the oldest beyond what is remembered.
pub(crate) fn forget_ended(jobs: &mut Vec<JobState>) {
    jobs.retain(|job| job.end.is_none() || !job.was_seen);
    let ended = jobs.iter().filter(|job| job.end.is_some()).count();
    let mut spare = ended.saturating_sub(MOST_ENDED);
    jobs.retain(|job| {
        let goes = job.end.is_some() && spare > 0;
        spare = spare.saturating_sub(usize::from(goes));
        !goes
    });
}
