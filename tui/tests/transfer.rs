//! Exports and imports as processes: interrupted, into closed pipes and full disks, over files
//! that are there.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "commands/runner.rs"]
#[expect(dead_code, reason = "sessions are another test's")]
mod runner;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const MANY: usize = 20_000;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    runner::billfold(folder).args(arguments).output().unwrap()
}

fn spawn(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = runner::billfold(folder);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Bodies of this many billers.
fn billers(count: usize) -> String {
    (0..count).fold(String::new(), |mut lines, number| {
        let _ = writeln!(lines, r#"{{"id":"b{number}","name":"Biller {}"}}"#, number % 50);
        lines
    })
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn interrupt(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits until something holds, while the child is at work.
fn wait_until(child: &mut Child, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(child.try_wait().unwrap().is_none(), "the child was done before");
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What an interrupted process said, once it has ended as one does.
fn interrupted(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    text(&output.stderr).to_owned()
}

#[test]
fn an_interrupted_import_goes_on_and_an_interrupted_export_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("many.jsonl"), billers(MANY)).unwrap();
    let import = ["import", "many.jsonl", "--kind", "billers", "-o", "jsonl"];
    let mut importing = spawn(folder, &import);
    let log = folder.join("shop.db-wal");
    wait_until(&mut importing, || fs::metadata(&log).is_ok_and(|log| log.len() > 500_000));
    interrupt(&importing, "-INT");
    let told = interrupted(importing);
    assert!(told.contains(r#""code":"interrupted""#), "{told}");
    assert!(told.contains("; the same import goes on from there"), "{told}");

    let rest = run(folder, &import);
    let report: serde_json::Value = serde_json::from_slice(&rest.stdout).unwrap();
    assert_eq!(report.get("created").unwrap(), MANY);
    let before = report.get("lines_done_before").unwrap().as_u64().unwrap();
    assert!(before > 0 && before < MANY as u64, "{before}");

    fs::write(folder.join("out.jsonl"), "precious").unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut exporting = spawn(folder, &["export", "out.jsonl", "--yes"]);
        let is_temporary = |name: &String| name.starts_with(".billfold-");
        wait_until(&mut exporting, || names(folder).iter().any(is_temporary));
        interrupt(&exporting, signal);
        assert_eq!(interrupted(exporting), "error: the export was interrupted\n");
        assert!(!names(folder).iter().any(is_temporary), "{:?}", names(folder));
        assert_eq!(fs::read_to_string(folder.join("out.jsonl")).unwrap(), "precious");
    }
    let whole = run(folder, &["export", "out.jsonl", "--yes"]);
    assert_eq!(whole.status.code(), Some(0));
    let lines = fs::read_to_string(folder.join("out.jsonl")).unwrap().lines().count();
    assert_eq!(lines, MANY + 2);
}

/// Nothing has been begun before the input is there: there is nothing to be finished.
#[test]
fn an_import_that_waits_for_its_input_ends_when_it_is_told_to() {
    use std::os::unix::process::ExitStatusExt as _;
    let folder = tempfile::tempdir().unwrap();
    let mut command = runner::billfold(folder.path());
    command.args(["import", "-"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut waiting = command.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&waiting, "-INT");
    let begun = Instant::now();
    let ended = loop {
        match waiting.try_wait().unwrap() {
            Some(ended) => break ended,
            None if begun.elapsed() > Duration::from_secs(20) => waiting.kill().unwrap(),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    assert_eq!(ended.signal(), Some(2));
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("some.jsonl"), billers(2000)).unwrap();
    run(folder.path(), &["billers", "import", "some.jsonl"]);
    let mut exporting = spawn(folder.path(), &["export", "-"]);
    let mut first = String::new();
    BufReader::new(exporting.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "{\"kind\":\"export\",\"format\":1}\n");
    let output = exporting.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn a_file_is_its_owners_alone_and_replaced_only_on_purpose() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &["billers", "put", "--id", "gas", "--name", "Gas"]);
    assert_eq!(run(folder, &["export", "out.jsonl"]).status.code(), Some(0));
    let out = folder.join("out.jsonl");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let first = fs::read(&out).unwrap();
    run(folder, &["billers", "put", "--id", "water", "--name", "Water"]);
    let refused = run(folder, &["export", "out.jsonl"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read(&out).unwrap(), first);

    // A link goes on leading where it led.
    std::os::unix::fs::symlink("out.jsonl", folder.join("link.jsonl")).unwrap();
    assert_eq!(run(folder, &["export", "link.jsonl", "--yes"]).status.code(), Some(0));
    assert!(fs::symlink_metadata(folder.join("link.jsonl")).unwrap().is_symlink());
    let second = fs::read(&out).unwrap();
    assert!(second.len() > first.len());

    // Secrets too are their owner's.
    let body = r#"{"name":"Acme"}"#;
    fs::write(folder.join("body.jsonl"), body).unwrap();
    let secrets = ["import", "body.jsonl", "--kind", "clients", "--secrets", "secrets.jsonl"];
    assert_eq!(run(folder, &secrets).status.code(), Some(0));
    let secrets = folder.join("secrets.jsonl");
    assert_eq!(fs::metadata(&secrets).unwrap().permissions().mode() & 0o777, 0o600);
    let line = fs::read_to_string(secrets).unwrap();
    assert!(line.starts_with(r#"{"line":1,"kind":"client","id":"cli_"#), "{line}");
    assert!(line.contains(r#""client_secret":"sec_"#), "{line}");
}

#[test]
fn nothing_is_written_over_the_store_or_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &["billers", "put", "--id", "gas", "--name", "Gas"]);
    let body = r#"{"name":"Acme"}"#;
    fs::write(folder.join("body.jsonl"), format!("{body}\nx\n")).unwrap();
    fs::hard_link(folder.join("shop.db"), folder.join("hard.db")).unwrap();
    std::os::unix::fs::symlink("shop.db", folder.join("soft.db")).unwrap();
    let store = fs::read(folder.join("shop.db")).unwrap();
    let import = ["import", "body.jsonl", "--kind", "clients", "--yes"];
    for own in ["shop.db", "hard.db", "soft.db", "./shop.db-wal", "shop.db-turn"] {
        let rejects = [&import[..], &["--rejects", own]].concat();
        let secrets = [&import[..], &["--secrets", own]].concat();
        for arguments in [&["export", own, "--yes"][..], &rejects, &secrets] {
            let refused = run(folder, arguments);
            assert_eq!(refused.status.code(), Some(1), "{arguments:?}: {refused:?}");
            assert!(text(&refused.stderr).ends_with("it is the store's own file\n"), "{refused:?}");
        }
        assert!(!names(folder).iter().any(|name| name.starts_with(".billfold-")));
    }
    fs::remove_file(folder.join("hard.db")).unwrap();
    assert!(fs::read(folder.join("shop.db")).unwrap() == store);
    for twice in [["--rejects", "body.jsonl"], ["--secrets", "./body.jsonl"]] {
        let refused = run(folder, &[&import[..], &twice].concat());
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    }
    let both = run(folder, &[&import[..], &["--rejects", "new", "--secrets", "new"]].concat());
    assert_eq!(both.status.code(), Some(2), "{both:?}");
    assert_eq!(fs::read_to_string(folder.join("body.jsonl")).unwrap(), format!("{body}\nx\n"));

    // A file that others can read is no place for secrets.
    fs::write(folder.join("open"), "").unwrap();
    fs::set_permissions(folder.join("open"), fs::Permissions::from_mode(0o644)).unwrap();
    let open = run(folder, &[&import[..], &["--secrets", "open"]].concat());
    assert_eq!(open.status.code(), Some(1), "{open:?}");

    // A rehearsal replaces nothing.
    fs::write(folder.join("bad.jsonl"), "precious").unwrap();
    let rehearsed = run(folder, &[&import[..4], &["--dry-run", "--rejects", "bad.jsonl"]].concat());
    assert_eq!(rehearsed.status.code(), Some(2), "{rehearsed:?}");
    assert!(text(&rehearsed.stderr).contains("dry run: no file was made"), "{rehearsed:?}");
    assert_eq!(fs::read_to_string(folder.join("bad.jsonl")).unwrap(), "precious");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_and_devices_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &["billers", "put", "--id", "gas", "--name", "Gas"]);
    let full = run(folder, &["export", "/dev/full"]);
    assert_eq!(full.status.code(), Some(1));
    assert!(text(&full.stderr).starts_with("error: cannot write /dev/full: "), "{full:?}");
    assert_eq!(run(folder, &["export", "/dev/null"]).status.code(), Some(0));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    assert_eq!(
        names(folder),
        ["shop.db", "shop.db-gate", "shop.db-shm", "shop.db-turn", "shop.db-wal"]
    );
}

#[test]
fn what_cannot_go_back_is_kept_until_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("some.jsonl"), billers(1500)).unwrap();
    let input = fs::File::open(folder.join("some.jsonl")).unwrap();
    let mut cat = Command::new("cat").stdin(input).stdout(Stdio::piped()).spawn().unwrap();
    let mut command = runner::billfold(folder);
    command.args(["import", "-", "--kind", "billers", "-o", "jsonl"]);
    let output = command.stdin(cat.stdout.take().unwrap()).output().unwrap();
    cat.wait().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report.get("created").unwrap(), 1500);
    // It is the same input, wherever it comes from.
    let again = run(folder, &["import", "some.jsonl", "--kind", "billers"]);
    assert_eq!(text(&again.stderr), "imported before: nothing was changed now\n");
    let left: Vec<_> = names(folder).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(left, Vec::<String>::new());
}
