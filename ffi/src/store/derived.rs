//! Handles derived from others.

use std::ffi::c_char;

use billfold_core::{Credential, Store};

use crate::error::{billfold_error, billfold_status};
use crate::guard::{derive, on_store};
use crate::store::billfold_store;
use crate::text::required;

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
/// `replayed`, without their secrets. A key counts for each operation and each credential apart: one
/// handle may create a payment and complete it.
///
/// Statuses: BILLFOLD_VALIDATION for the key. Its calls may also answer
/// BILLFOLD_IDEMPOTENCY_MISMATCH if the key was used before with another input.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_once(
    store: *const billfold_store,
    idempotency_key: *const c_char,
    idempotency_key_len: usize,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        derive(store, derived, err, |store| {
            store.once(required(idempotency_key, idempotency_key_len, "idempotency_key")?)
        })
    }
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

/// Derives a handle whose calls billfold_store_interrupt can break off, and those of the handles
/// derived from it. Make one for each piece of work that may have to be given up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_interruptible(
    store: *const billfold_store,
    derived: *mut *mut billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { derive(store, derived, err, |store| Ok(store.interruptible())) }
}

/// Breaks off the calls under way through a handle of billfold_store_interruptible and those
/// derived from it: they answer BILLFOLD_INTERRUPTED and have changed nothing, unless they were
/// already being made durable, when they answer what came of it. So does every later call: the
/// handle is of no more use. From any thread.
///
/// Statuses: BILLFOLD_UNSUPPORTED: not_interruptible of any other handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_interrupt(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| store.store.interrupt()) }
}
