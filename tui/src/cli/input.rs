//! The input of a change: a JSON body, or an option per field that makes one.

use std::fs;
use std::io::Read as _;

use billfold_core::ErrorKind;
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::failure::{Failure, Result};

/// A body, or the fields `F` of one; the two exclude each other.
///
/// `F` serialises to the body: its names are the body's, what was not given is `None`. So flags
/// and bodies go through the same reader in the core.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Input<F: Args> {
    /// The whole input as JSON: the text itself, @FILE, or - for standard input
    #[arg(long, value_name = "BODY")]
    json: Option<String>,
    #[command(flatten)]
    fields: F,
}

/// An [`Input`] that can clear fields too.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Edit<F: Clearable> {
    #[command(flatten)]
    input: Input<F>,
    /// A field to leave empty from now on; may be repeated
    #[arg(long, value_name = "FIELD", value_parser = PossibleValuesParser::new(F::FIELDS))]
    clear: Vec<String>,
}

/// Fields of which some may be empty.
pub(crate) trait Clearable: Args {
    /// Their names as options have them.
    const FIELDS: &'static [&'static str];
}

impl<F: Args + Serialize> Input<F> {
    /// The body.
    pub(crate) fn body(&self) -> Result<String> {
        body(self.json.as_deref(), &given(&self.fields)?)
    }
}

impl<F: Clearable + Serialize> Edit<F> {
    /// The body, with `null` for each field to clear.
    pub(crate) fn body(&self) -> Result<String> {
        let mut fields = given(&self.input.fields)?;
        fields.extend(self.clear.iter().map(|name| (name.replace('-', "_"), "null".to_owned())));
        body(self.input.json.as_deref(), &fields)
    }
}

/// Fields by name, each as JSON text.
type Fields = Vec<(String, String)>;

fn body(json: Option<&str>, fields: &Fields) -> Result<String> {
    match (json, fields.first()) {
        (Some(source), None) => read(source, Stdin::Allowed),
        (Some(_), Some((name, _))) => {
            let option = name.replace('_', "-");
            Err(Failure::usage(format!("--json is the whole input, but --{option} stands beside")))
        }
        (None, _) => {
            let members = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
            Ok(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
        }
    }
}

/// The fields that were given, in their order; values keep their spelling.
fn given(fields: &impl Serialize) -> Result<Fields> {
    let not_a_map = |error: serde_json::Error| {
        Failure::new(ErrorKind::Internal, "internal", format!("the options: {error}"))
    };
    let text = serde_json::to_string(fields).map_err(not_a_map)?;
    let members: Vec<(String, &RawValue)> =
        crate::output::record::members(&text).map_err(not_a_map)?;
    let given = members.into_iter().filter(|(_, value)| value.get() != "null");
    Ok(given.map(|(name, value)| (name, value.get().to_owned())).collect())
}

/// Whether `-` may stand for standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stdin {
    Allowed,
    Refused,
}

/// The text that an argument stands for: itself, a file's after `@`, standard input's for `-`.
pub(crate) fn read(argument: &str, stdin: Stdin) -> Result<String> {
    if argument == "-" && stdin == Stdin::Allowed {
        let mut text = String::new();
        let read = std::io::stdin().lock().read_to_string(&mut text);
        return read.map(|_| text).map_err(|error| Failure::of_input("standard input", &error));
    }
    match argument.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| Failure::of_input(path, &error)),
        None => Ok(argument.to_owned()),
    }
}

/// A value given as JSON, kept as it is spelled; for `value_parser`.
pub(crate) fn json(text: &str) -> Result<Box<RawValue>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
