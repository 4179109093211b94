//! Calls that are broken off: while they wait, read or work; and what becomes of the others.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use billfold_core::{
    Credential, DeliveryFilter, ExportOptions, ImportOptions, NewApiKey, NewPayment,
    NewWebhookEndpoint, OpenOptions, PageRequest, PaymentFilter, PaymentId, Result, SilentImport,
    Store,
};
use common::files::{
    check_log, check_totals, child, finish, lines, names_beside, payments, place, plain, role,
    separate, ten_euros,
};
use common::{clock, outcome};
use tempfile::TempDir;

const INTERRUPTED: &str = "interrupted/interrupted";

fn said<T>(result: Result<T>) -> String {
    outcome(result, |_| "done".to_owned())
}

fn expect<T>(result: Result<T>, expected: &str) {
    assert_eq!(said(result), expected);
}

/// Nothing in the store is as it must not be.
fn check_sound(store: &Store) {
    let report = store.check(|_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.first_fault(), None);
}

/// Waits until a thread is where it is expected; it can only be guessed.
fn a_moment() {
    thread::sleep(Duration::from_millis(60));
}

/// A payment of an id that is known beforehand.
fn payment(number: usize) -> (PaymentId, NewPayment) {
    let id: PaymentId = format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap();
    let mut new = ten_euros();
    new.id = Some(id);
    (id, new)
}

/// Runs something in a thread, breaks it off a moment later and answers what came of it.
fn broken_off<T: Send>(
    store: &Store,
    after: Duration,
    work: impl FnOnce(&Store) -> Result<T> + Send,
) -> String {
    let handle = store.interruptible();
    thread::scope(|scope| {
        let working = scope.spawn(|| said(work(&handle)));
        thread::sleep(after);
        let interrupted = Instant::now();
        handle.interrupt().unwrap();
        let said = working.join().unwrap();
        assert!(
            interrupted.elapsed() < Duration::from_secs(2),
            "it took {:?}",
            interrupted.elapsed()
        );
        said
    })
}

/// Breaks work off sooner and sooner until it is caught in the midst of it: not so soon that it
/// has hardly begun.
fn caught<T: Send>(store: &Store, work: impl Fn(&Store) -> Result<T> + Sync) {
    let started = Instant::now();
    expect(work(store), "done");
    let whole = started.elapsed();
    for part in (2..=12).flat_map(|part| [part; 2]) {
        match broken_off(store, whole / part, &work).as_str() {
            INTERRUPTED => return,
            said => assert_eq!(said, "done"),
        }
    }
    unreachable!("it was never caught at work, which takes {whole:?}");
}

#[test]
fn a_token_trips_once_and_for_good_with_all_below_it_and_none_above() {
    let (store, _) = common::store();
    expect(store.interrupt(), "unsupported/not_interruptible");
    expect(store.dry_run().interrupt(), "unsupported/not_interruptible");
    let handle = store.interruptible();
    let below = handle.dry_run().interruptible();
    let beside = handle.interruptible();
    let (derived, clone) = (handle.once("key").unwrap(), handle.clone());
    below.interrupt().unwrap();
    for tripped in [&below, &below.clone(), &below.if_version(1)] {
        expect(tripped.now(), INTERRUPTED);
        expect(tripped.create_payment(ten_euros()), INTERRUPTED);
        expect(tripped.begin(), INTERRUPTED);
    }
    expect(beside.now(), "done");
    expect(handle.create_payment(ten_euros()), "done");
    clone.interrupt().unwrap();
    clone.interrupt().unwrap();
    let above = &store.clone();
    let key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
    for tripped in [&handle, &derived, &clone, &beside, &beside.interruptible()] {
        expect(tripped.now(), INTERRUPTED);
        expect(tripped.create_payment(ten_euros()), INTERRUPTED);
        expect(tripped.scoped(&Credential::ApiKey(key.clone())), INTERRUPTED);
        expect(tripped.verify(None), INTERRUPTED);
        expect(tripped.sweep(false), INTERRUPTED);
        expect(tripped.check(|_| ControlFlow::Continue(())), INTERRUPTED);
    }
    assert_eq!(payments(above), 1);
    expect(store.create_payment(ten_euros()), "done");
    let (handle, clone) = (store.interruptible(), store.interruptible());
    handle.interrupt().unwrap();
    expect(clone.close(), "done");
    expect(handle.now(), "closed/closed");
}

