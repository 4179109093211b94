//! What payments are made of and changed by.

use serde::Serialize;

use crate::customer::NewCustomer;
use crate::error::{Error, Invalid, Problems, Result};
use crate::store::settings::Settings;
use crate::value::body::Body;
use crate::value::card;
use crate::value::id::{ClientId, CustomerId, PaymentId};
use crate::value::json::JsonObject;
use crate::value::money::Money;
use crate::value::{text, time};

/// What it takes to create a payment: an amount. All else is optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewPayment {
    /// How much, in which currency; the store's settings say which currencies it takes.
    pub amount: Money,
    /// A UUID of the caller's choice; otherwise one is minted.
    pub id: Option<PaymentId>,
    /// Whose payment it is. The owner may say, an orchestrator must; a client's credential need
    /// not.
    pub client_id: Option<ClientId>,
    /// Merchant category code, 1 to 9999.
    pub mcc: Option<u16>,
    /// Who pays.
    pub customer: Option<PaymentCustomerInput>,
    /// What it is for, at most 500 characters.
    pub description: Option<String>,
    /// Where the customer goes after paying: an absolute URL.
    pub success_url: Option<String>,
    /// Where the customer goes after giving up: an absolute URL.
    pub cancel_url: Option<String>,
    /// The caller's own data, kept as given: at most 50 keys, 16 KiB.
    pub metadata: JsonObject,
    /// Seconds until it expires, 1 to 6 048 000; otherwise the store's setting.
    pub expires_in: Option<i64>,
}

/// The customer that a new payment names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentCustomerInput {
    /// One who is known.
    Existing(CustomerId),
    /// A new one; people are never told to be the same by their e-mail address.
    New(NewCustomer),
}

impl NewPayment {
    /// A payment of this amount in major units, `500.00`, in the currency of this code.
    ///
    /// # Errors
    ///
    /// `validation` for amount or currency.
    pub fn new(amount: &str, currency: &str) -> Result<Self> {
        Ok(Self::of(Money::parse(amount, currency.parse()?)?))
    }

    /// A payment of this amount.
    #[must_use]
    pub fn of(amount: Money) -> Self {
        Self {
            amount,
            id: None,
            client_id: None,
            mcc: None,
            customer: None,
            description: None,
            success_url: None,
            cancel_url: None,
            metadata: JsonObject::default(),
            expires_in: None,
        }
    }

    /// Reads the seed's body, in snake_case or camelCase.
    ///
    /// # Errors
    ///
    /// `validation`: `malformed_json` with line and column, or every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let (_, amount) = body.required_money();
        let customer = read_customer(&mut body);
        let (id, client_id) =
            (body.text_with("id", PaymentId::parse), body.text_with("client_id", ClientId::parse));
        let (mcc, expires_in) = (body.mcc("mcc"), body.integer("expires_in"));
        let description = body.text_with("description", text::description);
        let (success_url, cancel_url) = (body.text("success_url"), body.text("cancel_url"));
        let metadata = body.json_with("metadata", JsonObject::parse_metadata);
        note_limits(&mut body, expires_in, [&success_url, &cancel_url]);
        body.finish()?;
        let amount = amount.ok_or_else(|| Error::internal("a good amount is not money"))?;
        let metadata = metadata.unwrap_or_default();
        Ok(Self {
            amount,
            id,
            client_id,
            mcc,
            customer,
            description,
            success_url,
            cancel_url,
            metadata,
            expires_in,
        })
    }

    /// Checks every field against the rules and the store's settings.
    pub(super) fn check(&mut self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        problems.check("currency", settings.check_currency(self.amount.currency()));
        if let Some(code) = self.mcc {
            problems.check("mcc", text::mcc(&code.to_string(), false).map(drop));
        }
        if let Some(PaymentCustomerInput::New(customer)) = &mut self.customer {
            customer.check("customer.", &mut problems);
        }
        if let Some(seconds) = self.expires_in {
            problems.check("expires_in", time::check_lifetime(seconds));
        }
        let urls = [("success_url", &self.success_url), ("cancel_url", &self.cancel_url)];
        let description = self.description.as_deref();
        check_editable(settings, &mut problems, description, urls, Some(&self.metadata));
        problems.finish()
    }
}

/// Notes what can be known to be wrong without a store, so that it is said with the rest.
fn note_limits(body: &mut Body, expires_in: Option<i64>, urls: [&Option<String>; 2]) {
    for (name, url) in ["success_url", "cancel_url"].into_iter().zip(urls) {
        if let Some(url) = url {
            body.check(name, text::any_url(url));
        }
    }
    if let Some(seconds) = expires_in {
        body.check("expires_in", time::check_lifetime(seconds));
    }
}

fn read_customer(body: &mut Body) -> Option<PaymentCustomerInput> {
    let mut customer = body.object("customer")?;
    let id = customer.text_with("id", CustomerId::parse);
    let name = customer.text_with("name", text::name);
    let email = customer.text_with("email", text::email);
    let given = |body: &Body, name: &str| body.present(name) && !body.is_null(name);
    let described = given(&customer, "name") || given(&customer, "email");
    let read = match id {
        Some(id) => {
            if described {
                let reason = "stands beside a name or an email: give one or the other";
                customer.note("id", Invalid::new(reason));
            }
            PaymentCustomerInput::Existing(id)
        }
        None => {
            if !described && !given(&customer, "id") {
                customer.note("name", Invalid::coded("required", "is required, or an email or id"));
            }
            PaymentCustomerInput::New(NewCustomer { id: None, client_id: None, name, email })
        }
    };
    body.merge(customer);
    Some(read)
}

