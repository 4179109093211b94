//! Exports and imports: every record as it was, every bad line by its number, nothing twice.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod common;
#[path = "transfer/world.rs"]
mod world;

use std::io::Cursor;
use std::ops::ControlFlow;

use billfold_core::{
    BillerFilter, ClientFilter, CustomerFilter, Error, ExportOptions, ImportObserver,
    ImportOptions, ImportReport, Page, PageRequest, PaymentFilter, RecordKind, RefusedLine,
    RequestToLinkFilter, SilentImport, Store,
};
use world::{World, world};

/// Everything of a store, as bytes.
fn export(store: &Store) -> String {
    let mut out = Vec::new();
    let go_on = |_, _| ControlFlow::Continue(());
    store.export(&ExportOptions::default(), &mut out, go_on).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines that an import refused, with number and reason.
#[derive(Default)]
struct Refusals(Vec<(u64, Error)>);

impl ImportObserver for Refusals {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        self.0.push((line.number, line.error.clone()));
    }
}

impl Refusals {
    fn words(&self) -> Vec<String> {
        self.0.iter().map(|(line, error)| format!("{line}: {}: {error}", error.code())).collect()
    }
}

fn import_with(store: &Store, input: &str, options: &ImportOptions) -> (ImportReport, Vec<String>) {
    let mut refusals = Refusals::default();
    let mut source = Cursor::new(input.as_bytes());
    let report = store.import(&mut source, options, &mut refusals).unwrap();
    (report, refusals.words())
}

fn import(store: &Store, input: &str) -> (ImportReport, Vec<String>) {
    import_with(store, input, &ImportOptions::default())
}

/// A store whose clock stands where that of the world does.
fn beside(world: &World) -> Store {
    billfold_core::OpenOptions::new().clock(world.clock.clone()).in_memory().unwrap()
}

fn ids<T>(page: Page<T>, id: impl Fn(&T) -> String) -> (Vec<String>, i64) {
    (page.items.iter().map(id).collect(), page.total)
}

/// What the lists of a store show, in their order, with totals by status.
fn lists(store: &Store) -> Vec<(Vec<String>, i64)> {
    let page = PageRequest::first().limit(100);
    let json = |record: &dyn erased::Json| record.json();
    let mut found = vec![
        ids(store.list_orchestrators(&page).unwrap(), |each| each.id.to_string()),
        ids(store.list_clients(&ClientFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_billers(&BillerFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_customers(&CustomerFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_link_intents(None, None, &page).unwrap(), |each| each.id.to_string()),
    ];
    for word in ["ana", "foobar", "example.com", "person", "only"] {
        let customers = store.list_customers(&CustomerFilter::search(word), &page).unwrap();
        found.push(ids(customers, |each| each.id.to_string()));
    }
    for status in billfold_core::PaymentStatus::ALL {
        let payments = store.list_payments(&PaymentFilter::status(status), &page).unwrap();
        found.push(ids(payments, |each| json(each)));
    }
    for status in billfold_core::RequestToLinkStatus::ALL {
        let mut filter = RequestToLinkFilter::default();
        filter.status = Some(status);
        let requests = store.list_requests_to_link(&filter, &page).unwrap();
        found.push(ids(requests, |each| each.id.to_string()));
    }
    for search in ["user_1", "客户", "wasserwerk", "us"] {
        let mut filter = RequestToLinkFilter::default();
        filter.search = Some(search.to_owned());
        let requests = store.list_requests_to_link(&filter, &page).unwrap();
        found.push(ids(requests, |each| each.id.to_string()));
    }
    found
}

mod erased {
    pub(crate) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

#[test]
fn an_export_put_into_a_fresh_store_is_exported_the_same() {
    let world = world();
    let exported = export(&world.store);
    for kind in RecordKind::ALL {
        assert!(exported.contains(&format!("{{\"kind\":\"{kind}\",\"record\"")), "{kind}");
    }
    let other = beside(&world);
    let (report, refused) = import(&other, &exported);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(report.lines, exported.lines().count() as u64);
    assert_eq!(export(&other), exported);
    assert_eq!(lists(&other), lists(&world.store));
    common::files::check_log(&other);
    common::files::check_totals(&other);
    let events = other.events(0, 100).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["store.imported"]);
}
