//! Where the secrets of an import go that are shown once.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::transfer::import::IssuedSecret;
use crate::transfer::kind::RecordKind;

/// A file that secrets are added to, for its owner alone: for
/// [`ImportObserver::secrets`](crate::ImportObserver::secrets).
pub struct SecretsFile {
    file: File,
}

#[derive(Serialize)]
struct SecretLine<'a> {
    line: u64,
    kind: RecordKind,
    id: &'a str,
    #[serde(flatten)]
    secret: BTreeMap<&'a str, &'a str>,
}

impl SecretsFile {
    /// The file of this name, made if there is none.
    ///
    /// # Errors
    ///
    /// `storage / output_failed` if it cannot be written, or others can read or write it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let unwritable = |why: &dyn fmt::Display| {
            let message = format!("cannot write {}: {why}", path.display());
            Error::new(ErrorKind::Storage, "output_failed", message)
        };
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| unwritable(&error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let found = file.metadata().map_err(|error| unwritable(&error))?;
            if found.is_file() && found.permissions().mode() & 0o077 != 0 {
                let why = "others can read or write it; take that right away (chmod 600)";
                return Err(unwritable(&why));
            }
        }
        Ok(Self { file })
    }

    /// Adds a line of JSON a secret, and makes them durable.
    ///
    /// # Errors
    ///
    /// The file's own.
    pub fn append(&mut self, issued: &[IssuedSecret]) -> io::Result<()> {
        let mut lines = Vec::new();
        for IssuedSecret { line, kind, id, field, secret } in issued {
            let secret = [(*field, secret.expose())].into_iter().collect();
            serde_json::to_writer(
                &mut lines,
                &SecretLine { line: *line, kind: *kind, id, secret },
            )?;
            lines.push(b'\n');
        }
        self.file.write_all(&lines)?;
        self.file.sync_data()
    }
}

impl fmt::Debug for SecretsFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SecretsFile").finish_non_exhaustive()
    }
}
