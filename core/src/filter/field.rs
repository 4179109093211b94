//! What a field of a typed filter can do: take terms of the language, and be written as them.

use crate::error::Invalid;
use crate::filter::lexer::Term;
use crate::value::text;

/// How many known words a mistake lists.
const MOST_TOLD: usize = 20;

/// A mistake in a filter's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where it stands, in characters from 1.
    pub(crate) column: usize,
    reason: String,
}

impl Fault {
    pub(crate) fn new(column: usize, reason: impl Into<String>) -> Self {
        Self { column, reason: reason.into() }
    }

    /// A word that is none of those known, with the one that may have been meant.
    pub(crate) fn of_word(column: usize, what: &str, word: &str, known: &[&str]) -> Self {
        let meant =
            nearest(word, known).map_or(String::new(), |near| format!(" (did you mean {near}?)"));
        let rest = if known.len() > MOST_TOLD { ", …" } else { "" };
        let known: Vec<_> = known.iter().take(MOST_TOLD).copied().collect();
        let (word, known) = (text::shown(word, 40), known.join(", ") + rest);
        Self::new(column, format!("\"{word}\" {what}{meant}; known here: {known}"))
    }

    /// The same at a value of this text.
    pub(crate) fn of_value(column: usize, value: &str, invalid: &Invalid) -> Self {
        Self::new(column, format!("\"{}\" {}", text::shown(value, 40), invalid.reason))
    }

    pub(crate) fn into_invalid(self) -> Invalid {
        Invalid::coded("filter", self.reason)
    }
}

/// The known word that a misspelt one is closest to, if it is close.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    let distance = |known: &str| strsim::damerau_levenshtein(&word, &known.to_lowercase());
    let close = known.iter().map(|known| (distance(known), *known));
    let (distance, nearest) = close.min_by_key(|(distance, _)| *distance)?;
    let begins = letters >= 3 && nearest.to_lowercase().starts_with(&word);
    let allowed = if letters <= 3 { 1 } else { 2 };
    (distance <= allowed || begins).then_some(nearest)
}

/// A name that a filter knows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownTerm {
    /// The name; empty for bare words.
    pub name: &'static str,
    /// What its values look like.
    pub values: String,
    /// The values themselves, where there are only so many.
    pub choices: Vec<&'static str>,
    /// What it compares.
    pub about: &'static str,
}

/// A field with its row in the table.
pub(crate) struct Named<'a> {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) field: &'a dyn Field,
}

/// A field of a typed filter.
pub(crate) trait Field {
    /// Whether it takes terms of this name; `word` is its own.
    fn answers(&self, word: &str, name: &str) -> bool {
        word.eq_ignore_ascii_case(name)
    }

    /// Takes a term of the text.
    fn take(&mut self, term: &Term) -> Result<(), Fault>;

    /// Adds its terms as the text has them.
    fn write(&self, name: &str, texts: &mut Vec<String>);

    /// How many values it has.
    fn count(&self) -> usize;

    /// What its values look like.
    fn shape(&self) -> String;

    /// The values themselves, where there are only so many.
    fn choices(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// A typed filter.
pub(crate) trait Fields {
    /// Its fields in the order in which help lists them.
    fn fields(&self) -> Vec<Named<'_>>;

    /// The same to take terms.
    fn fields_mut(&mut self) -> Vec<(&'static str, &mut dyn Field)>;

    /// The names that it knows.
    fn known(&self) -> Vec<KnownTerm> {
        let known = self.fields().into_iter().map(|Named { name, about, field }| KnownTerm {
            name,
            values: field.shape(),
            choices: field.choices(),
            about,
        });
        known.collect()
    }
}
