//! The demonstration: every command that it prints is run again, and works.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The unpaid payment of the story, which is good for one second.
const UNPAID: &str = "698adc6c-bb99-44cb-9715-c3599d587148";

fn billfold(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billfold"));
    command.current_dir(folder).env_remove("BILLFOLD_KEY").env_remove("BILLFOLD_SECRET");
    command.env_remove("BILLFOLD_DB");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs a line of shell with our binary under the name that the line has for it.
fn shell(folder: &Path, line: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_billfold")).parent().unwrap();
    let paths = std::env::var_os("PATH").unwrap();
    let paths = std::iter::once(binary.to_path_buf()).chain(std::env::split_paths(&paths));
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env("BILLFOLD_DB", folder.join("mine.db"))
        .output()
        .unwrap()
}

/// What a run makes anew each time: keys, tokens and the client's id. Each is told apart by how
/// it looks and stands in the story once.
fn minted(transcript: &str) -> Vec<String> {
    let words = transcript
        .split(|each: char| each.is_whitespace() || "\"',=".contains(each))
        .flat_map(|word| word.rsplit_once("/onboarding/").map_or([word; 1], |(_, token)| [token]))
        .flat_map(|word| word.rsplit_once("/session/").map_or([word; 1], |(_, token)| [token]));
    let shapes = ["orc_", "cli_", "sec_", "lt_", ""];
    shapes
        .iter()
        .filter_map(|prefix| {
            let length = if *prefix == "cli_" { 32 } else { 43 };
            let random = |rest: &str| {
                rest.len() == length
                    && rest
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            };
            let fits = |word: &&str| word.strip_prefix(prefix).is_some_and(random);
            words.clone().find(fits).map(str::to_owned)
        })
        .collect()
}

fn wait_until_expired(folder: &Path) {
    let started = Instant::now();
    loop {
        let shown = text(&shell(folder, &format!("billfold payments get {UNPAID}")).stdout);
        if shown.contains("expired") {
            return;
        }
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "the payment does not expire: {shown}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn every_command_that_the_demonstration_prints_works() {
    let folder = tempfile::tempdir().unwrap();
    let told = billfold(folder.path()).args(["demo", "--db", "demo.db"]).output().unwrap();
    assert!(told.status.success(), "{}", text(&told.stderr));
    let told = text(&told.stdout);
    let commands: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("    $ ")).collect();
    assert_eq!(commands.len(), 20, "{told}");
    let old = minted(&told);
    assert_eq!(old.len(), 5, "{old:?}");

    // What this run made so far; the story's own values in a command give way to these.
    let mut transcript = String::new();
    for command in commands.iter().filter(|command| !command.starts_with("export ")) {
        let new = minted(&transcript);
        let mut line = (*command).to_owned();
        for value in &old {
            line = line.replace(value, &counterpart(value, &new));
        }
        if line.ends_with(&format!("payments get {UNPAID}")) {
            wait_until_expired(folder.path());
        }
        let done = shell(folder.path(), &line);
        assert!(done.status.success(), "{line}\n{}", text(&done.stderr));
        transcript.push_str(&text(&done.stdout));
    }
    assert!(transcript.contains("completed") && transcript.contains("expired"), "{transcript}");
    assert!(transcript.contains("COMPLETED"), "{transcript}");
    assert!(transcript.contains("intact      true"), "{transcript}");
}

/// The value of this run that has the same shape as one of the story.
fn counterpart(old: &str, new: &[String]) -> String {
    let shape = |value: &str| {
        ["orc_", "cli_", "sec_", "lt_"].into_iter().find(|prefix| value.starts_with(prefix))
    };
    let same = |value: &&String| shape(value) == shape(old) && value.len() == old.len();
    new.iter().find(same).cloned().unwrap_or_else(|| old.to_owned())
}

#[test]
fn the_demonstration_takes_only_a_fresh_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.db");
    std::fs::write(&file, "mine").unwrap();
    let told = billfold(folder.path()).args(["demo", "--db", "demo.db"]).output().unwrap();
    assert_eq!(told.status.code(), Some(5), "{}", text(&told.stderr));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}
