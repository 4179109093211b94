//! Clients by keys.

use billfold_core::{
    BrandingValues, ClientStatus, ClientUpdate, Currency, FeeBearer, Money, NewFee, NewPayment,
};

use super::rig::Rig;
use super::world::{client, entries, holds, orchestrator, shown_once};
use crate::app::collection::{Query, Target};
use crate::app::screens::{API_KEYS, CLIENTS, ORCHESTRATORS, PAYMENTS};

#[test]
fn a_client_is_made_renamed_and_given_another_secret() {
    let mut rig = Rig::new(110, 30);
    rig.go("Clients");
    rig.expect("There is no client yet");
    rig.keys("n<C-s>");
    rig.expect("is required");
    rig.keys("Corner Shop<CR>no spaces<C-s>");
    rig.expect("holds characters other than");
    rig.keys("<C-u>cli_shop<C-s>");
    let secret = shown_once(&mut rig, "sec_");
    rig.expect("Corner Shop");
    let id = "cli_shop".parse().unwrap();
    let scope = billfold_core::Credential::client("cli_shop", &secret).unwrap();
    assert!(rig.store.scoped(&scope).is_ok());

    rig.keys("e<C-u>Shop<CR><Space><C-s>");
    let renamed = rig.store.client(&id).unwrap();
    assert_eq!((renamed.name.as_str(), renamed.status), ("Shop", ClientStatus::Inactive));
    rig.expect("inactive");

    rig.keys("as");
    rig.expect("the old one is good for nothing");
    rig.keys("<CR>");
    rig.expect("nothing was changed");
    assert!(rig.store.scoped(&scope).is_ok());
    rig.keys("asy");
    assert_ne!(shown_once(&mut rig, "sec_"), secret);
    assert!(rig.store.scoped(&scope).is_err());
}

#[test]
fn a_revoked_client_stays_revoked() {
    let mut rig = Rig::new(110, 30);
    let shop = client(&rig.store, "shop");
    let acme = orchestrator(&rig.store, "Acme");
    rig.store.link_client(Some(acme), &shop).unwrap();
    rig.go("Clients");
    rig.keys("ax");
    rig.expect("status: active → revoked");
    rig.expect("its link ends too");
    rig.keys("y");
    rig.expect("revoked");
    assert_eq!(rig.store.client(&shop).unwrap().status, ClientStatus::Revoked);
    assert_eq!(rig.store.client_link(&shop).unwrap(), None);
    rig.keys("ax");
    rig.expect("Revoke: it is revoked");
    rig.keys("<Esc>e");
    rig.expect("Edit: it is revoked");
}

