//! Pages of a list: what a caller asks for and what comes back.

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Invalid, Problems, Result};

mod cursor;

use cursor::{Position, decode_cursor, encode_cursor};

/// How many records a page holds unless asked otherwise.
pub const DEFAULT_LIMIT: u32 = 20;
/// How many records a page can hold.
pub const MAX_LIMIT: u32 = 100;

/// Which page of a list is wanted; the default is the first twenty records.
///
/// ```
/// use billfold_core::PageRequest;
///
/// let third = PageRequest::page(3).limit(50);
/// # let _ = third;
/// ```
///
/// A program that shows a stretch of a long list goes on from it either way by the cursors of its
/// pages, each of which names a record:
///
/// ```
/// use billfold_core::{NewPayment, PageRequest, PaymentFilter, Store};
///
/// let store = Store::in_memory()?;
/// for amount in ["1", "2", "3", "4", "5"] {
///     store.create_payment(NewPayment::new(amount, "USD")?)?;
/// }
/// let list = |request: PageRequest| {
///     let page = store.list_payments(&PaymentFilter::default(), &request.limit(2))?;
///     let amounts: Vec<_> = page.items.iter().map(|payment| payment.amount.clone()).collect();
///     Ok::<_, billfold_core::Error>((amounts, page.start_cursor, page.next_cursor))
/// };
/// let (amounts, start, _) = list(PageRequest::last())?;
/// assert_eq!(amounts, ["2.0", "1.0"]);
/// let (amounts, _, next) = list(PageRequest::before(start.unwrap()))?;
/// assert_eq!(amounts, ["4.0", "3.0"]);
/// let (amounts, start, _) = list(PageRequest::after(next.unwrap()))?;
/// assert_eq!(amounts, ["2.0", "1.0"]);
/// let (amounts, ..) = list(PageRequest::starting_at(start.unwrap()))?;
/// assert_eq!(amounts, ["2.0", "1.0"]);
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    options: PageOptions,
    known_total: Option<i64>,
    uncounted: bool,
}

/// A caller's options for a page, of which all but `limit` exclude each other; see
/// [`PageRequest::from_options`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageOptions {
    /// As [`PageRequest::page`].
    pub page: Option<i64>,
    /// As [`PageRequest::limit`].
    pub limit: Option<i64>,
    /// As [`PageRequest::after`].
    pub cursor: Option<String>,
    /// As [`PageRequest::before`].
    pub before: Option<String>,
    /// As [`PageRequest::starting_at`].
    pub starting_at: Option<String>,
    /// As [`PageRequest::last`].
    pub last: bool,
}

impl PageRequest {
    /// The first page.
    #[must_use]
    pub fn first() -> Self {
        Self::default()
    }

    /// The page that ends with the list's last record; its cost does not grow with depth. Fewer
    /// records than the limit are the whole list.
    #[must_use]
    pub fn last() -> Self {
        Self::from_options(PageOptions { last: true, ..PageOptions::default() })
    }

    /// The page of this number, counted from 1.
    #[must_use]
    pub fn page(number: i64) -> Self {
        Self::from_options(PageOptions { page: Some(number), ..PageOptions::default() })
    }

    /// The page after the record that a cursor names, which for a `next_cursor` is the page after
    /// the one that gave it; its cost does not grow with depth.
    #[must_use]
    pub fn after(cursor: impl Into<String>) -> Self {
        Self::from_options(PageOptions { cursor: Some(cursor.into()), ..PageOptions::default() })
    }

    /// The page before the record that a cursor names, which for a `start_cursor` is the page
    /// before the one that gave it. Its records stand in the list's order; fewer than the limit
    /// are those with which the list begins. Its cost does not grow with depth.
    #[must_use]
    pub fn before(cursor: impl Into<String>) -> Self {
        Self::from_options(PageOptions { before: Some(cursor.into()), ..PageOptions::default() })
    }

    /// The page that starts with the record that a cursor names, or, if the list has it no
    /// longer, with the first one after its place; for a `start_cursor` the page that gave it, as
    /// it is by now. Its cost does not grow with depth.
    #[must_use]
    pub fn starting_at(cursor: impl Into<String>) -> Self {
        let starting_at = Some(cursor.into());
        Self::from_options(PageOptions { starting_at, ..PageOptions::default() })
    }

    /// From a caller's options, of which all but `limit` exclude each other.
    #[must_use]
    pub fn from_options(options: PageOptions) -> Self {
        Self { options, known_total: None, uncounted: false }
    }

    /// The same request with this many records a page: 1 to 100.
    #[must_use]
    pub fn limit(mut self, limit: i64) -> Self {
        self.options.limit = Some(limit);
        self
    }

    /// The same request, answered with this total instead of counting anew: for who goes through
    /// a long list from page to page and was told it by the first.
    #[must_use]
    pub fn known_total(mut self, total: i64) -> Self {
        self.known_total = Some(total);
        self
    }

