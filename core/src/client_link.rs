//! Client links: which orchestrator's fees and branding apply to which client.
//!
//! A client is actively linked to one orchestrator at the most; the schema itself sees to that.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::client::ClientStatus;
use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope;
use crate::store::Store;
use crate::store::query::Condition;
use crate::store::sqlite::{Columns, corrupt};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{self, ClientId, ClientLinkId, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod transfer;

word_enum! {
    /// Whether a client link is in force.
    pub enum ClientLinkStatus ("status") {
        /// In force.
        Active = "active",
        /// Ended; kept for the history.
        Revoked = "revoked",
    }
}

/// A link between an orchestrator and a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClientLink {
    /// Names it.
    pub id: ClientLinkId,
    /// Whose fees and branding apply.
    pub orchestrator_id: OrchestratorId,
    /// To whom they apply.
    pub client_id: ClientId,
    /// Whether it is in force.
    pub status: ClientLinkStatus,
    /// When it was made.
    pub linked_at: Timestamp,
    /// When it ended.
    pub unlinked_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// Which client to link, and for the owner, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewClientLink {
    /// The client.
    pub client_id: ClientId,
    /// The orchestrator; an orchestrator's own handle may leave it out.
    pub orchestrator_id: Option<OrchestratorId>,
}

impl NewClientLink {
    /// Reads the seed's `{"clientId": "…"}`, with an optional `orchestratorId`.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let client_id = body.required_with("client_id", ClientId::parse);
        let orchestrator_id = body.text_with("orchestrator_id", OrchestratorId::parse);
        body.finish()?;
        let client_id = client_id.ok_or_else(|| Error::internal("a good client id is none"))?;
        Ok(Self { client_id, orchestrator_id })
    }
}

/// What linking gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Linking {
    /// The link.
    pub link: ClientLink,
    /// Whether the same orchestrator had linked the client before.
    pub already_linked: bool,
}

/// A client as the orchestrator that is linked to it lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkedClient {
    /// The client.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub status: ClientStatus,
    /// When it was linked.
    pub linked_at: Timestamp,
}

