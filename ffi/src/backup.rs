//! Keeping a store well: backups, checks, compaction.

use std::ffi::c_char;

use billfold_core::{Backup, Check, CheckReport, Compaction};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::{answer, answer_at_length};
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};
use crate::view::{Numbered as _, mask, numbered};

/// A backup. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_backup {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The new file's path.
    pub path: billfold_str,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// The moment whose state it holds, in Unix seconds.
    pub at: i64,
    /// How many events its log has.
    pub event_count: i64,
    /// The hash of its log's last event, in 64 hexadecimal digits: billfold_event_verify proves by
    /// both that the backup is whole.
    pub event_hash: billfold_str,
}

impl Record for Backup {
    const NAME: &'static str = "backup";
    type View = billfold_backup;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_backup {
        billfold_backup {
            struct_size: size_of::<billfold_backup>(),
            has: 0,
            path: arena.text(&self.path.to_string_lossy()),
            bytes: self.bytes,
            at: self.at.unix_seconds(),
            event_count: self.head.count,
            event_hash: arena.display(self.head.hash),
        }
    }
}

/// Nothing is wrong.
pub const BILLFOLD_CHECK_OK: i32 = 1;
/// Something is wrong.
pub const BILLFOLD_CHECK_FAULTS: i32 = 2;
/// It could not be checked here; the note says why.
pub const BILLFOLD_CHECK_LEFT_OUT: i32 = 3;

numbered! {
    CheckOutcome {
        Ok = BILLFOLD_CHECK_OK,
        Faults = BILLFOLD_CHECK_FAULTS,
        LeftOut = BILLFOLD_CHECK_LEFT_OUT,
    }
}

/// In billfold_check_report: first_fault is there.
pub const BILLFOLD_CHECK_REPORT_HAS_FIRST_FAULT: u64 = 0x1;

/// What a check of the whole store has found. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_check_report {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_CHECK_REPORT_HAS_….
    pub has: u64,
    /// When it was begun, in Unix seconds.
    pub at: i64,
    /// 1 if no check found a fault, else 0.
    pub sound: i32,
    /// Always 0.
    pub reserved: i32,
    /// How many checks were done; see billfold_page_check_report_check.
    pub check_count: usize,
    /// The first fault of all, for a person. Optional.
    pub first_fault: billfold_str,
}

/// In billfold_check: note is there.
pub const BILLFOLD_CHECK_HAS_NOTE: u64 = 0x1;

/// One check and what came of it. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_check {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_CHECK_HAS_….
    pub has: u64,
    /// What was checked: storage, counters, ….
    pub name: billfold_str,
    /// What came of it: BILLFOLD_CHECK_OK, ….
    pub outcome: i32,
    /// Always 0.
    pub reserved: i32,
    /// How many records, rows or events were looked at.
    pub examined: u64,
    /// The first faults, for a person, at most a hundred; there is nothing personal in them.
    pub faults: *const billfold_str,
    /// How many faults stand there.
    pub faults_count: usize,
    /// How many faults there are beyond those.
    pub more_faults: u64,
    /// What else there is to know, for a person. Optional.
    pub note: billfold_str,
}

impl billfold_check {
    fn of(check: &Check, arena: &Arena) -> Self {
        let (faults, faults_count) = arena.texts(&check.faults);
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[(check.note.is_some(), BILLFOLD_CHECK_HAS_NOTE)]),
            name: arena.text(check.name),
            outcome: check.outcome.number(),
            reserved: 0,
            examined: check.examined,
            faults,
            faults_count,
            more_faults: check.more_faults,
            note: arena.optional(check.note.as_ref()),
        }
    }
}

impl Record for CheckReport {
    const NAME: &'static str = "check report";
    type View = billfold_check_report;
    type Part = billfold_check;

