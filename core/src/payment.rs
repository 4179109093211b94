//! Payments: created, shared as a link, completed, failed or expired.
//!
//! Expiry is a fact, not a job: from `expires_at` on, a pending payment is `expired` to every
//! reader, in every list, filter and count, whether or not a sweep has made that permanent.

use rusqlite::named_params;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::error::{Error, Result};
use crate::event;
use crate::fee::FeePlan;
use crate::idempotency::{Outcome, Replay};
use crate::scope::Sight;
use crate::store::Store;
use crate::store::caller::Principal;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{ClientId, CustomerId, PaymentId};
use crate::value::json::JsonObject;
use crate::value::money::{Currency, Money};
use crate::value::page::{Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod create;
mod filter;
mod input;
mod list;
mod totals;
mod transfer;
mod transition;

pub use filter::{PaymentFilter, PaymentSort};
pub use input::{Completion, NewPayment, PaymentCustomerInput, PaymentFailure, PaymentUpdate};
pub(crate) use totals::{AmountSum, Share, late, overdue, takings, totals};
pub(crate) use transition::sweep;

word_enum! {
    /// Where a payment stands.
    pub enum PaymentStatus ("status") {
        /// It waits for its money.
        Pending = "pending",
        /// The money came in time.
        Completed = "completed",
        /// Its time has passed; money that came later is noted as `late_payment`.
        Expired = "expired",
        /// It failed.
        Failed = "failed",
    }
}

/// A payment. The first fifteen fields are the seed's, in its order; absent ones are `null`.
///
/// | field | constraints | set by | changes |
/// |---|---|---|---|
/// | `id` | a UUID | its creator, else minted | never |
/// | `status` | see [`PaymentStatus`] | the operations, and time | once |
/// | `description` | at most 500 characters | the caller | while pending |
/// | `metadata` | see [`JsonObject`] | the caller | while pending |
/// | `currency`, `amount`, `amount_minor` | 1 to 2^53−1 minor units | the creator | never |
/// | `payment_link` | a URL | the store's base URL and the id | with that setting |
/// | `payment_method` | an object with a `type` | completion | once |
/// | `customer` | one that exists | the creator | never; name and e-mail with the customer |
/// | `success_url`, `cancel_url` | absolute URLs | the caller | while pending |
/// | `client_id` | a client's id, or none | the creator | never |
/// | `mcc` | 1 to 9999, or none | the creator | never |
/// | `fee_plan` | see [`FeePlan`] | the link in force on creation | never |
/// | `failure` | code and message | failing | once |
/// | `late_payment` | when, and how | recording it | once |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Payment {
    /// Names the payment.
    pub id: PaymentId,
    /// Where it stands now.
    pub status: PaymentStatus,
    /// What it is for.
    pub description: Option<String>,
    /// The caller's own data, as it was given.
    pub metadata: JsonObject,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// The amount in major units: `500.0`.
    pub amount: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// From when on it is expired, unless completed or failed before.
    pub expires_at: Timestamp,
    /// When it was created.
    pub created_at: Timestamp,
    /// Where the customer pays.
    pub payment_link: String,
    /// How it was paid.
    pub payment_method: Option<JsonObject>,
    /// Who pays.
    pub customer: Option<PaymentCustomer>,
    /// Where the customer goes after paying.
    pub success_url: Option<String>,
    /// Where the customer goes after giving up.
    pub cancel_url: Option<String>,
    /// The amount in minor units: `50000`.
    pub amount_minor: i64,
    /// Whose payment it is; none: the store's own.
    pub client_id: Option<ClientId>,
    /// The merchant category code.
    pub mcc: Option<u16>,
    /// The fees of the orchestrator whose link was in force on creation; none without a link.
    pub fee_plan: Option<FeePlan>,
    /// Why it failed.
    pub failure: Option<PaymentFailure>,
    /// Money that came after it had expired.
    pub late_payment: Option<LatePayment>,
    /// Grows by one with each change.
    pub version: i64,
}

