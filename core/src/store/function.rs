//! What SQL lacks for lists: functions of ours that statements may call, and the schema may not.

use std::fmt;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::text;

/// Defines the functions on a connection.
///
/// * `folded(text)`: the text as search compares it, which `lower` does for ASCII only.
/// * `json_member(object, key)`: the value of a top-level key: a string's text, anything else as
///   it is spelled, which `json_extract` would make a number of.
pub(crate) fn define(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("folded", 1, flags, |context| {
        Ok(text_of(context, 0)?.map(text::fold))
    })?;
    connection.create_scalar_function("json_member", 2, flags, |context| {
        Ok(match (text_of(context, 0)?, text_of(context, 1)?) {
            (Some(object), Some(key)) => member(object, key),
            _ => None,
        })
    })
}

/// An argument's text; nothing for NULL.
fn text_of<'c>(context: &'c Context<'_>, index: usize) -> rusqlite::Result<Option<&'c str>> {
    match context.get_raw(index) {
        ValueRef::Null => Ok(None),
        value => Ok(Some(value.as_str()?)),
    }
}

/// The value of a top-level key, as `json_member` gives it.
pub(crate) fn member(object: &str, key: &str) -> Option<String> {
    let found = serde_json::Deserializer::from_str(object).deserialize_map(Member(key));
    let raw = found.ok().flatten()?;
    let text = raw.get();
    Some(serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned()))
}

/// Reads over an object for the value of one key.
struct Member<'k>(&'k str);

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_its_text_or_its_spelling() {
        let object = r#"{"a":"x\"ü","b":1e3,"c":{"a":1},"d":null,"é\"":true,"f":"1"}"#;
        for (key, value) in [
            ("a", Some("x\"ü")),
            ("b", Some("1e3")),
            ("c", Some("{\"a\":1}")),
            ("d", Some("null")),
            ("é\"", Some("true")),
            ("f", Some("1")),
            ("g", None),
        ] {
            assert_eq!(member(object, key).as_deref(), value, "{key}");
        }
        assert_eq!(member("[]", "a"), None);
    }
}
