//! Finding, creating and checking a file, and sharing what is open already.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock, Weak};

use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};
use crate::store::anchor::Anchor;
use crate::store::file::{File, Place};
use crate::store::medium::{self, Draft, check_writable, on_network, refused};
use crate::store::options::OpenOptions;
use crate::store::schema::{
    bring_up_to_date, check_history, check_identity, check_numbers, initialise, newest_schema,
};
use crate::store::sqlite::{check_library, configure, connect, storage};
use crate::store::turnstile::Turnstile;
use crate::store::writer::Writer;
use crate::store::{Inner, interrupt, lock, notice};

/// What to do about a file that is or is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    OpenOrCreate,
    CreateNew,
    OpenExisting,
    ReadOnly,
}

/// Stores open in this process, by the file they are in. Whoever opens or closes holds it, so
/// that an anchor is never cast while another one is being weighed or dropped.
static OPEN: Mutex<Option<HashMap<FileIdentity, Shared>>> = Mutex::new(None);

#[derive(Default)]
struct Shared {
    anchor: Weak<Anchor>,
    stores: Vec<Weak<Inner>>,
}

impl Shared {
    /// The stores that are open there.
    fn opened(&self) -> Vec<Arc<Inner>> {
        self.stores.iter().filter_map(Weak::upgrade).collect()
    }
}

/// The process too: what a forked child inherits of its parent's stores is not the child's.
#[cfg(unix)]
pub(crate) type FileIdentity = (u32, u64, u64);
#[cfg(not(unix))]
pub(crate) type FileIdentity = PathBuf;

/// Opens the store at `path`, or the one that is already open there.
pub(crate) fn open(path: &Path, intent: Intent, options: &OpenOptions) -> Result<Arc<Inner>> {
    let _held = notice::hold();
    let opened = find_or_open(path, intent, options);
    opened.inspect_err(|error| notice::failure(path, error))
}

fn find_or_open(path: &Path, intent: Intent, options: &OpenOptions) -> Result<Arc<Inner>> {
    match fs::symlink_metadata(path) {
        Ok(found) => check_file(path, &found, intent)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => match intent {
            Intent::OpenOrCreate | Intent::CreateNew => create(path, intent, options)?,
            Intent::OpenExisting | Intent::ReadOnly => {
                return Err(Error::not_found("store", path.display()));
            }
        },
        Err(error) => return Err(refused(path, &error)),
    }
    let path = fs::canonicalize(path).map_err(|error| refused(path, &error))?;
    // Declared before the registry's guard, so that it drops after it: the last handle to a store
    // may be among these, and closing a store takes the registry.
    let mut known: Vec<Arc<Inner>>;
    let mut registry = lock(&OPEN);
    let found = fs::metadata(&path).map_err(|error| refused(&path, &error))?;
    let identity = identity(&path, &found);
    let shared =
        registry.get_or_insert_default().entry(FileIdentity::clone(&identity)).or_default();
    let read_only = intent == Intent::ReadOnly;
    known = shared.opened();
    if let Some(inner) = known.iter().find(|inner| inner.is_like(read_only, options)) {
        return Ok(Arc::clone(inner));
    }
    let mut opening = Opening::begin(&path, read_only, options, &mut shared.anchor)?;
    let mut schema_before = check_history(&opening.connection)?;
    if schema_before < newest_schema() {
        // Who migrates tells the host's log of it, where a store may be opened or dropped.
        drop(registry);
        (opening, schema_before) = opening.bring_up_to_date(options)?;
        registry = lock(&OPEN);
        // Another thread may have opened it meanwhile: one file has one writer here.
        let shared = registry.get_or_insert_default().entry(FileIdentity::clone(&identity));
        known.extend(shared.or_default().opened());
        if let Some(inner) = known.iter().find(|inner| inner.is_like(read_only, options)) {
            return Ok(Arc::clone(inner));
        }
    }
    let inner = opening.finish((path, FileIdentity::clone(&identity)), options)?;
    tell_of_opening(inner.file.name(), read_only, schema_before);
    let shared = registry.get_or_insert_default().entry(identity).or_default();
    shared.stores.retain(|store| store.strong_count() > 0);
    shared.stores.push(Arc::downgrade(&inner));
    Ok(inner)
}

/// A file on the way to being open. On an error the connection closes while the anchor holds: the
/// file stays as it is. As with every anchor, who drops it holds the registry.
struct Opening {
    connection: Connection,
    unchanging: Option<PathBuf>,
    turnstile: Option<Turnstile>,
    anchor: Arc<Anchor>,
}

