//! The courier against receivers that behave well and badly, under a clock that the tests set.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers")]

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use billfold_core::{
    Delivery, DeliveryFilter, DeliveryStatus, ManualClock, NewPayment, NewWebhookEndpoint,
    OpenOptions, PageRequest, Secret, Store, Timestamp, WebhookEndpointId, WebhookEndpointStatus,
    verify_signature,
};

use super::courier::{Courier, Orders};
use super::sender::Sender;
use crate::failure::Failure;

#[path = "../../tests/receiver/mod.rs"]
mod receiver;

use receiver::{Receiver, Reply, dead_url};

const START: &str = "2026-04-01T10:00:00Z";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A store with one endpoint, and its clock.
struct Shop {
    store: Store,
    clock: Arc<ManualClock>,
    endpoint: WebhookEndpointId,
    secret: Secret,
}

impl Shop {
    fn new(url: &str) -> Self {
        let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
        let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        let made = store.create_webhook_endpoint(NewWebhookEndpoint::new(url)).unwrap();
        let made = made.into_record();
        let secret = made.secret.unwrap();
        Self { store, clock, endpoint: made.webhook_endpoint.id, secret }
    }

    fn sell(&self) {
        self.store.create_payment(NewPayment::new("10.00", "EUR").unwrap()).unwrap();
    }

    fn now(&self) -> Timestamp {
        self.store.now().unwrap()
    }

    fn step(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    /// Carries all that is due, and answers what was told.
    fn deliver(&self) -> Vec<Delivery> {
        let sender = Sender::new(Duration::from_millis(300), None).unwrap();
        let orders = Orders { jobs: 8, timeout: Duration::from_millis(300), watch: false };
        let mut told = Vec::new();
        let courier = Courier::new(&self.store, &sender, orders, &|| false);
        courier
            .run(|delivery| {
                told.push(delivery.clone());
                Ok(())
            })
            .unwrap_or_else(|failure: Failure| panic!("{failure:?}"));
        told
    }

    /// Carries what is due, which must be one delivery.
    fn deliver_one(&self) -> Delivery {
        let told = self.deliver();
        assert_eq!(told.len(), 1, "{told:?}");
        told.into_iter().next().unwrap()
    }

    fn pending(&self) -> i64 {
        self.store.deliveries_due().unwrap().pending
    }
}

fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.unix_seconds() - from.unix_seconds()
}

#[test]
fn a_good_receiver_gets_each_event_once_and_can_verify_it() {
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let shop = Shop::new(&receiver.url("/hook"));
    (0..5).for_each(|_| shop.sell());
    let told = shop.deliver();
    assert_eq!(told.len(), 5);
    assert!(told.iter().all(|delivery| delivery.status == DeliveryStatus::Delivered));
    let requests = receiver.requests();
    let ids: HashSet<_> = requests.iter().map(|request| request.header("webhook-id")).collect();
    assert_eq!((requests.len(), ids.len()), (5, 5));
    for request in &requests {
        assert_eq!(request.path, "/hook");
        assert_eq!(request.header("content-type"), "application/json");
        let verify = |body: &[u8]| {
            verify_signature(
                &shop.secret,
                request.header("webhook-id"),
                request.header("webhook-timestamp"),
                request.header("webhook-signature"),
                body,
                shop.now(),
            )
        };
        verify(&request.body).unwrap();
        let tampered = [request.body.as_slice(), b" "].concat();
        assert!(verify(&tampered).is_err());
    }
    assert!(shop.deliver().is_empty());
    assert_eq!(shop.pending(), 0);
}

#[test]
fn refusals_follow_the_schedule_until_the_tenth() {
    let receiver = Receiver::new(|_, number| {
        let redirect = vec![("Location", "http://127.0.0.1:9/elsewhere".to_owned())];
        match number % 4 {
            0 => Reply::status(500),
            1 => Reply::status(404),
            2 => Reply::Status(307, redirect),
            _ => Reply::status(503),
        }
    });
    let shop = Shop::new(&receiver.url("/"));
    shop.sell();
    let schedule =
        [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY];
    for (tried, wait) in (1..).zip(schedule) {
        let delivery = shop.deliver_one();
        assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Pending, tried));
        let next = delivery.next_attempt_at.unwrap();
        let waits = seconds_between(shop.now(), next);
        assert!(waits >= wait * 9 / 10 && waits <= wait * 11 / 10 + 1, "{tried}: {waits} s");
        shop.step(waits - 1);
        assert!(shop.deliver().is_empty(), "before its time");
        shop.step(1);
    }
    let delivery = shop.deliver_one();
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Abandoned, 10));
    shop.step(20 * DAY);
    assert!(shop.deliver().is_empty());
    assert_eq!(receiver.requests().len(), 10);
    shop.store.replay_delivery(delivery.id).unwrap();
    assert_eq!(shop.deliver_one().attempts, 11);
}

#[test]
fn a_receiver_that_asks_for_time_gets_it() {
    let receiver = Receiver::new(|_, number| match number {
        0 => Reply::Status(429, vec![("Retry-After", "600".to_owned())]),
        _ => Reply::status(200),
    });
    let shop = Shop::new(&receiver.url("/"));
    shop.sell();
    let next = shop.deliver_one().next_attempt_at.unwrap();
    assert!(seconds_between(shop.now(), next) >= 600);
    shop.step(599);
    assert!(shop.deliver().is_empty());
    shop.step(120);
    assert_eq!(shop.deliver_one().status, DeliveryStatus::Delivered);
}

