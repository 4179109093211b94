//! A transaction that a caller began and will end.
//!
//! It holds the writer, so it has a lease: when that runs out, a watchdog rolls it back and lets
//! the others on. Letting go of the handle rolls back too.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use crate::error::{Error, ErrorKind, Result};
use crate::store::caller::Caller;
use crate::store::file::File;
use crate::store::interrupt::{self, Token, heeding, lock_heeding};
use crate::store::transaction::{Batch, ReadTransaction, WriteTransaction};
use crate::store::turnstile::Pass;
use crate::store::writer::{self, Lease, Writer};
use crate::store::{lock, notice};

/// The caller's side of a begun transaction.
pub(crate) struct OpenTransaction {
    shared: Arc<Shared>,
    process: u32,
}

struct Shared {
    file: Arc<File>,
    state: Mutex<State>,
    ended: Condvar,
}

enum State {
    Open(Box<Open>),
    /// Committed or rolled back by its caller.
    Ended,
    /// Rolled back by the watchdog.
    Lapsed,
}

/// Fields drop in this order: the pass to other processes, then the lead to other threads.
struct Open {
    batch: Batch,
    _pass: Option<Pass>,
    lease: Lease,
}

impl OpenTransaction {
    /// Waits for the writer and begins.
    pub(crate) fn begin(
        file: &Arc<File>,
        writer: &Arc<Writer>,
        lease: Duration,
        token: Option<&Token>,
    ) -> Result<Self> {
        let writer = writer.acquire(token)?;
        let pass = file.enter(interrupt::deadline(file.patience()), token)?;
        let batch = writer::begin(file, writer.connection()?, token)?;
        let open = Open { batch, _pass: pass, lease: writer };
        let shared = Arc::new(Shared {
            file: Arc::clone(file),
            state: Mutex::new(State::Open(Box::new(open))),
            ended: Condvar::new(),
        });
        let watched = Arc::clone(&shared);
        let watchdog = std::thread::Builder::new().spawn(move || watched.watch(lease));
        watchdog.map_err(|error| {
            Error::new(
                ErrorKind::Storage,
                "no_thread",
                format!("no thread to watch over the transaction's lease: {error}"),
            )
        })?;
        Ok(Self { shared, process: std::process::id() })
    }

    /// Runs a change in the transaction; if it fails, it changed nothing.
    pub(crate) fn write<T>(
        &self,
        caller: &Caller,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut state = lock_heeding(&self.shared.state, caller.token())?;
        let open = state.open()?;
        let connection = open.lease.connection()?;
        writer::run_sql(connection, "SAVEPOINT job")?;
        let before = open.batch.state();
        let transaction = writer::transaction(&self.shared.file, connection, &open.batch, caller);
        let work = AssertUnwindSafe(|| transaction.interruptibly(work));
        let outcome = catch_unwind(work);
        let keep = !caller.dry_run && matches!(outcome, Ok(Ok(_)));
        if !keep {
            open.batch.restore(before);
        }
        let closed = close_savepoint(connection, keep);
        if closed.is_err() {
            // What the transaction now holds is not known: it ends, and nothing of it is kept.
            state.end(State::Ended);
            self.shared.ended.notify_all();
        }
        let value = outcome.unwrap_or_else(|panic| resume_unwind(panic))?;
        closed.map(|()| value)
    }

    /// Reads what the transaction sees.
    pub(crate) fn read<T>(
        &self,
        caller: &Caller,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut state = lock_heeding(&self.shared.state, caller.token())?;
        let open = state.open()?;
        let connection = open.lease.connection()?;
        let transaction = writer::transaction(&self.shared.file, connection, &open.batch, caller);
        heeding(caller.token(), || work(&transaction))
    }

    /// Makes everything durable at once.
    pub(crate) fn commit(&self, token: Option<&Token>) -> Result<()> {
        let mut state = lock_heeding(&self.shared.state, token)?;
        let open = state.open()?;
        interrupt::check(token)?;
        let outcome = writer::commit(&self.shared.file, open.lease.connection()?, &open.batch);
        if outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::OutcomeUnknown) {
            open.lease.poison();
        }
        state.end(State::Ended);
        drop(state);
        self.shared.ended.notify_all();
        outcome
    }

    /// Takes everything back.
    pub(crate) fn rollback(&self) -> Result<()> {
        let mut state = lock(&self.shared.state);
        state.open()?;
        state.end(State::Ended);
        drop(state);
        self.shared.ended.notify_all();
        Ok(())
    }
}

/// Ends a job's savepoint, its changes kept or taken back.
fn close_savepoint(connection: &Connection, keep: bool) -> Result<()> {
    if connection.is_autocommit() {
        return Err(Error::new(ErrorKind::Storage, "rolled_back", "SQLite gave the change up"));
    }
    if !keep {
        writer::run_sql(connection, "ROLLBACK TO job")?;
    }
    writer::run_sql(connection, "RELEASE job")
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The parent's transaction goes on. Its connection is not a forked child's to touch,
            // and letting go of its turn here would give it away there: a file lock is one of
            // the open file, which both have.
            return std::mem::forget(Arc::clone(&self.shared));
        }
        // Ended already is as good as ending it now.
        let _ = self.rollback();
    }
}

impl State {
    fn open(&mut self) -> Result<&mut Open> {
        match self {
            Self::Open(open) => Ok(open),
            Self::Ended => {
                Err(Error::conflict("transaction_ended", "the transaction has ended already"))
            }
            Self::Lapsed => Err(Error::new(
                ErrorKind::Busy,
                "lease_lapsed",
                "the transaction held the writer too long and was rolled back",
            )),
        }
    }

    /// Rolls back whatever is not committed, and lets the writer go.
    fn end(&mut self, next: Self) {
        if let Self::Open(open) = self
            && open.lease.connection().is_ok_and(|connection| writer::abandon(connection).is_err())
        {
            open.lease.poison();
        }
        *self = next;
    }
}

impl Shared {
    /// Rolls the transaction back if it is still open when its lease is over.
    fn watch(&self, lease: Duration) {
        let state = lock(&self.state);
        let open = |state: &mut State| matches!(state, State::Open(_));
        let waited = self.ended.wait_timeout_while(state, lease, open);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Open(_)) {
            state.end(State::Lapsed);
            drop(state);
            let path = self.file.name().display();
            notice::warn(
                notice::WRITER,
                format_args!("{path}: a transaction held the writer too long and was rolled back"),
            );
        }
    }
}
