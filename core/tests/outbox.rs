//! Deliveries against the events and endpoints themselves, after any sequence of operations.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;
mod hooks;

use std::collections::BTreeSet;
use std::sync::Arc;

use billfold_core::{
    ClaimRequest, Completion, Delivery, DeliveryClaim, DeliveryFilter, DeliveryReport,
    DeliveryStatus, Error, ErrorKind, ManualClock, NewClient, NewWebhookEndpoint, PageRequest,
    PaymentId, Result, Store, TEST_TYPE, Timestamp, WebhookEndpointId, WebhookEndpointStatus,
    WebhookEndpointUpdate,
};
use common::files::ten_euros;
use hooks::try_report;
use proptest::prelude::*;

/// An endpoint as the test knows it.
#[derive(Clone)]
struct Known {
    id: WebhookEndpointId,
    types: Option<Vec<&'static str>>,
    is_active: bool,
    is_removed: bool,
}

impl Known {
    fn wants(&self, kind: &str, object_id: &str) -> bool {
        let covers = |pattern: &&str| match *pattern {
            "payment.*" => kind.starts_with("payment."),
            exact => exact == kind,
        };
        self.is_active
            && object_id != self.id.to_string()
            && self.types.as_ref().is_none_or(|types| types.iter().any(covers))
    }
}

struct World {
    store: Store,
    clock: Arc<ManualClock>,
    endpoints: Vec<Known>,
    payments: Vec<PaymentId>,
    claims: Vec<DeliveryClaim>,
    /// Which event must be on its way, or have been, to which endpoint.
    expected: BTreeSet<(i64, WebhookEndpointId)>,
    tests: usize,
    read_to: i64,
}

fn world() -> World {
    let (store, clock) = common::store();
    World {
        store,
        clock,
        endpoints: Vec::new(),
        payments: Vec::new(),
        claims: Vec::new(),
        expected: BTreeSet::new(),
        tests: 0,
        read_to: 0,
    }
}

impl World {
    /// Does something; what the present state refuses is left undone.
    fn act(&mut self, operation: u8, choice: u8) {
        let before = self.endpoints.clone();
        let store = self.store.clone();
        match operation {
            0 => self.add(choice),
            1 => self.switch(choice),
            2 if choice < 60 => self.remove(choice),
            3..=5 => self.payments.push(store.create_payment(ten_euros()).unwrap().id),
            6 => self.complete(&store, choice),
            7 => drop(store.create_client(NewClient::new("Shop")).unwrap()),
            8..=10 => self.claim(choice),
            11..=14 => self.report(choice),
            15 => self.clock.advance_seconds(i64::from(choice) * 20),
            16 => self.test(choice),
            17 => drop(store.replay_deliveries(&self.filter(choice))),
            18 => self.only_try(choice),
            _ => drop(store.sweep(false).unwrap()),
        }
        self.learn(&before);
    }

    /// Notes what the new events mean to those who were told of them.
    fn learn(&mut self, before: &[Known]) {
        for event in self.store.events(self.read_to, 1000).unwrap() {
            let told = before.iter().filter(|known| known.wants(&event.kind, &event.object_id));
            self.expected.extend(told.map(|known| (event.seq, known.id)));
            self.read_to = event.seq;
        }
        for known in self.endpoints.iter_mut().filter(|known| !known.is_removed) {
            let status = self.store.webhook_endpoint(known.id).unwrap().status;
            known.is_active = status == WebhookEndpointStatus::Active;
        }
    }

    fn add(&mut self, choice: u8) {
        let types = match choice % 3 {
            0 => None,
            1 => Some(vec!["payment.*"]),
            _ => Some(vec!["payment.completed", "client.created", "webhook_endpoint.updated"]),
        };
        let mut new = NewWebhookEndpoint::new("https://a.example");
        new.event_types =
            types.as_ref().map(|types| types.iter().map(|&kind| kind.to_owned()).collect());
        let id = self.store.create_webhook_endpoint(new).unwrap().webhook_endpoint.id;
        self.endpoints.push(Known { id, types, is_active: true, is_removed: false });
    }

    fn some(&self, choice: u8) -> Option<WebhookEndpointId> {
        let index = usize::from(choice) % self.endpoints.len().max(1);
        self.endpoints.get(index).map(|known| known.id)
    }

