//! Begun transactions, leases, patience, rehearsals, idempotency keys and stated versions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use billfold_core::{
    Clock, Completion, Credential, ErrorKind, LogHead, NewApiKey, NewClient, NewLinkIntent,
    NewOrchestrator, NewPayment, OpenOptions, PaymentUpdate, Store, SystemClock,
};
use common::files::{beside, check_log, check_totals, payments, place, separate, ten_euros};
use common::{orchestrator, outcome, refusal, store};

fn expect_refusal<T>(result: billfold_core::Result<T>, expected: &str) {
    assert_eq!(outcome(result, |_| "done".to_owned()), expected);
}

#[test]
fn a_committed_transaction_is_there_at_once_and_a_rolled_back_one_never_was() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let head = store.log_head().unwrap();
    for keep in [false, true] {
        let transaction = store.begin().unwrap();
        let id = transaction.create_payment(ten_euros()).unwrap().id;
        transaction.complete_payment(id, Completion::new()).unwrap();
        assert_eq!((payments(&transaction), payments(&store)), (1, 0));
        expect_refusal(store.payment(id), "not_found/not_found");
        expect_refusal(transaction.begin(), "conflict/transaction_open");
        if keep {
            transaction.commit().unwrap();
        } else {
            transaction.rollback().unwrap();
            assert_eq!(store.log_head().unwrap(), head);
        }
        for ended in [
            transaction.commit(),
            transaction.rollback(),
            transaction.create_payment(ten_euros()).map(drop),
            transaction.payment(id).map(drop),
        ] {
            expect_refusal(ended, "conflict/transaction_ended");
        }
    }
    assert_eq!(payments(&store), 1);
    expect_refusal(store.commit(), "conflict/no_transaction");
    expect_refusal(store.rollback(), "conflict/no_transaction");
    check_log(&store);
    check_totals(&store);
}

#[test]
fn a_refused_call_in_a_transaction_takes_back_only_itself() {
    let (store, _) = store();
    let transaction = store.begin().unwrap();
    let id = transaction.create_payment(ten_euros()).unwrap().id;
    let mut taken = ten_euros();
    taken.id = Some(id);
    expect_refusal(transaction.create_payment(taken), "conflict/id_exists");
    transaction.dry_run().create_payment(ten_euros()).unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    transaction.commit().unwrap();
    assert_eq!(payments(&store), 2);
    check_log(&store);
}

#[test]
fn a_dropped_transaction_is_rolled_back() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let transaction = store.begin().unwrap();
    let clone = transaction.clone();
    transaction.create_payment(ten_euros()).unwrap();
    drop(transaction);
    clone.create_payment(ten_euros()).unwrap();
    drop(clone);
    assert_eq!(payments(&store), 0);
    let failed = store.atomically(|store| {
        store.create_payment(ten_euros())?;
        store.payment(store.create_payment(ten_euros())?.id)?;
        store.client(&"none".parse()?)
    });
    expect_refusal(failed, "not_found/not_found");
    assert_eq!(payments(&store), 0);
    store.create_payment(ten_euros()).unwrap();
    check_log(&store);
}

#[test]
fn a_lease_that_lapses_frees_the_writer() {
    let (_folder, path) = place();
    let store = OpenOptions::new().lease(Duration::from_millis(60)).open(&path).unwrap();
    let other = separate().open(&path).unwrap();
    for waiting in [&store, &other] {
        let transaction = store.begin().unwrap();
        transaction.create_payment(ten_euros()).unwrap();
        waiting.create_payment(ten_euros()).unwrap();
        expect_refusal(transaction.create_payment(ten_euros()), "busy/lease_lapsed");
        expect_refusal(transaction.commit(), "busy/lease_lapsed");
        expect_refusal(transaction.rollback(), "busy/lease_lapsed");
    }
    assert_eq!(payments(&store), 2);
    check_log(&store);
}

#[test]
fn others_wait_for_a_transaction_and_then_go_on() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let other = separate().open(&path).unwrap();
    let transaction = store.begin().unwrap();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        for waiting in [&store, &store, &other, &other] {
            scope.spawn(|| {
                waiting.create_payment(ten_euros()).unwrap();
                assert!(ended.load(Ordering::SeqCst), "it did not wait");
            });
        }
        thread::sleep(Duration::from_millis(100));
        transaction.create_payment(ten_euros()).unwrap();
        ended.store(true, Ordering::SeqCst);
        transaction.commit().unwrap();
    });
    assert_eq!(payments(&store), 5);
    check_log(&store);
}

