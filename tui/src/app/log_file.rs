//! The log of the screens: what the store tells of itself, in a file, never on the terminal. It
//! holds paths, numbers and codes, and no values of records.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{SecondsFormat, Utc};
use log::{LevelFilter, Log, Metadata, Record};

use crate::config::state::make_folder;
use crate::output::text::shown;

/// Bytes from which on a new file is begun; the one before is kept.
const MOST_BYTES: u64 = 1 << 20;

/// Whose messages are written: other crates do not know what is a record's.
const OURS: &str = "billfold";

/// The log's file, open for as long as the process lives.
struct LogFile {
    path: PathBuf,
    file: Mutex<File>,
}

/// Writes messages down from now on, up to this level; with `off`, no file is made.
///
/// # Errors
///
/// If the file or its folder cannot be made.
pub(crate) fn start(path: PathBuf, level: LevelFilter) -> io::Result<()> {
    if level == LevelFilter::Off {
        return Ok(());
    }
    let file = LogFile::open(path)?;
    // Whoever was here first goes on: a process has one log.
    if log::set_boxed_logger(Box::new(file)).is_ok() {
        log::set_max_level(level);
    }
    Ok(())
}

impl LogFile {
    fn open(path: PathBuf) -> io::Result<Self> {
        make_folder(path.parent().unwrap_or(Path::new(".")))?;
        let file = Mutex::new(appended(&path)?);
        Ok(Self { path, file })
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.metadata()?.len() >= MOST_BYTES {
            fs::rename(&self.path, self.path.with_extension("log.old"))?;
            *file = appended(&self.path)?;
        }
        file.write_all(line.as_bytes())
    }
}

impl Log for LogFile {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(OURS)
    }

    #[expect(clippy::disallowed_methods, reason = "the log tells the machine's time, no store's")]
    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let (level, target) = (record.level(), record.target());
        let message = shown(&record.args().to_string());
        // There is nobody who could be told that the log cannot be written.
        let _ = self.write(&format!("{at} {level} {target}: {message}\n"));
    }

    fn flush(&self) {}
}

/// The file, to add to; what is made is its owner's alone.
fn appended(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use log::Level;

    use super::*;

    fn told(log: &LogFile, target: &str, message: &str) {
        let mut record = Record::builder();
        let record = record.level(Level::Warn).target(target);
        log.log(&record.args(format_args!("{message}")).build());
    }

    #[test]
    fn messages_of_ours_are_added_line_by_line_and_the_file_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("billfold").join("billfold.log");
        for round in ["one", "two\nlines"] {
            let log = LogFile::open(path.clone()).unwrap();
            told(&log, "billfold::store", round);
            told(&log, "elsewhere", "not ours");
        }
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.lines().all(|line| line.contains("Z WARN billfold::store: ")), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let log = LogFile::open(path.clone()).unwrap();
        File::options().write(true).open(&path).unwrap().set_len(MOST_BYTES).unwrap();
        told(&log, "billfold::sweep", "after");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("billfold::sweep: after\n") && text.lines().count() == 1, "{text}");
        let old = fs::metadata(path.with_extension("log.old")).unwrap();
        assert_eq!(old.len(), MOST_BYTES);
    }
}
