//! Where in a table the rows of a time stand, by blocks of its sequences.
//!
//! Rows are appended nearly in the order of time, but for those that were imported. What triggers
//! note of each block says from which row to which a list of a time has to look, and counts the
//! blocks that lie within it without reading them.

use crate::error::Result;
use crate::store::query::Condition;
use crate::store::transaction::ReadTransaction;

/// How many bits of a sequence tell the rows of a block apart.
const BITS: u32 = 10;
/// Blocks that a time may cut, up to which they are cheaper to read than an index of all of it.
const MOST_CUT: i64 = 16;

/// The first and the last second of a time, both included; none: it is open there.
type Span = (Option<i64>, Option<i64>);

/// The times that blocks know.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BlockTime {
    Created,
    Expires,
    Completed,
}

impl BlockTime {
    const fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("first_created", "last_created"),
            Self::Expires => ("first_expires", "last_expires"),
            Self::Completed => ("first_completed", "last_completed"),
        }
    }
}

/// From which sequence to which rows of all these times can stand, both included; `None` if they
/// can stand anywhere.
pub(crate) fn reach(
    transaction: &ReadTransaction<'_>,
    table: &'static str,
    times: &[(BlockTime, Span)],
) -> Result<Option<(i64, i64)>> {
    let mut condition = blocks_of(table);
    let mut is_bound = false;
    for (time, span) in times {
        is_bound |= *span != (None, None);
        meets(&mut condition, *time, *span);
    }
    if !is_bound {
        return Ok(None);
    }
    let end = |pick: &str| {
        let sql = format!(
            "SELECT coalesce((SELECT block FROM time_block WHERE {} ORDER BY block {pick} LIMIT 1),
                -1)",
            condition.sql()
        );
        transaction.number(&sql, &*condition.parameters())
    };
    let (first, last) = (end("ASC")?, end("DESC")?);
    Ok(Some(if last < 0 { (1, 0) } else { (first << BITS, ends(last)) }))
}

/// How many rows were created within a time, read from the blocks and the few that it cuts;
/// `None` if it cuts many.
pub(crate) fn created_within(
    transaction: &ReadTransaction<'_>,
    table: &'static str,
    span: Span,
) -> Result<Option<i64>> {
    let mut condition = blocks_of(table);
    let within = lies_within(&mut condition, span);
    meets(&mut condition, BlockTime::Created, span);
    let holds = condition.sql();
    let (whole, cut): (i64, i64) = {
        let sql = format!(
            "SELECT coalesce(sum(count) FILTER (WHERE {within}), 0),
                count(*) FILTER (WHERE NOT ({within}))
            FROM time_block WHERE {holds}"
        );
        let found = transaction.one(&sql, &*condition.parameters(), |columns| {
            Ok((columns.next()?, columns.next()?))
        })?;
        found.unwrap_or_default()
    };
    if cut > MOST_CUT {
        return Ok(None);
    }
    let sql = cut_sql(table, span, &within, &mut condition);
    let rest = transaction.number(&sql, &*condition.parameters())?;
    Ok(Some(whole.saturating_add(rest)))
}

/// The statement that counts within the blocks that a time cuts.
fn cut_sql(table: &str, span: Span, within: &str, condition: &mut Condition) -> String {
    let holds = condition.sql();
    let mut created = Vec::new();
    if let Some(first) = span.0 {
        created.push(format!("+{table}.created_at >= {}", condition.value(first)));
    }
    if let Some(last) = span.1 {
        created.push(format!("+{table}.created_at <= {}", condition.value(last)));
    }
    let created = if created.is_empty() { "TRUE".to_owned() } else { created.join(" AND ") };
    format!(
        "SELECT count(*) FROM time_block CROSS JOIN {table}
            ON {table}.seq >= time_block.block << {BITS}
                AND {table}.seq < (time_block.block + 1) << {BITS}
        WHERE {holds} AND NOT ({within}) AND {created}"
    )
}

fn blocks_of(table: &'static str) -> Condition {
    let mut condition = Condition::default();
    condition.equals("time_block.source", ":source", table);
    condition
}

/// That some row of a block can be of a time.
fn meets(condition: &mut Condition, time: BlockTime, (from, until): Span) {
    let (first, last) = time.columns();
    if let Some(until) = until {
        let until = condition.value(until);
        condition.holds(format!("time_block.{first} <= {until}"));
    }
    if let Some(from) = from {
        let from = condition.value(from);
        condition.holds(format!("time_block.{last} >= {from}"));
    }
}

/// That every row of a block was created within a time.
fn lies_within(condition: &mut Condition, (from, until): Span) -> String {
    let mut within = vec!["TRUE".to_owned()];
    if let Some(from) = from {
        within.push(format!("time_block.first_created >= {}", condition.value(from)));
    }
    if let Some(until) = until {
        within.push(format!("time_block.last_created <= {}", condition.value(until)));
    }
    within.join(" AND ")
}

/// The last sequence of a block.
const fn ends(block: i64) -> i64 {
    (block << BITS) | ((1 << BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    #[test]
    fn blocks_that_a_time_cuts_are_read_by_their_sequences() {
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| {
            let span = (Some(1), Some(2));
            let mut condition = blocks_of("payment");
            let within = lies_within(&mut condition, span);
            meets(&mut condition, BlockTime::Created, span);
            let sql = cut_sql("payment", span, &within, &mut condition);
            plan(transaction, &sql, &*condition.parameters())
        });
        assert_eq!(
            plan.unwrap(),
            "SEARCH time_block USING PRIMARY KEY (source=?); \
             SEARCH payment USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
        );
    }

    #[test]
    fn nothing_is_reached_where_no_block_meets_the_time() {
        let store = Store::in_memory().unwrap();
        let found = |spans: &[(BlockTime, Span)]| {
            store.read(|transaction| reach(transaction, "payment", spans)).unwrap()
        };
        assert_eq!(found(&[(BlockTime::Created, (Some(5), None))]), Some((1, 0)));
        assert_eq!(found(&[(BlockTime::Created, (None, None))]), None);
        assert_eq!(found(&[]), None);
    }
}
