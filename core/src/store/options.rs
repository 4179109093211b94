//! How a store is opened.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::value::time::{Clock, SystemClock};

/// When a successful call's change is safe from a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Durability {
    /// Before the call returns.
    #[default]
    Full,
    /// Soon after. Faster, but **may lose the last commits on power loss**. A crash of the
    /// process alone loses nothing.
    MayLoseLastCommitsOnPowerLoss,
}

impl Durability {
    pub(crate) const fn pragma(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::MayLoseLastCommitsOnPowerLoss => "NORMAL",
        }
    }
}

/// How to open a store; the defaults are those of [`Store::open`](crate::Store::open).
///
/// ```no_run
/// use std::time::Duration;
/// use billfold_core::OpenOptions;
///
/// let store = OpenOptions::new().patience(Duration::from_secs(2)).open("shop.db")?;
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Clone)]
pub struct OpenOptions {
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) durability: Durability,
    pub(crate) patience: Duration,
    pub(crate) lease: Duration,
}

impl OpenOptions {
    /// The defaults: system clock, full durability, ten seconds of patience.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: None,
            durability: Durability::Full,
            patience: Duration::from_secs(10),
            lease: Duration::from_secs(30),
        }
    }

    /// Takes the time from this clock instead of the system's.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Chooses when a change is safe from a power cut.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How long a call waits for the writer before it gives up with `busy`.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How long a begun transaction may hold the writer before it rolls back by itself.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    pub(crate) fn clock_or_system(&self) -> Arc<dyn Clock> {
        self.clock.clone().unwrap_or_else(|| Arc::new(SystemClock))
    }

    /// Whether two opens of one file may share a store.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let same_clock = match (&self.clock, &other.clock) {
            (None, None) => true,
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            _ => false,
        };
        same_clock
            && self.durability == other.durability
            && self.patience == other.patience
            && self.lease == other.lease
    }
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OpenOptions")
            .field("own_clock", &self.clock.is_some())
            .field("durability", &self.durability)
            .field("patience", &self.patience)
            .field("lease", &self.lease)
            .finish()
    }
}
