//! On whose behalf a handle works, and how.

use std::sync::Arc;

use crate::store::interrupt::Token;
use crate::value::id::{ApiKeyId, ClientId, OrchestratorId};
use crate::value::secret::SecretHash;

/// Who is calling. What each may do stands in `scope.rs`.
#[derive(Clone, Default)]
pub(crate) enum Principal {
    /// Whoever opened the file.
    #[default]
    Owner,
    /// The holder of an orchestrator's key.
    Orchestrator(OrchestratorPrincipal),
    /// The holder of a client's secret.
    Client(ClientPrincipal),
    /// The holder of an API key.
    ApiKey(ApiKeyPrincipal),
}

/// An orchestrator, as its key proved it.
#[derive(Clone)]
pub(crate) struct OrchestratorPrincipal {
    pub(crate) row: i64,
    pub(crate) id: OrchestratorId,
    pub(crate) key_hash: SecretHash,
}

/// A client, as its id and secret proved it.
#[derive(Clone)]
pub(crate) struct ClientPrincipal {
    pub(crate) row: i64,
    pub(crate) id: ClientId,
    pub(crate) secret_hash: SecretHash,
}

/// An API key: of a client, or of the store itself.
#[derive(Clone)]
pub(crate) struct ApiKeyPrincipal {
    pub(crate) row: i64,
    pub(crate) id: ApiKeyId,
    pub(crate) client: Option<(i64, ClientId)>,
}

impl Principal {
    /// The client whose credential it is, if it is a client's.
    pub(crate) fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Client(client) => Some(&client.id),
            Self::ApiKey(key) => key.client.as_ref().map(|(_, id)| id),
            Self::Owner | Self::Orchestrator(_) => None,
        }
    }

    /// The principal's name in the event log and in idempotency records.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Owner => "owner".to_owned(),
            Self::Orchestrator(orchestrator) => format!("orchestrator:{}", orchestrator.id),
            Self::Client(client) => format!("client:{}", client.id),
            Self::ApiKey(key) => format!("api_key:{}", key.id),
        }
    }
}

/// Everything that a derived handle adds to a store.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    pub(crate) principal: Principal,
    /// The person at the terminal, in place of `owner` in the log.
    pub(crate) operator: Option<Arc<str>>,
    pub(crate) idempotency_key: Option<Arc<str>>,
    pub(crate) dry_run: bool,
    /// The version that the caller saw of the record it changes.
    pub(crate) expected_version: Option<i64>,
    /// What breaks the handle's calls off, if anything may.
    pub(crate) token: Option<Token>,
}

impl Caller {
    pub(crate) fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// Who the event log says did it.
    pub(crate) fn actor(&self) -> String {
        match (&self.principal, &self.operator) {
            (Principal::Owner, Some(operator)) => operator.to_string(),
            (principal, _) => principal.name(),
        }
    }
}
