//! Webhook endpoints: who is told of which events.

use rusqlite::named_params;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::store::Store;
use crate::store::outbox::parse_event_types;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{self, WebhookEndpointId};
use crate::value::page::{Page, PageRequest};
use crate::value::secret::{Secret, serialize_once};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;
use crate::webhook::input::{NewWebhookEndpoint, WebhookEndpointUpdate, once_each};
use crate::webhook::secret;

mod list;

pub use list::{WebhookEndpointFilter, WebhookEndpointSort};

word_enum! {
    /// Where a webhook endpoint stands.
    pub enum WebhookEndpointStatus ("status") {
        /// It is told of events.
        Active = "active",
        /// It is told of none; what was queued before waits.
        Disabled = "disabled",
        /// It was removed, for good; only its deliveries still tell of it.
        Deleted = "deleted",
    }
}

/// A webhook endpoint. Its secret is shown on creation, on rotation, and when it is asked for by
/// name.
///
/// | field | constraints | set by | changes |
/// |---|---|---|---|
/// | `id` | `whe_…` | minted | never |
/// | `url` | `http` or `https`, no credentials | the owner | by update |
/// | `description` | at most 500 characters | the owner | by update |
/// | `event_types` | types and `object.*`; `null`: every type | the owner | by update |
/// | `status` | see [`WebhookEndpointStatus`] | the owner, and an answer of 410 | by update |
/// | `unanswered`, `retry_at` | see [`webhook`](crate::webhook) | how attempts go | with each |
/// | `pending`, `abandoned` | how many of its deliveries are | how attempts go | with each |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WebhookEndpoint {
    /// Names it.
    pub id: WebhookEndpointId,
    /// Where deliveries go.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which events it is told; `None`: every type.
    pub event_types: Option<Vec<String>>,
    /// Whether it is told of them.
    pub status: WebhookEndpointStatus,
    /// How often in a row it was found not to answer; 0: it answers.
    pub unanswered: i64,
    /// When it is tried again, while it does not answer.
    pub retry_at: Option<Timestamp>,
    /// How many deliveries are on their way to it.
    pub pending: i64,
    /// How many were given up.
    pub abandoned: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change, not with each attempt.
    pub version: i64,
}

/// A webhook endpoint and its secret, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WebhookEndpointWithSecret {
    /// The endpoint.
    #[serde(flatten)]
    pub webhook_endpoint: WebhookEndpoint,
    /// The secret, `whsec_…`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub secret: Option<Secret>,
}

/// An endpoint with its row.
pub(super) struct Endpoint {
    pub(super) row: i64,
    pub(super) record: WebhookEndpoint,
}

impl Store {
    /// Creates a webhook endpoint and its secret, which is shown this once. It is told of what
    /// happens from now on.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field; `forbidden` unless it is the owner's handle.
    pub fn create_webhook_endpoint(
        &self,
        new: NewWebhookEndpoint,
    ) -> Result<Outcome<WebhookEndpointWithSecret>> {
        new.check()?;
        self.mutate("webhook_endpoint.create", &new.clone(), move |transaction| {
            transaction.require_owner()?;
            let secret = new.secret.clone().map_or_else(secret::generate, Ok)?;
            let (row, id) = insert(transaction, &new)?;
            secret::put_in_force(transaction, row, &secret)?;
            let webhook_endpoint = load(transaction, id)?.record;
            log(transaction, "webhook_endpoint.created", &webhook_endpoint, None)?;
            Ok(WebhookEndpointWithSecret { webhook_endpoint, secret: Some(secret) })
        })
    }

    /// The webhook endpoint of this id.
    ///
    /// # Errors
    ///
    /// `not_found`, also once it was removed; `forbidden` unless it is the owner's handle.
    pub fn webhook_endpoint(&self, id: WebhookEndpointId) -> Result<WebhookEndpoint> {
        self.read(|transaction| {
            transaction.require_owner()?;
            load(transaction, id).map(|endpoint| endpoint.record)
        })
    }

    /// A page of webhook endpoints, newest first unless the filter sorts them, without those that
    /// were removed.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, a filter of too many values, or one that asks for the
    /// status `deleted`; `forbidden` unless it is the owner's handle.
    pub fn list_webhook_endpoints(
        &self,
        filter: &WebhookEndpointFilter,
        page: &PageRequest,
    ) -> Result<Page<WebhookEndpoint>> {
        self.read(|transaction| {
            transaction.require_owner()?;
            list::list(transaction, filter, page)
        })
    }

