//! Fan-out: the deliveries that an event makes, in the transaction that writes it.
//!
//! An endpoint wants every type of event, or those of a list: exact types (`payment.completed`)
//! and whole objects (`payment.*`). Which texts may stand in the list is `webhook.rs`'s matter.

use rusqlite::named_params;

use crate::error::Result;
use crate::store::log::LogEntry;
use crate::store::sqlite::{Columns, corrupt};
use crate::store::transaction::WriteTransaction;
use crate::value::id::{self, DeliveryId, WebhookEndpointId};

/// The object of events about endpoints themselves.
const ENDPOINT: &str = "webhook_endpoint";

/// An endpoint that is active.
struct Subscriber {
    row: i64,
    id: WebhookEndpointId,
    /// None: every type.
    event_types: Option<Vec<String>>,
}

impl Subscriber {
    fn read(columns: &mut Columns<'_, '_>) -> Result<Self> {
        let (row, id) = (columns.next()?, columns.next()?);
        let json: Option<String> = columns.next()?;
        let event_types = json.map(|json| parse_event_types(&json)).transpose()?;
        Ok(Self { row, id, event_types })
    }

    /// Whether the event is for it. Of itself an endpoint is told nothing: it would hear of its
    /// own removal, and of each time it was disabled for not listening.
    fn wants(&self, entry: &LogEntry<'_>) -> bool {
        let is_itself = entry.object == ENDPOINT && entry.object_id == self.id.to_string();
        let covers = |pattern: &String| covers(pattern, entry.kind);
        !is_itself && self.event_types.as_ref().is_none_or(|types| types.iter().any(covers))
    }
}

/// Whether a pattern, `payment.completed` or `payment.*`, covers a type of event.
pub(crate) fn covers(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix(".*") {
        Some(object) => kind.split_once('.').is_some_and(|(known, _)| known == object),
        None => pattern == kind,
    }
}

/// The list of patterns as a row has it.
pub(crate) fn parse_event_types(json: &str) -> Result<Vec<String>> {
    serde_json::from_str(json)
        .map_err(|error| corrupt(format!("an endpoint's event types cannot be read: {error}")))
}

impl WriteTransaction<'_> {
    /// Queues the event of this sequence for every active endpoint that wants it.
    pub(super) fn fan_out(&self, event: i64, entry: &LogEntry<'_>) -> Result<()> {
        let subscribers = self.all(
            "SELECT seq, id, event_types FROM webhook_endpoint INDEXED BY webhook_endpoint_active
            WHERE status = 'active'",
            [],
            Subscriber::read,
        )?;
        for subscriber in subscribers.iter().filter(|subscriber| subscriber.wants(entry)) {
            self.queue_delivery(subscriber.row, Some(event), entry.kind)?;
        }
        Ok(())
    }

    /// Makes a delivery that is due now; without an event it is a test.
    pub(crate) fn queue_delivery(
        &self,
        endpoint: i64,
        event: Option<i64>,
        kind: &str,
    ) -> Result<DeliveryId> {
        let id = DeliveryId::from_uuid(id::mint(self.clock()));
        self.insert(
            "INSERT INTO delivery (id, endpoint, event, type, status, attempts, answered_failures,
                unanswered, claimed, next_at, queued_at, created_at, updated_at)
            VALUES (:id, :endpoint, :event, :type, 'pending', 0, 0, 0, 0, :now, :now, :now, :now)",
            named_params! {
                ":id": id,
                ":endpoint": endpoint,
                ":event": event,
                ":type": kind,
                ":now": self.now(),
            },
        )?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_pattern_covers_its_type_or_all_of_its_object() {
        for (pattern, kind, expected) in [
            ("payment.created", "payment.created", true),
            ("payment.created", "payment.updated", false),
            ("payment.*", "payment.created", true),
            ("client.*", "client_link.linked", false),
            ("client_link.*", "client_link.linked", true),
            ("*", "payment.created", false),
            (".*", "payment.created", false),
        ] {
            assert_eq!(covers(pattern, kind), expected, "{pattern} {kind}");
        }
    }
}
