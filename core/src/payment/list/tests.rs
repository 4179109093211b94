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

/// The plan of a filter's total, for this sight.
fn plan_of_total(store: &Store, text: &str, sight: Sight) -> String {
    let filter = PaymentFilter::parse(text).unwrap();
    let plan = store.read(|transaction| {
        let mut query = Query::new(transaction, &filter)?;
        query.sight = sight;
        let order = query.order();
        let listing = query.listing(query.lead()?, &order);
        let count = format!("SELECT count(*) FROM ({})", listing.sequences(&Window::whole()));
        let zero: &dyn rusqlite::ToSql = &0;
        let mut parameters = listing.condition.parameters();
        parameters.extend([(":rows", zero), (":skipped", zero)]);
        if order.is_plain() {
            parameters.push((":bound", zero));
        }
        plan(transaction, &count, &*parameters)
    });
    plan.unwrap()
}

/// The plans of a filter's pages, as the owner sees them: the first, the next after it, the one
/// that starts with it anew, the last and the one before that.
fn plans_of_pages(store: &Store, text: &str) -> [String; 5] {
    let filter = PaymentFilter::parse(text).unwrap();
    let all = PaymentFilter { sort: filter.sort, ..PaymentFilter::default() };
    let cursor = |page: PageRequest| {
        store.list_payments(&all, &page.limit(1)).unwrap().start_cursor.unwrap()
    };
    let (first, last) = (cursor(PageRequest::first()), cursor(PageRequest::last()));
    let pages = [
        PageRequest::first(),
        PageRequest::after(first.clone()),
        PageRequest::starting_at(first),
        PageRequest::last(),
        PageRequest::before(last),
    ];
    pages.map(|page| {
        let plan = |transaction: &ReadTransaction<'_>| {
            of_page(transaction, &filter, &page, |listing, window| {
                listing.plan(transaction, window)
            })
        };
        store.read(plan).unwrap()
    })
}

