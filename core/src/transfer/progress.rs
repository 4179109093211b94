//! How far each import has come; it stands in the file, and changes with what was imported.

use std::collections::BTreeMap;

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::sqlite::corrupt;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::transfer::kind::RecordKind;

/// What became of lines, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImportCounts {
    /// Those whose record is new.
    pub created: u64,
    /// Those whose record was there and was changed: billers, brandings, settings.
    pub updated: u64,
    /// Those whose record was there and as the line says.
    pub unchanged: u64,
    /// Those that were left out as bad.
    pub refused: u64,
}

/// What became of all the lines of an import, and of those of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImportTally {
    /// Of all.
    #[serde(flatten)]
    pub all: ImportCounts,
    /// Of each kind; a line that could not be read is of none.
    pub kinds: BTreeMap<String, ImportCounts>,
}

/// What became of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Created,
    Updated,
    Unchanged,
    Refused,
}

impl ImportCounts {
    fn of(&mut self, effect: Effect) -> &mut u64 {
        match effect {
            Effect::Created => &mut self.created,
            Effect::Updated => &mut self.updated,
            Effect::Unchanged => &mut self.unchanged,
            Effect::Refused => &mut self.refused,
        }
    }

    /// Whether anything was taken in.
    #[must_use]
    pub const fn changed_anything(&self) -> bool {
        self.created > 0 || self.updated > 0
    }
}

impl ImportTally {
    pub(super) fn add(&mut self, kind: Option<RecordKind>, effect: Effect) {
        self.change(kind, |counts| {
            let count = counts.of(effect);
            *count = count.saturating_add(1);
        });
    }

    /// One line fewer that was refused: it was tried again, and taken in.
    pub(super) fn forgive(&mut self, kind: Option<RecordKind>) {
        self.change(kind, |counts| counts.refused = counts.refused.saturating_sub(1));
    }

    fn change(&mut self, kind: Option<RecordKind>, change: impl Fn(&mut ImportCounts)) {
        change(&mut self.all);
        if let Some(kind) = kind {
            change(self.kinds.entry(kind.as_str().to_owned()).or_default());
        }
    }
}

/// An import as the file knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) row: i64,
    pub(super) lines_done: u64,
    pub(super) tally: ImportTally,
    pub(super) finished: bool,
}

/// The import of this source, if it was ever begun.
pub(super) fn find(
    transaction: &ReadTransaction<'_>,
    source_hash: &[u8; 32],
) -> Result<Option<Progress>> {
    transaction.one(
        "SELECT seq, lines_done, counts, finished_at IS NOT NULL FROM import
        WHERE source_hash = :hash",
        named_params! { ":hash": source_hash.as_slice() },
        |columns| {
            let (row, lines_done): (i64, i64) = (columns.next()?, columns.next()?);
            let tally = columns.next_with(|json| serde_json::from_str(json).ok())?;
            let lines_done = u64::try_from(lines_done)
                .map_err(|_| corrupt("an import has done fewer than no lines"))?;
            Ok(Progress { row, lines_done, tally, finished: columns.next()? })
        },
    )
}

/// Notes that the import of this source has begun.
pub(super) fn begin(
    transaction: &WriteTransaction<'_>,
    source_hash: &[u8; 32],
) -> Result<Progress> {
    let tally = ImportTally::default();
    let row = transaction.insert(
        "INSERT INTO import (source_hash, lines_done, counts, started_at)
        VALUES (:hash, 0, :counts, :now)",
        named_params! {
            ":hash": source_hash.as_slice(),
            ":counts": to_json(&tally)?,
            ":now": transaction.now(),
        },
    )?;
    Ok(Progress { row, tally, ..Progress::default() })
}

/// Notes how far the import has come.
pub(super) fn keep(transaction: &WriteTransaction<'_>, progress: &Progress) -> Result<()> {
    transaction.change_one(
        "UPDATE import SET lines_done = :lines_done, counts = :counts,
            finished_at = coalesce(finished_at, iif(:finished, :now, NULL))
        WHERE seq = :row",
        named_params! {
            ":row": progress.row,
            ":lines_done": to_stored(progress.lines_done)?,
            ":counts": to_json(&progress.tally)?,
            ":finished": progress.finished,
            ":now": transaction.now(),
        },
    )
}

/// Notes that a line was refused.
pub(super) fn refuse(transaction: &WriteTransaction<'_>, import: i64, line: u64) -> Result<()> {
    transaction.change_one(
        "INSERT INTO import_refusal (import, line) VALUES (:import, :line)",
        named_params! { ":import": import, ":line": to_stored(line)? },
    )
}

/// Notes that a line that was refused has been taken in.
pub(super) fn forgive(transaction: &WriteTransaction<'_>, import: i64, line: u64) -> Result<()> {
    transaction.change_one(
        "DELETE FROM import_refusal WHERE import = :import AND line = :line",
        named_params! { ":import": import, ":line": to_stored(line)? },
    )
}

/// The first lines after this one that were refused, at most `limit` of them.
pub(super) fn refused_after(
    transaction: &ReadTransaction<'_>,
    import: i64,
    line: u64,
    limit: i64,
) -> Result<Vec<u64>> {
    transaction.all(
        "SELECT line FROM import_refusal WHERE import = :import AND line > :line
        ORDER BY line LIMIT :limit",
        named_params! { ":import": import, ":line": to_stored(line)?, ":limit": limit },
        |columns| {
            let line: i64 = columns.next()?;
            u64::try_from(line).map_err(|_| corrupt("a line of an import is below 0"))
        },
    )
}

fn to_stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| Error::internal("an import has too many lines"))
}

fn to_json(tally: &ImportTally) -> Result<String> {
    serde_json::to_string(tally).map_err(|error| Error::internal(error.to_string()))
}
