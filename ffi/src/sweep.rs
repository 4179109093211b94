//! The sweep.

use billfold_core::Sweep;

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;

/// What a sweep has done.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_sweep {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Payments that are now expired for good.
    pub payments_expired: u64,
    /// Requests to link that are now expired for good.
    pub requests_to_link_expired: u64,
    /// Idempotency keys that were old enough to be forgotten.
    pub idempotency_keys_forgotten: u64,
    /// 1 if nothing was swept because the clock has jumped too far ahead to be believed, else 0.
    pub clock_jumped: i32,
    /// Always 0.
    pub reserved: i32,
}

tagged!(billfold_sweep);

impl Record for Sweep {
    const NAME: &'static str = "sweep";
    type View = billfold_sweep;
    type Part = ();

    fn view(&self, _arena: &Arena) -> billfold_sweep {
        billfold_sweep {
            struct_size: size_of::<billfold_sweep>(),
            has: 0,
            payments_expired: self.payments_expired,
            requests_to_link_expired: self.requests_to_link_expired,
            idempotency_keys_forgotten: self.idempotency_keys_forgotten,
            clock_jumped: i32::from(self.clock_jumped),
            reserved: 0,
        }
    }
}

/// Makes overdue payments and requests to link expired for good, with their events, each exactly
/// once whoever else is sweeping; and forgets old idempotency keys. It works in short
/// transactions, so that others need not wait. Answers with what it has done: billfold_page_sweep.
///
/// If the clock has jumped ahead by more than the store's settings believe, nothing is swept and
/// the answer says so; with `force` 1 the caller confirms that the clock is right, with 0 not.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle. What was swept before an error
/// stays swept.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_sweep(
    store: *const billfold_store,
    force: i32,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { answer(store, page, err, |store| store.sweep(force != 0).map(One)) }
}

/// Fills `view` with what a sweep has done, from a page at `index` 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than sweeps.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_sweep(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_sweep,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Sweep>(page, index, view, err) }
}
