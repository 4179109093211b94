//! Long work on the screen: forms that wait until it is possible, its end, and what is remembered.

use std::fs;

use billfold_core::{Error, ErrorKind, NewPayment, Store};

use super::rig::Rig;
use crate::app::collection::{Done, Fact, Section};
use crate::app::job::{Chosen, Job, JobId, JobNews};
use crate::app::list::Stretch;
use crate::app::msg::{Cmd, Msg};
use crate::app::screens::PAYMENTS;
use crate::app::update::update;

/// Screens on a store in a file, with so many pending payments in the list.
fn rig(count: usize) -> (Rig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path().join("shop.db")).unwrap();
    for _ in 0..count {
        store.create_payment(NewPayment::new("5.00", "EUR").unwrap()).unwrap();
    }
    let clock = std::sync::Arc::new(billfold_core::ManualClock::new(store.now().unwrap()));
    let mut rig = Rig::on(store, clock, 120, 40);
    rig.go("Payments");
    (rig, folder)
}

/// Puts this into the first field of a form, in place of what is there.
fn fill(rig: &mut Rig, text: &str) {
    rig.keys(&"<BS>".repeat(80));
    rig.keys(text);
}

#[test]
fn an_export_that_cannot_be_written_stays_in_its_form() {
    let (mut rig, folder) = rig(3);
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("mine.csv"), "mine").unwrap();
    fs::create_dir(path("folder.csv")).unwrap();
    rig.keys("x");
    for (file, reason) in [
        (path("mine.csv"), "exists; to lose what it holds, set Replace"),
        (path("folder.csv"), "is a folder, a pipe or a device"),
        (path("found.pdf"), "does not end with .csv, .jsonl or .json"),
        (path("missing/found.csv"), "there is no folder"),
        (path("shop.db-wal"), "does not end with"),
    ] {
        fill(&mut rig, &file);
        rig.keys("<C-s>");
        rig.expect("Export all 3 payments");
        rig.expect(reason);
        // Nothing was begun that would have to be told of.
        assert!(rig.model.jobs.is_empty(), "{file}");
        assert!(rig.model.told.iter().all(|told| !told.is_error));
    }
    assert_eq!(fs::read_to_string(path("mine.csv")).unwrap(), "mine");
    fill(&mut rig, &path("found.csv"));
    rig.keys("<C-s>");
    rig.expect_no("Export all 3 payments");
    rig.expect("wrote 3 records to");
}

#[test]
fn a_backup_that_cannot_be_written_stays_in_its_form() {
    let (mut rig, folder) = rig(1);
    let path = |name: &str| folder.path().join(name).display().to_string();
    rig.keys(":Back up<CR>");
    for (file, reason) in [
        (path("shop.db"), "the target is the store itself"),
        (path("missing/copy.db"), "there is no folder"),
    ] {
        fill(&mut rig, &file);
        rig.keys("<C-s>");
        rig.expect("Back up");
        rig.expect(reason);
        rig.expect(file.rsplit('/').next().unwrap());
    }
    fill(&mut rig, &path("copy.db"));
    rig.keys("<C-s>");
    rig.expect("Backed up");
    assert!(folder.path().join("copy.db").exists());
}

#[test]
fn the_count_is_asked_above_the_form_and_nothing_typed_is_lost() {
    let (mut rig, _folder) = rig(3);
    rig.keys("<Space><Space>af");
    rig.keys("declined<C-s>");
    rig.expect("Type 2 to go on:");
    rig.expect("Fail 2 payments");
    rig.keys("<Esc>");
    rig.expect_no("Type 2");
    rig.expect("declined");
    rig.keys(&format!("<Down>{}<C-s>", "x".repeat(600)));
    // What is wrong is found before anybody says that it is right: it stands beside its field, and
    // the marks are still there.
    rig.expect_no("Type 2");
    rig.expect("declined");
    rig.expect("500 characters");
    rig.expect_no("has begun");
    rig.keys(&"<BS>".repeat(590));
    rig.keys("<C-s>2<CR>");
    rig.expect("Fail 2 payments: 2 done");
    rig.expect_no("marked");
    rig.keys("/status:failed<CR>");
    rig.expect("1 of 2");
}

