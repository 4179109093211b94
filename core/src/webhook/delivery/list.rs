//! Lists of deliveries: each filter by an index, each total from the counters where they know it.

use std::ops::RangeInclusive;

use rusqlite::ToSql;

use crate::error::{Error, Result};
use crate::event::EVENT_TYPES;
use crate::store::query::Condition;
use crate::store::transaction::ReadTransaction;
use crate::value::id::WebhookEndpointId;
use crate::value::page::{Page, Window};
use crate::value::time::Timestamp;
use crate::webhook::delivery::{COLUMNS, Delivery, DeliveryStatus, JOINS, read_row};
use crate::webhook::{TEST_TYPE, endpoint};

/// Which deliveries a list holds; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryFilter {
    /// Only deliveries to this endpoint, even if it was removed.
    pub endpoint_id: Option<WebhookEndpointId>,
    /// Only deliveries that stand there now.
    pub status: Option<DeliveryStatus>,
    /// Only deliveries of this type: a type of event, or [`TEST_TYPE`].
    pub kind: Option<String>,
    /// Only deliveries that tell of this record.
    pub object_id: Option<String>,
    /// Only deliveries made then or later.
    pub created_from: Option<Timestamp>,
    /// Only deliveries made before then.
    pub created_before: Option<Timestamp>,
}

impl DeliveryFilter {
    /// Only deliveries that stand there now.
    #[must_use]
    pub fn status(status: DeliveryStatus) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Only deliveries to this endpoint.
    #[must_use]
    pub fn endpoint(id: WebhookEndpointId) -> Self {
        Self { endpoint_id: Some(id), ..Self::default() }
    }

    pub(super) fn check(&self) -> Result<()> {
        match &self.kind {
            Some(kind) if kind != TEST_TYPE && !EVENT_TYPES.contains(&kind.as_str()) => {
                Err(Error::invalid("type", "invalid", format!("{kind} is no type of event")))
            }
            _ => Ok(()),
        }
    }

    /// Whether the counters know how many there are.
    fn is_counted(&self) -> bool {
        self.kind.is_none()
            && self.object_id.is_none()
            && self.created_from.is_none()
            && self.created_before.is_none()
    }

    /// The statuses to look for one after the other: an endpoint's deliveries stand in its index
    /// by status.
    fn statuses(&self) -> Vec<Option<DeliveryStatus>> {
        match self.status {
            Some(status) => vec![Some(status)],
            None if self.is_by_endpoint() => DeliveryStatus::ALL.map(Some).into(),
            None => vec![None],
        }
    }

    fn is_by_endpoint(&self) -> bool {
        self.endpoint_id.is_some() && self.object_id.is_none()
    }

    /// The index that leaves the least to look at.
    fn index(&self) -> &'static str {
        if self.object_id.is_some() {
            "INDEXED BY delivery_by_event"
        } else if self.endpoint_id.is_some() {
            "INDEXED BY delivery_by_endpoint_status"
        } else if self.kind.is_some() {
            "INDEXED BY delivery_by_type"
        } else if self.status.is_some() {
            "INDEXED BY delivery_by_status"
        } else {
            ""
        }
    }
}

/// Deliveries are made in the order of time, so a time is a place among them.
const FIRST_SINCE: &str = "coalesce((SELECT seq FROM delivery INDEXED BY delivery_by_creation
    WHERE created_at >= :time ORDER BY created_at, seq LIMIT 1), 9223372036854775807)";

/// Everything but the status.
fn condition(filter: &DeliveryFilter, endpoint: Option<i64>) -> Condition {
    let mut condition = Condition::default();
    if let Some(row) = endpoint {
        condition.equals("endpoint", ":endpoint", row);
    }
    if let Some(kind) = &filter.kind {
        condition.equals("type", ":type", kind.clone());
    }
    if let Some(object) = &filter.object_id {
        condition.holds("event IN (SELECT seq FROM event WHERE object_id = :object)");
        condition.bind(":object", object.clone());
    }
    if let Some(from) = filter.created_from {
        condition.holds(format!("seq >= {}", FIRST_SINCE.replace(":time", ":created_from")));
        condition.bind(":created_from", from);
    }
    if let Some(before) = filter.created_before {
        condition.holds(format!("seq < {}", FIRST_SINCE.replace(":time", ":created_before")));
        condition.bind(":created_before", before);
    }
    condition
}

