//! Appending to the hash-chained event log.
//!
//! Each event's hash is SHA-256 over the hash before it and the event's fields, each field with
//! its length before it. The first stands on 32 zero bytes. The head (how many events, the last
//! hash) is kept apart from the events, so that a cut-off tail shows. The chain is not keyed: it
//! finds damage and hasty edits, not someone who rewrites the whole log.

use rusqlite::named_params;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::store::transaction::WriteTransaction;
use crate::value::id::{self, EventId};
use crate::value::time::Timestamp;

/// The newest state of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChainHead {
    pub(crate) count: i64,
    pub(crate) hash: [u8; 32],
}

impl ChainHead {
    /// The head of an empty log.
    pub(crate) const EMPTY: Self = Self { count: 0, hash: [0; 32] };
}

/// What happened, without what the transaction knows itself.
pub(crate) struct LogEntry<'a> {
    pub(crate) kind: &'a str,
    pub(crate) object: &'a str,
    pub(crate) object_id: &'a str,
    pub(crate) object_version: i64,
    pub(crate) previous_status: Option<&'a str>,
    pub(crate) body: &'a str,
}

/// All of an event's fields that the hash covers.
pub(crate) struct Link<'a> {
    pub(crate) sequence: i64,
    pub(crate) site: &'a [u8],
    pub(crate) site_sequence: i64,
    pub(crate) id: EventId,
    pub(crate) actor: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) entry: LogEntry<'a>,
}

impl Link<'_> {
    /// The hash of this event on top of the one before it.
    pub(crate) fn hash(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(previous);
        let mut field = |bytes: &[u8]| {
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(bytes);
        };
        field(&self.sequence.to_be_bytes());
        field(self.site);
        field(&self.site_sequence.to_be_bytes());
        field(self.id.as_uuid().as_bytes());
        field(self.entry.kind.as_bytes());
        field(self.entry.object.as_bytes());
        field(self.entry.object_id.as_bytes());
        field(&self.entry.object_version.to_be_bytes());
        // No status and an empty one differ: what is there is marked.
        match self.entry.previous_status {
            None => field(&[]),
            Some(status) => field(format!("={status}").as_bytes()),
        }
        field(self.actor.as_bytes());
        field(&self.at.unix_seconds().to_be_bytes());
        field(self.entry.body.as_bytes());
        digest.finalize().into()
    }
}

impl WriteTransaction<'_> {
    /// Appends an event to the log, and a delivery of it for each webhook endpoint that wants it;
    /// all becomes durable with the change it tells of.
    pub(crate) fn log(&self, entry: LogEntry<'_>) -> Result<()> {
        let head = self.head();
        let sequence = head.count.saturating_add(1);
        let id = EventId::from_uuid(id::mint(self.clock()));
        let actor = self.caller().actor();
        let link = Link {
            sequence,
            site: self.site(),
            site_sequence: sequence,
            id,
            actor: &actor,
            at: self.now(),
            entry,
        };
        let hash = link.hash(&head.hash);
        self.change_one(
            "INSERT INTO event (seq, site, site_seq, id, type, object, object_id, object_version,
                previous_status, actor, at, body, hash)
            VALUES (:seq, 1, :site_seq, :id, :type, :object, :object_id, :object_version,
                :previous_status, :actor, :at, :body, :hash)",
            named_params! {
                ":seq": sequence,
                ":site_seq": sequence,
                ":id": id,
                ":type": link.entry.kind,
                ":object": link.entry.object,
                ":object_id": link.entry.object_id,
                ":object_version": link.entry.object_version,
                ":previous_status": link.entry.previous_status,
                ":actor": actor,
                ":at": link.at,
                ":body": link.entry.body,
                ":hash": hash.as_slice(),
            },
        )?;
        self.set_head(ChainHead { count: sequence, hash });
        self.fan_out(sequence, &link.entry)
    }
}
