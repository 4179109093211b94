//! Creating from the bodies of requests, by the ordinary operations.

use std::fmt::Display;

use crate::biller::{self, NewBiller, Put};
use crate::branding::BrandingValues;
use crate::client::NewClient;
use crate::client_link::NewClientLink;
use crate::customer::NewCustomer;
use crate::error::{Error, Result};
use crate::fee::NewFee;
use crate::idempotency::Outcome;
use crate::link_intent::NewLinkIntent;
use crate::orchestrator::NewOrchestrator;
use crate::payment::NewPayment;
use crate::request_to_link::NewRequestToLink;
use crate::store::Store;
use crate::transfer::kind::RecordKind;
use crate::transfer::line::RequestBody;
use crate::transfer::progress::Effect;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::secret::Secret;
use crate::webhook::NewWebhookEndpoint;

/// What came of a body.
pub(super) struct Made {
    pub(super) effect: Effect,
    /// The id of the record and the secret that only its creation shows.
    pub(super) secret: Option<(String, &'static str, Secret)>,
}

impl Made {
    fn of<T>(outcome: &Outcome<T>) -> Self {
        let effect = if outcome.replayed { Effect::Unchanged } else { Effect::Created };
        Self { effect, secret: None }
    }

    fn with_secret(
        mut self,
        id: impl Display,
        field: &'static str,
        secret: Option<Secret>,
    ) -> Self {
        self.secret = secret.map(|secret| (id.to_string(), field, secret));
        self
    }
}

/// Does what a request with this body would; `takes_secrets` if someone keeps the secrets that
/// creations show.
pub(super) fn create(
    store: &Store,
    kind: RecordKind,
    body: RequestBody<'_>,
    takes_secrets: bool,
) -> Result<Made> {
    body.refuse_idle(kind)?;
    let once = body.idempotency_key.as_ref().map(|key| store.once(key)).transpose()?;
    let store = once.as_ref().unwrap_or(store);
    let json = body.json;
    match kind {
        RecordKind::Orchestrator => {
            let made = store.create_orchestrator(NewOrchestrator::from_json(json)?)?;
            Ok(Made::of(&made).with_secret(made.orchestrator.id, "key", made.record.key))
        }
        RecordKind::Client => {
            let made = store.create_client(NewClient::from_json(json)?)?;
            let id = made.client.client_id.clone();
            Ok(Made::of(&made).with_secret(id, "client_secret", made.record.client_secret))
        }
        RecordKind::ClientLink => link(store, &body),
        RecordKind::LinkIntent => invite(store, &body, takes_secrets),
        RecordKind::Fee => {
            let mut new = store.input::<NewFee>(json)?;
            new.orchestrator_id = one_orchestrator(&body, new.orchestrator_id)?;
            store.create_fee(new).map(|made| Made::of(&made))
        }
        RecordKind::Branding => put_branding(store, &body),
        RecordKind::Biller => put_biller(store, NewBiller::from_json(json)?),
        RecordKind::Customer => {
            store.create_customer(NewCustomer::from_json(json)?).map(|made| Made::of(&made))
        }
        RecordKind::Payment => {
            store.create_payment(store.input::<NewPayment>(json)?).map(|made| Made::of(&made))
        }
        RecordKind::RequestToLink => {
            let new = store.input::<NewRequestToLink>(json)?;
            store.create_request_to_link(new).map(|made| Made::of(&made))
        }
        RecordKind::WebhookEndpoint => {
            let made = store.create_webhook_endpoint(NewWebhookEndpoint::from_json(json)?)?;
            let id = made.webhook_endpoint.id;
            Ok(Made::of(&made).with_secret(id, "secret", made.record.secret))
        }
        RecordKind::Settings => Err(Error::invalid(
            "kind",
            "not_created",
            "is settings, which are changed, not created: only a record of them can be imported",
        )),
    }
}

impl RequestBody<'_> {
    /// Refuses what stands beside a body to which it means nothing.
    fn refuse_idle(&self, kind: RecordKind) -> Result<()> {
        let of_orchestrator = matches!(
            kind,
            RecordKind::ClientLink
                | RecordKind::LinkIntent
                | RecordKind::Fee
                | RecordKind::Branding
        );
        let idle = if self.orchestrator_id.is_some() && !of_orchestrator {
            "orchestrator_id"
        } else if self.client_id.is_some() && kind != RecordKind::Branding {
            "client_id"
        } else if self.idempotency_key.is_some()
            && matches!(kind, RecordKind::Biller | RecordKind::Branding)
        {
            // They are put: again is the same as once.
            "idempotency_key"
        } else {
            return Ok(());
        };
        Err(Error::invalid(idle, "misplaced", format!("means nothing beside a {kind}")))
    }
}

/// The orchestrator that the body or what stands beside it names.
fn one_orchestrator(
    body: &RequestBody<'_>,
    inside: Option<OrchestratorId>,
) -> Result<Option<OrchestratorId>> {
    match (body.orchestrator_id, inside) {
        (Some(beside), Some(inside)) if beside != inside => {
            let reason = "is one in the body and another beside it";
            Err(Error::invalid("orchestrator_id", "ambiguous_field", reason))
        }
        (beside, inside) => Ok(inside.or(beside)),
    }
}

fn link(store: &Store, body: &RequestBody<'_>) -> Result<Made> {
    let new = NewClientLink::from_json(body.json)?;
    let orchestrator = one_orchestrator(body, new.orchestrator_id)?;
    let linking = store.link_client(orchestrator, &new.client_id)?;
    let mut made = Made::of(&linking);
    if linking.already_linked {
        made.effect = Effect::Unchanged;
    }
    Ok(made)
}

/// Nothing could give out an intent's URL a second time, so nobody may miss the first.
fn invite(store: &Store, body: &RequestBody<'_>, takes_secrets: bool) -> Result<Made> {
    let mut new = NewLinkIntent::from_json(body.json)?;
    if !takes_secrets {
        let reason = "is a link_intent, whose URL is shown once: say where secrets are to be kept";
        return Err(Error::invalid("kind", "secret_would_be_lost", reason));
    }
    new.orchestrator_id = one_orchestrator(body, new.orchestrator_id)?;
    let made = store.create_link_intent(new)?;
    Ok(Made::of(&made).with_secret(made.link_intent.id, "url", made.record.url))
}

fn put_branding(store: &Store, body: &RequestBody<'_>) -> Result<Made> {
    let values = store.input::<BrandingValues>(body.json)?;
    let (orchestrator, client): (_, Option<&ClientId>) =
        (body.orchestrator_id, body.client_id.as_ref());
    let before = match store.branding(orchestrator, client) {
        Ok(before) => Some(before.version),
        Err(error) if error.code() == "not_found" => None,
        Err(error) => return Err(error),
    };
    let put = store.put_branding(orchestrator, client, values)?;
    let effect = match before {
        None => Effect::Created,
        Some(version) if version == put.version => Effect::Unchanged,
        Some(_) => Effect::Updated,
    };
    Ok(Made { effect, secret: None })
}

fn put_biller(store: &Store, new: NewBiller) -> Result<Made> {
    let effect = store.write(move |transaction| {
        Ok(match biller::put(transaction, new)? {
            Put::Created(_) => Effect::Created,
            Put::Updated(_) => Effect::Updated,
            Put::Unchanged(_) => Effect::Unchanged,
        })
    })?;
    Ok(Made { effect, secret: None })
}
