//! Texts and identifiers: a whole one, or how it begins.

use std::fmt;

use crate::error::{Invalid, Result};
use crate::filter::lexer::{Raw, quoted};
use crate::filter::{Fault, Terms, Value};
use crate::store::query::Condition;
use crate::value::id::Identifier;
use crate::value::text;

/// Which identifiers are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdPattern<I> {
    /// This one.
    Is(I),
    /// Those that begin so: `cbbb*`.
    StartsWith(IdStart<I>),
    /// Any, as long as there is one: `*`.
    Present,
}

/// How an identifier begins, known to be how one can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdStart<I> {
    beginning: String,
    kind: std::marker::PhantomData<I>,
}

impl<I> IdStart<I> {
    /// The beginning.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.beginning
    }
}

/// An identifier that patterns can be of.
#[expect(private_bounds, reason = "how an identifier is stored is nobody's concern")]
pub trait IdText: Identifier + fmt::Display {}

impl<I: Identifier + fmt::Display> IdText for I {}

impl<I> From<I> for IdPattern<I> {
    fn from(id: I) -> Self {
        Self::Is(id)
    }
}

impl<I: IdText> IdPattern<I> {
    /// Those that begin so.
    ///
    /// # Errors
    ///
    /// `validation / id` if no such identifier begins so.
    pub fn starts_with(beginning: impl Into<String>) -> Result<Self> {
        Self::checked(beginning.into()).map_err(|invalid| invalid.at("id"))
    }

    fn checked(beginning: String) -> Result<Self, Invalid> {
        I::span(&beginning)?;
        Ok(Self::StartsWith(IdStart { beginning, kind: std::marker::PhantomData }))
    }
}

impl<I: IdText> Value for IdPattern<I> {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let fault = |invalid| Fault::of_value(raw.column, &raw.text(), &invalid);
        match beginning(raw)? {
            Some(beginning) if beginning.is_empty() => Ok(Self::Present),
            Some(beginning) => Self::checked(beginning).map_err(fault),
            None => I::read(&raw.text()).map(Self::Is).map_err(fault),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Is(id) => quoted(&id.to_string()),
            Self::StartsWith(start) => format!("{}*", quoted(&start.beginning)),
            Self::Present => "*".to_owned(),
        }
    }

    fn shape() -> String {
        "ID, ID*".to_owned()
    }
}

/// Which texts are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextPattern {
    /// This one.
    Is(String),
    /// Those that begin so: `order-*`.
    StartsWith(String),
    /// Any, as long as there is one: `*`.
    Present,
}

impl<S: Into<String>> From<S> for TextPattern {
    fn from(text: S) -> Self {
        Self::Is(text.into())
    }
}

impl Value for TextPattern {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        if raw.looks_like_a_range() {
            let reason = "looks like a range, but is compared letter for letter; quote it";
            return Err(Fault::new(raw.column, reason));
        }
        Ok(match beginning(raw)? {
            Some(beginning) if beginning.is_empty() => Self::Present,
            Some(beginning) => Self::StartsWith(beginning),
            None => Self::Is(raw.text()),
        })
    }

    fn write(&self) -> String {
        match self {
            Self::Is(text) => quoted(text),
            // What begins with nothing is all that is there.
            Self::StartsWith(beginning) if beginning.is_empty() => "*".to_owned(),
            Self::StartsWith(beginning) => format!("{}*", quoted(beginning)),
            Self::Present => "*".to_owned(),
        }
    }

    fn shape() -> String {
        "TEXT, TEXT*".to_owned()
    }
}

/// What stands before a `*` at the end, if there is one.
fn beginning(raw: &Raw) -> Result<Option<String>, Fault> {
    let beginning = raw.without_last('*');
    let rest = beginning.as_ref().unwrap_or(raw);
    match rest.column_of('*') {
        Some(column) => {
            Err(Fault::new(column, "is a * before the end, where it stands for nothing; quote it"))
        }
        None => Ok(beginning.map(|beginning| beginning.text())),
    }
}

