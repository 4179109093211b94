//! What arranges a list stands beside what narrows it.

use billfold_core::{
    NewClient, NewCustomer, NewPayment, NewRequestToLink, PageRequest, PaymentCustomerInput,
    PaymentStatus,
};

use super::rig::Rig;
use crate::app::collection::{Collection, Query};
use crate::app::data::export;
use crate::app::screens::{PAYMENTS, REQUESTS};

/// The list of payments: one of each of these customers, of 1, 2, 3 dollars.
fn rig(customers: &[&str]) -> Rig {
    let mut rig = Rig::new(120, 40);
    for (amount, name) in (1..).zip(customers) {
        let customer = rig.store.create_customer(NewCustomer::named(*name)).unwrap().into_record();
        let mut new = NewPayment::new(&format!("{amount}.00"), "USD").unwrap();
        new.customer = Some(PaymentCustomerInput::Existing(customer.id));
        rig.store.create_payment(new).unwrap();
        rig.clock.advance_seconds(1);
    }
    rig.go("Payments");
    rig.keys("<C-r>");
    rig
}

/// Filter and order of the list.
fn query(rig: &Rig) -> (&str, Option<&str>) {
    let query = &rig.model.place().listing().unwrap().list.query;
    (&query.filter, query.sort.as_deref())
}

fn amount(rig: &Rig) -> String {
    rig.model.place().entry().unwrap().text("amount").unwrap()
}

#[test]
fn what_looks_like_an_order_within_a_name_narrows_a_change_as_it_narrows_the_list() {
    let name = "Acme sort:amount Ltd";
    let mut rig = rig(&[name, "Acme Ltd", "Ben"]);
    rig.keys(&format!("/status:pending customer:\"{name}\"<CR>"));
    rig.expect("newest first");
    assert_eq!(query(&rig), ("status:pending customer:\"Acme sort:amount Ltd\"", None));
    // An order of its own beside it does not change what is found.
    rig.keys("S*af");
    assert_eq!(query(&rig).1, Some("created"));
    rig.keys("declined<C-s>");
    // The only one is shown as one.
    rig.expect("status: pending → failed");
    rig.keys("y");
    let all = rig.store.list_payments(&"".parse().unwrap(), &PageRequest::first()).unwrap().items;
    for payment in all {
        let its = payment.customer.unwrap().name.unwrap();
        assert_eq!(payment.status == PaymentStatus::Failed, its == name, "{its}");
    }
}

#[test]
fn an_export_holds_what_such_a_name_narrows_it_to() {
    let rig = rig(&["Acme sort:amount Ltd", "Acme Ltd"]);
    let folder = tempfile::tempdir().unwrap();
    let body = serde_json::json!({ "file": folder.path().join("found.jsonl") }).to_string();
    let query = Query::of("customer:\"Acme sort:amount Ltd\" sort:-amount");
    let done = export::run(&rig.store, &PAYMENTS, &query, &body, &mut |_, _| true).unwrap();
    assert!(done.told.unwrap().starts_with("wrote 1 record"));
}

#[test]
fn an_order_outlives_its_filter_and_is_turned_round() {
    let mut rig = rig(&["Ana", "Ben", "Cem"]);
    rig.keys("/status:pending sort:-amount<CR>g");
    rig.expect("/ status:pending ");
    rig.expect("amount ↓");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("status:pending", Some("-amount")), "3.0"));
    rig.keys("<Esc>g");
    rig.expect("amount ↓");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("", Some("-amount")), "3.0"));
    rig.keys("Sg");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("", Some("amount")), "1.0"));
    // A filter that names no order stays in the one that was chosen; Esc has none to take away.
    rig.keys("/amount:>1<CR>g");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("amount:>1", Some("amount")), "2.0"));
    rig.keys("<Esc><Esc>");
    assert_eq!(query(&rig), ("", Some("amount")));
    rig.keys("s<Up><Up><Up><CR>g");
    rig.expect("newest first");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("", None), "3.0"));
    rig.keys("Sg");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("", Some("created")), "1.0"));
}

#[test]
fn a_saved_filter_brings_its_order_with_it() {
    let mut rig = rig(&["Ana", "İrem ẞ", "Cem"]);
    rig.keys("/İ sort:amount ẞ<CR>g");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("İ ẞ", Some("amount")), "2.0"));
    rig.keys("F");
    rig.expect("İ ẞ sort:amount");
    rig.keys("hers<CR><Esc>S");
    assert_eq!(query(&rig), ("", Some("-amount")));
    rig.keys("fhers<CR>g");
    assert_eq!((query(&rig), amount(&rig).as_str()), (("İ ẞ", Some("amount")), "2.0"));
    // What was typed comes back as it was typed.
    rig.keys("<Esc>S/<Up><Up><CR>");
    assert_eq!(query(&rig), ("İ ẞ", Some("amount")));
}

#[test]
fn an_order_that_there_is_none_of_is_told() {
    let rig = rig(&["Ana"]);
    let query = Query::of("status:pending sort:colour");
    let refused = (PAYMENTS.page)(&rig.store, &query, &PageRequest::first()).unwrap_err();
    assert_eq!(refused.fields()[0].field, "sort");
}

/// The ids of all that match, in pages.
fn ids(rig: &Rig, collection: &Collection, filter: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut request = PageRequest::first().limit(2);
    loop {
        let page = (collection.page)(&rig.store, &Query::of(filter), &request).unwrap();
        ids.extend(page.items.iter().map(|entry| entry.id.to_string()));
        let Some(next) = page.next_cursor else { return ids };
        request = PageRequest::after(next).limit(2);
    }
}

#[test]
fn what_was_created_at_some_time_stands_newest_first_like_everything() {
    let mut rig = rig(&["Ana", "Ben", "Cem", "Dan", "Eve"]);
    let client = rig.store.create_client(NewClient::new("Acme")).unwrap().into_record();
    for _ in 0..5 {
        let new = NewRequestToLink::new("user_456").with_client(client.client.client_id.clone());
        rig.store.create_request_to_link(new).unwrap();
    }
    for collection in [&PAYMENTS, &REQUESTS] {
        let all = ids(&rig, collection, "");
        assert_eq!(all.len(), 5);
        assert_eq!(ids(&rig, collection, "created:24h"), all);
        assert_eq!(ids(&rig, collection, "-created:>1d"), all);
        let turned: Vec<_> = all.into_iter().rev().collect();
        assert_eq!(ids(&rig, collection, "created:24h sort:created"), turned);
    }
    rig.keys("/created:24h<CR>");
    rig.expect("newest first");
    assert_eq!(query(&rig), ("created:24h", None));
}
