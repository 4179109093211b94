//! What was erased is in no byte of any file, whatever happened before and after.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and a child says what it did"
)]

mod common;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use billfold_core::{CustomerFilter, CustomerId, CustomerUpdate, NewCustomer, PageRequest, Store};
use common::files::{child, lines, place, plain, role, ten_euros};
use common::scan::{all_bytes, contains, mark, marks};

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
            let (id, _) = ids[place];
            next += 1;
            let long = "x".repeat(number % 50);
            let name = format!("{} {}", mark(next * 2), "y".repeat(number % 80));
            rename(&store, id, name, format!("{}{long}@a.example", mark(next * 2 + 1)));
            ids[place] = (id, next);
        }
    }
    // One by one, then many at once.
    let erased = |place: &usize| place.is_multiple_of(2);
    for place in (0..20).filter(erased) {
        store.erase_customer(ids[place].0, false).unwrap();
    }
    let rest: Vec<_> = (20..ids.len()).filter(erased).map(|place| ids[place].0).collect();
    store
        .atomically(|store| {
            rest.iter().try_for_each(|id| store.erase_customer(*id, false).map(drop))
        })
        .unwrap();
    for (_, number) in ids.iter().skip(1).step_by(2) {
        kept.extend([mark(number * 2), mark(number * 2 + 1)]);
    }
    check_only(&path, &kept, "after the erasures");
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy.db");
    store.backup(&copy, on).unwrap();
    check_only(&copy, &kept, "in a copy");
    store.compact().unwrap();
    check_only(&path, &kept, "after compaction");
    // Those who stay are still found, by the words they share with those who went too.
    for (id, number) in ids.iter().skip(1).step_by(2) {
        let found = search(&store, &mark(number * 2));
        assert_eq!(found, [*id]);
    }
    let shared = search(&store, "theresia").len();
    assert!(shared > 0 && shared == search(&store, "maria").len());
    let report = store.check(on).unwrap();
    assert!(report.sound, "{report:#?}");
    drop(store);
    check_only(&path, &kept, "once it is closed");
}

/// The search index has words cut up into threes: they must go as well.
#[test]
fn the_search_index_keeps_no_piece_of_what_was_erased_or_changed() {
    // What stands there of the second of a word's threes, whose first byte is the one before's.
    let in_index = |path: &Path, word: &str| {
        let piece = &word.as_bytes()[3..8];
        all_bytes(path).windows(piece.len()).any(|bytes| bytes == piece)
    };
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    for number in 0..2000 {
        marked(&store, number);
    }
    let words = ["\u{5d0}\u{5d1}\u{5d2}\u{5d3}\u{5d4}", "\u{781}\u{782}\u{783}\u{784}\u{785}"];
    let id = store.create_customer(NewCustomer::named(words[0])).unwrap().id;
    for number in 2000..3000 {
        marked(&store, number);
    }
    rename(&store, id, words[1].to_owned(), "a@b.example".to_owned());
    store.compact().unwrap();
    assert!(in_index(&path, words[1]), "the scan finds what is there");
    store.erase_customer(id, false).unwrap();
    for word in words {
        assert!(!in_index(&path, word), "a piece of {word} is left");
    }
    assert!(store.check(on).unwrap().sound);
    assert_eq!(search(&store, &mark(5998)).len(), 1);
    // And the index goes on as ever.
    let new = store.create_customer(NewCustomer::named("Somebody New")).unwrap().id;
    assert_eq!(search(&store, "body"), [new]);
    store.erase_customer(new, false).unwrap();
    assert!(search(&store, "body").is_empty());
    assert!(store.check(on).unwrap().sound);
}

fn on(_: billfold_core::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The customers of the first page that a text finds.
fn search(store: &Store, text: &str) -> Vec<CustomerId> {
    let filter = CustomerFilter::search(text);
    let page = store.list_customers(&filter.unwrap(), &PageRequest::first().limit(100)).unwrap();
    page.items.into_iter().map(|customer| customer.id).collect()
}

/// Of all marks these, and only these, are in the files.
fn check_only(path: &Path, kept: &BTreeSet<String>, when: &str) {
    let found = marks(path);
    assert!(found.is_superset(kept), "the scan finds what is there, {when}");
    let left: Vec<_> = found.difference(kept).collect();
    assert!(left.is_empty(), "{} beside {}, {when}: {left:?}", left.len(), kept.len());
}

#[test]
fn a_name_as_long_as_can_be_is_erased_whole() {
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    // Letters that take three bytes each, and grow when they are folded.
    let long = |number: usize| format!("{} {}", mark(number), "ΐ".repeat(87));
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(store.create_customer(NewCustomer::named(long(number))).unwrap().id);
    }
    for (number, id) in ids.iter().enumerate() {
        rename(&store, *id, long(number + 100), format!("{}@a.example", mark(number + 200)));
    }
    store
        .atomically(|store| {
            ids.iter().try_for_each(|id| store.erase_customer(*id, false).map(drop))
        })
        .unwrap();
    check_only(&path, &BTreeSet::new(), "after the erasures");
    let bytes = all_bytes(&path);
    let piece = "ΐ".repeat(3);
    let folded = "ϊ\u{301}".repeat(3);
    assert!(!contains(&bytes, &piece) && !contains(&bytes, &folded));
}

