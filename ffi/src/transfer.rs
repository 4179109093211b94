//! Exports and imports.

use std::ffi::c_char;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;

use billfold_core::{
    Error, ErrorKind, ExportOptions, ExportReport, ImportObserver, ImportOptions, ImportReport,
    IssuedSecret, RecordKind, RefusedLine, Result, SecretsFile, Store,
};
use serde::{Serialize, Serializer};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer_at_length;
use crate::input::{check_bits, check_reserved};
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::{read, tagged};
use crate::text::{billfold_str, optional, required};
use crate::view::mask;

/// Refused lines that a report holds at the most; the rest are counted.
const NAMED_REFUSALS: usize = 1000;

/// What to export. NULL in its place, or all zeros: everything.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_export_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Only the records of this kind: payment, request_to_link, ….
    pub kind: billfold_str,
    /// Only those that this text of the filter language describes; goes with kind.
    pub filter: billfold_str,
}

/// What an export held.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_export_report {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// How many records in all.
    pub records: u64,
    /// How many kinds there were; see billfold_page_export_report_kind.
    pub kind_count: usize,
}

/// How many records of a kind an export held. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_export_kind {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The kind: payment, request_to_link, ….
    pub kind: billfold_str,
    /// How many records.
    pub records: u64,
}

impl Record for ExportReport {
    const NAME: &'static str = "export report";
    type View = billfold_export_report;
    type Part = billfold_export_kind;

    fn view(&self, _arena: &Arena) -> billfold_export_report {
        billfold_export_report {
            struct_size: size_of::<billfold_export_report>(),
            has: 0,
            records: self.records,
            kind_count: self.kinds.len(),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_export_kind> {
        let kind = |(kind, records): (&&'static str, &u64)| billfold_export_kind {
            struct_size: size_of::<billfold_export_kind>(),
            has: 0,
            kind: arena.text(kind),
            records: *records,
        };
        self.kinds.iter().map(kind).collect()
    }
}

/// How an import is to be read. NULL in its place, or all zeros: lines of an export.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_import_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Every line is a request's body of this kind, without anything around it: payment, ….
    pub kind: billfold_str,
    /// The orchestrator that such bodies are for.
    pub orchestrator_id: billfold_str,
    /// The path of a file to which the secrets of what bodies create are added, before they are
    /// committed. Absent: link intents are refused, and clients and orchestrators are to be given
    /// new secrets.
    pub secrets_path: billfold_str,
    /// 1 to try again the lines that an import of the same bytes refused before, else 0.
    pub retry: i32,
    /// Always 0.
    pub reserved: i32,
}

/// What an import came to. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_import_report {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Names the input: the SHA-256 of its bytes, and of how they are read, in hexadecimal.
    pub source_hash: billfold_str,
    /// How many lines it has.
    pub lines: u64,
    /// How many of them had been done before.
    pub lines_done_before: u64,
    /// Lines whose record is new, whenever they were done.
    pub created: u64,
    /// Lines whose record was there and was changed.
    pub updated: u64,
    /// Lines whose record was there as the line says.
    pub unchanged: u64,
    /// Lines that were left out as bad.
    pub refused: u64,
    /// How many of those can be read; see billfold_page_import_report_refusal.
    pub refusal_count: usize,
    /// 1 if this very call changed the store, or of a dry run would have; else 0.
    pub changed: i32,
    /// Always 0.
    pub reserved: i32,
}

/// In billfold_import_refusal: field is there.
pub const BILLFOLD_IMPORT_REFUSAL_HAS_FIELD: u64 = 0x1;

/// A line that an import left out. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_import_refusal {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_IMPORT_REFUSAL_HAS_….
    pub has: u64,
    /// Which line, from 1.
    pub line: u64,
    /// Why: BILLFOLD_VALIDATION, BILLFOLD_CONFLICT, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// The fine reason.
    pub code: billfold_str,
    /// Why, for a person, with every bad field.
    pub message: billfold_str,
    /// The first bad field: a dotted path. Optional.
    pub field: billfold_str,
}

tagged!(
    billfold_export_options,
    billfold_export_report,
    billfold_export_kind,
    billfold_import_options,
    billfold_import_report,
    billfold_import_refusal,
);

/// A report, and the lines that were left out.
pub(crate) struct Imported {
    report: ImportReport,
    refusals: Vec<(u64, Error)>,
}

