//! Lists of deliveries: each filter by an index, each total from the counters where they know it.

use crate::error::Result;
use crate::event::EventType;
use crate::filter::{
    self, IdPattern, Moment, Range, Sort, Sorted as _, Terms, TextPattern, Toward, filter,
};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::{DeliveryId, WebhookEndpointId};
use crate::value::page::{Order, Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;
use crate::webhook::WebhookEndpointStatus;
use crate::webhook::delivery::{COLUMNS, Delivery, DeliveryStatus, JOINS, read_row};

filter! {
    /// Which deliveries a list holds, and in what order; the default is all, newest first. Also
    /// written as a text of the [filter language](crate::filter).
    pub struct DeliveryFilter {
        id: Terms<IdPattern<DeliveryId>> = "id", "the delivery's id, or how it begins";
        endpoint: Terms<IdPattern<WebhookEndpointId>> = "endpoint",
            "whom it goes to, even if that was removed";
        endpoint_status: Terms<WebhookEndpointStatus> = "endpoint_status",
            "whether its endpoint is told of events, or was removed";
        status: Terms<DeliveryStatus> = "status", "where it stands now";
        due: Terms<bool> = "due", "whether it could be claimed now";
        kind: Terms<EventType> = "type", "what it tells of; webhook_endpoint.test for tests";
        object_id: Terms<TextPattern> = "object_id", "the record that it tells of";
        event: Terms<Range<i64>> = "event", "the place in the log of the event that it tells of";
        code: Terms<Range<i64>> = "code", "the HTTP status of its last answer";
        attempts: Terms<Range<i64>> = "attempts", "how often it was tried";
        created: Terms<Range<Moment>> = "created", "when it was made";
        delivered: Terms<Range<Moment>> = "delivered", "when its receiver took it";
        words: Terms<TextPattern> = "", "the record that it tells of";
        sort: Option<Sort<DeliverySort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What deliveries can be sorted by.
    pub enum DeliverySort ("sort") {
        /// When it was made.
        Created = "created",
    }
}

impl DeliveryFilter {
    /// Only deliveries that stand there now.
    #[must_use]
    pub fn status(status: DeliveryStatus) -> Self {
        Self { status: Terms::is(status), ..Self::default() }
    }

    /// Only deliveries to this endpoint.
    #[must_use]
    pub fn endpoint(id: WebhookEndpointId) -> Self {
        Self { endpoint: Terms::is(id), ..Self::default() }
    }

    /// Whether the counters know how many there are: they go by endpoint and status alone.
    fn is_counted(&self) -> bool {
        let mut rest = self.clone();
        rest.endpoint = Terms::default();
        rest.endpoint_status = Terms::default();
        rest.status = Terms::default();
        rest.sort = None;
        rest == Self::default()
    }

    /// Whether events are named: by themselves, or by a record, which has few.
    fn names_events(&self) -> bool {
        self.event.leads() || self.object_id.leads() || self.words.leads()
    }

    /// Whether only those are asked for that could be claimed now.
    fn is_due(&self) -> bool {
        self.due.narrows(|due| *due)
    }

    /// What leads to the rows: the index that leaves the least to look at, where an index leads
    /// to them in the order of the list.
    fn sources(&self) -> Vec<String> {
        if self.id.leads() || self.is_due() {
            return vec!["delivery WHERE TRUE".to_owned()];
        }
        if self.names_events() {
            return vec![
                "delivery INDEXED BY delivery_by_event WHERE event IS NOT NULL".to_owned(),
            ];
        }
        let allowed = self.status.allowed();
        let by_status = |index: &str| -> Vec<String> {
            let side = |status| format!("delivery INDEXED BY {index} WHERE status = '{status}'");
            allowed.iter().map(side).collect()
        };
        let sources = if self.endpoint.names_one() {
            by_status("delivery_by_endpoint_status")
        } else if self.kind.names_one() {
            let words: Vec<_> = allowed.iter().map(|status| format!("'{status}'")).collect();
            let words = words.join(", ");
            vec![format!("delivery INDEXED BY delivery_by_type WHERE +status IN ({words})")]
        } else if allowed.len() < DeliveryStatus::ALL.len() {
            by_status("delivery_by_status")
        } else {
            vec!["delivery WHERE TRUE".to_owned()]
        };
        if sources.is_empty() { vec!["delivery WHERE FALSE".to_owned()] } else { sources }
    }

    /// Everything but the status, where that leads already.
    fn condition(&self, now: Timestamp) -> Condition {
        let mut condition = Condition::default();
        self.id.identify(&mut condition, "delivery.id");
        self.endpoint.refer(&mut condition, "delivery.endpoint", "webhook_endpoint");
        if self.id.leads() || self.is_due() || self.names_events() {
            self.status.hold(&mut condition, |status, _| format!("+delivery.status = '{status}'"));
        }
        self.endpoint_status
            .hold(&mut condition, |status, _| with_endpoint("delivery.endpoint", *status));
        self.due.hold(&mut condition, |due, condition| {
            let rows = due_rows(&condition.value(now));
            let (plus, not) = if *due { ("", "") } else { ("+", "NOT ") };
            format!("{plus}delivery.seq {not}IN ({rows})")
        });
        self.kind.spell(&mut condition, "delivery.type");
        let mut tells_of = |records: &Terms<TextPattern>| {
            records.hold(&mut condition, |pattern, condition| {
                let named = pattern.sql(condition, "object_id");
                format!("delivery.event IN (SELECT seq FROM event WHERE {named})")
            });
        };
        tells_of(&self.object_id);
        tells_of(&self.words);
        self.event.measure(&mut condition, "delivery.event");
        self.code.measure(
            &mut condition,
            "(SELECT status_code FROM delivery_attempt WHERE delivery = delivery.seq
                AND number = delivery.attempts - delivery.claimed)",
        );
        self.attempts.measure(&mut condition, "delivery.attempts");
        self.created.hold(&mut condition, |range, condition| {
            made_within(condition, range.span(now, Toward::Past))
        });
        self.delivered.date(&mut condition, "delivery.delivered_at", now, Toward::Past);
        condition
    }

    fn order(&self) -> Order {
        // Deliveries are made in the order of time.
        self.sort.order(|DeliverySort::Created| vec!["delivery.seq".to_owned()])
    }

    /// What a replay takes. The `+` keeps SQLite from an index by endpoint, out of whose order each
    /// step would be sorted.
    fn replayed<'o>(&self, now: Timestamp, order: &'o Order) -> Listing<'o> {
        let mut listing = self.listing(now, order);
        listing.condition.holds(
            "+delivery.endpoint IN (
                SELECT seq FROM webhook_endpoint WHERE status IN ('active', 'disabled'))",
        );
        listing
    }

    fn listing<'o>(&self, now: Timestamp, order: &'o Order) -> Listing<'o> {
        let (sources, condition) = (self.sources(), self.condition(now));
        Listing { table: "delivery", sources, overlap: false, condition, order }
    }
}

