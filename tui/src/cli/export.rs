//! `billfold export`.

use std::path::PathBuf;

use billfold_core::{ExportOptions, RecordKind};
use clap::Args;

use crate::cli::kinds;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::export::Export;
use crate::output::new_file::NewFile;
use crate::output::progress::Progress;
use crate::output::{Column, Format, number};
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
    let options = arguments.options()?;
    let table = match (session.format(), arguments.kind.as_slice()) {
        (Format::Csv, [kind]) => Some(kinds::columns(*kind)),
        (Format::Csv, _) => {
            let message = "CSV is of one noun's records: say which with --kind";
            return Err(Failure::usage(message));
        }
        _ => None,
    };
    let store = session.reader()?;
    let export = match table {
        Some(columns) => Export::table(store, options, columns),
        None => Export::lines(store, options),
    };
    let file = arguments.file.as_ref().filter(|file| file.as_os_str() != "-");
    match file {
        None => {
            let goes_on = telling(Progress::beside_data("exporting"), Stop::listen()?);
            export.write(goes_on, |bytes| session.write(bytes))?;
            Ok(())
        }
        Some(_) if session.is_dry_run() => {
            let goes_on = telling(Progress::new("exporting"), Stop::listen()?);
            let report = export.write(goes_on, |_| Ok(()))?;
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
            let goes_on = telling(Progress::new("exporting"), stop);
            let report = export.write(goes_on, |bytes| made.write(bytes))?;
            made.finish()?;
            session.show(COLUMNS, &report)
        }
    }
}

/// Shows how far it is, until the user has had enough.
fn telling(progress: Progress, stop: Stop) -> impl FnMut(u64, u64) -> bool {
    move |done, total| {
        progress.tell(done, total);
        !stop.is_asked()
    }
}
