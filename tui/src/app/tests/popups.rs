//! What opens above the screens: what it names, what it shows, and how it closes.

use billfold_core::{
    NewClient, NewOrchestrator, NewPayment, NewWebhookEndpoint, PageRequest, PaymentStatus,
};
use ratatui::style::Modifier;

use crate::app::collection::Subject;
use crate::app::popup::{Choice, Popup};
use crate::app::screens::{CLIENTS, PAYMENTS};
use crate::app::tests::rig::Rig;
use crate::app::tests::seeds::Seeded;

fn few(width: u16, height: u16) -> Rig {
    let seeded = Seeded::new("few");
    let mut rig = Rig::on(seeded.open(), seeded.clock(), width, height);
    rig.go("Payments");
    rig
}

/// The bottom line of the screen.
fn hints(rig: &Rig) -> String {
    rig.screen().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_confirmation_names_its_record_as_people_know_it() {
    let mut rig = Rig::new(120, 30);
    let url = "https://shop.example/hook";
    let mut new = NewWebhookEndpoint::new(url);
    new.event_types = Some(vec!["payment.created".to_owned()]);
    let made = rig.store.create_webhook_endpoint(new).unwrap();
    rig.go("Endpoints");
    rig.keys("a");
    rig.expect(&format!(" Actions on the webhook endpoint of {url} "));
    rig.keys("x");
    rig.expect(&format!(" Remove webhook endpoint of {url}? "));
    rig.expect(&format!("{}, active", made.webhook_endpoint.id));
    // Where its name has no room above, it stands whole below.
    rig.keys("<Esc>");
    let url = format!("https://shop.example/{}/end", "a".repeat(120));
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new(&url)).unwrap();
    rig.keys("<C-r>gax");
    rig.expect(" Remove webhook endpoint? ");
    rig.expect("/end");
}

#[test]
fn the_settings_are_named_once() {
    let mut rig = Rig::new(100, 30);
    rig.go("Settings");
    rig.keys("e");
    rig.expect(" Edit settings ");
    rig.expect_no("settings settings");
}

#[test]
fn a_path_names_the_record_that_it_leads_to() {
    let mut rig = few(120, 40);
    rig.go("Customers");
    rig.keys("l<CR>");
    let name = rig.model.place().entry().unwrap().text("name").unwrap();
    rig.keys("[h<CR>");
    let path = rig.screen().lines().nth(1).unwrap().to_owned();
    assert!(!name.is_empty() && !path.contains("00000000-0000"), "{path}");
}

#[test]
fn what_a_change_of_many_comes_to_is_seen_before_it_is_made() {
    let mut rig = few(120, 40);
    let all = rig.store.list_payments(&Default::default(), &PageRequest::first()).unwrap().items;
    let with = |status| all.iter().filter(|payment| payment.status == status).count();
    rig.keys("*ax");
    rig.expect(&format!(" Expire {} payments? ", all.len()));
    rig.expect(&format!("{} can be done", with(PaymentStatus::Pending)));
    let cannot = all.len().saturating_sub(with(PaymentStatus::Pending));
    rig.expect(&format!("{cannot} cannot, and stay as they are:"));
    rig.expect(&format!("{} – it is completed", with(PaymentStatus::Completed)));
    let after = rig.store.list_payments(&Default::default(), &PageRequest::first()).unwrap().items;
    assert_eq!(all, after, "a rehearsal has changed something");
    rig.keys(&format!("{}<CR>", all.len()));
    let pending = rig.store.list_payments(&"status:pending".parse().unwrap(), &Default::default());
    assert_eq!(pending.unwrap().total, 0);
}

#[test]
fn one_that_is_marked_is_one_record() {
    let mut rig = few(120, 40);
    rig.keys("/status:pending<CR><Space>axy");
    rig.expect("expired the payment of");
    rig.expect_no("Type 1");
    rig.expect_no("marked");
    let marks = &rig.model.place().listing().unwrap().list.marks;
    assert!(marks.is_empty());
}

