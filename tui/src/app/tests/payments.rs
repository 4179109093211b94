//! Payments: taken, shown, changed.

use billfold_core::{
    Completion, NewClient, NewCustomer, NewFee, NewOrchestrator, NewPayment, PageRequest, Payment,
    PaymentFailure, PaymentStatus, PaymentUpdate,
};

use super::rig::Rig;
use crate::app::collection::{On, Subject};
use crate::app::screens::PAYMENTS;

/// Screens that show the list of payments.
fn rig(width: u16, height: u16) -> Rig {
    let mut rig = Rig::new(width, height);
    rig.keys("2");
    rig
}

fn take(rig: &Rig) -> Payment {
    rig.store.create_payment(NewPayment::new("500.00", "USD").unwrap()).unwrap().into_record()
}

fn all(rig: &Rig) -> Vec<Payment> {
    rig.store.list_payments(&"".parse().unwrap(), &PageRequest::first()).unwrap().items
}

#[test]
fn the_cursor_of_the_details_stays_on_its_line() {
    let mut rig = Rig::new(120, 40);
    let payment = rig.store.create_payment(NewPayment::new("5.00", "EUR").unwrap()).unwrap();
    let id = payment.id;
    let change = |rig: &mut Rig, body: &str| {
        let update = PaymentUpdate::from_json(body).unwrap();
        rig.store.update_payment(id, update).unwrap();
        rig.feed(crate::app::msg::Msg::Changed(Ok(())));
    };
    rig.go("Payments");
    rig.keys("<F5><CR>");
    let value = |rig: &Rig| rig.model.place().focused_sheet().unwrap().value();
    while value(&rig) != Some(id.to_string()) {
        rig.keys("j");
    }
    let before = rig.model.place().focused_sheet().unwrap().cursor();
    // Somebody else has more stand above it, and less again.
    change(&mut rig, r#"{"description":"two chairs","metadata":{"a":1,"b":2}}"#);
    assert_eq!(rig.model.place().focused_sheet().unwrap().cursor(), before + 1);
    rig.keys("y");
    assert_eq!(rig.copied.pop(), Some(id.to_string()));
    // In a tree too, it stays on its value.
    while value(&rig).as_deref() != Some("2") {
        rig.keys("j");
    }
    change(&mut rig, r#"{"description":null,"metadata":{"a":1,"aa":[1,2],"b":7}}"#);
    assert_eq!(value(&rig).as_deref(), Some("7"));
    // And on what leads to the same, whatever comes before it.
    rig.keys("G");
    let created = rig.model.place().focused_sheet().unwrap().target().cloned();
    assert!(created.is_some());
    change(&mut rig, r#"{"description":"three chairs"}"#);
    assert_eq!(rig.model.place().focused_sheet().unwrap().target(), created.as_ref());
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let mut rig = rig(100, 50);
    rig.keys("n<C-s>");
    rig.expect("is required");
    rig.keys("5.001<CR>xyz<C-s>");
    rig.expect("is not an ISO 4217 code in capital letters");
    rig.keys("<C-u>USD<C-s>");
    rig.expect_no("ISO 4217 code in capital");
    rig.expect("decimal");
    assert!(all(&rig).is_empty());
    rig.keys("<C-u>5<Tab><Tab>Ana<Tab>nowhere<C-s>");
    rig.expect("has no @");
    rig.keys("@example.com<C-s>");
    let made = all(&rig);
    assert_eq!((made.len(), made[0].amount_minor), (1, 500));
    rig.expect("Ana");
}

#[test]
fn a_known_customer_is_picked_from_a_list() {
    let mut rig = rig(100, 50);
    for name in ["Ana M.", "Ben"] {
        rig.store.create_customer(NewCustomer::named(name)).unwrap();
    }
    rig.keys("n5<CR>USD<CR><CR><CR>");
    rig.expect("one that exists, in place of name and e-mail");
    rig.keys("<C-o>ana");
    rig.expect_no("Ben");
    rig.keys("<CR><C-s>");
    let made = all(&rig);
    let customer = made[0].customer.clone().unwrap();
    assert_eq!(customer.name.as_deref(), Some("Ana M."));
    // One or the other: the fault stands beside the field.
    rig.keys("n5<CR>USD<CR>Cleo<CR><CR><C-o>ana<CR><C-s>");
    rig.expect("stands beside a name or an email: give one or the other");
    assert_eq!(all(&rig).len(), 1);
}

#[test]
fn details_tell_the_time_that_is_left_the_link_and_whose_it_is() {
    let mut rig = rig(160, 48);
    let new = r#"{"amount": "5", "currency": "USD", "customer": {"name": "Ana M."},
        "expires_in": 2460, "metadata": {"order": {"id": 7}}}"#;
    let made = rig.store.create_payment(NewPayment::from_json(new).unwrap()).unwrap();
    rig.keys("<C-r>");
    rig.expect("○ pending  expires in 41 m");
    rig.expect("  Q QR code");
    rig.expect("Related");
    rig.wait(60);
    rig.expect("○ pending  expires in 40 m");
    // The link is cut on the screen, and copied whole.
    rig.keys("l");
    while !rig.model.place().focused_sheet().unwrap().value().unwrap().starts_with("https://") {
        rig.keys("j");
    }
    rig.keys("y");
    assert_eq!(rig.copied[0], made.payment_link);
    rig.keys("Q");
    rig.expect_no("pending");
    rig.keys("<Esc>g");
    while rig.model.place().focused_sheet().unwrap().target().is_none() {
        rig.keys("j");
    }
    rig.keys("<CR>");
    let customer = made.customer.clone().unwrap().id;
    rig.expect("› customer ");
    rig.expect(&format!("id          {customer}"));
    rig.keys("[");
    rig.wait(2400);
    rig.expect("⊖ expired");
    rig.expect_no("expires in");
}

#[test]
fn the_fees_of_a_payment_are_told_line_by_line() {
    let mut rig = rig(160, 48);
    let owner =
        rig.store.create_orchestrator(NewOrchestrator::new("Acme")).unwrap().orchestrator.id;
    let client = rig.store.create_client(NewClient::new("Shop")).unwrap().client.client_id.clone();
    rig.store.link_client(Some(owner), &client).unwrap();
    let mut new = NewPayment::new("500.00", "USD").unwrap();
    new.client_id = Some(client);
    rig.store.create_payment(new.clone()).unwrap();
    rig.keys("<C-r>");
    rig.expect("fees             none were in force");
    for (bearer, bps) in [("payer", 100), ("recipient", 25)] {
        let fee =
            format!(r#"{{"orchestrator_id": "{owner}", "bps": {bps}, "fee_bearer": "{bearer}"}}"#);
        rig.store.create_fee(NewFee::from_json(&fee).unwrap()).unwrap();
    }
    rig.store.create_payment(new).unwrap();
    rig.keys("<C-r>g");
    for told in [
        "payer bears      5.00 USD  at 1 %",
        "recipient bears  1.25 USD  at 0.25 %",
        "payer pays       505.00 USD",
        "recipient keeps  498.75 USD",
    ] {
        rig.expect(told);
    }
}

#[test]
fn a_pending_payment_is_edited_and_no_other() {
    let mut rig = rig(100, 40);
    let made = take(&rig);
    rig.keys("<C-r>eTwo chairs<Tab>http<C-s>");
    rig.expect("Success URL");
    assert_eq!(all(&rig)[0].version, 1);
    rig.keys("<C-u>https://shop.example/thanks<Tab><Tab><C-u>{\"order\":12.50<C-s>");
    rig.expect("is no JSON");
    rig.keys("}<C-s>");
    let edited = all(&rig);
    assert_eq!(edited[0].description.as_deref(), Some("Two chairs"));
    assert_eq!(edited[0].metadata.as_str(), r#"{"order":12.50}"#);
    // What is emptied is taken away, what is left alone stays.
    rig.keys("e<Tab><C-u><C-s>");
    let edited = all(&rig);
    assert_eq!((edited[0].success_url.clone(), edited[0].version), (None, 3));
    assert_eq!(edited[0].metadata.as_str(), r#"{"order":12.50}"#);
    rig.store.complete_payment(made.id, Completion::new()).unwrap();
    rig.keys("<C-r>e");
    rig.expect("Edit: it is completed");
}

#[test]
fn an_edit_of_what_somebody_else_changed_shows_both() {
    let mut rig = rig(100, 40);
    let made = take(&rig);
    rig.keys("<C-r>eMine");
    let theirs = PaymentUpdate::from_json(r#"{"description": "Theirs"}"#).unwrap();
    rig.store.update_payment(made.id, theirs).unwrap();
    rig.keys("<C-s>");
    rig.expect("Somebody else changed this record meanwhile");
    rig.expect("Theirs");
    rig.expect("Mine");
    rig.keys("<Down><CR>");
    assert_eq!(all(&rig)[0].description.as_deref(), Some("Mine"));
}

#[test]
fn each_action_is_asked_about_and_done() {
    for (keys, change, status) in [
        ("ac<CR>", "status: pending → completed", PaymentStatus::Completed),
        ("afcard_declined<CR><CR>", "status: pending → failed", PaymentStatus::Failed),
        ("ax", "status: pending → expired", PaymentStatus::Expired),
    ] {
        let mut rig = rig(100, 40);
        take(&rig);
        rig.keys("<C-r>");
        rig.keys(keys);
        rig.expect(change);
        // What is chosen at first is to leave it.
        rig.keys("<CR>");
        assert_eq!(all(&rig)[0].status, PaymentStatus::Pending);
        rig.keys("<Esc><Esc>");
        rig.keys(keys);
        rig.keys("y");
        assert_eq!(all(&rig)[0].status, status, "{keys}");
    }
}

#[test]
fn late_money_is_recorded_once() {
    let mut rig = rig(100, 40);
    take(&rig);
    rig.wait(3601);
    rig.keys("<C-r>al<C-u>cheque<CR>");
    rig.expect("late payment");
    rig.keys("y");
    let paid = all(&rig);
    assert_eq!(paid[0].status, PaymentStatus::Expired);
    let method = paid[0].late_payment.clone().unwrap().payment_method.unwrap();
    assert_eq!(method.as_str(), r#"{"type":"cheque"}"#);
    rig.keys("al");
    rig.expect("a late payment is recorded already");
}

#[test]
fn actions_are_offered_where_the_store_would_change_something() {
    let rig = rig(100, 40);
    let done = take(&rig);
    rig.store.complete_payment(done.id, Completion::new()).unwrap();
    let failed = take(&rig);
    let failure = PaymentFailure::from_json(r#"{"code": "card_declined"}"#).unwrap();
    rig.store.fail_payment(failed.id, failure).unwrap();
    let late = take(&rig);
    take(&rig);
    rig.clock.advance_seconds(3600);
    rig.store.sweep(false).unwrap();
    rig.store.record_late_payment(late.id, Completion::new()).unwrap();
    take(&rig);
    let (mut offered, mut refused) = (0, 0);
    for payment in all(&rig) {
        let entry = (PAYMENTS.entry)(&rig.store, &payment.id.to_string()).unwrap();
        for action in PAYMENTS.actions.iter().filter(|action| action.on != On::Nothing) {
            let body = match action.name {
                "edit" => r#"{"description": "Two chairs"}"#,
                "fail" => r#"{"code": "card_declined"}"#,
                _ => "{}",
            };
            let subject = Subject { id: &entry.id, owner: None };
            let outcome = (action.run)(&rig.store.dry_run(), subject, body);
            // The same once more is accepted, but changes nothing.
            let changes = outcome
                .is_ok_and(|done| done.entry.and_then(|after| after.version()) != entry.version());
            let is_offered = (action.refusal)(&entry).is_none();
            assert_eq!(is_offered, changes, "{} {}", action.name, payment.status);
            if is_offered { offered += 1 } else { refused += 1 }
        }
    }
    assert_eq!((offered, refused), (5, 20));
}
