//! The dashboard.

use billfold_core::{Completion, NewPayment};

use super::rig::Rig;

fn busy(rig: &Rig) {
    for (amount, currency) in
        [("500.00", "USD"), ("20.00", "USD"), ("7.5", "EUR"), ("60000", "USD")]
    {
        let payment = rig.store.create_payment(NewPayment::new(amount, currency).unwrap()).unwrap();
        if amount != "20.00" {
            rig.store.complete_payment(payment.id, Completion::new()).unwrap();
            rig.clock.advance_seconds(3600);
        }
    }
    rig.store.create_payment(NewPayment::new("3", "USD").unwrap()).unwrap();
}

#[test]
fn look() {
    for (w, h) in [(80, 24), (160, 48), (100, 60), (40, 10)] {
        let mut rig = Rig::new(w, h);
        println!("{}", rig.screen());
        busy(&rig);
        rig.wait(0);
        rig.keys("<C-r>");
        println!("{}", rig.screen());
    }
}
