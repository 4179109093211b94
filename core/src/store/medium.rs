//! What the medium that a file stands on allows.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

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
    if fs::metadata(beside(path, "-wal")).is_ok_and(|found| found.len() > 0) {
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
pub(crate) fn unchanging_name(path: &Path) -> PathBuf {
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

/// A file on its way to its name: made beside it under another one, and gone with this handle
/// unless it was put in place.
pub(crate) struct Draft {
    path: PathBuf,
    file: fs::File,
}

impl Draft {
    /// An empty file for its owner alone, in the folder of `target`.
    pub(crate) fn beside(target: &Path) -> Result<Self> {
        let name = format!(".billfold-{}.tmp", Uuid::new_v4().as_simple());
        let path = folder_of(target).join(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(&path).map_err(|error| refused(target, &error))?;
        Ok(Self { path, file })
    }

    /// Where it is meanwhile.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself, to be written straight.
    pub(crate) fn file(&self) -> &fs::File {
        &self.file
    }

    /// Makes it durable, gives it its name unless that is taken, and makes the name durable.
    /// Nobody may have it open otherwise.
    pub(crate) fn put_in_place(&self, target: &Path) -> Result<()> {
        let name = || {
            self.file.sync_all()?;
            put_in_place(&self.path, target)?;
            #[cfg(unix)]
            fs::File::open(folder_of(target))?.sync_all()?;
            Ok(())
        };
        name().map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(target),
            _ => refused(target, &error),
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

/// The full path of a file that is to be made, if nothing stands there, and `source`, a store,
/// does not use it.
pub(crate) fn free_name(target: &Path, source: Option<&Path>) -> Result<PathBuf> {
    let refuse = |code, why: &str| {
        Err(Error::new(ErrorKind::Storage, code, format!("{} {why}", target.display())))
    };
    let (Some(name), Ok(folder)) = (target.file_name(), folder_of(target).canonicalize()) else {
        let folder = folder_of(target).display();
        return Err(Error::new(
            ErrorKind::NotFound,
            "not_found",
            format!("there is no folder {folder}"),
        ));
    };
    let path = folder.join(name);
    match fs::symlink_metadata(&path) {
        Ok(found) if found.is_symlink() => {
            return refuse("is_a_symlink", "is a symbolic link; name the file itself");
        }
        Ok(found) if found.is_dir() => return refuse("is_a_directory", "is a directory"),
        Ok(_) if source == Some(&path) => {
            return Err(Error::conflict("file_exists", "the target is the store itself"));
        }
        Ok(_) => return Err(exists(target)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(refused(target, &error)),
    }
    if source.is_some_and(|source| is_file_of(source, &path)) {
        return refuse("name_in_use", "is the name of a file that the store itself uses");
    }
    Ok(path)
}

fn exists(target: &Path) -> Error {
    Error::conflict("file_exists", format!("{} exists; nothing is replaced", target.display()))
        .with_existing_id(target.display())
}

/// The endings of the names of what a store keeps beside its file.
const BESIDE: [&str; 5] = ["-wal", "-journal", "-shm", "-gate", "-turn"];

/// The name of a file beside another one.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether `file` is the store at `store` or what it keeps beside itself, by whatever name.
pub(crate) fn is_file_of(store: &Path, file: &Path) -> bool {
    is_same(store, file) || BESIDE.iter().any(|ending| is_same(&beside(store, ending), file))
}

fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) {
        use std::os::unix::fs::MetadataExt as _;
        return (one.dev(), one.ino()) == (other.dev(), other.ino());
    }
    // One of them may not be there yet.
    let whole = |path: &Path| {
        let folder = folder_of(path).canonicalize().ok()?;
        path.canonicalize().ok().or_else(|| Some(folder.join(path.file_name()?)))
    };
    whole(one).is_some_and(|one| whole(other).is_some_and(|other| one == other))
}

/// The folder in which a path's last name stands.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Bytes that may still be written to the file system that this path is on; none: not known.
pub(crate) fn room(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = nix::sys::statvfs::statvfs(path).ok()?;
        // The types differ between platforms.
        let blocks = i128::from(found.blocks_available());
        u64::try_from(blocks.checked_mul(i128::from(found.fragment_size()))?).ok()
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Gives a finished file its name, unless the name is taken. Not every file system has hard
/// links, and not every one can rename without replacing; nearly all have one of the two.
fn put_in_place(temporary: &Path, path: &Path) -> io::Result<()> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use nix::errno::Errno;
        use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
        let flags = RenameFlags::RENAME_NOREPLACE;
        match renameat2(AT_FDCWD, temporary, AT_FDCWD, path, flags) {
            Err(Errno::EINVAL | Errno::ENOSYS) => {}
            renamed => return renamed.map_err(io::Error::from),
        }
    }
    fs::hard_link(temporary, path)
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