#[test]
fn others_that_match_by_now_are_counted_anew_in_the_same_form() {
    let (mut rig, _folder) = rig(3);
    rig.keys("*afdeclined<C-s>");
    rig.expect("Type 3 to go on:");
    // Somebody else adds one, and that is not seen yet.
    rig.store.create_payment(NewPayment::new("6.00", "EUR").unwrap()).unwrap();
    rig.keys("3<CR>");
    rig.expect("4 match now, 3 did when it was asked: nothing was changed");
    rig.expect("declined");
    rig.feed(Msg::Changed(Ok(())));
    rig.keys("<C-s>");
    rig.expect("Type 4 to go on:");
    rig.keys("4<CR>");
    rig.expect("Fail 4 payments: 4 done");
}

/// Begins to expire three payments; what becomes of it is told by hand.
fn expiring(rig: &mut Rig) -> JobId {
    rig.keys("*ax3");
    let enter = super::rig::parse("<CR>").remove(0);
    let commands = update(&mut rig.model, Msg::Input(crate::app::input::Input::Key(enter)));
    let begun = commands.into_iter().find_map(|command| match command {
        Cmd::Job(id, job) => Some((id, *job)),
        _ => None,
    });
    let (id, Job::Bulk(bulk)) = begun.unwrap() else { panic!("no change of many") };
    assert!(matches!(bulk.chosen, Chosen::All(_, 3)));
    id
}

fn ended() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", "was ended; what was done stays done")
}

#[test]
fn a_change_of_many_that_was_ended_tells_how_far_it_came() {
    let (mut rig, _folder) = rig(3);
    let id = expiring(&mut rig);
    let refused = || Error::new(ErrorKind::Conflict, "refused", "it is completed");
    for news in [
        JobNews::Row("pay_1".into(), Ok(())),
        JobNews::Row("pay_2".into(), Err(refused())),
        JobNews::Ended(Err(ended())),
    ] {
        rig.feed(Msg::Job(id, news));
    }
    rig.expect("Expire 3 payments: was ended: 1 done, 1 refused, 1 left");
    rig.keys("J");
    rig.expect("Expire 3 payments: was ended: 1 done, 1 refused, 1 left");
    rig.expect("it is completed");
}

#[test]
fn work_that_was_looked_at_goes_when_more_is_begun_and_the_rest_is_bounded() {
    let (mut rig, _folder) = rig(3);
    for _ in 0..3 {
        rig.keys(":Sweep<CR>");
    }
    assert_eq!(rig.model.jobs.len(), 3);
    rig.keys("J");
    rig.expect("Sweep: 0 payments");
    rig.keys("<Esc>:Sweep<CR>");
    assert_eq!(rig.model.jobs.len(), 1);
    for _ in 0..40 {
        rig.keys(":Sweep<CR>");
    }
    assert_eq!(rig.model.jobs.len(), 21);
}

#[test]
fn who_leaves_the_form_of_work_that_takes_its_time_is_told_of_it_later() {
    let (mut rig, _folder) = rig(3);
    rig.keys("x");
    let send = super::rig::parse("<C-s>").remove(0);
    let commands = update(&mut rig.model, Msg::Input(crate::app::input::Input::Key(send)));
    let Some(Cmd::Job(id, job)) = commands.into_iter().next() else { panic!("nothing was begun") };
    let Job::Export(collection, query, _) = *job else { panic!("no export") };
    assert!(*collection == PAYMENTS && query.filter.is_empty());
    rig.expect("looking whether it can be done…");
    // What is typed meanwhile changes nothing.
    rig.keys("abc<Esc>");
    rig.expect("it goes on");
    rig.feed(Msg::Job(id, JobNews::Ended(Ok(Done::default().told("wrote it")))));
    rig.expect("Export of payments: wrote it");
    assert_eq!(rig.model.place().listing().unwrap().list.awaited, None::<Stretch>);
}

#[test]
fn what_work_finds_out_while_something_is_open_is_told_where_work_is() {
    let (mut rig, _folder) = rig(1);
    rig.keys(":Check the file");
    let enter = super::rig::parse("<CR>").remove(0);
    let commands = update(&mut rig.model, Msg::Input(crate::app::input::Input::Key(enter)));
    let Some(Cmd::Job(id, _)) = commands.into_iter().next() else { panic!("nothing was begun") };
    rig.keys("n12");
    let facts = vec![Fact::new("page_checksums", "passed"), Fact::new("fault:", "x".repeat(200))];
    let found = Done::default().told("the file has faults");
    let found = found.answer(Section::new("The file has faults", facts));
    rig.feed(Msg::Job(id, JobNews::Ended(Ok(found))));
    rig.expect("Take a payment");
    rig.keys("<Esc><Esc>J");
    rig.expect("Check the file: the file has faults");
    rig.expect("page_checksums  passed");
    rig.expect("fault:          xxx");
}
