//! A check finds what is wrong, names it, and changes nothing; a damaged file never panics.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use billfold_core::{
    BrandingValues, CheckOutcome, CheckReport, Completion, ErrorKind, ExportOptions, ImportOptions,
    ManualClock, NewBiller, NewCustomer, NewFee, NewLinkIntent, NewPayment, NewRequestToLink,
    NewWebhookEndpoint, OpenOptions, SilentImport, Store, Timestamp,
};
use common::files::{names_beside, place, plain, ten_euros};
use common::{client, orchestrator};

fn check(store: &Store) -> CheckReport {
    store.check(|_| ControlFlow::Continue(())).unwrap()
}

/// A store with something of everything.
fn make_store(path: &Path) {
    let store = Store::create(path).unwrap();
    let (acme, _) = orchestrator(&store, "Acme");
    let (shop, _) = client(&store, "shop");
    store.link_client(Some(acme), &shop).unwrap();
    let fee = format!(r#"{{"orchestrator_id": "{acme}", "bps": 100, "fee_bearer": "payer"}}"#);
    store.create_fee(NewFee::from_json(&fee).unwrap()).unwrap();
    for client in [None, Some(&shop)] {
        let values = BrandingValues::from_json(r##"{"primary_color": "#123456"}"##).unwrap();
        store.put_branding(Some(acme), client, values).unwrap();
    }
    let new = NewLinkIntent::new("Other").from_orchestrator(acme);
    let url = store.create_link_intent(new).unwrap().into_record().url.unwrap();
    store.redeem_link_intent(url.expose()).unwrap();
    for number in 0..20 {
        let mut new: NewPayment = ten_euros();
        new.client_id = Some(shop.clone());
        let id = store.create_payment(new).unwrap().id;
        match number % 4 {
            0 => drop(store.complete_payment(id, Completion::new()).unwrap()),
            1 => {
                store.expire_payment(id).unwrap();
                store.record_late_payment(id, Completion::new()).unwrap();
            }
            _ => {}
        }
        let mut customer = NewCustomer::named(format!("Customer {number}"));
        customer.email = Some(format!("customer{number}@mail.example"));
        store.create_customer(customer).unwrap();
        let new = NewRequestToLink::new(format!("user_{number}")).with_client(shop.clone());
        store.create_request_to_link(new).unwrap();
    }
    let hook = NewWebhookEndpoint::new("https://hooks.example");
    store.create_webhook_endpoint(hook).unwrap();
    let biller = NewBiller::from_json(r#"{"id": "water", "name": "Water Co"}"#).unwrap();
    store.put_biller(biller).unwrap();
    store.sweep(false).unwrap();
    store.close().unwrap();
}

#[test]
fn a_sound_store_has_no_faults_and_is_left_as_it_is() {
    let (_folder, path) = place();
    make_store(&path);
    let before = fs::read(&path).unwrap();
    let report = check(&Store::open_read_only(&path).unwrap());
    assert!(report.sound, "{report:#?}");
    let outcomes: Vec<_> =
        report.checks.iter().map(|check| (check.name, check.outcome.as_str())).collect();
    let expected = [
        ("storage", "ok"),
        ("foreign_keys", "ok"),
        ("event_log", "ok"),
        ("counters", "ok"),
        ("client_links", "ok"),
        ("fee_plans", "ok"),
        ("search_words", "ok"),
        ("search_indexes", "left_out"),
        ("records", "ok"),
        ("time_and_settings", "ok"),
    ];
    assert_eq!(outcomes, expected);
    assert!(
        report.checks.iter().all(|check| check.name == "foreign_keys"
            || check.examined > 0
            || check.outcome == CheckOutcome::LeftOut),
        "{report:#?}"
    );
    assert!(fs::read(&path).unwrap() == before);
    // Its time does not pass, or closing would write down that it has.
    let clock = Arc::new(ManualClock::new(Timestamp::MIN));
    let store = OpenOptions::new().clock(clock).open(&path).unwrap();
    let report = check(&store);
    assert!(report.sound && report.checks[7].outcome == CheckOutcome::Ok, "{report:#?}");
    store.close().unwrap();
    assert!(fs::read(&path).unwrap() == before);
    let memory = Store::in_memory().unwrap();
    memory.create_payment(ten_euros()).unwrap();
    assert!(check(&memory).sound);
}

/// Edits a copy of the store by SQL, past its rules, and holds what a check says against this.
fn check_finds(original: &Path, edit: &str, name: &str, fault: &str) {
    let copy = original.with_file_name("copy.db");
    fs::copy(original, &copy).unwrap();
    let file = plain(&copy);
    let triggers = "SELECT group_concat('DROP TRIGGER ' || name || ';', '') FROM sqlite_schema
        WHERE type = 'trigger' AND name NOT LIKE 'customer_word%'";
    let drop_all: String = file.query_row(triggers, [], |row| row.get(0)).unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    file.pragma_update(None, "ignore_check_constraints", true).unwrap();
    file.execute_batch(&drop_all).unwrap();
    file.execute_batch(edit).unwrap();
    drop(file);
    let store = Store::open_existing(&copy).unwrap();
    let report = check(&store);
    assert!(!report.sound, "{edit}: nothing found");
    let found = report.checks.iter().find(|check| check.name == name).unwrap();
    let told = found.faults.iter().any(|told| told.contains(fault));
    assert!(told && found.outcome == CheckOutcome::Faults, "{edit}: {report:#?}");
    drop(store);
    for name in names_beside(&copy).iter().filter(|name| name.starts_with("copy")) {
        fs::remove_file(copy.with_file_name(name)).unwrap();
    }
}

#[test]
fn each_sort_of_fault_is_found_by_its_check_and_named() {
    let (_folder, path) = place();
    make_store(&path);
    let finds = |edit: &str, name: &str, fault: &str| check_finds(&path, edit, name, fault);
    finds("UPDATE payment SET currency = 'TOOLONG' WHERE seq = 3", "storage", "CHECK constraint");
    finds("UPDATE payment SET customer = 999 WHERE seq = 3", "foreign_keys", "row 3 of payment");
    finds("UPDATE event SET actor = 'x' WHERE seq = 9", "event_log", "at event 9: the event was");
    finds("DELETE FROM event WHERE seq = 9", "event_log", "at event 9: the event is missing");
    let lost = "DELETE FROM event WHERE type = 'payment.completed'";
    finds(lost, "records", "is at version 2, its last event at 1");
    let counter = "UPDATE counter SET count = count + 1
        WHERE scope = 'payment' AND status = 'pending'";
    finds(counter, "counters", "payment 0 pending EUR: noted 11 of 10000 minor units, counted 10");
    let sum = "UPDATE counter SET sum_low = 0 WHERE scope = 'late_payment_of_client'";
    finds(sum, "counters", "late_payment_of_client 1 expired EUR: noted 5 of 0");
    finds("DELETE FROM counter WHERE scope = 'request'", "counters", "request 0 PENDING");
    let counter = "INSERT INTO counter VALUES ('payment', 0, 'failed', 'USD', 1, 0, 5)";
    finds(counter, "counters", "payment 0 failed USD: noted 1 of 5 minor units, counted 0 of 0");
    let counter = "UPDATE counter SET count = 5 WHERE scope = 'delivery_of_endpoint'";
    finds(counter, "counters", "delivery_of_endpoint 1 pending : noted 5");
    let block = "UPDATE time_block SET last_created = first_created - 1 WHERE source = 'payment'";
    finds(block, "counters", "payment block 0: its rows are others than are noted");
    let block = "DELETE FROM time_block WHERE source = 'request_to_link'";
    finds(block, "counters", "request_to_link block 0: its rows are others");
    let hour = "INSERT INTO payment_hour VALUES (5, 'USD', 1, 0, 5)";
    finds(hour, "counters", "payment_hour 5 completed USD: noted 1 of 5 minor units, counted 0");
    let links = "DROP INDEX client_link_one_active;
        INSERT INTO client_link SELECT 99, randomblob(16), orchestrator, client, status, linked_at,
            unlinked_at, version FROM client_link WHERE seq = 1";
    finds(links, "client_links", "the client shop has 2 active links");
    for (from, to, fault) in [
        ("\"10.1\"", "\"10.2\"", "payer's total"),
        ("\"payer_total_minor\":1010", "\"payer_total_minor\":1011", "payer's total"),
        ("\"recipient_net_minor\":1000", "\"recipient_net_minor\":999", "recipient's net"),
        ("\"amount_minor\":10}", "\"amount_minor\":11}", "a line"),
        ("\"currency\":\"EUR\"", "\"currency\":\"USD\"", "another currency"),
        ("\"org_0", "\"org_1", "another orchestrator"),
        ("\"lines\"", "\"line\"", "cannot be read"),
    ] {
        let edit = format!(
            "UPDATE payment SET fee_plan = replace(fee_plan, '{from}', '{to}') WHERE seq = 5"
        );
        finds(&edit, "fee_plans", fault);
    }
    finds("UPDATE payment SET fee_plan = '{}' WHERE seq = 5", "fee_plans", "number 5 cannot");
    finds("UPDATE customer SET name = 'Else' WHERE seq = 2", "search_words", "row 2 of customer");
    let uses = "UPDATE customer_word SET uses = 7 WHERE word = 'customer'";
    finds(uses, "search_words", "has 20 uses, not 7");
    finds(
        "UPDATE customer_word SET word = 'else' WHERE seq = 2",
        "search_indexes",
        "customer_word",
    );
    finds("UPDATE biller SET folded = 'else'", "search_indexes", "biller_index");
    finds("UPDATE payment SET version = 9 WHERE seq = 3", "records", "is at version 9");
    let status = "UPDATE payment SET status = 'failed' WHERE seq = 3";
    finds(status, "records", "is failed, its last event says pending");
    finds("UPDATE client SET status = 'revoked'", "records", "the client shop is revoked");
    finds("DELETE FROM payment WHERE seq = 20", "records", "has events, but is not there");
    finds("DELETE FROM request_to_link WHERE seq = 20", "records", "has events, but is not");
    finds("DELETE FROM biller", "records", "the biller water has events, but is not there");
    finds("DELETE FROM link_intent", "records", "the link_intent int_");
    finds("UPDATE branding SET version = 4", "records", "the branding org_");
    let time = "UPDATE meta SET highest_time = 5";
    finds(time, "time_and_settings", "before the store was created");
    let time = "UPDATE meta SET highest_time = -5";
    finds(time, "time_and_settings", "outside the years");
    finds("UPDATE erasure SET emptied = 4", "time_and_settings", "the count of erasures");
}

#[test]
fn a_branding_that_was_deleted_and_then_imported_is_no_fault() {
    let (store, _clock) = common::store();
    let (acme, _) = orchestrator(&store, "Acme");
    let values = BrandingValues::from_json(r##"{"primary_color": "#123456"}"##).unwrap();
    store.put_branding(Some(acme), None, values).unwrap();
    let mut exported = std::io::Cursor::new(Vec::new());
    store
        .export(&ExportOptions::default(), &mut exported, |_, _| ControlFlow::Continue(()))
        .unwrap();
    store.delete_branding(Some(acme), None).unwrap();
    let report = store.import(&mut exported, &ImportOptions::default(), &mut SilentImport).unwrap();
    assert_eq!(report.tally.all.created, 1);
    let report = check(&store);
    assert!(report.sound, "{report:#?}");
}

#[test]
fn faults_name_no_one_and_records_without_events_are_no_faults() {
    let (_folder, path) = place();
    make_store(&path);
    let file = plain(&path);
    file.execute_batch(
        "DROP TRIGGER customer_version; UPDATE customer SET name = 'Somebody Else';
        INSERT INTO biller VALUES (77, 'imported', 'Imported Co', 'imported co', 1, 5, 5, 3)",
    )
    .unwrap();
    drop(file);
    let report = check(&Store::open(&path).unwrap());
    let json = serde_json::to_string(&report).unwrap().to_lowercase();
    assert!(!json.contains("somebody") && !json.contains("mail.example"), "{json}");
    let words = &report.checks[6];
    assert_eq!((words.faults.len(), words.more_faults), (20, 0));
    let records = &report.checks[8];
    assert_eq!(records.outcome, CheckOutcome::Ok, "{records:#?}");
    assert!(records.note.as_deref().unwrap().starts_with("1 records have no events here"));
}

/// Bytes flipped at random places: the open is refused, or the check answers or fails; nothing
/// panics, and the file stays as it is.
fn flip(rounds: usize) -> (usize, usize, usize) {
    let (_folder, path) = place();
    make_store(&path);
    let sound = fs::read(&path).unwrap();
    let (mut refused, mut failed, mut faulty) = (0, 0, 0);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("shop.db");
        let mut bytes = sound.clone();
        let mut random = [0_u8; 40];
        getrandom::fill(&mut random).unwrap();
        for flip in random.chunks(5).take(1 + round % 8) {
            let number = u32::from_be_bytes([flip[0], flip[1], flip[2], flip[3]]);
            // One in four among the headers, which hold a file together.
            let within = if flip[3] & 3 == 0 { 4096 } else { bytes.len() };
            bytes[usize::try_from(number).unwrap() % within] ^= flip[4].max(1);
        }
        fs::write(&copy, &bytes).unwrap();
        match Store::open_read_only(&copy) {
            Err(_) => refused += 1,
            Ok(store) => match store.check(|_| ControlFlow::Continue(())) {
                Err(error) => {
                    assert_ne!(error.kind(), ErrorKind::Panic);
                    failed += 1;
                }
                Ok(report) => faulty += usize::from(!report.sound),
            },
        }
        assert!(fs::read(&copy).unwrap() == bytes, "the file was changed");
    }
    (refused, failed, faulty)
}

#[test]
fn a_file_with_flipped_bytes_is_refused_or_reported_and_never_panics() {
    let rounds = std::env::var("BILLFOLD_FLIPS").ok().and_then(|text| text.parse().ok());
    let rounds = rounds.unwrap_or(400);
    let (refused, failed, faulty) = flip(rounds);
    // How many of each is chance; that each comes up is not.
    assert!(refused > 0 && faulty > rounds / 10, "{refused} refused, {failed} failed, {faulty}");
}
