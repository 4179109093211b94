//! Lists of payments: each filter by an index, each total from the counters where they know it.
//!
//! A filter's terms are conditions; one of them *leads*, by an index, and the rest are looked at
//! on the rows that it leads to. What leads is chosen here and not by SQLite, which knows nothing
//! of how many rows a value has: a `+` before a column keeps it from an index.

use rusqlite::named_params;

use crate::error::Result;
use crate::filter::{self, Sorted as _, Span, Toward};
use crate::payment::filter::CustomerMatch;
use crate::payment::{Payment, PaymentFilter, PaymentSort, Stored, read_row};
use crate::scope::Sight;
use crate::store::block::{self, BlockTime};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Order, Page, PageRequest, Window};
use crate::value::time::Timestamp;

mod amount;
mod people;
mod status;
mod total;

use amount::Decimals;
use status::Statuses;

/// What a payment is read from.
const COLUMNS: &str = "payment.seq, payment.client, payment.orchestrator, payment.status,
    payment.id, payment.description, payment.metadata, payment.currency, payment.amount_minor,
    payment.updated_at, payment.completed_at, payment.expires_at, payment.created_at,
    payment.payment_method, customer.id, customer.name, customer.email, payment.success_url,
    payment.cancel_url, client.id, payment.mcc, payment.fee_plan, payment.failure_code,
    payment.failure_message, payment.late_at, payment.late_method, payment.version";
const JOINS: &str = "LEFT JOIN customer ON customer.seq = payment.customer
    LEFT JOIN client ON client.seq = payment.client";

/// Rows of a counted lead, up to which it leads before a range of times or amounts does.
const FEW_ROWS: i64 = 2000;

/// Rows that are gathered and sorted in no time.
const MANY_ROWS: i64 = 10_000;

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    page: &PageRequest,
) -> Result<Page<Payment>> {
    filter::check(filter)?;
    let query = Query::new(transaction, filter)?;
    let order = query.order();
    let window = page.resolve_in(&order)?;
    let lead = query.lead()?;
    let count = || query.listing(lead, &order).total(transaction);
    let total = window.total(|| query.known_total(), count)?;
    let walks = match total {
        Some(total) => query.better_walked(lead, &order, &window, total)?,
        None => query.walked_uncounted(lead, &order)?,
    };
    let lead = if walks { Lead::Order } else { lead };
    let listing = query.listing(lead, &order);
    let rows = listing.rows(transaction, &window, total, (COLUMNS, JOINS), |columns| {
        read_row(transaction, columns).map(|stored| (stored.row, stored.payment))
    })?;
    Ok(window.into_page_in(&order, rows, total))
}

/// The payments of a stretch of sequences that hold, oldest first; see [`Listing::stretch`].
pub(super) fn stretch(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    bounds: (i64, i64, i64),
) -> Result<Vec<Stored>> {
    filter::check(filter)?;
    let query = Query::new(transaction, filter)?;
    let order = Order::newest_first();
    // What an index has in the order of sequences goes on from one stretch to the next; a range
    // of times would be gathered and sorted anew for each.
    let lead = match query.lead()? {
        Lead::Created | Lead::Completed | Lead::Expires => query.counted_lead(),
        lead => lead,
    };
    query
        .listing(lead, &order)
        .stretch(transaction, bounds, (COLUMNS, JOINS), |columns| read_row(transaction, columns))
}

/// What leads to a list's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Ids, or people: a few rows.
    Key,
    /// What is expired without saying so: as much as was not swept.
    Overdue,
    Created,
    Completed,
    Expires,
    /// Of which the counters know how many there are.
    Client,
    Orchestrator,
    Status,
    Currency,
    /// Nothing: all rows are gone through in the order of the list.
    Order,
}

/// A filter as one caller asks for it at one time.
struct Query<'q> {
    transaction: &'q ReadTransaction<'q>,
    filter: &'q PaymentFilter,
    sight: Sight,
    statuses: Statuses,
    decimals: Decimals,
    /// The sequences between which all stands that the times leave; none: anywhere.
    reach: Option<(i64, i64)>,
}

