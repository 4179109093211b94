//! Which collection an event's object is found in.

use crate::app::collection::{Collection, Target};
use crate::app::entry::Entry;
use crate::app::screens::{
    API_KEYS, BILLERS, BRANDING, CLIENTS, CUSTOMERS, ENDPOINTS, FEES, INTENTS, ORCHESTRATORS,
    PAYMENTS, REQUESTS, SETTINGS, settings,
};

/// A sort of objects that events tell of.
struct ObjectOf {
    /// Its name in events: `payment`.
    name: &'static str,
    collection: &'static Collection,
    /// What the collection finds it by, given the event or the delivery that names it.
    id: fn(&Entry) -> Option<String>,
}

impl ObjectOf {
    /// Objects that their collection finds by the id that events name them by.
    const fn new(name: &'static str, collection: &'static Collection) -> Self {
        Self { name, collection, id: |event| event.text("object_id") }
    }
}

/// Every object that has a collection.
static OBJECTS: &[ObjectOf] = &[
    ObjectOf::new("payment", &PAYMENTS),
    ObjectOf::new("request_to_link", &REQUESTS),
    ObjectOf::new("biller", &BILLERS),
    ObjectOf::new("webhook_endpoint", &ENDPOINTS),
    ObjectOf::new("customer", &CUSTOMERS),
    ObjectOf::new("orchestrator", &ORCHESTRATORS),
    ObjectOf::new("client", &CLIENTS),
    ObjectOf::new("api_key", &API_KEYS),
    ObjectOf::new("link_intent", &INTENTS),
    ObjectOf::new("fee", &FEES),
    ObjectOf::new("branding", &BRANDING),
    // A link is shown with its client.
    ObjectOf {
        name: "client_link",
        collection: &CLIENTS,
        id: |event| event.text("data.client_id"),
    },
    // Their events name the store itself.
    ObjectOf { name: "settings", collection: &SETTINGS, id: |_| Some(settings::ID.to_owned()) },
];

/// The record that the fields `object` and `object_id` name together, where it can be gone to.
pub(crate) fn target(entry: &Entry) -> Option<Target> {
    let name = entry.text("object")?;
    let object = OBJECTS.iter().find(|object| object.name == name)?;
    Some(Target::Record(object.collection, (object.id)(entry)?))
}

#[cfg(test)]
mod tests {
    use billfold_core::EVENT_TYPES;

    use super::*;

    #[test]
    fn every_object_is_one_that_events_tell_of() {
        for object in OBJECTS {
            let begins = |kind: &str| kind.split('.').next() == Some(object.name);
            assert!(EVENT_TYPES.iter().any(|kind| begins(kind)), "{}", object.name);
        }
    }
}
