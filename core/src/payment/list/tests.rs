//! How SQLite means to find payments.

use super::*;
use crate::Store;
use crate::store::query::plan;
use crate::{ManualClock, NewClient, NewPayment, OpenOptions, SettingsUpdate};
use std::sync::Arc;

/// A store of payments, most of them pending for an hour, in currencies of one kind of decimals.
fn store(payments: usize) -> Store {
    let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse().unwrap()));
    let store = OpenOptions::new().clock(clock).in_memory().unwrap();
    store.create_client(NewClient::new("Shop").with_id("shop".parse().unwrap())).unwrap();
    store
        .atomically(|store| {
            (0..payments).try_for_each(|_| {
                store.create_payment(NewPayment::new("5.00", "USD").unwrap()).map(drop)
            })
        })
        .unwrap();
    store
}

/// The plans of a filter's total and of its first and second page, for this sight.
fn plans(store: &Store, text: &str, sight: Sight) -> [String; 3] {
    let filter = PaymentFilter::parse(text).unwrap();
    let plans = store.read(|transaction| {
        let mut query = Query::new(transaction, &filter)?;
        query.sight = sight;
        let order = query.order();
        let lead = query.lead()?;
        let listing = query.listing(lead, &order);
        let count = format!("SELECT count(*) FROM ({})", listing.sequences(&Window::whole()));
        let zero: &dyn rusqlite::ToSql = &0;
        let mut parameters = listing.condition.parameters();
        parameters.extend([(":rows", zero), (":skipped", zero)]);
        if order.is_plain() {
            parameters.push((":before", zero));
        }
        let total = plan(transaction, &count, &*parameters)?;
        drop(parameters);
        let first = page(transaction, &query, &order, &PageRequest::first())?;
        Ok([total, first.0, first.1])
    });
    plans.unwrap()
}

fn page(
    transaction: &ReadTransaction<'_>,
    query: &Query<'_>,
    order: &Order,
    request: &PageRequest,
) -> Result<(String, String)> {
    let mut window = request.resolve_in(order)?;
    let lead = query.lead()?;
    let total = match query.total_from_counters()? {
        Some(total) => total,
        None => query.listing(lead, order).total(transaction)?,
    };
    let lead = if query.better_walked(lead, order, &window, total)? { Lead::Order } else { lead };
    let listing = query.listing(lead, order);
    let zero: &dyn rusqlite::ToSql = &0;
    let explain = |window: &Window| {
        let mut parameters = listing.condition.parameters();
        parameters.extend([(":rows", zero), (":skipped", zero)]);
        if order.is_plain() || window.after.is_some() {
            parameters.push((":before", zero));
        }
        let names: Vec<_> = (0..order.keys.len()).map(|place| format!(":key{place}")).collect();
        if window.after.is_some() {
            parameters.extend(names.iter().map(|name| (name.as_str(), zero)));
        }
        plan(transaction, &listing.sequences(window), &*parameters)
    };
    let first = explain(&window)?;
    window.after = Some(vec![crate::value::page::Key::Number(0); order.keys.len()]);
    Ok((first, explain(&window)?))
}

/// Each filter beside the indexes that its list of few rows goes by.
const INDEXES: &[(&str, Sight, &[&str])] = &[
    ("id:cbbb*", Sight::All, &["sqlite_autoindex_payment_1 (id>? AND id<?)"]),
    ("status:completed", Sight::All, &["payment_by_status (status=?"]),
    ("status:pending,failed", Sight::All, &["MERGE", "payment_by_status (status=?"]),
    (
        "status:expired",
        Sight::All,
        &["payment_by_status (status=?", "payment_overdue (expires_at<?"],
    ),
    (
        "-status:pending",
        Sight::All,
        &["payment_by_status (status=?", "payment_overdue (expires_at<?"],
    ),
    ("status:pending", Sight::OfClient(1), &["payment_by_client_status (client=? AND status=?"]),
    ("client:shop", Sight::All, &["payment_by_client (client=?"]),
    ("client:shop status:failed", Sight::All, &["payment_by_client_status (client=? AND status=?"]),
    ("client:shop,other*", Sight::All, &["payment_by_client (client=?"]),
    ("", Sight::OfOrchestrator(1), &["payment_by_orchestrator (orchestrator=?"]),
    ("status:expired", Sight::OfOrchestrator(1), &["payment_by_orchestrator (orchestrator=?"]),
    (
        "orchestrator:org_cbbbc264124849aaae2d1aa05cf79bc8",
        Sight::All,
        &["payment_by_orchestrator (orchestrator=?"],
    ),
    ("currency:EUR", Sight::All, &["payment_by_currency (currency=?"]),
    ("currency:EUR,GBP", Sight::All, &["payment_by_currency (currency=?"]),
    ("created:<24h", Sight::OfNoClient, &["payment_by_creation (created_at>? AND created_at<?)"]),
    (
        "created:2026-04-01 late:no",
        Sight::OfNoClient,
        &["payment_by_creation (created_at>? AND created_at<?)"],
    ),
    ("completed:today", Sight::All, &["payment_by_completion (completed_at>? AND completed_at<?)"]),
    ("expires:<1h", Sight::All, &["payment_by_expiry (expires_at>? AND expires_at<?)"]),
    ("amount:100..500", Sight::All, &["payment_by_amount (amount_minor>? AND amount_minor<?)"]),
    (
        "amount:100..500 currency:EUR,USD description:x",
        Sight::OfNoClient,
        &["payment_by_currency (currency=?"],
    ),
    (
        "customer:ana",
        Sight::OfClient(1),
        &["payment_by_customer (customer=?", "customer_word_index VIRTUAL"],
    ),
    (
        "customer:cbbbc264-1248-49aa-ae2d-1aa05cf79bc8",
        Sight::All,
        &["payment_by_customer (customer=?"],
    ),
    (
        "email:ana@example.com status:expired",
        Sight::All,
        &["payment_by_customer (customer=?", "customer_word_1 (word=?"],
    ),
    ("ana", Sight::All, &["payment_by_customer (customer=?"]),
    ("cbbbc264", Sight::All, &["MULTI-INDEX OR", "sqlite_autoindex_payment_1 (id>? AND id<?)"]),
    (
        "meta.k:v created:24h",
        Sight::OfNoClient,
        &["payment_by_creation (created_at>? AND created_at<?)"],
    ),
    ("description:x client:shop", Sight::All, &["payment_by_client (client=?"]),
];