/// The customer of a payment; name and e-mail are gone once they are erased.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentCustomer {
    /// Names the customer.
    pub id: CustomerId,
    /// The customer's name.
    pub name: Option<String>,
    /// The customer's e-mail address.
    pub email: Option<String>,
    /// In the event log a customer is an id and nothing more.
    id_only: bool,
}

impl Serialize for PaymentCustomer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("PaymentCustomer", 3)?;
        object.serialize_field("id", &self.id)?;
        if !self.id_only {
            object.serialize_field("name", &self.name)?;
            object.serialize_field("email", &self.email)?;
        }
        object.end()
    }
}

/// Money that came after a payment had expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LatePayment {
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// How it was paid.
    pub payment_method: Option<JsonObject>,
}

/// A payment with what only the store needs to know.
struct Stored {
    row: i64,
    client: Option<i64>,
    orchestrator: Option<i64>,
    /// The status in the row, whatever the time is.
    status: PaymentStatus,
    payment: Payment,
}

impl Store {
    /// Creates a payment, pending. If its client is linked to an orchestrator, that one's fees
    /// are resolved and kept with it.
    ///
    /// ```
    /// use billfold_core::{NewPayment, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let payment = store.create_payment(NewPayment::new("500.00", "USD")?)?;
    /// assert_eq!(payment.amount, "500.0");
    /// assert_eq!(payment.amount_minor, 50_000);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `validation` with every bad field; also `currency_disabled`, `card_number_refused`,
    ///   `fee_cap_currency`, `fee_exceeds_amount`.
    /// * `not_found` for the client or the customer.
    /// * `conflict / id_exists`, `conflict / client_inactive`, `conflict / customer_erased`.
    /// * `forbidden` for another client than the credential's.
    pub fn create_payment(&self, new: NewPayment) -> Result<Outcome<Payment>> {
        let input = new.clone();
        self.mutate("payment.create", &input, move |transaction| create::create(transaction, new))
    }

    /// The payment of this id.
    ///
    /// # Errors
    ///
    /// `not_found`, also outside the caller's scope.
    pub fn payment(&self, id: PaymentId) -> Result<Payment> {
        self.read(|transaction| find_visible(transaction, id).map(|stored| stored.payment))
    }

    /// A page of the payments that the caller sees, newest first unless the filter sorts them.
    /// A filter that names what the caller does not see finds nothing.
    ///
    /// ```
    /// use billfold_core::{NewPayment, PageRequest, PaymentFilter, Store};
    ///
    /// let store = Store::in_memory()?;
    /// store.create_payment(NewPayment::new("500.00", "USD")?)?;
    /// let filter: PaymentFilter = "status:pending amount:100..500 created:24h".parse()?;
    /// assert_eq!(store.list_payments(&filter, &PageRequest::first())?.total, 1);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `validation` for the page, its cursor, or a filter of too many values.
    pub fn list_payments(
        &self,
        filter: &PaymentFilter,
        page: &PageRequest,
    ) -> Result<Page<Payment>> {
        self.read(|transaction| list::list(transaction, filter, page))
    }

    /// Changes description, URLs or metadata of a pending payment.
    ///
    /// # Errors
    ///
    /// `validation`; `not_found`; `conflict / invalid_transition` unless it is pending;
    /// `conflict / version_changed`; `forbidden` to orchestrators.
    pub fn update_payment(&self, id: PaymentId, update: PaymentUpdate) -> Result<Outcome<Payment>> {
        self.mutate("payment.update", &(id, update.clone()), move |transaction| {
            create::update(transaction, id, update)
        })
    }

