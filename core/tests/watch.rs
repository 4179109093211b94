//! Whether the database was changed, seen by whoever shows it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs;

use billfold_core::{NewCustomer, Store};
use common::files::{
    beside, child, finish, names_beside, payments, place, role, separate, ten_euros,
};
use common::refusal;

#[test]
fn a_change_is_seen_whoever_makes_it() {
    let name = "a_change_is_seen_whoever_makes_it";
    if let Some((_, path)) = role() {
        Store::open(&path).unwrap().create_payment(ten_euros()).unwrap();
        return;
    }
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    let mut watches = [
        store.watch().unwrap(),
        store.watch().unwrap(),
        Store::open_read_only(&path).unwrap().watch().unwrap(),
        separate().open(&path).unwrap().watch().unwrap(),
    ];
    let mut seen = |expected: bool| {
        for (place, watch) in watches.iter_mut().enumerate() {
            assert_eq!(watch.changed().unwrap(), expected, "watch {place}");
        }
    };
    seen(false);
    assert_eq!(payments(&store), 1);
    seen(false);
    store.create_payment(ten_euros()).unwrap();
    seen(true);
    seen(false);
    separate().open(&path).unwrap().create_payment(ten_euros()).unwrap();
    seen(true);
    finish(&mut child(name, "writer", &path).spawn().unwrap());
    seen(true);
    seen(false);
    let transaction = store.begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    seen(false);
    transaction.commit().unwrap();
    seen(true);
    assert_eq!(payments(&store), 5);
    seen(false);
}

#[test]
fn a_change_in_memory_is_seen_and_never_waited_for() {
    let (store, _) = common::store();
    let mut watch = store.watch().unwrap();
    let transaction = store.begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    assert!(!watch.changed().unwrap());
    transaction.commit().unwrap();
    assert!(watch.changed().unwrap());
    assert_eq!(payments(&store), 1);
    assert!(!watch.changed().unwrap());
}

/// What was erased leaves the log at once, which a reader at work would hold up.
#[test]
fn a_watch_holds_nothing() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let customer = store.create_customer(NewCustomer::named("Ana")).unwrap();
    let mut watch = store.watch().unwrap();
    assert!(!watch.changed().unwrap());
    store.erase_customer(customer.id, false).unwrap();
    assert_eq!(fs::metadata(beside(&path, "-wal")).unwrap().len(), 0);
    assert!(watch.changed().unwrap());
    store.close().unwrap();
    let names = names_beside(&path);
    assert!(!names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
    assert_eq!(refusal(&watch.changed().unwrap_err()), "closed/closed");
}

#[cfg(unix)]
#[test]
fn a_file_that_was_taken_away_is_missed() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let mut watch = store.watch().unwrap();
    let elsewhere = path.with_file_name("elsewhere.db");
    fs::rename(&path, &elsewhere).unwrap();
    for _ in 0..2 {
        let missed = watch.changed().unwrap_err();
        assert_eq!(refusal(&missed), "storage/file_vanished");
        assert!(missed.message().contains("shop.db was deleted or moved"), "{missed}");
    }
    assert_eq!(refusal(&store.watch().unwrap_err()), "storage/file_vanished");
    fs::copy(&elsewhere, &path).unwrap();
    assert_eq!(refusal(&watch.changed().unwrap_err()), "storage/file_replaced");
    fs::remove_file(&path).unwrap();
    fs::rename(&elsewhere, &path).unwrap();
    assert!(!watch.changed().unwrap());
    store.create_payment(ten_euros()).unwrap();
    assert!(watch.changed().unwrap());
    fs::remove_file(&path).unwrap();
    assert_eq!(refusal(&watch.changed().unwrap_err()), "storage/file_vanished");
}
