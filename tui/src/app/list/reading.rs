//! Reading a stretch of a list, page by page.

use billfold_core::{Error, Page, PageRequest};

use crate::app::entry::Entry;

/// Records that are read at once.
pub(crate) const PAGE: i64 = 100;
/// Which stretch of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// From the beginning.
    First,
    /// Up to the end.
    Last,
    /// After the page that gave this cursor.
    After(String),
    /// Before the page that begins at this cursor.
    Before(String),
    /// The same pages once more, from this cursor on.
    Again(String, usize),
}

/// What was read of a list.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) stretch: Stretch,
    pub(crate) pages: Vec<Page<Entry>>,
    /// How many records stand before the stretch, where all of them are new: at most a page.
    pub(crate) new_before: usize,
}

/// Reads a stretch of a list by its pages. Without a total none is waited for: what only counting
/// would tell is asked for on its own.
pub(crate) fn read(
    stretch: Stretch,
    total: Option<i64>,
    mut page: impl FnMut(&PageRequest) -> Result<Page<Entry>, Error>,
) -> Result<Reading, Error> {
    let told = |request: PageRequest, total: Option<i64>| match total {
        Some(total) => request.limit(PAGE).known_total(total),
        None => request.limit(PAGE).uncounted(),
    };
    let known = |request| told(request, total);
    let (pages, new_before) = match &stretch {
        Stretch::First => (vec![page(&known(PageRequest::first()))?], 0),
        Stretch::Last => (vec![page(&known(PageRequest::last()))?], 0),
        Stretch::After(cursor) => (vec![page(&known(PageRequest::after(cursor)))?], 0),
        Stretch::Before(cursor) => (vec![page(&known(PageRequest::before(cursor)))?], 0),
        Stretch::Again(cursor, count) => {
            let first = page(&told(PageRequest::starting_at(cursor), None))?;
            let total = first.is_counted.then_some(first.total);
            let before = page(&told(PageRequest::before(cursor), total))?.items.len();
            let mut pages = vec![first];
            while pages.len() < *count {
                let Some(next) = pages.last().and_then(|page| page.next_cursor.clone()) else {
                    break;
                };
                pages.push(page(&told(PageRequest::after(next), total))?);
            }
            (pages, before)
        }
    };
    Ok(Reading { stretch, pages, new_before })
}
