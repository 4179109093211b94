//! Going through a whole store for anything that is not as it must be.

use std::ops::ControlFlow;

use rusqlite::named_params;

use crate::backup::report::{Check, CheckOutcome, CheckReport};
use crate::backup::watch::{Watch, watched};
use crate::backup::{Progress, counters, records, refuse_in_transaction};
use crate::customer;
use crate::error::{Error, ErrorKind, Result};
use crate::fee::FeePlan;
use crate::store::sqlite::Columns;
use crate::store::transaction::ReadTransaction;
use crate::store::{Store, notice};
use crate::value::money::{Currency, Money};
use crate::value::time::Timestamp;

/// Rows that one read transaction goes through.
pub(super) const STEP: i64 = 5000;

/// A check: goes through the store, tells how far it is, and notes what it finds.
type Examine = fn(&Store, &mut Check, &Watch<'_>) -> Result<()>;

/// What a backup must pass.
const ESSENTIALS: [(&str, Examine); 3] =
    [("storage", storage), ("foreign_keys", foreign_keys), ("event_log", event_log)];

/// What else a store is checked for.
const THE_REST: [(&str, Examine); 7] = [
    ("counters", counters::examine),
    ("client_links", client_links),
    ("fee_plans", fee_plans),
    ("search_words", search_words),
    ("search_indexes", search_indexes),
    ("records", records::examine),
    ("time_and_settings", time_and_settings),
];

impl Store {
    /// Goes through the whole store for anything that is not as it must be, and changes nothing:
    ///
    /// | check | what it holds against what |
    /// |---|---|
    /// | `storage` | every page, index and row against the file format (SQLite's own check) |
    /// | `foreign_keys` | every reference against what it names |
    /// | `event_log` | every event against the chain of hashes ([`Store::verify`]) |
    /// | `counters` | every counter against a full count |
    /// | `client_links` | that no client has two active links |
    /// | `fee_plans` | every payment's fee plan against its amount and its own lines |
    /// | `search_words` | every customer's search words against their name and e-mail |
    /// | `search_indexes` | the indexes of search against what they index |
    /// | `records` | every record against its last event, every event against its record |
    /// | `time_and_settings` | the store's own row |
    ///
    /// Records without any event are not faults: they were imported. The last but one needs the
    /// right to write, though nothing is written; a read-only handle leaves it out and says so.
    ///
    /// Others may go on: most checks read in short transactions. `storage` and `counters` need
    /// one state of the store each, as long as they take; the write-ahead log grows meanwhile by
    /// what is written. `progress` is called at least ten times a second, from the caller's
    /// thread; if it breaks, the answer is `interrupted / cancelled`.
    ///
    /// # Errors
    ///
    /// `corrupt` if the file is so damaged that the store's own row cannot be read;
    /// `conflict / transaction_open`; `forbidden` unless it is the owner's handle; `storage`. A
    /// fault is no error but an answer.
    pub fn check(&self, progress: impl FnMut(Progress) -> ControlFlow<()>) -> Result<CheckReport> {
        self.read(|transaction| transaction.require_owner())?;
        refuse_in_transaction(self)?;
        watched(self, progress, |watch| {
            let store = watch.store();
            let mut report = essentials(store, watch)?;
            for (name, examine) in THE_REST {
                report.add(run(store, name, examine, watch)?);
            }
            Ok(report)
        })
    }
}

/// The checks that a backup must pass.
pub(super) fn essentials(store: &Store, watch: &Watch<'_>) -> Result<CheckReport> {
    let mut report = CheckReport::new(store.now()?);
    for (name, examine) in ESSENTIALS {
        report.add(run(store, name, examine, watch)?);
    }
    Ok(report)
}

/// Runs one check. A file too damaged to be gone through has a fault; what else fails, fails.
fn run(store: &Store, name: &'static str, examine: Examine, watch: &Watch<'_>) -> Result<Check> {
    let mut check = Check::new(name);
    watch.ask(name)?;
    match examine(store, &mut check, watch) {
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            check.fault(format!("it could not be gone through to its end: {error}"));
        }
        done => done?,
    }
    if check.outcome == CheckOutcome::Faults {
        let path = store.name().display();
        notice::error(notice::CHECK, format_args!("{path}: the check {name} has found faults"));
    }
    Ok(check)
}

