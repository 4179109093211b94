//! The terminal as the screens take it over and give it back, in a pseudo-terminal.
#![cfg(target_os = "linux")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod keys;
mod player;
#[expect(dead_code, reason = "some of it is for the screens' own test")]
mod screen;

// The modules under test, as the binary has them; a binary has no library that tests could use.
#[path = "../../src/app"]
mod app {
    pub(crate) mod clipboard;
    pub(crate) mod editor;
    pub(crate) mod input;
    pub(crate) mod job_control;
    pub(crate) mod terminal;
}
#[path = "../../src/output"]
mod output {
    pub(crate) mod text;
}

use std::fs::{self, File};
use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use pty_process::blocking::Command;
use rustix::process::Signal;
use tempfile::NamedTempFile;

use player::{LEFT, NO_TERMINAL};
use screen::{Modes, Screen, command, ended_by};

/// Where a player writes what happens to it; set, it makes this binary play.
const LOG: &str = "BILLFOLD_TEST_LOG";

/// Whether the player does not end when it is asked to.
const DEAF: &str = "BILLFOLD_TEST_DEAF";

/// The arguments by which this binary plays.
const PLAYS: [&str; 4] = ["--exact", "the_player", "--ignored", "--nocapture"];

#[test]
#[ignore = "what the others start in a terminal"]
fn the_player() {
    if let Some(log) = std::env::var_os(LOG) {
        let log = File::options().append(true).open(log).unwrap();
        player::play(std::env::var_os(DEAF).is_some(), log);
    }
}

/// A player in a terminal of 80 columns and 24 rows, and its log.
struct Played {
    screen: Screen,
    log: NamedTempFile,
}

impl Played {
    fn start() -> Self {
        Self::start_with(|command| command)
    }

    fn start_with(change: impl FnOnce(Command) -> Command) -> Self {
        let log = NamedTempFile::new().unwrap();
        let command = command(std::env::current_exe().unwrap()).args(PLAYS);
        let screen = Screen::start(change(command.env(LOG, log.path())), 80, 24);
        screen.wait_for("player 80x24");
        Self { screen, log }
    }

    fn log(&self) -> Vec<String> {
        fs::read_to_string(self.log.path()).unwrap().lines().map(str::to_owned).collect()
    }

    /// Ends it by its own key.
    fn leave(self) {
        self.end().assert_given_back();
    }

    /// The same, where nothing is left of what was on the terminal before.
    fn end(mut self) -> Self {
        self.screen.keys("q");
        assert_eq!(self.screen.wait().code(), Some(LEFT));
        assert_eq!(self.screen.modes(), Modes::default());
        self
    }

    /// The terminal is as a shell wants it, and what was on it before is there again.
    fn assert_given_back(&self) {
        assert_eq!(self.screen.modes(), Modes::default());
        let text = self.screen.text();
        assert!(text.contains("running 1 test") && !text.contains("player 80x24"), "{text}");
    }
}

/// The modes in which the screens stand, without the mouse.
fn taken() -> Modes {
    Modes {
        alternate_screen: true,
        bracketed_paste: true,
        hidden_cursor: true,
        titles_aside: 1,
        raw: true,
        ..Modes::default()
    }
}

#[test]
fn it_is_given_back_by_quitting() {
    let mut played = Played::start();
    assert_eq!(played.screen.modes(), taken());
    assert_eq!(played.screen.seen().titles, ["billfold — shop.db·[2J"]);
    assert!(played.screen.cell(0, 0).inverse() && !played.screen.cell(0, 1).inverse());
    played.screen.keys("q");
    assert_eq!(played.screen.wait().code(), Some(LEFT));
    played.assert_given_back();
    assert!(played.screen.text().contains("left behind"));
}

#[test]
fn it_is_given_back_before_a_panic_is_printed() {
    let mut played = Played::start();
    played.screen.keys("%");
    played.screen.wait_for("keys 1");
    played.screen.keys("P");
    assert_eq!(played.screen.wait().code(), Some(101));
    played.assert_given_back();
    let text = played.screen.text();
    assert!(text.contains("the view fell over"), "{text}");
    // Nothing of the frame that was begun, nor of one after it.
    assert!(!text.contains("keys"), "{text}");
}

#[test]
fn a_workers_panic_leaves_the_screens_standing() {
    let mut played = Played::start();
    played.screen.keys("W");
    played.screen.wait_for("worker: thread \"reader\" panicked at");
    assert_eq!(played.screen.modes(), taken());
    played.screen.keys("x");
    played.screen.wait_for("keys 2");
    played.screen.keys("q");
    assert_eq!(played.screen.wait().code(), Some(LEFT));
    played.assert_given_back();
    let text = played.screen.text();
    assert_eq!(text.matches("the worker fell over").count(), 1, "{text}");
    // The log tells where it was, not what it said: that may be a record's.
    let log = played.log().join("\n");
    assert!(log.contains("billfold::screens panic in reader at "), "{log}");
    assert!(!log.contains("the worker fell over"), "{log}");
}

