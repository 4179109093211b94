//! Every list by pages, from its beginning to its end and back, in every order that it has.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::str::FromStr;

use billfold_core::{
    BillerFilter, BrandingValues, ClientFilter, ClientId, CustomerFilter, DeliveryFilter,
    EventFilter, FeeBearer, FeeFilter, LinkIntentFilter, NewApiKey, NewBiller, NewCustomer, NewFee,
    NewLinkIntent, NewPayment, NewRequestToLink, NewWebhookEndpoint, OrchestratorFilter,
    OrchestratorId, Page, PageOptions, PageRequest, PaymentFilter, RequestToLinkFilter, Store,
};
use common::paging::check_both_ways;

/// How many records of each kind there are: more than two pages of the smallest size asked for.
const RECORDS: u32 = 11;

/// A store with as many records of every kind, two in each second, of names that differ in nothing
/// that a sort sees, and whose amounts recur.
fn store() -> (Store, OrchestratorId) {
    let (store, clock) = common::store();
    let (acme, _) = common::orchestrator(&store, "Acme");
    for number in 0..RECORDS {
        if number % 2 == 0 {
            clock.advance_seconds(1);
        }
        let hook = NewWebhookEndpoint::new(format!("https://hooks.example/{number}"));
        store.create_webhook_endpoint(hook).unwrap();
    }
    for number in 0..RECORDS {
        if number % 2 == 0 {
            clock.advance_seconds(1);
        }
        let name = ["Shop", "SHOP", "Kiosk"][number as usize % 3];
        common::orchestrator(&store, name);
        let (client, _) = common::client(&store, &format!("client_{number}"));
        store.link_client(Some(acme), &client).unwrap();
        let fee = NewFee::new(FeeBearer::Payer, 100).with_orchestrator(acme);
        store.create_fee(fee.with_client(client.clone())).unwrap();
        let values = BrandingValues::from_json(r##"{"primary_color": "#123456"}"##).unwrap();
        store.put_branding(Some(acme), Some(&client), values).unwrap();
        store.create_api_key(NewApiKey::new()).unwrap();
        store.create_link_intent(NewLinkIntent::new(name).from_orchestrator(acme)).unwrap();
        store.create_customer(NewCustomer::named(name)).unwrap();
        let biller = NewBiller::new(name).with_id(format!("biller_{number}").parse().unwrap());
        store.put_biller(biller).unwrap();
        add_business(&store, number, &client);
    }
    (store, acme)
}

fn add_business(store: &Store, number: u32, client: &ClientId) {
    let amount = ["5", "1", "3"][number as usize % 3];
    store.create_payment(NewPayment::new(amount, "USD").unwrap()).unwrap();
    let request = NewRequestToLink::new(format!("user_{number}")).with_client(client.clone());
    store.create_request_to_link(request).unwrap();
}

/// Goes through a list both ways, and says how many records it has.
fn check<T, I: PartialEq + std::fmt::Debug>(
    list: impl Fn(&PageRequest) -> Page<T>,
    id: impl Fn(&T) -> I,
) -> usize {
    let mut found = Vec::new();
    let mut page = list(&PageRequest::first().limit(4));
    loop {
        found.extend(page.items.iter().map(&id));
        let Some(next) = page.next_cursor else { break };
        page = list(&PageRequest::after(next).limit(3));
    }
    check_both_ways(list, id, &found);
    found.len()
}

/// The filters that put a list into each of its orders.
fn orders<F: FromStr<Err = billfold_core::Error> + Default>(sorts: &[&str]) -> Vec<F> {
    let both = sorts.iter().flat_map(|sort| [format!("sort:{sort}"), format!("sort:-{sort}")]);
    both.map(|text| text.parse().unwrap()).chain([F::default()]).collect()
}

#[test]
fn every_list_is_the_same_from_either_end() {
    let (store, acme) = store();
    let records = RECORDS as usize;
    for filter in orders::<PaymentFilter>(&["created", "amount", "expires", "updated", "status"]) {
        let list = |page: &PageRequest| store.list_payments(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id), records);
    }
    for filter in orders::<RequestToLinkFilter>(&["created", "updated", "expires", "status"]) {
        let list = |page: &PageRequest| store.list_requests_to_link(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id.clone()), records);
    }
    for filter in orders::<ClientFilter>(&["created", "updated", "name"]) {
        let list = |page: &PageRequest| store.list_clients(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.client_id.clone()), records);
    }
    for filter in orders::<OrchestratorFilter>(&["created", "updated", "name"]) {
        let list = |page: &PageRequest| store.list_orchestrators(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id), records + 1);
    }
    for filter in orders::<BillerFilter>(&["created", "updated", "name"]) {
        let list = |page: &PageRequest| store.list_billers(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id.clone()), records);
    }
    for filter in orders::<CustomerFilter>(&["created", "updated"]) {
        let list = |page: &PageRequest| store.list_customers(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id), records);
    }
    for filter in orders::<LinkIntentFilter>(&["created", "expires"]) {
        let list = |page: &PageRequest| store.list_link_intents(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.id), records);
    }
    for filter in orders::<EventFilter>(&["seq"]) {
        let list = |page: &PageRequest| store.list_events(&filter, page).unwrap();
        assert_eq!(check(list, |each| each.seq), store.events(0, 1000).unwrap().len());
    }
    for filter in orders::<DeliveryFilter>(&["created"]) {
        let list = |page: &PageRequest| store.list_deliveries(&filter, page).unwrap();
        assert!(check(list, |each| each.id) > records);
    }
    check_lists_without_filters(&store, acme);
}

