//! On whose behalf a command works.

use std::env;
use std::io::Read as _;

use billfold_core::Credential;

use crate::cli::global::Global;
use crate::cli::input;
use crate::failure::{Failure, Result};

/// The credential that the options and the environment give; none is the owner.
///
/// An option outdoes the environment: `--as-client` beside a `BILLFOLD_KEY` is the client.
pub(crate) fn credential(global: &Global) -> Result<Option<Credential>> {
    match (&global.as_key, &global.as_client) {
        (Some(_), Some(_)) => Err(Failure::usage("--as-key stands beside --as-client")),
        (None, None) if global.secret_stdin => {
            Err(Failure::usage("--secret-stdin is the secret of --as-client, which is missing"))
        }
        (Some(key), None) => from_key(&input::read(key, input::Stdin::Refused)?).map(Some),
        (None, Some(client)) => Ok(Some(Credential::client(client, secret(global)?)?)),
        (None, None) => match variable("BILLFOLD_KEY") {
            Some(key) => from_key(&key).map(Some),
            None => Ok(None),
        },
    }
}

fn from_key(key: &str) -> Result<Credential> {
    Ok(Credential::from_key(key.trim())?)
}

fn secret(global: &Global) -> Result<String> {
    if !global.secret_stdin {
        return variable("BILLFOLD_SECRET").ok_or_else(|| {
            Failure::usage("--as-client wants its secret in BILLFOLD_SECRET or by --secret-stdin")
        });
    }
    let mut secret = String::new();
    std::io::stdin()
        .lock()
        .read_to_string(&mut secret)
        .map_err(|error| Failure::of_input("standard input", &error))?;
    match secret.trim() {
        "" => Err(Failure::usage("there is no secret on standard input; does --json - take it?")),
        secret => Ok(secret.to_owned()),
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
