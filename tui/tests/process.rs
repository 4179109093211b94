//! What the sessions cannot show: pipes, long lists, file modes, scripts and pages.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "commands/runner.rs"]
#[expect(dead_code, reason = "the sessions are another test's")]
mod runner;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use billfold_core::{NewOrchestrator, Store};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    runner::billfold(folder).args(arguments).output().unwrap()
}

fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A store with this many orchestrators, the 151st of which has a long name.
fn long_list(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path().join("shop.db")).unwrap();
    store
        .atomically(|store| {
            for number in 1..=count {
                let name = if number == 151 { "A long name".repeat(3) } else { number.to_string() };
                store.create_orchestrator(NewOrchestrator::new(name))?;
            }
            Ok(())
        })
        .unwrap();
    folder
}

#[test]
fn everything_is_streamed_and_nothing_twice() {
    let folder = long_list(230);
    let folder = folder.path();
    let lines = stdout(folder, &["orchestrators", "list", "--all", "-o", "jsonl"]);
    let names: Vec<String> = lines.lines().map(name).collect();
    assert_eq!(names.len(), 230);
    assert_eq!((names[0].as_str(), names[229].as_str()), ("230", "1"));

    let json = stdout(folder, &["orchestrators", "list", "--all", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 230);
    assert_eq!(json["total"], 230);

    let csv = stdout(folder, &["orchestrators", "list", "--all", "-o", "csv"]);
    assert_eq!(csv.lines().count(), 231);

    let table = stdout(folder, &["orchestrators", "list", "--all"]);
    assert_eq!(table.lines().count(), 231);
    assert_eq!(table.lines().filter(|line| line.starts_with("ID ")).count(), 1);
    let starts = |line: &str| line.find("active").unwrap();
    let places: Vec<_> = table.lines().skip(1).map(starts).collect();
    assert!(places.is_sorted(), "a later piece is narrower: {places:?}");

    let page = run(folder, &["orchestrators", "list"]);
    let note = String::from_utf8(page.stderr).unwrap();
    assert!(note.starts_with("20 of 230; --page 2, --cursor "), "{note}");
    assert!(note.ends_with(" or --all\n"), "{note}");
}

fn name(line: &str) -> String {
    let record: serde_json::Value = serde_json::from_str(line).unwrap();
    record.get("name").and_then(serde_json::Value::as_str).unwrap().to_owned()
}

#[test]
fn a_cursor_leads_on() {
    let folder = long_list(5);
    let list = ["orchestrators", "list", "--limit", "2", "-o", "jsonl", "--cursor"];
    let first = Store::open_read_only(folder.path().join("shop.db"))
        .and_then(|store| {
            store.list_orchestrators(
                &billfold_core::OrchestratorFilter::default(),
                &billfold_core::PageRequest::first().limit(2),
            )
        })
        .unwrap();
    let next = first.next_cursor.unwrap();
    let page = run(folder.path(), &[&list[..], &[&next]].concat());
    let names: Vec<_> = str::from_utf8(&page.stdout).unwrap().lines().map(name).collect();
    assert_eq!(names, ["3", "2"]);
    let note = String::from_utf8(page.stderr).unwrap();
    let next = note.strip_prefix("2 of 5; --cursor ").unwrap().strip_suffix(" or --all\n").unwrap();
    let last = stdout(folder.path(), &[&list[..], &[next]].concat());
    assert_eq!(last.lines().map(name).collect::<Vec<_>>(), ["1"]);
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let folder = long_list(150);
    let commands: [&[&str]; 8] = [
        &["export"],
        &["export", "--kind", "orchestrators", "-o", "csv"],
        &["orchestrators", "list", "--all"],
        &["orchestrators", "list", "--all", "-o", "json"],
        &["orchestrators", "list", "--all", "-o", "csv"],
        &["completions", "bash"],
        &["--help"],
        &[],
    ];
    for arguments in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command: Command = runner::billfold(folder.path());
        let child = command.args(arguments).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let folder = long_list(1);
    let mut command = runner::billfold(folder.path());
    command.args(["orchestrators", "list", "-o", "json"]);
    command.stdout(File::options().write(true).open("/dev/full").unwrap());
    let output = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with(r#"{"kind":"storage","code":"output_failed","#), "{told}");

    // It must not look as if the change had failed too.
    let mut command = runner::billfold(folder.path());
    command.args(["clients", "create", "--name", "Lost"]);
    command.stdout(File::options().write(true).open("/dev/full").unwrap());
    let output = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("; the change itself was made"), "{told}");
    assert!(stdout(folder.path(), &["clients", "list"]).contains("Lost"));
}

#[cfg(unix)]
#[test]
fn a_new_file_and_its_folder_are_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let mut create = runner::billfold(folder.path());
    create.env("XDG_DATA_HOME", folder.path().join("a")).env_remove("BILLFOLD_DB");
    let made = create.args(["clients", "create", "--name", "One"]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let mode = |path: &str| {
        let found = fs::metadata(folder.path().join(path)).unwrap();
        found.permissions().mode() & 0o777
    };
    let modes = (mode("a"), mode("a/billfold"), mode("a/billfold/billfold.db"));
    assert_eq!(modes, (0o700, 0o700, 0o600));
}

#[test]
fn every_shell_gets_its_script() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(folder.path(), &["completions", shell]);
        assert!(script.contains("idempotency-key"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let top = stdout(folder.path(), &["man"]);
    assert!(top.contains(".SH SUBCOMMANDS"), "{top}");
    stdout(folder.path(), &["man", "."]);
    for noun in runner::subcommands(&[]) {
        assert!(folder.path().join(format!("billfold-{noun}.1")).exists(), "{noun}");
        for verb in runner::subcommands(&[&noun]) {
            let page = folder.path().join(format!("billfold-{noun}-{verb}.1"));
            assert!(fs::read_to_string(page).unwrap().contains("idempotency"), "{noun} {verb}");
        }
    }
}

#[test]
fn a_check_that_finds_faults_says_so_and_fails() {
    let folder = long_list(40);
    let path = folder.path().join("shop.db");
    // The tail of the file is the event log's.
    let mut damaged = fs::read(&path).unwrap();
    let start = damaged.len().saturating_sub(3 * 4096);
    damaged.iter_mut().skip(start).step_by(7).for_each(|byte| *byte ^= 1);
    fs::write(&path, &damaged).unwrap();
    let found = run(folder.path(), &["check", "-o", "json"]);
    assert_eq!(found.status.code(), Some(1), "{found:?}");
    let report: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(report["sound"], false);
    let error: serde_json::Value = serde_json::from_slice(&found.stderr).unwrap();
    assert_eq!((&error["kind"], &error["code"]), (&"corrupt".into(), &"faults_found".into()));
    let table = run(folder.path(), &["check"]);
    assert_eq!(table.status.code(), Some(1));
    let told = String::from_utf8(table.stderr).unwrap();
    assert!(told.contains("error: the store has faults: "), "{told}");
    assert!(String::from_utf8(table.stdout).unwrap().contains("faults"));
    assert_eq!(fs::read(&path).unwrap(), damaged);
    let refused = run(folder.path(), &["backup", "copy.db"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!folder.path().join("copy.db").exists());
}

#[cfg(unix)]
#[test]
fn a_backup_that_is_interrupted_leaves_nothing() {
    let folder = long_list(3000);
    let before = names_in(folder.path());
    let mut interrupted = 0;
    for round in 0..200 {
        if interrupted > 2 {
            break;
        }
        let mut command = runner::billfold(folder.path());
        command.args(["backup", "copy.db"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round % 40 * 2));
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let status = child.wait().unwrap();
        // Before it listens, the signal ends it at once; then there is nothing to clean up.
        if status.success() {
            fs::remove_file(folder.path().join("copy.db")).unwrap();
        } else {
            interrupted += usize::from(status.code() == Some(130));
        }
        let mut left = names_in(folder.path());
        left.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
        assert_eq!(left, before, "{status}");
    }
    assert!(interrupted > 0, "it was never interrupted in the midst of its work");
}

#[cfg(unix)]
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
