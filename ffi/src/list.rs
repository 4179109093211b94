//! Which part of a list is wanted.

use billfold_core::{Error, PageOptions, PageRequest, Result};

use crate::input::check_bits;
use crate::tagged::{read, tagged};
use crate::text::{billfold_str, optional};

/// In billfold_list_options: known_total is given, even if it is 0.
pub const BILLFOLD_LIST_HAS_KNOWN_TOTAL: u64 = 0x1;

/// Which part of a list is wanted. NULL in its place, or all zeros: the first twenty records,
/// newest first.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_list_options {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero: BILLFOLD_LIST_HAS_….
    pub has: u64,
    /// Which records, in the filter language: `status:pending amount:100..500 created:24h`. A
    /// value from elsewhere goes through billfold_filter_quote first. Absent: all of them. The few
    /// lists that have no filter say so, and refuse one.
    pub filter: billfold_str,
    /// The number of the page, from 1. It excludes cursor, before, starting_at and last.
    pub page: i64,
    /// How many records a page holds, 1 to 100; 0: 20.
    pub limit: i64,
    /// The next_cursor of the page before, with the same filter; its cost does not grow with depth.
    /// It excludes page, before, starting_at and last.
    pub cursor: billfold_str,
    /// The list's total, if the caller knows it from an earlier page and it need not be counted
    /// anew.
    pub known_total: i64,
    /// The start_cursor of the page after, with the same filter: the page before that one, in the
    /// list's order; fewer records than the limit are those with which the list begins. Its cost
    /// does not grow with depth. It excludes page, cursor, starting_at and last.
    pub before: billfold_str,
    /// A start_cursor, with the same filter: the page that starts with that record, or, if the list
    /// has it no longer, with the first one after its place. Its cost does not grow with depth. It
    /// excludes page, cursor, before and last.
    pub starting_at: billfold_str,
    /// Not 0: the page that ends with the list's last record; its cost does not grow with depth. It
    /// excludes page, cursor, before and starting_at.
    pub last: i32,
    /// Not 0: the page does not wait for a total that only counting row by row would give; uncounted
    /// in billfold_page_info says whether it has none. For who shows the page first, and asks for
    /// the total after it.
    pub uncounted: i32,
}

tagged!(billfold_list_options);

/// A list's filter and page, as the core takes them.
///
/// # Safety
///
/// The header's rules for `options` and its texts.
pub(crate) unsafe fn options<'a>(
    options: *const billfold_list_options,
) -> Result<(&'a str, PageRequest)> {
    // SAFETY: the caller's promise.
    let (options, filter, [cursor, before, starting_at]) = unsafe {
        let options = read(options, "options")?;
        check_bits(options.has, BILLFOLD_LIST_HAS_KNOWN_TOTAL)?;
        let text = |text: billfold_str, name| optional(text.ptr, text.len, name);
        let filter = text(options.filter, "filter")?;
        let cursors = [
            text(options.cursor, "cursor")?,
            text(options.before, "before")?,
            text(options.starting_at, "starting_at")?,
        ];
        (options, filter, cursors)
    };
    let given = |number: i64| Some(number).filter(|number| *number != 0);
    let mut request = PageRequest::from_options(PageOptions {
        page: given(options.page),
        limit: given(options.limit),
        cursor: cursor.map(str::to_owned),
        before: before.map(str::to_owned),
        starting_at: starting_at.map(str::to_owned),
        last: options.last != 0,
    });
    if options.known_total != 0 || options.has & BILLFOLD_LIST_HAS_KNOWN_TOTAL != 0 {
        request = request.known_total(options.known_total);
    }
    if options.uncounted != 0 {
        request = request.uncounted();
    }
    Ok((filter.unwrap_or_default(), request))
}

/// As [`options`], for a list that is not narrowed by a filter: one that is given is refused, for
/// what it leaves out would be taken for all there is.
///
/// # Safety
///
/// That of [`options`].
pub(crate) unsafe fn page_alone(given: *const billfold_list_options) -> Result<PageRequest> {
    // SAFETY: the caller's promise.
    let (filter, request) = unsafe { options(given)? };
    if filter.is_empty() {
        return Ok(request);
    }
    Err(Error::invalid("filter", "misplaced", "is given, but this list has no filter"))
}
