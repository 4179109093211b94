//! Bodies: the JSON object that an operation takes as its input.
//!
//! A [`Body`] hands out each field once by its snake_case name and notes what is wrong with it
//! instead of stopping there, so that the caller learns of every bad field at once; fields that
//! nobody asked for are bad too. Names may come in camelCase. `null` counts as absent, except
//! to the `nullable` readers, by which updates clear a field.
//!
//! ```text
//! let mut body = Body::parse(text)?;
//! let (currency, money) = body.required_money();
//! let description = body.text_with("description", text::description);
//! let metadata = body.json_with("metadata", JsonObject::parse_metadata).unwrap_or_default();
//! let email = body.object("customer").and_then(|mut customer| {
//!     let email = customer.text_with("email", text::email);
//!     body.merge(customer);
//!     email
//! });
//! body.finish()?;
//! ```

use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Invalid, Problems, Result};
use crate::value::json::{self, JsonObject};
use crate::value::money::{Currency, Money};
use crate::value::text;

/// The fields of one JSON object, to be taken one by one.
#[must_use = "a body reports its problems only when it is finished"]
pub(crate) struct Body {
    /// The dotted path of the object itself with a dot at its end, empty for the outermost.
    prefix: String,
    fields: Vec<Field>,
    problems: Problems,
}

struct Field {
    /// The key as the caller wrote it.
    given: String,
    /// The key in snake_case, where that is another spelling.
    snake_case: Option<String>,
    value: Box<RawValue>,
    taken: bool,
}

impl Field {
    /// The key in snake_case.
    fn name(&self) -> &str {
        self.snake_case.as_deref().unwrap_or(&self.given)
    }

    fn is_named(&self, name: &str) -> bool {
        self.name() == name
    }
}

