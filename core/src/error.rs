//! The one error of the library.
//!
//! An [`Error`] says what went wrong in three widths: a [`ErrorKind`] to branch on, a stable
//! `code` for the fine reason, and a message for a person. Where they apply it also names the
//! bad fields, the state the record is in, the version it has, or the record that is in the way.

use std::fmt;

use serde::Serialize;
use serde::ser::SerializeMap as _;

/// What every fallible operation returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of error, with the numbers they keep for good.
///
/// A number is the status of the C ABI; numbers are grouped by thousands and never reused.
/// Retired numbers: none so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(i32)]
pub enum ErrorKind {
    /// An input is malformed or breaks a rule; [`Error::fields`] names each bad field.
    Validation = 1000,
    /// A credential is malformed, wrong, revoked or disabled.
    Authentication = 2000,
    /// The credential is good, but this operation is outside its scope.
    Forbidden = 2001,
    /// There is no such record in the caller's scope.
    NotFound = 3000,
    /// The record's present state does not allow the operation.
    Conflict = 4000,
    /// What the operation would use has passed its time.
    Expired = 4001,
    /// The idempotency key was used before with another input.
    IdempotencyMismatch = 4002,
    /// The writer did not become free in time; nothing was changed.
    Busy = 5000,
    /// The file or its disk failed; nothing was changed.
    Storage = 6000,
    /// The disk failed while the change was being made durable: it may or may not be there.
    OutcomeUnknown = 6001,
    /// The file is damaged, or is not a Billfold store.
    Corrupt = 6002,
    /// The file was written by a newer Billfold than this one.
    SchemaTooNew = 6003,
    /// The store was opened read-only, or stands on a medium that is.
    ReadOnly = 6004,
    /// The operation was cancelled before it finished; nothing was changed.
    Interrupted = 7000,
    /// The operation is not available here.
    Unsupported = 8000,
    /// The store handle was closed.
    Closed = 8001,
    /// The process was forked after the store was opened; open it again in the child.
    Forked = 8002,
    /// A panic was caught at the border of the library.
    Panic = 9000,
    /// A mistake in Billfold itself.
    Internal = 9001,
}

impl ErrorKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 19] = [
        Self::Validation,
        Self::Authentication,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::Expired,
        Self::IdempotencyMismatch,
        Self::Busy,
        Self::Storage,
        Self::OutcomeUnknown,
        Self::Corrupt,
        Self::SchemaTooNew,
        Self::ReadOnly,
        Self::Interrupted,
        Self::Unsupported,
        Self::Closed,
        Self::Forked,
        Self::Panic,
        Self::Internal,
    ];

    /// The kind's fixed number, as the C ABI returns it.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// The kind's name in JSON: `validation`, `not_found`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Validation => "validation",
            Self::Authentication => "authentication",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Expired => "expired",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            Self::Busy => "busy",
            Self::Storage => "storage",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Corrupt => "corrupt",
            Self::SchemaTooNew => "schema_too_new",
            Self::ReadOnly => "read_only",
            Self::Interrupted => "interrupted",
            Self::Unsupported => "unsupported",
            Self::Closed => "closed",
            Self::Forked => "forked",
            Self::Panic => "panic",
            Self::Internal => "internal",
        }
    }

    /// The exit code a command ends with for this kind.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Validation => 2,
            Self::Busy => 3,
            Self::NotFound => 4,
            Self::Conflict | Self::Expired | Self::IdempotencyMismatch => 5,
            Self::Authentication | Self::Forbidden => 6,
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One bad field of an input: where it stands and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldError {
    /// Dotted path of the field in the input, in snake_case: `customer.email`.
    pub field: String,
    /// Where in the field's text the mistake stands, in characters from 1; where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong with it, for a person.
    pub reason: String,
}

/// `customer.email: has no @`, `filter: at column 8: is no status`.
impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => {
                write!(formatter, "{}: at column {column}: {}", self.field, self.reason)
            }
            None => write!(formatter, "{}: {}", self.field, self.reason),
        }
    }
}

