//! Link intents: single-use invitations by which a recipient makes a client and links it.

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::client::{self, ClientWithSecret};
use crate::client_link::{self, ClientLink};
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{self, ClientId, ClientLinkId, LinkIntentId, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::secret::{Secret, SecretHash, serialize_once, token_in};
use crate::value::text;
use crate::value::time::{self, Timestamp};

mod list;
mod status;
mod transfer;

pub use list::{LinkIntentFilter, LinkIntentSort};
pub use status::LinkIntentStatus;
pub(crate) use status::{expiring, totals};
pub(crate) use transfer::LinkIntentRecord;

/// Intents' tokens are the random characters alone.
const TOKEN_PREFIX: &str = "";

/// A link intent; its token is in the URL that was shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkIntent {
    /// Names it.
    pub id: LinkIntentId,
    /// Who invites.
    pub orchestrator_id: OrchestratorId,
    /// The name that the client will have.
    pub client_id_name: String,
    /// Where it stands now; that its time has passed shows without anything having run.
    pub status: LinkIntentStatus,
    /// The last four characters of its token.
    pub token_hint: String,
    /// The client that it made.
    pub client_id: Option<ClientId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// From when on it is expired.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

/// A new link intent and the URL to hand to the recipient, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkIntentWithUrl {
    /// The intent.
    #[serde(flatten)]
    pub link_intent: LinkIntent,
    /// `{onboarding_base_url}/onboarding/{token}`; `None` in a replay or a dry run.
    #[serde(serialize_with = "serialize_once")]
    pub url: Option<Secret>,
}

/// What redeeming a link intent made: a client, its secret, and its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Redemption {
    /// The new client and its secret, which is shown this once.
    #[serde(flatten)]
    pub client: ClientWithSecret,
    /// Its link to the orchestrator that invited.
    pub link: ClientLink,
}

/// What it takes to create a link intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewLinkIntent {
    /// The name that the client will have, 1 to 100 characters.
    pub client_id_name: String,
    /// Who invites; an orchestrator's own handle may leave it out.
    pub orchestrator_id: Option<OrchestratorId>,
    /// Seconds until it expires, 1 to 6 048 000; otherwise the store's setting.
    pub expires_in: Option<i64>,
}

impl NewLinkIntent {
    /// An invitation to make a client of this name.
    #[must_use]
    pub fn new(client_id_name: impl Into<String>) -> Self {
        Self { client_id_name: client_id_name.into(), orchestrator_id: None, expires_in: None }
    }

    /// The same invitation from this orchestrator; the owner must say.
    #[must_use]
    pub fn from_orchestrator(mut self, orchestrator: OrchestratorId) -> Self {
        self.orchestrator_id = Some(orchestrator);
        self
    }

    /// The same invitation, good for so many seconds.
    #[must_use]
    pub fn expires_in(mut self, seconds: i64) -> Self {
        self.expires_in = Some(seconds);
        self
    }

    /// Reads the seed's `{"clientIdName": "…"}`, with an optional `orchestratorId` and
    /// `expiresIn`.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let name = body.required_with("client_id_name", text::name);
        let orchestrator_id = body.text_with("orchestrator_id", OrchestratorId::parse);
        let expires_in = body.integer("expires_in");
        if let Some(seconds) = expires_in {
            body.check("expires_in", time::check_lifetime(seconds));
        }
        body.finish()?;
        Ok(Self { client_id_name: name.unwrap_or_default(), orchestrator_id, expires_in })
    }
}