/// That an endpoint, by its row in this column, is of a status.
fn with_endpoint(column: &str, status: WebhookEndpointStatus) -> String {
    format!("+{column} IN (SELECT seq FROM webhook_endpoint WHERE status = '{status}')")
}

/// The rows of what could be claimed at this time, as [`Store::deliveries_due`](crate::Store)
/// counts them: of an endpoint that did not answer only the one that finds out whether it does.
fn due_rows(now: &str) -> String {
    format!(
        "SELECT waiting.seq FROM webhook_endpoint AS ready INDEXED BY webhook_endpoint_active
            CROSS JOIN delivery AS waiting INDEXED BY delivery_due ON waiting.endpoint = ready.seq
        WHERE ready.status = 'active' AND ready.retry_at <= {now}
            AND waiting.status = 'pending' AND waiting.next_at <= {now}
            AND (ready.unanswered = 0 OR waiting.seq = (
                SELECT seq FROM delivery INDEXED BY delivery_due
                WHERE endpoint = ready.seq AND status = 'pending' ORDER BY next_at, seq LIMIT 1))"
    )
}

/// That a delivery was made within these seconds. They are made in the order of time, so a time is
/// a place among them.
fn made_within(condition: &mut Condition, (first, last): (Option<i64>, Option<i64>)) -> String {
    let mut place = |seconds: i64| {
        let seconds = condition.value(seconds);
        format!(
            "coalesce((SELECT made.seq FROM delivery AS made INDEXED BY delivery_by_creation
                WHERE made.created_at >= {seconds} ORDER BY made.created_at, made.seq LIMIT 1),
                9223372036854775807)"
        )
    };
    let from = first.map(|first| format!("delivery.seq >= {}", place(first)));
    let until = last.and_then(|last| last.checked_add(1));
    let until = until.map(|next| format!("delivery.seq < {}", place(next)));
    let bounds: Vec<_> = from.into_iter().chain(until).collect();
    if bounds.is_empty() { "TRUE".to_owned() } else { bounds.join(" AND ") }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &DeliveryFilter,
    page: &PageRequest,
) -> Result<Page<Delivery>> {
    filter::check(filter)?;
    let order = filter.order();
    let window = page.resolve_in(&order)?;
    let listing = filter.listing(transaction.now(), &order);
    let counted = || filter.is_counted().then(|| total_from_counters(transaction, filter));
    let total = window.total(|| counted().transpose(), || listing.total(transaction))?;
    let rows = listing.rows(transaction, &window, total, (COLUMNS, JOINS), |columns| {
        read_row(columns, transaction.now()).map(|stored| (stored.row, stored.delivery))
    })?;
    Ok(window.into_page_in(&order, rows, total))
}

/// A total in as many reads as there are endpoints and statuses, however long the list.
fn total_from_counters(transaction: &ReadTransaction<'_>, filter: &DeliveryFilter) -> Result<i64> {
    let mut condition = Condition::default();
    condition.equals("scope", ":scope", "delivery_of_endpoint");
    filter.endpoint.refer(&mut condition, "owner", "webhook_endpoint");
    filter.endpoint_status.hold(&mut condition, |status, _| with_endpoint("owner", *status));
    let words: Vec<_> =
        filter.status.allowed().iter().map(|status| format!("'{status}'")).collect();
    condition.holds(format!("status IN ({})", words.join(", ")));
    let sql = format!("SELECT coalesce(sum(count), 0) FROM counter WHERE {}", condition.sql());
    transaction.number(&sql, &*condition.parameters())
}

