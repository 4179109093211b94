//! An export beside the screen.

use billfold_core::{Error, ErrorKind, Result, Store};

use crate::app::collection::{Collection, Done, Query};
use crate::app::job::GoesOn;

/// Writes all that match into a new file.
pub(crate) fn run(
    _store: &Store,
    _collection: &Collection,
    _query: &Query,
    _body: &str,
    _goes_on: &mut GoesOn<'_>,
) -> Result<Done> {
    Err(Error::new(ErrorKind::Unsupported, "unsupported", "is being built"))
}