/// Checks the fields that may be edited while a payment is pending.
fn check_editable(
    settings: &Settings,
    problems: &mut Problems,
    description: Option<&str>,
    urls: [(&str, &Option<String>); 2],
    metadata: Option<&JsonObject>,
) {
    if let Some(description) = description {
        problems.check("description", text::description(description).map(drop));
        problems
            .check("description", card::refuse_in_text(settings.card_number_guard, description));
    }
    for (name, url) in urls {
        if let Some(url) = url {
            problems.check(name, text::url(url, &settings.url_schemes).map(drop));
        }
    }
    if let Some(metadata) = metadata {
        problems.check("metadata", JsonObject::parse_metadata(metadata.as_str()).map(drop));
        problems.check("metadata", card::refuse_in_json(settings.card_number_guard, metadata));
    }
}

/// What to change of a pending payment; what is left out stays, `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PaymentUpdate {
    /// What it is for, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    /// Where the customer goes after paying, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_url: Option<Option<String>>,
    /// Where the customer goes after giving up, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_url: Option<Option<String>>,
    /// The caller's own data, whole.
    pub metadata: Option<JsonObject>,
}

impl PaymentUpdate {
    /// Reads an object of the fields to change; `null` clears.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field; amount, currency and the like are not fields of it.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let cleared = body.is_null("metadata");
        let update = Self {
            description: body.nullable_with("description", text::description),
            success_url: body.nullable_text("success_url"),
            cancel_url: body.nullable_text("cancel_url"),
            metadata: body
                .json_with("metadata", JsonObject::parse_metadata)
                .or_else(|| cleared.then(JsonObject::default)),
        };
        body.finish()?;
        Ok(update)
    }

    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        let none = None;
        let urls = [
            ("success_url", self.success_url.as_ref().unwrap_or(&none)),
            ("cancel_url", self.cancel_url.as_ref().unwrap_or(&none)),
        ];
        let description = self.description.as_ref().and_then(Option::as_deref);
        check_editable(settings, &mut problems, description, urls, self.metadata.as_ref());
        problems.finish()
    }
}

/// How a payment was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Completion {
    /// An object with a `type` and whatever else the caller knows, at most 16 KiB.
    pub payment_method: Option<JsonObject>,
}

impl Completion {
    /// A completion that does not say how it was paid.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A completion by this method: `{"type": "cash"}`.
    ///
    /// # Errors
    ///
    /// `validation` unless the text is a JSON object with a `type`.
    pub fn by(payment_method: &str) -> Result<Self> {
        let method = JsonObject::parse(payment_method)?;
        check_method(&method).map_err(|invalid| invalid.at("payment_method"))?;
        Ok(Self { payment_method: Some(method) })
    }

    /// Reads `{"payment_method": {"type": "…", …}}`; the method is optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let payment_method = body.json_object("payment_method");
        if let Some(method) = &payment_method {
            body.check("payment_method", check_method(method));
        }
        body.finish()?;
        Ok(Self { payment_method })
    }

    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        if let Some(method) = &self.payment_method {
            problems.check("payment_method", check_method(method));
            problems
                .check("payment_method", card::refuse_in_json(settings.card_number_guard, method));
        }
        problems.finish()
    }
}

/// A payment method says of what type it is, and is no larger than metadata.
pub(super) fn check_method(method: &JsonObject) -> Result<(), Invalid> {
    JsonObject::parse_metadata(method.as_str())?;
    let kind = method.get("type").map(|raw| serde_json::from_str::<String>(raw.get()));
    match kind {
        Some(Ok(kind)) if !kind.trim().is_empty() => Ok(()),
        Some(_) => Err(Invalid::new("has a type that is not a text")),
        None => Err(Invalid::coded("required", "has no type")),
    }
}

/// Why a payment failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PaymentFailure {
    /// A short reason for programs, 1 to 64 characters of `[A-Za-z0-9_-]`.
    pub code: String,
    /// A reason for people, at most 500 characters.
    pub message: Option<String>,
}

impl PaymentFailure {
    /// A failure for this reason: `insufficient_funds`.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), message: None }
    }

    /// The same failure in words.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Reads `{"code": "…", "message": "…"}`; the message is optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let code = body.required_with("code", text::opaque_id);
        let message = body.text_with("message", text::reason);
        body.finish()?;
        Ok(Self { code: code.unwrap_or_default(), message })
    }

    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        problems.check("code", text::opaque_id(&self.code).map(drop));
        problems.check("code", card::refuse_in_text(settings.card_number_guard, &self.code));
        if let Some(message) = &self.message {
            problems.check("message", text::reason(message).map(drop));
            problems.check("message", card::refuse_in_text(settings.card_number_guard, message));
        }
        problems.finish()
    }
}
