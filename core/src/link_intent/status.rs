//! Where link intents stand, and how many stand where.

use crate::error::Result;
use crate::store::query::Condition;
use crate::store::transaction::ReadTransaction;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

word_enum! {
    /// Where a link intent stands.
    pub enum LinkIntentStatus ("status") {
        /// It can be redeemed.
        Open = "open",
        /// It has been redeemed.
        Used = "used",
        /// Its time has passed.
        Expired = "expired",
        /// Its orchestrator took it back.
        Revoked = "revoked",
    }
}

impl LinkIntentStatus {
    /// What an intent of this stored status is to a reader at this time.
    pub(super) fn at(self, now: Timestamp, expires_at: Timestamp) -> Self {
        if self == Self::Open && expires_at <= now { Self::Expired } else { self }
    }

    /// That an intent is in this status at this time.
    pub(super) fn sql(self, condition: &mut Condition, now: Timestamp) -> String {
        let sign = match self {
            Self::Open => ">",
            Self::Expired => "<=",
            Self::Used | Self::Revoked => {
                return format!("link_intent.status = {}", condition.value(self.as_str()));
            }
        };
        let now = condition.value(now);
        format!("link_intent.status = 'open' AND link_intent.expires_at {sign} {now}")
    }
}

/// How many intents there are by status as it is now; of every orchestrator if `None`.
pub(crate) fn totals(
    transaction: &ReadTransaction<'_>,
    orchestrator: Option<i64>,
) -> Result<Vec<(LinkIntentStatus, i64)>> {
    let mut condition = Condition::default();
    condition.bind(":now", transaction.now());
    if let Some(row) = orchestrator {
        condition.equals("orchestrator", ":orchestrator", row);
    }
    let sql = totals_sql(&condition);
    let mut totals = transaction.all(&sql, &*condition.parameters(), |columns| {
        Ok((columns.next_with(LinkIntentStatus::parse)?, columns.next()?))
    })?;
    let place = |status| LinkIntentStatus::ALL.iter().position(|known| *known == status);
    totals.sort_by_key(|(status, _)| place(*status));
    Ok(totals)
}

fn totals_sql(condition: &Condition) -> String {
    format!(
        "SELECT CASE WHEN status = 'open' AND expires_at <= :now THEN 'expired' ELSE status END,
            count(*)
        FROM link_intent INDEXED BY link_intent_by_status WHERE {} GROUP BY 1",
        condition.sql()
    )
}

/// How many open intents expire by this time.
pub(crate) fn expiring(
    transaction: &ReadTransaction<'_>,
    orchestrator: Option<i64>,
    by: Timestamp,
) -> Result<i64> {
    let mut condition = Condition::default();
    condition.bind(":now", transaction.now());
    condition.bind(":by", by);
    if let Some(row) = orchestrator {
        condition.equals("orchestrator", ":orchestrator", row);
    }
    let sql = expiring_sql(&condition);
    transaction.number(&sql, &*condition.parameters())
}

fn expiring_sql(condition: &Condition) -> String {
    format!(
        "SELECT count(*) FROM link_intent
        WHERE status = 'open' AND expires_at > :now AND expires_at <= :by AND {}",
        condition.sql()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    #[test]
    fn intents_are_counted_by_their_indexes() {
        let store = Store::in_memory().unwrap();
        let check = |orchestrator: Option<i64>, sql: fn(&Condition) -> String, expected: &str| {
            let plan = store.read(|transaction| {
                let mut condition = Condition::default();
                condition.bind(":now", transaction.now());
                condition.bind(":by", transaction.now());
                if let Some(row) = orchestrator {
                    condition.equals("orchestrator", ":orchestrator", row);
                }
                let sql = sql(&condition);
                let used = |(name, _): &(&str, _)| sql.contains(name);
                let parameters: Vec<_> = condition.parameters().into_iter().filter(used).collect();
                plan(transaction, &sql, &*parameters)
            });
            let plan = plan.unwrap();
            assert!(plan.starts_with(expected), "{plan}");
        };
        check(None, totals_sql, "SCAN link_intent USING COVERING INDEX link_intent_by_status");
        check(Some(1), totals_sql, "SEARCH link_intent USING COVERING INDEX link_intent_by_status");
        check(None, expiring_sql, "SEARCH link_intent USING COVERING INDEX link_intent_open");
        check(Some(1), expiring_sql, "SEARCH link_intent USING");
    }
}
