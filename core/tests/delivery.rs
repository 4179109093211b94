//! When deliveries are tried, and what follows from each answer, under a stepped clock.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;
mod hooks;

use std::sync::Arc;
use std::time::Duration;

use billfold_core::{
    AttemptOutcome, ClaimRequest, DeliveryFilter, DeliveryReport, DeliveryStatus, ManualClock,
    PageRequest, Store, WebhookEndpointStatus, WebhookEndpointUpdate,
};
use common::refusal;
use hooks::{
    LEASE, answer, claim, claim_one, endpoint, newest, pay, silence, stand, total, try_report,
};

const DAY: i64 = 86_400;

/// A store with one endpoint and one delivery that is due.
fn one_due() -> (Store, Arc<ManualClock>) {
    let (store, clock) = common::store();
    endpoint(&store, "a");
    pay(&store, 1);
    (store, clock)
}

/// Steps to the second at which the next claim is due, which must be within ten per cent of this.
fn step_to_next(store: &Store, clock: &ManualClock, about: i64) {
    let spread = about / 10;
    clock.advance_seconds(about - spread - 1);
    assert!(claim(store, 1).is_empty(), "due before {about} seconds less a tenth");
    let due = store.deliveries_due().unwrap();
    let said = due.next_due_at.unwrap().seconds_since(store.now().unwrap());
    assert!((1..=2 * spread + 1).contains(&said), "{said} of {about}");
    assert_eq!(due.due, 0);
    clock.advance_seconds(said - 1);
    assert!(claim(store, 1).is_empty(), "before it said it would be due");
    clock.advance_seconds(1);
    assert_eq!(store.deliveries_due().unwrap().due, 1);
}

#[test]
fn ten_answered_failures_take_the_schedule_and_no_more() {
    let (store, clock) = one_due();
    let waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    for (number, wait) in (1..).zip(waits) {
        let claim = claim_one(&store);
        assert_eq!(claim.attempt, number);
        let delivery = answer(&store, &claim, 500);
        assert_eq!(
            (delivery.status, delivery.answered_failures),
            (DeliveryStatus::Pending, number)
        );
        assert_eq!(delivery.last_status_code, Some(500));
        step_to_next(&store, &clock, wait);
    }
    let claim = claim_one(&store);
    let delivery = answer(&store, &claim, 500);
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Abandoned, 10));
    assert_eq!(delivery.next_attempt_at, None);
    clock.advance_seconds(30 * DAY);
    assert!(hooks::claim(&store, 1).is_empty());
    assert_eq!(store.deliveries_due().unwrap().next_due_at, None);
}

#[test]
fn what_follows_from_each_answer() {
    for (status, retry_after, expected) in [
        (200, None, "delivered after 0"),
        (299, None, "delivered after 0"),
        (204, Some("3600"), "delivered after 0"),
        (301, None, "pending after 1, next in 5"),
        (404, None, "pending after 1, next in 5"),
        (429, Some("120"), "pending after 1, next in 120"),
        (503, Some("1"), "pending after 1, next in 5"),
        (503, Some("Wed, 01 Apr 2026 10:10:00 GMT"), "pending after 1, next in 600"),
        (503, Some("Wed, 01 Apr 2020 10:10:00 GMT"), "pending after 1, next in 5"),
        (503, Some("999999999"), "pending after 1, next in 86400"),
        (503, Some("in a while"), "pending after 1, next in 5"),
        (199, None, "pending after 1, next in 5"),
        (600, None, "pending after 1, next in 5"),
    ] {
        let (store, _) = one_due();
        let claim = claim_one(&store);
        let retry_after = retry_after.map(str::to_owned);
        let report = DeliveryReport::Answered { status, retry_after: retry_after.clone() };
        try_report(&store, &claim, report).unwrap();
        assert_eq!(stand(&store, claim.delivery_id), expected, "{status} {retry_after:?}");
        let attempt = store.delivery(claim.delivery_id).unwrap().attempts_made.remove(0);
        assert_eq!(attempt.outcome, AttemptOutcome::Answered);
        assert_eq!((attempt.status_code, attempt.duration_milliseconds), (Some(status), Some(120)));
    }
    let (store, _) = one_due();
    let claim = claim_one(&store);
    for status in [0, 99, 1000] {
        let refused = try_report(&store, &claim, DeliveryReport::answered(status)).unwrap_err();
        assert_eq!(common::bad_fields(&refused), ["status"]);
    }
}

