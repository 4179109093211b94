//! What a screen knows of a sort of records: how they are listed, shown, related and changed.
//!
//! Each sort is one [`Collection`], a constant in a file of its name under [`screens`](crate::app::screens). Everything else on the screens — tables, details, forms, confirmations,
//! bulk changes, copying, exporting — is made from what stands here.

use std::fmt;
use std::sync::Arc;

use billfold_core::{
    Currency, Error, ErrorKind, KnownTerm, Page, PageRequest, RecordKind, Result, Store, Timestamp,
};

use crate::app::entry::Entry;
use crate::app::job::Task;
use crate::app::model::Model;
use crate::app::sheet::Telling;

mod counts;
mod done;
mod fields;
mod naming;
mod query;

use crate::output::text::shown;
use crate::output::{Column, grouped_amount};
pub(crate) use counts::{Bar, Hours};
pub(crate) use done::Done;
pub(crate) use fields::{Field, FieldInput, Form};
pub(crate) use query::Query;

/// A sort of records.
pub(crate) struct Collection {
    /// Its name in settings and messages: `payments`.
    pub(crate) name: &'static str,
    /// Its name on the screen: `Payments`.
    pub(crate) title: &'static str,
    /// One of them: `payment`.
    pub(crate) noun: &'static str,
    /// What a table can show, the most important first.
    pub(crate) columns: &'static [Cells],
    /// What details show, in order; what is absent is left out.
    pub(crate) facts: &'static [Column],
    /// What fields are called wherever that is not their own name: `customer e-mail`.
    pub(crate) labels: &'static [(&'static str, &'static str)],
    /// The field that people know one by, elsewhere too: `name`; empty: they know it by its id.
    pub(crate) called: &'static str,
    /// The fields that hold JSON of the caller's own, shown as a tree.
    pub(crate) trees: &'static [&'static str],
    /// Fields that name another record.
    pub(crate) relations: &'static [Relation],
    /// Lists that belong to a record.
    pub(crate) lists: &'static [RelatedList],
    /// What filters understand; nothing: there are none.
    pub(crate) terms: fn() -> Vec<KnownTerm>,
    /// What a person should be told about how a filter is understood; an error names what is wrong
    /// with it, and where.
    pub(crate) check: fn(&str) -> Result<Vec<String>>,
    /// A page of them.
    pub(crate) page: fn(&Store, &Query, &PageRequest) -> Result<Page<Entry>>,
    /// One of them.
    pub(crate) entry: fn(&Store, &str) -> Result<Entry>,
    /// What details show that is not in the record itself.
    pub(crate) extra: fn(&Store, &Entry) -> Result<Vec<Section>>,
    /// What can be done, the most usual first.
    pub(crate) actions: &'static [Action],
    /// What is opened or scanned: a URL for a QR code.
    pub(crate) url: fn(&Entry) -> Option<String>,
    /// Why the URL leads to nothing any more, if it does not: `it is expired`.
    pub(crate) spent: fn(&Entry) -> Option<String>,
    /// What an export of them is.
    pub(crate) export: Option<RecordKind>,
    /// Whose they are, if a list needs to be told: `orchestrators`.
    pub(crate) owner: Option<&'static Collection>,
    /// What stands in an empty list: what to do first.
    pub(crate) empty: &'static str,
    /// What people are told in place of the status, where that says too little: `paid late`.
    pub(crate) standing: fn(&Entry) -> Option<&'static str>,
    /// What people know a record by, behind its noun: `of 500.00 USD by Foobar`.
    pub(crate) known: fn(&Entry) -> String,
    /// Fields that are not always read: where one has no such field, nothing was taken away.
    pub(crate) partial: &'static [&'static str],
    /// How bare the object ids of its events are; `None`: there is no history.
    pub(crate) history: Option<fn(&Entry) -> String>,
}

impl PartialEq for Collection {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Collection {
    /// What most collections have, and nothing of what few have; a collection says the rest.
    pub(crate) const USUAL: Self = Self {
        name: "",
        title: "",
        noun: "",
        columns: &[],
        facts: &[],
        labels: &[],
        called: "",
        trees: &[],
        relations: &[],
        lists: &[],
        terms: Vec::new,
        check: |_| Ok(Vec::new()),
        page: |_, _, _| Err(unsupported("there is no list of them")),
        entry: |_, _| Err(unsupported("none of them is found by an id")),
        extra: |_, _| Ok(Vec::new()),
        actions: &[],
        url: |_| None,
        spent: |_| None,
        export: None,
        owner: None,
        empty: "",
        standing: |_| None,
        known: |entry| {
            let name = entry.text("name").filter(|name| !name.is_empty());
            shown(&name.unwrap_or_else(|| entry.id.to_string()))
        },
        partial: &[],
        history: Some(|entry| entry.id.to_string()),
    };

    /// The fields that people see masked.
    pub(crate) fn hidden(&self) -> Vec<&'static str> {
        let columns = self.columns.iter().map(|cells| &cells.column).chain(self.facts);
        columns.filter(|column| column.is_token()).map(|column| column.path).collect()
    }

