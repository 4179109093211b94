//! What a check has found.

use serde::Serialize;

use crate::value::time::Timestamp;
use crate::value::word::word_enum;

/// Faults that a check names at the most; the rest are counted.
const NAMED_FAULTS: usize = 100;

word_enum! {
    /// What came of one check.
    pub enum CheckOutcome ("outcome") {
        /// Nothing is wrong.
        Ok = "ok",
        /// Something is.
        Faults = "faults",
        /// It could not be done here; the note says why.
        LeftOut = "left_out",
    }
}

/// What [`Store::check`](crate::Store::check) has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// Whether no check found a fault.
    pub sound: bool,
    /// When it was begun, by the store's clock.
    pub at: Timestamp,
    /// Each check, in the order in which they were done.
    pub checks: Vec<Check>,
}

impl CheckReport {
    pub(super) const fn new(at: Timestamp) -> Self {
        Self { sound: true, at, checks: Vec::new() }
    }

    pub(super) fn add(&mut self, check: Check) {
        self.sound = self.sound && check.outcome != CheckOutcome::Faults;
        self.checks.push(check);
    }

    /// The first fault of all, if there is one.
    #[must_use]
    pub fn first_fault(&self) -> Option<&str> {
        self.checks.iter().find_map(|check| check.faults.first()).map(String::as_str)
    }
}

/// One check and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// What was checked: `storage`, `counters`, …
    pub name: &'static str,
    /// What came of it.
    pub outcome: CheckOutcome,
    /// How many records, rows or events were looked at.
    pub examined: u64,
    /// What is wrong, for a person; the first hundred faults. No personal data are in them.
    pub faults: Vec<String>,
    /// How many faults there are beyond those.
    pub more_faults: u64,
    /// What else there is to know.
    pub note: Option<String>,
}

impl Check {
    pub(super) fn new(name: &'static str) -> Self {
        let (outcome, faults) = (CheckOutcome::Ok, Vec::new());
        Self { name, outcome, examined: 0, faults, more_faults: 0, note: None }
    }

    /// Notes something that is wrong.
    pub(super) fn fault(&mut self, fault: impl Into<String>) {
        self.outcome = CheckOutcome::Faults;
        if self.faults.len() < NAMED_FAULTS {
            self.faults.push(fault.into());
        } else {
            self.more_faults = self.more_faults.saturating_add(1);
        }
    }

    /// Notes that so many more were looked at.
    pub(super) fn examined(&mut self, more: usize) {
        let more = u64::try_from(more).unwrap_or(u64::MAX);
        self.examined = self.examined.saturating_add(more);
    }

    /// Notes that the check was not done, and why.
    pub(super) fn leave_out(&mut self, why: impl Into<String>) {
        self.outcome = CheckOutcome::LeftOut;
        self.note = Some(why.into());
    }
}