    /// The same request, answered without a total where that would have to be counted row by row:
    /// for who shows the page first and asks for the total after it, by any request without this.
    /// [`Page::is_counted`] says whether the total is there all the same.
    ///
    /// ```
    /// use billfold_core::{NewPayment, PageRequest, PaymentFilter, Store};
    ///
    /// let store = Store::in_memory()?;
    /// for amount in ["1", "2", "3"] {
    ///     store.create_payment(NewPayment::new(amount, "USD")?)?;
    /// }
    /// let filter: PaymentFilter = "amount:2..".parse()?;
    /// let page = store.list_payments(&filter, &PageRequest::first().limit(1).uncounted())?;
    /// assert_eq!((page.items.len(), page.is_counted), (1, false));
    /// let counted = store.list_payments(&filter, &PageRequest::first().limit(1))?;
    /// assert_eq!((counted.total, counted.is_counted), (2, true));
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    #[must_use]
    pub fn uncounted(mut self) -> Self {
        self.uncounted = true;
        self
    }

    /// Checks the request for a list that is newest first: out of range is an error, never a
    /// clamp.
    pub(crate) fn resolve(&self) -> Result<Window> {
        self.resolve_in(&Order::newest_first())
    }

    /// Checks the request for a list in this order, in which its cursor must have been given.
    pub(crate) fn resolve_in(&self, order: &Order) -> Result<Window> {
        let mut problems = Problems::default();
        let PageOptions { page, limit, cursor, before, starting_at, last } = &self.options;
        let limit = limit.unwrap_or(i64::from(DEFAULT_LIMIT));
        if !(1..=i64::from(MAX_LIMIT)).contains(&limit) {
            problems.add("limit", Invalid::coded("limit", format!("is not from 1 to {MAX_LIMIT}")));
        }
        let number = page.unwrap_or(1);
        let skipped = number.checked_sub(1).and_then(|before| before.checked_mul(limit));
        if number < 1 || skipped.is_none() {
            problems.add("page", Invalid::coded("page", "is not a page number from 1 on"));
        }
        self.options.check_alone(&mut problems);
        if self.known_total.is_some_and(|total| total < 0) {
            problems.add("known_total", Invalid::coded("known_total", "is below 0"));
        }
        let mut place = |field, cursor: &Option<String>, including| {
            let position = decode_cursor(cursor.as_deref()?).and_then(|found| order.fit(found));
            problems.take(field, position).map(|found| Place::of(found, including))
        };
        let places = [
            place("cursor", cursor, false),
            place("before", before, false),
            place("starting_at", starting_at, true),
        ];
        problems.finish()?;
        let place = places.into_iter().flatten().next();
        let numbered = place.is_none() && !last;
        Ok(Window {
            page: numbered.then_some(number),
            limit,
            skipped: if numbered { skipped.unwrap_or_default() } else { 0 },
            backward: *last || before.is_some(),
            place,
            known_total: self.known_total,
            uncounted: self.uncounted,
        })
    }
}

impl PageOptions {
    /// Refuses each option beside another one that says, too, where the page is.
    fn check_alone(&self, problems: &mut Problems) {
        let places = [
            ("page", self.page.is_some(), "a page number"),
            ("cursor", self.cursor.is_some(), "a cursor"),
            ("before", self.before.is_some(), "a cursor to end before"),
            ("starting_at", self.starting_at.is_some(), "a cursor to start at"),
            ("last", self.last, "the last page"),
        ];
        let mut given = places.into_iter().filter(|(_, given, _)| *given);
        let Some((_, _, first)) = given.next() else { return };
        for (field, ..) in given {
            problems.add(field, Invalid::coded("cursor", format!("stands beside {first}")));
        }
    }
}

/// The order of a list.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    name: String,
    /// What it is sorted by, in SQL, before the sequence, which breaks ties.
    pub(crate) keys: Vec<String>,
    pub(crate) descending: bool,
}

impl Order {
    /// By sequence alone.
    pub(crate) fn newest_first() -> Self {
        Self { name: String::new(), keys: Vec::new(), descending: true }
    }

    /// By these keys, then by sequence the same way.
    pub(crate) fn by(name: &str, keys: Vec<String>, descending: bool) -> Self {
        let sign = if descending { "-" } else { "" };
        Self { name: format!("{sign}{name}"), keys, descending }
    }

    /// Whether it is by sequence alone.
    pub(crate) fn is_plain(&self) -> bool {
        self.keys.is_empty()
    }

    /// The position, if it is one in this order.
    fn fit(&self, after: Position) -> Result<Position, Invalid> {
        if after.order == self.name && after.keys.len() == self.keys.len() {
            return Ok(after);
        }
        Err(Invalid::coded("cursor", "was given by a list in another order"))
    }
}

