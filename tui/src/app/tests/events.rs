//! The event log on the screen.

use billfold_core::{NewBiller, NewPayment, NewWebhookEndpoint, PaymentUpdate, SettingsUpdate};

use super::rig::Rig;

/// Moves down to the line of this label in the details, and follows it.
fn follow(rig: &mut Rig, label: &str) {
    rig.reach_label(label);
    rig.keys("<CR>");
}

#[test]
fn the_log_is_filtered_and_leads_to_its_records() {
    let mut rig = Rig::new(120, 40);
    let payment = rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    rig.store.put_biller(NewBiller::new("Water").with_id("water_co".parse().unwrap())).unwrap();
    let update = SettingsUpdate::from_json(r#"{"currencies":["USD"]}"#).unwrap();
    rig.store.update_settings(update).unwrap();
    for (object, record, seen) in [
        ("payment", "payment", payment.id.to_string()),
        ("biller", "biller", "Water".to_owned()),
        ("settings", "settings", "payment links".to_owned()),
    ] {
        rig.go("Events");
        rig.keys("<Esc><Esc>/");
        rig.keys(&format!("object:{object}<CR>"));
        rig.expect("1 of 1");
        rig.keys("<CR>");
        rig.expect("data");
        follow(&mut rig, "object id");
        assert_eq!(rig.model.place().collection().map(|it| it.noun), Some(record));
        rig.expect(&seen);
        rig.keys("[");
    }
}

#[test]
fn an_event_has_its_own_deliveries_and_its_record_the_others() {
    let mut rig = Rig::new(120, 40);
    rig.store.create_webhook_endpoint(NewWebhookEndpoint::new("https://x.example/hook")).unwrap();
    let payment = rig.store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
    for description in ["one", "two"] {
        let update = format!(r#"{{"description":"{description}"}}"#);
        let update = PaymentUpdate::from_json(&update).unwrap();
        rig.store.update_payment(payment.id, update).unwrap();
    }
    rig.go("Events");
    rig.keys("<CR>");
    follow(&mut rig, "Deliveries");
    rig.expect("payment.updated");
    rig.expect("1 of 1");
    rig.keys("<CR>");
    follow(&mut rig, "event");
    assert_eq!(rig.model.place().collection().map(|it| it.noun), Some("event"));
    follow(&mut rig, "Events of its record");
    rig.expect("1 of 3");
}