/// The next rows that a replay takes, the oldest first, `(after, up to and with, at the most)`:
/// those that hold, of endpoints that were not removed.
pub(super) fn replayable(
    transaction: &ReadTransaction<'_>,
    filter: &DeliveryFilter,
    bounds: (i64, i64, i64),
) -> Result<Vec<i64>> {
    filter::check(filter)?;
    let order = Order::newest_first();
    let listing = filter.replayed(transaction.now(), &order);
    listing.stretch(transaction, bounds, ("delivery.seq", ""), |columns| columns.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    /// How SQLite means to find the rows of a page.
    fn plan_of(text: &str, page: &PageRequest) -> String {
        let filter = DeliveryFilter::parse(text).unwrap();
        let store = Store::in_memory().unwrap();
        let order = filter.order();
        let plan = store.read(|transaction| {
            let listing = filter.listing(transaction.now(), &order);
            listing.plan(transaction, &page.resolve_in(&order)?)
        });
        plan.unwrap()
    }

    #[test]
    fn a_replay_goes_on_where_its_last_step_ended() {
        let endpoint = format!("endpoint:whe_{}", "0".repeat(32));
        let store = Store::in_memory().unwrap();
        for text in ["created:24h", "type:payment.created", "status:abandoned", &endpoint] {
            let filter = DeliveryFilter::parse(text).unwrap();
            let order = Order::newest_first();
            let plan = store.read(|transaction| {
                let listing = filter.replayed(transaction.now(), &order);
                let sql = listing.stretch_sql(("delivery.seq", ""));
                let mut parameters = listing.condition.parameters();
                let step: [(&str, &dyn rusqlite::ToSql); 3] =
                    [(":after", &1), (":last", &9), (":limit", &1)];
                parameters.extend(step);
                plan(transaction, &sql, &*parameters)
            });
            let plan = plan.unwrap();
            assert!(plan.contains("rowid>? AND rowid<?"), "{text}: {plan}");
            let (steps, _) = plan.split_once("SCAN stretch").unwrap();
            assert!(!steps.contains("TEMP B-TREE"), "{text}: {plan}");
        }
    }

    #[test]
    fn every_filter_is_served_by_an_index_in_the_order_of_the_list() {
        let endpoint = format!("endpoint:whe_{}", "0".repeat(32));
        let pair = |text: &str| format!("{endpoint} {text}");
        for (text, found_by) in [
            (String::new(), "SEARCH delivery USING INTEGER PRIMARY KEY (rowid<?)"),
            ("status:pending".to_owned(), "INDEX delivery_by_status (status=? AND rowid<?)"),
            ("-status:delivered".to_owned(), "INDEX delivery_by_status (status=? AND rowid<?)"),
            (
                pair("status:pending"),
                "INDEX delivery_by_endpoint_status (endpoint=? AND status=? AND rowid<?)",
            ),
            (pair(""), "INDEX delivery_by_endpoint_status (endpoint=? AND status=? AND rowid<?)"),
            (
                "type:payment.created status:pending".to_owned(),
                "INDEX delivery_by_type (type=? AND rowid<?)",
            ),
            (
                "created:24h".to_owned(),
                "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
            ),
            (
                "created:2026-04-01.. status:pending".to_owned(),
                "INDEX delivery_by_status (status=? AND rowid>? AND rowid<?)",
            ),
        ] {
            // From its end a list is read by the same index the other way, from where the time
            // begins.
            let backward = match text.as_str() {
                "created:24h" => found_by.to_owned(),
                _ => found_by.replace("rowid>? AND rowid<?", "rowid>?").replace('<', ">"),
            };
            for (page, found_by) in
                [(PageRequest::first(), found_by), (PageRequest::last(), &backward)]
            {
                let plan = plan_of(&text, &page);
                assert!(plan.contains(found_by), "{text}: {plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{text}: {plan}");
                assert!(!plan.contains("SCAN delivery"), "{text}: {plan}");
            }
        }
        // A record has few events, so theirs may be sorted.
        let plan = plan_of(&pair("object_id:x status:pending"), &PageRequest::first());
        assert!(plan.contains("INDEX delivery_by_event (event=? AND endpoint=?"), "{plan}");
        assert!(plan.contains("INDEX event_by_object (object_id=?)"), "{plan}");
        for (text, found_by) in [
            (
                "due:yes",
                "SEARCH waiting USING COVERING INDEX delivery_due (endpoint=? AND next_at<?)",
            ),
            (
                "status:abandoned -endpoint_status:deleted",
                "INDEX delivery_by_status (status=? AND rowid<?)",
            ),
            ("event:5", "INDEX delivery_by_event (event>? AND event<?)"),
            ("event:5..", "INDEX delivery_by_event (event>?)"),
        ] {
            let plan = plan_of(text, &PageRequest::first());
            assert!(plan.contains(found_by), "{text}: {plan}");
        }
    }
}
