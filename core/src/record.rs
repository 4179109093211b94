//! Records on their way out of a store and back into one: what the exports and imports of all
//! entities share. Each entity says in a file of its own how its record is written, read and put
//! back; files, lines and batches are `transfer`'s matter.

use std::fmt::Display;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::{Error, Invalid, Result};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::json;
use crate::value::time::Timestamp;

/// A record as an export carries it: the JSON that reads give, without credentials.
pub(crate) trait Transfer: Serialize + Send + Sized + 'static {
    /// Which of them an export holds; the default is all.
    type Filter: Default;

    /// The records of a stretch of sequences, oldest first, each with its sequence.
    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        filter: &Self::Filter,
    ) -> Result<Vec<(i64, Self)>>;

    /// Reads a record's JSON: every field is known and keeps its rule, and together they are a
    /// record that the operations could have made.
    fn parse(json: &str) -> Result<Self>;

    /// Puts the record into the store as it was, times and version too, and writes no event.
    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored>;
}

/// Which rows one step of an export reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    /// Only sequences above this one.
    pub(crate) after: i64,
    /// Only sequences up to this one: the highest when the export began.
    pub(crate) last: i64,
    /// The highest sequence of clients when the export began.
    pub(crate) last_client: i64,
    /// How many rows at the most.
    pub(crate) limit: i64,
    /// Whether statuses are as they stand in the file, or as time has made them.
    pub(crate) statuses: Statuses,
}

impl Stretch {
    /// Its sequences, and how many of them.
    pub(crate) const fn bounds(&self) -> (i64, i64, i64) {
        (self.after, self.last, self.limit)
    }
}

/// Which of its two statuses a record shows whose time has passed without a sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Statuses {
    /// The one in the file, `pending`, so that the record can be put back as it is.
    #[default]
    Stored,
    /// The one that reads give, `expired`.
    Effective,
}

impl Statuses {
    /// The status to show.
    pub(crate) fn choose<T>(self, stored: T, effective: T) -> T {
        match self {
            Self::Stored => stored,
            Self::Effective => effective,
        }
    }
}

/// What putting a record back came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Restored {
    /// It is there now.
    Created,
    /// The very same record was there.
    Unchanged,
    /// The store keeps its own, for this reason.
    Kept(String),
}

/// Reads a record's JSON object; `read` takes every field before it gives up on one.
pub(crate) fn parse<T>(json: &str, read: impl FnOnce(&mut Body) -> Option<T>) -> Result<T> {
    let mut body = Body::parse(json)?;
    let record = read(&mut body);
    body.finish()?;
    record.ok_or_else(|| Error::internal("a good record was misread"))
}

/// When a record was made and changed last, and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamps {
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) version: i64,
}

/// Reads `created_at`, `updated_at` and `version`. A record may have been changed before it was
/// made: imported from a machine whose clock is ahead, it is changed by the clock of this one.
pub(crate) fn take_stamps(body: &mut Body) -> Option<Stamps> {
    let created_at = body.required_with("created_at", Timestamp::parse);
    let updated_at = body.required_with("updated_at", Timestamp::parse);
    let version = take_version(body);
    Some(Stamps { created_at: created_at?, updated_at: updated_at?, version: version? })
}

/// The highest version that a record can come with: it must still be able to change.
const MAX_VERSION: i64 = (1 << 53) - 1;

/// Reads `version`, which counts from 1.
pub(crate) fn take_version(body: &mut Body) -> Option<i64> {
    let version = body.required_integer("version")?;
    let counted = match version {
        1..=MAX_VERSION => Ok(version),
        ..1 => Err(Invalid::new("is below 1")),
        _ => Err(Invalid::new(format!("is above {MAX_VERSION}"))),
    };
    body.check("version", counted)
}

/// Notes a time that stands before another one which it must follow.
pub(crate) fn not_before(
    body: &mut Body,
    field: &str,
    time: Option<Timestamp>,
    earlier_field: &str,
    earlier: Option<Timestamp>,
) {
    if let (Some(time), Some(earlier)) = (time, earlier)
        && time < earlier
    {
        impossible(body, field, format!("is before {earlier_field}"));
    }
}

