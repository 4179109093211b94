//! Payments in exports. The customer's name and e-mail address and the payment link are derived:
//! they come out as reads give them, and go in unread.

use rusqlite::named_params;

use crate::customer;
use crate::error::{Error, Problems, Result};
use crate::fee::FeePlan;
use crate::payment::input::check_method;
use crate::payment::{
    LatePayment, Payment, PaymentCustomer, PaymentFailure, PaymentFilter, PaymentStatus, Stored,
    list, reload,
};
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::settings::Settings;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::card;
use crate::value::id::{ClientId, CustomerId, PaymentId};
use crate::value::json::JsonObject;
use crate::value::money::Money;
use crate::value::text;
use crate::value::time::Timestamp;

impl Transfer for Payment {
    type Filter = PaymentFilter;

    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &PaymentFilter,
    ) -> Result<Vec<(i64, Self)>> {
        let found = list::stretch(transaction, filter, stretch.bounds())?;
        let choose = |stored: Stored| {
            let status = stretch.statuses.choose(stored.status, stored.payment.status);
            (stored.row, Self { status, ..stored.payment })
        };
        Ok(found.into_iter().map(choose).collect())
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        refuse_card_numbers(&self, transaction.settings())?;
        let client = self.client_id.as_ref().map(|id| transaction.find_client(id)).transpose()?;
        let client = client.map(|client| client.row);
        let customer = match &self.customer {
            Some(named) => Some(customer::row_for_restored_payment(transaction, named.id, client)?),
            None => None,
        };
        if insert(transaction, &self, client, customer)? {
            return Ok(Restored::Created);
        }
        let stored = reload(transaction, self.id)?;
        let mut same = stored.payment;
        same.status = stored.status;
        record::settle("payment", self.id, &without_derived(same), &without_derived(self))
    }
}

/// A payment without what is read off other records and the settings.
fn without_derived(mut payment: Payment) -> Payment {
    payment.payment_link.clear();
    if let Some(customer) = &mut payment.customer {
        customer.id_only = true;
    }
    payment
}

fn refuse_card_numbers(payment: &Payment, settings: &Settings) -> Result<()> {
    let guard = settings.card_number_guard;
    let mut problems = Problems::default();
    let failure = payment.failure.as_ref();
    let late = payment.late_payment.as_ref();
    for (field, text) in [
        ("description", payment.description.as_deref()),
        ("failure.code", failure.map(|failure| failure.code.as_str())),
        ("failure.message", failure.and_then(|failure| failure.message.as_deref())),
    ] {
        problems.check(field, card::refuse_in_text(guard, text.unwrap_or_default()));
    }
    for (field, object) in [
        ("metadata", Some(&payment.metadata)),
        ("payment_method", payment.payment_method.as_ref()),
        ("late_payment.payment_method", late.and_then(|late| late.payment_method.as_ref())),
    ] {
        if let Some(object) = object {
            problems.check(field, card::refuse_in_json(guard, object));
        }
    }
    problems.finish()
}

/// Keeps the payment, unless there is one of its id; answers whether it did.
fn insert(
    transaction: &WriteTransaction<'_>,
    payment: &Payment,
    client: Option<i64>,
    customer: Option<i64>,
) -> Result<bool> {
    let plan = payment.fee_plan.as_ref();
    let orchestrator = plan.map(|plan| transaction.orchestrator(Some(plan.orchestrator_id)));
    let plan = plan.map(serde_json::to_string).transpose();
    let (failure, late) = (payment.failure.as_ref(), payment.late_payment.as_ref());
    let inserted = transaction.change(
        "INSERT INTO payment (id, client, orchestrator, customer, status, amount_minor, currency,
            mcc, description, metadata, success_url, cancel_url, payment_method, failure_code,
            failure_message, late_at, late_method, fee_plan, created_at, updated_at, expires_at,
            completed_at, version)
        VALUES (:id, :client, :orchestrator, :customer, :status, :amount, :currency, :mcc,
            :description, :metadata, :success_url, :cancel_url, :method, :failure_code,
            :failure_message, :late_at, :late_method, :fee_plan, :created_at, :updated_at,
            :expires_at, :completed_at, :version)
        ON CONFLICT (id) DO NOTHING",
        named_params! {
            ":id": payment.id,
            ":client": client,
            ":orchestrator": orchestrator.transpose()?.map(|orchestrator| orchestrator.row),
            ":customer": customer,
            ":status": payment.status.as_str(),
            ":amount": payment.amount_minor,
            ":currency": payment.currency.code(),
            ":mcc": payment.mcc,
            ":description": payment.description,
            ":metadata": payment.metadata.as_str(),
            ":success_url": payment.success_url,
            ":cancel_url": payment.cancel_url,
            ":method": payment.payment_method.as_ref().map(JsonObject::as_str),
            ":failure_code": failure.map(|failure| &failure.code),
            ":failure_message": failure.map(|failure| &failure.message),
            ":late_at": late.map(|late| late.recorded_at),
            ":late_method":
                late.and_then(|late| late.payment_method.as_ref()).map(JsonObject::as_str),
            ":fee_plan": plan.map_err(|error| Error::internal(error.to_string()))?,
            ":created_at": payment.created_at,
            ":updated_at": payment.updated_at,
            ":expires_at": payment.expires_at,
            ":completed_at": payment.completed_at,
            ":version": payment.version,
        },
    )?;
    Ok(inserted == 1)
}

