//! The filter language: one text that says which records a list holds, and in what order.
//!
//! `status:pending,failed -biller:water_co amount:100..500 created:24h sort:-amount ana`
//!
//! A text is terms between spaces, and a record must meet all of them. A term is a name, a colon
//! and values; commas between values mean *or*, a `-` before the term means *not*. Words without
//! a name search. Each list knows its own names: [`PaymentFilter::TERMS`](crate::PaymentFilter)
//! and its like say which, from one table that parsing, help and completion share.
//!
//! | value | means |
//! |---|---|
//! | `"two words"` | quotes keep spaces, commas and colons; `\` keeps the sign after it |
//! | `cbbb*` | what begins so; `*` alone: that there is something |
//! | `100..500`, `<100`, `>=100` | a range with both its ends; `100..` and `..500` are open |
//! | `24h`, `<24h` | within the last 24 hours; of a time to come: the next (`s m h d w`) |
//! | `>7d`, `1h..24h` | longer ago, or longer to go, than seven days; between the two |
//! | `2026-04-01`, `today`, `yesterday`, `tomorrow` | that whole day, in UTC |
//! | `2026-04-01T10:00:00Z`, `now` | that second |
//! | `100.50`, `100..500EUR` | major units of each record's own currency, or of this one |
//!
//! A text is parsed into the typed filter of its records, never into SQL; a typed filter is
//! written as a text that parses to it again. What is relative stays so: it is resolved by the
//! store's *now* each time that a list is read.

use crate::error::{Error, Problems, Result};

mod amount;
mod field;
mod lexer;
mod metadata;
mod moment;
mod pattern;
mod range;
mod search;
mod sort;
mod terms;

pub use amount::Amount;
pub use field::KnownTerm;
pub use metadata::{MetadataTerm, MetadataTerms};
pub use moment::Moment;
pub use pattern::{IdPattern, IdStart, IdText, TextPattern};
pub use range::{Comparison, Range};
pub use search::{Phrase, Wording};
pub use sort::Sort;
pub use terms::{OneOf, Terms};

pub(crate) use field::{Fault, Fields};
pub(crate) use lexer::Raw;
pub use lexer::{quoted, split_sort};
pub(crate) use moment::Toward;
pub(crate) use range::Span;
pub(crate) use search::look_up;
pub(crate) use sort::Sorted;
pub(crate) use terms::Value;

/// How many characters a filter's text can have.
pub const MAX_FILTER_CHARACTERS: usize = 4000;
/// How many values a filter can have in all its terms together.
pub const MAX_FILTER_VALUES: usize = 200;

/// Defines a typed filter and, by the same table, the names that the language has for it.
macro_rules! filter {
    (
        $(#[$docs:meta])*
        pub struct $name:ident {
            $($field:ident: $type:ty = $word:literal, $about:literal;)+
        }
    ) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $(
                #[doc = concat!("`", $word, "`: ", $about, ".")]
                pub $field: $type,
            )+
        }

        impl $name {
            /// Parses a text of the [filter language](crate::filter).
            ///
            /// # Errors
            ///
            /// `validation / filter` with an entry for each mistake, on the field `filter`: the
            /// column it stands at, what is wrong, and what would be right.
            pub fn parse(text: &str) -> $crate::error::Result<Self> {
                $crate::filter::parse(text)
            }

            /// The names that a text can use, and what each means.
            #[must_use]
            pub fn terms() -> Vec<$crate::filter::KnownTerm> {
                $crate::filter::Fields::known(&Self::default())
            }
        }

        impl $crate::filter::Fields for $name {
            fn fields(&self) -> Vec<$crate::filter::Named<'_>> {
                vec![$($crate::filter::Named { name: $word, about: $about, field: &self.$field },)+]
            }

            fn fields_mut(
                &mut self,
            ) -> Vec<(&'static str, &mut dyn $crate::filter::Field)> {
                vec![$(($word, &mut self.$field),)+]
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                Self::parse(text)
            }
        }

        /// The filter as a text that parses to it again.
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&$crate::filter::write(self))
            }
        }
    };
}

pub(crate) use field::{Field, Named};
pub(crate) use filter;

