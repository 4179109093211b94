//! Deliveries: looked at, replayed, reported.

use std::ffi::c_char;
use std::time::Duration;

use billfold_core::{DeliveriesDue, Delivery, DeliveryReport, Error, Result};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::{answer, check, on_store, put};
use crate::input::{check_bits, check_reserved};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::{read, tagged};
use crate::text::{billfold_str, bytes, required};
use crate::view::mask;
use crate::webhook::{billfold_delivery, billfold_delivery_attempt};

/// In billfold_deliveries_due: next_due_at is there.
pub const BILLFOLD_DELIVERIES_DUE_HAS_NEXT_DUE_AT: u64 = 0x1;

/// How much there is to send.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_deliveries_due {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_DELIVERIES_DUE_HAS_….
    pub has: u64,
    /// How many deliveries could be claimed now.
    pub due: i64,
    /// How many are pending: due or not yet, claimed by someone, or of an endpoint that is
    /// disabled.
    pub pending: i64,
    /// When the next one can be claimed, unless another is made before, in Unix seconds; now or
    /// earlier if one can be already. Optional: absent if nothing is on its way.
    pub next_due_at: i64,
}

impl Record for DeliveriesDue {
    const NAME: &'static str = "deliveries due";
    type View = billfold_deliveries_due;
    type Part = ();

    fn view(&self, _arena: &Arena) -> billfold_deliveries_due {
        billfold_deliveries_due {
            struct_size: size_of::<billfold_deliveries_due>(),
            has: mask(&[(self.next_due_at.is_some(), BILLFOLD_DELIVERIES_DUE_HAS_NEXT_DUE_AT)]),
            due: self.due,
            pending: self.pending,
            next_due_at: self.next_due_at.map_or(0, |at| at.unix_seconds()),
        }
    }
}

/// What came of an attempt: an HTTP answer, or none. Either status or error is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_attempt_report {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The attempt's number, as its claim has it.
    pub attempt: i64,
    /// The HTTP status of the answer, 100 to 999; 200 to 299 is success. Redirects are not to be
    /// followed. An answer with any other number is none of HTTP: report it as an error. It
    /// excludes error.
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// The answer's Retry-After header as it came, seconds or a date; what is neither is ignored,
    /// also if it is no text at all.
    pub retry_after: billfold_str,
    /// Why there was no answer, for a person. Of a URL in it the host alone is kept, and no more
    /// than 200 characters in all; what is not UTF-8 in it is replaced. It excludes status and
    /// retry_after.
    pub error: billfold_str,
    /// How long the attempt took; 0: that is not known.
    pub duration_milliseconds: i64,
}

tagged!(billfold_deliveries_due, billfold_attempt_report);

/// The attempt, what came of it, and how long it took.
///
/// # Safety
///
/// The header's rules for `report` and its texts.
unsafe fn read_report(
    report: *const billfold_attempt_report,
) -> Result<(i64, DeliveryReport, Option<Duration>)> {
    if report.is_null() {
        return Err(Error::invalid("report", "null_pointer", "is NULL"));
    }
    // SAFETY: the caller's promise.
    let (report, retry_after, error) = unsafe {
        let report = read(report, "report")?;
        let retry_after = bytes(report.retry_after.ptr, report.retry_after.len, "retry_after")?;
        (report, retry_after, bytes(report.error.ptr, report.error.len, "error")?)
    };
    check_bits(report.has, 0)?;
    check_reserved(report.reserved, "reserved")?;
    let duration = u64::try_from(report.duration_milliseconds)
        .map_err(|_| Error::invalid("duration_milliseconds", "invalid", "is negative"))?;
    let duration = (duration > 0).then(|| Duration::from_millis(duration));
    let made = match (report.status, error) {
        (0, None) => {
            let reason = "is required, unless an error says why there was no answer";
            return Err(Error::invalid("status", "required", reason));
        }
        (0, Some(_)) if retry_after.is_some() => {
            let reason = "is given, but there was no answer to have it from";
            return Err(Error::invalid("retry_after", "misplaced", reason));
        }
        // Both come from the other side: whatever bytes it sends, the attempt counts.
        (0, Some(error)) => DeliveryReport::unanswered(String::from_utf8_lossy(error)),
        (_, Some(_)) => {
            let reason = "is given, but there was an answer";
            return Err(Error::invalid("error", "ambiguous_field", reason));
        }
        (status, None) => DeliveryReport::Answered {
            // What is no u16 is no HTTP status either.
            status: u16::try_from(status).unwrap_or_default(),
            retry_after: retry_after.map(|text| String::from_utf8_lossy(text).into_owned()),
        },
    };
    Ok((report.attempt, made, duration))
}