/// What is to be said of the listing that a page is read by.
fn of_page<T>(
    transaction: &ReadTransaction<'_>,
    filter: &PaymentFilter,
    page: &PageRequest,
    say: impl FnOnce(&Listing<'_>, &Window) -> Result<T>,
) -> Result<T> {
    let query = Query::new(transaction, filter)?;
    let order = query.order();
    let window = page.resolve_in(&order)?;
    let lead = query.lead()?;
    let total = match query.known_total()? {
        Some(total) => total,
        None => query.listing(lead, &order).total(transaction)?,
    };
    let walked = query.better_walked(lead, &order, &window, total)?;
    let lead = if walked { Lead::Order } else { lead };
    say(&query.listing(lead, &order), &window)
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
    ("overdue:yes", Sight::All, &["COVERING INDEX payment_overdue (expires_at<?)"]),
    (
        "overdue:yes client:shop status:expired",
        Sight::All,
        &["INDEX payment_overdue (expires_at<?)"],
    ),
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
    ("description:* client:shop", Sight::All, &["payment_by_client (client=?"]),
    ("-description:* client:shop", Sight::All, &["payment_by_client (client=?"]),
];

#[test]
fn every_term_is_served_by_its_index() {
    let store = store(3);
    for (text, sight, indexes) in INDEXES {
        let total = plan_of_total(&store, text, *sight);
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
        let total = plan_of_total(&store(payments), "created:24h status:pending", Sight::All);
        assert!(total.contains(expected), "{payments}: {total}");
    }
}

/// Of many rows a page is found by walking in the order of the list, without sorting any.
#[test]
fn a_page_of_many_is_walked_in_its_order() {
    let store = store(300);
    for (text, walked) in [
        ("", "payment"),
        ("created:24h", "SEARCH payment USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("sort:-created amount:5", "payment_by_creation"),
        ("sort:-created status:pending", "payment_by_creation"),
        ("sort:expires status:pending", "payment_by_expiry"),
        ("sort:-created created:24h", "payment_by_creation (created_at>? AND created_at<?)"),
        ("status:pending,completed", "MERGE"),
        ("status:pending,expired client:shop", "payment_by_client_status"),
    ] {
        for (page, plan) in plans_of_pages(&store, text).iter().enumerate() {
            let walked = if page < 3 || walked.contains("rowid>") {
                walked.to_owned()
            } else {
                walked.replace("rowid<", "rowid>")
            };
            assert!(plan.contains(&walked), "{text:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{text:?}: {plan}");
        }
    }
}

/// Where what is equal is all there is, a cursor goes on within it by the sequence.
#[test]
fn a_cursor_goes_on_among_equals_by_index() {
    let store = store(300);
    for (text, beyond, back) in [("sort:-created", '<', '>'), ("sort:created", '>', '<')] {
        let [_, next, same, _, before] = plans_of_pages(&store, text);
        for (plan, beyond) in [(next, beyond), (same, beyond), (before, back)] {
            let equal = format!("payment_by_creation (created_at=? AND rowid{beyond}?)");
            assert!(plan.contains(&equal), "{text}: {plan}");
            let further = format!("payment_by_creation (created_at{beyond}?)");
            assert!(plan.contains(&further), "{text}: {plan}");
        }
    }
}

/// A page costs as much in the midst of a list as at its ends, either way, and in a range of times
/// as without.
#[test]
fn a_page_costs_the_same_wherever_it_stands() {
    let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse().unwrap()));
    let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
    for _ in 0..3000 {
        clock.advance_seconds(1);
        store.create_payment(NewPayment::new("5.00", "USD").unwrap()).unwrap();
    }
    for text in [
        "",
        "status:pending",
        "currency:USD",
        "created:2026-04-01T10:00:01Z..",
        "sort:created",
        "sort:-created created:<45m",
        "sort:created created:>1m",
        "sort:expires expires:<45m",
        "sort:-created created:2026-04-01T10:01:00Z..2026-04-01T10:49:00Z",
        "sort:created created:2026-04-01T10:01:00Z..2026-04-01T10:49:00Z status:pending",
    ] {
        let filter = PaymentFilter::parse(text).unwrap();
        let read = |page: PageRequest| {
            let page = page.limit(5);
            let steps = store.read(|transaction| {
                of_page(transaction, &filter, &page, |listing, window| {
                    Ok(listing.steps(transaction, window))
                })
            });
            let steps = steps.unwrap();
            assert!(steps < 1000, "{text:?}: {steps} steps for {page:?}");
            store.list_payments(&filter, &page).unwrap()
        };
        read(PageRequest::first());
        read(PageRequest::last());
        for number in [1, 100, 400] {
            let numbered = PageRequest::page(number).limit(5);
            let place = store.list_payments(&filter, &numbered).unwrap();
            assert_eq!(place.items.len(), 5, "{text:?}");
            let start = place.start_cursor.clone().unwrap();
            assert_eq!(read(PageRequest::starting_at(start.clone())).items, place.items);
            let next = read(PageRequest::after(place.next_cursor.unwrap()));
            assert_eq!(read(PageRequest::before(next.start_cursor.unwrap())).items, place.items);
            read(PageRequest::before(start));
        }
    }
}

/// A store of 6000 payments, twenty of each second from 10:00:01 on, all of them good for an hour.
fn store_of_blocks() -> Store {
    let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse().unwrap()));
    let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
    for _ in 0..300 {
        clock.advance_seconds(1);
        store
            .atomically(|store| {
                (0..20).try_for_each(|_| {
                    store.create_payment(NewPayment::new("5.00", "USD").unwrap()).map(drop)
                })
            })
            .unwrap();
    }
    store
}

/// Newest first, a page of a stretch of times is read from where the stretch begins, however much
/// is newer or older than that.
#[test]
fn a_page_of_a_time_begins_where_the_time_does() {
    let store = store_of_blocks();
    for text in [
        "created:..2026-04-01T10:00:30Z",
        "created:2026-04-01T10:02:00Z..2026-04-01T10:02:40Z",
        "created:2026-04-01T10:02:00Z..2026-04-01T10:02:40Z status:pending",
        "created:2026-04-01T10:02:00Z..2026-04-01T10:02:40Z currency:USD description:x",
        "created:2026-04-01T10:04:30Z..",
        "expires:..2026-04-01T11:00:30Z",
        "expires:2026-04-01T11:04:30Z.. status:pending",
    ] {
        let filter = PaymentFilter::parse(text).unwrap();
        for page in [PageRequest::first(), PageRequest::last()] {
            let steps = store.read(|transaction| {
                of_page(transaction, &filter, &page, |listing, window| {
                    Ok(listing.steps(transaction, window))
                })
            });
            let steps = steps.unwrap();
            // All that is newer or older would be some 40 000.
            assert!(steps < 16_000, "{text:?}: {steps} steps for {page:?}");
        }
    }
}

