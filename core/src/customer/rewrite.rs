//! Writing the tables that hold personal data anew, so that no page of theirs keeps a stale copy.
//!
//! `secure_delete` overwrites what is deleted, but not what SQLite leaves behind when it moves
//! rows between pages: in the gap before a page's content a row's old copy can stand for years.
//! Emptied as a whole, a table gives up its pages, which are then overwritten from end to end.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::Result;
use crate::store::sqlite::storage;

/// Writes customers and their words anew, in the transaction that is under way: once in each
/// that erased any. It takes as long as there are customers.
pub(super) fn rewrite(connection: &Connection) -> Result<()> {
    // With triggers or foreign keys to heed, a table is emptied row by row instead of as a whole.
    let heed = |heeded: bool| {
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, heeded)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, heeded)
    };
    heed(false).map_err(storage)?;
    let rewritten = connection.execute_batch(
        "CREATE TEMP TABLE kept_customer AS SELECT * FROM customer ORDER BY seq;
        DELETE FROM customer;
        INSERT INTO customer SELECT * FROM kept_customer ORDER BY seq;
        DROP TABLE kept_customer;
        CREATE TEMP TABLE kept_word AS SELECT * FROM customer_word ORDER BY seq;
        DELETE FROM customer_word;
        INSERT INTO customer_word SELECT * FROM kept_word ORDER BY seq;
        DROP TABLE kept_word;
        INSERT INTO customer_word_index (customer_word_index) VALUES ('rebuild');",
    );
    heed(true).map_err(storage)?;
    rewritten.map_err(storage)
}