fn check_lists_without_filters(store: &Store, acme: OrchestratorId) {
    let records = RECORDS as usize;
    let fees = |page: &PageRequest| store.list_fees(Some(acme), &FeeFilter::default(), page);
    assert_eq!(check(|page| fees(page).unwrap(), |each| each.id), records);
    let brandings = |page: &PageRequest| store.list_branding(Some(acme), page).unwrap();
    assert_eq!(check(brandings, |each| format!("{:?}", each.target)), records);
    let linked = |page: &PageRequest| store.list_linked_clients(Some(acme), page).unwrap();
    assert_eq!(check(linked, |each| each.client_id.clone()), records);
    let keys = |page: &PageRequest| store.list_api_keys(None, page).unwrap();
    assert_eq!(check(keys, |each| each.id), records);
    let endpoints =
        |page: &PageRequest| store.list_webhook_endpoints(&Default::default(), page).unwrap();
    assert_eq!(check(endpoints, |each| each.id), records);
}

/// Where the record that a cursor names has left the list, the list goes on from its place.
#[test]
fn a_cursor_outlives_its_record() {
    let (store, _) = common::store();
    let ids = [1, 2, 3, 4, 5]
        .map(|amount| store.create_payment(NewPayment::new(&amount.to_string(), "USD").unwrap()))
        .map(|made| made.unwrap().id);
    let left = |text: &str, pages: [fn(String) -> PageRequest; 3]| {
        let filter: PaymentFilter = text.parse().unwrap();
        let place = store.list_payments(&filter, &PageRequest::page(3).limit(1)).unwrap();
        let cursor = place.start_cursor.unwrap();
        move |store: &Store| {
            pages.map(|page| {
                let page = page(cursor.clone()).limit(2);
                let page = store.list_payments(&filter, &page).unwrap();
                page.items.iter().map(|each| each.amount.clone()).collect::<Vec<_>>()
            })
        }
    };
    let pages: [fn(String) -> PageRequest; 3] = [
        |at| PageRequest::before(at),
        |at| PageRequest::starting_at(at),
        |at| PageRequest::after(at),
    ];
    let newest_first = left("status:pending", pages);
    let by_amount = left("status:pending sort:amount", pages);
    assert_eq!(newest_first(&store), [["5.0", "4.0"], ["3.0", "2.0"], ["2.0", "1.0"]]);
    assert_eq!(by_amount(&store), [["1.0", "2.0"], ["3.0", "4.0"], ["4.0", "5.0"]]);
    store.expire_payment(ids[2]).unwrap();
    assert_eq!(newest_first(&store), [["5.0", "4.0"], ["2.0", "1.0"], ["2.0", "1.0"]]);
    assert_eq!(by_amount(&store), [["1.0", "2.0"], ["4.0", "5.0"], ["4.0", "5.0"]]);
}

/// What is asked for by cursor or as the last has the same JSON as what comes after a cursor.
#[test]
fn the_json_of_a_page_has_its_next_cursor_alone() {
    let (store, _) = common::store();
    for amount in ["1", "2", "3"] {
        store.create_payment(NewPayment::new(amount, "USD").unwrap()).unwrap();
    }
    let list =
        |page: PageRequest| store.list_payments(&PaymentFilter::default(), &page.limit(1)).unwrap();
    let keys = |page: &Page<_>| common::keys(&serde_json::to_string(page).unwrap());
    let first = list(PageRequest::first());
    assert_eq!(keys(&first), ["items", "total", "page", "limit"]);
    let cursor = first.next_cursor.unwrap();
    for page in [
        PageRequest::after(&cursor),
        PageRequest::before(&cursor),
        PageRequest::starting_at(&cursor),
        PageRequest::last(),
    ] {
        assert_eq!(keys(&list(page)), ["items", "total", "next_cursor", "limit"]);
    }
    let both = PageOptions { before: Some(cursor), last: true, ..PageOptions::default() };
    let refused = store.list_payments(&PaymentFilter::default(), &PageRequest::from_options(both));
    assert_eq!(common::bad_fields(&refused.unwrap_err()), ["last"]);
}
