//! What a record is called in a sentence or above what is asked about it, and how many are.

use crate::app::collection::{Collection, On, Shown};
use crate::app::entry::Entry;
use crate::output::grouped;

impl Collection {
    /// Whether it is the only one of its sort, which goes by the name of its sort.
    pub(crate) fn is_only(&self, entry: &Entry) -> bool {
        *entry.id == *self.name
    }

    /// A record in one line: `payment of 500.00 USD by Foobar`.
    pub(crate) fn a(&self, entry: &Entry) -> String {
        if self.is_only(entry) {
            return self.noun.to_owned();
        }
        format!("{} {}", self.noun, (self.known)(entry))
    }

    /// A record as people speak of it: `the payment of 500.00 USD by Foobar`.
    pub(crate) fn the(&self, entry: &Entry) -> String {
        format!("the {}", self.a(entry))
    }

    /// What people are told of how a record stands: `paid late`.
    pub(crate) fn stand(&self, entry: &Entry) -> Option<String> {
        let column = self.columns.iter().find(|cells| cells.shown == Shown::Status)?.column;
        let stand = (self.standing)(entry).map_or_else(|| entry.told(column), str::to_owned);
        Some(stand).filter(|stand| !stand.is_empty())
    }

    /// Whether anything can be done to many of them at once.
    pub(crate) fn takes_marks(&self) -> bool {
        self.actions.iter().any(|action| action.on == On::Many)
    }

    /// So many of them: `1 payment`, `2,568 payments`.
    pub(crate) fn counted(&self, count: i64) -> String {
        if count == 1 {
            return format!("1 {}", self.noun);
        }
        format!("{} {}", grouped(count), self.many())
    }

    /// Many of them within a sentence: `payments`, `API keys`.
    pub(crate) fn many(&self) -> String {
        let is_name = self.title.chars().nth(1).is_some_and(char::is_uppercase);
        if is_name { self.title.to_owned() } else { self.title.to_lowercase() }
    }
}
