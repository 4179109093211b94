//! A recorder between SQLite and the file system: every write, cut and flush of a store's file and
//! of its write-ahead log, in the one order in which they happened.
//!
//! It stands in front of SQLite's own unix VFS as the default for this whole test program, and
//! changes nothing but this: a flush of the log takes longer, as on a slow disk, if a test asks
//! for it; the flushes of a file with `lying` in its name are claimed before they are done; and
//! something fails if a test asks for it.

#![allow(dead_code, reason = "each test uses the part it needs")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::time::Duration;

use rusqlite::ffi;

/// Which of a store's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The file itself.
    File,
    /// Its write-ahead log.
    Log,
}

/// What happened to a file, and when: moments count up through all threads.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Write { at: u64, part: Part, offset: usize, bytes: Vec<u8> },
    Cut { at: u64, part: Part, size: usize },
    Flush { part: Part, begun: u64, done: u64 },
}

#[derive(Default)]
struct Tape {
    operations: Vec<Operation>,
    /// When the flush began that was claimed, and not done.
    owed: Option<u64>,
    fault: Option<Fault>,
    /// Calls that could have failed so far.
    calls: u64,
}

/// What the disk is to do wrong: SQLite's code for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The next write to the log fails.
    NextWrite(c_int),
    /// The next flush of the log fails.
    NextFlush(c_int),
    /// The call of this number, counted from the asking, fails, whatever it is.
    Call(u64),
    /// That one and all after it.
    From(u64),
}

/// What a call to the disk is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Read,
    Write,
    Cut,
    Flush,
    Lock,
}

impl Call {
    /// How it fails.
    const fn code(self) -> c_int {
        match self {
            Self::Read => ffi::SQLITE_IOERR_READ,
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Cut => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Flush => ffi::SQLITE_IOERR_FSYNC,
            Self::Lock => ffi::SQLITE_IOERR_LOCK,
        }
    }
}

/// Has something of a store's go wrong.
pub(crate) fn fail(store: &Path, fault: Fault) {
    let mut tapes = tapes();
    let tape = tapes.entry(store.to_owned()).or_default();
    tape.fault = Some(fault);
    tape.calls = 0;
}

/// Has everything go well again, and answers whether anything had gone wrong.
pub(crate) fn mend(store: &Path) -> bool {
    let mut tapes = tapes();
    let tape = tapes.entry(store.to_owned()).or_default();
    match tape.fault.take() {
        Some(Fault::From(number)) => tape.calls > number,
        waiting => waiting.is_none(),
    }
}

/// The code that a call is to fail with, if it is the one that was asked to.
fn fault_of(name: &Name, call: Call) -> Option<c_int> {
    let mut tapes = tapes();
    let tape = tapes.get_mut(&name.store)?;
    let number = tape.calls;
    tape.calls = number.saturating_add(1);
    let in_log = name.part == Part::Log;
    let code = match tape.fault? {
        Fault::NextWrite(code) => (in_log && call == Call::Write).then_some(code)?,
        Fault::NextFlush(code) => (in_log && call == Call::Flush).then_some(code)?,
        Fault::Call(asked) => (asked == number).then_some(call.code())?,
        Fault::From(asked) => return (number >= asked).then_some(call.code()),
    };
    tape.fault = None;
    Some(code)
}

static MOMENT: AtomicU64 = AtomicU64::new(0);
static TAPES: OnceLock<Mutex<HashMap<PathBuf, Tape>>> = OnceLock::new();
static FLUSH_MILLISECONDS: AtomicU64 = AtomicU64::new(0);

/// Now, on the recorder's clock.
pub(crate) fn moment() -> u64 {
    MOMENT.fetch_add(1, Ordering::SeqCst)
}

/// Has each flush of a log take this long from now on.
pub(crate) fn slow_down(flush: Duration) {
    let milliseconds = u64::try_from(flush.as_millis()).unwrap();
    FLUSH_MILLISECONDS.store(milliseconds, Ordering::SeqCst);
}

/// Takes what has been recorded of a store.
pub(crate) fn take(store: &Path) -> Vec<Operation> {
    std::mem::take(&mut tapes().entry(store.to_owned()).or_default().operations)
}

fn tapes() -> MutexGuard<'static, HashMap<PathBuf, Tape>> {
    TAPES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

fn record(name: &Name, operation: Operation) {
    tapes().entry(name.store.clone()).or_default().operations.push(operation);
}

