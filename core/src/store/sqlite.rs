//! Connections: how they are set up, how rows are read, what SQLite's errors mean.

use std::ffi::CStr;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::FromSql;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, ffi};

use crate::error::{Error, ErrorKind, Result};
use crate::store::options::OpenOptions;
use crate::store::{function, interrupt};

/// Statements that a connection keeps prepared: more than the library has.
const CACHED_STATEMENTS: usize = 256;
/// No statement or value of ours comes near this many bytes.
const LARGEST_VALUE: i32 = 16 * 1024 * 1024;

/// Opens a connection; `name` is a path, or a URI where the flags say so.
pub(crate) fn connect(name: &std::path::Path, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    Connection::open_with_flags(name, flags).map_err(storage)
}

/// Refuses to run on another SQLite than the one compiled in: a host whose own copy took its place
/// when it was linked. Untested, such a pair may damage a file in silence.
pub(crate) fn check_library() -> Result<()> {
    let compiled = [ffi::SQLITE_VERSION, ffi::SQLITE_SOURCE_ID].map(CStr::to_string_lossy);
    let connection = Connection::open_in_memory().map_err(storage)?;
    let sql = "SELECT sqlite_version(), sqlite_source_id()";
    let running = connection.query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?]));
    compare_libraries(compiled.each_ref().map(AsRef::as_ref), &running.map_err(storage)?)
}

/// Compares version and source id of the SQLite compiled in with those of the one that runs.
fn compare_libraries(compiled: [&str; 2], running: &[String; 2]) -> Result<()> {
    if running == &compiled {
        return Ok(());
    }
    let ([version, source], [running, running_source]) = (compiled, running);
    let message = format!(
        "this Billfold was built with SQLite {version} ({source}), but the program runs SQLite \
         {running} ({running_source}) in its place; link Billfold so that it keeps its own"
    );
    Err(Error::new(ErrorKind::Unsupported, "foreign_sqlite", message))
}

/// Sets a connection up: durable, strict, and distrustful of what the file says.
pub(crate) fn configure(connection: &mut Connection, options: &OpenOptions) -> Result<()> {
    let mut apply = || -> rusqlite::Result<()> {
        interrupt::attend(connection, options.patience)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // Otherwise the planner looks at bound values, and each new value prepares a statement
        // anew that has a partial index to think about: 100 µs instead of 3.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        function::define(connection)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.pragma_update(None, "synchronous", options.durability.pragma())?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "mmap_size", 0)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "wal_autocheckpoint", 1000)
    };
    apply().map_err(storage)
}

/// Moves the write-ahead log into the file and cuts it to nothing; answers whether that was done,
/// or readers still held the log after this wait.
pub(crate) fn truncate_log(connection: &Connection, wait: Duration) -> Result<bool> {
    let held = interrupt::waiting(wait, || {
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
    });
    held.map(|held| held == 0).map_err(storage)
}

/// What an error of SQLite means to a caller.
#[expect(clippy::needless_pass_by_value, reason = "the form map_err calls it in")]
pub(crate) fn storage(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return Error::internal(format!("the store was asked wrongly: {error}"));
    };
    let (kind, code) = match failure.code {
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => (ErrorKind::Busy, "file_busy"),
        ErrorCode::DatabaseCorrupt => (ErrorKind::Corrupt, "damaged"),
        ErrorCode::NotADatabase => (ErrorKind::Corrupt, "not_a_database"),
        ErrorCode::ReadOnly => (ErrorKind::ReadOnly, "read_only"),
        ErrorCode::OperationInterrupted => (ErrorKind::Interrupted, "interrupted"),
        ErrorCode::DiskFull => (ErrorKind::Storage, "disk_full"),
        ErrorCode::SystemIoFailure => (ErrorKind::Storage, "io"),
        ErrorCode::CannotOpen => (ErrorKind::Storage, "cannot_open"),
        ErrorCode::PermissionDenied => (ErrorKind::Storage, "permission_denied"),
        ErrorCode::OutOfMemory => (ErrorKind::Storage, "out_of_memory"),
        _ => (ErrorKind::Internal, "internal"),
    };
    Error::new(kind, code, format!("SQLite: {error}")).with_storage_code(failure.extended_code)
}

/// Reads a row's columns in the order in which its statement names them.
pub(crate) struct Columns<'row, 'statement> {
    row: &'row Row<'statement>,
    next: usize,
}

impl<'row, 'statement> Columns<'row, 'statement> {
    pub(crate) const fn new(row: &'row Row<'statement>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column's value; a value that is not of its type means a damaged file.
    pub(crate) fn next<T: FromSql>(&mut self) -> Result<T> {
        let index = self.next;
        self.next = index.saturating_add(1);
        self.row.get(index).map_err(|error| match error {
            rusqlite::Error::SqliteFailure(..) => storage(error),
            _ => corrupt(format!("a stored value cannot be read: {error}")),
        })
    }

    /// The next column's text, turned into a value by `read`.
    pub(crate) fn next_with<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let text: String = self.next()?;
        read(&text).ok_or_else(|| corrupt(format!("a stored value is none of ours: {text}")))
    }

    /// As [`Columns::next_with`], for a column that may be empty.
    pub(crate) fn next_maybe<T>(
        &mut self,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let text: Option<String> = self.next()?;
        text.map(|text| {
            read(&text).ok_or_else(|| corrupt(format!("a stored value is none of ours: {text}")))
        })
        .transpose()
    }
}

/// The file holds what Billfold never writes.
pub(crate) fn corrupt(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Corrupt, "damaged", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_sqlite_than_our_own_is_refused_by_name() {
        check_library().unwrap();
        let ours = ["3.54.1", "2026-10-16 14:45:20 555e07"];
        let check = |version: &str, source: &str| {
            compare_libraries(ours, &[version.to_owned(), source.to_owned()])
        };
        check(ours[0], ours[1]).unwrap();
        for (version, source) in [
            ("3.40.1", "2022-12-28 14:03:47 df5c25"),
            ("3.54.1", "2026-10-16 14:45:20 555e07alt1"),
            ("3.54.1", ""),
            ("3.54.0", ours[1]),
        ] {
            let refused = check(version, source).unwrap_err();
            assert_eq!(
                (refused.kind(), refused.code()),
                (ErrorKind::Unsupported, "foreign_sqlite")
            );
            for named in [version, source, ours[0], ours[1]] {
                assert!(refused.message().contains(named), "{refused}");
            }
        }
    }
}
