//! Client links by keys.

use super::rig::Rig;
use super::world::{client, entries, holds, orchestrator};
use crate::app::collection::Query;
use crate::app::screens::LINKS;

#[test]
fn the_only_orchestrators_links_are_shown_unasked() {
    let mut rig = Rig::new(110, 30);
    rig.go("Links");
    rig.expect("o chooses the orchestrator whose records are listed.");
    rig.keys("n");
    rig.expect("choose the orchestrator first: o");
    orchestrator(&rig.store, "Acme");
    rig.keys("<F5>");
    rig.expect(" of Acme ");
    rig.expect("No client is linked yet");
}

#[test]
fn among_several_orchestrators_one_is_chosen() {
    let mut rig = Rig::new(110, 30);
    let acme = orchestrator(&rig.store, "Acme");
    orchestrator(&rig.store, "Rival");
    let shop = client(&rig.store, "shop");
    rig.store.link_client(Some(acme), &shop).unwrap();
    rig.go("Links");
    rig.expect("o chooses the orchestrator whose records are listed.");
    rig.keys("oRival<CR>");
    rig.expect("No client is linked yet");
    rig.keys("oAcme<CR>");
    rig.expect("shop");
    // The lists beside it follow, as long as nothing else was chosen for them.
    rig.go("Fees");
    rig.expect(" of Rival ");
    rig.keys("oAcme<CR>");
    rig.go("Links");
    rig.expect(" of Acme ");
}

#[test]
fn a_client_is_linked_and_unlinked_in_its_orchestrators_list() {
    let mut rig = Rig::new(110, 30);
    let acme = orchestrator(&rig.store, "Acme");
    let shop = client(&rig.store, "shop");
    rig.go("Links");
    rig.keys("nnobody<C-s>");
    rig.expect("there is no client nobody");
    rig.keys("<C-u><C-o>shop<CR><C-s>");
    rig.expect(&format!("linked shop to {acme}"));
    let link = rig.store.client_link(&shop).unwrap().unwrap();
    assert_eq!(link.orchestrator_id, acme);
    rig.keys("l");
    rig.expect("link id");
    rig.expect("linked (owner)");
    rig.keys("h");
    rig.keys("nshop<C-s>");
    rig.expect("already; nothing was changed");
    rig.keys("au");
    rig.expect("unlinked at: – →");
    rig.expect(&format!("End: the link of shop with {acme}"));
    rig.keys("<CR>");
    assert!(rig.store.client_link(&shop).unwrap().is_some());
    rig.keys("auy");
    assert_eq!(rig.store.client_link(&shop).unwrap(), None);
    rig.expect("No client is linked yet");
}

#[test]
fn a_client_linked_elsewhere_is_not_taken_over() {
    let mut rig = Rig::new(110, 30);
    let (_, rival) = (orchestrator(&rig.store, "Acme"), orchestrator(&rig.store, "Rival"));
    let shop = client(&rig.store, "shop");
    rig.store.link_client(Some(rival), &shop).unwrap();
    rig.go("Links");
    rig.keys("oAcme<CR>nshop<C-s>");
    rig.expect("the client is linked to another orchestrator");
    rig.expect_no("Rival");
    assert_eq!(rig.store.client_link(&shop).unwrap().unwrap().orchestrator_id, rival);
}

#[test]
fn many_links_end_in_a_row() {
    let mut rig = Rig::new(110, 30);
    let acme = orchestrator(&rig.store, "Acme");
    for id in ["a", "b", "c"] {
        rig.store.link_client(Some(acme), &client(&rig.store, id)).unwrap();
    }
    rig.go("Links");
    rig.keys("<Space><Space>au2<CR>");
    rig.expect("2 done");
    let query = Query { owner: Some(acme.to_string()), ..Query::default() };
    let left = entries(&rig.store, &LINKS, &query);
    assert_eq!(left.len(), 1);
    assert_eq!(&*left[0].id, "a");
    holds(&rig.store, &LINKS, &left[0], &[("unlink", "{}")]);
    // A row and its details are one and the same.
    assert_eq!((LINKS.entry)(&rig.store, "a").unwrap(), left[0]);
}
