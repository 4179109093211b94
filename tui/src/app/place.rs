//! Where one is: a list with its details, or a sheet.

use std::collections::BTreeMap;
use std::fmt;

use crate::app::collection::{Collection, Query, Report};
use crate::app::entry::Entry;
use crate::app::list::List;
use crate::app::msg::{Asked, Cmd, PlaceId, Question};
use crate::app::sheet::{Sheet, Source, Telling};

/// Which part of a place the keys are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    List,
    Details,
}

/// A place.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) id: PlaceId,
    pub(crate) content: Content,
    /// What is being read, by its sort.
    asking: BTreeMap<u8, Asking>,
    asked: u64,
}

/// A question that is being answered.
#[derive(Debug)]
struct Asking {
    asked: Asked,
    /// Whether something has changed since, so that it must be asked again.
    is_outdated: bool,
}

/// What a place shows.
#[derive(Debug)]
pub(crate) enum Content {
    List(Box<Listing>),
    Sheet(Box<Sheet>),
}

/// A list and the details of the record under its cursor.
pub(crate) struct Listing {
    pub(crate) list: List,
    pub(crate) details: Option<Sheet>,
    pub(crate) focus: Focus,
    /// The columns that are shown, as places in the collection's own.
    pub(crate) columns: Vec<usize>,
    /// Filters that were used here, the newest last.
    pub(crate) past_filters: Vec<String>,
}

