//! Mutations that a repeat does not do twice.
//!
//! Every mutation passes through [`Store::mutate`]. With a key, what came of it is kept in the
//! same transaction: a hash of the input and *references* to the records, never copies of them.

use std::ops::Deref;

use rusqlite::named_params;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::store::Store;
use crate::store::sqlite::corrupt;
use crate::store::transaction::{ReadTransaction, WriteTransaction};

/// What a mutation gives back: the record, and whether an idempotency key found it done before.
///
/// It derefs to the record, so that `store.create_payment(…)?.id` reads as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome<T> {
    /// The record as it stands now.
    pub record: T,
    /// Whether the mutation had been done before with this key; secrets are then absent.
    pub replayed: bool,
}

impl<T> Outcome<T> {
    /// The record alone.
    pub fn into_record(self) -> T {
        self.record
    }
}

impl<T> Deref for Outcome<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

/// The record's own JSON; of a replay, with `replayed: true` at its end.
impl<T: Serialize> Serialize for Outcome<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Replayed<'a, T> {
            #[serde(flatten)]
            record: &'a T,
            replayed: bool,
        }
        if self.replayed {
            Replayed { record: &self.record, replayed: true }.serialize(serializer)
        } else {
            self.record.serialize(serializer)
        }
    }
}

/// A result that a repeat of its mutation can find again.
pub(crate) trait Replay: Send + Sized + 'static {
    /// What finds it: ids and plain facts, never a secret, a name or an e-mail.
    type Reference: Serialize + DeserializeOwned;

    /// The reference to keep.
    fn reference(&self) -> Self::Reference;

    /// The result as it stands now, without secrets.
    fn replay(transaction: &ReadTransaction<'_>, reference: Self::Reference) -> Result<Self>;

    /// Takes out what a dry run must not show: secrets that will never be good for anything.
    fn forget_secrets(&mut self) {}
}

impl Store {
    /// Runs a mutation: scope checked, once per idempotency key, all in one transaction.
    ///
    /// `input` is what the caller asked for; two calls with equal inputs are the same call.
    pub(crate) fn mutate<T: Replay>(
        &self,
        operation: &'static str,
        input: &impl Serialize,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Outcome<T>> {
        let fingerprint = match self.caller.idempotency_key {
            Some(_) => Some(fingerprint(input, self.caller.expected_version)?),
            None => None,
        };
        self.write(move |transaction| {
            if let Some(fingerprint) = fingerprint
                && let Some(record) = find(transaction, operation, &fingerprint)?
            {
                return Ok(Outcome { record, replayed: true });
            }
            let mut record = work(transaction)?;
            if let Some(fingerprint) = fingerprint {
                keep(transaction, operation, &fingerprint, &record.reference())?;
            }
            if transaction.caller().dry_run {
                record.forget_secrets();
            }
            Ok(Outcome { record, replayed: false })
        })
    }
}

fn fingerprint(input: &impl Serialize, expected_version: Option<i64>) -> Result<[u8; 32]> {
    let bytes = serde_json::to_vec(&(input, expected_version))
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(Sha256::digest(bytes).into())
}

/// The result of the same call done before, if it was.
fn find<T: Replay>(
    transaction: &WriteTransaction<'_>,
    operation: &str,
    fingerprint: &[u8; 32],
) -> Result<Option<T>> {
    let kept = transaction.one(
        "SELECT fingerprint, result FROM idempotency
        WHERE principal = :principal AND operation = :operation AND key = :key",
        named_params! {
            ":principal": transaction.caller().principal.name(),
            ":operation": operation,
            ":key": transaction.caller().idempotency_key,
        },
        |columns| Ok((columns.next::<[u8; 32]>()?, columns.next::<String>()?)),
    )?;
    let Some((kept, reference)) = kept else { return Ok(None) };
    if kept != *fingerprint {
        return Err(Error::new(
            ErrorKind::IdempotencyMismatch,
            "idempotency_mismatch",
            format!("the idempotency key was used before for {operation} with another input"),
        ));
    }
    let reference = serde_json::from_str(&reference)
        .map_err(|error| corrupt(format!("an idempotency record cannot be read: {error}")))?;
    T::replay(transaction, reference).map(Some)
}

fn keep(
    transaction: &WriteTransaction<'_>,
    operation: &str,
    fingerprint: &[u8; 32],
    reference: &impl Serialize,
) -> Result<()> {
    let reference =
        serde_json::to_string(reference).map_err(|error| Error::internal(error.to_string()))?;
    transaction.change_one(
        "INSERT INTO idempotency (principal, operation, key, fingerprint, result, created_at)
        VALUES (:principal, :operation, :key, :fingerprint, :result, :now)",
        named_params! {
            ":principal": transaction.caller().principal.name(),
            ":operation": operation,
            ":key": transaction.caller().idempotency_key,
            ":fingerprint": fingerprint.as_slice(),
            ":result": reference,
            ":now": transaction.now(),
        },
    )
}

/// Forgets keys that are older than the store's settings ask, at most `limit` of them.
pub(crate) fn prune(transaction: &WriteTransaction<'_>, limit: i64) -> Result<usize> {
    let retention = transaction.settings().idempotency_retention_seconds;
    transaction.change(
        "DELETE FROM idempotency WHERE (principal, operation, key) IN (
            SELECT principal, operation, key FROM idempotency
            WHERE created_at < :before ORDER BY created_at LIMIT :limit)",
        named_params! {
            ":before": transaction.now().plus_seconds(retention.saturating_neg()),
            ":limit": limit,
        },
    )
}