/// Whose file a file is.
struct Name {
    store: PathBuf,
    part: Part,
}

impl Name {
    /// The name of a file that is opened so, unless it is none of a store's.
    fn of(path: &str, flags: c_int) -> Option<Self> {
        if flags & ffi::SQLITE_OPEN_WAL != 0 {
            let store = path.strip_suffix("-wal").unwrap().into();
            return Some(Self { store, part: Part::Log });
        }
        let is_file = flags & ffi::SQLITE_OPEN_MAIN_DB != 0;
        is_file.then(|| Self { store: path.into(), part: Part::File })
    }
}

/// A file of ours; the real one, as large as its VFS asks, stands behind it in memory.
#[repr(C)]
struct Recorded {
    base: ffi::sqlite3_file,
    /// A boxed name, if the file is a store's.
    name: *mut Name,
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

/// Whose file a file is, if it is a store's.
fn name_of(file: *mut ffi::sqlite3_file) -> Option<&'static Name> {
    // SAFETY: SQLite hands over only files that `open` has filled in; the name lives in its box
    // until `close`, after which SQLite does not use the file.
    unsafe { (*file.cast::<Recorded>()).name.as_ref() }
}

/// The code that a call is to fail with, if it is to.
fn refused(file: *mut ffi::sqlite3_file, call: Call) -> Option<c_int> {
    name_of(file).and_then(|name| fault_of(name, call))
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
        if code == ffi::SQLITE_OK
            && !name.is_null()
            && let Some(name) = Name::of(CStr::from_ptr(name).to_str().unwrap(), flags)
        {
            (*recorded).name = Box::into_raw(Box::new(name));
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

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    bytes: *mut c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    if let Some(code) = refused(file, Call::Read) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    unsafe {
        let read = (*(*real(file)).pMethods).xRead;
        read.map_or(ffi::SQLITE_ERROR, |read| read(real(file), bytes, length, offset))
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    if let Some(code) = refused(file, Call::Write) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    let code = unsafe {
        let write = (*(*real(file)).pMethods).xWrite;
        write.map_or(ffi::SQLITE_ERROR, |write| write(real(file), bytes, length, offset))
    };
    if let Some(name) = name_of(file) {
        let length = usize::try_from(length).unwrap_or_default();
        let offset = usize::try_from(offset).unwrap_or_default();
        // SAFETY: SQLite gives `length` bytes to write.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) }.to_vec();
        record(name, Operation::Write { at: moment(), part: name.part, offset, bytes });
    }
    code
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    if let Some(code) = refused(file, Call::Cut) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    let code = unsafe {
        let truncate = (*(*real(file)).pMethods).xTruncate;
        truncate.map_or(ffi::SQLITE_ERROR, |truncate| truncate(real(file), size))
    };
    if let Some(name) = name_of(file) {
        let size = usize::try_from(size).unwrap_or_default();
        record(name, Operation::Cut { at: moment(), part: name.part, size });
    }
    code
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    if let Some(code) = refused(file, Call::Lock) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    unsafe {
        let lock = (*(*real(file)).pMethods).xLock;
        lock.map_or(ffi::SQLITE_ERROR, |lock| lock(real(file), level))
    }
}

unsafe extern "C" fn flush(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let begun = moment();
    let name = name_of(file);
    if let Some(name) = name
        && name.store.to_string_lossy().contains("lying")
    {
        // Claimed now; what was claimed before is done now.
        let mut tapes = tapes();
        let tape = tapes.entry(name.store.clone()).or_default();
        if let Some(begun) = tape.owed.replace(begun) {
            tape.operations.push(Operation::Flush { part: name.part, begun, done: moment() });
        }
        return ffi::SQLITE_OK;
    }
    if let Some(code) = refused(file, Call::Flush) {
        return code;
    }
    // SAFETY: the real file's own method, called with what SQLite gave.
    let code = unsafe {
        let flush = (*(*real(file)).pMethods).xSync;
        flush.map_or(ffi::SQLITE_ERROR, |flush| flush(real(file), flags))
    };
    if let Some(name) = name {
        if name.part == Part::Log {
            std::thread::sleep(Duration::from_millis(FLUSH_MILLISECONDS.load(Ordering::SeqCst)));
        }
        record(name, Operation::Flush { part: name.part, begun, done: moment() });
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
    file_size = xFileSize(size: *mut ffi::sqlite3_int64) -> c_int;
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
