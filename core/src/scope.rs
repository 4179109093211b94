//! Who may do what: credentials, and the narrower handles they open.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::store::Store;
use crate::store::caller::{ApiKeyPrincipal, ClientPrincipal, OrchestratorPrincipal, Principal};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::secret::{Secret, SecretHash};

/// What a caller proves itself with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credential {
    /// An orchestrator's key, `orc_…` (the seed's `x-orchestrator-key`).
    OrchestratorKey(Secret),
    /// An API key, `key_…` (the seed's `Authorization: Bearer`).
    ApiKey(Secret),
    /// A client's id and secret (the seed's `X-Client-ID` and `X-Client-Secret`).
    Client {
        /// The client.
        id: ClientId,
        /// Its secret, `sec_…`.
        secret: Secret,
    },
}

impl Credential {
    /// An orchestrator's key or an API key, told apart by how it begins.
    ///
    /// # Errors
    ///
    /// `authentication` if it begins like neither.
    pub fn from_key(key: impl Into<String>) -> Result<Self> {
        let key = Secret::new(key);
        if key.expose().starts_with(ORCHESTRATOR_KEY_PREFIX) {
            Ok(Self::OrchestratorKey(key))
        } else if key.expose().starts_with(API_KEY_PREFIX) {
            Ok(Self::ApiKey(key))
        } else {
            Err(refused())
        }
    }

    /// A client's id and secret.
    ///
    /// # Errors
    ///
    /// `authentication` if the id is no client's id.
    pub fn client(id: &str, secret: impl Into<String>) -> Result<Self> {
        let id = ClientId::parse(id).map_err(|_| refused())?;
        Ok(Self::Client { id, secret: Secret::new(secret) })
    }
}

/// How an orchestrator's keys begin.
pub(crate) const ORCHESTRATOR_KEY_PREFIX: &str = "orc_";
/// How API keys begin.
pub(crate) const API_KEY_PREFIX: &str = "key_";
/// How clients' secrets begin.
pub(crate) const CLIENT_SECRET_PREFIX: &str = "sec_";

/// An orchestrator that an operation works for: its row and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Orchestrator {
    pub(crate) row: i64,
    pub(crate) id: OrchestratorId,
}

/// A client that an operation works for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) row: i64,
    pub(crate) id: ClientId,
    pub(crate) status: String,
}

/// Which payments and customers a caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// All of them.
    All,
    /// Those of this client.
    OfClient(i64),
    /// Those of no client.
    OfNoClient,
    /// Those whose fee plan names this orchestrator.
    OfOrchestrator(i64),
}

impl Store {
    /// A handle that may do what this credential allows, and sees what belongs to it. The
    /// credential is looked at again on every call: once revoked, the handle is worth nothing.
    ///
    /// # Errors
    ///
    /// `authentication`: malformed, wrong, revoked or disabled; which of them is not said.
    pub fn scoped(&self, credential: &Credential) -> Result<Self> {
        let principal = self.snapshot(|transaction| find_principal(transaction, credential))?;
        let mut derived = self.clone();
        derived.caller.principal = principal;
        Ok(derived)
    }

    /// Runs a closure over one snapshot, if the caller's credential is still good.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.snapshot(|transaction| {
            check_credential(transaction)?;
            work(transaction)
        })
    }

    /// Runs a closure in the writer's transaction, if the caller's credential is still good.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.transact(|transaction| {
            check_credential(transaction)?;
            work(transaction)
        })
    }
}

