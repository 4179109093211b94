//! Whether anybody has changed the database, at the cost of a glance.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::error::{Error, ErrorKind, Result};
use crate::store::file::{File, Place};
use crate::store::medium::refused;
use crate::store::open::{FileIdentity, identity};
use crate::store::sqlite::storage;
use crate::store::{Inner, Store, lock, notice};

/// Tells whether the database was changed since it was last asked, by whomever: another process,
/// or this one through any handle. A program that shows records asks it several times a second,
/// and reads anew what it shows when the answer is yes. It says nothing of what was changed:
/// [`Store::events`] does.
///
/// It keeps the store open, as a handle does.
pub struct ChangeWatch {
    store: Arc<Inner>,
    /// What the database said of itself when it was last asked.
    seen: i64,
}

impl Store {
    /// A watch over this store's database, which has seen all that was committed before.
    ///
    /// ```
    /// use billfold_core::{NewPayment, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let mut watch = store.watch()?;
    /// assert!(!watch.changed()?);
    /// store.create_payment(NewPayment::new("10.00", "EUR")?)?;
    /// assert!(watch.changed()?);
    /// assert!(!watch.changed()?);
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ChangeWatch::changed`].
    pub fn watch(&self) -> Result<ChangeWatch> {
        let mut watch = ChangeWatch { store: Arc::clone(&self.inner), seen: 0 };
        watch.changed()?;
        Ok(watch)
    }
}

impl ChangeWatch {
    /// Whether something was committed since this was last asked, or since the watch began. Now
    /// and then it says so of what changed no record, such as what keeps the file in order; it
    /// never fails to say so of what did. It takes some microseconds, and holds nothing afterwards.
    ///
    /// # Errors
    ///
    /// * `storage / file_vanished`: the file stands at its path no longer; it was deleted or moved.
    /// * `storage / file_replaced`: another file stands there. Of both the store knows only the
    ///   file that it opened: what is written now is in none that has a name, or in one elsewhere.
    /// * `closed`, `forked`, and those of reading: `busy`, `corrupt`, `storage`.
    pub fn changed(&mut self) -> Result<bool> {
        self.store.check_usable()?;
        let _held = notice::hold();
        let file = &self.store.file;
        if let Place::Disk { path, identity: Some(opened), .. } = &file.place {
            check_in_place(path, opened)?;
        }
        let found = file.data_version()?;
        Ok(std::mem::replace(&mut self.seen, found) != found)
    }
}

impl std::fmt::Debug for ChangeWatch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.store.file.path();
        formatter.debug_struct("ChangeWatch").field("path", &path).finish_non_exhaustive()
    }
}

impl File {
    /// A number that differs from an earlier one of this process if there was a commit in between.
    ///
    /// SQLite's own is good for what *other* connections commit, so it is asked through one that
    /// does nothing else. In memory nobody else can commit, and whoever read there would wait for
    /// a begun transaction to end.
    fn data_version(&self) -> Result<i64> {
        if let Place::Memory { .. } = self.place {
            return Ok(self.commits());
        }
        let mut watcher = lock(&self.watcher);
        let connection = match &mut *watcher {
            Some(connection) => connection,
            // Only under this lock, so that whoever closes the store finds it, or is found first.
            none => none.insert(self.connect_reader()?),
        };
        read_data_version(connection)
    }
}

fn read_data_version(connection: &Connection) -> Result<i64> {
    let mut statement = connection.prepare_cached("PRAGMA data_version").map_err(storage)?;
    statement.query_row([], |row| row.get(0)).map_err(storage)
}

/// Refuses a path at which the file that was opened does not stand.
fn check_in_place(path: &Path, opened: &FileIdentity) -> Result<()> {
    let away = |code, what: &str| {
        let message = format!("{} {what} while it was open", path.display());
        Err(Error::new(ErrorKind::Storage, code, message))
    };
    match fs::metadata(path) {
        Ok(found) if identity(path, &found) == *opened => Ok(()),
        Ok(_) => away("file_replaced", "was replaced by another file"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            away("file_vanished", "was deleted or moved")
        }
        Err(error) => Err(refused(path, &error)),
    }
}
