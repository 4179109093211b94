//! The fair queue between processes that write one file.
//!
//! SQLite's own waiting is a lottery: a busy process can starve another for seconds. Here a
//! writer passes two locks: at the gate it waits for its turn, holding it until the writer
//! before has left; so whoever has just written must queue behind whoever waits.
//!
//! The two lock files stand beside the store, `…-gate` and `…-turn`. They hold nothing and are
//! never deleted: deleting a lock file that someone waits on would split the queue in two.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::store::lock;

/// The two locks of one file, as one process holds them.
#[derive(Debug)]
pub(crate) struct Turnstile {
    locks: Arc<Locks>,
    /// A wait that outlived its caller's patience; the next caller takes it over.
    waiting: Mutex<Option<Receiver<std::io::Result<Pass>>>>,
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
        Ok(Self { locks: Arc::new(Locks { gate, turn }), waiting: Mutex::new(None) })
    }

    /// Waits for the right to write, at most `patience`; then `busy`.
    pub(crate) fn enter(&self, patience: Duration) -> Result<Pass> {
        let mut waiting = lock(&self.waiting);
        if waiting.is_none() {
            if let Some(pass) = self.try_enter()? {
                return Ok(pass);
            }
            *waiting = Some(self.wait_aside());
        }
        let Some(receiver) = waiting.as_ref() else { return Err(busy()) };
        match receiver.recv_timeout(patience) {
            Ok(outcome) => {
                *waiting = None;
                outcome.map_err(|error| failed(&error))
            }
            Err(RecvTimeoutError::Timeout) => Err(busy()),
            Err(RecvTimeoutError::Disconnected) => {
                *waiting = None;
                Err(Error::internal("the thread that waited for the writer's turn is gone"))
            }
        }
    }

    /// Passes if nobody waits and nobody writes.
    fn try_enter(&self) -> Result<Option<Pass>> {
        if !try_lock(&self.locks.gate)? {
            return Ok(None);
        }
        let passed = try_lock(&self.locks.turn);
        self.locks.gate.unlock().map_err(|error| failed(&error))?;
        Ok(passed?.then(|| Pass(Arc::clone(&self.locks))))
    }

    /// File locks know no deadline, so a thread of its own does the waiting.
    fn wait_aside(&self) -> Receiver<std::io::Result<Pass>> {
        let (sender, receiver) = channel();
        let locks = Arc::clone(&self.locks);
        std::thread::spawn(move || {
            let entered = locks.gate.lock().and_then(|()| {
                let turn = locks.turn.lock();
                locks.gate.unlock()?;
                turn
            });
            let _ = sender.send(entered.map(|()| Pass(locks)));
        });
        receiver
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
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
            Error::new(
                ErrorKind::ReadOnly,
                "read_only_medium",
                format!("{} cannot be written: {error}", path.display()),
            )
        }
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
    Error::new(ErrorKind::Busy, "writer_busy", "another process is writing; nothing was changed")
}

fn failed(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Storage, "lock_failed", format!("the store cannot be locked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passes_and_the_other_waits_no_longer_than_it_likes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let one = Turnstile::open(&path).unwrap();
        let other = Turnstile::open(&path).unwrap();
        let pass = one.enter(Duration::from_secs(5)).unwrap();
        let refused = other.enter(Duration::from_millis(20)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Busy);
        drop(pass);
        let pass = other.enter(Duration::from_secs(5)).unwrap();
        assert!(one.enter(Duration::from_millis(20)).is_err());
        drop(pass);
        drop(one.enter(Duration::from_secs(5)).unwrap());
    }
}
