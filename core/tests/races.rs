//! Many threads after one thing: exactly one gets it, and the log tells so without a gap.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use billfold_core::{
    Completion, EventFilter, EventType, ManualClock, NewLinkIntent, NewPayment, OpenOptions,
    PageRequest, Result, Store,
};
use common::files::{check_log, check_totals, payments, place, ten_euros};
use common::{client, clock, orchestrator, outcome};
use tempfile::TempDir;

const THREADS: usize = 8;
const ROUNDS: usize = 10;

/// A file that is open twice, as by two programs, and the clock both go by.
struct Arena {
    _folder: TempDir,
    stores: [Store; 2],
    clock: Arc<ManualClock>,
}

impl Arena {
    fn new() -> Self {
        let (folder, path) = place();
        let clock = clock();
        let options = OpenOptions::new().clock(clock.clone());
        let one = options.open(&path).unwrap();
        let two = options.patience(Duration::from_secs(11)).open(&path).unwrap();
        Self { _folder: folder, stores: [one, two], clock }
    }

    /// Runs this in all threads at once and counts what came of it.
    fn race<T>(
        &self,
        run: impl Fn(&Store, usize) -> Result<T> + Sync,
        words: impl Fn(T) -> String + Sync,
    ) -> BTreeMap<String, usize> {
        let barrier = Barrier::new(THREADS);
        let mut counts = BTreeMap::new();
        let outcomes = std::thread::scope(|scope| {
            let start = |(number, store)| {
                let (barrier, run, words) = (&barrier, &run, &words);
                scope.spawn(move || {
                    barrier.wait();
                    outcome(run(store, number), words)
                })
            };
            let stores = self.stores.iter().cycle().take(THREADS).enumerate();
            let threads: Vec<_> = stores.map(start).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        for outcome in outcomes {
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    fn events(&self, kind: &str) -> i64 {
        let mut filter = EventFilter::default();
        filter.kind.add(EventType::new(kind).unwrap());
        self.stores[0].list_events(&filter, &PageRequest::first()).unwrap().total
    }

    fn check(&self) {
        self.stores.iter().for_each(check_log);
        check_totals(&self.stores[1]);
    }
}

/// What is expected of a race: so many of each.
fn counts(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect()
}

#[test]
fn one_of_many_redeems_an_intent() {
    let arena = Arena::new();
    let (orchestrator, _) = orchestrator(&arena.stores[0], "Acme");
    for round in 1..=ROUNDS {
        let new = NewLinkIntent::new("Shop").from_orchestrator(orchestrator);
        let url = arena.stores[0].create_link_intent(new).unwrap().into_record().url.unwrap();
        let redeemed = arena
            .race(|store, _| store.redeem_link_intent(url.expose()), |_| "redeemed".to_owned());
        let lost = "conflict/intent_used (used)";
        let expected = counts(&[("redeemed", 1), (lost, THREADS - 1)]);
        assert_eq!(redeemed, expected);
        assert_eq!(arena.events("client.created"), i64::try_from(round).unwrap());
    }
    arena.check();
}

#[test]
fn one_of_two_orchestrators_links_a_client() {
    let arena = Arena::new();
    let both = ["Acme", "Other"].map(|name| orchestrator(&arena.stores[0], name).0);
    for round in 0..ROUNDS {
        let (id, _) = client(&arena.stores[0], &format!("shop_{round}"));
        let linked = arena.race(
            |store, number| store.link_client(Some(both[number % 2]), &id),
            |linking| format!("linked, already: {}", linking.already_linked),
        );
        let expected = counts(&[
            ("linked, already: false", 1),
            ("linked, already: true", THREADS / 2 - 1),
            ("conflict/linked_elsewhere", THREADS / 2),
        ]);
        assert_eq!(linked, expected);
    }
    assert_eq!(arena.events("client_link.linked"), i64::try_from(ROUNDS).unwrap());
    arena.check();
}

#[test]
fn one_of_many_calls_with_an_idempotency_key_is_done() {
    let arena = Arena::new();
    for round in 1..=ROUNDS {
        let key = format!("order {round}");
        let made = arena.race(
            |store, _| store.once(key.as_str())?.create_payment(ten_euros()),
            |payment| format!("replayed: {}", payment.replayed),
        );
        let expected = counts(&[("replayed: false", 1), ("replayed: true", THREADS - 1)]);
        assert_eq!(made, expected);
        assert_eq!(payments(&arena.stores[0]), i64::try_from(round).unwrap());
    }
    arena.check();
}

#[test]
fn every_overdue_payment_is_swept_by_one_of_many() {
    let arena = Arena::new();
    for _ in 0..3 {
        for _ in 0..250 {
            let mut new: NewPayment = ten_euros();
            new.expires_in = Some(60);
            arena.stores[0].create_payment(new).unwrap();
        }
        arena.clock.advance_seconds(60);
        let before = arena.events("payment.expired");
        let swept =
            arena.race(|store, _| store.sweep(false), |swept| swept.payments_expired.to_string());
        let sum: usize =
            swept.iter().map(|(count, threads)| count.parse::<usize>().unwrap() * threads).sum();
        assert_eq!(sum, 250, "{swept:?}");
        assert_eq!(arena.events("payment.expired"), before + 250);
    }
    arena.check();
}

#[test]
fn one_of_many_completions_counts_and_the_same_one_again_is_no_change() {
    let arena = Arena::new();
    for _ in 0..ROUNDS {
        let id = arena.stores[0].create_payment(ten_euros()).unwrap().id;
        let method = |number| Completion::by(&format!(r#"{{"type": "card", "number": {number}}}"#));
        let completed = arena.race(
            |store, number| store.complete_payment(id, method(number)?),
            |_| "completed".to_owned(),
        );
        let lost = "conflict/invalid_transition (completed)";
        assert_eq!(completed, counts(&[("completed", 1), (lost, THREADS - 1)]));
        let id = arena.stores[0].create_payment(ten_euros()).unwrap().id;
        let completed = arena.race(
            |store, _| store.complete_payment(id, method(0)?),
            |payment| format!("completed at version {}", payment.version),
        );
        assert_eq!(completed, counts(&[("completed at version 2", THREADS)]));
    }
    assert_eq!(arena.events("payment.completed"), i64::try_from(ROUNDS * 2).unwrap());
    arena.check();
}