    /// Changes a webhook endpoint, or disables or enables it. Once it is enabled, or has another
    /// URL, it is tried again at once, whatever came before.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found`; `conflict / version_changed`; `forbidden` unless it is the
    /// owner's handle.
    pub fn update_webhook_endpoint(
        &self,
        id: WebhookEndpointId,
        update: WebhookEndpointUpdate,
    ) -> Result<Outcome<WebhookEndpoint>> {
        update.check()?;
        self.mutate("webhook_endpoint.update", &(id, update.clone()), move |transaction| {
            transaction.require_owner()?;
            let before = load(transaction, id)?;
            transaction.check_version("webhook endpoint", before.record.version)?;
            let mut wanted = before.record.clone();
            wanted.url = update.url.unwrap_or(wanted.url);
            wanted.description = update.description.unwrap_or(wanted.description);
            wanted.status = update.status.unwrap_or(wanted.status);
            if let Some(types) = update.event_types {
                wanted.event_types = types.as_deref().map(once_each);
            }
            if wanted == before.record { Ok(wanted) } else { change(transaction, &before, &wanted) }
        })
    }

    /// Gives a webhook endpoint a new secret, shown this once. Both sign for a day, so that its
    /// receiver has time to take the new one; then the old one is good for nothing.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn rotate_webhook_secret(
        &self,
        id: WebhookEndpointId,
    ) -> Result<Outcome<WebhookEndpointWithSecret>> {
        self.mutate("webhook_endpoint.rotate_secret", &id, move |transaction| {
            transaction.require_owner()?;
            let before = load(transaction, id)?;
            transaction.check_version("webhook endpoint", before.record.version)?;
            secret::forget_expired(transaction)?;
            let secret = secret::generate()?;
            secret::put_in_force(transaction, before.row, &secret)?;
            transaction.change_one(
                "UPDATE webhook_endpoint SET updated_at = :now, version = version + 1
                WHERE seq = :row",
                named_params! { ":row": before.row, ":now": transaction.now() },
            )?;
            let webhook_endpoint = load(transaction, id)?.record;
            log(transaction, "webhook_endpoint.secret_rotated", &webhook_endpoint, None)?;
            Ok(WebhookEndpointWithSecret { webhook_endpoint, secret: Some(secret) })
        })
    }

    /// The secret by which a webhook endpoint's deliveries are signed.
    ///
    /// # Errors
    ///
    /// `not_found`; `forbidden` unless it is the owner's handle.
    pub fn webhook_secret(&self, id: WebhookEndpointId) -> Result<Secret> {
        self.read(|transaction| {
            transaction.require_owner()?;
            secret::current(transaction, &load(transaction, id)?)
        })
    }

    /// Removes a webhook endpoint for good: what was pending is abandoned, its secrets are gone
    /// from the file. Its deliveries can still be looked at.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / version_changed`; `forbidden` unless it is the owner's handle.
    pub fn remove_webhook_endpoint(
        &self,
        id: WebhookEndpointId,
    ) -> Result<Outcome<WebhookEndpoint>> {
        self.mutate("webhook_endpoint.remove", &id, move |transaction| {
            transaction.require_owner()?;
            let before = load(transaction, id)?;
            transaction.check_version("webhook endpoint", before.record.version)?;
            secret::forget(transaction, before.row)?;
            transaction.change(
                "UPDATE delivery SET status = 'abandoned', claimed = 0, updated_at = :now
                WHERE endpoint = :row AND status = 'pending'",
                named_params! { ":row": before.row, ":now": transaction.now() },
            )?;
            transaction.change_one(
                "UPDATE webhook_endpoint SET status = 'deleted', unanswered = 0, retry_at = 0,
                    probe = NULL, updated_at = :now, version = version + 1
                WHERE seq = :row",
                named_params! { ":row": before.row, ":now": transaction.now() },
            )?;
            let endpoint = load_ever(transaction, id)?.record;
            let previous = Some(before.record.status);
            log(transaction, "webhook_endpoint.deleted", &endpoint, previous)?;
            Ok(endpoint)
        })
    }
}