impl<'q> Query<'q> {
    fn new(transaction: &'q ReadTransaction<'q>, filter: &'q PaymentFilter) -> Result<Self> {
        let sorted_by_amount = filter.sort.is_some_and(|sort| sort.by == PaymentSort::Amount);
        let decimals = if sorted_by_amount || !filter.amount.is_empty() {
            Decimals::known(transaction, filter)?
        } else {
            Decimals::default()
        };
        let (sight, statuses) = (transaction.sight(), Statuses::of(&filter.status));
        let reach = block::reach(transaction, "payment", &times(filter, transaction.now()))?;
        Ok(Self { transaction, filter, sight, statuses, decimals, reach })
    }

    fn order(&self) -> Order {
        self.filter.sort.order(|by| match by {
            PaymentSort::Created => vec!["payment.created_at".to_owned()],
            PaymentSort::Expires => vec!["payment.expires_at".to_owned()],
            PaymentSort::Updated => vec!["payment.updated_at".to_owned()],
            PaymentSort::Amount => self.decimals.sort_keys(),
            PaymentSort::Status => vec![status::RANK.to_owned()],
        })
    }

    /// Which index is to lead.
    fn lead(&self) -> Result<Lead> {
        let filter = self.filter;
        if filter.id.leads() || people::lead(filter) {
            return Ok(Lead::Key);
        }
        if filter.overdue.narrows(|overdue| *overdue) {
            return Ok(Lead::Overdue);
        }
        let ranges = [
            (filter.created.leads(), Lead::Created),
            (filter.completed.leads(), Lead::Completed),
            (filter.expires.leads(), Lead::Expires),
        ];
        let range = ranges.into_iter().find_map(|(leads, lead)| leads.then_some(lead));
        let counted = self.counted_lead();
        Ok(match range {
            Some(range) if counted == Lead::Order || self.counted()? > FEW_ROWS => range,
            _ => counted,
        })
    }

    fn counted_lead(&self) -> Lead {
        let filter = self.filter;
        if matches!(self.sight, Sight::OfClient(_)) || filter.client.leads() {
            Lead::Client
        } else if matches!(self.sight, Sight::OfOrchestrator(_)) || filter.orchestrator.leads() {
            Lead::Orchestrator
        } else if self.statuses.restrict() {
            Lead::Status
        } else if filter.currency.narrows(|_| true) {
            Lead::Currency
        } else {
            Lead::Order
        }
    }

    /// Whether all rows in the list's order should be gone through for a page, instead of
    /// gathering and sorting what the lead finds.
    ///
    /// Of `all` rows a walk passes about `all / total` for each that it finds, while gathering
    /// reads `total` of them.
    fn better_walked(
        &self,
        lead: Lead,
        order: &Order,
        window: &Window,
        total: i64,
    ) -> Result<bool> {
        if lead == Lead::Order || self.has_order(lead, order) {
            return Ok(false);
        }
        let wanted = window.rows_wanted().saturating_add(window.skipped);
        // Newest first, a walk begins and ends where the times let it.
        let all = match self.reach.filter(|_| order.is_plain()) {
            Some((first, last)) => last.saturating_sub(first).saturating_add(1),
            None => self.all()?,
        };
        let walked = all.saturating_mul(wanted.min(total));
        Ok(self.can_walk() && total.saturating_mul(total) > walked)
    }

    /// The same while nobody knows how many the lead finds: whether it leads to more than are
    /// gathered in no time.
    fn walked_uncounted(&self, lead: Lead, order: &Order) -> Result<bool> {
        if !self.can_walk() || self.has_order(lead, order) {
            return Ok(false);
        }
        Ok(match lead {
            Lead::Key | Lead::Overdue | Lead::Order => false,
            Lead::Created | Lead::Completed | Lead::Expires => self.led(lead)? > MANY_ROWS,
            Lead::Client | Lead::Orchestrator | Lead::Status | Lead::Currency => {
                self.counted()? > MANY_ROWS
            }
        })
    }

    /// Whether an index has the list's order.
    fn can_walk(&self) -> bool {
        let sorted = self.filter.sort.map(|sort| sort.by);
        matches!(sorted, None | Some(PaymentSort::Created | PaymentSort::Expires))
    }

