//! Clients: the platforms that own payments and requests to link.

use rusqlite::named_params;
use serde::Serialize;

use crate::client_link;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope::CLIENT_SECRET_PREFIX;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::ClientId;
use crate::value::page::{Page, PageRequest};
use crate::value::secret::{Secret, serialize_once};
use crate::value::text;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod list;
mod transfer;

pub use list::{ClientFilter, ClientSort};

word_enum! {
    /// What a client may do.
    pub enum ClientStatus ("status") {
        /// Everything that is a client's.
        Active = "active",
        /// Read, but create nothing; its link stays.
        Inactive = "inactive",
        /// Nothing, for good: its secret and its API keys are refused.
        Revoked = "revoked",
    }
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Client {
    /// Names it: `cli_…`, or what its creator chose.
    pub client_id: ClientId,
    /// 1 to 100 characters.
    pub name: String,
    /// What it may do.
    pub status: ClientStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

/// A client and its new secret, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClientWithSecret {
    /// The client.
    #[serde(flatten)]
    pub client: Client,
    /// Its secret, `sec_…`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub client_secret: Option<Secret>,
}

/// What it takes to create a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewClient {
    /// 1 to 100 characters.
    pub name: String,
    /// An id of the caller's choice; otherwise one is minted.
    pub client_id: Option<ClientId>,
}

impl NewClient {
    /// A client of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), client_id: None }
    }

    /// The same client under an id of the caller's choice.
    #[must_use]
    pub fn with_id(mut self, id: ClientId) -> Self {
        self.client_id = Some(id);
        self
    }

    /// Reads `{"name": "…", "clientId": "…"}`; the id is optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let name = body.required_with("name", text::name);
        let client_id = body.text_with("client_id", ClientId::parse);
        body.finish()?;
        Ok(Self { name: name.unwrap_or_default(), client_id })
    }
}

/// What to change of a client; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClientUpdate {
    /// A new name.
    pub name: Option<String>,
    /// Active or inactive; [`Store::revoke_client`] revokes. The owner's to change.
    pub status: Option<ClientStatus>,
}

impl ClientUpdate {
    /// A change of the name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), status: None }
    }

    /// A change of the status.
    #[must_use]
    pub fn status(status: ClientStatus) -> Self {
        Self { name: None, status: Some(status) }
    }

    /// Reads `{"name": "…", "status": "…"}`, each of them optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let name = body.text_with("name", text::name);
        let status = body.text_with("status", ClientStatus::check);
        body.finish()?;
        Ok(Self { name, status })
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        if let Some(name) = &self.name {
            problems.take("name", text::name(name));
        }
        if self.status == Some(ClientStatus::Revoked) {
            problems.absorb(Error::invalid(
                "status",
                "invalid",
                "is not active or inactive; revoking is an operation of its own",
            ));
        }
        problems.finish()
    }
}

impl Store {
    /// Creates a client and its secret, which is shown this once.
    ///
    /// # Errors
    ///
    /// `validation` for the name; `conflict / id_exists`; `forbidden` unless it is the owner's
    /// handle.
    pub fn create_client(&self, new: NewClient) -> Result<Outcome<ClientWithSecret>> {
        let name = text::name(&new.name).map_err(|invalid| invalid.at("name"))?;
        let id = new.client_id.clone();
        self.mutate("client.create", &new, move |transaction| {
            transaction.require_owner()?;
            let (_, made) = insert(transaction, &name, id)?;
            Ok(made)
        })
    }

    /// The client of this id.
    ///
    /// # Errors
    ///
    /// `not_found` (also for a client outside the caller's scope); `forbidden` to an API key.
    pub fn client(&self, id: &ClientId) -> Result<Client> {
        self.read(|transaction| {
            check_sight(transaction, id)?;
            load(transaction, id)
        })
    }

    /// A page of all clients, newest first unless the filter sorts them.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` unless
    /// it is the owner's handle.
    pub fn list_clients(&self, filter: &ClientFilter, page: &PageRequest) -> Result<Page<Client>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }

    /// Renames a client, or makes it active or inactive. A client may rename itself.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found`; `conflict / invalid_transition` for a revoked client;
    /// `conflict / version_changed`; `forbidden` where it is not the caller's to change.
    pub fn update_client(&self, id: &ClientId, update: ClientUpdate) -> Result<Outcome<Client>> {
        update.check()?;
        let id = id.clone();
        self.mutate("client.update", &(&id.clone(), &update.clone()), move |transaction| {
            let before = load_own(transaction, &id)?;
            if update.status.is_some() {
                transaction.require_owner()?;
            }
            require_not_revoked(&before)?;
            transaction.check_version("client", before.version)?;
            let name = update.name.as_deref().map_or_else(|| before.name.clone(), trimmed);
            let status = update.status.unwrap_or(before.status);
            if (&name, status) == (&before.name, before.status) {
                return Ok(before);
            }
            store_change(transaction, &id, &name, status)?;
            let client = load(transaction, &id)?;
            let previous = (client.status != before.status).then_some(before.status);
            log(transaction, "client.updated", &client, previous)?;
            Ok(client)
        })
    }

    /// Gives a client a new secret, shown this once; the old one is good for nothing.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / invalid_transition` for a revoked client;
    /// `conflict / version_changed`; `forbidden` for others than the owner and the client.
    pub fn rotate_client_secret(&self, id: &ClientId) -> Result<Outcome<ClientWithSecret>> {
        let id = id.clone();
        self.mutate("client.rotate_secret", &id.clone(), move |transaction| {
            let before = load_own(transaction, &id)?;
            require_not_revoked(&before)?;
            transaction.check_version("client", before.version)?;
            let secret = Secret::generate(CLIENT_SECRET_PREFIX)?;
            transaction.change_one(
                "UPDATE client SET secret_hash = :hash, secret_hint = :hint, updated_at = :now,
                    version = version + 1
                WHERE id = :id",
                named_params! {
                    ":id": id,
                    ":hash": secret.hash(),
                    ":hint": secret.hint(),
                    ":now": transaction.now(),
                },
            )?;
            let client = load(transaction, &id)?;
            log(transaction, "client.secret_rotated", &client, None)?;
            Ok(ClientWithSecret { client, client_secret: Some(secret) })
        })
    }

    /// Revokes a client for good, and its active link with it.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / invalid_transition` if it is revoked;
    /// `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn revoke_client(&self, id: &ClientId) -> Result<Outcome<Client>> {
        let id = id.clone();
        self.mutate("client.revoke", &id.clone(), move |transaction| {
            transaction.require_owner()?;
            let before = load(transaction, &id)?;
            require_not_revoked(&before)?;
            transaction.check_version("client", before.version)?;
            let row = transaction.find_client(&id)?.row;
            client_link::end_active(transaction, row)?;
            store_change(transaction, &id, &before.name, ClientStatus::Revoked)?;
            let client = load(transaction, &id)?;
            log(transaction, "client.revoked", &client, Some(before.status))?;
            Ok(client)
        })
    }
}

