//! What a change of many would come to, looked at before it is made; nothing of it is kept.

use billfold_core::{Error, ErrorKind, Result, Store};

use crate::app::collection::{Done, Subject};
use crate::app::data::jobs::{Teller, each_page, interrupted, is_of_form};
use crate::app::entry::Entry;
use crate::app::job::{Bulk, Chosen, JobNews, Tally};

/// Records that the change itself is tried on, each in a transaction that is taken back: that keeps
/// others from writing. Of the rest it is counted what the action does not offer.
const MOST_TRIED: u64 = 200;

/// Records between two tales of how far it is.
const STEP: u64 = 500;

/// Looks at each record and tells what the change would come to, as it goes.
pub(super) fn run(store: &Store, bulk: &Bulk, teller: &Teller) -> Result<Done> {
    let mut rehearsal = Rehearsal { store, bulk, teller, tally: Tally::default(), tried: 0 };
    match &bulk.chosen {
        Chosen::Marked(ids) => ids.iter().try_for_each(|id| rehearsal.find(id))?,
        Chosen::All(query, _) => each_page(store, bulk, query, &mut |page, _| {
            page.items.iter().try_for_each(|entry| rehearsal.look(entry))
        })?,
    }
    teller.tell(JobNews::Tally(rehearsal.tally));
    Ok(Done::default())
}

struct Rehearsal<'a> {
    store: &'a Store,
    bulk: &'a Bulk,
    teller: &'a Teller,
    tally: Tally,
    tried: u64,
}

impl Rehearsal<'_> {
    /// Looks at the record of this id.
    fn find(&mut self, id: &str) -> Result<()> {
        match (self.bulk.collection.entry)(self.store, id) {
            Ok(entry) => self.look(&entry),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.tally.add(Some(reason(&error, id)));
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Looks whether the change can be made of this record.
    fn look(&mut self, entry: &Entry) -> Result<()> {
        if !self.teller.goes_on() {
            return Err(interrupted());
        }
        let refusal = match (self.bulk.action.refusal)(entry) {
            None if self.tried < MOST_TRIED => self.try_on(entry)?,
            refusal => refusal,
        };
        self.tally.add(refusal);
        if self.tally.seen().is_multiple_of(STEP) {
            self.teller.tell(JobNews::Tally(self.tally.clone()));
        }
        Ok(())
    }

    /// Makes the change and takes it back: why it cannot be made, if it cannot.
    fn try_on(&mut self, entry: &Entry) -> Result<Option<String>> {
        self.tried = self.tried.saturating_add(1);
        let subject = Subject { id: &entry.id, owner: self.bulk.owner.as_deref() };
        let store = self.store.dry_run();
        match (self.bulk.action.run)(&store, subject, &self.bulk.body.0) {
            Ok(_) => Ok(None),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            // What the form says is wrong: that is for the form, not for each record.
            Err(error) if is_of_form(self.bulk, &error) => Err(error),
            Err(error) => Ok(Some(reason(&error, &entry.id))),
        }
    }
}

/// A reason that many records share: it does not name one.
fn reason(error: &Error, id: &str) -> String {
    error.message().replace(id, "…")
}
