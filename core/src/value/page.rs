//! Pages of a list: what a caller asks for and what comes back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::{Invalid, Problems, Result};

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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    page: Option<i64>,
    limit: Option<i64>,
    cursor: Option<String>,
    known_total: Option<i64>,
}

impl PageRequest {
    /// The first page.
    #[must_use]
    pub fn first() -> Self {
        Self::default()
    }

    /// The page of this number, counted from 1.
    #[must_use]
    pub fn page(number: i64) -> Self {
        Self { page: Some(number), ..Self::default() }
    }

    /// The page after the one that gave this cursor; its cost does not grow with depth.
    #[must_use]
    pub fn after(cursor: impl Into<String>) -> Self {
        Self { cursor: Some(cursor.into()), ..Self::default() }
    }

    /// From a caller's options, of which `page` and `cursor` exclude each other.
    #[must_use]
    pub fn from_options(page: Option<i64>, limit: Option<i64>, cursor: Option<String>) -> Self {
        Self { page, limit, cursor, known_total: None }
    }

    /// The same request with this many records a page: 1 to 100.
    #[must_use]
    pub fn limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The same request, answered with this total instead of counting anew: for who goes through
    /// a long list from page to page and was told it by the first.
    #[must_use]
    pub fn known_total(mut self, total: i64) -> Self {
        self.known_total = Some(total);
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
        let limit = self.limit.unwrap_or(i64::from(DEFAULT_LIMIT));
        if !(1..=i64::from(MAX_LIMIT)).contains(&limit) {
            problems.add("limit", Invalid::coded("limit", format!("is not from 1 to {MAX_LIMIT}")));
        }
        let page = self.page.unwrap_or(1);
        let skipped = page.checked_sub(1).and_then(|before| before.checked_mul(limit));
        if page < 1 || skipped.is_none() {
            problems.add("page", Invalid::coded("page", "is not a page number from 1 on"));
        }
        if self.cursor.is_some() && self.page.is_some() {
            problems.add("cursor", Invalid::coded("cursor", "stands beside a page number"));
        }
        if self.known_total.is_some_and(|total| total < 0) {
            problems.add("known_total", Invalid::coded("known_total", "is below 0"));
        }
        let after = self.cursor.as_deref().and_then(|text| {
            problems.take("cursor", decode_cursor(text).and_then(|after| order.fit(after)))
        });
        problems.finish()?;
        Ok(Window {
            page: if self.cursor.is_some() { None } else { Some(page) },
            limit,
            skipped: if self.cursor.is_some() { 0 } else { skipped.unwrap_or_default() },
            before: after.as_ref().map_or(i64::MAX, |after| after.sequence),
            after: after.map(|after| after.keys),
            known_total: self.known_total,
        })
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

/// Where a record stands in a list.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Position {
    order: String,
    keys: Vec<Key>,
    sequence: i64,
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
    /// Only records with a sequence below this one; beyond it the way that the list goes.
    pub(crate) before: i64,
    /// What the record of this sequence is sorted by, if a cursor names it.
    pub(crate) after: Option<Vec<Key>>,
    /// The list's total, if the caller does not want it counted.
    pub(crate) known_total: Option<i64>,
}

impl Window {
    /// All of a list, for what is said about it and not read.
    #[cfg(test)]
    pub(crate) fn whole() -> Self {
        Self {
            page: None,
            limit: i64::MAX,
            skipped: 0,
            before: i64::MAX,
            after: None,
            known_total: None,
        }
    }

    /// The page of these records, each with its sequence, one more than `limit` if there is more.
    pub(crate) fn into_page<T>(self, rows: Vec<(i64, T)>, total: i64) -> Page<T> {
        let rows = rows.into_iter().map(|(sequence, record)| (Vec::new(), sequence, record));
        self.into_page_in(&Order::newest_first(), rows.collect(), total)
    }