fn insert(
    transaction: &WriteTransaction<'_>,
    new: &NewWebhookEndpoint,
) -> Result<(i64, WebhookEndpointId)> {
    let id = WebhookEndpointId::from_uuid(id::mint(transaction.clock()));
    let row = transaction.insert(
        "INSERT INTO webhook_endpoint (id, url, description, event_types, status, unanswered,
            retry_at, turn, created_at, updated_at, version)
        VALUES (:id, :url, :description, :event_types, 'active', 0, 0, 0, :now, :now, 1)",
        named_params! {
            ":id": id,
            ":url": new.url,
            ":description": new.description,
            ":event_types": to_json(new.event_types.as_deref().map(once_each).as_deref())?,
            ":now": transaction.now(),
        },
    )?;
    Ok((row, id))
}

/// Stores what is wanted of an endpoint. What was known of how it answers is forgotten if it may
/// be another receiver now.
fn change(
    transaction: &WriteTransaction<'_>,
    before: &Endpoint,
    wanted: &WebhookEndpoint,
) -> Result<WebhookEndpoint> {
    let moved = wanted.status != before.record.status;
    let try_again = moved || wanted.url != before.record.url;
    transaction.change_one(
        "UPDATE webhook_endpoint SET url = :url, description = :description,
            event_types = :event_types, status = :status,
            unanswered = iif(:try_again, 0, unanswered), retry_at = iif(:try_again, 0, retry_at),
            probe = iif(:try_again, NULL, probe), updated_at = :now, version = version + 1
        WHERE seq = :row",
        named_params! {
            ":row": before.row,
            ":url": wanted.url,
            ":description": wanted.description,
            ":event_types": to_json(wanted.event_types.as_deref())?,
            ":status": wanted.status.as_str(),
            ":try_again": try_again,
            ":now": transaction.now(),
        },
    )?;
    let endpoint = load(transaction, wanted.id)?.record;
    let previous = moved.then_some(before.record.status);
    log(transaction, "webhook_endpoint.updated", &endpoint, previous)?;
    Ok(endpoint)
}

/// Disables an endpoint that says it is gone.
pub(super) fn disable(transaction: &WriteTransaction<'_>, id: WebhookEndpointId) -> Result<()> {
    let before = load(transaction, id)?;
    let mut wanted = before.record.clone();
    wanted.status = WebhookEndpointStatus::Disabled;
    change(transaction, &before, &wanted).map(drop)
}

pub(super) fn to_json(types: Option<&[String]>) -> Result<Option<String>> {
    let json = types.map(serde_json::to_string).transpose();
    json.map_err(|error| Error::internal(error.to_string()))
}

/// What the statements that read endpoints select, in the order of [`read_row`].
pub(super) const COLUMNS: &str =
    "webhook_endpoint.seq, webhook_endpoint.id, url, description, event_types,
    webhook_endpoint.status, unanswered, retry_at, coalesce(pending.count, 0),
    coalesce(abandoned.count, 0), created_at, updated_at, version";

/// What they join to `webhook_endpoint`.
pub(super) const JOINS: &str =
    "LEFT JOIN counter AS pending ON pending.scope = 'delivery_of_endpoint'
        AND pending.owner = webhook_endpoint.seq AND pending.status = 'pending'
        AND pending.currency = ''
    LEFT JOIN counter AS abandoned ON abandoned.scope = 'delivery_of_endpoint'
        AND abandoned.owner = webhook_endpoint.seq AND abandoned.status = 'abandoned'
        AND abandoned.currency = ''";

/// The endpoint, if it was not removed.
pub(super) fn load(transaction: &ReadTransaction<'_>, id: WebhookEndpointId) -> Result<Endpoint> {
    let endpoint = load_ever(transaction, id)?;
    match endpoint.record.status {
        WebhookEndpointStatus::Deleted => Err(Error::not_found("webhook endpoint", id)),
        _ => Ok(endpoint),
    }
}

/// The endpoint, even if it was removed.
pub(super) fn load_ever(
    transaction: &ReadTransaction<'_>,
    id: WebhookEndpointId,
) -> Result<Endpoint> {
    let sql =
        format!("SELECT {COLUMNS} FROM webhook_endpoint {JOINS} WHERE webhook_endpoint.id = :id");
    let found = transaction.one(&sql, named_params! { ":id": id }, read_row)?;
    found.ok_or_else(|| Error::not_found("webhook endpoint", id))
}

