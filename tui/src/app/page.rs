//! Pages of records as pages of entries.

use billfold_core::{Page, Result};
use serde::Serialize;

use crate::app::entry::Entry;

/// The page's records, each under its id.
pub(crate) fn of<T: Serialize>(page: Page<T>, id: impl Fn(&T) -> String) -> Result<Page<Entry>> {
    page.try_map(|record| Entry::new(&id(&record), &record))
}