    fn switch(&mut self, choice: u8) {
        let Some(id) = self.some(choice / 2) else { return };
        let status = [WebhookEndpointStatus::Active, WebhookEndpointStatus::Disabled];
        let update = WebhookEndpointUpdate::status(status[usize::from(choice % 2)]);
        let _ = self.store.update_webhook_endpoint(id, update);
    }

    fn remove(&mut self, choice: u8) {
        let Some(id) = self.some(choice) else { return };
        let _ = self.store.remove_webhook_endpoint(id);
        let known = self.endpoints.iter_mut().find(|known| known.id == id).unwrap();
        (known.is_active, known.is_removed) = (false, true);
    }

    fn complete(&self, store: &Store, choice: u8) {
        let index = usize::from(choice) % self.payments.len().max(1);
        if let Some(id) = self.payments.get(index) {
            let _ = store.complete_payment(*id, Completion::new());
        }
    }

    fn claim(&mut self, choice: u8) {
        let request = ClaimRequest::new(u32::from(choice % 7) + 1, 600);
        if choice > 200 {
            self.store.end_delivery_waits().unwrap();
        }
        let claims = self.store.claim_deliveries(&request).unwrap();
        for claim in &claims {
            let known = self.endpoints.iter().find(|known| known.id == claim.endpoint_id).unwrap();
            assert!(known.is_active);
        }
        self.claims.extend(claims);
    }

    /// Reports one of the claims, the lapsed and the reported ones included.
    fn report(&mut self, choice: u8) {
        let index = usize::from(choice) % self.claims.len().max(1);
        let Some(claim) = self.claims.get(index) else { return };
        let report = match choice % 10 {
            0 => DeliveryReport::unanswered("timeout"),
            1 => DeliveryReport::answered(410),
            2..=4 => DeliveryReport::answered(500),
            _ => DeliveryReport::answered(200),
        };
        let arrived = choice % 10 > 4;
        match try_report(&self.store, claim, report) {
            Ok(_) => {}
            Err(error) => assert!(!arrived && error.code() == "claim_lapsed", "{error:?}"),
        }
    }

    fn test(&mut self, choice: u8) {
        let Some(id) = self.some(choice) else { return };
        if self.store.test_webhook(id).is_ok() {
            self.tests += 1;
        }
    }

    fn filter(&self, choice: u8) -> DeliveryFilter {
        let mut filter = DeliveryFilter::default();
        filter.status.add_given(
            [None, Some(DeliveryStatus::Delivered), Some(DeliveryStatus::Abandoned)]
                [usize::from(choice) % 3],
        );
        filter.endpoint.add_given(self.some(choice).filter(|_| choice & 1 == 0));
        filter
    }

    /// A dry run of changes, and a transaction that is taken back.
    fn only_try(&self, choice: u8) {
        let tried = self.store.dry_run();
        tried.create_payment(ten_euros()).unwrap();
        self.complete(&tried, choice);
        let _ = tried.replay_deliveries(&self.filter(choice));
        let failed: Result<()> = self.store.atomically(|store| {
            store.create_payment(ten_euros())?;
            let _ = store.claim_deliveries(&ClaimRequest::new(5, 60));
            self.complete(store, choice);
            Err(store.payment(PaymentId::from_uuid(uuid_of_nobody())).unwrap_err())
        });
        assert_eq!(failed.map_err(|error: Error| error.kind()), Err(ErrorKind::NotFound));
    }

    fn check(&self) {
        let all = walk(&self.store, &DeliveryFilter::default());
        let mut found = BTreeSet::new();
        for delivery in &all {
            if let Some(event) = delivery.event_seq {
                assert!(found.insert((event, delivery.endpoint_id)), "twice: {delivery:?}");
            }
            let is_delivered = delivery.status == DeliveryStatus::Delivered;
            assert_eq!(is_delivered, delivery.delivered_at.is_some());
            let attempts = self.store.delivery(delivery.id).unwrap().attempts_made;
            assert!(attempts.iter().map(|attempt| attempt.number).eq(1..=delivery.attempts));
        }
        assert_eq!(found, self.expected);
        assert_eq!(all.len(), self.expected.len() + self.tests);
        let endpoints = self.endpoints.iter().map(|known| Some(known.id)).chain([None]);
        for endpoint_id in endpoints {
            self.check_filters(&all, endpoint_id);
        }
        let pending = all.iter().filter(|each| each.status == DeliveryStatus::Pending).count();
        let due = self.store.deliveries_due().unwrap();
        assert_eq!(due.pending, i64::try_from(pending).unwrap());
        let now = self.store.now().unwrap();
        assert_eq!(due.due > 0, due.next_due_at.is_some_and(|at| at <= now), "{due:?}");
        assert!(self.store.verify(None).unwrap().intact);
    }

