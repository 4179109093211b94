//! Errors and their statuses.

use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::OnceLock;

use billfold_core::{Error, ErrorKind, Result};

use crate::debug::Live;
use crate::guard;
use crate::tagged::{fill, tagged};
use crate::text::{billfold_str, lendable, unwritable};
use crate::view::mask;

/// What a call came to: BILLFOLD_OK, or why it failed. Numbers are fixed and never reused.
pub type billfold_status = i32;

/// The call did what it was to do.
pub const BILLFOLD_OK: billfold_status = 0;
/// An input is malformed or breaks a rule; the error names each bad field. Of a body that is no
/// JSON, the message has line and column.
pub const BILLFOLD_VALIDATION: billfold_status = 1000;
/// A credential is malformed, wrong, revoked or disabled.
pub const BILLFOLD_AUTHENTICATION: billfold_status = 2000;
/// The credential is good, but this operation is outside its scope.
pub const BILLFOLD_FORBIDDEN: billfold_status = 2001;
/// There is no such record in the caller's scope.
pub const BILLFOLD_NOT_FOUND: billfold_status = 3000;
/// The record's present state does not allow the operation.
pub const BILLFOLD_CONFLICT: billfold_status = 4000;
/// What the operation would use has passed its time.
pub const BILLFOLD_EXPIRED: billfold_status = 4001;
/// The idempotency key was used before with another input.
pub const BILLFOLD_IDEMPOTENCY_MISMATCH: billfold_status = 4002;
/// The writer did not become free in time; nothing was changed.
pub const BILLFOLD_BUSY: billfold_status = 5000;
/// The file or its disk failed; nothing was changed.
pub const BILLFOLD_STORAGE: billfold_status = 6000;
/// The disk failed while the change was being made durable: it may or may not be there.
pub const BILLFOLD_OUTCOME_UNKNOWN: billfold_status = 6001;
/// The file is damaged, or is not a Billfold store; it is left as it is.
pub const BILLFOLD_CORRUPT: billfold_status = 6002;
/// The file was written by a newer Billfold than this one.
pub const BILLFOLD_SCHEMA_TOO_NEW: billfold_status = 6003;
/// The store was opened read-only, or stands on a medium that is.
pub const BILLFOLD_READ_ONLY: billfold_status = 6004;
/// The call was broken off before it finished; nothing was changed.
pub const BILLFOLD_INTERRUPTED: billfold_status = 7000;
/// The operation is not available here.
pub const BILLFOLD_UNSUPPORTED: billfold_status = 8000;
/// The store was closed.
pub const BILLFOLD_CLOSED: billfold_status = 8001;
/// The process was forked after the store was opened; open it again in the child.
pub const BILLFOLD_FORKED: billfold_status = 8002;
/// A panic was caught at the border of the library. The handle that it came through, those derived
/// from it and it from answer this from now on: free them, which rolls back what was begun, and
/// open the store anew.
pub const BILLFOLD_PANIC: billfold_status = 9000;
/// A mistake in Billfold itself.
pub const BILLFOLD_INTERNAL: billfold_status = 9001;

/// Why a call failed. It is the caller's: free it once with billfold_error_free. It belongs to no
/// store and may be read from any thread.
pub struct billfold_error {
    error: Error,
    texts: Texts,
    json: OnceLock<Box<CStr>>,
    _live: Live,
}

/// What can be lent of an error.
struct Texts {
    code: Box<CStr>,
    message: Box<CStr>,
    current_status: Option<Box<CStr>>,
    existing_id: Option<Box<CStr>>,
    fields: Vec<(Box<CStr>, Box<CStr>)>,
}

impl Texts {
    fn of(error: &Error) -> Self {
        let owned = |text: &str| lendable(text.to_owned());
        let field = |bad: &billfold_core::FieldError| (owned(&bad.field), owned(&bad.reason));
        Self {
            code: owned(error.code()),
            message: lendable(error.to_string()),
            current_status: error.current_status().map(owned),
            existing_id: error.existing_id().map(owned),
            fields: error.fields().iter().map(field).collect(),
        }
    }
}

impl billfold_error {
    pub(crate) fn new(error: Error) -> *mut Self {
        let texts = Texts::of(&error);
        let made = Self { error, texts, json: OnceLock::new(), _live: Live::new() };
        Box::into_raw(Box::new(made))
    }

