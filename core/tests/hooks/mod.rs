//! A store with webhook endpoints, and the small words in which their tests speak.

#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::time::Duration;

use billfold_core::{
    ClaimRequest, Delivery, DeliveryClaim, DeliveryFilter, DeliveryId, DeliveryReport,
    NewWebhookEndpoint, PageRequest, Result, Secret, Store, WebhookEndpointId,
};

/// How long claims are leased in these tests, in seconds.
pub(crate) const LEASE: u32 = 60;

/// A new endpoint of payments' creation alone, and its secret.
pub(crate) fn endpoint(store: &Store, host: &str) -> (WebhookEndpointId, Secret) {
    let new = NewWebhookEndpoint::new(format!("https://{host}.example/hooks"));
    let made = store.create_webhook_endpoint(new.event_types(["payment.created"])).unwrap();
    let made = made.into_record();
    (made.webhook_endpoint.id, made.secret.unwrap())
}

/// So many payments, each an event that endpoints of [`endpoint`] are told.
pub(crate) fn pay(store: &Store, count: usize) {
    for _ in 0..count {
        store.create_payment(crate::common::files::ten_euros()).unwrap();
    }
}

/// What is due, up to so many.
pub(crate) fn claim(store: &Store, limit: u32) -> Vec<DeliveryClaim> {
    store.claim_deliveries(&ClaimRequest::new(limit, LEASE)).unwrap()
}

/// The one that is due.
pub(crate) fn claim_one(store: &Store) -> DeliveryClaim {
    let mut claims = claim(store, 100);
    assert_eq!(claims.len(), 1, "{claims:?}");
    claims.remove(0)
}

pub(crate) fn try_report(
    store: &Store,
    claim: &DeliveryClaim,
    report: DeliveryReport,
) -> Result<Delivery> {
    let duration = Duration::from_millis(120);
    store.report_delivery(claim.delivery_id, claim.attempt, report, duration)
}

/// Reports an answer of this status.
pub(crate) fn answer(store: &Store, claim: &DeliveryClaim, status: u16) -> Delivery {
    try_report(store, claim, DeliveryReport::answered(status)).unwrap()
}

/// Reports that no answer came.
pub(crate) fn silence(store: &Store, claim: &DeliveryClaim) -> Delivery {
    try_report(store, claim, DeliveryReport::unanswered("connection refused")).unwrap()
}

/// The delivery, in one line: `pending after 1, next in 300`.
pub(crate) fn stand(store: &Store, id: DeliveryId) -> String {
    let delivery = store.delivery(id).unwrap().delivery;
    let next = delivery.next_attempt_at.map_or_else(String::new, |at| {
        format!(", next in {}", at.seconds_since(store.now().unwrap()))
    });
    format!("{} after {}{next}", delivery.status, delivery.answered_failures)
}

/// How many deliveries a list of this filter has.
pub(crate) fn total(store: &Store, filter: &DeliveryFilter) -> i64 {
    store.list_deliveries(filter, &PageRequest::first()).unwrap().total
}

/// The newest delivery.
pub(crate) fn newest(store: &Store) -> Delivery {
    let page = store.list_deliveries(&DeliveryFilter::default(), &PageRequest::first()).unwrap();
    page.items.into_iter().next().unwrap()
}
