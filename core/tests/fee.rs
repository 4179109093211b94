//! Fees through the public API: who may do what, and what comes of it for a payment.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod linked;

use billfold_core::value::money::MAX_MINOR;
use billfold_core::{
    Currency, Fee, FeeBearer, FeeFilter, FeeId, FeePreview, FeeStatus, FeeUpdate, Money, NewFee,
    OrchestratorId, PageRequest, Result, SettingsUpdate, Store,
};
use linked::{Linked, verdict};

use FeeBearer::{Payer, Recipient};

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

/// A default fee of the first orchestrator.
fn default_fee(linked: &Linked, bearer: FeeBearer, bps: u32) -> NewFee {
    NewFee::new(bearer, bps).with_orchestrator(linked.orchestrator_id)
}

/// The first orchestrator's fee for its client.
fn own_fee(linked: &Linked, bearer: FeeBearer, bps: u32) -> NewFee {
    default_fee(linked, bearer, bps).with_client(linked.client_id.clone())
}

/// One operation on a fresh store, after a default fee of the payer was created.
type Operation<'a> = &'a dyn Fn(&Linked, FeeId) -> Result<()>;

/// Picks one of the handles.
type Handle = fn(&Linked) -> &Store;

/// Holds what each operation comes to against what is expected of it; what is refused leaves no
/// trace in the log.
fn check(cases: &[(&str, Operation<'_>, &str)]) {
    for (what, operation, expected) in cases {
        let linked = Linked::new();
        let fee = linked.owner.create_fee(default_fee(&linked, Payer, 100)).unwrap();
        let before = linked.event_count();
        assert_eq!(verdict(operation(&linked, fee.id)), *expected, "{what}");
        if *expected != "ok" {
            assert_eq!(linked.event_count(), before, "{what}");
        }
    }
}

#[test]
fn who_may_create_a_fee() {
    fn create(store: &Store, new: NewFee) -> Result<()> {
        store.create_fee(new).map(drop)
    }
    let nobody: OrchestratorId = "org_00000000000000000000000000000000".parse().unwrap();
    check(&[
        ("the owner", &|l, _| create(&l.owner, default_fee(l, Recipient, 1)), "ok"),
        (
            "the owner, naming none",
            &|l, _| create(&l.owner, NewFee::new(Recipient, 1)),
            "validation/required orchestrator_id",
        ),
        (
            "the owner, naming an unknown one",
            &|l, _| create(&l.owner, NewFee::new(Recipient, 1).with_orchestrator(nobody)),
            "not_found/not_found",
        ),
        ("itself", &|l, _| create(&l.orchestrator, NewFee::new(Recipient, 1)), "ok"),
        ("itself by name", &|l, _| create(&l.orchestrator, default_fee(l, Recipient, 1)), "ok"),
        (
            "another orchestrator",
            &|l, _| create(&l.other_orchestrator, default_fee(l, Recipient, 1)),
            "forbidden/forbidden",
        ),
        (
            "a client",
            &|l, _| create(&l.client, default_fee(l, Recipient, 1)),
            "forbidden/forbidden",
        ),
        (
            "an API key",
            &|l, _| create(&l.api_key, default_fee(l, Recipient, 1)),
            "forbidden/forbidden",
        ),
    ]);
}

#[test]
fn what_a_new_fee_must_be() {
    check(&[
        ("no rate", &|l, _| l.owner.create_fee(default_fee(l, Recipient, 0)).map(drop), "ok"),
        (
            "the whole amount",
            &|l, _| l.owner.create_fee(default_fee(l, Recipient, 10_000)).map(drop),
            "ok",
        ),
        (
            "more than the amount, a cap in a currency that is off",
            &|l, _| {
                let cap = Money::parse("5", "JPY".parse()?)?;
                let new = default_fee(l, Recipient, 10_001).with_cap(cap);
                l.owner.create_fee(new).map(drop)
            },
            "validation/invalid bps cap.currency",
        ),
        (
            "a cap in a currency that was turned on",
            &|l, _| {
                let update = SettingsUpdate::from_json(r#"{"currencies":["JPY"]}"#)?;
                l.owner.update_settings(update)?;
                let cap = Money::parse("5", "JPY".parse()?)?;
                l.owner.create_fee(default_fee(l, Recipient, 1).with_cap(cap)).map(drop)
            },
            "ok",
        ),
        (
            "the same again",
            &|l, _| l.owner.create_fee(default_fee(l, Payer, 200)).map(drop),
            "conflict/fee_exists",
        ),
        (
            "the same again while it is disabled",
            &|l, id| {
                let store = l.owner.begin()?;
                store.disable_fee(id)?;
                let refused = store.create_fee(default_fee(l, Payer, 200)).map(drop);
                store.rollback()?;
                refused
            },
            "conflict/fee_exists",
        ),
    ]);
}

#[test]
fn overrides_are_for_linked_clients() {
    check(&[
        (
            "for a linked client beside the default",
            &|l, _| l.owner.create_fee(own_fee(l, Payer, 200)).map(drop),
            "ok",
        ),
        (
            "for a client of nobody",
            &|l, _| {
                let new = default_fee(l, Payer, 1).with_client(l.lone_client_id.clone());
                l.owner.create_fee(new).map(drop)
            },
            "not_found/not_found",
        ),
        (
            "for another's client",
            &|l, _| {
                let new = NewFee::new(Payer, 1).with_client(l.client_id.clone());
                l.other_orchestrator.create_fee(new).map(drop)
            },
            "not_found/not_found",
        ),
        (
            "for an unknown client",
            &|l, _| {
                let new = default_fee(l, Payer, 1).with_client("cli_unknown".parse()?);
                l.owner.create_fee(new).map(drop)
            },
            "not_found/not_found",
        ),
        (
            "of another orchestrator",
            &|l, _| l.other_orchestrator.create_fee(NewFee::new(Payer, 1)).map(drop),
            "ok",
        ),
    ]);
}

#[test]
fn a_second_fee_is_told_of_the_first() {
    let linked = Linked::new();
    let first = linked.owner.create_fee(own_fee(&linked, Payer, 100)).unwrap();
    let error = linked.owner.create_fee(own_fee(&linked, Payer, 300)).unwrap_err();
    assert_eq!(error.existing_id(), Some(&*first.id.to_string()));
}

#[test]
fn who_may_see_and_change_a_fee() {
    let handles: [(Handle, &str); 6] = [
        (|l| &l.owner, "ok"),
        (|l| &l.orchestrator, "ok"),
        (|l| &l.other_orchestrator, "not_found/not_found"),
        (|l| &l.client, "forbidden/forbidden"),
        (|l| &l.api_key, "forbidden/forbidden"),
        (|l| &l.own_api_key, "forbidden/forbidden"),
    ];
    let operations: [fn(&Store, FeeId) -> Result<()>; 4] = [
        |store, id| store.fee(id).map(drop),
        |store, id| store.update_fee(id, FeeUpdate::bps(7)).map(drop),
        |store, id| store.disable_fee(id).map(drop),
        |store, id| store.enable_fee(id).map(drop),
    ];
    for operation in operations {
        for (handle, expected) in handles {
            check(&[("one of the handles", &|l, id| operation(handle(l), id), expected)]);
        }
    }
}

#[test]
fn who_may_list_and_what_a_change_must_be() {
    let page = PageRequest::first();
    let all = FeeFilter::default();
    check(&[
        (
            "the owner lists",
            &|l, _| l.owner.list_fees(Some(l.orchestrator_id), &all, &page).map(drop),
            "ok",
        ),
        (
            "the owner lists without a name",
            &|l, _| l.owner.list_fees(None, &all, &page).map(drop),
            "validation/required orchestrator_id",
        ),
        (
            "another lists",
            &|l, _| l.other_orchestrator.list_fees(Some(l.orchestrator_id), &all, &page).map(drop),
            "forbidden/forbidden",
        ),
        (
            "a client lists",
            &|l, _| l.client.list_fees(None, &all, &page).map(drop),
            "forbidden/forbidden",
        ),
        (
            "an unknown fee",
            &|l, _| l.owner.fee("fee_00000000000000000000000000000000".parse()?).map(drop),
            "not_found/not_found",
        ),
        (
            "a rate out of range",
            &|l, id| l.owner.update_fee(id, FeeUpdate::bps(10_001)).map(drop),
            "validation/invalid bps",
        ),
        (
            "another version",
            &|l, id| l.owner.if_version(2).disable_fee(id).map(drop),
            "conflict/version_changed",
        ),
    ]);
}

#[test]
fn each_change_is_one_event_and_no_change_is_none() {
    let linked = Linked::new();
    let (store, before) = (&linked.orchestrator, linked.event_count());
    let id = store.create_fee(NewFee::new(Payer, 100)).unwrap().id;
    let changes: [(&str, &dyn Fn() -> Result<Fee>); 8] = [
        ("fee.updated", &|| Ok(store.update_fee(id, FeeUpdate::bps(200))?.into_record())),
        ("", &|| Ok(store.update_fee(id, FeeUpdate::bps(200))?.into_record())),
        ("", &|| Ok(store.update_fee(id, FeeUpdate::default())?.into_record())),
        ("fee.updated", &|| {
            Ok(store.update_fee(id, FeeUpdate::cap(Some(usd("5"))))?.into_record())
        }),
        ("fee.disabled", &|| Ok(store.disable_fee(id)?.into_record())),
        ("", &|| Ok(store.disable_fee(id)?.into_record())),
        ("fee.updated", &|| Ok(store.enable_fee(id)?.into_record())),
        ("fee.updated", &|| Ok(store.update_fee(id, FeeUpdate::cap(None))?.into_record())),
    ];
    let (mut expected, mut version) = (vec![("fee.created".to_owned(), id.to_string())], 1);
    for (event, change) in changes {
        if !event.is_empty() {
            expected.push((event.to_owned(), id.to_string()));
            version += 1;
        }
        assert_eq!(change().unwrap().version, version, "{event}");
    }
    assert_eq!(linked.events_after(before), expected);
    let fee = store.fee(id).unwrap();
    assert_eq!((fee.bps, fee.cap_minor, fee.cap_currency, fee.cap), (200, None, None, None));
    let previous = linked.owner.history(&id.to_string()).unwrap();
    let previous: Vec<_> = previous.iter().map(|each| each.previous_status.as_deref()).collect();
    assert_eq!(previous, [None, None, None, Some("active"), Some("disabled"), None]);
}

#[test]
fn a_repeat_with_a_key_finds_the_fee() {
    let linked = Linked::new();
    let create = |bps| {
        linked
            .owner
            .once("k")
            .unwrap()
            .create_fee(default_fee(&linked, Payer, bps).with_cap(usd("5")))
    };
    let (first, again) = (create(100).unwrap(), create(100).unwrap());
    assert!(again.replayed && !first.replayed);
    assert_eq!(first.record, again.record);
    assert_eq!(verdict(create(101)), "idempotency_mismatch/idempotency_mismatch");

    let clear = FeeUpdate::cap(None);
    let once = linked.owner.once("u").unwrap();
    once.update_fee(first.id, clear).unwrap();
    let nothing = once.update_fee(first.id, FeeUpdate::default());
    assert_eq!(verdict(nothing), "idempotency_mismatch/idempotency_mismatch");
}

#[test]
fn a_fee_in_json_has_its_cap_in_two_forms() {
    let linked = Linked::new();
    let fee = linked.owner.create_fee(own_fee(&linked, Payer, 250).with_cap(usd("5.00"))).unwrap();
    let json = serde_json::to_string(&fee).unwrap();
    let at = fee.created_at;
    assert_eq!(
        json,
        format!(
            "{{\"id\":\"{}\",\"orchestrator_id\":\"{}\",\"client_id\":\"cli_linked\",\
            \"bps\":250,\"fee_bearer\":\"payer\",\"cap_minor\":500,\"cap_currency\":\"USD\",\
            \"cap\":\"5.0\",\"status\":\"active\",\"created_at\":\"{at}\",\
            \"updated_at\":\"{at}\",\"version\":1}}",
            fee.id, linked.orchestrator_id
        )
    );
}

#[test]
fn lists_are_filtered_and_an_orchestrators_own() {
    let linked = Linked::new();
    let store = &linked.orchestrator;
    let default = store.create_fee(NewFee::new(Payer, 1)).unwrap().id;
    let own = store.create_fee(own_fee(&linked, Payer, 2)).unwrap().id;
    let disabled = store.create_fee(own_fee(&linked, Recipient, 3)).unwrap().id;
    store.disable_fee(disabled).unwrap();
    linked.other_orchestrator.create_fee(NewFee::new(Payer, 4)).unwrap();
    let client = Some(linked.client_id.clone());
    let table = [
        (FeeFilter::default(), vec![disabled, own, default]),
        (FeeFilter::new(client.clone(), None), vec![disabled, own]),
        (FeeFilter::new(None, Some(FeeStatus::Active)), vec![own, default]),
        (FeeFilter::new(client, Some(FeeStatus::Disabled)), vec![disabled]),
        (FeeFilter::new(Some(linked.lone_client_id.clone()), None), vec![]),
    ];
    for (filter, expected) in table {
        let page = store.list_fees(None, &filter, &PageRequest::first()).unwrap();
        let ids: Vec<_> = page.items.iter().map(|fee| fee.id).collect();
        assert_eq!((page.total, ids), (i64::try_from(expected.len()).unwrap(), expected));
    }
    let first = PageRequest::first().limit(2);
    let page = store.list_fees(None, &FeeFilter::default(), &first).unwrap();
    let rest = PageRequest::after(page.next_cursor.unwrap()).limit(2);
    let rest = store.list_fees(None, &FeeFilter::default(), &rest).unwrap();
    assert_eq!((page.total, rest.items[0].id, rest.next_cursor), (3, default, None));
}

#[test]
fn who_may_preview() {
    fn preview(store: &Store, client: &str) -> Result<()> {
        store.preview_fees(&FeePreview::new(usd("1"), client.parse()?)).map(drop)
    }
    check(&[
        ("the owner", &|l, _| preview(&l.owner, "cli_linked"), "ok"),
        ("the owner", &|l, _| preview(&l.owner, "cli_lone"), "ok"),
        ("the owner", &|l, _| preview(&l.owner, "cli_unknown"), "not_found/not_found"),
        ("the orchestrator", &|l, _| preview(&l.orchestrator, "cli_linked"), "ok"),
        ("the orchestrator", &|l, _| preview(&l.orchestrator, "cli_lone"), "not_found/not_found"),
        ("another", &|l, _| preview(&l.other_orchestrator, "cli_linked"), "not_found/not_found"),
        ("the client", &|l, _| preview(&l.client, "cli_linked"), "ok"),
        ("the client", &|l, _| preview(&l.client, "cli_lone"), "forbidden/forbidden"),
        ("its API key", &|l, _| preview(&l.api_key, "cli_linked"), "ok"),
        ("its API key", &|l, _| preview(&l.api_key, "cli_lone"), "forbidden/forbidden"),
        (
            "the store's API key",
            &|l, _| preview(&l.own_api_key, "cli_linked"),
            "forbidden/forbidden",
        ),
        (
            "a currency that is off",
            &|l, _| {
                let amount = Money::parse("1", "JPY".parse()?)?;
                l.client.preview_fees(&FeePreview::new(amount, l.client_id.clone())).map(drop)
            },
            "validation/currency_disabled currency",
        ),
    ]);
}

/// A fee as a case of resolution sets it up.
#[derive(Debug, Clone, Copy)]
enum Given {
    Default(FeeBearer, u32),
    Own(FeeBearer, u32),
    OwnDisabled(FeeBearer, u32),
    DefaultDisabled(FeeBearer, u32),
    /// A default that is capped at five of this currency.
    Capped(FeeBearer, u32, Currency),
    /// Another orchestrator's default.
    Others(FeeBearer, u32),
}

fn set_up(linked: &Linked, given: Given) -> Result<()> {
    let (store, new, disabled) = match given {
        Given::Default(bearer, bps) => (&linked.orchestrator, NewFee::new(bearer, bps), false),
        Given::DefaultDisabled(bearer, bps) => {
            (&linked.orchestrator, NewFee::new(bearer, bps), true)
        }
        Given::Own(bearer, bps) => (&linked.owner, own_fee(linked, bearer, bps), false),
        Given::OwnDisabled(bearer, bps) => (&linked.owner, own_fee(linked, bearer, bps), true),
        Given::Capped(bearer, bps, currency) => {
            let cap = Money::parse("5", currency)?;
            (&linked.orchestrator, NewFee::new(bearer, bps).with_cap(cap), false)
        }
        Given::Others(bearer, bps) => (&linked.other_orchestrator, NewFee::new(bearer, bps), false),
    };
    let fee = store.create_fee(new)?;
    if disabled {
        store.disable_fee(fee.id)?;
    }
    Ok(())
}

/// The lines, the payer's total and the recipient's net, or what was refused.
fn previewed(linked: &Linked, minor: i64) -> String {
    let amount = Money::from_minor(minor, Currency::USD).unwrap();
    let preview = FeePreview::new(amount, linked.client_id.clone());
    let plan = match linked.client.preview_fees(&preview) {
        Ok(Some(plan)) => plan,
        Ok(None) => return "no plan".to_owned(),
        refused => return verdict(refused),
    };
    assert_eq!(plan.orchestrator_id, linked.orchestrator_id);
    let mut shown = String::new();
    for line in &plan.lines {
        shown += &format!("{} {}, ", line.fee_bearer.as_str(), line.amount);
    }
    shown + &format!("pays {}, nets {}", plan.payer_total, plan.recipient_net)
}

#[test]
fn a_payments_fees_are_the_clients_own_or_the_default() {
    use Given::*;
    let table = [
        (vec![], 10_000, "pays 100.0, nets 100.0"),
        (vec![Default(Payer, 250)], 10_000, "payer 2.5, pays 102.5, nets 100.0"),
        (vec![Default(Recipient, 250)], 10_000, "recipient 2.5, pays 100.0, nets 97.5"),
        (
            vec![Default(Recipient, 250), Default(Payer, 100)],
            10_000,
            "payer 1.0, recipient 2.5, pays 101.0, nets 97.5",
        ),
        (vec![Default(Payer, 250), Own(Payer, 100)], 10_000, "payer 1.0, pays 101.0, nets 100.0"),
        (vec![Own(Payer, 0), Default(Payer, 250)], 10_000, "payer 0.0, pays 100.0, nets 100.0"),
        (
            vec![Default(Payer, 250), OwnDisabled(Payer, 100)],
            10_000,
            "payer 2.5, pays 102.5, nets 100.0",
        ),
        (
            vec![DefaultDisabled(Payer, 250), Own(Payer, 100)],
            10_000,
            "payer 1.0, pays 101.0, nets 100.0",
        ),
        (
            vec![DefaultDisabled(Payer, 250), OwnDisabled(Payer, 100)],
            10_000,
            "pays 100.0, nets 100.0",
        ),
        (
            vec![Default(Payer, 250), Own(Recipient, 100)],
            10_000,
            "payer 2.5, recipient 1.0, pays 102.5, nets 99.0",
        ),
        (vec![Others(Payer, 250)], 10_000, "pays 100.0, nets 100.0"),
        (vec![Default(Payer, 250)], 180, "payer 0.05, pays 1.85, nets 1.8"),
        (vec![Default(Payer, 250)], 179, "payer 0.04, pays 1.83, nets 1.79"),
        (vec![Capped(Payer, 250, Currency::USD)], 20_001, "payer 5.0, pays 205.01, nets 200.01"),
        (vec![Capped(Payer, 0, Currency::EUR)], 10_000, "validation/fee_cap_currency currency"),
        (
            vec![Capped(Payer, 250, Currency::EUR), Own(Payer, 100)],
            10_000,
            "payer 1.0, pays 101.0, nets 100.0",
        ),
        (vec![Default(Payer, 1)], MAX_MINOR, "validation/amount_too_large amount"),
        (
            vec![Default(Recipient, 10_000)],
            MAX_MINOR,
            "recipient 90071992547409.91, pays 90071992547409.91, nets 0.0",
        ),
    ];
    for (given, minor, expected) in table {
        let linked = Linked::new();
        given.iter().for_each(|each| set_up(&linked, *each).unwrap());
        let before = linked.event_count();
        assert_eq!(previewed(&linked, minor), expected, "{given:?}");
        assert_eq!(linked.event_count(), before);
    }
}

#[test]
fn fees_follow_the_link() {
    let mut linked = Linked::new();
    linked.owner.create_fee(own_fee(&linked, Payer, 250)).unwrap();
    linked.other_orchestrator.create_fee(NewFee::new(Payer, 100)).unwrap();
    assert_eq!(previewed(&linked, 10_000), "payer 2.5, pays 102.5, nets 100.0");

    linked.orchestrator.unlink_client(None, &linked.client_id).unwrap();
    assert_eq!(previewed(&linked, 10_000), "no plan");

    linked.other_orchestrator.link_client(None, &linked.client_id).unwrap();
    let first = std::mem::replace(&mut linked.orchestrator_id, linked.other_orchestrator_id);
    assert_eq!(previewed(&linked, 10_000), "payer 1.0, pays 101.0, nets 100.0");

    linked.owner.unlink_client(Some(linked.orchestrator_id), &linked.client_id).unwrap();
    linked.owner.link_client(Some(first), &linked.client_id).unwrap();
    linked.orchestrator_id = first;
    assert_eq!(previewed(&linked, 10_000), "payer 2.5, pays 102.5, nets 100.0");

    linked.owner.disable_orchestrator(first).unwrap();
    assert_eq!(previewed(&linked, 10_000), "payer 2.5, pays 102.5, nets 100.0");
}

#[test]
fn bodies_take_both_spellings_and_name_every_bad_field() {
    let snake = r#"{"orchestrator_id":"org_00000000000000000000000000000000","client_id":"c",
        "bps":250,"fee_bearer":"payer","cap":{"amount":"5.00","currency":"USD"}}"#;
    let camel = r#"{"orchestratorId":"org_00000000000000000000000000000000","clientId":"c",
        "bps":250,"feeBearer":"payer","cap":{"amount":5,"currency":"USD"}}"#;
    let new = NewFee::from_json(snake).unwrap();
    assert_eq!(new, NewFee::from_json(camel).unwrap());
    assert_eq!((new.bps, new.cap), (250, Some(usd("5"))));
    assert_eq!(NewFee::from_json(&serde_json::to_string(&new).unwrap()).unwrap(), new);

    let table = [
        ("{}", "validation/required bps fee_bearer"),
        (r#"{"bps":-1,"feeBearer":"both"}"#, "validation/invalid bps fee_bearer"),
        (r#"{"bps":10001,"fee_bearer":"payer"}"#, "validation/invalid bps"),
        (r#"{"bps":2.5,"fee_bearer":"payer"}"#, "validation/invalid bps"),
        (
            r#"{"bps":1,"fee_bearer":"payer","cap":{"amount":"0","currency":"USD"}}"#,
            "validation/amount cap.amount",
        ),
        (
            r#"{"bps":1,"fee_bearer":"payer","cap":{"currency":"usd","minor":5}}"#,
            "validation/currency cap.currency cap.amount cap.minor",
        ),
        (r#"{"bps":1,"fee_bearer":"payer","cap":5}"#, "validation/not_an_object cap"),
        (r#"{"bps":1,"fee_bearer":"payer","rate":5}"#, "validation/unknown_field rate"),
        (r#"{"bps":1,"fee_bearer":"payer","cap":null,"clientId":null}"#, "ok"),
    ];
    for (json, expected) in table {
        assert_eq!(verdict(NewFee::from_json(json)), expected, "{json}");
    }

    let table = [
        ("{}", FeeUpdate::default()),
        (r#"{"bps":5}"#, FeeUpdate::bps(5)),
        (r#"{"cap":null}"#, FeeUpdate::cap(None)),
        (r#"{"cap":{"amount":"5","currency":"USD"}}"#, FeeUpdate::cap(Some(usd("5")))),
    ];
    for (json, expected) in table {
        assert_eq!(FeeUpdate::from_json(json).unwrap(), expected, "{json}");
        assert_eq!(
            FeeUpdate::from_json(&serde_json::to_string(&expected).unwrap()).unwrap(),
            expected
        );
    }
    assert_eq!(
        verdict(FeeUpdate::from_json(r#"{"bps":"1","cap":{}}"#)),
        "validation/invalid bps cap.currency cap.amount"
    );

    let preview =
        FeePreview::from_json(r#"{"amount":1.5,"currency":"USD","clientId":"c"}"#).unwrap();
    assert_eq!(preview, FeePreview::new(usd("1.50"), "c".parse().unwrap()));
    assert_eq!(
        verdict(FeePreview::from_json(r#"{"amount":"x","currency":"USD"}"#)),
        "validation/amount amount client_id"
    );
}
