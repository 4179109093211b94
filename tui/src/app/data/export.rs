//! An export beside the screen: all that match a list's filter, into a file that is there whole
//! or not at all.

use std::fs;
use std::path::Path;

use billfold_core::{Error, ErrorKind, ExportOptions, Result, Store};

use crate::app::collection::{Collection, Done, Query};
use crate::app::data::files;
use crate::app::job::GoesOn;
use crate::cli::kinds;
use crate::failure::Failure;
use crate::output::export::Export;
use crate::output::new_file::NewFile;
use crate::output::{Record, grouped};

/// Records between two tellings of how far it is.
const TOLD_EVERY: u64 = 256;

/// Writes all that match into a file, and tells how many they are.
///
/// # Errors
///
/// `validation` for the file's name; `conflict / file_exists` unless it may be replaced;
/// `storage / name_in_use` for a file of the store's own; `interrupted` if it was ended, and then
/// no file was made; those of the export.
pub(crate) fn run(
    store: &Store,
    collection: &Collection,
    query: &Query,
    body: &str,
    goes_on: &mut GoesOn<'_>,
) -> Result<Done> {
    let file = files::named(body)?;
    let replace = Record::parse(body).unwrap_or_default().plain("replace");
    let replace = replace.as_deref() == Some("true");
    let export = export(store, collection, query, &file)?;
    refuse(store, &file, replace)?;
    let written = write(&export, (&file, replace), goes_on).map_err(Failure::into_error)?;
    let shown = file.display();
    Ok(Done::default().told(format!("wrote {} records to {shown}", grouped(written))))
}

/// What to write, by the ending of the file's name.
fn export(store: &Store, collection: &Collection, query: &Query, file: &Path) -> Result<Export> {
    let unsupported = |message: String| Error::new(ErrorKind::Unsupported, "unsupported", message);
    let title = collection.title;
    let kind = collection
        .export
        .ok_or_else(|| unsupported(format!("{title} have no export of their own")))?;
    if query.owner.is_some() {
        return Err(unsupported(format!("{title} are not exported by owner")));
    }
    // The records come in the order of their making, whatever the list's.
    let options = if query.filter.trim().is_empty() {
        ExportOptions::of_kinds([kind])
    } else {
        ExportOptions::filtered(kind, &query.filter)?
    };
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(Export::table(store.clone(), options, kinds::columns(kind))),
        Some("jsonl" | "json") => Ok(Export::lines(store.clone(), options.as_read())),
        _ => Err(Error::invalid("file", "invalid", "does not end with .csv, .jsonl or .json")),
    }
}

/// Refuses to write where that would do away with something.
fn refuse(store: &Store, file: &Path, replace: bool) -> Result<()> {
    let shown = file.display();
    if store.path().is_some_and(|own| Store::has_file(own, file)) {
        let message = format!("cannot write {shown}: it is the store's own file");
        return Err(Error::new(ErrorKind::Storage, "name_in_use", message));
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty())
        && !folder.is_dir()
    {
        let reason = format!("there is no folder {}", folder.display());
        return Err(Error::invalid("file", "invalid", reason));
    }
    match fs::metadata(file) {
        Ok(found) if !found.is_file() => {
            Err(Error::invalid("file", "invalid", "is a folder, a pipe or a device"))
        }
        Ok(_) if !replace => {
            let message = format!("{shown} exists; to lose what it holds, set Replace");
            Err(Error::new(ErrorKind::Conflict, "file_exists", message))
        }
        _ => Ok(()),
    }
}

/// Writes the file, which may replace one or not; answers how many records it holds.
fn write(
    export: &Export,
    (file, replace): (&Path, bool),
    goes_on: &mut GoesOn<'_>,
) -> Result<u64, Failure> {
    let mut made = NewFile::create(file, replace)?;
    let mut told = 0;
    let report = export.write(
        |done, total| {
            if done < told {
                return true;
            }
            told = done.saturating_add(TOLD_EVERY);
            goes_on(done, total)
        },
        |bytes| made.write(bytes),
    )?;
    if !goes_on(report.records, report.records) {
        let message = "the export was interrupted";
        return Err(Failure::new(ErrorKind::Interrupted, "interrupted", message));
    }
    made.finish()?;
    Ok(report.records)
}