    /// How many rows a range leads to, whatever else must hold of them; up to one more than many.
    fn led(&self, lead: Lead) -> Result<i64> {
        let mut condition = Condition::default();
        let (filter, now) = (self.filter, self.transaction.now());
        match lead {
            Lead::Created => filter.created.date(&mut condition, "created_at", now, Toward::Past),
            Lead::Expires => filter.expires.date(&mut condition, "expires_at", now, Toward::Future),
            _ => filter.completed.date(&mut condition, "completed_at", now, Toward::Past),
        }
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM payment WHERE {} LIMIT {})",
            condition.sql(),
            MANY_ROWS.saturating_add(1)
        );
        self.transaction.number(&sql, &*condition.parameters())
    }

    /// Whether a lead finds rows in the order of the list.
    fn has_order(&self, lead: Lead, order: &Order) -> bool {
        let ordered = match lead {
            Lead::Client => self.in_order_of_client(),
            Lead::Orchestrator => {
                matches!(self.sight, Sight::OfOrchestrator(_))
                    || self.filter.orchestrator.names_one()
            }
            Lead::Status => true,
            Lead::Currency => self
                .filter
                .currency
                .as_slice()
                .iter()
                .any(|term| !term.negated && term.values.len() == 1),
            _ => false,
        };
        order.is_plain() && ordered
    }

    /// Whether one client's rows are asked for, which its index has in their order.
    fn in_order_of_client(&self) -> bool {
        matches!(self.sight, Sight::OfClient(_)) || self.filter.client.names_one()
    }

    /// The list's rows by this lead.
    fn listing<'o>(&self, lead: Lead, order: &'o Order) -> Listing<'o> {
        let mut condition = Condition::default();
        let sources = self.sources(lead, &mut condition);
        self.hold_sight(&mut condition, lead);
        self.hold_counted(&mut condition, lead);
        self.hold_ranges(&mut condition, lead);
        self.hold_reach(&mut condition, lead, order);
        people::hold(self.filter, &mut condition, lead == Lead::Key);
        self.hold_overdue(&mut condition, lead);
        self.hold_rest(&mut condition);
        if self.filter.sort.is_some_and(|sort| sort.by == PaymentSort::Status) {
            // The rank names the time, and a total, which has no order, must name it too.
            condition.holds(":now IS NOT NULL");
            condition.bind(":now", self.transaction.now());
        }
        Listing { table: "payment", sources, overlap: false, condition, order }
    }

    fn sources(&self, lead: Lead, condition: &mut Condition) -> Vec<String> {
        let by_status = lead == Lead::Status || lead == Lead::Client && self.in_order_of_client();
        if by_status && self.statuses.restrict() {
            return self.statuses.sources(self.transaction.now(), condition);
        }
        self.statuses.hold(self.transaction.now(), condition);
        if lead == Lead::Overdue {
            return vec![status::overdue(&condition.value(self.transaction.now()))];
        }
        vec!["payment WHERE TRUE".to_owned()]
    }

    fn hold_sight(&self, condition: &mut Condition, lead: Lead) {
        match self.sight {
            Sight::All => {}
            Sight::OfClient(row) => {
                condition.equals(column(lead == Lead::Client, "client", "+client"), ":client", row);
            }
            Sight::OfNoClient => condition.holds("+client IS NULL"),
            Sight::OfOrchestrator(row) => condition.equals(
                column(lead == Lead::Orchestrator, "orchestrator", "+orchestrator"),
                ":orchestrator",
                row,
            ),
        }
    }

    fn hold_counted(&self, condition: &mut Condition, lead: Lead) {
        let filter = self.filter;
        let client = column(lead == Lead::Client, "client", "+client");
        filter.client.refer(condition, client, "client");
        let orchestrator = column(lead == Lead::Orchestrator, "orchestrator", "+orchestrator");
        filter.orchestrator.refer(condition, orchestrator, "orchestrator");
        let currency = column(lead == Lead::Currency, "currency", "+currency");
        hold_currency(filter, condition, currency);
    }

    fn hold_ranges(&self, condition: &mut Condition, lead: Lead) {
        let (filter, now) = (self.filter, self.transaction.now());
        let sorts = |by| lead == Lead::Order && self.filter.sort.is_some_and(|sort| sort.by == by);
        let leads = |own, by| lead == own || sorts(by);
        let created =
            column(leads(Lead::Created, PaymentSort::Created), "created_at", "+created_at");
        filter.created.date(condition, created, now, Toward::Past);
        let expires =
            column(leads(Lead::Expires, PaymentSort::Expires), "expires_at", "+expires_at");
        filter.expires.date(condition, expires, now, Toward::Future);
        let completed = column(lead == Lead::Completed, "completed_at", "+completed_at");
        filter.completed.date(condition, completed, now, Toward::Past);
        filter.updated.date(condition, "+updated_at", now, Toward::Past);
        self.decimals.hold(&filter.amount, condition);
    }

    /// Where the times let rows stand: by their sequences, after which every index that leads in
    /// their order has them, too.
    fn hold_reach(&self, condition: &mut Condition, lead: Lead, order: &Order) {
        let in_sequence = match lead {
            Lead::Key | Lead::Overdue => false,
            Lead::Created | Lead::Completed | Lead::Expires => false,
            Lead::Client | Lead::Orchestrator | Lead::Status | Lead::Currency => true,
            Lead::Order => order.is_plain(),
        };
        if let Some((first, last)) = self.reach.filter(|_| in_sequence) {
            let (first, last) = (condition.value(first), condition.value(last));
            condition.holds(format!("payment.seq >= {first} AND payment.seq <= {last}"));
        }
    }

    /// Where something else leads to it, that a payment is overdue or not.
    fn hold_overdue(&self, condition: &mut Condition, lead: Lead) {
        let overdue = &self.filter.overdue;
        if lead == Lead::Overdue && overdue.as_slice().len() == 1 {
            return;
        }
        overdue.hold(condition, |overdue, condition| {
            let now = condition.value(self.transaction.now());
            let holds = format!("(+payment.status = 'pending' AND +payment.expires_at <= {now})");
            if *overdue { holds } else { format!("NOT {holds}") }
        });
    }

    /// What no index serves.
    fn hold_rest(&self, condition: &mut Condition) {
        let filter = self.filter;
        filter.description.search_within(condition, "payment.description");
        filter.mcc.measure(condition, "payment.mcc");
        filter.method.spell(condition, "json_member(payment.payment_method, 'type')");
        filter.late.hold(condition, |late, _| {
            (if *late { "payment.late_at IS NOT NULL" } else { "payment.late_at IS NULL" })
                .to_owned()
        });
        filter.metadata.hold(condition, "payment.metadata");
    }

    /// How many payments there are in the store.
    fn all(&self) -> Result<i64> {
        self.transaction.number(
            "SELECT coalesce(sum(count), 0) FROM counter WHERE scope = 'payment' AND owner = 0",
            named_params! {},
        )
    }
}

/// The times that a filter asks for, of those that blocks know.
fn times(filter: &PaymentFilter, now: Timestamp) -> Vec<(BlockTime, Span)> {
    let created = filter.created.spans(now, Toward::Past).map(|it| (BlockTime::Created, it));
    let expires = filter.expires.spans(now, Toward::Future).map(|it| (BlockTime::Expires, it));
    let completed = filter.completed.spans(now, Toward::Past).map(|it| (BlockTime::Completed, it));
    created.chain(expires).chain(completed).collect()
}

/// A column's name, by which an index may lead or not.
const fn column(leads: bool, plain: &'static str, kept_from_index: &'static str) -> &'static str {
    if leads { plain } else { kept_from_index }
}

/// That a payment, or a counter, is in a currency that is asked for.
fn hold_currency(filter: &PaymentFilter, condition: &mut Condition, column: &str) {
    filter.currency.hold(condition, |currency, condition| {
        format!("{column} = {}", condition.value(currency.code().to_owned()))
    });
}

/// Whether a filter's customers are asked for by what leads to a few.
fn is_narrow(customer: &CustomerMatch) -> bool {
    !matches!(customer, CustomerMatch::Present)
}

#[cfg(test)]
mod tests;