#[test]
fn an_endpoint_that_is_gone_is_disabled_and_its_deliveries_wait() {
    let (store, clock) = one_due();
    pay(&store, 1);
    let claims = claim(&store, 2);
    let id = claims[0].endpoint_id;
    clock.advance_seconds(1);
    answer(&store, &claims[0], 410);
    let endpoint = store.webhook_endpoint(id).unwrap();
    assert_eq!((endpoint.status, endpoint.version), (WebhookEndpointStatus::Disabled, 2));
    let event = store.events(0, 100).unwrap().pop().unwrap();
    assert_eq!(
        (event.kind.as_str(), event.previous_status.as_deref()),
        ("webhook_endpoint.updated", Some("active"))
    );
    // The other one that was under way says the same: no second event.
    let count = store.log_head().unwrap().count;
    clock.advance_seconds(1);
    answer(&store, &claims[1], 410);
    assert_eq!(store.log_head().unwrap().count, count);
    pay(&store, 1);
    assert_eq!(total(&store, &DeliveryFilter::default()), 2, "disabled: nothing new is queued");
    clock.advance_seconds(40 * DAY);
    assert!(claim(&store, 9).is_empty());
    let refused = store.claim_delivery(claims[0].delivery_id, LEASE).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/endpoint_disabled (disabled)");
    let refused = store.test_webhook(id).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/endpoint_disabled (disabled)");
    let on = WebhookEndpointUpdate::status(WebhookEndpointStatus::Active);
    store.update_webhook_endpoint(id, on).unwrap();
    let claims = claim(&store, 9);
    assert_eq!(claims.len(), 2);
    assert_eq!(answer(&store, &claims[0], 200).status, DeliveryStatus::Delivered);
    assert_eq!(store.delivery(claims[1].delivery_id).unwrap().delivery.answered_failures, 0);
}

