//! The dashboard: its numbers, where they lead, what it begins, and how it stays up to date.

use std::collections::BTreeSet;
use std::time::Duration;

use billfold_core::{
    ClaimRequest, Completion, DeliveryReport, Lifetime, NewClient, NewCustomer, NewLinkIntent,
    NewOrchestrator, NewPayment, NewRequestToLink, NewWebhookEndpoint, PageRequest, Payment,
    PaymentFailure, WebhookEndpointStatus, WebhookEndpointUpdate,
};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::rig::Rig;
use crate::app::collection::Target;
use crate::app::input::Input;
use crate::app::msg::Msg;
use crate::app::place::Content;
use crate::app::sheet::Sheet;

fn take(rig: &Rig, amount: &str, currency: &str) -> Payment {
    rig.store.create_payment(NewPayment::new(amount, currency).unwrap()).unwrap().into_record()
}

fn complete(rig: &Rig, payment: &Payment) {
    rig.store.complete_payment(payment.id, Completion::new()).unwrap();
}

/// Some of everything, over three days.
fn fill(rig: &Rig) {
    for amount in ["500.00", "1250.50"] {
        complete(rig, &take(rig, amount, "USD"));
        rig.clock.advance_seconds(86_400);
    }
    complete(rig, &take(rig, "7.5", "EUR"));
    let failed = take(rig, "9", "EUR");
    let failure = PaymentFailure::from_json(r#"{"code": "card_declined"}"#).unwrap();
    rig.store.fail_payment(failed.id, failure).unwrap();
    let late = take(rig, "20", "USD");
    rig.clock.advance_seconds(7200);
    rig.store.record_late_payment(late.id, Completion::new()).unwrap();
    let client = rig.store.create_client(NewClient::new("Corner Shop")).unwrap().into_record();
    for user in ["ana", "ben"] {
        let request = NewRequestToLink::new(user).with_client(client.client.client_id.clone());
        rig.store.create_request_to_link(request).unwrap();
    }
    let acme = rig.store.create_orchestrator(NewOrchestrator::new("Acme")).unwrap();
    let invited = NewLinkIntent::new("Shop").from_orchestrator(acme.orchestrator.id);
    rig.store.create_link_intent(invited.clone().expires_in(60)).unwrap();
    rig.store.create_link_intent(invited.expires_in(30 * 86_400)).unwrap();
    rig.store.create_customer(NewCustomer::named("Ana M.")).unwrap();
    take(rig, "3", "USD");
}

fn sheet(rig: &mut Rig) -> &Sheet {
    match &rig.model.place_mut().content {
        Content::Sheet(sheet) => sheet,
        Content::List(_) => panic!("no sheet"),
    }
}

/// What the cursor comes by on its way down, with where each leads.
fn lines(rig: &mut Rig) -> Vec<(String, Option<Target>)> {
    rig.keys("g");
    let mut lines = Vec::new();
    loop {
        let sheet = sheet(rig);
        let before = sheet.cursor();
        lines.push((sheet.value().unwrap_or_default(), sheet.target().cloned()));
        rig.keys("j");
        if self::sheet(rig).cursor() == before {
            return lines;
        }
    }
}

fn total(rig: &Rig) -> i64 {
    rig.model.place().listing().unwrap().list.total.unwrap()
}

/// Opens each list that a number leads to: its total is that number. Answers with their filters.
pub(super) fn follow(rig: &mut Rig) -> BTreeSet<String> {
    let all = lines(rig);
    let mut followed = BTreeSet::new();
    for (number, (value, target)) in all.iter().enumerate() {
        let Some(Target::List(_, query)) = target else { continue };
        rig.keys("g");
        rig.keys(&"j".repeat(number));
        rig.keys("<CR>");
        let mut words = value.split_whitespace().map(|word| word.replace(',', ""));
        // A bar has its name first, a line its count.
        let count = words.find_map(|word| word.parse::<i64>().ok()).unwrap_or(1);
        assert_eq!(total(rig), count, "{value}: {query:?}");
        followed.insert(query.text());
        rig.keys("[");
    }
    followed
}

/// Something of all that needs somebody, and beside it what is like it and does not.
pub(super) fn neglect(rig: &Rig) {
    let client = rig.store.create_client(NewClient::new("Shop")).unwrap().into_record();
    let ask = |user: &str| {
        let request = NewRequestToLink::new(user).with_client(client.client.client_id.clone());
        rig.store.create_request_to_link(request.with_lifetime(Lifetime::Seconds(60))).unwrap();
    };
    take(rig, "1", "USD");
    ask("ana");
    rig.clock.advance_seconds(3600);
    rig.store.sweep(false).unwrap();
    let [mut endpoints, mut claimed] = [Vec::new(), Vec::new()];
    for name in ["gone", "given-up", "silent", "off"] {
        let new = NewWebhookEndpoint::new(format!("https://{name}.example/hook"));
        let made = rig.store.create_webhook_endpoint(new).unwrap().into_record();
        endpoints.push(made.webhook_endpoint.id);
    }
    let [gone, given_up, silent, off] = endpoints[..] else { panic!("four endpoints") };
    let disabled = WebhookEndpointUpdate::status(WebhookEndpointStatus::Disabled);
    rig.store.update_webhook_endpoint(off, disabled).unwrap();
    take(rig, "2", "USD");
    take(rig, "3", "EUR");
    ask("ben");
    for _ in 0..12 {
        let claims = rig.store.claim_deliveries(&ClaimRequest::new(100, 60)).unwrap();
        for claim in claims {
            let report = match claim.endpoint_id {
                id if id == given_up => DeliveryReport::answered(500),
                id if id == silent => DeliveryReport::unanswered("no route"),
                _ => DeliveryReport::answered(503),
            };
            claimed.push(claim.endpoint_id);
            let took = Duration::from_millis(5);
            rig.store.report_delivery(claim.delivery_id, claim.attempt, report, took).unwrap();
        }
        rig.clock.advance_seconds(2 * 86_400);
    }
    assert!([gone, given_up, silent].iter().all(|id| claimed.contains(id)));
    rig.store.remove_webhook_endpoint(gone).unwrap();
    take(rig, "4", "USD");
    complete(rig, &take(rig, "5", "USD"));
    rig.clock.advance_seconds(60);
}

#[test]
fn an_empty_store_says_what_to_do_first() {
    let mut rig = Rig::new(100, 30);
    rig.expect("Nothing is here yet: what to do first");
    rig.keys("<CR>");
    rig.expect("No payment was taken yet");
    rig.keys("n5<CR>EUR<C-s>[");
    rig.expect_no("Nothing is here yet");
    rig.expect("○ pending  1  5.00 EUR");
}

#[test]
fn every_number_opens_the_list_of_what_was_counted() {
    let mut rig = Rig::new(100, 60);
    fill(&rig);
    rig.keys("<C-r>");
    for shown in [
        "✓ completed  3 █",
        "✗ failed     1 █",
        "✓ 2026-11-22  1                7.50 EUR",
        "✓ 2026-11-21  1  1,250.50 USD           █",
        "Payments by status and currency",
        "○ pending    1      3.00 USD",
        "✓ completed  1      7.50 EUR",
        "✓ completed  2  1,750.50 USD",
        "⊖ expired    1     20.00 USD",
        "⊕ paid late  1     20.00 USD",
        "completed: 1 in 24 h",
        "payment paid late  20.00 USD",
        "customers      1 ›",
        "○ PENDING  2",
        "1 open, to expire within 24 hours",
        "2 open ›",
    ] {
        rig.expect(shown);
    }
    let followed = follow(&mut rig);
    assert!(followed.len() >= 10, "{followed:?}");
}

#[test]
fn what_needs_somebody_opens_what_was_counted() {
    let mut rig = Rig::new(120, 60);
    neglect(&rig);
    rig.keys("<C-r>");
    let followed = follow(&mut rig);
    for filter in [
        "overdue:yes sort:-expires",
        "overdue:yes",
        "status:disabled",
        "status:active answering:no",
        "status:abandoned -endpoint_status:deleted",
    ] {
        assert!(followed.contains(filter), "{filter}: {followed:?}");
    }
}

#[test]
fn a_store_that_was_only_set_up_says_what_to_do_first() {
    let mut rig = Rig::new(100, 40);
    rig.expect("Nothing is here yet: what to do first");
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://shop.example/h")).unwrap();
    rig.keys("<C-r>");
    rig.expect("Nothing is here yet: what to do first");
    rig.expect("webhook endpoint created");
    rig.expect_no("Completed by the hour");
    take(&rig, "3", "USD");
    rig.keys("<C-r>");
    rig.expect_no("Nothing is here yet");
    rig.expect("Completed by the hour");
}

#[test]
fn what_happened_leads_to_its_record_or_to_the_event() {
    let mut rig = Rig::new(100, 60);
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://shop.example/h")).unwrap();
    let payment = take(&rig, "12000", "USD");
    rig.keys("<C-r>");
    rig.expect("14:00  payment created  12,000.00 USD  owner ›");
    let targets: Vec<_> = lines(&mut rig).into_iter().filter_map(|(_, target)| target).collect();
    let records = targets.iter().filter_map(|target| match target {
        Target::Record(collection, id) => Some((collection.name, id.clone())),
        Target::List(..) => None,
    });
    let records: Vec<_> = records.collect();
    assert_eq!(records[0], ("payments", payment.id.to_string()));
    assert_eq!(records.len(), 2);
}

#[test]
fn what_needs_somebody_is_told_and_done_away_with() {
    let mut rig = Rig::new(100, 60);
    let made = rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://a.example/h"));
    take(&rig, "3", "USD");
    rig.keys("<C-r>");
    rig.expect("nothing needs you");
    let disabled = WebhookEndpointUpdate::status(WebhookEndpointStatus::Disabled);
    let endpoint = made.unwrap().into_record().webhook_endpoint.id;
    rig.store.update_webhook_endpoint(endpoint, disabled).unwrap();
    rig.feed(Msg::Changed(Ok(())));
    rig.expect("1 disabled, told of nothing new");
    // Nobody changes anything, yet time goes by.
    rig.wait(3600);
    rig.expect("1 overdue, not yet swept");
    rig.keys("a");
    rig.expect("Make permanent what is overdue, with its events");
    rig.keys("<CR>");
    rig.expect("Sweep: 1 payments and 0 requests to link expired");
    rig.expect_no("overdue");
    let expired = rig.store.list_events(&"type:payment.expired".parse().unwrap(), &page());
    assert_eq!(expired.unwrap().total, 1);
}

fn page() -> PageRequest {
    PageRequest::first()
}

#[test]
fn a_clock_that_is_not_believed_is_told_and_can_be_said_to_be_right() {
    let mut rig = Rig::new(100, 40);
    take(&rig, "3", "USD");
    rig.clock.advance_seconds(400 * 86_400);
    rig.keys("<C-r>a<CR>");
    rig.expect("nothing was swept");
    rig.keys("<Esc>");
    rig.expect("is not believed: see the actions");
    rig.keys("aj<CR>");
    rig.expect("The clock is right");
    rig.keys("<C-s>");
    rig.expect("nobody said that it is right");
    rig.expect("is not believed: see the actions");
    rig.keys("aj<CR>t<C-s>");
    rig.expect("1 payments and 0 requests to link expired");
    rig.expect("nothing needs you");
}

#[test]
fn hours_stand_in_the_zone_that_is_shown() {
    let mut rig = Rig::new(100, 40);
    complete(&rig, &take(&rig, "3", "USD"));
    complete(&rig, &take(&rig, "3", "EUR"));
    rig.clock.advance_seconds(3600);
    rig.keys("<C-r>");
    // It was noon in Greenwich, and the screens are two hours east of it.
    rig.expect("completed: 2 in 24 h, most 2 at 14:00");
    rig.expect("16                22                04                10             15");
}

#[test]
fn a_wide_terminal_has_two_columns_that_the_cursor_goes_about_in() {
    let mut rig = Rig::new(160, 48);
    fill(&rig);
    rig.keys("<C-r>");
    assert_eq!(sheet(&mut rig).columns(), 2);
    let first = rig.screen().lines().nth(3).unwrap().to_owned();
    assert!(first.contains("Needs attention") && first.contains("Recent actions"), "{first}");
    let wide = lines(&mut rig);
    // From the first line to the right, and back.
    rig.keys("g");
    let left = sheet(&mut rig).value();
    rig.keys("<Right>");
    let right = sheet(&mut rig).value().unwrap();
    assert!(right.starts_with("payment created"), "{right}");
    rig.keys("<Right>");
    assert_eq!(sheet(&mut rig).value().unwrap(), right);
    rig.keys("<Left>");
    assert_eq!(sheet(&mut rig).value(), left);
    // The same lines are come by in one column.
    rig.feed(Msg::Input(Input::Resize(100, 24)));
    rig.keys("<C-r>");
    assert_eq!(sheet(&mut rig).columns(), 1);
    let narrow = lines(&mut rig);
    let values = |lines: &[(String, _)]| lines.iter().map(|(value, _)| value.clone()).collect();
    let (wide, narrow): (Vec<_>, Vec<_>) = (values(&wide), values(&narrow));
    assert_eq!(wide, narrow);
    rig.expect("events");
}

#[test]
fn a_click_chooses_in_the_column_that_it_is_in() {
    let mut rig = Rig::new(160, 48);
    fill(&rig);
    rig.keys("<C-r>%");
    for (column, row, chosen) in [(100, 5, "customer created"), (5, 7, "pending")] {
        let kind = MouseEventKind::Down(MouseButton::Left);
        let modifiers = KeyModifiers::NONE;
        rig.feed(Msg::Input(Input::Mouse(MouseEvent { kind, column, row, modifiers })));
        let value = sheet(&mut rig).value().unwrap();
        assert!(value.starts_with(chosen), "{value}\n{}", rig.screen());
    }
}

#[test]
fn the_cursor_stays_on_what_it_was_on_when_numbers_come_and_go() {
    let mut rig = Rig::new(100, 40);
    complete(&rig, &take(&rig, "3", "USD"));
    rig.keys("<C-r>jj");
    let before = sheet(&mut rig).target().cloned();
    let cursor = sheet(&mut rig).cursor();
    assert!(before.is_some());
    // Lines come in above it.
    take(&rig, "1", "EUR");
    take(&rig, "1", "USD");
    rig.feed(Msg::Changed(Ok(())));
    assert_eq!(sheet(&mut rig).target().cloned(), before);
    assert_eq!(sheet(&mut rig).cursor(), cursor + 1);
}

#[test]
fn it_is_drawn_at_every_size() {
    let mut rig = Rig::new(80, 24);
    fill(&rig);
    rig.keys("<C-r>");
    for width in (1..200).step_by(7) {
        for height in 1..40 {
            rig.feed(Msg::Input(Input::Resize(width, height)));
            rig.screen();
            rig.keys("G<PageUp>g<PageDown>lh");
        }
    }
}

#[test]
fn deliveries_that_nobody_sends_are_told_of_and_led_to() {
    let mut rig = Rig::new(100, 40);
    let hook = NewWebhookEndpoint::new("https://x.example/hook");
    rig.store.create_webhook_endpoint(hook).unwrap();
    for _ in 0..3 {
        rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    }
    rig.keys("<C-r>");
    rig.expect_no("deliver --watch");
    rig.wait(59);
    rig.keys("<C-r>");
    rig.expect_no("deliver --watch");
    rig.wait(1);
    rig.keys("<C-r>");
    rig.expect("3 wait; billfold deliver --watch sends them");
    rig.reach(
        |target| matches!(target, Target::List(collection, _) if collection.name == "deliveries"),
    );
    rig.keys("<CR>");
    rig.expect("due:yes");
    rig.expect("1 of 3");
}
