//! What the host's log is told: little, and never what a record holds.
//!
//! The messages go through the `log` crate to whatever logger the host has set; without one they
//! cost a comparison. They name the store's path, numbers and codes of errors. A logger must not
//! use the store whose message it is given: it may be told in the midst of a commit.

use std::fmt::Arguments;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use log::{Level, log};

use crate::error::{Error, ErrorKind};

/// Whose messages these are: the target of what concerns a store as a whole.
pub(crate) const STORE: &str = "billfold::store";
/// The target of what concerns commits and waiting for them.
pub(crate) const WRITER: &str = "billfold::writer";
/// The target of sweeps.
pub(crate) const SWEEP: &str = "billfold::sweep";
/// The target of checks and verifications.
pub(crate) const CHECK: &str = "billfold::check";

pub(crate) fn info(target: &'static str, message: Arguments<'_>) {
    tell(Level::Info, target, message);
}

pub(crate) fn warn(target: &'static str, message: Arguments<'_>) {
    tell(Level::Warn, target, message);
}

pub(crate) fn error(target: &'static str, message: Arguments<'_>) {
    tell(Level::Error, target, message);
}

/// Tells of an error that says more of the store than of the call: damage, and lost patience.
pub(crate) fn failure(path: &Path, failure: &Error) {
    let (path, code) = (path.display(), failure.code());
    match failure.kind() {
        ErrorKind::Corrupt => error(STORE, format_args!("{path}: damage was found ({code})")),
        ErrorKind::Busy if code != "lease_lapsed" => {
            warn(WRITER, format_args!("{path}: a call lost patience ({code})"));
        }
        _ => {}
    }
}

/// A logger that panics must not make a commit look as if it had failed.
fn tell(level: Level, target: &'static str, message: Arguments<'_>) {
    let _ = catch_unwind(AssertUnwindSafe(|| log!(target: target, level, "{message}")));
}
