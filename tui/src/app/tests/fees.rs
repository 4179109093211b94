//! Fees by keys.

use billfold_core::{Fee, FeeBearer, FeeFilter, FeeStatus, NewFee, OrchestratorId, PageRequest};

use super::rig::Rig;
use super::world::{client, entries, holds, orchestrator};
use crate::app::collection::Query;
use crate::app::screens::FEES;

fn fees(rig: &Rig, of: OrchestratorId) -> Vec<Fee> {
    let page = rig.store.list_fees(Some(of), &FeeFilter::default(), &PageRequest::first());
    page.unwrap().items
}

#[test]
fn a_fee_is_made_for_all_and_for_one_client() {
    let mut rig = Rig::new(120, 30);
    let acme = orchestrator(&rig.store, "Acme");
    let shop = client(&rig.store, "shop");
    rig.go("Fees");
    rig.expect("The orchestrator has no fee yet");
    rig.keys("n<Space><CR><CR>250<CR>5.00<CR>USD<C-s>");
    let made = &fees(&rig, acme)[0];
    assert_eq!((made.fee_bearer, made.bps, made.cap_minor), (FeeBearer::Payer, 250, Some(500)));
    rig.expect("5.00");
    rig.keys("n<Space><CR><CR>100<C-s>");
    rig.expect("there is such a fee of the payer already");
    rig.keys("<Esc><Esc>nr<CR>shop<CR>20000<C-s>");
    rig.expect("is not from 0 to 10000 basis points");
    rig.keys("<C-u>200<C-s>");
    rig.expect("there is no client linked to this orchestrator: shop");
    rig.store.link_client(Some(acme), &shop).unwrap();
    rig.keys("<C-s>");
    let own = &fees(&rig, acme)[0];
    assert_eq!((&own.client_id, own.fee_bearer), (&Some(shop), FeeBearer::Recipient));
}

#[test]
fn a_cap_without_its_currency_is_told_beside_it() {
    let mut rig = Rig::new(120, 30);
    let acme = orchestrator(&rig.store, "Acme");
    rig.go("Fees");
    rig.keys("np<CR><CR>250<CR>5.00<C-s>");
    rig.expect("is required");
    assert!(fees(&rig, acme).is_empty());
    rig.keys("EUR<C-s>");
    assert_eq!(fees(&rig, acme)[0].cap_currency.unwrap().code(), "EUR");
}

#[test]
fn rate_and_cap_are_edited_each_alone() {
    let mut rig = Rig::new(120, 30);
    let acme = orchestrator(&rig.store, "Acme");
    rig.go("Fees");
    rig.keys("np<CR><CR>250<CR>5.00<CR>USD<C-s>");
    let cap = |rig: &Rig| {
        let fee = &fees(rig, acme)[0];
        (fee.bps, fee.cap_minor, fee.cap_currency.map(|currency| currency.to_string()))
    };
    let usd = || Some("USD".to_owned());
    rig.keys("e<C-u>300<C-s>");
    assert_eq!(cap(&rig), (300, Some(500), usd()));
    rig.keys("e<CR><C-u>6.00<C-s>");
    assert_eq!(cap(&rig), (300, Some(600), usd()));
    rig.keys("e<CR><CR><C-u>EUR<C-s>");
    assert_eq!(cap(&rig), (300, Some(600), Some("EUR".to_owned())));
    rig.keys("e<CR><CR><C-u><C-s>");
    rig.expect("is required");
    rig.keys("<Esc><Esc>e<CR><C-u>6.001<C-s>");
    rig.expect("decimal");
    rig.keys("<C-u><C-s>");
    assert_eq!(cap(&rig), (300, None, None));
    rig.keys("e<CR>7.50<CR>JPY<C-s>");
    rig.expect("decimal");
    rig.keys("<C-u>75<C-s>");
    rig.expect("JPY is not among the currencies of this store");
    rig.keys("<C-u>USD<C-s>");
    assert_eq!(cap(&rig), (300, Some(7500), usd()));
}

#[test]
fn somebody_elses_edit_is_not_written_over() {
    let mut rig = Rig::new(120, 30);
    let acme = orchestrator(&rig.store, "Acme");
    let fee = NewFee::new(FeeBearer::Payer, 100).with_orchestrator(acme);
    let fee = rig.store.create_fee(fee).unwrap();
    rig.go("Fees");
    rig.keys("e<C-u>300");
    rig.store.update_fee(fee.id, billfold_core::FeeUpdate::bps(200)).unwrap();
    rig.keys("<C-s>");
    rig.expect("200");
    rig.expect("300");
    assert_eq!(fees(&rig, acme)[0].bps, 200);
}

#[test]
fn a_fee_is_disabled_and_enabled() {
    let mut rig = Rig::new(120, 30);
    let acme = orchestrator(&rig.store, "Acme");
    rig.store.create_fee(NewFee::new(FeeBearer::Payer, 100).with_orchestrator(acme)).unwrap();
    rig.go("Fees");
    let query = Query { owner: Some(acme.to_string()), ..Query::default() };
    for (keys, change, status) in [
        ("ad", "status: active → disabled", FeeStatus::Disabled),
        ("aE", "status: disabled → active", FeeStatus::Active),
    ] {
        let entry = &entries(&rig.store, &FEES, &query)[0];
        let cases = [("disable", "{}"), ("enable", "{}"), ("edit", r#"{"bps":7}"#)];
        holds(&rig.store, &FEES, entry, &cases);
        rig.keys(keys);
        rig.expect(change);
        rig.keys("y");
        assert_eq!(fees(&rig, acme)[0].status, status);
    }
    rig.keys("aE");
    rig.expect("Enable: it is active");
}
