//! Fees: what an orchestrator earns on the payments of the clients linked to it.
//!
//! A fee is the orchestrator's default, or an override for one of its clients; there is at most
//! one of each for each bearer. What fees come to on a payment is its [`FeePlan`].

mod input;
mod plan;
mod transfer;

use rusqlite::named_params;
use serde::Serialize;

pub use self::input::{FeeFilter, FeePreview, FeeUpdate, MAX_FEE_BPS, NewFee};
pub use self::plan::{FeeBearer, FeeLine, FeePlan};

use self::input::check_terms;
use self::plan::FeeRate;
use crate::error::{Error, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::scope::Orchestrator;
use crate::store::Store;
use crate::store::query::Condition;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{self, ClientId, FeeId, OrchestratorId};
use crate::value::money::{Currency, Money};
use crate::value::page::{Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

word_enum! {
    /// Whether a fee applies to new payments.
    pub enum FeeStatus ("status") {
        /// It applies.
        Active = "active",
        /// It does not, as if it were not there; it can be enabled again.
        Disabled = "disabled",
    }
}

/// A fee of an orchestrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fee {
    /// Names it; set on creation.
    pub id: FeeId,
    /// Whose fee it is.
    pub orchestrator_id: OrchestratorId,
    /// The client it is for; `None`: the default, for every client without a fee of its own.
    pub client_id: Option<ClientId>,
    /// The rate in basis points, hundredths of a per cent: 0 to 10 000.
    pub bps: u32,
    /// Who bears it; set on creation.
    pub fee_bearer: FeeBearer,
    /// The most it comes to on one payment, in minor units of `cap_currency`.
    pub cap_minor: Option<i64>,
    /// The currency of the cap; payments in another one are refused.
    pub cap_currency: Option<Currency>,
    /// The cap in major units: `5.0`.
    pub cap: Option<String>,
    /// Whether it applies.
    pub status: FeeStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

impl Fee {
    fn set_cap(&mut self, minor_and_currency: Option<(i64, Currency)>) {
        self.cap_minor = minor_and_currency.map(|(minor, _)| minor);
        self.cap_currency = minor_and_currency.map(|(_, currency)| currency);
        self.cap = minor_and_currency.map(|(minor, currency)| Money::format_minor(minor, currency));
    }
}

impl Store {
    /// Creates a fee; it applies to payments created from now on.
    ///
    /// # Errors
    ///
    /// * `validation` for the rate and the cap, whose currency must be one of the store's.
    /// * `not_found`: the orchestrator, or a client that is not linked to it.
    /// * `conflict / fee_exists` with its id: the orchestrator has a fee for this client, or a
    ///   default, and this bearer; disabled or not.
    /// * `forbidden` for clients and API keys, and for another orchestrator's.
    pub fn create_fee(&self, new: NewFee) -> Result<Outcome<Fee>> {
        self.mutate("fee.create", &new.clone(), move |transaction| {
            let orchestrator = transaction.orchestrator(new.orchestrator_id)?;
            check_terms(transaction.settings(), Some(new.bps), new.cap)?;
            let client = match &new.client_id {
                Some(id) => Some(transaction.linked_client(orchestrator.row, id)?.row),
                None => None,
            };
            require_none(transaction, orchestrator, client, new.fee_bearer)?;
            let fee = insert(transaction, orchestrator, client, &new)?;
            log(transaction, "fee.created", &fee, None)?;
            Ok(fee)
        })
    }

    /// The fee of this id.
    ///
    /// # Errors
    ///
    /// `not_found` (also for another orchestrator's); `forbidden` for clients and API keys.
    pub fn fee(&self, id: FeeId) -> Result<Fee> {
        self.read(|transaction| load_seen(transaction, id))
    }

    /// A page of an orchestrator's fees, newest first.
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out.
    ///
    /// # Errors
    ///
    /// `validation` for the page; `not_found`; `forbidden` for clients and API keys, and for
    /// another orchestrator's.
    pub fn list_fees(
        &self,
        orchestrator: Option<OrchestratorId>,
        filter: &FeeFilter,
        page: &PageRequest,
    ) -> Result<Page<Fee>> {
        let window = page.resolve()?;
        self.read(|transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let mut condition = Condition::default();
            condition.equals("fee.orchestrator", ":orchestrator", orchestrator.row);
            if let Some(id) = &filter.client_id {
                condition.holds("fee.client = (SELECT seq FROM client WHERE id = :client)");
                condition.bind(":client", id.clone());
            }
            if let Some(status) = filter.status {
                condition.equals("fee.status", ":status", status.as_str());
            }
            transaction.page(
                "SELECT fee.seq, fee.id, orchestrator.id, client.id, bps, fee_bearer, fee.status,
                    fee.created_at, fee.updated_at, fee.version, cap_minor, cap_currency
                FROM fee
                    JOIN orchestrator ON orchestrator.seq = fee.orchestrator
                    LEFT JOIN client ON client.seq = fee.client",
                "fee",
                &condition,
                window,
                |columns| Ok((columns.next()?, read_row(columns)?)),
            )
        })
    }

    /// Changes a fee's rate or cap for the payments created from now on.
    ///
    /// # Errors
    ///
    /// `validation` for the rate and the cap; `not_found` (also for another orchestrator's);
    /// `conflict / version_changed`; `forbidden` for clients and API keys.
    pub fn update_fee(&self, id: FeeId, update: FeeUpdate) -> Result<Outcome<Fee>> {
        self.mutate("fee.update", &(id, update), move |transaction| {
            check_terms(transaction.settings(), update.bps, update.cap.flatten())?;
            change(transaction, id, "fee.updated", |fee| {
                fee.bps = update.bps.unwrap_or(fee.bps);
                if let Some(cap) = update.cap {
                    fee.set_cap(cap.map(|cap| (cap.minor(), cap.currency())));
                }
            })
        })
    }

    /// Disables a fee: payments created from now on go without it, as if it were not there. For
    /// a client's own fee that means the orchestrator's default.
    ///
    /// # Errors
    ///
    /// `not_found` (also for another orchestrator's); `conflict / version_changed`; `forbidden`
    /// for clients and API keys.
    pub fn disable_fee(&self, id: FeeId) -> Result<Outcome<Fee>> {
        self.mutate("fee.disable", &id, move |transaction| {
            change(transaction, id, "fee.disabled", |fee| fee.status = FeeStatus::Disabled)
        })
    }

    /// Enables a fee that was disabled.
    ///
    /// # Errors
    ///
    /// `not_found` (also for another orchestrator's); `conflict / version_changed`; `forbidden`
    /// for clients and API keys.
    pub fn enable_fee(&self, id: FeeId) -> Result<Outcome<Fee>> {
        self.mutate("fee.enable", &id, move |transaction| {
            change(transaction, id, "fee.updated", |fee| fee.status = FeeStatus::Active)
        })
    }

    /// The plan that a payment would get if it were created now; `None` if the client is not
    /// linked. Nothing is written.
    ///
    /// ```
    /// use billfold_core::{
    ///     Currency, FeeBearer, FeePreview, Money, NewClient, NewFee, NewOrchestrator, Store,
    /// };
    ///
    /// let store = Store::in_memory()?;
    /// let orchestrator = store.create_orchestrator(NewOrchestrator::new("Acme"))?;
    /// let orchestrator = orchestrator.orchestrator.id;
    /// let client = store.create_client(NewClient::new("Shop"))?.client.client_id.clone();
    /// store.link_client(Some(orchestrator), &client)?;
    /// let two_and_a_half_per_cent = NewFee::new(FeeBearer::Payer, 250);
    /// store.create_fee(two_and_a_half_per_cent.with_orchestrator(orchestrator))?;
    ///
    /// let amount = Money::parse("100.00", Currency::USD)?;
    /// let plan = store.preview_fees(&FeePreview::new(amount, client))?;
    /// let plan = plan.expect("the client is linked");
    /// assert_eq!((&*plan.payer_total, &*plan.recipient_net), ("102.5", "100.0"));
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `validation`: the currency is not one of the store's; or `fee_cap_currency`,
    ///   `fee_exceeds_amount`, `amount_too_large`, with which the payment would be refused.
    /// * `not_found`: the client; for an orchestrator, also one that is not linked to it.
    /// * `forbidden`: another client's, for clients and API keys.
    pub fn preview_fees(&self, preview: &FeePreview) -> Result<Option<FeePlan>> {
        let amount = preview.amount;
        self.read(|transaction| {
            let client = transaction.client_in_sight(&preview.client_id)?;
            let accepted = transaction.settings().check_currency(amount.currency());
            accepted.map_err(|invalid| invalid.at("currency"))?;
            Ok(resolve(transaction, client.row, amount)?.map(|(_, plan)| plan))
        })
    }
}

/// What the fees on an amount of this client come to now, and the row of the orchestrator that
/// earns them; `None` if the client is not linked.
///
/// Fails with `validation`: `fee_cap_currency`, `fee_exceeds_amount` or `amount_too_large`.
pub(crate) fn resolve(
    transaction: &ReadTransaction<'_>,
    client: i64,
    amount: Money,
) -> Result<Option<(i64, FeePlan)>> {
    let Some(orchestrator) = transaction.linked_orchestrator(client)? else { return Ok(None) };
    let rates = find_rates(transaction, orchestrator, client)?;
    let plan = FeePlan::new(orchestrator.id, amount, &rates)?;
    Ok(Some((orchestrator.row, plan)))
}

/// The rates in force for a client, one a bearer: its own before the default.
fn find_rates(
    transaction: &ReadTransaction<'_>,
    orchestrator: Orchestrator,
    client: i64,
) -> Result<Vec<FeeRate>> {
    let mut rates = transaction.all(
        "SELECT id, fee_bearer, bps, cap_minor, cap_currency FROM fee
        WHERE orchestrator = :orchestrator AND coalesce(client, 0) IN (0, :client)
            AND status = 'active'
        ORDER BY fee_bearer, client IS NULL",
        named_params! { ":orchestrator": orchestrator.row, ":client": client },
        |columns| {
            Ok(FeeRate {
                fee_id: columns.next()?,
                fee_bearer: columns.next_with(FeeBearer::parse)?,
                bps: columns.next()?,
                cap: read_cap(columns)?,
            })
        },
    )?;
    rates.dedup_by_key(|rate| rate.fee_bearer);
    Ok(rates)
}

/// Refuses a second fee of one orchestrator, client and bearer.
fn require_none(
    transaction: &ReadTransaction<'_>,
    orchestrator: Orchestrator,
    client: Option<i64>,
    bearer: FeeBearer,
) -> Result<()> {
    let existing: Option<FeeId> = transaction.one(
        "SELECT id FROM fee
        WHERE orchestrator = :orchestrator AND coalesce(client, 0) = coalesce(:client, 0)
            AND fee_bearer = :fee_bearer",
        named_params! {
            ":orchestrator": orchestrator.row,
            ":client": client,
            ":fee_bearer": bearer.as_str(),
        },
        |columns| columns.next(),
    )?;
    existing.map_or(Ok(()), |id| {
        let message = format!("there is such a fee of the {} already: {id}", bearer.as_str());
        Err(Error::conflict("fee_exists", message).with_existing_id(id))
    })
}

fn insert(
    transaction: &WriteTransaction<'_>,
    orchestrator: Orchestrator,
    client: Option<i64>,
    new: &NewFee,
) -> Result<Fee> {
    let id = FeeId::from_uuid(id::mint(transaction.clock()));
    let cap_currency = new.cap.map(|cap| cap.currency());
    transaction.insert(
        "INSERT INTO fee (id, orchestrator, client, fee_bearer, bps, cap_minor, cap_currency,
            status, created_at, updated_at, version)
        VALUES (:id, :orchestrator, :client, :fee_bearer, :bps, :cap_minor, :cap_currency,
            'active', :now, :now, 1)",
        named_params! {
            ":id": id,
            ":orchestrator": orchestrator.row,
            ":client": client,
            ":fee_bearer": new.fee_bearer.as_str(),
            ":bps": new.bps,
            ":cap_minor": new.cap.map(|cap| cap.minor()),
            ":cap_currency": cap_currency.as_ref().map(Currency::code),
            ":now": transaction.now(),
        },
    )?;
    load(transaction, id)
}