impl Opening {
    /// Begins, while the registry is held.
    fn begin(
        path: &Path,
        read_only: bool,
        options: &OpenOptions,
        known_anchor: &mut Weak<Anchor>,
    ) -> Result<Self> {
        check_library()?;
        let access = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            check_writable(path)?;
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let anchor = match known_anchor.upgrade() {
            Some(anchor) => {
                anchor.hold()?;
                anchor
            }
            None => {
                check_header(path)?;
                Arc::new(Anchor::cast(path)?)
            }
        };
        *known_anchor = Arc::downgrade(&anchor);
        let unchanging = if read_only { medium::unchanging(path)? } else { None };
        let mut connection = match &unchanging {
            Some(name) => connect(name, access | OpenFlags::SQLITE_OPEN_URI)?,
            None => connect(path, access)?,
        };
        check_identity(&connection)?;
        configure(&mut connection, options)?;
        let turnstile = if read_only { None } else { Some(Turnstile::open(path)?) };
        if let Some(turnstile) = &turnstile {
            ensure_log(&connection, &anchor, turnstile, options)?;
        }
        Ok(Self { connection, unchanging, turnstile, anchor })
    }

    /// Runs the migrations that the file has not seen, while the registry is *not* held; answers
    /// which schema it had.
    fn bring_up_to_date(mut self, options: &OpenOptions) -> Result<(Self, i64)> {
        match bring_up_to_date(&mut self.connection, self.turnstile.as_ref(), options) {
            Ok(schema_before) => Ok((self, schema_before)),
            Err(error) => {
                drop(self.connection);
                drop_anchor(Some(self.anchor));
                Err(error)
            }
        }
    }

    /// Makes a store of it, while the registry is held.
    fn finish(
        self,
        (path, identity): (PathBuf, FileIdentity),
        options: &OpenOptions,
    ) -> Result<Arc<Inner>> {
        let Self { anchor, turnstile, unchanging, connection } = self;
        let read_only = turnstile.is_none();
        if !read_only {
            anchor.watch(&path)?;
        }
        let (anchor, identity) = (Some(anchor), Some(identity));
        let place = Place::Disk { path, identity, unchanging, anchor, turnstile };
        let file = File::new(place, read_only, options.clone());
        if !read_only {
            file.finish_erasures(&connection);
        }
        Ok(Inner::new(file, (!read_only).then_some(connection)))
    }
}

fn tell_of_opening(path: &Path, read_only: bool, schema_before: i64) {
    let (path, newest) = (path.display(), newest_schema());
    if schema_before < newest {
        let steps = format_args!("{path}: brought from schema {schema_before} to {newest}");
        notice::info(notice::STORE, steps);
    }
    let how = if read_only { "opened to read only" } else { "opened" };
    notice::info(notice::STORE, format_args!("{path}: {how}"));
}

/// Makes a store that lives in this process's memory and goes with its last handle.
pub(crate) fn in_memory(options: &OpenOptions) -> Result<Arc<Inner>> {
    check_library()?;
    let name = PathBuf::from(format!("file:/{}?vfs=memdb", Uuid::new_v4()));
    let place = Place::Memory { name, gate: RwLock::new(()) };
    let file = File::new(place, false, options.clone());
    let mut connection = file.connect_writer()?;
    initialise(&mut connection, options)?;
    Ok(Inner::new(file, Some(connection)))
}

/// Lets a store go: other handles are gone, so connections close, then the anchor.
pub(crate) fn let_go(file: &File, writer: Option<&Arc<Writer>>) {
    let _held = notice::hold();
    let registry = lock(&OPEN);
    if let Some(writer) = writer {
        writer.keep_time();
    }
    if let Place::Disk { anchor: Some(anchor), .. } = &file.place
        && Arc::strong_count(anchor) == 1
    {
        anchor.weigh();
    }
    let closed = file.close_readers();
    if let Some(writer) = writer {
        writer.close();
    }
    drop(registry);
    if let Place::Disk { path, anchor: Some(_), .. } = &file.place
        && closed
    {
        notice::info(notice::STORE, format_args!("{}: closed", path.display()));
    }
}

/// Drops an anchor while nobody opens: closing its descriptors drops every lock that SQLite has
/// on the file in this process, those of a store that was just opened there too.
pub(crate) fn drop_anchor(anchor: Option<Arc<Anchor>>) {
    let mut registry = lock(&OPEN);
    drop(anchor);
    // What nobody has open is forgotten; whoever opens many files must not pay for all of them.
    if let Some(known) = registry.as_mut() {
        known.retain(|_, shared| shared.anchor.strong_count() > 0);
    }
}

/// Refuses what is no plain file, or one that anyone could change.
fn check_file(path: &Path, found: &fs::Metadata, intent: Intent) -> Result<()> {
    let refuse = |code, why: &str| {
        Err(Error::new(ErrorKind::Storage, code, format!("{} {why}", path.display())))
    };
    if intent == Intent::CreateNew {
        return Err(Error::conflict("file_exists", format!("{} exists", path.display()))
            .with_existing_id(path.display()));
    }
    if found.is_symlink() {
        return refuse("is_a_symlink", "is a symbolic link; name the file itself");
    }
    if found.is_dir() {
        return refuse("is_a_directory", "is a directory");
    }
    if !found.is_file() {
        return refuse("not_a_file", "is not a plain file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if found.permissions().mode() & 0o002 != 0 {
            return refuse("world_writable", "can be written by anyone; take that right away");
        }
        if on_network(path) {
            return refuse("network_file_system", "is on a network file system, whose locks fail");
        }
    }
    Ok(())
}

