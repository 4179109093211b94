//! How stores are opened.

use std::ffi::c_char;
use std::sync::Arc;
use std::time::Duration;

use billfold_core::{Durability, Error, ManualClock, OpenOptions, Result, Store, Timestamp};

use crate::error::{billfold_error, billfold_status};
use crate::guard::make_first;
use crate::input::{check_bits, check_reserved};
use crate::log::listen_to_sqlite;
use crate::store::billfold_store;
use crate::tagged::{read, tagged};
use crate::text::optional;

/// Opens the store in the file, which is created if there is none.
pub const BILLFOLD_OPEN: i32 = 0;
/// Creates a new store in the file, which must not exist.
pub const BILLFOLD_OPEN_CREATE: i32 = 1;
/// Opens the store in the file, which must exist.
pub const BILLFOLD_OPEN_EXISTING: i32 = 2;
/// Opens the store in the file, which must exist, to read only.
pub const BILLFOLD_OPEN_READ_ONLY: i32 = 3;
/// Opens a new store in memory, gone with its last handle; the path must be absent. While a begun
/// transaction is open, even reads through other handles wait for its end, or answer
/// BILLFOLD_BUSY.
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

tagged!(billfold_open_options);

fn milliseconds(given: i64, is_given: bool, name: &str) -> Result<Option<Duration>> {
    if given == 0 && !is_given {
        return Ok(None);
    }
    let given = u64::try_from(given).map_err(|_| Error::invalid(name, "invalid", "is negative"))?;
    Ok(Some(Duration::from_millis(given)))
}

/// The core's options, and the clock if it is the caller's.
fn read_options(given: &billfold_open_options) -> Result<(OpenOptions, Option<Arc<ManualClock>>)> {
    check_bits(given.has, BILLFOLD_OPEN_HAS_PATIENCE | BILLFOLD_OPEN_HAS_LEASE)?;
    check_reserved(given.reserved, "reserved")?;
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
    if path.is_empty() {
        return Err(Error::invalid("path", "required", "is empty"));
    }
    let store = match options.mode {
        BILLFOLD_OPEN => opened.open(path)?,
        BILLFOLD_OPEN_CREATE => opened.create(path)?,
        BILLFOLD_OPEN_EXISTING => opened.open_existing(path)?,
        BILLFOLD_OPEN_READ_ONLY => opened.open_read_only(path)?,
        other => return Err(no_value("mode", other)),
    };
    Ok((store, clock))
}

/// Opens the store in the file at `path`, UTF-8 on every system, and sets `store` to it, a handle
/// that may do everything. Opening a file twice in a process is fine: both share what is inside if
/// they were opened in the same way. `options` may be NULL.
///
/// A path is a path: `:memory:` and `file:…` name files like others.
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
        make_first(store, "store", err, || {
            listen_to_sqlite();
            let (opened, clock) =
                open(optional(path, path_len, "path")?, &read(options, "options")?)?;
            Ok(billfold_store::open(opened, clock))
        })
    }
}