#[test]
fn it_is_given_back_by_every_signal_that_ends() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let mut played = Played::start();
        played.screen.keys("%");
        played.screen.wait_for("keys 1");
        assert!(played.screen.modes().mouse);
        played.screen.signal(signal);
        assert_eq!(ended_by(played.screen.wait()), Some(signal));
        played.assert_given_back();
        assert_eq!(played.log().last().map(String::as_str), Some("left"), "{signal:?}");
    }
}

#[test]
fn who_insists_need_not_wait() {
    let mut played = Played::start();
    played.screen.keys("S");
    played.screen.wait_until_read();
    // It does not act on what happens any more; the first signal is only noted.
    assert_eq!(ended_by(played.screen.insist(Signal::TERM)), Some(Signal::TERM));
    played.assert_given_back();
    assert!(!played.log().contains(&"left".to_owned()));
}

/// A shell that has started a player as one of its jobs, as one types it.
struct Shell {
    screen: Screen,
    /// What the shell waits for before it lets a stopped job go on. It must not be the terminal:
    /// who of the two reads it is only settled when both have noticed that the job was stopped.
    go: File,
    _folder: tempfile::TempDir,
}

impl Shell {
    fn start(change: impl FnOnce(Command) -> Command) -> Self {
        let script = "set -m; \"$@\"; echo stopped; read -r x < \"$GO\"; fg >&2; echo ended $?";
        let folder = tempfile::tempdir().unwrap();
        let (log, go) = (folder.path().join("log"), folder.path().join("go"));
        File::create(&log).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&go).status().unwrap().success());
        let player = std::env::current_exe().unwrap();
        let shell = command("sh").args(["-c", script, "sh"]).arg(player).args(PLAYS);
        let screen = Screen::start(change(shell.env(LOG, log).env("GO", &go)), 80, 24);
        screen.wait_for("player 80x24");
        // Open for reading too: so it waits for nobody.
        let go = File::options().read(true).write(true).open(go).unwrap();
        Self { screen, go, _folder: folder }
    }

    /// Types `fg`.
    fn go_on(&mut self) {
        writeln!(self.go, "go").unwrap();
    }

    /// Ends the player, and so the shell.
    fn leave(mut self) {
        self.screen.keys("q");
        assert_eq!(self.screen.wait().code(), Some(0));
        assert_eq!(self.screen.modes(), Modes::default());
        let text = self.screen.text();
        assert!(text.contains(&format!("ended {LEFT}")), "{text}");
    }
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    for by_key in [true, false] {
        let mut shell = Shell::start(|command| command);
        let screen = &shell.screen;
        if by_key {
            screen.keys("a<C-z>");
        } else {
            rustix::process::kill_process(pid_shown(screen), Signal::TSTP).unwrap();
        }
        screen.wait_for("stopped");
        assert_eq!(screen.modes(), Modes::default());
        assert!(!screen.text().contains("player 80x24"));
        screen.resize(60, 20);
        shell.go_on();
        let screen = &shell.screen;
        screen.wait_for("player 60x20");
        screen.wait_for("back again");
        assert_eq!(screen.modes(), taken());
        assert_eq!(screen.cell(59, 19).contents(), "#");
        shell.leave();
    }
}

/// The process that the player says it is.
fn pid_shown(screen: &Screen) -> rustix::process::Pid {
    let text = screen.text();
    let (_, pid) = text.split_once(" pid ").unwrap();
    let pid = pid.split_whitespace().next().unwrap().parse().unwrap();
    rustix::process::Pid::from_raw(pid).unwrap()
}

#[test]
fn ctrl_z_without_a_shell_stays() {
    let played = Played::start();
    played.screen.keys("<C-z>");
    played.screen.wait_for("there is no shell to go back to");
    assert_eq!(played.screen.modes(), taken());
    played.leave();
}

#[test]
fn stopped_by_somebody_else_it_draws_everything_anew() {
    let played = Played::start();
    played.screen.signal(Signal::STOP);
    // What a shell does to a terminal whose program was stopped.
    let mut stty = std::process::Command::new("stty");
    assert!(stty.arg("sane").stdin(played.screen.terminal()).status().unwrap().success());
    played.screen.write_over("\x1b[?1049l\x1b[?25h\x1b[2J$ ");
    played.screen.signal(Signal::CONT);
    played.screen.wait_for("player 80x24");
    assert_eq!(played.screen.modes(), taken());
    assert_eq!(played.screen.cell(79, 23).contents(), "#");
    played.end();
}

