//! Which records a list shows, and in what order: what narrows it and what arranges it stand apart.

use std::fmt;

use billfold_core::filter::split_sort;

/// Which records a list shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Whose: an id in the collection's `owner`.
    pub(crate) owner: Option<String>,
    /// What that one is called.
    pub(crate) whose: Option<String>,
    /// In the language of filters, without its `sort:`.
    pub(crate) filter: String,
    /// In what order: a key of the collection, with a `-` before it for the largest first; newest
    /// first without one.
    pub(crate) sort: Option<String>,
}

/// Never the filter: it may hold a customer's name.
impl fmt::Debug for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Query");
        shown.field("owner", &self.owner).field("sort", &self.sort).finish_non_exhaustive()
    }
}

impl Query {
    /// All that this filter describes, whosever they are, in the order that it names.
    pub(crate) fn of(filter: impl AsRef<str>) -> Self {
        let (filter, sort) = split_sort(filter.as_ref());
        Self { filter, sort, ..Self::default() }
    }

    /// Filter and order as one text, of which [`Query::of`] makes them again.
    pub(crate) fn text(&self) -> String {
        let sort = self.sort.as_ref().map(|key| format!("sort:{key}"));
        let filter = Some(self.filter.clone()).filter(|filter| !filter.is_empty());
        filter.into_iter().chain(sort).collect::<Vec<_>>().join(" ")
    }
}