/// Answers with the delivery of this id and its attempts: billfold_page_delivery,
/// billfold_page_delivery_attempt.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.delivery(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with a page of the deliveries, newest first unless the filter sorts them:
/// billfold_page_delivery. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
/// it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_deliveries(&filter.parse()?, &request)
        })
    }
}

/// Answers with how many deliveries could be claimed now, how many are on their way, and when the
/// next one is due, which is what a sender needs to know before it sleeps:
/// billfold_page_deliveries_due.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_due(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { answer(store, page, err, |store| store.deliveries_due().map(One)) }
}

/// Records what came of an attempt of the delivery of this id, which was claimed. Answers with the
/// delivery as it then stands, delivered, due again later, or abandoned: billfold_page_delivery.
///
/// A success counts even if the lease had ended. Reporting an attempt again, or one of a delivery
/// that has arrived meanwhile, changes nothing.
///
/// Statuses: BILLFOLD_VALIDATION for the report; BILLFOLD_NOT_FOUND for the delivery or the
/// attempt; BILLFOLD_CONFLICT: claim_lapsed for a failure whose lease had ended, if the delivery
/// is another's to send by now; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_report(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    report: *const billfold_attempt_report,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let id = required(id, id_len, "id")?.parse()?;
            let (attempt, report, duration) = read_report(report)?;
            store.report_delivery(id, attempt, report, duration).map(One)
        })
    }
}

/// Queues a delivery again, whatever came of it before: due at once, its failures counted anew. It
/// keeps its webhook-id. Whoever has claimed it may still report. Answers with the delivery:
/// billfold_page_delivery.
///
/// Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: endpoint_deleted; BILLFOLD_FORBIDDEN unless it
/// is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_replay(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.replay_delivery(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Queues again, as billfold_delivery_replay does, all deliveries that the filter holds, in the
/// filter language: `status:abandoned created:24h`. An empty one holds them all, but for those of
/// endpoints that were removed. Sets `replayed` to how many. It works in short transactions, so
/// that others need not wait.
///
/// Statuses: BILLFOLD_VALIDATION for the filter; BILLFOLD_UNSUPPORTED through a handle of
/// billfold_store_once or billfold_store_if_version, which guard one record; BILLFOLD_FORBIDDEN
/// unless it is the owner's handle. What was queued before an error stays queued.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_replay_matching(
    store: *const billfold_store,
    filter: *const c_char,
    filter_len: usize,
    replayed: *mut i64,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        on_store(store, err, |store| {
            check(replayed, "replayed")?;
            let filter = required(filter, filter_len, "filter")?.parse()?;
            let count = store.store.replay_deliveries(&filter)?;
            put(replayed, i64::try_from(count).unwrap_or(i64::MAX), "replayed")
        })
    }
}

/// Ends the waits of all endpoints that gave no answer, and of what was not answered: for an
/// operator who knows that the network is back. Each endpoint is tried with one delivery, as
/// after any wait. What an answer refused keeps its own time.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_end_waits(
    store: *const billfold_store,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { on_store(store, err, |store| store.store.end_delivery_waits()) }
}

/// Fills `view` with the delivery at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than deliveries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_delivery(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_delivery,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Delivery>(page, index, view, err) }
}

/// Fills `view` with an attempt to make a delivery: the delivery at `index` of a page, the attempt
/// at `attempt`, both from 0, the first attempt first.
///
/// Statuses: those of billfold_page_delivery; BILLFOLD_VALIDATION also if there is no such
/// attempt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_delivery_attempt(
    page: *const billfold_page,
    index: usize,
    attempt: usize,
    view: *mut billfold_delivery_attempt,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Delivery>(page, index, attempt, "attempt", view, err) }
}

/// Fills `view` with how much there is to send, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than what is due.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_deliveries_due(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_deliveries_due,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<DeliveriesDue>(page, index, view, err) }
}
