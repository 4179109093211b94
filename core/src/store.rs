//! The store: one file, its handles, its writer and its readers. Knows no entity.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

pub(crate) mod anchor;
pub(crate) mod block;
pub(crate) mod caller;
mod derived;
pub(crate) mod file;
mod function;
pub(crate) mod interrupt;
pub(crate) mod log;
pub(crate) mod medium;
mod moment;
pub(crate) mod notice;
mod open;
mod open_transaction;
pub(crate) mod options;
pub(crate) mod outbox;
pub(crate) mod query;
pub(crate) mod rewrite;
mod schema;
pub(crate) mod settings;
pub(crate) mod sqlite;
pub(crate) mod transaction;
mod turnstile;
pub(crate) mod watch;
mod writer;

use crate::error::{Error, ErrorKind, Result};
use crate::store::caller::Caller;
use crate::store::file::File;
use crate::store::medium::is_file_of;
use crate::store::open::Intent;
use crate::store::open_transaction::OpenTransaction;
use crate::store::options::OpenOptions;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::store::writer::{Job, Writer};
use crate::value::time::Timestamp;

/// A mutex whose holder panicked is as good as any: what it guards is never left half-done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handle to an open store. Cheap to clone; use it from any number of threads at once.
///
/// A handle made by [`Store::open`] is the **owner's**: it may do everything. From it others are
/// derived, of the same type, each cheap and short-lived:
///
/// * [`Store::scoped`]: what a credential allows;
/// * [`Store::once`]: a mutation that a repeat does not do twice;
/// * [`Store::dry_run`]: everything checked and answered, nothing kept;
/// * [`Store::if_version`]: a mutation only of the version that the caller saw;
/// * [`Store::operated_by`]: the name of the person, for the event log;
/// * [`Store::interruptible`]: calls that [`Store::interrupt`] breaks off, from any thread;
/// * [`Store::begin`] and [`Store::atomically`]: several operations as one.
///
/// When the last handle is dropped the file is closed.
#[derive(Clone)]
pub struct Store {
    /// Drops first: a transaction must end before the file is let go.
    open: Option<Arc<OpenTransaction>>,
    inner: Arc<Inner>,
    pub(crate) caller: Caller,
}

/// What all handles of one open file share.
pub(crate) struct Inner {
    writer: Option<Arc<Writer>>,
    file: Arc<File>,
    process: u32,
}

impl Inner {
    fn new(file: File, writer: Option<Connection>) -> Arc<Self> {
        let file = Arc::new(file);
        let writer = writer.map(|connection| Arc::new(Writer::new(Arc::clone(&file), connection)));
        Arc::new(Self { file, writer, process: std::process::id() })
    }

    fn is_like(&self, read_only: bool, options: &OpenOptions) -> bool {
        self.file.read_only == read_only
            && self.file.options().same_as(options)
            && self.file.check_open().is_ok()
            && self.process == std::process::id()
    }

    fn check_usable(&self) -> Result<()> {
        if self.process != std::process::id() {
            return Err(Error::new(
                ErrorKind::Forked,
                "forked",
                "the store was opened before the process forked; open it again in the child",
            ));
        }
        self.file.check_open()
    }

    fn writer(&self) -> Result<&Arc<Writer>> {
        self.writer.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::ReadOnly, "read_only", "the store was opened read-only")
        })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.process == std::process::id() {
            open::let_go(&self.file, self.writer.as_ref());
        } else {
            // A forked child must not touch the parent's connections, nor close them: its locks
            // are not its own. What it inherited goes when it ends.
            std::mem::forget((Arc::clone(&self.file), self.writer.clone()));
        }
    }
}

