//! What stands in the details of a record: its own fields, what belongs to it, what happened to it.

use billfold_core::Timestamp;

use crate::app::collection::{Collection, Fact, Section, Target};
use crate::app::entry::Entry;
use crate::app::screens::objects;
use crate::app::sheet::{Telling, name};
use crate::app::widgets::json::Json;
use crate::app::widgets::text::{self, actor};
use crate::app::zone::{distance, span};
use crate::output::text::shown;
use crate::output::{Column, Record, grouped_amount};

/// The fields that are shown as trees, but for empty ones.
pub(super) fn trees(collection: &Collection, entry: &Entry) -> Vec<(&'static str, Json)> {
    let record = entry.record();
    let tree = |path: &&'static str| {
        let json = record.field(path)?.get();
        let is_empty = matches!(json, "null" | "{}" | "[]");
        if is_empty { None } else { Json::parse(json).ok().map(|tree| (*path, tree)) }
    };
    collection.trees.iter().filter_map(tree).collect()
}

/// The record's own fields, and when it came to an end before its time.
pub(super) fn facts(
    collection: &'static Collection,
    entry: &Entry,
    history: &[Entry],
    telling: Telling,
) -> Vec<Fact> {
    let record = entry.record();
    let mut facts = Vec::new();
    let columns = collection.facts.iter();
    for column in columns.filter(|column| !collection.trees.contains(&column.path)) {
        let fact = fact(collection, entry, &record, *column, telling);
        facts.extend(fact.map(|fact| fact.dated(telling)));
        if column.path == EXPIRES {
            facts.extend(ended(entry, history).map(|fact| fact.dated(telling)));
        }
    }
    facts
}

/// The field of records whose time can be up.
const EXPIRES: &str = "expires_at";

/// What the record tells in this field, if anything.
fn fact(
    collection: &'static Collection,
    entry: &Entry,
    record: &Record<'_>,
    column: Column,
    telling: Telling,
) -> Option<Fact> {
    let own = record.plain(column.path)?;
    let mut fact = Fact::new(collection.label(column.path), record.cell(column));
    if let Some(currency) = column.currency().and_then(|path| record.plain(path)) {
        fact.value = format!("{} {}", grouped_amount(&fact.value), shown(&currency));
    }
    if column.path.ends_with("_seconds") {
        fact.value = span(&own);
    }
    fact.time = if column.is_time() { own.parse().ok() } else { None };
    if column.path == EXPIRES && !waits(entry) {
        fact = without_distance(fact, telling);
    }
    fact.is_status = collection.is_status(column.path);
    if column.path == "status" {
        let standing = (collection.standing)(entry).map(str::to_owned);
        fact.note = standing.or_else(|| time_left(entry, telling)).unwrap_or_default();
    }
    fact.is_url = (collection.url)(entry).as_ref() == Some(&own);
    if column.path.ends_with("_color") {
        fact.swatch = Some(own.clone());
    }
    let relation = collection.relations.iter().find(|relation| relation.path == column.path);
    if let Some(words) = entry.words_for(column.path) {
        fact.value = shown(words);
        let id = relation.map(|_| text::id(&own, SHORT_ID));
        fact.note = id.unwrap_or_default();
    }
    fact.target = match relation {
        Some(relation) => Some(Target::Record(relation.to, own.clone())),
        None if column.path == "object_id" => objects::target(entry),
        None => None,
    };
    // What is masked on the screen is copied as it stands there; an action shows it whole.
    fact.raw = (!column.is_token()).then_some(own);
    Some(fact)
}

/// Columns of an id that stands behind a name.
const SHORT_ID: usize = 11;

/// The same, but for how far off its time is: nobody waits for it.
fn without_distance(fact: Fact, telling: Telling) -> Fact {
    let Some(time) = fact.time.filter(|time| *time > telling.now) else { return fact };
    Fact { value: telling.zone.full(time), time: None, ..fact }
}

/// Whether the record waits for something until its time is up.
fn waits(entry: &Entry) -> bool {
    let status = entry.text("status").unwrap_or_default();
    matches!(status.as_str(), "pending" | "PENDING" | "IN_PROGRESS" | "open")
}

/// Until when a record waits that does: `expires in 41 m`.
fn time_left(entry: &Entry, telling: Telling) -> Option<String> {
    let at = entry.expiry()?;
    (waits(entry) && at > telling.now).then(|| format!("expires {}", distance(at, telling.now)))
}

/// When the record came to what it is, if that was before its time and it does not tell itself.
fn ended(entry: &Entry, history: &[Entry]) -> Option<Fact> {
    let status = entry.text("status").filter(|_| !waits(entry))?.to_lowercase();
    if entry.text(&format!("{status}_at")).is_some() {
        return None;
    }
    let is_end = |event: &&Entry| {
        let kind = event.text("type").unwrap_or_default();
        kind.split_once('.').is_some_and(|(_, what)| what == status)
    };
    let event = history.iter().rev().find(is_end)?;
    let at: Timestamp = event.text("at")?.parse().ok()?;
    let is_early = entry.expiry().is_some_and(|expiry| at < expiry);
    is_early.then(|| Fact::at(format!("{status} at"), at))
}

pub(super) fn related(collection: &'static Collection, entry: &Entry) -> Section {
    let lines = collection
        .lists
        .iter()
        .map(|list| Fact::new(list.label, "").to(Target::List(list.to, (list.query)(entry))));
    Section::new("Related", lines.collect())
}

/// What happened to the record, the newest first.
pub(super) fn timeline(history: &[Entry], telling: Telling) -> Section {
    let sort = |event: &Entry| {
        event.text("type").and_then(|kind| Some(kind.split_once('.')?.0.to_owned()))
    };
    // An orchestrator and its branding go by the same id in the log.
    let is_mixed = history.iter().any(|event| sort(event) != history.first().and_then(sort));
    let lines = history.iter().rev().map(|event| {
        let told = |path: &str| event.text(path).unwrap_or_default();
        let kind = told("type");
        let bare = kind.split_once('.').map_or(kind.as_str(), |(_, what)| what);
        let what = if is_mixed { kind.as_str() } else { bare };
        // What is put as a whole is made by the first time.
        let is_first = told("object_version") == "1" && bare == "updated";
        let what = if is_first { what.replace("updated", "created") } else { what.to_owned() };
        let at = told("at").parse().ok();
        let when = at.map_or_else(String::new, |at| telling.zone.short(at, telling.now));
        let from = event.text("previous_status").map(|status| format!(", was {status}"));
        let from = from.unwrap_or_default();
        let value = format!("{}{from} ({})", name(&what), actor(&told("actor")));
        Fact::new(when, value)
            .to(Target::Record(&crate::app::screens::EVENTS, event.id.to_string()))
    });
    Section::new("Timeline", lines.collect())
}
