//! What stands in the bytes of a store's files, whatever SQLite says of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::files::names_beside;

/// How every mark begins; no other text of a test has it.
const MARK: &str = "qzx";
/// Letters and digits of a mark.
const MARK_LENGTH: usize = 12;

/// A word that stands nowhere else, the same in capitals and folded for search.
pub(crate) fn mark(number: usize) -> String {
    // A multiplier that mixes: marks that follow each other have few pieces in common.
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 28;
    format!("{MARK}{mixed:09x}")
}

/// Every byte of every file in the store's folder, in lower case.
pub(crate) fn all_bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in names_beside(path) {
        bytes.extend(fs::read(path.with_file_name(name)).unwrap());
    }
    bytes.make_ascii_lowercase();
    bytes
}

/// Whether the text is in the bytes, which are in lower case.
pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == text.as_bytes()[0]) {
        rest = &rest[at..];
        if rest.starts_with(text.as_bytes()) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// None of the texts is in any file of the store's folder.
pub(crate) fn check_nowhere<T: AsRef<str>>(path: &Path, texts: &[T], when: &str) {
    let bytes = all_bytes(path);
    for text in texts.iter().map(AsRef::as_ref) {
        assert!(!contains(&bytes, text), "{text} is in the store's files {when}");
    }
}

/// Every mark in any file of the store's folder.
pub(crate) fn marks(path: &Path) -> BTreeSet<String> {
    let bytes = all_bytes(path);
    let mut found = BTreeSet::new();
    let mut rest = &bytes[..];
    while let Some(at) = rest.iter().position(|byte| *byte == MARK.as_bytes()[0]) {
        rest = &rest[at..];
        if rest.starts_with(MARK.as_bytes()) && rest.len() >= MARK_LENGTH {
            let mark = rest[..MARK_LENGTH].iter().map(|byte| char::from(*byte)).collect::<String>();
            if mark.chars().all(|each| each.is_ascii_alphanumeric()) {
                found.insert(mark);
            }
        }
        rest = &rest[1..];
    }
    found
}