    fn describe(&self) -> billfold_error_info {
        let lent =
            |text: &Option<Box<CStr>>| text.as_deref().map_or(billfold_str::NONE, billfold_str::of);
        let (error, texts) = (&self.error, &self.texts);
        let first = texts.fields.first();
        let has = [
            (error.current_version().is_some(), BILLFOLD_ERROR_HAS_CURRENT_VERSION),
            (error.current_status().is_some(), BILLFOLD_ERROR_HAS_CURRENT_STATUS),
            (error.existing_id().is_some(), BILLFOLD_ERROR_HAS_EXISTING_ID),
            (error.storage_code().is_some(), BILLFOLD_ERROR_HAS_STORAGE_CODE),
            (first.is_some(), BILLFOLD_ERROR_HAS_FIELD),
        ];
        billfold_error_info {
            struct_size: size_of::<billfold_error_info>(),
            has: mask(&has),
            status: error.kind().number(),
            retryable: i32::from(error.retryable()),
            kind: billfold_str::of(kind_name(error.kind())),
            code: billfold_str::of(&texts.code),
            message: billfold_str::of(&texts.message),
            field: first.map_or(billfold_str::NONE, |(field, _)| billfold_str::of(field)),
            reason: first.map_or(billfold_str::NONE, |(_, reason)| billfold_str::of(reason)),
            field_count: texts.fields.len(),
            current_status: lent(&texts.current_status),
            existing_id: lent(&texts.existing_id),
            current_version: error.current_version().unwrap_or_default(),
            storage_code: error.storage_code().unwrap_or_default(),
            reserved: 0,
        }
    }

    fn field(&self, index: usize) -> Result<billfold_field_error> {
        let (bad, (field, reason)) =
            self.error.fields().get(index).zip(self.texts.fields.get(index)).ok_or_else(|| {
                let count = self.texts.fields.len();
                Error::invalid("index", "index", format!("is {index}; there are {count} fields"))
            })?;
        let column = bad.column.and_then(|column| i64::try_from(column).ok());
        Ok(billfold_field_error {
            struct_size: size_of::<billfold_field_error>(),
            has: mask(&[(column.is_some(), BILLFOLD_FIELD_ERROR_HAS_COLUMN)]),
            field: billfold_str::of(field),
            reason: billfold_str::of(reason),
            column: column.unwrap_or_default(),
        })
    }
}

/// In billfold_error_info: current_version is there.
pub const BILLFOLD_ERROR_HAS_CURRENT_VERSION: u64 = 0x1;
/// In billfold_error_info: current_status is there.
pub const BILLFOLD_ERROR_HAS_CURRENT_STATUS: u64 = 0x2;
/// In billfold_error_info: existing_id is there.
pub const BILLFOLD_ERROR_HAS_EXISTING_ID: u64 = 0x4;
/// In billfold_error_info: storage_code is there.
pub const BILLFOLD_ERROR_HAS_STORAGE_CODE: u64 = 0x8;
/// In billfold_error_info: field and reason are there.
pub const BILLFOLD_ERROR_HAS_FIELD: u64 = 0x10;

/// What an error says. Its texts live as long as the error.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_error_info {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_ERROR_HAS_….
    pub has: u64,
    /// The status that the call returned.
    pub status: i32,
    /// 1 if the same call may succeed later without a change, else 0.
    pub retryable: i32,
    /// The status in words: validation, not_found, ….
    pub kind: billfold_str,
    /// The fine reason, stable across versions: invalid_transition, intent_used, ….
    pub code: billfold_str,
    /// What happened, for a person, with every bad field. Not to be parsed.
    pub message: billfold_str,
    /// The first bad field: a dotted path such as customer.email. Optional.
    pub field: billfold_str,
    /// What is wrong with the first bad field, for a person. Optional.
    pub reason: billfold_str,
    /// How many bad fields there are; see billfold_error_field.
    pub field_count: usize,
    /// The status that the record is in, where that is in the way. Optional.
    pub current_status: billfold_str,
    /// The id of the record that is in the way. Optional.
    pub existing_id: billfold_str,
    /// The version that the record has, where the caller stated another. Optional.
    pub current_version: i64,
    /// SQLite's extended result code, where SQLite refused. Optional.
    pub storage_code: i32,
    /// Always 0.
    pub reserved: i32,
}

/// In billfold_field_error: column is there.
pub const BILLFOLD_FIELD_ERROR_HAS_COLUMN: u64 = 0x1;