/// The report's own JSON, with the refusals at its end.
impl Serialize for Imported {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Refusal<'a> {
            line: u64,
            error: &'a Error,
        }
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(flatten)]
            report: &'a ImportReport,
            changed: bool,
            refusals: Vec<Refusal<'a>>,
        }
        let (report, changed) = (&self.report, self.report.changed);
        let refusals = self.refusals.iter().map(|(line, error)| Refusal { line: *line, error });
        Whole { report, changed, refusals: refusals.collect() }.serialize(serializer)
    }
}

impl Record for Imported {
    const NAME: &'static str = "import report";
    type View = billfold_import_report;
    type Part = billfold_import_refusal;

    fn view(&self, arena: &Arena) -> billfold_import_report {
        let (report, all) = (&self.report, &self.report.tally.all);
        billfold_import_report {
            struct_size: size_of::<billfold_import_report>(),
            has: 0,
            source_hash: arena.text(&report.source_hash),
            lines: report.lines,
            lines_done_before: report.lines_done_before,
            created: all.created,
            updated: all.updated,
            unchanged: all.unchanged,
            refused: all.refused,
            refusal_count: self.refusals.len(),
            changed: i32::from(report.changed),
            reserved: 0,
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_import_refusal> {
        let refusal = |(line, error): &(u64, Error)| {
            let field = error.fields().first().map(|bad| &bad.field);
            billfold_import_refusal {
                struct_size: size_of::<billfold_import_refusal>(),
                has: mask(&[(field.is_some(), BILLFOLD_IMPORT_REFUSAL_HAS_FIELD)]),
                line: *line,
                status: error.kind().number(),
                reserved: 0,
                code: arena.text(error.code()),
                message: arena.display(error),
                field: arena.optional(field),
            }
        };
        self.refusals.iter().map(refusal).collect()
    }
}

/// Keeps what an import says while it goes on.
struct Watch<'a> {
    handle: &'a billfold_store,
    refusals: Vec<(u64, Error)>,
    secrets: Option<SecretsFile>,
}

impl ImportObserver for Watch<'_> {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        if self.refusals.len() < NAMED_REFUSALS {
            self.refusals.push((line.number, line.error.clone()));
        }
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.handle.tell("import", done, total)
    }

    fn takes_secrets(&self) -> bool {
        self.secrets.is_some()
    }

    fn secrets(&mut self, issued: &[IssuedSecret]) -> io::Result<()> {
        self.secrets.as_mut().map_or(Ok(()), |file| file.append(issued))
    }
}

fn kind(text: Option<&str>) -> Result<Option<RecordKind>> {
    text.map(str::parse).transpose()
}

/// What the caller wants exported.
///
/// # Safety
///
/// The header's rules for `options` and its texts.
unsafe fn export_options(options: *const billfold_export_options) -> Result<ExportOptions> {
    // SAFETY: the caller's promise.
    let (wanted, filter) = unsafe {
        let options = read(options, "options")?;
        check_bits(options.has, 0)?;
        let wanted = optional(options.kind.ptr, options.kind.len, "kind")?;
        (wanted, optional(options.filter.ptr, options.filter.len, "filter")?)
    };
    match (kind(wanted)?, filter) {
        (None, None) => Ok(ExportOptions::default()),
        (Some(kind), None) => Ok(ExportOptions::of_kinds([kind])),
        (Some(kind), Some(filter)) => ExportOptions::filtered(kind, filter),
        (None, Some(_)) => {
            Err(Error::invalid("filter", "misplaced", "is for the records of one kind: say which"))
        }
    }
}

/// The input and how it is to be read.
///
/// # Safety
///
/// The header's rules for `options` and its texts.
unsafe fn import_options(
    options: *const billfold_import_options,
) -> Result<(ImportOptions, Option<String>)> {
    // SAFETY: the caller's promise.
    let (options, wanted, orchestrator, secrets) = unsafe {
        let options = read(options, "options")?;
        check_bits(options.has, 0)?;
        check_reserved(options.reserved, "reserved")?;
        let text = |text: billfold_str, name| optional(text.ptr, text.len, name);
        let wanted = text(options.kind, "kind")?;
        let orchestrator = text(options.orchestrator_id, "orchestrator_id")?;
        (options, wanted, orchestrator, text(options.secrets_path, "secrets_path")?)
    };
    let mut read = ImportOptions::default();
    read.bare = kind(wanted)?;
    read.orchestrator_id = orchestrator.map(str::parse).transpose()?;
    read.retry = options.retry != 0;
    Ok((read, secrets.map(str::to_owned)))
}

