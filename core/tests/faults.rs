//! The disk fails at every call in turn: the call answers so, nothing acknowledged is lost,
//! nothing is doubled, and once the disk is well again everything goes on.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;
mod disk;

use std::fs;
use std::path::{Path, PathBuf};

use billfold_core::{Completion, Error, ErrorKind, NewPayment, PaymentId, Result, Store};
use common::files::{check_log, check_totals, payments, place};
use disk::Fault;

/// Payments that the scenario makes.
const PAYMENTS: usize = 4;

/// The ids of what the calls answered with success.
type Done = Vec<PaymentId>;

/// Four payments with keys, every other one completed, a customer erased: each call on its own.
fn work(path: &Path, done: &mut Done) -> Vec<Error> {
    let mut errors = Vec::new();
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(error) => return vec![error],
    };
    for number in 0..PAYMENTS {
        match step(&store, number) {
            Ok(id) => done.push(id),
            Err(error) => errors.push(error),
        }
    }
    // An error in closing is nobody's loss: everything acknowledged is durable.
    errors.extend(store.close().err());
    errors
}

fn step(store: &Store, number: usize) -> Result<PaymentId> {
    let body = format!(
        r#"{{"amount": 5, "currency": "EUR", "customer": {{"name": "Name {number}"}},
            "metadata": {{"filler": "{}"}}}}"#,
        "x".repeat(6000)
    );
    let once = store.once(format!("order {number}"))?;
    let payment = once.create_payment(NewPayment::from_json(&body)?)?;
    if number.is_multiple_of(2) {
        once.complete_payment(payment.id, Completion::default())?;
    }
    if number == 2 {
        let customer = payment.customer.as_ref().unwrap().id;
        once.erase_customer(customer, true)?;
    }
    Ok(payment.id)
}

/// Runs the scenario with a fault at one place; answers whether it came to that place.
fn check(path: &Path, fault: Fault) -> bool {
    disk::fail(path, fault);
    let mut done = Done::new();
    let errors = work(path, &mut done);
    let has_failed = disk::mend(path);
    for error in &errors {
        let fits = [ErrorKind::Storage, ErrorKind::OutcomeUnknown].contains(&error.kind());
        assert!(fits, "{fault:?} was told as {error:?}");
    }
    let store = Store::open(path).unwrap_or_else(|error| panic!("after {fault:?}: {error:?}"));
    for id in done {
        assert!(store.payment(id).is_ok(), "after {fault:?} {id} is lost");
    }
    check_log(&store);
    // Repeated with their keys, all calls come to what they would have come to.
    drop(store);
    let mut done = Done::new();
    let errors = work(path, &mut done);
    assert!(errors.is_empty(), "after {fault:?}: {errors:?}");
    let store = Store::open(path).unwrap();
    assert_eq!(payments(&store), i64::try_from(PAYMENTS).unwrap(), "after {fault:?}");
    check_log(&store);
    check_totals(&store);
    has_failed
}

/// Tries the fault at every place there is; answers how many there were.
fn exhaust(fault: impl Fn(u64) -> Fault) -> u64 {
    disk::install();
    let folder = tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| place().0);
    for number in 0.. {
        let path: PathBuf = fs::canonicalize(folder.path()).unwrap().join(format!("{number}.db"));
        Store::create(&path).unwrap().close().unwrap();
        let has_failed = check(&path, fault(number));
        drop(disk::take(&path));
        fs::remove_file(&path).unwrap();
        if !has_failed {
            return number;
        }
    }
    unreachable!("the scenario never ends");
}

#[test]
fn one_call_to_the_disk_that_fails_loses_and_doubles_nothing() {
    let places = exhaust(Fault::Call);
    assert!(places > 100, "only {places} calls to the disk were made to fail");
}

#[test]
fn a_disk_that_fails_and_stays_so_loses_and_doubles_nothing() {
    let places = exhaust(Fault::From);
    assert!(places > 50, "only {places} calls to the disk were made to fail");
}
