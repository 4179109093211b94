//! The screens without a terminal: keys go in, drawings come out, and everything in between is as
//! it is in earnest, only that reading and writing happen at once.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

mod api_keys;
mod billers;
mod branding;
mod clients;
mod customers;
mod dashboard;
mod deliveries;
mod endpoints;
mod events;
mod export;
mod fees;
mod golden;
mod health;
mod intents;
mod late;
mod links;
mod looks;
mod orchestrators;
mod payments;
mod properties;
mod requests;
mod rig;
mod scripts;
mod seeds;
mod settings;
mod world;

use rig::Rig;

#[test]
fn a_payment_is_taken_completed_and_seen() {
    let mut rig = Rig::new(100, 30);
    rig.go("Payments");
    rig.expect("No payment was taken yet");
    rig.keys("n500.00<CR>USD<CR>Ana M.<C-s>");
    rig.expect("○ pending");
    rig.expect("500.00");
    rig.keys("ac<CR>");
    rig.expect("status: pending → completed");
    rig.keys("y");
    rig.expect("✓ completed");
    let payment = rig.store.list_payments(&"".parse().unwrap(), &Default::default()).unwrap();
    assert_eq!(payment.items[0].status.as_str(), "completed");
}
