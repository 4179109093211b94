//! A process killed in the middle of its work loses nothing that it had been told was done.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use billfold_core::{Completion, NewPayment, PaymentId, Store};
use common::files::{
    check_log, check_totals, child, lines, names_beside, payments, place, plain, role,
};

const CYCLES: u32 = 50;
const THREADS: u32 = 4;

/// Creates payments from several threads until it is killed, and says which were acknowledged.
fn create_until_killed(path: &Path, cycle: &str) {
    let store = Store::open(path).unwrap();
    let acknowledge = |word: &str, id: PaymentId| {
        let line = format!("{word} {id}\n");
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    };
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (store, acknowledge) = (&store, &acknowledge);
            scope.spawn(move || {
                for number in 0_u32.. {
                    let once = store.once(format!("{cycle}-{thread}-{number}")).unwrap();
                    let new = NewPayment::new("10.00", "EUR").unwrap();
                    let id = once.create_payment(new).unwrap().id;
                    acknowledge("created", id);
                    if number % 3 == 0 {
                        let cash = Completion::by(r#"{"type": "cash"}"#).unwrap();
                        store.complete_payment(id, cash).unwrap();
                        acknowledge("completed", id);
                    }
                }
            });
        }
    });
}

/// Kills one process at this moment after its first acknowledgement; what it had acknowledged.
fn kill_one(path: &Path, cycle: u32, after: Duration) -> Vec<(String, PaymentId)> {
    let name = "every_acknowledged_change_outlives_the_process_that_made_it";
    let mut killed = child(name, &cycle.to_string(), path).spawn().unwrap();
    let mut acknowledged = Vec::new();
    let mut first = None;
    for line in lines(&mut killed) {
        let line = line.unwrap();
        let Some((word, id)) = line.split_once(' ') else { continue };
        if let ("created" | "completed", Ok(id)) = (word, id.parse()) {
            acknowledged.push((word.to_owned(), id));
        }
        if !acknowledged.is_empty() && first.is_none() {
            first = Some(Instant::now());
            let process = nix::libc::pid_t::try_from(killed.id()).unwrap();
            std::thread::spawn(move || {
                std::thread::sleep(after);
                // SAFETY: kill takes any number; the process is a child of ours that has not
                // been waited for, so the number is still its own.
                unsafe { nix::libc::kill(process, nix::libc::SIGKILL) }
            });
        }
    }
    let status = killed.wait().unwrap();
    assert_eq!(status.code(), None, "the child ended by itself: {status}");
    acknowledged
}

/// The last line may have been cut off by the kill: only a whole id counts as acknowledged.
#[test]
fn every_acknowledged_change_outlives_the_process_that_made_it() {
    if let Some((cycle, path)) = role() {
        return create_until_killed(&path, &cycle);
    }
    let (_folder, path) = place();
    drop(Store::create(&path).unwrap());
    let mut known = BTreeSet::new();
    let mut random = [0_u8; 50];
    getrandom::fill(&mut random).unwrap();
    for (cycle, random) in (0..CYCLES).zip(random) {
        let after = Duration::from_millis(10 + u64::from(random) * 140 / 255);
        let acknowledged = kill_one(&path, cycle, after);
        assert!(!acknowledged.is_empty(), "the child was killed before its first payment");
        let store = Store::open(&path).unwrap();
        for (word, id) in acknowledged {
            let payment = store.payment(id).unwrap();
            assert!(word != "completed" || payment.status.as_str() == "completed", "{id}");
            assert!(word != "created" || known.insert(id), "{id} was acknowledged twice");
        }
        check_log(&store);
        if cycle % 10 == 9 {
            check_totals(&store);
        }
    }
    let store = Store::open(&path).unwrap();
    let total = payments(&store);
    let (least, most) = (known.len(), known.len().saturating_add(200));
    assert!((least..=most).contains(&usize::try_from(total).unwrap()), "{least} and {total}");
    check_totals(&store);
    drop(store);
    assert_eq!(names_beside(&path), ["shop.db", "shop.db-gate", "shop.db-turn"]);
    let check: String =
        plain(&path).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}
