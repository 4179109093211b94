//! What only the inside can show: the sweep, and rules without a store.

use std::sync::Arc;

use super::*;
use crate::store::options::OpenOptions;
use crate::value::time::ManualClock;
use crate::{EventFilter, NewClient, PageRequest};

/// A store with a client `client_xyz`, and the clock it goes by.
fn shop() -> (Store, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse().unwrap()));
    let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
    store.create_client(NewClient::new("XYZ").with_id("client_xyz".parse().unwrap())).unwrap();
    (store, clock)
}

fn create(store: &Store, user: &str, lifetime: Lifetime) -> RequestToLink {
    let new = NewRequestToLink::new(user).with_client("client_xyz".parse().unwrap());
    store.create_request_to_link(new.with_lifetime(lifetime)).unwrap().into_record()
}

fn sweep_now(store: &Store, limit: i64) -> usize {
    store.write(move |transaction| sweep(transaction, limit)).unwrap()
}

fn total(store: &Store, status: RequestToLinkStatus) -> i64 {
    let filter = RequestToLinkFilter::status(status);
    let page = store.list_requests_to_link(&filter, &PageRequest::first()).unwrap();
    assert_eq!(page.items.len(), usize::try_from(page.total).unwrap());
    page.total
}

#[test]
fn a_sweep_makes_permanent_what_every_read_says_already() {
    let (store, clock) = shop();
    let begun = create(&store, "begun", Lifetime::Seconds(60));
    let waiting = create(&store, "waiting", Lifetime::Seconds(90));
    let lasting = create(&store, "lasting", Lifetime::Never);
    let session = store.proceed_request_to_link(&begun.id).unwrap();
    let token = session.link_token.as_ref().unwrap().expose();

    clock.advance_seconds(90);
    let before = store.request_to_link(&begun.id).unwrap();
    let refusal = store.complete_link_session(token).unwrap_err();
    assert_eq!(total(&store, RequestToLinkStatus::Expired), 2);
    assert_eq!(sweep_now(&store, 1), 1);
    assert_eq!(sweep_now(&store, 10), 1);
    assert_eq!(sweep_now(&store, 10), 0);

    let after = store.request_to_link(&begun.id).unwrap();
    let expected = RequestToLink { version: 3, updated_at: store.now().unwrap(), ..before.clone() };
    assert_eq!(after, expected);
    assert_eq!(before.session_url, None);
    assert_eq!(before.link_token_id.as_deref(), Some(token));
    let swept_refusal = store.complete_link_session(token).unwrap_err();
    for refusal in [refusal, swept_refusal] {
        assert_eq!(refusal.code(), "invalid_transition");
        assert_eq!(refusal.current_status(), Some("EXPIRED"));
    }
    assert_eq!(total(&store, RequestToLinkStatus::Expired), 2);
    assert_eq!(total(&store, RequestToLinkStatus::Pending), 1);
    assert_eq!(total(&store, RequestToLinkStatus::InProgress), 0);
    assert!(store.request_to_link(&lasting.id).unwrap().status.is_open());

    let filter = EventFilter::parse("type:request_to_link.expired").unwrap();
    let events = store.list_events(&filter, &PageRequest::first()).unwrap();
    let told: Vec<_> = events
        .items
        .iter()
        .map(|event| (event.object_id.as_str(), event.previous_status.as_deref()))
        .collect();
    assert_eq!(
        told,
        [(waiting.id.as_str(), Some("PENDING")), (begun.id.as_str(), Some("IN_PROGRESS"))]
    );
}

#[test]
fn a_clock_set_back_does_not_bring_an_expired_request_back() {
    let (store, clock) = shop();
    let request = create(&store, "user", Lifetime::Seconds(60));
    clock.advance_seconds(60);
    assert_eq!(store.request_to_link(&request.id).unwrap().status, RequestToLinkStatus::Expired);
    clock.advance_seconds(-3600);
    assert_eq!(store.request_to_link(&request.id).unwrap().status, RequestToLinkStatus::Expired);
}

#[test]
fn statuses_are_spelled_as_the_seed_has_them() {
    let spelled = RequestToLinkStatus::ALL.map(RequestToLinkStatus::as_str);
    assert_eq!(spelled, ["PENDING", "IN_PROGRESS", "COMPLETED", "CANCELLED", "EXPIRED"]);
    for status in RequestToLinkStatus::ALL {
        assert_eq!(status.as_str().parse::<RequestToLinkStatus>().unwrap(), status);
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
    }
    assert!("pending".parse::<RequestToLinkStatus>().is_err());
}

#[test]
fn a_lifetime_is_a_number_of_seconds_or_never() {
    let read = |value: &str| {
        let json = format!(r#"{{"clientUserId":"u","expires_in":{value}}}"#);
        NewRequestToLink::from_json(&json).map(|new| new.lifetime)
    };
    let good = [
        ("null", Lifetime::Default),
        ("1", Lifetime::Seconds(1)),
        ("315360000", Lifetime::Seconds(315_360_000)),
        ("\"never\"", Lifetime::Never),
    ];
    for (value, lifetime) in good {
        assert_eq!(read(value).unwrap(), lifetime, "{value}");
    }
    for value in ["0", "-1", "315360001", "1.0", "1e3", "\"60\"", "\"Never\"", "true", "{}"] {
        let error = read(value).unwrap_err();
        assert_eq!(error.fields()[0].field, "expires_in", "{value}");
    }
}

#[test]
fn no_debug_form_shows_a_token() {
    let (store, _) = shop();
    let request = create(&store, "user", Lifetime::Default);
    let session = store.proceed_request_to_link(&request.id).unwrap();
    let token = session.link_token.as_ref().unwrap().expose().to_owned();
    let change = StatusChange::new(RequestToLinkStatus::InProgress).with_link_token(&token);
    let request = store.request_to_link(&request.id).unwrap();
    assert!(request.session_url.as_ref().unwrap().ends_with(&token));
    for shown in [format!("{session:?}"), format!("{request:?}"), format!("{change:?}")] {
        assert!(!shown.contains(&token), "{shown}");
        assert!(shown.contains(mask_token(&token).trim_start_matches("lt_")), "{shown}");
    }
}
