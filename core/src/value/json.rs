//! JSON objects that are kept as they were given: metadata, payment methods.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Invalid, Result};
use crate::value::{card, text};

/// How many top-level keys metadata can have.
pub const MAX_METADATA_KEYS: usize = 50;
/// How many characters a top-level key of metadata can have.
pub const MAX_METADATA_KEY_CHARACTERS: usize = 40;
/// How many bytes metadata can have once minified.
pub const MAX_METADATA_BYTES: usize = 16 * 1024;
/// How deep objects and arrays can stand inside each other.
pub const MAX_DEPTH: usize = 64;

/// A JSON object, kept as minified text.
///
/// The order of the keys, the spelling of numbers (`1e3`, `1.10`) and the escapes in strings
/// stay as given; only whitespace between the tokens goes. No key stands twice in any object.
/// Two objects are equal if their texts are.
///
/// ```
/// use billfold_core::JsonObject;
///
/// let metadata = JsonObject::parse(r#"{ "order": "A-7", "weight": 1.10 }"#)?;
/// assert_eq!(metadata.as_str(), r#"{"order":"A-7","weight":1.10}"#);
/// assert!(JsonObject::parse(r#"{"a":1,"a":2}"#).is_err());
/// # Ok::<(), billfold_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JsonObject(Arc<str>);

impl JsonObject {
    /// The object that a JSON text holds.
    ///
    /// # Errors
    ///
    /// `validation / malformed_json` with line and column; `validation / duplicate_key` with
    /// the key; `validation / not_an_object` for other values; `validation / invalid` for a depth
    /// over [`MAX_DEPTH`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_limited(text, None, usize::MAX, usize::MAX).map_err(|invalid| {
            let message = format!("the JSON text {}", invalid.reason);
            Error::new(ErrorKind::Validation, invalid.code, message)
        })
    }

    /// An object as a store keeps it: checked when it was written, and by the schema.
    pub(crate) fn from_stored(text: String) -> Self {
        Self(text.into())
    }

    /// The object, if it keeps the limits of metadata.
    pub(crate) fn parse_metadata(text: &str) -> Result<Self, Invalid> {
        let keys = Some(MAX_METADATA_KEYS);
        Self::parse_limited(text, keys, MAX_METADATA_KEY_CHARACTERS, MAX_METADATA_BYTES)
    }

    /// The object, if it has no more top-level keys, no longer ones and no more bytes once
    /// minified.
    pub(crate) fn parse_limited(
        text: &str,
        max_keys: Option<usize>,
        max_key_chars: usize,
        max_bytes: usize,
    ) -> Result<Self, Invalid> {
        let minified = minify(raw_value(text)?.get());
        if !minified.starts_with('{') {
            return Err(Invalid::coded("not_an_object", "is not a JSON object"));
        }
        if minified.len() > max_bytes {
            return Err(Invalid::coded("too_long", format!("is longer than {max_bytes} bytes")));
        }
        walk(&minified, 0, &mut |_| false)?;
        let members = members(&minified)?;
        if let Some(most) = max_keys.filter(|most| members.len() > *most) {
            return Err(Invalid::coded("too_many_keys", format!("has more than {most} keys")));
        }
        if members.iter().any(|(key, _)| key.chars().nth(max_key_chars).is_some()) {
            let reason = format!("has a key longer than {max_key_chars} characters");
            return Err(Invalid::coded("too_long", reason));
        }
        Ok(Self(minified.into()))
    }

    /// The minified text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no key at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        &*self.0 == "{}"
    }

    /// The value of a top-level key, which is compared without its escapes.
    pub(crate) fn get(&self, key: &str) -> Option<Box<RawValue>> {
        let members = members(&self.0).unwrap_or_default();
        members.into_iter().find(|(each, _)| each == key).map(|(_, value)| value.to_owned())
    }

    /// Whether a payment card number stands in a key, a string or a number, at any depth.
    pub(crate) fn contains_card_number(&self) -> bool {
        walk(&self.0, 0, &mut |scalar| match scalar {
            Scalar::Text(text) => card::contains_card_number(text),
            // Spreadsheets write a card number as 4111111111111111.0.
            Scalar::Number(number) => {
                let whole = number.split(['.', 'e', 'E']).next().unwrap_or_default();
                card::contains_card_number(whole)
            }
        })
        .unwrap_or(true)
    }
}

impl Default for JsonObject {
    fn default() -> Self {
        Self("{}".into())
    }
}

impl FromStr for JsonObject {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for JsonObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Writes the text as it is into JSON; other formats get serde_json's stand-in for raw text.
impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(serde::de::Error::custom)
    }
}

/// The value that a JSON text holds, unread; a syntax error says line and column.
pub(crate) fn raw_value(text: &str) -> Result<&RawValue, Invalid> {
    serde_json::from_str(text)
        .map_err(|error| Invalid::coded("malformed_json", format!("is not JSON: {error}")))
}

