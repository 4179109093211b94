//! Records as rows: which fields of their JSON make columns, and what stands in a cell.

use std::borrow::Cow;
use std::fmt;

use billfold_core::{Currency, Money, mask_token};
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A field of a record's JSON as a column: `customer.email` is a field of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) path: &'static str,
    kind: Kind,
    place: Place,
}

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Wherever there is a record.
    Everywhere,
    /// Not in tables of many records, which would grow too wide.
    Details,
    /// Not in what people see at all: it is told to them in another way.
    Data,
    /// Only where one record stands alone: records in a list have no such field.
    Alone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    /// An amount in the currency that stands in the field of this path.
    Amount(&'static str),
    Time,
    /// A link token, or a URL that ends with one: people see it masked.
    Token,
    /// A secret that is shown once.
    Secret,
}

/// A column of text.
pub(crate) const fn text(path: &'static str) -> Column {
    Column { path, kind: Kind::Text, place: Place::Everywhere }
}

/// A column of numbers or amounts, set to the right.
pub(crate) const fn number(path: &'static str) -> Column {
    Column { path, kind: Kind::Number, place: Place::Everywhere }
}

/// A column of amounts in the currency of another field, set to the right.
pub(crate) const fn amount(path: &'static str, currency: &'static str) -> Column {
    Column { path, kind: Kind::Amount(currency), place: Place::Everywhere }
}

/// A column of times.
pub(crate) const fn time(path: &'static str) -> Column {
    Column { path, kind: Kind::Time, place: Place::Everywhere }
}

/// A column of link tokens or session URLs, masked for people.
pub(crate) const fn token(path: &'static str) -> Column {
    Column { path, kind: Kind::Token, place: Place::Details }
}

/// A field that is there once, on creation or rotation.
pub(crate) const fn secret(path: &'static str) -> Column {
    Column { path, kind: Kind::Secret, place: Place::Alone }
}

impl Column {
    /// The same column, left out of tables of many records.
    pub(crate) const fn detail(self) -> Self {
        Self { place: Place::Details, ..self }
    }

    /// The same column, left out of what people see.
    pub(crate) const fn in_data(self) -> Self {
        Self { place: Place::Data, ..self }
    }

    /// The same column, left out of every list.
    pub(crate) const fn alone(self) -> Self {
        Self { place: Place::Alone, ..self }
    }

    /// Whether a table of many records has it.
    pub(crate) fn is_in_tables(self) -> bool {
        self.place == Place::Everywhere
    }

    /// Whether the view of one record has it.
    pub(crate) fn is_in_details(self) -> bool {
        self.place != Place::Data
    }

    /// Whether a list has it at all.
    pub(crate) fn is_in_lists(self) -> bool {
        self.place != Place::Alone
    }

    /// Whether it is a secret that only one answer shows.
    pub(crate) fn is_secret(self) -> bool {
        self.kind == Kind::Secret
    }

    /// Whether people see it masked.
    pub(crate) fn is_token(self) -> bool {
        self.kind == Kind::Token
    }

    /// Whether it tells a time.
    pub(crate) const fn is_time(self) -> bool {
        matches!(self.kind, Kind::Time)
    }

    /// The field that has the currency of its amounts, if it is a column of them.
    pub(crate) const fn currency(self) -> Option<&'static str> {
        match self.kind {
            Kind::Amount(currency) => Some(currency),
            _ => None,
        }
    }

    /// Whether it stands to the right.
    pub(crate) fn is_number(self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Amount(_))
    }

    /// Whether it is text with spaces in it, which can go on in the next line.
    pub(crate) fn holds_words(self, records: &[Record<'_>]) -> bool {
        self.kind == Kind::Text && records.iter().any(|record| record.cell(self).contains(' '))
    }

    /// Its name for people: `customer email`.
    pub(crate) fn name(self) -> String {
        self.path.replace(['.', '_'], " ")
    }
}

