//! The binary with its screens, in a pseudo-terminal, with other processes about.
#![cfg(target_os = "linux")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod day;
mod files;
#[path = "../terminal/keys.rs"]
mod keys;
#[path = "../terminal/screen.rs"]
#[expect(dead_code, reason = "some of it is for the terminal's own test")]
mod screen;
mod shop;
mod streams;

use std::fs::File;
use std::io::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use screen::{Modes, Screen, command, ended_by};
use shop::{Shop, cursor_line};

#[test]
fn it_opens_and_q_leaves() {
    let shop = Shop::with_rows(3);
    let mut screen = shop.payments(80, 24);
    screen.wait_for("1 of 3");
    assert!(screen.modes().alternate_screen && screen.modes().raw);
    assert_eq!(screen.seen().titles, ["billfold — shop.db"]);
    screen.keys("q");
    assert_eq!(screen.wait().code(), Some(0));
    assert_eq!(screen.modes(), Modes::default());
    assert_eq!(screen.text().trim(), "");
}

#[test]
fn every_signal_gives_the_terminal_back() {
    let shop = Shop::with_rows(3);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut screen = shop.payments(80, 24);
        screen.keys("%n12.00");
        screen.wait_for("12.00");
        screen.signal(signal);
        assert_eq!(ended_by(screen.wait()), Some(signal));
        assert_eq!(screen.modes(), Modes::default());
    }
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let shop = Shop::with_rows(3);
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path().join("go");
    assert!(std::process::Command::new("mkfifo").arg(&go).status().unwrap().success());
    let script = "set -m; \"$@\"; echo stopped; read -r x < \"$GO\"; fg >&2; echo ended $?";
    let shell = command("sh").args(["-c", script, "sh", env!("CARGO_BIN_EXE_billfold"), "--db"]);
    let shell = shell.arg(shop.path()).env("GO", &go).env("HOME", folder.path());
    let mut screen = Screen::start(shell, 80, 24);
    let mut go = File::options().read(true).write(true).open(&go).unwrap();
    screen.wait_for("palette");
    shop::go(&screen, "Payments");
    screen.keys("n77.00");
    screen.wait_for("77.00");
    screen.keys("<C-z>");
    screen.wait_for("stopped");
    assert_eq!(screen.modes(), Modes::default());
    writeln!(go, "go").unwrap();
    screen.wait_for("77.00");
    assert!(screen.modes().alternate_screen);
    screen.keys("<Esc><Esc>q");
    assert_eq!(screen.wait().code(), Some(0));
    assert!(screen.text().contains("ended 0"), "{}", screen.text());
}

#[test]
fn metadata_is_written_in_the_editor() {
    let shop = Shop::with_rows(1);
    let editor = "sh -c 'printf \"{\\\"order\\\": 7}\" > \"$1\"' sh";
    let screen = Screen::start(shop.command().env("EDITOR", editor), 80, 24);
    screen.wait_for("palette");
    shop::go(&screen, "Payments");
    screen.wait_for("1 of 1");
    screen.keys("e<Down><Down><Down><C-e>");
    screen.wait_for("{\"order\": 7}");
    assert!(screen.modes().alternate_screen && screen.modes().raw);
    screen.keys("<C-s>");
    screen.wait_for("changed the ");
    assert_eq!(shop.json(&["payments", "list"])["items"][0]["metadata"]["order"], 7);
}

#[test]
fn what_another_process_writes_is_seen_within_a_second() {
    let shop = Shop::with_rows(300);
    let screen = shop.payments(100, 30);
    screen.wait_for("1 of 300");
    screen.keys("<PageDown><PageDown><Down>");
    screen.wait_until("a page", |screen, _| !screen.contents().contains("1 of 300"));
    thread::sleep(Duration::from_millis(300));
    let before = cursor_line(&screen);
    let create = ["payments", "create", "--amount", "9.99", "--currency", "USD"];
    let made = shop.run(&create);
    assert!(made.status.success(), "{made:?}");
    let started = Instant::now();
    screen.wait_for("1 new above");
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(cursor_line(&screen), before);
    screen.keys("g");
    screen.wait_for("9.99");
}

#[test]
fn a_locked_database_is_busy_in_words_and_nothing_is_lost() {
    let shop = Shop::with_rows(1);
    let screen = shop.payments(80, 24);
    screen.keys("n4.44<CR>EUR");
    screen.wait_for("4.44");
    let (release, released) = mpsc::channel::<()>();
    let (locked, is_locked) = mpsc::channel();
    let store = shop.store();
    let other = thread::spawn(move || {
        let held = store.atomically(|store| {
            store.create_payment(billfold_core::NewPayment::new("1.11", "EUR")?)?;
            locked.send(()).unwrap();
            let _ = released.recv();
            Ok(())
        });
        drop(held);
    });
    is_locked.recv().unwrap();
    screen.keys("<C-s>");
    screen.wait_for("saving…");
    screen.wait_until("busy", |screen, _| !screen.contents().contains("saving…"));
    let text = screen.text();
    assert!(text.contains("busy") || text.contains("another"), "{text}");
    assert!(text.contains("4.44"), "{text}");
    release.send(()).unwrap();
    other.join().unwrap();
    screen.keys("<C-s>");
    screen.wait_for("took the payment of");
    let listed = shop.json(&["payments", "list", "--filter", "amount:4.44"]);
    assert_eq!(listed["total"], 1);
}

#[test]
fn what_was_told_as_saved_outlives_a_kill() {
    let shop = Shop::new();
    let mut screen = shop.payments(80, 24);
    screen.keys("n8.88<CR>EUR<C-s>");
    screen.wait_for("took the payment of");
    screen.signal(Signal::KILL);
    assert_eq!(ended_by(screen.wait()), Some(Signal::KILL));
    assert_eq!(shop.json(&["payments", "list"])["items"][0]["amount"], "8.88");
    // Whoever opens it next finds it whole.
    shop.payments(80, 24).wait_for("8.88");
}
