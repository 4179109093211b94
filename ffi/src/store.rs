//! Stores: opened, derived, closed.

use std::ffi::{CStr, c_char};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use billfold_core::{
    Credential, Durability, Error, ErrorKind, ManualClock, OpenOptions, Result, Store, Timestamp,
};

use crate::debug::Live;
use crate::error::{billfold_error, billfold_status};
use crate::guard::{self, clear, derive, on_store, put};
use crate::tagged::{fill, read, tagged};
use crate::text::{billfold_str, lendable, optional, required};

/// An open store, or a handle derived from one: of a narrower scope, of an idempotency key, of a
/// transaction. All of them take the same calls. A handle may be used from any number of threads
/// at once. It is the caller's: free it once with billfold_store_free, when no call is inside;
/// no order among handles is needed. The file is closed with the last of them.
pub struct billfold_store {
    pub(crate) store: Store,
    pub(crate) poisoned: Arc<AtomicBool>,
    clock: Option<Arc<ManualClock>>,
    path: Option<Arc<CStr>>,
    _live: Live,
}

impl billfold_store {
    fn open(store: Store, clock: Option<Arc<ManualClock>>) -> *mut Self {
        let path = store.path().map(|path| lendable(path.to_string_lossy().into_owned()).into());
        let poisoned = Arc::new(AtomicBool::new(false));
        Box::into_raw(Box::new(Self { store, poisoned, clock, path, _live: Live::new() }))
    }

    /// A handle that works on the same file as this one.
    pub(crate) fn derive(&self, store: Store) -> *mut Self {
        let (poisoned, clock) = (Arc::clone(&self.poisoned), self.clock.clone());
        let path = self.path.clone();
        Box::into_raw(Box::new(Self { store, poisoned, clock, path, _live: Live::new() }))
    }

    fn describe(&self) -> billfold_store_info {
        billfold_store_info {
            struct_size: size_of::<billfold_store_info>(),
            has: u64::from(self.path.is_some()) * BILLFOLD_STORE_HAS_PATH,
            path: self.path.as_deref().map_or(billfold_str::NONE, billfold_str::of),
            read_only: i32::from(self.store.is_read_only()),
            reserved: 0,
        }
    }
}

/// Opens the store in the file, which is created if there is none.
pub const BILLFOLD_OPEN: i32 = 0;
/// Creates a new store in the file, which must not exist.
pub const BILLFOLD_OPEN_CREATE: i32 = 1;
/// Opens the store in the file, which must exist.
pub const BILLFOLD_OPEN_EXISTING: i32 = 2;
/// Opens the store in the file, which must exist, to read only.
pub const BILLFOLD_OPEN_READ_ONLY: i32 = 3;
/// Opens a new store in memory, gone with its last handle; the path must be absent.
pub const BILLFOLD_OPEN_IN_MEMORY: i32 = 4;

/// A change is safe from a power cut before the call returns.
pub const BILLFOLD_DURABILITY_FULL: i32 = 0;
/// A change is safe from a power cut soon after the call returned. Faster, but power loss may
/// take the last changes with it; a crash of the process alone takes nothing.
pub const BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS: i32 = 1;

/// The time is the system's.
pub const BILLFOLD_CLOCK_SYSTEM: i32 = 0;
/// The time stands still at `time` until billfold_store_set_time; for tests, and for devices
/// whose time comes from elsewhere.
pub const BILLFOLD_CLOCK_MANUAL: i32 = 1;

/// In billfold_open_options: patience_milliseconds is given, even if it is 0.
pub const BILLFOLD_OPEN_HAS_PATIENCE: u64 = 0x1;
/// In billfold_open_options: lease_milliseconds is given, even if it is 0.
pub const BILLFOLD_OPEN_HAS_LEASE: u64 = 0x2;

/// How to open a store. NULL in its place, or all zeros, is what most want.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_open_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero: BILLFOLD_OPEN_HAS_….
    pub has: u64,
    /// BILLFOLD_OPEN, ….
    pub mode: i32,
    /// BILLFOLD_DURABILITY_FULL, ….
    pub durability: i32,
    /// How long a call waits for the writer before it gives up with BILLFOLD_BUSY; absent, ten
    /// seconds.
    pub patience_milliseconds: i64,
    /// How long a begun transaction may hold the writer before it is rolled back by itself;
    /// absent, thirty seconds.
    pub lease_milliseconds: i64,
    /// BILLFOLD_CLOCK_SYSTEM or BILLFOLD_CLOCK_MANUAL.
    pub clock: i32,
    /// Always 0.
    pub reserved: i32,
    /// The time of a manual clock, in Unix seconds.
    pub time: i64,
}

/// In billfold_store_info: path is there.
pub const BILLFOLD_STORE_HAS_PATH: u64 = 0x1;

/// What a store is. Its text lives as long as the handle.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_store_info {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_STORE_HAS_….
    pub has: u64,
    /// The file's path, links resolved. Optional: absent of a store in memory.
    pub path: billfold_str,
    /// 1 if every change will be refused with BILLFOLD_READ_ONLY, else 0.
    pub read_only: i32,
    /// Always 0.
    pub reserved: i32,
}