/// One bad field of an input. Its texts live as long as the error.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_field_error {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_FIELD_ERROR_HAS_….
    pub has: u64,
    /// Where it stands in the input: a dotted path such as customer.email.
    pub field: billfold_str,
    /// What is wrong with it, for a person.
    pub reason: billfold_str,
    /// Where in the field's text the mistake stands, in characters from 1. Optional.
    pub column: i64,
}

tagged!(billfold_error_info, billfold_field_error);

const fn kind_name(kind: ErrorKind) -> &'static CStr {
    match kind {
        ErrorKind::Validation => c"validation",
        ErrorKind::Authentication => c"authentication",
        ErrorKind::Forbidden => c"forbidden",
        ErrorKind::NotFound => c"not_found",
        ErrorKind::Conflict => c"conflict",
        ErrorKind::Expired => c"expired",
        ErrorKind::IdempotencyMismatch => c"idempotency_mismatch",
        ErrorKind::Busy => c"busy",
        ErrorKind::Storage => c"storage",
        ErrorKind::OutcomeUnknown => c"outcome_unknown",
        ErrorKind::Corrupt => c"corrupt",
        ErrorKind::SchemaTooNew => c"schema_too_new",
        ErrorKind::ReadOnly => c"read_only",
        ErrorKind::Interrupted => c"interrupted",
        ErrorKind::Unsupported => c"unsupported",
        ErrorKind::Closed => c"closed",
        ErrorKind::Forked => c"forked",
        ErrorKind::Panic => c"panic",
        _ => c"internal",
    }
}

/// The name of a status: ok, validation, not_found, …; unknown for a number that is none. It
/// lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn billfold_status_name(status: billfold_status) -> *const c_char {
    if status == BILLFOLD_OK {
        return c"ok".as_ptr();
    }
    let kind = ErrorKind::ALL.into_iter().find(|kind| kind.number() == status);
    kind.map_or(c"unknown", kind_name).as_ptr()
}

/// Runs what reads an error, which has no error of its own to give.
fn silently(work: impl FnOnce() -> Result<()>) -> billfold_status {
    // SAFETY: NULL can be given where an error may go.
    unsafe { guard::run(ptr::null_mut(), work) }
}

/// What happened, for a person; an empty text for NULL. It lives as long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_error_message(error: *const billfold_error) -> *const c_char {
    // SAFETY: the caller keeps the header's rules.
    unsafe { error.as_ref() }.map_or(c"", |error| &*error.texts.message).as_ptr()
}

/// Fills `info` with what an error says.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong. This call gives no
/// error of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_error_describe(
    error: *const billfold_error,
    info: *mut billfold_error_info,
) -> billfold_status {
    silently(|| {
        // SAFETY: the caller keeps the header's rules.
        let error = unsafe { guard::given(error, "error")? };
        // SAFETY: the caller keeps the header's rules.
        unsafe { fill(&error.describe(), info, "info") }
    })
}

/// Fills `field` with the bad field at `index`, from 0 to field_count - 1.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, or there is no such
/// field. This call gives no error of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_error_field(
    error: *const billfold_error,
    index: usize,
    field: *mut billfold_field_error,
) -> billfold_status {
    silently(|| {
        // SAFETY: the caller keeps the header's rules.
        let error = unsafe { guard::given(error, "error")? };
        // SAFETY: the caller keeps the header's rules.
        unsafe { fill(&error.field(index)?, field, "field") }
    })
}

/// Sets `json` to the error as a JSON object, as other interfaces of Billfold print it:
/// `{"kind", "code", "message", "fields", …, "retryable"}`. It lives as long as the error.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL. This call gives no error of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_error_json(
    error: *const billfold_error,
    json: *mut billfold_str,
) -> billfold_status {
    silently(|| {
        // SAFETY: the caller keeps the header's rules.
        let error = unsafe { guard::given(error, "error")? };
        if error.json.get().is_none() {
            let text = serde_json::to_string(&error.error).map_err(|error| unwritable(&error))?;
            let _ = error.json.set(lendable(text));
        }
        let text = error.json.get().map_or(billfold_str::NONE, |text| billfold_str::of(text));
        // SAFETY: the caller keeps the header's rules.
        unsafe { guard::put(json, text, "json") }
    })
}

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_error_free(error: *mut billfold_error) {
    if !error.is_null() {
        // SAFETY: it came from `billfold_error::new`, and the caller frees it once.
        drop(unsafe { Box::from_raw(error) });
    }
}
