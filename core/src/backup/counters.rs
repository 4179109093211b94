//! The counters against a full count.

use std::collections::BTreeMap;

use rusqlite::named_params;

use crate::backup::report::Check;
use crate::backup::watch::Watch;
use crate::error::Result;
use crate::store::Store;
use crate::store::transaction::ReadTransaction;

/// How many there are, and the two halves of their sum.
type Sum = (i64, i64, i64);
/// A counter's scope, owner, status and currency.
type Key = (String, i64, String, String);

/// The scopes that are counted anew here; others are not looked at.
const SCOPES: [&str; 10] = [
    "payment",
    "payment_of_client",
    "payment_of_orchestrator",
    "late_payment",
    "late_payment_of_client",
    "late_payment_of_orchestrator",
    "payment_hour",
    "request",
    "request_of_client",
    "delivery_of_endpoint",
];

/// Counts everything in one state of the store, and names each counter that says otherwise.
pub(super) fn examine(store: &Store, check: &mut Check, _: &Watch<'_>) -> Result<()> {
    store.read(|transaction| {
        let mut counted = Counts::default();
        counted.count_payments(transaction, check)?;
        counted.count_requests(transaction, check)?;
        counted.count_deliveries(transaction, check)?;
        counted.compare(&noted(transaction)?, check);
        ["payment", "request_to_link"]
            .into_iter()
            .try_for_each(|table| examine_blocks(transaction, table, check))
    })
}

#[derive(Default)]
struct Counts(BTreeMap<Key, Sum>);

impl Counts {
    fn add(&mut self, scope: &str, owner: i64, status: &str, currency: &str, minor: i64) {
        let key = (scope.to_owned(), owner, status.to_owned(), currency.to_owned());
        let sum = self.0.entry(key).or_default();
        sum.0 = sum.0.saturating_add(1);
        sum.1 = sum.1.saturating_add(minor >> 32);
        sum.2 = sum.2.saturating_add(minor & 0xFFFF_FFFF);
    }

    fn count_payments(
        &mut self,
        transaction: &ReadTransaction<'_>,
        check: &mut Check,
    ) -> Result<()> {
        // By the rows themselves, not by an index that may be at fault.
        let rows = transaction.all(
            "SELECT coalesce(client, 0), orchestrator, status, currency, amount_minor,
                late_at IS NOT NULL, completed_at / 3600
            FROM payment NOT INDEXED",
            [],
            |columns| {
                let (client, orchestrator): (i64, Option<i64>) = (columns.next()?, columns.next()?);
                let (status, currency): (String, String) = (columns.next()?, columns.next()?);
                let (minor, late): (i64, bool) = (columns.next()?, columns.next()?);
                if let Some(hour) = columns.next::<Option<i64>>()? {
                    self.add("payment_hour", hour, &status, &currency, minor);
                }
                let lists: &[&str] = if late { &["", "late_"] } else { &[""] };
                for list in lists {
                    let mut add = |scope: &str, owner| {
                        self.add(&format!("{list}{scope}"), owner, &status, &currency, minor);
                    };
                    add("payment", 0);
                    add("payment_of_client", client);
                    if let Some(orchestrator) = orchestrator {
                        add("payment_of_orchestrator", orchestrator);
                    }
                }
                Ok(())
            },
        )?;
        check.examined(rows.len());
        Ok(())
    }

    fn count_requests(
        &mut self,
        transaction: &ReadTransaction<'_>,
        check: &mut Check,
    ) -> Result<()> {
        let rows = transaction.all(
            "SELECT client, status FROM request_to_link NOT INDEXED",
            [],
            |columns| {
                let (client, status): (i64, String) = (columns.next()?, columns.next()?);
                self.add("request", 0, &status, "", 0);
                self.add("request_of_client", client, &status, "", 0);
                Ok(())
            },
        )?;
        check.examined(rows.len());
        Ok(())
    }

    fn count_deliveries(
        &mut self,
        transaction: &ReadTransaction<'_>,
        check: &mut Check,
    ) -> Result<()> {
        let sql = "SELECT endpoint, status FROM delivery NOT INDEXED";
        let rows = transaction.all(sql, [], |columns| {
            let (endpoint, status): (i64, String) = (columns.next()?, columns.next()?);
            self.add("delivery_of_endpoint", endpoint, &status, "", 0);
            Ok(())
        })?;
        check.examined(rows.len());
        Ok(())
    }

    fn compare(mut self, noted: &BTreeMap<Key, Sum>, check: &mut Check) {
        for key in noted.keys() {
            self.0.entry(key.clone()).or_default();
        }
        for (key, counted) in &self.0 {
            let found = noted.get(key).copied().unwrap_or_default();
            if found == *counted {
                continue;
            }
            let (scope, owner, status, currency) = key;
            let minor = |sum: Sum| {
                i128::from(sum.1).saturating_mul(1 << 32).saturating_add(i128::from(sum.2))
            };
            check.fault(format!(
                "{scope} {owner} {status} {currency}: noted {} of {} minor units, counted {} of {}",
                found.0,
                minor(found),
                counted.0,
                minor(*counted)
            ));
        }
    }
}

/// Names each block of a table that counts other rows than it has, or does not reach to all their
/// times.
fn examine_blocks(transaction: &ReadTransaction<'_>, table: &str, check: &mut Check) -> Result<()> {
    let sql = format!(
        "SELECT found.block FROM (
            SELECT seq >> 10 AS block, count(*) AS count,
                min(created_at) AS first_created, max(created_at) AS last_created,
                min(expires_at) AS first_expires, max(expires_at) AS last_expires,
                min(completed_at) AS first_completed, max(completed_at) AS last_completed
            FROM {table} NOT INDEXED GROUP BY seq >> 10) AS found
        LEFT JOIN time_block ON time_block.source = :source AND time_block.block = found.block
        WHERE time_block.count IS NOT found.count
            OR time_block.first_created > found.first_created
            OR time_block.last_created < found.last_created
            OR time_block.first_expires > found.first_expires
            OR time_block.last_expires < found.last_expires
            OR time_block.first_completed > found.first_completed
            OR time_block.last_completed < found.last_completed
        UNION ALL SELECT block FROM time_block AS noted
        WHERE source = :source AND NOT EXISTS (
            SELECT 1 FROM {table} WHERE seq >= noted.block << 10 AND seq < (noted.block + 1) << 10)"
    );
    let source = named_params! { ":source": table };
    let blocks: Vec<i64> = transaction.all(&sql, source, |columns| columns.next())?;
    for block in blocks {
        check.fault(format!("{table} block {block}: its rows are others than are noted"));
    }
    Ok(())
}

fn noted(transaction: &ReadTransaction<'_>) -> Result<BTreeMap<Key, Sum>> {
    let rows = transaction.all(
        "SELECT scope, owner, status, currency, count, sum_high, sum_low FROM counter
        UNION ALL SELECT 'payment_hour', hour, 'completed', currency, count, sum_high, sum_low
        FROM payment_hour",
        [],
        |columns| {
            let key: Key = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
            Ok((key, (columns.next()?, columns.next()?, columns.next()?)))
        },
    )?;
    Ok(rows.into_iter().filter(|(key, _)| SCOPES.contains(&key.0.as_str())).collect())
}