/// A SELECT of the sequences of the deliveries that hold.
fn select(filter: &DeliveryFilter, condition: &Condition) -> String {
    let (index, holds) = (filter.index(), condition.sql());
    let arms = filter.statuses().into_iter().map(|status| {
        let status = status.map_or_else(String::new, |status| format!("status = '{status}' AND "));
        format!("SELECT seq FROM delivery {index} WHERE {status}{holds}")
    });
    arms.collect::<Vec<_>>().join(" UNION ALL ")
}

fn endpoint_row(transaction: &ReadTransaction<'_>, filter: &DeliveryFilter) -> Result<Option<i64>> {
    let found = filter.endpoint_id.map(|id| endpoint::load_ever(transaction, id)).transpose()?;
    Ok(found.map(|endpoint| endpoint.row))
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &DeliveryFilter,
    window: Window,
) -> Result<Page<Delivery>> {
    let endpoint = endpoint_row(transaction, filter)?;
    let condition = condition(filter, endpoint);
    let total = if filter.is_counted() {
        total_from_counters(transaction, filter.status, endpoint)?
    } else {
        let sql = format!("SELECT count(*) FROM ({})", select(filter, &condition));
        transaction.number(&sql, &*condition.parameters())?
    };
    let sql = rows_sql(filter, &condition);
    let (rows_wanted, skipped) = (window.rows_wanted(), window.skipped);
    let mut parameters = condition.parameters();
    let page: [(&str, &dyn ToSql); 3] =
        [(":rows", &rows_wanted), (":skipped", &skipped), (":before", &window.before)];
    parameters.extend(page);
    let rows = transaction.all(&sql, &*parameters, |columns| {
        read_row(columns, transaction.now()).map(|stored| (stored.row, stored.delivery))
    })?;
    Ok(window.into_page(rows, total))
}

fn rows_sql(filter: &DeliveryFilter, condition: &Condition) -> String {
    format!(
        "WITH page AS MATERIALIZED (
            SELECT seq FROM ({}) WHERE seq < :before
            ORDER BY seq DESC LIMIT :rows OFFSET :skipped)
        SELECT {COLUMNS} FROM page CROSS JOIN delivery ON delivery.seq = page.seq {JOINS}
        ORDER BY page.seq DESC",
        select(filter, condition)
    )
}

/// A total in as many reads as there are endpoints and statuses, however long the list.
fn total_from_counters(
    transaction: &ReadTransaction<'_>,
    status: Option<DeliveryStatus>,
    endpoint: Option<i64>,
) -> Result<i64> {
    let mut condition = Condition::default();
    condition.equals("scope", ":scope", "delivery_of_endpoint");
    if let Some(row) = endpoint {
        condition.equals("owner", ":owner", row);
    }
    if let Some(status) = status {
        condition.equals("status", ":status", status.as_str());
    }
    let sql = format!("SELECT coalesce(sum(count), 0) FROM counter WHERE {}", condition.sql());
    transaction.number(&sql, &*condition.parameters())
}

/// The next rows that a replay takes, the oldest first: those that hold and stand within these,
/// of endpoints that were not removed.
pub(super) fn replayable(
    transaction: &ReadTransaction<'_>,
    filter: &DeliveryFilter,
    within: RangeInclusive<i64>,
    limit: i64,
) -> Result<Vec<i64>> {
    let named = filter.endpoint_id.map(|id| endpoint::load(transaction, id)).transpose()?;
    let mut condition = condition(filter, named.map(|endpoint| endpoint.row));
    let sql = replayable_sql(filter, &mut condition);
    condition.bind(":first", *within.start());
    condition.bind(":last", *within.end());
    condition.bind(":limit", limit);
    transaction.all(&sql, &*condition.parameters(), |columns| columns.next())
}

