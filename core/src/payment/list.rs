//! Lists of payments: each filter by an index, each total from the counters where they know it.

use rusqlite::ToSql;

use crate::error::Result;
use crate::payment::{Payment, PaymentStatus, read_row};
use crate::scope::Sight;
use crate::store::query::Condition;
use crate::store::transaction::ReadTransaction;
use crate::value::id::{ClientId, CustomerId};
use crate::value::money::Currency;
use crate::value::page::{Page, Window};

/// Which payments a list holds; the default is all that the caller sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentFilter {
    /// Only payments that stand there now.
    pub status: Option<PaymentStatus>,
    /// Only payments of this client.
    pub client_id: Option<ClientId>,
    /// Only payments of this customer.
    pub customer_id: Option<CustomerId>,
    /// Only payments in this currency.
    pub currency: Option<Currency>,
}

impl PaymentFilter {
    /// Only payments that stand there now.
    #[must_use]
    pub fn status(status: PaymentStatus) -> Self {
        Self { status: Some(status), ..Self::default() }
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    window: Window,
) -> Result<Page<Payment>> {
    let sight = transaction.sight_of(filter.client_id.as_ref())?;
    let condition = condition(transaction, filter, sight);
    let counted = filter.customer_id.is_none()
        && !(matches!(sight, Sight::OfOrchestrator(_)) && filter.client_id.is_some());
    let total = if counted {
        total_from_counters(transaction, filter, sight)?
    } else {
        let sql = format!("SELECT count(*) FROM ({})", select(filter.status, &condition));
        transaction.number(&sql, &*condition.parameters())?
    };
    let rows = rows(transaction, filter.status, &condition, window)?;
    Ok(window.into_page(rows, total))
}

/// Everything but the status, which time decides together with the row.
pub(super) fn condition(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    sight: Sight,
) -> Condition {
    let mut condition = Condition::default();
    match sight {
        Sight::All => {}
        Sight::OfClient(row) => condition.equals("client", ":client", row),
        Sight::OfNoClient => condition.holds("client IS NULL"),
        Sight::OfOrchestrator(row) => {
            condition.equals("orchestrator", ":orchestrator", row);
            if let Some(id) = &filter.client_id {
                condition.holds("client = (SELECT seq FROM client WHERE id = :client_id)");
                condition.bind(":client_id", id.clone());
            }
        }
    }
    if let Some(id) = filter.customer_id {
        condition.holds("customer = (SELECT seq FROM customer WHERE id = :customer_id)");
        condition.bind(":customer_id", id);
    }
    if let Some(currency) = filter.currency {
        condition.equals("currency", ":currency", currency.code().to_owned());
    }
    if matches!(filter.status, Some(PaymentStatus::Pending | PaymentStatus::Expired)) {
        condition.bind(":now", transaction.now());
    }
    condition
}

/// A SELECT of the sequences of the payments that hold.
///
/// What is expired stands in two places: rows that say so, and pending rows whose time has
/// passed. Each is read by its own index.
pub(super) fn select(status: Option<PaymentStatus>, condition: &Condition) -> String {
    let condition = condition.sql();
    match status {
        None => format!("SELECT seq FROM payment WHERE {condition}"),
        Some(PaymentStatus::Pending) => format!(
            "SELECT seq FROM payment
            WHERE status = 'pending' AND expires_at > :now AND {condition}"
        ),
        Some(PaymentStatus::Expired) => format!(
            "SELECT seq FROM payment WHERE status = 'expired' AND {condition}
            UNION ALL
            SELECT seq FROM payment INDEXED BY payment_overdue
            WHERE status = 'pending' AND expires_at <= :now AND {condition}"
        ),
        Some(status) => {
            format!("SELECT seq FROM payment WHERE status = '{}' AND {condition}", status.as_str())
        }
    }
}

fn rows(
    transaction: &ReadTransaction<'_>,
    status: Option<PaymentStatus>,
    condition: &Condition,
    window: Window,
) -> Result<Vec<(i64, Payment)>> {
    let sql = format!(
        "WITH page AS MATERIALIZED (
            SELECT seq FROM ({}) WHERE seq < :before
            ORDER BY seq DESC LIMIT :rows OFFSET :skipped)
        SELECT payment.seq, payment.client, payment.orchestrator, payment.status,
            payment.id, payment.description, payment.metadata, payment.currency,
            payment.amount_minor, payment.updated_at, payment.completed_at, payment.expires_at,
            payment.created_at, payment.payment_method, customer.id, customer.name,
            customer.email, payment.success_url, payment.cancel_url, client.id, payment.mcc,
            payment.fee_plan, payment.failure_code, payment.failure_message, payment.late_at,
            payment.late_method, payment.version
        FROM page CROSS JOIN payment ON payment.seq = page.seq
            LEFT JOIN customer ON customer.seq = payment.customer
            LEFT JOIN client ON client.seq = payment.client
        ORDER BY page.seq DESC",
        select(status, condition)
    );
    let (rows_wanted, skipped) = (window.rows_wanted(), window.skipped);
    let mut parameters = condition.parameters();
    let page: [(&str, &dyn ToSql); 3] =
        [(":rows", &rows_wanted), (":skipped", &skipped), (":before", &window.before)];
    parameters.extend(page);
    transaction.all(&sql, &*parameters, |columns| {
        read_row(transaction, columns).map(|stored| (stored.row, stored.payment))
    })
}

/// A total in a handful of reads, however long the list: what the counters say of the rows, put
/// right by what is overdue.
fn total_from_counters(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    sight: Sight,
) -> Result<i64> {
    let (scope, owner) = match sight {
        Sight::All => ("payment", 0),
        Sight::OfClient(row) => ("payment_of_client", row),
        Sight::OfNoClient => ("payment_of_client", 0),
        Sight::OfOrchestrator(row) => ("payment_of_orchestrator", row),
    };
    let mut condition = Condition::default();
    condition.equals("scope", ":scope", scope);
    condition.equals("owner", ":owner", owner);
    if let Some(status) = filter.status {
        condition.equals("status", ":status", status.as_str());
    }
    if let Some(currency) = filter.currency {
        condition.equals("currency", ":currency", currency.code().to_owned());
    }
    let sql = format!("SELECT coalesce(sum(count), 0) FROM counter WHERE {}", condition.sql());
    let counted = transaction.number(&sql, &*condition.parameters())?;
    Ok(match filter.status {
        Some(PaymentStatus::Pending) => {
            counted.saturating_sub(overdue(transaction, filter, sight)?)
        }
        Some(PaymentStatus::Expired) => {
            counted.saturating_add(overdue(transaction, filter, sight)?)
        }
        _ => counted,
    })
}

/// Pending rows whose time has passed; read from the index alone.
fn overdue(transaction: &ReadTransaction<'_>, filter: &PaymentFilter, sight: Sight) -> Result<i64> {
    let condition = condition(transaction, filter, sight);
    let sql = format!(
        "SELECT count(*) FROM payment INDEXED BY payment_overdue
        WHERE status = 'pending' AND expires_at <= :now AND {}",
        condition.sql()
    );
    transaction.number(&sql, &*condition.parameters())
}
