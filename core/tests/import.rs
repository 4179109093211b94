//! Imports that are cut off, repeated, rehearsed, run twice at once, or very long.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use billfold_core::{
    ImportObserver, ImportOptions, ImportReport, PageRequest, PaymentFilter, RecordKind,
    RefusedLine, SilentImport, Store,
};
use common::files::{beside, check_log, check_totals, child, finish, lines, place, role};

/// So many bodies of payments, each told apart by its description.
fn bodies(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(
            text,
            r#"{{"kind":"payment","body":{{"amount":"1.00","currency":"EUR","description":"{number}"}}}}"#
        );
        text
    })
}

fn import(store: &Store, input: &str, observer: &mut dyn ImportObserver) -> ImportReport {
    let mut source = Cursor::new(input.as_bytes());
    store.import(&mut source, &ImportOptions::default(), observer).unwrap()
}

/// Says something to the process that waits for it, in a line of its own.
fn tell(words: &str) {
    std::io::stdout().lock().write_all(format!("\n{words}\n").as_bytes()).unwrap();
}

/// The descriptions of all payments, each of which must stand there once.
fn descriptions(store: &Store) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut request = PageRequest::first().limit(100);
    loop {
        let page = store.list_payments(&PaymentFilter::default(), &request).unwrap();
        for payment in page.items {
            let number = payment.description.unwrap().parse().unwrap();
            assert!(found.insert(number), "{number} was created twice");
        }
        let Some(cursor) = page.next_cursor else { return found };
        request = PageRequest::after(cursor).limit(100);
    }
}

fn imported_events(store: &Store) -> usize {
    let filter = "type:store.imported".parse().unwrap();
    let page = store.list_events(&filter, &PageRequest::first()).unwrap();
    usize::try_from(page.total).unwrap()
}

/// Breaks off after so many batches.
struct Breaker(u32);

