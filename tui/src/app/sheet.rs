//! All about one thing, line by line: the details of a record, or a report.

pub(crate) mod aligned;
mod parts;

use std::ops::Range;
use std::sync::Arc;

use billfold_core::{Error, Timestamp};

use crate::app::collection::{Bar, Collection, Fact, Hours, Report, Section, Target};
use crate::app::entry::Entry;
use crate::app::msg::{Question, Whole};
use crate::app::sheet::aligned::{Aligned, aligned};
use crate::app::sheet::parts::{facts, related, timeline, trees};
use crate::app::theme::Theme;
use crate::app::widgets::json::{Folds, Json, JsonLine};
use crate::app::zone::Zone;

/// What a sheet is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    Record(&'static Collection, String),
    Report(&'static Report),
}

/// A line of a sheet.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// What follows is called so.
    Heading(String),
    /// A fact, and the columns that names have where it stands.
    Fact(Fact, usize),
    /// What has no room in the line of the fact above it.
    More(String, usize),
    /// A line of the JSON in this field.
    Tree(&'static str, JsonLine),
    /// The row of this number of what happened by the hour.
    Hours(Arc<Hours>, usize),
    /// The one of this number of several counts.
    Bar(Arc<[Bar]>, usize),
    /// Nothing, between parts.
    Gap,
}

impl Line {
    /// Whether the cursor can stand there.
    const fn can_be_chosen(&self) -> bool {
        matches!(self, Self::Fact(..) | Self::Tree(..) | Self::Bar(..) | Self::Hours(_, 0))
    }

    /// What it is called below its heading.
    fn name(&self) -> Option<&str> {
        match self {
            // A time that stands in place of a name is told anew as it passes.
            Self::Fact(fact, _) if fact.date.is_some() => Some(&fact.value),
            Self::Fact(fact, _) => Some(&fact.label),
            Self::Tree(_, line) => Some(&line.path),
            Self::Bar(bars, number) => bars.get(*number).map(|bar| bar.name.as_str()),
            _ => None,
        }
    }

    /// Where it leads.
    fn target(&self) -> Option<&Target> {
        match self {
            Self::Fact(fact, _) => fact.target.as_ref(),
            Self::Bar(bars, number) => bars.get(*number)?.target.as_ref(),
            Self::Hours(hours, 0) => hours.target.as_ref(),
            _ => None,
        }
    }
}

/// Rows that counts by hour take: a line of text, bars, and the hours below them.
pub(crate) const HOUR_ROWS: usize = 5;

/// Columns from which on a report stands in two.
const TWO_COLUMNS: usize = 116;

/// How things are told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) zone: Zone,
    pub(crate) now: Timestamp,
    pub(crate) theme: Theme,
    /// Columns that a sheet has.
    pub(crate) columns: usize,
}

