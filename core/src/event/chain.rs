//! Going through the chain of hashes.

use rusqlite::named_params;

use crate::error::Result;
use crate::event::{LogFault, LogHead};
use crate::store::log::{ChainHead, Link, LogEntry};
use crate::store::sqlite::{Columns, corrupt};
use crate::store::transaction::ReadTransaction;
use crate::value::id::EventId;
use crate::value::time::Timestamp;

/// Events that one read transaction of [`Store::verify`](crate::Store::verify) goes through.
pub(super) const VERIFY_STEP: i64 = 5000;

/// A log as far as it has been gone through.
pub(super) struct Chain {
    pub(super) head: ChainHead,
    known: Option<LogHead>,
    pub(super) fault: Option<LogFault>,
}

impl Chain {
    /// A log of which nothing has been seen yet, and what it held once, if that is known.
    pub(super) fn new(known: Option<&LogHead>) -> Self {
        Self { head: ChainHead::EMPTY, known: known.cloned(), fault: None }
    }

    /// Goes through the next events and answers how many there were.
    pub(super) fn extend(&mut self, transaction: &ReadTransaction<'_>) -> Result<i64> {
        let after = self.head.count;
        let rows = transaction.all(
            "SELECT event.seq, site.id, site_seq, event.id, type, object, object_id,
                object_version, previous_status, actor, at, body, hash
            FROM event LEFT JOIN site ON site.seq = event.site
            WHERE event.seq > :after ORDER BY event.seq LIMIT :limit",
            named_params! { ":after": after, ":limit": VERIFY_STEP },
            |columns| {
                self.check(columns);
                Ok(())
            },
        )?;
        i64::try_from(rows.len()).map_err(|_| corrupt("the log is too long"))
    }

    fn check(&mut self, columns: &mut Columns<'_, '_>) {
        if self.fault.is_some() {
            return;
        }
        let expected = self.head.count.saturating_add(1);
        match self.next_hash(columns, expected) {
            Ok(hash) => {
                self.head = ChainHead { count: expected, hash };
                let cut = self.known.as_ref().filter(|known| known.count == expected);
                if cut.is_some_and(|known| known.hash.0 != hash) {
                    self.fail(expected, "the event differs from the head noted elsewhere");
                }
            }
            Err(reason) => self.fail(expected, &reason),
        }
    }

    /// The hash of the event at hand, if it is the expected one and as it was written.
    fn next_hash(&self, columns: &mut Columns<'_, '_>, expected: i64) -> Result<[u8; 32], String> {
        let unreadable = |_| "the event cannot be read".to_owned();
        let row = LogRow::read(columns).map_err(unreadable)?;
        if row.sequence != expected {
            return Err("the event is missing".to_owned());
        }
        let hash = row.link().hash(&self.head.hash);
        if hash == row.hash { Ok(hash) } else { Err("the event was changed".to_owned()) }
    }

    /// Holds the end of the log against the heads noted in the file and elsewhere.
    pub(super) fn compare(&mut self, head: &LogHead) {
        if self.fault.is_some() {
            return;
        }
        let noted = self.known.as_ref().map_or(0, |known| known.count).max(head.count);
        if self.head.count < noted {
            self.fail(self.head.count.saturating_add(1), "the log was cut off here");
        } else if self.head.count != head.count || self.head.hash != head.hash.0 {
            self.fail(self.head.count, "the log does not end as the file notes");
        }
    }

    fn fail(&mut self, seq: i64, reason: &str) {
        self.fault = Some(LogFault { seq, reason: reason.to_owned() });
    }
}

/// An event with all that its hash covers.
struct LogRow {
    sequence: i64,
    site: Vec<u8>,
    site_sequence: i64,
    id: EventId,
    kind: String,
    object: String,
    object_id: String,
    object_version: i64,
    previous_status: Option<String>,
    actor: String,
    at: Timestamp,
    body: String,
    hash: [u8; 32],
}

impl LogRow {
    fn read(columns: &mut Columns<'_, '_>) -> Result<Self> {
        Ok(Self {
            sequence: columns.next()?,
            site: columns.next::<Option<Vec<u8>>>()?.unwrap_or_default(),
            site_sequence: columns.next()?,
            id: columns.next()?,
            kind: columns.next()?,
            object: columns.next()?,
            object_id: columns.next()?,
            object_version: columns.next()?,
            previous_status: columns.next()?,
            actor: columns.next()?,
            at: columns.next()?,
            body: columns.next()?,
            hash: columns.next()?,
        })
    }

    fn link(&self) -> Link<'_> {
        Link {
            sequence: self.sequence,
            site: &self.site,
            site_sequence: self.site_sequence,
            id: self.id,
            actor: &self.actor,
            at: self.at,
            entry: LogEntry {
                kind: &self.kind,
                object: &self.object,
                object_id: &self.object_id,
                object_version: self.object_version,
                previous_status: self.previous_status.as_deref(),
                body: &self.body,
            },
        }
    }
}
