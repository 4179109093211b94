//! Exports of what a list shows.

use std::fs;
use std::path::Path;

use billfold_core::{ErrorKind, NewBiller, NewPayment};

use super::rig::Rig;
use crate::app::collection::Query;
use crate::app::data::export;
use crate::app::screens::{ENDPOINTS, EVENTS, PAYMENTS};

/// Screens on a store in a file, with payments of 1 to so many dollars.
fn rig(count: i64) -> (Rig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = billfold_core::Store::create(folder.path().join("shop.db")).unwrap();
    let clock = std::sync::Arc::new(billfold_core::ManualClock::new(store.now().unwrap()));
    let mut rig = Rig::on(store, clock, 120, 40);
    for amount in 1..=count {
        let new = NewPayment::new(&amount.to_string(), "USD").unwrap();
        rig.store.create_payment(new).unwrap();
    }
    rig.go("Payments");
    rig.keys("<C-r>");
    (rig, folder)
}

fn body(file: &Path, replace: bool) -> String {
    serde_json::json!({ "file": file, "replace": replace }).to_string()
}

/// Exports payments, and answers what was told or refused.
fn run(
    rig: &Rig,
    file: &Path,
    replace: bool,
    filter: &str,
) -> Result<String, billfold_core::Error> {
    let body = body(file, replace);
    let done = export::run(&rig.store, &PAYMENTS, &Query::of(filter), &body, &mut |_, _| true);
    done.map(|done| done.told.unwrap())
}

/// What is in the folder besides the store.
fn others(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|found| found.unwrap().file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with("shop.db")).collect()
}

#[test]
fn all_that_match_are_written_not_only_what_is_shown() {
    let (mut rig, folder) = rig(150);
    let file = folder.path().join("found.csv");
    rig.keys("/amount:>50<CR>x");
    rig.expect("Export all 100 payments that match the filter");
    rig.keys(&"<BS>".repeat(20));
    rig.keys(&format!("{}<C-s>", file.display()));
    rig.expect("wrote 100 records to");
    let text = fs::read_to_string(&file).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    assert!(header.starts_with("id,status,amount"), "{header}");
    assert_eq!(rows.lines().count(), 100);
}

#[test]
fn the_ending_tells_the_form() {
    let (rig, folder) = rig(3);
    for ending in ["jsonl", "json"] {
        let file = folder.path().join(format!("found.{ending}"));
        assert!(run(&rig, &file, false, "sort:-amount").unwrap().starts_with("wrote 3 records"));
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().next(), Some(billfold_core::EXPORT_HEADER));
        assert_eq!(text.lines().count(), 4);
    }
    let error = run(&rig, &folder.path().join("found.pdf"), false, "").unwrap_err();
    assert_eq!(error.fields()[0].field, "file");
    let body = body(&folder.path().join("events.csv"), false);
    for collection in [&EVENTS, &ENDPOINTS] {
        let query = Query::of("x");
        let refused = export::run(&rig.store, collection, &query, &body, &mut |_, _| true);
        assert!(refused.is_err());
    }
    let of_owner = Query { owner: Some("cli_1".to_owned()), ..Query::default() };
    let refused = export::run(&rig.store, &PAYMENTS, &of_owner, &body, &mut |_, _| true);
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn nothing_is_lost_that_was_not_meant_to_be() {
    let (rig, folder) = rig(3);
    let file = folder.path().join("kept.csv");
    fs::write(&file, "mine").unwrap();
    assert_eq!(run(&rig, &file, false, "").unwrap_err().code(), "file_exists");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert!(run(&rig, &file, true, "").is_ok());
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 4);
    fs::create_dir(folder.path().join("folder.csv")).unwrap();
    assert!(run(&rig, &folder.path().join("folder.csv"), true, "").is_err());
    for own in ["shop.db", "shop.db-wal"] {
        let link = folder.path().join(format!("{own}.csv"));
        std::os::unix::fs::symlink(folder.path().join(own), &link).unwrap();
        assert_eq!(run(&rig, &link, true, "").unwrap_err().code(), "name_in_use", "{own}");
    }
    assert!(rig.store.verify(None).unwrap().intact);
}

#[test]
fn one_that_is_ended_leaves_nothing() {
    let (rig, folder) = rig(600);
    for last in [0, 1, 2] {
        let file = folder.path().join("half.jsonl");
        let mut told = 0;
        let query = Query::default();
        let body = body(&file, false);
        let ended = export::run(&rig.store, &PAYMENTS, &query, &body, &mut |_, _| {
            told += 1;
            told <= last
        });
        assert_eq!(ended.unwrap_err().kind(), ErrorKind::Interrupted);
        assert!(others(folder.path()).is_empty(), "{:?}", others(folder.path()));
    }
}

#[test]
fn what_has_expired_says_so_in_every_form() {
    let (rig, folder) = rig(1);
    let now = rig.store.now().unwrap();
    let clock = std::sync::Arc::new(billfold_core::ManualClock::new(now));
    clock.advance_seconds(400 * 24 * 3600);
    let later = billfold_core::OpenOptions::new().clock(clock.clone());
    let store = later.open(folder.path().join("shop.db")).unwrap();
    let rig = Rig::on(store, clock, 120, 40);
    for ending in ["jsonl", "csv"] {
        let file = folder.path().join(format!("late.{ending}"));
        assert_eq!(
            run(&rig, &file, false, "status:expired").unwrap().get(..13),
            Some("wrote 1 recor")
        );
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("expired") && !text.contains("pending"), "{text}");
    }
}

#[test]
fn billers_have_their_own_columns() {
    let (mut rig, folder) = rig(0);
    rig.store.put_biller(NewBiller::new("=cmd()").with_id("b_1".parse().unwrap())).unwrap();
    rig.go("Billers");
    let file = folder.path().join("billers.csv");
    rig.keys("x");
    rig.keys(&"<BS>".repeat(20));
    rig.keys(&format!("{}<C-s>", file.display()));
    rig.expect("wrote 1 records");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("b_1,'=cmd(),true"), "{text}");
}
