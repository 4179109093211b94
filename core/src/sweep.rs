//! The sweep: makes permanent what time has decided.

use std::path::Path;

use serde::Serialize;

use crate::error::Result;
use crate::store::transaction::WriteTransaction;
use crate::store::{Store, notice};
use crate::{idempotency, payment, request_to_link};

/// Rows that one transaction of a sweep changes at the most, so that others need not wait long.
const STEP: i64 = 100;

/// What a sweep has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Sweep {
    /// Payments that are now expired for good.
    pub payments_expired: u64,
    /// Requests to link that are now expired for good.
    pub requests_to_link_expired: u64,
    /// Idempotency keys that were old enough to be forgotten.
    pub idempotency_keys_forgotten: u64,
    /// Whether nothing was swept because the clock has jumped too far ahead to be believed.
    pub clock_jumped: bool,
}

impl Store {
    /// Makes overdue payments and requests to link expired for good, with their events, each
    /// exactly once whoever else is sweeping; and forgets old idempotency keys. It works in short
    /// transactions, so that others need not wait.
    ///
    /// If the clock has jumped ahead by more than the store's settings believe, nothing is swept
    /// and the answer says so; with `force` the caller confirms that the clock is right.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle; `busy`, `interrupted`, `storage`. What was
    /// swept before an error stays swept.
    pub fn sweep(&self, force: bool) -> Result<Sweep> {
        // What is taken back again would be found again: a rehearsal takes one step for all.
        let limit = if self.caller.dry_run { i64::MAX } else { STEP };
        let mut total = Sweep::default();
        loop {
            let step = self.write(move |transaction| step(transaction, force, limit))?;
            total.payments_expired = total.payments_expired.saturating_add(step.payments_expired);
            total.requests_to_link_expired =
                total.requests_to_link_expired.saturating_add(step.requests_to_link_expired);
            total.idempotency_keys_forgotten =
                total.idempotency_keys_forgotten.saturating_add(step.idempotency_keys_forgotten);
            total.clock_jumped = step.clock_jumped;
            if limit != STEP
                || step == (Sweep { clock_jumped: step.clock_jumped, ..Sweep::default() })
            {
                if !self.caller.dry_run {
                    tell(self.name(), &total);
                }
                return Ok(total);
            }
        }
    }
}

/// Tells the host's log of a sweep that found something.
fn tell(path: &Path, swept: &Sweep) {
    let (payments, requests) = (swept.payments_expired, swept.requests_to_link_expired);
    if payments > 0 || requests > 0 {
        let path = path.display();
        notice::info(
            notice::SWEEP,
            format_args!("{path}: {payments} payments and {requests} requests to link expired"),
        );
    }
}

fn step(transaction: &WriteTransaction<'_>, force: bool, limit: i64) -> Result<Sweep> {
    transaction.require_owner()?;
    if transaction.clock_jumped_to().is_some() {
        if !force {
            return Ok(Sweep { clock_jumped: true, ..Sweep::default() });
        }
        transaction.confirm_clock();
    }
    let count = |swept: usize| u64::try_from(swept).unwrap_or(u64::MAX);
    Ok(Sweep {
        payments_expired: count(payment::sweep(transaction, limit)?),
        requests_to_link_expired: count(request_to_link::sweep(transaction, limit)?),
        idempotency_keys_forgotten: count(idempotency::prune(transaction, limit)?),
        clock_jumped: false,
    })
}
