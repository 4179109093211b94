//! How a payment's status changes. Each change is one guarded UPDATE.

use rusqlite::named_params;

use crate::error::{Error, Result};
use crate::payment::{
    Completion, LatePayment, Payment, PaymentFailure, PaymentStatus, Stored, find_own, log, reload,
};
use crate::store::transaction::WriteTransaction;
use crate::value::id::PaymentId;
use crate::value::json::JsonObject;

pub(super) fn complete(
    transaction: &WriteTransaction<'_>,
    id: PaymentId,
    completion: Completion,
) -> Result<Payment> {
    completion.check(transaction.settings())?;
    let before = find_own(transaction, id)?;
    let same = before.payment.payment_method == completion.payment_method;
    if before.payment.status == PaymentStatus::Completed && same {
        return Ok(before.payment);
    }
    if before.payment.status == PaymentStatus::Completed {
        return Err(otherwise(&before.payment, "was completed with another payment method"));
    }
    require_pending(&before.payment, "completed")?;
    transaction.check_version("payment", before.payment.version)?;
    transaction.change_one(
        "UPDATE payment SET status = 'completed', completed_at = :now, payment_method = :method,
            updated_at = :now, version = version + 1
        WHERE seq = :row AND status = 'pending' AND expires_at > :now",
        named_params! {
            ":row": before.row,
            ":method": text_of(completion.payment_method.as_ref()),
            ":now": transaction.now(),
        },
    )?;
    changed(transaction, &before, "payment.completed")
}

pub(super) fn fail(
    transaction: &WriteTransaction<'_>,
    id: PaymentId,
    failure: PaymentFailure,
) -> Result<Payment> {
    failure.check(transaction.settings())?;
    let before = find_own(transaction, id)?;
    if before.payment.failure.as_ref() == Some(&failure) {
        return Ok(before.payment);
    }
    if before.payment.status == PaymentStatus::Failed {
        return Err(otherwise(&before.payment, "has failed already, for another reason"));
    }
    require_pending(&before.payment, "failed")?;
    transaction.check_version("payment", before.payment.version)?;
    transaction.change_one(
        "UPDATE payment SET status = 'failed', failure_code = :code, failure_message = :message,
            updated_at = :now, version = version + 1
        WHERE seq = :row AND status = 'pending' AND expires_at > :now",
        named_params! {
            ":row": before.row,
            ":code": failure.code,
            ":message": failure.message,
            ":now": transaction.now(),
        },
    )?;
    changed(transaction, &before, "payment.failed")
}

pub(super) fn expire(transaction: &WriteTransaction<'_>, id: PaymentId) -> Result<Payment> {
    let before = find_own(transaction, id)?;
    match before.status {
        PaymentStatus::Expired => Ok(before.payment),
        PaymentStatus::Pending => {
            transaction.check_version("payment", before.payment.version)?;
            settle(transaction, &before)
        }
        _ => Err(refused(&before.payment, "expired")),
    }
}

pub(super) fn record_late(
    transaction: &WriteTransaction<'_>,
    id: PaymentId,
    completion: Completion,
) -> Result<Payment> {
    completion.check(transaction.settings())?;
    let before = find_own(transaction, id)?;
    if let Some(recorded) = &before.payment.late_payment {
        return repeated(&before.payment, recorded, &completion);
    }
    if before.payment.status != PaymentStatus::Expired {
        return Err(refused(&before.payment, "paid late: only an expired one can"));
    }
    transaction.check_version("payment", before.payment.version)?;
    if before.status == PaymentStatus::Pending {
        if transaction.clock_jumped_to().is_some() {
            return Err(Error::conflict(
                "clock_jumped",
                "the clock by which the payment would be expired is too far ahead to be believed",
            )
            .with_current_status(before.payment.status.as_str()));
        }
        settle(transaction, &before)?;
    }
    transaction.change_one(
        "UPDATE payment SET late_at = :now, late_method = :method, updated_at = :now,
            version = version + 1
        WHERE seq = :row AND status = 'expired' AND late_at IS NULL",
        named_params! {
            ":row": before.row,
            ":method": text_of(completion.payment_method.as_ref()),
            ":now": transaction.now(),
        },
    )?;
    let payment = reload(transaction, id)?.payment;
    log(transaction, "payment.paid_late", &payment, None)?;
    Ok(payment)
}

/// The payments to sweep. Left to itself, SQLite would read and sort every pending one.
const OVERDUE: &str = "SELECT id FROM payment INDEXED BY payment_overdue
    WHERE status = 'pending' AND expires_at <= :now
    ORDER BY expires_at LIMIT :limit";

/// Makes overdue payments expired for good, at most `limit` of them, and answers how many.
pub(crate) fn sweep(transaction: &WriteTransaction<'_>, limit: i64) -> Result<usize> {
    let overdue: Vec<PaymentId> = transaction.all(
        OVERDUE,
        named_params! { ":now": transaction.now(), ":limit": limit },
        |columns| columns.next(),
    )?;
    for id in &overdue {
        settle(transaction, &reload(transaction, *id)?)?;
    }
    Ok(overdue.len())
}

/// Makes a pending payment expired.
fn settle(transaction: &WriteTransaction<'_>, before: &Stored) -> Result<Payment> {
    transaction.change_one(
        "UPDATE payment SET status = 'expired', updated_at = :now, version = version + 1
        WHERE seq = :row AND status = 'pending'",
        named_params! { ":row": before.row, ":now": transaction.now() },
    )?;
    changed(transaction, before, "payment.expired")
}

fn changed(
    transaction: &WriteTransaction<'_>,
    before: &Stored,
    kind: &'static str,
) -> Result<Payment> {
    let after = reload(transaction, before.payment.id)?.payment;
    log(transaction, kind, &after, Some(before.status))?;
    Ok(after)
}

/// The same late payment again is no change; another one is refused.
fn repeated(payment: &Payment, recorded: &LatePayment, again: &Completion) -> Result<Payment> {
    if recorded.payment_method == again.payment_method {
        return Ok(payment.clone());
    }
    let message = "another late payment has been recorded";
    Err(Error::conflict("late_payment_recorded", message)
        .with_current_status(payment.status.as_str()))
}

fn require_pending(payment: &Payment, wanted: &str) -> Result<()> {
    match payment.status {
        PaymentStatus::Pending => Ok(()),
        _ => Err(refused(payment, wanted)),
    }
}

fn refused(payment: &Payment, wanted: &str) -> Error {
    otherwise(payment, &format!("is {} and cannot be {wanted}", payment.status))
}

/// The refusal of what has been done already, in another way.
fn otherwise(payment: &Payment, how: &str) -> Error {
    Error::conflict("invalid_transition", format!("the payment {how}"))
        .with_current_status(payment.status.as_str())
}

fn text_of(object: Option<&JsonObject>) -> Option<&str> {
    object.map(JsonObject::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    #[test]
    fn a_sweep_reads_nothing_but_what_is_overdue() {
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| {
            let parameters = named_params! { ":now": transaction.now(), ":limit": 1 };
            plan(transaction, OVERDUE, parameters)
        });
        // No sorting, and no other index.
        assert_eq!(plan.unwrap(), "SEARCH payment USING INDEX payment_overdue (expires_at<?)");
    }
}
