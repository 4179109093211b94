//! Pages of a list, and the whole of it.

use billfold_core::value::page::MAX_LIMIT;
use billfold_core::{Page, PageOptions, PageRequest};
use clap::Args;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::output::grouped;

/// Which part of a list is wanted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pages")]
pub(crate) struct Paging {
    /// Records a page, 1 to 100; 20 unless given
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<i64>,
    /// The page of this number, from 1
    #[arg(long, value_name = "NUMBER", conflicts_with = "cursor")]
    page: Option<i64>,
    /// The page after the one that gave this cursor
    #[arg(long)]
    cursor: Option<String>,
    /// Everything, streamed
    #[arg(long, conflicts_with_all = ["limit", "page", "cursor"])]
    pub(crate) all: bool,
}

impl Paging {
    /// The page asked for; of everything, the first.
    pub(crate) fn request(&self) -> PageRequest {
        if self.all {
            return PageRequest::first().limit(i64::from(MAX_LIMIT));
        }
        PageRequest::from_options(PageOptions {
            page: self.page,
            limit: self.limit,
            cursor: self.cursor.clone(),
            ..PageOptions::default()
        })
    }

    /// How to ask for more than the page at hand, if there is more.
    pub(crate) fn more<T>(&self, page: &Page<T>) -> Option<String> {
        let next = page.next_cursor.as_deref()?;
        let turn = match page.page {
            Some(number) => format!("--page {}, --cursor {next}", number.saturating_add(1)),
            None => format!("--cursor {next}"),
        };
        let (shown, total) = (grouped(page.items.len()), grouped(page.total));
        Some(format!("{shown} of {total}; {turn} or --all"))
    }
}

/// Every page of a list, one after the other, by cursor.
pub(crate) fn pages<T: Serialize>(
    first: PageRequest,
    mut fetch: impl FnMut(&PageRequest) -> billfold_core::Result<Page<T>>,
    mut take: impl FnMut(Page<T>) -> Result<()>,
) -> Result<()> {
    let mut request = first;
    loop {
        let page = fetch(&request).map_err(Failure::from)?;
        let (next, total) = (page.next_cursor.clone(), page.total);
        take(page)?;
        let Some(cursor) = next else { return Ok(()) };
        request = PageRequest::after(cursor).limit(i64::from(MAX_LIMIT)).known_total(total);
    }
}