/// A file of so many payments, written by plain SQLite, whose metadata a filter must go through.
fn crowded(path: &Path, rows: i64) -> Store {
    let store = Store::create(path).unwrap();
    let mut first = ten_euros();
    first.metadata = r#"{"a": 1, "b": [2, 3], "colour": "red"}"#.parse().unwrap();
    store.create_payment(first).unwrap();
    let sql = "INSERT INTO payment (id, status, amount_minor, currency, metadata, created_at,
            updated_at, expires_at, version)
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
        SELECT randomblob(16), status, amount_minor, currency, metadata, created_at, updated_at,
            expires_at, version
        FROM payment CROSS JOIN number";
    plain(path).execute(sql, [rows]).unwrap();
    store
}

fn slow_list(store: &Store) -> Result<i64> {
    let filter: PaymentFilter = "meta.colour:blue".parse().unwrap();
    store.list_payments(&filter, &PageRequest::first()).map(|page| page.total)
}

#[test]
fn a_long_read_ends_soon_and_the_connections_serve_on() {
    let (_folder, path) = place();
    let store = crowded(&path, 60_000);
    for _ in 0..4 {
        caught(&store, slow_list);
        // Whoever takes the connection next is not hit by what was meant for another.
        (0..20).for_each(|_| expect(store.now(), "done"));
        assert_eq!(slow_list(&store.interruptible()).unwrap(), 0);
    }
    // Two at once, of which one is meant.
    caught(&store, |broken| {
        let kept = store.interruptible();
        thread::scope(|scope| {
            let kept = scope.spawn(|| slow_list(&kept));
            let ended = slow_list(broken);
            assert_eq!(kept.join().unwrap().unwrap(), 0);
            ended
        })
    });
}

/// Two handles to one file, as two programs have them.
fn two(patience: Duration) -> (TempDir, Store, Store) {
    let (folder, path) = place();
    let store = OpenOptions::new().patience(patience).open(&path).unwrap();
    let other = separate().patience(patience).open(&path).unwrap();
    (folder, store, other)
}

#[test]
fn whoever_waits_for_the_writer_leaves_and_the_others_are_served() {
    let patience = Duration::from_secs(60);
    let (_folder, store, other) = two(patience);
    // Held within this program (the queue) and by another one (the turnstile): there the first
    // leads, and leaves the lead to whoever is next.
    for holder in [&store, &other] {
        let before = payments(&store);
        let transaction = holder.begin().unwrap();
        let (first, beginner) = (store.interruptible(), store.interruptible());
        let handles: Vec<_> = (0..4).map(|_| store.interruptible()).collect();
        thread::scope(|scope| {
            let leading = scope.spawn(|| first.create_payment(ten_euros()));
            a_moment();
            let plain: Vec<_> =
                (0..4).map(|_| scope.spawn(|| store.create_payment(ten_euros()))).collect();
            let keyed = handles.iter().map(|handle| handle.once("same").unwrap());
            let broken: Vec<_> = keyed
                .map(|handle| scope.spawn(move || handle.create_payment(ten_euros())))
                .collect();
            let begun = scope.spawn(|| beginner.begin().map(drop));
            a_moment();
            first.interrupt().unwrap();
            expect(leading.join().unwrap(), INTERRUPTED);
            beginner.interrupt().unwrap();
            expect(begun.join().unwrap(), INTERRUPTED);
            for (handle, broken) in handles.iter().zip(broken) {
                handle.interrupt().unwrap();
                expect(broken.join().unwrap(), INTERRUPTED);
            }
            assert!(plain.iter().all(|waiting| !waiting.is_finished()));
            transaction.rollback().unwrap();
            plain.into_iter().for_each(|waiting| drop(waiting.join().unwrap().unwrap()));
        });
        assert_eq!(payments(&store), before + 4);
    }
    let made = store.once("same").unwrap().create_payment(ten_euros()).unwrap();
    assert!(!made.replayed, "an interrupted call has left its key");
    [&store, &other].into_iter().for_each(check_log);
    check_totals(&store);
}

