//! One open file: its connections, its locks, its clock, and what it says of itself.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, named_params};

use crate::error::{Error, ErrorKind, Result};
use crate::store::anchor::Anchor;
use crate::store::caller::Caller;
use crate::store::interrupt::{self, Token, heeding};
use crate::store::log::ChainHead;
use crate::store::moment::{HighestSeen, Moment};
use crate::store::open::FileIdentity;
use crate::store::options::OpenOptions;
use crate::store::settings::Settings;
use crate::store::sqlite::{Columns, configure, connect, corrupt, storage, truncate_log};
use crate::store::transaction::{Batch, BatchState, Erasures, ReadTransaction};
use crate::store::turnstile::{Pass, Turnstile};
use crate::store::{lock, open, writer};
use crate::value::time::{Clock, Timestamp};

/// Idle connections kept for readers.
const IDLE_READERS: usize = 16;

/// Where the store's data are.
pub(crate) enum Place {
    /// A file, and how other processes and libraries are kept in order.
    Disk {
        path: PathBuf,
        /// Which file stood at the path when it was opened; none of a copy that nobody knows of.
        identity: Option<FileIdentity>,
        /// The name by which SQLite opens a file that nobody can change.
        unchanging: Option<PathBuf>,
        anchor: Option<Arc<Anchor>>,
        turnstile: Option<Turnstile>,
    },
    /// The memory of this process, under a name of its own. Without a write-ahead log nobody can
    /// read beside a writer: reads and batches take turns at the gate.
    Memory { name: PathBuf, gate: RwLock<()> },
}

/// What every handle of one open store shares.
pub(crate) struct File {
    /// Connections that no reader is using; none once the store has been closed.
    idle: Mutex<Option<Vec<Connection>>>,
    /// The connection that only tells whether others have committed; none until it is asked.
    pub(crate) watcher: Mutex<Option<Connection>>,
    /// How often this process has committed.
    commits: AtomicI64,
    pub(crate) place: Place,
    pub(crate) read_only: bool,
    options: OpenOptions,
    clock: Arc<dyn Clock>,
    seen: HighestSeen,
    settings: RwLock<(i64, Arc<Settings>)>,
    /// After how many erasures this process knows the log to have been emptied.
    emptied: AtomicI64,
    closed: AtomicBool,
}

/// What the `meta` row says.
struct Meta {
    highest: Timestamp,
    jumped_to: Option<Timestamp>,
    head: ChainHead,
    site: [u8; 16],
    settings_version: i64,
    erasures: Erasures,
}

impl File {
    pub(crate) fn new(place: Place, read_only: bool, options: OpenOptions) -> Self {
        let clock = options.clock_or_system();
        Self {
            idle: Mutex::new(Some(Vec::new())),
            watcher: Mutex::new(None),
            commits: AtomicI64::new(0),
            place,
            read_only,
            options,
            clock,
            seen: HighestSeen::new(),
            settings: RwLock::new((-1, Arc::new(Settings::default()))),
            emptied: AtomicI64::new(0),
            closed: AtomicBool::new(false),
        }
    }

    pub(crate) fn options(&self) -> &OpenOptions {
        &self.options
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(crate) fn patience(&self) -> Duration {
        self.options.patience
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Disk { path, .. } => Some(path),
            Place::Memory { .. } => None,
        }
    }

    /// The path for the host's log.
    pub(crate) fn name(&self) -> &Path {
        self.path().unwrap_or(Path::new("the store in memory"))
    }

