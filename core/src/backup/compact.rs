//! Compaction: the file written anew, without the room that nothing uses any more.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::limits::Limit;
use serde::Serialize;

use crate::backup::refuse_in_transaction;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Store;
use crate::store::file::File;
use crate::store::interrupt::{Token, heeding};
use crate::store::medium::{folder_of, room};
use crate::store::sqlite::storage;

/// How long a compaction waits for readers, without whose leave the file cannot be cut.
const WAIT_FOR_READERS: Duration = Duration::from_secs(1);
/// What a page takes in the write-ahead log beyond itself, in bytes.
const FRAME_HEADER: u64 = 24;

/// What a compaction has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Compaction {
    /// How large the file was, its write-ahead log not counted.
    pub bytes_before: u64,
    /// How large it is; in a dry run, about how large it would be.
    pub bytes_after: u64,
    /// Whether the file has been cut to that size. Otherwise readers were still at work on the
    /// old one, and the next commit that finds none cuts it.
    pub finished: bool,
}

/// The file in pages.
struct Pages {
    size: u64,
    all: u64,
    free: u64,
}

impl Pages {
    fn of(connection: &Connection) -> Result<Self> {
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let number = |name| number(name).map_err(storage);
        let unsigned = |value: i64| u64::try_from(value).unwrap_or_default();
        Ok(Self {
            size: unsigned(number("page_size")?),
            all: unsigned(number("page_count")?),
            free: unsigned(number("freelist_count")?),
        })
    }

    const fn bytes(&self) -> u64 {
        self.all.saturating_mul(self.size)
    }

    const fn bytes_used(&self) -> u64 {
        self.all.saturating_sub(self.free).saturating_mul(self.size)
    }
}

impl Store {
    /// Writes the file anew without the room that nothing uses any more, and cuts it to its new
    /// size. Other processes and threads may go on reading; writers wait, and answer `busy` if it
    /// takes longer than they have patience for. Killed in the midst of it, the file is as it was.
    ///
    /// It needs as much free room as the compacted file takes, beside the file and again among
    /// the system's temporary files, for as long as it runs. In a dry run it only tells about how
    /// large the file would be.
    ///
    /// # Errors
    ///
    /// * `storage / disk_full`: there is not that much room; the file is as it was.
    /// * `busy`: the writer did not become free in time.
    /// * `interrupted`: the file is as it was. Once it is written anew it is no longer.
    /// * `conflict / transaction_open` within a begun transaction; `forbidden` unless it is the
    ///   owner's handle; `read_only`.
    pub fn compact(&self) -> Result<Compaction> {
        self.read(|transaction| transaction.require_owner())?;
        refuse_in_transaction(self)?;
        let dry_run = self.caller.dry_run;
        self.exclusively(|file, connection| {
            let before = Pages::of(connection)?;
            if let Some(path) = file.path() {
                require_room(path, &before)?;
            }
            if dry_run {
                let (bytes_before, bytes_after) = (before.bytes(), before.bytes_used());
                return Ok(Compaction { bytes_before, bytes_after, finished: false });
            }
            vacuum(connection, &before, self.caller.token())?;
            let finished = cut(file, connection)?;
            let bytes_after = Pages::of(connection)?.bytes();
            Ok(Compaction { bytes_before: before.bytes(), bytes_after, finished })
        })
    }
}

/// SQLite writes the compacted database among the temporary files, and from there to its log.
fn vacuum(connection: &Connection, before: &Pages, token: Option<&Token>) -> Result<()> {
    let allow = |attached: i32, temporary: &str| {
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, attached)?;
        connection.pragma_update(None, "temp_store", temporary)
    };
    // In memory, where temporary tables are otherwise, a large file would have no room.
    allow(1, "FILE").map_err(storage)?;
    let done = heeding(token, || connection.execute_batch("VACUUM").map_err(storage));
    allow(0, "MEMORY").map_err(storage)?;
    done.map_err(|error| match error.code() {
        "disk_full" => no_room(before.bytes_used()),
        _ => error,
    })
}

fn cut(file: &File, connection: &Connection) -> Result<bool> {
    match file.empty_log(connection, WAIT_FOR_READERS) {
        // Readers keep the log as it is; what was done is done.
        Err(error) if error.kind() == ErrorKind::Busy => Ok(false),
        cut => cut,
    }
}

fn require_room(path: &Path, pages: &Pages) -> Result<()> {
    let frames = pages.all.saturating_sub(pages.free).saturating_mul(FRAME_HEADER);
    let needed = pages.bytes_used().saturating_add(frames);
    match room(folder_of(path)) {
        Some(room) if room < needed => Err(no_room(needed)),
        _ => Ok(()),
    }
}

fn no_room(needed: u64) -> Error {
    let message = format!(
        "there is no room to write the file anew: it takes about {needed} bytes beside the file, \
         and as many among the temporary files; nothing was changed"
    );
    Error::new(ErrorKind::Storage, "disk_full", message)
}
