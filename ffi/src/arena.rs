//! Where the texts of one record's view live: one allocation for most records.

use std::alloc::Layout;
use std::fmt::{self, Display, Write as _};

use bumpalo::Bump;

use crate::text::billfold_str;

/// What a text of this length takes, with its NUL.
fn layout(len: usize) -> Layout {
    // A text is in memory, so that one byte more is no more than there can be.
    Layout::array::<u8>(len.saturating_add(1)).unwrap_or(Layout::new::<u8>())
}

/// Bytes that identifiers and hashes have at the most.
const SHORT: usize = 64;

/// A short text in the making, without an allocation; a longer one fails.
struct Short {
    bytes: [u8; SHORT],
    len: usize,
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len.saturating_add(text.len());
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// Holds what a view points to. Nothing in it moves while it lives.
pub(crate) struct Arena {
    memory: Bump,
}

impl Arena {
    pub(crate) fn new() -> Self {
        Self { memory: Bump::with_capacity(1024) }
    }

    /// A copy of the text, NUL-terminated.
    pub(crate) fn text(&self, text: &str) -> billfold_str {
        self.bytes(text.as_bytes())
    }

    /// A copy of the bytes, with a NUL behind them.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> billfold_str {
        let copy = self.memory.alloc_layout(layout(bytes.len())).as_ptr();
        // SAFETY: there is room for the bytes and one more.
        unsafe {
            copy.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            copy.add(bytes.len()).write(0);
        }
        billfold_str { ptr: copy.cast(), len: bytes.len() }
    }

    /// A copy of the text if there is one; else an empty one.
    pub(crate) fn optional(&self, text: Option<impl AsRef<str>>) -> billfold_str {
        text.map_or(billfold_str::NONE, |text| self.text(text.as_ref()))
    }

    /// What is displayed, NUL-terminated.
    pub(crate) fn display(&self, value: impl Display) -> billfold_str {
        let mut short = Short { bytes: [0; SHORT], len: 0 };
        match write!(short, "{value}") {
            Ok(()) => self.bytes(short.bytes.get(..short.len).unwrap_or_default()),
            Err(_) => self.text(&value.to_string()),
        }
    }

    /// What is displayed if it is there; else an empty text.
    pub(crate) fn optional_display(&self, value: Option<impl Display>) -> billfold_str {
        value.map_or(billfold_str::NONE, |value| self.display(value))
    }

    /// Texts side by side: a pointer to the first, and how many.
    pub(crate) fn texts<T: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = T>,
    ) -> (*const billfold_str, usize) {
        let texts: Vec<_> = texts.into_iter().map(|text| self.text(text.as_ref())).collect();
        let texts = self.memory.alloc_slice_copy(&texts);
        (texts.as_ptr(), texts.len())
    }
}