    /// As [`Window::into_page`], for records with what they are sorted by.
    pub(crate) fn into_page_in<T>(
        self,
        order: &Order,
        mut rows: Vec<(Vec<Key>, i64, T)>,
        total: i64,
    ) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|(keys, sequence, _)| encode_cursor(order, keys, *sequence));
        Page {
            items: rows.into_iter().map(|(_, _, record)| record).collect(),
            total,
            page: self.page,
            limit: self.limit,
            next_cursor,
        }
    }

    /// How many rows to read of a list of so many: one more than the page holds, to know whether
    /// there is another, but none that are not there, for which all would be gone through.
    pub(crate) fn rows_wanted_of(&self, total: i64) -> i64 {
        if self.known_total.is_some() {
            // It may be of a while ago: there may be more by now.
            return self.rows_wanted();
        }
        let from_the_start = self.before == i64::MAX && self.after.is_none();
        let left = if from_the_start { total.saturating_sub(self.skipped).max(0) } else { total };
        self.rows_wanted().min(left)
    }

    /// How many rows to read: one more than the page holds, to know whether there is another.
    pub(crate) fn rows_wanted(&self) -> i64 {
        self.limit.saturating_add(1)
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
    /// The number of this page from 1, unless it was asked for by cursor.
    pub page: Option<i64>,
    /// How many records a page holds at most.
    pub limit: i64,
    /// What [`PageRequest::after`] takes for the next page; `None` on the last.
    pub next_cursor: Option<String>,
}

/// The seeds' form `{items,total,page,limit}`; a page asked for by cursor has `next_cursor`
/// in place of `page`.
impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Page", 4)?;
        object.serialize_field("items", &self.items)?;
        object.serialize_field("total", &self.total)?;
        match self.page {
            Some(page) => object.serialize_field("page", &page)?,
            None => object.serialize_field("next_cursor", &self.next_cursor)?,
        }
        object.serialize_field("limit", &self.limit)?;
        object.end()
    }
}

/// Cursors are opaque: a version, then the sequence of the last record of the page.
const CURSOR_VERSION: u8 = 1;
/// The version of those in another order than newest first: the position in JSON.
const SORTED_CURSOR_VERSION: u8 = 2;

fn encode_cursor(order: &Order, keys: &[Key], sequence: i64) -> String {
    let mut bytes = Vec::new();
    if order.is_plain() {
        bytes.push(CURSOR_VERSION);
        bytes.extend_from_slice(&sequence.to_be_bytes());
    } else {
        bytes.push(SORTED_CURSOR_VERSION);
        let position = Position { order: order.name.clone(), keys: keys.to_vec(), sequence };
        // Numbers and texts serialise.
        bytes.extend(serde_json::to_vec(&position).unwrap_or_default());
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode_cursor(text: &str) -> Result<Position, Invalid> {
    let refused = || Invalid::coded("cursor", "is not a cursor that a list gave");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
    let position = match bytes.split_first() {
        Some((&CURSOR_VERSION, rest)) => {
            let sequence = i64::from_be_bytes(rest.try_into().map_err(|_| refused())?);
            Position { order: String::new(), keys: Vec::new(), sequence }
        }
        Some((&SORTED_CURSOR_VERSION, rest)) => {
            serde_json::from_slice(rest).map_err(|_| refused())?
        }
        _ => return Err(refused()),
    };
    if position.sequence < 1 { Err(refused()) } else { Ok(position) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_out_of_range_is_refused_and_every_fault_named() {
        let refused = PageRequest::from_options(Some(0), Some(101), Some("x".to_owned()))
            .resolve()
            .unwrap_err();
        let fields: Vec<_> = refused.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(fields, ["limit", "page", "cursor", "cursor"]);
        assert!(PageRequest::page(i64::MAX).resolve().is_err());
    }

    #[test]
    fn a_cursor_leads_back_to_its_sequence() {
        let window = PageRequest::first().limit(1).resolve().unwrap();
        let page = window.into_page(vec![(7, "b"), (3, "a")], 2);
        assert_eq!(page.items, ["b"]);
        let next = PageRequest::after(page.next_cursor.unwrap()).resolve().unwrap();
        assert_eq!((next.before, next.skipped), (7, 0));
        for text in ["", "AQ", "!", "AQAAAAAAAAAAAA"] {
            assert!(PageRequest::after(text).resolve().is_err(), "{text}");
        }
    }
}
