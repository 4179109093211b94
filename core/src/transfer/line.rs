//! One line of an import: a header, a record, or the body of a request.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};
use crate::transfer::import::ImportOptions;
use crate::transfer::kind::RecordKind;
use crate::transfer::source::RawLine;
use crate::value::id::{ClientId, OrchestratorId};

/// How many bytes a line can have: more than any record takes.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// The format of the exports that this version writes and reads.
const FORMAT: u64 = 1;

/// What a line is.
#[derive(Debug)]
pub(super) enum Line<'a> {
    /// The first line of an export.
    Header,
    /// A record to put back.
    Record(RecordKind, &'a str),
    /// A request's body to create from.
    Body(RecordKind, RequestBody<'a>),
}

/// A request's body and what stands beside it in its line.
#[derive(Debug)]
pub(super) struct RequestBody<'a> {
    pub(super) json: &'a str,
    pub(super) idempotency_key: Option<String>,
    pub(super) orchestrator_id: Option<OrchestratorId>,
    pub(super) client_id: Option<ClientId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    record: Option<&'a RawValue>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    format: Option<u64>,
    idempotency_key: Option<String>,
    orchestrator_id: Option<OrchestratorId>,
    client_id: Option<ClientId>,
}

/// The text of a line, unless there is nothing in it.
pub(super) fn text(line: &RawLine) -> Result<Option<&str>> {
    if line.too_long {
        let reason = format!("the line is longer than {MAX_LINE_BYTES} bytes");
        return Err(refused("too_long", reason));
    }
    let text = std::str::from_utf8(&line.bytes);
    let text = text.map_err(|_| refused("malformed_json", "the line is not UTF-8"))?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

/// Understands a line, which the options may say to be a bare body.
///
/// A header of another format fails with `unsupported`: of the lines after it nothing is known.
pub(super) fn parse<'a>(text: &'a str, options: &ImportOptions) -> Result<Line<'a>> {
    if let Some(kind) = options.bare {
        let (idempotency_key, orchestrator_id, client_id) = (None, options.orchestrator_id, None);
        let body = RequestBody { json: text, idempotency_key, orchestrator_id, client_id };
        return Ok(Line::Body(kind, body));
    }
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|error| misread(&error))?;
    if envelope.kind == "export" {
        return header(&envelope);
    }
    let kind = RecordKind::check(&envelope.kind).map_err(|invalid| invalid.at("kind"))?;
    match (envelope.record, envelope.body) {
        (Some(record), None) if envelope.has_nothing_beside() => {
            Ok(Line::Record(kind, record.get()))
        }
        (Some(_), None) => Err(refused(
            "misplaced",
            "only kind stands beside a record; idempotency_key and the like go with a body",
        )),
        (None, Some(body)) if envelope.format.is_none() => {
            let json = body.get();
            let (idempotency_key, orchestrator_id, client_id) =
                (envelope.idempotency_key, envelope.orchestrator_id, envelope.client_id);
            let body = RequestBody { json, idempotency_key, orchestrator_id, client_id };
            Ok(Line::Body(kind, body))
        }
        _ => Err(refused("misplaced", "the line has not exactly one of record and body")),
    }
}

impl Envelope<'_> {
    fn has_nothing_beside(&self) -> bool {
        self.format.is_none()
            && self.idempotency_key.is_none()
            && self.orchestrator_id.is_none()
            && self.client_id.is_none()
    }
}

fn header<'a>(envelope: &Envelope<'_>) -> Result<Line<'a>> {
    match envelope.format {
        Some(FORMAT) if envelope.record.is_none() && envelope.body.is_none() => Ok(Line::Header),
        Some(FORMAT) => Err(refused("misplaced", "a header has neither a record nor a body")),
        Some(other) => Err(Error::new(
            ErrorKind::Unsupported,
            "export_format",
            format!("the export is of format {other}; this Billfold reads format {FORMAT}"),
        )),
        None => Err(Error::invalid("format", "required", "is required in a header")),
    }
}

/// What serde makes of a line that is no such object, without the line that it counts itself.
fn misread(error: &serde_json::Error) -> Error {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    let column = error.column();
    match error.classify() {
        serde_json::error::Category::Data => {
            refused("malformed_line", format!("the line is not of a known form: {told}"))
        }
        _ => refused("malformed_json", format!("the line is not JSON: {told} at column {column}")),
    }
}

fn refused(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Validation, code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let words = |text: &str| match parse(text, &ImportOptions::default()) {
            Ok(Line::Header) => "header".to_owned(),
            Ok(Line::Record(kind, json)) => format!("record {kind} {json}"),
            Ok(Line::Body(kind, body)) => {
                format!("body {kind} {} {:?} {:?}", body.json, body.idempotency_key, body.client_id)
            }
            Err(error) => format!("{}: {error}", error.code()),
        };
        let table = [
            (r#"{"kind":"export","format":1}"#, "header"),
            (
                r#"{"kind":"export","format":2}"#,
                "export_format: the export is of format 2; this Billfold reads format 1",
            ),
            (
                r#"{"kind":"export"}"#,
                "required: the input is not valid: format: is required in a header",
            ),
            (r#" {"record": { "a":1e3 }, "kind":"fee"} "#, r#"record fee { "a":1e3 }"#),
            (
                r#"{"kind":"payment","body":{},"idempotency_key":"k","client_id":"c"}"#,
                r#"body payment {} Some("k") Some(c)"#,
            ),
            (
                r#"{"kind":"fee","record":{},"client_id":"c"}"#,
                "misplaced: only kind stands beside a record; idempotency_key and the like go \
                 with a body",
            ),
            (r#"{"kind":"fee"}"#, "misplaced: the line has not exactly one of record and body"),
            (
                r#"{"kind":"fee","record":{},"body":{}}"#,
                "misplaced: the line has not exactly one of record and body",
            ),
            (
                r#"{"kind":"fee","record":{}"#,
                "malformed_json: the line is not JSON: EOF while parsing an object at column 25",
            ),
            (
                r#"{"kind":"fee","record":{}} x"#,
                "malformed_json: the line is not JSON: trailing characters at column 28",
            ),
            (
                r#"{"amount":1,"currency":"EUR"}"#,
                "malformed_line: the line is not of a known form: unknown field `amount`, \
                 expected one of `kind`, `record`, `body`, `format`, `idempotency_key`, \
                 `orchestrator_id`, `client_id`",
            ),
            (
                r#"{"record":{}}"#,
                "malformed_line: the line is not of a known form: missing field `kind`",
            ),
            (
                "[]",
                "malformed_line: the line is not of a known form: invalid length 0, expected struct Envelope with 7 elements",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(words(text), expected, "{text}");
        }
        let unknown = words(r#"{"kind":"api_key","record":{}}"#);
        assert!(unknown.contains("kind: is none of settings, orchestrator"), "{unknown}");
        let bare = parse("{}", &ImportOptions::of_bodies(RecordKind::Biller)).unwrap();
        assert!(matches!(bare, Line::Body(RecordKind::Biller, body) if body.json == "{}"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let line = |bytes: &[u8], too_long| RawLine { number: 1, bytes: bytes.to_vec(), too_long };
        assert_eq!(text(&line(b" {} ", false)).unwrap(), Some(" {} "));
        assert_eq!(text(&line(b" \t", false)).unwrap(), None);
        assert_eq!(text(&line(b"\xff", false)).unwrap_err().code(), "malformed_json");
        assert_eq!(text(&line(b"{}", true)).unwrap_err().code(), "too_long");
    }
}
