//! Writing tables anew that something was erased from, so that no page of theirs keeps a copy.
//!
//! `secure_delete` overwrites what is deleted, but not what SQLite leaves behind when it moves
//! rows between pages: in the gap before a page's content a row's old copy can stand for years.
//! Emptied as a whole, a table gives up its pages, which are then overwritten from end to end.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::Result;
use crate::store::sqlite::storage;

/// A table whose rows may be erased, and the search index over it, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Erasable {
    pub(crate) table: &'static str,
    pub(crate) index: Option<&'static str>,
}

/// Writes tables anew, in the transaction that is under way: once in each that erased from them.
/// It takes as long as they have rows.
pub(crate) fn rewrite<'e>(
    connection: &Connection,
    tables: impl IntoIterator<Item = &'e Erasable>,
) -> Result<()> {
    // With triggers or foreign keys to heed, a table is emptied row by row instead of as a whole;
    // and an index's own tables are closed to all but FTS5.
    let heed = |heeded: bool| {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, heeded)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, heeded)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, heeded)
    };
    heed(false).map_err(storage)?;
    let sql: String = tables.into_iter().map(statements).collect();
    let rewritten = connection.execute_batch(&sql);
    heed(true).map_err(storage)?;
    rewritten.map_err(storage)
}

fn statements(Erasable { table, index }: &Erasable) -> String {
    index.map_or(String::new(), merge) + &renew(table, "seq")
}

/// Merges an index to one segment, in which no erased word is left, and writes its tables anew
/// that hold words. To build it anew takes ten times as long: each word would be cut up again.
fn merge(index: &str) -> String {
    format!(
        "INSERT INTO {index} ({index}) VALUES ('optimize');
        {} {}",
        renew(&format!("{index}_data"), "id"),
        renew(&format!("{index}_idx"), "segid, term")
    )
}

fn renew(table: &str, order: &str) -> String {
    format!(
        "CREATE TEMP TABLE kept AS SELECT * FROM {table} ORDER BY {order};
        DELETE FROM {table};
        INSERT INTO {table} SELECT * FROM kept ORDER BY {order};
        DROP TABLE kept;"
    )
}