/// A store with three customers, of whom the second was renamed; their marks.
fn three(path: &Path) -> (Store, Vec<CustomerId>) {
    let store = Store::create(path).unwrap();
    let ids: Vec<_> = (0..3).map(|number| marked(&store, number)).collect();
    rename(&store, ids[1], mark(100), format!("{}@a.example", mark(101)));
    (store, ids)
}

/// The marks of the first and the third customer of [`three`].
fn others() -> BTreeSet<String> {
    [0, 1, 4, 5].map(mark).into()
}

#[test]
fn a_kill_right_after_the_erasure_leaves_nothing_of_it() {
    let name = "a_kill_right_after_the_erasure_leaves_nothing_of_it";
    if let Some((id, path)) = role() {
        let store = Store::open(&path).unwrap();
        store.erase_customer(id.parse().unwrap(), false).unwrap();
        println!("erased");
        loop {
            std::thread::park();
        }
    }
    for held in [false, true] {
        let (_folder, path) = place();
        let (store, ids) = three(&path);
        // The first process goes on, idle or in the midst of reading.
        let reader = plain(&path);
        if held {
            reader.execute_batch("BEGIN; SELECT count(*) FROM customer").unwrap();
        }
        let mut killed = child(name, &ids[1].to_string(), &path).spawn().unwrap();
        let mut said = lines(&mut killed);
        while !said.next().unwrap().unwrap().ends_with("erased") {}
        killed.kill().unwrap();
        killed.wait().unwrap();
        if held {
            assert!(marks(&path).contains(&mark(100)), "the reader holds what it reads");
            drop(reader);
            // Whoever commits next finishes it, though it erased nothing itself.
            store.create_payment(ten_euros()).unwrap();
        }
        check_only(&path, &others(), "after the kill");
        store.backup(path.with_file_name("copy.db"), on).unwrap();
        drop(store);
        let again = Store::open(&path).unwrap();
        check_only(&path, &others(), "after reopening");
        assert!(again.customer(ids[1]).unwrap().erased_at.is_some());
    }
}

#[test]
fn an_erasure_that_was_held_up_and_killed_is_finished_by_the_next_opening() {
    let name = "an_erasure_that_was_held_up_and_killed_is_finished_by_the_next_opening";
    if let Some((id, path)) = role() {
        let store = Store::open(&path).unwrap();
        let reader = plain(&path);
        reader.execute_batch("BEGIN; SELECT count(*) FROM customer").unwrap();
        store.erase_customer(id.parse().unwrap(), false).unwrap();
        println!("erased");
        loop {
            std::thread::park();
        }
    }
    let (_folder, path) = place();
    let (store, ids) = three(&path);
    store.close().unwrap();
    let mut killed = child(name, &ids[1].to_string(), &path).spawn().unwrap();
    let mut said = lines(&mut killed);
    while !said.next().unwrap().unwrap().ends_with("erased") {}
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(marks(&path).contains(&mark(100)), "the reader held what it read");
    let store = Store::open(&path).unwrap();
    check_only(&path, &others(), "after opening, before anything else");
    assert_eq!(search(&store, &mark(0)), [ids[0]]);
}

#[test]
fn a_dry_run_and_a_refusal_erase_nothing_and_a_store_in_memory_can_erase() {
    let (_folder, path) = place();
    let (store, ids) = three(&path);
    store.dry_run().erase_customer(ids[1], false).unwrap();
    assert!(marks(&path).contains(&mark(100)));
    store.erase_customer(ids[1], false).unwrap();
    assert!(store.erase_customer(ids[1], false).is_err());
    check_only(&path, &others(), "after the erasure");
    let memory = Store::in_memory().unwrap();
    let id = marked(&memory, 1);
    memory.erase_customer(id, false).unwrap();
    memory.backup(path.with_file_name("copy.db"), on).unwrap();
    check_only(&path, &others(), "in a copy of a store in memory");
}
