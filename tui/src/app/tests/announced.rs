//! What others do meanwhile: told where it cannot be seen, and shown value by value where it
//! stands against what was typed.

use billfold_core::{Error, ErrorKind, NewPayment, PaymentUpdate};

use super::rig::Rig;
use crate::app::input::Input;
use crate::app::msg::Msg;

/// Screens with so many payments, of 10 dollars each and sorted by amount.
fn sorted(count: usize) -> Rig {
    let mut rig = Rig::new(160, 24);
    for number in 0..count {
        pay(&rig, &format!("{}.00", number + 10));
    }
    rig.go("Payments");
    rig.keys("/sort:amount<CR>");
    rig
}

fn pay(rig: &Rig, amount: &str) {
    rig.store.create_payment(NewPayment::new(amount, "USD").unwrap()).unwrap();
}

#[test]
fn what_comes_in_within_the_list_is_told_until_it_is_seen() {
    let mut rig = sorted(60);
    // What belongs on the screen is seen there.
    pay(&rig, "12.50");
    rig.feed(Msg::Changed(Ok(())));
    rig.expect("12.50");
    rig.expect_no(" new below");
    pay(&rig, "50.50");
    pay(&rig, "500.00");
    rig.feed(Msg::Changed(Ok(())));
    rig.expect("2 new below");
    rig.keys("<Down>");
    rig.expect("2 new below");
    rig.keys("G");
    rig.expect("500.00");
    rig.expect("1 new above");
    rig.keys("<PageUp><PageUp>");
    rig.expect("50.50");
    rig.expect_no(" new below");
    pay(&rig, "20.50");
    rig.feed(Msg::Changed(Ok(())));
    rig.expect("1 new above");
    rig.keys("g");
    rig.expect("20.50");
    rig.expect_no(" new above");
}

#[test]
fn rows_that_only_move_up_are_no_news() {
    let mut rig = sorted(250);
    let first = rig.model.place().entry().unwrap().id.to_string();
    let update = PaymentUpdate::from_json(r#"{"description":"same"}"#).unwrap();
    rig.store.update_payment(first.parse().unwrap(), update).unwrap();
    rig.feed(Msg::Changed(Ok(())));
    rig.expect_no("new above");
    rig.expect_no("new below");
    rig.keys("/status:pending sort:amount<CR>");
    rig.store.expire_payment(first.parse().unwrap()).unwrap();
    rig.feed(Msg::Changed(Ok(())));
    rig.expect("1 of 249");
    rig.expect_no("new above");
    rig.expect_no("new below");
}

#[test]
fn a_conflict_is_told_value_by_value() {
    let mut rig = Rig::new(120, 40);
    let mut payment = NewPayment::new("5.00", "EUR").unwrap();
    payment.metadata = serde_json::from_str(r#"{"order_id":7,"shop":{"till":1}}"#).unwrap();
    let made = rig.store.create_payment(payment).unwrap();
    rig.go("Payments");
    rig.keys("<C-r>e");
    let metadata = |text: &str| {
        let body = format!(r#"{{"metadata":{text}}}"#);
        PaymentUpdate::from_json(&body).unwrap()
    };
    let fields = &match rig.model.popups.last().unwrap() {
        crate::app::popup::Popup::Form(form) => form,
        _ => panic!("no form"),
    }
    .fields;
    let down = fields.iter().position(|state| state.field.path == "metadata").unwrap();
    rig.keys(&"<Down>".repeat(down));
    rig.keys("<C-u>");
    rig.feed(Msg::Input(Input::Paste(r#"{"order_id":9,"till":2}"#.to_owned())));
    let theirs = metadata(r#"{"order_id":8,"shop":{"till":1},"seen":true}"#);
    rig.store.update_payment(made.id, theirs).unwrap();
    rig.keys("<C-s>");
    rig.expect("Somebody else changed this record meanwhile");
    let screen = rig.screen();
    let row = |path: &str| -> Vec<String> {
        let line = screen.lines().find(|line| line.contains(path));
        let line = line.unwrap_or_else(|| panic!("no {path}:\n{screen}"));
        let (_, line) = line.split_once(path).unwrap();
        line.split_whitespace().filter(|word| *word != "│").map(str::to_owned).collect()
    };
    assert_eq!(row("metadata.order_id"), ["7", "8", "9"]);
    assert_eq!(row("metadata.seen"), ["–", "true", "–"]);
    assert_eq!(row("metadata.shop.till"), ["1", "1", "–"]);
    assert_eq!(row("metadata.till"), ["–", "–", "2"]);
    // At forty columns and ten lines what has no room is at least counted.
    rig.feed(Msg::Input(Input::Resize(40, 10)));
    rig.expect("more");
}

#[test]
fn a_list_in_a_conflict_stands_whole() {
    let mut rig = Rig::new(120, 40);
    let mut new = billfold_core::NewWebhookEndpoint::new("https://x.example/hook");
    new.event_types = Some(vec!["payment.*".to_owned()]);
    let made = rig.store.create_webhook_endpoint(new).unwrap().into_record();
    rig.go("Endpoints");
    rig.keys("<C-r>e<Down><C-u>biller.*, fee.*");
    let theirs = r#"{"event_types":["payment.*","client.*"]}"#;
    let theirs = billfold_core::WebhookEndpointUpdate::from_json(theirs).unwrap();
    rig.store.update_webhook_endpoint(made.webhook_endpoint.id, theirs).unwrap();
    rig.keys("<C-s>");
    rig.expect("Somebody else changed this record meanwhile");
    let screen = rig.screen();
    let line = screen.lines().find(|line| line.contains("event_types")).unwrap();
    let cells: Vec<_> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert!(
        cells.join("|").contains("event_types|payment.*|payment.*, client.*|biller.*, fee.*"),
        "{screen}"
    );
    rig.expect_no("event_types.1");
}

#[test]
fn a_title_does_not_promise_what_cannot_be_done() {
    let mut rig = Rig::new(80, 24);
    rig.expect(" WRITE ");
    let gone = Error::new(ErrorKind::Storage, "file_vanished", "the file was deleted or moved");
    rig.feed(Msg::Changed(Err(gone)));
    rig.expect(" CANNOT WRITE ");
    rig.feed(Msg::Changed(Ok(())));
    rig.expect_no("CANNOT");
    rig.expect(" WRITE ");
}