/// What a record is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    Number(i64),
    Text(String),
}

impl rusqlite::ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

impl rusqlite::types::FromSql for Key {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        match value {
            rusqlite::types::ValueRef::Integer(number) => Ok(Self::Number(number)),
            _ => String::column_result(value).map(Self::Text),
        }
    }
}

/// A page request whose numbers are known to be good.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    page: Option<i64>,
    /// Records a page.
    pub(crate) limit: i64,
    /// Records to pass over: OFFSET.
    pub(crate) skipped: i64,
    /// Whether it is read from its end to its beginning, against the order of the list.
    pub(crate) backward: bool,
    /// Where reading begins; at the list's end, or its beginning, if nowhere.
    pub(crate) place: Option<Place>,
    /// The list's total, if the caller does not want it counted.
    pub(crate) known_total: Option<i64>,
    /// Whether the caller rather has no total than waits for it.
    uncounted: bool,
}

/// A record's place in a list, from which a window is read.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// What the record is sorted by, with the names under which a statement binds them.
    pub(crate) keys: Vec<(String, Key)>,
    pub(crate) sequence: i64,
    /// Whether the record is to be read, too.
    including: bool,
}

impl Place {
    fn of(position: Position, including: bool) -> Self {
        let keys = position.keys.into_iter().enumerate();
        let keys = keys.map(|(place, key)| (format!(":key{place}"), key)).collect();
        Self { keys, sequence: position.sequence, including }
    }
}

impl Window {
    /// All of a list, for what is said about it and not read.
    #[cfg(test)]
    pub(crate) fn whole() -> Self {
        Self {
            page: None,
            limit: i64::MAX,
            skipped: 0,
            backward: false,
            place: None,
            known_total: None,
            uncounted: false,
        }
    }

    /// The list's total: what the caller knows, else what `quickly` finds, else what `count` does,
    /// unless the caller does not wait for that.
    pub(crate) fn total(
        &self,
        quickly: impl FnOnce() -> Result<Option<i64>>,
        count: impl FnOnce() -> Result<i64>,
    ) -> Result<Option<i64>> {
        match self.known_total.map_or_else(quickly, |total| Ok(Some(total)))? {
            None if !self.uncounted => count().map(Some),
            total => Ok(total),
        }
    }

    /// How the rows that are read later compare with one read before, and the way in which they
    /// are sorted, in SQL.
    pub(crate) fn direction(&self, order: &Order) -> (&'static str, &'static str) {
        if order.descending == self.backward { (">", "ASC") } else { ("<", "DESC") }
    }

    /// How the rows to be read compare with the place where reading begins, in SQL.
    pub(crate) fn comparison(&self, order: &Order) -> String {
        let (beyond, _) = self.direction(order);
        let including = self.place.as_ref().is_some_and(|place| place.including);
        format!("{beyond}{}", if including { "=" } else { "" })
    }

    /// The sequence at which reading begins.
    pub(crate) fn bound(&self) -> i64 {
        let all = if self.backward { i64::MIN } else { i64::MAX };
        self.place.as_ref().map_or(all, |place| place.sequence)
    }

    /// The page of these records, each with its sequence, in the order in which they are read.
    pub(crate) fn into_page<T>(
        self,
        rows: Vec<(i64, T)>,
        total: impl Into<Option<i64>>,
    ) -> Page<T> {
        let rows = rows.into_iter().map(|(sequence, record)| (Vec::new(), sequence, record));
        self.into_page_in(&Order::newest_first(), rows.collect(), total)
    }

    /// As [`Window::into_page`], for records with what they are sorted by.
    pub(crate) fn into_page_in<T>(
        self,
        order: &Order,
        mut rows: Vec<(Vec<Key>, i64, T)>,
        total: impl Into<Option<i64>>,
    ) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        // Where the page was read backward from a place, what follows it is there, or was.
        let more = if self.backward { self.place.is_some() } else { rows.len() > limit };
        rows.truncate(limit);
        if self.backward {
            rows.reverse();
        }
        let cursor =
            |(keys, sequence, _): &(Vec<Key>, i64, T)| encode_cursor(order, keys, *sequence);
        let start_cursor = rows.first().map(cursor);
        let next_cursor = rows.last().filter(|_| more).map(cursor);
        let known = total.into();
        let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        // A page after the last one tells nothing of those before it.
        let least = if found == 0 { 0 } else { self.skipped.saturating_add(found) };
        let ends = !more && !self.backward && self.place.is_none();
        let is_whole = ends && (found > 0 || self.skipped == 0);
        Page {
            is_counted: known.is_some() || is_whole,
            total: known.unwrap_or(least),
            items: rows.into_iter().map(|(_, _, record)| record).collect(),
            page: self.page,
            limit: self.limit,
            start_cursor,
            next_cursor,
        }
    }

    /// How many rows to read of a list of so many: one more than the page holds, to know whether
    /// there is another, but none that are not there, for which all would be gone through.
    pub(crate) fn rows_wanted_of(&self, total: Option<i64>) -> i64 {
        // What the caller knows may be of a while ago: there may be more by now.
        match total.filter(|_| self.known_total.is_none()) {
            None => self.rows_wanted(),
            Some(total) => self.rows_wanted().min(total.saturating_sub(self.skipped).max(0)),
        }
    }

    /// How many rows to read: one more than the page holds, to know whether there is another,
    /// which of a page read backward nobody asks.
    pub(crate) fn rows_wanted(&self) -> i64 {
        if self.backward { self.limit } else { self.limit.saturating_add(1) }
    }
}

