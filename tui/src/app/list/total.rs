//! How many records a list has: some pages tell it, else it is counted beside.

use crate::app::collection::Query;
use crate::app::list::{List, Reading, Stretch};
use crate::app::msg::Question;

/// What is known of a list's total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    /// The newest page has not told it, and nobody has asked for it.
    Wanted,
    /// It is being counted.
    Asked,
    Done,
}

impl List {
    /// Takes the total that a page tells; what has changed is to be counted anew.
    pub(super) fn take_total_of(&mut self, reading: &Reading) {
        let Some(page) = reading.pages.last() else { return };
        if page.is_counted {
            self.counting = Counting::Done;
            self.set_total(page.total);
        } else if matches!(reading.stretch, Stretch::First | Stretch::Again(..)) {
            self.counting = Counting::Wanted;
        }
    }

    /// The question for the total, if no page has told it.
    pub(crate) fn count(&mut self) -> Option<Question> {
        if self.counting != Counting::Wanted {
            return None;
        }
        self.counting = Counting::Asked;
        Some(Question::Count(self.collection, self.query.clone()))
    }

    /// Takes the total that was counted of this query, unless a page has told it since.
    pub(crate) fn take_total(&mut self, query: &Query, total: i64) {
        if self.counting == Counting::Asked && self.query == *query {
            self.counting = Counting::Done;
            self.set_total(total);
            self.offset = self.offset.or(self.offset_at_end());
        }
    }

    fn set_total(&mut self, total: i64) {
        if self.total.replace(total).is_some_and(|before| before != total) {
            // Nobody knows on which side of the window they came or went.
            self.offset = None;
        }
    }
}
