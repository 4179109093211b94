//! Deliveries on the screen.

use std::time::Duration;

use billfold_core::{
    ClaimRequest, DeliveryFilter, DeliveryReport, DeliveryStatus, NewPayment, NewWebhookEndpoint,
};

use super::rig::Rig;

/// Screens with an endpoint, and so many deliveries that were answered with 500.
fn rig(count: u32) -> Rig {
    let rig = Rig::new(130, 44);
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://x.example/hook")).unwrap();
    for _ in 0..count {
        rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    }
    for claim in rig.store.claim_deliveries(&ClaimRequest::new(count, 60)).unwrap() {
        let (answer, took) = (DeliveryReport::answered(500), Duration::from_millis(12));
        rig.store.report_delivery(claim.delivery_id, claim.attempt, answer, took).unwrap();
    }
    rig
}

fn due(rig: &Rig) -> i64 {
    rig.store.deliveries_due().unwrap().due
}

#[test]
fn a_delivery_shows_its_attempts_and_is_replayed() {
    let mut rig = rig(1);
    rig.go("Deliveries");
    rig.expect("pending");
    rig.expect("500");
    rig.keys("<CR>");
    rig.expect("Try 1");
    rig.expect("HTTP 500");
    rig.expect("12 ms");
    assert_eq!(due(&rig), 0);
    rig.keys("ar");
    rig.expect("failed answers: 1 → 0");
    rig.keys("<Esc>");
    assert_eq!(due(&rig), 0);
    rig.keys("ary");
    assert_eq!(due(&rig), 1);
}

#[test]
fn all_that_match_are_replayed_each_by_itself() {
    let mut rig = rig(3);
    rig.go("Deliveries");
    rig.keys("/code:500<CR>*ar");
    rig.expect("Type 3 to go on");
    rig.keys("3<CR>");
    assert_eq!(due(&rig), 3);
}

#[test]
fn why_one_cannot_be_replayed_is_said_before_it_is_asked_about() {
    let mut rig = rig(1);
    let page = rig.store.list_webhook_endpoints(&Default::default(), &Default::default()).unwrap();
    rig.store.remove_webhook_endpoint(page.items[0].id).unwrap();
    let filter = DeliveryFilter::status(DeliveryStatus::Abandoned);
    assert_eq!(rig.store.list_deliveries(&filter, &Default::default()).unwrap().total, 1);
    rig.go("Deliveries");
    rig.keys("ar");
    rig.expect("the delivery's webhook endpoint was removed");
}
