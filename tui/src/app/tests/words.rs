//! What the screens say, and that they say it where it is wanted.

use std::sync::Arc;
use std::time::Duration;

use billfold_core::{
    ClaimRequest, Completion, DeliveryReport, NewBiller, NewPayment, NewRequestToLink,
    NewWebhookEndpoint, PaymentId,
};

use super::rig::Rig;
use super::seeds::Seeded;
use super::world;
use crate::app::command::Command;
use crate::app::entry::Entry;
use crate::app::popup::{Choice, Popup};
use crate::app::screens::{Root, SCREENS, collections};

#[test]
fn where_nothing_may_be_changed_no_form_opens_and_menus_say_why() {
    let seeded = Seeded::new("few");
    let mut rig = Rig::on(seeded.open_read_only(), seeded.clock(), 100, 40);
    for collection in collections() {
        rig.go(collection.title);
        rig.keys("n");
        assert!(rig.model.popups.is_empty(), "n opens something in {}", collection.title);
        rig.keys("a");
        if let Some(Popup::Menu(menu)) = rig.model.popups.last() {
            for item in &menu.items {
                let Choice::Act(action, _) = &item.choice else { panic!("no action") };
                let says = item.refusal.as_deref() == Some("the store was opened read-only");
                assert_eq!(says, !action.reads, "{} of {}", action.name, collection.title);
            }
        }
        rig.keys("<Esc>");
    }
    rig.go("Health");
    rig.keys("a");
    rig.keys("<Down><Down><Down><CR>");
    rig.expect("Compact the file: the store was opened read-only");
    assert!(rig.model.jobs.is_empty());
}