/// A sheet and where one stands in it.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) source: Source,
    /// The record, as soon as it is known.
    pub(crate) entry: Option<Entry>,
    extra: Vec<Section>,
    history: Vec<Entry>,
    /// Whether all has been read.
    pub(crate) is_read: bool,
    pub(crate) error: Option<Error>,
    trees: Vec<(&'static str, Json)>,
    /// What is folded of each tree, once it was drawn.
    folds: Vec<(&'static str, Folds)>,
    lines: Vec<Line>,
    /// The first line of the second column; where there is only one, behind the last.
    second: usize,
    cursor: usize,
    top: usize,
    /// Columns that its lines were made for.
    columns: usize,
    /// Lines that are drawn; the view says so.
    pub(crate) height: usize,
}

impl Sheet {
    /// A sheet of which nothing is read yet.
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            entry: None,
            extra: Vec::new(),
            history: Vec::new(),
            is_read: false,
            error: None,
            trees: Vec::new(),
            folds: Vec::new(),
            lines: Vec::new(),
            second: 0,
            cursor: 0,
            top: 0,
            columns: 0,
            height: 20,
        }
    }

    /// A sheet about a record of which the list has the most.
    pub(crate) fn of(collection: &'static Collection, entry: &Entry, telling: Telling) -> Self {
        let mut sheet = Self::new(Source::Record(collection, entry.id.to_string()));
        sheet.show(entry.clone(), telling);
        sheet
    }

    /// What has to be read for it.
    pub(crate) fn question(&self) -> Question {
        match &self.source {
            Source::Record(collection, id) => Question::Record(collection, id.clone()),
            Source::Report(report) => Question::Report(report),
        }
    }

    /// The collection of its record.
    pub(crate) const fn collection(&self) -> Option<&'static Collection> {
        match &self.source {
            Source::Record(collection, _) => Some(collection),
            Source::Report(_) => None,
        }
    }

    /// Shows the record alone, until the rest is there.
    fn show(&mut self, entry: Entry, telling: Telling) {
        self.entry = Some(entry);
        self.lay_out(telling);
    }

    /// Takes all that belongs to the record.
    pub(crate) fn take(&mut self, whole: Whole, telling: Telling) {
        self.entry = Some(whole.entry);
        self.extra = whole.extra;
        self.history = whole.history;
        self.is_read = true;
        self.error = None;
        self.lay_out(telling);
    }

    /// Takes what a report says.
    pub(crate) fn take_report(&mut self, sections: Vec<Section>, telling: Telling) {
        self.extra = sections;
        self.is_read = true;
        self.error = None;
        self.lay_out(telling);
    }

    /// Makes its lines anew; the cursor stays on its line, wherever that stands then.
    pub(crate) fn lay_out(&mut self, telling: Telling) {
        self.columns = telling.columns;
        let before = std::mem::take(&mut self.lines);
        match self.source {
            Source::Record(..) => self.lay_out_record(telling),
            Source::Report(_) => self.lay_out_report(telling),
        }
        self.cursor = same_line(&before, self.cursor, &self.lines).unwrap_or(self.cursor);
        self.settle(true);
    }

    fn lay_out_record(&mut self, telling: Telling) {
        let mut lines = Vec::new();
        if let (Source::Record(collection, _), Some(entry)) = (&self.source, self.entry.clone()) {
            let collection: &'static Collection = collection;
            self.trees = trees(collection, &entry);
            lines.extend(facts(collection, &entry, &self.history, telling).into_iter().map(fact));
            self.lay_out_trees(&mut lines, telling);
        }
        for section in &self.extra {
            lay_out_section(&mut lines, section, telling);
        }
        if let (Source::Record(collection, _), Some(entry)) = (&self.source, &self.entry) {
            lay_out_section(&mut lines, &related(collection, entry), telling);
            lay_out_section(&mut lines, &timeline(&self.history, telling), telling);
        }
        self.lines = aligned(lines, telling.columns, Aligned::Neighbours);
        self.second = self.lines.len();
    }

    /// The report's parts one below the other, or in two columns that are about as long.
    fn lay_out_report(&mut self, telling: Telling) {
        let parts = self.extra.iter().filter(|section| !section.is_empty());
        let parts: Vec<_> = parts
            .map(|section| {
                let mut lines = Vec::new();
                lay_out_section(&mut lines, section, telling);
                lines
            })
            .collect();
        let left = if telling.columns < TWO_COLUMNS { parts.len() } else { halfway(&parts) };
        let (left, right) = parts.split_at(left);
        let has_two = !right.is_empty();
        let columns = if has_two { telling.columns.div_euclid(2) } else { telling.columns };
        let set = |parts: &[Vec<Line>]| aligned(parts.join(&Line::Gap), columns, Aligned::All);
        self.lines = set(left);
        self.second = self.lines.len();
        self.lines.extend(set(right));
    }

    fn lay_out_trees(&mut self, lines: &mut Vec<Line>, telling: Telling) {
        for (path, tree) in &self.trees {
            if !self.folds.iter().any(|(each, _)| each == path) {
                self.folds.push((path, Folds::of(tree)));
            }
            let Some((_, folds)) = self.folds.iter().find(|(each, _)| each == path) else {
                continue;
            };
            lines.push(Line::Gap);
            let called = self.collection().map(|collection| collection.label(path));
            lines.push(Line::Heading(called.unwrap_or_else(|| name(path))));
            let shown = tree.lines(folds, telling.columns, &telling.theme);
            lines.extend(shown.into_iter().map(|line| Line::Tree(path, line)));
        }
    }

    /// How many columns it has.
    pub(crate) fn columns(&self) -> usize {
        if self.second < self.lines.len() { 2 } else { 1 }
    }

    /// The lines of a column.
    fn column(&self, number: usize) -> Range<usize> {
        if number == 0 { 0..self.second } else { self.second..self.lines.len() }
    }

    /// The column that the cursor is in.
    fn column_here(&self) -> usize {
        usize::from(self.cursor >= self.second && self.columns() > 1)
    }

    /// The lines of a column to draw, each with whether the cursor is on it.
    pub(crate) fn visible(&self, column: usize) -> impl Iterator<Item = (&Line, bool)> {
        let column = self.column(column);
        let lines = self.lines.iter().enumerate().take(column.end).skip(column.start);
        let lines = lines.skip(self.top).take(self.height);
        lines.map(|(number, line)| (line, number == self.cursor && line.can_be_chosen()))
    }

    /// How many rows there are above those to draw, and how many below.
    pub(crate) fn hidden(&self) -> (usize, usize) {
        let below = self.rows().saturating_sub(self.top).saturating_sub(self.height);
        (self.top, below)
    }

    /// The rows of its longer column.
    fn rows(&self) -> usize {
        self.second.max(self.lines.len().saturating_sub(self.second))
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The number of the line that the cursor is on.
    pub(crate) const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Moves the cursor by lines that can be chosen; where there are none, the window.
    pub(crate) fn step(&mut self, lines: isize) {
        let aim = self.cursor.saturating_add_signed(lines);
        self.cursor = aim.min(self.lines.len().saturating_sub(1));
        self.settle(lines >= 0);
    }

    /// To the first line.
    pub(crate) fn first(&mut self) {
        self.cursor = 0;
        self.settle(true);
    }

    /// To the last line.
    pub(crate) fn last(&mut self) {
        self.cursor = self.lines.len().saturating_sub(1);
        self.settle(false);
    }

    /// To the column of this number, if there is one, about as far down.
    pub(crate) fn go_to_column(&mut self, number: usize) {
        let (here, there) = (self.column(self.column_here()), self.column(number));
        if number >= self.columns() || here == there {
            return;
        }
        let row = self.cursor.saturating_sub(here.start);
        let last = there.end.saturating_sub(1);
        self.cursor = there.start.saturating_add(row).min(last);
        self.settle(self.cursor < last);
    }

    /// Puts the cursor on the line of the screen, from 0, in this column.
    pub(crate) fn select_line(&mut self, line: usize, column: usize) -> bool {
        let column = self.column(column);
        let line = column.start.saturating_add(self.top).saturating_add(line);
        if line >= column.end || !self.lines.get(line).is_some_and(Line::can_be_chosen) {
            return false;
        }
        self.cursor = line;
        true
    }

    /// Has so many lines, of so many columns.
    pub(crate) fn fit(&mut self, height: usize, telling: Telling) {
        self.height = height;
        if self.columns != telling.columns && !self.lines.is_empty() {
            self.lay_out(telling);
        }
        self.settle(true);
    }

    /// Keeps the cursor on a line that can be chosen, and that line on the screen.
    pub(crate) fn settle(&mut self, down: bool) {
        self.cursor = self.cursor.min(self.lines.len().saturating_sub(1));
        let can = |number: &usize| self.lines.get(*number).is_some_and(Line::can_be_chosen);
        let after = (self.cursor..self.lines.len()).find(can);
        let before = (0..=self.cursor).rev().find(can);
        let found = if down { after.or(before) } else { before.or(after) };
        self.cursor = found.unwrap_or(self.cursor);
        let height = self.height.max(1);
        let column = self.column(self.column_here());
        let row = self.cursor.saturating_sub(column.start);
        let is_first = !(column.start..self.cursor).any(|number| can(&number));
        // The headings above the first line are of use.
        let top = if is_first && row < height { 0 } else { row };
        self.top = self.top.min(top);
        // What goes on below is shown with its first line, as far as there is room.
        let goes_on = self.lines.iter().skip(self.cursor.saturating_add(1));
        let more = goes_on.take_while(|line| matches!(line, Line::More(..))).count();
        let end = row.saturating_add(more.min(height.saturating_sub(1)));
        if end >= self.top.saturating_add(height) {
            self.top = end.saturating_sub(height.saturating_sub(1));
        }
        self.top = self.top.min(self.rows().saturating_sub(height.min(self.rows())));
    }

    fn current(&self) -> Option<&Line> {
        self.lines.get(self.cursor).filter(|line| line.can_be_chosen())
    }

    /// Where the line under the cursor leads.
    pub(crate) fn target(&self) -> Option<&Target> {
        self.current()?.target()
    }

    /// Whether there is something to fold or unfold under the cursor.
    pub(crate) fn can_fold(&self) -> bool {
        matches!(self.current(), Some(Line::Tree(_, line)) if line.foldable)
    }

    /// Folds or unfolds what is under the cursor; says whether there was something to fold.
    pub(crate) fn fold(&mut self, telling: Telling) -> bool {
        let Some(Line::Tree(path, line)) = self.current() else { return false };
        if !line.foldable {
            return false;
        }
        let (path, at) = (*path, line.path.clone());
        if let Some((_, folds)) = self.folds.iter_mut().find(|(each, _)| *each == path) {
            folds.toggle(&at);
        }
        self.lay_out(telling);
        true
    }

    /// Whether the value under the cursor is masked.
    pub(crate) fn is_masked(&self) -> bool {
        let Some(collection) = self.collection() else { return false };
        match self.current() {
            Some(Line::Fact(fact, _)) => {
                collection.hidden().iter().any(|path| collection.label(path) == fact.label)
            }
            _ => false,
        }
    }

    /// The whole value under the cursor, for copying; of what is masked, what is shown.
    pub(crate) fn value(&self) -> Option<String> {
        match self.current()? {
            Line::Fact(fact, _) => {
                let own = fact.raw.clone();
                Some(own.unwrap_or_else(|| fact.value.clone()))
            }
            Line::Bar(bars, number) => {
                bars.get(*number).map(|bar| {
                    // Whatever takes a copy takes numbers without commas.
                    format!("{} {}", bar.name, bar.numbers.join(" ").replace(',', ""))
                })
            }
            Line::Tree(path, line) => {
                let (_, tree) = self.trees.iter().find(|(each, _)| each == path)?;
                tree.value_at(&line.path)
            }
            _ => None,
        }
    }
}

