//! What callers ask of requests to link.

use serde::Serialize;

use crate::error::{Invalid, Problems, Result};
use crate::input::FromBody;
use crate::request_to_link::{RequestToLink, RequestToLinkStatus};
use crate::store::settings::Settings;
use crate::value::body::Body;
use crate::value::card;
use crate::value::id::{BillerId, ClientId, RequestToLinkId};
use crate::value::json::JsonObject;
use crate::value::text;
use crate::value::time::TEN_YEARS_SECONDS;

/// How long a request to link waits for its user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Lifetime {
    /// As long as the store's settings say: seven days unless changed.
    #[default]
    Default,
    /// So many seconds: 1 to 315 360 000, ten years.
    Seconds(i64),
    /// It never expires.
    Never,
}

impl Lifetime {
    /// Reads a number of seconds or `"never"`.
    fn parse(json: &str) -> Result<Self, Invalid> {
        if json == "\"never\"" {
            return Ok(Self::Never);
        }
        let seconds = json.parse().map_err(|_| refused_lifetime())?;
        let lifetime = Self::Seconds(seconds);
        lifetime.check().map(|()| lifetime)
    }

    fn check(self) -> Result<(), Invalid> {
        match self {
            Self::Seconds(seconds) if !(1..=TEN_YEARS_SECONDS).contains(&seconds) => {
                Err(refused_lifetime())
            }
            _ => Ok(()),
        }
    }

    /// So many seconds, or none for ever.
    pub(super) fn seconds(self, settings: &Settings) -> Option<i64> {
        match self {
            Self::Default => settings.request_to_link_lifetime_seconds,
            Self::Seconds(seconds) => Some(seconds),
            Self::Never => None,
        }
    }
}

fn refused_lifetime() -> Invalid {
    let most = TEN_YEARS_SECONDS;
    Invalid::new(format!("is neither a whole number of seconds from 1 to {most} nor \"never\""))
}

/// What it takes to create a request to link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewRequestToLink {
    /// An id of the caller's choice; otherwise one is minted.
    pub id: Option<RequestToLinkId>,
    /// The client that it is of. The owner must say; a client's own handle may leave it out.
    pub client_id: Option<ClientId>,
    /// The client's own name for the user: 1 to 255 characters, no control characters.
    pub client_user_id: String,
    /// Whom to link with; can be set later.
    pub biller_id: Option<BillerId>,
    /// At most 50 top-level keys of at most 40 characters, 16 KiB.
    pub metadata: JsonObject,
    /// How long it waits.
    pub lifetime: Lifetime,
}

impl NewRequestToLink {
    /// A request that this user link an account.
    #[must_use]
    pub fn new(client_user_id: impl Into<String>) -> Self {
        Self {
            id: None,
            client_id: None,
            client_user_id: client_user_id.into(),
            biller_id: None,
            metadata: JsonObject::default(),
            lifetime: Lifetime::Default,
        }
    }

    /// The same request under an id of the caller's choice.
    #[must_use]
    pub fn with_id(mut self, id: RequestToLinkId) -> Self {
        self.id = Some(id);
        self
    }

    /// The same request, of this client.
    #[must_use]
    pub fn with_client(mut self, client_id: ClientId) -> Self {
        self.client_id = Some(client_id);
        self
    }

    /// The same request, to link with this biller.
    #[must_use]
    pub fn with_biller(mut self, biller_id: BillerId) -> Self {
        self.biller_id = Some(biller_id);
        self
    }

    /// The same request with this attached.
    #[must_use]
    pub fn with_metadata(mut self, metadata: JsonObject) -> Self {
        self.metadata = metadata;
        self
    }

    /// The same request, to wait so long.
    #[must_use]
    pub const fn with_lifetime(mut self, lifetime: Lifetime) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Reads the seed's body: `clientId`, `clientUserId`, `billerId`, `metadata`; and beside it
    /// `id` and `expires_in`, a number of seconds or `"never"`. Only the user is required.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_body(json, None)
    }

    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        problems.take("client_user_id", text::user_reference(&self.client_user_id));
        problems.take("metadata", JsonObject::parse_metadata(self.metadata.as_str()));
        let guard = settings.card_number_guard;
        problems.check("metadata", card::refuse_in_json(guard, &self.metadata));
        problems.check("expires_in", self.lifetime.check());
        problems.finish()
    }
}

