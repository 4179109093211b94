//! A record that somebody else changed meanwhile.

use std::fmt;

use crate::app::entry::{self, Entry};
use crate::app::msg::{PlaceId, Write};
use crate::app::popup::OF_EVERY_CHANGE;

/// A record that somebody else changed meanwhile.
pub(crate) struct Conflict {
    /// What was asked for, against the record as it was seen.
    pub(crate) write: Box<Write>,
    /// The record as it is now, once it is read.
    pub(crate) theirs: Option<Entry>,
    /// What was typed, by field: the form's own.
    pub(crate) mine: Vec<(String, String)>,
    pub(crate) chosen: usize,
    /// Whether it was asked for in a form, which still stands there.
    pub(crate) has_form: bool,
    pub(crate) place: PlaceId,
}

/// Never what was typed.
impl fmt::Debug for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Conflict")
            .field("write", &self.write)
            .field("theirs", &self.theirs)
            .field("chosen", &self.chosen)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// A value that two people have in mind, by the path that leads to it: `customer.email`.
#[derive(PartialEq, Eq)]
pub(crate) struct Disputed {
    pub(crate) path: String,
    pub(crate) seen: String,
    pub(crate) theirs: String,
    /// What was typed; of what is not in the form, nothing.
    pub(crate) mine: String,
}

/// Stands for a value that was taken away.
const NONE: &str = "–";

/// Values by their paths.
type Leaves = Vec<(String, String)>;

impl Conflict {
    /// What somebody else changed, then what was typed besides; nothing before theirs is read.
    pub(crate) fn disputed(&self) -> Option<Vec<Disputed>> {
        let collection = self.write.collection;
        let leaves = |entry: &Entry| entry::leaves(entry.masked(collection).json());
        let theirs = leaves(self.theirs.as_ref()?);
        let seen = self.write.entry.as_ref().map(leaves)?;
        let mine = self.typed(&seen);
        let mut paths: Vec<&str> = Vec::new();
        for (path, _) in seen.iter().chain(&theirs) {
            let is_told =
                OF_EVERY_CHANGE.contains(&path.as_str()) || paths.contains(&path.as_str());
            // A list that was typed stands whole beside what was typed.
            let is_part = mine.iter().any(|(whole, _)| is_within(path, whole));
            if !is_told && !is_part && at(&seen, path) != at(&theirs, path) {
                paths.push(path);
            }
        }
        for (path, _) in &mine {
            if !paths.contains(&path.as_str()) {
                paths.push(path);
            }
        }
        let row = |path: &str| {
            let text = |leaves: &Leaves| whole(leaves, path);
            Disputed {
                path: path.to_owned(),
                seen: text(&seen),
                theirs: text(&theirs),
                mine: text(&mine),
            }
        };
        Some(paths.into_iter().map(row).collect())
    }

    /// What was typed; of an object, what it makes other than it was seen.
    fn typed(&self, seen: &Leaves) -> Leaves {
        let mut typed = Leaves::new();
        for (path, value) in &self.mine {
            if !value.trim_start().starts_with('{') {
                typed.push((path.clone(), value.clone()));
                continue;
            }
            let within = |(name, value): (String, String)| (format!("{path}.{name}"), value);
            let own: Leaves = entry::leaves(value.trim()).into_iter().map(within).collect();
            let gone =
                seen.iter().filter(|(name, _)| is_within(name, path) && at(&own, name).is_none());
            typed.extend(gone.map(|(name, _)| (name.clone(), NONE.to_owned())));
            typed.extend(own.into_iter().filter(|(name, value)| at(seen, name) != Some(value)));
        }
        typed
    }
}

fn at<'a>(leaves: &'a Leaves, path: &str) -> Option<&'a str> {
    leaves.iter().find(|(each, _)| each == path).map(|(_, value)| value.as_str())
}

/// The value at a path; of a list, its values.
fn whole(leaves: &Leaves, path: &str) -> String {
    let within = || leaves.iter().filter(|(each, _)| is_within(each, path));
    at(leaves, path).map_or_else(
        || within().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", "),
        str::to_owned,
    )
}

fn is_within(path: &str, whole: &str) -> bool {
    path.strip_prefix(whole).is_some_and(|rest| rest.starts_with('.'))
}
