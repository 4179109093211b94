//! The power goes at any moment: what was acknowledged is there, and the file is whole.
//!
//! A recorder between SQLite and the file system writes down what a store does to its files.
//! From that, files are made as a disk could have left them at a random moment: what was flushed
//! is there; of what was written since, any part may be, in any order, torn at any sector. Each
//! such image must open, pass SQLite's own check and the log's, and hold every change whose call
//! had returned. `BILLFOLD_POWER_CUTS=100000` makes that many of each scenario.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]
#![expect(clippy::arithmetic_side_effects, reason = "small numbers")]

mod common;
mod disk;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use billfold_core::{
    Completion, NewClient, NewPayment, NewRequestToLink, PaymentId, PaymentStatus, Store,
};
use common::files::{beside, check_log, check_totals, place, plain, ten_euros};
use disk::{Operation, Part};

/// Bytes that a disk writes whole or not at all.
const SECTOR: usize = 512;
/// Images of each scenario, unless asked otherwise.
const IMAGES: usize = 1250;

/// A scenario as it was recorded.
struct Recording {
    /// The file before it.
    file: Vec<u8>,
    operations: Vec<Operation>,
    /// What each call did, and how many operations there had been when it had returned.
    returned: Vec<(usize, Change)>,
}

/// What a call had done when it returned.
#[derive(Debug, Clone, Copy)]
enum Change {
    Created(PaymentId),
    Completed(PaymentId),
}

impl Change {
    /// Whether a store has it.
    fn is_in(self, store: &Store) -> bool {
        match self {
            Self::Created(id) => store.payment(id).is_ok(),
            Self::Completed(id) => {
                store.payment(id).is_ok_and(|payment| payment.status == PaymentStatus::Completed)
            }
        }
    }
}

/// Records what a store does that is opened from this file.
fn record(path: &Path, work: impl FnOnce(&Path, &mut dyn FnMut(Change))) -> Recording {
    let path = fs::canonicalize(path).unwrap();
    let file = fs::read(&path).unwrap();
    disk::install();
    drop(disk::take(&path));
    let mut operations = Vec::new();
    let mut returned = Vec::new();
    work(&path, &mut |change| {
        operations.extend(disk::take(&path));
        returned.push((operations.len(), change));
    });
    operations.extend(disk::take(&path));
    Recording { file, operations, returned }
}

/// Random numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's constants; the upper half is random enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// The bytes of a store's file and log.
#[derive(Clone, Default)]
struct Image {
    file: Vec<u8>,
    log: Vec<u8>,
}

impl Image {
    fn part(&mut self, part: Part) -> &mut Vec<u8> {
        match part {
            Part::File => &mut self.file,
            Part::Log => &mut self.log,
        }
    }

    fn write(&mut self, part: Part, offset: usize, bytes: &[u8]) {
        let part = self.part(part);
        part.resize(part.len().max(offset + bytes.len()), 0);
        part[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    /// The operation, whole.
    fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Write { part, offset, bytes, .. } => self.write(*part, *offset, bytes),
            Operation::Cut { part, size, .. } => self.part(*part).truncate(*size),
            Operation::Flush { .. } => {}
        }
    }

    /// Whatever came of the operation before the power went: nothing, all, or some sectors.
    fn apply_in_part(&mut self, operation: &Operation, dice: &mut Dice) {
        match (dice.below(3), operation) {
            (0, _) => {}
            (1, Operation::Write { part, offset, bytes, .. }) => {
                let mut at = *offset;
                for sector in bytes.chunks(SECTOR) {
                    if dice.below(2) == 0 {
                        self.write(*part, at, sector);
                    }
                    at += sector.len();
                }
            }
            _ => self.apply(operation),
        }
    }
}

impl Recording {
    /// The files as the disk could have them if the power goes after so many operations.
    fn image(&self, end: usize, dice: &mut Dice) -> Image {
        let mut image = Image { file: self.file.clone(), log: Vec::new() };
        let mut waiting: Vec<&Operation> = Vec::new();
        for operation in &self.operations[..end] {
            let Operation::Flush { part: flushed, begun, .. } = operation else {
                waiting.push(operation);
                continue;
            };
            waiting.retain(|operation| {
                let (part, at) = place_of(operation);
                let is_done = part == *flushed && at < *begun;
                if is_done {
                    image.apply(operation);
                }
                !is_done
            });
        }
        // Now and then the disk was done with everything, or with nothing.
        match dice.below(8) {
            0 => {}
            1 => waiting.iter().for_each(|operation| image.apply(operation)),
            _ => waiting.iter().for_each(|operation| image.apply_in_part(operation, dice)),
        }
        image
    }

