//! Files as released versions left them: each opens in this one with every record as it was.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;

use billfold_core::{StatsFilter, Store};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

mod common;

use common::files::{payments, place, ten_euros};
use common::refusal;

/// The stores that released versions made, oldest first. They are never made anew.
fn frozen() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The schema that a file says it has.
fn schema(path: &Path) -> i64 {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// The schema of a store made now.
fn newest_schema() -> i64 {
    let (_folder, path) = place();
    drop(Store::create(&path).unwrap());
    schema(&path)
}

/// A copy of a frozen store to work on.
fn thaw(frozen: &Path) -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = place();
    fs::copy(frozen, &path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    (folder, path)
}

/// Every row of every table that the old schema has, in the old schema's columns.
fn rows(path: &Path, tables: &[(String, String)]) -> Vec<(String, Vec<Vec<Value>>)> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let read = |(table, columns): &(String, String)| {
        let sql = format!("SELECT {columns} FROM {table} ORDER BY 1, 2");
        let mut statement = file.prepare(&sql).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|index| row.get(index)).collect());
        (table.clone(), rows.unwrap().map(Result::unwrap).collect())
    };
    tables.iter().map(read).collect()
}

/// The tables of a file with their columns, but for the history of its schema.
fn tables(path: &Path) -> Vec<(String, String)> {
    let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT name, (SELECT group_concat(name) FROM pragma_table_info(outermost.name))
        FROM pragma_table_list AS outermost
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'refinery_%'
        ORDER BY name";
    let mut statement = file.prepare(sql).unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    found.map(Result::unwrap).collect()
}

#[test]
fn every_released_file_opens_with_every_record_as_it_was() {
    for frozen in frozen() {
        let (_folder, path) = thaw(&frozen);
        let tables = tables(&path);
        let before = rows(&path, &tables);
        assert!(before.iter().any(|(table, rows)| table == "payment" && !rows.is_empty()));
        let opened = Store::open_read_only(&path);
        if schema(&path) < newest_schema() {
            let refused = opened.unwrap_err();
            assert_eq!(refusal(&refused), "read_only/schema_too_old", "{}", frozen.display());
        } else {
            drop(opened.unwrap());
        }
        drop(Store::open_existing(&path).unwrap());
        assert_eq!(rows(&path, &tables), before, "{}", frozen.display());
        let store = Store::open_existing(&path).unwrap();
        // Whatever the newer schema counts and indexes is right for the old records.
        let report = store.check(|_| std::ops::ControlFlow::Continue(())).unwrap();
        assert!(report.sound, "{report:#?}");
        let count = payments(&store);
        store.create_payment(ten_euros()).unwrap();
        assert_eq!(payments(&store), count + 1);
    }
}

#[test]
fn what_was_paid_late_before_there_were_statistics_is_counted() {
    for frozen in frozen() {
        let (_folder, path) = thaw(&frozen);
        let sql = "UPDATE payment SET late_at = updated_at, version = version + 1
            WHERE status = 'expired'";
        let late = common::files::plain(&path).execute(sql, []).unwrap();
        assert!(late > 0, "{}", frozen.display());
        let store = Store::open_existing(&path).unwrap();
        let told = store.stats(&StatsFilter::default()).unwrap().late_payments;
        assert_eq!(told.iter().map(|total| total.count).sum::<i64>(), i64::try_from(late).unwrap());
        let report = store.check(|_| std::ops::ControlFlow::Continue(())).unwrap();
        let counters = report.checks.iter().find(|check| check.name == "counters").unwrap();
        assert_eq!(counters.faults, Vec::<String>::new());
    }
}

#[test]
fn threads_that_bring_a_file_up_to_date_at_once_share_one_store() {
    for _ in 0..8 {
        let (_folder, path) = thaw(&frozen()[0]);
        let start = Barrier::new(6);
        let stores: Vec<Store> = thread::scope(|scope| {
            let open = || {
                start.wait();
                Store::open(&path).unwrap()
            };
            let opening: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            opening.into_iter().map(|each| each.join().unwrap()).collect()
        });
        // Closing one closes those that share its store.
        stores[0].clone().close().unwrap();
        for store in &stores {
            let closed = store.stats(&StatsFilter::default()).unwrap_err();
            assert_eq!(refusal(&closed), "closed/closed");
        }
    }
}
