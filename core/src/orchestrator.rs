//! Orchestrators: who link clients, earn fees on their payments and lend them their branding.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope::ORCHESTRATOR_KEY_PREFIX;
use crate::store::Store;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{self, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::secret::{Secret, serialize_once};
use crate::value::text;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod list;
mod transfer;

pub use list::{OrchestratorFilter, OrchestratorSort};
pub(crate) use transfer::OrchestratorRecord;

word_enum! {
    /// Whether an orchestrator's key opens anything.
    pub enum OrchestratorStatus ("status") {
        /// Its key is good.
        Active = "active",
        /// Its key is refused; its links, fees and branding stay as they are.
        Disabled = "disabled",
    }
}

/// An orchestrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Orchestrator {
    /// Names it; set on creation.
    pub id: OrchestratorId,
    /// 1 to 100 characters.
    pub name: String,
    /// Whether its key is good.
    pub status: OrchestratorStatus,
    /// The last four characters of its key.
    pub key_hint: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

/// An orchestrator and its new key, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OrchestratorWithKey {
    /// The orchestrator.
    #[serde(flatten)]
    pub orchestrator: Orchestrator,
    /// Its key, `orc_…`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub key: Option<Secret>,
}

/// What it takes to create an orchestrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewOrchestrator {
    /// 1 to 100 characters.
    pub name: String,
}

impl NewOrchestrator {
    /// An orchestrator of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }

    /// Reads `{"name": "…"}`.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let name = body.required_text("name");
        body.finish()?;
        Ok(Self { name: name.unwrap_or_default() })
    }
}

impl Store {
    /// Creates an orchestrator and its key, which is shown this once.
    ///
    /// # Errors
    ///
    /// `validation` for the name; `forbidden` unless it is the owner's handle.
    pub fn create_orchestrator(
        &self,
        new: NewOrchestrator,
    ) -> Result<Outcome<OrchestratorWithKey>> {
        let name = text::name(&new.name).map_err(|invalid| invalid.at("name"))?;
        self.mutate("orchestrator.create", &new, move |transaction| {
            transaction.require_owner()?;
            let (id, key) = (
                OrchestratorId::from_uuid(id::mint(transaction.clock())),
                Secret::generate(ORCHESTRATOR_KEY_PREFIX)?,
            );
            transaction.insert(
                "INSERT INTO orchestrator (id, name, status, key_hash, key_hint, created_at,
                    updated_at, version)
                VALUES (:id, :name, 'active', :hash, :hint, :now, :now, 1)",
                named_params! {
                    ":id": id,
                    ":name": name,
                    ":hash": key.hash(),
                    ":hint": key.hint(),
                    ":now": transaction.now(),
                },
            )?;
            let orchestrator = load(transaction, id)?;
            log(transaction, "orchestrator.created", &orchestrator, None)?;
            Ok(OrchestratorWithKey { orchestrator, key: Some(key) })
        })
    }

    /// The orchestrator of this id.
    ///
    /// # Errors
    ///
    /// `not_found`; `forbidden` for others than the owner and the orchestrator itself.
    pub fn orchestrator(&self, id: OrchestratorId) -> Result<Orchestrator> {
        self.read(|transaction| {
            transaction.orchestrator(Some(id))?;
            load(transaction, id)
        })
    }

    /// A page of all orchestrators, newest first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` unless
    /// it is the owner's handle.
    pub fn list_orchestrators(
        &self,
        filter: &OrchestratorFilter,
        page: &PageRequest,
    ) -> Result<Page<Orchestrator>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }

    /// Gives an orchestrator a new key, shown this once; the old one is good for nothing.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn rotate_orchestrator_key(
        &self,
        id: OrchestratorId,
    ) -> Result<Outcome<OrchestratorWithKey>> {
        self.mutate("orchestrator.rotate_key", &id, move |transaction| {
            transaction.require_owner()?;
            let before = load(transaction, id)?;
            transaction.check_version("orchestrator", before.version)?;
            let key = Secret::generate(ORCHESTRATOR_KEY_PREFIX)?;
            transaction.change_one(
                "UPDATE orchestrator SET key_hash = :hash, key_hint = :hint, updated_at = :now,
                    version = version + 1
                WHERE id = :id",
                named_params! {
                    ":id": id,
                    ":hash": key.hash(),
                    ":hint": key.hint(),
                    ":now": transaction.now(),
                },
            )?;
            let orchestrator = load(transaction, id)?;
            log(transaction, "orchestrator.key_rotated", &orchestrator, None)?;
            Ok(OrchestratorWithKey { orchestrator, key: Some(key) })
        })
    }

    /// Disables an orchestrator: its key is refused until it is enabled again. What it has, links,
    /// fees and branding, stays and goes on applying.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn disable_orchestrator(&self, id: OrchestratorId) -> Result<Outcome<Orchestrator>> {
        self.mutate("orchestrator.disable", &id, move |transaction| {
            set_status(transaction, id, OrchestratorStatus::Disabled)
        })
    }

    /// Enables an orchestrator that was disabled.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn enable_orchestrator(&self, id: OrchestratorId) -> Result<Outcome<Orchestrator>> {
        self.mutate("orchestrator.enable", &id, move |transaction| {
            set_status(transaction, id, OrchestratorStatus::Active)
        })
    }
}

fn set_status(
    transaction: &WriteTransaction<'_>,
    id: OrchestratorId,
    status: OrchestratorStatus,
) -> Result<Orchestrator> {
    transaction.require_owner()?;
    let before = load(transaction, id)?;
    transaction.check_version("orchestrator", before.version)?;
    if before.status == status {
        return Ok(before);
    }
    transaction.change_one(
        "UPDATE orchestrator SET status = :status, updated_at = :now, version = version + 1
        WHERE id = :id",
        named_params! { ":id": id, ":status": status.as_str(), ":now": transaction.now() },
    )?;
    let orchestrator = load(transaction, id)?;
    log(transaction, "orchestrator.updated", &orchestrator, Some(before.status))?;
    Ok(orchestrator)
}

fn load(transaction: &ReadTransaction<'_>, id: OrchestratorId) -> Result<Orchestrator> {
    let found = transaction.one(
        "SELECT id, name, status, key_hint, created_at, updated_at, version
        FROM orchestrator WHERE id = :id",
        named_params! { ":id": id },
        read_row,
    )?;
    found.ok_or_else(|| Error::not_found("orchestrator", id))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Orchestrator> {
    Ok(Orchestrator {
        id: columns.next()?,
        name: columns.next()?,
        status: columns.next_with(OrchestratorStatus::parse)?,
        key_hint: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    })
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    orchestrator: &Orchestrator,
    previous: Option<OrchestratorStatus>,
) -> Result<()> {
    let previous = previous.map(OrchestratorStatus::as_str);
    event::record(transaction, kind, orchestrator.id, orchestrator.version, previous, orchestrator)
}

impl Replay for Orchestrator {
    type Reference = OrchestratorId;

    fn reference(&self) -> OrchestratorId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: OrchestratorId) -> Result<Self> {
        load(transaction, id)
    }
}

impl Replay for OrchestratorWithKey {
    type Reference = OrchestratorId;

    fn reference(&self) -> OrchestratorId {
        self.orchestrator.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: OrchestratorId) -> Result<Self> {
        Ok(Self { orchestrator: load(transaction, id)?, key: None })
    }

    fn forget_secrets(&mut self) {
        self.key = None;
    }
}
