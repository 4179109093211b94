//! How much there is to send, and when: what a sender asks before it sleeps.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::Result;
use crate::store::Store;
use crate::store::transaction::ReadTransaction;
use crate::value::time::Timestamp;

/// How much there is to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeliveriesDue {
    /// How many deliveries could be claimed now.
    pub due: i64,
    /// How many are pending: those that are due or not yet, claimed by someone, or of an endpoint
    /// that is disabled.
    pub pending: i64,
    /// When the next one can be claimed, unless another is made before; now or earlier if one can
    /// be already, `None` if nothing is on its way.
    pub next_due_at: Option<Timestamp>,
}

impl Store {
    /// How many deliveries could be claimed now, how many are on their way, and when the next one
    /// is due: what a sender needs to know before it sleeps.
    ///
    /// # Errors
    ///
    /// `forbidden` unless it is the owner's handle.
    pub fn deliveries_due(&self) -> Result<DeliveriesDue> {
        self.read(|transaction| {
            transaction.require_owner()?;
            count_due(transaction)
        })
    }
}

/// What each active endpoint has: its first delivery, and how many could be claimed now. Of an
/// endpoint that is being left alone nothing is counted, however much waits for it.
const DUE: &str = "SELECT endpoint.retry_at,
        (SELECT next_at FROM delivery INDEXED BY delivery_due
            WHERE delivery.endpoint = endpoint.seq AND delivery.status = 'pending'
            ORDER BY next_at LIMIT 1),
        CASE WHEN endpoint.retry_at > :now THEN 0
            WHEN endpoint.unanswered > 0 THEN EXISTS (
                SELECT 1 FROM delivery INDEXED BY delivery_due
                WHERE delivery.endpoint = endpoint.seq AND delivery.status = 'pending'
                    AND next_at <= :now)
            ELSE (
                SELECT count(*) FROM delivery INDEXED BY delivery_due
                WHERE delivery.endpoint = endpoint.seq AND delivery.status = 'pending'
                    AND next_at <= :now)
        END
    FROM webhook_endpoint AS endpoint INDEXED BY webhook_endpoint_active
    WHERE endpoint.status = 'active'";

fn count_due(transaction: &ReadTransaction<'_>) -> Result<DeliveriesDue> {
    let now = transaction.now();
    let pending = transaction.number(
        "SELECT coalesce(sum(count), 0) FROM counter
        WHERE scope = 'delivery_of_endpoint' AND status = 'pending'",
        [],
    )?;
    let mut found = DeliveriesDue { due: 0, pending, next_due_at: None };
    let endpoints = transaction.all(DUE, named_params! { ":now": now }, |columns| {
        let (retry_at, first): (Timestamp, Option<Timestamp>) = (columns.next()?, columns.next()?);
        Ok((retry_at, first, columns.next::<i64>()?))
    })?;
    for (retry_at, first, due) in endpoints {
        found.due = found.due.saturating_add(due);
        let next = first.map(|first| first.max(retry_at));
        found.next_due_at = [found.next_due_at, next].into_iter().flatten().min();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query::plan;

    #[test]
    fn what_is_due_is_counted_in_its_index() {
        let store = Store::in_memory().unwrap();
        let parameters = named_params! { ":now": Timestamp::MIN };
        let plan = store.read(|transaction| plan(transaction, DUE, parameters)).unwrap();
        assert_eq!(
            plan,
            "SCAN endpoint USING INDEX webhook_endpoint_active; CORRELATED SCALAR SUBQUERY 1; \
             SEARCH delivery USING COVERING INDEX delivery_due (endpoint=?); \
             CORRELATED SCALAR SUBQUERY 2; \
             SEARCH delivery USING COVERING INDEX delivery_due (endpoint=? AND next_at<?); \
             CORRELATED SCALAR SUBQUERY 3; \
             SEARCH delivery USING COVERING INDEX delivery_due (endpoint=? AND next_at<?)"
        );
    }
}