impl Store {
    /// The store in this file, which is created if there is none: whole or not at all, readable
    /// by its owner only.
    ///
    /// # Errors
    ///
    /// * `corrupt`: not a database, not a Billfold store, or damaged; the file is left as it is.
    /// * `schema_too_new`: written by a newer Billfold.
    /// * `read_only`: the file or its medium cannot be written; see [`Store::open_read_only`].
    /// * `storage`: a directory, a symbolic link, no permission, a world-writable file, a network
    ///   file system, a disk that fails.
    /// * `busy`: another process is bringing the file up to date and did not finish in time.
    /// * `unsupported / foreign_sqlite`: the program has put another SQLite in the place of ours.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().open(path)
    }

    /// A new store in this file, which must not exist.
    ///
    /// # Errors
    ///
    /// `conflict / file_exists`, and those of [`Store::open`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().create(path)
    }

    /// The store in this file, which must exist.
    ///
    /// # Errors
    ///
    /// `not_found`, and those of [`Store::open`].
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().open_existing(path)
    }

    /// The store in this file, to read only: every mutation is refused with `read_only`.
    ///
    /// # Errors
    ///
    /// `not_found`, `read_only / schema_too_old`, and those of [`Store::open`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().open_read_only(path)
    }

    /// A store in memory, gone with its last handle. While a begun transaction is open, reads
    /// through other handles wait for its end; in a file they do not.
    ///
    /// # Errors
    ///
    /// `storage` if there is no memory to be had.
    pub fn in_memory() -> Result<Self> {
        OpenOptions::new().in_memory()
    }

    fn from_inner(inner: Arc<Inner>) -> Self {
        Self { inner, caller: Caller::default(), open: None }
    }

    /// Whether `file` is the store at the path `store`, or a file that such a store keeps beside
    /// itself, by whatever name: whoever else writes there does away with it. Neither need exist.
    #[must_use]
    pub fn has_file(store: impl AsRef<Path>, file: impl AsRef<Path>) -> bool {
        is_file_of(store.as_ref(), file.as_ref())
    }

    /// The file's path, links resolved; `None` for a store in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.inner.file.path()
    }

    /// The number of the schema that every open store has: older files are brought up to it,
    /// newer ones are not opened.
    #[must_use]
    pub fn schema() -> i64 {
        schema::newest_schema()
    }

    /// Whether every mutation will be refused.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.inner.file.read_only
    }

    /// The effective time: the later of the clock and the highest time the store has seen.
    ///
    /// # Errors
    ///
    /// Those of reading: `corrupt`, `storage`, `closed`, `forked`.
    pub fn now(&self) -> Result<Timestamp> {
        self.snapshot(|transaction| Ok(transaction.now()))
    }

    /// Closes the store for every handle: whatever is under way ends first, and each later use
    /// is answered with `closed`.
    ///
    /// # Errors
    ///
    /// `busy` if a begun transaction does not end in time; the store then stays open.
    pub fn close(self) -> Result<()> {
        let _held = notice::hold();
        self.inner.check_usable()?;
        let acquire = |writer: &Arc<Writer>| writer.acquire(None);
        let lease = self.inner.writer.as_ref().map(acquire).transpose()?;
        self.inner.file.close();
        drop(lease);
        open::let_go(&self.inner.file, self.inner.writer.as_ref());
        Ok(())
    }

    /// Begins a transaction and returns the handle that works in it; end it with
    /// [`Store::commit`] or [`Store::rollback`]. It holds the writer, so it has a lease of thirty
    /// seconds ([`OpenOptions::lease`]), after which it is rolled back by itself. Changes through
    /// other handles wait for its end, and answer `busy` if it does not come in time.
    ///
    /// # Errors
    ///
    /// * `busy`: the writer did not become free in time.
    /// * `conflict / transaction_open`: this handle works in a transaction already.
    /// * `interrupted`, `read_only`, `closed`, `forked`, `storage`.
    pub fn begin(&self) -> Result<Self> {
        self.begin_for(self.inner.file.options().lease)
    }

    /// As [`Store::begin`], with a lease of the caller's choice.
    pub(crate) fn begin_for(&self, lease: Duration) -> Result<Self> {
        self.inner.check_usable()?;
        if self.open.is_some() {
            return Err(Error::conflict("transaction_open", "transactions do not nest"));
        }
        let _held = notice::hold();
        let (file, writer) = (&self.inner.file, self.inner.writer()?);
        let open = OpenTransaction::begin(file, writer, lease, self.caller.token());
        let open = self.noticed(open)?;
        let mut derived = self.clone();
        derived.open = Some(Arc::new(open));
        Ok(derived)
    }

    /// Makes durable, at once, all that was done through a handle of [`Store::begin`].
    ///
    /// # Errors
    ///
    /// * `conflict / no_transaction`, `conflict / transaction_ended`.
    /// * `busy / lease_lapsed`: it took too long and was rolled back.
    /// * `outcome_unknown`: the disk failed in the middle of it.
    /// * `interrupted`: the handle was; the transaction is still open, to be rolled back.
    pub fn commit(&self) -> Result<()> {
        let _held = notice::hold();
        self.transaction()?.commit(self.caller.token())
    }

    /// Takes back all that was done through a handle of [`Store::begin`], interrupted or not.
    ///
    /// # Errors
    ///
    /// `conflict / no_transaction`, `conflict / transaction_ended`, `busy / lease_lapsed`.
    pub fn rollback(&self) -> Result<()> {
        let _held = notice::hold();
        self.transaction()?.rollback()
    }

    fn transaction(&self) -> Result<&OpenTransaction> {
        self.inner.check_usable()?;
        self.open
            .as_deref()
            .ok_or_else(|| Error::conflict("no_transaction", "this handle was not made by begin"))
    }

    /// Runs several operations as one: all of them are kept, or, if the closure fails, none. Use
    /// the handle that the closure is given: a change through another one waits for this to end,
    /// on the same thread in vain. Transactions do not nest.
    ///
    /// ```
    /// use billfold_core::{NewPayment, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let payments = store.atomically(|store| {
    ///     let first = store.create_payment(NewPayment::new("10.00", "EUR")?)?;
    ///     let second = store.create_payment(NewPayment::new("20.00", "EUR")?)?;
    ///     Ok([first, second])
    /// })?;
    /// assert_eq!(store.payment(payments[1].id)?.amount, "20.0");
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's, and those of [`Store::begin`] and [`Store::commit`].
    pub fn atomically<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let transaction = self.begin()?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Whether the handle works in a begun transaction.
    pub(crate) fn is_in_transaction(&self) -> bool {
        self.open.is_some()
    }

    /// The path for the host's log.
    pub(crate) fn name(&self) -> &Path {
        self.inner.file.name()
    }

    /// Runs a closure with the writer's connection, outside of any transaction, while nobody
    /// else in this process or another one writes.
    pub(crate) fn exclusively<T>(
        &self,
        work: impl FnOnce(&File, &Connection) -> Result<T>,
    ) -> Result<T> {
        self.inner.check_usable()?;
        let _held = notice::hold();
        let token = self.caller.token();
        let lease = self.noticed(self.inner.writer()?.acquire(token))?;
        let file = &self.inner.file;
        let pass = file.enter(interrupt::deadline(file.patience()), token);
        let _pass = self.noticed(pass)?;
        let _gate = file.write_gate();
        work(file, lease.connection()?)
    }

    /// The same result, of which the host's log is told if it is a failure of the store's.
    fn noticed<T>(&self, result: Result<T>) -> Result<T> {
        result.inspect_err(|error| notice::failure(self.inner.file.name(), error))
    }

    /// Makes a bare copy of this store's database into a file that opens by itself, and opens it
    /// to read only, while nobody else knows of it.
    pub(crate) fn open_copy(&self, path: &Path) -> Result<Self> {
        let options = self.inner.file.options();
        open::finish_copy(path, options)?;
        let mut copy = Self::from_inner(open::open_copy(path, options)?);
        copy.caller.token.clone_from(&self.caller.token);
        Ok(copy)
    }

    /// Runs a closure over one snapshot; the caller's scope is `scope.rs`'s matter.
    pub(crate) fn snapshot<T>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.inner.check_usable()?;
        let _held = notice::hold();
        self.noticed(match &self.open {
            Some(open) => open.read(&self.caller, work),
            None => self.inner.file.read(&self.caller, work),
        })
    }

    /// Runs a closure in the writer's transaction: kept if it succeeds, else as if never begun.
    /// The caller's scope is `scope.rs`'s matter.
    pub(crate) fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.inner.check_usable()?;
        let _held = notice::hold();
        if let Some(open) = &self.open {
            return self.noticed(open.write(&self.caller, work));
        }
        let work: writer::Work = Box::new(move |transaction| Ok(Box::new(work(transaction)?)));
        let job = Job { caller: self.caller.clone(), work };
        let answer = self.noticed(self.inner.writer()?.run(job))?;
        let answer = answer.downcast::<T>();
        answer.map(|value| *value).map_err(|_| Error::internal("a job's answer has another type"))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Store")
            .field("path", &self.path())
            .field("principal", &self.caller.principal.name())
            .field("in_transaction", &self.open.is_some())
            .finish_non_exhaustive()
    }
}

