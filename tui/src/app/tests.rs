//! The screens without a terminal: keys go in, drawings come out, and everything in between is as
//! it is in earnest, only that reading and writing happen at once.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

mod golden;
mod late;
mod looks;
mod properties;
mod rig;
mod scripts;
mod seeds;

use rig::Rig;

#[test]
fn a_payment_is_taken_completed_and_seen() {
    let mut rig = Rig::new(100, 30);
    rig.keys("1");
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
