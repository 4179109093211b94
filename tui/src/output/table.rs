//! Tables for people: as wide as the terminal, or as wide as they need to be where there is none.

use std::io::IsTerminal as _;

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use crate::output::record::{Column, Record};

/// Spaces between columns.
const GAP: u16 = 2;

/// A column of words is broken into lines of no fewer characters than this.
const NARROWEST: u16 = 12;

/// The rows of one long table, in the pieces it comes in.
#[derive(Default)]
pub(crate) struct Layout {
    /// How wide the columns that fit were so far; later pieces are no narrower.
    widths: Option<Vec<u16>>,
}

impl Layout {
    /// A piece of the table: the first has the headings.
    pub(crate) fn piece(&mut self, columns: &[Column], records: &[Record<'_>]) -> String {
        let is_first = self.widths.is_none();
        let content = whole_table(columns, records, is_first).column_max_content_widths();
        let widths = self.widths.get_or_insert_with(|| fitting(columns, &content, records));
        for (width, content) in widths.iter_mut().zip(content) {
            *width = content.max(*width);
        }
        let columns = columns.get(..widths.len()).unwrap_or(columns);
        let mut table = whole_table(columns, records, is_first);
        settle(&mut table, columns, widths, records);
        lines(&table)
    }

    /// The columns that the terminal is too narrow for.
    pub(crate) fn left_out<'a>(&self, columns: &'a [Column]) -> &'a [Column] {
        let shown = self.widths.as_ref().map_or(columns.len(), Vec::len);
        columns.get(shown..).unwrap_or_default()
    }
}

fn whole_table(columns: &[Column], records: &[Record<'_>], with_headings: bool) -> Table {
    let mut table = plain_table();
    if with_headings {
        let headings = columns.iter().map(|column| column.name().to_uppercase());
        table.set_header(columns.iter().zip(headings).map(aligned));
    }
    for record in records {
        let cells = columns.iter().map(|column| record.cell(*column));
        table.add_row(columns.iter().zip(cells).map(aligned));
    }
    table
}

/// The widths of the columns that fit, the first at least; what matters most stands first.
fn fitting(columns: &[Column], content: &[u16], records: &[Record<'_>]) -> Vec<u16> {
    let Some(room) = terminal_width() else { return content.to_vec() };
    let mut taken = 0_u16;
    let fits = columns.iter().zip(content).take_while(|(column, width)| {
        let is_first = taken == 0;
        let least = if column.holds_words(records) { NARROWEST.min(**width) } else { **width };
        taken = taken.saturating_add(least).saturating_add(GAP);
        is_first || taken <= room.saturating_add(GAP)
    });
    fits.map(|(_, width)| *width).collect()
}

/// Columns of words give way where the terminal is narrow; ids, amounts and times stay whole.
fn settle(table: &mut Table, columns: &[Column], widths: &[u16], records: &[Record<'_>]) {
    if terminal_width().is_some() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    for ((column, width), of) in table.column_iter_mut().zip(widths).zip(columns) {
        let whole = Width::Fixed(width.saturating_add(GAP));
        let least = Width::Fixed(NARROWEST.min(*width).saturating_add(GAP));
        column.set_padding((0, GAP)).set_constraint(if of.holds_words(records) {
            ColumnConstraint::Boundaries { lower: least, upper: whole }
        } else {
            ColumnConstraint::Absolute(whole)
        });
    }
}

fn terminal_width() -> Option<u16> {
    if std::io::stdout().is_terminal() { Table::new().width() } else { None }
}

/// One record, a field a line.
pub(crate) fn details(columns: &[Column], record: &Record<'_>) -> String {
    let mut table = plain_table();
    for column in columns.iter().filter(|column| column.is_in_details()) {
        let cell = record.cell(*column);
        if !cell.is_empty() {
            table.add_row([column.name(), cell]);
        }
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    lines(&table)
}

/// A table without lines, each row as long as it is.
fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn aligned((column, content): (&Column, String)) -> Cell {
    let cell = Cell::new(content);
    if column.is_number() { cell.set_alignment(CellAlignment::Right) } else { cell }
}

fn lines(table: &Table) -> String {
    table.trim_fmt() + "\n"
}
