//! A second SQLite in the process (the host's own, a backup tool's) drops our locks whenever it
//! closes the file: any closing of any descriptor does, so plain files stand in for it here.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use billfold_core::{NewPayment, Store};
use common::files::{
    beside, check_log, check_totals, child, finish, payments, place, plain, role, ten_euros,
};
use common::refusal;

/// What another library's closing of the file comes to.
fn open_and_close(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(File::open(beside(path, suffix)));
    }
}

/// Another process opens the file with plain SQLite, reads it, and is the last to close it, as
/// far as it can see.
fn visit(path: &Path) {
    let name = "another_process_does_not_delete_a_log_that_we_still_write";
    finish(&mut child(name, "visitor", path).spawn().unwrap());
}

#[test]
fn another_process_does_not_delete_a_log_that_we_still_write() {
    if let Some((_, path)) = role() {
        let file = plain(&path);
        let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        assert!(file.query_row("SELECT count(*) FROM sqlite_schema", [], count).unwrap() > 0);
        return;
    }
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    for round in 1..=5 {
        store.create_payment(ten_euros()).unwrap();
        open_and_close(&path);
        visit(&path);
        assert!(beside(&path, "-wal").exists(), "the log is gone");
        assert_eq!(payments(&store), round);
    }
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(payments(&store), 5);
    check_log(&store);
}

/// That the test above can tell: without an anchor the same visit deletes the log.
#[test]
fn without_an_anchor_the_log_would_be_deleted() {
    let (_folder, path) = place();
    let unguarded = plain(&path);
    unguarded.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE note (text)").unwrap();
    open_and_close(&path);
    visit(&path);
    assert!(!beside(&path, "-wal").exists());
}

#[test]
fn a_commit_whose_locks_were_dropped_is_refused_and_changes_nothing() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let kept = store.create_payment(ten_euros()).unwrap();
    for _ in 0..3 {
        let transaction = store.begin().unwrap();
        let lost = transaction.create_payment(ten_euros()).unwrap();
        open_and_close(&path);
        let refused = transaction.commit().unwrap_err();
        assert_eq!(refusal(&refused), "storage/locks_lost");
        assert!(refused.retryable());
        assert_eq!(refusal(&store.payment(lost.id).unwrap_err()), "not_found/not_found");
    }
    assert_eq!(payments(&store), 1);
    assert_eq!(store.payment(kept.id).unwrap().version, 1);
    store.create_payment(ten_euros()).unwrap();
    check_log(&store);
}

/// Creates payments until time is up; how many were acknowledged and how many refused.
fn write_until(store: &Store, end: Instant, done: &AtomicUsize, refused: &AtomicUsize) {
    while Instant::now() < end {
        match store.create_payment(NewPayment::new("10.00", "EUR").unwrap()) {
            Ok(_) => done.fetch_add(1, Ordering::SeqCst),
            Err(error) => {
                assert_eq!(refusal(&error), "storage/locks_lost", "{error}");
                refused.fetch_add(1, Ordering::SeqCst)
            }
        };
    }
}

#[test]
fn no_acknowledged_change_is_lost_to_another_librarys_closing_in_the_midst_of_writes() {
    const EACH: usize = 5;
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        (0..EACH).for_each(|_| drop(store.create_payment(ten_euros()).unwrap()));
        return;
    }
    let name = "no_acknowledged_change_is_lost_to_another_librarys_closing_in_the_midst_of_writes";
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let (done, refused, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let end = Instant::now() + Duration::from_secs(3);
    let mut visits = 0_usize;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                open_and_close(&path);
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        for _ in 0..2 {
            scope.spawn(|| write_until(&store, end, &done, &refused));
        }
        while Instant::now() < end {
            finish(&mut child(name, "writer", &path).spawn().unwrap());
            visits += 1;
        }
        stop.store(true, Ordering::SeqCst);
    });
    let expected = done.into_inner() + visits * EACH;
    assert!(visits > 3 && expected > visits * EACH, "{visits} visits, {expected} payments");
    assert_eq!(usize::try_from(payments(&store)).unwrap(), expected, "{refused:?} refused");
    check_totals(&store);
    check_log(&store);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(usize::try_from(payments(&store)).unwrap(), expected);
    check_log(&store);
    let check = plain(&path).query_row("PRAGMA integrity_check", [], |row| row.get(0));
    assert_eq!(check, Ok("ok".to_owned()));
}
