//! What goes to the terminal, byte by byte, and how much of it.

use std::thread;
use std::time::Duration;

use billfold_core::{NewCustomer, NewPayment};
use rustix::process::Signal;

use crate::screen::Screen;
use crate::shop::{Shop, cursor_line, go};

#[test]
fn names_that_mean_harm_never_reach_the_terminal_raw() {
    let shop = Shop::new();
    let store = shop.store();
    let names = [
        "\u{1b}[31mred\u{1b}]0;owned\u{7}",
        "right \u{202e}tfel",
        "isolate \u{2066}x",
        "c1 \u{9b}2J \u{9d}0;t\u{9c}",
        "bell\u{7} back\u{8} feed\u{c}",
        "東京電力 wide 👩‍👩‍👧",
    ];
    for name in names {
        // Those that the core refuses as a name are tried where anything goes.
        let _ = store.create_customer(NewCustomer::named(name));
        let mut payment = NewPayment::new("1.00", "EUR").unwrap();
        payment.description = Some(name.to_owned());
        payment.metadata = serde_json::json!({ "note": name }).to_string().parse().unwrap();
        let made = store.create_payment(payment);
        assert!(made.is_ok() || name.chars().any(char::is_control), "{made:?}");
    }
    let screen = shop.payments(200, 50);
    screen.wait_for("wide");
    for _ in names {
        screen.keys("<Down>Q");
        screen.wait_for("any other key closes");
        screen.keys("<Esc>e");
        screen.wait_for("Success URL");
        screen.keys("<Esc>");
        screen.wait_until("the list", |screen, _| !screen.contents().contains("Success URL"));
    }
    let sent = String::from_utf8(screen.sent()).expect("what is sent is UTF-8");
    for harm in ["\u{1b}[31mred", "]0;owned", "\u{202e}", "\u{2066}", "\u{9b}", "\u{9d}", "\u{8}"] {
        assert!(!sent.contains(harm), "{harm:?} reached the terminal");
    }
    assert_eq!(screen.seen().titles, ["billfold — shop.db"]);
}

#[test]
fn a_slow_terminal_gets_few_frames() {
    let shop = Shop::with_rows(400);
    let screen = shop.payments(100, 30);
    screen.wait_for("1 of 400");
    let before = screen.seen().frames;
    screen.rest(true);
    for _ in 0..300 {
        screen.keys("j");
        thread::sleep(Duration::from_millis(3));
    }
    screen.rest(false);
    screen.wait_for("301 of 400");
    // What the line holds while nothing is read, and one frame for all the rest.
    let frames = screen.seen().frames - before;
    assert!(frames < 150, "{frames} frames for 300 keys");
    screen.keys("q");
}

#[test]
fn a_thousand_keys_at_once_are_few_frames() {
    let shop = Shop::with_rows(1_200);
    let screen = shop.payments(100, 30);
    screen.wait_for("1 of 1,200");
    let before = screen.seen().frames;
    screen.signal(Signal::STOP);
    screen.send(&[b'j'; 1_000]);
    screen.signal(Signal::CONT);
    screen.wait_for("1,001 of 1,200");
    let frames = screen.seen().frames - before;
    assert!(frames < 60, "{frames} frames for 1000 keys");
    assert!(cursor_line(&screen).contains('▌'));
}

#[test]
fn no_color_means_none() {
    let shop = Shop::with_rows(3);
    let screen = Screen::start(shop.command().env("NO_COLOR", "1"), 100, 30);
    screen.wait_for("palette");
    go(&screen, "Payments");
    screen.wait_for("1 of 3");
    screen.keys("<Space>");
    screen.wait_for("1 marked");
    assert!(screen.text().contains('▌') && screen.text().contains('○'));
    screen.keys("n<C-s>");
    screen.wait_for("is required");
    for row in 0..30 {
        for column in 0..100 {
            let cell = screen.cell(column, row);
            assert_eq!(cell.fgcolor(), vt100::Color::Default, "{column}, {row}");
            assert_eq!(cell.bgcolor(), vt100::Color::Default, "{column}, {row}");
        }
    }
}