/// Where the line of this number stands now: what has its name under the same heading and leads
/// where it led, else what leads there, else what has its name.
fn same_line(before: &[Line], number: usize, now: &[Line]) -> Option<usize> {
    let line = before.get(number)?;
    let own = (heading(before, number), line.name(), line.target());
    // Of several that are called alike, such as lines of one text, the one in its place.
    let alike = |(each, it): &(usize, &Line)| {
        (heading(before, *each), it.name(), it.target()) == own && it.can_be_chosen()
    };
    let place = before.iter().enumerate().take(number).filter(alike).count();
    let lines = || now.iter().enumerate().filter(|(_, it)| it.can_be_chosen());
    let alike = lines().filter(|(each, it)| (heading(now, *each), it.name(), it.target()) == own);
    let leads = |it: &Line| line.target().is_some() && it.target() == line.target();
    let is_called = |each: usize, it: &Line| (heading(now, each), it.name()) == (own.0, own.1);
    let numbers = |(each, _)| each;
    alike.map(numbers).take(place.saturating_add(1)).last().or_else(|| {
        let leading = lines().filter(|(_, it)| leads(it)).map(numbers);
        let called = || lines().filter(|(each, it)| is_called(*each, it)).map(numbers);
        leading.min_by_key(|each| each.abs_diff(number)).or_else(|| called().next())
    })
}

