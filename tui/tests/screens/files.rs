//! Files that are not as they should be, before and while they are open.

use std::fs;

use crate::screen::{Modes, Screen};
use crate::shop::Shop;

/// The screens end at once with this code and these words, and never took the terminal.
fn refused(mut screen: Screen, code: i32, words: &str) {
    let ended = screen.wait().code();
    let text = screen.text();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(words), "{text}");
    assert_eq!(ended, Some(code), "{text}");
    assert_eq!(screen.modes(), Modes::default());
    let sent = screen.sent();
    let taken = b"\x1b[?1049h";
    assert!(!sent.windows(taken.len()).any(|bytes| bytes == taken), "it took the terminal");
}

#[test]
fn a_file_that_is_none_of_ours_is_refused_in_words() {
    let shop = Shop::without_file();
    fs::write(shop.path(), "This is a letter, not a database.\n".repeat(100)).unwrap();
    refused(shop.screens(80, 24), 1, "is not a database");
}

#[test]
fn a_file_of_a_newer_billfold_is_refused_in_words() {
    let shop = Shop::with_rows(1);
    let mut bytes = fs::read(shop.path()).unwrap();
    // SQLite keeps the version of the schema here.
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(shop.path(), bytes).unwrap();
    refused(shop.screens(80, 24), 1, "this Billfold knows schemas up to");
}

#[test]
fn a_folder_that_is_missing_is_told() {
    let shop = Shop::without_file();
    let screen = Screen::start(shop.command_on("nowhere/shop.db"), 80, 24);
    refused(screen, 4, "nowhere");
}

#[test]
fn a_demonstration_heeds_the_settings_and_tells_their_mistakes_before_it_is_made() {
    let shop = Shop::without_file();
    let settings = shop.path().with_extension("toml");
    let demo = |text: &str| {
        fs::write(&settings, text).unwrap();
        let command = shop.command().env("BILLFOLD_CONFIG", &settings);
        Screen::start(command.args(["demo", "--records", "5"]), 80, 24)
    };
    refused(demo("[keys]\nquit = []\n"), 2, "`quit` must keep a key");
    assert!(!shop.path().exists());
    let mut screen = demo("read_only = true\n");
    screen.wait_for("Enter shows");
    screen.keys("<CR>");
    screen.wait_for("READ-ONLY");
    screen.keys("q");
    assert_eq!(screen.wait().code(), Some(0));
}

#[test]
fn a_file_that_goes_while_it_is_open_raises_an_alarm() {
    let shop = Shop::with_rows(2);
    let screen = shop.payments(80, 24);
    screen.wait_for("1 of 2");
    let (path, aside) = (shop.path(), shop.path().with_extension("aside"));
    fs::rename(&path, &aside).unwrap();
    screen.wait_for("was deleted or moved");
    screen.wait_for(" CANNOT WRITE ");
    // Moving about does not take the alarm away, nor can anything be written to nowhere.
    screen.keys("<Down><Up>n3.33<CR>EUR<C-s>");
    screen.wait_for("nothing was changed: ");
    screen.keys("<Esc><Esc>");
    screen.wait_until("the form", |screen, _| !screen.contents().contains("3.33"));
    assert!(screen.text().contains("was deleted or moved"), "{}", screen.text());
    fs::rename(&aside, &path).unwrap();
    screen.wait_until("calm", |screen, _| !screen.contents().contains("was deleted"));
    screen.wait_for(" WRITE ");
    screen.keys("n3.33<CR>EUR<C-s>");
    screen.wait_for("took the payment of");
}

#[test]
fn a_file_that_is_replaced_while_it_is_open_raises_an_alarm() {
    let shop = Shop::with_rows(2);
    let screen = shop.payments(80, 24);
    screen.wait_for("1 of 2");
    let copy = shop.path().with_extension("copy");
    fs::copy(shop.path(), &copy).unwrap();
    fs::rename(&copy, shop.path()).unwrap();
    screen.wait_for("was replaced by another file");
}

#[test]
fn a_store_that_is_only_read_is_not_changed() {
    let shop = Shop::with_rows(1);
    let mut screen = Screen::start(shop.command().arg("--read-only"), 80, 24);
    screen.wait_for("READ-ONLY");
    crate::shop::go(&screen, "Payments");
    screen.wait_for("1 of 1");
    screen.keys("n");
    screen.wait_for("the store was opened read-only");
    screen.keys("<Esc><Esc>q");
    assert_eq!(screen.wait().code(), Some(0));
    assert_eq!(shop.json(&["payments", "list"])["total"], 1);
}

#[test]
fn where_there_is_no_folder_for_it_nothing_is_said_to_be_saved() {
    let shop = Shop::with_rows(1);
    let screen = Screen::start(shop.command().env("XDG_STATE_HOME", shop.path()), 160, 24);
    screen.wait_for("no log is written");
    crate::shop::go(&screen, "Payments");
    screen.keys("/status:pending<CR>Fmine<CR>");
    screen.wait_for("the filter mine lasts for this run only: cannot write");
    assert!(!screen.text().contains("saved"), "{}", screen.text());
}

#[test]
fn in_a_window_that_is_too_small_one_gets_out() {
    let shop = Shop::with_rows(1);
    let mut screen = shop.payments(80, 24);
    screen.keys("n");
    screen.wait_for("Take a payment");
    screen.resize(30, 8);
    screen.wait_for("40×10 at the least; Esc closes");
    screen.keys("q");
    screen.wait_for("40×10 at the least; q leaves");
    screen.keys("q");
    assert_eq!(screen.wait().code(), Some(0));
}