/// Notes a field that is there without what it belongs to, or missing where that is.
pub(crate) fn go_together(body: &mut Body, field: &str, is_given: bool, when: &str, holds: bool) {
    match (is_given, holds) {
        (false, true) => {
            body.note(field, Invalid::coded("required", format!("is required where {when}")));
        }
        (true, false) => impossible(body, field, format!("is given, but not: {when}")),
        _ => {}
    }
}

/// Notes a field that is good by itself, but not beside the others.
pub(crate) fn impossible(body: &mut Body, field: &str, reason: impl Into<String>) {
    body.note(field, Invalid::coded("impossible_record", reason));
}

/// What it means that a record of this id is in the store: nothing if it is the same, else a
/// refusal that names the fields in which they differ, never what stands in them.
pub(crate) fn settle(
    what: &str,
    id: impl Display,
    stored: &impl Serialize,
    given: &impl Serialize,
) -> Result<Restored> {
    let differing = differing_fields(stored, given)?;
    if differing.is_empty() {
        return Ok(Restored::Unchanged);
    }
    let fields = differing.join(", ");
    let message = format!("there is another {what} {id} already; it differs in {fields}");
    Err(Error::conflict("id_exists", message).with_existing_id(id))
}

/// The names of the fields in which two records of one type differ.
pub(crate) fn differing_fields(
    one: &impl Serialize,
    other: &impl Serialize,
) -> Result<Vec<String>> {
    let json = |record: serde_json::Result<String>| {
        record.map_err(|error| Error::internal(error.to_string()))
    };
    let one = json(serde_json::to_string(one))?;
    let other = json(serde_json::to_string(other))?;
    if one == other {
        return Ok(Vec::new());
    }
    let misread = |_| Error::internal("a record's own JSON cannot be read");
    let (ones, others) =
        (json::members(&one).map_err(misread)?, json::members(&other).map_err(misread)?);
    let spelling = |value: Option<&(String, &RawValue)>| value.map(|(_, raw)| raw.get().to_owned());
    let differs = |name: &String| {
        let find =
            |members: &[(String, &RawValue)]| spelling(members.iter().find(|(key, _)| key == name));
        find(&ones) != find(&others)
    };
    let mut names: Vec<String> =
        ones.iter().chain(&others).map(|(name, _)| name.clone()).filter(differs).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_and_not_shown() {
        let one = serde_json::json!({"id": 1, "name": "Ana", "status": "a"});
        let other = serde_json::json!({"id": 1, "name": "Eva", "version": 2});
        assert_eq!(settle("x", 1, &one, &one).unwrap(), Restored::Unchanged);
        let refused = settle("x", 1, &one, &other).unwrap_err();
        assert_eq!((refused.code(), refused.existing_id()), ("id_exists", Some("1")));
        let message = "there is another x 1 already; it differs in name, status, version";
        assert_eq!(refused.message(), message);
    }

    #[test]
    fn times_and_versions_are_held_against_each_other() {
        let refused = |json: &str| {
            let error = parse(json, take_stamps).unwrap_err();
            error.fields().iter().map(|bad| format!("{}: {}", bad.field, bad.reason)).collect()
        };
        let (early, late) = ("2026-04-01T10:00:00Z", "2026-04-01T10:00:01Z");
        let ends = |body: &mut Body| {
            let [begun, ended] =
                ["begun", "ended"].map(|field| body.required_with(field, Timestamp::parse));
            not_before(body, "ended", ended, "begun", begun);
            ended
        };
        assert!(parse(&format!(r#"{{"begun":"{early}","ended":"{early}"}}"#), ends).is_ok());
        let error = parse(&format!(r#"{{"begun":"{late}","ended":"{early}"}}"#), ends).unwrap_err();
        assert_eq!(error.fields()[0].reason, "is before begun");
        let json = |created: &str, updated: &str, version: i64| {
            format!(r#"{{"created_at":"{created}","updated_at":"{updated}","version":{version}}}"#)
        };
        assert!(parse(&json(late, early, 1), take_stamps).is_ok());
        assert!(parse(&json(early, early, MAX_VERSION), take_stamps).is_ok());
        let found: Vec<String> = refused(&json(early, early, 0));
        assert_eq!(found, ["version: is below 1"]);
        let found: Vec<String> = refused(&json(early, early, MAX_VERSION + 1));
        assert_eq!(found, ["version: is above 9007199254740991"]);
        let found: Vec<String> = refused("{}");
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
