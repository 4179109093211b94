//! Webhook endpoints in exports: without their secrets, and without how deliveries to them go,
//! which is the file's own. One that is put back gets a new secret; its receiver must be told.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::Result;
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::WebhookEndpointId;
use crate::value::text;
use crate::value::time::Timestamp;
use crate::webhook::endpoint::{
    COLUMNS, JOINS, WebhookEndpoint, WebhookEndpointStatus, load_ever, read_row, to_json,
};
use crate::webhook::input::{check_status, check_url, once_each, read_event_types};
use crate::webhook::secret;

/// A webhook endpoint, as far as it is what its owner set.
#[derive(Serialize)]
pub(crate) struct WebhookEndpointRecord {
    id: WebhookEndpointId,
    url: String,
    description: Option<String>,
    event_types: Option<Vec<String>>,
    status: WebhookEndpointStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

impl WebhookEndpointRecord {
    fn of(endpoint: WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url,
            description: endpoint.description,
            event_types: endpoint.event_types,
            status: endpoint.status,
            created_at: endpoint.created_at,
            updated_at: endpoint.updated_at,
            version: endpoint.version,
        }
    }
}

impl Transfer for WebhookEndpointRecord {
    type Filter = ();

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        (): &(),
    ) -> Result<Vec<(i64, Self)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM webhook_endpoint {JOINS}
            WHERE webhook_endpoint.status IN ('active', 'disabled')
                AND webhook_endpoint.seq > :after AND webhook_endpoint.seq <= :last
            ORDER BY webhook_endpoint.seq LIMIT :limit"
        );
        let bounds = named_params! {
            ":after": stretch.after,
            ":last": stretch.last,
            ":limit": stretch.limit,
        };
        transaction.all(&sql, bounds, |columns| {
            read_row(columns).map(|endpoint| (endpoint.row, Self::of(endpoint.record)))
        })
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let inserted = transaction.change(
            "INSERT INTO webhook_endpoint (id, url, description, event_types, status, unanswered,
                retry_at, turn, created_at, updated_at, version)
            VALUES (:id, :url, :description, :event_types, :status, 0, 0, 0, :created_at,
                :updated_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":url": self.url,
                ":description": self.description,
                ":event_types": to_json(self.event_types.as_deref())?,
                ":status": self.status.as_str(),
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            let row = transaction.last_inserted();
            secret::put_in_force(transaction, row, &secret::generate()?)?;
            return Ok(Restored::Created);
        }
        let stored = Self::of(load_ever(transaction, self.id)?.record);
        record::settle("webhook endpoint", self.id, &stored, &self)
    }
}

fn read(body: &mut Body) -> Option<WebhookEndpointRecord> {
    let id = body.required_with("id", WebhookEndpointId::parse);
    let url = body.required_with("url", check_url);
    let description = body.text_with("description", text::description);
    let event_types = body.json_with("event_types", read_event_types);
    let status = body
        .required_with("status", |text| WebhookEndpointStatus::check(text).and_then(check_status));
    let stamps = record::take_stamps(body)?;
    Some(WebhookEndpointRecord {
        id: id?,
        url: url?,
        description,
        event_types: event_types.as_deref().map(once_each),
        status: status?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    })
}
