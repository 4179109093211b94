//! Anybody's SQLite opens a store: the one that comes with Python queries it and finds it sound.

mod common;

use std::process::Command;

use billfold_core::{
    NewBiller, NewClient, NewPayment, NewRequestToLink, NewWebhookEndpoint, Store,
};
use common::files::place;

/// Asks SQLite for its checks and for what it makes of the records; a line for each.
const QUERY: &str = r#"
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
for sql in [
    "PRAGMA integrity_check",
    "SELECT count(*) FROM pragma_foreign_key_check",
    "SELECT status, count(*), sum(amount_minor) FROM payment GROUP BY status",
    "SELECT name, email FROM customer",
    "SELECT client_user_id, status FROM request_to_link JOIN client_user ON client_user.seq = client_user",
    "SELECT count(*) FROM delivery WHERE status = 'pending'",
    "SELECT type, json_extract(body, '$.amount') FROM event WHERE type = 'payment.created'",
    "SELECT word FROM customer_word_index WHERE customer_word_index MATCH '\"oob\"'",
]:
    print("; ".join("|".join(map(str, row)) for row in file.execute(sql)))
"#;

#[test]
fn the_sqlite_of_python_opens_a_store_queries_it_and_finds_it_sound() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    store.create_webhook_endpoint(NewWebhookEndpoint::new("http://127.0.0.1:9/")).unwrap();
    store.create_client(NewClient::new("Shop").with_id("shop".parse().unwrap())).unwrap();
    store.put_biller(NewBiller::from_json(r#"{"id": "water", "name": "Water"}"#).unwrap()).unwrap();
    let request = r#"{"client_id": "shop", "client_user_id": "user", "biller_id": "water"}"#;
    store.create_request_to_link(NewRequestToLink::from_json(request).unwrap()).unwrap();
    let body = r#"{"amount": 5, "currency": "EUR", "customer": {"name": "Foobar"}}"#;
    store.create_payment(NewPayment::from_json(body).unwrap()).unwrap();

    // The store stays open: the other SQLite reads the write-ahead log too.
    let output = Command::new("python3").args(["-c", QUERY]).arg(&path).output();
    let output = output.expect("python3 is needed for its SQLite");
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = lines.lines().collect();
    let expected = [
        "ok",
        "0",
        "pending|1|500",
        "Foobar|None",
        "user|PENDING",
        "5",
        "payment.created|5.0",
        "foobar",
    ];
    assert_eq!(lines, expected);
    assert!(store.verify(None).unwrap().intact);
}