    /// Completes a pending payment: its money came in time. The same completion again returns
    /// the payment as it is.
    ///
    /// # Errors
    ///
    /// `validation` for the payment method; `not_found`; `conflict / invalid_transition` if it
    /// is expired, failed, or completed otherwise; `conflict / version_changed`; `forbidden` to
    /// orchestrators.
    pub fn complete_payment(
        &self,
        id: PaymentId,
        completion: Completion,
    ) -> Result<Outcome<Payment>> {
        self.mutate("payment.complete", &(id, completion.clone()), move |transaction| {
            transition::complete(transaction, id, completion)
        })
    }

    /// Fails a pending payment. The same failure again returns the payment as it is.
    ///
    /// # Errors
    ///
    /// `validation` for code or message; `not_found`; `conflict / invalid_transition`;
    /// `conflict / version_changed`; `forbidden` to orchestrators.
    pub fn fail_payment(&self, id: PaymentId, failure: PaymentFailure) -> Result<Outcome<Payment>> {
        self.mutate("payment.fail", &(id, failure.clone()), move |transaction| {
            transition::fail(transaction, id, failure)
        })
    }

    /// Expires a payment: one whose time has passed for good, a pending one before its time.
    /// Expiring it again returns the payment as it is.
    ///
    /// # Errors
    ///
    /// `not_found`; `conflict / invalid_transition` if it is completed or failed;
    /// `conflict / version_changed`; `forbidden` to orchestrators.
    pub fn expire_payment(&self, id: PaymentId) -> Result<Outcome<Payment>> {
        self.mutate("payment.expire", &id, move |transaction| transition::expire(transaction, id))
    }

    /// Notes that money came after a payment had expired. It stays expired; the money is on the
    /// record. The same again returns the payment as it is.
    ///
    /// # Errors
    ///
    /// `validation` for the payment method; `not_found`; `conflict / invalid_transition` unless
    /// it is expired; `conflict / late_payment_recorded`; `conflict / clock_jumped` while the
    /// clock by which it would be expired is not believed; `conflict / version_changed`;
    /// `forbidden` to orchestrators.
    pub fn record_late_payment(
        &self,
        id: PaymentId,
        completion: Completion,
    ) -> Result<Outcome<Payment>> {
        self.mutate("payment.record_late", &(id, completion.clone()), move |transaction| {
            transition::record_late(transaction, id, completion)
        })
    }
}

/// The payment, if the caller sees it.
fn find_visible(transaction: &ReadTransaction<'_>, id: PaymentId) -> Result<Stored> {
    let visible = |stored: &Stored| match transaction.sight() {
        Sight::All => true,
        Sight::OfClient(row) => stored.client == Some(row),
        Sight::OfNoClient => stored.client.is_none(),
        Sight::OfOrchestrator(row) => stored.orchestrator == Some(row),
    };
    let found = find(transaction, id)?.filter(visible);
    found.ok_or_else(|| Error::not_found("payment", id))
}

/// The payment, if it is the caller's to change.
fn find_own(transaction: &ReadTransaction<'_>, id: PaymentId) -> Result<Stored> {
    if matches!(transaction.caller().principal, Principal::Orchestrator(_)) {
        return Err(Error::forbidden("an orchestrator may create payments, not change them"));
    }
    find_visible(transaction, id)
}

fn find(transaction: &ReadTransaction<'_>, id: PaymentId) -> Result<Option<Stored>> {
    transaction.one(
        "SELECT payment.seq, payment.client, payment.orchestrator, payment.status,
            payment.id, payment.description, payment.metadata, payment.currency,
            payment.amount_minor, payment.updated_at, payment.completed_at, payment.expires_at,
            payment.created_at, payment.payment_method, customer.id, customer.name,
            customer.email, payment.success_url, payment.cancel_url, client.id, payment.mcc,
            payment.fee_plan, payment.failure_code, payment.failure_message, payment.late_at,
            payment.late_method, payment.version
        FROM payment
            LEFT JOIN customer ON customer.seq = payment.customer
            LEFT JOIN client ON client.seq = payment.client
        WHERE payment.id = :id",
        named_params! { ":id": id },
        |columns| read_row(transaction, columns),
    )
}

