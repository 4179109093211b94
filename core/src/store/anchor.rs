//! Guards our locks against a second SQLite in the same process.
//!
//! POSIX locks belong to a process, not to a descriptor: when another library in the process (the
//! host's own SQLite, a backup tool) closes *any* descriptor of our file, the kernel drops the
//! locks of ours too. Left alone, that library then believes it was the last to close the file
//! and deletes a write-ahead log that still holds acknowledged commits.
//!
//! The anchor is a shared lock of another sort (an open-file-description lock), which only
//! closing the anchor's own descriptor can drop. While it stands nobody can take the exclusive
//! lock that deleting the log needs. A second one, in the shared-memory file, says that the file
//! is in use: a process that opens the store next would else start the index of the log anew
//! under our feet. And before each commit the anchor asks the kernel whether our write lock is
//! still there. Elsewhere than on Linux there are no such locks, and no anchor.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

#[cfg(any(target_os = "linux", target_os = "android"))]
mod platform {
    use std::fs::File;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc;

    use crate::store::lock;

    /// How long another process may have the file for itself before we give up.
    const PATIENCE: Duration = Duration::from_secs(10);
    /// First of the bytes that SQLite share-locks in the database file.
    const SHARED_FIRST: i64 = 0x4000_0002;
    /// How many they are.
    const SHARED_SIZE: i64 = 510;
    /// The byte of the shared-memory file that a writer locks.
    const WRITE_LOCK_BYTE: i64 = 120;
    /// The byte of the shared-memory file that whoever uses it share-locks.
    const IN_USE_BYTE: i64 = 128;

    #[derive(Debug)]
    pub(super) struct Anchor {
        database: File,
        shared_memory: Mutex<Option<File>>,
    }

    fn region(kind: i32, start: i64, length: i64) -> libc::flock {
        libc::flock {
            l_type: i16::try_from(kind).unwrap_or_default(),
            l_whence: i16::try_from(libc::SEEK_SET).unwrap_or_default(),
            l_start: start,
            l_len: length,
            l_pid: 0,
        }
    }

    /// Share-locks a region. Whoever closes or opens the store as the only one has it for itself
    /// for a moment: as long as a checkpoint takes.
    fn share(file: &File, start: i64, length: i64) -> std::io::Result<()> {
        let shared = region(libc::F_RDLCK, start, length);
        let started = Instant::now();
        loop {
            match fcntl(file, FcntlArg::F_OFD_SETLK(&shared)) {
                Err(Errno::EAGAIN | Errno::EACCES | Errno::EINTR)
                    if started.elapsed() < PATIENCE =>
                {
                    std::thread::sleep(Duration::from_millis(1));
                }
                locked => return locked.map(drop).map_err(std::io::Error::from),
            }
        }
    }

    impl Anchor {
        pub(super) fn cast(path: &Path) -> std::io::Result<Self> {
            let anchor = Self { database: File::open(path)?, shared_memory: Mutex::new(None) };
            anchor.hold()?;
            Ok(anchor)
        }

        pub(super) fn hold(&self) -> std::io::Result<()> {
            share(&self.database, SHARED_FIRST, SHARED_SIZE)
        }

        /// Opens the shared-memory file once SQLite has made it. After the anchor was weighed it
        /// may be another one; the one that was open before is then deleted, and of no use.
        pub(super) fn watch(&self, path: &Path) -> std::io::Result<()> {
            let mut shared_memory = lock(&self.shared_memory);
            let now = std::fs::metadata(path)?;
            let is_now = |file: &File| {
                file.metadata().is_ok_and(|then| (then.dev(), then.ino()) == (now.dev(), now.ino()))
            };
            let known = shared_memory.take().filter(is_now);
            // Kept from here on, whatever fails: closing it would drop SQLite's own locks.
            let file = shared_memory.insert(known.map_or_else(|| File::open(path), Ok)?);
            share(file, IN_USE_BYTE, 1)
        }

        pub(super) fn weigh(&self) {
            let free = region(libc::F_UNLCK, SHARED_FIRST, SHARED_SIZE);
            let _ = fcntl(&self.database, FcntlArg::F_OFD_SETLK(&free));
            if let Some(shared_memory) = &*lock(&self.shared_memory) {
                let free = region(libc::F_UNLCK, IN_USE_BYTE, 1);
                let _ = fcntl(shared_memory, FcntlArg::F_OFD_SETLK(&free));
            }
        }

        pub(super) fn holds_write_lock(&self) -> std::io::Result<bool> {
            let shared_memory = lock(&self.shared_memory);
            let Some(shared_memory) = &*shared_memory else { return Ok(true) };
            let mut asked = region(libc::F_WRLCK, WRITE_LOCK_BYTE, 1);
            fcntl(shared_memory, FcntlArg::F_OFD_GETLK(&mut asked))?;
            let held = i32::from(asked.l_type) != libc::F_UNLCK;
            Ok(held && u32::try_from(asked.l_pid).is_ok_and(|pid| pid == std::process::id()))
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod platform {
    use std::path::Path;

    #[derive(Debug)]
    pub(super) struct Anchor;

    impl Anchor {
        pub(super) fn cast(_: &Path) -> std::io::Result<Self> {
            Ok(Self)
        }

        pub(super) fn hold(&self) -> std::io::Result<()> {
            Ok(())
        }

        pub(super) fn watch(&self, _: &Path) -> std::io::Result<()> {
            Ok(())
        }

        pub(super) fn weigh(&self) {}

        pub(super) fn holds_write_lock(&self) -> std::io::Result<bool> {
            Ok(true)
        }
    }
}

/// Holds a file's locks in place for as long as this process has the file open.
#[derive(Debug)]
pub(crate) struct Anchor(platform::Anchor);

impl Anchor {
    /// Casts the anchor; before the first connection is opened.
    pub(crate) fn cast(path: &Path) -> Result<Self> {
        platform::Anchor::cast(path).map(Self).map_err(|error| failed(&error))
    }

    /// Holds the lock again, if it was let go.
    pub(crate) fn hold(&self) -> Result<()> {
        self.0.hold().map_err(|error| failed(&error))
    }

    /// Begins to watch the write lock; after the first connection has been used.
    pub(crate) fn watch(&self, path: &Path) -> Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push("-shm");
        self.0.watch(Path::new(&name)).map_err(|error| failed(&error))
    }

    /// Lets go of the lock so that the last connection can tidy up; the descriptors stay open
    /// until the anchor is dropped, which must come after the connections.
    pub(crate) fn weigh(&self) {
        self.0.weigh();
    }

    /// Refuses if the write lock that we believe to hold has been taken from us.
    pub(crate) fn check_write_lock(&self) -> Result<()> {
        if self.0.holds_write_lock().map_err(|error| failed(&error))? {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Storage,
            "locks_lost",
            "another library in this process closed the store's file and with it dropped our \
             locks; nothing was changed",
        )
        .with_retryable())
    }
}

fn failed(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::WouldBlock {
        let message = "another process has the store for itself; nothing was changed";
        return Error::new(ErrorKind::Busy, "file_busy", message);
    }
    Error::new(ErrorKind::Storage, "lock_failed", format!("the store cannot be locked: {error}"))
}
