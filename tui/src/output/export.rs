//! An export's bytes: lines of JSON that import takes, or a table for spreadsheets.

use billfold_core::{EXPORT_HEADER, ErrorKind, ExportOptions, ExportReport, ExportedRecord, Store};

use crate::failure::{Failure, Result};
use crate::output::csv;
use crate::output::record::{Column, Record};

/// What to write.
pub(crate) struct Export {
    store: Store,
    options: ExportOptions,
    /// The columns of a table; without them, lines of JSON.
    table: Option<Vec<Column>>,
}

impl Export {
    /// An export in lines of JSON, with statuses as they stand in the file.
    pub(crate) fn lines(store: Store, options: ExportOptions) -> Self {
        Self { store, options, table: None }
    }

    /// An export as a table of these columns, with statuses as reads give them.
    pub(crate) fn table(store: Store, options: ExportOptions, columns: Vec<Column>) -> Self {
        Self { store, options: options.as_read(), table: Some(columns) }
    }

    /// Hands all of it to `out`, piece by piece. `goes_on` takes how much of how much is done with
    /// each record, and ends the export where it answers `false`.
    ///
    /// # Errors
    ///
    /// `interrupted` if it was ended; those of reading the store, and those of `out`.
    pub(crate) fn write(
        &self,
        mut goes_on: impl FnMut(u64, u64) -> bool,
        mut out: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<ExportReport> {
        let mut bytes = Vec::new();
        match &self.table {
            Some(columns) => csv::header(&mut bytes, columns)?,
            None => bytes.extend_from_slice(format!("{EXPORT_HEADER}\n").as_bytes()),
        }
        out(&bytes)?;
        self.store.export_records(&self.options, |record| {
            if !goes_on(record.done, record.total) {
                let message = "the export was interrupted";
                return Err(Failure::new(ErrorKind::Interrupted, "interrupted", message));
            }
            bytes.clear();
            self.line(&mut bytes, &record)?;
            out(&bytes)
        })
    }

    fn line(&self, bytes: &mut Vec<u8>, record: &ExportedRecord<'_>) -> Result<()> {
        match &self.table {
            None => bytes.extend_from_slice(format!("{record}\n").as_bytes()),
            Some(columns) => {
                let fields = Record::parse(record.json).map_err(|error| {
                    let message = format!("the record's JSON: {error}");
                    Failure::new(ErrorKind::Internal, "internal", message)
                })?;
                csv::row(bytes, columns, &fields)?;
            }
        }
        Ok(())
    }
}