fn read(body: &mut Body) -> Option<Payment> {
    let id = body.required_with("id", PaymentId::parse);
    let status = body.required_with("status", PaymentStatus::check);
    let money = read_money(body);
    let stamps = record::take_stamps(body);
    let expires_at = body.required_with("expires_at", Timestamp::parse);
    let created_at = stamps.map(|stamps| stamps.created_at);
    record::not_before(body, "expires_at", expires_at, "created_at", created_at);
    let ending = read_ending(body, status, expires_at);
    let description = body.text_with("description", text::description);
    body.required("metadata");
    let metadata = body.json_with("metadata", JsonObject::parse_metadata);
    let payment_link = body.text("payment_link").unwrap_or_default();
    let customer = read_customer(body);
    let success_url = body.text_with("success_url", text::kept_url);
    let cancel_url = body.text_with("cancel_url", text::kept_url);
    let client_id = body.text_with("client_id", ClientId::parse);
    let mcc = body.mcc("mcc");
    let fee_plan = body.json_with("fee_plan", |json| FeePlan::read_proven(json, money));
    if fee_plan.is_some() && client_id.is_none() {
        record::impossible(body, "fee_plan", "is given, but there is no client_id");
    }
    let (money, stamps) = (money?, stamps?);
    Some(Payment {
        id: id?,
        status: status?,
        description,
        metadata: metadata?,
        currency: money.currency(),
        amount: money.to_string(),
        updated_at: stamps.updated_at,
        completed_at: ending.completed_at,
        expires_at: expires_at?,
        created_at: stamps.created_at,
        payment_link,
        payment_method: ending.payment_method,
        customer,
        success_url,
        cancel_url,
        amount_minor: money.minor(),
        client_id,
        mcc,
        fee_plan,
        failure: ending.failure,
        late_payment: ending.late_payment,
        version: stamps.version,
    })
}

/// The amount, which stands there twice and must be the same.
fn read_money(body: &mut Body) -> Option<Money> {
    let (_, money) = body.required_money();
    let minor = body.required_integer("amount_minor");
    let money = money?;
    if minor.is_some_and(|minor| minor != money.minor()) {
        record::impossible(body, "amount_minor", "is not as much as amount says");
    }
    Some(money)
}

/// What became of a payment.
struct Ending {
    completed_at: Option<Timestamp>,
    payment_method: Option<JsonObject>,
    failure: Option<PaymentFailure>,
    late_payment: Option<LatePayment>,
}

fn read_ending(
    body: &mut Body,
    status: Option<PaymentStatus>,
    expires_at: Option<Timestamp>,
) -> Ending {
    let completed_at = body.text_with("completed_at", Timestamp::parse);
    let payment_method = read_method(body);
    let failure = read_failure(body);
    let late_payment = read_late_payment(body);
    let is = |wanted| status == Some(wanted);
    let completed = is(PaymentStatus::Completed);
    let when = "status is completed";
    record::go_together(body, "completed_at", completed_at.is_some(), when, completed);
    if completed_at.zip(expires_at).is_some_and(|(completed, expires)| completed >= expires) {
        record::impossible(body, "completed_at", "is not before expires_at");
    }
    if payment_method.is_some() && !completed {
        record::go_together(body, "payment_method", true, when, false);
    }
    let failed = is(PaymentStatus::Failed);
    record::go_together(body, "failure", failure.is_some(), "status is failed", failed);
    if late_payment.is_some() && !is(PaymentStatus::Expired) {
        record::go_together(body, "late_payment", true, "status is expired", false);
    }
    Ending { completed_at, payment_method, failure, late_payment }
}

fn read_method(body: &mut Body) -> Option<JsonObject> {
    let method = body.json_object("payment_method")?;
    body.check("payment_method", check_method(&method)).map(|()| method)
}

fn read_customer(body: &mut Body) -> Option<PaymentCustomer> {
    let mut customer = body.object("customer")?;
    let id = customer.required_with("id", CustomerId::parse);
    let (name, email) = (customer.text("name"), customer.text("email"));
    body.merge(customer);
    Some(PaymentCustomer { id: id?, name, email, id_only: false })
}

fn read_failure(body: &mut Body) -> Option<PaymentFailure> {
    let mut failure = body.object("failure")?;
    let code = failure.required_with("code", text::opaque_id);
    let message = failure.text_with("message", text::reason);
    body.merge(failure);
    Some(PaymentFailure { code: code?, message })
}

fn read_late_payment(body: &mut Body) -> Option<LatePayment> {
    let mut late = body.object("late_payment")?;
    let recorded_at = late.required_with("recorded_at", Timestamp::parse);
    let payment_method = read_method(&mut late);
    body.merge(late);
    Some(LatePayment { recorded_at: recorded_at?, payment_method })
}
