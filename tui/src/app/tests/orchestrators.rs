//! Orchestrators by keys.

use billfold_core::{Credential, LinkIntentFilter, PageRequest};

use super::rig::Rig;
use super::world::{client, entries, holds, orchestrator, shown_once};
use crate::app::collection::{Query, Target};
use crate::app::screens::ORCHESTRATORS;

#[test]
fn an_orchestrator_is_made_disabled_and_given_another_key() {
    let mut rig = Rig::new(110, 30);
    rig.go("Orchestrators");
    rig.expect("There is no orchestrator yet");
    rig.keys("nAcme<C-s>");
    let key = shown_once(&mut rig, "orc_");
    let opens =
        |rig: &Rig, key: &str| rig.store.scoped(&Credential::from_key(key).unwrap()).is_ok();
    assert!(opens(&rig, &key));
    rig.keys("ad");
    rig.expect("status: active → disabled");
    rig.keys("y");
    rig.expect("disabled");
    assert!(!opens(&rig, &key));
    rig.keys("ad");
    rig.expect("Disable: it is disabled");
    rig.keys("<Esc>aEy");
    assert!(opens(&rig, &key));
    rig.keys("ak");
    rig.expect("the old one is good for nothing");
    rig.expect_no("key hint:");
    rig.keys("y");
    let other = shown_once(&mut rig, "orc_");
    assert!(opens(&rig, &other) && !opens(&rig, &key));
}

#[test]
fn an_intent_is_created_from_its_orchestrator() {
    let mut rig = Rig::new(110, 30);
    orchestrator(&rig.store, "Rival");
    let acme = orchestrator(&rig.store, "Acme");
    rig.go("Orchestrators");
    rig.keys("aiShop<CR>0<C-s>");
    rig.expect("is not from 1");
    rig.keys("<C-u>600<C-s>");
    shown_once(&mut rig, "https://");
    let made = rig.store.list_link_intents(&LinkIntentFilter::default(), &PageRequest::first());
    let made = made.unwrap().items;
    assert_eq!((made[0].orchestrator_id, made[0].client_id_name.as_str()), (acme, "Shop"));
    assert_eq!(made[0].expires_at, super::world::at("2026-11-20T12:10:00Z"));
}

#[test]
fn what_is_offered_is_what_the_core_does() {
    let rig = Rig::new(80, 24);
    orchestrator(&rig.store, "Acme");
    let rival = orchestrator(&rig.store, "Rival");
    rig.store.disable_orchestrator(rival).unwrap();
    for entry in entries(&rig.store, &ORCHESTRATORS, &Query::default()) {
        let cases = [
            ("disable", "{}"),
            ("enable", "{}"),
            ("rotate", "{}"),
            ("invite", r#"{"client_id_name":"Shop"}"#),
        ];
        holds(&rig.store, &ORCHESTRATORS, &entry, &cases);
    }
}

#[test]
fn each_of_its_lists_holds_what_is_its_own() {
    let mut rig = Rig::new(120, 40);
    let (acme, rival) = (orchestrator(&rig.store, "Acme"), orchestrator(&rig.store, "Rival"));
    for (id, by) in [("ours", acme), ("theirs", rival)] {
        rig.store.link_client(Some(by), &client(&rig.store, id)).unwrap();
        let new = billfold_core::NewLinkIntent::new(id).from_orchestrator(by);
        rig.store.create_link_intent(new).unwrap();
        let fee = billfold_core::NewFee::new(billfold_core::FeeBearer::Payer, 100);
        rig.store.create_fee(fee.with_orchestrator(by)).unwrap();
        let look = format!(r#"{{"displayName":"{id}"}}"#);
        let look = billfold_core::BrandingValues::from_json(&look).unwrap();
        rig.store.put_branding(Some(by), None, look).unwrap();
        let mut payment = billfold_core::NewPayment::new("5.00", "USD").unwrap();
        payment.client_id = Some(id.parse().unwrap());
        payment.description = Some(id.to_owned());
        rig.store.create_payment(payment).unwrap();
    }
    rig.go("Orchestrators");
    rig.keys("jl");
    for list in ORCHESTRATORS.lists {
        let query = (list.query)(rig.model.place().entry().unwrap());
        rig.reach(|target| *target == Target::List(list.to, query.clone()));
        rig.keys("<CR>");
        let listing = rig.model.place().listing().unwrap();
        assert_eq!(listing.list.total, Some(1), "{}:\n{}", list.label, rig.screen());
        rig.expect_no("theirs");
        rig.keys("[g");
    }
}
