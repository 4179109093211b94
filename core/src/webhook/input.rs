//! What endpoints are made of and changed by.

use serde::{Serialize, Serializer};

use crate::error::{Invalid, Problems, Result};
use crate::event::EVENT_TYPES;
use crate::store::outbox::covers;
use crate::value::body::Body;
use crate::value::secret::Secret;
use crate::value::text;
use crate::webhook::endpoint::WebhookEndpointStatus;
use crate::webhook::secret::key_of;

/// Entries that a list of event types can have: more than there are types.
const MOST_EVENT_TYPES: usize = 100;

/// What it takes to create a webhook endpoint: a URL. All else is optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewWebhookEndpoint {
    /// Where deliveries go: an absolute `http` or `https` URL without credentials.
    pub url: String,
    /// What it is for, at most 500 characters.
    pub description: Option<String>,
    /// Which events it is told: exact types such as `payment.completed`, or all of an object,
    /// `payment.*`; `None`: every type.
    pub event_types: Option<Vec<String>>,
    /// A secret of the caller's choice, `whsec_` and the base64 of 24 to 64 bytes; otherwise one
    /// is made.
    #[serde(serialize_with = "hashed")]
    pub secret: Option<Secret>,
}

/// An idempotency record keeps a hash of the input: even before that, no secret as it is.
#[expect(clippy::ref_option, reason = "the form serde calls it in")]
fn hashed<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|secret| *secret.hash().as_bytes()).serialize(serializer)
}

impl NewWebhookEndpoint {
    /// An endpoint that is told everything.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), description: None, event_types: None, secret: None }
    }

    /// The same endpoint, told these types alone.
    #[must_use]
    pub fn event_types<T: Into<String>>(mut self, types: impl IntoIterator<Item = T>) -> Self {
        self.event_types = Some(types.into_iter().map(Into::into).collect());
        self
    }

    /// The same endpoint, described.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The same endpoint with a secret that its receiver has already.
    #[must_use]
    pub fn secret(mut self, secret: Secret) -> Self {
        self.secret = Some(secret);
        self
    }

    /// Reads `{"url": "https://…", "description": "…", "eventTypes": ["payment.*"], "secret":
    /// "whsec_…"}`; all but the URL are optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let url = body.required_with("url", check_url);
        let description = body.text_with("description", text::description);
        let event_types = body.json_with("event_types", read_event_types);
        let secret = body.text_with("secret", |secret| {
            key_of(secret)?;
            Ok(Secret::new(secret))
        });
        body.finish()?;
        Ok(Self { url: url.unwrap_or_default(), description, event_types, secret })
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        check_fields(
            &mut problems,
            Some(&self.url),
            self.description.as_deref(),
            self.event_types.as_deref(),
        );
        if let Some(secret) = &self.secret {
            problems.check("secret", key_of(secret.expose()).map(drop));
        }
        problems.finish()
    }
}

/// What to change of a webhook endpoint; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WebhookEndpointUpdate {
    /// A new URL; deliveries that are under way go there from their next attempt on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A new description; `Some(None)` takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    /// Which events it is told from now on; `Some(None)`: every type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Option<Vec<String>>>,
    /// Active or disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookEndpointStatus>,
}

impl WebhookEndpointUpdate {
    /// A change of the status: active or disabled.
    #[must_use]
    pub fn status(status: WebhookEndpointStatus) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Reads `{"url": "…", "description": "…", "eventTypes": […], "status": "disabled"}`, each of
    /// them optional; `null` takes the description away, and of `eventTypes` stands for every
    /// type.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let url = body.text_with("url", check_url);
        let description = body.nullable_with("description", text::description);
        let every_type = body.is_null("event_types");
        let event_types = body.json_with("event_types", read_event_types);
        let status = body.text_with("status", WebhookEndpointStatus::check);
        let status = status.and_then(|status| body.check("status", check_status(status)));
        body.finish()?;
        let event_types = if every_type { Some(None) } else { event_types.map(Some) };
        Ok(Self { url, description, event_types, status })
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        check_fields(
            &mut problems,
            self.url.as_deref(),
            self.description.as_ref().and_then(Option::as_deref),
            self.event_types.as_ref().and_then(Option::as_deref),
        );
        if let Some(status) = self.status {
            problems.check("status", check_status(status).map(drop));
        }
        problems.finish()
    }
}

fn check_fields(
    problems: &mut Problems,
    url: Option<&str>,
    description: Option<&str>,
    event_types: Option<&[String]>,
) {
    if let Some(url) = url {
        problems.check("url", check_url(url).map(drop));
    }
    if let Some(description) = description {
        problems.check("description", text::description(description).map(drop));
    }
    if let Some(types) = event_types {
        problems.check("event_types", check_event_types(types));
    }
}

/// Deliveries leave by HTTP, whatever schemes the store takes elsewhere.
pub(super) fn check_url(text: &str) -> Result<String, Invalid> {
    let url = text::url(text, &["https".to_owned(), "http".to_owned()])?;
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    if rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        let reason = "holds credentials: deliveries prove themselves by their signature";
        return Err(Invalid::coded("url", reason));
    }
    Ok(url)
}

pub(super) fn check_status(
    status: WebhookEndpointStatus,
) -> Result<WebhookEndpointStatus, Invalid> {
    match status {
        WebhookEndpointStatus::Deleted => {
            Err(Invalid::new("is deleted: that is for removing it to say"))
        }
        status => Ok(status),
    }
}

pub(super) fn read_event_types(json: &str) -> Result<Vec<String>, Invalid> {
    let types: Vec<String> =
        serde_json::from_str(json).map_err(|_| Invalid::new("is not a list of texts"))?;
    check_event_types(&types)?;
    Ok(types)
}

fn check_event_types(types: &[String]) -> Result<(), Invalid> {
    if types.is_empty() {
        return Err(Invalid::new("is empty: leave it out for every type"));
    }
    if types.len() > MOST_EVENT_TYPES {
        return Err(Invalid::new(format!("has more than {MOST_EVENT_TYPES} entries")));
    }
    let is_known = |pattern: &String| EVENT_TYPES.iter().any(|kind| covers(pattern, kind));
    match types.iter().find(|pattern| !is_known(pattern)) {
        None => Ok(()),
        Some(unknown) => {
            let shown = text::shown(unknown, 80);
            let reason = format!(
                "holds {shown}, which is neither a type of event, such as payment.completed, nor \
                 all of an object, such as payment.*"
            );
            Err(Invalid::coded("event_type", reason))
        }
    }
}

/// The list as it is kept: each text once, in the caller's order.
pub(super) fn once_each(types: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for kind in types {
        if !kept.contains(kind) {
            kept.push(kind.clone());
        }
    }
    kept
}
