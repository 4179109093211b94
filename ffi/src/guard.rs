//! The one way through which every export runs: pointers checked, panics caught, errors handed
//! over.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::Ordering;

use billfold_core::{Error, ErrorKind, Result, Store};

use crate::error::{BILLFOLD_OK, billfold_error};
use crate::page::{Answer, billfold_page};
use crate::store::billfold_store;

/// What the header says of threads; C hands our objects about without asking the compiler.
const _: () = {
    const fn may_be_shared<T: Send + Sync>() {}
    may_be_shared::<billfold_store>();
    may_be_shared::<billfold_page>();
    may_be_shared::<billfold_error>();
};

/// Runs the work of an export and answers with its status. On failure `err`, if it is given,
/// receives the error; else it is set to NULL.
///
/// # Safety
///
/// `err` is NULL or can be written to.
pub(crate) unsafe fn run(err: *mut *mut billfold_error, work: impl FnOnce() -> Result<()>) -> i32 {
    if !err.is_null() {
        // SAFETY: the caller lets us write a pointer there.
        unsafe { err.write(ptr::null_mut()) };
    }
    let error = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return BILLFOLD_OK,
        Ok(Err(error)) => error,
        Err(panic) => panicked(&*panic),
    };
    let status = error.kind().number();
    if !err.is_null() {
        // SAFETY: as above.
        unsafe { err.write(billfold_error::new(error)) };
    }
    status
}

/// As [`run`], for work on a store. A panic poisons the handle and those derived with it: nothing
/// more is known of what it was in the midst of.
///
/// # Safety
///
/// `store` is NULL or a store that has not been freed; `err` is NULL or can be written to.
pub(crate) unsafe fn on_store(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
    work: impl FnOnce(&billfold_store) -> Result<()>,
) -> i32 {
    let work = || {
        // SAFETY: the caller's promise.
        let store = unsafe { given(store, "store")? };
        if store.poisoned.load(Ordering::Acquire) {
            return Err(Error::new(
                ErrorKind::Panic,
                "poisoned",
                "an earlier call on this store panicked; open it again",
            ));
        }
        catch_unwind(AssertUnwindSafe(|| work(store))).unwrap_or_else(|panic| {
            store.poisoned.store(true, Ordering::Release);
            Err(panicked(&*panic))
        })
    };
    // SAFETY: the caller's promise.
    unsafe { run(err, work) }
}

/// As [`on_store`], for work that answers with records. `page` receives them, or NULL.
///
/// # Safety
///
/// That of [`on_store`]; `page` is NULL or can be written to.
pub(crate) unsafe fn answer<T: Answer>(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
    work: impl FnOnce(&Store) -> Result<T>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { answer_at_length(store, page, err, |store| work(&store.store)) }
}

/// As [`answer`], for work that takes long and tells the handle how far it is.
///
/// # Safety
///
/// That of [`answer`].
pub(crate) unsafe fn answer_at_length<T: Answer>(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
    work: impl FnOnce(&billfold_store) -> Result<T>,
) -> i32 {
    let work = |store: &billfold_store| Ok(billfold_page::new(work(store)?));
    // SAFETY: the caller's promise.
    unsafe { make(store, page, "page", err, work) }
}

/// As [`on_store`], for work that derives a store from another. `derived` receives it, or NULL.
///
/// # Safety
///
/// That of [`on_store`]; `derived` is NULL or can be written to.
pub(crate) unsafe fn derive(
    store: *const billfold_store,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
    work: impl FnOnce(&Store) -> Result<Store>,
) -> i32 {
    let work = |store: &billfold_store| Ok(store.derive(work(&store.store)?));
    // SAFETY: the caller's promise.
    unsafe { make(store, derived, "derived", err, work) }
}

/// As [`on_store`], for work that makes something for the caller, who must not find anything to
/// free where a call has failed.
///
/// # Safety
///
/// That of [`on_store`]; `out` is NULL or can be written to.
unsafe fn make<T>(
    store: *const billfold_store,
    out: *mut *mut T,
    name: &str,
    err: *mut *mut billfold_error,
    work: impl FnOnce(&billfold_store) -> Result<*mut T>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        clear(out);
        on_store(store, err, |store| {
            check(out, name)?;
            out.write(work(store)?);
            Ok(())
        })
    }
}

/// As [`run`], for work that makes something for the caller out of nothing that was made before.
///
/// # Safety
///
/// That of [`run`]; `out` is NULL or can be written to.
pub(crate) unsafe fn make_first<T>(
    out: *mut *mut T,
    name: &str,
    err: *mut *mut billfold_error,
    work: impl FnOnce() -> Result<*mut T>,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe {
        clear(out);
        run(err, || {
            check(out, name)?;
            out.write(work()?);
            Ok(())
        })
    }
}

/// Writes a value to where the caller wants it.
///
/// # Safety
///
/// `out` is NULL or can be written to.
pub(crate) unsafe fn put<T>(out: *mut T, value: T, name: &str) -> Result<()> {
    check(out, name)?;
    // SAFETY: it is not NULL.
    unsafe { out.write(value) };
    Ok(())
}

/// What the pointer points to.
///
/// # Safety
///
/// It is NULL or points to one of our objects that has not been freed.
pub(crate) unsafe fn given<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: the caller's promise.
    unsafe { pointer.as_ref() }.ok_or_else(|| null_pointer(name))
}

/// Sets to NULL what a call may not come to set.
///
/// # Safety
///
/// `out` is NULL or can be written to.
unsafe fn clear<T>(out: *mut *mut T) {
    if !out.is_null() {
        // SAFETY: the caller's promise.
        unsafe { out.write(ptr::null_mut()) };
    }
}

pub(crate) fn check<T>(out: *mut T, name: &str) -> Result<()> {
    if out.is_null() { Err(null_pointer(name)) } else { Ok(()) }
}

fn null_pointer(name: &str) -> Error {
    Error::invalid(name, "null_pointer", "is NULL")
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("of an unknown kind");
    ::log::error!(target: "billfold::ffi", "a call panicked: {text}");
    let message = format!("a mistake in Billfold itself, caught at its border: {text}");
    Error::new(ErrorKind::Panic, "panic", message)
}