pub(super) fn read_row(columns: &mut Columns<'_, '_>) -> Result<Endpoint> {
    let row = columns.next()?;
    let (id, url, description) = (columns.next()?, columns.next()?, columns.next()?);
    let event_types: Option<String> = columns.next()?;
    let status = columns.next_with(WebhookEndpointStatus::parse)?;
    let (unanswered, retry_at): (i64, Timestamp) = (columns.next()?, columns.next()?);
    let record = WebhookEndpoint {
        id,
        url,
        description,
        event_types: event_types.map(|json| parse_event_types(&json)).transpose()?,
        status,
        unanswered,
        retry_at: (unanswered > 0).then_some(retry_at),
        pending: columns.next()?,
        abandoned: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    };
    Ok(Endpoint { row, record })
}

/// An endpoint as the event log tells of it, to other endpoints too: without its secret, and
/// without the part of its URL that for many receivers is as good as one.
#[derive(Serialize)]
struct LoggedEndpoint<'a> {
    id: WebhookEndpointId,
    url: String,
    description: Option<&'a str>,
    event_types: Option<&'a [String]>,
    status: WebhookEndpointStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    endpoint: &WebhookEndpoint,
    previous: Option<WebhookEndpointStatus>,
) -> Result<()> {
    let logged = LoggedEndpoint {
        id: endpoint.id,
        url: mask_url(&endpoint.url),
        description: endpoint.description.as_deref(),
        event_types: endpoint.event_types.as_deref(),
        status: endpoint.status,
        created_at: endpoint.created_at,
        updated_at: endpoint.updated_at,
        version: endpoint.version,
    };
    let previous = previous.map(WebhookEndpointStatus::as_str);
    event::record(transaction, kind, endpoint.id, endpoint.version, previous, &logged)
}

/// What needs an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WebhookAttention {
    pub(crate) endpoints_disabled: i64,
    pub(crate) endpoints_unanswered: i64,
    pub(crate) deliveries_abandoned: i64,
}

/// What needs an operator, of endpoints that were not removed; as quick as they are few.
pub(crate) fn attention(transaction: &ReadTransaction<'_>) -> Result<WebhookAttention> {
    let found = transaction.one(
        "SELECT count(*) FILTER (WHERE endpoint.status = 'disabled'),
            count(*) FILTER (WHERE endpoint.status = 'active' AND unanswered > 0),
            coalesce(sum(counter.count), 0)
        FROM webhook_endpoint AS endpoint
            LEFT JOIN counter ON counter.scope = 'delivery_of_endpoint'
                AND counter.owner = endpoint.seq AND counter.status = 'abandoned'
                AND counter.currency = ''
        WHERE endpoint.status IN ('active', 'disabled')",
        [],
        |columns| {
            Ok(WebhookAttention {
                endpoints_disabled: columns.next()?,
                endpoints_unanswered: columns.next()?,
                deliveries_abandoned: columns.next()?,
            })
        },
    )?;
    found.ok_or_else(|| Error::internal("a statement that must have a row has none"))
}

/// A URL up to its host: `https://hooks.example/…`. What follows may be what opens it.
pub(super) fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "…".to_owned() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let whole = host == rest || rest.strip_suffix('/') == Some(host);
    let tail = if whole { "" } else { "/…" };
    format!("{scheme}://{host}{tail}")
}

impl Replay for WebhookEndpoint {
    type Reference = WebhookEndpointId;

    fn reference(&self) -> WebhookEndpointId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: WebhookEndpointId) -> Result<Self> {
        load_ever(transaction, id).map(|endpoint| endpoint.record)
    }
}

impl Replay for WebhookEndpointWithSecret {
    type Reference = WebhookEndpointId;

    fn reference(&self) -> WebhookEndpointId {
        self.webhook_endpoint.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: WebhookEndpointId) -> Result<Self> {
        let webhook_endpoint = WebhookEndpoint::replay(transaction, id)?;
        Ok(Self { webhook_endpoint, secret: None })
    }

    fn forget_secrets(&mut self) {
        self.secret = None;
    }
}

#[cfg(test)]
mod tests {
    use super::mask_url;

    #[test]
    fn urls_are_masked_after_their_host() {
        for (url, masked) in [
            ("https://a.example", "https://a.example"),
            ("https://a.example/", "https://a.example"),
            ("https://a.example:8443/hooks/T0/secret?x=1#f", "https://a.example:8443/…"),
            ("https://a.example?token=x", "https://a.example/…"),
            ("https://user:pass@a.example/x", "https://a.example/…"),
            ("nonsense", "…"),
        ] {
            assert_eq!(mask_url(url), masked, "{url}");
        }
    }
}