#[test]
fn what_only_reads_is_done_where_nothing_may_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let store = billfold_core::Store::create(&path).unwrap();
    let new = NewWebhookEndpoint::from_json(r#"{"url":"https://x.example/"}"#);
    let endpoint = store.create_webhook_endpoint(new.unwrap()).unwrap().webhook_endpoint.id;
    let client = world::client(&store, "cli_read");
    let read_only = billfold_core::Store::open_read_only(&path).unwrap();
    for (collection, name, id, body) in [
        ("webhooks", "secret", endpoint.to_string(), "{}"),
        ("clients", "preview", client.to_string(), r#"{"amount":"5","currency":"USD"}"#),
    ] {
        let collection = collections().find(|each| each.name == collection).unwrap();
        let action = collection.action(name).unwrap();
        assert!(action.reads);
        let subject = crate::app::collection::Subject { id: &id, owner: None };
        (action.run)(&read_only, subject, body).unwrap();
    }
}

#[test]
fn the_palette_finds_what_other_screens_make_and_says_where() {
    let mut rig = Rig::new(80, 24);
    rig.keys(":new payment");
    rig.expect("New payment");
    rig.expect("Payments: Take a payment");
    rig.keys("<CR>");
    rig.expect("Amount");
    assert_eq!(rig.model.place().title(), "Payments");
    rig.keys("<Esc>:webhook");
    rig.expect("Go to Endpoints");
    rig.expect("New webhook endpoint");
    // What is called so comes first.
    rig.keys("<Esc>:go to fees<CR>");
    assert_eq!(rig.model.place().title(), "Fees");
}

#[test]
fn the_palette_says_that_it_finds_nothing_and_why_it_refuses() {
    let seeded = Seeded::new("few");
    let mut rig = Rig::on(seeded.open(), seeded.clock(), 80, 24);
    rig.go("Payments");
    rig.keys("/status:completed<CR>:xyzzyx");
    rig.expect("nothing is called so");
    rig.keys("<Esc>:expire<CR>");
    rig.expect("Expire: it is completed");
    rig.keys("<BS>");
    rig.expect_no("Expire: it is completed");
}

#[test]
fn only_what_does_something_here_is_hinted_at_and_found() {
    let seeded = Seeded::new("shop");
    let mut rig = Rig::on(seeded.open(), seeded.clock(), 160, 48);
    for (screen, title) in SCREENS.iter().enumerate() {
        for (number, root) in title.roots.iter().enumerate() {
            rig.keys(&format!("{}", screen + 1));
            rig.go(root.title());
            let drawn = rig.screen();
            let hints = drawn.lines().last().unwrap();
            let has = |hint: &str| hints.contains(&format!(" {hint}  "));
            let collection = match root {
                Root::List(each) | Root::Record(each, _) => Some(*each),
                Root::Report(_) => None,
            };
            let title = root.title();
            let can = |name: &str| collection.is_some_and(|each| each.action(name).is_some());
            let is_list = matches!(root, Root::List(_));
            let wants_owner =
                rig.model.place().listing().is_some_and(|each| each.list.wants_owner());
            assert_eq!(has("o whose"), collection.is_some_and(|each| each.owner.is_some()));
            assert_eq!(
                has("n new"),
                is_list && can("new") && !wants_owner,
                "{title} {number}: {hints}"
            );
            let has_record = rig.model.place().entry().is_some();
            assert_eq!(has("e edit"), can("edit") && has_record, "{title}: {hints}");
            rig.keys("a");
            assert_eq!(has("a actions"), !rig.model.popups.is_empty(), "{title}: {hints}");
            rig.keys("<Esc>");
            assert_eq!(has("y copy"), rig.model.offers(Command::Copy), "{title}: {hints}");
        }
    }
    rig.go("Health");
    rig.keys("a");
    rig.expect("↑↓ choose");
    rig.expect_no("or its key");
}

fn paid_late(rig: &mut Rig) -> PaymentId {
    let new = NewPayment::from_json(
        r#"{"amount":"1234567.5","currency":"USD","expires_in":60,"customer":{"name":"Foobar"}}"#,
    );
    let payment = rig.store.create_payment(new.unwrap()).unwrap().id;
    rig.wait(61);
    let paid = Completion::from_json(r#"{"payment_method":{"type":"cash"}}"#).unwrap();
    rig.store.record_late_payment(payment, paid).unwrap();
    payment
}

#[test]
fn what_expired_and_was_paid_late_says_so_and_amounts_are_set_apart_for_people_alone() {
    let mut rig = Rig::new(80, 24);
    paid_late(&mut rig);
    rig.go("Payments");
    rig.expect("⊕ paid late");
    rig.expect("⊖ expired  paid late");
    rig.expect("1,234,567.50 USD");
    rig.expect("1,234,567.50 USD Foobar");
    rig.keys("Y");
    assert!(rig.copied.pop().unwrap().contains(r#""amount":"1234567.5""#));
    rig.keys("lj");
    rig.expect("1,234,567.50 USD");
    rig.keys("y");
    assert_eq!(rig.copied.pop().as_deref(), Some("1234567.5"));
    rig.go("Dashboard");
    rig.expect("1,234,567.50");
    rig.keys("j");
    for _ in 0..12 {
        rig.keys("yj");
    }
    assert!(rig.copied.iter().any(|copied| copied.contains("1234567.50")), "{:?}", rig.copied);
    assert!(rig.copied.iter().all(|copied| !copied.contains("1,234")), "{:?}", rig.copied);
}

#[test]
fn rows_whose_ids_begin_alike_are_told_apart() {
    let mut rig = Rig::new(80, 24);
    world::client(&rig.store, "cli_shop");
    let biller = r#"{"id":"oak","name":"Oak Street Mortgage"}"#;
    rig.store.put_biller(NewBiller::from_json(biller).unwrap()).unwrap();
    for biller in ["oak", "elm"] {
        let body =
            format!(r#"{{"client_id":"cli_shop","client_user_id":"u","biller_id":"{biller}"}}"#);
        rig.store.create_request_to_link(NewRequestToLink::from_json(&body).unwrap()).unwrap();
    }
    rig.go("Requests");
    let ids: Vec<_> =
        rig.store.list_requests_to_link(&"".parse().unwrap(), &Default::default()).unwrap().items;
    for request in &ids {
        let id = request.id.to_string();
        rig.expect(&format!("rtl_…{}", id.get(id.len() - 6..).unwrap()));
    }
    rig.expect("Oak Street");
    rig.expect("elm");
    rig.keys("y");
    assert_eq!(rig.copied, [ids[0].id.to_string()]);
    rig.keys("Y");
    assert!(!rig.copied[1].contains("Oak Street"), "the name is no part of the record");
    rig.keys(&format!("/id:{}<CR>", ids[0].id));
    rig.expect("1 of 1");
}

#[test]
fn details_beside_a_list_tell_times_and_ids_in_full() {
    let mut rig = Rig::new(120, 40);
    let payment = paid_late(&mut rig);
    rig.go("Payments");
    rig.expect("created at     2026-11-20 14:00:00 +02:00, 1 m ago");
    rig.expect(&format!("id             {payment}"));
    // What has a long name keeps how long ago it was.
    rig.expect("paid late at");
    rig.expect("0 s ago");
    rig.expect("  Q QR code");
}

#[test]
fn all_screens_have_names_at_80_columns_the_present_one_in_full() {
    let mut rig = Rig::new(80, 24);
    for number in 0..SCREENS.len() {
        rig.keys(&(number + 1).to_string());
        let drawn = rig.screen();
        let first = drawn.lines().next().unwrap();
        for (other, each) in SCREENS.iter().enumerate() {
            let name = if other == number { each.title } else { each.title.get(..4).unwrap() };
            assert!(first.contains(&format!(" {} {name} ", other + 1)), "{first}");
        }
        assert!(first.contains("WRITE"), "{first}");
    }
}

#[test]
fn what_came_of_a_change_is_told_with_amount_and_customer() {
    let mut rig = Rig::new(100, 30);
    rig.go("Payments");
    rig.keys("n1500<CR>USD<CR>Foobar<C-s>");
    rig.expect("took the payment of 1,500.00 USD by Foobar");
    rig.keys("ac<CR>y");
    rig.expect("completed the payment of 1,500.00 USD by Foobar");
    rig.go("Clients");
    rig.keys("nKiosk<C-s><Esc><Esc>en<C-s>");
    rig.expect("changed the client Kioskn");
}

#[test]
fn a_confirmation_tells_each_value_that_changes_and_times_as_people_here_read_them() {
    let mut rig = Rig::new(100, 40);
    let new = NewPayment::from_json(r#"{"amount":"5","currency":"USD","expires_in":60}"#).unwrap();
    let payment = rig.store.create_payment(new).unwrap().id;
    rig.wait(61);
    rig.go("Payments");
    rig.keys("al");
    rig.expect(" Record late payment of 5.00 USD ");
    rig.keys(r#"{"type":"card","last4":"4242","by":["a","b"]}<CR>"#);
    rig.expect(" Record late payment of 5.00 USD? ");
    rig.expect(&format!("{payment}, expired"));
    rig.expect("late payment payment method type: – → card");
    rig.expect("late payment payment method by 2: – → b");
    rig.expect("paid late at: – → 2026-11-20 14:01:01 +02:00, 0 s ago");
    rig.expect_no("{");
}

#[test]
fn a_replay_does_not_seem_to_take_away_what_was_tried() {
    let mut rig = Rig::new(100, 40);
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://x.example/hook")).unwrap();
    rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    for claim in rig.store.claim_deliveries(&ClaimRequest::new(1, 60)).unwrap() {
        let (answer, took) = (DeliveryReport::answered(500), Duration::from_millis(12));
        rig.store.report_delivery(claim.delivery_id, claim.attempt, answer, took).unwrap();
    }
    rig.go("Deliveries");
    rig.expect("payment.created");
    rig.keys("ar");
    // The name of the record has no room above, the change none on one line.
    rig.expect(" Replay delivery? ");
    rig.expect("delivery of payment.created about ");
    rig.expect("next try:");
    rig.expect("     2026-11-20 14:00:05 +02:00, in 5 s");
    rig.expect("   → 2026-11-20 14:00:00 +02:00, 0 s ago");
    rig.expect_no("attempts made");
}

#[test]
fn values_that_differ_are_found_however_deep_they_stand() {
    let entry = |json: &str| {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        Entry::new("x", &json).unwrap()
    };
    let before = entry(r#"{"a":{"b":1,"c":[1,{"d":"x"}]},"e":{},"f":null,"g":"same"}"#);
    let after = entry(r#"{"a":{"b":2,"c":[1,{"d":"y"},3]},"e":{"h":true},"f":"z","g":"same"}"#);
    let changes = before.leaves_changed(&after).into_iter();
    let told: Vec<_> =
        changes.map(|each| format!("{}: {} → {}", each.field, each.before, each.after)).collect();
    assert_eq!(told, ["a.b: 1 → 2", "a.c.2.d: x → y", "a.c.3:  → 3", "e.h:  → true", "f:  → z"]);
}

#[test]
fn an_export_says_how_many_and_gives_accountants_whole_amounts() {
    let folder = tempfile::tempdir().unwrap();
    let seeded = Seeded::new("few");
    let mut rig = Rig::on(seeded.open(), seeded.clock(), 100, 30);
    rig.go("Payments");
    rig.keys("x");
    rig.expect("Export all 12 payments ─");
    rig.keys("<Esc>/status:completed amount:10<CR>x");
    rig.expect("Export the only payment that matches the filter");
    rig.expect("Not only what is on the screen");
    let file = folder.path().join("all.csv");
    rig.keys(&format!("{}<C-s>", file.display()));
    let table = std::fs::read_to_string(file).unwrap();
    assert!(table.contains(",completed,10.00,USD,"), "{table}");
}

#[test]
fn a_code_says_whose_it_is_and_that_it_can_no_longer_be_paid() {
    for (size, has_room) in [((160, 60), true), ((80, 23), false)] {
        let mut rig = Rig::new(size.0, size.1);
        rig.go("Payments");
        rig.keys("n500<CR>USD<CR>Foobar<C-s>Q");
        rig.expect("payment of 500.00 USD by Foobar");
        rig.expect_no("no longer");
        rig.keys("<Esc>");
        rig.wait(3601);
        rig.keys("Q");
        rig.expect("it is expired: it can no longer be paid");
        rig.expect("▀");
        assert!(!format!("{:?}", rig.model).contains("Foobar"));
        let drawn = rig.screen();
        let row = drawn.lines().position(|line| line.contains("no longer")).unwrap();
        assert_eq!(row == 1, has_room, "{drawn}");
    }
}

#[test]
fn forms_take_currencies_in_any_letters_and_times_as_people_write_them() {
    let mut rig = Rig::new(100, 40);
    rig.go("Payments");
    rig.keys("n5<CR>eur<CR>Ana");
    rig.keys(&"<CR>".repeat(9));
    rig.expect("30m, 2h, 1d or seconds");
    rig.keys("2 hours<C-s>");
    rig.expect("is no length of time");
    rig.keys(&"<BS>".repeat(6));
    rig.keys("h<C-s>");
    let payments = || {
        let filter = "".parse().unwrap();
        rig.store.list_payments(&filter, &Default::default()).unwrap().items
    };
    let taken = &payments()[0];
    assert_eq!(taken.currency.code(), "EUR");
    assert_eq!(taken.expires_at.seconds_since(taken.created_at), 7200);
}

#[test]
fn forms_propose_the_currency_that_was_used_last_or_the_only_one() {
    let mut rig = Rig::new(100, 40);
    rig.go("Payments");
    rig.keys("n5<C-s>");
    rig.expect("is required");
    rig.keys("EUR<C-s>");
    rig.expect("took the payment of 5.00 EUR");
    rig.keys("n6<C-s>");
    rig.expect("took the payment of 6.00 EUR");
    // What was proposed gives way to what is typed.
    rig.keys("n7<CR>USD<C-s>n8<C-s>");
    rig.expect("took the payment of 8.00 USD");

    let rig = Rig::new(100, 40);
    rig.store.create_payment(NewPayment::new("5", "GBP").unwrap()).unwrap();
    let mut again = Rig::on(rig.store.clone(), Arc::clone(&rig.clock), 100, 40);
    again.go("Payments");
    again.keys("n6<C-s>");
    again.expect("took the payment of 6.00 GBP");
}