/// A failed operation. Cheap to move: one pointer.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    kind: ErrorKind,
    code: &'static str,
    message: String,
    fields: Vec<FieldError>,
    current_status: Option<String>,
    current_version: Option<i64>,
    existing_id: Option<String>,
    retryable: bool,
    storage_code: Option<i32>,
}

impl Error {
    /// An error of this kind; `code` is the fine reason in snake_case. For bindings, which have
    /// reasons of their own to refuse a call.
    pub fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            code,
            message: message.into(),
            fields: Vec::new(),
            current_status: None,
            current_version: None,
            existing_id: None,
            retryable: matches!(kind, ErrorKind::Busy | ErrorKind::Interrupted),
            storage_code: None,
        }))
    }

    /// There is no such record: `what` is its noun, `id` what the caller asked for.
    pub(crate) fn not_found(what: &str, id: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NotFound, "not_found", format!("there is no {what} {id}"))
    }

    /// The record's state is in the way.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, code, message)
    }

    /// The id that a caller chose for a new record is another's already.
    pub(crate) fn id_exists(what: &str, id: impl fmt::Display) -> Self {
        Self::conflict("id_exists", format!("there is a {what} {id} already")).with_existing_id(id)
    }

    /// The operation is outside the caller's scope.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Forbidden, "forbidden", message)
    }

    /// A single bad field: a `validation` error with this code.
    pub fn invalid(
        field: impl Into<String>,
        code: &'static str,
        reason: impl Into<String>,
    ) -> Self {
        Invalid { code, reason: reason.into() }.at(field)
    }

    /// A mistake of ours, which the caller can only report.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, "internal", message)
    }

    /// The same error with the state the record is in.
    pub(crate) fn with_current_status(mut self, status: impl Into<String>) -> Self {
        self.0.current_status = Some(status.into());
        self
    }

    /// The same error with the version the record has.
    pub(crate) fn with_current_version(mut self, version: i64) -> Self {
        self.0.current_version = Some(version);
        self
    }

    /// The same error with the id of the record that is in the way.
    pub(crate) fn with_existing_id(mut self, id: impl fmt::Display) -> Self {
        self.0.existing_id = Some(id.to_string());
        self
    }

    /// The same error, said to be worth repeating unchanged.
    pub(crate) fn with_retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// The same error with SQLite's extended result code.
    pub(crate) fn with_storage_code(mut self, code: i32) -> Self {
        self.0.storage_code = Some(code);
        self
    }

    /// What kind of failure this is; branch on this.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The fine reason, stable across versions: `invalid_transition`, `intent_used`, …
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.code
    }

    /// What happened, for a person. The wording may change; do not parse it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Every bad field of a refused input; empty for other kinds.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// The status the record is in, where that is why the operation was refused.
    #[must_use]
    pub fn current_status(&self) -> Option<&str> {
        self.0.current_status.as_deref()
    }

    /// The version the record has, where the caller stated another.
    #[must_use]
    pub fn current_version(&self) -> Option<i64> {
        self.0.current_version
    }

    /// The id of the record that is in the way, where the caller may know it.
    #[must_use]
    pub fn existing_id(&self) -> Option<&str> {
        self.0.existing_id.as_deref()
    }

    /// Whether the same call may succeed later without a change.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// SQLite's extended result code, where SQLite refused.
    #[must_use]
    pub fn storage_code(&self) -> Option<i32> {
        self.0.storage_code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)?;
        for (index, bad) in self.0.fields.iter().enumerate() {
            let lead = if index == 0 { ": " } else { "; " };
            write!(formatter, "{lead}{bad}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Error({}/{}: {self})", self.0.kind, self.0.code)
    }
}

impl std::error::Error for Error {}

/// The JSON shape of an error: the parts that do not apply are left out.
impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details = &*self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", details.kind.name())?;
        map.serialize_entry("code", details.code)?;
        map.serialize_entry("message", &self.to_string())?;
        if !details.fields.is_empty() {
            map.serialize_entry("fields", &details.fields)?;
        }
        if let Some(status) = &details.current_status {
            map.serialize_entry("current_status", status)?;
        }
        if let Some(version) = details.current_version {
            map.serialize_entry("current_version", &version)?;
        }
        if let Some(id) = &details.existing_id {
            map.serialize_entry("existing_id", id)?;
        }
        map.serialize_entry("retryable", &details.retryable)?;
        map.end()
    }
}