impl Store {
    /// Links a client to an orchestrator. Doing so again changes nothing and says so.
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / linked_elsewhere`, which does not say where;
    /// `conflict / client_revoked`; `forbidden` for clients and API keys.
    pub fn link_client(
        &self,
        orchestrator: Option<OrchestratorId>,
        client: &ClientId,
    ) -> Result<Outcome<Linking>> {
        let id = client.clone();
        self.mutate("client_link.link", &(orchestrator, &id.clone()), move |transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let client = transaction.find_client(&id)?;
            if client.status == ClientStatus::Revoked.as_str() {
                return Err(Error::conflict("client_revoked", "the client is revoked")
                    .with_current_status(client.status));
            }
            match find_active(transaction, client.row)? {
                Some(link) if link.orchestrator_id == orchestrator.id => {
                    Ok(Linking { link, already_linked: true })
                }
                Some(_) => Err(Error::conflict(
                    "linked_elsewhere",
                    "the client is linked to another orchestrator",
                )),
                None => {
                    let link = insert(transaction, orchestrator, client.row)?;
                    Ok(Linking { link, already_linked: false })
                }
            }
        })
    }

    /// Ends the link between an orchestrator and a client; the client goes on working, without
    /// the orchestrator's fees and branding, and anyone may link it again.
    ///
    /// # Errors
    ///
    /// `not_found` if the client is not linked to this orchestrator; `conflict / version_changed`;
    /// `forbidden` for clients and API keys.
    pub fn unlink_client(
        &self,
        orchestrator: Option<OrchestratorId>,
        client: &ClientId,
    ) -> Result<Outcome<ClientLink>> {
        let id = client.clone();
        self.mutate("client_link.unlink", &(orchestrator, &id.clone()), move |transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let client = transaction.linked_client(orchestrator.row, &id)?;
            if let Some(link) = find_active(transaction, client.row)? {
                transaction.check_version("client link", link.version)?;
            }
            let ended = end_active(transaction, client.row)?;
            ended.ok_or_else(|| Error::internal("a link in force could not be ended"))
        })
    }

    /// A client's link in force; `None` if it is not linked.
    ///
    /// # Errors
    ///
    /// * `not_found`: the client; for an orchestrator, also one that is not linked to it.
    /// * `forbidden`: another client's, for clients and API keys.
    pub fn client_link(&self, client: &ClientId) -> Result<Option<ClientLink>> {
        self.read(|transaction| {
            let client = transaction.client_in_sight(client)?;
            find_active(transaction, client.row)
        })
    }

    /// A page of the clients that are linked to an orchestrator, newest link first.
    ///
    /// # Errors
    ///
    /// `validation` for the page; `not_found`; `forbidden` for clients and API keys.
    pub fn list_linked_clients(
        &self,
        orchestrator: Option<OrchestratorId>,
        page: &PageRequest,
    ) -> Result<Page<LinkedClient>> {
        let window = page.resolve()?;
        self.read(|transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let mut condition = Condition::default();
            condition.equals("client_link.orchestrator", ":orchestrator", orchestrator.row);
            condition.holds("client_link.status = 'active'");
            transaction.page(
                "SELECT client_link.seq, client.id, client.name, client.status, linked_at
                FROM client_link JOIN client ON client.seq = client_link.client",
                "client_link",
                &condition,
                window,
                |columns| Ok((columns.next()?, read_linked(columns)?)),
            )
        })
    }
}

/// Links a client that has no active link.
pub(crate) fn insert(
    transaction: &WriteTransaction<'_>,
    orchestrator: scope::Orchestrator,
    client: i64,
) -> Result<ClientLink> {
    let id = ClientLinkId::from_uuid(id::mint(transaction.clock()));
    transaction.insert(
        "INSERT INTO client_link (id, orchestrator, client, status, linked_at, version)
        VALUES (:id, :orchestrator, :client, 'active', :now, 1)",
        named_params! {
            ":id": id,
            ":orchestrator": orchestrator.row,
            ":client": client,
            ":now": transaction.now(),
        },
    )?;
    let link = load(transaction, id)?;
    log(transaction, "client_link.linked", &link, None)?;
    Ok(link)
}

/// Ends the client's active link, if it has one.
pub(crate) fn end_active(
    transaction: &WriteTransaction<'_>,
    client: i64,
) -> Result<Option<ClientLink>> {
    let Some(before) = find_active(transaction, client)? else { return Ok(None) };
    transaction.change_one(
        "UPDATE client_link SET status = 'revoked', unlinked_at = :now, version = version + 1
        WHERE id = :id AND status = 'active'",
        named_params! { ":id": before.id, ":now": transaction.now() },
    )?;
    let link = load(transaction, before.id)?;
    log(transaction, "client_link.unlinked", &link, Some(before.status))?;
    Ok(Some(link))
}

pub(crate) fn find_active(
    transaction: &ReadTransaction<'_>,
    client: i64,
) -> Result<Option<ClientLink>> {
    transaction.one(
        "SELECT client_link.id, orchestrator.id, client.id, client_link.status, linked_at,
            unlinked_at, client_link.version
        FROM client_link
            JOIN orchestrator ON orchestrator.seq = client_link.orchestrator
            JOIN client ON client.seq = client_link.client
        WHERE client_link.client = :client AND client_link.status = 'active'",
        named_params! { ":client": client },
        read_row,
    )
}

pub(crate) fn load(transaction: &ReadTransaction<'_>, id: ClientLinkId) -> Result<ClientLink> {
    let found = transaction.one(
        "SELECT client_link.id, orchestrator.id, client.id, client_link.status, linked_at,
            unlinked_at, client_link.version
        FROM client_link
            JOIN orchestrator ON orchestrator.seq = client_link.orchestrator
            JOIN client ON client.seq = client_link.client
        WHERE client_link.id = :id",
        named_params! { ":id": id },
        read_row,
    )?;
    found.ok_or_else(|| corrupt(format!("the client link {id} is missing")))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<ClientLink> {
    Ok(ClientLink {
        id: columns.next()?,
        orchestrator_id: columns.next()?,
        client_id: columns.next()?,
        status: columns.next_with(ClientLinkStatus::parse)?,
        linked_at: columns.next()?,
        unlinked_at: columns.next()?,
        version: columns.next()?,
    })
}

fn read_linked(columns: &mut Columns<'_, '_>) -> Result<LinkedClient> {
    Ok(LinkedClient {
        client_id: columns.next()?,
        name: columns.next()?,
        status: columns.next_with(ClientStatus::parse)?,
        linked_at: columns.next()?,
    })
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    link: &ClientLink,
    previous: Option<ClientLinkStatus>,
) -> Result<()> {
    let previous = previous.map(ClientLinkStatus::as_str);
    event::record(transaction, kind, link.id, link.version, previous, link)
}

/// What finds a linking again.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LinkingReference {
    link: ClientLinkId,
    already_linked: bool,
}

impl Replay for Linking {
    type Reference = LinkingReference;

    fn reference(&self) -> LinkingReference {
        LinkingReference { link: self.link.id, already_linked: self.already_linked }
    }

    fn replay(transaction: &ReadTransaction<'_>, kept: LinkingReference) -> Result<Self> {
        Ok(Self { link: load(transaction, kept.link)?, already_linked: kept.already_linked })
    }
}

impl Replay for ClientLink {
    type Reference = ClientLinkId;

    fn reference(&self) -> ClientLinkId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: ClientLinkId) -> Result<Self> {
        load(transaction, id)
    }
}
