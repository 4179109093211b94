//! Lists gone through by pages, either way.

use billfold_core::{Page, PageRequest};

/// Checks that a list that is `found`, in this order, is the same by pages from its end to its
/// beginning, and that pages before, from and after some of its records are what they must be.
pub(crate) fn check_both_ways<T, I: PartialEq + std::fmt::Debug>(
    list: impl Fn(&PageRequest) -> Page<T>,
    id: impl Fn(&T) -> I,
    found: &[I],
) {
    let ids = |page: &Page<T>| page.items.iter().map(&id).collect::<Vec<_>>();
    let mut page = list(&PageRequest::last().limit(3));
    assert_eq!((page.page, &page.next_cursor), (None, &None), "something follows the last");
    let mut left = found.len();
    loop {
        assert_eq!(page.total, i64::try_from(found.len()).unwrap());
        let first = left.saturating_sub(usize::try_from(page.limit).unwrap());
        assert_eq!(ids(&page), found[first..left]);
        left = first;
        let Some(start) = page.start_cursor.take() else {
            assert_eq!((page.items.len(), page.next_cursor), (0, None));
            break;
        };
        let again =
            list(&PageRequest::starting_at(&start).limit(i64::try_from(page.items.len()).unwrap()));
        assert_eq!(ids(&again), ids(&page));
        assert_eq!(again.start_cursor.as_ref(), Some(&start));
        if let Some(next) = page.next_cursor.take() {
            let place = first + page.items.len();
            check_after(&list, &ids, &next, &found[place..]);
        }
        let before = PageRequest::before(start).limit(4);
        page = list(&before.clone().known_total(page.total));
        assert_eq!((page.page, page.next_cursor.is_some()), (None, !page.items.is_empty()));
        let counted = list(&before);
        assert_eq!(ids(&counted), ids(&page));
        assert_eq!(counted.total, page.total);
    }
    assert_eq!(left, 0);
    for place in [0, found.len() / 2, found.len().saturating_sub(1)] {
        if place < found.len() {
            check_place(&list, &ids, place, found);
        }
    }
}

/// What stands around one record.
fn check_place<T, I: PartialEq + std::fmt::Debug>(
    list: &impl Fn(&PageRequest) -> Page<T>,
    ids: &impl Fn(&Page<T>) -> Vec<I>,
    place: usize,
    found: &[I],
) {
    let at = list(&PageRequest::page(i64::try_from(place).unwrap() + 1).limit(1));
    assert_eq!(ids(&at), found[place..=place]);
    let cursor = at.start_cursor.unwrap();
    if let Some(next) = at.next_cursor {
        assert_eq!(next, cursor, "a record has one cursor");
    }
    let from = list(&PageRequest::starting_at(&cursor).limit(5));
    assert_eq!(ids(&from), found[place..found.len().min(place + 5)]);
    assert_eq!(from.next_cursor.is_some(), place + 5 < found.len());
    let before = list(&PageRequest::before(&cursor).limit(5));
    assert_eq!(ids(&before), found[place.saturating_sub(5)..place]);
    check_after(list, ids, &cursor, &found[place + 1..]);
}

fn check_after<T, I: PartialEq + std::fmt::Debug>(
    list: &impl Fn(&PageRequest) -> Page<T>,
    ids: &impl Fn(&Page<T>) -> Vec<I>,
    cursor: &str,
    rest: &[I],
) {
    let after = list(&PageRequest::after(cursor).limit(5));
    assert_eq!(ids(&after), rest[..rest.len().min(5)]);
    assert_eq!(after.next_cursor.is_some(), rest.len() > 5);
}
