//! Clocks that step back, run ahead, leap, and leave every sensible range.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use billfold_core::{
    Clock, EventFilter, EventType, ManualClock, NewPayment, OpenOptions, PageRequest,
    PaymentFilter, PaymentId, PaymentStatus, Store, Sweep, Timestamp,
};
use common::files::{check_log, check_totals, place, ten_euros};
use common::{clock, store};

const DAY: i64 = 86_400;

/// A payment that lives this long.
fn payment_of(store: &Store, days: i64) -> PaymentId {
    let mut new: NewPayment = ten_euros();
    new.expires_in = Some(days.saturating_mul(DAY));
    store.create_payment(new).unwrap().id
}

fn status(store: &Store, id: PaymentId) -> PaymentStatus {
    let status = store.payment(id).unwrap().status;
    let listed = store.list_payments(&PaymentFilter::status(status), &PageRequest::first());
    assert!(listed.unwrap().items.iter().any(|payment| payment.id == id), "lists say otherwise");
    status
}

/// How many jumps of the clock the log tells of.
fn jumps(store: &Store) -> i64 {
    let mut filter = EventFilter::default();
    filter.kind.add(EventType::new("store.clock_jumped").unwrap());
    store.list_events(&filter, &PageRequest::first()).unwrap().total
}

fn nothing_swept() -> Sweep {
    let mut sweep = Sweep::default();
    sweep.clock_jumped = true;
    sweep
}

fn open_with(path: &Path, clock: &Arc<ManualClock>) -> Store {
    OpenOptions::new().clock(clock.clone()).open(path).unwrap()
}

#[test]
fn a_clock_set_back_changes_nothing() {
    let (store, clock) = store();
    let before = store.now().unwrap();
    let id = payment_of(&store, 1);
    clock.advance_seconds(-400 * DAY);
    assert_eq!(store.now().unwrap(), before);
    let later = store.payment(payment_of(&store, 1)).unwrap();
    assert_eq!((later.created_at, later.expires_at), (before, before.plus_seconds(DAY)));
    assert_eq!(store.sweep(false).unwrap(), Sweep::default());
    assert_eq!(status(&store, id), PaymentStatus::Pending);
    assert_eq!(jumps(&store), 0);
}

#[test]
fn a_shop_closed_for_a_week_notices_nothing_special() {
    let (store, clock) = store();
    let (short, long) = (payment_of(&store, 1), payment_of(&store, 70));
    clock.advance_seconds(7 * DAY);
    assert_eq!(status(&store, short), PaymentStatus::Expired);
    assert_eq!(status(&store, long), PaymentStatus::Pending);
    let swept = store.sweep(false).unwrap();
    assert_eq!((swept.payments_expired, swept.clock_jumped), (1, false));
    assert_eq!(jumps(&store), 0);
    check_log(&store);
}

#[test]
fn a_leap_is_told_once_expires_nothing_for_good_and_is_forgotten_when_put_right() {
    let (store, clock) = store();
    let id = payment_of(&store, 30);
    let right = store.now().unwrap();
    clock.advance_seconds(31 * DAY);
    for _ in 0..5 {
        assert_eq!(status(&store, id), PaymentStatus::Expired);
        assert_eq!(store.sweep(false).unwrap(), nothing_swept());
        payment_of(&store, 70);
        clock.advance_seconds(DAY);
    }
    store.atomically(|store| store.sweep(false)).unwrap();
    assert_eq!(jumps(&store), 1);
    clock.set(right);
    assert_eq!(status(&store, id), PaymentStatus::Pending);
    assert_eq!(store.now().unwrap(), right);
    assert_eq!(store.sweep(false).unwrap(), Sweep::default());
    store.complete_payment(id, billfold_core::Completion::new()).unwrap();
    // Another leap is another matter.
    clock.advance_seconds(365 * DAY);
    assert_eq!(store.sweep(false).unwrap(), nothing_swept());
    assert_eq!(jumps(&store), 2);
    check_totals(&store);
    check_log(&store);
}

