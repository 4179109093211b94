//! A recorder between SQLite and the file system: every write to a write-ahead log and every
//! flush of one, in the one order in which they happened.
//!
//! It stands in front of SQLite's own unix VFS as the default for this whole test program, and
//! changes nothing but this: a flush takes two milliseconds longer, as on a slow disk; the flushes
//! of a file with `lying` in its name are claimed before they are done; and a write or a flush
//! fails if a test asks for it.

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::time::Duration;

use rusqlite::ffi;

/// What happened to a write-ahead log, and when: moments count up through all threads.
pub(crate) enum Operation {
    Write { at: u64, bytes: Vec<u8> },
    Flush { begun: u64, done: u64 },
}

#[derive(Default)]
struct Log {
    operations: Vec<Operation>,
    /// When the flush began that was claimed, and not done.
    owed: Option<u64>,
    fault: Option<Fault>,
}

/// What the disk is to do wrong once: SQLite's code for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NextWrite(c_int),
    NextFlush(c_int),
}

/// Has the next write or flush of a store's write-ahead log fail.
pub(crate) fn fail(store: &Path, fault: Fault) {
    logs().entry(log_name(store)).or_default().fault = Some(fault);
}

/// The code that a call is to fail with, if it is the one that was asked to.
fn take_fault(name: &Path, asked: impl Fn(Fault) -> Option<c_int>) -> Option<c_int> {
    let mut logs = logs();
    let log = logs.get_mut(name)?;
    let code = log.fault.and_then(asked)?;
    log.fault = None;
    Some(code)
}

fn log_name(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

static MOMENT: AtomicU64 = AtomicU64::new(0);
static LOGS: OnceLock<Mutex<HashMap<PathBuf, Log>>> = OnceLock::new();

/// Now, on the recorder's clock.
pub(crate) fn moment() -> u64 {
    MOMENT.fetch_add(1, Ordering::SeqCst)
}

/// Takes what has been recorded of a store's write-ahead log.
pub(crate) fn take(store: &Path) -> Vec<Operation> {
    logs().remove(&log_name(store)).unwrap_or_default().operations
}

fn logs() -> MutexGuard<'static, HashMap<PathBuf, Log>> {
    LOGS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(name: &Path, operation: Operation) {
    logs().entry(name.to_owned()).or_default().operations.push(operation);
}

/// A file of ours; the real one, as large as its VFS asks, stands behind it in memory.
#[repr(C)]
struct Recorded {
    base: ffi::sqlite3_file,
    /// A boxed name, if the file is a write-ahead log.
    name: *mut PathBuf,
}

/// SQLite's own VFS, which does the work.
static REAL: OnceLock<Real> = OnceLock::new();

struct Real(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's VFS objects are made to be used by any thread, and are never changed here.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

/// Registers the recorder, once; before the first store is opened.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // SAFETY: the default VFS lives as long as the program.
        let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!real.is_null(), "SQLite has no VFS");
        // SAFETY: it is not null, and plain data.
        let mut vfs = unsafe { *real };
        let own = c_int::try_from(size_of::<Recorded>()).unwrap();
        vfs.szOsFile = vfs.szOsFile.checked_add(own).unwrap();
        vfs.zName = CString::new("recorder").unwrap().into_raw();
        vfs.xOpen = Some(open);
        vfs.pNext = ptr::null_mut();
        assert!(REAL.set(Real(real)).is_ok(), "the recorder is installed once");
        let vfs = Box::into_raw(Box::new(vfs));
        // SAFETY: the VFS is leaked, so it lives as long as the program.
        let code = unsafe { ffi::sqlite3_vfs_register(vfs, 1) };
        assert_eq!(code, ffi::SQLITE_OK, "the recorder cannot be registered");
    });
}

/// The real file behind ours.
fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    file.cast::<Recorded>().wrapping_add(1).cast()
}