#[test]
fn whoever_waits_for_another_process_leaves() {
    let name = "whoever_waits_for_another_process_leaves";
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        let transaction = store.begin().unwrap();
        println!("holds");
        while !path.with_extension("go").exists() {
            thread::sleep(Duration::from_millis(5));
        }
        return transaction.commit().unwrap();
    }
    let (_folder, path) = place();
    let store = OpenOptions::new().patience(Duration::from_secs(60)).open(&path).unwrap();
    let mut holder = child(name, "holder", &path).spawn().unwrap();
    let mut said = lines(&mut holder);
    while !said.next().unwrap().unwrap().ends_with("holds") {}
    let wait = Duration::from_millis(60);
    assert_eq!(broken_off(&store, wait, |store| store.create_payment(ten_euros())), INTERRUPTED);
    assert_eq!(broken_off(&store, wait, |store| store.begin()), INTERRUPTED);
    assert_eq!(broken_off(&store, wait, |store| store.compact()), INTERRUPTED);
    fs::write(path.with_extension("go"), "").unwrap();
    finish(&mut holder);
    store.create_payment(ten_euros()).unwrap();
    assert_eq!(payments(&store), 1);
}

#[test]
fn whoever_waits_for_plain_sqlite_leaves() {
    let (_folder, path) = place();
    let store = OpenOptions::new().patience(Duration::from_secs(60)).open(&path).unwrap();
    let foreign = plain(&path);
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let wait = Duration::from_millis(200);
    thread::scope(|scope| {
        let other = scope.spawn(|| store.create_payment(ten_euros()));
        for _ in 0..3 {
            let create = |store: &Store| store.create_payment(ten_euros());
            assert_eq!(broken_off(&store, wait, create), INTERRUPTED);
            assert_eq!(broken_off(&store, wait, |store| store.begin()), INTERRUPTED);
        }
        foreign.execute_batch("ROLLBACK").unwrap();
        other.join().unwrap().unwrap();
    });
    assert_eq!(payments(&store), 1);
    check_log(&store);
    // One that leads while it waits for SQLite, and others behind it.
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    let first = store.interruptible();
    thread::scope(|scope| {
        let leading = scope.spawn(|| first.create_payment(ten_euros()));
        a_moment();
        let behind = scope.spawn(|| store.create_payment(ten_euros()));
        a_moment();
        let interrupted = Instant::now();
        first.interrupt().unwrap();
        expect(leading.join().unwrap(), INTERRUPTED);
        assert!(interrupted.elapsed() < Duration::from_secs(2));
        foreign.execute_batch("ROLLBACK").unwrap();
        behind.join().unwrap().unwrap();
    });
    assert_eq!(payments(&store), 2);
    check_log(&store);
}

#[test]
fn patience_is_kept_with_a_token_and_without() {
    let (_folder, store, other) = two(Duration::from_millis(150));
    let transaction = other.begin().unwrap();
    for waiting in [store.clone(), store.interruptible()] {
        let started = Instant::now();
        expect(waiting.create_payment(ten_euros()), "busy/writer_busy");
        assert!(started.elapsed() >= Duration::from_millis(150));
    }
    drop(transaction);
    let foreign = plain(store.path().unwrap());
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    for waiting in [store.clone(), store.interruptible()] {
        let started = Instant::now();
        expect(waiting.create_payment(ten_euros()), "busy/file_busy");
        assert!(started.elapsed() >= Duration::from_millis(150));
    }
}

/// A store with so many payments that are overdue and unswept.
fn overdue(path: &Path, count: usize) -> Store {
    let clock = clock();
    let store = OpenOptions::new().clock(clock.clone()).open(path).unwrap();
    store
        .atomically(|store| {
            (0..count).try_for_each(|_| store.create_payment(ten_euros()).map(drop))
        })
        .unwrap();
    clock.advance_seconds(7200);
    store
}

#[test]
fn a_job_at_work_is_taken_back_and_its_batch_goes_on() {
    let (_folder, path) = place();
    let store = overdue(&path, 1500);
    let head = store.log_head().unwrap();
    // In a rehearsal all is one job, which others share a batch with.
    let (stop, made) = (AtomicBool::new(false), AtomicBool::new(false));
    let created = thread::scope(|scope| {
        let creating = || {
            let mut created = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                created.push(store.create_payment(ten_euros()).unwrap().id);
                made.store(true, Ordering::SeqCst);
            }
            created
        };
        let creators: Vec<_> = (0..4).map(|_| scope.spawn(creating)).collect();
        while !made.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        for _ in 0..5 {
            caught(&store, |store| store.dry_run().sweep(false));
        }
        stop.store(true, Ordering::SeqCst);
        creators.into_iter().flat_map(|creator| creator.join().unwrap()).collect::<Vec<_>>()
    });
    created.iter().for_each(|id| drop(store.payment(*id).unwrap()));
    let count = i64::try_from(created.len()).unwrap();
    assert_eq!(store.log_head().unwrap().count, head.count + count);
    check_log(&store);
    check_totals(&store);
    assert_eq!(store.sweep(false).unwrap().payments_expired, 1500);
}

