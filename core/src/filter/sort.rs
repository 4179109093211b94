//! The order of a list.

use std::str::FromStr;

use crate::error::Error;
use crate::filter::lexer::{Raw, Term};
use crate::filter::{Fault, Field};
use crate::value::page::Order;
use crate::value::word::Word;

/// By what a list is sorted, and which way. Records that are equal in it stand in the order in
/// which they were stored, or the reverse of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<K> {
    /// By what.
    pub by: K,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl<K> Sort<K> {
    /// The smallest first.
    pub const fn ascending(by: K) -> Self {
        Self { by, descending: false }
    }

    /// The largest first.
    pub const fn descending(by: K) -> Self {
        Self { by, descending: true }
    }
}

/// Reads `amount`, or `-amount` for the largest first; fails with `validation` on the field `sort`.
impl<K: Word> FromStr for Sort<K> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (descending, word) = match text.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, text),
        };
        let found = K::all().into_iter().find(|key| key.word().eq_ignore_ascii_case(word));
        let unknown = || format!("is none of {}", words::<K>().join(", "));
        let by = found.ok_or_else(|| Error::invalid("sort", "invalid", unknown()))?;
        Ok(Self { by, descending })
    }
}

/// How a sort's texts and orders are made.
pub(crate) trait Sorted<K> {
    /// The order of the list, by the SQL that each key stands for; newest first if none is asked.
    fn order(&self, keys: impl FnOnce(K) -> Vec<String>) -> Order;
}

impl<K: Word> Sorted<K> for Option<Sort<K>> {
    fn order(&self, keys: impl FnOnce(K) -> Vec<String>) -> Order {
        match self {
            None => Order::newest_first(),
            Some(sort) => Order::by(sort.by.word(), keys(sort.by), sort.descending),
        }
    }
}

impl<K: Word> Field for Option<Sort<K>> {
    fn take(&mut self, term: &Term) -> Result<(), Fault> {
        let refused = |reason: &str| Fault::new(term.column, reason);
        if term.negated {
            return Err(refused("cannot be negated; sort:-created puts the largest first"));
        }
        if self.is_some() {
            return Err(refused("sorts a second time; one sort: is all there is"));
        }
        let [value] = term.values.as_slice() else {
            return Err(refused("sorts by more than one thing; write one"));
        };
        let (descending, key) = match value.without_first('-') {
            Some(key) => (true, key),
            None => (false, value.clone()),
        };
        let by = read(&key)?;
        *self = Some(Sort { by, descending });
        Ok(())
    }

    fn write(&self, name: &str, texts: &mut Vec<String>) {
        if let Some(sort) = self {
            let sign = if sort.descending { "-" } else { "" };
            texts.push(format!("{name}:{sign}{}", sort.by.word()));
        }
    }

    fn count(&self) -> usize {
        0
    }

    fn shape(&self) -> String {
        format!(
            "{}; -{} for the largest first",
            words::<K>().join(" "),
            words::<K>().first().unwrap_or(&"")
        )
    }

    fn choices(&self) -> Vec<&'static str> {
        words::<K>()
    }
}

fn words<K: Word>() -> Vec<&'static str> {
    K::all().into_iter().map(K::word).collect()
}

fn read<K: Word>(raw: &Raw) -> Result<K, Fault> {
    let text = raw.text();
    let found = K::all().into_iter().find(|word| word.word().eq_ignore_ascii_case(&text));
    found.ok_or_else(|| Fault::of_word(raw.column, "is nothing to sort by", &text, &words::<K>()))
}
