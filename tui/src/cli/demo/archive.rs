//! Records as they ended, in the lines that an import takes: what a till kept for months and
//! hands in at last.

use billfold_core::{
    ClientId, Currency, FeeBearer, FeeId, Money, OrchestratorId, PaymentFailure, Timestamp,
};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::demo::ask::{Answer, Ask};
use crate::cli::demo::chance::Chance;
use crate::cli::demo::names::Person;
use crate::cli::demo::sale::{Fate, Sale, later};
use crate::cli::demo::town::{Rate, ShopHere};
use crate::failure::{Failure, Result};

/// Lines to be imported.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) bytes: Vec<u8>,
    /// How many of them are payments or requests to link.
    pub(super) records: u64,
}

#[derive(Serialize)]
struct Line<'a, R> {
    kind: &'a str,
    record: &'a R,
}

#[derive(Serialize)]
struct CustomerRecord<'a> {
    id: &'a str,
    client_id: &'a ClientId,
    name: Option<&'a str>,
    email: Option<&'a str>,
    created_at: Timestamp,
    updated_at: Timestamp,
    erased_at: Option<Timestamp>,
    version: i64,
}

#[derive(Serialize)]
struct PaymentRecord<'a> {
    id: String,
    status: &'static str,
    description: Option<&'a str>,
    metadata: &'a RawValue,
    currency: Currency,
    amount: String,
    updated_at: Timestamp,
    completed_at: Option<Timestamp>,
    expires_at: Timestamp,
    created_at: Timestamp,
    payment_link: Option<&'a str>,
    payment_method: Option<&'a RawValue>,
    customer: Option<CustomerReference<'a>>,
    success_url: Option<&'a str>,
    cancel_url: Option<&'a str>,
    amount_minor: i64,
    client_id: &'a ClientId,
    mcc: Option<u16>,
    fee_plan: Option<Plan>,
    failure: Option<&'a PaymentFailure>,
    late_payment: Option<Late<'a>>,
    version: i64,
}

#[derive(Serialize)]
struct CustomerReference<'a> {
    id: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Late<'a> {
    recorded_at: Timestamp,
    payment_method: &'a RawValue,
}

#[derive(Serialize)]
struct Plan {
    orchestrator_id: OrchestratorId,
    lines: Vec<PlanLine>,
    payer_total: String,
    payer_total_minor: i64,
    recipient_net: String,
    recipient_net_minor: i64,
    currency: Currency,
}

#[derive(Serialize)]
struct PlanLine {
    fee_id: FeeId,
    fee_bearer: FeeBearer,
    bps: u32,
    amount: String,
    amount_minor: i64,
}

#[derive(Serialize)]
struct RequestRecord<'a> {
    id: String,
    client_id: &'a ClientId,
    client_user_id: &'a str,
    biller_id: Option<&'a str>,
    status: &'static str,
    link_token_id: Option<&'a str>,
    session_url: Option<&'a str>,
    metadata: &'a RawValue,
    created_at: Timestamp,
    updated_at: Timestamp,
    expires_at: Timestamp,
    cancel_reason: Option<&'a str>,
    completed_at: Option<Timestamp>,
    version: i64,
}

/// What became of a payment, and when.
struct End<'a> {
    status: &'static str,
    updated_at: Timestamp,
    completed_at: Option<Timestamp>,
    method: Option<&'a RawValue>,
    failure: Option<&'a PaymentFailure>,
    late: Option<Late<'a>>,
    version: i64,
}

impl Lines {
    /// A customer; one who was erased has neither name nor address.
    pub(super) fn customer(
        &mut self,
        id: &str,
        shop: &ShopHere,
        person: Option<&Person>,
        created: Timestamp,
        end: Timestamp,
    ) -> Result<()> {
        let erased_at = person.is_none().then(|| later(created, 2_000_000, end));
        let name = person.and_then(|person| person.name.as_deref());
        let email = person.and_then(|person| person.email.as_deref());
        let record = CustomerRecord {
            id,
            client_id: &shop.id,
            name,
            email,
            created_at: created,
            updated_at: erased_at.unwrap_or(created),
            erased_at,
            version: if erased_at.is_some() { 2 } else { 1 },
        };
        self.line("customer", &record)
    }

    /// A payment, created then.
    pub(super) fn payment(
        &mut self,
        chance: &mut Chance,
        sale: &Sale,
        shop: &ShopHere,
        customer: Option<&str>,
        created: Timestamp,
        end: Timestamp,
    ) -> Result<()> {
        let expires_at = created.plus_seconds(sale.expires_in(created, end));
        let ending = end_of(&sale.fate, created, expires_at, end)?;
        let record = PaymentRecord {
            id: uuid(created, chance),
            status: ending.status,
            description: sale.description.as_deref(),
            metadata: raw(&sale.metadata)?,
            currency: sale.amount.currency(),
            amount: sale.amount.to_string(),
            updated_at: ending.updated_at,
            completed_at: ending.completed_at,
            expires_at,
            created_at: created,
            payment_link: None,
            payment_method: ending.method,
            customer: customer.map(|id| CustomerReference { id, name: None, email: None }),
            success_url: sale.success_url,
            cancel_url: None,
            amount_minor: sale.amount.minor(),
            client_id: &shop.id,
            mcc: sale.mcc,
            fee_plan: shop.linked.as_ref().map(|(id, rates)| plan(*id, rates, sale.amount)),
            failure: ending.failure,
            late_payment: ending.late,
            version: ending.version,
        };
        self.records = self.records.saturating_add(1);
        self.line("payment", &record)
    }

