//! Client links, link intents, clients and keys: the seeds' bodies and every refusal.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use billfold_core::{
    ClientFilter, ClientId, ClientStatus, ClientUpdate, Credential, ErrorKind, EventFilter,
    EventType, LinkIntentFilter, LinkIntentStatus, NewApiKey, NewClient, NewClientLink,
    NewLinkIntent, NewPayment, OrchestratorId, PageRequest, SettingsUpdate, Store,
};
use common::{bad_fields, client, keys, orchestrator, outcome, refusal, store};

const INTENT: &str = include_str!("seeds/create_link_intent.json");
const LINK: &str = include_str!("seeds/link_client.json");

/// Two orchestrators and a client to quarrel about.
struct World {
    store: Store,
    clock: std::sync::Arc<billfold_core::ManualClock>,
    acme: OrchestratorId,
    rival: OrchestratorId,
    shop: ClientId,
}

fn world() -> World {
    let (store, clock) = store();
    let (acme, _) = orchestrator(&store, "Acme");
    let (rival, _) = orchestrator(&store, "Rival");
    let (shop, _) = client(&store, "cli_PLATFORM_CLIENT_ID");
    World { store, clock, acme, rival, shop }
}

impl World {
    fn link(&self, by: OrchestratorId) -> String {
        outcome(self.store.link_client(Some(by), &self.shop), |linking| {
            format!("linked, already {}", linking.already_linked)
        })
    }

    fn unlink(&self, by: OrchestratorId) -> String {
        outcome(self.store.unlink_client(Some(by), &self.shop), |link| {
            link.status.as_str().to_owned()
        })
    }
}

/// Prepares a world, then links and unlinks, and holds what comes of it against the table.
fn check(prepare: &str, by: &str, operation: &str, expected: &str) {
    let world = world();
    match prepare {
        "free" => {}
        "ours" => drop(world.store.link_client(Some(world.acme), &world.shop).unwrap()),
        "theirs" => drop(world.store.link_client(Some(world.rival), &world.shop).unwrap()),
        "left" => {
            world.store.link_client(Some(world.rival), &world.shop).unwrap();
            world.store.unlink_client(Some(world.rival), &world.shop).unwrap();
        }
        "inactive" => {
            let update = ClientUpdate::status(ClientStatus::Inactive);
            world.store.update_client(&world.shop, update).unwrap();
        }
        _ => drop(world.store.revoke_client(&world.shop).unwrap()),
    }
    let head = world.store.log_head().unwrap();
    let acting = if by == "acme" { world.acme } else { world.rival };
    let came = if operation == "link" { world.link(acting) } else { world.unlink(acting) };
    assert_eq!(came, expected, "{by} {operation}s when {prepare}");
    let written = world.store.log_head().unwrap().count - head.count;
    let changes = i64::from(matches!(expected, "linked, already false" | "revoked"));
    assert_eq!(written, changes, "{by} {operation}s when {prepare}");
}

#[test]
fn every_link_and_unlink() {
    check("free", "acme", "link", "linked, already false");
    check("ours", "acme", "link", "linked, already true");
    check("theirs", "acme", "link", "conflict/linked_elsewhere");
    check("left", "acme", "link", "linked, already false");
    check("inactive", "acme", "link", "linked, already false");
    check("revoked", "acme", "link", "conflict/client_revoked (revoked)");
    check("free", "acme", "unlink", "not_found/not_found");
    check("ours", "acme", "unlink", "revoked");
    check("ours", "rival", "unlink", "not_found/not_found");
    check("theirs", "acme", "unlink", "not_found/not_found");
    check("left", "acme", "unlink", "not_found/not_found");
    check("revoked", "acme", "unlink", "not_found/not_found");
}

#[test]
fn a_conflict_does_not_say_whose_the_client_is() {
    let world = world();
    world.store.link_client(Some(world.rival), &world.shop).unwrap();
    let error = world.store.link_client(Some(world.acme), &world.shop).unwrap_err();
    let told = serde_json::to_string(&error).unwrap() + &format!("{error:?}");
    assert!(!told.contains(&world.rival.to_string()) && !told.contains("Rival"), "{told}");
}