impl Store {
    /// Creates a link intent and the URL to hand to the recipient, which is shown this once.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found` for the orchestrator; `forbidden` for clients and API keys.
    pub fn create_link_intent(&self, new: NewLinkIntent) -> Result<Outcome<LinkIntentWithUrl>> {
        let mut problems = Problems::default();
        let name = problems.take("client_id_name", text::name(&new.client_id_name));
        if let Some(seconds) = new.expires_in {
            problems.check("expires_in", time::check_lifetime(seconds));
        }
        problems.finish()?;
        let name = name.unwrap_or_default();
        let (orchestrator, expires_in) = (new.orchestrator_id, new.expires_in);
        self.mutate("link_intent.create", &new, move |transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let settings = transaction.settings();
            let lifetime = expires_in.unwrap_or(settings.link_intent_lifetime_seconds);
            let token = Secret::generate(TOKEN_PREFIX)?;
            let url = format!("{}/onboarding/{}", settings.onboarding_base_url, token.expose());
            let link_intent = insert(transaction, orchestrator.row, &name, &token, lifetime)?;
            log(transaction, "link_intent.created", &link_intent, None)?;
            Ok(LinkIntentWithUrl { link_intent, url: Some(Secret::new(url)) })
        })
    }

    /// The link intent of this id.
    ///
    /// # Errors
    ///
    /// `not_found` (also for another orchestrator's); `forbidden` for clients and API keys.
    pub fn link_intent(&self, id: LinkIntentId) -> Result<LinkIntent> {
        self.read(|transaction| load_own(transaction, id))
    }

    /// The link intent of this token or whole onboarding URL, whatever has become of it: what the
    /// page shows to whom it leads there. Nothing is used up. The token is the authority, whoever
    /// holds it.
    ///
    /// ```
    /// use billfold_core::{LinkIntentStatus, NewLinkIntent, NewOrchestrator, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let acme = store.create_orchestrator(NewOrchestrator::new("Acme"))?;
    /// let new = NewLinkIntent::new("Corner Shop").from_orchestrator(acme.orchestrator.id);
    /// let invited = store.create_link_intent(new)?.into_record();
    /// let url = invited.url.unwrap();
    /// assert_eq!(store.find_link_intent(url.expose())?.client_id_name, "Corner Shop");
    /// store.redeem_link_intent(url.expose())?;
    /// assert_eq!(store.find_link_intent(url.expose())?.status, LinkIntentStatus::Used);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `not_found`: there is no link intent of this token.
    pub fn find_link_intent(&self, token_or_url: &str) -> Result<LinkIntent> {
        let hash = hash_of(token_or_url)?;
        self.read(|transaction| find_by_token(transaction, hash).map(|(.., intent)| intent))
    }

    /// A page of the link intents that the caller sees, newest first unless the filter sorts
    /// them: an orchestrator's own, or for the owner all.
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values; `forbidden` for
    /// clients and API keys.
    pub fn list_link_intents(
        &self,
        filter: &LinkIntentFilter,
        page: &PageRequest,
    ) -> Result<Page<LinkIntent>> {
        self.read(|transaction| list::list(transaction, filter, page))
    }

    /// Redeems a link intent, given its token or the whole onboarding URL: makes a client under
    /// the chosen name, links it to the orchestrator that invited, and uses the intent up, all at
    /// once. The token is the authority, whoever holds it.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / intent_used`; `conflict / intent_revoked`;
    /// `expired / intent_expired`.
    pub fn redeem_link_intent(&self, token_or_url: &str) -> Result<Outcome<Redemption>> {
        let hash = hash_of(token_or_url)?;
        let input = *hash.as_bytes();
        self.mutate("link_intent.redeem", &input, move |transaction| {
            let (row, orchestrator, intent) = find_by_token(transaction, hash)?;
            require_open(&intent)?;
            let (client_row, client) = client::insert(transaction, &intent.client_id_name, None)?;
            let link = client_link::insert(transaction, orchestrator, client_row)?;
            use_up(transaction, row, client_row)?;
            let used = load(transaction, intent.id)?;
            log(transaction, "link_intent.redeemed", &used, Some(intent.status))?;
            Ok(Redemption { client, link })
        })
    }

    /// Takes back a link intent that is open or expired.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / intent_used`; `conflict / intent_revoked`;
    /// `conflict / version_changed`; `forbidden` for clients and API keys.
    pub fn revoke_link_intent(&self, id: LinkIntentId) -> Result<Outcome<LinkIntent>> {
        self.mutate("link_intent.revoke", &id, move |transaction| {
            let before = load_own(transaction, id)?;
            if before.status != LinkIntentStatus::Expired {
                require_open(&before)?;
            }
            transaction.check_version("link intent", before.version)?;
            transaction.change_one(
                "UPDATE link_intent SET status = 'revoked', revoked_at = :now,
                    version = version + 1
                WHERE id = :id AND status = 'open'",
                named_params! { ":id": id, ":now": transaction.now() },
            )?;
            let revoked = load(transaction, id)?;
            log(transaction, "link_intent.revoked", &revoked, Some(before.status))?;
            Ok(revoked)
        })
    }
}

/// What finds the intent of a token, or of the URL that it is in.
fn hash_of(token_or_url: &str) -> Result<SecretHash> {
    let token = Secret::new(token_in(token_or_url));
    if token.is_well_formed(TOKEN_PREFIX) { Ok(token.hash()) } else { Err(unknown()) }
}

fn unknown() -> Error {
    Error::new(ErrorKind::NotFound, "not_found", "there is no link intent of this token")
}

fn require_open(intent: &LinkIntent) -> Result<()> {
    let refused = match intent.status {
        LinkIntentStatus::Open => return Ok(()),
        LinkIntentStatus::Used => {
            Error::conflict("intent_used", "the link intent has been redeemed already")
        }
        LinkIntentStatus::Revoked => {
            Error::conflict("intent_revoked", "the link intent was taken back")
        }
        LinkIntentStatus::Expired => {
            Error::new(ErrorKind::Expired, "intent_expired", "the link intent has expired")
        }
    };
    Err(refused.with_current_status(intent.status.as_str()))
}

fn insert(
    transaction: &WriteTransaction<'_>,
    orchestrator: i64,
    name: &str,
    token: &Secret,
    lifetime_seconds: i64,
) -> Result<LinkIntent> {
    let id = LinkIntentId::from_uuid(id::mint(transaction.clock()));
    transaction.insert(
        "INSERT INTO link_intent (id, orchestrator, client_name, token_hash, token_hint, status,
            created_at, expires_at, version)
        VALUES (:id, :orchestrator, :name, :hash, :hint, 'open', :now, :expires_at, 1)",
        named_params! {
            ":id": id,
            ":orchestrator": orchestrator,
            ":name": name,
            ":hash": token.hash(),
            ":hint": token.hint(),
            ":now": transaction.now(),
            ":expires_at": transaction.now().plus_seconds(lifetime_seconds),
        },
    )?;
    load(transaction, id)
}

