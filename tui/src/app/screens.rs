//! The screens: which lists stand on which, and one file for each sort of record.

use crate::app::collection::{Collection, FieldInput, Report};

mod customers;
mod dashboard;
mod events;
mod payments;

pub(crate) use customers::CUSTOMERS;
pub(crate) use dashboard::DASHBOARD;
pub(crate) use events::EVENTS;
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
    ScreenOf { title: "Dashboard", roots: &[Root::Report(&DASHBOARD)] },
    ScreenOf { title: "Payments", roots: &[Root::List(&PAYMENTS), Root::List(&CUSTOMERS)] },
    ScreenOf { title: "Events", roots: &[Root::List(&EVENTS)] },
];

/// Every sort of records that has a list.
pub(crate) fn collections() -> impl Iterator<Item = &'static Collection> {
    SCREENS.iter().flat_map(|screen| screen.roots).filter_map(|root| match root {
        Root::List(collection) | Root::Record(collection, _) => Some(*collection),
        Root::Report(_) => None,
    })
}

/// The list of a sort of records, by what events call one of them; deliveries, which have no
/// events, are `delivery`. `None`: they have no list.
pub(crate) fn of_object(object: &str) -> Option<&'static Collection> {
    Some(match object {
        "payment" => &PAYMENTS,
        "customer" => &CUSTOMERS,
        "event" => &EVENTS,
        _ => return None,
    })
}

/// How a field of a form takes the id of such a record: from its list, if it has one.
pub(crate) fn pick(object: &str) -> FieldInput {
    of_object(object).map_or(FieldInput::Text, FieldInput::Pick)
}