impl ImportObserver for Breaker {
    fn progress(&mut self, _: u64, _: u64) -> ControlFlow<()> {
        self.0 -= 1;
        if self.0 == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn an_import_that_was_broken_off_goes_on_where_it_stopped() {
    let (store, _clock) = common::store();
    let input = bodies(1300);
    let mut source = Cursor::new(input.as_bytes());
    let broken = store.import(&mut source, &ImportOptions::default(), &mut Breaker(1));
    let broken = broken.unwrap_err();
    assert_eq!((broken.code(), broken.kind().exit_code()), ("interrupted", 130));
    assert_eq!(descriptions(&store).len(), 500);
    assert_eq!(imported_events(&store), 0);
    let report = import(&store, &input, &mut SilentImport);
    assert_eq!((report.lines_done_before, report.tally.all.created), (500, 1300));
    assert_eq!(descriptions(&store).len(), 1300);
    assert_eq!(imported_events(&store), 1);
    let head = store.log_head().unwrap();
    let report = import(&store, &input, &mut SilentImport);
    assert_eq!((report.lines_done_before, report.changed), (1300, false));
    assert_eq!(store.log_head().unwrap(), head);
    // One more line makes another input, of which nothing is known.
    let more = format!("{input}{}", bodies(1));
    let report = import(&store, &more, &mut SilentImport);
    assert_eq!((report.lines_done_before, report.tally.all.created), (0, 1301));
}

/// The numbers of the lines that were refused.
#[derive(Default)]
struct Refused(Vec<(u64, String)>);

impl ImportObserver for Refused {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        assert!(line.bytes.is_some());
        self.0.push((line.number, line.error.code().to_owned()));
    }
}

#[test]
fn refused_lines_are_told_each_time_and_tried_again_on_request() {
    let (store, _clock) = common::store();
    let mut input = String::new();
    for number in 0..1200 {
        let client = if number % 100 == 7 { r#","clientId":"cli_later""# } else { "" };
        let broken = if number % 100 == 8 { "}" } else { "" };
        let _ = writeln!(
            input,
            r#"{{"kind":"payment","body":{{"amount":"1.00","currency":"EUR","description":"{number}"{client}}}}}{broken}"#
        );
    }
    let told = |store: &Store, options: &ImportOptions| {
        let mut refused = Refused::default();
        let mut source = Cursor::new(input.as_bytes());
        let report = store.import(&mut source, options, &mut refused).unwrap();
        (refused.0, report)
    };
    let plain = ImportOptions::default();
    let (first, report) = told(&store, &plain);
    assert_eq!((first.len(), report.tally.all.refused, report.tally.all.created), (24, 24, 1176));
    assert_eq!(first[0], (8, "not_found".to_owned()));
    assert_eq!(first[1], (9, "malformed_json".to_owned()));
    let head = store.log_head().unwrap();
    assert_eq!(told(&store, &plain).0, first);
    assert_eq!(store.log_head().unwrap(), head);

    common::client(&store, "cli_later");
    let head = store.log_head().unwrap();
    let (again, report) = told(&store, &plain);
    assert_eq!(again[0], (8, "refused_before".to_owned()));
    assert_eq!((again.len(), report.changed), (24, false));
    assert_eq!(store.log_head().unwrap(), head, "nothing is done unless it is asked for");
    let (rest, report) = told(&store, &plain.clone().retry());
    assert_eq!((rest.len(), report.changed), (12, true));
    assert_eq!((report.tally.all.created, report.tally.all.refused), (1188, 12));
    assert_eq!(imported_events(&store), 2);
    let head = store.log_head().unwrap();
    let (rest, report) = told(&store, &plain.retry());
    assert_eq!((rest.len(), report.changed), (12, false));
    assert_eq!(store.log_head().unwrap(), head);
    assert_eq!(descriptions(&store).len(), 1188);
}

#[test]
fn a_rehearsal_checks_everything_and_keeps_nothing() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    // The payment in the last batch refers to the client in the first.
    let client = r#"{"kind":"client","body":{"name":"Shop","clientId":"cli_1"}}"#;
    let late = r#"{"kind":"payment","body":{"amount":1,"currency":"EUR","clientId":"cli_1"}}"#;
    let input = format!("{client}\n{}{late}\n{late}x\n", bodies(700));
    let head = store.log_head().unwrap();
    let mut refused = Refused::default();
    let report = import(&store.dry_run(), &input, &mut refused);
    assert_eq!((report.tally.all.created, report.changed), (702, true));
    assert_eq!(refused.0, [(703, "malformed_json".to_owned())]);
    assert_eq!(store.log_head().unwrap(), head);
    assert_eq!(descriptions(&store).len(), 0);
    let rows: i64 = common::files::plain(&path)
        .query_row(
            "SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM client)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(rows, 0);
    let report = import(&store, &input, &mut SilentImport);
    assert_eq!((report.lines_done_before, report.tally.all.created), (0, 702));
}

#[test]
fn the_same_import_twice_at_once_is_done_once() {
    let (_folder, path) = place();
    drop(Store::create(&path).unwrap());
    let input = bodies(2600);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let store = common::files::separate().open(&path).unwrap();
                let report = import(&store, &input, &mut SilentImport);
                assert_eq!(report.tally.all.created, 2600);
            });
        }
    });
    let store = Store::open(&path).unwrap();
    assert_eq!(descriptions(&store).len(), 2600);
    assert_eq!(imported_events(&store), 1);
    check_log(&store);
}

#[test]
fn refused_lines_that_several_try_again_at_once_are_taken_in_once() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let input = bodies(900).replace(r#""EUR""#, r#""EUR","clientId":"cli_later""#);
    let mut refused = Refused::default();
    import(&store, &input, &mut refused);
    assert_eq!(refused.0.len(), 900);
    common::client(&store, "cli_later");
    let begin = std::sync::Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let store = common::files::separate().open(&path).unwrap();
                let mut source = Cursor::new(input.as_bytes());
                begin.wait();
                let options = ImportOptions::default().retry();
                let report = store.import(&mut source, &options, &mut SilentImport).unwrap();
                assert_eq!((report.tally.all.created, report.tally.all.refused), (900, 0));
            });
        }
    });
    assert_eq!(descriptions(&store).len(), 900);
    check_log(&store);
}

