//! What stands in the details of a record: its own fields, what belongs to it, what happened to it.

use billfold_core::Timestamp;

use crate::app::collection::{Collection, Fact, Section, Target};
use crate::app::entry::Entry;
use crate::app::screens::objects;
use crate::app::sheet::{Telling, name};
use crate::app::widgets::json::Json;
use crate::app::widgets::text::actor;
use crate::app::zone::distance;
use crate::output::grouped_amount;
use crate::output::text::shown;

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

/// The record's own fields.
pub(super) fn facts(collection: &'static Collection, entry: &Entry, telling: Telling) -> Vec<Fact> {
    let record = entry.record();
    let mut facts = Vec::new();
    for column in collection.facts.iter().filter(|column| !collection.trees.contains(&column.path))
    {
        let Some(own) = record.plain(column.path) else { continue };
        let mut fact = Fact::new(column.name(), record.cell(*column));
        // What is masked on the screen is copied as it stands there; an action shows it whole.
        fact.raw = (!column.is_token()).then(|| own.clone());
        if let Some(currency) = column.currency().and_then(|path| record.plain(path)) {
            fact.value = format!("{} {}", grouped_amount(&fact.value), shown(&currency));
        }
        fact.time = if column.is_time() { own.parse().ok() } else { None };
        fact.is_status = column.path == "status" || column.path.ends_with(".status");
        if column.path == "status" {
            let standing = (collection.standing)(entry).map(str::to_owned);
            fact.note = standing.or_else(|| time_left(entry, &own, telling)).unwrap_or_default();
        }
        fact.is_url = (collection.url)(entry).as_ref() == Some(&own);
        if column.path.ends_with("_color") {
            fact.swatch = Some(own.clone());
        }
        let relation = collection.relations.iter().find(|relation| relation.path == column.path);
        fact.target = match relation {
            Some(relation) => Some(Target::Record(relation.to, own)),
            None if column.path == "object_id" => objects::target(entry),
            None => None,
        };
        facts.push(fact.dated(telling));
    }
    facts
}

/// Until when a record waits that does: `expires in 41 m`.
fn time_left(entry: &Entry, status: &str, telling: Telling) -> Option<String> {
    let waits = matches!(status, "pending" | "PENDING" | "IN_PROGRESS" | "open");
    let at: Timestamp = entry.text("expires_at")?.parse().ok()?;
    (waits && at > telling.now).then(|| format!("expires {}", distance(at, telling.now)))
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
        let text = |path: &str| event.text(path).unwrap_or_default();
        let kind = text("type");
        let bare = kind.split_once('.').map_or(kind.as_str(), |(_, what)| what);
        let what = if is_mixed { kind.as_str() } else { bare };
        let at = text("at").parse().ok();
        let when = at.map_or_else(String::new, |at| telling.zone.short(at, telling.now));
        let from = event.text("previous_status").map(|status| format!(", was {status}"));
        let from = from.unwrap_or_default();
        let value = format!("{}{from} ({})", name(what), actor(&text("actor")));
        Fact::new(when, value)
            .to(Target::Record(&crate::app::screens::EVENTS, event.id.to_string()))
    });
    Section::new("Timeline", lines.collect())
}
