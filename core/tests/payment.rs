//! Payments: the seed's body and record, the lifecycle cell by cell, every refusal.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use billfold_core::{
    BrandingValues, Cancellation, Completion, Credential, CustomerFilter, CustomerUpdate,
    ErrorKind, FeeUpdate, JsonObject, NewApiKey, NewCustomer, NewFee, NewPayment, NewRequestToLink,
    OpenOptions, Outcome, PageRequest, Payment, PaymentFailure, PaymentFilter, PaymentId,
    PaymentStatus, PaymentUpdate, Result, SettingsUpdate, Store,
};
use common::{bad_fields, client, keys, orchestrator, outcome, refusal, store};

const MALFORMED: &str = include_str!("seeds/create_payment_malformed.json");
const RECORD: &str = include_str!("seeds/payment.json");

/// The seed's body with the comma that it lacks.
fn seed_body() -> String {
    MALFORMED.replace("\"prod-456\"\n", "\"prod-456\",\n")
}

fn ten_dollars(store: &Store) -> PaymentId {
    store.create_payment(NewPayment::new("10.00", "USD").unwrap()).unwrap().id
}

#[test]
fn the_seeds_sample_is_refused_with_line_and_column() {
    let error = NewPayment::from_json(MALFORMED).unwrap_err();
    assert_eq!(refusal(&error), "validation/malformed_json");
    assert!(error.message().contains("line 15 column 7"), "{error}");
}

#[test]
fn the_seeds_body_gives_the_seeds_record() {
    let (store, _) = store();
    let new = NewPayment::from_json(&seed_body()).unwrap();
    let payment = store.create_payment(new).unwrap();
    let json = serde_json::to_string(&payment).unwrap();
    let additions =
        ["amount_minor", "client_id", "mcc", "fee_plan", "failure", "late_payment", "version"];
    let expected: Vec<String> =
        keys(RECORD).into_iter().chain(additions.map(str::to_owned)).collect();
    assert_eq!(keys(&json), expected);

    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let id = payment.id.to_string();
    let expected = serde_json::json!({
        "id": id,
        "status": "pending",
        "description": "Payment for order #123",
        "metadata": {"order_id": "order-123", "product_id": "prod-456", "other": "metadata"},
        "currency": "USD",
        "amount": "100.0",
        "updated_at": "2026-04-01T10:00:00Z",
        "completed_at": null,
        "expires_at": "2026-04-01T11:00:00Z",
        "created_at": "2026-04-01T10:00:00Z",
        "payment_link": format!("https://sandbox.orchestrate.global/payments/{id}/collection"),
        "payment_method": null,
        "customer": {
            "id": payment.customer.as_ref().unwrap().id.to_string(),
            "name": "John Doe",
            "email": "john@example.com",
        },
        "success_url": "https://example.com/orders/order-123/payment-success",
        "cancel_url": "https://example.com/orders/order-123/payment-cancel",
        "amount_minor": 10_000,
        "client_id": null,
        "mcc": 6012,
        "fee_plan": null,
        "failure": null,
        "late_payment": null,
        "version": 1,
    });
    assert_eq!(value, expected);
    assert_eq!(serde_json::to_string(&store.payment(payment.id).unwrap()).unwrap(), json);
}

#[test]
fn the_seeds_record_comes_back_byte_for_byte() {
    let clock = common::clock();
    clock.set("2025-08-18T15:27:43Z".parse().unwrap());
    let store = OpenOptions::new().clock(clock).in_memory().unwrap();
    store
        .create_customer(
            NewCustomer::from_json(
                r#"{"id": "698adc6c-bb99-44cb-9715-c3599d587148", "name": "Foobar",
                    "email": "foobar@example.com"}"#,
            )
            .unwrap(),
        )
        .unwrap();
    let new = NewPayment::from_json(
        r#"{"id": "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8", "amount": 500, "currency": "USD",
            "description": "Payment for services", "metadata": {"order_id": 212121212},
            "customer": {"id": "698adc6c-bb99-44cb-9715-c3599d587148"}, "expiresIn": 300,
            "successUrl": "https://example.com/orders/order-123/payment-success",
            "cancelUrl": "https://example.com/orders/order-123/payment-cancel"}"#,
    )
    .unwrap();
    let json = serde_json::to_string(&store.create_payment(new).unwrap()).unwrap();
    let seeds: JsonObject = RECORD.parse().unwrap();
    let seeds_part = seeds.as_str().strip_suffix('}').unwrap();
    assert!(json.starts_with(seeds_part), "{json}");
}

