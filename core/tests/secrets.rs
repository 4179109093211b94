//! No secret, and nothing that was erased, is anywhere but where it was handed out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use billfold_core::{
    Credential, CustomerFilter, CustomerId, CustomerUpdate, DeliveryReport, Error, NewApiKey,
    NewClient, NewCustomer, NewLinkIntent, NewOrchestrator, NewPayment, NewRequestToLink,
    NewWebhookEndpoint, PageRequest, Secret, Store, WebhookEndpointId,
};
use common::files::{beside, names_beside, place, ten_euros};
use common::refusal;

/// Every byte in the files of a store that is open, in lower case.
fn all_bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in names_beside(path) {
        bytes.extend(fs::read(path.with_file_name(name)).unwrap());
    }
    bytes.make_ascii_lowercase();
    bytes
}

fn contains(bytes: &[u8], text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == text.as_bytes()[0]) {
        rest = &rest[at..];
        if rest.starts_with(text.as_bytes()) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

fn check_nowhere(path: &Path, texts: &[String], when: &str) {
    let bytes = all_bytes(path);
    for text in texts {
        assert!(!contains(&bytes, text), "{text} is in the store's files {when}");
    }
}

/// Everything that was said: records as they print, events, messages.
#[derive(Default)]
struct Said(String);

impl Said {
    fn hear<T: Debug>(&mut self, value: T) -> T {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
        value
    }

    fn hear_error<T>(&mut self, result: Result<T, Error>) {
        let error = result.map(drop).unwrap_err();
        let json = serde_json::to_string(&error).unwrap();
        self.0.push_str(&format!("{error}\n{error:?}\n{json}\n"));
    }

    fn hear_events(&mut self, store: &Store) {
        let events = store.events(0, 1000).unwrap();
        assert!(events.len() < 1000);
        self.0.push_str(&serde_json::to_string(&events).unwrap());
        self.hear(events);
    }

    fn check(&self, texts: &[String]) {
        for text in texts {
            assert!(!contains(self.0.to_ascii_lowercase().as_bytes(), text), "{text} was said");
        }
    }
}

/// Makes one of everything that has a secret; the secrets that must be in no file, and the link
/// tokens, which may.
fn make_secrets(store: &Store, said: &mut Said) -> (Vec<String>, Vec<String>) {
    let once = store.once("key").unwrap();
    let mut secrets = Vec::new();
    let orchestrator = said.hear(once.create_orchestrator(NewOrchestrator::new("Acme")).unwrap());
    let id = orchestrator.orchestrator.id;
    secrets.push(orchestrator.into_record().key.unwrap());
    secrets.push(said.hear(once.rotate_orchestrator_key(id).unwrap()).into_record().key.unwrap());
    let client = said.hear(once.create_client(NewClient::new("Shop")).unwrap()).into_record();
    let client_id = client.client.client_id;
    secrets.push(client.client_secret.unwrap());
    let rotated = said.hear(once.rotate_client_secret(&client_id).unwrap());
    secrets.push(rotated.into_record().client_secret.unwrap());
    let key = said.hear(once.create_api_key(NewApiKey::of_client(client_id.clone())).unwrap());
    secrets.push(key.into_record().key.unwrap());
    for name in ["Redeemed", "Open"] {
        let new = NewLinkIntent::new(name).from_orchestrator(id);
        let intent = said.hear(store.once(name).unwrap().create_link_intent(new).unwrap());
        let url = intent.into_record().url.unwrap();
        if name == "Redeemed" {
            let redeemed = said.hear(once.redeem_link_intent(url.expose()).unwrap());
            secrets.push(redeemed.into_record().client.client_secret.unwrap());
            said.hear_error(store.redeem_link_intent(url.expose()));
        }
        let token = url.expose().rsplit('/').next().unwrap().to_owned();
        secrets.extend([url, Secret::new(token)]);
    }
    for credential in secrets.iter().take(2).map(|key| Credential::from_key(key.expose())) {
        said.hear(&credential);
        drop(store.scoped(&credential.unwrap()).map_err(|error| said.hear(error)));
    }
    let wrong = Credential::client(client_id.as_str(), secrets[2].expose()).unwrap();
    said.hear_error(store.scoped(&wrong));
    (
        secrets.iter().map(|secret| secret.expose().to_owned()).collect(),
        make_link_tokens(store, said),
    )
}

fn make_link_tokens(store: &Store, said: &mut Said) -> Vec<String> {
    let mut new = NewRequestToLink::new("user-1");
    new.client_id = Some(
        store.list_clients(&Default::default(), &PageRequest::first()).unwrap().items[0]
            .client_id
            .clone(),
    );
    let request = said.hear(store.create_request_to_link(new).unwrap()).into_record();
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let session = said.hear(store.proceed_request_to_link(&request.id).unwrap());
        tokens.push(session.into_record().link_token.unwrap().expose().to_owned());
    }
    said.hear_error(store.complete_link_session(&tokens[0]));
    said.hear(store.complete_link_session(&tokens[1]).unwrap().into_record().masked());
    said.hear_error(store.complete_link_session(&tokens[1]));
    tokens
}