#[test]
fn a_receiver_that_is_gone_for_good_is_disabled() {
    let receiver = Receiver::new(|_, _| Reply::status(410));
    let shop = Shop::new(&receiver.url("/"));
    shop.sell();
    assert_eq!(shop.deliver_one().last_status_code, Some(410));
    let endpoint = shop.store.webhook_endpoint(shop.endpoint).unwrap();
    assert_eq!(endpoint.status, WebhookEndpointStatus::Disabled);
    shop.step(DAY);
    assert!(shop.deliver().is_empty());
    assert_eq!((shop.pending(), receiver.requests().len()), (1, 1));
}

#[test]
fn what_is_no_answer_does_not_use_the_schedule_up() {
    let silence = || Receiver::new(|_, _| Reply::Silence(Duration::from_secs(2)));
    let receivers = [
        ("a dead host", None),
        ("silence", Some(silence())),
        ("a closed connection", Some(Receiver::new(|_, _| Reply::Close))),
        ("noise", Some(Receiver::new(|_, _| Reply::Noise))),
    ];
    for (what, receiver) in receivers {
        let url = receiver.as_ref().map_or_else(dead_url, |receiver| receiver.url("/"));
        let shop = Shop::new(&url);
        shop.sell();
        for tried in 1..=14 {
            let delivery = shop.deliver_one();
            assert_eq!(delivery.attempts, tried, "{what}");
            assert_eq!(
                (delivery.status, delivery.answered_failures, delivery.last_status_code),
                (DeliveryStatus::Pending, 0, None),
                "{what}"
            );
            assert!(delivery.last_error.is_some_and(|error| !error.is_empty()), "{what}");
            assert!(shop.deliver().is_empty(), "{what}");
            shop.step(HOUR);
            if what == "silence" && tried == 2 {
                break;
            }
        }
    }
}

#[test]
fn an_answer_whose_body_never_ends_is_an_answer() {
    let receiver = Receiver::new(|_, _| Reply::SlowBody);
    let shop = Shop::new(&receiver.url("/"));
    shop.sell();
    let begun = Instant::now();
    assert_eq!(shop.deliver_one().status, DeliveryStatus::Delivered);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_watcher_outlasts_a_store_that_is_busy_when_it_reports() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
    let open = || OpenOptions::new().clock(clock.clone()).patience(Duration::from_millis(20));
    let store = open().create(&path).unwrap();
    let other = open().open(&path).unwrap();
    // While the first request is answered, another begins to write, and goes on for a while.
    let held = Arc::new(Mutex::new(None));
    let holder = Arc::clone(&held);
    let receiver = Receiver::new(move |_, number| {
        if number == 0 {
            *holder.lock().unwrap() = Some(other.begin().unwrap());
        }
        Reply::status(204)
    });
    store.create_webhook_endpoint(NewWebhookEndpoint::new(receiver.url("/"))).unwrap();
    store.create_payment(NewPayment::new("10.00", "EUR").unwrap()).unwrap();
    let timeout = Duration::from_secs(2);
    let sender = Sender::new(timeout, None).unwrap();
    let orders = Orders { jobs: 1, timeout, watch: true };
    let begun = Instant::now();
    let is_done = || {
        if begun.elapsed() > Duration::from_millis(1500) {
            drop(held.lock().unwrap().take());
            clock.advance_seconds(60);
        }
        let is_delivered = store.deliveries_due().is_ok_and(|due| due.pending == 0);
        is_delivered || begun.elapsed() > Duration::from_secs(30)
    };
    Courier::new(&store, &sender, orders, &is_done).run(|_| Ok(())).unwrap();
    assert_eq!(store.deliveries_due().unwrap().pending, 0);
    assert_eq!(receiver.requests().len(), 2);
}

#[test]
fn a_week_offline_loses_nothing_and_costs_little() {
    const SALES: usize = 10_000;
    let is_online = Arc::new(AtomicBool::new(false));
    let online = Arc::clone(&is_online);
    let receiver = Receiver::new(move |_, _| {
        if online.load(Ordering::SeqCst) { Reply::status(200) } else { Reply::Close }
    });
    let shop = Shop::new(&receiver.url("/"));
    for _ in 0..SALES / 500 {
        let sell = |store: &Store| {
            for _ in 0..500 {
                store.create_payment(NewPayment::new("10.00", "EUR")?)?;
            }
            Ok(())
        };
        shop.store.atomically(sell).unwrap();
        shop.deliver();
        shop.step(7 * DAY * 500 / i64::try_from(SALES).unwrap());
    }
    let offline = receiver.requests().len();
    assert!(offline < 200, "{offline} requests were made in vain");
    assert_eq!(shop.pending(), i64::try_from(SALES).unwrap());

    is_online.store(true, Ordering::SeqCst);
    let told = shop.deliver();
    assert_eq!(told.len(), SALES);
    assert_eq!(shop.pending(), 0);
    let requests = receiver.requests().split_off(offline);
    let ids: HashSet<_> = requests.iter().map(|request| request.header("webhook-id")).collect();
    assert_eq!((requests.len(), ids.len()), (SALES, SALES));
    let filter = DeliveryFilter::status(DeliveryStatus::Delivered);
    let page = shop.store.list_deliveries(&filter, &PageRequest::first()).unwrap();
    assert_eq!(page.total, i64::try_from(SALES).unwrap());
}
