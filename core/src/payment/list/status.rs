//! Statuses that time decides together with the row.

use crate::filter::Terms;
use crate::payment::PaymentStatus;
use crate::store::query::Condition;
use crate::value::time::Timestamp;

/// A payment's status as a number to sort by, in the order of [`PaymentStatus`].
pub(super) const RANK: &str = "CASE payment.status
    WHEN 'pending' THEN CASE WHEN payment.expires_at > :now THEN 0 ELSE 2 END
    WHEN 'completed' THEN 1 WHEN 'expired' THEN 2 ELSE 3 END";

/// What leads to the payments that are expired without saying so.
pub(super) fn overdue(now: &str) -> String {
    format!(
        "payment INDEXED BY payment_overdue
        WHERE status = 'pending' AND expires_at <= {now}"
    )
}

/// The statuses that a filter allows, as payments have them now.
pub(super) struct Statuses(Vec<PaymentStatus>);

impl Statuses {
    pub(super) fn of(terms: &Terms<PaymentStatus>) -> Self {
        Self(terms.allowed())
    }

    pub(super) fn allow(&self, status: PaymentStatus) -> bool {
        self.0.contains(&status)
    }

    /// Whether there are payments that they do not allow.
    pub(super) fn restrict(&self) -> bool {
        self.0.len() < PaymentStatus::ALL.len()
    }

    /// Whether what is pending in the file must be told apart by time.
    pub(super) fn depend_on_time(&self) -> bool {
        self.allow(PaymentStatus::Pending) != self.allow(PaymentStatus::Expired)
    }

    /// The statuses of all rows that may be allowed, as the file has them, but for what is
    /// overdue.
    fn stored(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|status| status.as_str())
    }

    /// What leads to the payments by their status: each stored status by its index, in the order
    /// of sequences; and what is expired without saying so.
    pub(super) fn sources(&self, now: Timestamp, condition: &mut Condition) -> Vec<String> {
        let until = if self.depend_on_time() { condition.value(now) } else { String::new() };
        let mut sources = Vec::new();
        for status in self.stored() {
            let mut source = format!("payment WHERE status = '{status}'");
            if status == "pending" && self.depend_on_time() {
                source.push_str(&format!(" AND +expires_at > {until}"));
            }
            sources.push(source);
        }
        if self.allow(PaymentStatus::Expired) && self.depend_on_time() {
            sources.push(overdue(&until));
        }
        if sources.is_empty() {
            sources.push("payment WHERE FALSE".to_owned());
        }
        sources
    }

    /// That a payment is in one of them, where something else leads to it.
    pub(super) fn hold(&self, now: Timestamp, condition: &mut Condition) {
        if !self.restrict() {
            return;
        }
        let mut any: Vec<_> = self
            .stored()
            .filter(|status| *status != "pending" || !self.depend_on_time())
            .map(|status| format!("+payment.status = '{status}'"))
            .collect();
        if self.depend_on_time() {
            let past = if self.allow(PaymentStatus::Expired) { "<=" } else { ">" };
            let now = condition.value(now);
            any.push(format!("+payment.status = 'pending' AND +payment.expires_at {past} {now}"));
        }
        condition.holds(if any.is_empty() {
            "FALSE".to_owned()
        } else {
            format!("({})", any.join(" OR "))
        });
    }

    /// The statuses by which counters count what is allowed.
    pub(super) fn counted(&self) -> String {
        let words: Vec<_> = self.stored().map(|status| format!("'{status}'")).collect();
        words.join(", ")
    }
}
