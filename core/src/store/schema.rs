//! What a file's schema is: making it, recognising it, and bringing it up to date.

use refinery::embed_migrations;
use rusqlite::{Connection, OptionalExtension as _, named_params};

use crate::error::{Error, ErrorKind, Result};
use crate::store::options::OpenOptions;
use crate::store::settings::Settings;
use crate::store::sqlite::{corrupt, storage};
use crate::store::turnstile::Turnstile;
use crate::store::{interrupt, log};

embed_migrations!("migrations");

/// Marks a file as a Billfold store: "BFLD".
const APPLICATION_ID: i32 = 0x4246_4C44;

/// Builds the schema in an empty database and writes the store's own row.
pub(super) fn initialise(connection: &mut Connection, options: &OpenOptions) -> Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(storage)?;
    migrate(connection)?;
    let mut site = [0_u8; 16];
    getrandom::fill(&mut site)
        .map_err(|error| Error::internal(format!("no random bytes to be had: {error}")))?;
    let settings = serde_json::to_string(&Settings::default())
        .map_err(|error| Error::internal(error.to_string()))?;
    let now = options.clock_or_system().unix_milliseconds().div_euclid(1000).max(0);
    let insert = || {
        connection.execute("INSERT INTO site (seq, id) VALUES (1, ?)", [site.as_slice()])?;
        connection.execute(
            "INSERT INTO meta (id, created_at, highest_time, clock_jumped_to, event_count,
                event_hash, settings, settings_version)
            VALUES (1, :now, :now, NULL, :count, :hash, :settings, 1)",
            named_params! {
                ":now": now,
                ":count": log::ChainHead::EMPTY.count,
                ":hash": log::ChainHead::EMPTY.hash.as_slice(),
                ":settings": settings,
            },
        )
    };
    insert().map_err(storage)?;
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<()> {
    migrations::runner().set_grouped(true).run(connection).map(drop).map_err(|error| {
        Error::new(ErrorKind::Storage, "migration_failed", format!("the schema: {error}"))
    })
}

pub(super) fn newest_schema() -> i64 {
    let migrations = migrations::runner();
    migrations.get_migrations().iter().map(|step| i64::from(step.version())).max().unwrap_or(0)
}

/// The same of the database as SQLite sees it, with what stands in the write-ahead log.
pub(super) fn check_identity(connection: &Connection) -> Result<()> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application_id = pragma("application_id").map_err(storage)?;
    check_numbers(application_id, pragma("user_version").map_err(storage)?)
}

/// Refuses a database that is not ours, or newer than we are.
pub(super) fn check_numbers(application_id: i64, found: i64) -> Result<()> {
    if application_id != i64::from(APPLICATION_ID) {
        return Err(Error::new(
            ErrorKind::Corrupt,
            "not_a_billfold_store",
            "the file is a database, but not a Billfold store",
        ));
    }
    let newest = newest_schema();
    if found > newest {
        return Err(Error::new(
            ErrorKind::SchemaTooNew,
            "schema_too_new",
            format!("the file has schema {found}; this Billfold knows schemas up to {newest}"),
        ));
    }
    Ok(())
}

/// Runs the migrations that the file has not seen, one process at a time; answers which schema it
/// had.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    turnstile: Option<&Turnstile>,
    options: &OpenOptions,
) -> Result<i64> {
    let applied = check_history(connection)?;
    if applied == newest_schema() {
        return Ok(applied);
    }
    let Some(turnstile) = turnstile else {
        return Err(Error::new(
            ErrorKind::ReadOnly,
            "schema_too_old",
            format!(
                "the file has schema {applied}; open it once for writing to bring it up to date"
            ),
        ));
    };
    let _pass = turnstile.enter(interrupt::deadline(options.patience), None)?;
    let applied = check_history(connection)?;
    migrate(connection).map(|()| applied)
}

/// Reads the history of migrations before refinery does, which panics on a damaged row.
pub(super) fn check_history(connection: &Connection) -> Result<i64> {
    let damaged = || corrupt("the history of the file's schema is damaged");
    let table: Option<i64> = connection
        .query_row(
            "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'",
            [],
            |row| row.get(0),
        )
        .optional()
        .map_err(storage)?;
    table.ok_or_else(damaged)?;
    let mut statement = connection
        .prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")
        .map_err(storage)?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    });
    let found = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
    let found = found.map_err(|error| match storage(error) {
        error if error.kind() == ErrorKind::Internal => damaged(),
        error => error,
    })?;
    let runner = migrations::runner();
    let mut known = runner.get_migrations().iter().map(|step| {
        (i64::from(step.version()), step.name().to_owned(), step.checksum().to_string())
    });
    let count = found.len();
    if count == 0 || !found.into_iter().all(|row| known.next() == Some(row)) {
        return Err(damaged());
    }
    i64::try_from(count).map_err(|_| damaged())
}
