//! The terms of one name: each asks for one of its values, or for none of them.

use crate::filter::lexer::{Raw, Term};
use crate::filter::{Fault, Field};
use crate::store::query::Condition;
use crate::value::money::Currency;
use crate::value::word::Word;

/// What a list's filter asks of one property: every term must hold.
///
/// ```
/// use billfold_core::{PaymentFilter, PaymentStatus};
///
/// let mut filter = PaymentFilter::default();
/// filter.status.none_of([PaymentStatus::Failed]).any_of([
///     PaymentStatus::Pending,
///     PaymentStatus::Expired,
/// ]);
/// assert_eq!(filter.to_string(), "-status:failed status:pending,expired");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms<T>(Vec<OneOf<T>>);

/// One term: it holds where one of its values does, or if negated where none does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OneOf<T> {
    /// The values, one at the least.
    pub values: Vec<T>,
    /// Whether none of them may hold.
    pub negated: bool,
}

impl<T> Default for Terms<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Terms<T> {
    /// A single term: what has this value.
    #[must_use]
    pub fn is(value: impl Into<T>) -> Self {
        let mut terms = Self::default();
        terms.add(value);
        terms
    }

    /// Asks for this value as well.
    pub fn add(&mut self, value: impl Into<T>) -> &mut Self {
        self.any_of([value])
    }

    /// Asks for this value as well, if one is given.
    pub fn add_given(&mut self, value: Option<impl Into<T>>) -> &mut Self {
        self.any_of(value)
    }

    /// Asks for one of these values as well; without any, for nothing.
    pub fn any_of(&mut self, values: impl IntoIterator<Item = impl Into<T>>) -> &mut Self {
        self.push(values, false)
    }

    /// Asks for none of these values as well.
    pub fn none_of(&mut self, values: impl IntoIterator<Item = impl Into<T>>) -> &mut Self {
        self.push(values, true)
    }

    fn push(&mut self, values: impl IntoIterator<Item = impl Into<T>>, negated: bool) -> &mut Self {
        let values: Vec<T> = values.into_iter().map(Into::into).collect();
        if !values.is_empty() {
            self.0.push(OneOf { values, negated });
        }
        self
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The terms.
    #[must_use]
    pub fn as_slice(&self) -> &[OneOf<T>] {
        &self.0
    }

    /// Whether some term asks for what these values find, and not for the rest.
    pub(crate) fn narrows(&self, finds: impl Fn(&T) -> bool) -> bool {
        self.0.iter().any(|term| !term.negated && term.values.iter().all(&finds))
    }

    /// Adds the terms to a list's conditions; `sql` is the condition for one value, which it may
    /// bind. What is not there, NULL, has no value.
    pub(crate) fn hold(
        &self,
        condition: &mut Condition,
        mut sql: impl FnMut(&T, &mut Condition) -> String,
    ) {
        for term in &self.0 {
            let values: Vec<_> = term.values.iter().map(|value| sql(value, condition)).collect();
            let one = if values.len() == 1 { values.concat() } else { values.join(" OR ") };
            condition.holds(if term.negated {
                format!("({one}) IS NOT TRUE")
            } else {
                format!("({one})")
            });
        }
    }
}

#[expect(private_bounds, reason = "only our own words are allowed or not")]
impl<W: Word> Terms<W> {
    /// The words that every term allows.
    pub(crate) fn allowed(&self) -> Vec<W> {
        let holds = |word: &W| self.0.iter().all(|term| term.values.contains(word) != term.negated);
        W::all().into_iter().filter(holds).collect()
    }
}

/// A value of the language.
pub(crate) trait Value: Sized {
    /// The value of a piece of text.
    fn read(raw: &Raw) -> Result<Self, Fault>;

    /// The value as the text has it.
    fn write(&self) -> String;

    /// What values look like.
    fn shape() -> String;

    /// The values themselves, where there are only so many.
    fn choices() -> Vec<&'static str> {
        Vec::new()
    }
}

impl<T: Value> Field for Terms<T> {
    fn take(&mut self, term: &Term) -> Result<(), Fault> {
        let values = term.values.iter().map(T::read).collect::<Result<Vec<_>, _>>()?;
        self.0.push(OneOf { values, negated: term.negated });
        Ok(())
    }

    fn write(&self, name: &str, texts: &mut Vec<String>) {
        for term in &self.0 {
            let sign = if term.negated { "-" } else { "" };
            let colon = if name.is_empty() { "" } else { ":" };
            let values: Vec<_> = term.values.iter().map(T::write).collect();
            texts.push(format!("{sign}{name}{colon}{}", values.join(",")));
        }
    }

    fn count(&self) -> usize {
        self.0.iter().map(|term| term.values.len()).sum()
    }

    fn shape(&self) -> String {
        T::shape()
    }

    fn choices(&self) -> Vec<&'static str> {
        T::choices()
    }
}

impl<W: Word> Value for W {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        let found = W::all().into_iter().find(|word| word.word().eq_ignore_ascii_case(&text));
        found.ok_or_else(|| Fault::of_word(raw.column, "is none of them", &text, &W::choices()))
    }

    fn write(&self) -> String {
        self.word().to_owned()
    }

    fn shape() -> String {
        W::choices().join(" ")
    }

    fn choices() -> Vec<&'static str> {
        W::all().into_iter().map(W::word).collect()
    }
}

/// Yes or no.
impl Value for bool {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok(true),
            "no" | "false" => Ok(false),
            _ => Err(Fault::of_word(raw.column, "is neither", &text, &["yes", "no"])),
        }
    }

    fn write(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }

    fn shape() -> String {
        "yes no".to_owned()
    }

    fn choices() -> Vec<&'static str> {
        vec!["yes", "no"]
    }
}

impl Value for Currency {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        currency(&raw.text(), raw.column)
    }

    fn write(&self) -> String {
        self.code().to_owned()
    }

    fn shape() -> String {
        "USD".to_owned()
    }
}

/// The currency of a code that stands at this column.
pub(super) fn currency(code: &str, column: usize) -> Result<Currency, Fault> {
    Currency::parse(code).map_err(|refused| {
        let capital = code.to_uppercase();
        let meant = if Currency::parse(&capital).is_ok() {
            format!(" (did you mean {capital}?)")
        } else {
            String::new()
        };
        Fault::new(column, format!("{}{meant}", refused.reason))
    })
}
