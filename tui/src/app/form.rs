//! A form while it is filled.

use billfold_core::{Error, mask_token};
use tui_input::Input;

use crate::app::collection::{Field, FieldInput, Form};
use crate::app::job::JobId;
use crate::app::msg::{Body, Write};

/// A form on the screen.
#[derive(Debug)]
pub(crate) struct FormState {
    pub(crate) title: String,
    pub(crate) about: &'static str,
    pub(crate) fields: Vec<FieldState>,
    pub(crate) is_edit: bool,
    pub(crate) chosen: usize,
    /// What is to be done with it; its body is still empty.
    pub(crate) purpose: Purpose,
    /// What is wrong with the form as a whole.
    pub(crate) trouble: Option<String>,
    /// The work that was begun with it, until that is seen to be possible.
    pub(crate) job: Option<JobId>,
    /// Whether an answer of the store is awaited.
    pub(crate) is_busy: bool,
    /// The field whose text is in the editor.
    pub(crate) edited: Option<usize>,
}

/// What a form is filled for.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// A change of one record, or a new one.
    Write(Box<Write>),
    /// The same change of many.
    Bulk(Box<crate::app::job::Bulk>),
    /// Long work.
    Task(&'static crate::app::job::Task),
    /// An export of what a list shows.
    Export(&'static crate::app::collection::Collection, crate::app::collection::Query),
}

/// What is told before what was typed is thrown away.
pub(crate) const REALLY: &str = "Esc once more throws away what was typed";

/// A field of a form on the screen.
pub(crate) struct FieldState {
    pub(crate) field: Field,
    pub(crate) input: Input,
    pub(crate) error: Option<String>,
}

/// Never what was typed: it may be a secret.
impl std::fmt::Debug for FieldState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("FieldState").field(&self.field.path).finish()
    }
}

impl FieldState {
    /// What was typed, as it may be shown elsewhere.
    pub(crate) fn shown(&self) -> String {
        match self.field.input {
            FieldInput::Secret => mask_token(self.input.value()),
            _ => self.input.value().to_owned(),
        }
    }

    /// Whether its text is typed, not chosen among some words.
    pub(crate) const fn is_typed(&self) -> bool {
        !matches!(self.field.input, FieldInput::Choice(_) | FieldInput::Flag)
    }
}

impl FormState {
    /// A form as it opens.
    pub(crate) fn new(title: String, about: &'static str, form: Form, purpose: Purpose) -> Self {
        let fields = form.fields.into_iter().map(|field| {
            let input = Input::new(field.value.clone());
            FieldState { field, input, error: None }
        });
        let fields = fields.collect();
        let is_edit = form.is_edit;
        Self {
            title,
            about,
            fields,
            is_edit,
            chosen: 0,
            purpose,
            trouble: None,
            job: None,
            is_busy: false,
            edited: None,
        }
    }

    /// Puts this currency in fields that want one and have none, for its user to type over.
    pub(crate) fn propose(&mut self, currency: &str) {
        for state in &mut self.fields {
            let is_open = state.field.is_required && state.field.value.is_empty();
            if is_open && matches!(state.field.input, FieldInput::Currency) {
                state.field.value = currency.to_owned();
                state.input = Input::new(currency.to_owned());
            }
        }
    }

    /// Whether it is filled for the change of this key.
    pub(crate) fn is_of(&self, key: &str) -> bool {
        matches!(&self.purpose, Purpose::Write(write) if write.key == key)
    }

    /// The field under the cursor.
    pub(crate) fn current(&mut self) -> Option<&mut FieldState> {
        self.fields.get_mut(self.chosen)
    }

    /// Whether anything was filled in or changed.
    pub(crate) fn is_touched(&self) -> bool {
        self.fields.iter().any(|field| field.input.value() != field.field.value)
    }

    /// Whether Esc was pressed once.
    pub(crate) fn asks_to_leave(&self) -> bool {
        self.trouble.as_deref() == Some(REALLY)
    }

    /// To another field, round from the last to the first.
    pub(crate) fn step(&mut self, fields: isize) {
        let count = isize::try_from(self.fields.len()).unwrap_or(1).max(1);
        let chosen = isize::try_from(self.chosen).unwrap_or(0);
        let aim = chosen.saturating_add(fields).rem_euclid(count);
        self.chosen = usize::try_from(aim).unwrap_or(0);
    }

    /// The body that is sent; `None` if a field is not as it must be, which is then told.
    pub(crate) fn body(&mut self) -> Option<Body> {
        self.trouble = None;
        let mut members = Vec::new();
        for state in &mut self.fields {
            state.error = None;
            let value = state.input.value().trim();
            if value.is_empty() && state.field.is_required {
                state.error = Some("is required".to_owned());
                continue;
            }
            let is_same = value == state.field.value.trim();
            if (self.is_edit && is_same) || (!self.is_edit && value.is_empty()) {
                continue;
            }
            match spelled(&state.field.input, value) {
                Ok(json) => members.push((state.field.path, json)),
                Err(trouble) => state.error = Some(trouble),
            }
        }
        if let Some(first) = self.fields.iter().position(|state| state.error.is_some()) {
            self.chosen = first;
            return None;
        }
        Some(Body(object(&members)))
    }