/// One page of a list, newest record first, with the total of one and the same moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The records.
    pub items: Vec<T>,
    /// How many records the whole list has.
    pub total: i64,
    /// Whether they were counted. If not, as [`PageRequest::uncounted`] asks for, `total` is how
    /// many there are at the least, and `null` in JSON.
    pub is_counted: bool,
    /// The number of this page from 1, unless it was asked for by a cursor or as the last.
    pub page: Option<i64>,
    /// How many records a page holds at most.
    pub limit: i64,
    /// The page's first record, for [`PageRequest::before`] and [`PageRequest::starting_at`];
    /// `None` if it has none.
    pub start_cursor: Option<String>,
    /// What [`PageRequest::after`] takes for the next page; `None` if nothing follows. A page of
    /// [`PageRequest::before`] has it with any record.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page of what becomes of its records.
    ///
    /// # Errors
    ///
    /// Those of `change`.
    pub fn try_map<U>(self, change: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        let Self { items, total, is_counted, page, limit, start_cursor, next_cursor } = self;
        let items = items.into_iter().map(change).collect::<Result<_>>()?;
        Ok(Page { items, total, is_counted, page, limit, start_cursor, next_cursor })
    }
}

/// The seeds' form `{items,total,page,limit}`; a page asked for by cursor has `next_cursor`
/// in place of `page`.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Page", 4)?;
        object.serialize_field("items", &self.items)?;
        object.serialize_field("total", &self.is_counted.then_some(self.total))?;
        match self.page {
            Some(page) => object.serialize_field("page", &page)?,
            None => object.serialize_field("next_cursor", &self.next_cursor)?,
        }
        object.serialize_field("limit", &self.limit)?;
        object.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_out_of_range_is_refused_and_every_fault_named() {
        let options = PageOptions {
            page: Some(0),
            limit: Some(101),
            cursor: Some("x".to_owned()),
            ..PageOptions::default()
        };
        let refused = PageRequest::from_options(options).resolve().unwrap_err();
        let fields: Vec<_> = refused.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(fields, ["limit", "page", "cursor", "cursor"]);
        assert!(PageRequest::page(i64::MAX).resolve().is_err());
    }

    #[test]
    fn of_what_says_where_a_page_is_only_one_is_taken() {
        let window = PageRequest::first().limit(1).resolve().unwrap();
        let cursor = window.into_page(vec![(7, "b"), (3, "a")], 2).next_cursor;
        type Give = fn(&mut PageOptions, Option<String>);
        let given: [(&str, Give); 5] = [
            ("page", |options, _| options.page = Some(1)),
            ("cursor", |options, cursor| options.cursor = cursor),
            ("before", |options, cursor| options.before = cursor),
            ("starting_at", |options, cursor| options.starting_at = cursor),
            ("last", |options, _| options.last = true),
        ];
        for (place, (_, first)) in given.iter().enumerate() {
            let mut options = PageOptions::default();
            first(&mut options, cursor.clone());
            PageRequest::from_options(options.clone()).resolve().unwrap();
            for (field, second) in &given[place + 1..] {
                let mut options = options.clone();
                second(&mut options, cursor.clone());
                let refused = PageRequest::from_options(options).resolve().unwrap_err();
                let [bad] = refused.fields() else { panic!("{refused}") };
                assert_eq!((bad.field.as_str(), refused.code()), (*field, "cursor"));
            }
        }
    }

    #[test]
    fn a_cursor_leads_back_to_its_sequence() {
        let window = PageRequest::first().limit(1).resolve().unwrap();
        let page = window.into_page(vec![(7, "b"), (3, "a")], 2);
        assert_eq!(page.items, ["b"]);
        let next = PageRequest::after(page.next_cursor.unwrap()).resolve().unwrap();
        assert_eq!((next.bound(), next.skipped), (7, 0));
        for text in ["", "AQ", "!", "AQAAAAAAAAAAAA"] {
            assert!(PageRequest::after(text).resolve().is_err(), "{text}");
        }
    }
}
