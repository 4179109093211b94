//! API keys: what opens payments and customers, of one client or of the store itself.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope::API_KEY_PREFIX;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::query::Condition;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{self, ApiKeyId, ClientId};
use crate::value::page::{Page, PageRequest};
use crate::value::secret::{Secret, serialize_once};
use crate::value::text;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

word_enum! {
    /// Whether an API key is good.
    pub enum ApiKeyStatus ("status") {
        /// It is, unless its client has been revoked.
        Active = "active",
        /// It is refused, for good.
        Revoked = "revoked",
    }
}

/// What is known of an API key; the key itself is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiKey {
    /// Names it.
    pub id: ApiKeyId,
    /// Whose payments it opens; none: those of no client.
    pub client_id: Option<ClientId>,
    /// What it is for, 1 to 100 characters.
    pub name: Option<String>,
    /// Whether it is good.
    pub status: ApiKeyStatus,
    /// Its last four characters.
    pub key_hint: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// A new API key, shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiKeyWithSecret {
    /// What is known of it.
    #[serde(flatten)]
    pub api_key: ApiKey,
    /// The key, `key_…`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub key: Option<Secret>,
}

/// What it takes to create an API key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewApiKey {
    /// What it is for, 1 to 100 characters.
    pub name: Option<String>,
    /// Whose payments it opens; a client's own handle may leave it out.
    pub client_id: Option<ClientId>,
}

impl NewApiKey {
    /// A key for the payments of no client, or through a client's own handle for that client's.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A key for the payments of this client.
    #[must_use]
    pub fn of_client(client: ClientId) -> Self {
        Self { name: None, client_id: Some(client) }
    }

    /// The same key, named.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Reads `{"name": "…", "clientId": "…"}`, both optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let name = body.text_with("name", text::name);
        let client_id = body.text_with("client_id", ClientId::parse);
        body.finish()?;
        Ok(Self { name, client_id })
    }
}

impl Store {
    /// Creates an API key, which is shown this once.
    ///
    /// # Errors
    ///
    /// `validation` for the name; `not_found` for the client; `conflict / client_inactive` or
    /// `client_revoked`; `forbidden` for others than the owner and the client.
    pub fn create_api_key(&self, new: NewApiKey) -> Result<Outcome<ApiKeyWithSecret>> {
        let name = new.name.as_deref().map(text::name).transpose();
        let name = name.map_err(|invalid| invalid.at("name"))?;
        let client = new.client_id.clone();
        self.mutate("api_key.create", &new, move |transaction| {
            let client = client_of(transaction, client.as_ref())?;
            let id = ApiKeyId::from_uuid(id::mint(transaction.clock()));
            let key = Secret::generate(API_KEY_PREFIX)?;
            transaction.insert(
                "INSERT INTO api_key (id, client, name, status, key_hash, key_hint, created_at,
                    version)
                VALUES (:id, :client, :name, 'active', :hash, :hint, :now, 1)",
                named_params! {
                    ":id": id,
                    ":client": client,
                    ":name": name,
                    ":hash": key.hash(),
                    ":hint": key.hint(),
                    ":now": transaction.now(),
                },
            )?;
            let api_key = load(transaction, id)?;
            log(transaction, "api_key.created", &api_key, None)?;
            Ok(ApiKeyWithSecret { api_key, key: Some(key) })
        })
    }

    /// What is known of the API key of this id.
    ///
    /// # Errors
    ///
    /// `not_found` (also for another client's); `forbidden` to orchestrators and API keys.
    pub fn api_key(&self, id: ApiKeyId) -> Result<ApiKey> {
        self.read(|transaction| load_own(transaction, id))
    }

    /// A page of API keys, newest first: of this client, or without one of everybody.
    ///
    /// # Errors
    ///
    /// `validation` for the page; `not_found` for the client; `forbidden` for others than the
    /// owner and the client.
    pub fn list_api_keys(
        &self,
        client: Option<&ClientId>,
        page: &PageRequest,
    ) -> Result<Page<ApiKey>> {
        let window = page.resolve()?;
        self.read(|transaction| {
            let mut condition = Condition::default();
            if !transaction.is_owner() || client.is_some() {
                let client = transaction.client(client)?.row;
                condition.equals("api_key.client", ":client", client);
            }
            transaction.page(
                "SELECT api_key.seq, api_key.id, client.id, api_key.name, api_key.status,
                    key_hint, api_key.created_at, revoked_at, api_key.version
                FROM api_key LEFT JOIN client ON client.seq = api_key.client",
                "api_key",
                &condition,
                window,
                |columns| Ok((columns.next()?, read_row(columns)?)),
            )
        })
    }

    /// Revokes an API key for good.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / invalid_transition` if it is revoked;
    /// `conflict / version_changed`; `forbidden` for orchestrators and API keys.
    pub fn revoke_api_key(&self, id: ApiKeyId) -> Result<Outcome<ApiKey>> {
        self.mutate("api_key.revoke", &id, move |transaction| {
            let before = load_own(transaction, id)?;
            if before.status == ApiKeyStatus::Revoked {
                return Err(Error::conflict("invalid_transition", "the API key is revoked")
                    .with_current_status(before.status.as_str()));
            }
            transaction.check_version("API key", before.version)?;
            transaction.change_one(
                "UPDATE api_key SET status = 'revoked', revoked_at = :now, version = version + 1
                WHERE id = :id",
                named_params! { ":id": id, ":now": transaction.now() },
            )?;
            let api_key = load(transaction, id)?;
            log(transaction, "api_key.revoked", &api_key, Some(before.status))?;
            Ok(api_key)
        })
    }
}