#[test]
fn a_text_closes_by_the_keys_that_it_names() {
    let mut rig = few(100, 30);
    for (opens, title) in [("?", " Help "), ("M", " Messages "), ("J", " Work ")] {
        for closes in ["<Esc>", "q", "<CR>", opens] {
            rig.keys(opens);
            rig.keys("zy7");
            rig.expect(title);
            rig.keys(closes);
            rig.expect_no(title);
        }
    }
    // What work has found out can be looked at again.
    rig.keys(":Check the file<CR>");
    rig.expect("Esc close");
    rig.keys("z<Esc>J");
    rig.expect("foreign keys");
}

#[test]
fn what_is_good_for_nothing_is_not_marked() {
    let mut rig = few(100, 30);
    rig.go("Events");
    rig.keys("<Space>");
    rig.expect("nothing can be done to many events at once: none was marked");
    rig.keys("*");
    assert!(!rig.model.place().listing().unwrap().list.marks_all);
    let mut rig = Rig::new(100, 30);
    rig.go("Payments");
    rig.keys("<Space>");
    rig.expect("there are no payments here to mark");
    for (key, words) in [
        ("y", "there is no record here"),
        ("Y", "there is no record here"),
        ("Q", "there is no record here"),
        ("x", "there are no payments here to export"),
    ] {
        rig.keys(key);
        rig.expect(words);
        assert!(rig.model.popups.is_empty());
    }
}

#[test]
fn the_keys_below_are_those_of_what_is_open() {
    let mut rig = few(100, 30);
    assert!(hints(&rig).contains("/ filter"));
    for keys in ["a", "n", "?", ":"] {
        rig.keys(keys);
        assert!(!hints(&rig).contains("filter"), "{}", hints(&rig));
        rig.keys("<Esc>");
    }
    rig.keys("/");
    assert!(hints(&rig).contains("F1 the language"), "{}", hints(&rig));
    rig.keys("<Esc>l");
    assert!(hints(&rig).contains("← list"), "{}", hints(&rig));
}

#[test]
fn a_filter_covers_nothing_and_shows_what_completes_it() {
    let mut rig = few(160, 40);
    rig.keys("/");
    rig.expect("CUSTOMER");
    rig.expect("status    ");
    rig.keys("c<Tab>");
    rig.expect("created:");
    rig.expect("currency:");
    let first = typed(&rig);
    rig.keys("<Tab>");
    assert_ne!(typed(&rig), first);
    rig.keys("<BackTab>");
    assert_eq!(typed(&rig), first);
    rig.keys("<F1>");
    rig.expect("Filters of Payments");
    rig.keys("<Esc>");
    assert!(matches!(rig.model.popups.last(), Some(Popup::Filter(_))));
    // What is cut at its beginning says so.
    rig.keys(&format!("<C-u>begin{}end", "x".repeat(200)));
    rig.expect(" / …");
    rig.expect("end");
    rig.expect_no("begin");
}