impl OpenOptions {
    /// As [`Store::open`].
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`].
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Store> {
        open::open(path.as_ref(), Intent::OpenOrCreate, self).map(Store::from_inner)
    }

    /// As [`Store::create`].
    ///
    /// # Errors
    ///
    /// Those of [`Store::create`].
    pub fn create(&self, path: impl AsRef<Path>) -> Result<Store> {
        open::open(path.as_ref(), Intent::CreateNew, self).map(Store::from_inner)
    }

    /// As [`Store::open_existing`].
    ///
    /// # Errors
    ///
    /// Those of [`Store::open_existing`].
    pub fn open_existing(&self, path: impl AsRef<Path>) -> Result<Store> {
        open::open(path.as_ref(), Intent::OpenExisting, self).map(Store::from_inner)
    }

    /// As [`Store::open_read_only`].
    ///
    /// # Errors
    ///
    /// Those of [`Store::open_read_only`].
    pub fn open_read_only(&self, path: impl AsRef<Path>) -> Result<Store> {
        open::open(path.as_ref(), Intent::ReadOnly, self).map(Store::from_inner)
    }

    /// As [`Store::in_memory`].
    ///
    /// # Errors
    ///
    /// Those of [`Store::in_memory`].
    pub fn in_memory(&self) -> Result<Store> {
        open::in_memory(self).map(Store::from_inner)
    }
}
