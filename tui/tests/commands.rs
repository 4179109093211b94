//! Golden output and exit code of every command, through the real binary.
//!
//! Each file in `commands/` is a session on a store of its own: `$` lines are what is typed, and
//! below each stands what comes back: stdout as it is, stderr after `!`, an exit code other than 0
//! after `?`. Ids, secrets and times differ from run to run; they stand as `<org_1>`, `<orc_1>`,
//! `<time>`, today as `<day>`, the sizes of files as `<bytes>`, and a command may say `<org_1>` for the id that came before.
//!
//! `UPDATE_EXPECT=1 cargo test` writes the files anew, for review.

#[path = "commands/runner.rs"]
mod runner;

use std::fs;
use std::path::Path;

#[test]
fn sessions_go_as_they_are_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let mut scripts: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    scripts.sort();
    let faults: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = scripts.iter().map(|path| scope.spawn(|| runner::check(path))).collect();
        runs.into_iter().filter_map(|run| run.join().unwrap().err()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every verb of every noun is typed in some session; the demo has a test of its own.
#[test]
fn every_command_is_in_a_session() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let mut typed = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        typed.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let nouns = runner::subcommands(&[]);
    assert!(nouns.len() > 10, "{nouns:?}");
    for noun in nouns.into_iter().filter(|noun| noun != "demo") {
        let verbs = runner::subcommands(&[&noun]);
        let commands = verbs.iter().map(|verb| format!("{noun} {verb}"));
        let commands: Vec<_> =
            if verbs.is_empty() { vec![noun.clone()] } else { commands.collect() };
        for command in commands {
            assert!(typed.contains(&format!("billfold {command}")), "{command} is in no session");
        }
    }
}
