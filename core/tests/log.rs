//! The event log finds every change that was made to it behind its back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs;
use std::path::Path;

use billfold_core::{Completion, LogHead, Store};
use common::files::{check_log, place, plain, ten_euros};

/// How many events the store under test has.
const EVENTS: i64 = 6;

/// A closed store with a log, and the log's head.
fn make_store(path: &Path) -> LogHead {
    let store = Store::create(path).unwrap();
    for _ in 0..EVENTS / 2 {
        let id = store.create_payment(ten_euros()).unwrap().id;
        store.complete_payment(id, Completion::new()).unwrap();
    }
    check_log(&store);
    store.log_head().unwrap()
}

/// Edits a copy of the store by SQL and answers where its log is broken, if it is.
fn after_edit(original: &Path, edit: &str, known: Option<&LogHead>) -> Option<(i64, String)> {
    let copy = original.with_file_name("copy.db");
    fs::copy(original, &copy).unwrap();
    let file = plain(&copy);
    file.execute_batch("DROP TRIGGER event_never_changes; DROP TRIGGER event_never_goes").unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    file.execute_batch(edit).unwrap();
    drop(file);
    let store = Store::open_existing(&copy).unwrap();
    let verification = store.verify(known).unwrap();
    assert_eq!(verification.intact, verification.fault.is_none());
    drop(store);
    fs::remove_file(copy).unwrap();
    verification.fault.map(|fault| (fault.seq, fault.reason))
}

fn check(original: &Path, edit: &str, seq: i64, reason: &str) {
    let found = after_edit(original, edit, None);
    let (at, why) = found.unwrap_or_else(|| (0, "nothing found".to_owned()));
    assert_eq!((at, why.contains(reason)), (seq, true), "{edit}: {at}, {why}");
}

#[test]
fn an_event_of_which_any_field_was_changed_is_found() {
    let (_folder, path) = place();
    make_store(&path);
    assert_eq!(after_edit(&path, "", None), None);
    for change in [
        "site_seq = 300",
        "id = randomblob(16)",
        "type = 'payment.created '",
        "object = 'payments'",
        "object_id = ''",
        "object_version = object_version + 1",
        "previous_status = NULL",
        "previous_status = ''",
        "previous_status = 'failed'",
        "actor = 'client:' || actor",
        "at = at - 1",
        "body = replace(body, '10.0', '90.0')",
        "body = body || ' '",
        "hash = randomblob(32)",
    ] {
        let edit = format!("UPDATE event SET {change} WHERE seq = 4");
        check(&path, &edit, 4, "changed");
    }
    let site = "INSERT INTO site VALUES (2, randomblob(16));
        UPDATE event SET site = 2 WHERE seq = 4";
    check(&path, site, 4, "changed");
    check(&path, "UPDATE event SET site = 3 WHERE seq = 4", 4, "changed");
    check(&path, "UPDATE site SET id = randomblob(16)", 1, "changed");
}

#[test]
fn events_that_are_missing_moved_or_added_are_found() {
    let (_folder, path) = place();
    make_store(&path);
    check(&path, "UPDATE event SET seq = 300 WHERE seq = 4", 4, "missing");
    check(&path, "DELETE FROM event WHERE seq = 4", 4, "missing");
    check(&path, "DELETE FROM event WHERE seq = 1", 1, "missing");
    check(&path, "DELETE FROM event", 1, "cut off");
    let swap = "UPDATE event SET seq = 99, site_seq = 99 WHERE seq = 3;
        UPDATE event SET seq = 3, site_seq = 3 WHERE seq = 4;
        UPDATE event SET seq = 4, site_seq = 4 WHERE seq = 99";
    check(&path, swap, 3, "changed");
    let swap_only_places = "UPDATE event SET seq = 99 WHERE seq = 3;
        UPDATE event SET seq = 3 WHERE seq = 4; UPDATE event SET seq = 4 WHERE seq = 99";
    check(&path, swap_only_places, 3, "changed");
    let close_the_gap = "DELETE FROM event WHERE seq = 4;
        UPDATE event SET seq = seq - 1, site_seq = site_seq - 1 WHERE seq > 4";
    check(&path, close_the_gap, 4, "changed");
    let add = "INSERT INTO event SELECT 7, site, 7, randomblob(16), type, object, object_id,
        object_version, previous_status, actor, at, body, hash FROM event WHERE seq = 6";
    check(&path, add, 7, "changed");
}

#[test]
fn a_tail_that_was_cut_off_and_a_head_that_was_changed_are_found() {
    let (_folder, path) = place();
    make_store(&path);
    check(&path, "DELETE FROM event WHERE seq = 6", 6, "cut off");
    check(&path, "DELETE FROM event WHERE seq > 2", 3, "cut off");
    check(&path, "UPDATE meta SET event_hash = randomblob(32)", 6, "does not end");
    check(&path, "UPDATE meta SET event_count = 7", 7, "cut off");
    check(&path, "UPDATE meta SET event_count = 5", 6, "does not end");
    check(&path, "UPDATE meta SET event_count = -1", 6, "does not end");
}

/// A tail cut off together with its head, as a clever hand would do it.
const CUT_WITH_HEAD: &str = "DELETE FROM event WHERE seq > 4;
    UPDATE meta SET event_count = 4, event_hash = (SELECT hash FROM event WHERE seq = 4)";

#[test]
fn a_head_that_was_kept_elsewhere_finds_what_the_file_itself_cannot() {
    let (_folder, path) = place();
    let head = make_store(&path);
    assert_eq!(head.count, EVENTS);
    assert_eq!(after_edit(&path, "", Some(&head)), None);
    assert_eq!(after_edit(&path, CUT_WITH_HEAD, None), None);
    let (seq, reason) = after_edit(&path, CUT_WITH_HEAD, Some(&head)).unwrap();
    assert_eq!((seq, reason.as_str()), (5, "the log was cut off here"));
    let noted = LogHead::new(EVENTS, &head.hash.to_string()).unwrap();
    assert_eq!(noted, head);
    for count in 1..=EVENTS {
        let other = LogHead::new(count, &"ab".repeat(32)).unwrap();
        let (seq, reason) = after_edit(&path, "", Some(&other)).unwrap();
        assert_eq!(
            (seq, reason.as_str()),
            (count, "the event differs from the head noted elsewhere")
        );
    }
    // The log goes on after a head was noted: what it held then it still holds.
    let store = Store::open(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    assert!(store.verify(Some(&head)).unwrap().intact);
    for bad in ["", "ab", &"x".repeat(64), &"ü".repeat(32)] {
        assert!(LogHead::new(1, bad).is_err());
    }
}

#[test]
fn what_the_store_itself_would_never_do_the_schema_refuses() {
    let (_folder, path) = place();
    make_store(&path);
    let file = plain(&path);
    for edit in [
        "UPDATE event SET body = '{}' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 6",
        "UPDATE payment SET status = 'pending', completed_at = NULL, version = version + 1",
        "UPDATE payment SET amount_minor = 1, version = version + 1",
        "UPDATE payment SET description = 'x'",
    ] {
        assert!(file.execute_batch(edit).is_err(), "{edit}");
    }
    check_log(&Store::open(&path).unwrap());
}