    /// Tells what the store found wrong, each fault beside its field.
    pub(crate) fn refuse(&mut self, error: &Error) {
        self.is_busy = false;
        let mut rest = Vec::new();
        for fault in error.fields() {
            let of = |state: &FieldState| {
                let path = state.field.path;
                fault.field == path
                    || fault
                        .field
                        .strip_prefix(path)
                        .is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            match self.fields.iter_mut().find(|state| of(state)) {
                Some(state) => state.error = Some(fault.reason.clone()),
                None => rest.push(fault.to_string()),
            }
        }
        let is_of_file = self.refuse_file(error);
        if let Some(first) = self.fields.iter().position(|state| state.error.is_some()) {
            self.chosen = first;
        }
        let is_told = rest.is_empty() && (is_of_file || !error.fields().is_empty());
        self.trouble = (!is_told)
            .then(|| if rest.is_empty() { error.message().to_owned() } else { rest.join("; ") });
    }

    /// Tells beside the field of a file's name why that file cannot be written, if that is so.
    fn refuse_file(&mut self, error: &Error) -> bool {
        if matches!(self.purpose, Purpose::Write(_)) || !OF_FILES.contains(&error.code()) {
            return false;
        }
        let Some(state) = self.fields.iter_mut().find(|state| state.field.path == FILE) else {
            return false;
        };
        let typed = state.input.value().trim().trim_start_matches("~/");
        state.error = Some(without_path(error.message(), typed).to_owned());
        true
    }

    /// What sending it does, in a word or two.
    pub(crate) fn does(&self) -> &'static str {
        match &self.purpose {
            Purpose::Write(write) if write.action.confirm => "go on",
            Purpose::Write(_) => "save",
            Purpose::Bulk(_) => "go on",
            Purpose::Task(_) | Purpose::Export(..) => "begin",
        }
    }
}

/// The field that names a file to be written.
const FILE: &str = "file";

/// Errors that are about such a file.
const OF_FILES: [&str; 10] = [
    "file_exists",
    "name_in_use",
    "output_failed",
    "permission_denied",
    "read_only_medium",
    "not_found",
    "disk_full",
    "cannot_open",
    "is_a_symlink",
    "is_a_directory",
];

/// What a message says of a path, which stands beside it already: the reason must have room.
fn without_path<'a>(message: &'a str, path: &str) -> &'a str {
    let reasons = message.match_indices(path).filter_map(|(at, _)| {
        let (before, after) = (message.get(..at)?, message.get(at.checked_add(path.len())?..)?);
        let is_whole = before.is_empty() || before.ends_with([' ', '/']);
        let reason = after.strip_prefix(": ").or_else(|| after.strip_prefix(' '))?;
        (is_whole && !path.is_empty()).then_some(reason)
    });
    reasons.last().unwrap_or(message)
}

/// A field's text as JSON; nothing is `null`, which takes a value away.
fn spelled(input: &FieldInput, value: &str) -> Result<String, String> {
    let text = |value: &str| serde_json::to_string(value).map_err(|error| error.to_string());
    let json = |value: &str| {
        let parsed = serde_json::from_str::<&serde_json::value::RawValue>(value);
        parsed.map(|raw| raw.get().to_owned()).map_err(|error| format!("is no JSON: {error}"))
    };
    if value.is_empty() {
        return Ok("null".to_owned());
    }
    match input {
        FieldInput::Text | FieldInput::Secret | FieldInput::Pick(_) | FieldInput::Choice(_) => {
            text(value)
        }
        FieldInput::Number | FieldInput::Seconds | FieldInput::SecondsOrWord
            if is_number(value) =>
        {
            Ok(value.to_owned())
        }
        FieldInput::Number => Err("is no whole number".to_owned()),
        FieldInput::Amount if is_amount(value) => text(value),
        FieldInput::Amount => Err("is not a plain decimal number such as 500.00".to_owned()),
        FieldInput::Seconds | FieldInput::SecondsOrWord => match (seconds(value), input) {
            (Some(seconds), _) => Ok(seconds.to_string()),
            (None, FieldInput::SecondsOrWord) if value.chars().all(char::is_alphabetic) => {
                text(value)
            }
            (None, _) => Err("is no length of time, such as 90, 30m, 2h or 1d".to_owned()),
        },
        FieldInput::Currency => text(&value.to_uppercase()),
        FieldInput::Json => json(value),
        FieldInput::Flag => Ok(value.to_owned()),
        FieldInput::Method if value.starts_with('{') => json(value),
        FieldInput::Method => Ok(format!("{{\"type\":{}}}", text(value)?)),
        FieldInput::Words => words(value),
        FieldInput::Currencies => words(&value.to_uppercase()),
    }
}

/// The words between commas, as a list.
fn words(value: &str) -> Result<String, String> {
    let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    serde_json::to_string(&words).map_err(|error| error.to_string())
}