    /// What a field is called.
    pub(crate) fn label(&self, path: &str) -> String {
        let own = self.labels.iter().find(|(each, _)| *each == path);
        own.map_or_else(|| crate::app::sheet::name(path), |(_, label)| (*label).to_owned())
    }

    /// Whether a field is a status, which has a sign.
    pub(crate) fn is_status(&self, path: &str) -> bool {
        let is_its = |cells: &Cells| cells.shown == Shown::Status && cells.column.path == path;
        path == "status" || path.ends_with(".status") || self.columns.iter().any(is_its)
    }

    /// The action of this name.
    pub(crate) fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions.iter().find(|action| action.name == name)
    }

    /// The keys that a list can be sorted by.
    pub(crate) fn sorts(&self) -> Vec<&'static str> {
        let terms = (self.terms)();
        terms
            .into_iter()
            .find(|term| term.name == "sort")
            .map_or_else(Vec::new, |term| term.choices)
    }
}

fn unsupported(message: &str) -> Error {
    Error::new(ErrorKind::Unsupported, "unsupported", message)
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells {
    pub(crate) column: Column,
    /// What stands above it: `CUSTOMER`.
    pub(crate) heading: &'static str,
    /// Cells that it takes where there is room; with `grows`, and more.
    pub(crate) width: u16,
    /// Cells that it does with: it is cut, or told in a shorter form.
    pub(crate) least: u16,
    /// Whether it takes what is left over.
    pub(crate) grows: bool,
    pub(crate) shown: Shown,
}

/// Cells of a time in its shortest form: `2025-11`.
const SHORTEST_TIME: u16 = 7;
/// Cells of an amount without commas.
const SHORTEST_AMOUNT: u16 = 10;
/// Cells that still tell identifiers apart.
const SHORTEST_ID: u16 = 8;

/// How what stands in a column is cut and marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Cut at its end.
    Plain,
    /// Cut in its middle: URLs differ at both ends.
    Middle,
    /// Cut to what tells them apart: generated identifiers begin alike and end differently.
    Id,
    /// A word with its sign.
    Status,
}

impl Cells {
    /// A column of this many cells.
    pub(crate) const fn fixed(heading: &'static str, column: Column, width: u16) -> Self {
        let short = match (column.is_time(), column.currency().is_some()) {
            (true, _) => SHORTEST_TIME,
            (_, true) => SHORTEST_AMOUNT,
            _ => width,
        };
        let least = if short < width { short } else { width };
        Self { column, heading, width, least, grows: false, shown: Shown::Plain }
    }

    /// A column of this many cells and its share of what is left.
    pub(crate) const fn growing(heading: &'static str, column: Column, width: u16) -> Self {
        Self { grows: true, least: width, ..Self::fixed(heading, column, width) }
    }

    /// The same column, which does with so many cells.
    pub(crate) const fn least(self, least: u16) -> Self {
        Self { least, ..self }
    }

    /// The same column, cut in the middle where it has no room.
    pub(crate) const fn middle(self) -> Self {
        Self { shown: Shown::Middle, ..self }
    }

    /// The same column, of identifiers.
    pub(crate) const fn of_ids(self) -> Self {
        Self { shown: Shown::Id, ..self }
    }

    /// A column of identifiers.
    pub(crate) const fn id(heading: &'static str, column: Column) -> Self {
        Self::fixed(heading, column, 11).least(SHORTEST_ID).of_ids()
    }

    /// A column of statuses.
    pub(crate) const fn status(column: Column, width: u16) -> Self {
        Self { shown: Shown::Status, ..Self::fixed("STATUS", column, width) }
    }
}

/// A field that names another record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation {
    /// The field: `customer.id`.
    pub(crate) path: &'static str,
    pub(crate) to: &'static Collection,
}

/// A list that belongs to a record: the payments of a customer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RelatedList {
    pub(crate) label: &'static str,
    pub(crate) to: &'static Collection,
    /// Which of them belong to this record.
    pub(crate) query: fn(&Entry) -> Query,
}

/// A part of the details.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    pub(crate) title: String,
    /// Counts by hour, drawn above everything else.
    pub(crate) hours: Option<Arc<Hours>>,
    /// Numbers with bars beside them, drawn above the lines.
    pub(crate) bars: Arc<[Bar]>,
    pub(crate) lines: Vec<Fact>,
}

impl Section {
    /// A part of these lines.
    pub(crate) fn new(title: impl Into<String>, lines: Vec<Fact>) -> Self {
        Self { title: title.into(), lines, ..Self::default() }
    }

    /// A part of these numbers.
    pub(crate) fn of_bars(title: impl Into<String>, bars: Vec<Bar>) -> Self {
        Self { title: title.into(), bars: bars.into(), ..Self::default() }
    }

    /// A part of what was counted by the hour.
    pub(crate) fn of_hours(title: impl Into<String>, hours: Hours) -> Self {
        Self { title: title.into(), hours: Some(Arc::new(hours)), ..Self::default() }
    }