#[test]
fn an_import_killed_at_any_moment_is_resumed_exactly_once() {
    const LINES: usize = 4000;
    struct Teller;
    impl ImportObserver for Teller {
        fn progress(&mut self, done: u64, _: u64) -> ControlFlow<()> {
            tell(&format!("done {done}"));
            ControlFlow::Continue(())
        }
    }
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        let mut source = File::open(beside(&path, ".jsonl")).unwrap();
        store.import(&mut source, &ImportOptions::default(), &mut Teller).unwrap();
        return;
    }
    let (_folder, path) = place();
    drop(Store::create(&path).unwrap());
    fs::write(beside(&path, ".jsonl"), bodies(LINES)).unwrap();
    let name = "an_import_killed_at_any_moment_is_resumed_exactly_once";
    let mut random = [0_u8; 64];
    getrandom::fill(&mut random).unwrap();
    let (mut killed, mut known) = (0, 0_u64);
    for wait in random {
        let mut importer = child(name, "import", &path).stderr(Stdio::null()).spawn().unwrap();
        let process = nix::libc::pid_t::try_from(importer.id()).unwrap();
        let mut told = lines(&mut importer);
        let first = told.find_map(|line| line.ok()?.strip_prefix("done ")?.parse().ok());
        if first.is_none_or(|done: u64| done >= LINES as u64) {
            finish(&mut importer);
            break;
        }
        std::thread::sleep(Duration::from_millis(u64::from(wait) / 8));
        // SAFETY: kill takes any number; the process is a child of ours that has not been waited
        // for, so the number is still its own.
        unsafe { nix::libc::kill(process, nix::libc::SIGKILL) };
        let rest = told.filter_map(|line| line.ok()?.strip_prefix("done ")?.parse().ok()).last();
        importer.wait().unwrap();
        killed += 1;
        let acknowledged = rest.or(first).unwrap_or(0);
        let store = Store::open(&path).unwrap();
        let found = descriptions(&store);
        assert!(found.len() as u64 >= acknowledged.max(known), "what was told is there");
        assert_eq!(found.len(), found.iter().max().map_or(0, |most| most + 1), "no line is lost");
        known = found.len() as u64;
    }
    assert!(killed > 0, "nothing was ever killed");
    let store = Store::open(&path).unwrap();
    let mut source = File::open(beside(&path, ".jsonl")).unwrap();
    let report = store.import(&mut source, &ImportOptions::default(), &mut SilentImport).unwrap();
    assert_eq!(report.tally.all.created, LINES as u64);
    assert_eq!(descriptions(&store).len(), LINES);
    assert_eq!(imported_events(&store), 1);
    check_log(&store);
    check_totals(&store);
}

/// The most memory that this process ever had, in KiB.
#[cfg(target_os = "linux")]
fn peak_kibibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_import_and_its_export_take_no_more_memory_than_a_short_one() {
    const LINES: usize = 200_000;
    const MOST_KIBIBYTES: u64 = 64 * 1024;
    if let Some((_, path)) = role() {
        let store = Store::open(&path).unwrap();
        let mut source = File::open(beside(&path, ".jsonl")).unwrap();
        let options = ImportOptions::of_bodies(RecordKind::Biller);
        let report = store.import(&mut source, &options, &mut SilentImport).unwrap();
        let go_on = |_, _| ControlFlow::Continue(());
        let exported =
            store.export(&billfold_core::ExportOptions::default(), &mut std::io::sink(), go_on);
        let (refused, records) = (report.tally.all.refused, exported.unwrap().records);
        tell(&format!("found {} {refused} {records}", peak_kibibytes()));
        return;
    }
    let (_folder, path) = place();
    drop(Store::create(&path).unwrap());
    write_long(&beside(&path, ".jsonl"), LINES);
    let name = "a_long_import_and_its_export_take_no_more_memory_than_a_short_one";
    let mut importer = child(name, "import", &path).spawn().unwrap();
    let found = lines(&mut importer)
        .filter_map(|line| line.unwrap().strip_prefix("found ").map(str::to_owned))
        .last()
        .unwrap();
    finish(&mut importer);
    let numbers: Vec<u64> = found.split(' ').map(|number| number.parse().unwrap()).collect();
    assert!(numbers[0] < MOST_KIBIBYTES, "{} KiB", numbers[0]);
    assert_eq!(numbers[1], (LINES - LINES / 10) as u64 + 1);
    assert_eq!(numbers[2], 1 + (LINES / 10) as u64);
}

/// Every tenth line is good; one is longer than lines may be.
#[cfg(target_os = "linux")]
fn write_long(path: &Path, lines: usize) {
    let mut file = std::io::BufWriter::new(File::create(path).unwrap());
    for number in 0..lines {
        match number % 10 {
            0 => writeln!(file, r#"{{"id":"b{number}","name":"Biller {}"}}"#, number % 50),
            _ => writeln!(file, r#"{{"id":"b{number}"}}"#),
        }
        .unwrap();
    }
    writeln!(file, "{}", "x".repeat(20 << 20)).unwrap();
}
