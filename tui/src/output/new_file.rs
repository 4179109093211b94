//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use billfold_core::ErrorKind;
use tempfile::NamedTempFile;

use crate::failure::{Failure, Result};

/// Bytes that are written at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// A file that is being written: under another name beside the one it will have, readable by its
/// owner only. Dropped unfinished, it is gone.
pub(crate) enum NewFile {
    /// It gets its name when it is finished.
    Beside { out: BufWriter<NamedTempFile>, target: PathBuf, replaces: bool },
    /// What has the name is no file, a pipe or a device: it takes the data as they come.
    Straight { out: BufWriter<File>, target: PathBuf },
}

impl NewFile {
    /// Whether a file has this name already, which would be lost.
    pub(crate) fn would_replace(target: &Path) -> bool {
        fs::metadata(target).is_ok_and(|found| found.is_file())
    }

    /// Begins a file; what has its name is only replaced if the caller says so.
    pub(crate) fn create(target: &Path, replaces: bool) -> Result<Self> {
        let refused = |error: io::Error| unwritable(target, &error);
        // A symbolic link goes on leading to the file that it led to.
        let target = match fs::canonicalize(target) {
            Ok(whole) => whole,
            Err(error) if error.kind() == io::ErrorKind::NotFound => target.to_owned(),
            Err(error) => return Err(refused(error)),
        };
        if let Ok(found) = fs::metadata(&target)
            && !found.is_file()
        {
            let file = File::options().write(true).open(&target).map_err(refused)?;
            return Ok(Self::Straight {
                out: BufWriter::with_capacity(BUFFER_BYTES, file),
                target,
            });
        }
        let folder = folder_of(&target);
        // Said of the folder, not of a name that nobody chose.
        fs::metadata(folder).map_err(refused)?;
        let mut builder = tempfile::Builder::new();
        let made = builder.prefix(".billfold-").suffix(".tmp").tempfile_in(folder);
        let out = BufWriter::with_capacity(BUFFER_BYTES, made.map_err(refused)?);
        Ok(Self::Beside { out, target, replaces })
    }

    /// Writes more of it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Beside { out, target, .. } => {
                out.write_all(bytes).map_err(|error| unwritable(target, &error))
            }
            Self::Straight { out, target } => {
                out.write_all(bytes).map_err(|error| unwritable(target, &error))
            }
        }
    }

    /// Makes it durable and gives it its name.
    pub(crate) fn finish(self) -> Result<()> {
        let (out, target, replaces) = match self {
            Self::Straight { mut out, target } => {
                return out.flush().map_err(|error| unwritable(&target, &error));
            }
            Self::Beside { out, target, replaces } => (out, target, replaces),
        };
        let refused = |error: io::Error| unwritable(&target, &error);
        let file = out.into_inner().map_err(|error| refused(error.into_error()))?;
        file.as_file().sync_all().map_err(refused)?;
        let named = if replaces { file.persist(&target) } else { file.persist_noclobber(&target) };
        named.map_err(|error| refused(error.error))?;
        sync_folder(folder_of(&target)).map_err(refused)
    }
}

/// A path by which files can be told apart, those too that are not there yet.
pub(crate) fn whole_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs::canonicalize(folder_of(path)).ok();
        let whole = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
        whole.unwrap_or_else(|| path.to_owned())
    })
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the name itself durable.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn unwritable(target: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::ReaderGone;
    }
    let (kind, code) = match error.kind() {
        io::ErrorKind::AlreadyExists => (ErrorKind::Conflict, "file_exists"),
        _ => (ErrorKind::Storage, "output_failed"),
    };
    Failure::new(kind, code, format!("cannot write {}: {error}", target.display()))
}