#[test]
fn secrets_are_in_no_file_no_event_no_message_and_no_print() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let mut said = Said::default();
    let (secrets, tokens) = make_secrets(&store, &mut said);
    assert_eq!((secrets.len(), tokens.len()), (10, 2));
    assert!(secrets.iter().all(|secret| secret.len() > 40), "secrets that are none");
    said.hear(&store);
    said.hear_events(&store);
    said.check(&secrets);
    said.check(&tokens);
    check_nowhere(&path, &secrets, "while it is open");
    assert!(contains(&all_bytes(&path), &tokens[1]), "the scan finds what is there");
    drop(store);
    check_nowhere(&path, &secrets, "once it is closed");
}

fn customer(store: &Store, name: &str, email: &str) -> CustomerId {
    let json = format!(r#"{{"name": "{name}", "email": "{email}"}}"#);
    store.create_customer(NewCustomer::from_json(&json).unwrap()).unwrap().id
}

fn found(store: &Store, text: &str) -> i64 {
    store
        .list_customers(&CustomerFilter::search(text).unwrap(), &PageRequest::first())
        .unwrap()
        .total
}

#[test]
fn an_erased_customers_name_is_gone_from_every_byte_and_another_ones_is_still_found() {
    for in_transaction in [false, true] {
        let (_folder, path) = place();
        let store = Store::create(&path).unwrap();
        let id = customer(&store, "Wilhelmina Quzzlebrook", "quzzle@brookmail.example");
        let other = customer(&store, "Wilhelmina Thornberry", "thorn@berrymail.example");
        let mut gone: Vec<String> =
            ["quzzle", "brookmail", "Zyxwvut", "prior@"].map(str::to_owned).into();
        let json = r#"{"name": "Wilhelmina Zyxwvut", "email": "prior@brookmail.example"}"#;
        store
            .once("k")
            .unwrap()
            .update_customer(id, CustomerUpdate::from_json(json).unwrap())
            .unwrap();
        let mut paid: NewPayment = ten_euros();
        paid.customer = NewPayment::from_json(&format!(
            r#"{{"amount": 10, "currency": "EUR", "customer": {{"id": "{id}"}}}}"#
        ))
        .unwrap()
        .customer;
        let payment = store.once("pay").unwrap().create_payment(paid).unwrap().id;
        for noise in 0..60 {
            customer(&store, &format!("Noise {noise}"), &format!("noise{noise}@mail.example"));
        }
        assert!(contains(&all_bytes(&path), "brookmail"), "the scan finds what is there");
        assert_eq!((found(&store, "wilhelmina"), found(&store, "zyxw")), (2, 1));
        let refused = store.erase_customer(id, false).unwrap_err();
        assert_eq!(refusal(&refused), "conflict/payments_pending");
        if in_transaction {
            store.atomically(|store| store.erase_customer(id, true)).unwrap();
        } else {
            store.erase_customer(id, true).unwrap();
        }
        gone.push("Quzzlebrook".to_owned());
        check_nowhere(&path, &gone, "after the erasure");
        assert_eq!((found(&store, "wilhelmina"), found(&store, "zyxw")), (1, 0));
        assert_eq!((found(&store, "thornb"), found(&store, "th")), (1, 1));
        assert_eq!(store.customer(other).unwrap().name.as_deref(), Some("Wilhelmina Thornberry"));
        assert_eq!(store.payment(payment).unwrap().amount_minor, 1000);
        let mut said = Said::default();
        said.hear_events(&store);
        said.hear(store.customer(id).unwrap());
        said.hear(store.payment(payment).unwrap());
        said.check(&gone);
        said.check(&["thornberry".to_owned()]);
        store.create_payment(ten_euros()).unwrap();
        drop(store);
        assert!(!beside(&path, "-wal").exists());
        check_nowhere(&path, &gone, "once the store is closed");
        // The last one of that name goes with the name's last word.
        let store = Store::open(&path).unwrap();
        store.erase_customer(other, false).unwrap();
        check_nowhere(&path, &["wilhelmina".to_owned(), "thornb".to_owned()], "in the end");
    }
}

#[test]
fn an_erasure_that_a_reader_holds_up_is_finished_by_the_next_commit() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let id = customer(&store, "Wilhelmina Quzzlebrook", "quzzle@brookmail.example");
    let reader = common::files::plain(&path);
    reader.execute_batch("BEGIN; SELECT count(*) FROM customer").unwrap();
    let patience = std::time::Instant::now();
    store.erase_customer(id, false).unwrap();
    assert!(patience.elapsed() < std::time::Duration::from_secs(5));
    assert_eq!(found(&store, "quzzle"), 0);
    let gone = ["quzzle".to_owned(), "brookmail".to_owned()];
    assert!(contains(&all_bytes(&path), &gone[0]), "the reader holds what it reads");
    drop(reader);
    store.create_payment(ten_euros()).unwrap();
    check_nowhere(&path, &gone, "after the next commit");
}

