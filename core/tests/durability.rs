//! No call returns before its change is flushed, and one flush serves many calls. Counted, not
//! timed: a recorder between SQLite and the file system sees every write and every flush.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;
mod disk;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use billfold_core::{Durability, OpenOptions, Result, Store};
use common::files::{check_log, check_totals, payments, place, ten_euros};
use common::refusal;
use disk::{Fault, Operation, Part};
use rusqlite::ffi;

const THREADS: usize = 16;
const CALLS_EACH: usize = 25;
const CALLS: usize = 400;

/// A payment's id as it stands in the file, and the moment at which its call had returned.
type Returned = HashMap<[u8; 16], u64>;

/// Creates payments from many threads; what was recorded of it, and when each call returned.
fn run(path: &Path, durability: Durability) -> (Vec<Operation>, Returned) {
    disk::install();
    disk::slow_down(Duration::from_millis(2));
    let store = OpenOptions::new().durability(durability).open(path).unwrap();
    let path = store.path().unwrap().to_owned();
    drop(disk::take(&path));
    let returned = Mutex::new(Returned::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..CALLS_EACH {
                    let id = store.create_payment(ten_euros()).unwrap().id;
                    let now = disk::moment();
                    returned.lock().unwrap().insert(*id.as_uuid().as_bytes(), now);
                }
            });
        }
    });
    let operations = disk::take(&path);
    check_whole(&store);
    (operations, returned.into_inner().unwrap())
}

fn check_whole(store: &Store) {
    assert_eq!(payments(store), i64::try_from(CALLS).unwrap());
    check_log(store);
}

/// When each id was first written to the log.
fn first_writes(operations: &[Operation], returned: &Returned) -> HashMap<[u8; 16], u64> {
    let mut first = HashMap::new();
    let Some(any) = returned.keys().next() else { return first };
    // Ids begin with the time they were made at: most places are ruled out by two bytes.
    let lead = [any[0], any[1]];
    for operation in operations {
        let Operation::Write { at, part: Part::Log, bytes, .. } = operation else { continue };
        for window in bytes.windows(16).filter(|window| window.starts_with(&lead)) {
            let id = <[u8; 16]>::try_from(window).unwrap();
            if returned.contains_key(&id) {
                first.entry(id).or_insert(*at);
            }
        }
    }
    first
}

/// How many calls returned without a flush between the first writing of their change and the
/// return; and how many flushes there were.
fn unflushed(operations: &[Operation], returned: &Returned) -> (usize, usize) {
    let flushes: Vec<(u64, u64)> = operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::Flush { part: Part::Log, begun, done } => Some((*begun, *done)),
            _ => None,
        })
        .collect();
    let first = first_writes(operations, returned);
    assert_eq!(first.len(), returned.len(), "every change was seen on its way to the log");
    let covered = |id: &[u8; 16], end: u64| {
        flushes.iter().any(|(begun, done)| *begun > first[id] && *done < end)
    };
    let bare = returned.iter().filter(|(id, end)| !covered(id, **end)).count();
    (bare, flushes.len())
}

#[test]
fn no_call_returns_before_a_flush_that_came_after_its_change() {
    let (_folder, path) = place();
    let (operations, returned) = run(&path, Durability::Full);
    let (bare, flushes) = unflushed(&operations, &returned);
    assert_eq!(returned.len(), CALLS);
    assert_eq!(bare, 0, "calls returned before their flush");
    assert!(flushes > 0 && flushes < CALLS / 2, "{flushes} flushes for {CALLS} calls");
}

#[test]
fn a_disk_that_claims_flushes_it_has_not_done_is_found_out() {
    let (_folder, path) = place();
    let path = path.with_file_name("lying.db");
    let (operations, returned) = run(&path, Durability::Full);
    let (bare, flushes) = unflushed(&operations, &returned);
    assert!(bare > 0, "the test cannot tell: {flushes} flushes were taken for good");
}

#[test]
fn the_durability_that_may_lose_the_last_commits_does_not_flush_them() {
    let (_folder, path) = place();
    let (operations, returned) = run(&path, Durability::MayLoseLastCommitsOnPowerLoss);
    let (bare, flushes) = unflushed(&operations, &returned);
    assert!(bare > CALLS / 2, "{bare} calls without a flush, {flushes} flushes");
}

/// What a call answers when the disk fails in the midst of its commit.
const FAULTS: [(Fault, &str); 3] = [
    (Fault::NextFlush(ffi::SQLITE_IOERR_FSYNC), "outcome_unknown/commit_failed"),
    (Fault::NextWrite(ffi::SQLITE_IOERR_WRITE), "outcome_unknown/commit_failed"),
    (Fault::NextWrite(ffi::SQLITE_FULL), "storage/disk_full"),
];

#[test]
fn a_disk_that_fails_is_reported_and_a_repeat_with_the_key_settles_the_matter() {
    type Call = fn(&Store) -> Result<()>;
    let alone: Call = |store| store.create_payment(ten_euros()).map(drop);
    let begun: Call = |store| store.atomically(|store| store.create_payment(ten_euros()).map(drop));
    let (_folder, path) = place();
    disk::install();
    let store = Store::open(&path).unwrap();
    let path = store.path().unwrap().to_owned();
    let mut calls = 0;
    for (fault, expected) in FAULTS {
        for call in [alone, begun, alone] {
            calls += 1;
            let once = store.once(format!("call {calls}")).unwrap();
            disk::fail(&path, fault);
            assert_eq!(refusal(&call(&once).unwrap_err()), expected, "{fault:?}");
            check_log(&store);
            call(&once).unwrap();
            call(&once).unwrap();
            assert_eq!(payments(&store), calls, "{fault:?}");
            check_log(&store);
        }
    }
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(payments(&store), calls);
    check_totals(&store);
    check_log(&store);
}

#[test]
fn everyone_in_a_batch_learns_that_the_disk_has_failed() {
    for (fault, expected) in FAULTS {
        let (_folder, path) = place();
        disk::install();
        let store = Store::open(&path).unwrap();
        let path = store.path().unwrap().to_owned();
        let number = std::sync::atomic::AtomicUsize::new(0);
        let failed = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let number = number.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        if number % 20 == 10 {
                            disk::fail(&path, fault);
                        }
                        let once = store.once(format!("call {number}")).unwrap();
                        while let Err(error) = once.create_payment(ten_euros()) {
                            assert_eq!(refusal(&error), expected);
                            failed.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert!(failed.into_inner() >= 4, "the disk has not failed");
        assert_eq!(payments(&store), 80, "{fault:?}");
        check_log(&store);
        check_totals(&store);
        drop(store);
        check_log(&Store::open(&path).unwrap());
    }
}