/// Edits a fee's rate, cap and status, unless they are as wanted already.
fn change(
    transaction: &WriteTransaction<'_>,
    id: FeeId,
    kind: &'static str,
    edit: impl FnOnce(&mut Fee),
) -> Result<Fee> {
    let before = load_seen(transaction, id)?;
    transaction.check_version("fee", before.version)?;
    let mut wanted = before.clone();
    edit(&mut wanted);
    if before == wanted {
        return Ok(before);
    }
    transaction.change_one(
        "UPDATE fee SET bps = :bps, cap_minor = :cap_minor, cap_currency = :cap_currency,
            status = :status, updated_at = :now, version = version + 1
        WHERE id = :id",
        named_params! {
            ":id": id,
            ":bps": wanted.bps,
            ":cap_minor": wanted.cap_minor,
            ":cap_currency": wanted.cap_currency.as_ref().map(Currency::code),
            ":status": wanted.status.as_str(),
            ":now": transaction.now(),
        },
    )?;
    let fee = load(transaction, id)?;
    let previous = (fee.status != before.status).then_some(before.status);
    log(transaction, kind, &fee, previous)?;
    Ok(fee)
}

/// The fee, if it is the caller's to see and to change.
fn load_seen(transaction: &ReadTransaction<'_>, id: FeeId) -> Result<Fee> {
    if transaction.is_owner() {
        return load(transaction, id);
    }
    let own = transaction.orchestrator(None)?;
    let fee = load(transaction, id)?;
    if fee.orchestrator_id == own.id { Ok(fee) } else { Err(Error::not_found("fee", id)) }
}

