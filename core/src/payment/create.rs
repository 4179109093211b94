//! Creating a payment, and editing one that is pending.

use rusqlite::named_params;

use crate::customer;
use crate::error::{Error, Result};
use crate::fee::{self, FeePlan};
use crate::payment::{
    NewPayment, Payment, PaymentCustomerInput, PaymentStatus, PaymentUpdate, find, find_own, log,
    reload,
};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::{self, PaymentId};

pub(super) fn create(transaction: &WriteTransaction<'_>, mut new: NewPayment) -> Result<Payment> {
    new.check(transaction.settings())?;
    let client = transaction.payment_client(new.client_id.as_ref())?;
    if let Some(client) = &client {
        client.require_active()?;
    }
    let client = client.map(|client| client.row);
    let id = free_id(transaction, new.id)?;
    let plan = match client {
        Some(client) => fee::resolve(transaction, client, new.amount)?,
        None => None,
    };
    let customer = match &new.customer {
        Some(PaymentCustomerInput::Existing(id)) => {
            Some(customer::row_for_payment(transaction, *id, client)?)
        }
        Some(PaymentCustomerInput::New(new)) => Some(customer::insert(transaction, client, new)?.0),
        None => None,
    };
    insert(transaction, id, &new, client, customer, plan)?;
    let payment = reload(transaction, id)?.payment;
    log(transaction, "payment.created", &payment, None)?;
    Ok(payment)
}

fn free_id(transaction: &ReadTransaction<'_>, chosen: Option<PaymentId>) -> Result<PaymentId> {
    let Some(id) = chosen else {
        return Ok(PaymentId::from_uuid(id::mint(transaction.clock())));
    };
    match find(transaction, id)? {
        Some(_) => Err(Error::id_exists("payment", id)),
        None => Ok(id),
    }
}

fn insert(
    transaction: &WriteTransaction<'_>,
    id: PaymentId,
    new: &NewPayment,
    client: Option<i64>,
    customer: Option<i64>,
    plan: Option<(i64, FeePlan)>,
) -> Result<()> {
    let lifetime = new.expires_in.unwrap_or(transaction.settings().payment_lifetime_seconds);
    let orchestrator = plan.as_ref().map(|(row, _)| *row);
    let plan = plan.map(|(_, plan)| serde_json::to_string(&plan)).transpose();
    transaction.change_one(
        "INSERT INTO payment (id, client, orchestrator, customer, status, amount_minor, currency,
            mcc, description, metadata, success_url, cancel_url, fee_plan, created_at, updated_at,
            expires_at, version)
        VALUES (:id, :client, :orchestrator, :customer, 'pending', :amount, :currency, :mcc,
            :description, :metadata, :success_url, :cancel_url, :fee_plan, :now, :now,
            :expires_at, 1)",
        named_params! {
            ":id": id,
            ":client": client,
            ":orchestrator": orchestrator,
            ":customer": customer,
            ":amount": new.amount.minor(),
            ":currency": new.amount.currency().code(),
            ":mcc": new.mcc,
            ":description": new.description,
            ":metadata": new.metadata.as_str(),
            ":success_url": new.success_url,
            ":cancel_url": new.cancel_url,
            ":fee_plan": plan.map_err(|error| Error::internal(error.to_string()))?,
            ":now": transaction.now(),
            ":expires_at": transaction.now().plus_seconds(lifetime),
        },
    )
}

pub(super) fn update(
    transaction: &WriteTransaction<'_>,
    id: PaymentId,
    update: PaymentUpdate,
) -> Result<Payment> {
    update.check(transaction.settings())?;
    let before = find_own(transaction, id)?;
    if before.payment.status != PaymentStatus::Pending {
        return Err(Error::conflict("invalid_transition", "only pending payments can be edited")
            .with_current_status(before.payment.status.as_str()));
    }
    transaction.check_version("payment", before.payment.version)?;
    let mut edited = before.payment.clone();
    edited.description = update.description.unwrap_or(edited.description);
    edited.success_url = update.success_url.unwrap_or(edited.success_url);
    edited.cancel_url = update.cancel_url.unwrap_or(edited.cancel_url);
    edited.metadata = update.metadata.unwrap_or(edited.metadata);
    if edited == before.payment {
        return Ok(edited);
    }
    transaction.change_one(
        "UPDATE payment SET description = :description, success_url = :success_url,
            cancel_url = :cancel_url, metadata = :metadata, updated_at = :now,
            version = version + 1
        WHERE seq = :row AND status = 'pending'",
        named_params! {
            ":row": before.row,
            ":description": edited.description,
            ":success_url": edited.success_url,
            ":cancel_url": edited.cancel_url,
            ":metadata": edited.metadata.as_str(),
            ":now": transaction.now(),
        },
    )?;
    let payment = reload(transaction, id)?.payment;
    log(transaction, "payment.updated", &payment, None)?;
    Ok(payment)
}