#[test]
fn every_term_is_served_by_its_index() {
    let store = store(3);
    for (text, sight, indexes) in INDEXES {
        let [total, ..] = plans(&store, text, *sight);
        for index in *indexes {
            assert!(total.contains(index), "{text:?} {sight:?}: {total}");
        }
        assert!(!total.contains("SCAN payment"), "{text:?} {sight:?}: {total}");
    }
}

/// A range leads before what is counted, unless the counters know of a few rows only.
#[test]
fn the_counters_say_what_leads() {
    let many = usize::try_from(FEW_ROWS).unwrap() + 1;
    for (payments, expected) in [(3, "payment_by_status"), (many, "payment_by_creation")] {
        let [total, ..] = plans(&store(payments), "created:24h status:pending", Sight::All);
        assert!(total.contains(expected), "{payments}: {total}");
    }
}

/// Of many rows a page is found by walking in the order of the list, without sorting any.
#[test]
fn a_page_of_many_is_walked_in_its_order() {
    let store = store(300);
    for (text, walked) in [
        ("", "SCAN payment"),
        ("created:24h", "SEARCH payment USING INTEGER PRIMARY KEY (rowid<?)"),
        ("sort:-amount", "payment_by_amount"),
        ("sort:amount currency:USD", "payment_by_amount"),
        ("sort:-created status:pending", "payment_by_creation"),
        ("sort:expires status:pending", "payment_by_expiry"),
        ("sort:-amount amount:1..9", "payment_by_amount (amount_minor>? AND amount_minor<?)"),
        ("status:pending,completed", "MERGE"),
        ("status:pending,expired client:shop", "payment_by_client_status"),
    ] {
        let [_, first, next] = plans(&store, text, Sight::All);
        let walked = if text.is_empty() { "payment" } else { walked };
        for plan in [&first, &next] {
            assert!(plan.contains(walked), "{text:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{text:?}: {plan}");
        }
    }
}

/// Where what is equal is all there is, a cursor goes on within it by the sequence.
#[test]
fn a_cursor_goes_on_among_equals_by_index() {
    let store = store(300);
    let [.., next] = plans(&store, "sort:-amount", Sight::All);
    assert!(next.contains("payment_by_amount (amount_minor=? AND rowid<?)"), "{next}");
    assert!(next.contains("payment_by_amount (amount_minor<?)"), "{next}");
}

/// Amounts are compared in one range unless the store has currencies of other decimals.
#[test]
fn amounts_of_several_decimals_are_told_apart() {
    let store = store(3);
    store
        .update_settings(SettingsUpdate::from_json(r#"{"currencies": ["USD", "JPY"]}"#).unwrap())
        .unwrap();
    for (amount, currency) in [("5", "JPY"), ("500", "JPY"), ("6.00", "USD")] {
        store.create_payment(NewPayment::new(amount, currency).unwrap()).unwrap();
    }
    let found = |text: &str| {
        let filter = PaymentFilter::parse(text).unwrap();
        let page = store.list_payments(&filter, &PageRequest::first()).unwrap();
        assert_eq!(page.total, i64::try_from(page.items.len()).unwrap());
        let shown = page.items.iter().map(|each| format!("{} {}", each.amount, each.currency));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(found("amount:>=6"), ["6.0 USD", "500.0 JPY"]);
    assert_eq!(found("amount:5 currency:JPY"), ["5.0 JPY"]);
    assert_eq!(found("amount:>=6USD"), ["6.0 USD"]);
    assert_eq!(found("-amount:5"), ["6.0 USD", "500.0 JPY"]);
    assert_eq!(found("sort:-amount amount:5..500")[..2], ["500.0 JPY", "6.0 USD"]);
    let [total, ..] = plans(&store, "amount:>=6", Sight::All);
    assert!(total.contains("payment_by_amount (amount_minor>? AND amount_minor<?)"), "{total}");
}