/// A filter's text as its typed filter.
pub(crate) fn parse<F: Fields + Default>(text: &str) -> Result<F> {
    let mut filter = F::default();
    if let Some((place, _)) = text.char_indices().nth(MAX_FILTER_CHARACTERS) {
        let reason = format!("is longer than {MAX_FILTER_CHARACTERS} characters");
        let column = text.get(..place).map_or(1, |kept| kept.chars().count());
        return Err(refused(vec![Fault::new(column, reason)]));
    }
    let mut faults = match lexer::terms(text) {
        Ok(terms) => {
            let several = terms.len() > 1;
            terms.iter().filter_map(|term| take(&mut filter, term, several).err()).collect()
        }
        Err(fault) => vec![fault],
    };
    if faults.is_empty() && count(&filter) > MAX_FILTER_VALUES {
        faults.push(Fault::new(1, format!("has more than {MAX_FILTER_VALUES} values")));
    }
    if faults.is_empty() { Ok(filter) } else { Err(refused(faults)) }
}

/// Refuses a filter that was built with more values than a statement should carry.
pub(crate) fn check(filter: &impl Fields) -> Result<()> {
    if count(filter) > MAX_FILTER_VALUES {
        let reason = format!("has more than {MAX_FILTER_VALUES} values");
        return Err(Error::invalid("filter", "filter", reason));
    }
    Ok(())
}

/// A typed filter as its text.
pub(crate) fn write(filter: &impl Fields) -> String {
    let mut texts = Vec::new();
    for Named { name, field, .. } in filter.fields() {
        field.write(name, &mut texts);
    }
    texts.join(" ")
}

fn count(filter: &impl Fields) -> usize {
    filter.fields().iter().map(|named| named.field.count()).sum()
}

fn take<F: Fields>(filter: &mut F, term: &lexer::Term, several: bool) -> Result<(), Fault> {
    if let Some(fault) = foreign(filter, term, several) {
        return Err(fault);
    }
    let name = term.name.as_ref().map_or_else(String::new, Raw::text);
    let known = filter.fields_mut().into_iter().find(|(word, field)| field.answers(word, &name));
    match known {
        Some((_, field)) => field.take(term),
        None => Err(unknown_term(filter, term, &name)),
    }
}

/// What is written as other languages have it, and would be searched for as words here.
fn foreign(filter: &impl Fields, term: &lexer::Term, several: bool) -> Option<Fault> {
    let (None, Some(first)) = (&term.name, term.values.first()) else { return None };
    if several && first.is_joiner() {
        let reason = format!(
            "\"{}\" joins nothing: all terms must hold, commas between values mean or, a - before \
             a term means not; quote it to search for it",
            first.text()
        );
        return Some(Fault::new(first.column, reason));
    }
    let (before, sign, after) = first.split_at_comparison()?;
    let name = before.text().trim_end_matches('!').to_owned();
    let fields = filter.fields();
    let known = fields
        .iter()
        .find(|named| !named.name.is_empty() && named.field.answers(named.name, &name))?;
    let name = if known.name.contains("KEY") { name.as_str() } else { known.name };
    let sign = if sign == '=' { String::new() } else { sign.to_string() };
    let minus = if before.text().ends_with('!') { "-" } else { "" };
    let meant = format!("{minus}{name}:{sign}{}", after.text());
    let reason =
        format!("compares as other languages do (did you mean {meant}?); quote it to search");
    Some(Fault::new(first.column, reason))
}

fn unknown_term(filter: &impl Fields, term: &lexer::Term, name: &str) -> Fault {
    let known = filter.known();
    let names: Vec<&str> =
        known.iter().map(|term| term.name).filter(|name| !name.is_empty()).collect();
    let column = term.name.as_ref().map_or(term.column, |raw| raw.column);
    let Some(_) = &term.name else {
        return Fault::new(term.column, format!("is no term; known here: {}", names.join(", ")));
    };
    Fault::of_word(column, "is no term", name, &names)
}

fn refused(faults: Vec<Fault>) -> Error {
    let mut problems = Problems::default();
    for fault in faults {
        problems.add_at("filter", fault.column, fault.into_invalid());
    }
    problems.into_error()
}

#[cfg(test)]
mod tests;