impl<I: IdText + Clone + rusqlite::ToSql + 'static> Terms<IdPattern<I>> {
    /// That the identifier in this column is asked for.
    pub(crate) fn identify(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |pattern, condition| pattern.sql(condition, column));
    }

    /// That this column refers to a row of `table` whose id is asked for.
    pub(crate) fn refer(&self, condition: &mut Condition, column: &str, table: &str) {
        self.hold(condition, |pattern, condition| match pattern {
            IdPattern::Present => format!("{column} IS NOT NULL"),
            // A single row, by which an index on the column keeps its order.
            IdPattern::Is(_) => {
                format!(
                    "{column} = (SELECT seq FROM {table} WHERE {})",
                    pattern.sql(condition, "id")
                )
            }
            IdPattern::StartsWith(_) => {
                format!(
                    "{column} IN (SELECT seq FROM {table} WHERE {})",
                    pattern.sql(condition, "id")
                )
            }
        });
    }

    /// Whether some term names whole identifiers or beginnings, one of them to be met.
    pub(crate) fn leads(&self) -> bool {
        self.narrows(|pattern| !matches!(pattern, IdPattern::Present))
    }

    /// Whether some value is a `*`.
    pub(crate) fn asks_for_presence(&self) -> bool {
        let mut values = self.as_slice().iter().flat_map(|term| &term.values);
        values.any(|pattern| matches!(pattern, IdPattern::Present))
    }

    /// Whether some term names exactly one.
    pub(crate) fn names_one(&self) -> bool {
        let single = |term: &super::OneOf<IdPattern<I>>| {
            !term.negated && matches!(term.values.as_slice(), [IdPattern::Is(_)])
        };
        self.as_slice().iter().any(single)
    }
}

impl<I: IdText + Clone + rusqlite::ToSql + 'static> IdPattern<I> {
    /// That the identifier in this column is meant.
    pub(crate) fn sql(&self, condition: &mut Condition, column: &str) -> String {
        match self {
            Self::Present => format!("{column} IS NOT NULL"),
            Self::Is(id) => format!("{column} = {}", condition.value(id.clone())),
            Self::StartsWith(start) => match I::span(&start.beginning) {
                Ok((first, last)) => {
                    let (first, last) = (condition.value(first), condition.value(last));
                    format!("{column} BETWEEN {first} AND {last}")
                }
                Err(_) => "FALSE".to_owned(),
            },
        }
    }
}

impl Terms<TextPattern> {
    /// That the text in this column is asked for, letter for letter.
    pub(crate) fn spell(&self, condition: &mut Condition, column: &str) {
        self.hold(condition, |pattern, condition| pattern.sql(condition, column));
    }

    /// Whether some term names whole texts or beginnings, one of them to be met.
    pub(crate) fn leads(&self) -> bool {
        self.narrows(|pattern| match pattern {
            TextPattern::Is(_) => true,
            TextPattern::StartsWith(beginning) => !beginning.is_empty(),
            TextPattern::Present => false,
        })
    }
}

impl TextPattern {
    /// The same as [folded](text::fold) texts are compared.
    pub(crate) fn folded(&self) -> Self {
        match self {
            Self::Is(whole) => Self::Is(text::fold(whole)),
            Self::StartsWith(beginning) => Self::StartsWith(text::fold(beginning)),
            Self::Present => Self::Present,
        }
    }

    /// That the text in this column is meant.
    pub(crate) fn sql(&self, condition: &mut Condition, column: &str) -> String {
        match self {
            Self::Present => format!("{column} IS NOT NULL"),
            Self::Is(whole) => format!("{column} = {}", condition.value(whole.clone())),
            Self::StartsWith(beginning) => {
                let first = condition.value(beginning.clone());
                // No text goes on with a letter after this one.
                let last = condition.value(format!("{beginning}\u{10ffff}"));
                format!("{column} BETWEEN {first} AND {last}")
            }
        }
    }
}