#[test]
fn an_interrupted_handle_of_a_transaction_keeps_nothing() {
    let (_folder, path) = place();
    let store = crowded(&path, 20_000);
    let before = payments(&store);
    // The whole transaction's token: neither a call nor the commit goes through, the rollback does.
    let transaction = store.interruptible().begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    transaction.interrupt().unwrap();
    expect(transaction.create_payment(ten_euros()), INTERRUPTED);
    expect(transaction.now(), INTERRUPTED);
    expect(transaction.commit(), INTERRUPTED);
    expect(transaction.rollback(), "done");
    expect(transaction.rollback(), "conflict/transaction_ended");
    assert_eq!(payments(&store), before);
    // Dropped, it frees the writer as well.
    let transaction = store.interruptible().begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    transaction.interrupt().unwrap();
    drop(transaction);
    // A token within: what is broken off, long reads too, leaves the rest as it is.
    let transaction = store.begin().unwrap();
    let kept = transaction.create_payment(ten_euros()).unwrap().id;
    for _ in 0..3 {
        caught(&transaction, slow_list);
        let part = transaction.interruptible();
        let dropped = part.create_payment(ten_euros()).unwrap().id;
        part.interrupt().unwrap();
        expect(part.create_payment(ten_euros()), INTERRUPTED);
        expect(part.commit(), INTERRUPTED);
        expect(transaction.payment(dropped), "done");
    }
    // One that waits for another's call in the same transaction.
    let part = transaction.interruptible();
    thread::scope(|scope| {
        let reading = scope.spawn(|| slow_list(&transaction));
        thread::sleep(Duration::from_millis(5));
        let waiting = scope.spawn(|| part.create_payment(ten_euros()));
        part.interrupt().unwrap();
        expect(waiting.join().unwrap(), INTERRUPTED);
        reading.join().unwrap().unwrap();
    });
    transaction.commit().unwrap();
    assert_eq!(payments(&store), before + 4);
    store.payment(kept).unwrap();
    let failed = store.interruptible().atomically(|store| {
        store.create_payment(ten_euros())?;
        store.interrupt()
    });
    expect(failed, INTERRUPTED);
    assert_eq!(payments(&store), before + 4);
    check_log(&store);
}

#[test]
fn long_work_is_broken_off_and_leaves_nothing_half_done() {
    let (_folder, path) = place();
    let store = overdue(&path, 1200);
    store.sweep(false).unwrap();
    let copy = path.with_file_name("copy.db");
    caught(&store, |store| {
        let _ = fs::remove_file(&copy);
        store.backup(&copy, |_| ControlFlow::Continue(()))
    });
    assert!(!copy.exists());
    let mut names = names_beside(&path);
    names.retain(|name| name.ends_with(".tmp"));
    assert!(names.is_empty(), "{names:?}");
    caught(&store, |store| store.check(|_| ControlFlow::Continue(())));
    caught(&store, |store| store.verify(None));
    let mut export = Vec::new();
    let all = ExportOptions::default();
    store.export(&all, &mut export, |_, _| ControlFlow::Continue(())).unwrap();
    caught(&store, |store| store.export(&all, &mut Vec::new(), |_, _| ControlFlow::Continue(())));
    check_import(&export);
    check_log(&store);
    check_totals(&store);
}

/// An import that is broken off goes on where it was.
fn check_import(export: &[u8]) {
    let import = |store: &Store| {
        store.import(&mut Cursor::new(export), &ImportOptions::default(), &mut SilentImport)
    };
    let other = Store::in_memory().unwrap();
    let started = Instant::now();
    let other_report = import(&other).unwrap();
    let whole = started.elapsed();
    assert_eq!(other_report.tally.all.refused, 0);
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let mut broken = 0;
    while broken < 20 && broken_off(&store, whole / 4, import) == INTERRUPTED {
        broken += 1;
    }
    assert!(broken > 0);
    let report = import(&store).unwrap();
    assert_eq!(report.tally, other_report.tally);
    assert_eq!(payments(&store), payments(&other));
    check_log(&store);
    check_totals(&store);
    // A rehearsal leaves nothing.
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    caught(&store, |store| import(&store.dry_run()));
    assert_eq!((payments(&store), store.log_head().unwrap().count), (0, 0));
}

