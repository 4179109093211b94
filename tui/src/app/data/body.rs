//! Bodies that forms made, before the core reads them: what is known without being asked is put in,
//! what the core is told in another way is taken out.

use billfold_core::{Error, ErrorKind, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::output::record;

/// The body with one more member, a text.
pub(crate) fn with(body: &str, name: &str, value: &str) -> Result<String> {
    let value = written(value)?;
    let mut members = members(body)?;
    members.push((name.to_owned(), &value));
    object(&members)
}

/// The text of a member, and the body without it.
pub(crate) fn without(body: &str, name: &str) -> Result<(Option<String>, String)> {
    let (taken, rest): (Vec<_>, Vec<_>) =
        members(body)?.into_iter().partition(|(each, _)| each == name);
    let value = taken.first().map(|(_, value)| parsed(value.get())).transpose()?;
    Ok((value.flatten(), object(&rest)?))
}

/// The body as what it means.
pub(crate) fn parsed<T: DeserializeOwned>(body: &str) -> Result<T> {
    serde_json::from_str(body).map_err(|error| misread(&error))
}

/// What is meant, as a body.
pub(crate) fn of(meant: &impl Serialize) -> Result<String> {
    serde_json::to_string(meant).map_err(|error| misread(&error))
}

fn written(value: &str) -> Result<Box<RawValue>> {
    serde_json::value::to_raw_value(value).map_err(|error| misread(&error))
}

fn members(body: &str) -> Result<Vec<(String, &RawValue)>> {
    record::members(body).map_err(|error| misread(&error))
}

fn object(members: &[(String, &RawValue)]) -> Result<String> {
    let members = members.iter().map(|(name, value)| Ok(format!("{}:{value}", of(name)?)));
    Ok(format!("{{{}}}", members.collect::<Result<Vec<_>>>()?.join(",")))
}

/// Only where it went wrong: the body may hold a secret.
fn misread(error: &serde_json::Error) -> Error {
    let message = format!("a form was misread in column {}", error.column());
    Error::new(ErrorKind::Internal, "internal", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_put_in_and_taken_out() {
        let body = r#"{"bps":250,"cap":{"amount":"5.00"}}"#;
        let whole = with(body, "client_id", "a\"b").unwrap();
        assert_eq!(whole, r#"{"bps":250,"cap":{"amount":"5.00"},"client_id":"a\"b"}"#);
        assert_eq!(without(&whole, "client_id").unwrap(), (Some("a\"b".into()), body.into()));
        assert_eq!(without("{}", "client_id").unwrap(), (None, "{}".to_owned()));
        assert_eq!(without(r#"{"a":null}"#, "a").unwrap(), (None, "{}".to_owned()));
        let error = parsed::<i64>(r#"{"token":"sec_abc"}"#).unwrap_err();
        assert!(!format!("{error:?}").contains("sec_abc"));
    }
}