    fn view(&self, arena: &Arena) -> billfold_check_report {
        let first_fault = self.first_fault();
        billfold_check_report {
            struct_size: size_of::<billfold_check_report>(),
            has: mask(&[(first_fault.is_some(), BILLFOLD_CHECK_REPORT_HAS_FIRST_FAULT)]),
            at: self.at.unix_seconds(),
            sound: i32::from(self.sound),
            reserved: 0,
            check_count: self.checks.len(),
            first_fault: arena.optional(first_fault),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_check> {
        self.checks.iter().map(|check| billfold_check::of(check, arena)).collect()
    }
}

/// What a compaction has done.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_compaction {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// How large the file was, in bytes, its write-ahead log not counted.
    pub bytes_before: u64,
    /// How large it is; of a dry run, about how large it would be.
    pub bytes_after: u64,
    /// 1 if the file has been cut to that size; 0 if readers were still at work on the old one,
    /// and the next commit that finds none cuts it.
    pub finished: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Record for Compaction {
    const NAME: &'static str = "compaction";
    type View = billfold_compaction;
    type Part = ();

    fn view(&self, _arena: &Arena) -> billfold_compaction {
        billfold_compaction {
            struct_size: size_of::<billfold_compaction>(),
            has: 0,
            bytes_before: self.bytes_before,
            bytes_after: self.bytes_after,
            finished: i32::from(self.finished),
            reserved: 0,
        }
    }
}

tagged!(billfold_backup, billfold_check_report, billfold_check, billfold_compaction);

/// Copies the store into a new file, while others go on reading and writing. The copy holds
/// everything that was acknowledged before the call, in one state, and opens by itself; it is gone
/// through before it gets its name. Answers with it: billfold_page_backup. How far it is,
/// billfold_store_progress tells.
///
/// Statuses: BILLFOLD_CONFLICT: file_exists, for a backup replaces nothing, log_in_the_way if
/// another database's log stands there, transaction_open; BILLFOLD_NOT_FOUND: there is no such
/// folder; BILLFOLD_STORAGE for a symbolic link, a directory, no permission, disk_full;
/// BILLFOLD_CORRUPT: the store is not sound, see billfold_store_check; BILLFOLD_FORBIDDEN unless
/// it is the owner's handle; BILLFOLD_INTERRUPTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_backup(
    store: *const billfold_store,
    path: *const c_char,
    path_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer_at_length(store, page, err, |handle| {
            let path = required(path, path_len, "path")?;
            let tell =
                |told: billfold_core::Progress| handle.tell(told.step, told.done, told.total);
            handle.store.backup(path, tell).map(One)
        })
    }
}

/// Goes through everything in the store and says what is wrong: pages, keys, counters, the event
/// log, every record's own rules. Finding a fault is no failure of the call: the answer says
/// `sound` 0. Answers with the report: billfold_page_check_report. How far it is,
/// billfold_store_progress tells.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_CONFLICT:
/// transaction_open; BILLFOLD_INTERRUPTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_check(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer_at_length(store, page, err, |handle| {
            let tell =
                |told: billfold_core::Progress| handle.tell(told.step, told.done, told.total);
            handle.store.check(tell).map(One)
        })
    }
}

/// Writes the file anew, without the room that nothing uses any more; nobody else can write
/// meanwhile. Answers with what it came to: billfold_page_compaction.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_CONFLICT:
/// transaction_open; BILLFOLD_STORAGE: disk_full; BILLFOLD_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_compact(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { answer(store, page, err, |store| store.compact().map(One)) }
}

/// Fills `view` with the backup at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than backups.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_backup(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_backup,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Backup>(page, index, view, err) }
}

/// Fills `view` with the check report at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than check reports.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_check_report(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_check_report,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<CheckReport>(page, index, view, err) }
}

/// Fills `view` with a check of a report: the report at `index` of a page, the check at `check`,
/// both from 0.
///
/// Statuses: those of billfold_page_check_report; BILLFOLD_VALIDATION also if there is no such
/// check.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_check_report_check(
    page: *const billfold_page,
    index: usize,
    check: usize,
    view: *mut billfold_check,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<CheckReport>(page, index, check, "check", view, err) }
}

/// Fills `view` with the compaction at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than compactions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_compaction(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_compaction,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Compaction>(page, index, view, err) }
}
