//! Files that are named in a form.

use std::path::PathBuf;

use billfold_core::{Error, Result};

use crate::output::Record;

/// The path in a form's field `file`: from where the app was started, or from the home folder
/// after `~/`.
///
/// # Errors
///
/// `validation` if there is none, or no home folder.
pub(crate) fn named(body: &str) -> Result<PathBuf> {
    let text = Record::parse(body).unwrap_or_default().plain("file").unwrap_or_default();
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid("file", "required", "is required"));
    }
    let Some(rest) = text.strip_prefix("~/") else { return Ok(PathBuf::from(text)) };
    let home = etcetera::home_dir().map_err(|error| {
        Error::invalid(
            "file",
            "invalid",
            format!("begins at home, of which nothing is known: {error}"),
        )
    })?;
    Ok(home.join(rest))
}