/// The name of the write-ahead log that a file is.
fn name_of(file: *mut ffi::sqlite3_file) -> Option<&'static Path> {
    // SAFETY: SQLite hands over only files that `open` has filled in; the name lives in its box
    // until `close`, after which SQLite does not use the file.
    unsafe { (*file.cast::<Recorded>()).name.as_ref() }.map(PathBuf::as_path)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some(Real(vfs)) = REAL.get() else { return ffi::SQLITE_ERROR };
    let recorded = file.cast::<Recorded>();
    let wal = flags & ffi::SQLITE_OPEN_WAL != 0 && !name.is_null();
    // SAFETY: SQLite gives room for `szOsFile` bytes, which are ours and the real file's. The
    // name, where there is one, is a C string. The real VFS is called as SQLite would call it.
    unsafe {
        (*recorded).base.pMethods = ptr::null();
        (*recorded).name = ptr::null_mut();
        let code = (*vfs.cast_const())
            .xOpen
            .map_or(ffi::SQLITE_ERROR, |open| open(*vfs, name, real(file), flags, out));
        if !(*real(file)).pMethods.is_null() {
            (*recorded).base.pMethods = &raw const METHODS;
        }
        if code == ffi::SQLITE_OK && wal {
            let name = CStr::from_ptr(name).to_str().unwrap();
            (*recorded).name = Box::into_raw(Box::new(PathBuf::from(name)));
        }
        code
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let recorded = file.cast::<Recorded>();
    // SAFETY: the name was boxed by `open`, and is freed once: SQLite closes a file once.
    unsafe {
        if !(*recorded).name.is_null() {
            drop(Box::from_raw((*recorded).name));
            (*recorded).name = ptr::null_mut();
        }
        (*(*real(file)).pMethods).xClose.map_or(ffi::SQLITE_ERROR, |close| close(real(file)))
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    let asked = |fault| match fault {
        Fault::NextWrite(code) => Some(code),
        Fault::NextFlush(_) => None,
    };
    if let Some(code) = name_of(file).and_then(|name| take_fault(name, asked)) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    let code = unsafe {
        let write = (*(*real(file)).pMethods).xWrite;
        write.map_or(ffi::SQLITE_ERROR, |write| write(real(file), bytes, length, offset))
    };
    if let Some(name) = name_of(file) {
        let length = usize::try_from(length).unwrap_or_default();
        // SAFETY: SQLite gives `length` bytes to write.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) }.to_vec();
        record(name, Operation::Write { at: moment(), bytes });
    }
    code
}

unsafe extern "C" fn flush(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let begun = moment();
    let name = name_of(file);
    if let Some(name) = name
        && name.to_string_lossy().contains("lying")
    {
        // Claimed now; what was claimed before is done now.
        let mut logs = logs();
        let log = logs.entry(name.to_owned()).or_default();
        if let Some(begun) = log.owed.replace(begun) {
            log.operations.push(Operation::Flush { begun, done: moment() });
        }
        return ffi::SQLITE_OK;
    }
    let asked = |fault| match fault {
        Fault::NextFlush(code) => Some(code),
        Fault::NextWrite(_) => None,
    };
    if let Some(code) = name.and_then(|name| take_fault(name, asked)) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    let code = unsafe {
        let flush = (*(*real(file)).pMethods).xSync;
        flush.map_or(ffi::SQLITE_ERROR, |flush| flush(real(file), flags))
    };
    if let Some(name) = name {
        std::thread::sleep(Duration::from_millis(2));
        record(name, Operation::Flush { begun, done: moment() });
    }
    code
}

/// Methods that only hand on to the real file.
macro_rules! hand_on {
    ($($name:ident = $method:ident ($($argument:ident: $kind:ty),*) $(-> $answer:ty)?;)*) => { $(
        unsafe extern "C" fn $name(
            file: *mut ffi::sqlite3_file $(, $argument: $kind)*
        ) $(-> $answer)? {
            // SAFETY: the real file's own method, called with what SQLite gave; SQLite asks for
            // no method that the real file's version lacks.
            unsafe {
                let method = (*(*real(file)).pMethods).$method;
                method.unwrap()(real(file) $(, $argument)*)
            }
        }
    )* };
}

hand_on! {
    read = xRead(bytes: *mut c_void, length: c_int, offset: ffi::sqlite3_int64) -> c_int;
    truncate = xTruncate(size: ffi::sqlite3_int64) -> c_int;
    file_size = xFileSize(size: *mut ffi::sqlite3_int64) -> c_int;
    lock = xLock(level: c_int) -> c_int;
    unlock = xUnlock(level: c_int) -> c_int;
    check_reserved = xCheckReservedLock(out: *mut c_int) -> c_int;
    control = xFileControl(operation: c_int, argument: *mut c_void) -> c_int;
    sector_size = xSectorSize() -> c_int;
    characteristics = xDeviceCharacteristics() -> c_int;
    shared_map = xShmMap(
        page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void
    ) -> c_int;
    shared_lock = xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    shared_barrier = xShmBarrier();
    shared_unmap = xShmUnmap(delete: c_int) -> c_int;
    fetch = xFetch(offset: ffi::sqlite3_int64, length: c_int, out: *mut *mut c_void) -> c_int;
    unfetch = xUnfetch(offset: ffi::sqlite3_int64, page: *mut c_void) -> c_int;
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(flush),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shared_map),
    xShmLock: Some(shared_lock),
    xShmBarrier: Some(shared_barrier),
    xShmUnmap: Some(shared_unmap),
    xFetch: Some(fetch),
    xUnfetch: Some(unfetch),
};
