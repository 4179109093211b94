//! The event log.

use std::ffi::c_char;

use billfold_core::{Error, Event, LogHead, Result, Verification};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, optional, required};
use crate::view::mask;

/// In billfold_event: previous_status is there.
pub const BILLFOLD_EVENT_HAS_PREVIOUS_STATUS: u64 = 0x1;

/// One entry of the event log. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_event {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_EVENT_HAS_….
    pub has: u64,
    /// Its place in the log, from 1, without a gap.
    pub seq: i64,
    /// Names the event: `evt_…`.
    pub id: billfold_str,
    /// What happened: payment.completed, ….
    pub event_type: billfold_str,
    /// What sort of record it happened to: payment, ….
    pub object: billfold_str,
    /// Which record.
    pub object_id: billfold_str,
    /// The record's version after it.
    pub object_version: i64,
    /// The record's status before it, as JSON has it. Optional: absent unless it changed.
    pub previous_status: billfold_str,
    /// Who did it: owner, `client:cli_…`, …, or an operator's name.
    pub actor: billfold_str,
    /// When, in Unix seconds.
    pub at: i64,
    /// The record after it: a JSON object without a customer's name and e-mail, and without
    /// secrets.
    pub data: billfold_str,
}

impl Record for Event {
    const NAME: &'static str = "event";
    type View = billfold_event;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_event {
        let previous = self.previous_status.as_ref();
        billfold_event {
            struct_size: size_of::<billfold_event>(),
            has: mask(&[(previous.is_some(), BILLFOLD_EVENT_HAS_PREVIOUS_STATUS)]),
            seq: self.seq,
            id: arena.display(self.id),
            event_type: arena.text(&self.kind),
            object: arena.text(&self.object),
            object_id: arena.text(&self.object_id),
            object_version: self.object_version,
            previous_status: arena.optional(previous),
            actor: arena.text(&self.actor),
            at: self.at.unix_seconds(),
            data: arena.text(self.data.as_str()),
        }
    }
}

/// The newest state of a log; keep it elsewhere to prove later that nothing was cut off or
/// rewritten. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_log_head {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// How many events there are: the last one's place.
    pub count: i64,
    /// The last event's hash: 64 hexadecimal digits.
    pub hash: billfold_str,
}

impl Record for LogHead {
    const NAME: &'static str = "log head";
    type View = billfold_log_head;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_log_head {
        billfold_log_head {
            struct_size: size_of::<billfold_log_head>(),
            has: 0,
            count: self.count,
            hash: arena.display(self.hash),
        }
    }
}

/// In billfold_verification: fault_seq and fault_reason are there.
pub const BILLFOLD_VERIFICATION_HAS_FAULT: u64 = 0x1;

/// What going through the log has found. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_verification {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_VERIFICATION_HAS_….
    pub has: u64,
    /// 1 if every event is there, in order, as it was written; else 0.
    pub intact: i32,
    /// Always 0.
    pub reserved: i32,
    /// How many events were good.
    pub verified: i64,
    /// How many events there are, as the file notes.
    pub head_count: i64,
    /// The last event's hash, as the file notes: 64 hexadecimal digits.
    pub head_hash: billfold_str,
    /// The place of the first fault. Optional.
    pub fault_seq: i64,
    /// What is wrong there, for a person. Optional.
    pub fault_reason: billfold_str,
}

tagged!(billfold_event, billfold_log_head, billfold_verification);

impl Record for Verification {
    const NAME: &'static str = "verification";
    type View = billfold_verification;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_verification {
        let fault = self.fault.as_ref();
        billfold_verification {
            struct_size: size_of::<billfold_verification>(),
            has: mask(&[(fault.is_some(), BILLFOLD_VERIFICATION_HAS_FAULT)]),
            intact: i32::from(self.intact),
            reserved: 0,
            verified: self.verified,
            head_count: self.head.count,
            head_hash: arena.display(self.head.hash),
            fault_seq: fault.map_or(0, |fault| fault.seq),
            fault_reason: arena.optional(fault.map(|fault| &fault.reason)),
        }
    }
}

/// Answers with the events after the place `after` in the log, oldest first, at most `limit` of
/// them, 1 to 1000: billfold_page_event. That is how a program learns what changed, whoever
/// changed it, in this process or another: start at 0, or at the count of
/// billfold_event_log_head, and go on with the last event's seq.
///
/// Statuses: BILLFOLD_VALIDATION for `after` below 0 or the limit; BILLFOLD_FORBIDDEN unless it is
/// the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_changes_since(
    store: *const billfold_store,
    after: i64,
    limit: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            // What is no u32 is no limit either.
            store.events(after, u32::try_from(limit).unwrap_or_default())
        })
    }
}

/// Answers with a page of the log, newest event first unless the filter sorts them:
/// billfold_page_event. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
/// it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_event_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_events(&filter.parse()?, &request)
        })
    }
}

/// Answers with everything that happened to the record of this id, oldest first:
/// billfold_page_event.
///
/// Statuses: BILLFOLD_NOT_FOUND if nothing is known of such a record; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_event_history(
    store: *const billfold_store,
    object_id: *const c_char,
    object_id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.history(required(object_id, object_id_len, "object_id")?)
        })
    }
}

/// Answers with the newest state of the log: billfold_page_log_head. Keep it outside the file, and
/// hand it to billfold_event_verify later.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_event_log_head(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { answer(store, page, err, |store| store.log_head().map(One)) }
}

/// Goes through the whole log and answers with what it found: billfold_page_verification. A broken
/// log is no error but an answer. `hash` and `count` are a head that was noted elsewhere, which
/// the log must still hold; NULL and 0 if there is none. The chain of hashes is not keyed: who
/// rewrites the whole log is found out only by such a head.
///
/// Statuses: BILLFOLD_VALIDATION for the head; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_event_verify(
    store: *const billfold_store,
    hash: *const c_char,
    hash_len: usize,
    count: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let known = known_head(optional(hash, hash_len, "hash")?, count)?;
            store.verify(known.as_ref()).map(One)
        })
    }
}

/// The head that the caller noted, if there is one.
fn known_head(hash: Option<&str>, count: i64) -> Result<Option<LogHead>> {
    match (hash, count) {
        (Some(_), i64::MIN..=-1) => Err(Error::invalid("count", "invalid", "is below 0")),
        // Only the head of an empty log has no count; another would be compared with nothing.
        (Some(hash), 0) if hash.bytes().any(|digit| digit != b'0') => {
            Err(Error::invalid("count", "required", "is required beside a hash"))
        }
        (Some(hash), count) => LogHead::new(count, hash).map(Some),
        (None, 0) => Ok(None),
        (None, _) => Err(Error::invalid("hash", "required", "is required beside a count")),
    }
}

/// Fills `view` with the event at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_event(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_event,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Event>(page, index, view, err) }
}

/// Fills `view` with the log's head, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than log heads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_log_head(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_log_head,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<LogHead>(page, index, view, err) }
}

/// Fills `view` with what going through the log has found, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than verifications.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_verification(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_verification,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Verification>(page, index, view, err) }
}