    fn check_filters(&self, all: &[Delivery], endpoint_id: Option<WebhookEndpointId>) {
        let middle = all.get(all.len() / 2).map_or(Timestamp::MIN, |each| each.created_at);
        let object = all.first().and_then(|each| each.object_id.clone());
        for status in DeliveryStatus::ALL.map(Some).into_iter().chain([None]) {
            for by in [
                "all", "type", "types", "test", "object", "others", "from", "before", "refused",
                "tried",
            ] {
                let mut filter = DeliveryFilter::default();
                filter.endpoint.add_given(endpoint_id);
                filter.status.add_given(status);
                let text = match (by, &object) {
                    ("type", _) => "type:payment.created".to_owned(),
                    ("types", _) => "type:payment.* -type:payment.expired".to_owned(),
                    ("test", _) => format!("type:{TEST_TYPE}"),
                    ("object", Some(object)) => format!("object_id:{object}"),
                    ("others", Some(object)) => format!("-object_id:{object}"),
                    ("from", _) => format!("created:>={middle}"),
                    ("before", _) => format!("created:<{middle}"),
                    ("refused", _) => "code:300..599".to_owned(),
                    ("tried", _) => "attempts:>0 sort:created".to_owned(),
                    _ => String::new(),
                };
                let filter = DeliveryFilter::parse(&format!("{filter} {text}")).unwrap();
                let is_object = |each: &&Delivery| each.object_id == object;
                let holds = |each: &&Delivery| {
                    endpoint_id.is_none_or(|id| id == each.endpoint_id)
                        && status.is_none_or(|status| status == each.status)
                        && match by {
                            "type" => each.kind == "payment.created",
                            "types" => {
                                each.kind.starts_with("payment.") && each.kind != "payment.expired"
                            }
                            "test" => each.kind == TEST_TYPE,
                            "object" => object.is_none() || is_object(each),
                            "others" => object.is_none() || !is_object(each),
                            "from" => each.created_at >= middle,
                            "before" => each.created_at < middle,
                            "refused" => each.last_status_code.is_some_and(|code| code >= 300),
                            "tried" => each.attempts > 0,
                            _ => true,
                        }
                };
                let mut expected: Vec<_> = all.iter().filter(holds).map(|each| each.id).collect();
                if by == "tried" {
                    expected.reverse();
                }
                let found = walk(&self.store, &filter).into_iter().map(|each| each.id);
                assert_eq!(found.collect::<Vec<_>>(), expected, "{filter:?}");
            }
        }
    }
}

fn uuid_of_nobody() -> uuid::Uuid {
    uuid::Uuid::nil()
}

/// What a walk through all pages finds, each of which says the same total.
fn walk(store: &Store, filter: &DeliveryFilter) -> Vec<Delivery> {
    let mut page = store.list_deliveries(filter, &PageRequest::first().limit(100)).unwrap();
    let total = page.total;
    let mut found = page.items;
    while let Some(cursor) = page.next_cursor {
        page = store.list_deliveries(filter, &PageRequest::after(cursor).limit(17)).unwrap();
        assert_eq!(page.total, total);
        found.extend(page.items);
    }
    assert_eq!(i64::try_from(found.len()).unwrap(), total, "{filter:?}");
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_event_goes_to_each_endpoint_that_wants_it_once(
        operations in prop::collection::vec((0..20_u8, any::<u8>()), 1..120),
    ) {
        let mut world = world();
        world.act(0, 0);
        for (index, (operation, choice)) in operations.into_iter().enumerate() {
            world.act(operation, choice);
            if index % 20 == 19 {
                world.check();
            }
        }
        world.check();
    }
}
