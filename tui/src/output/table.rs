//! Tables for people: as wide as the terminal, or as wide as they need to be where there is none.

use std::io::IsTerminal as _;

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use crate::output::record::{Column, Record};

/// Spaces between columns.
const GAP: u16 = 2;

/// The rows of one long table, in the pieces it comes in.
#[derive(Default)]
pub(crate) struct Layout {
    /// How wide the columns of the first piece were; later ones are no narrower.
    widths: Option<Vec<u16>>,
}

impl Layout {
    /// A piece of the table: the first has the headings.
    pub(crate) fn piece(&mut self, columns: &[Column], records: &[Record<'_>]) -> String {
        let mut table = plain_table();
        if self.widths.is_none() {
            table.set_header(
                columns.iter().map(|column| aligned(*column, column.name().to_uppercase())),
            );
        }
        for record in records {
            table.add_row(columns.iter().map(|column| aligned(*column, record.cell(*column))));
        }
        space_columns(&mut table);
        match &self.widths {
            None => self.widths = Some(table.column_max_content_widths()),
            Some(widths) => widen(&mut table, widths),
        }
        lines(&table)
    }
}

/// One record, a field a line.
pub(crate) fn details(columns: &[Column], record: &Record<'_>) -> String {
    let mut table = plain_table();
    for column in columns.iter().filter(|column| record.field(column.path).is_some()) {
        if column.is_secret() && record.cell(*column).is_empty() {
            continue;
        }
        table.add_row([column.name(), record.cell(*column)]);
    }
    space_columns(&mut table);
    lines(&table)
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if std::io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.force_no_tty().set_content_arrangement(ContentArrangement::Disabled);
    }
    table
}

fn aligned(column: Column, content: String) -> Cell {
    let cell = Cell::new(content);
    if column.is_number() { cell.set_alignment(CellAlignment::Right) } else { cell }
}

fn space_columns(table: &mut Table) {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
}

fn widen(table: &mut Table, widths: &[u16]) {
    for (column, width) in table.column_iter_mut().zip(widths) {
        let width = Width::Fixed(width.saturating_add(GAP));
        column.set_constraint(ColumnConstraint::LowerBoundary(width));
    }
}

fn lines(table: &Table) -> String {
    table.trim_fmt() + "\n"
}
