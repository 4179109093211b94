//! Search texts: what a caller looks for in names and references.

use crate::error::Invalid;
use crate::value::text;

/// The fewest characters that a trigram index finds.
const TRIGRAM_CHARACTERS: usize = 3;

/// A text to look for, in the form in which the store's dictionaries keep theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    folded: String,
}

impl Needle {
    /// The needle of a search text: at most 255 characters, no control characters. Nothing for an
    /// empty text, which is found everywhere.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, Invalid> {
        if text.is_empty() {
            return Ok(None);
        }
        let kept = text::user_reference(text)?;
        Ok(Some(Self { folded: text::fold(&kept) }))
    }

    /// Whether a trigram index finds it; shorter ones are looked for entry by entry.
    pub(crate) fn is_indexed(&self) -> bool {
        self.folded.chars().count() >= TRIGRAM_CHARACTERS
    }

    /// What a statement compares with: a phrase for MATCH if it [is indexed](Self::is_indexed),
    /// else the text itself for `instr`.
    pub(crate) fn parameter(&self) -> String {
        if self.is_indexed() {
            format!("\"{}\"", self.folded.replace('"', "\"\""))
        } else {
            self.folded.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles_are_folded_and_quoted_once_they_are_long_enough() {
        let table = [
            ("A", false, "a"),
            ("Äb", false, "äb"),
            ("\"%", false, "\"%"),
            ("ACM", true, "\"acm\""),
            ("Strom & Gas", true, "\"strom & gas\""),
            ("a\"b", true, "\"a\"\"b\""),
            ("aß", true, "\"ass\""),
            ("電力会", true, "\"電力会\""),
        ];
        for (text, indexed, parameter) in table {
            let needle = Needle::parse(text).unwrap().unwrap();
            assert_eq!((needle.is_indexed(), needle.parameter().as_str()), (indexed, parameter));
        }
    }

    #[test]
    fn an_empty_text_is_no_needle_and_an_absurd_one_is_refused() {
        assert_eq!(Needle::parse("").unwrap(), None);
        assert!(Needle::parse(&"x".repeat(256)).is_err());
        assert!(Needle::parse("a\0b").is_err());
    }
}