/// The file to import, or to write secrets to, if it is not the store's own.
fn foreign<'a>(store: &Store, path: &'a str) -> Result<&'a str> {
    if store.path().is_some_and(|own| Store::has_file(own, path)) {
        let message = format!("{path} is the store's own file");
        return Err(Error::new(ErrorKind::Storage, "name_in_use", message));
    }
    Ok(path)
}

fn open(path: &str) -> Result<File> {
    File::open(path).map_err(|error| {
        let (kind, code) = match error.kind() {
            io::ErrorKind::NotFound => (ErrorKind::NotFound, "not_found"),
            _ => (ErrorKind::Storage, "input_unreadable"),
        };
        Error::new(kind, code, format!("cannot read {path}: {error}"))
    })
}

/// Writes every record into a new file, in lines of JSON that billfold_store_import takes;
/// credentials stay behind. The file is there whole or not at all, and readable by its owner only.
/// `options` may be NULL. Answers with what it held: billfold_page_export_report. How far it is,
/// billfold_store_progress tells.
///
/// Statuses: BILLFOLD_CONFLICT: file_exists, for an export replaces nothing; BILLFOLD_NOT_FOUND:
/// there is no such folder; BILLFOLD_STORAGE for a symbolic link, a directory, no permission,
/// disk_full; BILLFOLD_VALIDATION for kind or filter; BILLFOLD_FORBIDDEN unless it is the owner's
/// handle; BILLFOLD_INTERRUPTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_export(
    store: *const billfold_store,
    path: *const c_char,
    path_len: usize,
    options: *const billfold_export_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer_at_length(store, page, err, |handle| {
            let path = required(path, path_len, "path")?;
            let tell = |done, total| handle.tell("export", done, total);
            handle.store.export_to(&export_options(options)?, path, tell).map(One)
        })
    }
}

/// Imports lines of JSON from a file: records of an export, which are put back as they were, and
/// bodies of requests, which create. Bad lines are left out and told in the answer:
/// billfold_page_import_report. An input is known by its bytes: cut off, its import goes on where
/// it stopped; done, it changes nothing however often it is repeated. `options` may be NULL. How
/// far it is, billfold_store_progress tells.
///
/// Statuses: BILLFOLD_NOT_FOUND: there is no such file; BILLFOLD_STORAGE: input_unreadable,
/// output_failed or secrets_unwritten for the file of secrets; BILLFOLD_VALIDATION for the
/// options, or a handle of billfold_store_once or billfold_store_if_version; BILLFOLD_UNSUPPORTED:
/// export_format, the export of a newer Billfold; BILLFOLD_CONFLICT: transaction_open;
/// BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_INTERRUPTED. What was committed
/// before stays, and the same import goes on from there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_store_import(
    store: *const billfold_store,
    path: *const c_char,
    path_len: usize,
    options: *const billfold_import_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer_at_length(store, page, err, |handle| {
            let (options, secrets) = import_options(options)?;
            let path = foreign(&handle.store, required(path, path_len, "path")?)?;
            let mut source = open(path)?;
            let secrets = secrets.map(|path| SecretsFile::open(foreign(&handle.store, &path)?));
            let secrets = secrets.transpose()?;
            let mut watch = Watch { handle, refusals: Vec::new(), secrets };
            let report = handle.store.import(&mut source, &options, &mut watch)?;
            Ok(One(Imported { report, refusals: watch.refusals }))
        })
    }
}

/// Fills `view` with the export report at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than export reports.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_export_report(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_export_report,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<ExportReport>(page, index, view, err) }
}

/// Fills `view` with how many records of a kind an export held: the report at `index` of a page,
/// the kind at `kind`, both from 0.
///
/// Statuses: those of billfold_page_export_report; BILLFOLD_VALIDATION also if there is no such
/// kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_export_report_kind(
    page: *const billfold_page,
    index: usize,
    kind: usize,
    view: *mut billfold_export_kind,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<ExportReport>(page, index, kind, "kind", view, err) }
}

/// Fills `view` with the import report at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than import reports.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_import_report(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_import_report,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Imported>(page, index, view, err) }
}

/// Fills `view` with a line that an import left out: the report at `index` of a page, the line at
/// `refusal`, both from 0.
///
/// Statuses: those of billfold_page_import_report; BILLFOLD_VALIDATION also if there is no such
/// refusal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_import_report_refusal(
    page: *const billfold_page,
    index: usize,
    refusal: usize,
    view: *mut billfold_import_refusal,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Imported>(page, index, refusal, "refusal", view, err) }
}