/// A record: the fields of its JSON.
#[derive(Default)]
pub(crate) struct Record<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Record<'a> {
    /// The record of this JSON object.
    pub(crate) fn parse(json: &'a str) -> serde_json::Result<Self> {
        members(json).map(Self)
    }

    /// The field's JSON; `None` if the record has no such field.
    pub(crate) fn field(&self, path: &str) -> Option<&'a RawValue> {
        let (name, rest) =
            path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        match rest {
            None => Some(value),
            Some(rest) => Self::parse(value.get()).ok()?.field(rest),
        }
    }

    /// The field's value as data: text without quotes, all else as JSON, nothing for `null`.
    pub(crate) fn value(&self, column: Column) -> Value<'a> {
        value_of(self.field(column.path))
    }

    /// The field's value as data for people's own sums: an amount with all the decimals of its
    /// currency.
    pub(crate) fn value_in_full(&self, column: Column) -> Value<'a> {
        match (self.value(column), column.currency()) {
            (Value::Text(amount), Some(currency)) => {
                Value::Text(in_full(&amount, self.currency(currency)))
            }
            (value, _) => value,
        }
    }

    /// Whether it has a field of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The field's value as it is: text without quotes, all else as JSON; `None` for `null`.
    pub(crate) fn plain(&self, path: &str) -> Option<String> {
        match value_of(self.field(path)) {
            Value::Absent => None,
            Value::Json(json) => Some(json.to_owned()),
            Value::Text(text) => Some(text),
        }
    }

    /// The field's value as people see it.
    pub(crate) fn cell(&self, column: Column) -> String {
        let value = match self.value(column) {
            Value::Absent => return String::new(),
            Value::Json(json) => serde_json::from_str::<Vec<String>>(json)
                .map_or(Cow::Borrowed(json), |texts| Cow::Owned(texts.join(", "))),
            Value::Text(text) => Cow::Owned(text),
        };
        match column.kind {
            Kind::Time => super::text::shown(&value.replacen('T', " ", 1)),
            Kind::Amount(currency) => in_full(&value, self.currency(currency)),
            Kind::Token => super::text::shown(&masked(&value)),
            _ => super::text::shown(&value),
        }
    }
}

fn value_of(field: Option<&RawValue>) -> Value<'_> {
    match field.map(RawValue::get) {
        None | Some("null") => Value::Absent,
        Some(json) if json.starts_with('"') => {
            serde_json::from_str(json).map_or(Value::Json(json), Value::Text)
        }
        Some(json) => Value::Json(json),
    }
}

impl Record<'_> {
    fn currency(&self, path: &str) -> Option<Currency> {
        serde_json::from_str(self.field(path)?.get()).ok()
    }
}

/// An amount with all the decimals of its currency: `500.00`, of yen `500`.
fn in_full(amount: &str, currency: Option<Currency>) -> String {
    currency.map_or_else(|| amount.to_owned(), |currency| Money::in_full(amount, currency))
}

/// What stands in a field.
pub(crate) enum Value<'a> {
    Absent,
    Text(String),
    Json(&'a str),
}

/// A token masked, or the last part of a URL.
pub(crate) fn masked(token: &str) -> String {
    match token.rsplit_once('/') {
        Some((before, token)) => format!("{before}/{}", mask_token(token)),
        None => mask_token(token),
    }
}

/// The same JSON object with the texts in the fields of these paths masked, as people see them;
/// every other value keeps its spelling.
pub(crate) fn with_masked(json: &str, paths: &[&str]) -> serde_json::Result<String> {
    let mut written = Vec::new();
    for (name, value) in members(json)? {
        let inner = paths.iter().filter_map(|path| path.strip_prefix(&name)?.strip_prefix('.'));
        let inner: Vec<_> = inner.collect();
        let value = match value.get() {
            text if text.starts_with('"') && paths.contains(&name.as_str()) => {
                serde_json::to_string(&masked(&serde_json::from_str::<String>(text)?))?
            }
            object if object.starts_with('{') && !inner.is_empty() => with_masked(object, &inner)?,
            other => other.to_owned(),
        };
        written.push(format!("{}:{value}", serde_json::to_string(&name)?));
    }
    Ok(format!("{{{}}}", written.join(",")))
}

/// The members of a JSON object in their order, values as they are spelled.
pub(crate) fn members(json: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }
    serde_json::Deserializer::from_str(json).deserialize_map(Members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_from_the_json_as_it_is_spelled() {
        let json = r#"{"n":1e3,"o":{"a":"x\ny"},"t":"2026-04-01T10:00:00Z","z":null,
            "u":"https://x.example/session/lt_abcdefghijklmnop"}"#;
        let record = Record::parse(json).unwrap();
        let cells = [number("n"), text("o.a"), time("t"), text("z"), text("none"), token("u")]
            .map(|column| record.cell(column));
        let expected =
            ["1e3", "x·y", "2026-04-01 10:00:00Z", "", "", "https://x.example/session/lt_…mnop"];
        assert_eq!(cells, expected);
    }

    #[test]
    fn masking_leaves_every_other_value_as_it_is_spelled() {
        let json = r#"{"t":"lt_abcdefghijklmnop","n":1e3,"o":{"u":"https://x.example/s/lt_abcdefghijklmnop","k":null},"z":null}"#;
        let masked = with_masked(json, &["t", "o.u", "z"]).unwrap();
        let expected = r#"{"t":"lt_…mnop","n":1e3,"o":{"u":"https://x.example/s/lt_…mnop","k":null},"z":null}"#;
        assert_eq!(masked, expected);
        assert_eq!(with_masked(json, &["n", "o"]).unwrap(), json);
    }

    #[test]
    fn people_see_amounts_in_full() {
        for (amount, currency, expected) in
            [("500.0", "USD", "500.00"), ("1200.0", "JPY", "1200"), ("1.234", "KWD", "1.234")]
        {
            assert_eq!(in_full(amount, currency.parse().ok()), expected);
        }
        assert_eq!(in_full("1.5", None), "1.5");
    }
}
