//! The biller catalogue through the public API.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use billfold_core::{
    BillerFilter, Credential, ErrorKind, ImportOptions, NewBiller, NewClient, PageRequest, Phrase,
    RecordKind, SilentImport, Store,
};

fn named(id: &str, name: &str) -> NewBiller {
    NewBiller::new(name).with_id(id.parse().unwrap())
}

fn updates(store: &Store) -> usize {
    store.events(0, 1000).unwrap().iter().filter(|event| event.kind == "biller.updated").count()
}

#[test]
fn putting_creates_changes_or_leaves_alone() {
    let store = Store::in_memory().unwrap();
    let made = store.put_biller(NewBiller::new(" Electric ")).unwrap();
    assert!(made.id.as_str().starts_with("bil_") && made.active && made.name == "Electric");

    let id = made.id.clone();
    let off = named(id.as_str(), "Electric").with_active(false);
    assert_eq!(store.put_biller(off).unwrap().version, 2);
    let renamed = store.put_biller(named(id.as_str(), "Power")).unwrap();
    assert_eq!((renamed.version, renamed.active), (3, false));
    assert_eq!(store.put_biller(named(id.as_str(), "Power")).unwrap().version, 3);
    assert_eq!(updates(&store), 3);
    assert_eq!(store.biller(&id).unwrap(), renamed.into_record());

    let error = store.put_biller(NewBiller::new(" ")).unwrap_err();
    assert_eq!((error.kind(), error.fields()[0].field.as_str()), (ErrorKind::Validation, "name"));
    let error = store.biller(&"nobody".parse().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn a_stated_version_must_be_the_present_one() {
    let store = Store::in_memory().unwrap();
    assert!(store.if_version(0).put_biller(named("gas", "Gas")).is_ok());
    for (version, id, current) in [(0, "gas", 1), (2, "gas", 1), (1, "water", 0)] {
        let error = store.if_version(version).put_biller(named(id, "Other")).unwrap_err();
        assert_eq!((error.code(), error.current_version()), ("version_changed", Some(current)));
    }
    assert_eq!(store.if_version(1).put_biller(named("gas", "Other")).unwrap().version, 2);
}

#[test]
fn an_import_puts_line_by_line_and_counts_what_it_did() {
    let store = Store::in_memory().unwrap();
    let import = |lines: &str| {
        let options = ImportOptions::of_bodies(RecordKind::Biller);
        let mut source = std::io::Cursor::new(lines.as_bytes());
        let counts = store.import(&mut source, &options, &mut SilentImport).unwrap().tally.all;
        (counts.created, counts.updated, counts.unchanged, counts.refused)
    };
    let first = r#"{"id":"a","name":"A"}
        {"id":"b","name":"B"}
        {"name":"Nameless"}"#;
    assert_eq!(import(first), (3, 0, 0, 0));
    let second = r#"{"id":"a","name":"A"}
        {"id":"b","name":"Beta"}
        {"id":"c","name":" "}
        {"id":"c","name":"C"}"#;
    assert_eq!(import(second), (1, 1, 1, 1));
    assert_eq!(import(second), (1, 1, 1, 1), "done before: the same answer, and no change");
    assert_eq!(
        store.list_billers(&BillerFilter::default(), &PageRequest::first()).unwrap().total,
        4
    );
    assert_eq!(updates(&store), 5);
}

#[test]
fn a_list_is_filtered_by_name_and_activity() {
    let store = Store::in_memory().unwrap();
    for name in ["Größe \"1\"", "Wasserwerk", "GAS", "50% off"] {
        store.put_biller(NewBiller::new(name)).unwrap();
    }
    store.put_biller(NewBiller::new("Gaswerk").with_active(false)).unwrap();
    let found = |search: &str, active: Option<bool>| {
        let mut filter = BillerFilter::default();
        filter.words.add_given(Phrase::given(search).unwrap());
        filter.active.add_given(active);
        let page = store.list_billers(&filter, &PageRequest::first().limit(10)).unwrap();
        assert_eq!(page.total, i64::try_from(page.items.len()).unwrap());
        page.items.into_iter().map(|biller| biller.name).collect::<Vec<_>>()
    };
    assert_eq!(found("", Some(false)), ["Gaswerk"]);
    assert_eq!(found("WERK", None), ["Gaswerk", "Wasserwerk"]);
    assert_eq!(found("werk", Some(true)), ["Wasserwerk"]);
    assert_eq!(found("gas", None), ["Gaswerk", "GAS"]);
    assert_eq!(found("GRÖSSE", None), ["Größe \"1\""]);
    assert_eq!(found("e \"1", None), ["Größe \"1\""]);
    assert_eq!(found("\"", None), ["Größe \"1\""]);
    assert_eq!(found("%", None), ["50% off"]);
    assert_eq!(found("", None).len(), 5);
}

#[test]
fn the_catalogue_is_the_owners() {
    let store = Store::in_memory().unwrap();
    let made = store.create_client(NewClient::new("Acme")).unwrap();
    let secret = made.client_secret.as_ref().unwrap().expose();
    let credential = Credential::client(made.client.client_id.as_str(), secret).unwrap();
    let client = store.scoped(&credential).unwrap();
    let refusals = [
        client.put_biller(NewBiller::new("B")).map(drop),
        client
            .import(
                &mut std::io::Cursor::new(b"{}"),
                &ImportOptions::of_bodies(RecordKind::Biller),
                &mut SilentImport,
            )
            .map(drop),
        client.biller(&"b".parse().unwrap()).map(drop),
        client.list_billers(&BillerFilter::default(), &PageRequest::first()).map(drop),
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().kind(), ErrorKind::Forbidden);
    }
}