/// A payment that is there for sure, whoever asks.
fn reload(transaction: &ReadTransaction<'_>, id: PaymentId) -> Result<Stored> {
    let found = find(transaction, id)?;
    found.ok_or_else(|| Error::internal("a payment is gone in its own transaction"))
}

fn read_row(transaction: &ReadTransaction<'_>, columns: &mut Columns<'_, '_>) -> Result<Stored> {
    let (row, client, orchestrator) = (columns.next()?, columns.next()?, columns.next()?);
    let status = columns.next_with(PaymentStatus::parse)?;
    let payment = read_payment(transaction, status, columns)?;
    Ok(Stored { row, client, orchestrator, status, payment })
}

fn read_payment(
    transaction: &ReadTransaction<'_>,
    stored_status: PaymentStatus,
    columns: &mut Columns<'_, '_>,
) -> Result<Payment> {
    let id: PaymentId = columns.next()?;
    let (description, metadata) = (columns.next()?, columns.next()?);
    let currency = columns.next_with(|code| Currency::parse(code).ok())?;
    let amount_minor = columns.next()?;
    let (updated_at, completed_at, expires_at) =
        (columns.next()?, columns.next()?, columns.next()?);
    let base_url = &transaction.settings().payment_base_url;
    Ok(Payment {
        id,
        status: effective(stored_status, expires_at, transaction.now()),
        description,
        metadata: JsonObject::from_stored(metadata),
        currency,
        amount: Money::format_minor(amount_minor, currency),
        updated_at,
        completed_at,
        expires_at,
        created_at: columns.next()?,
        payment_link: format!("{base_url}/payments/{id}/collection"),
        payment_method: columns.next::<Option<String>>()?.map(JsonObject::from_stored),
        customer: read_customer(columns)?,
        success_url: columns.next()?,
        cancel_url: columns.next()?,
        amount_minor,
        client_id: columns.next()?,
        mcc: columns.next()?,
        fee_plan: columns.next_maybe(|json| serde_json::from_str(json).ok())?,
        failure: read_failure(columns)?,
        late_payment: read_late_payment(columns)?,
        version: columns.next()?,
    })
}

fn read_customer(columns: &mut Columns<'_, '_>) -> Result<Option<PaymentCustomer>> {
    let id: Option<CustomerId> = columns.next()?;
    let (name, email) = (columns.next()?, columns.next()?);
    Ok(id.map(|id| PaymentCustomer { id, name, email, id_only: false }))
}

fn read_failure(columns: &mut Columns<'_, '_>) -> Result<Option<PaymentFailure>> {
    let (code, message): (Option<String>, Option<String>) = (columns.next()?, columns.next()?);
    Ok(code.map(|code| PaymentFailure { code, message }))
}

fn read_late_payment(columns: &mut Columns<'_, '_>) -> Result<Option<LatePayment>> {
    let (recorded_at, method): (Option<Timestamp>, Option<String>) =
        (columns.next()?, columns.next()?);
    let payment_method = method.map(JsonObject::from_stored);
    Ok(recorded_at.map(|recorded_at| LatePayment { recorded_at, payment_method }))
}

/// What a payment is to a reader at this time.
fn effective(status: PaymentStatus, expires_at: Timestamp, now: Timestamp) -> PaymentStatus {
    match status {
        PaymentStatus::Pending if expires_at <= now => PaymentStatus::Expired,
        status => status,
    }
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    payment: &Payment,
    previous: Option<PaymentStatus>,
) -> Result<()> {
    let mut logged = payment.clone();
    if let Some(customer) = &mut logged.customer {
        customer.id_only = true;
    }
    let previous = previous.map(PaymentStatus::as_str);
    event::record(transaction, kind, payment.id, payment.version, previous, &logged)
}

impl Replay for Payment {
    type Reference = PaymentId;

    fn reference(&self) -> PaymentId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: PaymentId) -> Result<Self> {
        find_visible(transaction, id).map(|stored| stored.payment)
    }
}
