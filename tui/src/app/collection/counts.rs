//! Numbers that are drawn: by the hour, and beside each other.

use billfold_core::Timestamp;

use crate::app::collection::Target;
use crate::app::widgets::chart::HOURS;

/// What happened in each of the last hours.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    /// What is counted: `completed`.
    pub(crate) what: &'static str,
    /// The counts, the oldest hour first.
    pub(crate) counts: [u64; HOURS],
    /// The last hour's first second.
    pub(crate) last: Timestamp,
    /// Where Enter leads.
    pub(crate) target: Option<Target>,
}

/// How much there is of one of several things, drawn as a bar beside its numbers.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// The status whose sign and style it has.
    pub(crate) status: &'static str,
    pub(crate) name: String,
    /// Its numbers as text, the most important first; each is a column of its own.
    pub(crate) numbers: Vec<String>,
    /// What its length stands for.
    pub(crate) value: u64,
    /// Where Enter leads.
    pub(crate) target: Option<Target>,
}
