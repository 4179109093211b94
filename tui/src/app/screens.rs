//! The screens: which lists stand on which, and one file for each sort of record.

use crate::app::collection::{Collection, Report};

mod branding;
mod clients;
mod events;
mod fees;
mod intents;
mod keys;
mod links;
mod orchestrators;
mod payments;

pub(crate) use branding::BRANDING;
pub(crate) use clients::CLIENTS;
pub(crate) use events::EVENTS;
pub(crate) use fees::FEES;
pub(crate) use intents::INTENTS;
pub(crate) use keys::API_KEYS;
pub(crate) use links::LINKS;
pub(crate) use orchestrators::ORCHESTRATORS;
pub(crate) use payments::PAYMENTS;

/// A screen.
pub(crate) struct ScreenOf {
    pub(crate) title: &'static str,
    pub(crate) roots: &'static [Root],
}

/// A list, a record or a report that a screen begins with.
pub(crate) enum Root {
    List(&'static Collection),
    /// The record of this id.
    Record(&'static Collection, &'static str),
    Report(&'static Report),
}

impl Root {
    /// Its name on the screen.
    pub(crate) const fn title(&self) -> &'static str {
        match self {
            Self::List(collection) | Self::Record(collection, _) => collection.title,
            Self::Report(report) => report.title,
        }
    }
}

/// The screens in the order of their keys.
pub(crate) static SCREENS: &[ScreenOf] = &[
    ScreenOf { title: "Payments", roots: &[Root::List(&PAYMENTS)] },
    ScreenOf {
        title: "Clients",
        roots: &[
            Root::List(&CLIENTS),
            Root::List(&ORCHESTRATORS),
            Root::List(&LINKS),
            Root::List(&INTENTS),
            Root::List(&FEES),
            Root::List(&BRANDING),
            Root::List(&API_KEYS),
        ],
    },
    ScreenOf { title: "Events", roots: &[Root::List(&EVENTS)] },
];

/// Every sort of records that has a list.
pub(crate) fn collections() -> impl Iterator<Item = &'static Collection> {
    SCREENS.iter().flat_map(|screen| screen.roots).filter_map(|root| match root {
        Root::List(collection) | Root::Record(collection, _) => Some(*collection),
        Root::Report(_) => None,
    })
}