/// Why a value is refused, before it is known which field held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

impl Invalid {
    /// A refusal with the general code.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { code: "invalid", reason: reason.into() }
    }

    /// A refusal with a code of its own.
    pub(crate) fn coded(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The error for this refusal at a field.
    pub(crate) fn at(self, field: impl Into<String>) -> Error {
        let mut problems = Problems::default();
        problems.add(field, self);
        problems.into_error()
    }
}

/// Collects every bad field of one input, so that the caller learns of all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    code: Option<&'static str>,
    fields: Vec<FieldError>,
}

impl Problems {
    /// Notes that `field` is refused. The first refusal's code becomes the error's.
    pub(crate) fn add(&mut self, field: impl Into<String>, invalid: Invalid) {
        self.push(field.into(), None, invalid);
    }

    /// Notes what is refused at a column, from 1, of the text that `field` is.
    pub(crate) fn add_at(&mut self, field: &str, column: usize, invalid: Invalid) {
        self.push(field.to_owned(), Some(column), invalid);
    }

    fn push(&mut self, field: String, column: Option<usize>, invalid: Invalid) {
        self.code.get_or_insert(invalid.code);
        self.fields.push(FieldError { field, column, reason: invalid.reason });
    }

    /// The value, or its refusal noted at `field`.
    pub(crate) fn take<T>(&mut self, field: &str, value: Result<T, Invalid>) -> Option<T> {
        value.map_err(|invalid| self.add(field, invalid)).ok()
    }

    /// Notes the refusal of a check at `field`.
    pub(crate) fn check(&mut self, field: &str, outcome: Result<(), Invalid>) {
        self.take(field, outcome);
    }

    /// Takes over the fields of another validation error.
    pub(crate) fn absorb(&mut self, error: Error) {
        self.code.get_or_insert(error.0.code);
        self.fields.extend(error.0.fields);
    }

    /// Nothing so far, or the error with all of it.
    pub(crate) fn finish(self) -> Result<()> {
        if self.fields.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    pub(crate) fn into_error(self) -> Error {
        let code = self.code.unwrap_or("invalid");
        let mut error = Error::new(ErrorKind::Validation, code, "the input is not valid");
        error.0.fields = self.fields;
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_exit_codes_are_the_published_ones() {
        let table = [
            ("validation", 1000, 2),
            ("authentication", 2000, 6),
            ("forbidden", 2001, 6),
            ("not_found", 3000, 4),
            ("conflict", 4000, 5),
            ("expired", 4001, 5),
            ("idempotency_mismatch", 4002, 5),
            ("busy", 5000, 3),
            ("storage", 6000, 1),
            ("outcome_unknown", 6001, 1),
            ("corrupt", 6002, 1),
            ("schema_too_new", 6003, 1),
            ("read_only", 6004, 1),
            ("interrupted", 7000, 130),
            ("unsupported", 8000, 1),
            ("closed", 8001, 1),
            ("forked", 8002, 1),
            ("panic", 9000, 1),
            ("internal", 9001, 1),
        ];
        let ours = ErrorKind::ALL.map(|kind| (kind.name(), kind.number(), kind.exit_code()));
        assert_eq!(ours, table);
    }

    #[test]
    fn json_holds_the_parts_that_apply_and_no_others() {
        let conflict = Error::conflict("version_changed", "changed meanwhile")
            .with_current_status("completed")
            .with_current_version(3);
        assert_eq!(
            serde_json::to_string(&conflict).unwrap(),
            r#"{"kind":"conflict","code":"version_changed","message":"changed meanwhile","current_status":"completed","current_version":3,"retryable":false}"#
        );
        let mut problems = Problems::default();
        problems.add("amount", Invalid::new("is required"));
        problems.add("customer.email", Invalid::coded("email", "has no @"));
        let refused = problems.finish().unwrap_err();
        assert_eq!(refused.code(), "invalid");
        assert_eq!(
            refused.to_string(),
            "the input is not valid: amount: is required; customer.email: has no @"
        );
        assert_eq!(refused.fields().len(), 2);
    }
}