fn load(transaction: &ReadTransaction<'_>, id: FeeId) -> Result<Fee> {
    find(transaction, id)?.ok_or_else(|| Error::not_found("fee", id))
}

fn find(transaction: &ReadTransaction<'_>, id: FeeId) -> Result<Option<Fee>> {
    transaction.one(
        "SELECT fee.id, orchestrator.id, client.id, bps, fee_bearer, fee.status,
            fee.created_at, fee.updated_at, fee.version, cap_minor, cap_currency
        FROM fee
            JOIN orchestrator ON orchestrator.seq = fee.orchestrator
            LEFT JOIN client ON client.seq = fee.client
        WHERE fee.id = :id",
        named_params! { ":id": id },
        read_row,
    )
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Fee> {
    let mut fee = Fee {
        id: columns.next()?,
        orchestrator_id: columns.next()?,
        client_id: columns.next()?,
        bps: columns.next()?,
        fee_bearer: columns.next_with(FeeBearer::parse)?,
        cap_minor: None,
        cap_currency: None,
        cap: None,
        status: columns.next_with(FeeStatus::parse)?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    };
    fee.set_cap(read_cap(columns)?);
    Ok(fee)
}

fn read_cap(columns: &mut Columns<'_, '_>) -> Result<Option<(i64, Currency)>> {
    let minor: Option<i64> = columns.next()?;
    let currency = columns.next_maybe(|code| Currency::parse(code).ok())?;
    Ok(minor.zip(currency))
}

fn log(
    transaction: &WriteTransaction<'_>,
    kind: &'static str,
    fee: &Fee,
    previous: Option<FeeStatus>,
) -> Result<()> {
    let previous = previous.map(FeeStatus::as_str);
    event::record(transaction, kind, fee.id, fee.version, previous, fee)
}

impl Replay for Fee {
    type Reference = FeeId;

    fn reference(&self) -> FeeId {
        self.id
    }

    fn replay(transaction: &ReadTransaction<'_>, id: FeeId) -> Result<Self> {
        load(transaction, id)
    }
}
