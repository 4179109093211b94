//! Totals in a handful of reads, however long the list.

use crate::error::Result;
use crate::filter::{Terms, Toward};
use crate::payment::list::{Query, hold_currency};
use crate::payment::{PaymentFilter, PaymentStatus};
use crate::scope::Sight;
use crate::store::block;
use crate::store::query::Condition;

impl Query<'_> {
    /// The total, if there is a shorter way to it than counting the rows.
    pub(super) fn known_total(&self) -> Result<Option<i64>> {
        match self.total_from_counters()? {
            Some(total) => Ok(Some(total)),
            None => self.total_from_blocks(),
        }
    }

    /// The total, if only one stretch of times of creation is asked for.
    fn total_from_blocks(&self) -> Result<Option<i64>> {
        let filter = self.filter;
        let [term] = filter.created.as_slice() else { return Ok(None) };
        let [range] = term.values.as_slice() else { return Ok(None) };
        let rest = PaymentFilter { created: Terms::default(), sort: None, ..filter.clone() };
        let is_alone = rest == PaymentFilter::default();
        if term.negated || !is_alone || self.sight != Sight::All {
            return Ok(None);
        }
        let span = range.span(self.transaction.now(), Toward::Past);
        block::created_within(self.transaction, "payment", span)
    }

    /// The total, if the counters know it: only status, currency and client are asked for.
    pub(super) fn total_from_counters(&self) -> Result<Option<i64>> {
        let filter = self.filter;
        let of_orchestrator = matches!(self.sight, Sight::OfOrchestrator(_));
        let known = filter.is_counted() && (!of_orchestrator || filter.client.is_empty());
        if known { self.counted().map(Some) } else { Ok(None) }
    }

    /// How many payments meet what is asked of status, currency and client, by the counters: what
    /// they say of the rows, put right by what is overdue.
    pub(super) fn counted(&self) -> Result<i64> {
        let mut condition = Condition::default();
        let (scope, owner) = match self.sight {
            Sight::All if self.filter.client.is_empty() => ("payment", Some(0)),
            Sight::All => ("payment_of_client", None),
            Sight::OfClient(row) => ("payment_of_client", Some(row)),
            Sight::OfNoClient => ("payment_of_client", Some(0)),
            Sight::OfOrchestrator(row) => ("payment_of_orchestrator", Some(row)),
        };
        condition.equals("scope", ":scope", scope);
        if let Some(owner) = owner {
            condition.equals("owner", ":owner", owner);
        }
        if scope == "payment_of_client" {
            // Where nobody owns a payment, its counter's owner is 0.
            let any = self.filter.client.asks_for_presence();
            let owner = if any { "nullif(owner, 0)" } else { "owner" };
            self.filter.client.refer(&mut condition, owner, "client");
        }
        if self.statuses.restrict() {
            condition.holds(format!("status IN ({})", self.statuses.counted()));
        }
        hold_currency(self.filter, &mut condition, "currency");
        let sql = format!("SELECT coalesce(sum(count), 0) FROM counter WHERE {}", condition.sql());
        let counted = self.transaction.number(&sql, &*condition.parameters())?;
        if !self.statuses.depend_on_time() {
            return Ok(counted);
        }
        let overdue = self.overdue()?;
        Ok(if self.statuses.allow(PaymentStatus::Pending) {
            counted.saturating_sub(overdue)
        } else {
            counted.saturating_add(overdue)
        })
    }

    /// Pending rows whose time has passed; read from the index alone.
    fn overdue(&self) -> Result<i64> {
        let mut condition = Condition::default();
        match self.sight {
            Sight::All => {}
            Sight::OfClient(row) => condition.equals("client", ":client", row),
            Sight::OfNoClient => condition.holds("client IS NULL"),
            Sight::OfOrchestrator(row) => condition.equals("orchestrator", ":orchestrator", row),
        }
        self.filter.client.refer(&mut condition, "client", "client");
        hold_currency(self.filter, &mut condition, "currency");
        let now = condition.value(self.transaction.now());
        let sql = format!(
            "SELECT count(*) FROM payment INDEXED BY payment_overdue
            WHERE status = 'pending' AND expires_at <= {now} AND {}",
            condition.sql()
        );
        self.transaction.number(&sql, &*condition.parameters())
    }
}