#[test]
fn work_in_steps_keeps_the_steps_that_were_finished() {
    let (_folder, path) = place();
    let store = overdue(&path, 4000);
    let (mut swept, mut broken) = (0, 0);
    for after in 1..50 {
        if broken_off(&store, Duration::from_millis(after), |store| store.sweep(false)) == "done" {
            break;
        }
        broken += 1;
        let expired: PaymentFilter = "status:expired".parse().unwrap();
        let listed = store.list_payments(&expired, &PageRequest::first()).unwrap();
        assert_eq!(listed.total, 4000);
        let events = store.log_head().unwrap().count - 4000;
        // Steps of a hundred, each with its events.
        assert_eq!(events % 100, 0);
        assert!(events >= swept);
        swept = events;
    }
    assert!(broken > 0);
    store.sweep(false).unwrap();
    assert_eq!(store.log_head().unwrap().count, 8000);
    check_log(&store);
    check_totals(&store);

    let endpoint = NewWebhookEndpoint::new("https://shop.example/hooks");
    store.create_webhook_endpoint(endpoint).unwrap();
    store
        .atomically(|store| (0..1200).try_for_each(|_| store.create_payment(ten_euros()).map(drop)))
        .unwrap();
    caught(&store, |store| store.replay_deliveries(&DeliveryFilter::default()));
    let replayed = store.replay_deliveries(&DeliveryFilter::default()).unwrap();
    assert_eq!(replayed, 1200);
    check_sound(&store);
}

#[test]
fn a_compaction_that_is_broken_off_leaves_the_file_as_it_was() {
    let (_folder, path) = place();
    let store = crowded(&path, 60_000);
    plain(&path).execute("DELETE FROM payment WHERE seq % 2 = 0", []).unwrap();
    let before = store.compact().unwrap();
    assert!(before.finished);
    let count = "SELECT count(*) FROM payment";
    let count = || plain(&path).query_row(count, [], |row| row.get::<_, i64>(0)).unwrap();
    let rows = count();
    caught(&store, Store::compact);
    assert_eq!(count(), rows);
    let sound = "PRAGMA integrity_check";
    let sound = plain(&path).query_row(sound, [], |row| row.get::<_, String>(0));
    assert_eq!(sound.unwrap(), "ok");
    assert_eq!(store.compact().unwrap().bytes_before, before.bytes_after);
    store.create_payment(ten_euros()).unwrap();
    check_log(&store);
}

#[test]
fn what_was_acknowledged_is_there_and_what_was_interrupted_is_not() {
    const THREADS: usize = 6;
    const CALLS: usize = 150;
    let (_folder, store, other) = two(Duration::from_secs(60));
    let stores = [&store, &other];
    let outcomes: Vec<(PaymentId, String)> = thread::scope(|scope| {
        let run = |thread: usize| {
            let base = stores[thread % 2];
            (0..CALLS).map(move |call| {
                let (id, new) = payment(thread * CALLS + call);
                let handle = base.interruptible();
                // Some are never meant, so that each batch has those who must not notice.
                let said = if call % 3 == 0 {
                    said(handle.create_payment(new))
                } else {
                    let pause = (thread * 7919 + call * 104_729) % 700;
                    let handle = &handle;
                    thread::scope(|scope| {
                        let calling = scope.spawn(move || said(handle.create_payment(new)));
                        thread::sleep(Duration::from_micros(pause as u64));
                        handle.interrupt().unwrap();
                        calling.join().unwrap()
                    })
                };
                assert!(call % 3 != 0 || said == "done", "{said}");
                (id, said)
            })
        };
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(move || run(thread).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let with = |outcome: &str| outcomes.iter().filter(|(_, said)| said == outcome).count();
    let (done, interrupted) = (with("done"), with(INTERRUPTED));
    assert_eq!(done + interrupted, THREADS * CALLS);
    assert!(interrupted > 20 && done > THREADS * CALLS / 3, "{done} done, {interrupted} not");
    for (id, said) in &outcomes {
        let found = outcome(store.payment(*id), |_| "done".to_owned());
        let expected = if said == "done" { "done" } else { "not_found/not_found" };
        assert_eq!(found, expected, "of a call that said {said}");
    }
    assert_eq!(payments(&other), i64::try_from(done).unwrap());
    let told: BTreeSet<String> =
        store.events(0, 1000).unwrap().into_iter().map(|event| event.object_id).collect();
    assert_eq!(told.len(), done);
    check_log(&store);
    check_totals(&store);
    check_sound(&store);
}
