//! How many requests to link there are by status: from the counters that triggers keep, put
//! right for those that are EXPIRED without being stored so.

use rusqlite::named_params;

use crate::error::Result;
use crate::request_to_link::RequestToLinkStatus;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;

/// How many requests there are by status as it is now; of every client if `None`.
pub(crate) fn totals(
    transaction: &ReadTransaction<'_>,
    client: Option<i64>,
) -> Result<Vec<(RequestToLinkStatus, i64)>> {
    let mut totals = stored(transaction, client)?;
    for (status, overdue) in overdue(transaction, client)? {
        add(&mut totals, status, overdue.saturating_neg());
        add(&mut totals, RequestToLinkStatus::Expired, overdue);
    }
    totals.retain(|(_, count)| *count != 0);
    let place = |status| RequestToLinkStatus::ALL.iter().position(|known| *known == status);
    totals.sort_by_key(|(status, _)| place(*status));
    Ok(totals)
}

/// How many requests there are by the status that stands in the file, whatever the time is.
fn stored(
    transaction: &ReadTransaction<'_>,
    client: Option<i64>,
) -> Result<Vec<(RequestToLinkStatus, i64)>> {
    transaction.all(
        "SELECT status, count FROM counter WHERE scope = :scope AND owner = :owner",
        named_params! {
            ":scope": if client.is_some() { "request_of_client" } else { "request" },
            ":owner": client.unwrap_or(0),
        },
        read,
    )
}

fn add(totals: &mut Vec<(RequestToLinkStatus, i64)>, status: RequestToLinkStatus, more: i64) {
    match totals.iter_mut().find(|(known, _)| *known == status) {
        Some((_, count)) => *count = count.saturating_add(more),
        None => totals.push((status, more)),
    }
}

/// How many requests of each stored status are overdue; read from the index alone.
pub(crate) fn overdue(
    transaction: &ReadTransaction<'_>,
    client: Option<i64>,
) -> Result<Vec<(RequestToLinkStatus, i64)>> {
    transaction.all(
        "SELECT status, count(*) FROM request_to_link INDEXED BY request_to_link_overdue
        WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now
            AND (:client IS NULL OR client = :client)
        GROUP BY status",
        named_params! { ":now": transaction.now(), ":client": client },
        read,
    )
}

fn read(columns: &mut Columns<'_, '_>) -> Result<(RequestToLinkStatus, i64)> {
    Ok((columns.next_with(RequestToLinkStatus::parse)?, columns.next()?))
}
