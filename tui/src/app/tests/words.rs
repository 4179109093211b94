//! What the screens say, and that they say it where it is wanted.

use billfold_core::{Completion, NewBiller, NewPayment, NewRequestToLink, PaymentId};

use super::rig::Rig;
use super::seeds::Seeded;
use super::world;
use crate::app::command::Command;
use crate::app::popup::Popup;
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
            for (item, action) in menu.items.iter().zip(collection.actions) {
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
    let new = billfold_core::NewWebhookEndpoint::from_json(r#"{"url":"https://x.example/"}"#);
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
            assert_eq!(has("n new"), is_list && can("new"), "{title} {number}: {hints}");
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
    rig.expect("late payment recorded at");
    rig.expect("0 s ago");
    rig.expect("y copy  Q QR code");
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