/// Has the player use an editor that is this shell script; `$1` is the file.
fn with_editor(script: &str) -> impl FnOnce(Command) -> Command {
    let editor = format!("sh -c '{script}' sh");
    move |command| command.env("EDITOR", editor)
}

#[test]
fn an_editor_has_the_terminal_to_itself() {
    let script = "printf \"edit: \"; read -r line; printf \"%s\\n\" \"$line\" > \"$1\"";
    let played = Played::start_with(with_editor(script));
    let screen = &played.screen;
    screen.keys("%");
    screen.wait_for("keys 1");
    for (number, text) in ["one", "two", "{\"b\":2}"].into_iter().enumerate() {
        // Half a sequence on the way must not keep the reader from letting go.
        screen.send(b"e\x1b[");
        // Those of before are still there.
        let is_asked = |text: &str| text.matches("edit: ").count() == number + 1;
        screen.wait_until("edit: ", |screen, _| is_asked(&screen.contents()));
        assert_eq!(screen.modes(), Modes::default());
        screen.keys(&format!("{text}<CR>"));
        screen.wait_for(&format!("changed to {text}"));
        assert_eq!(screen.modes(), Modes { mouse: true, ..taken() });
        assert_eq!(screen.cell(79, 23).contents(), "#");
        screen.send(b"A");
        screen.wait_for(&format!("keys {}", 3 + 2 * number));
    }
    assert_eq!(played.log().iter().filter(|line| *line == "key Up").count(), 3);
    played.leave();
}

#[test]
fn keys_of_the_editor_are_no_keys_of_ours() {
    let script =
        "trap \"echo caught\" INT QUIT; echo edit; x=; until [ \"$x\" = end ]; do read -r x; done";
    let played = Played::start_with(with_editor(script));
    let screen = &played.screen;
    screen.keys("e");
    screen.wait_for("edit");
    screen.keys("<C-c>");
    screen.wait_for("caught");
    screen.keys("qqq<CR>q<CR>end<CR>");
    screen.wait_for("unchanged");
    screen.keys("x");
    screen.wait_for("keys 2");
    assert_eq!(played.log(), ["key e", "key x"]);
    played.leave();
}

#[test]
fn ctrl_z_in_the_editor_stops_us_with_it() {
    let script = "echo edit; read -r line; printf \"%s\\n\" \"$line\" > \"$1\"";
    let mut shell = Shell::start(with_editor(script));
    shell.screen.keys("e");
    shell.screen.wait_for("edit");
    shell.screen.keys("<C-z>");
    shell.screen.wait_for("stopped");
    shell.go_on();
    shell.screen.keys("{}<CR>");
    shell.screen.wait_for("changed to {}");
    assert_eq!(shell.screen.modes(), taken());
    shell.leave();
}

#[test]
fn asked_to_end_it_ends_its_editor() {
    let script = "echo \"file $1\"; exec sleep 600";
    let mut played = Played::start_with(with_editor(script));
    played.screen.keys("e");
    played.screen.wait_for(".json");
    let text = played.screen.text();
    let (_, file) = text.split_once("file ").unwrap();
    let file = std::path::Path::new(file.split_whitespace().next().unwrap());
    assert!(file.exists(), "{file:?}");
    played.screen.signal(Signal::TERM);
    assert_eq!(ended_by(played.screen.wait()), Some(Signal::TERM));
    assert_eq!(played.screen.modes(), Modes::default());
    assert!(!file.exists() && !file.parent().unwrap().exists());
}

#[test]
fn a_closed_window_ends_it() {
    let mut played = Played::start();
    played.screen.close();
    // Whichever it notices first: the signal, that there is nothing to read, or nowhere to draw.
    let status = played.screen.wait();
    assert!(ended_by(status) == Some(Signal::HUP) || status.code() == Some(LEFT), "{status:?}");
    assert_eq!(played.log().last().map(String::as_str), Some("left"));
}

#[test]
fn a_terminal_that_has_gone_is_told_once_and_not_asked_again() {
    let mut played = Played::start_with(|command| command.env(DEAF, "1"));
    played.screen.close();
    assert_eq!(played.screen.wait().code(), Some(LEFT));
    let log = played.log();
    assert_eq!(log.iter().filter(|line| *line == "closed").count(), 1, "{log:?}");
    assert_eq!(log.last().map(String::as_str), Some("left"));
}

#[test]
fn another_size_draws_another_frame() {
    let played = Played::start();
    for (columns, rows) in [(120, 40), (41, 11), (200, 60), (10, 2), (1, 1), (80, 24)] {
        played.screen.resize(columns, rows);
        let corner = |screen: &vt100::Screen| {
            let cell = screen.cell(rows - 1, columns - 1).unwrap().contents().to_owned();
            let marks = screen.contents().matches('#').count();
            (cell, marks)
        };
        let is_drawn = |screen: &vt100::Screen| corner(screen) == ("#".to_owned(), 1);
        played.screen.wait_until("the corner", |screen, _| is_drawn(screen));
    }
    played.screen.wait_for("Resize(80, 24)");
    played.end();
}