/// Makes a client with its secret, and answers its row too.
pub(crate) fn insert(
    transaction: &WriteTransaction<'_>,
    name: &str,
    id: Option<ClientId>,
) -> Result<(i64, ClientWithSecret)> {
    let id = match id {
        Some(id) => {
            require_free(transaction, &id)?;
            id
        }
        None => ClientId::mint(transaction.clock()),
    };
    let secret = Secret::generate(CLIENT_SECRET_PREFIX)?;
    let row = transaction.insert(
        "INSERT INTO client (id, name, status, secret_hash, secret_hint, created_at, updated_at,
            version)
        VALUES (:id, :name, 'active', :hash, :hint, :now, :now, 1)",
        named_params! {
            ":id": id,
            ":name": name,
            ":hash": secret.hash(),
            ":hint": secret.hint(),
            ":now": transaction.now(),
        },
    )?;
    let client = load(transaction, &id)?;
    log(transaction, "client.created", &client, None)?;
    Ok((row, ClientWithSecret { client, client_secret: Some(secret) }))
}

fn require_free(transaction: &ReadTransaction<'_>, id: &ClientId) -> Result<()> {
    match transaction.find_client(id) {
        Ok(_) => Err(Error::id_exists("client", id)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn trimmed(name: &str) -> String {
    name.trim().to_owned()
}

fn require_not_revoked(client: &Client) -> Result<()> {
    if client.status == ClientStatus::Revoked {
        return Err(Error::conflict("invalid_transition", "the client is revoked, for good")
            .with_current_status(client.status.as_str()));
    }
    Ok(())
}

/// The client, if it is the caller's to change.
fn load_own(transaction: &ReadTransaction<'_>, id: &ClientId) -> Result<Client> {
    match &transaction.caller().principal {
        Principal::Owner => load(transaction, id),
        Principal::Client(own) if own.id == *id => load(transaction, id),
        Principal::Client(_) => Err(Error::not_found("client", id)),
        _ => Err(Error::forbidden("this is the owner's or the client's to do")),
    }
}

/// Refuses a caller to whom there is no such client.
fn check_sight(transaction: &ReadTransaction<'_>, id: &ClientId) -> Result<()> {
    match &transaction.caller().principal {
        Principal::Owner => Ok(()),
        Principal::Client(own) if own.id == *id => Ok(()),
        Principal::Client(_) => Err(Error::not_found("client", id)),
        Principal::Orchestrator(own) => transaction.linked_client(own.row, id).map(drop),
        Principal::ApiKey(_) => Err(Error::forbidden("an API key opens payments and customers")),
    }
}

fn store_change(
    transaction: &WriteTransaction<'_>,
    id: &ClientId,
    name: &str,
    status: ClientStatus,
) -> Result<()> {
    transaction.change_one(
        "UPDATE client SET name = :name, status = :status, updated_at = :now,
            version = version + 1
        WHERE id = :id",
        named_params! {
            ":id": id,
            ":name": name,
            ":status": status.as_str(),
            ":now": transaction.now(),
        },
    )
}

pub(crate) fn load(transaction: &ReadTransaction<'_>, id: &ClientId) -> Result<Client> {
    let found = transaction.one(
        "SELECT id, name, status, created_at, updated_at, version FROM client WHERE id = :id",
        named_params! { ":id": id },
        read_row,
    )?;
    found.ok_or_else(|| Error::not_found("client", id))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Client> {
    Ok(Client {
        client_id: columns.next()?,
        name: columns.next()?,
        status: columns.next_with(ClientStatus::parse)?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    })
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    client: &Client,
    previous: Option<ClientStatus>,
) -> Result<()> {
    let previous = previous.map(ClientStatus::as_str);
    event::record(transaction, kind, &client.client_id, client.version, previous, client)
}

impl Replay for Client {
    type Reference = ClientId;

    fn reference(&self) -> ClientId {
        self.client_id.clone()
    }

    fn replay(transaction: &ReadTransaction<'_>, id: ClientId) -> Result<Self> {
        load(transaction, &id)
    }
}

impl Replay for ClientWithSecret {
    type Reference = ClientId;

    fn reference(&self) -> ClientId {
        self.client.client_id.clone()
    }

    fn replay(transaction: &ReadTransaction<'_>, id: ClientId) -> Result<Self> {
        Ok(Self { client: load(transaction, &id)?, client_secret: None })
    }

    fn forget_secrets(&mut self) {
        self.client_secret = None;
    }
}
