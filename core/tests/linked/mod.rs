//! A store with two orchestrators, a client that is linked to the first, one that is linked to
//! none, and a handle for each of them.

use billfold_core::{
    ClientId, Credential, NewApiKey, NewClient, NewOrchestrator, OrchestratorId, Result, Store,
};

pub(crate) struct Linked {
    /// The owner's handle.
    pub(crate) owner: Store,
    pub(crate) orchestrator_id: OrchestratorId,
    pub(crate) orchestrator: Store,
    pub(crate) other_orchestrator_id: OrchestratorId,
    pub(crate) other_orchestrator: Store,
    /// Linked to the first orchestrator.
    pub(crate) client_id: ClientId,
    pub(crate) client: Store,
    /// An API key of the client.
    pub(crate) api_key: Store,
    /// An API key of the store's own.
    pub(crate) own_api_key: Store,
    /// Linked to none.
    pub(crate) lone_client_id: ClientId,
}

impl Linked {
    pub(crate) fn new() -> Self {
        Self::build().unwrap()
    }

    fn build() -> Result<Self> {
        let owner = Store::in_memory()?;
        let (orchestrator_id, orchestrator) = add_orchestrator(&owner, "Acme")?;
        let (other_orchestrator_id, other_orchestrator) = add_orchestrator(&owner, "Zenith")?;
        let (client_id, client) = add_client(&owner, "cli_linked")?;
        let (lone_client_id, _) = add_client(&owner, "cli_lone")?;
        owner.link_client(Some(orchestrator_id), &client_id)?;
        let api_key = add_api_key(&owner, NewApiKey::of_client(client_id.clone()))?;
        let own_api_key = add_api_key(&owner, NewApiKey::new())?;
        Ok(Self {
            owner,
            orchestrator_id,
            orchestrator,
            other_orchestrator_id,
            other_orchestrator,
            client_id,
            client,
            api_key,
            own_api_key,
            lone_client_id,
        })
    }

    /// The types and objects of the events since that many, oldest first.
    pub(crate) fn events_after(&self, count: i64) -> Vec<(String, String)> {
        let events = self.owner.events(count, 1000).unwrap();
        events.into_iter().map(|event| (event.kind, event.object_id)).collect()
    }

    pub(crate) fn event_count(&self) -> i64 {
        self.owner.log_head().unwrap().count
    }
}

fn add_orchestrator(owner: &Store, name: &str) -> Result<(OrchestratorId, Store)> {
    let made = owner.create_orchestrator(NewOrchestrator::new(name))?.into_record();
    let key = made.key.unwrap();
    Ok((made.orchestrator.id, owner.scoped(&Credential::OrchestratorKey(key))?))
}

fn add_client(owner: &Store, id: &str) -> Result<(ClientId, Store)> {
    let id: ClientId = id.parse()?;
    let made = owner.create_client(NewClient::new("Shop").with_id(id.clone()))?.into_record();
    let credential = Credential::Client { id: id.clone(), secret: made.client_secret.unwrap() };
    Ok((id, owner.scoped(&credential)?))
}

fn add_api_key(owner: &Store, new: NewApiKey) -> Result<Store> {
    let key = owner.create_api_key(new)?.into_record().key.unwrap();
    owner.scoped(&Credential::ApiKey(key))
}

/// `ok`, or the error's kind, code and bad fields, as in `validation/required amount currency`.
pub(crate) fn verdict<T>(outcome: Result<T>) -> String {
    let Err(error) = outcome else { return "ok".to_owned() };
    let fields: String = error.fields().iter().map(|bad| format!(" {}", bad.field)).collect();
    format!("{}/{}{fields}", error.kind(), error.code())
}
