//! Many senders at once: each attempt is one sender's, whoever dies with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod hooks;

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Barrier, Mutex};

use billfold_core::{
    ClaimRequest, Clock as _, DeliveriesDue, DeliveryFilter, DeliveryStatus, ManualClock,
    OpenOptions, Store, SystemClock, Timestamp,
};
use common::files::{check_log, child, finish, lines, place, role};
use hooks::{answer, claim, endpoint, pay, total};

const THREADS: usize = 8;
const EVENTS: usize = 150;

/// A claim's delivery and attempt, by which no two are the same.
type Attempts = HashSet<(String, i64)>;

fn due(store: &Store) -> i64 {
    let DeliveriesDue { due, .. } = store.deliveries_due().unwrap();
    due
}

/// Claims until nothing is due, and says each claim to this.
fn claim_all(store: &Store, limit: u32, mut say: impl FnMut(&str, i64)) {
    loop {
        let claims = store.claim_deliveries(&ClaimRequest::new(limit, 3600)).unwrap();
        if claims.is_empty() {
            return;
        }
        for claim in claims {
            say(&claim.delivery_id.to_string(), claim.attempt);
        }
    }
}

#[test]
fn threads_never_claim_the_same_attempt() {
    let (_folder, path) = place();
    let clock = common::clock();
    let options = OpenOptions::new().clock(clock.clone());
    let stores = [
        options.open(&path).unwrap(),
        OpenOptions::new().clock(clock.clone()).open(&path).unwrap(),
    ];
    for host in ["a", "b", "c"] {
        endpoint(&stores[0], host);
    }
    pay(&stores[0], EVENTS);
    for round in 1..=3 {
        let (claimed, barrier) = (Mutex::new(Attempts::new()), Barrier::new(THREADS));
        std::thread::scope(|scope| {
            for (number, store) in stores.iter().cycle().take(THREADS).enumerate() {
                let (claimed, barrier) = (&claimed, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let limit = u32::try_from(number % 5 + 1).unwrap();
                    claim_all(store, limit, |id, attempt| {
                        assert_eq!(attempt, round);
                        let is_first = claimed.lock().unwrap().insert((id.to_owned(), attempt));
                        assert!(is_first, "{id} was claimed twice");
                    });
                });
            }
        });
        assert_eq!(claimed.lock().unwrap().len(), EVENTS * 3);
        // Nobody reports: all of them are due again, and all at once.
        clock.advance_seconds(3600);
        assert_eq!(due(&stores[1]), i64::try_from(EVENTS * 3).unwrap());
    }
    check_log(&stores[0]);
}

#[test]
fn claims_and_reports_of_many_deliver_each_once() {
    let (store, _) = common::store();
    endpoint(&store, "a");
    endpoint(&store, "b");
    pay(&store, EVENTS);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let claims = claim(&store, 7);
                    if claims.is_empty() {
                        return;
                    }
                    claims.iter().for_each(|claim| drop(answer(&store, claim, 200)));
                }
            });
        }
    });
    let delivered = DeliveryFilter::status(DeliveryStatus::Delivered);
    assert_eq!(total(&store, &delivered), i64::try_from(EVENTS * 2).unwrap());
    assert_eq!(store.deliveries_due().unwrap().pending, 0);
}

/// What a child does: claims all, or some, and says so.
fn act(role: &str, path: &Path) {
    let store = Store::open_existing(path).unwrap();
    let say = |id: &str, attempt: i64| {
        writeln!(std::io::stdout().lock(), "claimed {id} {attempt}").unwrap();
    };
    if role == "all" {
        return claim_all(&store, 3, say);
    }
    for claim in store.claim_deliveries(&ClaimRequest::new(5, 3600)).unwrap() {
        say(claim.header("webhook-id").unwrap(), claim.attempt);
    }
    writeln!(std::io::stdout().lock(), "sending").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}

/// The claim in a child's line, before which its test harness may have written.
fn claimed(line: &str) -> Option<(String, i64)> {
    let (_, said) = line.split_once("claimed ")?;
    let (id, attempt) = said.split_once(' ')?;
    Some((id.to_owned(), attempt.parse().unwrap()))
}

#[test]
fn processes_never_claim_the_same_attempt() {
    let name = "processes_never_claim_the_same_attempt";
    if let Some((role, path)) = role() {
        return act(&role, &path);
    }
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    endpoint(&store, "a");
    pay(&store, EVENTS);
    let mut children: Vec<_> = (0..2).map(|_| child(name, "all", &path).spawn().unwrap()).collect();
    let mut found = Attempts::new();
    let mut shares = Vec::new();
    for child in &mut children {
        let before = found.len();
        for line in lines(child) {
            if let Some(attempt) = claimed(&line.unwrap()) {
                assert!(found.insert(attempt.clone()), "{attempt:?} was claimed twice");
            }
        }
        shares.push(found.len() - before);
        finish(child);
    }
    assert_eq!(found.len(), EVENTS, "{shares:?}");
    assert_eq!(due(&store), 0);
}

#[test]
fn what_a_killed_sender_had_claimed_is_due_again_under_the_same_id() {
    let name = "what_a_killed_sender_had_claimed_is_due_again_under_the_same_id";
    if let Some((role, path)) = role() {
        return act(&role, &path);
    }
    let (_folder, path) = place();
    let now = Timestamp::from_unix_seconds(SystemClock.unix_milliseconds() / 1000);
    let clock = Arc::new(ManualClock::new(now));
    let store = OpenOptions::new().clock(clock.clone()).create(&path).unwrap();
    endpoint(&store, "a");
    pay(&store, 5);
    let mut killed = child(name, "some", &path).spawn().unwrap();
    let mut ids = Vec::new();
    for line in lines(&mut killed) {
        let line = line.unwrap();
        ids.extend(claimed(&line).map(|(id, _)| id));
        if line == "sending" {
            break;
        }
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(ids.len(), 5);
    // The child's clock may have been a few seconds ahead of this one.
    clock.advance_seconds(3590);
    assert_eq!(due(&store), 0, "the lease is out");
    clock.advance_seconds(60);
    let claims = claim(&store, 100);
    let again: Vec<_> =
        claims.iter().map(|claim| claim.header("webhook-id").unwrap().to_owned()).collect();
    assert_eq!(again, ids);
    assert!(claims.iter().all(|claim| claim.attempt == 2));
    claims.iter().for_each(|claim| drop(answer(&store, claim, 200)));
    let delivered = DeliveryFilter::status(DeliveryStatus::Delivered);
    assert_eq!(total(&store, &delivered), 5);
}
