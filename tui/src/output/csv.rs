//! Comma-separated values, safe to open in a spreadsheet.

use std::io::Write;

use crate::failure::{Failure, Result};
use crate::output::record::{Column, Record, Value};

/// Writes the names of the columns.
pub(crate) fn header(out: &mut dyn Write, columns: &[Column]) -> Result<()> {
    line(out, columns.iter().map(|column| column.path.to_owned()))
}

/// Writes a record.
pub(crate) fn row(out: &mut dyn Write, columns: &[Column], record: &Record<'_>) -> Result<()> {
    line(out, columns.iter().map(|column| cell(record.value_in_full(*column))))
}

fn line(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> Result<()> {
    // It flushes what it writes to: with each line, to the file itself.
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    let unwritten = |error: String| Failure::of_output(std::io::Error::other(error));
    writer.write_record(cells).map_err(|error| unwritten(error.to_string()))?;
    let line = writer.into_inner().map_err(|error| unwritten(error.to_string()))?;
    out.write_all(&line).map_err(Failure::of_output)
}

/// A spreadsheet takes text that begins like a formula for one and runs it; a quote before it
/// stops that. Numbers are ours and stay.
fn cell(value: Value<'_>) -> String {
    match value {
        Value::Absent => String::new(),
        Value::Json(json) => json.to_owned(),
        Value::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Value::Text(text) => text,
    }
}
