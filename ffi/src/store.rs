//! Stores: opened, derived, closed.

use std::ffi::{CStr, c_char};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use billfold_core::{Error, ErrorKind, ManualClock, Store, Timestamp};

use crate::debug::Live;
use crate::error::{billfold_error, billfold_status};
use crate::guard::{on_store, put, run};
use crate::tagged::{fill, tagged};
use crate::text::{billfold_str, lend_for_ever, lendable, required};

mod derived;
mod open;

pub use derived::*;
pub use open::*;

/// An open store, or a handle derived from one: of a narrower scope, of an idempotency key, of a
/// transaction. All of them take the same calls. A handle may be used from any number of threads
/// at once. It is the caller's: free it once with billfold_store_free, when no call is inside;
/// no order among handles is needed. The file is closed with the last of them.
pub struct billfold_store {
    pub(crate) store: Store,
    pub(crate) poisoned: Arc<AtomicBool>,
    clock: Option<Arc<ManualClock>>,
    path: Option<Arc<CStr>>,
    progress: Mutex<Progress>,
    _live: Live,
}

/// How far the long work through a handle is.
#[derive(Clone, Copy)]
struct Progress {
    step: &'static str,
    done: u64,
    total: u64,
}

impl Progress {
    const NONE: Self = Self { step: "", done: 0, total: 0 };

    fn shown(self) -> billfold_progress {
        let Self { step, done, total } = self;
        let (struct_size, has) = (size_of::<billfold_progress>(), 0);
        billfold_progress { struct_size, has, step: lend_for_ever(step), done, total }
    }
}

impl billfold_store {
    fn open(store: Store, clock: Option<Arc<ManualClock>>) -> *mut Self {
        let path = store.path().map(|path| lendable(path.to_string_lossy().into_owned()).into());
        Self::boxed(store, Arc::default(), clock, path)
    }

    /// A handle that works on the same file as this one.
    pub(crate) fn derive(&self, store: Store) -> *mut Self {
        Self::boxed(store, Arc::clone(&self.poisoned), self.clock.clone(), self.path.clone())
    }

    fn boxed(
        store: Store,
        poisoned: Arc<AtomicBool>,
        clock: Option<Arc<ManualClock>>,
        path: Option<Arc<CStr>>,
    ) -> *mut Self {
        let progress = Mutex::new(Progress::NONE);
        Box::into_raw(Box::new(Self { store, poisoned, clock, path, progress, _live: Live::new() }))
    }

    /// Notes how far long work is, for whoever asks, and lets it go on.
    pub(crate) fn tell(&self, step: &'static str, done: u64, total: u64) -> ControlFlow<()> {
        *self.lock_progress() = Progress { step, done, total };
        ControlFlow::Continue(())
    }

    fn lock_progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
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

/// How far long work is. Its text lives for ever.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_progress {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// What is being done: copy, event_log, export, import, …; empty if there was no long work
    /// yet.
    pub step: billfold_str,
    /// How much of it is done: pages, rows, events, records or lines.
    pub done: u64,
    /// How much there is to do; 0 where that is not known.
    pub total: u64,
}

tagged!(billfold_store_info, billfold_progress);

/// Closes the store for this handle, those derived from it or it from, and those of whoever else
/// opened the same file in this process in the same way: whatever is under way ends first, and
/// from then on all that reads or changes the store answers BILLFOLD_CLOSED. The handles are still
/// to be freed. There is no need to call it: freeing the last handle closes the file too.
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
/// committed is rolled back with the last handle that works in it: billfold_store_rollback ends it
/// at once, whatever was derived from its handle.
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

/// Fills `progress` with how far the newest long work through this handle is, a backup, a check,
/// an export or an import: to be asked from another thread while that call is under way. To break
/// it off, call billfold_store_interrupt.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_progress(
    store: *const billfold_store,
    progress: *mut billfold_progress,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        on_store(store, err, |store| {
            let told = store.lock_progress().shown();
            fill(&told, progress, "progress")
        })
    }
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

/// Sets the clock of a store opened with BILLFOLD_CLOCK_MANUAL, forward or back, in Unix seconds
/// from 0 to 253402300799, the year 9999; beyond them, to the nearer one. The clock is that of one
/// billfold_store_open and the handles derived from it: a file that is opened twice so has two.
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

/// Sets `is_own` to 1 if `file` is the store at `store_path`, or a file that such a store
/// keeps beside itself, by whatever name, else to 0: whoever else writes there does away with it.
/// Neither need exist.
///
/// Statuses: BILLFOLD_VALIDATION.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_has_file(
    store_path: *const c_char,
    store_path_len: usize,
    file: *const c_char,
    file_len: usize,
    is_own: *mut i32,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        run(err, || {
            let store = required(store_path, store_path_len, "store_path")?;
            let own = Store::has_file(store, required(file, file_len, "file")?);
            put(is_own, i32::from(own), "is_own")
        })
    }
}
