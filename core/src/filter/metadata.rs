//! Terms on callers' own data: `meta.order_id:"order-123"`.

use crate::filter::lexer::{Raw, Term, quoted};
use crate::filter::{Fault, Field, TextPattern, Value};
use crate::store::query::Condition;

/// How names of metadata's keys begin.
const PREFIX: &str = "meta.";

/// What is asked of records' metadata: every term must hold.
///
/// ```
/// use billfold_core::PaymentFilter;
///
/// let mut filter = PaymentFilter::default();
/// filter.metadata.key("order_id").is("order-123");
/// assert_eq!(filter.to_string(), "meta.order_id:order-123");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataTerms(Vec<MetadataTerm>);

/// What is asked of one top-level key: that its value, a text, or a number, `true`, `false` or
/// `null` as it is spelled, is one of these; if negated, that it is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataTerm {
    /// The key.
    pub key: String,
    /// Its values, one at the least; [`TextPattern::Present`]: that the key is there.
    pub values: Vec<TextPattern>,
    /// Whether none of them may hold.
    pub negated: bool,
}

/// A key about which a term is to be added.
#[derive(Debug)]
pub struct MetadataKey<'a> {
    terms: &'a mut MetadataTerms,
    key: String,
}

impl MetadataTerms {
    /// Begins a term about this key.
    pub fn key(&mut self, key: impl Into<String>) -> MetadataKey<'_> {
        MetadataKey { terms: self, key: key.into() }
    }

    /// The terms.
    #[must_use]
    pub fn as_slice(&self) -> &[MetadataTerm] {
        &self.0
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the terms to a list's conditions; no index serves them.
    pub(crate) fn hold(&self, condition: &mut Condition, column: &str) {
        for term in &self.0 {
            let key = condition.value(term.key.clone());
            let member = format!("json_member({column}, {key})");
            let values: Vec<_> =
                term.values.iter().map(|value| value.sql(condition, &member)).collect();
            let one = values.join(" OR ");
            condition.holds(if term.negated {
                format!("({one}) IS NOT TRUE")
            } else {
                format!("({one})")
            });
        }
    }
}

impl MetadataKey<'_> {
    /// Its value is this one.
    pub fn is(self, value: impl Into<TextPattern>) {
        self.any_of([value]);
    }

    /// Its value is one of these; without any, nothing is asked.
    pub fn any_of(self, values: impl IntoIterator<Item = impl Into<TextPattern>>) {
        self.push(values, false);
    }

    /// Its value is none of these, or it is not there.
    pub fn none_of(self, values: impl IntoIterator<Item = impl Into<TextPattern>>) {
        self.push(values, true);
    }

    fn push(self, values: impl IntoIterator<Item = impl Into<TextPattern>>, negated: bool) {
        let values: Vec<_> = values.into_iter().map(Into::into).collect();
        if !values.is_empty() {
            self.terms.0.push(MetadataTerm { key: self.key, values, negated });
        }
    }
}

/// The key that a term's name has, if it is one of metadata.
fn key_in(name: &str) -> Option<&str> {
    let (prefix, key) = name.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(key)
}

impl Field for MetadataTerms {
    fn answers(&self, _: &str, name: &str) -> bool {
        key_in(name).is_some()
    }

    fn take(&mut self, term: &Term) -> Result<(), Fault> {
        let name = term.name.as_ref().map_or_else(String::new, Raw::text);
        let key = key_in(&name).unwrap_or_default();
        if key.is_empty() {
            let reason = "names no key of the metadata; write meta.order_id:…";
            return Err(Fault::new(term.column, reason));
        }
        let values = term.values.iter().map(TextPattern::read).collect::<Result<_, _>>()?;
        self.0.push(MetadataTerm { key: key.to_owned(), values, negated: term.negated });
        Ok(())
    }

    fn write(&self, _: &str, texts: &mut Vec<String>) {
        for term in &self.0 {
            let sign = if term.negated { "-" } else { "" };
            let values: Vec<_> = term.values.iter().map(Value::write).collect();
            texts.push(format!("{sign}{PREFIX}{}:{}", quoted(&term.key), values.join(",")));
        }
    }

    fn count(&self) -> usize {
        self.0.iter().map(|term| term.values.len()).sum()
    }

    fn shape(&self) -> String {
        "TEXT, NUMBER, TEXT*, *".to_owned()
    }
}
