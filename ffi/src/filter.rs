//! The filter language.

use std::ffi::c_char;

use billfold_core::filter::quoted;
use serde::Serialize;

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::make_first;
use crate::page::{One, Record, billfold_page, show};
use crate::tagged::tagged;
use crate::text::{billfold_str, required};

/// A text of its own. It lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_text_view {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The text.
    pub text: billfold_str,
}

tagged!(billfold_text_view);

/// A text that a call answers with.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Text(pub(crate) String);

impl Record for Text {
    const NAME: &'static str = "text";
    type View = billfold_text_view;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_text_view {
        let struct_size = size_of::<billfold_text_view>();
        billfold_text_view { struct_size, has: 0, text: arena.text(&self.0) }
    }
}

/// Answers with a text, such as one that a user typed, as a value that a filter reads as itself:
/// as it is, or in quotes; billfold_page_text. So `customer:` and the answer make a term that
/// means nothing else, whatever the text holds. Leave the term out if the text is empty: a list
/// refuses a term without a value.
///
/// Statuses: BILLFOLD_VALIDATION.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_filter_quote(
    text: *const c_char,
    text_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        make_first(page, "page", err, || {
            let text = quoted(required(text, text_len, "text")?);
            Ok(billfold_page::new(One(Text(text))))
        })
    }
}

/// Fills `view` with the text at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_text(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_text_view,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Text>(page, index, view, err) }
}
