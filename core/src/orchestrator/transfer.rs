//! Orchestrators in exports: as reads give them, without the hint of their key.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::Result;
use crate::filter;
use crate::orchestrator::{
    Orchestrator, OrchestratorFilter, OrchestratorStatus, list, load, read_row,
};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::query::Listing;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::OrchestratorId;
use crate::value::page::Order;
use crate::value::secret::SecretHash;
use crate::value::text;
use crate::value::time::Timestamp;

/// An orchestrator without anything of its credential.
#[derive(Serialize)]
pub(crate) struct OrchestratorRecord {
    id: OrchestratorId,
    name: String,
    status: OrchestratorStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

impl OrchestratorRecord {
    fn of(orchestrator: Orchestrator) -> Self {
        Self {
            id: orchestrator.id,
            name: orchestrator.name,
            status: orchestrator.status,
            created_at: orchestrator.created_at,
            updated_at: orchestrator.updated_at,
            version: orchestrator.version,
        }
    }
}

impl Transfer for OrchestratorRecord {
    type Filter = OrchestratorFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &OrchestratorFilter,
    ) -> Result<Vec<(i64, Self)>> {
        filter::check(filter)?;
        let order = Order::newest_first();
        Listing::of("orchestrator", list::condition(transaction, filter), &order).stretch(
            transaction,
            stretch.bounds(),
            ("orchestrator.seq, id, name, status, key_hint, created_at, updated_at, version", ""),
            |columns| Ok((columns.next()?, Self::of(read_row(columns)?))),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let inserted = transaction.change(
            "INSERT INTO orchestrator (id, name, status, key_hash, key_hint, created_at,
                updated_at, version)
            VALUES (:id, :name, :status, :hash, '', :created_at, :updated_at, :version)
            ON CONFLICT (id) DO NOTHING",
            named_params! {
                ":id": self.id,
                ":name": self.name,
                ":status": self.status.as_str(),
                ":hash": SecretHash::of_no_secret()?,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        if inserted == 1 {
            return Ok(Restored::Created);
        }
        let stored = Self::of(load(transaction, self.id)?);
        record::settle("orchestrator", self.id, &stored, &self)
    }
}

fn read(body: &mut Body) -> Option<OrchestratorRecord> {
    let id = body.required_with("id", OrchestratorId::parse);
    let name = body.required_with("name", text::name);
    let status = body.required_with("status", OrchestratorStatus::check);
    let stamps = record::take_stamps(body)?;
    Some(OrchestratorRecord {
        id: id?,
        name: name?,
        status: status?,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    })
}
