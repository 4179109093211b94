//! Webhook endpoints, what they are told of, and how it is signed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;
mod hooks;

use std::sync::Arc;

use billfold_core::{
    ClaimRequest, Clock as _, Completion, Credential, DeliveryFilter, ManualClock, NewApiKey,
    NewClient, NewPayment, NewRequestToLink, NewWebhookEndpoint, OpenOptions, PageRequest, Secret,
    Store, SystemClock, Timestamp, WebhookEndpointFilter, WebhookEndpointStatus,
    WebhookEndpointUpdate, verify_signature,
};
use common::files::ten_euros;
use common::{bad_fields, keys, refusal};
use hooks::{answer, claim, claim_one, endpoint, newest, pay, total};
use standardwebhooks::Webhook;

/// A store whose clock stands at the system's time, as the published verifiers want it.
fn store_of_today() -> (Store, Arc<ManualClock>) {
    let now = Timestamp::from_unix_seconds(SystemClock.unix_milliseconds() / 1000);
    let clock = Arc::new(ManualClock::new(now));
    (OpenOptions::new().clock(clock.clone()).in_memory().unwrap(), clock)
}

#[test]
fn an_endpoint_is_made_read_changed_and_removed() {
    let (store, clock) = common::store();
    let json = r#"{"url": "https://shop.example/hooks?token=tok_1", "description": "Till",
        "eventTypes": ["payment.*", "client.created", "payment.*"]}"#;
    let new = NewWebhookEndpoint::from_json(json).unwrap();
    let made = store.once("k").unwrap().create_webhook_endpoint(new.clone()).unwrap();
    let secret = made.secret.clone().unwrap();
    assert!(secret.expose().starts_with("whsec_") && secret.expose().len() == 50);
    let json = serde_json::to_string(&made).unwrap();
    assert_eq!(
        keys(&json),
        [
            "id",
            "url",
            "description",
            "event_types",
            "status",
            "unanswered",
            "retry_at",
            "pending",
            "abandoned",
            "created_at",
            "updated_at",
            "version",
            "secret",
        ]
    );
    let made_endpoint = &made.webhook_endpoint;
    assert_eq!(made_endpoint.event_types.as_deref().unwrap(), ["payment.*", "client.created"]);
    let id = made_endpoint.id;
    assert_eq!(store.webhook_endpoint(id).unwrap(), *made_endpoint);
    assert_eq!(store.webhook_secret(id).unwrap(), secret);
    let again = store.once("k").unwrap().create_webhook_endpoint(new).unwrap();
    assert!(again.replayed && again.secret.is_none() && again.webhook_endpoint.id == id);

    clock.advance_seconds(1);
    let update = r#"{"eventTypes": null, "description": null, "status": "disabled"}"#;
    let update = WebhookEndpointUpdate::from_json(update).unwrap();
    let stale = store.if_version(7).update_webhook_endpoint(id, update.clone()).unwrap_err();
    assert_eq!(
        (refusal(&stale).as_str(), stale.current_version()),
        ("conflict/version_changed", Some(1))
    );
    let changed = store.if_version(1).update_webhook_endpoint(id, update.clone()).unwrap();
    assert_eq!((changed.version, changed.event_types.as_ref()), (2, None));
    assert_eq!(changed.status, WebhookEndpointStatus::Disabled);
    assert_eq!(store.update_webhook_endpoint(id, update).unwrap().version, 2, "no change");
    let list = |status| {
        store.list_webhook_endpoints(&WebhookEndpointFilter::status(status), &PageRequest::first())
    };
    assert_eq!(list(None).unwrap().total, 1);
    assert_eq!(list(Some(WebhookEndpointStatus::Disabled)).unwrap().items[0].id, id);
    assert_eq!(list(Some(WebhookEndpointStatus::Active)).unwrap().total, 0);
    let refused = list(Some(WebhookEndpointStatus::Deleted)).unwrap_err();
    assert_eq!(bad_fields(&refused), ["status"]);

    let removed = store.remove_webhook_endpoint(id).unwrap();
    assert_eq!((removed.status, removed.version), (WebhookEndpointStatus::Deleted, 3));
    assert_eq!(list(None).unwrap().total, 0);
    for gone in [
        store.webhook_endpoint(id).map(drop),
        store.webhook_secret(id).map(drop),
        store.remove_webhook_endpoint(id).map(drop),
        store.rotate_webhook_secret(id).map(drop),
        store.test_webhook(id).map(drop),
        store.update_webhook_endpoint(id, WebhookEndpointUpdate::default()).map(drop),
    ] {
        assert_eq!(refusal(&gone.unwrap_err()), "not_found/not_found");
    }
    let events = store.events(0, 100).unwrap();
    let told: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        told,
        ["webhook_endpoint.created", "webhook_endpoint.updated", "webhook_endpoint.deleted"]
    );
    assert_eq!(events[1].previous_status.as_deref(), Some("active"));
    assert!(events[0].data.as_str().contains(r#""url":"https://shop.example/…""#));
    assert!(events.iter().all(|event| !event.data.as_str().contains("tok_1")));
}

#[test]
fn a_bad_endpoint_is_refused_and_every_fault_named() {
    let (store, _) = common::store();
    let refused = |json: &str| {
        let error = NewWebhookEndpoint::from_json(json).unwrap_err();
        bad_fields(&error).join(" ")
    };
    for (json, fields) in [
        ("{}", "url"),
        (r#"{"url": "ftp://a.example"}"#, "url"),
        (r#"{"url": "https://user:pass@a.example/x"}"#, "url"),
        (r#"{"url": "https://a.example", "eventTypes": []}"#, "event_types"),
        (r#"{"url": "https://a.example", "eventTypes": ["payment.nonsense"]}"#, "event_types"),
        (r#"{"url": "https://a.example", "eventTypes": ["*"]}"#, "event_types"),
        (r#"{"url": "https://a.example", "eventTypes": "payment.*"}"#, "event_types"),
        (r#"{"url": "https://a.example", "secret": "whsec_c2hvcnQ="}"#, "secret"),
        (r#"{"url": "https://a.example", "secret": "short"}"#, "secret"),
        (
            r#"{"url": "x", "description": "\u0007", "secret": "", "more": 1}"#,
            "url description secret more",
        ),
    ] {
        assert_eq!(refused(json), fields, "{json}");
    }
    let mut new = NewWebhookEndpoint::new("https://u@a.example").event_types(["nope.*"]);
    new.secret = Some(Secret::new("whsec_"));
    let error = store.create_webhook_endpoint(new).unwrap_err();
    assert_eq!(bad_fields(&error), ["url", "event_types", "secret"]);
    assert!(error.to_string().contains("holds nope.*, which is neither"), "{error}");
    // Whatever the store takes elsewhere, deliveries leave by HTTP.
    let update = billfold_core::SettingsUpdate::from_json(r#"{"url_schemes": ["shop"]}"#).unwrap();
    store.update_settings(update).unwrap();
    assert!(store.create_webhook_endpoint(NewWebhookEndpoint::new("shop:a")).is_err());
    store.create_webhook_endpoint(NewWebhookEndpoint::new("http://localhost:9/x")).unwrap();
    let deleted = WebhookEndpointUpdate::from_json(r#"{"status": "deleted"}"#).unwrap_err();
    assert_eq!(bad_fields(&deleted), ["status"]);
}

#[test]
fn endpoints_are_the_owners() {
    let (store, _) = common::store();
    let (id, _) = endpoint(&store, "a");
    pay(&store, 1);
    let delivery = newest(&store).id;
    let key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
    let (_, orchestrator) = common::orchestrator(&store, "Acme");
    let (_, client) = common::client(&store, "shop");
    for credential in [
        Credential::ApiKey(key),
        Credential::OrchestratorKey(orchestrator),
        Credential::client("shop", client.expose()).unwrap(),
    ] {
        let other = store.scoped(&credential).unwrap();
        let page = PageRequest::first();
        let filter = DeliveryFilter::default();
        for refused in [
            other.create_webhook_endpoint(NewWebhookEndpoint::new("https://a.example")).map(drop),
            other.webhook_endpoint(id).map(drop),
            other.list_webhook_endpoints(&Default::default(), &page).map(drop),
            other.update_webhook_endpoint(id, WebhookEndpointUpdate::default()).map(drop),
            other.rotate_webhook_secret(id).map(drop),
            other.webhook_secret(id).map(drop),
            other.remove_webhook_endpoint(id).map(drop),
            other.test_webhook(id).map(drop),
            other.delivery(delivery).map(drop),
            other.list_deliveries(&filter, &page).map(drop),
            other.replay_delivery(delivery).map(drop),
            other.replay_deliveries(&filter).map(drop),
            other.claim_deliveries(&ClaimRequest::new(1, 1)).map(drop),
            other.claim_delivery(delivery, 1).map(drop),
            other.deliveries_due().map(drop),
        ] {
            assert_eq!(refusal(&refused.unwrap_err()), "forbidden/forbidden");
        }
    }
}

#[test]
fn an_event_goes_to_every_active_endpoint_that_wants_it_and_to_no_other() {
    let (store, _) = common::store();
    let make = |host: &str, types: &[&str]| {
        let mut new = NewWebhookEndpoint::new(format!("https://{host}.example"));
        new.event_types =
            (!types.is_empty()).then(|| types.iter().map(|&t| t.to_owned()).collect());
        store.create_webhook_endpoint(new).unwrap().into_record().webhook_endpoint.id
    };
    let every = make("every", &[]);
    let payments = make("payments", &["payment.*"]);
    let completed = make("completed", &["payment.completed", "client.created"]);
    let disabled = make("disabled", &[]);
    let off = WebhookEndpointUpdate::status(WebhookEndpointStatus::Disabled);
    store.update_webhook_endpoint(disabled, off).unwrap();
    let removed = make("removed", &[]);
    store.remove_webhook_endpoint(removed).unwrap();
    let told = |id| {
        let list = store.list_deliveries(&DeliveryFilter::endpoint(id), &PageRequest::first());
        let mut kinds: Vec<_> = list.unwrap().items.into_iter().map(|each| each.kind).collect();
        kinds.reverse();
        kinds
    };
    // Of the other endpoints it is told, of itself not.
    assert_eq!(told(every).len(), 6);
    assert_eq!(told(disabled), ["webhook_endpoint.created"; 0], "nobody was made while it was on");
    assert!(told(removed).is_empty(), "not even its own removal");
    let payment = store.create_payment(ten_euros()).unwrap().id;
    store.complete_payment(payment, Completion::new()).unwrap();
    store.create_client(NewClient::new("Shop")).unwrap();
    assert_eq!(told(every)[6..], ["payment.created", "payment.completed", "client.created"]);
    assert_eq!(told(payments), ["payment.created", "payment.completed"]);
    assert_eq!(told(completed), ["payment.completed", "client.created"]);
    assert!(told(disabled).is_empty());
    // What fails or is only tried out makes none.
    let before = total(&store, &DeliveryFilter::default());
    store.dry_run().create_payment(ten_euros()).unwrap();
    store
        .atomically(|store| {
            store.create_payment(ten_euros())?;
            store.payment(billfold_core::PaymentId::from_uuid(*every.as_uuid()))
        })
        .unwrap_err();
    assert_eq!(total(&store, &DeliveryFilter::default()), before);
}

#[test]
fn the_jump_of_a_clock_is_told_too() {
    let (store, clock) = common::store();
    let new = NewWebhookEndpoint::new("https://a.example").event_types(["store.clock_jumped"]);
    store.create_webhook_endpoint(new).unwrap();
    clock.advance_seconds(40 * 86_400);
    store.create_payment(ten_euros()).unwrap();
    assert_eq!(newest(&store).kind, "store.clock_jumped");
}

#[test]
fn a_claim_is_what_the_published_library_verifies_and_nothing_else() {
    let (store, clock) = store_of_today();
    let (id, secret) = endpoint(&store, "a");
    pay(&store, 1);
    let claim = claim_one(&store);
    let event = store.events(1, 10).unwrap().remove(0);
    let header = |name: &str| claim.header(name).unwrap().to_owned();
    assert_eq!(claim.url, "https://a.example/hooks");
    assert_eq!(header("webhook-id"), event.id.to_string());
    assert_eq!(header("content-type"), "application/json");
    assert!(header("user-agent").starts_with("billfold/"));
    let expected = format!(
        r#"{{"type":"payment.created","timestamp":"{}","data":{}}}"#,
        event.at,
        event.data.as_str()
    );
    assert_eq!(std::str::from_utf8(&claim.body).unwrap(), expected);
    assert!(verifies(&secret, &claim.headers, &claim.body));
    let mut tampered = claim.body.clone();
    tampered[10] ^= 1;
    assert!(!verifies(&secret, &claim.headers, &tampered));
    assert!(!verifies(
        &Secret::new(format!("whsec_{}", "A".repeat(44))),
        &claim.headers,
        &claim.body
    ));
    for changed in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let mut headers = claim.headers.clone();
        for (name, value) in &mut headers {
            if *name == changed {
                value.replace_range(value.len() - 3..value.len() - 2, "0");
            }
        }
        let same = headers == claim.headers;
        assert_eq!(verifies(&secret, &headers, &claim.body), same, "{changed}");
    }
    // The next attempt has the same id and body, and its own time.
    answer(&store, &claim, 500);
    clock.advance_seconds(6);
    let again = claim_one(&store);
    assert_eq!(
        (again.header("webhook-id"), &again.body),
        (claim.header("webhook-id"), &claim.body)
    );
    assert_ne!(again.header("webhook-signature"), claim.header("webhook-signature"));
    assert!(verifies(&secret, &again.headers, &again.body));
    assert_eq!(store.webhook_secret(id).unwrap(), secret);
}

/// Whether the specification's own library accepts it, and, which must be the same, ours.
fn verifies(secret: &Secret, headers: &[(&'static str, String)], body: &[u8]) -> bool {
    let mut map = http::HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    let published = Webhook::new(secret.expose()).unwrap().verify(body, &map).is_ok();
    let header = |name| headers.iter().find(|(known, _)| *known == name).unwrap().1.as_str();
    let now = Timestamp::from_unix_seconds(SystemClock.unix_milliseconds() / 1000);
    let (id, at, signature) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
    let ours = verify_signature(secret, id, at, signature, body, now).is_ok();
    assert_eq!(published, ours, "the two verifiers disagree");
    ours
}

/// A store whose secret was rotated so many seconds before the system's time, both secrets, and
/// what is then claimed.
fn claim_after_rotation(seconds: i64) -> (Secret, Secret, billfold_core::DeliveryClaim) {
    let (store, clock) = store_of_today();
    let today = store.now().unwrap();
    drop(store);
    clock.set(today);
    clock.advance_seconds(seconds.saturating_neg());
    let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
    let (id, old) = endpoint(&store, "a");
    let rotated = store.rotate_webhook_secret(id).unwrap().into_record();
    assert_eq!(rotated.webhook_endpoint.version, 2);
    let new = rotated.secret.unwrap();
    assert_eq!(store.webhook_secret(id).unwrap(), new);
    clock.set(today);
    pay(&store, 1);
    (old, new, claim_one(&store))
}

#[test]
fn for_a_day_after_its_rotation_the_old_secret_signs_too() {
    for (seconds, old_is_good) in [(0, true), (86_399, true), (86_400, false), (900_000, false)] {
        let (old, new, claim) = claim_after_rotation(seconds);
        assert!(verifies(&new, &claim.headers, &claim.body), "{seconds}");
        assert_eq!(verifies(&old, &claim.headers, &claim.body), old_is_good, "{seconds}");
        let signatures = claim.header("webhook-signature").unwrap().split(' ').count();
        assert_eq!(signatures, if old_is_good { 2 } else { 1 });
    }
}

#[test]
fn signatures_bear_the_clocks_own_time_whatever_the_store_believes() {
    // A clock that was an hour ahead and has been put right, and one that has jumped.
    for (before, is_behind) in [(3600, true), (-40 * 86_400, false)] {
        let (_, clock) = store_of_today();
        let today = Timestamp::from_unix_seconds(clock.unix_milliseconds() / 1000);
        clock.advance_seconds(before);
        let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        let (_, secret) = endpoint(&store, "a");
        pay(&store, 1);
        clock.set(today);
        assert_eq!(store.now().unwrap() > today, is_behind);
        let claim = claim_one(&store);
        assert_eq!(claim.header("webhook-timestamp"), Some(&*today.unix_seconds().to_string()));
        assert!(verifies(&secret, &claim.headers, &claim.body));
    }
}

#[test]
fn a_secret_of_ones_own_signs() {
    let (store, _) = store_of_today();
    let own = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let new = NewWebhookEndpoint::new("https://a.example").secret(own.clone());
    let once = store.once("k").unwrap();
    let made = once.create_webhook_endpoint(new.clone()).unwrap();
    assert_eq!(made.secret.as_ref(), Some(&own));
    let other = new.secret(Secret::new(format!("whsec_{}", "A".repeat(44))));
    let refused = once.create_webhook_endpoint(other).unwrap_err();
    assert_eq!(refusal(&refused), "idempotency_mismatch/idempotency_mismatch");
    let tried = store.dry_run().rotate_webhook_secret(made.webhook_endpoint.id).unwrap();
    assert!(tried.secret.is_none());
    pay(&store, 1);
    let claim = claim_one(&store);
    assert!(verifies(&own, &claim.headers, &claim.body));
}

#[test]
fn what_leaves_holds_no_persons_name_and_no_link_token() {
    let (store, _) = common::store();
    store.create_webhook_endpoint(NewWebhookEndpoint::new("https://a.example")).unwrap();
    let json = r#"{"amount": 10, "currency": "EUR",
        "customer": {"name": "Wilhelmina Quzzlebrook", "email": "quzzle@brookmail.example"}}"#;
    let payment = store.create_payment(NewPayment::from_json(json).unwrap()).unwrap();
    store.complete_payment(payment.id, Completion::new()).unwrap();
    let customer = payment.customer.as_ref().unwrap().id;
    let (client, secret) = common::client(&store, "shop");
    let new = NewRequestToLink::new("user-1").with_client(client);
    let request = store.create_request_to_link(new).unwrap().into_record();
    let session = store.proceed_request_to_link(&request.id).unwrap();
    let token = session.link_token.clone().unwrap();
    store.complete_link_session(token.expose()).unwrap();
    store.erase_customer(customer, false).unwrap();
    let claims = claim(&store, 100);
    let mut kinds = Vec::new();
    for claim in claims {
        let body = String::from_utf8(claim.body.clone()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        kinds.push(json["type"].as_str().unwrap().to_owned());
        assert_eq!(keys(&body), ["type", "timestamp", "data"]);
        for hidden in ["Quzzle", "brookmail", token.expose(), secret.expose()] {
            assert!(!body.contains(hidden), "{body}");
        }
        if kinds.last().unwrap() == "request_to_link.updated" {
            assert!(body.contains("lt_…"), "the token shows masked: {body}");
        }
    }
    for kind in ["customer.created", "customer.erased", "payment.completed", "client.created"] {
        assert!(kinds.iter().any(|told| told == kind), "{kind} was not sent: {kinds:?}");
    }
}
