//! Secrets: shown once, hashed at rest.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serializer;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::error::{Error, Result};

/// Random bytes of a secret.
const ENTROPY_BYTES: usize = 32;
/// The characters those bytes take in base64url.
const ENTROPY_CHARACTERS: usize = 43;

/// The stuff that secrets are made of, from the operating system's random source.
pub(crate) fn random_bytes() -> Result<[u8; ENTROPY_BYTES]> {
    let mut bytes = [0_u8; ENTROPY_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal(format!("no random bytes to be had: {error}")))?;
    Ok(bytes)
}

/// A secret in the clear: an orchestrator key, an API key, a client secret, an intent token or a
/// webhook secret.
///
/// A store gives it out once and keeps only its hash; webhook secrets, by which it signs, it
/// keeps whole. `Debug` shows the last four characters of a long one; there is no `Display`: call
/// [`Secret::expose`] to hand it on.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new secret from the operating system's random source.
    pub(crate) fn generate(prefix: &str) -> Result<Self> {
        loop {
            let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random_bytes()?));
            // A dash in front would make an option of it where it stands on a command line.
            if !text.starts_with('-') {
                return Ok(Self(text));
            }
        }
    }

    /// Takes a secret as a caller presents it. Whether it is a good one shows on use.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether the text has the form that [`Secret::generate`] gives with this prefix.
    pub(crate) fn is_well_formed(&self, prefix: &str) -> bool {
        self.0.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() == ENTROPY_CHARACTERS
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What a store keeps of it.
    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// Its last four characters, by which a person tells secrets apart.
    pub(crate) fn hint(&self) -> String {
        let skipped = self.0.chars().count().saturating_sub(4);
        self.0.chars().skip(skipped).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a caller presents may be short, and its last characters all there is of it.
        write!(formatter, "Secret({})", mask_token(&self.0))
    }
}

/// Writes a secret out where a record shows it for the one time; for `serialize_with`.
#[expect(clippy::ref_option, reason = "the form serde calls it in")]
pub(crate) fn serialize_once<S: Serializer>(
    secret: &Option<Secret>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(secret.expose()),
        None => serializer.serialize_none(),
    }
}

/// SHA-256 of a secret, compared in constant time.
#[derive(Clone, Copy)]
pub(crate) struct SecretHash([u8; 32]);

impl SecretHash {
    /// A hash of which nobody knows the secret, for a record whose credential is yet to be issued.
    pub(crate) fn of_no_secret() -> Result<Self> {
        Secret::generate("").map(|secret| secret.hash())
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl rusqlite::ToSql for SecretHash {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.0.as_slice().into())
    }
}

impl rusqlite::types::FromSql for SecretHash {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(Self)
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A link token as people may see it: its prefix and last four characters.
///
/// Tokens that a caller set by hand are masked too, short ones wholly.
#[must_use]
pub fn mask_token(token: &str) -> String {
    let count = token.chars().count();
    let shown: String = if count > 11 {
        token.chars().skip(count.saturating_sub(4)).collect()
    } else {
        String::new()
    };
    let prefix = if token.starts_with("lt_") { "lt_" } else { "" };
    format!("{prefix}…{shown}")
}

/// The token at the end of an onboarding or a session URL, or the text itself.
pub(crate) fn token_in(text: &str) -> &str {
    let path = text.trim().split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_well_formed_and_does_not_print_itself() {
        let secret = Secret::generate("orc_").unwrap();
        assert!(secret.is_well_formed("orc_"));
        assert!(!secret.is_well_formed("key_"));
        let printed = format!("{secret:?}");
        let hidden: String = secret.expose().chars().take(40).collect();
        assert!(!printed.contains(&hidden), "{printed}");
        assert_eq!(secret.hint().len(), 4);
        assert_eq!(format!("{:?}", Secret::new("abcd")), "Secret(…)");
    }

    #[test]
    fn hashes_tell_secrets_apart() {
        let one = Secret::generate("sec_").unwrap();
        let other = Secret::generate("sec_").unwrap();
        assert!(one.hash() == Secret::new(one.expose()).hash());
        assert!(one.hash() != other.hash());
    }

    #[test]
    fn tokens_are_masked() {
        assert_eq!(mask_token("lt_token123"), "lt_…");
        assert_eq!(mask_token("lt_abcdefghijklmnop"), "lt_…mnop");
        assert_eq!(mask_token("x"), "…");
    }
}
