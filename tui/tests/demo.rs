//! The demonstration: every command that it prints is run again, and works.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
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

/// Runs a command on a file, which must work, and reads its answer in JSON.
fn json(folder: &Path, file: &str, arguments: &[&str]) -> serde_json::Value {
    let mut command = billfold(folder);
    let done = command.args(["--db", file, "-o", "json"]).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// How many records a list of this kind has, narrowed so.
fn total(folder: &Path, file: &str, arguments: &[&str]) -> i64 {
    json(folder, file, arguments).pointer("/total").unwrap().as_i64().unwrap()
}

/// What is the same again of every payment in a file: how much, what for, from whom, and where it
/// stands.
fn facts(folder: &Path, file: &str) -> Vec<String> {
    let list = ["-o", "jsonl", "payments", "list", "--all"];
    let done = billfold(folder).args(["--db", file]).args(list).output().unwrap();
    let facts = |line: &str| {
        let payment: serde_json::Value = serde_json::from_str(line).unwrap();
        let names = ["/amount_minor", "/currency", "/description", "/customer/name", "/status"];
        names
            .map(|name| payment.pointer(name).map(ToString::to_string))
            .map(Option::unwrap_or_default)
            .join(" ")
    };
    text(&done.stdout).lines().map(facts).collect()
}

#[test]
fn a_world_of_records_is_whole_and_sound() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let told = billfold(folder).args(["demo", "--records", "3000", "--db", "w.db"]).output();
    let told = told.unwrap();
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(text(&told.stderr).is_empty(), "{}", text(&told.stderr));
    let told = text(&told.stdout);
    assert!(told.starts_with("w.db holds 3000 records now: "), "{told}");

    let payments = total(folder, "w.db", &["payments", "list"]);
    let requests = total(folder, "w.db", &["rtls", "list"]);
    assert_eq!(payments + requests, 3000);
    let some = |arguments: &[&str]| {
        let found = total(folder, "w.db", arguments);
        assert!(found > 0, "{arguments:?}");
    };
    for status in ["pending", "completed", "failed", "expired"] {
        some(&["payments", "list", "--status", status]);
    }
    for status in ["PENDING", "IN_PROGRESS", "COMPLETED", "CANCELLED", "EXPIRED"] {
        some(&["rtls", "list", "--status", status]);
    }
    for status in ["open", "used", "expired", "revoked"] {
        some(&["intents", "list", "--status", status]);
    }
    for status in ["active", "inactive", "revoked"] {
        some(&["clients", "list", "--status", status]);
    }
    for status in ["pending", "delivered", "abandoned"] {
        some(&["webhooks", "deliveries", "--status", status]);
    }
    for filter in ["currency:JPY", "currency:KWD", "late:yes", "created:1h status:pending"] {
        some(&["payments", "list", "--filter", filter]);
    }
    let attention = &json(folder, "w.db", &["stats"])["attention"];
    for what in [
        "payments_overdue",
        "requests_to_link_overdue",
        "link_intents_expiring",
        "webhook_endpoints_disabled",
        "webhook_endpoints_unanswered",
        "deliveries_abandoned",
    ] {
        assert!(attention[what].as_i64().unwrap() > 0, "{what}: {attention}");
    }
    assert_eq!(json(folder, "w.db", &["check"])["sound"], true);
    assert_eq!(json(folder, "w.db", &["events", "verify"])["intact"], true);
}

#[test]
fn the_same_seed_fills_the_same_world() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (file, seed, records) in [("one", "7", 2300), ("again", "7", 2300), ("other", "8", 2300)] {
        let records_said = records.to_string();
        let arguments = ["demo", "--records", &records_said, "--seed", seed, "-o", "json"];
        let done = billfold(folder).args(["--db", file]).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
        let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(told["records"], records);
    }
    let one = facts(folder, "one");
    assert_eq!(one.len(), usize::try_from(total(folder, "one", &["payments", "list"])).unwrap());
    assert_eq!(one, facts(folder, "again"));
    assert_ne!(one, facts(folder, "other"));
}

#[test]
fn a_world_takes_only_a_number_that_it_can_have_and_a_fresh_file() {
    let folder = tempfile::tempdir().unwrap();
    let run = |records: &str| {
        let arguments = ["demo", "--records", records, "--db", "w.db"];
        billfold(folder.path()).args(arguments).output().unwrap()
    };
    for records in ["0", "-1", "100000001", "many", "1.5"] {
        let refused = run(records);
        assert_eq!(refused.status.code(), Some(2), "{records}");
        assert!(text(&refused.stderr).contains("--records"), "{}", text(&refused.stderr));
        assert!(!folder.path().join("w.db").exists(), "{records}");
    }
    std::fs::write(folder.path().join("w.db"), "mine").unwrap();
    let refused = run("10");
    assert_eq!(refused.status.code(), Some(5), "{}", text(&refused.stderr));
    assert_eq!(std::fs::read_to_string(folder.path().join("w.db")).unwrap(), "mine");
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn a_world_that_is_called_off_is_sound_as_far_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut command = billfold(folder);
    command.args(["demo", "--records", "5000000", "--db", "w.db"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
    let payments = total(folder, "w.db", &["payments", "list"]);
    let requests = total(folder, "w.db", &["rtls", "list"]);
    let said = format!("stopped: {} of 5000000 records are in w.db", payments + requests);
    assert!(text(&ended.stderr).contains(&said), "{}", text(&ended.stderr));
    assert_eq!(json(folder, "w.db", &["check"])["sound"], true);
    let stats = json(folder, "w.db", &["stats"]);
    assert!(stats["attention"]["clock_jumped_to"].is_null(), "{stats}");
}