/// Which file it is that was found at a path.
#[cfg(unix)]
pub(crate) fn identity(_: &Path, found: &fs::Metadata) -> FileIdentity {
    use std::os::unix::fs::MetadataExt as _;
    (std::process::id(), found.dev(), found.ino())
}

#[cfg(not(unix))]
pub(crate) fn identity(path: &Path, _: &fs::Metadata) -> FileIdentity {
    path.to_owned()
}

/// Creates the store under another name and puts it in place whole, or not at all.
fn create(path: &Path, intent: Intent, options: &OpenOptions) -> Result<()> {
    check_library()?;
    let draft = Draft::beside(path)?;
    let mut connection = connect(draft.path(), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    configure(&mut connection, options)?;
    initialise(&mut connection, options)?;
    begin_log(connection)?;
    match draft.put_in_place(path) {
        // Another process was faster: its store serves as well, unless a new one was asked.
        Err(error) if error.code() == "file_exists" && intent != Intent::CreateNew => Ok(()),
        placed => {
            placed?;
            notice::info(notice::STORE, format_args!("{}: created", path.display()));
            Ok(())
        }
    }
}

/// Notes in a file that a write-ahead log goes with it, and closes it whole, without one.
fn begin_log(connection: Connection) -> Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL").map_err(storage)?;
    connection.close().map_err(|(_, error)| storage(error))
}

/// Makes a bare copy of a database into a store's file: one that opens by itself.
pub(crate) fn finish_copy(path: &Path, options: &OpenOptions) -> Result<()> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    configure(&mut connection, options)?;
    begin_log(connection)
}

/// Opens a finished file of our own that nobody else knows of yet, to read it only.
pub(crate) fn open_copy(path: &Path, options: &OpenOptions) -> Result<Arc<Inner>> {
    check_header(path)?;
    let unchanging = Some(medium::unchanging_name(path));
    let path = path.to_owned();
    let place = Place::Disk { path, identity: None, unchanging, anchor: None, turnstile: None };
    let file = File::new(place, true, options.clone());
    let connection = file.connect_reader()?;
    check_identity(&connection)?;
    check_history(&connection)?;
    Ok(Inner::new(file, None))
}

/// Reads who made a file off its first bytes, before SQLite may touch it: SQLite would finish
/// what somebody else's program left half-done in it.
fn check_header(path: &Path) -> Result<()> {
    let mut header = [0_u8; 100];
    let mut file = fs::File::open(path).map_err(|error| refused(path, &error))?;
    let not_a_database = || {
        let message = format!("{} is not a database", path.display());
        Error::new(ErrorKind::Corrupt, "not_a_database", message)
    };
    file.read_exact(&mut header).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => not_a_database(),
        _ => refused(path, &error),
    })?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_a_database());
    }
    let number = |at: usize| {
        let bytes = header.get(at..).and_then(|rest| rest.first_chunk());
        i64::from(bytes.map_or(0, |bytes| i32::from_be_bytes(*bytes)))
    };
    check_numbers(number(68), number(60))
}

/// Switches the write-ahead log on again if someone turned it off, to copy the file, say. SQLite
/// needs the file for itself to do so, which an anchor would not let it have.
fn ensure_log(
    connection: &Connection,
    anchor: &Arc<Anchor>,
    turnstile: &Turnstile,
    options: &OpenOptions,
) -> Result<()> {
    let mode = |sql| connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(storage);
    if mode("PRAGMA journal_mode")? == "wal" {
        return Ok(());
    }
    let _pass = turnstile.enter(interrupt::deadline(options.patience), None)?;
    if Arc::strong_count(anchor) == 1 {
        anchor.weigh();
    }
    let switched = mode("PRAGMA journal_mode = WAL");
    anchor.hold()?;
    if switched? == "wal" {
        return Ok(());
    }
    let message = "the file's write-ahead log is off, and another program keeps it so";
    Err(Error::new(ErrorKind::Busy, "file_busy", message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[test]
    fn a_file_that_nobody_has_open_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let store = Store::open(&path).unwrap();
        let path = fs::canonicalize(&path).unwrap();
        let file = identity(&path, &fs::metadata(&path).unwrap());
        let is_known = || lock(&OPEN).as_ref().is_some_and(|known| known.contains_key(&file));
        let reader = Store::open_read_only(&path).unwrap();
        drop(store);
        assert!(is_known());
        drop(reader);
        assert!(!is_known());
    }
}