#[test]
fn linked_clients_are_listed_with_name_status_and_time() {
    let world = world();
    let (_, key) = orchestrator(&world.store, "Third");
    let third = world.store.scoped(&Credential::from_key(key.expose()).unwrap()).unwrap();
    let id = NewClientLink::from_json(LINK).unwrap().client_id;
    assert!(!third.link_client(None, &id).unwrap().already_linked);
    let page = third.list_linked_clients(None, &PageRequest::first()).unwrap();
    let json = serde_json::to_value(&page).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "items": [{
                "client_id": "cli_PLATFORM_CLIENT_ID",
                "name": "cli_PLATFORM_CLIENT_ID",
                "status": "active",
                "linked_at": "2026-04-01T10:00:00Z",
            }],
            "total": 1, "page": 1, "limit": 20,
        })
    );
    let link = third.client_link(&id).unwrap().unwrap();
    assert_eq!(link, world.store.client_link(&id).unwrap().unwrap());
    assert_eq!((&link.client_id, link.linked_at), (&id, page.items[0].linked_at));
    third.unlink_client(None, &id).unwrap();
    assert_eq!(world.store.client_link(&id).unwrap(), None);
    assert_eq!(outcome(third.client_link(&id), |_| String::new()), "not_found/not_found");
    assert_eq!(third.list_linked_clients(None, &PageRequest::first()).unwrap().total, 0);
    assert_eq!(world.store.client(&id).unwrap().status, ClientStatus::Active);
}

#[test]
fn redeeming_makes_client_secret_and_link_at_once() {
    let world = world();
    let new = NewLinkIntent::from_json(INTENT).unwrap().from_orchestrator(world.acme);
    let intent = world.store.create_link_intent(new).unwrap().into_record();
    let url = intent.url.unwrap();
    assert!(url.expose().starts_with("https://sandbox.orchestrate.global/onboarding/"));
    let redeemed = world.store.redeem_link_intent(url.expose()).unwrap();
    assert_eq!(redeemed.client.client.name, "Acme Store");
    assert_eq!(redeemed.link.orchestrator_id, world.acme);
    assert_eq!(redeemed.link.client_id, redeemed.client.client.client_id);
    let secret = redeemed.client.client_secret.as_ref().unwrap();
    let id = redeemed.client.client.client_id.as_str();
    let own = world.store.scoped(&Credential::client(id, secret.expose()).unwrap()).unwrap();
    let payment = own.create_payment(NewPayment::new("1", "USD").unwrap()).unwrap();
    assert_eq!(payment.fee_plan.as_ref().unwrap().orchestrator_id, world.acme);
    let kinds: Vec<String> =
        world.store.events(0, 100).unwrap().into_iter().map(|event| event.kind).collect();
    let last: Vec<&str> = kinds.iter().rev().take(5).rev().map(String::as_str).collect();
    assert_eq!(
        last,
        [
            "link_intent.created",
            "client.created",
            "client_link.linked",
            "link_intent.redeemed",
            "payment.created"
        ]
    );
}

#[test]
fn every_refusal_of_an_intent() {
    let check = |state: &str, operation: &str, expected: &str| {
        let world = world();
        let new = NewLinkIntent::new("Shop").from_orchestrator(world.acme);
        let intent = world.store.create_link_intent(new).unwrap().into_record();
        let url = intent.url.unwrap();
        match state {
            "open" => {}
            "used" => drop(world.store.redeem_link_intent(url.expose()).unwrap()),
            "revoked" => drop(world.store.revoke_link_intent(intent.link_intent.id).unwrap()),
            _ => world.clock.advance_seconds(172_800),
        }
        let shown = world.store.link_intent(intent.link_intent.id).unwrap().status;
        assert_eq!(shown.as_str(), state);
        let status: LinkIntentStatus = state.parse().unwrap();
        let found = world.store.find_link_intent(url.expose()).unwrap();
        assert_eq!(found, world.store.link_intent(intent.link_intent.id).unwrap());
        let filter = LinkIntentFilter::status(status);
        let listed = world.store.list_link_intents(&filter, &PageRequest::first());
        assert_eq!(listed.unwrap().total, 1, "{state}");
        let clients = world.store.list_clients(&ClientFilter::default(), &PageRequest::first());
        let before = (clients.unwrap().total, world.store.log_head().unwrap());
        let came = if operation == "redeem" {
            outcome(world.store.redeem_link_intent(url.expose()), |_| "done".to_owned())
        } else {
            let revoked = world.store.revoke_link_intent(intent.link_intent.id);
            outcome(revoked, |_| "done".to_owned())
        };
        assert_eq!(came, expected, "{operation} when {state}");
        if expected != "done" {
            let clients = world.store.list_clients(&ClientFilter::default(), &PageRequest::first());
            let after = (clients.unwrap().total, world.store.log_head().unwrap());
            assert_eq!(after, before, "{operation} when {state} changed something");
        }
    };
    check("open", "redeem", "done");
    check("used", "redeem", "conflict/intent_used (used)");
    check("expired", "redeem", "expired/intent_expired (expired)");
    check("revoked", "redeem", "conflict/intent_revoked (revoked)");
    check("open", "revoke", "done");
    check("used", "revoke", "conflict/intent_used (used)");
    check("expired", "revoke", "done");
    check("revoked", "revoke", "conflict/intent_revoked (revoked)");
    let world = world();
    for token in ["", "x", "https://a.example/onboarding/", &"A".repeat(43)] {
        let came = outcome(world.store.redeem_link_intent(token), |_| "done".to_owned());
        assert_eq!(came, "not_found/not_found", "{token}");
        let found = world.store.find_link_intent(token).unwrap_err();
        assert_eq!((found.kind(), found.code()), (ErrorKind::NotFound, "not_found"), "{token}");
    }
}