#[test]
fn what_was_sent_before_an_endpoint_changed_does_not_disable_it() {
    let (store, clock) = one_due();
    let claim = claim_one(&store);
    clock.advance_seconds(1);
    let update = WebhookEndpointUpdate::from_json(r#"{"url": "https://new.example"}"#).unwrap();
    store.update_webhook_endpoint(claim.endpoint_id, update).unwrap();
    answer(&store, &claim, 410);
    assert_eq!(stand(&store, claim.delivery_id), "pending after 1, next in 5");
    let endpoint = store.webhook_endpoint(claim.endpoint_id).unwrap();
    assert_eq!(endpoint.status, WebhookEndpointStatus::Active);
    clock.advance_seconds(5);
    assert_eq!(claim_one(&store).url, "https://new.example");
}

#[test]
fn a_claim_that_is_not_reported_in_time_is_due_again() {
    let (store, clock) = one_due();
    let first = claim_one(&store);
    assert!(claim(&store, 9).is_empty(), "it is claimed");
    let shown = store.delivery(first.delivery_id).unwrap();
    assert_eq!(shown.delivery.claimed_until, Some(first.lease_ends_at));
    assert_eq!(shown.attempts_made[0].outcome, AttemptOutcome::UnderWay);
    clock.advance_seconds(i64::from(LEASE) - 1);
    assert!(claim(&store, 9).is_empty());
    let refused = store.claim_delivery(first.delivery_id, LEASE).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/delivery_claimed");
    clock.advance_seconds(1);
    let shown = store.delivery(first.delivery_id).unwrap();
    assert_eq!(shown.attempts_made[0].outcome, AttemptOutcome::Lapsed);
    assert_eq!(shown.delivery.claimed_until, None);
    let second = claim_one(&store);
    assert_eq!((first.attempt, second.attempt), (1, 2));
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    // What the first one says now counts only if it is good.
    let late = try_report(&store, &first, DeliveryReport::answered(500)).unwrap_err();
    assert_eq!(refusal(&late), "conflict/claim_lapsed");
    let late = try_report(&store, &first, DeliveryReport::unanswered("timeout")).unwrap_err();
    assert_eq!(refusal(&late), "conflict/claim_lapsed");
    assert_eq!(answer(&store, &first, 200).status, DeliveryStatus::Delivered);
    // The second one was sent in vain; that it was refused is noted and changes nothing.
    let noted = answer(&store, &second, 500);
    assert_eq!((noted.status, noted.last_status_code), (DeliveryStatus::Delivered, Some(500)));
    let outcomes: Vec<_> = store.delivery(first.delivery_id).unwrap().attempts_made;
    let outcomes: Vec<_> = outcomes.iter().map(|each| (each.outcome, each.status_code)).collect();
    let answered = AttemptOutcome::Answered;
    assert_eq!(outcomes, [(answered, Some(200)), (answered, Some(500))]);
    let again = answer(&store, &first, 500);
    assert_eq!(again.status, DeliveryStatus::Delivered, "reported before: no change");
    let missing =
        store.report_delivery(first.delivery_id, 3, DeliveryReport::answered(200), Duration::ZERO);
    assert_eq!(refusal(&missing.unwrap_err()), "not_found/not_found");
}

#[test]
fn how_long_an_attempt_took_is_told_if_it_is_known() {
    for duration in [None, Some(Duration::ZERO), Some(Duration::from_millis(7))] {
        let (store, _) = one_due();
        let claim = claim_one(&store);
        let report = DeliveryReport::answered(200);
        store.report_delivery(claim.delivery_id, claim.attempt, report, duration).unwrap();
        let attempt = store.delivery(claim.delivery_id).unwrap().attempts_made.remove(0);
        assert_eq!(attempt.duration_milliseconds, duration.map(|each| each.as_millis() as i64));
    }
}

#[test]
fn a_failure_that_is_reported_late_counts_while_nobody_else_has_the_delivery() {
    let (store, clock) = one_due();
    let first = claim_one(&store);
    clock.advance_seconds(i64::from(LEASE) * 2);
    assert_eq!(answer(&store, &first, 500).answered_failures, 1);
    assert_eq!(stand(&store, first.delivery_id), "pending after 1, next in 5");
}

#[test]
fn an_endpoint_without_answers_is_left_alone_and_found_again_by_one_delivery() {
    let (store, clock) = common::store();
    let (id, _) = endpoint(&store, "a");
    pay(&store, 50);
    let claims = claim(&store, 20);
    assert_eq!(claims.len(), 20);
    for claim in &claims {
        assert_eq!(silence(&store, claim).answered_failures, 0);
    }
    // Twenty at once without an answer are one step, and each of them has its own.
    let state = || {
        let endpoint = store.webhook_endpoint(id).unwrap();
        let wait = endpoint.retry_at.map(|at| at.seconds_since(store.now().unwrap()));
        (endpoint.unanswered, wait)
    };
    assert_eq!(state(), (1, Some(5)));
    assert!(claim(&store, 20).is_empty());
    for (step, wait) in [(2, 300), (3, 1800), (4, 1800), (5, 1800)] {
        let before = state().1.unwrap();
        clock.advance_seconds(before - 1);
        assert!(claim(&store, 20).is_empty());
        assert_eq!(store.deliveries_due().unwrap().due, 0);
        clock.advance_seconds(1);
        assert_eq!(store.deliveries_due().unwrap().due, 1);
        let probe = claim_one(&store);
        assert!(claim(&store, 20).is_empty(), "one at a time");
        assert_eq!(store.deliveries_due().unwrap().due, 0);
        silence(&store, &probe);
        assert_eq!(state(), (step, Some(wait)));
    }
    // A week like that.
    let mut probes = std::collections::BTreeSet::new();
    let mut attempts = 0;
    for _ in 0..7 * 48 {
        clock.advance_seconds(1800);
        let probe = claim_one(&store);
        probes.insert(probe.delivery_id);
        silence(&store, &probe);
        attempts += 1;
    }
    assert_eq!((attempts, probes.len()), (336, 50), "all of them have their turn");
    // The first answer, even a refusal, and all that is due leaves.
    clock.advance_seconds(1800);
    let probe = claim_one(&store);
    answer(&store, &probe, 500);
    assert_eq!(state(), (0, None));
    clock.advance_seconds(1800);
    let mut drained = 0;
    loop {
        let claims = claim(&store, 7);
        if claims.is_empty() {
            break;
        }
        drained += claims.len();
        claims.iter().for_each(|claim| drop(answer(&store, claim, 200)));
    }
    assert_eq!(drained, 50);
    assert_eq!(total(&store, &DeliveryFilter::status(DeliveryStatus::Delivered)), 50);
}

#[test]
fn a_probe_that_is_not_reported_makes_room_for_another() {
    let (store, clock) = common::store();
    endpoint(&store, "a");
    pay(&store, 3);
    silence(&store, &claim(&store, 1)[0]);
    clock.advance_seconds(5);
    let killed = claim_one(&store);
    clock.advance_seconds(i64::from(LEASE) - 1);
    assert!(claim(&store, 9).is_empty());
    clock.advance_seconds(1);
    let other = claim_one(&store);
    assert_ne!(killed.delivery_id, other.delivery_id, "the one that waited longest");
    answer(&store, &other, 200);
    assert_eq!(claim(&store, 9).len(), 2);
}

#[test]
fn one_delivery_that_always_times_out_does_not_stop_the_others() {
    let (store, clock) = common::store();
    endpoint(&store, "a");
    pay(&store, 40);
    let poison = claim_one_of(&store);
    silence(&store, &poison);
    let mut delivered = 0;
    for _ in 0..200 {
        clock.advance_seconds(60);
        for claim in claim(&store, 3) {
            if claim.delivery_id == poison.delivery_id {
                silence(&store, &claim);
            } else {
                answer(&store, &claim, 200);
                delivered += 1;
            }
        }
    }
    assert_eq!(delivered, 39);
    assert_eq!(store.delivery(poison.delivery_id).unwrap().delivery.answered_failures, 0);
}

fn claim_one_of(store: &Store) -> billfold_core::DeliveryClaim {
    claim(store, 1).remove(0)
}

#[test]
fn an_operator_may_try_an_endpoint_that_is_being_left_alone() {
    let (store, clock) = common::store();
    let (id, _) = endpoint(&store, "a");
    pay(&store, 3);
    let claims = claim(&store, 3);
    claims.iter().for_each(|claim| drop(silence(&store, claim)));
    clock.advance_seconds(5);
    silence(&store, &claim_one(&store));
    assert_eq!(store.webhook_endpoint(id).unwrap().unanswered, 2);
    assert!(claim(&store, 9).is_empty());
    let third = claims[2].delivery_id;
    let named = store.claim_delivery(third, LEASE).unwrap();
    answer(&store, &named, 200);
    assert_eq!(store.webhook_endpoint(id).unwrap().unanswered, 0, "it answers");
    let refused = store.claim_delivery(third, LEASE).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/invalid_transition (delivered)");
}

#[test]
fn waits_that_are_ended_leave_one_probe_and_what_was_refused() {
    let (store, clock) = common::store();
    let ids = ["a", "b"].map(|name| endpoint(&store, name).0);
    pay(&store, 1);
    // Neither answers, three times: endpoints and deliveries both wait for half an hour.
    for wait in [5, 300, 1800] {
        let claims = claim(&store, 9);
        assert_eq!(claims.len(), 2);
        claims.iter().for_each(|claim| drop(silence(&store, claim)));
        clock.advance_seconds(wait - i64::from(wait == 1800) * 1800);
    }
    pay(&store, 1);
    assert!(claim(&store, 9).is_empty());
    assert_eq!(store.deliveries_due().unwrap().due, 0);
    store.end_delivery_waits().unwrap();
    assert_eq!(store.deliveries_due().unwrap().due, 2, "one of each finds out");
    let probes = claim(&store, 9);
    assert_eq!(probes.iter().map(|probe| probe.endpoint_id).collect::<Vec<_>>(), ids);
    // Nothing is sent beside a probe that is out.
    store.end_delivery_waits().unwrap();
    assert!(claim(&store, 9).is_empty());
    silence(&store, &probes[0]);
    assert_eq!(store.webhook_endpoint(ids[0]).unwrap().unanswered, 4, "it was a probe");
    answer(&store, &probes[1], 500);
    let rest = claim_one(&store);
    assert_eq!(rest.endpoint_id, ids[1]);
    answer(&store, &rest, 200);
    // What an answer refused keeps its time.
    store.end_delivery_waits().unwrap();
    assert_eq!(claim_one(&store).endpoint_id, ids[0]);
}

#[test]
fn after_thirty_days_the_next_failure_is_the_last_but_there_is_one() {
    for (days, report, expected) in [
        (29, DeliveryReport::answered(500), "pending after 1, next in 5"),
        (29, DeliveryReport::unanswered("offline"), "pending after 0, next in 5"),
        (30, DeliveryReport::answered(500), "abandoned after 1"),
        (30, DeliveryReport::unanswered("offline"), "abandoned after 0"),
        (400, DeliveryReport::answered(200), "delivered after 0"),
    ] {
        let (store, clock) = one_due();
        clock.advance_seconds(days * DAY);
        store.sweep(true).unwrap();
        let claim = claim_one(&store);
        try_report(&store, &claim, report).unwrap();
        assert_eq!(stand(&store, claim.delivery_id), expected, "{days}");
    }
    // Replayed, it has thirty days again.
    let (store, clock) = one_due();
    clock.advance_seconds(30 * DAY);
    store.sweep(true).unwrap();
    let claim = claim_one(&store);
    answer(&store, &claim, 500);
    store.replay_delivery(claim.delivery_id).unwrap();
    answer(&store, &claim_one(&store), 500);
    assert_eq!(stand(&store, claim.delivery_id), "pending after 1, next in 5");
}

#[test]
fn a_replay_is_due_at_once_under_the_same_id_and_keeps_its_attempts() {
    let (store, _) = one_due();
    let first = claim_one(&store);
    answer(&store, &first, 200);
    let id = first.delivery_id;
    let replayed = store.once("k").unwrap().replay_delivery(id).unwrap();
    assert_eq!((replayed.status, replayed.delivered_at), (DeliveryStatus::Pending, None));
    assert!(store.once("k").unwrap().replay_delivery(id).unwrap().replayed);
    // The report of before, made again, is not one of the replay.
    assert_eq!(answer(&store, &first, 200).status, DeliveryStatus::Pending);
    let second = claim_one(&store);
    assert_eq!((second.attempt, second.header("webhook-id")), (2, first.header("webhook-id")));
    assert_eq!(second.body, first.body);
    // While it is being sent, a replay does not have it sent beside that.
    store.replay_delivery(id).unwrap();
    assert!(claim(&store, 9).is_empty());
    answer(&store, &second, 500);
    assert_eq!(stand(&store, id), "pending after 1, next in 5");
    store.remove_webhook_endpoint(second.endpoint_id).unwrap();
    assert_eq!(stand(&store, id), "abandoned after 1");
    let refused = store.replay_delivery(id).unwrap_err();
    assert_eq!(refusal(&refused), "conflict/endpoint_deleted");
    assert_eq!(store.delivery(id).unwrap().attempts_made.len(), 2, "its deliveries are kept");
}

#[test]
fn many_are_replayed_by_filter() {
    let (store, clock) = common::store();
    let (a, _) = endpoint(&store, "a");
    let (b, _) = endpoint(&store, "b");
    let (removed, _) = endpoint(&store, "removed");
    pay(&store, 600);
    let noon = store.now().unwrap().plus_seconds(7200);
    clock.set(noon);
    pay(&store, 10);
    store.remove_webhook_endpoint(removed).unwrap();
    loop {
        let claims = claim(&store, 100);
        if claims.is_empty() {
            break;
        }
        let keep =
            |claim: &billfold_core::DeliveryClaim| if claim.endpoint_id == a { 200 } else { 302 };
        claims.iter().for_each(|claim| drop(answer(&store, claim, keep(claim))));
    }
    clock.advance_seconds(1);
    let replay = |filter: &DeliveryFilter| store.replay_deliveries(filter).unwrap();
    let mut filter = DeliveryFilter::endpoint(a);
    filter.status.add(DeliveryStatus::Delivered);
    let filter = DeliveryFilter::parse(&format!("{filter} created:>={noon}")).unwrap();
    assert_eq!(store.dry_run().replay_deliveries(&filter).unwrap(), 10);
    assert_eq!((replay(&filter), replay(&filter)), (10, 0));
    assert_eq!(store.deliveries_due().unwrap().due, 10);
    let filter = DeliveryFilter::endpoint(a);
    let filter = DeliveryFilter::parse(&format!("{filter} created:<{noon}")).unwrap();
    assert_eq!(replay(&filter), 600);
    let created = DeliveryFilter::parse("type:payment.created").unwrap();
    assert_eq!(replay(&created), 1220, "not those of the one that was removed");
    let newest = newest(&store);
    let text = format!("event:{} endpoint:{b}", newest.event_seq.unwrap());
    assert_eq!(replay(&DeliveryFilter::parse(&text).unwrap()), 1);
    let object = newest.object_id.unwrap();
    for (endpoint, expected) in [(b, 1), (removed, 0)] {
        let text = format!("type:payment.created object_id:{object} endpoint:{endpoint}");
        assert_eq!(replay(&DeliveryFilter::parse(&text).unwrap()), expected);
    }
    let guarded = store.once("k").unwrap().replay_deliveries(&DeliveryFilter::default());
    assert_eq!(refusal(&guarded.unwrap_err()), "unsupported/unsupported");
}

#[test]
fn all_endpoints_have_their_turn() {
    let (store, _) = common::store();
    let (big, _) = endpoint(&store, "big");
    pay(&store, 90);
    let (small, _) = endpoint(&store, "small");
    pay(&store, 10);
    let of = |claims: &[billfold_core::DeliveryClaim], id| {
        claims.iter().filter(|claim| claim.endpoint_id == id).count()
    };
    let claims = claim(&store, 8);
    assert_eq!((of(&claims, big), of(&claims, small)), (4, 4));
    // One at a time, they take turns.
    let turns: Vec<_> = (0..6).map(|_| claim_one_of(&store).endpoint_id).collect();
    assert_eq!(turns.iter().filter(|id| **id == big).count(), 3);
    // What one does not need the other has.
    let claims = claim(&store, 50);
    assert_eq!((of(&claims, big), of(&claims, small)), (47, 3));
    assert_eq!(claim(&store, 100).len(), 46);
    assert!(claim(&store, 100).is_empty());
}

#[test]
fn a_test_is_signed_and_tried_like_any_other_and_is_in_no_log() {
    let (store, _) = common::store();
    let (id, _) = endpoint(&store, "a");
    let count = store.log_head().unwrap().count;
    let test = store.test_webhook(id).unwrap().into_record();
    assert_eq!((test.kind.as_str(), test.event_id), (billfold_core::TEST_TYPE, None));
    assert_eq!(store.log_head().unwrap().count, count);
    let claim = store.claim_delivery(test.id, LEASE).unwrap();
    assert_eq!(claim.header("webhook-id"), Some(test.id.to_string().as_str()));
    assert_eq!(
        String::from_utf8(claim.body.clone()).unwrap(),
        format!(
            r#"{{"type":"webhook_endpoint.test","timestamp":"{}","data":{{"endpoint_id":"{id}","delivery_id":"{}"}}}}"#,
            test.created_at, test.id
        )
    );
    answer(&store, &claim, 200);
    let text = format!("type:{}", billfold_core::TEST_TYPE);
    let filter = DeliveryFilter::parse(&text).unwrap();
    assert_eq!(total(&store, &filter), 1);
}

#[test]
fn what_cannot_be_claimed_is_said() {
    let (store, _) = one_due();
    for (limit, lease, fields) in [
        (0, 60, "limit"),
        (101, 60, "limit"),
        (1, 0, "lease_seconds"),
        (0, 3601, "limit lease_seconds"),
    ] {
        let refused = store.claim_deliveries(&ClaimRequest::new(limit, lease)).unwrap_err();
        assert_eq!(common::bad_fields(&refused).join(" "), fields);
    }
    let refused = store.dry_run().claim_deliveries(&ClaimRequest::new(1, 1)).unwrap_err();
    assert_eq!(refusal(&refused), "unsupported/unsupported");
    let id = newest(&store).id;
    assert_eq!(
        refusal(&store.dry_run().claim_delivery(id, 1).unwrap_err()),
        "unsupported/unsupported"
    );
    let printed = format!("{:?}", claim_one(&store));
    assert!(!printed.contains("v1,") && printed.contains("webhook_id"), "{printed}");
}

#[test]
fn a_week_offline_costs_a_handful_of_attempts_and_loses_nothing() {
    const EVENTS: usize = 10_000;
    const PROBES_OF_A_WEEK: i64 = 7 * 48;
    let (store, clock) = common::store();
    let (id, _) = endpoint(&store, "a");
    for _ in 0..7 {
        let queue = |store: &Store| {
            pay(store, EVENTS / 7 + 1);
            Ok(())
        };
        store.atomically(queue).unwrap();
        let end = store.now().unwrap().plus_seconds(DAY);
        while store.now().unwrap() < end {
            claim(&store, 100).iter().for_each(|claim| drop(silence(&store, claim)));
            clock.advance_seconds(60);
        }
    }
    let count = |status| total(&store, &DeliveryFilter::status(status));
    let queued = count(DeliveryStatus::Pending);
    assert!(queued >= i64::try_from(EVENTS).unwrap());
    let back = store.now().unwrap();
    // The first hundred were under way when the network went; then one each half an hour.
    let attempts = attempts_of_all(&store);
    assert!(attempts <= PROBES_OF_A_WEEK + 110, "{attempts} attempts");
    let mut begun = None;
    while count(DeliveryStatus::Delivered) < queued {
        let claims = claim(&store, 100);
        if claims.is_empty() {
            clock.advance_seconds(10);
            continue;
        }
        begun.get_or_insert(store.now().unwrap());
        store
            .atomically(|store| {
                claims.iter().for_each(|claim| drop(answer(store, claim, 200)));
                Ok(())
            })
            .unwrap();
    }
    let seconds = |at: billfold_core::Timestamp| at.seconds_since(back);
    assert!(seconds(begun.unwrap()) <= 1810, "draining begins within half an hour");
    assert!(seconds(store.now().unwrap()) <= 3620, "and ends soon after");
    assert_eq!(store.webhook_endpoint(id).unwrap().pending, 0);
    assert_eq!(attempts_of_all(&store), attempts + queued);
}

/// How often anything was claimed.
fn attempts_of_all(store: &Store) -> i64 {
    let mut page = PageRequest::first().limit(100);
    let mut attempts = 0;
    loop {
        let found = store.list_deliveries(&DeliveryFilter::default(), &page).unwrap();
        attempts += found.items.iter().map(|delivery| delivery.attempts).sum::<i64>();
        let Some(cursor) = found.next_cursor else { return attempts };
        page = PageRequest::after(cursor).limit(100);
    }
}

#[test]
fn the_file_itself_refuses_what_the_code_must_never_ask() {
    let (_folder, path) = common::files::place();
    let store = Store::create(&path).unwrap();
    let (removed, _) = endpoint(&store, "removed");
    store.remove_webhook_endpoint(removed).unwrap();
    endpoint(&store, "a");
    pay(&store, 2);
    answer(&store, &claim(&store, 1)[0], 200);
    let file = common::files::plain(&path);
    for (edit, reason) in [
        ("UPDATE delivery SET status = 'abandoned', delivered_at = NULL", "delivered is not"),
        ("UPDATE delivery SET attempts = attempts + 2", "attempts grow by one"),
        ("UPDATE delivery SET attempts = attempts - 1", "attempts grow by one"),
        ("UPDATE delivery SET endpoint = 1", "attempts grow by one"),
        ("UPDATE delivery SET claimed = 1", "CHECK constraint failed"),
        ("UPDATE delivery SET delivered_at = NULL", "CHECK constraint failed"),
        (
            "INSERT INTO delivery (id, endpoint, event, type, status, attempts,
                answered_failures, unanswered, claimed, next_at, queued_at, created_at, updated_at)
            SELECT randomblob(16), endpoint, event, type, 'pending', 0, 0, 0, 0, 0, 0, 0, 0
            FROM delivery",
            "UNIQUE constraint failed",
        ),
        ("UPDATE webhook_endpoint SET status = 'active', version = version + 1", "is final"),
        ("UPDATE webhook_endpoint SET url = 'https://x' WHERE seq = 2", "version grows by one"),
        (
            "INSERT INTO webhook_secret (endpoint, secret, created_at) VALUES (2, 'x', 0)",
            "UNIQUE constraint failed",
        ),
    ] {
        let refused = file.execute_batch(edit).unwrap_err().to_string();
        assert!(refused.contains(reason), "{edit}: {refused}");
    }
}
