//! Processes that race for the same thing: exactly one wins, and the log tells it without a gap.
//!
//! The racers are the real binary. They are held at the writer by a transaction that the test has
//! begun, and all let go at once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use billfold_core::{
    ClientId, NewClient, NewLinkIntent, NewOrchestrator, NewPayment, OrchestratorId, PageRequest,
    PaymentFilter, PaymentStatus, Store,
};

/// Processes in each race.
const RACERS: usize = 4;
/// Races of each kind.
const ROUNDS: usize = 5;

/// How one racer ended.
struct End {
    code: i32,
    out: String,
    err: String,
}

/// Runs one command a racer, all of them at once, and answers how each ended.
fn race(store: &Store, commands: &[Vec<String>]) -> Vec<End> {
    let barrier = store.begin().unwrap();
    let racers: Vec<Child> = commands.iter().map(|arguments| start(store, arguments)).collect();
    // Time to start up and queue; who is late still races, only with fewer others.
    std::thread::sleep(Duration::from_millis(60));
    barrier.rollback().unwrap();
    racers.into_iter().map(end).collect()
}

fn start(store: &Store, arguments: &[String]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_billfold"))
        .arg("--db")
        .arg(store.path().unwrap())
        .args(["-o", "json"])
        .args(arguments)
        .env_remove("BILLFOLD_KEY")
        .env_remove("BILLFOLD_SECRET")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn end(racer: Child) -> End {
    let output = racer.wait_with_output().unwrap();
    End {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

/// A store in a folder of its own, and an orchestrator.
fn world(folder: &Path) -> (Store, OrchestratorId) {
    let store = Store::create(folder.join("shop.db")).unwrap();
    let acme = store.create_orchestrator(NewOrchestrator::new("Acme")).unwrap();
    let id = acme.orchestrator.id;
    (store, id)
}

/// The log has no gap, verifies, and tells of so many events of the kind.
fn check_log(store: &Store, kind: &str, expected: usize) {
    let verified = store.verify(None).unwrap();
    assert!(verified.intact, "{verified:?}");
    let mut events = Vec::new();
    loop {
        let after = events.last().map_or(0, |event: &billfold_core::Event| event.seq);
        let more = store.events(after, 1000).unwrap();
        if more.is_empty() {
            break;
        }
        events.extend(more);
    }
    assert!(events.iter().map(|event| event.seq).eq(1..=verified.verified));
    assert_eq!(events.iter().filter(|event| event.kind == kind).count(), expected, "{kind}");
}

#[test]
fn one_process_redeems_an_intent() {
    let folder = tempfile::tempdir().unwrap();
    let (store, acme) = world(folder.path());
    for round in 1..=ROUNDS {
        let new = NewLinkIntent::new("Shop").from_orchestrator(acme);
        let url = store.create_link_intent(new).unwrap().into_record().url.unwrap();
        let command = words(&["intents", "redeem", url.expose()]);
        let ends = race(&store, &vec![command; RACERS]);
        let won = ends.iter().filter(|end| end.code == 0).count();
        assert_eq!(won, 1, "round {round}");
        for lost in ends.iter().filter(|end| end.code != 0) {
            assert_eq!(lost.code, 5, "{}", lost.err);
            assert!(lost.err.contains("intent_used"), "{}", lost.err);
        }
        check_log(&store, "link_intent.redeemed", round);
    }
    let linked = store.list_linked_clients(Some(acme), &PageRequest::first()).unwrap();
    assert_eq!(linked.total, i64::try_from(ROUNDS).unwrap());
}

#[test]
fn one_orchestrator_links_a_client() {
    let folder = tempfile::tempdir().unwrap();
    let (store, acme) = world(folder.path());
    let rival = store.create_orchestrator(NewOrchestrator::new("Rival")).unwrap();
    let sides = [acme.to_string(), rival.orchestrator.id.to_string()];
    for round in 1..=ROUNDS {
        let client: ClientId = format!("shop_{round}").parse().unwrap();
        store.create_client(NewClient::new("Shop").with_id(client.clone())).unwrap();
        let racer = |index: usize| {
            let side = sides.iter().cycle().nth(index).unwrap();
            words(&["links", "add", client.as_str(), "--orchestrator", side])
        };
        let ends = race(&store, &(0..RACERS).map(racer).collect::<Vec<_>>());
        let fresh = ends.iter().filter(|end| end.out.contains("\"already_linked\": false"));
        assert_eq!(fresh.count(), 1, "round {round}");
        let elsewhere = ends.iter().filter(|end| end.err.contains("linked_elsewhere"));
        assert_eq!(elsewhere.count(), RACERS / 2, "round {round}");
        check_log(&store, "client_link.linked", round);
    }
}

#[test]
fn one_payment_comes_of_an_idempotency_key() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = world(folder.path());
    for round in 1..=ROUNDS {
        let key = format!("order-{round}");
        let command = words(&[
            "--idempotency-key",
            &key,
            "payments",
            "create",
            "--amount",
            "10",
            "--currency",
            "USD",
        ]);
        let ends = race(&store, &vec![command; RACERS]);
        assert!(ends.iter().all(|end| end.code == 0), "round {round}");
        let replayed = ends.iter().filter(|end| end.out.contains("\"replayed\": true")).count();
        assert_eq!(replayed, RACERS - 1, "round {round}");
        check_log(&store, "payment.created", round);
    }
}

#[test]
fn one_sweep_expires_each_payment() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = world(folder.path());
    let overdue = 250;
    store
        .atomically(|store| {
            for _ in 0..overdue {
                let mut new = NewPayment::new("1", "USD")?;
                new.expires_in = Some(1);
                store.create_payment(new)?;
            }
            Ok(())
        })
        .unwrap();
    let pending = PaymentFilter::status(PaymentStatus::Pending);
    while store.list_payments(&pending, &PageRequest::first()).unwrap().total > 0 {
        std::thread::sleep(Duration::from_millis(50));
    }
    let ends = race(&store, &vec![words(&["sweep"]); RACERS]);
    let swept: i64 = ends
        .iter()
        .map(|end| {
            assert_eq!(end.code, 0, "{}", end.err);
            let swept: serde_json::Value = serde_json::from_str(&end.out).unwrap();
            swept.get("payments_expired").and_then(serde_json::Value::as_i64).unwrap()
        })
        .sum();
    assert_eq!(swept, overdue);
    check_log(&store, "payment.expired", usize::try_from(overdue).unwrap());
}
