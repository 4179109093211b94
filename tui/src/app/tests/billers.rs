//! The catalogue of billers on the screen.

use billfold_core::{Biller, BillerFilter, NewBiller, NewClient, NewRequestToLink};

use super::rig::Rig;
use crate::app::collection::Subject;
use crate::app::screens::BILLERS;

fn rig() -> Rig {
    let mut rig = Rig::new(110, 30);
    rig.go("Billers");
    rig
}

fn only(rig: &Rig) -> Biller {
    let page = rig.store.list_billers(&BillerFilter::default(), &Default::default()).unwrap();
    assert_eq!(page.total, 1);
    page.items[0].clone()
}

#[test]
fn a_biller_is_added_renamed_and_put_out_of_use() {
    let mut rig = rig();
    rig.expect("No biller is in the catalogue yet");
    rig.keys("nWater Company<CR>water_co<C-s>");
    assert_eq!((only(&rig).name.as_str(), only(&rig).active), ("Water Company", true));
    rig.keys("e<BS><BS><BS><BS><BS><BS><BS>Works<C-s>");
    assert_eq!(only(&rig).name, "Water Works");
    rig.expect("Water Works");
    rig.keys("ad");
    assert!(!only(&rig).active);
    rig.keys("ad");
    rig.expect("Deactivate: it is not active");
    rig.keys("<Esc>aa");
    assert!(only(&rig).active);
    assert_eq!(only(&rig).name, "Water Works");
}

#[test]
fn a_new_biller_never_takes_the_place_of_another() {
    let mut rig = rig();
    rig.keys("nWater Company<CR>water_co<C-s>");
    rig.keys("nSomeone else<CR>water_co<C-s>");
    rig.expect("is taken: edit that biller");
    assert_eq!(only(&rig).name, "Water Company");
    rig.keys("<Esc><Esc>n<C-s>");
    rig.expect("is required");
}

#[test]
fn the_requests_with_a_biller_are_its_own() {
    let mut rig = rig();
    let client = rig.store.create_client(NewClient::new("Acme")).unwrap();
    for biller in ["water_co", "power_co"] {
        let id: billfold_core::BillerId = biller.parse().unwrap();
        rig.store.put_biller(NewBiller::new(biller).with_id(id.clone())).unwrap();
        let new = NewRequestToLink::new(format!("user of {biller}"));
        let new = new.with_client(client.client.client_id.clone()).with_biller(id);
        rig.store.create_request_to_link(new).unwrap();
    }
    rig.keys("/water<CR><CR>");
    rig.expect("Requests ");
    while rig.model.place().focused_sheet().is_none_or(|sheet| sheet.target().is_none()) {
        rig.keys("j");
    }
    rig.keys("<CR>");
    rig.expect("user of water_co");
    rig.expect_no("user of power_co");
    rig.keys("[");
    rig.expect("water_co");
}

#[test]
fn an_action_is_offered_exactly_where_it_changes_something() {
    let rig = rig();
    for active in [true, false] {
        let new = NewBiller::new("Water").with_id("water_co".parse().unwrap());
        rig.store.put_biller(new.with_active(active)).unwrap();
        let entry = (BILLERS.entry)(&rig.store, "water_co").unwrap();
        let subject = Subject { id: &entry.id, owner: None };
        for name in ["activate", "deactivate"] {
            let action = BILLERS.action(name).unwrap();
            let done = (action.run)(&rig.store.dry_run(), subject, "{}").unwrap();
            let changes = !entry.leaves_changed(&done.entry.unwrap()).is_empty();
            assert_eq!((action.refusal)(&entry).is_none(), changes, "{name} of {active}");
        }
    }
}
