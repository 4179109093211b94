//! Backups, checks and compaction: what keeps a file sound, and finds out whether it is.
//!
//! A backup is a store like any other: to restore it, open it in the file's place. It has the
//! same site id as its source, so never let both go on being written: they would give different
//! events the same numbers.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::event::LogHead;
use crate::store::Store;
use crate::store::medium::{Draft, beside, free_name, refused};
use crate::store::sqlite::{connect, storage};
use crate::value::time::Timestamp;

mod check;
mod compact;
mod counters;
mod records;
mod report;
mod watch;

pub use compact::Compaction;
pub use report::{Check, CheckOutcome, CheckReport};
pub use watch::Progress;

use watch::{Watch, watched};

/// Pages that are copied before anyone is told: sixteen megabytes.
const STEP_PAGES: i32 = 4096;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// The moment whose state it holds.
    pub at: Timestamp,
    /// The head of its event log; [`Store::verify`] proves by it that the backup is whole.
    pub head: LogHead,
}

impl Store {
    /// Copies the store into a new file, while others go on reading and writing. The copy holds
    /// everything that was acknowledged before the call, in one state of the store, and opens by
    /// itself. It is made under another name, gone through (every page, foreign key and event),
    /// made durable, and only then given its name; on any failure nothing is left.
    ///
    /// `progress` is called at least ten times a second, from the caller's thread; if it breaks,
    /// the answer is `interrupted / cancelled`. The steps are `copy` (pages), `storage`,
    /// `foreign_keys`, `event_log` (events), and `finish`, the last one that can be called off.
    ///
    /// While pages are copied, one read transaction holds the state: the write-ahead log grows by
    /// what is written meanwhile, and nobody can disturb or starve the copying, which goes at the
    /// pace of the disk. A backup taken before an erasure keeps what was erased later.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use billfold_core::{NewPayment, Store};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let store = Store::create(folder.path().join("shop.db"))?;
    /// let payment = store.create_payment(NewPayment::new("10.00", "EUR")?)?;
    /// let copy = folder.path().join("copy.db");
    /// let backup = store.backup(&copy, |_| ControlFlow::Continue(()))?;
    /// let restored = Store::open(&copy)?;
    /// assert_eq!(restored.payment(payment.id)?.amount, "10.0");
    /// assert!(restored.verify(Some(&backup.head))?.intact);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `conflict / file_exists`: the target exists, if only as the store itself; a backup
    ///   replaces nothing. `conflict / log_in_the_way`: another database's log stands beside it.
    /// * `not_found`: the target's folder does not exist.
    /// * `storage`: a symbolic link, a directory, no permission, `disk_full`.
    /// * `corrupt`: the copy is not sound, as the store is not; see [`Store::check`].
    /// * `conflict / transaction_open` within a begun transaction; `forbidden` unless it is the
    ///   owner's handle; `interrupted / cancelled`; `interrupted / interrupted` if the handle was.
    pub fn backup(
        &self,
        target: impl AsRef<Path>,
        progress: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Backup> {
        self.read(|transaction| transaction.require_owner())?;
        refuse_in_transaction(self)?;
        let target = check_target(target.as_ref(), self.path())?;
        watched(self, progress, |watch| {
            let draft = Draft::beside(&target)?;
            let at = copy(draft.path(), watch)?;
            let head = prove(draft.path(), watch)?;
            let found = std::fs::metadata(draft.path());
            let bytes = found.map_err(|error| refused(&target, &error))?.len();
            watch.ask("finish")?;
            if !self.caller.dry_run {
                draft.put_in_place(&target)?;
            }
            Ok(Backup { path: target.clone(), bytes, at, head })
        })
    }
}

/// Refuses a handle of a begun transaction, whose changes nobody else knows of yet.
fn refuse_in_transaction(store: &Store) -> Result<()> {
    if store.is_in_transaction() {
        return Err(Error::conflict("transaction_open", "a transaction is open; end it first"));
    }
    Ok(())
}

/// The target's full path, if a backup may be put there.
fn check_target(target: &Path, source: Option<&Path>) -> Result<PathBuf> {
    let path = free_name(target, source)?;
    for suffix in ["-wal", "-journal", "-shm"] {
        let log = beside(&path, suffix);
        if log.exists() {
            let message = format!("{} is of another database; move it away", log.display());
            return Err(Error::conflict("log_in_the_way", message));
        }
    }
    Ok(path)
}

/// Copies every page of one state of the store; answers the time of that state.
fn copy(draft: &Path, watch: &Watch<'_>) -> Result<Timestamp> {
    watch.store().read(|transaction| {
        let mut target = connect(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // A draft needs no journal and no flushes: it is worth nothing before its end.
        let unsafely = |target: &Connection| {
            target.pragma_update(None, "journal_mode", "OFF")?;
            target.pragma_update(None, "synchronous", "OFF")
        };
        unsafely(&target).map_err(storage)?;
        let copying = Copying::new(transaction.connection, &mut target).map_err(storage)?;
        loop {
            let step = copying.step(STEP_PAGES).map_err(storage)?;
            let (left, all) = (copying.progress().remaining, copying.progress().pagecount);
            let pages = |count: i32| u64::try_from(count).unwrap_or_default();
            watch.tell("copy", pages(all.saturating_sub(left)), pages(all))?;
            match step {
                StepResult::Done => return Ok(transaction.now()),
                StepResult::More => {}
                _ => {
                    let message = "the copying was kept from going on; nothing was kept";
                    return Err(Error::new(ErrorKind::Busy, "file_busy", message));
                }
            }
        }
    })
}

/// Goes through a copy as far as pages, keys and events are concerned; answers its log's head.
fn prove(draft: &Path, watch: &Watch<'_>) -> Result<LogHead> {
    let copy = watch.store().open_copy(draft)?;
    let report = check::essentials(&copy, watch)?;
    let Some(fault) = report.first_fault() else { return copy.log_head() };
    let message = format!("the copy is not sound and was not kept; check the store: {fault}");
    Err(Error::new(ErrorKind::Corrupt, "damaged", message))
}
