//! A config file as it was written, so that what is wrong can be told with its line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use billfold_core::ErrorKind;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::Placed;
use crate::failure::{Failure, Result};

/// A file and its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

/// A key with its value.
pub(super) struct Entry<'a> {
    pub(super) source: Source<'a>,
    pub(super) name: &'a str,
    name_span: Range<usize>,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Source<'a> {
    /// The whole file.
    pub(super) fn parse(&self) -> Result<DeTable<'a>> {
        let whole = DeTable::parse(self.text).map(Spanned::into_inner);
        whole.map_err(|error| self.fault(error.span().unwrap_or_default(), error.message()))
    }

    /// Its keys in the order of the file, so that of several faults the first is told.
    pub(super) fn entries(self, table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
        let entry = |(name, value): (&'a Spanned<_>, &'a Spanned<_>)| {
            let text: &std::borrow::Cow<'a, str> = name.get_ref();
            Entry { source: self, name: text, name_span: name.span(), value }
        };
        let mut entries: Vec<Entry<'a>> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.name_span.start);
        entries
    }

    /// That what stands there cannot be.
    pub(super) fn fault(&self, span: Range<usize>, reason: &str) -> Failure {
        fault(self.path, self.line(&span), reason)
    }

    /// The line that something begins in, the first being 1.
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        before.matches('\n').count().saturating_add(1)
    }
}

impl<'a> Entry<'a> {
    pub(super) fn text(&self) -> Result<&'a str> {
        self.value.get_ref().as_str().ok_or_else(|| self.mistyped("text in quotes"))
    }

    pub(super) fn boolean(&self) -> Result<bool> {
        self.value.get_ref().as_bool().ok_or_else(|| self.mistyped("true or false"))
    }

    /// One text or a list of texts, each with its place.
    pub(super) fn texts(&self) -> Result<Vec<(&'a str, Range<usize>)>> {
        let wanted = "text in quotes, or a list of such texts";
        let value = self.value.get_ref();
        if let Some(text) = value.as_str() {
            return Ok(vec![(text, self.value.span())]);
        }
        let items = value.as_array().ok_or_else(|| self.mistyped(wanted))?;
        let text = |item: &'a Spanned<DeValue<'a>>| {
            let text = item.get_ref().as_str();
            text.map(|text| (text, item.span())).ok_or_else(|| self.mistyped_at(item, wanted))
        };
        items.iter().map(text).collect()
    }

    /// What one of these words means.
    pub(super) fn one_of<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T> {
        let word = self.text()?;
        let found = choices.iter().find(|(known, _)| *known == word);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
            let like = did_you_mean(word, &words);
            self.source.fault(self.value.span(), &format!("`{}` is no `{word}`; {like}", self.name))
        })
    }

    /// A table, each of its values read by `read`.
    pub(super) fn table<T>(
        &self,
        read: impl Fn(&Entry<'a>) -> Result<T>,
    ) -> Result<BTreeMap<String, T>> {
        let table = self.value.get_ref().as_table();
        let table = table.ok_or_else(|| self.mistyped("a table of names and values"))?;
        let entries = self.source.entries(table);
        entries.iter().map(|entry| Ok((entry.name.to_owned(), read(entry)?))).collect()
    }

    /// A value that stands where this one does.
    pub(super) fn placed<T>(&self, value: T) -> Placed<T> {
        Placed { value, line: self.source.line(&self.name_span) }
    }

    /// That the name cannot be.
    pub(super) fn fault_at_name(&self, reason: &str) -> Failure {
        self.source.fault(self.name_span.clone(), reason)
    }

    fn mistyped(&self, wanted: &str) -> Failure {
        self.mistyped_at(self.value, wanted)
    }

    fn mistyped_at(&self, value: &Spanned<DeValue<'_>>, wanted: &str) -> Failure {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.source.fault(value.span(), &format!("`{}` is {wanted}, not {found}", self.name))
    }
}

/// That something in a line of a config file cannot be.
pub(super) fn fault(path: &Path, line: usize, reason: &str) -> Failure {
    let message = format!("{}, line {line}: {}", path.display(), reason.trim().replace('\n', "; "));
    Failure::new(ErrorKind::Validation, "config_invalid", message)
}

/// The known word that was probably meant, else all of them.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> String {
    let distance = |known: &str| strsim::damerau_levenshtein(&word.to_lowercase(), known);
    let nearest = known.iter().map(|known| (distance(known), *known)).min();
    let allowed = if word.chars().count() <= 3 { 1 } else { 2 };
    match nearest {
        Some((distance, nearest)) if distance <= allowed => format!("did you mean `{nearest}`?"),
        _ => format!("known here: {}", known.join(", ")),
    }
}