tagged!(billfold_open_options, billfold_store_info);

fn milliseconds(given: i64, is_given: bool, name: &str) -> Result<Option<Duration>> {
    if given == 0 && !is_given {
        return Ok(None);
    }
    let given = u64::try_from(given).map_err(|_| Error::invalid(name, "invalid", "is negative"))?;
    Ok(Some(Duration::from_millis(given)))
}

/// The core's options, and the clock if it is the caller's.
fn read_options(given: &billfold_open_options) -> Result<(OpenOptions, Option<Arc<ManualClock>>)> {
    let has = |bit| given.has & bit != 0;
    let mut options = OpenOptions::new();
    let patience = given.patience_milliseconds;
    if let Some(patience) =
        milliseconds(patience, has(BILLFOLD_OPEN_HAS_PATIENCE), "patience_milliseconds")?
    {
        options = options.patience(patience);
    }
    let lease = given.lease_milliseconds;
    if let Some(lease) = milliseconds(lease, has(BILLFOLD_OPEN_HAS_LEASE), "lease_milliseconds")? {
        options = options.lease(lease);
    }
    options = options.durability(match given.durability {
        BILLFOLD_DURABILITY_FULL => Durability::Full,
        BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS => {
            Durability::MayLoseLastCommitsOnPowerLoss
        }
        other => return Err(no_value("durability", other)),
    });
    match given.clock {
        BILLFOLD_CLOCK_SYSTEM if given.time == 0 => Ok((options, None)),
        BILLFOLD_CLOCK_SYSTEM => {
            Err(Error::invalid("time", "misplaced", "is given, but the clock is the system's"))
        }
        BILLFOLD_CLOCK_MANUAL => {
            let clock = Arc::new(ManualClock::new(Timestamp::from_unix_seconds(given.time)));
            let shared: Arc<ManualClock> = Arc::clone(&clock);
            Ok((options.clock(shared), Some(clock)))
        }
        other => Err(no_value("clock", other)),
    }
}

fn no_value(name: &str, number: i32) -> Error {
    Error::invalid(name, "invalid", format!("is {number}, none of its values"))
}

fn open(
    path: Option<&str>,
    options: &billfold_open_options,
) -> Result<(Store, Option<Arc<ManualClock>>)> {
    let (opened, clock) = read_options(options)?;
    if options.mode == BILLFOLD_OPEN_IN_MEMORY {
        if path.is_some() {
            let reason = "is given, but the store is to be in memory";
            return Err(Error::invalid("path", "misplaced", reason));
        }
        return Ok((opened.in_memory()?, clock));
    }
    let path = path.ok_or_else(|| Error::invalid("path", "required", "is required"))?;
    let store = match options.mode {
        BILLFOLD_OPEN => opened.open(path)?,
        BILLFOLD_OPEN_CREATE => opened.create(path)?,
        BILLFOLD_OPEN_EXISTING => opened.open_existing(path)?,
        BILLFOLD_OPEN_READ_ONLY => opened.open_read_only(path)?,
        other => return Err(no_value("mode", other)),
    };
    Ok((store, clock))
}

/// Opens the store in the file at `path`, UTF-8 on every system, and sets `store` to it. Opening
/// a file twice in a process is fine: both share what is inside. `options` may be NULL.
///
/// Statuses: BILLFOLD_CORRUPT if the file is no Billfold store or damaged, it is left as it is;
/// BILLFOLD_SCHEMA_TOO_NEW; BILLFOLD_READ_ONLY if it cannot be written, or is to be read only
/// and too old; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: file_exists; BILLFOLD_STORAGE for a
/// directory, a symbolic link, no permission, a network file system, a disk that fails;
/// BILLFOLD_BUSY if another process is bringing the file up to date; BILLFOLD_UNSUPPORTED:
/// foreign_sqlite if the SQLite that runs is not the one inside Billfold; BILLFOLD_VALIDATION.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_open(
    path: *const c_char,
    path_len: usize,
    options: *const billfold_open_options,
    store: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        clear(store);
        guard::run(err, || {
            guard::check(store, "store")?;
            let (opened, clock) =
                open(optional(path, path_len, "path")?, &read(options, "options")?)?;
            store.write(billfold_store::open(opened, clock));
            Ok(())
        })
    }
}

/// Closes the store for every handle on its file: whatever is under way ends first, and each
/// later use answers BILLFOLD_CLOSED. The handles are still to be freed.
///
/// Statuses: BILLFOLD_BUSY if a begun transaction does not end in time, the store then stays
/// open; BILLFOLD_CLOSED if it was closed before; BILLFOLD_FORKED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_close(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| store.store.clone().close()) }
}

/// Frees a handle; no call may be inside it. NULL is fine. A begun transaction that was not
/// committed is rolled back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_free(store: *mut billfold_store) {
    if !store.is_null() {
        // SAFETY: it came from this file, and the caller frees it once.
        let store = unsafe { Box::from_raw(store) };
        // What a panic in here would say, nobody can be told.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(store)));
    }
}

