//! What several tests start from.

#![allow(dead_code, reason = "each test file uses the part it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

pub(crate) mod files;
pub(crate) mod paging;
pub(crate) mod scan;

use std::sync::Arc;

use billfold_core::{
    ClientId, Error, ErrorKind, ManualClock, NewClient, NewOrchestrator, OpenOptions,
    OrchestratorId, Result, Secret, Store, Timestamp,
};

/// When the tests' clocks start: the instant of the seeds' request to link.
pub(crate) const START: &str = "2026-04-01T10:00:00Z";

/// A store in memory and the clock it goes by.
pub(crate) fn store() -> (Store, Arc<ManualClock>) {
    let clock = clock();
    (OpenOptions::new().clock(clock.clone()).in_memory().unwrap(), clock)
}

/// A clock that stands at [`START`].
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(START.parse::<Timestamp>().unwrap()))
}

/// A new orchestrator and its key.
pub(crate) fn orchestrator(store: &Store, name: &str) -> (OrchestratorId, Secret) {
    let made = store.create_orchestrator(NewOrchestrator::new(name)).unwrap().into_record();
    (made.orchestrator.id, made.key.unwrap())
}

/// A new client of this id and its secret.
pub(crate) fn client(store: &Store, id: &str) -> (ClientId, Secret) {
    let id: ClientId = id.parse().unwrap();
    let made = store.create_client(NewClient::new(id.as_str()).with_id(id.clone())).unwrap();
    (id, made.into_record().client_secret.unwrap())
}

/// What came of a call, in one line: the answer's own words, or kind, code and current status.
pub(crate) fn outcome<T>(result: Result<T>, words: impl FnOnce(T) -> String) -> String {
    match result {
        Ok(value) => words(value),
        Err(error) => refusal(&error),
    }
}

/// An error in one line: `conflict/invalid_transition (completed)`.
pub(crate) fn refusal(error: &Error) -> String {
    let status = error.current_status().map(|status| format!(" ({status})")).unwrap_or_default();
    format!("{}/{}{status}", error.kind(), error.code())
}

/// The fields that a validation error names.
pub(crate) fn bad_fields(error: &Error) -> Vec<&str> {
    assert_eq!(error.kind(), ErrorKind::Validation, "{error:?}");
    error.fields().iter().map(|bad| bad.field.as_str()).collect()
}

/// The keys of a JSON object in their order.
pub(crate) fn keys(json: &str) -> Vec<String> {
    struct Keys(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Keys {
        fn deserialize<D: serde::Deserializer<'de>>(
            from: D,
        ) -> std::result::Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Keys;
                fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    to.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> std::result::Result<Keys, A::Error> {
                    let mut keys = Vec::new();
                    while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                        keys.push(key);
                    }
                    Ok(Keys(keys))
                }
            }
            from.deserialize_map(Visitor)
        }
    }
    serde_json::from_str::<Keys>(json).unwrap().0
}
