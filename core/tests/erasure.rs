//! What was erased is in no byte of any file, whatever happened before and after.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeSet;

use billfold_core::{CustomerId, CustomerUpdate, NewCustomer, Store};
use common::files::place;
use common::scan::{mark, marks};

/// A customer with two marks in name and e-mail, and a word that many have.
fn marked(store: &Store, number: usize) -> CustomerId {
    let filler = ["", "Wilhelmina ", "Anna Maria Theresia von und zu "][number % 3];
    let mut new = NewCustomer::named(format!("{filler}{}", mark(number * 2)));
    new.email = Some(format!("{}@mail{}.example", mark(number * 2 + 1), number % 7));
    store.create_customer(new).unwrap().id
}

fn rename(store: &Store, id: CustomerId, name: String, email: String) {
    let mut update = CustomerUpdate::default();
    update.name = Some(Some(name));
    update.email = Some(Some(email));
    store.update_customer(id, update).unwrap();
}

#[test]
fn of_many_customers_who_came_changed_and_were_erased_nothing_is_left() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let mut kept = BTreeSet::new();
    let mut next = 10_000;
    let mut ids: Vec<(CustomerId, usize)> = Vec::new();
    for number in 0..1500 {
        ids.push((marked(&store, number), number));
        // Renamed to something longer or shorter, so that rows move between pages.
        if number % 3 == 0 {
            let place = number * 7 / 11;
            let (id, known) = ids[place];
            next += 1;
            let long = "x".repeat(number % 50);
            let name = format!("{} {}", mark(next * 2), "y".repeat(number % 80));
            rename(&store, id, name, format!("{}{long}@a.example", mark(next * 2 + 1)));
            ids[place] = (id, next);
            let _ = known;
        }
    }
    for (place, (id, number)) in ids.iter().enumerate() {
        if place % 2 == 0 {
            store.erase_customer(*id, false).unwrap();
        } else {
            kept.extend([mark(number * 2), mark(number * 2 + 1)]);
        }
    }
    let found = marks(&path);
    assert!(found.is_superset(&kept), "the scan finds what is there");
    let left: Vec<_> = found.difference(&kept).collect();
    assert!(left.is_empty(), "{} of {}: {left:?}", left.len(), kept.len());
}