/// What the heading above a line says; above the first there is none.
fn heading(lines: &[Line], number: usize) -> Option<&str> {
    lines.get(..number)?.iter().rev().find_map(|line| match line {
        Line::Heading(title) => Some(title.as_str()),
        _ => None,
    })
}

/// A field's name for people: `created at`.
pub(crate) fn name(path: &str) -> String {
    path.replace(['.', '_'], " ")
}

/// A fact that stands alone.
fn fact(fact: Fact) -> Line {
    Line::Fact(fact, 0)
}

/// How many of the parts stand in the first column, so that the longer one is as short as can be.
fn halfway(parts: &[Vec<Line>]) -> usize {
    let rows = |parts: &[Vec<Line>]| -> usize {
        parts.iter().map(|part| part.len().saturating_add(1)).sum()
    };
    let longer = |left: &usize| {
        let (left, right) = parts.split_at(*left);
        rows(left).max(rows(right))
    };
    (0..=parts.len()).rev().min_by_key(longer).unwrap_or_default()
}

fn lay_out_section(lines: &mut Vec<Line>, section: &Section, telling: Telling) {
    if section.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(Line::Gap);
    }
    lines.push(Line::Heading(section.title.clone()));
    if let Some(hours) = &section.hours {
        lines.extend((0..HOUR_ROWS).map(|row| Line::Hours(Arc::clone(hours), row)));
    }
    let bars = &section.bars;
    lines.extend((0..bars.len()).map(|number| Line::Bar(Arc::clone(bars), number)));
    lines.extend(section.lines.iter().map(|line| fact(line.dated(telling))));
}
