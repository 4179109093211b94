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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_path_is_from_where_the_app_was_started_or_from_home() {
        let at = |file: &str| named(&serde_json::json!({ "file": file }).to_string());
        assert_eq!(at(" out/a b.csv ").unwrap(), Path::new("out/a b.csv"));
        assert_eq!(at("~/a.csv").unwrap(), etcetera::home_dir().unwrap().join("a.csv"));
        assert_eq!(at("~ana/a.csv").unwrap(), Path::new("~ana/a.csv"));
        assert_eq!(at(" ").unwrap_err().fields()[0].field, "file");
        assert_eq!(named("{}").unwrap_err().fields()[0].field, "file");
    }
}
