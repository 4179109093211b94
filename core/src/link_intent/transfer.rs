//! Link intents in exports: as reads give them, without the hint of their token. Nobody can
//! redeem one that was put back open: its token stayed behind.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Invalid, Result};
use crate::filter;
use crate::link_intent::{LinkIntentFilter, LinkIntentStatus, list};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::query::Listing;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, LinkIntentId, OrchestratorId};
use crate::value::page::Order;
use crate::value::secret::SecretHash;
use crate::value::text;
use crate::value::time::Timestamp;

/// A link intent without anything of its token.
#[derive(Serialize)]
pub(crate) struct LinkIntentRecord {
    id: LinkIntentId,
    orchestrator_id: OrchestratorId,
    client_id_name: String,
    status: LinkIntentStatus,
    client_id: Option<ClientId>,
    created_at: Timestamp,
    expires_at: Timestamp,
    used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    version: i64,
}

impl LinkIntentRecord {
    /// As it was before it made its client, which the export knows nothing of yet.
    fn before_its_use(mut self) -> Self {
        self.status = LinkIntentStatus::Open;
        self.client_id = None;
        self.used_at = None;
        self.version = self.version.saturating_sub(1);
        self
    }
}

impl Transfer for LinkIntentRecord {
    type Filter = LinkIntentFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &LinkIntentFilter,
    ) -> Result<Vec<(i64, Self)>> {
        filter::check(filter)?;
        let order = Order::newest_first();
        Listing::of("link_intent", list::condition(transaction, filter)?, &order).stretch(
            transaction,
            stretch.bounds(),
            (
                "link_intent.seq, coalesce(link_intent.client, 0), link_intent.id,
                orchestrator.id, client_name, link_intent.status, client.id,
                link_intent.created_at, expires_at, used_at, revoked_at, link_intent.version",
                "JOIN orchestrator ON orchestrator.seq = link_intent.orchestrator
                LEFT JOIN client ON client.seq = link_intent.client",
            ),
            |columns| {
                let (seq, client): (i64, i64) = (columns.next()?, columns.next()?);
                let mut intent = read_row(columns)?;
                if client > stretch.last_client {
                    intent = intent.before_its_use();
                }
                let now = intent.status.at(transaction.now(), intent.expires_at);
                intent.status = stretch.statuses.choose(intent.status, now);
                Ok((seq, intent))
            },
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let orchestrator = transaction.orchestrator(Some(self.orchestrator_id))?.row;
        let client = self.client_id.as_ref().map(|id| transaction.find_client(id)).transpose()?;
        let inserted = transaction.change(
            "INSERT INTO link_intent (id, orchestrator, client_name, token_hash, token_hint,
                status, client, created_at, expires_at, used_at, revoked_at, version)
            VALUES (:id, :orchestrator, :name, :hash, '', :status, :client, :created_at,
                :expires_at, :used_at, :revoked_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":orchestrator": orchestrator,
                ":name": self.client_id_name,
                ":hash": SecretHash::of_no_secret()?,
                ":status": self.status.as_str(),
                ":client": client.map(|client| client.row),
                ":created_at": self.created_at,
                ":expires_at": self.expires_at,
                ":used_at": self.used_at,
                ":revoked_at": self.revoked_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        record::settle("link intent", self.id, &load(transaction, self.id)?, &self)
    }
}

fn load(transaction: &ReadTransaction<'_>, id: LinkIntentId) -> Result<LinkIntentRecord> {
    let found = transaction.one(
        "SELECT link_intent.id, orchestrator.id, client_name, link_intent.status, client.id,
            link_intent.created_at, expires_at, used_at, revoked_at, link_intent.version
        FROM link_intent
            JOIN orchestrator ON orchestrator.seq = link_intent.orchestrator
            LEFT JOIN client ON client.seq = link_intent.client
        WHERE link_intent.id = :id",
        named_params! { ":id": id },
        read_row,
    )?;
    found.ok_or_else(|| Error::not_found("link intent", id))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<LinkIntentRecord> {
    Ok(LinkIntentRecord {
        id: columns.next()?,
        orchestrator_id: columns.next()?,
        client_id_name: columns.next()?,
        status: columns.next_with(LinkIntentStatus::parse)?,
        client_id: columns.next()?,
        created_at: columns.next()?,
        expires_at: columns.next()?,
        used_at: columns.next()?,
        revoked_at: columns.next()?,
        version: columns.next()?,
    })
}

/// That an intent has expired is read off `expires_at`, never kept.
fn kept_status(text: &str) -> Result<LinkIntentStatus, Invalid> {
    match LinkIntentStatus::check(text)? {
        LinkIntentStatus::Expired => {
            Err(Invalid::new("is none of open, used, revoked: expiry shows in expires_at"))
        }
        status => Ok(status),
    }
}

fn read(body: &mut Body) -> Option<LinkIntentRecord> {
    let id = body.required_with("id", LinkIntentId::parse);
    let orchestrator_id = body.required_with("orchestrator_id", OrchestratorId::parse);
    let client_id_name = body.required_with("client_id_name", text::name);
    let status = body.required_with("status", kept_status);
    let client_id = body.text_with("client_id", ClientId::parse);
    let created_at = body.required_with("created_at", Timestamp::parse);
    let expires_at = body.required_with("expires_at", Timestamp::parse);
    let used_at = body.text_with("used_at", Timestamp::parse);
    let revoked_at = body.text_with("revoked_at", Timestamp::parse);
    let (used, revoked) =
        (status == Some(LinkIntentStatus::Used), status == Some(LinkIntentStatus::Revoked));
    record::go_together(body, "client_id", client_id.is_some(), "status is used", used);
    record::go_together(body, "used_at", used_at.is_some(), "status is used", used);
    record::go_together(body, "revoked_at", revoked_at.is_some(), "status is revoked", revoked);
    record::not_before(body, "expires_at", expires_at, "created_at", created_at);
    record::not_before(body, "expires_at", expires_at, "used_at", used_at);
    let version = record::take_version(body);
    Some(LinkIntentRecord {
        id: id?,
        orchestrator_id: orchestrator_id?,
        client_id_name: client_id_name?,
        status: status?,
        client_id,
        created_at: created_at?,
        expires_at: expires_at?,
        used_at,
        revoked_at,
        version: version?,
    })
}
