//! The screens: which lists stand on which, and one file for each sort of record.

use crate::app::collection::{Collection, Report};

mod api_keys;
mod billers;
mod branding;
mod clients;
mod customers;
mod dashboard;
mod deliveries;
mod endpoints;
mod events;
mod fees;
mod health;
mod intents;
mod keys;
mod links;
pub(crate) mod objects;
mod orchestrators;
mod payments;
mod requests;
mod settings;
mod sweep;

pub(crate) use api_keys::API_KEYS;
pub(crate) use billers::BILLERS;
pub(crate) use branding::BRANDING;
pub(crate) use clients::CLIENTS;
pub(crate) use customers::CUSTOMERS;
pub(crate) use dashboard::DASHBOARD;
pub(crate) use deliveries::DELIVERIES;
pub(crate) use endpoints::ENDPOINTS;
pub(crate) use events::EVENTS;
pub(crate) use fees::FEES;
pub(crate) use health::HEALTH;
pub(crate) use intents::INTENTS;
pub(crate) use keys::KEYS;
pub(crate) use links::LINKS;
pub(crate) use orchestrators::ORCHESTRATORS;
pub(crate) use payments::PAYMENTS;
pub(crate) use requests::REQUESTS;
pub(crate) use settings::SETTINGS;

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
    ScreenOf { title: "Dashboard", roots: &[Root::Report(&DASHBOARD)] },
    ScreenOf { title: "Payments", roots: &[Root::List(&PAYMENTS), Root::List(&CUSTOMERS)] },
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
    ScreenOf { title: "Requests", roots: &[Root::List(&REQUESTS)] },
    ScreenOf { title: "Billers", roots: &[Root::List(&BILLERS)] },
    ScreenOf { title: "Events", roots: &[Root::List(&EVENTS), Root::List(&DELIVERIES)] },
    ScreenOf {
        title: "Settings",
        roots: &[
            Root::Record(&SETTINGS, settings::ID),
            Root::List(&ENDPOINTS),
            Root::Report(&HEALTH),
            Root::Report(&KEYS),
        ],
    },
];

/// Every sort of records that has a list.
pub(crate) fn collections() -> impl Iterator<Item = &'static Collection> {
    SCREENS.iter().flat_map(|screen| screen.roots).filter_map(|root| match root {
        Root::List(collection) | Root::Record(collection, _) => Some(*collection),
        Root::Report(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_collection_and_action_says_what_it_must_and_no_other_has_its_name_or_key() {
        let mut names = BTreeSet::new();
        for collection in collections() {
            let Collection { name, title, noun, .. } = *collection;
            assert!(names.insert(name), "{name} stands twice");
            assert!(!title.is_empty() && !noun.is_empty(), "{name} has no name for people");
            assert!(!collection.columns.is_empty() && !collection.facts.is_empty(), "{name}");
            let (mut actions, mut keys) = (BTreeSet::new(), BTreeSet::new());
            for action in collection.actions {
                assert!(actions.insert(action.name) && keys.insert(action.key), "{name}");
                assert!(action.key.is_alphabetic(), "{name} {}", action.name);
                assert!(!action.label.is_empty() && !action.about.is_empty(), "{name}");
            }
        }
        for root in SCREENS.iter().flat_map(|screen| screen.roots) {
            if let Root::List(collection) = root {
                assert!(!collection.empty.is_empty(), "{} says not what to do", collection.name);
            }
        }
    }
}