impl Body {
    /// The fields of the JSON object that the text holds.
    ///
    /// Fails with `malformed_json`, saying line and column, with `not_an_object`, and with
    /// `duplicate_key`, naming each key that stands twice.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let refused = |invalid: Invalid| {
            let message = format!("the input {}", invalid.reason);
            Error::new(ErrorKind::Validation, invalid.code, message)
        };
        let raw = json::raw_value(text).map_err(refused)?;
        if !raw.get().starts_with('{') {
            let reason = "the input is not a JSON object";
            return Err(Error::new(ErrorKind::Validation, "not_an_object", reason));
        }
        let mut body = Self::of_object(raw.get(), String::new()).map_err(refused)?;
        std::mem::take(&mut body.problems).finish()?;
        body.note_ambiguous();
        Ok(body)
    }

    /// The fields of an object's text, with a problem noted for each key that stands twice.
    fn of_object(object: &str, prefix: String) -> Result<Self, Invalid> {
        let mut body = Self { prefix, fields: Vec::new(), problems: Problems::default() };
        let members = json::members(object)?;
        // A handful of keys is compared faster than hashed.
        let is_long = members.len() > 32;
        let mut keys = HashSet::new();
        for (given, value) in members {
            let is_new = if is_long {
                keys.insert(given.clone())
            } else {
                body.fields.iter().all(|field| field.given != given)
            };
            if is_new {
                let snake_case = snake_case(&given);
                let value = value.to_owned();
                body.fields.push(Field { given, snake_case, value, taken: false });
            } else {
                let path = body.path(&text::shown(&given, 80));
                body.problems.add(path, Invalid::coded("duplicate_key", "is given more than once"));
            }
        }
        Ok(body)
    }

    /// Notes each name that is given in two spellings with two values.
    fn note_ambiguous(&mut self) {
        let mut noted = Vec::new();
        for (index, field) in self.fields.iter().enumerate() {
            let rest = self.fields.iter().skip(index.saturating_add(1));
            let mut same_name = rest.filter(|other| other.is_named(field.name()));
            let minified = |field: &Field| json::minify(field.value.get());
            if same_name.any(|other| minified(other) != minified(field)) {
                noted.push(field.name().to_owned());
            }
        }
        for name in noted {
            let reason = "is given in two spellings with different values";
            self.note(&name, Invalid::coded("ambiguous_field", reason));
        }
    }

    /// A string.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.text_with(name, |text| Ok(text.to_owned()))
    }

    /// A string that must be there.
    pub(crate) fn required_text(&mut self, name: &str) -> Option<String> {
        self.required(name);
        self.text(name)
    }

    /// What a rule makes of a string.
    pub(crate) fn text_with<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        self.json_with(name, |json| rule(&string(json)?))
    }

    /// What a rule makes of a string that must be there.
    pub(crate) fn required_with<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        self.required(name);
        self.text_with(name, rule)
    }

    /// What a rule makes of a string, or `Some(None)` for `null`.
    pub(crate) fn nullable_with<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        if self.is_null(name) {
            self.take(name);
            return Some(None);
        }
        self.text_with(name, rule).map(Some)
    }

    /// A whole number, written without fraction and exponent.
    pub(crate) fn integer(&mut self, name: &str) -> Option<i64> {
        self.json_with(name, integer)
    }

    /// A whole number that must be there.
    pub(crate) fn required_integer(&mut self, name: &str) -> Option<i64> {
        self.required(name);
        self.integer(name)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        self.json_with(name, |json| match json {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Invalid::new("is not true or false")),
        })
    }

    /// The text of an amount: a number as it is spelled, or what a string holds.
    pub(crate) fn amount_text(&mut self, name: &str) -> Option<String> {
        self.json_with(name, |json| match json.bytes().next() {
            Some(b'"') => string(json),
            Some(b'-' | b'0'..=b'9') => Ok(json.to_owned()),
            _ => Err(Invalid::coded("amount", "is neither a number nor a string")),
        })
    }

    /// The text of an amount that must be there.
    pub(crate) fn required_amount_text(&mut self, name: &str) -> Option<String> {
        self.required(name);
        self.amount_text(name)
    }

    /// The `amount` in its `currency`, both of which must be there, and the currency even if the
    /// amount is bad; without a currency the amount is judged as far as it can be.
    pub(crate) fn required_money(&mut self) -> (Option<Currency>, Option<Money>) {
        let currency = self.required_with("currency", Currency::parse);
        let amount = self.required_amount_text("amount");
        let money = amount.and_then(|amount| match currency {
            Some(currency) => self.check("amount", Money::of_text(&amount, currency)),
            None => {
                self.check("amount", Money::check_amount(&amount));
                None
            }
        });
        (currency, money)
    }

    /// A merchant category code, as a number or as four digits in a string.
    pub(crate) fn mcc(&mut self, name: &str) -> Option<u16> {
        self.json_with(name, |json| {
            if json.starts_with('"') {
                text::mcc(&string(json)?, true)
            } else {
                text::mcc(json, false)
            }
        })
    }

    /// A JSON object to keep as it is, without limits on its size.
    pub(crate) fn json_object(&mut self, name: &str) -> Option<JsonObject> {
        self.json_with(name, |json| JsonObject::parse_limited(json, None, usize::MAX, usize::MAX))
    }

    /// What a rule makes of a value's JSON text, whatever its type.
    pub(crate) fn json_with<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        self.mark_taken(name);
        let given = self.find(name).map(|field| field.value.get());
        let outcome = rule(given.filter(|json| *json != "null")?);
        self.check(name, outcome)
    }

    /// A value of any type, unread: keys that stand twice in it are the caller's matter.
    pub(crate) fn raw(&mut self, name: &str) -> Option<Box<RawValue>> {
        self.take(name).filter(|value| value.get() != "null")
    }

    /// An object whose fields are taken one by one too; give it to [`Body::merge`] afterwards.
    pub(crate) fn object(&mut self, name: &str) -> Option<Self> {
        let prefix = format!("{}.", self.path(name));
        let mut child = self.json_with(name, |json| {
            if json.starts_with('{') {
                Self::of_object(json, prefix)
            } else {
                Err(Invalid::coded("not_an_object", "is not an object"))
            }
        })?;
        child.note_ambiguous();
        Some(child)
    }

    /// Takes over the problems of an object's fields, those that were not taken included.
    pub(crate) fn merge(&mut self, child: Self) {
        if let Err(error) = child.finish() {
            self.problems.absorb(error);
        }
    }

    /// Whether the field is there at all, `null` or not.
    pub(crate) fn present(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether the field is there and `null`.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.find(name).is_some_and(|field| field.value.get() == "null")
    }

    /// Notes that the field is required if it is absent or `null`; answers whether it is given.
    pub(crate) fn required(&mut self, name: &str) -> bool {
        let given = self.present(name) && !self.is_null(name);
        if !given {
            self.note(name, Invalid::coded("required", "is required"));
        }
        given
    }

    /// The value of a check, or its refusal noted.
    pub(crate) fn check<T>(&mut self, name: &str, outcome: Result<T, Invalid>) -> Option<T> {
        outcome.map_err(|invalid| self.note(name, invalid)).ok()
    }

    /// Notes what a check of fields that were read finds.
    pub(crate) fn judge(&mut self, check: impl FnOnce(&mut Problems)) {
        check(&mut self.problems);
    }

    /// Notes that the field is refused.
    pub(crate) fn note(&mut self, name: &str, invalid: Invalid) {
        let path = self.path(name);
        self.problems.add(path, invalid);
    }

    /// Nothing, or the error with all that was noted and every field that nobody took.
    pub(crate) fn finish(mut self) -> Result<()> {
        let fields = std::mem::take(&mut self.fields);
        for field in fields.into_iter().filter(|field| !field.taken) {
            let given = text::shown(&field.given, 80);
            self.note(&given, Invalid::coded("unknown_field", "is not a field of this input"));
        }
        self.problems.finish()
    }

    fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_named(name))
    }

    /// The value of a name, all of whose spellings count as taken from now on.
    fn take(&mut self, name: &str) -> Option<Box<RawValue>> {
        self.mark_taken(name);
        self.find(name).map(|field| field.value.clone())
    }

    fn mark_taken(&mut self, name: &str) {
        for field in self.fields.iter_mut().filter(|field| field.is_named(name)) {
            field.taken = true;
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

fn string(json: &str) -> Result<String, Invalid> {
    if json.starts_with('"') {
        json::string_value(json)
    } else {
        Err(Invalid::new("is not a string"))
    }
}

fn integer(json: &str) -> Result<i64, Invalid> {
    let digits = json.strip_prefix('-').unwrap_or(json);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::new("is not a whole number"));
    }
    json.parse().map_err(|_| Invalid::new("is out of range"))
}