    /// Why an image is not what it must be, if it is not.
    fn fault(&self, folder: &Path, seed: u64) -> Option<String> {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let end = dice.below(self.operations.len() + 1);
        let image = self.image(end, &mut dice);
        let path = folder.join(format!("{seed}.db"));
        for (path, bytes) in [(&path, &image.file), (&beside(&path, "-wal"), &image.log)] {
            fs::write(path, bytes).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let promised = self.returned.iter().filter(|(before, _)| *before <= end);
        let promised: Vec<Change> = promised.map(|(_, change)| *change).collect();
        let checked = catch_unwind(AssertUnwindSafe(|| check(&path, &promised)));
        for suffix in ["", "-wal", "-shm", "-gate", "-turn"] {
            let _ = fs::remove_file(beside(&path, suffix));
        }
        drop(disk::take(&path));
        let reason = match checked {
            Ok(Ok(())) => return None,
            Ok(Err(reason)) => reason,
            Err(_) => "a check failed".to_owned(),
        };
        Some(format!("seed {seed}, after {end} operations: {reason}"))
    }

    /// The faults of so many images.
    fn faults(&self, images: usize) -> Vec<String> {
        let folder = images_folder();
        let next = AtomicUsize::new(0);
        let run = || {
            let mut faults = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::SeqCst);
                if seed >= images {
                    return faults;
                }
                faults.extend(self.fault(folder.path(), u64::try_from(seed).unwrap()));
            }
        };
        std::thread::scope(|scope| {
            let threads = [scope.spawn(run), scope.spawn(run)];
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        })
    }

    fn check(&self) {
        let asked = std::env::var("BILLFOLD_POWER_CUTS").ok();
        let images = asked.map_or(IMAGES, |number| number.parse().unwrap());
        let faults = self.faults(images);
        assert!(faults.is_empty(), "{} of {images} images: {:#?}", faults.len(), &faults[..1]);
    }
}

/// Where images are made: in memory where there is such a place, for their own flushes tell
/// nothing.
fn images_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| place().0)
}

/// Which file an operation changed, and when.
fn place_of(operation: &Operation) -> (Part, u64) {
    match operation {
        Operation::Write { part, at, .. } | Operation::Cut { part, at, .. } => (*part, *at),
        Operation::Flush { part, begun, .. } => (*part, *begun),
    }
}

/// Opens an image and looks whether it is whole and has what was promised.
fn check(path: &Path, promised: &[Change]) -> Result<(), String> {
    let store = Store::open_existing(path).map_err(|error| format!("does not open: {error:?}"))?;
    if let Some(lost) = promised.iter().find(|change| !change.is_in(&store)) {
        return Err(format!("{lost:?} is lost"));
    }
    check_log(&store);
    check_totals(&store);
    drop(store);
    let sound: String =
        plain(path).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    if sound == "ok" { Ok(()) } else { Err(sound) }
}

/// A store with a client, closed.
fn prepared(path: &Path) {
    let store = Store::create(path).unwrap();
    store.create_client(NewClient::new("Corner Shop").with_id("shop".parse().unwrap())).unwrap();
    store.close().unwrap();
}

/// A day at the till: payments, completions, a request to link, an erasure, and closing.
fn work(path: &Path, returned: &mut dyn FnMut(Change)) {
    let store = Store::open(path).unwrap();
    for number in 0..12 {
        let once = store.once(format!("order {number}")).unwrap();
        let new = NewPayment::from_json(&format!(
            r#"{{"amount": 1{number}, "currency": "EUR", "customer": {{"name": "Name {number}"}},
                "metadata": {{"filler": "{}"}}}}"#,
            "x".repeat(number * 300)
        ));
        let payment = once.create_payment(new.unwrap()).unwrap();
        returned(Change::Created(payment.id));
        if number % 3 == 0 {
            store.complete_payment(payment.id, Completion::default()).unwrap();
            returned(Change::Completed(payment.id));
        }
        if number % 5 == 4 {
            let body = format!(r#"{{"client_id": "shop", "client_user_id": "user {number}"}}"#);
            let request =
                store.create_request_to_link(NewRequestToLink::from_json(&body).unwrap()).unwrap();
            store.proceed_request_to_link(&request.id).unwrap();
            // The log is moved into the file and cut to nothing.
            store.erase_customer(payment.customer.clone().unwrap().id, true).unwrap();
        }
    }
    let both = store.atomically(|store| {
        let first = store.create_payment(ten_euros())?.id;
        Ok([first, store.create_payment(ten_euros())?.id])
    });
    both.unwrap().into_iter().for_each(|id| returned(Change::Created(id)));
    store.close().unwrap();
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let (_folder, path) = place();
    prepared(&path);
    let recording = record(&path, work);
    let cuts = recording
        .operations
        .iter()
        .filter(|operation| matches!(operation, Operation::Cut { part: Part::Log, size: 0, .. }));
    assert!(cuts.count() >= 2, "the log was never moved into the file");
    recording.check();
}

#[test]
fn a_file_whose_schema_was_being_brought_up_to_date_is_whole() {
    let frozen = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/schema4.billfold");
    let (_folder, path) = place();
    fs::copy(frozen, &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let recording = record(&path, |path, returned| {
        let store = Store::open(path).unwrap();
        returned(Change::Created(store.create_payment(ten_euros()).unwrap().id));
    });
    recording.check();
}

#[test]
fn a_disk_that_lies_about_its_flushes_is_found_out() {
    let (_folder, path) = place();
    let path = path.with_file_name("lying.db");
    prepared(&path);
    let recording = record(&path, work);
    assert!(!recording.faults(100).is_empty(), "the test cannot tell");
}