fn storage(store: &Store, check: &mut Check, _: &Watch<'_>) -> Result<()> {
    store.read(|transaction| {
        // It stops by itself at a hundred messages.
        let sql = "SELECT integrity_check FROM pragma_integrity_check";
        let found = transaction.all(sql, [], |columns| columns.next::<String>())?;
        let pages = transaction.number("SELECT page_count FROM pragma_page_count", [])?;
        check.examined(usize::try_from(pages).unwrap_or(usize::MAX));
        found.into_iter().filter(|message| message != "ok").for_each(|fault| check.fault(fault));
        Ok(())
    })
}

fn foreign_keys(store: &Store, check: &mut Check, _: &Watch<'_>) -> Result<()> {
    store.read(|transaction| {
        let sql = "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check";
        let found = transaction.all(sql, [], |columns| {
            let (table, row, parent): (String, Option<i64>, String) =
                (columns.next()?, columns.next()?, columns.next()?);
            let row = row.map_or_else(|| "a row".to_owned(), |row| format!("row {row}"));
            Ok(format!("{row} of {table} refers to a row of {parent} that is not there"))
        })?;
        found.into_iter().for_each(|fault| check.fault(fault));
        Ok(())
    })
}

fn event_log(store: &Store, check: &mut Check, watch: &Watch<'_>) -> Result<()> {
    let found = store.verify_with(None, |done, total| watch.tell("event_log", done, total))?;
    check.examined(usize::try_from(found.verified).unwrap_or(usize::MAX));
    if let Some(fault) = found.fault {
        check.fault(format!("at event {}: {}", fault.seq, fault.reason));
    }
    Ok(())
}

fn client_links(store: &Store, check: &mut Check, _: &Watch<'_>) -> Result<()> {
    store.read(|transaction| {
        // Not by the index that should make it impossible.
        let found = transaction.all(
            "SELECT client.id, count(*)
            FROM client_link NOT INDEXED LEFT JOIN client ON client.seq = client_link.client
            WHERE client_link.status = 'active' GROUP BY client_link.client",
            [],
            |columns| Ok((columns.next::<Option<String>>()?, columns.next::<i64>()?)),
        )?;
        check.examined(found.len());
        for (client, links) in found.into_iter().filter(|(_, links)| *links > 1) {
            let client = client.unwrap_or_default();
            check.fault(format!("the client {client} has {links} active links"));
        }
        Ok(())
    })
}