fn typed(rig: &Rig) -> String {
    match rig.model.popups.last() {
        Some(Popup::Filter(prompt)) => prompt.input.value().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_menu_begins_with_what_is_done_to_the_record_and_says_all_of_it() {
    let mut rig = few(80, 24);
    rig.keys("/status:pending<CR>a");
    let Some(Popup::Menu(menu)) = rig.model.popups.last() else { panic!("no menu") };
    let makes = |choice: &Choice| matches!(choice, Choice::Act(action, _) if action.name == "new");
    assert!(menu.items.last().is_some_and(|item| makes(&item.choice)));
    let said = menu.items.iter().map(|item| item.refusal.clone().unwrap_or(item.about.clone()));
    let about: Vec<_> = said.collect();
    for about in about {
        let screen = rig.screen();
        let words: Vec<_> = screen.split_whitespace().filter(|word| *word != "│").collect();
        let said: Vec<_> = about.split_whitespace().collect();
        assert!(words.join(" ").contains(&said.join(" ")), "{about}:\n{screen}");
        rig.keys("<Down>");
    }
    rig.keys("<Esc>:to the first");
    rig.expect("Home ");
    // Where nothing can be done to the record, none is made by one key too many.
    rig.keys("<Esc>/<C-u>status:completed<CR>a<CR>");
    rig.expect("Complete: it is completed");
    // An empty list has nothing but makers to begin with.
    let mut rig = Rig::new(80, 24);
    rig.go("Payments");
    rig.keys("a<CR>");
    rig.expect(" New payment ");
}

#[test]
fn what_is_under_the_cursor_has_one_look() {
    let mut rig = few(120, 40);
    let looks = |rig: &Rig| {
        let buffer = rig.buffer();
        let is_reversed =
            |x: u16, y: u16| buffer[(x, y)].modifier.contains(Modifier::REVERSED) && y > 1;
        let places =
            (0..buffer.area.height).flat_map(|y| (0..buffer.area.width).map(move |x| (x, y)));
        let cells = places.filter(|(x, y)| is_reversed(*x, *y));
        let mut looks: Vec<_> =
            cells.map(|at| (buffer[at].fg, buffer[at].bg, buffer[at].modifier)).collect();
        looks.dedup();
        looks.len()
    };
    for keys in ["", "l", "ha", "<Esc>:", "<Esc>s"] {
        rig.keys(keys);
        assert_eq!(looks(&rig), 1, "after {keys}:\n{}", rig.screen());
    }
}

#[test]
fn a_picker_speaks_of_its_own_keys() {
    let mut rig = Rig::new(120, 40);
    rig.store.create_client(NewClient::new("shop")).unwrap();
    rig.go("Clients");
    rig.keys("al<C-o>");
    rig.expect("There is no orchestrator yet that could be picked.");
    rig.keys("zz");
    rig.expect("No orchestrator has what is typed");
}

#[test]
fn a_link_that_is_copied_from_its_code_is_said_to_be() {
    let mut rig = few(120, 60);
    rig.keys("/status:pending<CR>Qy");
    assert_eq!(rig.copied.len(), 1);
    rig.expect("sent the whole link");
}

#[test]
fn a_client_is_unlinked_only_where_the_store_would_do_it() {
    let rig = Rig::new(120, 40);
    let client = |name: &str| {
        let made = rig.store.create_client(NewClient::new(name)).unwrap();
        made.client.client_id.clone()
    };
    let (linked, unlinked, revoked) = (client("linked"), client("unlinked"), client("revoked"));
    let new = NewOrchestrator::new("Acme");
    let acme = rig.store.create_orchestrator(new).unwrap().orchestrator.id;
    for id in [&linked, &revoked] {
        rig.store.link_client(Some(acme), id).unwrap();
    }
    rig.store.revoke_client(&revoked).unwrap();
    let unlink = CLIENTS.action("unlink").unwrap();
    for id in [linked, unlinked, revoked] {
        let entry = (CLIENTS.entry)(&rig.store, id.as_str()).unwrap();
        let subject = Subject { id: id.as_str(), owner: None };
        let outcome = (unlink.run)(&rig.store.dry_run(), subject, "{}");
        assert_eq!((unlink.refusal)(&entry).is_some(), outcome.is_err(), "{id}");
    }
}

#[test]
fn a_form_tells_all_that_it_sees_is_wrong_at_once() {
    let mut rig = Rig::new(120, 40);
    rig.go("Payments");
    rig.keys("nabc<C-s>");
    rig.expect("is not a plain decimal number such as 500.00");
    rig.expect("is required");
    let total = rig.store.list_payments(&Default::default(), &PageRequest::first()).unwrap().total;
    assert_eq!(total, 0);
}

#[test]
fn a_question_stands_in_place_of_its_form() {
    let mut rig = few(120, 40);
    rig.keys("/status:pending<CR>afdeclined<C-s>");
    rig.expect("status: pending → failed");
    rig.expect_no("Failure");
    rig.expect_no("^S");
    rig.keys("<Esc>");
    rig.expect("declined");
}

#[test]
fn a_secret_says_whose_it_is_and_only_a_link_has_a_code() {
    let mut rig = Rig::new(120, 40);
    rig.go("Clients");
    rig.keys("nshop<C-s>");
    rig.expect(" New client ");
    rig.expect("It is shown only this once");
    rig.expect_no("QR code");
    rig.keys("Q");
    assert!(matches!(rig.model.popups.last(), Some(Popup::Once(_))));
}

#[test]
fn so_many_are_told_with_their_thousands_apart() {
    assert_eq!(PAYMENTS.counted(1), "1 payment");
    assert_eq!(PAYMENTS.counted(2568), "2,568 payments");
    let mut rig = Rig::new(80, 24);
    rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    rig.go("Payments");
    rig.keys("s");
    rig.expect("[x] newest first");
}