/// Fills `info` with what a store is.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_describe(
    store: *const billfold_store,
    info: *mut billfold_store_info,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| fill(&store.describe(), info, "info")) }
}

/// Sets `time` to the effective time in Unix seconds: the later of the clock and the highest
/// time that the store has seen.
///
/// Statuses: BILLFOLD_CORRUPT, BILLFOLD_STORAGE, BILLFOLD_CLOSED, BILLFOLD_FORKED,
/// BILLFOLD_INTERRUPTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_now(
    store: *const billfold_store,
    time: *mut i64,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| put(time, store.store.now()?.unix_seconds(), "time")) }
}

/// Sets the clock of a store opened with BILLFOLD_CLOCK_MANUAL, forward or back, in Unix seconds.
///
/// Statuses: BILLFOLD_UNSUPPORTED: system_clock if the store has the system's clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_set_time(
    store: *const billfold_store,
    time: i64,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        on_store(store, err, |store| {
            let clock = store.clock.as_ref().ok_or_else(|| {
                let message = "the store takes the time from the system's clock";
                Error::new(ErrorKind::Unsupported, "system_clock", message)
            })?;
            clock.set(Timestamp::from_unix_seconds(time));
            Ok(())
        })
    }
}

/// Derives a handle that may do what the holder of this key may: an orchestrator's key `orc_…`
/// or an API key `key_…`.
///
/// Statuses: BILLFOLD_AUTHENTICATION if it is malformed, wrong, revoked, or its holder disabled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_scoped(
    store: *const billfold_store,
    key: *const c_char,
    key_len: usize,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        derive(store, derived, err, |store| {
            store.scoped(&Credential::from_key(required(key, key_len, "key")?)?)
        })
    }
}

/// Derives a handle that may do what this client may, whose id and secret prove it.
///
/// Statuses: BILLFOLD_AUTHENTICATION if they are malformed, wrong, or the client is revoked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_scoped_client(
    store: *const billfold_store,
    client_id: *const c_char,
    client_id_len: usize,
    client_secret: *const c_char,
    client_secret_len: usize,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        derive(store, derived, err, |store| {
            let id = required(client_id, client_id_len, "client_id")?;
            let secret = required(client_secret, client_secret_len, "client_secret")?;
            store.scoped(&Credential::client(id, secret)?)
        })
    }
}

/// Derives a handle whose changes are done once for this key of 1 to 255 bytes, however often
/// they are repeated: a repeat with the same input answers with the records as they stand now,
/// `replayed`, without their secrets.
///
/// Statuses: BILLFOLD_VALIDATION for the key. Its calls may also answer
/// BILLFOLD_IDEMPOTENCY_MISMATCH if the key was used before with another input.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_once(
    store: *const billfold_store,
    key: *const c_char,
    key_len: usize,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { derive(store, derived, err, |store| store.once(required(key, key_len, "key")?)) }
}

/// Derives a handle whose changes are checked and answered in full, then taken back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_dry_run(
    store: *const billfold_store,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { derive(store, derived, err, |store| Ok(store.dry_run())) }
}

/// Derives a handle whose changes are refused with BILLFOLD_CONFLICT, version_changed, unless the
/// record that they change is at this version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_if_version(
    store: *const billfold_store,
    version: i64,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { derive(store, derived, err, |store| Ok(store.if_version(version))) }
}

/// Derives a handle that writes this person's name into the event log, in place of `owner`.
///
/// Statuses: BILLFOLD_VALIDATION if the name is empty, longer than 100 characters, or reads like
/// one of the log's own actors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_operated_by(
    store: *const billfold_store,
    name: *const c_char,
    name_len: usize,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        derive(store, derived, err, |store| store.operated_by(required(name, name_len, "name")?))
    }
}

/// Begins a transaction and derives the handle that works in it: end it with
/// billfold_store_commit or billfold_store_rollback. It holds the writer, so it has a lease, after
/// which it is rolled back by itself; changes through other handles wait for its end.
///
/// Statuses: BILLFOLD_BUSY if the writer does not become free in time; BILLFOLD_CONFLICT:
/// transaction_open if this handle works in a transaction already; BILLFOLD_READ_ONLY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_begin(
    store: *const billfold_store,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { derive(store, derived, err, Store::begin) }
}

/// Makes durable, at once, all that was done through a handle of billfold_store_begin.
///
/// Statuses: BILLFOLD_CONFLICT: no_transaction, transaction_ended; BILLFOLD_BUSY: lease_lapsed if
/// it took too long and was rolled back; BILLFOLD_OUTCOME_UNKNOWN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_commit(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| store.store.commit()) }
}

/// Takes back all that was done through a handle of billfold_store_begin.
///
/// Statuses: BILLFOLD_CONFLICT: no_transaction, transaction_ended; BILLFOLD_BUSY: lease_lapsed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_rollback(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| store.store.rollback()) }
}
