//! The fair queue between processes that write one file.
//!
//! SQLite's own waiting is a lottery: a busy process can starve another for seconds. Here a
//! writer passes two locks: at the gate it waits for its turn, holding it until the writer
//! before has left; so whoever has just written must queue behind whoever waits.
//!
//! The two lock files stand beside the store, `…-gate` and `…-turn`. They hold nothing and are
//! never deleted: deleting a lock file that someone waits on would split the queue in two.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Instant;

use crate::error::{Error, ErrorKind, Result};
use crate::store::interrupt::{self, Token};
use crate::store::lock;

/// The two locks of one file, as one process holds them.
#[derive(Debug)]
pub(crate) struct Turnstile {
    desk: Arc<Desk>,
}

/// Where a thread that waits for the locks hands over to whoever has asked for them.
#[derive(Debug)]
struct Desk {
    locks: Arc<Locks>,
    state: Mutex<DeskState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct DeskState {
    /// Callers who have not lost patience.
    callers: usize,
    /// Whether a thread is waiting for the locks.
    waiting: bool,
    /// What it came back with.
    outcome: Option<io::Result<Pass>>,
}

#[derive(Debug)]
struct Locks {
    gate: File,
    turn: File,
}

/// The right to write until it is dropped.
#[derive(Debug)]
pub(crate) struct Pass(Arc<Locks>);

impl Drop for Pass {
    fn drop(&mut self) {
        // An unlock that fails leaves the lock to the closing of the file; nothing else helps.
        let _ = self.0.turn.unlock();
    }
}

impl Turnstile {
    /// Opens, or makes, the lock files of the store at `path`.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let gate = open_lock_file(&beside(path, "-gate"))?;
        let turn = open_lock_file(&beside(path, "-turn"))?;
        let (locks, state) = (Arc::new(Locks { gate, turn }), Mutex::default());
        Ok(Self { desk: Arc::new(Desk { locks, state, changed: Condvar::new() }) })
    }

    /// The right to write, if nobody has it or waits for it.
    pub(crate) fn try_enter(&self) -> Result<Option<Pass>> {
        self.desk.locks.try_enter()
    }

    /// Waits for the right to write, until the deadline; then `busy`.
    pub(crate) fn enter(&self, deadline: Instant, token: Option<&Token>) -> Result<Pass> {
        let mut state = lock(&self.desk.state);
        if !state.waiting {
            if let Some(pass) = self.desk.locks.try_enter()? {
                return Ok(pass);
            }
            self.desk.wait_aside()?;
            state.waiting = true;
        }
        state.callers = state.callers.saturating_add(1);
        let waiting = |state: &mut DeskState| state.outcome.is_none();
        let changed = &self.desk.changed;
        let mut state = interrupt::wait_while(changed, state, deadline, token, waiting);
        state.callers = state.callers.saturating_sub(1);
        match state.outcome.take() {
            Some(outcome) => outcome.map_err(|error| failed(&error)),
            None => Err(interrupt::check(token).err().unwrap_or_else(busy)),
        }
    }
}

impl Locks {
    /// Passes if nobody waits and nobody writes.
    fn try_enter(self: &Arc<Self>) -> Result<Option<Pass>> {
        if !try_lock(&self.gate)? {
            return Ok(None);
        }
        let passed = try_lock(&self.turn).map(|passed| passed.then(|| Pass(Arc::clone(self))));
        self.gate.unlock().map_err(|error| failed(&error))?;
        passed
    }

    /// Waits in the queue of all processes.
    fn enter(self: &Arc<Self>) -> io::Result<Pass> {
        wait_for(&self.gate)?;
        let turn = wait_for(&self.turn).map(|()| Pass(Arc::clone(self)));
        self.gate.unlock()?;
        turn
    }
}

impl Desk {
    /// File locks know no deadline, so a thread of its own does the waiting. If every caller has
    /// lost patience by then, it lets the others in at once: a pass that nobody holds would keep
    /// them out for ever.
    fn wait_aside(self: &Arc<Self>) -> Result<()> {
        let desk = Arc::clone(self);
        let wait = move || {
            let outcome = desk.locks.enter();
            let mut state = lock(&desk.state);
            state.waiting = false;
            if state.callers > 0 {
                state.outcome = Some(outcome);
                desk.changed.notify_one();
            }
        };
        thread::Builder::new().spawn(wait).map(drop).map_err(|error| failed(&error))
    }
}

/// Waits for a lock, signals or not.
fn wait_for(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn open_lock_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Error::new(
            ErrorKind::ReadOnly,
            "read_only_medium",
            format!("{} cannot be written: {error}", path.display()),
        ),
        _ => failed(&error),
    })
}

fn try_lock(file: &File) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}

fn busy() -> Error {
    Error::new(
        ErrorKind::Busy,
        "writer_busy",
        "another handle or process is writing; nothing was changed",
    )
}

fn failed(error: &io::Error) -> Error {
    Error::new(ErrorKind::Storage, "lock_failed", format!("the store cannot be locked: {error}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn enter(turnstile: &Turnstile, milliseconds: u64) -> Result<Pass> {
        turnstile.enter(interrupt::deadline(Duration::from_millis(milliseconds)), None)
    }

    #[test]
    fn one_passes_and_the_other_waits_no_longer_than_it_likes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let one = Turnstile::open(&path).unwrap();
        let other = Turnstile::open(&path).unwrap();
        let pass = enter(&one, 5000).unwrap();
        let refused = enter(&other, 20).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Busy);
        drop(pass);
        let pass = enter(&other, 5000).unwrap();
        assert!(enter(&one, 20).is_err());
        drop(pass);
        drop(enter(&one, 5000).unwrap());
    }

    #[test]
    fn whoever_lost_patience_does_not_keep_the_others_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let one = Turnstile::open(&path).unwrap();
        let other = Turnstile::open(&path).unwrap();
        let pass = enter(&one, 5000).unwrap();
        assert!(enter(&other, 20).is_err());
        drop(pass);
        for _ in 0..20 {
            drop(enter(&one, 5000).unwrap());
        }
        drop(enter(&other, 5000).unwrap());
    }
}
