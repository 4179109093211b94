//! Endpoints' secrets: the only ones that stay readable, for signing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::named_params;

use crate::error::{Error, Invalid, Result};
use crate::store::rewrite::Erasable;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::secret::{Secret, random_bytes};
use crate::webhook::endpoint::Endpoint;

/// How webhook secrets begin.
const PREFIX: &str = "whsec_";
/// How long a rotated secret goes on signing, so that receivers have time to take the new one.
pub(super) const OVERLAP_SECONDS: i64 = 86_400;

/// A new secret.
pub(super) fn generate() -> Result<Secret> {
    Ok(Secret::new(format!("{PREFIX}{}", STANDARD.encode(random_bytes()?))))
}

/// The bytes to sign with, or why the text is no secret.
pub(super) fn key_of(secret: &str) -> Result<Vec<u8>, Invalid> {
    let refused =
        || Invalid::coded("webhook_secret", "is not whsec_ and the base64 of 24 to 64 bytes");
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX).ok_or_else(refused)?);
    let bytes = bytes.map_err(|_| refused())?;
    if (24..=64).contains(&bytes.len()) { Ok(bytes) } else { Err(refused()) }
}

/// Puts a secret in force; the one before it goes on signing for a day.
pub(super) fn put_in_force(
    transaction: &WriteTransaction<'_>,
    endpoint: i64,
    secret: &Secret,
) -> Result<()> {
    transaction.change(
        "UPDATE webhook_secret SET expires_at = :until
        WHERE endpoint = :endpoint AND expires_at IS NULL",
        named_params! {
            ":endpoint": endpoint,
            ":until": transaction.now().plus_seconds(OVERLAP_SECONDS),
        },
    )?;
    transaction.insert(
        "INSERT INTO webhook_secret (endpoint, secret, created_at)
        VALUES (:endpoint, :secret, :now)",
        named_params! {
            ":endpoint": endpoint,
            ":secret": secret.expose(),
            ":now": transaction.now(),
        },
    )?;
    Ok(())
}

/// Deletes all secrets of an endpoint.
pub(super) fn forget(transaction: &WriteTransaction<'_>, endpoint: i64) -> Result<()> {
    transaction.change(
        "DELETE FROM webhook_secret WHERE endpoint = :endpoint",
        named_params! { ":endpoint": endpoint },
    )?;
    transaction.note_erasure(&[Erasable { table: "webhook_secret", index: None }]);
    Ok(())
}

/// Deletes rotated secrets that have ceased to sign.
pub(super) fn forget_expired(transaction: &WriteTransaction<'_>) -> Result<()> {
    transaction.change(
        "DELETE FROM webhook_secret WHERE expires_at IS NOT NULL AND expires_at <= :now",
        named_params! { ":now": transaction.now() },
    )?;
    Ok(())
}

/// The secret that signs for good.
pub(super) fn current(transaction: &ReadTransaction<'_>, endpoint: &Endpoint) -> Result<Secret> {
    let found = transaction.one(
        "SELECT secret FROM webhook_secret WHERE endpoint = :endpoint AND expires_at IS NULL",
        named_params! { ":endpoint": endpoint.row },
        |columns| columns.next::<String>().map(Secret::new),
    )?;
    found.ok_or_else(|| Error::internal("an endpoint has no secret"))
}

/// Every secret that signs now, the newest first.
pub(super) fn in_force(transaction: &ReadTransaction<'_>, endpoint: i64) -> Result<Vec<Secret>> {
    transaction.all(
        "SELECT secret FROM webhook_secret
        WHERE endpoint = :endpoint AND (expires_at IS NULL OR expires_at > :now)
        ORDER BY seq DESC",
        named_params! { ":endpoint": endpoint, ":now": transaction.now() },
        |columns| columns.next::<String>().map(Secret::new),
    )
}
