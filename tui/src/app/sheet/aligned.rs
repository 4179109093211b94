//! Facts in columns: their names one below the other, and values in as many lines as they need.

use crate::app::collection::Fact;
use crate::app::sheet::Line;
use crate::app::widgets::text;
use crate::output::text::width;

/// Columns that the names of facts take, at the most.
const WIDEST_LABEL: usize = 34;

/// Columns before a name, and between it and its value.
const GAPS: usize = 4;

/// Columns that a value has, at the least.
const SHORTEST: usize = 16;

/// Which facts have their values in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aligned {
    /// Those between which nothing else stands.
    Neighbours,
    All,
}

/// The lines in so many columns: facts know the width of their names, and have lines below them
/// for what has no room beside its name.
pub(super) fn aligned(lines: Vec<Line>, columns: usize, which: Aligned) -> Vec<Line> {
    let of_all = labels(lines.iter(), columns);
    let mut set = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter().peekable();
    while let Some(line) = rest.next() {
        let Line::Fact(fact, _) = line else {
            set.push(line);
            continue;
        };
        let mut run = vec![fact];
        while let Some(Line::Fact(fact, _)) = rest.next_if(|line| matches!(line, Line::Fact(..))) {
            run.push(fact);
        }
        let own = match which {
            Aligned::All if run.iter().all(is_named) => of_all,
            _ => widest(run.iter(), columns),
        };
        for fact in run {
            let more = lines_of(&fact, own, columns).into_iter().skip(1);
            let more: Vec<_> = more.map(|words| Line::More(words, own)).collect();
            set.push(Line::Fact(fact, own));
            set.extend(more);
        }
    }
    set
}

fn labels<'a>(lines: impl Iterator<Item = &'a Line>, columns: usize) -> usize {
    let facts = lines.filter_map(|line| match line {
        Line::Fact(fact, _) if is_named(fact) => Some(fact),
        _ => None,
    });
    widest(facts, columns)
}

/// Whether it has a name, and no time in place of one.
fn is_named(fact: &Fact) -> bool {
    fact.date.is_none()
}

/// Columns that the names of these facts take.
fn widest<'a>(facts: impl Iterator<Item = &'a Fact>, columns: usize) -> usize {
    let most = WIDEST_LABEL.min(columns.div_euclid(2));
    facts.map(|fact| width(&fact.label)).max().unwrap_or(0).min(most)
}

/// Columns before a value whose name has so many.
pub(crate) const fn indent(labels: usize) -> usize {
    labels.saturating_add(GAPS)
}

/// Columns that are left to a value beside its name, with this behind it.
pub(crate) fn room(fact: &Fact, note: &str, labels: usize, columns: usize) -> usize {
    let swatch = if fact.swatch.is_some() { 5 } else { 0 };
    let leads = if fact.target.is_some() { 2 } else { 0 };
    // The note is followed by a space: it does not touch what is beside it.
    let behind = if note.is_empty() { 0 } else { width(note).saturating_add(3) };
    let taken = [indent(labels), swatch, behind, leads].into_iter().fold(0, usize::saturating_add);
    columns.saturating_sub(taken).max(SHORTEST)
}

/// The lines of a value that goes on below; of one that is cut instead, none.
pub(crate) fn lines_of(fact: &Fact, labels: usize, columns: usize) -> Vec<String> {
    // What leads somewhere is read there, and the link of the record is taken along as a whole.
    let is_name = fact.is_status || fact.is_url || fact.time.is_some();
    let is_id = fact.target.is_some() && fact.raw.as_ref() == Some(&fact.value);
    if is_name || is_id {
        return Vec::new();
    }
    text::wrap(&fact.value, room(fact, &fact.note, labels, columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(lines: Vec<Line>, columns: usize, which: Aligned) -> Vec<String> {
        let line = |line: Line| match line {
            Line::Fact(fact, labels) => {
                let first = lines_of(&fact, labels, columns).into_iter().next();
                format!("{:labels$}  {}", fact.label, first.unwrap_or_default())
            }
            Line::More(words, labels) => format!("{:labels$}  {words}", ""),
            Line::Heading(words) => words,
            _ => String::new(),
        };
        aligned(lines, columns, which).into_iter().map(line).collect()
    }

    fn fact(label: &str, value: &str) -> Line {
        Line::Fact(Fact::new(label, value), 0)
    }

    #[test]
    fn values_stand_in_one_column_and_long_ones_go_on_below() {
        let lines = || {
            vec![
                fact("a", "the quick brown fox jumps over"),
                fact("longer", "x"),
                Line::Heading("More".to_owned()),
                fact("b", "y"),
            ]
        };
        let found = drawn(lines(), 30, Aligned::Neighbours);
        assert_eq!(
            found,
            ["a       the quick brown fox", "        jumps over", "longer  x", "More", "b  y"]
        );
        let found = drawn(lines(), 30, Aligned::All);
        assert_eq!(found.last().map(String::as_str), Some("b       y"));
    }
}
