//! What callers say of fees: what to create, to change, to list and to compute.

use serde::Serialize;

use crate::error::{Error, Invalid, Problems, Result};
use crate::fee::{FeeBearer, FeeStatus};
use crate::input::FromBody;
use crate::store::settings::Settings;
use crate::value::body::Body;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::money::Money;

/// The highest rate of a fee: the whole amount, in basis points.
pub const MAX_FEE_BPS: u32 = 10_000;

/// What it takes to create a fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewFee {
    /// Whose fee it is; the owner must say, an orchestrator's own handle may leave it out.
    pub orchestrator_id: Option<OrchestratorId>,
    /// The client it is for, linked to the orchestrator; `None`: the default for all of them.
    pub client_id: Option<ClientId>,
    /// The rate in basis points, hundredths of a per cent: 0 to 10 000.
    pub bps: u32,
    /// Who bears it.
    pub fee_bearer: FeeBearer,
    /// The most it comes to on one payment; `None`: as much as the rate says.
    pub cap: Option<Money>,
}

impl NewFee {
    /// A default fee of so many basis points without a cap.
    #[must_use]
    pub const fn new(fee_bearer: FeeBearer, bps: u32) -> Self {
        Self { orchestrator_id: None, client_id: None, bps, fee_bearer, cap: None }
    }

    /// The same fee as this orchestrator's.
    #[must_use]
    pub const fn with_orchestrator(mut self, id: OrchestratorId) -> Self {
        self.orchestrator_id = Some(id);
        self
    }

    /// The same fee for this client alone.
    #[must_use]
    pub fn with_client(mut self, id: ClientId) -> Self {
        self.client_id = Some(id);
        self
    }

    /// The same fee with a cap.
    #[must_use]
    pub const fn with_cap(mut self, cap: Money) -> Self {
        self.cap = Some(cap);
        self
    }

    /// Reads `{"bps": 250, "feeBearer": "payer", "orchestratorId": "org_…", "clientId": "…",
    /// "cap": {"amount": "5.00", "currency": "USD"}}`; the last three are optional.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_body(json, None)
    }
}

impl FromBody for NewFee {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let orchestrator_id = body.text_with("orchestrator_id", OrchestratorId::parse);
        let client_id = body.text_with("client_id", ClientId::parse);
        let bps = body.required_integer("bps").and_then(|bps| body.check("bps", check_bps(bps)));
        let fee_bearer = body.required_with("fee_bearer", FeeBearer::check);
        let cap = take_cap(&mut body).flatten();
        judge_cap(&mut body, settings, cap);
        body.finish()?;
        let required = bps.zip(fee_bearer);
        let (bps, fee_bearer) = required.ok_or_else(|| Error::internal("a fee was misread"))?;
        Ok(Self { orchestrator_id, client_id, bps, fee_bearer, cap })
    }
}

/// What to change of a fee; what is left out stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FeeUpdate {
    /// A new rate in basis points: 0 to 10 000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bps: Option<u32>,
    /// A new cap; `Some(None)` takes the cap away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Option<Money>>,
}

impl FeeUpdate {
    /// A change of the rate.
    #[must_use]
    pub const fn bps(bps: u32) -> Self {
        Self { bps: Some(bps), cap: None }
    }

    /// A change of the cap; `None` takes it away.
    #[must_use]
    pub const fn cap(cap: Option<Money>) -> Self {
        Self { bps: None, cap: Some(cap) }
    }

    /// Reads `{"bps": 250, "cap": {"amount": "5.00", "currency": "USD"}}`, each of them optional;
    /// `"cap": null` takes the cap away.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_body(json, None)
    }
}

impl FromBody for FeeUpdate {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let bps = body.integer("bps").and_then(|bps| body.check("bps", check_bps(bps)));
        let cap = take_cap(&mut body);
        judge_cap(&mut body, settings, cap.flatten());
        body.finish()?;
        Ok(Self { bps, cap })
    }
}

/// Which fees a list holds; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeeFilter {
    /// Only the overrides for this client.
    pub client_id: Option<ClientId>,
    /// Only fees of this status.
    pub status: Option<FeeStatus>,
}

impl FeeFilter {
    /// Only the overrides for this client and fees of this status, where they are given.
    #[must_use]
    pub const fn new(client_id: Option<ClientId>, status: Option<FeeStatus>) -> Self {
        Self { client_id, status }
    }
}

/// The payment to compute fees for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FeePreview {
    /// The payment's amount.
    #[serde(flatten)]
    pub amount: Money,
    /// Whose payment it would be.
    pub client_id: ClientId,
}

impl FeePreview {
    /// A payment of this amount to this client.
    #[must_use]
    pub const fn new(amount: Money, client_id: ClientId) -> Self {
        Self { amount, client_id }
    }

    /// Reads `{"amount": "100.00", "currency": "USD", "clientId": "…"}`.
    ///
    /// # Errors
    ///
    /// `validation` with every bad field.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let amount = body.required_money().1;
        let client_id = body.required_with("client_id", ClientId::parse);
        body.finish()?;
        let required = amount.zip(client_id);
        let (amount, client_id) =
            required.ok_or_else(|| Error::internal("a preview was misread"))?;
        Ok(Self { amount, client_id })
    }
}

/// Refuses a rate out of range and a cap in a currency that is not one of the store's.
pub(super) fn check_terms(settings: &Settings, bps: Option<u32>, cap: Option<Money>) -> Result<()> {
    let mut problems = Problems::default();
    if let Some(bps) = bps {
        problems.take("bps", check_bps(i64::from(bps)));
    }
    if let Some(cap) = cap {
        problems.check("cap.currency", settings.check_currency(cap.currency()));
    }
    problems.finish()
}

pub(super) fn check_bps(bps: i64) -> Result<u32, Invalid> {
    let within = u32::try_from(bps).ok().filter(|bps| *bps <= MAX_FEE_BPS);
    within.ok_or_else(|| Invalid::new(format!("is not from 0 to {MAX_FEE_BPS} basis points")))
}

/// Notes a cap in a currency that is not one of the store's.
fn judge_cap(body: &mut Body, settings: Option<&Settings>, cap: Option<Money>) {
    if let Some((settings, cap)) = settings.zip(cap) {
        body.check("cap.currency", settings.check_currency(cap.currency()));
    }
}

/// The body's `cap`, or `Some(None)` for `null`.
fn take_cap(body: &mut Body) -> Option<Option<Money>> {
    if body.is_null("cap") {
        body.raw("cap");
        return Some(None);
    }
    let mut cap = body.object("cap")?;
    let money = cap.required_money().1;
    body.merge(cap);
    money.map(Some)
}