/// The name in snake_case, if that is another; what is neither that nor camelCase stays as it
/// is, to be refused.
fn snake_case(given: &str) -> Option<String> {
    if given.contains('_') || given.starts_with(|each: char| each.is_ascii_uppercase()) {
        return None;
    }
    if !given.contains(|each: char| each.is_ascii_uppercase()) {
        return None;
    }
    let mut name = String::with_capacity(given.len());
    for each in given.chars() {
        if each.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(each.to_ascii_lowercase());
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Body {
        Body::parse(text).unwrap()
    }

    /// The paths and reasons of an outcome's bad fields.
    fn bad(outcome: Result<()>) -> Vec<(String, String)> {
        let error = outcome.unwrap_err();
        error.fields().iter().map(|bad| (bad.field.clone(), bad.reason.clone())).collect()
    }

    fn pair(field: &str, reason: &str) -> (String, String) {
        (field.to_owned(), reason.to_owned())
    }

    /// What an entity makes of a body.
    type Created = (Option<i64>, Option<String>, Option<u16>, JsonObject, Option<String>);

    fn create_payment(text: &str) -> Result<Created> {
        let mut body = Body::parse(text)?;
        let (_, money) = body.required_money();
        let minor = money.map(|money| money.minor());
        let description = body.text_with("description", text::description);
        let mcc = body.mcc("mcc");
        let metadata = body.json_with("metadata", JsonObject::parse_metadata).unwrap_or_default();
        let email = body.object("customer").and_then(|mut customer| {
            customer.text_with("name", text::name);
            let email = customer.text_with("email", text::email);
            body.merge(customer);
            email
        });
        for address in ["success_url", "cancel_url"] {
            body.text_with(address, |text| text::url(text, &["https".to_owned()]));
        }
        body.integer("expires_in");
        body.finish()?;
        Ok((minor, description, mcc, metadata, email))
    }

    const SEED: &str = r#"{
    "amount": 100,
    "currency": "USD",
    "mcc": 6012,
    "customer": {
      "name": "John Doe",
      "email": "john@example.com"
    },
    "description": "Payment for order #123",
    "success_url": "https://example.com/orders/order-123/payment-success",
    "cancel_url": "https://example.com/orders/order-123/payment-cancel",
    "metadata": {
      "order_id": "order-123",
      "product_id": "prod-456"
      "other": "metadata"
    },
    "expires_in": 3600
  }"#;

    #[test]
    fn the_seeds_body_lacks_a_comma() {
        let error = create_payment(SEED).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "malformed_json"));
        assert_eq!(
            error.message(),
            "the input is not JSON: expected `,` or `}` at line 15 column 7"
        );
        let mended = SEED.replace("\"prod-456\"", "\"prod-456\",");
        let (minor, description, mcc, metadata, email) = create_payment(&mended).unwrap();
        assert_eq!((minor, mcc), (Some(10_000), Some(6012)));
        assert_eq!(description.as_deref(), Some("Payment for order #123"));
        assert_eq!(email.as_deref(), Some("john@example.com"));
        assert_eq!(
            metadata.as_str(),
            r#"{"order_id":"order-123","product_id":"prod-456","other":"metadata"}"#
        );
    }

    #[test]
    fn every_bad_field_is_reported_by_its_path() {
        let text = r#"{"currency":"usd","mcc":0,"customer":{"name":"","eMail":"x","email":"y@"},
            "successUrl":"ftp://x","metadata":[],"expires_in":1.5,"colour":1,"Amount":2}"#;
        let error = create_payment(text).unwrap_err();
        assert_eq!(error.code(), "currency");
        let paths: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(
            paths,
            [
                "currency",
                "amount",
                "mcc",
                "metadata",
                "customer.name",
                "customer.email",
                "customer.eMail",
                "success_url",
                "expires_in",
                "colour",
                "Amount",
            ]
        );
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        let table = [
            ("", "malformed_json"),
            ("{", "malformed_json"),
            ("{} x", "malformed_json"),
            ("[]", "not_an_object"),
            ("null", "not_an_object"),
            ("\"a\"", "not_an_object"),
            (r#"{"a":1,"a":1}"#, "duplicate_key"),
            (r#"{"a":1,"\u0061":1}"#, "duplicate_key"),
        ];
        for (text, code) in table {
            assert_eq!(Body::parse(text).err().unwrap().code(), code, "{text}");
        }
        let twice = Body::parse(r#"{"a":1,"b":1,"a":2,"b":3}"#).map(drop);
        assert_eq!(
            bad(twice),
            [pair("a", "is given more than once"), pair("b", "is given more than once")]
        );
    }

    #[test]
    fn both_spellings_name_one_field() {
        let table = [
            (r#"{"clientId":"a"}"#, Some("a"), None),
            (r#"{"client_id":"a"}"#, Some("a"), None),
            (r#"{"clientId":"a","client_id": "a"}"#, Some("a"), None),
            (r#"{"clientId":"a","client_id":"b"}"#, Some("a"), Some("client_id")),
            (r#"{"clientId":null,"client_id":"b"}"#, None, Some("client_id")),
            (r#"{"ClientId":"a"}"#, None, Some("ClientId")),
            (r#"{"client_Id":"a"}"#, None, Some("client_Id")),
            (r#"{"clientID":"a"}"#, None, Some("clientID")),
            (r#"{"CLIENT_ID":"a"}"#, None, Some("CLIENT_ID")),
        ];
        for (text, value, refused) in table {
            let mut body = parse(text);
            assert_eq!(body.text("client_id").as_deref(), value, "{text}");
            let error = body.finish().err();
            let field = error.as_ref().map(|error| error.fields()[0].field.as_str());
            assert_eq!(field, refused, "{text}");
        }
        let mut body = parse(r#"{"aB":{"c": 1},"a_b":{"c":1},"bC":1,"b_c":1.0}"#);
        body.raw("a_b");
        body.raw("b_c");
        let error = body.finish().unwrap_err();
        assert_eq!((error.code(), error.fields().len()), ("ambiguous_field", 1));
    }

    #[test]
    fn types_are_checked() {
        let text = r#"{"s":"x\u00e9","i":-7,"b":true,"o":{"k":[1 ]},"n":null,"f":1.0,"e":1e3,"l":9223372036854775808}"#;
        let mut body = parse(text);
        assert_eq!(body.text("s").as_deref(), Some("xé"));
        assert_eq!(body.integer("i"), Some(-7));
        assert_eq!(body.boolean("b"), Some(true));
        assert_eq!(body.json_object("o").unwrap().as_str(), r#"{"k":[1]}"#);
        assert_eq!(body.raw("o").unwrap().get(), r#"{"k":[1 ]}"#);
        assert_eq!(body.amount_text("f").as_deref(), Some("1.0"));
        assert_eq!(body.amount_text("e").as_deref(), Some("1e3"));
        assert_eq!(body.amount_text("s").as_deref(), Some("xé"));
        assert_eq!((body.text("n"), body.integer("absent")), (None, None));
        assert_eq!(body.raw("n").map(|_| ()), None);

        let (none, falsehood) = (None::<String>, None::<bool>);
        assert_eq!((body.text("i"), body.boolean("s")), (none, falsehood));
        assert_eq!((body.integer("f"), body.integer("e"), body.integer("l")), (None, None, None));
        assert_eq!((body.integer("s"), body.amount_text("b"), body.mcc("o")), (None, None, None));
        assert!(body.object("s").is_none() && body.json_object("i").is_none());
        let reasons: Vec<_> = bad(body.finish());
        assert_eq!(
            reasons,
            [
                pair("i", "is not a string"),
                pair("s", "is not true or false"),
                pair("f", "is not a whole number"),
                pair("e", "is not a whole number"),
                pair("l", "is out of range"),
                pair("s", "is not a whole number"),
                pair("b", "is neither a number nor a string"),
                pair("o", "is neither a number from 1 to 9999 nor four digits"),
                pair("s", "is not an object"),
                pair("i", "is not a JSON object"),
            ]
        );
    }

    #[test]
    fn null_clears_and_absence_keeps() {
        let mut body = parse(r#"{"a":"x","b":null,"c":1}"#);
        assert_eq!(body.nullable_with("a", |text| Ok(text.to_owned())), Some(Some("x".to_owned())));
        assert_eq!(body.nullable_with("b", |text| Ok(text.to_owned())), Some(None));
        assert_eq!(body.nullable_with("d", |text| Ok(text.to_owned())), None);
        assert_eq!((body.present("b"), body.is_null("b")), (true, true));
        assert_eq!((body.present("d"), body.is_null("d")), (false, false));
        assert_eq!(
            (body.is_null("a"), body.nullable_with("c", |text| Ok(text.to_owned()))),
            (false, None)
        );
        assert_eq!(bad(body.finish()), [pair("c", "is not a string")]);
    }

    #[test]
    fn required_fields_are_missed() {
        let mut body = parse(r#"{"a":null,"b":"x"}"#);
        assert_eq!(body.required_text("a"), None);
        assert_eq!(body.required_text("b").as_deref(), Some("x"));
        assert_eq!((body.required_integer("c"), body.required_amount_text("d")), (None, None));
        let error = body.finish().unwrap_err();
        assert_eq!(error.code(), "required");
        assert_eq!(
            error.to_string(),
            "the input is not valid: a: is required; c: is required; d: is required"
        );
    }

    #[test]
    fn nested_objects_report_to_their_parent() {
        let mut body =
            parse(r#"{"outerPart":{"innerPart":{"x":1,"x":2,"aB":1,"a_b":2,"more":0}}}"#);
        let mut outer = body.object("outer_part").unwrap();
        let mut inner = outer.object("inner_part").unwrap();
        assert_eq!((inner.integer("x"), inner.integer("a_b")), (Some(1), Some(1)));
        outer.merge(inner);
        body.merge(outer);
        assert_eq!(
            bad(body.finish()),
            [
                pair("outer_part.inner_part.x", "is given more than once"),
                pair(
                    "outer_part.inner_part.a_b",
                    "is given in two spellings with different values"
                ),
                pair("outer_part.inner_part.more", "is not a field of this input"),
            ]
        );
    }

    #[test]
    fn odd_keys_are_shown_safely() {
        let body = parse("{\"\\u001b[31m\":1,\"a\\u202eb\":1}");
        let paths: Vec<_> = bad(body.finish()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(paths, ["\\u{1b}[31m", "a\\u{202e}b"]);
    }
}
