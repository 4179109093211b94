//! What a host's own tests ask of the library.

use std::sync::atomic::{AtomicI64, Ordering};

use billfold_core::{Error, ErrorKind};

use crate::error::{billfold_error, billfold_status};
use crate::guard;
use crate::store::billfold_store;

/// Stores, pages and errors that have not been freed.
static LIVE: AtomicI64 = AtomicI64::new(0);

/// Counts one object for as long as it is there.
pub(crate) struct Live(());

impl Live {
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many stores, pages and errors there are in this process that have not been freed. For a
/// host's tests: after one that frees all it was given, it is what it was before.
#[unsafe(no_mangle)]
pub extern "C" fn billfold_debug_live() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

/// Fails with an error of this status, of the code `debug`; with BILLFOLD_PANIC by a panic inside
/// the library, which leaves the store as any panic would. For a host's tests: what it does about
/// a disk that fails or a mistake of ours is otherwise hard to see.
///
/// Statuses: the one asked for; BILLFOLD_VALIDATION if it is none or BILLFOLD_OK;
/// BILLFOLD_PANIC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_debug_fail(
    store: *const billfold_store,
    status: billfold_status,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { guard::on_store(store, err, |_| Err(fail(status))) }
}

#[expect(clippy::panic, reason = "it was asked for")]
fn fail(status: billfold_status) -> Error {
    match ErrorKind::ALL.into_iter().find(|kind| kind.number() == status) {
        Some(ErrorKind::Panic) => panic!("this one was asked for"),
        Some(kind) => Error::new(kind, "debug", "this error was asked for"),
        None => Error::invalid("status", "invalid", format!("is {status}, no failure's status")),
    }
}