impl ReadTransaction<'_> {
    /// Whether the caller is whoever opened the file.
    pub(crate) fn is_owner(&self) -> bool {
        matches!(self.caller().principal, Principal::Owner)
    }

    /// Refuses all but the owner.
    pub(crate) fn require_owner(&self) -> Result<()> {
        if self.is_owner() {
            Ok(())
        } else {
            Err(Error::forbidden("only the owner of the file may do this"))
        }
    }

    /// The orchestrator that an operation is for: the caller's own, or the one the owner names.
    pub(crate) fn orchestrator(&self, named: Option<OrchestratorId>) -> Result<Orchestrator> {
        match &self.caller().principal {
            Principal::Orchestrator(own) => match named {
                Some(other) if other != own.id => {
                    Err(Error::forbidden("the key is another orchestrator's"))
                }
                _ => Ok(Orchestrator { row: own.row, id: own.id }),
            },
            Principal::Owner => {
                let id = named
                    .ok_or_else(|| Error::invalid("orchestrator_id", "required", "is required"))?;
                let row = self.one(
                    "SELECT seq FROM orchestrator WHERE id = :id",
                    named_params! { ":id": id },
                    |columns| columns.next(),
                )?;
                let row = row.ok_or_else(|| Error::not_found("orchestrator", id))?;
                Ok(Orchestrator { row, id })
            }
            _ => Err(Error::forbidden("this is an orchestrator's to do")),
        }
    }

    /// The client of this id, whoever asks.
    pub(crate) fn find_client(&self, id: &ClientId) -> Result<Client> {
        let found = self.one(
            "SELECT seq, status FROM client WHERE id = :id",
            named_params! { ":id": id },
            |columns| Ok(Client { row: columns.next()?, id: id.clone(), status: columns.next()? }),
        )?;
        found.ok_or_else(|| Error::not_found("client", id))
    }

    /// The client that an operation is for: the caller's own, or the one the owner names.
    pub(crate) fn client(&self, named: Option<&ClientId>) -> Result<Client> {
        match &self.caller().principal {
            Principal::Client(own) => match named {
                Some(other) if *other != own.id => {
                    Err(Error::forbidden("the secret is another client's"))
                }
                _ => self.find_client(&own.id),
            },
            Principal::Owner => {
                let id =
                    named.ok_or_else(|| Error::invalid("client_id", "required", "is required"))?;
                self.find_client(id)
            }
            _ => Err(Error::forbidden("this is a client's to do")),
        }
    }

    /// Whether the client is linked to the orchestrator now.
    pub(crate) fn is_linked(&self, orchestrator: i64, client: i64) -> Result<bool> {
        let linked = self.number(
            "SELECT EXISTS (SELECT 1 FROM client_link
                WHERE client = :client AND orchestrator = :orchestrator AND status = 'active')",
            named_params! { ":client": client, ":orchestrator": orchestrator },
        )?;
        Ok(linked == 1)
    }

    /// The client of this id, if it is linked to the orchestrator now.
    pub(crate) fn linked_client(&self, orchestrator: i64, id: &ClientId) -> Result<Client> {
        let unlinked = || Error::not_found("client linked to this orchestrator:", id);
        let client = self.find_client(id).map_err(|error| match error.kind() {
            ErrorKind::NotFound => unlinked(),
            _ => error,
        })?;
        if self.is_linked(orchestrator, client.row)? { Ok(client) } else { Err(unlinked()) }
    }

    /// The orchestrator that the client is linked to now, if any.
    pub(crate) fn linked_orchestrator(&self, client: i64) -> Result<Option<Orchestrator>> {
        self.one(
            "SELECT orchestrator.seq, orchestrator.id
            FROM client_link JOIN orchestrator ON orchestrator.seq = client_link.orchestrator
            WHERE client_link.client = :client AND client_link.status = 'active'",
            named_params! { ":client": client },
            |columns| Ok(Orchestrator { row: columns.next()?, id: columns.next()? }),
        )
    }

    /// The client whose fees and branding the caller asks for: any for the owner, one of its
    /// linked ones for an orchestrator, its own for a client and for an API key.
    pub(crate) fn client_in_sight(&self, id: &ClientId) -> Result<Client> {
        match &self.caller().principal {
            Principal::Orchestrator(own) => self.linked_client(own.row, id),
            Principal::ApiKey(key) => match &key.client {
                Some((_, own)) if own == id => self.find_client(id),
                _ => Err(Error::forbidden("the key is not one of this client's")),
            },
            Principal::Owner | Principal::Client(_) => self.client(Some(id)),
        }
    }

    /// Which payments the caller sees.
    pub(crate) fn sight(&self) -> Sight {
        match &self.caller().principal {
            Principal::Owner => Sight::All,
            Principal::Orchestrator(own) => Sight::OfOrchestrator(own.row),
            Principal::Client(own) => Sight::OfClient(own.row),
            Principal::ApiKey(key) => match &key.client {
                Some((row, _)) => Sight::OfClient(*row),
                None => Sight::OfNoClient,
            },
        }
    }

    /// Which payments a caller sees that asks for those of this client only, if it names one.
    pub(crate) fn sight_of(&self, client: Option<&ClientId>) -> Result<Sight> {
        let Some(id) = client else { return Ok(self.sight()) };
        match &self.caller().principal {
            Principal::Owner => self.find_client(id).map(|client| Sight::OfClient(client.row)),
            Principal::Orchestrator(_) => Ok(self.sight()),
            own if own.client_id() == Some(id) => Ok(self.sight()),
            _ => Err(Error::forbidden("the credential is another client's")),
        }
    }

    /// The client that a new payment or customer is of: the credential's own, or the one that is
    /// named; none: the store's own.
    pub(crate) fn payment_client(&self, named: Option<&ClientId>) -> Result<Option<Client>> {
        match &self.caller().principal {
            Principal::Owner => named.map(|id| self.find_client(id)).transpose(),
            Principal::Orchestrator(own) => {
                let required = || Error::invalid("client_id", "required", "is required");
                let id = named.ok_or_else(required)?;
                self.linked_client(own.row, id).map(Some)
            }
            own if named.is_some() && named != own.client_id() => {
                Err(Error::forbidden("the credential is another client's"))
            }
            own => own.client_id().map(|id| self.find_client(id)).transpose(),
        }
    }

    /// Refuses a caller that stated another version of the record than it has.
    pub(crate) fn check_version(&self, what: &str, current: i64) -> Result<()> {
        match self.caller().expected_version {
            Some(expected) if expected != current => Err(Error::conflict(
                "version_changed",
                format!("the {what} is at version {current}, not {expected}: it has changed"),
            )
            .with_current_version(current)),
            _ => Ok(()),
        }
    }
}

