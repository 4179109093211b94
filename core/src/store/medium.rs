//! What the medium that a file stands on allows.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// The kernel's numbers for file systems whose locks other machines do not see: NFS, SMB, CIFS,
/// SMB 2, Coda.
#[cfg(any(target_os = "linux", target_os = "android"))]
const NETWORK_FILE_SYSTEMS: [u32; 5] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x7375_7245];

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn on_network(path: &Path) -> bool {
    use nix::sys::statfs::statfs;
    statfs(path).is_ok_and(|found| {
        u32::try_from(found.filesystem_type().0)
            .is_ok_and(|number| NETWORK_FILE_SYSTEMS.contains(&number))
    })
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(crate) fn on_network(_: &Path) -> bool {
    false
}

/// Asks for the right to write before SQLite does: it would fall back to reading in silence.
pub(crate) fn check_writable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use nix::unistd::{AccessFlags, access};
        access(path, AccessFlags::W_OK).map_err(|errno| refused(path, &errno.into()))?;
    }
    #[cfg(not(unix))]
    if std::fs::metadata(path).map_err(|error| refused(path, &error))?.permissions().readonly() {
        return Err(refused(path, &io::ErrorKind::ReadOnlyFilesystem.into()));
    }
    Ok(())
}

/// How SQLite must be told of a file on a read-only medium: it reads a store through files beside
/// it, unless it is promised that nobody changes the store. None: all is as usual.
///
/// Refuses a store whose last changes are still in its log: reading the file alone would miss
/// them.
pub(crate) fn unchanging(path: &Path) -> Result<Option<PathBuf>> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    // A folder that only this user cannot write to may well be changed by another.
    if !check_writable(folder).is_err_and(|error| error.kind() == ErrorKind::ReadOnly) {
        return Ok(None);
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(log).is_ok_and(|found| found.len() > 0) {
        return Err(Error::new(
            ErrorKind::ReadOnly,
            "read_only_medium",
            format!(
                "the last changes to {} are in the log beside it, and nothing can be written \
                 there; open it once where it can be written",
                path.display()
            ),
        ));
    }
    Ok(Some(unchanging_name(path)))
}

/// The name by which SQLite opens a file that nobody changes.
fn unchanging_name(path: &Path) -> PathBuf {
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => name.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => name.push(char::from(*byte)),
            byte => name.push_str(&format!("%{byte:02X}")),
        }
    }
    PathBuf::from(name + "?immutable=1")
}

/// What an error of the operating system means to whoever opens a store.
pub(crate) fn refused(path: &Path, error: &io::Error) -> Error {
    let (kind, code) = match error.kind() {
        io::ErrorKind::PermissionDenied => (ErrorKind::Storage, "permission_denied"),
        io::ErrorKind::ReadOnlyFilesystem => (ErrorKind::ReadOnly, "read_only_medium"),
        io::ErrorKind::NotFound => (ErrorKind::NotFound, "not_found"),
        io::ErrorKind::StorageFull => (ErrorKind::Storage, "disk_full"),
        _ => (ErrorKind::Storage, "cannot_open"),
    };
    Error::new(kind, code, format!("{} cannot be used: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{NewPayment, PaymentFilter, Store};

    #[test]
    fn a_file_that_nobody_changes_is_read_without_files_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a 100% shop?.db");
        let store = Store::create(&path).unwrap();
        store.create_payment(NewPayment::new("1", "USD").unwrap()).unwrap();
        store.close().unwrap();
        let alone = folder.path().join("alone");
        fs::create_dir(&alone).unwrap();
        let copy = alone.join("a 100% shop?.db");
        fs::copy(&path, &copy).unwrap();
        let name = unchanging_name(&copy);
        let flags =
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
        let connection = crate::store::sqlite::connect(&name, flags).unwrap();
        let count: i64 =
            connection.query_row("SELECT count(*) FROM payment", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 1);
        assert_eq!(fs::read_dir(&alone).unwrap().count(), 1);
        let all = PaymentFilter::default();
        let store = Store::open_read_only(&copy).unwrap();
        assert_eq!(store.list_payments(&all, &crate::PageRequest::first()).unwrap().total, 1);
    }

    #[test]
    fn a_folder_that_can_be_written_needs_no_promise() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(unchanging(&folder.path().join("shop.db")).unwrap(), None);
    }
}
