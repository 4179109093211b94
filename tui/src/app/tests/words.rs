//! What the screens say, and that they say it where it is wanted.

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