/// Valid JSON without the whitespace between its tokens.
pub(crate) fn minify(json: &str) -> String {
    let mut minified = String::with_capacity(json.len());
    let (mut inside_string, mut escaped) = (false, false);
    for each in json.chars() {
        if inside_string {
            inside_string = escaped || each != '"';
            escaped = !escaped && each == '\\';
        } else if matches!(each, ' ' | '\t' | '\n' | '\r') {
            continue;
        } else {
            inside_string = each == '"';
        }
        minified.push(each);
    }
    minified
}

/// The string that a JSON text holds.
pub(crate) fn string_value(json: &str) -> Result<String, Invalid> {
    // Half of a surrogate pair passes the syntax check, but is no character.
    serde_json::from_str(json)
        .map_err(|_| Invalid::coded("malformed_json", "holds an escape that is no character"))
}

/// The members of an object in their order, twice the same key too; the keys are decoded.
pub(crate) fn members(object: &str) -> Result<Vec<(String, &RawValue)>, Invalid> {
    let members: Members<'_> = serde_json::from_str(object)
        .map_err(|_| Invalid::coded("malformed_json", "has a key that cannot be read"))?;
    Ok(members.0)
}

/// The refusal of a key that stands twice in one object.
pub(crate) fn duplicate_key(key: &str) -> Invalid {
    let reason = format!("has the key \"{}\" more than once", text::shown(key, 80));
    Invalid::coded("duplicate_key", reason)
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor).map(Self)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// A part of a JSON value that holds no others: a key or a decoded string, or a number's text.
enum Scalar<'a> {
    Text(&'a str),
    Number(&'a str),
}

/// Shows every scalar of a value to `visit` until it says true, which is then the answer.
///
/// Refuses keys that stand twice, strings that cannot be decoded and a depth over [`MAX_DEPTH`].
fn walk(
    json: &str,
    depth: usize,
    visit: &mut dyn FnMut(Scalar<'_>) -> bool,
) -> Result<bool, Invalid> {
    let inner = depth.saturating_add(1);
    match json.bytes().next() {
        Some(b'{' | b'[') if inner > MAX_DEPTH => {
            Err(Invalid::new(format!("is nested deeper than {MAX_DEPTH} levels")))
        }
        Some(b'{') => walk_object(json, inner, visit),
        Some(b'[') => {
            let items: Vec<&RawValue> =
                serde_json::from_str(json).map_err(|_| Invalid::new("has an unreadable array"))?;
            any(items, |item| walk(item.get(), inner, visit))
        }
        Some(b'"') => Ok(visit(Scalar::Text(&string_value(json)?))),
        Some(b'-' | b'0'..=b'9') => Ok(visit(Scalar::Number(json))),
        _ => Ok(false),
    }
}

fn walk_object(
    object: &str,
    depth: usize,
    visit: &mut dyn FnMut(Scalar<'_>) -> bool,
) -> Result<bool, Invalid> {
    let members = members(object)?;
    let mut keys = HashSet::new();
    if let Some((key, _)) = members.iter().find(|(key, _)| !keys.insert(key)) {
        return Err(duplicate_key(key));
    }
    any(&members, |(key, value)| Ok(visit(Scalar::Text(key)) || walk(value.get(), depth, visit)?))
}

/// Whether a fallible question is answered with yes for one of the items.
fn any<T>(
    items: impl IntoIterator<Item = T>,
    mut question: impl FnMut(T) -> Result<bool, Invalid>,
) -> Result<bool, Invalid> {
    for item in items {
        if question(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> JsonObject {
        JsonObject::parse(text).unwrap()
    }

    #[test]
    fn only_whitespace_between_tokens_goes() {
        let table = [
            ("{}", "{}"),
            (" { } \n", "{}"),
            ("{\"b\": 1e3, \"a\": 1.10, \"c\": -0.0E+5}", r#"{"b":1e3,"a":1.10,"c":-0.0E+5}"#),
            (r#"{"a b" : " c  d "}"#, r#"{"a b":" c  d "}"#),
            (r#"{"q\" " : "\\" , "u":"\u00e9\/ü"}"#, r#"{"q\" ":"\\","u":"\u00e9\/ü"}"#),
            ("{\"a\":[1 , [ ] ,\t{ \"b\" :\r\nnull}]}", r#"{"a":[1,[],{"b":null}]}"#),
            (r#"{"n":123456789012345678901234567890}"#, r#"{"n":123456789012345678901234567890}"#),
            (r#"{"n":1e999}"#, r#"{"n":1e999}"#),
            (r#"{"":{"":""}}"#, r#"{"":{"":""}}"#),
        ];
        for (given, kept) in table {
            assert_eq!(object(given).as_str(), kept);
            assert_eq!(object(kept).as_str(), kept);
        }
        assert_eq!(JsonObject::default().as_str(), "{}");
        assert!(JsonObject::default().is_empty() && !object(r#"{"a":1}"#).is_empty());
    }

    #[test]
    fn other_texts_are_refused() {
        let deep = |levels: usize| {
            format!("{}{}", r#"{"a":"#.repeat(levels - 1) + "{", "}".repeat(levels))
        };
        let array = format!(r#"{{"a":{}{}}}"#, "[".repeat(64), "]".repeat(64));
        let endless = format!(r#"{{"a":{}"#, "[".repeat(200_000));
        let table = [
            ("", "malformed_json", "line 1 column 0"),
            ("{\n  \"a\": 1\n  \"b\": 2\n}", "malformed_json", "line 3 column 3"),
            ("{\"a\":1,}", "malformed_json", "line 1 column 8"),
            ("{\"a\":01}", "malformed_json", "column"),
            ("{\"a\":NaN}", "malformed_json", "column"),
            ("{} {}", "malformed_json", "line 1 column 4"),
            ("{'a':1}", "malformed_json", "column"),
            ("{\"a\":\"\n\"}", "malformed_json", "line 1 column 6"),
            (r#"{"a":"\ud800"}"#, "malformed_json", "no character"),
            (r#"{"\ud800":1}"#, "malformed_json", "key"),
            (&endless, "malformed_json", "column"),
            ("[]", "not_an_object", "is not a JSON object"),
            ("null", "not_an_object", "is not a JSON object"),
            ("\"{}\"", "not_an_object", "is not a JSON object"),
            (r#"{"a":1,"a":1}"#, "duplicate_key", "\"a\""),
            (r#"{"a":1,"\u0061":1}"#, "duplicate_key", "\"a\""),
            (r#"{"x":[{"y":{"k":1,"z":2,"k":3}}]}"#, "duplicate_key", "\"k\""),
            (&deep(65), "invalid", "64 levels"),
            (&array, "invalid", "64 levels"),
        ];
        for (text, code, part) in table {
            let error = JsonObject::parse(text).unwrap_err();
            assert_eq!(error.code(), code, "{text}");
            assert!(error.message().contains(part), "{error}");
        }
        assert!(JsonObject::parse(&deep(64)).is_ok());
    }

    #[test]
    fn metadata_has_limits() {
        let keys = |count: usize| {
            let members: Vec<_> = (0..count).map(|index| format!("\"k{index}\": 0")).collect();
            format!("{{{}}}", members.join(" , "))
        };
        let long_key = |length: usize| format!("{{\"{}\":1}}", "ü".repeat(length));
        let long = |length: usize| format!("{{\"a\" : \"{}\"}}", "x".repeat(length - 8));
        let table = [
            (keys(50), None),
            (keys(51), Some("has more than 50 keys")),
            (long_key(40), None),
            (long_key(41), Some("has a key longer than 40 characters")),
            (format!("{{\"a\":{}}}", long_key(41)), None),
            (long(16 * 1024), None),
            (long(16 * 1024 + 1), Some("is longer than 16384 bytes")),
        ];
        for (text, reason) in table {
            let refused = JsonObject::parse_metadata(&text).err();
            assert_eq!(refused.map(|invalid| invalid.reason).as_deref(), reason);
        }
    }

    #[test]
    fn json_holds_it_raw() {
        #[derive(Serialize, Deserialize)]
        struct Record {
            metadata: JsonObject,
        }
        let text = r#"{"metadata":{"b":1e3,"a":[1.10,"\u00e9"]}}"#;
        let record: Record = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), text);
        assert!(serde_json::from_str::<Record>(r#"{"metadata":[]}"#).is_err());
        assert!(serde_json::from_str::<Record>(r#"{"metadata":{"a":1,"a":2}}"#).is_err());
        assert_eq!(format!("{:?}", record.metadata), r#"{"b":1e3,"a":[1.10,"\u00e9"]}"#);
        assert_eq!("{ }".parse::<JsonObject>().unwrap(), JsonObject::default());
    }

    #[test]
    fn top_level_values_are_found() {
        let method = object(r#"{"ty\u0070e":"card","more":{"type":1}}"#);
        assert_eq!(method.get("type").unwrap().get(), "\"card\"");
        assert_eq!(method.get("more").unwrap().get(), r#"{"type":1}"#);
        assert!(method.get("absent").is_none());
    }

    #[test]
    fn card_numbers_are_found_anywhere() {
        let holds = [
            r#"{"pan":"4111111111111111"}"#,
            r#"{"4111 1111 1111 1111":null}"#,
            r#"{"pan":4111111111111111}"#,
            r#"{"pan":4111111111111111.0}"#,
            r#"{"pan":-4111111111111111}"#,
            r#"{"pan":"\u0034111-1111-1111-1111"}"#,
            r#"{"a":[1,{"b":["x","4111111111111111 12/27"]}]}"#,
        ];
        let holds_not = [
            "{}",
            r#"{"order_id":212121212,"source":"onboarding"}"#,
            r#"{"a":"4111","b":"1111","c":"1111","d":"1111"}"#,
            r#"{"a":[4111,1111,1111,1111]}"#,
            r#"{"at":1711965600000,"id":"cbbbc264-1248-49aa-ae2d-1aa05cf79bc8"}"#,
            r#"{"ratio":0.4111111111111111}"#,
        ];
        for text in holds {
            assert!(object(text).contains_card_number(), "{text}");
        }
        for text in holds_not {
            assert!(!object(text).contains_card_number(), "{text}");
        }
    }
}