#[test]
fn a_leap_that_someone_confirms_is_believed_from_then_on() {
    let (_folder, path) = place();
    let clock = clock();
    let store = open_with(&path, &clock);
    let id = payment_of(&store, 30);
    let start = store.now().unwrap();
    clock.advance_seconds(31 * DAY);
    assert_eq!(store.sweep(false).unwrap(), nothing_swept());
    let rehearsed = store.dry_run().sweep(true).unwrap();
    assert_eq!((rehearsed.payments_expired, rehearsed.clock_jumped), (1, false));
    assert_eq!(store.sweep(false).unwrap(), nothing_swept(), "a rehearsal confirms nothing");
    let swept = store.sweep(true).unwrap();
    assert_eq!((swept.payments_expired, swept.clock_jumped), (1, false));
    clock.set(start);
    for store in [store, open_with(&path, &clock)] {
        assert_eq!(store.now().unwrap(), start.plus_seconds(31 * DAY));
        assert_eq!(store.sweep(false).unwrap(), Sweep::default());
        assert_eq!(status(&store, id), PaymentStatus::Expired);
        assert_eq!(jumps(&store), 1);
        check_log(&store);
    }
}

#[test]
fn a_clock_set_back_cannot_make_pending_what_was_expired() {
    let (_folder, path) = place();
    let clock = clock();
    let store = open_with(&path, &clock);
    let id = payment_of(&store, 1);
    clock.advance_seconds(2 * DAY);
    assert_eq!(status(&store, id), PaymentStatus::Expired);
    clock.advance_seconds(-10 * DAY);
    assert_eq!(status(&store, id), PaymentStatus::Expired, "read once is enough here");
    let refused = store.complete_payment(id, billfold_core::Completion::new()).unwrap_err();
    assert_eq!(refused.code(), "invalid_transition");
    // Nothing was written since; closing tells the file how late it has been.
    drop(store);
    let store = open_with(&path, &clock);
    assert_eq!(status(&store, id), PaymentStatus::Expired);
    assert_eq!(store.sweep(false).unwrap().payments_expired, 1);
}

/// A clock that says any number of milliseconds.
struct AnyClock(AtomicI64);

impl Clock for AnyClock {
    fn unix_milliseconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[test]
fn a_clock_out_of_every_range_does_no_harm() {
    let start = clock().unix_milliseconds();
    let two_to_53_seconds = (1_i64 << 53) * 1000;
    for strange in [i64::MIN, -1, 0, 1 << 53, two_to_53_seconds, i64::MAX - 1, i64::MAX] {
        let clock = Arc::new(AnyClock(AtomicI64::new(start)));
        let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        let id = payment_of(&store, 30);
        clock.0.store(strange, Ordering::SeqCst);
        let now = store.now().unwrap();
        assert!((Timestamp::MIN..=Timestamp::MAX).contains(&now));
        payment_of(&store, 70);
        assert_eq!(store.sweep(false).unwrap().clock_jumped, strange > start, "{strange}");
        check_log(&store);
        clock.0.store(start, Ordering::SeqCst);
        assert_eq!(status(&store, id), PaymentStatus::Pending, "{strange}");
        check_totals(&store);
        // A store made by such a clock works as well.
        clock.0.store(strange, Ordering::SeqCst);
        let store = OpenOptions::new().clock(clock).in_memory().unwrap();
        payment_of(&store, 70);
        check_log(&store);
    }
}

#[test]
fn a_leap_that_is_confirmed_at_once_is_told_too() {
    let (store, clock) = store();
    let id = payment_of(&store, 30);
    let start = store.now().unwrap();
    clock.advance_seconds(31 * DAY);
    assert_eq!(store.sweep(true).unwrap().payments_expired, 1);
    assert_eq!(status(&store, id), PaymentStatus::Expired);
    assert_eq!(jumps(&store), 1);
    let told = store.events(0, 100).unwrap().pop().unwrap();
    let expected =
        format!(r#"{{"highest_time":"{start}","wall_clock":"{}"}}"#, store.now().unwrap());
    assert_eq!(told.data.as_str(), expected);
    check_log(&store);
}