#[test]
fn a_paste_is_one_thing_and_no_keys() {
    let played = Played::start();
    let text = "first q\rsecond\tq é 客户 ".repeat(1_000);
    played.screen.paste(&text);
    played.screen.wait_for("Paste(\"first q");
    // Terminals send the ends of lines as Enter.
    assert_eq!(played.log(), [format!("Paste({:?})", text.replace('\r', "\n"))]);
    played.leave();
}

#[test]
fn the_mouse_is_the_terminals_until_it_is_asked_for() {
    let played = Played::start();
    let screen = &played.screen;
    screen.click(3, 4);
    screen.keys("%");
    screen.wait_for("keys 1");
    screen.click(5, 6);
    screen.wait_for("kind: Up(Left), column: 5, row: 6");
    screen.keys("&");
    screen.wait_for("keys 2");
    screen.click(7, 8);
    screen.keys("x");
    screen.wait_for("keys 3");
    let log = played.log();
    let clicks: Vec<_> = log.iter().filter(|line| line.starts_with("Mouse")).collect();
    assert_eq!(clicks.len(), 2, "{log:?}");
    assert!(clicks.iter().all(|click| click.contains("column: 5, row: 6")), "{log:?}");
    played.leave();
}

#[test]
fn ten_thousand_keys_at_once_arrive_in_order() {
    let played = Played::start();
    let letters = || "abcdfghijklmnoprstuvwxz".chars().cycle().take(10_000);
    played.screen.send(letters().collect::<String>().as_bytes());
    played.screen.wait_for("keys 10000");
    let expected: Vec<String> = letters().map(|letter| format!("key {letter}")).collect();
    assert_eq!(played.log(), expected);
    // Queued keys are taken together, not drawn one by one.
    let frames = played.screen.seen().frames;
    assert!(frames < 5_000, "{frames} frames");
    played.leave();
}

#[test]
fn keys_are_what_was_typed() {
    let played = Played::start();
    played.screen.keys("<Esc>é<Up><S-Tab><PageDown><C-a><A-x><CR>/<Esc>客<BS><Delete><F5>");
    played.screen.wait_for("keys 14");
    let expected = [
        "Esc",
        "é",
        "Up",
        "BackTab",
        "PageDown",
        "C-a",
        "A-x",
        "Enter",
        "/",
        "Esc",
        "客",
        "Backspace",
        "Delete",
        "F(5)",
    ];
    assert_eq!(played.log(), expected.map(|name| format!("key {name}")));
    played.leave();
}

#[test]
fn a_copy_is_sent_to_the_terminal() {
    let played = Played::start();
    played.screen.keys("y");
    played.screen.wait_for("sent it to the terminal's clipboard");
    assert_eq!(played.screen.seen().copies, ["YSBsaW5r"]);
    played.leave();
}

#[test]
fn idle_it_takes_next_to_no_time() {
    let played = Played::start();
    let before = played.screen.processor_time();
    std::thread::sleep(Duration::from_secs(2));
    let used = played.screen.processor_time() - before;
    // Half a hundredth; this is not even an optimised build.
    assert!(used < Duration::from_millis(10), "{used:?} in 2 s");
    played.leave();
}

#[test]
fn without_a_terminal_it_says_so() {
    let play = |input: Stdio, change: fn(&mut std::process::Command)| {
        let log = NamedTempFile::new().unwrap();
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(PLAYS).env(LOG, log.path()).env("TERM", "xterm").stdin(input);
        change(&mut command);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(NO_TERMINAL));
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(!stdout.contains('\x1b'), "{stdout:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let no_input = "error: the screens need a terminal, and standard input is none\n";
    assert_eq!(play(Stdio::null(), |_| {}), no_input);
    let (_pty, pts) = pty_process::blocking::open().unwrap();
    let terminal = || Stdio::from(std::os::fd::AsFd::as_fd(&pts).try_clone_to_owned().unwrap());
    let no_output = "error: the screens need a terminal, and standard output is none\n";
    assert_eq!(play(terminal(), |_| {}), no_output);
}

#[test]
fn on_a_dumb_terminal_it_says_so() {
    let log = NamedTempFile::new().unwrap();
    let player = command(std::env::current_exe().unwrap()).args(PLAYS);
    let mut screen = Screen::start(player.env(LOG, log.path()).env("TERM", "dumb"), 80, 24);
    assert_eq!(screen.wait().code(), Some(NO_TERMINAL));
    let expected = "error: the screens need a terminal that can place text (TERM is \"dumb\")";
    assert!(screen.text().contains(expected), "{}", screen.text());
    assert_eq!(screen.modes(), Modes::default());
}
