//! A record as the screens hold it: its id and its JSON.

use std::fmt;
use std::sync::Arc;

use billfold_core::{Error, ErrorKind, Result, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::app::collection::Collection;
use crate::output::{Column, Record, grouped_amount, record};

/// A record of any sort. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What its collection finds it by.
    pub(crate) id: Arc<str>,
    json: Arc<str>,
    /// What else people are told of fields: of an id, the name.
    beside: Vec<(&'static str, Arc<str>)>,
}

/// Never what the record holds: it may be a customer's.
impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Entry").field(&self.id).finish()
    }
}

impl Entry {
    /// The record under this id.
    pub(crate) fn new(id: &(impl ToString + ?Sized), record: &impl Serialize) -> Result<Self> {
        let json = serde_json::to_string(record).map_err(|error| unreadable(&error))?;
        Ok(Self { id: id.to_string().into(), json: json.into(), beside: Vec::new() })
    }

    /// The same, and tables show these words in place of the field: they are no part of the record.
    pub(crate) fn beside(mut self, path: &'static str, words: &str) -> Self {
        self.beside.push((path, words.into()));
        self
    }

    /// The same, and besides the words that an older state of it was shown with, of fields that
    /// have not changed.
    pub(crate) fn still_beside(mut self, older: &Self) -> Self {
        let is_same = |path: &str| self.text(path) == older.text(path);
        let is_told = |path: &str| self.words_for(path).is_some();
        let kept = older.beside.iter().filter(|(path, _)| is_same(path) && !is_told(path));
        let kept: Vec<_> = kept.cloned().collect();
        self.beside.extend(kept);
        self
    }

    /// What tables show in place of the field, if there is such.
    pub(crate) fn words_for(&self, path: &str) -> Option<&str> {
        self.beside.iter().find(|(each, _)| *each == path).map(|(_, words)| &**words)
    }

    /// The record's JSON, as the command line gives it.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// The record as people see it: what the collection shows masked is masked here too. What is
    /// no object has nothing to mask.
    pub(crate) fn masked(&self, collection: &Collection) -> Self {
        let hidden = collection.hidden();
        if hidden.is_empty() {
            return self.clone();
        }
        let masked = record::with_masked(&self.json, &hidden);
        let json = masked.map_or_else(|_| self.json.clone(), Into::into);
        Self { json, ..self.clone() }
    }

    /// The record's fields; of what is no object, none.
    pub(crate) fn record(&self) -> Record<'_> {
        Record::parse(&self.json).unwrap_or_default()
    }

    /// A field's text as people see it, safe for a terminal; empty if it is absent.
    pub(crate) fn cell(&self, column: Column) -> String {
        self.record().cell(column)
    }

    /// A field's text as the screens tell it: an amount with its thousands set apart.
    pub(crate) fn told(&self, column: Column) -> String {
        let cell = self.cell(column);
        if column.currency().is_some() { grouped_amount(&cell) } else { cell }
    }

    /// A field's own text: no quotes around it, nothing made safe; `None` if it is absent.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.record().plain(path)
    }

    /// Whether a field of text has this value.
    pub(crate) fn is(&self, path: &str, value: &str) -> bool {
        self.text(path).as_deref() == Some(value)
    }

    /// When its time is up, if it has one.
    pub(crate) fn expiry(&self) -> Option<Timestamp> {
        self.text("expires_at")?.parse().ok()
    }

    /// The version of the record that this is.
    pub(crate) fn version(&self) -> Option<i64> {
        self.text("version")?.parse().ok()
    }

    /// The values that two states of a record differ in, however deep they stand: of an object each
    /// member, of a list each item, in the order of the record.
    pub(crate) fn leaves_changed(&self, other: &Self) -> Vec<Difference> {
        let (before, after) = (leaves(&self.json), leaves(&other.json));
        let value = |leaves: &[(String, String)], field: &str| {
            let found = leaves.iter().find(|(path, _)| path == field);
            found.map_or_else(String::new, |(_, value)| value.clone())
        };
        let new = after.iter().filter(|(path, _)| !before.iter().any(|(each, _)| each == path));
        let differences = before.iter().chain(new).map(|(field, _)| {
            let (before, after) = (value(&before, field), value(&after, field));
            Difference { field: field.clone(), before, after }
        });
        // What was empty and is filled is told by what it is filled with.
        let is_filled = |each: &Difference| {
            let below = format!("{}.", each.field);
            let is_empty = |it: &str| matches!(it, "" | "{}" | "[]");
            is_empty(&each.before)
                && is_empty(&each.after)
                && before.iter().chain(&after).any(|(path, _)| path.starts_with(&below))
        };
        differences.filter(|each| each.before != each.after && !is_filled(each)).collect()
    }
}

/// Every value of a JSON object that is no object or list itself, under its path: texts without
/// quotes, numbers as they are spelled. What is empty is a value, what is `null` is none.
pub(crate) fn leaves(json: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(String::new(), json, &mut found);
    found
}

fn collect(path: String, json: &str, found: &mut Vec<(String, String)>) {
    let below = |name: &str| {
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    match json.chars().next() {
        Some('{') if json != "{}" => {
            for (name, value) in record::members(json).unwrap_or_default() {
                collect(below(&name), value.get(), found);
            }
        }
        Some('[') if json != "[]" => {
            let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            for (number, item) in (1_usize..).zip(items) {
                collect(below(&number.to_string()), item.get(), found);
            }
        }
        Some('"') => {
            found.push((path, serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())));
        }
        _ if json == "null" => {}
        _ => found.push((path, json.to_owned())),
    }
}

/// A field that a change changes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) field: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// Never what it was or is: it may be a customer's.
impl fmt::Debug for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Difference").field("field", &self.field).finish_non_exhaustive()
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::new(ErrorKind::Internal, "internal", format!("a record has no JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_an_object_are_known_by_their_paths() {
        let json = r#"{"a":"x","b":{"c":{"d":1e3},"e":null,"f":{}},"g":["y"]}"#;
        let found = leaves(json);
        let found: Vec<_> =
            found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let expected = [("a", "x"), ("b.c.d", "1e3"), ("b.f", "{}"), ("g.1", "y")];
        assert_eq!(found, expected);
        assert_eq!(leaves("[1]"), [("1".to_owned(), "1".to_owned())]);
    }
}