/// The states that a payment can be in; overdue is expired with nobody having swept.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Pending,
    Completed,
    Failed,
    Expired,
    Overdue,
    PaidLate,
}

/// A payment in this state, in a store of its own.
fn payment_in(state: State) -> (Store, PaymentId) {
    let (store, clock) = store();
    let id = ten_dollars(&store);
    match state {
        State::Pending => {}
        State::Completed => drop(store.complete_payment(id, cash()).unwrap()),
        State::Failed => drop(store.fail_payment(id, declined()).unwrap()),
        State::Expired => drop(store.expire_payment(id).unwrap()),
        State::Overdue => clock.advance_seconds(3600),
        State::PaidLate => {
            store.expire_payment(id).unwrap();
            store.record_late_payment(id, cash()).unwrap();
        }
    }
    (store, id)
}

fn cash() -> Completion {
    Completion::by(r#"{"type":"cash"}"#).unwrap()
}

fn declined() -> PaymentFailure {
    PaymentFailure::new("declined").message("Insufficient funds")
}

/// Does it to a payment in the state, and holds what came of it, the record and the log against
/// what is expected.
fn check(
    state: State,
    operation: &str,
    act: impl Fn(&Store, PaymentId) -> Result<Outcome<Payment>>,
    expected: &str,
) {
    let (store, id) = payment_in(state);
    let before = store.payment(id).unwrap();
    let events = store.log_head().unwrap().count;
    let came = outcome(act(&store, id), |payment| payment.status.as_str().to_owned());
    assert_eq!(came, expected, "{operation} on {state:?}");
    let after = store.payment(id).unwrap();
    let written = store.log_head().unwrap().count - events;
    if expected.contains('/') {
        assert_eq!((after, written), (before, 0), "{operation} on {state:?} changed something");
    } else {
        // Each event is one version; the same again is none.
        assert_eq!(after.version - before.version, written, "{operation} on {state:?}");
    }
    assert!(store.verify(None).unwrap().intact);
}

#[test]
fn every_operation_in_every_state() {
    use State::{Completed, Expired, Failed, Overdue, PaidLate, Pending};
    let refused_completed = "conflict/invalid_transition (completed)";
    let refused_failed = "conflict/invalid_transition (failed)";
    let refused_expired = "conflict/invalid_transition (expired)";
    let refused_pending = "conflict/invalid_transition (pending)";
    type Act = fn(&Store, PaymentId) -> Result<Outcome<Payment>>;
    type Cell<'a> = (&'a str, Act, &'a str);
    let complete: Act = |store, id| store.complete_payment(id, cash());
    let complete_otherwise: Act = |store, id| store.complete_payment(id, Completion::new());
    let fail: Act = |store, id| store.fail_payment(id, declined());
    let fail_otherwise: Act = |store, id| store.fail_payment(id, PaymentFailure::new("other"));
    let expire: Act = |store, id| store.expire_payment(id);
    let late: Act = |store, id| store.record_late_payment(id, cash());
    let late_otherwise: Act = |store, id| store.record_late_payment(id, Completion::new());
    let edit: Act = |store, id| {
        store.update_payment(id, PaymentUpdate::from_json(r#"{"description":"x"}"#).unwrap())
    };
    #[rustfmt::skip]
    let table: [(State, [Cell<'_>; 8]); 6] = [
        (Pending, [
            ("complete", complete, "completed"),
            ("complete otherwise", complete_otherwise, "completed"),
            ("fail", fail, "failed"),
            ("fail otherwise", fail_otherwise, "failed"),
            ("expire", expire, "expired"),
            ("late", late, refused_pending),
            ("late otherwise", late_otherwise, refused_pending),
            ("edit", edit, "pending"),
        ]),
        (Completed, [
            ("complete", complete, "completed"),
            ("complete otherwise", complete_otherwise, refused_completed),
            ("fail", fail, refused_completed),
            ("fail otherwise", fail_otherwise, refused_completed),
            ("expire", expire, refused_completed),
            ("late", late, refused_completed),
            ("late otherwise", late_otherwise, refused_completed),
            ("edit", edit, refused_completed),
        ]),
        (Failed, [
            ("complete", complete, refused_failed),
            ("complete otherwise", complete_otherwise, refused_failed),
            ("fail", fail, "failed"),
            ("fail otherwise", fail_otherwise, refused_failed),
            ("expire", expire, refused_failed),
            ("late", late, refused_failed),
            ("late otherwise", late_otherwise, refused_failed),
            ("edit", edit, refused_failed),
        ]),
        (Expired, [
            ("complete", complete, refused_expired),
            ("complete otherwise", complete_otherwise, refused_expired),
            ("fail", fail, refused_expired),
            ("fail otherwise", fail_otherwise, refused_expired),
            ("expire", expire, "expired"),
            ("late", late, "expired"),
            ("late otherwise", late_otherwise, "expired"),
            ("edit", edit, refused_expired),
        ]),
        (Overdue, [
            ("complete", complete, refused_expired),
            ("complete otherwise", complete_otherwise, refused_expired),
            ("fail", fail, refused_expired),
            ("fail otherwise", fail_otherwise, refused_expired),
            ("expire", expire, "expired"),
            ("late", late, "expired"),
            ("late otherwise", late_otherwise, "expired"),
            ("edit", edit, refused_expired),
        ]),
        (PaidLate, [
            ("complete", complete, refused_expired),
            ("complete otherwise", complete_otherwise, refused_expired),
            ("fail", fail, refused_expired),
            ("fail otherwise", fail_otherwise, refused_expired),
            ("expire", expire, "expired"),
            ("late", late, "expired"),
            ("late otherwise", late_otherwise, "conflict/late_payment_recorded (expired)"),
            ("edit", edit, refused_expired),
        ]),
    ];
    for (state, operations) in table {
        for (operation, act, expected) in operations {
            check(state, operation, act, expected);
        }
    }
}

#[test]
fn the_log_tells_each_change_with_the_status_before() {
    let kinds = |state| {
        let (store, id) = payment_in(state);
        if state == State::Overdue {
            store.record_late_payment(id, cash()).unwrap();
        }
        let history = store.history(&id.to_string()).unwrap();
        let tell = |event: &billfold_core::Event| {
            format!("{} {}", event.kind, event.previous_status.as_deref().unwrap_or("-"))
        };
        history.iter().map(tell).collect::<Vec<_>>()
    };
    let created = "payment.created -".to_owned();
    let after = |more: &[&str]| {
        let mut all = vec![created.clone()];
        all.extend(more.iter().map(|kind| (*kind).to_owned()));
        all
    };
    assert_eq!(kinds(State::Completed), after(&["payment.completed pending"]));
    assert_eq!(kinds(State::Failed), after(&["payment.failed pending"]));
    let late = after(&["payment.expired pending", "payment.paid_late -"]);
    assert_eq!(kinds(State::PaidLate), late);
    assert_eq!(kinds(State::Overdue), late);
}

#[test]
fn expiry_is_a_fact_in_every_list_filter_and_count() {
    let (store, clock) = store();
    let first = ten_dollars(&store);
    let mut lasting = NewPayment::new("1", "EUR").unwrap();
    lasting.expires_in = Some(7200);
    store.create_payment(lasting).unwrap();
    let totals = |store: &Store| {
        PaymentStatus::ALL.map(|status| {
            let page = store.list_payments(&PaymentFilter::status(status), &PageRequest::first());
            let page = page.unwrap();
            assert_eq!(page.items.len() as i64, page.total);
            assert!(page.items.iter().all(|payment| payment.status == status));
            page.total
        })
    };
    assert_eq!(totals(&store), [2, 0, 0, 0]);
    clock.advance_seconds(3599);
    assert_eq!(totals(&store), [2, 0, 0, 0]);
    clock.advance_seconds(1);
    assert_eq!(totals(&store), [1, 0, 1, 0]);
    assert_eq!(store.payment(first).unwrap().status, PaymentStatus::Expired);
    let swept = store.sweep(false).unwrap();
    assert_eq!((swept.payments_expired, totals(&store)), (1, [1, 0, 1, 0]));
    assert_eq!(store.sweep(false).unwrap().payments_expired, 0);
    clock.advance_seconds(-7200);
    assert_eq!(totals(&store), [1, 0, 1, 0]);
}

#[test]
fn every_bad_field_is_named_at_once() {
    let check = |json: &str, expected: &[&str]| {
        let error = NewPayment::from_json(json).map(|_| ()).unwrap_err();
        assert_eq!(bad_fields(&error), expected, "{json}");
    };
    check("{}", &["currency", "amount"]);
    check(
        r#"{"amount": "1.234", "currency": "USD", "mcc": 0, "description": 7, "success_url": "x",
            "cancel_url": "ftp:", "expires_in": 0, "metadata": [], "customer": {"email": "x"},
            "extra": 1}"#,
        &[
            "amount",
            "customer.email",
            "mcc",
            "description",
            "metadata",
            "success_url",
            "cancel_url",
            "expires_in",
            "extra",
        ],
    );
    check(r#"{"amount": 1, "currency": "USD", "expiresIn": 1, "expires_in": 2}"#, &["expires_in"]);
    check(r#"{"amount": 1, "currency": "USD", "customer": {}}"#, &["customer.name"]);
    check(r#"{"amount": 1e3, "currency": "USD"}"#, &["amount"]);
    check(r#"{"amount": -1, "currency": "usd"}"#, &["currency", "amount"]);
    check(r#"{"amount": "x", "currency": null}"#, &["currency", "amount"]);
    check(r#"{"amount": "1.2345", "currency": "usd"}"#, &["currency"]);
    let error = NewPayment::from_json(r#"{"amount": -1, "currency": "USD"}"#).unwrap_err();
    assert_eq!(error.fields()[0].reason, "must be more than zero");
}

#[test]
fn what_the_settings_refuse_is_named_with_the_rest() {
    let (store, _) = store();
    let check = |json: &str, expected: &[&str]| {
        let error = store.input::<NewPayment>(json).map(|_| ()).unwrap_err();
        let mut fields = bad_fields(&error);
        fields.sort_unstable();
        assert_eq!(fields, expected, "{json}");
    };
    check(
        r#"{"amount": -1, "currency": "JPY", "success_url": "javascript:alert(1)"}"#,
        &["amount", "currency", "success_url"],
    );
    check(
        r#"{"amount": 5, "currency": "USD", "success_url": "javascript:alert(1)", "mcc": 0}"#,
        &["mcc", "success_url"],
    );
    check(
        r#"{"amount": 0, "currency": "usd", "success_url": "javascript:x", "cancel_url": "ftp://x",
            "description": "4111111111111111", "metadata": {"pan": 4111111111111111}}"#,
        &["amount", "cancel_url", "currency", "description", "metadata", "success_url"],
    );
    // A good body is judged by the operation, whose words are the same.
    let good = r#"{"amount": 100, "currency": "JPY", "success_url": "javascript:alert(1)",
        "cancel_url": "ftp://x", "description": "4111111111111111"}"#;
    let error = store.create_payment(store.input(good).unwrap()).unwrap_err();
    let mut fields = bad_fields(&error);
    fields.sort_unstable();
    assert_eq!(fields, ["cancel_url", "currency", "description", "success_url"]);
    let id = store.create_payment(NewPayment::new("10.00", "EUR").unwrap()).unwrap().id;
    let update = r#"{"description": 7, "success_url": "javascript:x", "cancel_url": "x"}"#;
    let error = store.input::<PaymentUpdate>(update).unwrap_err();
    assert_eq!(bad_fields(&error), ["description", "cancel_url", "success_url"]);
    let card = r#"{"payment_method": {"type": "card", "pan": "4111111111111111"}, "x": 1}"#;
    let error = store.input::<Completion>(card).unwrap_err();
    assert_eq!(bad_fields(&error), ["payment_method", "x"]);
    let failure = r#"{"code": "", "message": "4111111111111111"}"#;
    let error = store.input::<PaymentFailure>(failure).unwrap_err();
    assert_eq!(bad_fields(&error), ["code", "message"]);
    assert_eq!(store.payment(id).unwrap().version, 1);
}

#[test]
fn inputs_of_other_records_are_judged_as_a_whole_too() {
    let (store, _) = store();
    let cap = r#""cap": {"amount": "5", "currency": "JPY"}"#;
    let error = store.input::<NewFee>(&format!(r#"{{"bps": -1, {cap}}}"#)).unwrap_err();
    assert_eq!(bad_fields(&error), ["bps", "fee_bearer", "cap.currency"]);
    let error = store.input::<FeeUpdate>(&format!(r#"{{"bps": -1, {cap}}}"#)).unwrap_err();
    assert_eq!(bad_fields(&error), ["bps", "cap.currency"]);
    let look = r#"{"display_name": 5, "primary_color": "red?", "logo_url": "javascript:x"}"#;
    let error = store.input::<BrandingValues>(look).unwrap_err();
    assert_eq!(bad_fields(&error), ["display_name", "primary_color", "logo_url"]);
    let request = r#"{"metadata": {"pan": "4111111111111111"}}"#;
    let error = store.input::<NewRequestToLink>(request).unwrap_err();
    assert_eq!(bad_fields(&error), ["client_user_id", "metadata"]);
    let reason = r#"{"reason": "4111111111111111", "why": 1}"#;
    assert_eq!(bad_fields(&store.input::<Cancellation>(reason).unwrap_err()), ["reason", "why"]);
}

#[test]
fn amounts_are_exact() {
    let (store, _) = store();
    let all = r#"{"currencies": ["USD", "EUR", "GBP", "CAD", "JPY", "KWD"]}"#;
    store.update_settings(SettingsUpdate::from_json(all).unwrap()).unwrap();
    let check = |amount: &str, currency: &str, expected: &str| {
        let json = format!(r#"{{"amount": {amount}, "currency": "{currency}"}}"#);
        let came = outcome(
            NewPayment::from_json(&json).and_then(|new| store.create_payment(new)),
            |payment| format!("{} {}", payment.amount, payment.amount_minor),
        );
        assert_eq!(came, expected, "{amount} {currency}");
    };
    check("100", "USD", "100.0 10000");
    check("500.0", "USD", "500.0 50000");
    check("\"500.00\"", "USD", "500.0 50000");
    check("0.29", "USD", "0.29 29");
    check("1.10", "EUR", "1.1 110");
    check("500", "JPY", "500.0 500");
    check("\"500.0\"", "JPY", "500.0 500");
    check("\"500.00\"", "JPY", "validation/amount");
    check("1.234", "KWD", "1.234 1234");
    check("90071992547409.91", "USD", "90071992547409.91 9007199254740991");
    check("90071992547409.92", "USD", "validation/amount_too_large");
    check("0", "USD", "validation/amount");
    check("0.00", "USD", "validation/amount");
    check("1.5", "JPY", "validation/amount");
    check("\"+1\"", "USD", "validation/amount");
    check("1", "CHF", "validation/currency_disabled");
    check("1", "QQQ", "validation/currency");
}

#[test]
fn metadata_is_kept_as_it_was_given() {
    let (store, _) = store();
    let check = |given: &str, expected: &str| {
        let json = format!(r#"{{"amount": 1, "currency": "USD", "metadata": {given}}}"#);
        let came = outcome(
            NewPayment::from_json(&json).and_then(|new| store.create_payment(new)),
            |payment| payment.metadata.as_str().to_owned(),
        );
        assert_eq!(came, expected, "{given}");
    };
    check(
        r#"{ "z": 1e3, "a": [ 1.10 , {"b": null} ], "é": "\u00e9" }"#,
        r#"{"z":1e3,"a":[1.10,{"b":null}],"é":"\u00e9"}"#,
    );
    check("{}", "{}");
    check("null", "{}");
    check(r#"{"a": 1, "a": 2}"#, "validation/duplicate_key");
    let many: Vec<String> = (0..51).map(|index| format!("\"k{index}\": 1")).collect();
    check(&format!("{{{}}}", many.join(",")), "validation/too_many_keys");
    check(&format!("{{\"{}\": 1}}", "k".repeat(41)), "validation/too_long");
    check(&format!("{{\"k\": \"{}\"}}", "x".repeat(16 * 1024)), "validation/too_long");
}

#[test]
fn card_numbers_never_land_in_the_file() {
    let (store, _) = store();
    let id = ten_dollars(&store);
    let create = |field: &str| {
        let json = format!(r#"{{"amount": 1, "currency": "USD", {field}}}"#);
        NewPayment::from_json(&json).and_then(|new| store.create_payment(new)).map(drop)
    };
    let complete = |method: &str| {
        Completion::by(method).and_then(|method| store.complete_payment(id, method)).map(drop)
    };
    let fail =
        |message: &str| store.fail_payment(id, PaymentFailure::new("x").message(message)).map(drop);
    let refused = [
        create(r#""description": "card 4111 1111 1111 1111""#),
        create(r#""metadata": {"deep": [{"pan": 4111111111111111}]}"#),
        create(r#""metadata": {"4111-1111-1111-1111": 1}"#),
        complete(r#"{"type": "card", "number": "378282246310005"}"#),
        fail("declined: 5555555555554444"),
        store.fail_payment(id, PaymentFailure::new("4111-1111-1111-1111")).map(drop),
    ];
    for result in refused {
        assert_eq!(refusal(&result.unwrap_err()), "validation/card_number_refused");
    }
    let off = SettingsUpdate::from_json(r#"{"card_number_guard": false}"#).unwrap();
    store.update_settings(off).unwrap();
    create(r#""description": "card 4111 1111 1111 1111""#).unwrap();
}

#[test]
fn ids_may_be_chosen_but_not_twice() {
    let (store, _) = store();
    let json = r#"{"amount": 1, "currency": "USD", "id": "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8"}"#;
    let new = NewPayment::from_json(json).unwrap();
    store.create_payment(new.clone()).unwrap();
    let error = store.create_payment(new).unwrap_err();
    assert_eq!(refusal(&error), "conflict/id_exists");
    assert_eq!(error.existing_id(), Some("cbbbc264-1248-49aa-ae2d-1aa05cf79bc8"));
}

#[test]
fn a_credential_sees_and_does_its_own_only() {
    let (store, _) = store();
    let (org, org_key) = orchestrator(&store, "Acme");
    let (one, one_secret) = client(&store, "one");
    let (two, two_secret) = client(&store, "two");
    store.link_client(Some(org), &one).unwrap();
    let key = |of: NewApiKey| store.create_api_key(of).unwrap().into_record().key.unwrap();
    let scoped = |credential: Credential| store.scoped(&credential).unwrap();
    let as_one = scoped(Credential::client("one", one_secret.expose()).unwrap());
    let as_two = scoped(Credential::client("two", two_secret.expose()).unwrap());
    let as_key =
        scoped(Credential::from_key(key(NewApiKey::of_client(one.clone())).expose()).unwrap());
    let as_own_key = scoped(Credential::from_key(key(NewApiKey::new()).expose()).unwrap());
    let as_org = scoped(Credential::from_key(org_key.expose()).unwrap());

    let of = |id: &billfold_core::ClientId| {
        let mut new = NewPayment::new("1", "USD").unwrap();
        new.client_id = Some(id.clone());
        new
    };
    let plain = || NewPayment::new("1", "USD").unwrap();
    let of_one = as_one.create_payment(plain()).unwrap();
    assert_eq!(of_one.client_id, Some(one.clone()));
    let of_two = as_two.create_payment(of(&two)).unwrap();
    let of_none = as_own_key.create_payment(plain()).unwrap();
    assert_eq!(of_none.client_id, None);
    let by_org = as_org.create_payment(of(&one)).unwrap();
    assert_eq!(by_org.fee_plan.as_ref().unwrap().orchestrator_id, org);

    let refused = [
        (as_one.create_payment(of(&two)), "forbidden/forbidden"),
        (as_key.create_payment(of(&two)), "forbidden/forbidden"),
        (as_own_key.create_payment(of(&one)), "forbidden/forbidden"),
        (as_org.create_payment(of(&two)), "not_found/not_found"),
        (as_org.create_payment(plain()), "validation/required"),
        (as_org.complete_payment(by_org.id, cash()), "forbidden/forbidden"),
        (as_one.complete_payment(of_two.id, cash()), "not_found/not_found"),
        (as_key.complete_payment(of_none.id, cash()), "not_found/not_found"),
    ];
    for (result, expected) in refused {
        assert_eq!(outcome(result, |_| "done".to_owned()), expected);
    }
    let total = |store: &Store| {
        let page = store.list_payments(&PaymentFilter::default(), &PageRequest::first()).unwrap();
        assert_eq!(page.items.len() as i64, page.total);
        page.total
    };
    assert_eq!(
        [&store, &as_one, &as_two, &as_key, &as_own_key, &as_org].map(total),
        [4, 2, 1, 2, 1, 2]
    );
    store.unlink_client(Some(org), &one).unwrap();
    assert_eq!(total(&as_org), 2);
    assert_eq!(as_org.create_payment(of(&one)).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn customers_belong_to_the_payments_client() {
    let (store, _) = store();
    let (one, _) = client(&store, "one");
    let with = |customer: &str, client: Option<&billfold_core::ClientId>| {
        let json = format!(r#"{{"amount": 1, "currency": "USD", "customer": {customer}}}"#);
        let mut new = NewPayment::from_json(&json)?;
        new.client_id = client.cloned();
        store.create_payment(new)
    };
    let first = with(r#"{"name": "Ana", "email": "ana@example.com"}"#, Some(&one)).unwrap();
    let second = with(r#"{"email": "ana@example.com"}"#, Some(&one)).unwrap();
    let ana = first.customer.as_ref().unwrap().id;
    assert_ne!(ana, second.customer.as_ref().unwrap().id, "people are never merged");
    let again = with(&format!(r#"{{"id": "{ana}"}}"#), Some(&one)).unwrap();
    assert_eq!(again.customer, first.customer);
    let elsewhere = with(&format!(r#"{{"id": "{ana}"}}"#), None);
    assert_eq!(outcome(elsewhere, |_| "done".to_owned()), "not_found/not_found");
    let both = with(&format!(r#"{{"id": "{ana}", "name": "Ana"}}"#), Some(&one));
    assert_eq!(bad_fields(&both.unwrap_err()), ["customer.id"]);

    let refused = store.erase_customer(ana, false);
    assert_eq!(outcome(refused, |_| "done".to_owned()), "conflict/payments_pending");
    store.erase_customer(ana, true).unwrap();
    let erased = store.payment(first.id).unwrap().customer.unwrap();
    assert_eq!((erased.id, erased.name, erased.email), (ana, None, None));
    let used = with(&format!(r#"{{"id": "{ana}"}}"#), Some(&one));
    assert_eq!(outcome(used, |_| "done".to_owned()), "conflict/customer_erased");
}

#[test]
fn customers_are_found_by_parts_of_their_words() {
    let (store, _) = store();
    for name in ["Ana María Ümlaut", "Bob 100%_\"x\"", "李小龍", "ß Straße"] {
        store.create_customer(NewCustomer::named(name)).unwrap();
    }
    let check = |search: &str, expected: &[&str]| {
        let page =
            store.list_customers(&CustomerFilter::search(search).unwrap(), &PageRequest::first());
        let page = page.unwrap();
        let found: Vec<_> =
            page.items.iter().map(|customer| customer.name.as_deref().unwrap()).collect();
        assert_eq!(found, expected, "{search}");
        assert_eq!(page.total, expected.len() as i64);
    };
    check("üML", &["Ana María Ümlaut"]);
    check("mar ana", &["Ana María Ümlaut"]);
    check("a", &["ß Straße", "Ana María Ümlaut"]);
    check("%_", &["Bob 100%_\"x\""]);
    check("0%_\"X", &["Bob 100%_\"x\""]);
    check("小", &["李小龍"]);
    check("李小龍", &["李小龍"]);
    check("strasse", &["ß Straße"]);
    check("zzz", &[]);
}

#[test]
fn pages_and_cursors_walk_the_same_list() {
    let (store, _) = store();
    let mut ids: Vec<PaymentId> = (0..25).map(|_| ten_dollars(&store)).collect();
    ids.reverse();
    let filter = PaymentFilter::default();
    let second = store.list_payments(&filter, &PageRequest::page(2).limit(10)).unwrap();
    let shown: Vec<_> = second.items.iter().map(|payment| payment.id).collect();
    assert_eq!((shown.as_slice(), second.total), (&ids[10..20], 25));
    let mut walked = Vec::new();
    let mut page = store.list_payments(&filter, &PageRequest::first().limit(7)).unwrap();
    loop {
        walked.extend(page.items.iter().map(|payment| payment.id));
        let Some(cursor) = page.next_cursor else { break };
        page = store.list_payments(&filter, &PageRequest::after(cursor).limit(7)).unwrap();
    }
    assert_eq!(walked, ids);
    let json = serde_json::to_string(&second).unwrap();
    assert_eq!(keys(&json), ["items", "total", "page", "limit"]);
    let error = store.list_payments(&filter, &PageRequest::page(0).limit(101)).unwrap_err();
    assert_eq!(bad_fields(&error), ["limit", "page"]);
}

#[test]
fn an_inactive_client_creates_nothing() {
    let (store, _) = store();
    let (one, secret) = client(&store, "one");
    let as_one = store.scoped(&Credential::client("one", secret.expose()).unwrap()).unwrap();
    let update = billfold_core::ClientUpdate::status(billfold_core::ClientStatus::Inactive);
    store.update_client(&one, update).unwrap();
    let refused = as_one.create_payment(NewPayment::new("1", "USD").unwrap());
    let words = outcome(refused, |_| "done".to_owned());
    assert_eq!(words, "conflict/client_inactive (inactive)");
    store.revoke_client(&one).unwrap();
    let refused = as_one.create_payment(NewPayment::new("1", "USD").unwrap());
    assert_eq!(outcome(refused, |_| "done".to_owned()), "authentication/credential_refused");
}

#[test]
fn a_method_says_its_type() {
    for (method, expected) in [
        (r#"{"type": "cash"}"#, "good"),
        (r#"{"type": "card", "last4": "1111"}"#, "good"),
        (r#"{}"#, "validation/required"),
        (r#"{"type": 7}"#, "validation/invalid"),
        (r#"{"type": " "}"#, "validation/invalid"),
        ("[]", "validation/not_an_object"),
    ] {
        assert_eq!(outcome(Completion::by(method), |_| "good".to_owned()), expected, "{method}");
    }
    let object: JsonObject = r#"{ "type": "cash" }"#.parse().unwrap();
    assert_eq!(cash().payment_method, Some(object));
}

#[test]
fn a_key_tells_clearing_a_field_from_leaving_it() {
    let (store, _) = store();
    let json = r#"{"amount": 1, "currency": "USD", "description": "d",
        "success_url": "https://e.example", "cancel_url": "https://e.example",
        "customer": {"name": "Ana", "email": "ana@e.example"}}"#;
    let payment = store.create_payment(NewPayment::from_json(json).unwrap()).unwrap();
    let ana = payment.customer.as_ref().unwrap().id;
    for field in ["description", "success_url", "cancel_url"] {
        let once = store.once(field).unwrap();
        once.update_payment(payment.id, PaymentUpdate::default()).unwrap();
        let cleared = PaymentUpdate::from_json(&format!(r#"{{"{field}": null}}"#)).unwrap();
        let error = once.update_payment(payment.id, cleared).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdempotencyMismatch, "{field}");
    }
    for field in ["name", "email"] {
        let once = store.once(field).unwrap();
        once.update_customer(ana, CustomerUpdate::default()).unwrap();
        let cleared = CustomerUpdate::from_json(&format!(r#"{{"{field}": null}}"#)).unwrap();
        let error = once.update_customer(ana, cleared).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IdempotencyMismatch, "{field}");
    }
    let once = store.once("lifetime").unwrap();
    once.update_settings(SettingsUpdate::default()).unwrap();
    let never = SettingsUpdate::from_json(r#"{"request_to_link_lifetime_seconds": null}"#);
    let error = once.update_settings(never.unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IdempotencyMismatch);
}

#[test]
fn a_customers_name_is_kept_trimmed() {
    let (store, _) = store();
    let made = store.create_customer(NewCustomer::named(" Ana ")).unwrap();
    assert_eq!(made.name.as_deref(), Some("Ana"));
    let mut update = CustomerUpdate::default();
    update.name = Some(Some(" Bea\t".to_owned()));
    let changed = store.update_customer(made.id, update.clone()).unwrap();
    assert_eq!((changed.name.as_deref(), changed.version), (Some("Bea"), 2));
    assert_eq!(store.update_customer(made.id, update).unwrap().version, 2);
    let mut bad = CustomerUpdate::default();
    (bad.name, bad.email) = (Some(Some(" ".to_owned())), Some(Some("x".to_owned())));
    let error = store.update_customer(made.id, bad).unwrap_err();
    assert_eq!(bad_fields(&error), ["name", "email"]);
}

#[test]
fn a_search_for_customers_has_limits_and_reads_every_word() {
    let (store, _) = store();
    let letters = "a b c d e f g h i j k";
    store.create_customer(NewCustomer::named(letters)).unwrap();
    let found = |text: &str| {
        let filter = CustomerFilter::search(text);
        let page = filter.and_then(|filter| store.list_customers(&filter, &PageRequest::first()));
        outcome(page, |page| page.total.to_string())
    };
    assert_eq!(found(letters), "1");
    assert_eq!(found(&format!("{letters} z")), "0", "a word after the eighth counts");
    assert_eq!(found(&"a b ".repeat(60)), "1");
    let many: Vec<String> = (10..95).map(|number| number.to_string()).collect();
    assert_eq!(found(&many.join(" ")), "0", "as many words as a search can have");
    assert_eq!(found("   "), "1");
    assert_eq!(found("abc\0def"), "validation/invalid", "the index reads no further than a NUL");
    assert_eq!(found(&"x".repeat(256)), "validation/too_long");
}