/// The client that a new key is for, which must be active.
fn client_of(transaction: &ReadTransaction<'_>, named: Option<&ClientId>) -> Result<Option<i64>> {
    if transaction.is_owner() && named.is_none() {
        return Ok(None);
    }
    let client = transaction.client(named)?;
    client.require_active()?;
    Ok(Some(client.row))
}

/// The key, if it is the caller's to see and to revoke.
fn load_own(transaction: &ReadTransaction<'_>, id: ApiKeyId) -> Result<ApiKey> {
    match &transaction.caller().principal {
        Principal::Owner => load(transaction, id),
        Principal::Client(own) => {
            let key = load(transaction, id)?;
            let is_own = key.client_id.as_ref() == Some(&own.id);
            if is_own { Ok(key) } else { Err(Error::not_found("API key", id)) }
        }
        // Before anything is looked up: the answer must not tell whether there is such a key.
        _ => Err(Error::forbidden("this is the owner's or the client's to do")),
    }
}

fn load(transaction: &ReadTransaction<'_>, id: ApiKeyId) -> Result<ApiKey> {
    let found = transaction.one(
        "SELECT api_key.id, client.id, api_key.name, api_key.status, key_hint,
            api_key.created_at, revoked_at, api_key.version
        FROM api_key LEFT JOIN client ON client.seq = api_key.client
        WHERE api_key.id = :id",
        named_params! { ":id": id },
        read_row,
    )?;
    found.ok_or_else(|| Error::not_found("API key", id))
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<ApiKey> {
    Ok(ApiKey {
        id: columns.next()?,
        client_id: columns.next()?,
        name: columns.next()?,
        status: columns.next_with(ApiKeyStatus::parse)?,
        key_hint: columns.next()?,
        created_at: columns.next()?,
        revoked_at: columns.next()?,
        version: columns.next()?,
    })
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    key: &ApiKey,
    previous: Option<ApiKeyStatus>,
) -> Result<()> {
    let previous = previous.map(ApiKeyStatus::as_str);
    event::record(transaction, kind, key.id, key.version, previous, key)
}

impl Replay for ApiKey {
    type Reference = ApiKeyId;

    fn reference(&self) -> ApiKeyId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: ApiKeyId) -> Result<Self> {
        load(transaction, id)
    }
}

impl Replay for ApiKeyWithSecret {
    type Reference = ApiKeyId;

    fn reference(&self) -> ApiKeyId {
        self.api_key.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: ApiKeyId) -> Result<Self> {
        Ok(Self { api_key: load(transaction, id)?, key: None })
    }

    fn forget_secrets(&mut self) {
        self.key = None;
    }
}
