//! The one place that writes: answers to stdout, remarks to stderr.

use std::io::{self, BufWriter, Write};

use billfold_core::{ErrorKind, Page};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::output::record::{Column, Record};
use crate::output::table::{self, Layout};
use crate::output::{Format, csv, json, text};

/// Writes answers in one format.
pub(crate) struct Printer {
    format: Format,
    out: Box<dyn Write>,
    notes: Box<dyn Write>,
}

impl Printer {
    /// A printer to this process's stdout and stderr.
    pub(crate) fn new(format: Format) -> Self {
        let out = Box::new(BufWriter::with_capacity(64 * 1024, io::stdout().lock()));
        Self { format, out, notes: Box::new(io::stderr()) }
    }

    /// Writes one record, and says so if it holds something that is shown only this once.
    pub(crate) fn record(&mut self, columns: &[Column], record: &impl Serialize) -> Result<()> {
        let json = to_json(record)?;
        if json == "null" {
            return if self.format.is_json() { self.line(&json) } else { self.note("none") };
        }
        let fields = Record::parse(&json).map_err(unreadable)?;
        match self.format {
            Format::Table => self.raw(table::details(columns, &fields).as_bytes())?,
            Format::Json => self.line(&json::pretty(&json))?,
            Format::Jsonl => self.line(&json)?,
            Format::Csv => {
                csv::header(&mut self.out, columns)?;
                csv::row(&mut self.out, columns, &fields)?;
            }
        }
        for column in columns.iter().filter(|column| column.is_secret()) {
            if !fields.cell(*column).is_empty() {
                self.note(&format!("the {} is shown this once: keep it safe", column.name()))?;
            }
        }
        if fields.field("replayed").is_some() {
            self.note("done before with this idempotency key; nothing was changed now")?;
        }
        Ok(())
    }

    /// Writes one page of a list; in JSON it is the seeds' form.
    pub(crate) fn page<T: Serialize>(
        &mut self,
        columns: &'static [Column],
        page: &Page<T>,
    ) -> Result<()> {
        if self.format == Format::Json {
            let json = to_json(page)?;
            return self.line(&json::pretty(&json));
        }
        let mut rows = self.rows(columns);
        rows.push(&page.items)?;
        rows.finish(None)
    }

    /// A list to write piece by piece.
    pub(crate) fn rows(&mut self, columns: &'static [Column]) -> Rows<'_> {
        let chosen = columns.iter().copied().filter(|column| match self.format {
            Format::Table => column.is_in_tables(),
            _ => column.is_in_lists(),
        });
        Rows { columns: chosen.collect(), printer: self, layout: Layout::default(), written: 0 }
    }

    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(Failure::of_output)
    }

    fn line(&mut self, line: &str) -> Result<()> {
        self.raw(line.as_bytes())?;
        self.raw(b"\n")
    }

    /// Writes a remark for people, after all that was answered before it.
    pub(crate) fn note(&mut self, remark: &str) -> Result<()> {
        self.ask(&format!("{}\n", text::shown(remark)))
    }

    /// Writes a remark for a program: the object's JSON, in a line.
    pub(crate) fn note_json(&mut self, object: &impl Serialize) -> Result<()> {
        self.ask(&format!("{}\n", to_json(object)?))
    }

    /// Writes a question, whose line stays open.
    pub(crate) fn ask(&mut self, question: &str) -> Result<()> {
        self.flush()?;
        // A script that closed stderr does not want to be told.
        let _ = self.notes.write_all(question.as_bytes()).and_then(|()| self.notes.flush());
        Ok(())
    }

    /// Makes sure that all is written.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(Failure::of_output)
    }
}

/// A list that is being written.
pub(crate) struct Rows<'a> {
    printer: &'a mut Printer,
    columns: Vec<Column>,
    layout: Layout,
    written: u64,
}

impl Rows<'_> {
    /// Writes these records.
    pub(crate) fn push<T: Serialize>(&mut self, records: &[T]) -> Result<()> {
        let texts = records.iter().map(to_json).collect::<Result<Vec<_>>>()?;
        if self.written == 0 {
            self.begin()?;
        }
        match self.printer.format {
            Format::Table => self.push_table(&texts)?,
            Format::Jsonl => texts.iter().try_for_each(|text| self.printer.line(text))?,
            Format::Json => texts.iter().try_for_each(|text| self.push_json(text))?,
            Format::Csv => {
                for text in &texts {
                    let record = Record::parse(text).map_err(unreadable)?;
                    csv::row(&mut self.printer.out, &self.columns, &record)?;
                }
            }
        }
        let count = u64::try_from(texts.len()).unwrap_or(u64::MAX);
        self.written = self.written.saturating_add(count);
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        match self.printer.format {
            Format::Json => self.printer.raw(b"{\n  \"items\": ["),
            Format::Csv => csv::header(&mut self.printer.out, &self.columns),
            Format::Table | Format::Jsonl => Ok(()),
        }
    }

    fn push_table(&mut self, texts: &[String]) -> Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        let records = texts.iter().map(|text| Record::parse(text));
        let records = records.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let piece = self.layout.piece(&self.columns, &records);
        self.printer.raw(piece.as_bytes())
    }

    fn push_json(&mut self, text: &str) -> Result<()> {
        let comma = if std::mem::replace(&mut self.written, 1) == 0 { "" } else { "," };
        let item = json::pretty(text).replace('\n', "\n    ");
        self.printer.raw(format!("{comma}\n    {item}").as_bytes())
    }

    /// Writes this record, for whoever is watching.
    pub(crate) fn show<T: Serialize>(&mut self, record: &T) -> Result<()> {
        self.push(std::slice::from_ref(record))?;
        self.printer.flush()
    }

    /// Writes the end of a list that came one by one; who watched has seen if there was none.
    pub(crate) fn finish_stream(mut self) -> Result<()> {
        if self.written > 0 {
            return self.finish(None);
        }
        if self.printer.format == Format::Table {
            return Ok(());
        }
        self.begin()?;
        self.finish(None)
    }

    /// Writes the end, with the list's length where it is known.
    pub(crate) fn finish(self, total: Option<i64>) -> Result<()> {
        if self.printer.format == Format::Json {
            let gap = if self.written == 0 { "" } else { "\n  " };
            let total = total.map_or(String::new(), |total| format!(",\n  \"total\": {total}"));
            self.printer.line(&format!("{gap}]{total}\n}}"))?;
        }
        if self.printer.format != Format::Table {
            return Ok(());
        }
        if self.written == 0 {
            return self.printer.note("none");
        }
        let left_out = self.layout.left_out(&self.columns);
        if left_out.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = left_out.iter().map(|column| column.name()).collect();
        let names = names.join(", ");
        self.printer.note(&format!("left out for want of room: {names}; -o json has all"))
    }
}

fn to_json(record: &impl Serialize) -> Result<String> {
    serde_json::to_string(record).map_err(unreadable)
}

/// The core's records serialise to objects; one that does not is our mistake.
fn unreadable(error: serde_json::Error) -> Failure {
    Failure::new(ErrorKind::Internal, "internal", format!("the record's JSON: {error}"))
}
