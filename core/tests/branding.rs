//! Branding through the public API: who may do what, and which branding a client's payments get.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod linked;

use billfold_core::{
    Branding, BrandingSource, BrandingValues, ClientId, NewClient, PageRequest, Result,
    SettingsUpdate, Store,
};
use linked::{Linked, verdict};

/// A branding of which only the display name is given.
fn named(name: &str) -> BrandingValues {
    let mut values = BrandingValues::default();
    values.display_name = Some(name.to_owned());
    values
}

type Operation<'a> = &'a dyn Fn(&Linked) -> Result<()>;

/// Holds what each operation comes to against what is expected of it, on a fresh store in which
/// the first orchestrator has a branding of its own and one for its client; what is refused
/// leaves no trace in the log.
fn check(cases: &[(&str, Operation<'_>, &str)]) {
    for (what, operation, expected) in cases {
        let linked = Linked::new();
        let store = &linked.orchestrator;
        store.put_branding(None, None, named("Acme")).unwrap();
        store.put_branding(None, Some(&linked.client_id), named("Shop")).unwrap();
        let before = linked.event_count();
        assert_eq!(verdict(operation(&linked)), *expected, "{what}");
        if *expected != "ok" {
            assert_eq!(linked.event_count(), before, "{what}");
        }
    }
}

#[test]
fn who_may_put_read_list_and_delete() {
    let operations: [fn(&Store, &Linked) -> Result<()>; 6] = [
        |store, l| store.put_branding(Some(l.orchestrator_id), None, named("A")).map(drop),
        |store, l| {
            let client = Some(&l.client_id);
            store.put_branding(Some(l.orchestrator_id), client, named("B")).map(drop)
        },
        |store, l| store.branding(Some(l.orchestrator_id), None).map(drop),
        |store, l| store.branding(Some(l.orchestrator_id), Some(&l.client_id)).map(drop),
        |store, l| store.delete_branding(Some(l.orchestrator_id), Some(&l.client_id)).map(drop),
        |store, l| store.list_branding(Some(l.orchestrator_id), &PageRequest::first()).map(drop),
    ];
    for operation in operations {
        check(&[
            ("the owner", &|l| operation(&l.owner, l), "ok"),
            ("itself", &|l| operation(&l.orchestrator, l), "ok"),
            ("another", &|l| operation(&l.other_orchestrator, l), "forbidden/forbidden"),
            ("the client", &|l| operation(&l.client, l), "forbidden/forbidden"),
            ("an API key", &|l| operation(&l.api_key, l), "forbidden/forbidden"),
            ("the store's API key", &|l| operation(&l.own_api_key, l), "forbidden/forbidden"),
        ]);
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let unknown: ClientId = "cli_unknown".parse().unwrap();
    check(&[
        (
            "the owner names none",
            &|l| l.owner.branding(None, None).map(drop),
            "validation/required orchestrator_id",
        ),
        (
            "an unknown orchestrator",
            &|l| {
                let id = "org_00000000000000000000000000000000".parse()?;
                l.owner.put_branding(Some(id), None, named("A")).map(drop)
            },
            "not_found/not_found",
        ),
        (
            "another has none",
            &|l| l.other_orchestrator.branding(None, None).map(drop),
            "not_found/not_found",
        ),
        (
            "another has none for the client",
            &|l| l.other_orchestrator.branding(None, Some(&l.client_id)).map(drop),
            "not_found/not_found",
        ),
        (
            "none for this client",
            &|l| l.orchestrator.branding(None, Some(&l.lone_client_id)).map(drop),
            "not_found/not_found",
        ),
        (
            "an unknown client",
            &|l| l.orchestrator.branding(None, Some(&unknown)).map(drop),
            "not_found/not_found",
        ),
        (
            "deleted twice",
            &|l| {
                l.owner.atomically(|store| {
                    store.delete_branding(Some(l.orchestrator_id), None)?;
                    store.delete_branding(Some(l.orchestrator_id), None).map(drop)
                })
            },
            "not_found/not_found",
        ),
        (
            "deleted after the link has ended",
            &|l| {
                l.orchestrator.unlink_client(None, &l.client_id)?;
                l.orchestrator.branding(None, Some(&l.client_id))?;
                l.orchestrator.delete_branding(None, Some(&l.client_id)).map(drop)
            },
            "ok",
        ),
    ]);
}

#[test]
fn overrides_are_for_linked_clients() {
    let unknown: ClientId = "cli_unknown".parse().unwrap();
    check(&[
        (
            "an override for a client that is not linked",
            &|l| l.orchestrator.put_branding(None, Some(&l.lone_client_id), named("A")).map(drop),
            "not_found/not_found",
        ),
        (
            "an override for another's client",
            &|l| l.other_orchestrator.put_branding(None, Some(&l.client_id), named("A")).map(drop),
            "not_found/not_found",
        ),
        (
            "an override for an unknown client",
            &|l| l.orchestrator.put_branding(None, Some(&unknown), named("A")).map(drop),
            "not_found/not_found",
        ),
    ]);
}

#[test]
fn what_a_version_guards() {
    check(&[
        (
            "the version seen",
            &|l| l.orchestrator.if_version(1).put_branding(None, None, named("A")).map(drop),
            "ok",
        ),
        (
            "another version to put",
            &|l| l.orchestrator.if_version(2).put_branding(None, None, named("A")).map(drop),
            "conflict/version_changed",
        ),
        (
            "another version to delete",
            &|l| l.orchestrator.if_version(2).delete_branding(None, None).map(drop),
            "conflict/version_changed",
        ),
        (
            "none expected, one there",
            &|l| l.orchestrator.if_version(0).put_branding(None, None, named("A")).map(drop),
            "conflict/version_changed",
        ),
        (
            "none expected, none there",
            &|l| l.other_orchestrator.if_version(0).put_branding(None, None, named("A")).map(drop),
            "ok",
        ),
        (
            "one expected, none there",
            &|l| l.other_orchestrator.if_version(1).put_branding(None, None, named("A")).map(drop),
            "conflict/version_changed",
        ),
    ]);
}

#[test]
fn every_bad_value_is_named() {
    let put = |json: &str| {
        let linked = Linked::new();
        let values = BrandingValues::from_json(json)?;
        linked.orchestrator.put_branding(None, None, values)
    };
    let table = [
        ("{}", "ok"),
        (r##"{"primaryColor":"#abc","secondary_color":"#A1B2C3","logoUrl":"/logo.svg"}"##, "ok"),
        (r#"{"termsUrl":"https://shop.example/terms","privacy_url":null}"#, "ok"),
        (
            r##"{"display_name":"","primary_color":"red","secondary_color":"#ab",
                "accent_color":"#abcd","background_color":"abc","text_color":"#ggg",
                "logo_url":"logo.svg","terms_url":"//x.example","privacy_url":"shop://x"}"##,
            "validation/invalid display_name primary_color secondary_color accent_color \
             background_color text_color logo_url terms_url privacy_url",
        ),
        (r#"{"logo_url":"javascript:alert(1)"}"#, "validation/url logo_url"),
        (r#"{"text_color":7}"#, "validation/invalid text_color"),
        (r#"{"font":"serif"}"#, "validation/unknown_field font"),
        (r#"{"logoUrl":"/a","logo_url":"/b"}"#, "validation/ambiguous_field logo_url"),
    ];
    for (json, expected) in table {
        assert_eq!(verdict(put(json)), expected, "{json}");
    }
}

#[test]
fn a_scheme_that_was_turned_on_is_good_in_urls() {
    let linked = Linked::new();
    let update = SettingsUpdate::from_json(r#"{"urlSchemes":["https","shop"]}"#).unwrap();
    linked.owner.update_settings(update).unwrap();
    let table = [("shop://terms", "ok"), ("http://shop.example", "validation/url terms_url")];
    for (url, expected) in table {
        let mut values = BrandingValues::default();
        values.terms_url = Some(url.to_owned());
        assert_eq!(verdict(linked.orchestrator.put_branding(None, None, values)), expected);
    }
}

#[test]
fn a_put_replaces_the_whole_row_and_a_deletion_is_an_event() {
    let linked = Linked::new();
    let (store, client, before) = (&linked.orchestrator, &linked.client_id, linked.event_count());
    let first = BrandingValues::from_json(r##"{"displayName":" Acme ","textColor":"#000"}"##);
    let first = store.put_branding(None, None, first.unwrap()).unwrap();
    assert_eq!(first.values.display_name.as_deref(), Some("Acme"));
    let same = store.put_branding(None, None, first.values.clone()).unwrap();
    assert_eq!(same.record, first.record);
    let second = store.put_branding(None, None, named("Acme & Co")).unwrap();
    assert_eq!((second.version, second.values.clone()), (2, named("Acme & Co")));
    store.put_branding(None, Some(client), named("Shop")).unwrap();
    let target = store.delete_branding(None, None).unwrap().into_record();
    assert_eq!((target.orchestrator_id, target.client_id), (linked.orchestrator_id, None));
    store.delete_branding(None, Some(client)).unwrap();

    let own = linked.orchestrator_id.to_string();
    let override_ = format!("{own}/{client}");
    let expected = [
        ("branding.updated", &own),
        ("branding.updated", &own),
        ("branding.updated", &override_),
        ("branding.deleted", &own),
        ("branding.deleted", &override_),
    ]
    .map(|(kind, object)| (kind.to_owned(), object.clone()));
    assert_eq!(linked.events_after(before), expected);
    let last = linked.owner.history(&override_).unwrap().pop().unwrap();
    assert_eq!(last.object_version, 2);
    assert!(last.data.as_str().contains("\"display_name\":\"Shop\""));
}

#[test]
fn a_branding_in_json_is_flat() {
    let linked = Linked::new();
    let put: Branding = linked
        .orchestrator
        .put_branding(None, Some(&linked.client_id), named("Shop"))
        .unwrap()
        .into_record();
    let nulls = "\"primary_color\":null,\"secondary_color\":null,\"accent_color\":null,\
        \"background_color\":null,\"text_color\":null,\"logo_url\":null,\"terms_url\":null,\
        \"privacy_url\":null";
    let (id, at) = (linked.orchestrator_id, put.created_at);
    assert_eq!(
        serde_json::to_string(&put).unwrap(),
        format!(
            "{{\"orchestrator_id\":\"{id}\",\"client_id\":\"cli_linked\",\
            \"display_name\":\"Shop\",{nulls},\"created_at\":\"{at}\",\"updated_at\":\"{at}\",\
            \"version\":1}}"
        )
    );
    let resolved = linked.client.resolve_branding(&linked.client_id).unwrap();
    assert_eq!(
        serde_json::to_string(&resolved).unwrap(),
        format!(
            "{{\"source\":\"client\",\"orchestrator_id\":\"{id}\",\"display_name\":\"Shop\",\
            {nulls}}}"
        )
    );
}

#[test]
fn repeats_with_a_key_find_what_was_done() {
    let linked = Linked::new();
    let once = linked.orchestrator.once("k").unwrap();
    let put = || once.put_branding(None, None, named("Acme"));
    let (first, again) = (put().unwrap(), put().unwrap());
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.record, again.record);
    let other = once.put_branding(None, None, named("Zenith"));
    assert_eq!(verdict(other), "idempotency_mismatch/idempotency_mismatch");

    let delete = || once.delete_branding(None, None);
    let (first, again) = (delete().unwrap(), delete().unwrap());
    assert!(!first.replayed && again.replayed);
    assert_eq!(first.record, again.record);
    assert_eq!(verdict(put()), "not_found/not_found");
}

#[test]
fn lists_hold_an_orchestrators_own() {
    let linked = Linked::new();
    let second = linked.owner.create_client(NewClient::new("Second")).unwrap();
    let second = second.into_record().client.client_id;
    linked.orchestrator.link_client(None, &second).unwrap();
    for client in [None, Some(&linked.client_id), Some(&second)] {
        linked.orchestrator.put_branding(None, client, named("A")).unwrap();
    }
    linked.other_orchestrator.put_branding(None, None, named("Z")).unwrap();
    let clients = |page: PageRequest| {
        let page = linked.orchestrator.list_branding(None, &page.limit(2)).unwrap();
        let clients: Vec<_> = page.items.into_iter().map(|each| each.target.client_id).collect();
        (page.total, clients, page.next_cursor)
    };
    let (total, newest, cursor) = clients(PageRequest::first());
    assert_eq!((total, newest), (3, vec![Some(second), Some(linked.client_id.clone())]));
    assert_eq!(clients(PageRequest::after(cursor.unwrap())), (3, vec![None], None));
}

#[test]
fn who_may_resolve() {
    fn resolve(store: &Store, client: &str) -> Result<()> {
        store.resolve_branding(&client.parse()?).map(drop)
    }
    check(&[
        ("the owner", &|l| resolve(&l.owner, "cli_lone"), "ok"),
        ("the owner", &|l| resolve(&l.owner, "cli_unknown"), "not_found/not_found"),
        ("the orchestrator", &|l| resolve(&l.orchestrator, "cli_linked"), "ok"),
        ("the orchestrator", &|l| resolve(&l.orchestrator, "cli_lone"), "not_found/not_found"),
        ("another", &|l| resolve(&l.other_orchestrator, "cli_linked"), "not_found/not_found"),
        ("the client", &|l| resolve(&l.client, "cli_linked"), "ok"),
        ("the client", &|l| resolve(&l.client, "cli_lone"), "forbidden/forbidden"),
        ("its API key", &|l| resolve(&l.api_key, "cli_linked"), "ok"),
        ("its API key", &|l| resolve(&l.api_key, "cli_lone"), "forbidden/forbidden"),
        ("the store's", &|l| resolve(&l.own_api_key, "cli_linked"), "forbidden/forbidden"),
    ]);
}

#[test]
fn a_client_gets_its_own_its_orchestrators_or_none() {
    let colour = || BrandingValues::from_json(r##"{"primary_color":"#abc"}"##).unwrap();
    let table = [
        (None, None, BrandingSource::Default, BrandingValues::default()),
        (Some(named("Acme")), None, BrandingSource::Orchestrator, named("Acme")),
        (None, Some(named("Shop")), BrandingSource::Client, named("Shop")),
        (Some(named("Acme")), Some(colour()), BrandingSource::Client, colour()),
        (
            Some(named("Acme")),
            Some(BrandingValues::default()),
            BrandingSource::Client,
            BrandingValues::default(),
        ),
    ];
    for (default, own, source, values) in table {
        let linked = Linked::new();
        let (store, client) = (&linked.orchestrator, &linked.client_id);
        linked.other_orchestrator.put_branding(None, None, named("Zenith")).unwrap();
        for (target, given) in [(None, default), (Some(client), own)] {
            given.map(|given| store.put_branding(None, target, given).unwrap());
        }
        let resolved = linked.client.resolve_branding(client).unwrap();
        assert_eq!(resolved.orchestrator_id, Some(linked.orchestrator_id));
        assert_eq!((resolved.source, resolved.values), (source, values));
    }
}

#[test]
fn branding_follows_the_link() {
    let linked = Linked::new();
    let (owner, client) = (&linked.owner, &linked.client_id);
    linked.orchestrator.put_branding(None, None, named("Acme")).unwrap();
    linked.orchestrator.put_branding(None, Some(client), named("Shop")).unwrap();
    linked.other_orchestrator.put_branding(None, None, named("Zenith")).unwrap();
    let resolved = || {
        let resolved = owner.resolve_branding(client).unwrap();
        (resolved.source.as_str(), resolved.orchestrator_id, resolved.values.display_name)
    };
    let first = Some(linked.orchestrator_id);
    let second = Some(linked.other_orchestrator_id);
    assert_eq!(resolved(), ("client", first, Some("Shop".to_owned())));
    owner.unlink_client(first, client).unwrap();
    assert_eq!(resolved(), ("default", None, None));
    owner.link_client(second, client).unwrap();
    assert_eq!(resolved(), ("orchestrator", second, Some("Zenith".to_owned())));
    owner.revoke_client(client).unwrap();
    assert_eq!(resolved(), ("default", None, None));
}