#[test]
fn bad_inputs_are_named() {
    let check = |json: &str, expected: &[&str]| {
        let error = NewLinkIntent::from_json(json).map(|_| ()).unwrap_err();
        assert_eq!(bad_fields(&error), expected, "{json}");
    };
    check("{}", &["client_id_name"]);
    check(r#"{"clientIdName": "", "x": 1}"#, &["client_id_name", "x"]);
    check(r#"{"clientIdName": "", "expiresIn": 0}"#, &["client_id_name", "expires_in"]);
    check(r#"{"clientIdName": "a", "client_id_name": "b"}"#, &["client_id_name"]);
    let world = world();
    let lifetime = NewLinkIntent::new("a").from_orchestrator(world.acme).expires_in(0);
    assert_eq!(bad_fields(&world.store.create_link_intent(lifetime).unwrap_err()), ["expires_in"]);
    let nobody = world.store.create_link_intent(NewLinkIntent::new("a")).unwrap_err();
    assert_eq!(bad_fields(&nobody), ["orchestrator_id"]);
    let taken = NewClient::new("x").with_id(world.shop.clone());
    let error = world.store.create_client(taken).unwrap_err();
    assert_eq!(refusal(&error), "conflict/id_exists");
    assert_eq!(error.existing_id(), Some("cli_PLATFORM_CLIENT_ID"));
}

#[test]
fn revoking_a_client_ends_its_link_and_its_keys() {
    let world = world();
    world.store.link_client(Some(world.acme), &world.shop).unwrap();
    let key = world.store.create_api_key(NewApiKey::of_client(world.shop.clone())).unwrap();
    let key = key.into_record().key.unwrap();
    let scoped = world.store.scoped(&Credential::from_key(key.expose()).unwrap()).unwrap();
    world.store.revoke_client(&world.shop).unwrap();
    let linked = world.store.list_linked_clients(Some(world.acme), &PageRequest::first());
    assert_eq!(linked.unwrap().total, 0);
    let refused = scoped.create_payment(NewPayment::new("1", "USD").unwrap());
    assert_eq!(outcome(refused, |_| "done".to_owned()), "authentication/credential_refused");
    for (result, expected) in [
        (world.store.revoke_client(&world.shop), "conflict/invalid_transition (revoked)"),
        (
            world.store.update_client(&world.shop, ClientUpdate::name("x")),
            "conflict/invalid_transition (revoked)",
        ),
    ] {
        assert_eq!(outcome(result, |_| "done".to_owned()), expected);
    }
}

#[test]
fn a_rotated_or_disabled_credential_is_worth_nothing() {
    let world = world();
    let (org, key) = orchestrator(&world.store, "Third");
    let credential = Credential::from_key(key.expose()).unwrap();
    let handle = world.store.scoped(&credential).unwrap();
    let list = |handle: &Store| {
        outcome(handle.list_linked_clients(None, &PageRequest::first()), |page| {
            page.total.to_string()
        })
    };
    assert_eq!(list(&handle), "0");
    world.store.disable_orchestrator(org).unwrap();
    assert_eq!(list(&handle), "authentication/credential_refused");
    assert!(world.store.scoped(&credential).is_err());
    world.store.enable_orchestrator(org).unwrap();
    assert_eq!(list(&handle), "0");
    let rotated = world.store.rotate_orchestrator_key(org).unwrap().into_record();
    assert_eq!(list(&handle), "authentication/credential_refused");
    let fresh = Credential::from_key(rotated.key.unwrap().expose()).unwrap();
    assert_eq!(list(&world.store.scoped(&fresh).unwrap()), "0");
    for bad in ["", "orc_", "key_short", "sec_x", &format!("orc_{}", "A".repeat(43))] {
        let came = Credential::from_key(bad).and_then(|bad| world.store.scoped(&bad));
        assert_eq!(outcome(came, |_| "done".to_owned()), "authentication/credential_refused");
    }
}

#[test]
fn what_is_outside_a_scope_is_forbidden_or_not_there() {
    let world = world();
    let (own, secret) = client(&world.store, "own");
    let as_client =
        world.store.scoped(&Credential::client("own", secret.expose()).unwrap()).unwrap();
    let (_, key) = orchestrator(&world.store, "Third");
    let as_org = world.store.scoped(&Credential::from_key(key.expose()).unwrap()).unwrap();
    let first = PageRequest::first();
    let words = |result: billfold_core::Result<()>| outcome(result, |()| "done".to_owned());
    let forbidden = [
        as_client.create_client(NewClient::new("x")).map(drop),
        as_client.link_client(None, &own).map(drop),
        as_client.list_clients(&ClientFilter::default(), &first).map(drop),
        as_client.events(0, 10).map(drop),
        as_client.settings().map(drop),
        as_client.sweep(false).map(drop),
        as_client.update_client(&own, ClientUpdate::status(ClientStatus::Inactive)).map(drop),
        as_org.create_client(NewClient::new("x")).map(drop),
        as_org.link_client(Some(world.acme), &own).map(drop),
        as_org.verify(None).map(drop),
        as_org.list_api_keys(None, &first).map(drop),
    ];
    for (index, result) in forbidden.into_iter().enumerate() {
        assert_eq!(words(result), "forbidden/forbidden", "{index}");
    }
    let hidden = [
        as_client.client(&world.shop).map(drop),
        as_client.rotate_client_secret(&world.shop).map(drop),
        as_org.client(&world.shop).map(drop),
    ];
    for (index, result) in hidden.into_iter().enumerate() {
        assert_eq!(words(result), "not_found/not_found", "{index}");
    }
    assert_eq!(
        as_client.update_client(&own, ClientUpdate::name("Own shop")).unwrap().name,
        "Own shop"
    );
    assert!(as_client.rotate_client_secret(&own).unwrap().client_secret.is_some());
}

#[test]
fn records_have_their_fields_in_order() {
    let world = world();
    let made = world.store.create_client(NewClient::new("x")).unwrap();
    assert_eq!(
        keys(&serde_json::to_string(&made).unwrap()),
        ["client_id", "name", "status", "created_at", "updated_at", "version", "client_secret"]
    );
    let linking = world.store.link_client(Some(world.acme), &world.shop).unwrap();
    let json = serde_json::to_string(&linking).unwrap();
    assert_eq!(keys(&json), ["link", "already_linked"]);
}

#[test]
fn nobody_learns_from_a_refusal_whether_there_is_such_a_key() {
    let world = world();
    let (own, secret) = client(&world.store, "own");
    let (_, org_key) = orchestrator(&world.store, "Third");
    let made = |of: NewApiKey| world.store.create_api_key(of).unwrap().into_record();
    let (of_shop, of_own) =
        (made(NewApiKey::of_client(world.shop.clone())), made(NewApiKey::of_client(own)));
    let there = of_shop.api_key.id;
    let nowhere = format!("apk_{}", "0".repeat(32)).parse().unwrap();
    let scoped = |credential: Credential| world.store.scoped(&credential).unwrap();
    let as_org = scoped(Credential::from_key(org_key.expose()).unwrap());
    let as_key = scoped(Credential::from_key(of_own.key.unwrap().expose()).unwrap());
    let as_client = scoped(Credential::client("own", secret.expose()).unwrap());
    for id in [there, nowhere] {
        let refused = |store: &Store| outcome(store.revoke_api_key(id), |_| "done".to_owned());
        assert_eq!(refused(&as_org), "forbidden/forbidden");
        assert_eq!(refused(&as_key), "forbidden/forbidden");
        assert_eq!(refused(&as_client), "not_found/not_found");
        let unseen = |store: &Store| outcome(store.api_key(id), |_| "seen".to_owned());
        assert_eq!(unseen(&as_org), "forbidden/forbidden");
        assert_eq!(unseen(&as_key), "forbidden/forbidden");
        assert_eq!(unseen(&as_client), "not_found/not_found");
    }
    for store in [&world.store, &as_client] {
        assert_eq!(store.api_key(of_own.api_key.id).unwrap(), of_own.api_key);
    }
    assert_eq!(as_client.revoke_api_key(of_own.api_key.id).unwrap().status.as_str(), "revoked");
}

#[test]
fn lists_hold_what_was_asked_for_and_count_it() {
    let world = world();
    let (other, _) = client(&world.store, "other");
    for of in [NewApiKey::new(), NewApiKey::of_client(world.shop.clone())] {
        world.store.create_api_key(of).unwrap();
    }
    let keys = |client: Option<&ClientId>| {
        let page = world.store.list_api_keys(client, &PageRequest::first()).unwrap();
        (page.total, page.items.len())
    };
    assert_eq!([keys(None), keys(Some(&world.shop)), keys(Some(&other))], [(2, 2), (1, 1), (0, 0)]);
    for (by, seconds) in [(world.acme, 60), (world.acme, 600), (world.rival, 60)] {
        let new = NewLinkIntent::new("Shop").from_orchestrator(by).expires_in(seconds);
        world.store.create_link_intent(new).unwrap();
    }
    world.clock.advance_seconds(60);
    let intents = |by: Option<OrchestratorId>, status: Option<LinkIntentStatus>| {
        let mut filter = LinkIntentFilter::default();
        filter.orchestrator.add_given(by);
        filter.status.add_given(status);
        let page = world.store.list_link_intents(&filter, &PageRequest::first().limit(1));
        let page = page.unwrap();
        assert!(page.items.iter().all(|intent| status.is_none_or(|is| is == intent.status)));
        page.total
    };
    use LinkIntentStatus::{Expired, Open, Used};
    assert_eq!([None, Some(world.acme), Some(world.rival)].map(|by| intents(by, None)), [3, 2, 1]);
    assert_eq!([Open, Expired, Used].map(|status| intents(None, Some(status))), [1, 2, 0]);
    assert_eq!(intents(Some(world.acme), Some(Expired)), 1);
    let mut of_shop = EventFilter::default();
    of_shop.object_id.add(world.shop.to_string());
    assert_eq!(world.store.list_events(&of_shop, &PageRequest::first()).unwrap().total, 1);
    of_shop.kind.add(EventType::new("client.revoked").unwrap());
    assert_eq!(world.store.list_events(&of_shop, &PageRequest::first()).unwrap().total, 0);
}

#[test]
fn settings_have_a_version_too() {
    let world = world();
    let guard =
        |on: bool| SettingsUpdate::from_json(&format!(r#"{{"card_number_guard": {on}}}"#)).unwrap();
    let seen = world.store.settings().unwrap().version;
    let changed = world.store.if_version(seen).update_settings(guard(false)).unwrap();
    assert_eq!((changed.version, world.store.settings().unwrap().version), (seen + 1, seen + 1));
    let error = world.store.if_version(seen).update_settings(guard(true)).unwrap_err();
    assert_eq!(refusal(&error), "conflict/version_changed");
    assert_eq!(error.current_version(), Some(seen + 1));
    assert_eq!(world.store.update_settings(guard(false)).unwrap().version, seen + 1);
    let event = world.store.events(0, 100).unwrap().pop().unwrap();
    assert_eq!((event.kind.as_str(), event.object_version), ("settings.updated", seen + 1));
}

#[test]
fn every_bad_setting_is_named_at_once() {
    let json = r#"{"payment_base_url": "staging", "session_base_url": "ftp://x", "currencies": ["X"],
        "url_schemes": ["javascript"], "payment_lifetime_seconds": 0, "clock_jump_seconds": 59,
        "request_to_link_lifetime_seconds": 315360001, "idempotency_retention_seconds": 86399,
        "extra": 1}"#;
    let expected = [
        "request_to_link_lifetime_seconds",
        "payment_base_url",
        "session_base_url",
        "currencies",
        "url_schemes",
        "payment_lifetime_seconds",
        "clock_jump_seconds",
        "idempotency_retention_seconds",
        "extra",
    ];
    assert_eq!(bad_fields(&SettingsUpdate::from_json(json).unwrap_err()), expected);
    let update = SettingsUpdate::from_json(r#"{"payment_base_url": "production"}"#).unwrap();
    assert_eq!(update.payment_base_url.as_deref(), Some("https://orchestrate.global"));
    let world = world();
    let mut update = SettingsUpdate::default();
    update.currencies = Some(Vec::new());
    update.link_session_lifetime_seconds = Some(6_048_001);
    let error = world.store.update_settings(update).unwrap_err();
    assert_eq!(bad_fields(&error), ["currencies", "link_session_lifetime_seconds"]);
}