/// Goes through a table by its sequences, so many rows a transaction. `sql` takes `:after` and
/// `:limit` and gives the sequence first.
pub(super) fn in_steps<T>(
    store: &Store,
    check: &mut Check,
    watch: &Watch<'_>,
    table: &str,
    sql: &str,
    mut read: impl FnMut(&mut Columns<'_, '_>) -> Result<T>,
    mut look: impl FnMut(&ReadTransaction<'_>, &mut Check, T) -> Result<()>,
) -> Result<()> {
    let mut after = 0;
    loop {
        let (rows, last) = store.read(|transaction| {
            let last = format!("SELECT coalesce(max(seq), 0) FROM {table}");
            let last = transaction.number(&last, [])?;
            let from = after;
            let parameters = named_params! { ":after": from, ":limit": STEP };
            let rows = transaction.all(sql, parameters, |columns| {
                after = columns.next()?;
                read(columns)
            })?;
            let count = rows.len();
            rows.into_iter().try_for_each(|row| look(transaction, check, row))?;
            Ok((count, last))
        })?;
        check.examined(rows);
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        watch.tell(check.name, number(after), number(last))?;
        if i64::try_from(rows).is_ok_and(|rows| rows < STEP) {
            return Ok(());
        }
    }
}

fn fee_plans(store: &Store, check: &mut Check, watch: &Watch<'_>) -> Result<()> {
    let sql = "SELECT payment.seq, payment.amount_minor, payment.currency, payment.fee_plan,
            lower(hex(orchestrator.id))
        FROM payment JOIN orchestrator ON orchestrator.seq = payment.orchestrator
        WHERE payment.fee_plan IS NOT NULL AND payment.seq > :after
        ORDER BY payment.seq LIMIT :limit";
    let read = |columns: &mut Columns<'_, '_>| {
        let (minor, currency): (i64, String) = (columns.next()?, columns.next()?);
        Ok((minor, currency, columns.next::<String>()?, columns.next::<String>()?))
    };
    let mut place = 0_u64;
    in_steps(store, check, watch, "payment", sql, read, |_, check, row| {
        place = place.saturating_add(1);
        if let Some(fault) = fault_of_plan(&row) {
            check.fault(format!("the fee plan number {place} {fault}"));
        }
        Ok(())
    })
}

fn fault_of_plan(
    (minor, currency, plan, orchestrator): &(i64, String, String, String),
) -> Option<String> {
    let amount = Currency::parse(currency).ok().and_then(|it| Money::from_minor(*minor, it).ok());
    let Some(amount) = amount else { return Some("is of an amount that is none".to_owned()) };
    let Ok(plan) = serde_json::from_str::<FeePlan>(plan) else {
        return Some("cannot be read".to_owned());
    };
    let named = plan.orchestrator_id.as_uuid().simple().to_string();
    if named != *orchestrator {
        return Some("names another orchestrator than its payment".to_owned());
    }
    plan.fault(amount).map(str::to_owned)
}

fn search_words(store: &Store, check: &mut Check, watch: &Watch<'_>) -> Result<()> {
    let sql = "SELECT seq, seq, name, email FROM customer
        WHERE seq > :after ORDER BY seq LIMIT :limit";
    let read = |columns: &mut Columns<'_, '_>| {
        Ok((columns.next::<i64>()?, columns.next::<Option<String>>()?, columns.next()?))
    };
    in_steps(store, check, watch, "customer", sql, read, |transaction, check, row| {
        let (row, name, email): (i64, Option<String>, Option<String>) = row;
        if !customer::has_its_words(transaction, row, name.as_deref(), email.as_deref())? {
            check.fault(format!("row {row} of customer has other search words than it should"));
        }
        Ok(())
    })?;
    let sql = "SELECT seq, seq, uses, (SELECT count(*) FROM customer_word_use WHERE word = seq)
        FROM customer_word WHERE seq > :after ORDER BY seq LIMIT :limit";
    let read = |columns: &mut Columns<'_, '_>| {
        Ok((columns.next::<i64>()?, columns.next::<i64>()?, columns.next::<i64>()?))
    };
    in_steps(store, check, watch, "customer_word", sql, read, |_, check, (row, noted, uses)| {
        if noted != uses {
            check.fault(format!("row {row} of customer_word has {uses} uses, not {noted}"));
        }
        Ok(())
    })
}

/// The tables of search, each an index of the table of that name.
const SEARCH_INDEXES: [(&str, &str); 3] = [
    (
        "customer_word_index",
        "INSERT INTO customer_word_index (customer_word_index, rank) VALUES ('integrity-check', 1)",
    ),
    ("biller_index", "INSERT INTO biller_index (biller_index, rank) VALUES ('integrity-check', 1)"),
    (
        "client_user_index",
        "INSERT INTO client_user_index (client_user_index, rank) VALUES ('integrity-check', 1)",
    ),
];

fn search_indexes(store: &Store, check: &mut Check, watch: &Watch<'_>) -> Result<()> {
    if store.is_read_only() {
        check.leave_out(
            "needs the right to write, though nothing is written; `storage` has seen to the \
             indexes' own form",
        );
        return Ok(());
    }
    for (name, sql) in SEARCH_INDEXES {
        check.examined(1);
        watch.tell(check.name, check.examined, 3)?;
        // FTS5 puts this question as an insertion; it changes nothing, and is taken back.
        match store.dry_run().write(|transaction| transaction.change(sql, [])) {
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                check.fault(format!("{name} is not the index of its table: {error}"));
            }
            done => drop(done?),
        }
    }
    Ok(())
}

fn time_and_settings(store: &Store, check: &mut Check, _: &Watch<'_>) -> Result<()> {
    // That a transaction begins at all has read and understood the settings.
    store.read(|transaction| {
        let own = transaction.one(
            "SELECT created_at, highest_time, made, emptied
            FROM meta JOIN erasure ON erasure.id = meta.id",
            [],
            |columns| {
                let (created, highest): (i64, i64) = (columns.next()?, columns.next()?);
                Ok((created, highest, columns.next::<i64>()?, columns.next::<i64>()?))
            },
        )?;
        let own = own.ok_or_else(|| {
            Error::new(ErrorKind::Corrupt, "damaged", "the store's own row is missing")
        })?;
        let (created, highest, made, emptied) = own;
        check.examined(1);
        let range = Timestamp::MIN.unix_seconds()..=Timestamp::MAX.unix_seconds();
        if !range.contains(&created) || !range.contains(&highest) {
            check.fault("a time of the store's own is outside the years 1970 to 9999");
        } else if highest < created {
            check.fault("the highest time seen is before the store was created");
        }
        if !(0..=made).contains(&emptied) {
            check.fault("the count of erasures is not what it can be");
        }
        let ahead =
            highest.saturating_sub(transaction.clock().unix_milliseconds().div_euclid(1000));
        if ahead > 0 {
            check.note = Some(format!("the clock is {ahead} s behind the latest time seen"));
        }
        Ok(())
    })
}
