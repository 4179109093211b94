//! Texts to search for.

use crate::error::{Invalid, Result};
use crate::filter::lexer::{Raw, quoted};
use crate::filter::{Fault, Terms, Value};
use crate::store::query::{Condition, dictionary};
use crate::value::text;

/// A text to search for, whatever its case and composition: 1 to 255 characters, no control
/// characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(String);

impl Phrase {
    /// This text.
    ///
    /// # Errors
    ///
    /// `validation` on the field `search`.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        Self::checked(text.into()).map_err(|invalid| invalid.at("search"))
    }

    /// This text; none if it is empty, which finds everything.
    ///
    /// # Errors
    ///
    /// `validation` on the field `search`.
    pub fn given(text: &str) -> Result<Option<Self>> {
        if text.is_empty() { Ok(None) } else { Self::new(text).map(Some) }
    }

    fn checked(text: String) -> Result<Self, Invalid> {
        match text::search(&text)? {
            Some(_) => Ok(Self(text)),
            None => Err(Invalid::new("is empty")),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as searches compare it.
    pub(crate) fn folded(&self) -> String {
        text::fold(&self.0)
    }

    /// A SELECT of the rows of a dictionary in whose column it stands.
    pub(crate) fn look_up(&self, condition: &mut Condition, table: &str, column: &str) -> String {
        look_up(condition, table, column, &self.folded())
    }

    /// That it stands in this column, which no index can serve.
    pub(crate) fn within(&self, condition: &mut Condition, column: &str) -> String {
        format!("instr(folded({column}), {}) > 0", condition.value(self.folded()))
    }
}

/// What a text is asked for by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wording {
    /// This stands in it.
    Has(Phrase),
    /// Any, as long as there is one: `*`.
    Present,
}

impl From<Phrase> for Wording {
    fn from(phrase: Phrase) -> Self {
        Self::Has(phrase)
    }
}

impl Value for Wording {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        if raw.text() == "*" && raw.column_of('*').is_some() {
            return Ok(Self::Present);
        }
        Phrase::read(raw).map(Self::Has)
    }

    fn write(&self) -> String {
        match self {
            Self::Has(phrase) => phrase.write(),
            Self::Present => "*".to_owned(),
        }
    }

    fn shape() -> String {
        "TEXT, *".to_owned()
    }
}

impl Terms<Wording> {
    /// That the texts stand in this column, or any does; no index serves them.
    pub(crate) fn search_within(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |wording, condition| match wording {
            Wording::Has(phrase) => phrase.within(condition, column),
            Wording::Present => format!("{column} IS NOT NULL"),
        });
    }
}

/// A SELECT of the rows of a dictionary in whose column a folded text stands.
pub(crate) fn look_up(
    condition: &mut Condition,
    table: &str,
    column: &str,
    folded: &str,
) -> String {
    let name = condition.value(String::new());
    let hits = dictionary(table, column, &name, folded);
    condition.rebind(&name, hits.value);
    hits.sql
}

impl Value for Phrase {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        if let Some(column) = raw.column_of('*') {
            let reason = "is a *, which a search does not need: it finds parts of words; quote it to search for it";
            return Err(Fault::new(column, reason));
        }
        Self::checked(text.clone()).map_err(|invalid| Fault::of_value(raw.column, &text, &invalid))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }

    fn shape() -> String {
        "TEXT".to_owned()
    }
}

impl Terms<Phrase> {
    /// That the texts stand in this column; no index serves them.
    pub(crate) fn search_within(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |phrase, condition| phrase.within(condition, column));
    }

    /// The text, if all that is asked is that this one be found.
    pub(crate) fn single(&self) -> Option<&Phrase> {
        match self.as_slice() {
            [term] if !term.negated && term.values.len() == 1 => term.values.first(),
            _ => None,
        }
    }

    /// Whether some term searches for something that must be found.
    pub(crate) fn leads(&self) -> bool {
        self.narrows(|_| true)
    }
}
