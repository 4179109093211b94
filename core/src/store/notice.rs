//! What the host's log is told: little, and never what a record holds.
//!
//! The messages go through the `log` crate to whatever logger the host has set; without one they
//! cost a comparison. They name the store's path, numbers and codes of errors.
//!
//! A logger may do anything, and may not know what it does: a garbage collector that runs in it
//! drops handles. So nobody is told while a lock is held: whoever takes one holds messages back
//! first, [`hold`], and they are told when it has let go.

use std::cell::{Cell, RefCell};
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
/// The target of what SQLite itself has to say.
const SQLITE: &str = "billfold::sqlite";
/// The target of checks and verifications.
pub(crate) const CHECK: &str = "billfold::check";

/// Tells of what SQLite says of itself, in the midst of a call.
#[doc(hidden)]
pub fn tell_of_sqlite(level: Level, message: Arguments<'_>) {
    tell(level, SQLITE, message);
}

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

thread_local! {
    /// How many in this thread hold messages back.
    static HOLDING: Cell<usize> = const { Cell::new(0) };
    /// What they held back.
    static HELD: RefCell<Vec<Message>> = const { RefCell::new(Vec::new()) };
}

/// A message that waits to be told.
struct Message {
    level: Level,
    target: &'static str,
    text: String,
}

/// Holds back what this thread has to tell until it is dropped. Goes before the locks, to be
/// dropped after them.
#[must_use = "messages are told at once when it is dropped"]
pub(crate) struct Hold(());

/// Holds back what this thread has to tell.
pub(crate) fn hold() -> Hold {
    HOLDING.set(HOLDING.get().saturating_add(1));
    Hold(())
}

impl Drop for Hold {
    fn drop(&mut self) {
        HOLDING.set(HOLDING.get().saturating_sub(1));
        if HOLDING.get() == 0 {
            let held = HELD.try_with(RefCell::take).unwrap_or_default();
            for Message { level, target, text } in held {
                tell(level, target, format_args!("{text}"));
            }
        }
    }
}

/// Tells, or holds back. A logger that panics must not make a commit look as if it had failed.
fn tell(level: Level, target: &'static str, message: Arguments<'_>) {
    if HOLDING.get() > 0 {
        // The logger itself is not asked: that is for later, too.
        if level <= log::max_level() {
            let text = message.to_string();
            let message = Message { level, target, text };
            // Of a thread that is all but gone nothing can be kept.
            let _ = HELD.try_with(|held| held.borrow_mut().push(message));
        }
        return;
    }
    let _ = catch_unwind(AssertUnwindSafe(|| log!(target: target, level, "{message}")));
}
