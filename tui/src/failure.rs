//! What can go wrong on the command line, how it is told and which exit code it gives.

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;

use billfold_core::{Error, ErrorKind};
use clap::error::ErrorKind as UsageKind;
use serde::Serialize;

use crate::output::{Format, text};

/// What a command returns.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The core refused.
    Store(Error),
    /// The core refused this filter.
    Filter(Error, String),
    /// The command line itself refused.
    Command(Refusal),
    /// Whoever read our output has gone, which is no failure of ours.
    ReaderGone,
}

/// A refusal in the shape of the core's errors.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    #[serde(serialize_with = "kind_name")]
    kind: ErrorKind,
    code: &'static str,
    message: String,
    /// How the command is used, for people only.
    #[serde(skip)]
    usage: Option<String>,
    retryable: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde calls it in")]
fn kind_name<S: serde::Serializer>(kind: &ErrorKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

impl Failure {
    /// A refusal of this kind; `code` is the fine reason in snake_case.
    pub(crate) fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        let (message, usage, retryable) = (message.into(), None, false);
        Self::Command(Refusal { kind, code, message, usage, retryable })
    }

    /// The command was not put as it must be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, "usage", message)
    }

    /// What the parser of arguments found; what the core said about a value comes through.
    pub(crate) fn of_usage(error: &clap::Error) -> Self {
        if let Some(refused) = error.source().and_then(|source| source.downcast_ref::<Error>()) {
            return Self::Store(refused.clone());
        }
        let rendered = error.render().to_string();
        let told = rendered.strip_prefix("error: ").unwrap_or(&rendered);
        let (message, usage) = match error.kind() {
            // Its text is the whole help.
            UsageKind::DisplayHelpOnMissingArgumentOrSubcommand => ("a verb is missing", told),
            _ => told.split_once("\n\n").unwrap_or((told, "")),
        };
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let usage = Some(usage.to_owned()).filter(|usage| !usage.is_empty());
        let (kind, code) = (ErrorKind::Validation, "usage");
        Self::Command(Refusal { kind, code, message, usage, retryable: false })
    }

    /// The core refused a filter of this text.
    pub(crate) fn of_filter(error: Error, text: &str) -> Self {
        Self::Filter(error, text.to_owned())
    }

    /// The answer could not be written.
    pub(crate) fn of_output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ReaderGone;
        }
        Self::new(ErrorKind::Storage, "output_failed", format!("cannot write: {error}"))
    }

    /// The same failure, come after the change itself was done and kept.
    pub(crate) fn after_change(mut self) -> Self {
        if let Self::Command(refusal) = &mut self {
            refusal.message.push_str("; the change itself was made");
        }
        self
    }

    /// A file or standard input could not be read.
    pub(crate) fn of_input(source: &str, error: &io::Error) -> Self {
        let message = format!("cannot read {source}: {error}");
        Self::new(ErrorKind::Validation, "input_unreadable", message)
    }

    /// The same as one of the core's errors.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Store(error) | Self::Filter(error, _) => error,
            Self::Command(refusal) => Error::new(refusal.kind, refusal.code, refusal.message),
            Self::ReaderGone => {
                let message = "whoever read the output has gone";
                Error::new(ErrorKind::Storage, "output_failed", message)
            }
        }
    }

    /// What went wrong, in one line for people.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Store(error) | Self::Filter(error, _) => error.to_string(),
            Self::Command(refusal) => refusal.message.clone(),
            Self::ReaderGone => "whoever read the output has gone".to_owned(),
        }
    }

    /// The process's exit code: the core's table.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Store(error) | Self::Filter(error, _) => error.kind().exit_code(),
            Self::Command(refusal) => refusal.kind.exit_code(),
            Self::ReaderGone => 0,
        }
    }

    /// What to write to stderr: lines for people, or one line of JSON.
    pub(crate) fn report(&self, format: Format) -> String {
        match self {
            Self::ReaderGone => String::new(),
            Self::Store(error) | Self::Filter(error, _) if format.is_json() => json_line(error),
            Self::Store(error) => lines(error),
            Self::Filter(error, text) => pointed(error, text),
            Self::Command(refusal) if format.is_json() => json_line(refusal),
            Self::Command(refusal) => {
                let usage = refusal.usage.as_deref().unwrap_or_default().trim_end();
                let gap = if usage.is_empty() { "" } else { "\n" };
                let usage = usage.lines().map(|line| text::shown(line) + "\n");
                let usage: String = std::iter::once(gap.to_owned()).chain(usage).collect();
                format!("error: {}\n{usage}", text::shown(&refusal.message))
            }
        }
    }
}

fn json_line(error: &impl Serialize) -> String {
    // An error is a flat map of texts and numbers: it serialises.
    serde_json::to_string(error).map(|line| line + "\n").unwrap_or_default()
}

/// The message, each bad field on a line of its own, then what else is known.
fn lines(error: &Error) -> String {
    let mut report = format!("error: {}\n", text::shown(error.message()));
    for bad in error.fields() {
        let (field, reason) = (text::shown(&bad.field), text::shown(&bad.reason));
        let _ = writeln!(report, "  {field}: {reason}");
    }
    let version = error.current_version().map(|version| version.to_string());
    let known = [
        ("current status", error.current_status()),
        ("current version", version.as_deref()),
        ("existing id", error.existing_id()),
    ];
    for (what, value) in known {
        if let Some(value) = value {
            let _ = writeln!(report, "  {what}: {}", text::shown(value));
        }
    }
    report
}

/// The message, and below the filter's text each mistake in it, with a caret at its column.
fn pointed(error: &Error, filter: &str) -> String {
    let mut report = format!("error: {}\n", text::shown(error.message()));
    for bad in error.fields() {
        let column = bad.column.unwrap_or(1);
        let before: String = filter.chars().take(column.saturating_sub(1)).collect();
        let indent = " ".repeat(text::width(&text::shown(&before)));
        let (shown, reason) = (text::shown(filter), text::shown(&bad.reason));
        let _ = writeln!(report, "  {shown}\n  {indent}^ at column {column}: {reason}");
    }
    report
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}