    /// A request to link, created then.
    pub(super) fn request(
        &mut self,
        chance: &mut Chance,
        ask: &Ask,
        shop: &ShopHere,
        created: Timestamp,
        end: Timestamp,
    ) -> Result<()> {
        let expires_at = created.plus_seconds(ask.expires_in(created, end));
        let (status, updated_at, version) = match &ask.answer {
            Answer::Completed { begins, takes } => {
                ("COMPLETED", later(created, begins.saturating_add(*takes), end), 3)
            }
            Answer::Cancelled { after, .. } => ("CANCELLED", later(created, *after, end), 2),
            Answer::Expired => ("EXPIRED", expires_at, 2),
            Answer::Waiting { .. } => ("PENDING", created, 1),
            Answer::Begun { after, .. } => ("IN_PROGRESS", later(created, *after, end), 2),
        };
        let cancel_reason = match &ask.answer {
            Answer::Cancelled { reason, .. } => *reason,
            _ => None,
        };
        let record = RequestRecord {
            id: format!("rtl_{}", uuid(created, chance).replace('-', "")),
            client_id: &shop.id,
            client_user_id: &ask.user,
            biller_id: ask.biller.as_deref(),
            status,
            link_token_id: None,
            session_url: None,
            metadata: raw(&ask.metadata)?,
            created_at: created,
            updated_at,
            expires_at,
            cancel_reason,
            completed_at: (status == "COMPLETED").then_some(updated_at),
            version,
        };
        self.records = self.records.saturating_add(1);
        self.line("request_to_link", &record)
    }

    fn line<R: Serialize>(&mut self, kind: &str, record: &R) -> Result<()> {
        let written = serde_json::to_writer(&mut self.bytes, &Line { kind, record });
        written.map_err(|error| unwritten(&error))?;
        self.bytes.push(b'\n');
        Ok(())
    }
}

fn end_of(
    fate: &Fate,
    created: Timestamp,
    expires_at: Timestamp,
    end: Timestamp,
) -> Result<End<'_>> {
    let mut ending = End {
        status: "pending",
        updated_at: created,
        completed_at: None,
        method: None,
        failure: None,
        late: None,
        version: 1,
    };
    match fate {
        Fate::Open { .. } => return Ok(ending),
        Fate::Completed { after, method } => {
            ending.status = "completed";
            ending.updated_at = later(created, *after, end);
            ending.completed_at = Some(ending.updated_at);
            ending.method = Some(raw(method)?);
        }
        Fate::Failed { after, failure } => {
            ending.status = "failed";
            ending.updated_at = later(created, *after, end);
            ending.failure = Some(failure);
        }
        Fate::Expired { late } => {
            ending.status = "expired";
            ending.updated_at = expires_at;
            if let Some((after, method)) = late {
                ending.updated_at = later(expires_at, *after, end);
                let payment_method = raw(method)?;
                ending.late = Some(Late { recorded_at: ending.updated_at, payment_method });
                ending.version = 2;
            }
        }
    }
    ending.version = ending.version.saturating_add(1);
    Ok(ending)
}

/// What the fees come to, as the store computes them for payments that it creates.
fn plan(orchestrator_id: OrchestratorId, rates: &[Rate], amount: Money) -> Plan {
    let currency = amount.currency();
    let line = |rate: &Rate| {
        let share = i128::from(amount.minor()).saturating_mul(i128::from(rate.bps));
        // Half up.
        let share = i64::try_from(share.saturating_add(5000) / 10_000).unwrap_or(i64::MAX);
        let amount_minor = rate.cap.map_or(share, |cap| share.min(cap));
        PlanLine {
            fee_id: rate.fee,
            fee_bearer: rate.bearer,
            bps: rate.bps,
            amount: Money::format_minor(amount_minor, currency),
            amount_minor,
        }
    };
    let lines: Vec<PlanLine> = rates.iter().map(line).collect();
    let borne_by = |bearer: FeeBearer| {
        let borne = lines.iter().filter(|line| line.fee_bearer == bearer);
        borne.fold(0_i64, |sum, line| sum.saturating_add(line.amount_minor))
    };
    let payer_total_minor = amount.minor().saturating_add(borne_by(FeeBearer::Payer));
    let recipient_net_minor = amount.minor().saturating_sub(borne_by(FeeBearer::Recipient));
    Plan {
        orchestrator_id,
        payer_total: Money::format_minor(payer_total_minor, currency),
        payer_total_minor,
        recipient_net: Money::format_minor(recipient_net_minor, currency),
        recipient_net_minor,
        currency,
        lines,
    }
}

/// A UUID of version 7: of its time, and otherwise of chance.
pub(super) fn uuid(at: Timestamp, chance: &mut Chance) -> String {
    let bits = chance.bits();
    let milliseconds = u128::try_from(at.unix_seconds()).unwrap_or(0).saturating_mul(1000);
    let milliseconds = milliseconds.saturating_add(bits % 1000);
    let random = (bits >> 48) & 0x0fff_3fff_ffff_ffff_ffff;
    let whole = (milliseconds << 80) | random | (0x7 << 76) | (0x8 << 60);
    let digits = format!("{whole:032x}");
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
    groups.map(|group| digits.get(group).unwrap_or_default()).join("-")
}

fn raw(json: &str) -> Result<&RawValue> {
    serde_json::from_str(json).map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> Failure {
    let message = format!("a record cannot be written down: {error}");
    Failure::new(billfold_core::ErrorKind::Internal, "internal", message)
}
