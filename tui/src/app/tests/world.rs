//! Orchestrators and clients to try things on, and what must hold of every action.

use billfold_core::{
    ClientId, NewClient, NewOrchestrator, OrchestratorId, PageRequest, Store, Timestamp,
};

use super::rig::Rig;
use crate::app::collection::{Collection, Query, Subject};
use crate::app::entry::Entry;
use crate::app::popup::Popup;

/// An orchestrator of this name.
pub(crate) fn orchestrator(store: &Store, name: &str) -> OrchestratorId {
    store.create_orchestrator(NewOrchestrator::new(name)).unwrap().orchestrator.id
}

/// A client of this id.
pub(crate) fn client(store: &Store, id: &str) -> ClientId {
    let id: ClientId = id.parse().unwrap();
    store.create_client(NewClient::new(id.as_str()).with_id(id.clone())).unwrap();
    id
}

/// The first page of a list.
pub(crate) fn entries(store: &Store, collection: &Collection, query: &Query) -> Vec<Entry> {
    (collection.page)(store, query, &PageRequest::first()).unwrap().items
}

/// An action is offered for a record just if the core does it, and it changes something.
#[track_caller]
pub(crate) fn holds(store: &Store, collection: &Collection, entry: &Entry, cases: &[(&str, &str)]) {
    for (name, body) in cases {
        let action = collection.action(name).unwrap();
        let refusal = (action.refusal)(entry);
        let subject = Subject { id: &entry.id, owner: None };
        let came = (action.run)(&store.dry_run(), subject, body);
        let changes = came.as_ref().is_ok_and(|done| {
            done.entry.as_ref().is_none_or(|after| !entry.leaves_changed(after).is_empty())
        });
        assert_eq!(refusal.is_none(), changes, "{name} of {}: {refusal:?}, {came:?}", entry.json());
    }
}

/// The secret that is open is masked until it is looked at, then gone for good.
#[track_caller]
pub(crate) fn shown_once(rig: &mut Rig, prefix: &str) -> String {
    let Some(Popup::Once(once)) = rig.model.popups.last() else {
        panic!("no secret is shown:\n{}", rig.screen());
    };
    let secret = once.secrets[0].1.expose().to_owned();
    assert!(secret.starts_with(prefix), "{prefix}");
    // Neither what it begins with nor what a mask leaves of its end.
    let bare: String = secret.rsplit('/').next().unwrap().chars().skip(4).take(16).collect();
    let unseen = |rig: &Rig| {
        rig.expect_no(&bare);
        assert!(!format!("{:?}", rig.model).contains(&bare), "it is in Debug");
    };
    unseen(rig);
    rig.keys("<Esc>");
    rig.expect("Neither seen nor copied yet");
    rig.keys("r");
    // It may go on in the next line.
    rig.expect(&bare);
    assert!(!format!("{:?}", rig.model).contains(&bare), "it is in Debug");
    assert!(rig.copied.is_empty(), "it was copied unasked");
    rig.keys("ry");
    assert_eq!(rig.copied.pop(), Some(secret.clone()));
    unseen(rig);
    rig.keys("Q");
    assert!(!format!("{:?}", rig.model).contains(&bare), "it is in Debug");
    rig.keys("<Esc><Esc>");
    assert!(rig.model.popups.is_empty());
    unseen(rig);
    for keys in ["l", "h", "<Tab>", "<BackTab>"] {
        rig.keys(keys);
        unseen(rig);
    }
    secret
}

/// A time as it stands in a record.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
