//! Texts across the border: in as pointer and length, out NUL-terminated.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char};
use std::slice;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use billfold_core::{Error, ErrorKind, Result};

/// The length that says: up to the NUL. `BILLFOLD_NTS` in the header, where it is a literal.
pub(crate) const NUL_TERMINATED: usize = usize::MAX;

/// A text in UTF-8.
///
/// Of a text that Billfold gives, `ptr` is never NULL and `ptr[len]` is NUL; it lives as long as
/// what it was read from: a page, an error, a store. Of a text that the caller gives, `ptr` NULL
/// means that it is absent, and `len` may be BILLFOLD_NTS if it ends in a NUL; it is copied
/// before the call returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_str {
    /// The bytes.
    pub ptr: *const c_char,
    /// How many there are, without the NUL.
    pub len: usize,
}

impl billfold_str {
    /// An absent text.
    pub const NONE: Self = Self { ptr: c"".as_ptr(), len: 0 };

    /// A text that lives as long as what holds it, which is the caller's to see to.
    pub(crate) fn of(text: &CStr) -> Self {
        Self { ptr: text.as_ptr(), len: text.count_bytes() }
    }
}

/// The text that a caller gave as pointer and length, if it gave one; `name` is what errors call
/// it. Bad UTF-8 and a NUL inside are refused: nothing is read otherwise than it was meant.
///
/// # Safety
///
/// `ptr` is NULL, or points to `len` bytes, or to bytes up to a NUL if `len` is
/// [`NUL_TERMINATED`], and they stay for as long as `'a`.
pub(crate) unsafe fn optional<'a>(
    ptr: *const c_char,
    len: usize,
    name: &str,
) -> Result<Option<&'a str>> {
    // SAFETY: the caller's promise is the same.
    let Some(bytes) = (unsafe { bytes(ptr, len, name)? }) else { return Ok(None) };
    check(bytes).map(Some).map_err(|(code, reason)| Error::invalid(name, code, reason))
}

/// As [`optional`], for bytes that need not be a text.
///
/// # Safety
///
/// That of [`optional`].
pub(crate) unsafe fn bytes<'a>(
    ptr: *const c_char,
    len: usize,
    name: &str,
) -> Result<Option<&'a [u8]>> {
    if ptr.is_null() {
        if len == 0 || len == NUL_TERMINATED {
            return Ok(None);
        }
        return Err(Error::invalid(name, "null_pointer", "is NULL, but its length is not 0"));
    }
    if len == NUL_TERMINATED {
        // SAFETY: the caller ends such a text with a NUL.
        return Ok(Some(unsafe { CStr::from_ptr(ptr) }.to_bytes()));
    }
    if isize::try_from(len).is_err() {
        return Err(Error::invalid(name, "length", "is longer than memory can be"));
    }
    // SAFETY: the caller gives this many bytes.
    Ok(Some(unsafe { slice::from_raw_parts(ptr.cast(), len) }))
}

/// As [`optional`], for a text that must be there.
///
/// # Safety
///
/// That of [`optional`].
pub(crate) unsafe fn required<'a>(ptr: *const c_char, len: usize, name: &str) -> Result<&'a str> {
    // SAFETY: the caller's promise is the same.
    let text = unsafe { optional(ptr, len, name)? };
    text.ok_or_else(|| Error::invalid(name, "required", "is required"))
}

/// As [`optional`], for a text that names something: an id.
///
/// # Safety
///
/// That of [`optional`].
pub(crate) unsafe fn optional_id<T: FromStr<Err = Error>>(
    ptr: *const c_char,
    len: usize,
    name: &str,
) -> Result<Option<T>> {
    // SAFETY: the caller's promise is the same.
    let text = unsafe { optional(ptr, len, name)? };
    text.map(str::parse).transpose()
}

fn check(bytes: &[u8]) -> Result<&str, (&'static str, &'static str)> {
    let text = str::from_utf8(bytes).map_err(|_| ("utf8", "is not UTF-8"))?;
    if text.contains('\0') {
        return Err(("nul", "has a NUL inside"));
    }
    Ok(text)
}

/// The same bytes with a NUL behind them, to be lent out; one of our own texts never has a NUL
/// inside, and if it had, it would end there.
pub(crate) fn lendable(text: String) -> Box<CStr> {
    let mut bytes = text.into_bytes();
    bytes.push(0);
    CStr::from_bytes_until_nul(&bytes).map(Into::into).unwrap_or_default()
}

/// A word of the program's own, lent for good. There are few of them.
pub(crate) fn lend_for_ever(word: &'static str) -> billfold_str {
    static LENT: Mutex<BTreeMap<&str, &CStr>> = Mutex::new(BTreeMap::new());
    let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
    let text = lent.entry(word).or_insert_with(|| Box::leak(lendable(word.to_owned())));
    billfold_str::of(text)
}

/// What went wrong if a text that we wrote cannot be lent.
pub(crate) fn unwritable(error: &serde_json::Error) -> Error {
    Error::new(ErrorKind::Internal, "internal", format!("a record cannot be written: {error}"))
}
