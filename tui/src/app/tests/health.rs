//! The state of the file on the screen, and what keeps it sound.

use std::sync::Arc;

use billfold_core::{ErrorKind, ManualClock, NewPayment, OpenOptions, Store};

use super::dashboard::{follow, neglect};
use super::rig::{NOW, Rig};
use crate::app::screens::HEALTH;

/// Screens on a store in a file, with the report on its health.
fn rig() -> (Rig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
    let path = folder.path().join("shop.db");
    let store = OpenOptions::new().clock(clock.clone()).create(path).unwrap();
    let mut rig = Rig::on(store, clock, 120, 44);
    rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    rig.go("Health");
    (rig, folder)
}

/// Begins the task of this label by the menu.
fn begin(rig: &mut Rig, label: &str) {
    rig.keys(":");
    rig.keys(label);
    rig.keys("<CR>");
}

#[test]
fn the_report_tells_of_the_file_and_leads_on() {
    let (mut rig, folder) = rig();
    rig.expect(&folder.path().join("shop.db").display().to_string());
    rig.expect(" kB");
    let hash = rig.store.log_head().unwrap().hash.to_string();
    rig.expect(hash.get(..24).unwrap());
    rig.expect("payments overdue");
    rig.wait(7200);
    rig.keys("<C-r>");
    let screen = rig.screen();
    let overdue = screen.lines().find(|line| line.contains("payments overdue")).unwrap();
    assert!(overdue.contains(" 1 "), "{overdue}");
    rig.keys("a");
    for label in ["Check the file", "Verify the event log", "Back up", "Compact", "Sweep"] {
        rig.expect(label);
    }
}

#[test]
fn every_number_opens_the_list_of_what_was_counted() {
    let (mut rig, _folder) = rig();
    neglect(&rig);
    rig.keys("<C-r>");
    let followed = follow(&mut rig);
    for filter in [
        "",
        "due:yes",
        "status:pending",
        "status:abandoned -endpoint_status:deleted",
        "status:disabled",
        "status:active answering:no",
        "overdue:yes",
    ] {
        assert!(followed.contains(filter), "{filter}: {followed:?}");
    }
}

#[test]
fn the_file_is_checked_verified_and_compacted() {
    let (mut rig, _folder) = rig();
    begin(&mut rig, "Check the file");
    rig.expect("The file is sound");
    rig.expect("event log");
    rig.keys("<Esc>");
    begin(&mut rig, "Verify the event log");
    rig.expect("The event log is intact");
    rig.keys("<Esc>");
    begin(&mut rig, "Compact the file");
    rig.expect(" kB");
    assert!(rig.model.jobs.iter().all(|job| matches!(job.end, Some(Ok(_)))));
}

#[test]
fn a_backup_is_a_store_and_replaces_nothing() {
    let (mut rig, folder) = rig();
    let copy = folder.path().join("copy.db");
    begin(&mut rig, "Back up");
    rig.keys(&format!("{}<C-s>", copy.display()));
    rig.expect("Backed up");
    assert_eq!(Store::open(&copy).unwrap().log_head().unwrap().count, 1);
    rig.keys("<Esc>");
    begin(&mut rig, "Back up");
    rig.keys(&format!("{}<C-s>", copy.display()));
    rig.expect("exists");
}

#[test]
fn work_that_is_ended_leaves_nothing() {
    let (rig, folder) = rig();
    let copy = folder.path().join("copy.db");
    let body = serde_json::json!({ "file": copy }).to_string();
    for task in HEALTH.tasks {
        let ended = (task.run)(&rig.store, &body, &mut |_, _| false);
        let kind = ended.map(|done| done.told).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::Interrupted), "{}", task.name);
    }
    assert!(!copy.exists());
    let names = std::fs::read_dir(folder.path()).unwrap();
    let others = names.filter(|found| {
        !found.as_ref().unwrap().file_name().to_string_lossy().starts_with("shop.db")
    });
    assert_eq!(others.count(), 0);
}

#[test]
fn a_clock_that_jumped_is_not_believed_without_force() {
    let (mut rig, _folder) = rig();
    rig.clock.advance_seconds(90 * 86_400);
    begin(&mut rig, "Sweep");
    rig.expect("The clock is not believed");
    rig.keys("<Esc>");
    let swept = |rig: &Rig| {
        let filter = "type:payment.expired".parse().unwrap();
        rig.store.list_events(&filter, &Default::default()).unwrap().total
    };
    assert_eq!(swept(&rig), 0);
    begin(&mut rig, "Believe the clock");
    rig.keys("t<C-s>");
    rig.expect("1 payments");
    assert_eq!(swept(&rig), 1);
}
