//! What an action must be told: the fields of its form.

use crate::app::collection::Collection;
use crate::app::entry::Entry;
use crate::app::zone::span;

/// What an action must be told.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) fields: Vec<Field>,
    /// Whether only what was changed is said: an edit, not a creation.
    pub(crate) is_edit: bool,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Its place in the body that is sent: `customer.email`.
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    /// What is wanted, in a few words.
    pub(crate) hint: &'static str,
    pub(crate) input: FieldInput,
    /// What stands in it at first.
    pub(crate) value: String,
    /// Whether leaving it empty is refused before anything is asked of the store.
    pub(crate) is_required: bool,
}

/// How a field is filled, and how its text stands in the body.
#[derive(Debug, Clone)]
pub(crate) enum FieldInput {
    /// Text.
    Text,
    /// A number, as it is spelled.
    Number,
    /// An amount in major units.
    Amount,
    /// A length of time: seconds, or `30m`, `2h`, `1d`; in the body, seconds.
    Seconds,
    /// The same, or a word that stands in its place.
    SecondsOrWord,
    /// The code of a currency: in capital letters, however it is typed.
    Currency,
    /// JSON of the caller's own, also in the editor.
    Json,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// The id of a record, picked from a list or typed.
    Pick(&'static Collection),
    /// Words between commas, a list in the body.
    Words,
    /// The codes of currencies between commas: in capital letters, however they are typed.
    Currencies,
    /// A word as the `type` of an object, or the object itself.
    Method,
    /// A secret that is typed: never shown.
    Secret,
}

impl Field {
    /// A field of text.
    pub(crate) const fn text(path: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self::new(path, label, hint, FieldInput::Text)
    }

    /// A field of an amount.
    pub(crate) const fn amount(
        path: &'static str,
        label: &'static str,
        hint: &'static str,
    ) -> Self {
        Self::new(path, label, hint, FieldInput::Amount)
    }

    /// A field of a currency.
    pub(crate) const fn currency(path: &'static str, label: &'static str) -> Self {
        Self::new(path, label, "ISO 4217, such as USD", FieldInput::Currency)
    }

    /// A field that is filled so.
    pub(crate) const fn new(
        path: &'static str,
        label: &'static str,
        hint: &'static str,
        input: FieldInput,
    ) -> Self {
        Self { path, label, hint, input, value: String::new(), is_required: false }
    }

    /// The same, not to be left empty.
    pub(crate) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// The same with what the record has there.
    pub(crate) fn of(mut self, entry: Option<&Entry>) -> Self {
        if let Some(entry) = entry {
            let own = entry.text(self.path).unwrap_or_default();
            let words = serde_json::from_str::<Vec<String>>(&own).ok();
            let words =
                words.filter(|_| matches!(self.input, FieldInput::Words | FieldInput::Currencies));
            self.value = match self.input {
                FieldInput::Seconds => span(&own),
                _ => words.map_or(own, |words| words.join(", ")),
            };
        }
        self
    }

    /// The same with this in it.
    pub(crate) fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
}