/// Without a total a page holds what it holds with one, and is there without a look at the rest.
#[test]
fn a_page_is_there_before_its_total() {
    let store = store_of_blocks();
    for (text, is_counted) in [
        ("", true),
        ("status:pending currency:USD", true),
        ("created:2026-04-01T10:02:00Z..", true),
        ("amount:1..9", false),
        ("amount:1..9USD currency:USD", false),
        ("expires:>2026-04-01T11:01:00Z sort:expires", false),
        ("created:2026-04-01T10:02:00Z.. status:pending late:no", false),
        ("description:nothing", true),
        ("id:*", false),
    ] {
        let filter = PaymentFilter::parse(text).unwrap();
        for page in [PageRequest::first(), PageRequest::page(3), PageRequest::last()] {
            let counted = store.list_payments(&filter, &page).unwrap();
            let found = store.list_payments(&filter, &page.clone().uncounted()).unwrap();
            assert_eq!(found.items, counted.items, "{text}");
            assert_eq!(found.next_cursor, counted.next_cursor, "{text}");
            assert!(counted.is_counted && found.total <= counted.total, "{text}");
            if page == PageRequest::first() {
                assert_eq!(found.is_counted, is_counted, "{text}");
                assert!(!is_counted || found.total == counted.total, "{text}");
            }
        }
    }
    let filter = PaymentFilter::parse("amount:1..9").unwrap();
    let steps = store.read(|transaction| {
        let query = Query::new(transaction, &filter)?;
        let order = query.order();
        let lead = query.lead()?;
        assert!(!query.walked_uncounted(lead, &order)?);
        let window = PageRequest::first().resolve_in(&order)?;
        Ok(query.listing(lead, &order).steps(transaction, &window))
    });
    assert!(steps.unwrap() < 1000);
}

/// Where a time leads to more than many rows, they are walked in the order of the list.
#[test]
fn many_rows_of_a_time_are_walked_without_a_total() {
    let store = store(usize::try_from(MANY_ROWS).unwrap() + 1);
    let walked = |text: &str| {
        let filter = PaymentFilter::parse(text).unwrap();
        let walked = store.read(|transaction| {
            let query = Query::new(transaction, &filter)?;
            query.walked_uncounted(query.lead()?, &query.order())
        });
        walked.unwrap()
    };
    for text in [
        "created:24h status:pending",
        "expires:2h description:x",
        "created:24h sort:created",
        "sort:created status:pending",
    ] {
        assert!(walked(text), "{text}");
    }
    for text in ["created:>24h status:pending", "completed:24h", "created:24h sort:amount"] {
        assert!(!walked(text), "{text}");
    }
}

/// What was imported stands among what is newer; it is found and counted all the same.
#[test]
fn what_is_out_of_the_order_of_time_is_found_and_counted() {
    let store = store_of_blocks();
    let sql = "UPDATE payment SET created_at = created_at - 7200, version = version + 1
        WHERE seq IN (1, 2500, 2501, 5990)";
    store.write(move |transaction| transaction.change(sql, []).map(drop)).unwrap();
    for (text, expected) in [
        ("created:..2026-04-01T09:00:00Z", 4),
        ("created:..2026-04-01T10:00:01Z", 23),
        ("created:2026-04-01T10:00:01Z..", 5996),
        ("created:2026-04-01T10:02:00Z..2026-04-01T10:02:19Z", 398),
        ("created:2026-04-01T10:02:00Z..2026-04-01T10:02:19Z status:pending", 398),
        ("created:2026-04-02..", 0),
        ("created:2026-04-02.. status:pending", 0),
        ("created:*", 6000),
    ] {
        let filter = PaymentFilter::parse(text).unwrap();
        let mut page = store.list_payments(&filter, &PageRequest::first().limit(100)).unwrap();
        assert_eq!(page.total, expected, "{text}");
        let mut found = i64::try_from(page.items.len()).unwrap();
        while let Some(next) = page.next_cursor {
            page = store.list_payments(&filter, &PageRequest::after(next).limit(100)).unwrap();
            found += i64::try_from(page.items.len()).unwrap();
        }
        assert_eq!(found, expected, "{text}");
    }
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
}