#[test]
fn whoever_runs_out_of_patience_is_told_busy_and_keeps_nobody_out() {
    let (_folder, path) = place();
    let hasty = OpenOptions::new().patience(Duration::from_millis(50)).open(&path).unwrap();
    let other = separate().open(&path).unwrap();
    for holder in [&hasty, &other] {
        let transaction = holder.begin().unwrap();
        let start = Instant::now();
        for refused in [
            hasty.create_payment(ten_euros()).map(drop),
            hasty.begin().map(drop),
            hasty.sweep(false).map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refusal(&refused), "busy/writer_busy");
            assert!(refused.retryable());
        }
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        transaction.create_payment(ten_euros()).unwrap();
        transaction.commit().unwrap();
        // Whoever gave up must not hold the turn that came to it later.
        for _ in 0..3 {
            other.create_payment(ten_euros()).unwrap();
        }
        hasty.create_payment(ten_euros()).unwrap();
    }
    assert_eq!(payments(&hasty), 10);
    let kept = hasty.clone();
    let transaction = hasty.begin().unwrap();
    expect_refusal(kept.clone().close(), "busy/writer_busy");
    drop(transaction);
    check_log(&kept);
    kept.close().unwrap();
}

/// All that a store keeps, byte by byte.
fn bytes(path: &Path) -> [Vec<u8>; 2] {
    ["", "-wal"].map(|suffix| fs::read(beside(path, suffix)).unwrap())
}

#[test]
fn a_rehearsal_answers_in_full_and_changes_not_a_byte() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let id = store.create_payment(ten_euros()).unwrap().id;
    let (head, before): (LogHead, _) = (store.log_head().unwrap(), bytes(&path));
    let dry = store.dry_run();
    assert_eq!(dry.create_payment(ten_euros()).unwrap().amount, "10.0");
    assert_eq!(dry.complete_payment(id, Completion::new()).unwrap().version, 2);
    let made = dry.create_client(NewClient::new("Shop")).unwrap();
    assert!(made.client_secret.is_none(), "a secret that will never be good for anything");
    dry.once("key").unwrap().create_payment(ten_euros()).unwrap();
    expect_refusal(
        dry.payment("00000000-0000-7000-8000-000000000000".parse().unwrap()),
        "not_found/not_found",
    );
    dry.sweep(false).unwrap();
    assert_eq!(store.log_head().unwrap(), head);
    assert_eq!(bytes(&path), before);
    assert_eq!(payments(&store), 1);
    assert!(!store.once("key").unwrap().create_payment(ten_euros()).unwrap().replayed);
    check_totals(&store);
}

#[test]
fn a_repeated_call_with_its_key_is_answered_as_it_stands_now_without_secrets() {
    let (store, _) = store();
    let once = store.once("one").unwrap();
    let made = once.create_payment(ten_euros()).unwrap();
    store.complete_payment(made.id, Completion::new()).unwrap();
    let again = once.create_payment(ten_euros()).unwrap();
    assert!(again.replayed && !made.replayed);
    assert_eq!((again.id, again.version), (made.id, 2));
    let eleven = NewPayment::new("11.00", "EUR").unwrap();
    expect_refusal(once.create_payment(eleven), "idempotency_mismatch/idempotency_mismatch");

    // The same key is another matter in another operation, and of another principal.
    let (orchestrator, _) = orchestrator(&store, "Acme");
    let first = once.create_client(NewClient::new("Shop")).unwrap().into_record();
    let shop = Credential::client(
        first.client.client_id.as_str(),
        first.client_secret.clone().unwrap().expose(),
    );
    let shop = store.scoped(&shop.unwrap()).unwrap().once("one").unwrap();
    assert!(!shop.create_payment(ten_euros()).unwrap().replayed);
    assert!(shop.create_payment(ten_euros()).unwrap().replayed);

    assert!(once.create_client(NewClient::new("Shop")).unwrap().client_secret.is_none());
    for expected in [false, true] {
        let key = once.create_api_key(NewApiKey::new()).unwrap();
        assert_eq!((key.replayed, key.key.is_none()), (expected, expected));
        let made = once.create_orchestrator(NewOrchestrator::new("Other")).unwrap();
        assert_eq!((made.replayed, made.key.is_none()), (expected, expected));
        let rotated = once.rotate_orchestrator_key(orchestrator).unwrap();
        assert_eq!((rotated.replayed, rotated.key.is_none()), (expected, expected));
        let rotated = once.rotate_client_secret(&first.client.client_id).unwrap();
        assert_eq!((rotated.replayed, rotated.client_secret.is_none()), (expected, expected));
        let intent = NewLinkIntent::new("New").from_orchestrator(orchestrator);
        let intent = once.create_link_intent(intent).unwrap();
        assert_eq!((intent.replayed, intent.url.is_none()), (expected, expected));
    }
    check_log(&store);
}