/// Makes a webhook endpoint with three secrets and a delivery; its id and the secrets.
fn make_webhook_secrets(store: &Store, said: &mut Said) -> (WebhookEndpointId, Vec<String>) {
    let new = NewWebhookEndpoint::new("https://a.example/hooks/T0K3N?key=hunter2")
        .secret(Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    said.hear(&new);
    let once = store.once("webhook").unwrap();
    let made = said.hear(once.create_webhook_endpoint(new).unwrap()).into_record();
    let id = made.webhook_endpoint.id;
    let mut secrets = vec![made.secret.unwrap()];
    for key in ["one", "two"] {
        let once = store.once(key).unwrap();
        let rotated = said.hear(once.rotate_webhook_secret(id).unwrap());
        secrets.push(rotated.into_record().secret.unwrap());
    }
    let told = NewWebhookEndpoint::new("https://other.example").event_types(["biller.*"]);
    said.hear(store.create_webhook_endpoint(told).unwrap()).into_record();
    let test = said.hear(store.test_webhook(id).unwrap()).id;
    let claim = said.hear(store.claim_delivery(test, 60).unwrap());
    let error = format!("error sending to {}: {}", claim.url, "connection refused");
    let report = said.hear(DeliveryReport::unanswered(error));
    let duration = std::time::Duration::ZERO;
    store.report_delivery(test, claim.attempt, report, duration).unwrap();
    (id, secrets.iter().map(|secret| secret.expose().to_owned()).collect())
}

#[test]
fn a_removed_endpoints_secrets_are_gone_from_every_byte() {
    for in_transaction in [false, true] {
        let (_folder, path) = place();
        let store = Store::create(&path).unwrap();
        let mut said = Said::default();
        let (id, secrets) = make_webhook_secrets(&store, &mut said);
        let delivery = store.list_deliveries(&Default::default(), &PageRequest::first()).unwrap();
        let shown = said.hear(store.delivery(delivery.items[0].id).unwrap());
        let json = serde_json::to_string(&shown).unwrap();
        assert!(json.contains("error sending to https://a.example/… connection refused"), "{json}");
        said.hear_events(&store);
        said.hear(store.webhook_endpoint(id).unwrap());
        said.hear(store.webhook_secret(id).unwrap());
        let once = store.once("webhook").unwrap();
        said.hear_error(once.create_webhook_endpoint(NewWebhookEndpoint::new("https://b.example")));
        let again = store.once("two").unwrap().rotate_webhook_secret(id).unwrap();
        assert!(again.replayed && again.secret.is_none());
        assert_eq!(secrets.len(), 3);
        said.check(&secrets);
        for secret in &secrets {
            assert!(contains(&all_bytes(&path), secret), "the scan finds what is there");
        }
        if in_transaction {
            store.atomically(|store| store.remove_webhook_endpoint(id)).unwrap();
        } else {
            store.remove_webhook_endpoint(id).unwrap();
        }
        check_nowhere(&path, &secrets, "once their endpoint is removed");
        assert_eq!(store.webhook_secret(id).unwrap_err().kind().name(), "not_found");
        drop(store);
        check_nowhere(&path, &secrets, "once the store is closed");
    }
}