    /// Answers every later use with `closed`, that of a call already on its way too.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn check_open(&self) -> Result<()> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Closed, "closed", "the store has been closed"));
        }
        Ok(())
    }

    fn connect_with(&self, access: OpenFlags) -> Result<Connection> {
        self.check_open()?;
        let mut connection = match &self.place {
            Place::Disk { unchanging: Some(name), .. } => {
                connect(name, access | OpenFlags::SQLITE_OPEN_URI)?
            }
            Place::Disk { path, .. } => connect(path, access)?,
            Place::Memory { name, .. } => connect(
                name,
                OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_CREATE
                    | OpenFlags::SQLITE_OPEN_URI,
            )?,
        };
        configure(&mut connection, &self.options)?;
        if matches!(self.place, Place::Memory { .. }) {
            // A spill would need the lock that only a commit may take.
            connection.pragma_update(None, "cache_spill", false).map_err(storage)?;
        }
        Ok(connection)
    }

    pub(crate) fn connect_writer(&self) -> Result<Connection> {
        self.connect_with(OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    pub(crate) fn connect_reader(&self) -> Result<Connection> {
        let connection = self.connect_with(if self.read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        })?;
        connection.pragma_update(None, "query_only", true).map_err(storage)?;
        Ok(connection)
    }

    /// The turn to write among all processes, until it is dropped; waits for it until the deadline.
    pub(crate) fn enter(&self, deadline: Instant, token: Option<&Token>) -> Result<Option<Pass>> {
        match &self.place {
            Place::Disk { turnstile: Some(turnstile), .. } => {
                turnstile.enter(deadline, token).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The turn to write, if nobody else has it or waits for it.
    pub(crate) fn try_enter(&self) -> Result<Option<Pass>> {
        match &self.place {
            Place::Disk { turnstile: Some(turnstile), .. } => turnstile.try_enter(),
            _ => Ok(None),
        }
    }

    /// Refuses a commit whose locks another library has dropped.
    pub(crate) fn check_locks(&self) -> Result<()> {
        match &self.place {
            Place::Disk { anchor: Some(anchor), .. } => anchor.check_write_lock(),
            _ => Ok(()),
        }
    }

    /// In memory, keeps readers out while a batch runs.
    pub(crate) fn write_gate(&self) -> Option<RwLockWriteGuard<'_, ()>> {
        match &self.place {
            Place::Disk { .. } => None,
            Place::Memory { gate, .. } => {
                Some(gate.write().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }

    fn read_gate(&self) -> Option<RwLockReadGuard<'_, ()>> {
        match &self.place {
            Place::Disk { .. } => None,
            Place::Memory { gate, .. } => Some(gate.read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Runs a closure over one snapshot.
    pub(crate) fn read<T>(
        &self,
        caller: &Caller,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        interrupt::check(caller.token())?;
        let idle = lock(&self.idle).as_mut().and_then(Vec::pop);
        let connection = idle.map_or_else(|| self.connect_reader(), Ok)?;
        let gate = self.read_gate();
        let outcome = heeding(caller.token(), || {
            writer::run_sql(&connection, "BEGIN")?;
            self.read_in(&connection, caller, work)
        });
        let ended = writer::abandon(&connection);
        drop(gate);
        ended?;
        // A refusal (no such record, say) is no fault of the connection.
        let sound = outcome.as_ref().err().is_none_or(|error| error.storage_code().is_none());
        if sound
            && let Some(idle) = &mut *lock(&self.idle)
            && idle.len() < IDLE_READERS
        {
            idle.push(connection);
        }
        outcome
    }

    fn read_in<T>(
        &self,
        connection: &Connection,
        caller: &Caller,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let (highest, version) =
            one(connection, "SELECT highest_time, settings_version FROM meta", |columns| {
                Ok((columns.next()?, columns.next()?))
            })?;
        let settings = self.settings(connection, version)?;
        let moment = self.judge(highest, &settings);
        let clock = &*self.clock;
        let (now, jumped_to) = (moment.now, moment.jumped.then_some(moment.wall));
        work(&ReadTransaction { connection, now, jumped_to, settings, caller, clock })
    }

    fn judge(&self, highest: Timestamp, settings: &Settings) -> Moment {
        self.seen.judge(self.clock.unix_milliseconds(), highest, settings.clock_jump_seconds)
    }

    /// The settings of this version, read only when they have changed. The snapshot must hold
    /// nothing uncommitted: what is read here is kept at hand.
    fn settings(&self, connection: &Connection, version: i64) -> Result<Arc<Settings>> {
        let known = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        if known.0 == version {
            return Ok(Arc::clone(&known.1));
        }
        drop(known);
        let text: String = one(connection, "SELECT settings FROM meta", |columns| columns.next())?;
        let mut settings: Settings = serde_json::from_str(&text)
            .map_err(|error| corrupt(format!("the stored settings cannot be read: {error}")))?;
        settings.version = version;
        let settings = Arc::new(settings);
        let mut known = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        *known = (version, Arc::clone(&settings));
        Ok(settings)
    }

    /// Reads what a batch starts from, and judges the clock.
    pub(crate) fn read_batch(&self, connection: &Connection) -> Result<Batch> {
        let meta = read_meta(connection)?;
        let settings = self.settings(connection, meta.settings_version)?;
        let moment = self.judge(meta.highest, &settings);
        Ok(Batch {
            site: meta.site,
            wall: moment.wall,
            believed: moment.highest,
            jumped: moment.jumped,
            jump_noted: meta.jumped_to.is_some(),
            erasures: meta.erasures,
            state: RefCell::new(BatchState {
                head: meta.head,
                highest: moment.highest,
                jumped_to: moment.jumped.then_some(moment.wall),
                erasures: self.known(meta.erasures),
                erased_from: BTreeSet::new(),
                settings,
            }),
        })
    }

    /// What the file notes of erasures, and what this process has done about them since.
    fn known(&self, erasures: Erasures) -> Erasures {
        let emptied = self.emptied.load(Ordering::SeqCst).min(erasures.made);
        Erasures { emptied: erasures.emptied.max(emptied), ..erasures }
    }

    /// Writes back what a batch has changed of the store's own rows.
    pub(crate) fn finish_batch(&self, connection: &Connection, batch: &Batch) -> Result<()> {
        let state = batch.state();
        let mut statement = connection
            .prepare_cached(
                "UPDATE meta SET highest_time = :highest, clock_jumped_to = :jumped_to,
                    event_count = :count, event_hash = :hash
                WHERE id = 1",
            )
            .map_err(storage)?;
        statement
            .execute(named_params! {
                ":highest": state.highest,
                ":jumped_to": state.jumped_to,
                ":count": state.head.count,
                ":hash": state.head.hash.as_slice(),
            })
            .map_err(storage)?;
        if state.erasures != batch.erasures {
            let sql = "UPDATE erasure SET made = :made, emptied = :emptied WHERE id = 1";
            let Erasures { made, emptied } = state.erasures;
            let mut statement = connection.prepare_cached(sql).map_err(storage)?;
            statement
                .execute(named_params! { ":made": made, ":emptied": emptied })
                .map_err(storage)?;
        }
        Ok(())
    }

    /// Writes down the highest time that reads have seen since the last commit, so that a clock
    /// set back cannot bring back what was seen to be expired.
    pub(crate) fn keep_time(&self, connection: &Connection) -> Result<()> {
        let sql = "UPDATE meta SET highest_time = :seen WHERE highest_time < :seen";
        let mut statement = connection.prepare_cached(sql).map_err(storage)?;
        statement.execute(named_params! { ":seen": self.seen.time() }).map_err(storage)?;
        Ok(())
    }

    /// Notes what a commit has made true.
    pub(crate) fn committed(&self, batch: &Batch) {
        self.seen.believe(batch.state().highest);
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// How often this process has committed.
    pub(crate) fn commits(&self) -> i64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// Empties the write-ahead log, whether or not that is due; answers whether readers let it.
    /// The caller has the turn to write.
    pub(crate) fn empty_log(&self, connection: &Connection, wait: Duration) -> Result<bool> {
        let made = read_meta(connection)?.erasures.made;
        let emptied = truncate_log(connection, wait)?;
        if emptied {
            self.emptied.fetch_max(made, Ordering::SeqCst);
        }
        Ok(emptied)
    }

    /// Empties the write-ahead log if that is due; if readers hold it for longer than this wait,
    /// it stays due, and the answer is no. What fails here does so again, or is done, by the next commit, opening or
    /// closing. The erasures are durable by now, so this is no failure of theirs.
    ///
    /// The caller has the turn to write: nobody erases meanwhile.
    pub(crate) fn empty_log_if_due(
        &self,
        connection: &Connection,
        erasures: Erasures,
        wait: Duration,
    ) -> bool {
        if !self.known(erasures).are_due() {
            return true;
        }
        let emptied = matches!(truncate_log(connection, wait), Ok(true));
        if emptied {
            self.emptied.fetch_max(erasures.made, Ordering::SeqCst);
        }
        emptied
    }

    /// Does what a process that was killed, or that left while others were reading, has left
    /// undone of its erasures; unless somebody is writing, who does it then.
    pub(crate) fn finish_erasures(&self, connection: &Connection) {
        if let Ok(Some(_pass)) = self.try_enter()
            && let Ok(meta) = read_meta(connection)
        {
            self.empty_log_if_due(connection, meta.erasures, Duration::ZERO);
        }
    }

    /// Closes the idle readers; those at work close when they are done. Answers whether that was
    /// not done before.
    pub(crate) fn close_readers(&self) -> bool {
        drop(lock(&self.watcher).take());
        lock(&self.idle).take().is_some()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.close_readers();
        if let Place::Disk { anchor, .. } = &mut self.place {
            open::drop_anchor(anchor.take());
        }
    }
}

fn read_meta(connection: &Connection) -> Result<Meta> {
    one(
        connection,
        "SELECT highest_time, clock_jumped_to, event_count, event_hash,
            (SELECT id FROM site WHERE seq = 1), settings_version, made, emptied
        FROM meta JOIN erasure ON erasure.id = meta.id",
        |columns| {
            Ok(Meta {
                highest: columns.next()?,
                jumped_to: columns.next()?,
                head: ChainHead { count: columns.next()?, hash: columns.next()? },
                site: columns.next()?,
                settings_version: columns.next()?,
                erasures: Erasures { made: columns.next()?, emptied: columns.next()? },
            })
        },
    )
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnOnce(&mut Columns<'_, '_>) -> Result<T>,
) -> Result<T> {
    let mut statement = connection.prepare_cached(sql).map_err(storage)?;
    let found = statement.query_row([], |row| Ok(read(&mut Columns::new(row))));
    found.map_err(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => {
            Error::new(ErrorKind::Corrupt, "damaged", "the store's own row is missing")
        }
        error => storage(error),
    })?
}