impl FromBody for NewRequestToLink {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let id = body.text_with("id", RequestToLinkId::parse);
        let client_id = body.text_with("client_id", ClientId::parse);
        let client_user_id = body.required_with("client_user_id", text::user_reference);
        let biller_id = body.text_with("biller_id", BillerId::parse);
        let metadata = body.json_with("metadata", JsonObject::parse_metadata).unwrap_or_default();
        let guard = settings.is_some_and(|settings| settings.card_number_guard);
        body.check("metadata", card::refuse_in_json(guard, &metadata));
        let lifetime = body.json_with("expires_in", Lifetime::parse).unwrap_or_default();
        body.finish()?;
        let client_user_id = client_user_id.unwrap_or_default();
        Ok(Self { id, client_id, client_user_id, biller_id, metadata, lifetime })
    }
}

/// A status to set, and what to set beside it. Its `Debug` form does not show the token.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StatusChange {
    /// Any but EXPIRED.
    pub status: RequestToLinkStatus,
    /// A biller in place of the present one.
    pub biller_id: Option<BillerId>,
    /// A link token in place of the present one: 1 to 255 characters, no control characters.
    pub link_token_id: Option<String>,
}

impl StatusChange {
    /// A change to this status alone.
    #[must_use]
    pub const fn new(status: RequestToLinkStatus) -> Self {
        Self { status, biller_id: None, link_token_id: None }
    }

    /// The same change, and this biller.
    #[must_use]
    pub fn with_biller(mut self, biller_id: BillerId) -> Self {
        self.biller_id = Some(biller_id);
        self
    }

    /// The same change, and this link token.
    #[must_use]
    pub fn with_link_token(mut self, link_token_id: impl Into<String>) -> Self {
        self.link_token_id = Some(link_token_id.into());
        self
    }

    /// Reads the seed's body: `status`, `billerId`, `linkTokenId`, of which only the status is
    /// required.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field; the status EXPIRED is one.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let status = body.required_with("status", |text| {
            let status = RequestToLinkStatus::parse(text).ok_or_else(refused_status)?;
            check_status(status).map(|()| status)
        });
        let biller_id = body.text_with("biller_id", BillerId::parse);
        let link_token_id = body.text_with("link_token_id", text::user_reference);
        body.finish()?;
        let status = status.unwrap_or(RequestToLinkStatus::Pending);
        Ok(Self { status, biller_id, link_token_id })
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.check("status", check_status(self.status));
        if let Some(token) = &self.link_token_id {
            problems.take("link_token_id", text::user_reference(token));
        }
        problems.finish()
    }

    /// Whether the request is as this change would have it.
    pub(super) fn alters_nothing_of(&self, request: &RequestToLink) -> bool {
        let same_biller = self.biller_id.is_none() || self.biller_id == request.biller_id;
        let same_token =
            self.link_token_id.is_none() || self.link_token_id == request.link_token_id;
        self.status == request.status && same_biller && same_token
    }
}

impl std::fmt::Debug for StatusChange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let token = self.link_token_id.as_deref().map(crate::value::secret::mask_token);
        formatter
            .debug_struct("StatusChange")
            .field("status", &self.status)
            .field("biller_id", &self.biller_id)
            .field("link_token_id", &token)
            .finish()
    }
}

fn check_status(status: RequestToLinkStatus) -> Result<(), Invalid> {
    if status == RequestToLinkStatus::Expired { Err(refused_status()) } else { Ok(()) }
}

fn refused_status() -> Invalid {
    Invalid::new("is not PENDING, IN_PROGRESS, COMPLETED or CANCELLED")
}

/// The body of a cancellation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cancellation {
    /// Why: at most 500 characters.
    pub reason: Option<String>,
}

impl Cancellation {
    /// Reads the seed's body `{"reason": "…"}`, in which the reason is optional; hand it to
    /// [`Store::cancel_request_to_link`](crate::Store::cancel_request_to_link).
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_body(json, None)
    }
}

impl FromBody for Cancellation {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let reason = body.text_with("reason", text::reason);
        let guard = settings.is_some_and(|settings| settings.card_number_guard);
        body.check("reason", card::refuse_in_text(guard, reason.as_deref().unwrap_or_default()));
        body.finish()?;
        Ok(Self { reason })
    }
}
