//! What payments are made of and changed by.

use serde::Serialize;

use crate::customer::NewCustomer;
use crate::error::{Error, Invalid, Problems, Result};
use crate::input::FromBody;
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
        Self::from_body(json, None)
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

impl FromBody for NewPayment {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let (currency, amount) = body.required_money();
        let customer = read_customer(&mut body);
        let (id, client_id) =
            (body.text_with("id", PaymentId::parse), body.text_with("client_id", ClientId::parse));
        let (mcc, expires_in) = (body.mcc("mcc"), body.integer("expires_in"));
        let description = body.text_with("description", text::description);
        let (success_url, cancel_url) = (body.text("success_url"), body.text("cancel_url"));
        let metadata = body.json_with("metadata", JsonObject::parse_metadata);
        note_limits(&mut body, expires_in, [&success_url, &cancel_url]);
        if let Some(settings) = settings {
            body.judge(|problems| {
                if let Some(currency) = currency {
                    problems.check("currency", settings.check_currency(currency));
                }
                let urls = [("success_url", &success_url), ("cancel_url", &cancel_url)];
                check_by(settings, problems, description.as_deref(), urls, metadata.as_ref());
            });
        }
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
    }
    for (name, url) in urls {
        if let Some(url) = url {
            problems.check(name, text::any_url(url));
        }
    }
    if let Some(metadata) = metadata {
        problems.check("metadata", JsonObject::parse_metadata(metadata.as_str()).map(drop));
    }
    check_by(settings, problems, description, urls, metadata);
}

/// Checks of them what the store's settings say.
fn check_by(
    settings: &Settings,
    problems: &mut Problems,
    description: Option<&str>,
    urls: [(&str, &Option<String>); 2],
    metadata: Option<&JsonObject>,
) {
    let guard = settings.card_number_guard;
    if let Some(description) = description {
        problems.check("description", card::refuse_in_text(guard, description));
    }
    for (name, url) in urls {
        if let Some(url) = url.as_deref().filter(|url| text::any_url(url).is_ok()) {
            problems.check(name, text::url(url, &settings.url_schemes).map(drop));
        }
    }
    if let Some(metadata) = metadata {
        problems.check("metadata", card::refuse_in_json(guard, metadata));
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
        Self::from_body(json, None)
    }

    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        let mut problems = Problems::default();
        let description = self.description.as_ref().and_then(Option::as_deref);
        let metadata = self.metadata.as_ref();
        check_editable(settings, &mut problems, description, self.urls(), metadata);
        problems.finish()
    }

    fn urls(&self) -> [(&'static str, &Option<String>); 2] {
        let given = |url| Option::unwrap_or(url, &None);
        [
            ("success_url", given(self.success_url.as_ref())),
            ("cancel_url", given(self.cancel_url.as_ref())),
        ]
    }
}

impl FromBody for PaymentUpdate {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let cleared = body.is_null("metadata");
        let url = |text: &str| text::any_url(text).map(|()| text.to_owned());
        let update = Self {
            description: body.nullable_with("description", text::description),
            success_url: body.nullable_with("success_url", url),
            cancel_url: body.nullable_with("cancel_url", url),
            metadata: body
                .json_with("metadata", JsonObject::parse_metadata)
                .or_else(|| cleared.then(JsonObject::default)),
        };
        if let Some(settings) = settings {
            let description = update.description.as_ref().and_then(Option::as_deref);
            let metadata = update.metadata.as_ref();
            body.judge(|problems| {
                check_by(settings, problems, description, update.urls(), metadata);
            });
        }
        body.finish()?;
        Ok(update)
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
        Self::from_body(json, None)
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

impl FromBody for Completion {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let payment_method = body.json_object("payment_method");
        if let Some(method) = &payment_method {
            body.check("payment_method", check_method(method));
            let guard = settings.is_some_and(|settings| settings.card_number_guard);
            body.check("payment_method", card::refuse_in_json(guard, method));
        }
        body.finish()?;
        Ok(Self { payment_method })
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
        Self::from_body(json, None)
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

impl FromBody for PaymentFailure {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let guard = settings.is_some_and(|settings| settings.card_number_guard);
        let code = body.required_with("code", text::opaque_id).unwrap_or_default();
        body.check("code", card::refuse_in_text(guard, &code));
        let message = body.text_with("message", text::reason);
        let said = message.as_deref().unwrap_or_default();
        body.check("message", card::refuse_in_text(guard, said));
        body.finish()?;
        Ok(Self { code, message })
    }
}