#[test]
fn a_refused_call_does_not_use_up_its_key() {
    let (store, _) = store();
    let once = store.once("key").unwrap();
    let mut new = ten_euros();
    new.client_id = Some("shop".parse().unwrap());
    expect_refusal(once.create_payment(new.clone()), "not_found/not_found");
    let transaction = store.begin().unwrap();
    transaction.once("key").unwrap().create_payment(ten_euros()).unwrap();
    transaction.rollback().unwrap();
    store.create_client(NewClient::new("Shop").with_id("shop".parse().unwrap())).unwrap();
    assert!(!once.create_payment(new.clone()).unwrap().replayed);
    assert!(once.create_payment(new).unwrap().replayed);
    for bad in ["", "a\nb", &"k".repeat(256)] {
        assert_eq!(store.once(bad).map(drop).unwrap_err().kind(), ErrorKind::Validation);
    }
}

#[test]
fn a_stale_version_is_refused_with_the_present_one() {
    let (store, _) = store();
    let id = store.create_payment(ten_euros()).unwrap().id;
    let update = |text| PaymentUpdate::from_json(&format!(r#"{{"description": "{text}"}}"#));
    let seen = store.if_version(1);
    assert_eq!(seen.update_payment(id, update("one").unwrap()).unwrap().version, 2);
    let refused = seen.update_payment(id, update("two").unwrap()).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/version_changed");
    assert_eq!(refused.current_version(), Some(2));
    expect_refusal(seen.complete_payment(id, Completion::new()), "conflict/version_changed");
    store.if_version(2).complete_payment(id, Completion::new()).unwrap();
    assert_eq!(store.payment(id).unwrap().description.as_deref(), Some("one"));
}

/// A host's clock that fails when told to.
struct FailingClock(AtomicBool);

impl Clock for FailingClock {
    fn unix_milliseconds(&self) -> i64 {
        thread::sleep(Duration::from_millis(1));
        assert!(!self.0.load(Ordering::SeqCst), "the host's clock has failed");
        SystemClock.unix_milliseconds()
    }
}

#[test]
fn a_host_that_panics_leaves_nobody_waiting_and_nothing_locked() {
    let (_folder, path) = place();
    let clock = Arc::new(FailingClock(AtomicBool::new(false)));
    let store = OpenOptions::new().clock(clock.clone()).open(&path).unwrap();
    let other = separate().open(&path).unwrap();
    for _ in 0..5 {
        clock.0.store(true, Ordering::SeqCst);
        let outcomes: Vec<_> = thread::scope(|scope| {
            let create = || {
                let create = AssertUnwindSafe(|| store.create_payment(ten_euros()).map(drop));
                std::panic::catch_unwind(create)
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(outcomes.iter().any(Result::is_err), "the panic goes on in its own thread");
        for refused in outcomes.into_iter().flatten() {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::Internal);
        }
        let begun = std::panic::catch_unwind(AssertUnwindSafe(|| store.begin().map(drop)));
        assert!(begun.is_err());
        other.create_payment(ten_euros()).unwrap();
        clock.0.store(false, Ordering::SeqCst);
        store.create_payment(ten_euros()).unwrap();
    }
    assert_eq!(payments(&store), 10);
    check_log(&store);
}