    /// Whether there is nothing in it to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.bars.is_empty() && self.hours.is_none()
    }
}

/// What is read and shown without being a record: the dashboard, the state of the file.
pub(crate) struct Report {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) read: fn(&Store) -> Result<Vec<Section>>,
    /// What the screens themselves know, where it is about them: nothing is read then.
    pub(crate) own: Option<fn(&Model) -> Vec<Section>>,
    /// What can be begun from it.
    pub(crate) tasks: &'static [&'static Task],
}

impl PartialEq for Report {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// A line of the details.
#[derive(Clone)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    /// Where Enter leads.
    pub(crate) target: Option<Target>,
    /// A colour that it names, shown beside it: `#0a6`.
    pub(crate) swatch: Option<String>,
    /// A status, shown with its sign.
    pub(crate) is_status: bool,
    /// The whole value, for copying, where it is shown in another way.
    pub(crate) raw: Option<String>,
    /// The time that it tells.
    pub(crate) time: Option<Timestamp>,
    /// The time that stands before it, in place of a name.
    pub(crate) date: Option<Timestamp>,
    /// Stands behind the value: `in 41 m`.
    pub(crate) note: String,
    /// Whether it is what the record's QR code leads to.
    pub(crate) is_url: bool,
}

/// Never what it tells: it may be a customer's, or masked on the screen.
impl fmt::Debug for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Fact").field(&self.label).finish()
    }
}

impl Fact {
    /// A line of text.
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            target: None,
            swatch: None,
            is_status: false,
            raw: None,
            time: None,
            date: None,
            note: String::new(),
            is_url: false,
        }
    }

    /// A line of an amount, which is copied as it is written.
    pub(crate) fn money(label: impl Into<String>, in_full: &str, currency: Currency) -> Self {
        let value = format!("{} {currency}", grouped_amount(in_full));
        Self { raw: Some(format!("{in_full} {currency}")), ..Self::new(label, value) }
    }

    /// A line of a time.
    pub(crate) fn at(label: impl Into<String>, time: Timestamp) -> Self {
        Self { time: Some(time), raw: Some(time.to_string()), ..Self::new(label, "") }
    }

    /// A line of text that stands beside its time.
    pub(crate) fn on(time: Timestamp, value: impl Into<String>) -> Self {
        Self { date: Some(time), ..Self::new("", value) }
    }

    /// The same with something behind its value.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same with its times, if it has any, told for now.
    pub(crate) fn dated(&self, telling: Telling) -> Self {
        let told = self.time.map(|time| telling.zone.long(time, telling.now));
        let value = told.unwrap_or_else(|| self.value.clone());
        let before = self.date.map(|time| telling.zone.short(time, telling.now));
        let label = before.unwrap_or_else(|| self.label.clone());
        Self { label, value, ..self.clone() }
    }

    /// The same, leading somewhere.
    pub(crate) fn to(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }
}

/// Where a line or a number leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// A record.
    Record(&'static Collection, String),
    /// A list.
    List(&'static Collection, Query),
}

/// Something that can be done to records, or to make one.
pub(crate) struct Action {
    /// Its name in settings: `complete`.
    pub(crate) name: &'static str,
    /// On the screen: `Complete`.
    pub(crate) label: &'static str,
    /// What was done, before `the payment …`: `completed`; empty where the label must do.
    pub(crate) done: &'static str,
    /// What it does, in a sentence without a full stop.
    pub(crate) about: &'static str,
    /// What chooses it in the menu of actions.
    pub(crate) key: char,
    pub(crate) on: On,
    /// Why it cannot be done to this record, if it cannot: `it is completed`.
    pub(crate) refusal: fn(&Entry) -> Option<String>,
    /// What it must be told; the record is that which it is done to.
    pub(crate) form: Option<fn(Option<&Entry>) -> Form>,
    /// Whether the change is shown and asked about before it is made.
    pub(crate) confirm: bool,
    /// Whether it changes nothing, so that it can be done where nothing may be changed.
    pub(crate) reads: bool,
    /// Does it; the body is what the form made.
    pub(crate) run: fn(&Store, Subject<'_>, &str) -> Result<Done>,
}

impl fmt::Debug for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Action {
    /// What can always be done, and at once; an action says the rest.
    pub(crate) const USUAL: Self = Self {
        name: "",
        label: "",
        done: "",
        about: "",
        key: ' ',
        on: On::One,
        refusal: |_| None,
        form: None,
        confirm: false,
        reads: false,
        run: |_, _, _| Err(unsupported("there is nothing to do")),
    };
}

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// Nothing: it makes a record.
    Nothing,
    /// One record.
    One,
    /// One record, by what waits for others: it is done beside the screen, and can be left.
    OneSlowly,
    /// One record, or many in a row.
    Many,
}

/// Whom an action is done to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The record's id; empty for what makes one.
    pub(crate) id: &'a str,
    /// Whose list the screen shows.
    pub(crate) owner: Option<&'a str>,
}
