//! What details and tables show of records, and what they are called there.

use std::time::Duration;

use billfold_core::{
    ClaimRequest, DeliveryReport, NewBiller, NewPayment, NewRequestToLink, NewWebhookEndpoint,
    Payment, Settings,
};

use super::rig::Rig;
use super::world;
use crate::app::collection::{FieldInput, Form, On};
use crate::app::popup::Popup;
use crate::app::screens::collections;

fn payment(rig: &Rig, body: &str) -> Payment {
    rig.store.create_payment(NewPayment::from_json(body).unwrap()).unwrap().into_record()
}

#[test]
fn a_sheet_tells_how_much_of_it_there_is_no_room_for() {
    let mut rig = Rig::new(80, 24);
    payment(&rig, r#"{"amount":"5","currency":"USD"}"#);
    rig.go("Payments");
    rig.expect("↓ 2 more");
    rig.keys("lG");
    rig.expect("↑ 2 more");
    rig.expect_no("↓");
    // Where all has room, nothing is said.
    let mut rig = Rig::on(rig.store, rig.clock, 80, 60);
    rig.go("Payments");
    rig.expect_no(" more");
}

#[test]
fn a_long_text_is_read_in_the_details_as_a_whole() {
    let words: Vec<String> = (100..140).map(|number| format!("w{number}")).collect();
    for (width, height) in [(80, 50), (120, 40), (40, 30)] {
        let mut rig = Rig::new(width, height);
        let description = words.join(" ");
        let body = format!(r#"{{"amount":"5","currency":"USD","description":"{description}"}}"#);
        payment(&rig, &body);
        rig.go("Payments");
        rig.keys("l");
        for word in &words {
            rig.expect(word);
        }
        rig.reach_label("description");
        rig.keys("y");
        assert_eq!(rig.copied, [description]);
    }
}

#[test]
fn a_narrow_list_keeps_what_it_is_for() {
    let rig = Rig::new(120, 40);
    payment(&rig, r#"{"amount":"1234567.89","currency":"USD","customer":{"name":"Ana"}}"#);
    world::client(&rig.store, "cli_a");
    let request = r#"{"client_id":"cli_a","client_user_id":"u1"}"#;
    rig.store.create_request_to_link(NewRequestToLink::from_json(request).unwrap()).unwrap();
    let heading = |rig: &mut Rig, title: &str| {
        rig.go(title);
        let screen = rig.screen();
        let line = screen.lines().find(|line| line.contains("STATUS")).unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    let mut rig = Rig::on(rig.store, rig.clock, 120, 40);
    let payments = heading(&mut rig, "Payments");
    assert!(payments.contains("ID STATUS AMOUNT CUR CUSTOMER CREATED"), "{payments}");
    rig.expect("1,234,567.89");
    let requests = heading(&mut rig, "Requests");
    assert!(requests.contains("ID STATUS USER BILLER CREATED EXPIRES"), "{requests}");
    let mut rig = Rig::on(rig.store, rig.clock, 40, 10);
    let payments = heading(&mut rig, "Payments");
    assert!(payments.contains("ID STATUS AMOUNT CUR"), "{payments}");
    rig.expect("1234567.89 USD");
}

#[test]
fn a_delivery_tells_what_came_of_it_and_where_it_goes() {
    let mut rig = Rig::new(120, 40);
    let new = NewWebhookEndpoint::from_json(r#"{"url":"https://x.example/hook"}"#).unwrap();
    rig.store.create_webhook_endpoint(new).unwrap();
    let made = payment(&rig, r#"{"amount":"5","currency":"USD"}"#);
    rig.store.expire_payment(made.id).unwrap();
    for claim in rig.store.claim_deliveries(&ClaimRequest::new(9, 60)).unwrap() {
        let (answer, took) = (DeliveryReport::answered(500), Duration::from_millis(12));
        rig.store.report_delivery(claim.delivery_id, claim.attempt, answer, took).unwrap();
    }
    rig.go("Deliveries");
    rig.expect("STATUS      TYPE                      CODE TRIES NEXT");
    rig.expect("payment.expired");
    rig.expect(" 500     1 14:00");
    rig.keys("<Down>");
    rig.expect("endpoint        https://x.example/hook");
    rig.expect("answered HTTP 500");
    let mut rig = Rig::on(rig.store, rig.clock, 160, 40);
    rig.go("Deliveries");
    rig.expect("ENDPOINT");
    let list = rig.screen().lines().filter(|line| line.contains("https://x")).count();
    assert!(list >= 2, "the list names no endpoint:\n{}", rig.screen());
}

#[test]
fn what_has_ended_tells_when_and_waits_for_nothing() {
    let mut rig = Rig::new(120, 40);
    let made = payment(&rig, r#"{"amount":"5","currency":"USD"}"#);
    rig.go("Payments");
    rig.expect(", in 1 h");
    rig.wait(60);
    rig.store.expire_payment(made.id).unwrap();
    rig.keys("<C-r>");
    rig.expect("expires at    2026-11-20 15:00:00 +02:00 ");
    rig.expect("expired at    2026-11-20 14:01:00 +02:00, 0 s ago");
    rig.expect_no(", in ");
    world::client(&rig.store, "cli_a");
    let new =
        NewRequestToLink::from_json(r#"{"client_id":"cli_a","client_user_id":"u1"}"#).unwrap();
    let request = rig.store.create_request_to_link(new).unwrap();
    rig.store.cancel_request_to_link(&request.id, None).unwrap();
    rig.go("Requests");
    rig.expect("cancelled at");
    rig.expect_no(", in ");
}

#[test]
fn a_field_is_called_alike_in_forms_and_details() {
    for collection in collections() {
        let forms = collection.actions.iter().filter_map(|action| {
            let is_its = matches!(action.name, "new" | "edit") || action.on == On::One;
            let form: Form = (action.form.filter(|_| is_its)?)(None);
            Some((action.name, form))
        });
        for (action, form) in forms {
            for field in form.fields {
                let is_shown = collection.facts.iter().any(|fact| fact.path == field.path);
                // A question is asked in its own words.
                if !is_shown || matches!(field.input, FieldInput::Flag) {
                    continue;
                }
                let (form, details) = (field.label, collection.label(field.path));
                let name = collection.name;
                assert_eq!(form.to_lowercase(), details.to_lowercase(), "{action} of {name}");
            }
        }
        for (path, _) in collection.labels {
            let columns = collection.columns.iter().map(|cells| cells.column);
            let mut known = columns.chain(collection.facts.iter().copied()).map(|it| it.path);
            let is_known = known.any(|it| it == *path) || collection.trees.contains(path);
            assert!(is_known, "{path} of {} is shown nowhere", collection.name);
        }
    }
}

#[test]
fn lengths_of_time_are_told_and_asked_for_in_their_own_unit() {
    let mut rig = Rig::new(120, 40);
    rig.go("Settings");
    rig.expect("intents expire after");
    rig.expect(" 2d");
    rig.expect_no("172800");
    let before: Settings = rig.store.settings().unwrap();
    rig.keys("e");
    let Some(Popup::Form(form)) = rig.model.popups.last() else { panic!("no form") };
    let state = form.fields.iter().find(|it| it.field.path == "link_intent_lifetime_seconds");
    assert_eq!(state.unwrap().input.value(), "2d");
    rig.keys("<C-s>");
    let now = rig.store.settings().unwrap();
    let lengths = |it: &Settings| (it.link_intent_lifetime_seconds, it.payment_lifetime_seconds);
    assert_eq!(lengths(&now), lengths(&before));
    rig.keys("<Esc>e<Tab><Tab><Tab><Tab><Tab><Tab><C-u>3d<C-s>");
    assert_eq!(rig.store.settings().unwrap().link_intent_lifetime_seconds, 259_200);
    rig.expect(" 3d");
}

#[test]
fn a_list_that_needs_an_owner_says_how_and_goes_by_its_name() {
    let mut rig = Rig::new(120, 40);
    let acme = world::orchestrator(&rig.store, "Acme");
    world::orchestrator(&rig.store, "Bolt");
    rig.go("Fees");
    rig.expect("o chooses the orchestrator whose records are listed.");
    rig.expect("o whose");
    rig.expect_no("n new");
    rig.expect_no("a actions");
    rig.expect_no("…");
    rig.keys("oAcme<CR>");
    rig.expect(" of Acme ");
    rig.expect_no(&acme.to_string());
    rig.expect("n new");
}

#[test]
fn details_tell_the_names_of_whom_a_record_names() {
    let mut rig = Rig::new(120, 40);
    let acme = world::orchestrator(&rig.store, "Acme");
    let client = world::client(&rig.store, "cli_kiosk");
    rig.store.link_client(Some(acme), &client).unwrap();
    let body =
        r#"{"amount":"5","currency":"USD","client_id":"cli_kiosk","customer":{"name":"Ana"}}"#;
    payment(&rig, body);
    rig.store.put_biller(NewBiller::new("Water").with_id("water_co".parse().unwrap())).unwrap();
    rig.go("Links");
    rig.expect("orchestrator  Acme  org_…");
    rig.go("Payments");
    rig.expect("client         cli_kiosk  cli_kiosk ›");
    rig.go("Billers");
    rig.expect("status      ● active");
    rig.reach_label("status");
    rig.keys("y");
    assert_eq!(rig.copied, ["true"]);
}
