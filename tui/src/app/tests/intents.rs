//! Link intents by keys.

use billfold_core::{LinkIntentFilter, LinkIntentStatus, NewLinkIntent, PageRequest};

use super::rig::Rig;
use super::world::{entries, holds, orchestrator, shown_once};
use crate::app::collection::Query;
use crate::app::screens::INTENTS;

#[test]
fn an_intent_is_created_and_redeemed_and_both_secrets_shown_once() {
    let mut rig = Rig::new(110, 40);
    let acme = orchestrator(&rig.store, "Acme");
    rig.go("Intents");
    rig.expect("Nobody was invited yet");
    rig.keys("nCorner Shop<CR><C-o>Acme<CR><C-s>");
    let url = shown_once(&mut rig, "https://");
    rig.expect("open");
    rig.expect("Corner Shop");

    rig.keys("ar");
    rig.keys(&url);
    rig.expect("••••");
    let token = url.rsplit('/').next().unwrap();
    rig.expect_no(token);
    assert!(!format!("{:?}", rig.model).contains(token));
    rig.keys("<C-s>");
    shown_once(&mut rig, "sec_");
    rig.expect("used");
    let client = rig.store.list_clients(&Default::default(), &PageRequest::first()).unwrap();
    let client = &client.items[0];
    assert_eq!(client.name, "Corner Shop");
    let link = rig.store.client_link(&client.client_id).unwrap().unwrap();
    assert_eq!(link.orchestrator_id, acme);

    rig.keys("ar");
    rig.keys(&url);
    rig.keys("<C-s>");
    rig.expect("the link intent has been redeemed already");
    rig.keys("<C-u>nonsense<C-s>");
    rig.expect("there is no link intent of this token");
}

#[test]
fn an_intent_is_taken_back() {
    let mut rig = Rig::new(110, 30);
    let acme = orchestrator(&rig.store, "Acme");
    let new = NewLinkIntent::new("Shop").from_orchestrator(acme).expires_in(60);
    let intent = rig.store.create_link_intent(new).unwrap();
    rig.go("Intents");
    rig.keys("ax");
    rig.expect("status: open → revoked");
    rig.keys("y");
    let id = intent.link_intent.id;
    assert_eq!(rig.store.link_intent(id).unwrap().status, LinkIntentStatus::Revoked);
    rig.keys("ax");
    rig.expect("Revoke: it is revoked");
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let mut rig = Rig::new(110, 30);
    rig.go("Intents");
    rig.keys("nShop<CR>org_1<CR>0<C-s>");
    rig.expect("is not from 1");
    let head = rig.store.log_head().unwrap();
    rig.expect("is not org_ and 32 hexadecimal digits");
    rig.keys("<CR><C-u>1.5<C-s>");
    rig.expect("is no length of time");
    assert_eq!(rig.store.log_head().unwrap(), head);
}

#[test]
fn an_intent_expires_before_ones_eyes() {
    let mut rig = Rig::new(110, 30);
    let acme = orchestrator(&rig.store, "Acme");
    let new = NewLinkIntent::new("Shop").from_orchestrator(acme).expires_in(60);
    rig.store.create_link_intent(new).unwrap();
    rig.go("Intents");
    rig.expect("○ open");
    rig.wait(61);
    rig.expect("expired");
    rig.expect_no("○ open");
}

#[test]
fn what_is_offered_is_what_the_core_does() {
    let rig = Rig::new(80, 24);
    let acme = orchestrator(&rig.store, "Acme");
    let make = |seconds: i64| {
        let new = NewLinkIntent::new("Shop").from_orchestrator(acme).expires_in(seconds);
        rig.store.create_link_intent(new).unwrap().into_record()
    };
    let (_open, used, revoked, _expired) = (make(600), make(600), make(600), make(1));
    rig.store.redeem_link_intent(used.url.unwrap().expose()).unwrap();
    rig.store.revoke_link_intent(revoked.link_intent.id).unwrap();
    rig.clock.advance_seconds(2);
    let all = entries(&rig.store, &INTENTS, &Query::default());
    let statuses: Vec<_> = all.iter().filter_map(|entry| entry.text("status")).collect();
    assert_eq!(statuses, ["expired", "revoked", "used", "open"]);
    for entry in all {
        holds(&rig.store, &INTENTS, &entry, &[("revoke", "{}")]);
    }
    let filter = LinkIntentFilter::status(LinkIntentStatus::Open);
    assert_eq!(rig.store.list_link_intents(&filter, &PageRequest::first()).unwrap().total, 1);
}