impl Client {
    /// Refuses a client that may create nothing.
    pub(crate) fn require_active(&self) -> Result<()> {
        match self.status.as_str() {
            "active" => Ok(()),
            "revoked" => Err(Error::conflict("client_revoked", "the client is revoked")
                .with_current_status("revoked")),
            status => Err(Error::conflict("client_inactive", "the client is not active")
                .with_current_status(status)),
        }
    }
}

fn refused() -> Error {
    Error::new(ErrorKind::Authentication, "credential_refused", "the credential is not good")
}

fn find_principal(transaction: &ReadTransaction<'_>, credential: &Credential) -> Result<Principal> {
    match credential {
        Credential::OrchestratorKey(key) => find_orchestrator(transaction, key),
        Credential::ApiKey(key) => find_api_key(transaction, key),
        Credential::Client { id, secret } => find_client_principal(transaction, id, secret),
    }
}

fn find_orchestrator(transaction: &ReadTransaction<'_>, key: &Secret) -> Result<Principal> {
    if !key.is_well_formed(ORCHESTRATOR_KEY_PREFIX) {
        return Err(refused());
    }
    let key_hash = key.hash();
    let found = transaction.one(
        "SELECT seq, id FROM orchestrator WHERE key_hash = :hash AND status = 'active'",
        named_params! { ":hash": key_hash },
        |columns| Ok(OrchestratorPrincipal { row: columns.next()?, id: columns.next()?, key_hash }),
    )?;
    found.map(Principal::Orchestrator).ok_or_else(refused)
}

fn find_api_key(transaction: &ReadTransaction<'_>, key: &Secret) -> Result<Principal> {
    if !key.is_well_formed(API_KEY_PREFIX) {
        return Err(refused());
    }
    let found = transaction.one(
        "SELECT api_key.seq, api_key.id, client.seq, client.id
        FROM api_key LEFT JOIN client ON client.seq = api_key.client
        WHERE api_key.key_hash = :hash AND api_key.status = 'active'
            AND (client.seq IS NULL OR client.status <> 'revoked')",
        named_params! { ":hash": key.hash() },
        |columns| {
            let (row, id) = (columns.next()?, columns.next()?);
            let client: Option<i64> = columns.next()?;
            let client_id: Option<ClientId> = columns.next()?;
            Ok(ApiKeyPrincipal { row, id, client: client.zip(client_id) })
        },
    )?;
    found.map(Principal::ApiKey).ok_or_else(refused)
}

fn find_client_principal(
    transaction: &ReadTransaction<'_>,
    id: &ClientId,
    secret: &Secret,
) -> Result<Principal> {
    let found = transaction.one(
        "SELECT seq, secret_hash FROM client WHERE id = :id AND status <> 'revoked'",
        named_params! { ":id": id },
        |columns| Ok((columns.next()?, columns.next::<SecretHash>()?)),
    )?;
    let Some((row, secret_hash)) = found else { return Err(refused()) };
    if secret.is_well_formed(CLIENT_SECRET_PREFIX) && secret.hash() == secret_hash {
        Ok(Principal::Client(ClientPrincipal { row, id: id.clone(), secret_hash }))
    } else {
        Err(refused())
    }
}

/// A handle may outlive its credential; each call looks again.
fn check_credential(transaction: &ReadTransaction<'_>) -> Result<()> {
    let good = match &transaction.caller().principal {
        Principal::Owner => return Ok(()),
        Principal::Orchestrator(own) => transaction.number(
            "SELECT EXISTS (SELECT 1 FROM orchestrator
                WHERE seq = :row AND key_hash = :hash AND status = 'active')",
            named_params! { ":row": own.row, ":hash": own.key_hash },
        )?,
        Principal::Client(own) => transaction.number(
            "SELECT EXISTS (SELECT 1 FROM client
                WHERE seq = :row AND secret_hash = :hash AND status <> 'revoked')",
            named_params! { ":row": own.row, ":hash": own.secret_hash },
        )?,
        Principal::ApiKey(key) => transaction.number(
            "SELECT EXISTS (SELECT 1 FROM api_key
                LEFT JOIN client ON client.seq = api_key.client
                WHERE api_key.seq = :row AND api_key.status = 'active'
                    AND (client.seq IS NULL OR client.status <> 'revoked'))",
            named_params! { ":row": key.row },
        )?,
    };
    if good == 1 { Ok(()) } else { Err(refused()) }
}