/// The `+` keeps SQLite from an index by endpoint, out of whose order each step would be sorted.
fn replayable_sql(filter: &DeliveryFilter, condition: &mut Condition) -> String {
    condition.holds(
        "+endpoint IN (SELECT seq FROM webhook_endpoint WHERE status IN ('active', 'disabled'))",
    );
    format!(
        "SELECT seq FROM ({}) WHERE seq BETWEEN :first AND :last ORDER BY seq LIMIT :limit",
        select(filter, condition)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    /// How SQLite means to find the rows of a page.
    fn plan_of(filter: &DeliveryFilter) -> String {
        let endpoint = filter.endpoint_id.map(|_| 1);
        let condition = condition(filter, endpoint);
        let mut parameters = condition.parameters();
        let page: [(&str, &dyn ToSql); 3] = [(":rows", &1), (":skipped", &0), (":before", &9)];
        parameters.extend(page);
        let store = Store::in_memory().unwrap();
        let sql = rows_sql(filter, &condition);
        store.read(|transaction| plan(transaction, &sql, &*parameters)).unwrap()
    }

    #[test]
    fn a_replay_goes_on_where_its_last_step_ended() {
        let endpoint_id = Some(WebhookEndpointId::from_uuid(uuid::Uuid::nil()));
        let kind = Some("payment.created".to_owned());
        let created_from = Some(Timestamp::MIN);
        let all = DeliveryFilter::default;
        let store = Store::in_memory().unwrap();
        for filter in [
            DeliveryFilter { created_from, ..all() },
            DeliveryFilter { kind, ..all() },
            DeliveryFilter { endpoint_id, ..all() },
            DeliveryFilter::status(DeliveryStatus::Abandoned),
        ] {
            let mut condition = condition(&filter, filter.endpoint_id.map(|_| 1));
            let sql = replayable_sql(&filter, &mut condition);
            let mut parameters = condition.parameters();
            let step: [(&str, &dyn ToSql); 3] = [(":first", &1), (":last", &9), (":limit", &1)];
            parameters.extend(step);
            let plan = store.read(|transaction| plan(transaction, &sql, &*parameters)).unwrap();
            assert!(plan.contains("rowid>? AND rowid<?"), "{filter:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
        }
    }

    #[test]
    fn every_filter_is_served_by_an_index_in_the_order_of_the_list() {
        let endpoint_id = Some(WebhookEndpointId::from_uuid(uuid::Uuid::nil()));
        let (kind, time) = (Some("payment.created".to_owned()), Some(Timestamp::MIN));
        let all = DeliveryFilter::default;
        let pending = || DeliveryFilter::status(DeliveryStatus::Pending);
        for (filter, found_by) in [
            (all(), "SEARCH delivery USING INTEGER PRIMARY KEY (rowid<?)"),
            (pending(), "INDEX delivery_by_status (status=? AND rowid<?)"),
            (
                DeliveryFilter { endpoint_id, ..pending() },
                "INDEX delivery_by_endpoint_status (endpoint=? AND status=? AND rowid<?)",
            ),
            (
                DeliveryFilter { endpoint_id, ..all() },
                "INDEX delivery_by_endpoint_status (endpoint=? AND status=? AND rowid<?)",
            ),
            (DeliveryFilter { kind, ..all() }, "INDEX delivery_by_type (type=? AND rowid<?)"),
            (
                DeliveryFilter { created_from: time, created_before: time, ..all() },
                "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
            ),
            (
                DeliveryFilter { created_from: time, ..pending() },
                "INDEX delivery_by_status (status=? AND rowid>? AND rowid<?)",
            ),
        ] {
            let plan = plan_of(&filter);
            assert!(plan.contains(found_by), "{filter:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
            assert!(!plan.contains("SCAN delivery"), "{filter:?}: {plan}");
        }
        // A record has few events, so theirs may be sorted.
        let object_id = Some("x".to_owned());
        let plan = plan_of(&DeliveryFilter { object_id, endpoint_id, ..pending() });
        assert!(plan.contains("INDEX delivery_by_event (event=? AND endpoint=?"), "{plan}");
        assert!(plan.contains("INDEX event_by_object (object_id=?)"), "{plan}");
    }
}