/// The seconds of `30m`, `2h`, `1d`; `None` if it is no such.
fn seconds(value: &str) -> Option<i64> {
    let unit = value.chars().next_back()?;
    let length = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count = value.strip_suffix(unit)?.trim_end();
    let is_count = !count.is_empty() && count.bytes().all(|each| each.is_ascii_digit());
    count.parse::<i64>().ok().filter(|_| is_count)?.checked_mul(length)
}

/// Whether it is digits with at most one point between them, as the store wants amounts.
fn is_amount(value: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    is_digits(whole) && is_digits(fraction)
}

fn is_number(value: &str) -> bool {
    value.parse::<i64>().is_ok()
}

/// An object of these members, where `customer.name` is a member of a member.
fn object(members: &[(&str, String)]) -> String {
    let mut written = Vec::new();
    let mut begun: Vec<&str> = Vec::new();
    for (path, json) in members {
        match path.split_once('.') {
            None => written.push(format!("\"{path}\":{json}")),
            Some((outer, _)) if begun.contains(&outer) => {}
            Some((outer, _)) => {
                begun.push(outer);
                let inner: Vec<_> = members
                    .iter()
                    .filter_map(|(path, json)| {
                        let rest = path.strip_prefix(outer)?.strip_prefix('.')?;
                        Some((rest, json.clone()))
                    })
                    .collect();
                written.push(format!("\"{outer}\":{}", object(&inner)));
            }
        }
    }
    format!("{{{}}}", written.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_nests_by_the_dots_of_its_fields() {
        let members = [
            ("amount", "\"5\"".to_owned()),
            ("customer.name", "\"Ana\"".to_owned()),
            ("mcc", "5411".to_owned()),
            ("customer.email", "null".to_owned()),
        ];
        let body = object(&members);
        let expected = r#"{"amount":"5","customer":{"name":"Ana","email":null},"mcc":5411}"#;
        assert_eq!(body, expected);
        assert_eq!(object(&[]), "{}");
    }

    #[test]
    fn a_reason_stands_without_the_path_that_is_seen() {
        for (message, path, reason) in [
            ("cannot write /x/a.csv: denied", "/x/a.csv", "denied"),
            ("/home/ana/a.csv exists; set Replace", "a.csv", "exists; set Replace"),
            ("cannot write c: denied", "c", "denied"),
            ("there is no folder /x", "/x/a.csv", "there is no folder /x"),
            ("denied", "", "denied"),
        ] {
            assert_eq!(without_path(message, path), reason);
        }
    }

    #[test]
    fn each_sort_of_field_has_its_form_in_the_body() {
        for (input, value, expected) in [
            (FieldInput::Text, "a \"b\"", Ok(r#""a \"b\"""#)),
            (FieldInput::Number, "-12", Ok("-12")),
            (FieldInput::Number, "1.5", Err("is no whole number")),
            (FieldInput::Amount, "500.00", Ok(r#""500.00""#)),
            (FieldInput::Amount, "100", Ok(r#""100""#)),
            (FieldInput::Amount, "abc", Err("is not a plain decimal number such as 500.00")),
            (FieldInput::Amount, "1,000", Err("is not a plain decimal number such as 500.00")),
            (FieldInput::Amount, "5.", Err("is not a plain decimal number such as 500.00")),
            (FieldInput::SecondsOrWord, "12", Ok("12")),
            (FieldInput::SecondsOrWord, "2h", Ok("7200")),
            (FieldInput::SecondsOrWord, "never", Ok(r#""never""#)),
            (FieldInput::Seconds, "90", Ok("90")),
            (FieldInput::Seconds, "30m", Ok("1800")),
            (FieldInput::Seconds, "1 d", Ok("86400")),
            (FieldInput::Seconds, "-1d", Err("is no length of time, such as 90, 30m, 2h or 1d")),
            (FieldInput::Seconds, "never", Err("is no length of time, such as 90, 30m, 2h or 1d")),
            (
                FieldInput::Seconds,
                "99999999999999999d",
                Err("is no length of time, such as 90, 30m, 2h or 1d"),
            ),
            (FieldInput::Currency, "usd", Ok(r#""USD""#)),
            (FieldInput::Json, r#"{"a": 1e3}"#, Ok(r#"{"a": 1e3}"#)),
            (FieldInput::Flag, "false", Ok("false")),
            (FieldInput::Words, "http, https,,", Ok(r#"["http","https"]"#)),
            (FieldInput::Currencies, "usd, EUR", Ok(r#"["USD","EUR"]"#)),
            (FieldInput::Method, "cash", Ok(r#"{"type":"cash"}"#)),
            (FieldInput::Method, r#"{"type":"card"}"#, Ok(r#"{"type":"card"}"#)),
            (FieldInput::Text, "", Ok("null")),
        ] {
            let spelled = spelled(&input, value);
            assert_eq!(spelled.as_deref().map_err(String::as_str), expected, "{value}");
        }
        assert!(spelled(&FieldInput::Json, "{").unwrap_err().starts_with("is no JSON: "));
    }
}
