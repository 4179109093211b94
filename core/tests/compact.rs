//! Compaction gives room back beside whoever else reads and writes, and loses nothing.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use billfold_core::{NewCustomer, PaymentId, Store};
use common::files::{
    beside, check_log, check_totals, child, finish, lines, payments, place, plain, role, ten_euros,
};
use common::refusal;

/// A store with much room that nothing uses any more.
fn loose(path: &Path) -> Store {
    let store = Store::create(path).unwrap();
    for _ in 0..10 {
        store
            .atomically(|store| {
                for number in 0..100 {
                    store.once(format!("{number}"))?.create_payment(ten_euros())?;
                    let name = format!("Customer {number} {}", "x".repeat(60));
                    store.create_customer(NewCustomer::named(name))?;
                    store.operated_by(&format!("Operator {number}"))?;
                }
                Ok(())
            })
            .unwrap();
    }
    store.close().unwrap();
    let file = plain(path);
    file.execute_batch(
        "CREATE TABLE filler (text); INSERT INTO filler
        WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        SELECT hex(randomblob(500)) FROM n; DROP TABLE filler",
    )
    .unwrap();
    drop(file);
    Store::open(path).unwrap()
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

fn check_sound(store: &Store) {
    let report = store.check(|_| ControlFlow::Continue(())).unwrap();
    assert!(report.sound, "{report:#?}");
    check_log(store);
    check_totals(store);
}

#[test]
fn a_compacted_file_is_smaller_and_says_the_same() {
    let (_folder, path) = place();
    let store = loose(&path);
    let before = size(&path);
    let (count, head) = (payments(&store), store.log_head().unwrap());
    let guess = store.dry_run().compact().unwrap();
    assert_eq!((guess.finished, guess.bytes_before, size(&path)), (false, before, before));
    let done = store.compact().unwrap();
    assert!(done.finished);
    assert_eq!((done.bytes_before, done.bytes_after), (before, size(&path)));
    assert!(done.bytes_after < before / 2, "{done:?}");
    assert!(guess.bytes_after.abs_diff(done.bytes_after) < before / 10, "{guess:?} {done:?}");
    assert_eq!(size(&beside(&path, "-wal")), 0);
    assert_eq!((payments(&store), store.log_head().unwrap()), (count, head));
    check_sound(&store);
    // Everything that a connection was set up with is still so.
    store.create_payment(ten_euros()).unwrap();
    store.compact().unwrap();
    drop(store);
    let reader = Store::open_read_only(&path).unwrap();
    assert_eq!(refusal(&reader.compact().unwrap_err()), "read_only/read_only");
    check_sound(&reader);
}

#[test]
fn a_store_in_memory_can_be_compacted_and_a_transaction_cannot() {
    let store = Store::in_memory().unwrap();
    store.create_payment(ten_euros()).unwrap();
    let transaction = store.begin().unwrap();
    assert_eq!(refusal(&transaction.compact().unwrap_err()), "conflict/transaction_open");
    drop(transaction);
    store.compact().unwrap();
    check_sound(&store);
}

#[test]
fn readers_keep_the_file_as_long_as_it_was_until_they_are_done() {
    let (_folder, path) = place();
    let store = loose(&path);
    let before = size(&path);
    let reader = plain(&path);
    reader.execute_batch("BEGIN; SELECT count(*) FROM payment").unwrap();
    let done = store.compact().unwrap();
    assert_eq!((done.finished, done.bytes_before), (false, before));
    let seen: i64 = reader.query_row("SELECT count(*) FROM payment", [], |row| row.get(0)).unwrap();
    assert_eq!(seen, payments(&store));
    drop(reader);
    drop(store);
    assert_eq!(size(&path), done.bytes_after);
    check_sound(&Store::open(&path).unwrap());
}

#[test]
fn others_read_and_write_meanwhile_and_lose_nothing() {
    let name = "others_read_and_write_meanwhile_and_lose_nothing";
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        let before = payments(&store);
        for number in 1..=150 {
            store.create_payment(ten_euros()).unwrap();
            assert!(payments(&store) >= before + number);
        }
        return;
    }
    let (_folder, path) = place();
    let store = loose(&path);
    let before = payments(&store);
    let mut others: Vec<_> =
        (0..2).map(|_| child(name, "writer", &path).spawn().unwrap()).collect();
    let mut rounds = 0;
    while others.iter_mut().any(|other| other.try_wait().unwrap().is_none()) {
        store.compact().unwrap();
        store.create_payment(ten_euros()).unwrap();
        rounds += 1;
    }
    others.iter_mut().for_each(finish);
    assert!(rounds > 1);
    assert_eq!(payments(&store), before + 300 + rounds);
    check_sound(&store);
}

#[test]
fn a_kill_in_the_midst_of_it_loses_nothing() {
    let name = "a_kill_in_the_midst_of_it_loses_nothing";
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        loop {
            let id = store.create_payment(ten_euros()).unwrap().id;
            let line = format!("created {id}\n");
            std::io::Write::write_all(&mut std::io::stdout().lock(), line.as_bytes()).unwrap();
            store.compact().unwrap();
        }
    }
    let (_folder, path) = place();
    drop(loose(&path));
    for round in 0..15 {
        let mut killed = child(name, "compacting", &path).spawn().unwrap();
        let mut said = lines(&mut killed);
        let mut created: Vec<PaymentId> = Vec::new();
        while created.is_empty() {
            let line = said.next().unwrap().unwrap();
            created
                .extend(line.strip_prefix("created ").and_then(|id| id.parse::<PaymentId>().ok()));
        }
        std::thread::sleep(Duration::from_millis(round * 5));
        killed.kill().unwrap();
        killed.wait().unwrap();
        let whole = |line: String| line.strip_prefix("created ")?.parse::<PaymentId>().ok();
        created.extend(said.filter_map(Result::ok).filter_map(whole));
        let store = Store::open(&path).unwrap();
        created.iter().for_each(|id| drop(store.payment(*id).unwrap()));
        check_log(&store);
    }
    check_sound(&Store::open(&path).unwrap());
}
