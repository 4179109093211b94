//! `billfold export`.

use std::path::PathBuf;

use billfold_core::{
    EXPORT_HEADER, ErrorKind, ExportOptions, ExportReport, ExportedRecord, RecordKind, Store,
};
use clap::Args;

use crate::cli::kinds;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::new_file::NewFile;
use crate::output::progress::Progress;
use crate::output::record::Record;
use crate::output::{Column, Format, csv, number};
use crate::signals::Stop;

const COLUMNS: &[Column] = &[
    number("records"),
    number("kinds.settings"),
    number("kinds.orchestrator"),
    number("kinds.client"),
    number("kinds.client_link"),
    number("kinds.link_intent"),
    number("kinds.fee"),
    number("kinds.branding"),
    number("kinds.biller"),
    number("kinds.customer"),
    number("kinds.payment"),
    number("kinds.request_to_link"),
    number("kinds.webhook_endpoint"),
];

/// Write every record to a file, in lines of JSON that import takes; credentials stay behind
///
/// The file is there when it is whole, and readable by its owner only. A record's status is the
/// one in the file: what has expired and was never swept is still pending in lines of JSON, so
/// that it can be put back as it is. With `-o csv` and one kind, it is a table for spreadsheets,
/// with statuses as reads give them.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file to make; without it, or for -, standard output
    file: Option<PathBuf>,
    /// Only these nouns' records, with commas between
    #[arg(long, value_name = "NOUNS", value_delimiter = ',', value_parser = kinds::parse)]
    kind: Vec<RecordKind>,
    /// Only what this describes, of one noun's records, such as 'created:24h'; see its list
    #[arg(long, value_name = "TEXT", requires = "kind", allow_hyphen_values = true)]
    filter: Option<String>,
}

impl Arguments {
    fn options(&self) -> Result<ExportOptions> {
        match (&self.filter, self.kind.as_slice()) {
            (None, kinds) => Ok(ExportOptions::of_kinds(kinds)),
            (Some(text), [kind]) => {
                let options = ExportOptions::filtered(*kind, text);
                options.map_err(|error| match error.code() {
                    "filter" => Failure::of_filter(error, text),
                    _ => Failure::from(error),
                })
            }
            (Some(_), _) => {
                Err(Failure::usage("a filter is for one noun's records: say which with --kind"))
            }
        }
    }
}

/// Exports.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let mut options = arguments.options()?;
    let table = match (session.format(), arguments.kind.as_slice()) {
        (Format::Csv, [kind]) => Some(kinds::columns(*kind)),
        (Format::Csv, _) => {
            let message = "CSV is of one noun's records: say which with --kind";
            return Err(Failure::usage(message));
        }
        _ => None,
    };
    if table.is_some() {
        options = options.as_read();
    }
    let writing = Writing { store: session.reader()?, options, table };
    let file = arguments.file.as_ref().filter(|file| file.as_os_str() != "-");
    match file {
        None => {
            let progress = Progress::beside_data("exporting");
            writing.write(&progress, &Stop::listen()?, |bytes| session.write(bytes))?;
            Ok(())
        }
        Some(_) if session.is_dry_run() => {
            let report =
                writing.write(&Progress::new("exporting"), &Stop::listen()?, |_| Ok(()))?;
            session.show(COLUMNS, &report)?;
            session.note("dry run: no file was made")
        }
        Some(file) => {
            session.refuse_own(file)?;
            let replaces = NewFile::would_replace(file);
            if replaces {
                session.confirm(&format!("replace {}", file.display()))?;
            }
            // At the question, Ctrl-C just ends it; from now on there is something to clean up.
            let stop = Stop::listen()?;
            let mut made = NewFile::create(file, replaces)?;
            let progress = Progress::new("exporting");
            let report = writing.write(&progress, &stop, |bytes| made.write(bytes))?;
            drop(progress);
            made.finish()?;
            session.show(COLUMNS, &report)
        }
    }
}

/// What to write.
struct Writing {
    store: Store,
    options: ExportOptions,
    /// The columns of a table; without them, lines of JSON.
    table: Option<Vec<Column>>,
}

impl Writing {
    fn write(
        &self,
        progress: &Progress,
        stop: &Stop,
        mut out: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<ExportReport> {
        let mut bytes = Vec::new();
        match &self.table {
            Some(columns) => csv::header(&mut bytes, columns)?,
            None => bytes.extend_from_slice(format!("{EXPORT_HEADER}\n").as_bytes()),
        }
        out(&bytes)?;
        self.store.export_records(&self.options, |record| {
            if stop.is_asked() {
                let message = "the export was interrupted";
                return Err(Failure::new(ErrorKind::Interrupted, "interrupted", message));
            }
            progress.tell(record.done, record.total);
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