/// Never the past filters: they may name people.
impl fmt::Debug for Listing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listing")
            .field("list", &self.list)
            .field("details", &self.details)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// A list of which nothing is read yet.
    pub(crate) fn list(id: PlaceId, collection: &'static Collection, query: Query) -> Self {
        let listing = Listing {
            list: List::new(collection, query),
            details: None,
            focus: Focus::List,
            columns: (0..collection.columns.len()).collect(),
            past_filters: Vec::new(),
        };
        Self::new(id, Content::List(Box::new(listing)))
    }

    /// A record of which only the id is known.
    pub(crate) fn record(id: PlaceId, collection: &'static Collection, record: String) -> Self {
        Self::sheet(id, Source::Record(collection, record))
    }

    /// A report.
    pub(crate) fn report(id: PlaceId, report: &'static Report) -> Self {
        Self::sheet(id, Source::Report(report))
    }

    fn sheet(id: PlaceId, source: Source) -> Self {
        Self::new(id, Content::Sheet(Box::new(Sheet::new(source))))
    }

    fn new(id: PlaceId, content: Content) -> Self {
        Self { id, content, asking: BTreeMap::new(), asked: 0 }
    }

    /// Asks a question. One that is being answered already is not broken off, so that changes in
    /// a row cannot keep it from ever being answered: it is asked once more afterwards.
    pub(crate) fn ask(&mut self, question: Question) -> Option<Cmd> {
        let sort = question.sort();
        let mut is_outdated = false;
        if let Some(asking) = self.asking.get_mut(&sort) {
            if asking.asked.question == question {
                asking.is_outdated |= question.is_anew();
                return None;
            }
            // The rest of a list does not tell what has changed in what is there.
            let was_anew = asking.is_outdated || asking.asked.question.is_anew();
            is_outdated = was_anew && !question.is_anew();
        }
        self.asked = self.asked.saturating_add(1);
        let asked = Asked { question, number: self.asked };
        self.asking.insert(sort, Asking { asked: asked.clone(), is_outdated });
        Some(Cmd::Read(self.id, asked))
    }

    /// Whether this is what was asked last, with whether it must be asked again; nothing if
    /// nobody waits for it any more.
    pub(crate) fn answered(&mut self, asked: &Asked) -> Option<bool> {
        let sort = asked.question.sort();
        let asking = self.asking.get(&sort).filter(|asking| asking.asked == *asked)?;
        let is_outdated = asking.is_outdated;
        self.asking.remove(&sort);
        Some(is_outdated)
    }

    /// Waits no longer for the list's total.
    pub(crate) fn forget_count(&mut self) -> Option<Cmd> {
        self.asking.remove(&Question::COUNT).map(|_| Cmd::ForgetCount(self.id))
    }

    /// What is being read of this sort must be read again.
    pub(crate) fn outdate(&mut self, sort: u8) {
        if let Some(asking) = self.asking.get_mut(&sort) {
            asking.is_outdated = true;
        }
    }

    /// Its name on the screen.
    pub(crate) fn title(&self) -> String {
        match &self.content {
            Content::List(listing) => listing.list.collection.title.to_owned(),
            Content::Sheet(sheet) => match &sheet.source {
                // The only one of its sort is called as its collection is.
                Source::Record(collection, id) if id == collection.name => {
                    collection.title.to_owned()
                }
                Source::Record(collection, id) => match &sheet.entry {
                    Some(entry) => collection.a(entry),
                    None => format!("{} {id}", collection.noun),
                },
                Source::Report(report) => report.title.to_owned(),
            },
        }
    }

    /// The list, if it is one.
    pub(crate) fn listing(&self) -> Option<&Listing> {
        match &self.content {
            Content::List(listing) => Some(listing),
            Content::Sheet(_) => None,
        }
    }

    /// The list, if it is one.
    pub(crate) fn listing_mut(&mut self) -> Option<&mut Listing> {
        match &mut self.content {
            Content::List(listing) => Some(listing),
            Content::Sheet(_) => None,
        }
    }

    /// The sheet that the keys are for, if they are for one.
    pub(crate) fn focused_sheet(&self) -> Option<&Sheet> {
        match &self.content {
            Content::List(listing) if listing.focus == Focus::List => None,
            Content::List(listing) => listing.details.as_ref(),
            Content::Sheet(sheet) => Some(sheet),
        }
    }

    /// The sheet that the keys are for, if they are for one.
    pub(crate) fn focused_sheet_mut(&mut self) -> Option<&mut Sheet> {
        match &mut self.content {
            Content::List(listing) if listing.focus == Focus::List => None,
            Content::List(listing) => listing.details.as_mut(),
            Content::Sheet(sheet) => Some(sheet),
        }
    }

    /// Any sheet of it.
    pub(crate) fn any_sheet_mut(&mut self) -> Option<&mut Sheet> {
        match &mut self.content {
            Content::List(listing) => listing.details.as_mut(),
            Content::Sheet(sheet) => Some(sheet),
        }
    }

    /// The sort of its records.
    pub(crate) fn collection(&self) -> Option<&'static Collection> {
        match &self.content {
            Content::List(listing) => Some(listing.list.collection),
            Content::Sheet(sheet) => sheet.collection(),
        }
    }

    /// Whether its list is being read from its beginning or end: what is there now is not what its
    /// user means.
    pub(crate) fn is_moving(&self) -> bool {
        self.listing().is_some_and(|listing| {
            listing.list.selected().is_some() && listing.list.settled().is_none()
        })
    }

    /// The record that actions are for; of the details, the newer one.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        match &self.content {
            Content::List(listing) => {
                let selected = listing.list.selected()?;
                let details = listing.details.as_ref().and_then(|sheet| sheet.entry.as_ref());
                Some(details.filter(|entry| entry.id == selected.id).unwrap_or(selected))
            }
            Content::Sheet(sheet) => sheet.entry.as_ref(),
        }
    }

    /// Whose records the list shows.
    pub(crate) fn owner(&self) -> Option<String> {
        self.listing().and_then(|listing| listing.list.query.owner.clone())
    }
}

impl Listing {
    /// Shows the details of the record under the cursor; says whether they are still to be read.
    pub(crate) fn show_details(&mut self, telling: Telling) -> bool {
        let Some(entry) = self.list.selected() else {
            self.details = None;
            self.focus = Focus::List;
            return false;
        };
        let collection = self.list.collection;
        let shown = self.details.as_ref().and_then(|sheet| sheet.entry.as_ref());
        if shown.is_some_and(|shown| shown.id == entry.id) {
            return false;
        }
        let height = self.details.as_ref().map(|sheet| sheet.height);
        let mut sheet = Sheet::of(collection, entry, telling);
        sheet.height = height.unwrap_or(sheet.height);
        self.details = Some(sheet);
        true
    }
}
