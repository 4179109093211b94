//! Client links in exports: those in force and those that have ended.

use rusqlite::named_params;

use crate::client::ClientStatus;
use crate::client_link::{ClientLink, ClientLinkStatus, find_active, load, read_row};
use crate::error::{Error, Result};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::scope::Client;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, ClientLinkId, OrchestratorId};
use crate::value::time::Timestamp;

impl Transfer for ClientLink {
    type Filter = ();

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        (): &(),
    ) -> Result<Vec<(i64, Self)>> {
        transaction.all(
            "SELECT client_link.seq, client_link.id, orchestrator.id, client.id,
                client_link.status, linked_at, unlinked_at, client_link.version
            FROM client_link
                JOIN orchestrator ON orchestrator.seq = client_link.orchestrator
                JOIN client ON client.seq = client_link.client
            WHERE client_link.seq > :after AND client_link.seq <= :last
            ORDER BY client_link.seq LIMIT :limit",
            named_params! {
                ":after": stretch.after,
                ":last": stretch.last,
                ":limit": stretch.limit,
            },
            |columns| Ok((columns.next()?, read_row(columns)?)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let orchestrator = transaction.orchestrator(Some(self.orchestrator_id))?.row;
        let client = transaction.find_client(&self.client_id)?;
        if self.status == ClientLinkStatus::Active {
            require_free(transaction, &self, &client)?;
        }
        let inserted = transaction.change(
            "INSERT INTO client_link (id, orchestrator, client, status, linked_at, unlinked_at,
                version)
            VALUES (:id, :orchestrator, :client, :status, :linked_at, :unlinked_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":orchestrator": orchestrator,
                ":client": client.row,
                ":status": self.status.as_str(),
                ":linked_at": self.linked_at,
                ":unlinked_at": self.unlinked_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        record::settle("client link", self.id, &load(transaction, self.id)?, &self)
    }
}

/// Refuses a link in force to a client that cannot have it.
fn require_free(
    transaction: &ReadTransaction<'_>,
    link: &ClientLink,
    client: &Client,
) -> Result<()> {
    if client.status == ClientStatus::Revoked.as_str() {
        return Err(Error::conflict(
            "client_revoked",
            "the client is revoked: no link is in force",
        )
        .with_current_status(&client.status));
    }
    match find_active(transaction, client.row)? {
        Some(other) if other.id != link.id => {
            let message = format!("the client {} has another link in force", client.id);
            Err(Error::conflict("linked_elsewhere", message).with_existing_id(other.id))
        }
        _ => Ok(()),
    }
}

fn read(body: &mut Body) -> Option<ClientLink> {
    let id = body.required_with("id", ClientLinkId::parse);
    let orchestrator_id = body.required_with("orchestrator_id", OrchestratorId::parse);
    let client_id = body.required_with("client_id", ClientId::parse);
    let status = body.required_with("status", ClientLinkStatus::check);
    let linked_at = body.required_with("linked_at", Timestamp::parse);
    let unlinked_at = body.text_with("unlinked_at", Timestamp::parse);
    let ended = status == Some(ClientLinkStatus::Revoked);
    record::go_together(body, "unlinked_at", unlinked_at.is_some(), "status is revoked", ended);
    let version = record::take_version(body);
    Some(ClientLink {
        id: id?,
        orchestrator_id: orchestrator_id?,
        client_id: client_id?,
        status: status?,
        linked_at: linked_at?,
        unlinked_at,
        version: version?,
    })
}