#[test]
fn what_is_offered_is_what_the_core_does() {
    let rig = Rig::new(80, 24);
    let acme = orchestrator(&rig.store, "Acme");
    for (id, status) in [("a", "active"), ("b", "inactive"), ("c", "revoked")] {
        let id = client(&rig.store, id);
        rig.store.link_client(Some(acme), &id).unwrap();
        match status {
            "inactive" => {
                let update = ClientUpdate::status(ClientStatus::Inactive);
                rig.store.update_client(&id, update).unwrap();
            }
            "revoked" => drop(rig.store.revoke_client(&id).unwrap()),
            _ => {}
        }
    }
    let all = entries(&rig.store, &CLIENTS, &Query::default());
    assert_eq!(all.len(), 3);
    for entry in all {
        let cases = [("edit", r#"{"name":"other"}"#), ("revoke", "{}")];
        holds(&rig.store, &CLIENTS, &entry, &cases);
        let linked = format!(r#"{{"orchestrator_id":"{acme}"}}"#);
        for (name, body) in [("rotate", "{}"), ("link", &linked), ("unlink", "{}")] {
            // These leave the client itself as it is, but for its version.
            let action = CLIENTS.action(name).unwrap();
            let subject = crate::app::collection::Subject { id: &entry.id, owner: None };
            let came = (action.run)(&rig.store.dry_run(), subject, body);
            assert_eq!((action.refusal)(&entry).is_none(), came.is_ok(), "{name} {came:?}");
        }
    }
}

#[test]
fn a_client_is_linked_once_and_never_by_force() {
    let mut rig = Rig::new(120, 40);
    let shop = client(&rig.store, "shop");
    let acme = orchestrator(&rig.store, "Acme");
    let rival = orchestrator(&rig.store, "Rival");
    rig.go("Clients");
    rig.expect("not linked");
    rig.keys("al<C-o>Acme<CR><C-s>");
    rig.expect(&format!("linked shop to {acme}"));
    rig.expect("Acme ›");
    rig.keys("al<C-o>Acme<CR><C-s>");
    rig.expect("is linked to");
    rig.expect("already; nothing was changed");
    rig.keys("al<C-o>Rival<CR><C-s>");
    rig.expect("the client is linked to another orchestrator");
    rig.expect_no("force");
    rig.keys("<Esc><Esc>");
    assert_eq!(rig.store.client_link(&shop).unwrap().unwrap().orchestrator_id, acme);

    // The version that was seen is the client's, not its link's.
    rig.store.update_client(&shop, ClientUpdate::name("Renamed")).unwrap();
    rig.keys("<F5>au");
    rig.expect(&format!("Unlink: shop from {acme}"));
    rig.keys("y");
    assert_eq!(rig.store.client_link(&shop).unwrap(), None);
    rig.expect("not linked");
    rig.keys("au");
    rig.expect("Unlink: it is not linked");
    rig.keys("<Esc>al<C-o>Rival<CR><C-s>");
    assert_eq!(rig.store.client_link(&shop).unwrap().unwrap().orchestrator_id, rival);
}

#[test]
fn the_link_that_was_seen_is_ended_and_no_other() {
    let mut rig = Rig::new(120, 40);
    let shop = client(&rig.store, "shop");
    let acme = orchestrator(&rig.store, "Acme");
    let rival = orchestrator(&rig.store, "Rival");
    for anew in [rival, acme] {
        let seen = rig.store.link_client(Some(acme), &shop).unwrap().link.id;
        rig.go("Clients");
        rig.keys("<F5>au");
        rig.expect(&format!("Unlink: shop from {acme}"));
        // Somebody else ends it and makes another before it is confirmed.
        rig.store.unlink_client(Some(acme), &shop).unwrap();
        let made = rig.store.link_client(Some(anew), &shop).unwrap().link.id;
        assert_ne!(made, seen);
        rig.keys("y");
        rig.expect(&format!("shop was linked anew meanwhile, to {anew}"));
        assert_eq!(rig.store.client_link(&shop).unwrap().map(|link| link.id), Some(made));
        rig.keys("<Esc>");
        rig.store.unlink_client(Some(anew), &shop).unwrap();
    }
}

#[test]
fn fees_are_worked_out_without_a_payment() {
    let mut rig = Rig::new(110, 30);
    let shop = client(&rig.store, "shop");
    rig.go("Clients");
    rig.keys("ap100<CR>USD<C-s>");
    rig.expect("none: the client is not linked");
    rig.keys("<Esc>");
    let acme = orchestrator(&rig.store, "Acme");
    rig.store.link_client(Some(acme), &shop).unwrap();
    rig.keys("ap100<CR>USD<C-s>");
    rig.expect("none: its orchestrator has no fee for it");
    rig.keys("<Esc>");
    let cap = Money::parse("5.00", Currency::USD).unwrap();
    for fee in [NewFee::new(FeeBearer::Payer, 250), NewFee::new(FeeBearer::Recipient, 1000)] {
        rig.store.create_fee(fee.with_orchestrator(acme).with_cap(cap)).unwrap();
    }
    let head = rig.store.log_head().unwrap();
    rig.keys("ap100.00<CR>USD<C-s>");
    rig.expect("2.50 USD at 2.5 %");
    rig.expect("5.00 USD at 10 %");
    rig.expect("102.50 USD");
    rig.expect("95.00 USD");
    rig.keys("<Esc>ap100.00<CR>EUR<C-s>");
    rig.expect("is not USD, in which");
    rig.keys("<Esc><Esc>ap1.001<CR>USD<C-s>");
    rig.expect("decimal");
    assert_eq!(rig.store.log_head().unwrap(), head);
}

#[test]
fn details_tell_the_link_and_the_look_and_lead_on() {
    let mut rig = Rig::new(120, 40);
    let shop = client(&rig.store, "shop");
    let acme = orchestrator(&rig.store, "Acme");
    rig.store.link_client(Some(acme), &shop).unwrap();
    let look = BrandingValues::from_json(r##"{"displayName":"Shop","primaryColor":"#0a6"}"##);
    rig.store.put_branding(Some(acme), None, look.unwrap()).unwrap();
    let mut payment = NewPayment::new("5.00", "USD").unwrap();
    payment.client_id = Some(shop);
    rig.store.create_payment(payment).unwrap();
    rig.store.create_payment(NewPayment::new("7.00", "USD").unwrap()).unwrap();
    rig.go("Clients");
    rig.expect("#0a6");
    let screen = rig.buffer();
    let swatch = ratatui::style::Color::Rgb(0, 0xaa, 0x66);
    assert!(screen.content().iter().any(|cell| cell.bg == swatch), "no swatch is drawn");
    // To its orchestrator and back, to its payments and from one of them to it.
    rig.keys("l");
    rig.reach(|target| matches!(target, Target::Record(to, _) if **to == ORCHESTRATORS));
    rig.keys("<CR>");
    assert_eq!(rig.model.place().title(), "orchestrator Acme");
    rig.keys("[");
    rig.reach(|target| matches!(target, Target::List(to, _) if **to == PAYMENTS));
    rig.keys("<CR>");
    rig.expect("5.00");
    rig.expect_no("7.00");
    rig.expect("/ client:shop");
}

#[test]
fn a_link_is_looked_at_for_each_client_at_once_with_its_own_lists() {
    let mut rig = Rig::new(120, 40);
    let shop = client(&rig.store, "shop");
    client(&rig.store, "other");
    rig.store.create_api_key(billfold_core::NewApiKey::of_client(shop).name("till")).unwrap();
    rig.store.create_api_key(billfold_core::NewApiKey::new().name("own")).unwrap();
    rig.go("Clients");
    rig.keys("jl");
    rig.reach(|target| matches!(target, Target::List(to, _) if **to == API_KEYS));
    rig.keys("<CR>");
    rig.expect("of shop");
    rig.expect("till");
    rig.expect_no("own ");
}