fn use_up(transaction: &WriteTransaction<'_>, row: i64, client: i64) -> Result<()> {
    transaction.change_one(
        "UPDATE link_intent SET status = 'used', client = :client, used_at = :now,
            version = version + 1
        WHERE seq = :row AND status = 'open' AND expires_at > :now",
        named_params! { ":row": row, ":client": client, ":now": transaction.now() },
    )
}

fn find_by_token(
    transaction: &ReadTransaction<'_>,
    hash: SecretHash,
) -> Result<(i64, scope::Orchestrator, LinkIntent)> {
    let found = transaction.one(
        "SELECT link_intent.seq, link_intent.orchestrator, link_intent.id, orchestrator.id
        FROM link_intent JOIN orchestrator ON orchestrator.seq = link_intent.orchestrator
        WHERE token_hash = :hash",
        named_params! { ":hash": hash },
        |columns| {
            let (row, orchestrator_row): (i64, i64) = (columns.next()?, columns.next()?);
            let id: LinkIntentId = columns.next()?;
            Ok((row, scope::Orchestrator { row: orchestrator_row, id: columns.next()? }, id))
        },
    )?;
    let (row, orchestrator, id) = found.ok_or_else(unknown)?;
    Ok((row, orchestrator, load(transaction, id)?))
}

/// The intent, if it is the caller's to see.
fn load_own(transaction: &ReadTransaction<'_>, id: LinkIntentId) -> Result<LinkIntent> {
    match &transaction.caller().principal {
        Principal::Owner => load(transaction, id),
        Principal::Orchestrator(own) => {
            let intent = load(transaction, id)?;
            if intent.orchestrator_id == own.id {
                Ok(intent)
            } else {
                Err(Error::not_found("link intent", id))
            }
        }
        _ => Err(Error::forbidden("this is an orchestrator's to do")),
    }
}

fn load(transaction: &ReadTransaction<'_>, id: LinkIntentId) -> Result<LinkIntent> {
    let found = transaction.one(
        "SELECT link_intent.id, orchestrator.id, client_name, link_intent.status, token_hint,
            client.id, link_intent.created_at, expires_at, used_at, revoked_at,
            link_intent.version
        FROM link_intent
            JOIN orchestrator ON orchestrator.seq = link_intent.orchestrator
            LEFT JOIN client ON client.seq = link_intent.client
        WHERE link_intent.id = :id",
        named_params! { ":id": id },
        |columns| read_row(columns, transaction.now()),
    )?;
    found.ok_or_else(|| Error::not_found("link intent", id))
}

fn read_row(columns: &mut Columns<'_, '_>, now: Timestamp) -> Result<LinkIntent> {
    let mut intent = LinkIntent {
        id: columns.next()?,
        orchestrator_id: columns.next()?,
        client_id_name: columns.next()?,
        status: columns.next_with(LinkIntentStatus::parse)?,
        token_hint: columns.next()?,
        client_id: columns.next()?,
        created_at: columns.next()?,
        expires_at: columns.next()?,
        used_at: columns.next()?,
        revoked_at: columns.next()?,
        version: columns.next()?,
    };
    intent.status = intent.status.at(now, intent.expires_at);
    Ok(intent)
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    intent: &LinkIntent,
    previous: Option<LinkIntentStatus>,
) -> Result<()> {
    let previous = previous.map(LinkIntentStatus::as_str);
    event::record(transaction, kind, intent.id, intent.version, previous, intent)
}

impl Replay for LinkIntent {
    type Reference = LinkIntentId;

    fn reference(&self) -> LinkIntentId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: LinkIntentId) -> Result<Self> {
        load(transaction, id)
    }
}

impl Replay for LinkIntentWithUrl {
    type Reference = LinkIntentId;

    fn reference(&self) -> LinkIntentId {
        self.link_intent.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: LinkIntentId) -> Result<Self> {
        Ok(Self { link_intent: load(transaction, id)?, url: None })
    }

    fn forget_secrets(&mut self) {
        self.url = None;
    }
}

/// What finds a redemption again.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RedemptionReference {
    client: ClientId,
    link: ClientLinkId,
}

impl Replay for Redemption {
    type Reference = RedemptionReference;

    fn reference(&self) -> RedemptionReference {
        RedemptionReference { client: self.client.client.client_id.clone(), link: self.link.id }
    }

    fn replay(transaction: &ReadTransaction<'_>, kept: RedemptionReference) -> Result<Self> {
        Ok(Self {
            client: ClientWithSecret::replay(transaction, kept.client)?,
            link: client_link::load(transaction, kept.link)?,
        })
    }

    fn forget_secrets(&mut self) {
        self.client.forget_secrets();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_its_url() {
        for text in ["x", " https://a.example/onboarding/x ", "https://a/x/?utm=1#f"] {
            assert_eq!(token_in(text), "x");
        }
    }
}
