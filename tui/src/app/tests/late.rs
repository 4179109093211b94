//! Answers that come late and in any order: what is older never replaces what is newer, and in the
//! end all is as it is in the store.

use std::sync::Arc;

use billfold_core::{Completion, ManualClock, NewPayment, PaymentUpdate, Store};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::app::data;
use crate::app::input::Input;
use crate::app::msg::{Answer, Asked, Cmd, Msg, PlaceId, Question};
use crate::app::popup::Popup;
use crate::app::tests::rig::{Rig, parse};
use crate::app::tests::seeds::{Seeded, payment_id};
use crate::app::update::{menus, update};

type Outcome = Box<billfold_core::Result<Answer>>;

/// Screens whose answers are held back. Each is what the store was when it was asked.
struct Late {
    rig: Rig,
    held: Vec<(PlaceId, Asked, Outcome)>,
    written: Vec<Msg>,
    /// How many totals are waited for no longer.
    forgotten: usize,
}

impl Late {
    fn new(store: Store, clock: Arc<ManualClock>) -> Self {
        let rig = Rig::on(store, clock, 160, 40);
        Self { rig, held: Vec::new(), written: Vec::new(), forgotten: 0 }
    }

    fn feed(&mut self, message: Msg) {
        for command in update(&mut self.rig.model, message) {
            self.act(command);
        }
    }

    fn act(&mut self, command: Cmd) {
        match command {
            Cmd::Read(place, asked) => {
                let answer = data::read(&self.rig.store, &asked.question);
                self.held.push((place, asked, Box::new(answer)));
            }
            Cmd::Write(write) => {
                let outcome = Box::new(data::write(&self.rig.store, &write));
                self.written.push(Msg::Written(write, outcome));
            }
            Cmd::ForgetCount(_) => self.forgotten += 1,
            _ => {}
        }
    }

    fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.feed(Msg::Input(Input::Key(key)));
        }
    }

    /// Lets the answer of this number come, of those that are held back.
    fn deliver(&mut self, number: usize) {
        let (place, asked, answer) = self.held.remove(number);
        self.feed(Msg::Read(place, asked, answer));
    }

    /// Lets all come, the newest first.
    fn deliver_backwards(&mut self) {
        while let Some(last) = self.held.len().checked_sub(1) {
            self.deliver(last);
        }
    }
}

fn few() -> (Seeded, Late) {
    let seeded = Seeded::new("few");
    let mut late = Late::new(seeded.open(), seeded.clock());
    late.keys(":Go to Payments<CR>");
    late.deliver_backwards();
    (seeded, late)
}

#[test]
fn of_two_filters_the_newer_one_stays() {
    let (_seeded, mut late) = few();
    late.keys("/status:failed<CR>/<C-u>status:pending<CR>");
    // Even before the first is answered the second is asked.
    late.deliver_backwards();
    late.rig.expect("/ status:pending");
    late.rig.expect("18.08");
    late.rig.expect_no("✗ failed");
    late.keys("/<C-u>status:failed<CR>/<C-u>status:pending<CR>/<C-u>status:failed<CR>");
    late.deliver_backwards();
    late.rig.expect("✗ failed");
    late.rig.expect_no("reading…");
}

#[test]
fn of_two_searches_in_a_picker_the_newer_one_stays() {
    let (_seeded, mut late) = few();
    for command in menus::open_picker(&mut late.rig.model, &crate::app::screens::PAYMENTS, false) {
        late.act(command);
    }
    late.keys("Müller");
    assert!(late.held.len() > 2);
    late.deliver_backwards();
    let Some(Popup::Picker(picker)) = late.rig.model.popups.last() else { panic!() };
    let names = picker.list.visible().map(|(entry, _)| entry.text("customer.name").unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["Ana Müller", "Ana Müller"]);
}

#[test]
fn a_change_while_the_list_is_read_is_not_lost() {
    let (seeded, mut late) = few();
    let other = seeded.open();
    let edit = |text: &str| {
        let body = serde_json::json!({ "description": text }).to_string();
        let update = PaymentUpdate::from_json(&body).unwrap();
        other.update_payment(payment_id(8).parse().unwrap(), update).unwrap();
    };
    edit("changed once");
    late.feed(Msg::Changed(Ok(())));
    edit("changed twice");
    late.feed(Msg::Changed(Ok(())));
    late.deliver_backwards();
    late.rig.expect("changed twice");
    // Nor does a page that is asked for meanwhile take its place.
    edit("changed thrice");
    late.feed(Msg::Changed(Ok(())));
    late.keys("<Down><PageDown><PageDown>");
    late.deliver_backwards();
    late.rig.expect("changed thrice");
}

#[test]
fn a_change_does_not_keep_a_jump_from_its_end() {
    let seeded = Seeded::new("shop");
    let other = seeded.open();
    let mut late = Late::new(seeded.open(), seeded.clock());
    late.keys(":Go to Payments<CR>");
    late.deliver_backwards();
    let change = |late: &mut Late, text: &str| {
        let body = serde_json::json!({ "description": text }).to_string();
        let update = PaymentUpdate::from_json(&body).unwrap();
        other.update_payment(payment_id(298).parse().unwrap(), update).unwrap();
        late.feed(Msg::Changed(Ok(())));
    };
    for (key, place) in [("G", "300 of 300"), ("g", "1 of 300"), ("G", "300 of 300")] {
        late.keys(key);
        change(&mut late, &format!("after {key}"));
        late.deliver_backwards();
        late.rig.expect(place);
    }
    // Nor is what has changed meanwhile missed.
    late.rig.expect("after G");
}

#[test]
fn keys_typed_ahead_do_not_answer_what_nobody_has_read() {
    let (_seeded, mut late) = few();
    late.keys("/<C-u>status:pending<CR>");
    late.deliver_backwards();
    // The rehearsal takes its time, and the y was meant for something else.
    late.keys("axyyy");
    let written = late.written.pop().unwrap();
    late.feed(written);
    late.rig.expect("status: pending → expired");
    assert!(late.written.is_empty(), "it was done unasked");
    // Turned away from, it does not come back.
    late.keys("<Esc>ax<Esc>n");
    let written = late.written.pop().unwrap();
    late.feed(written);
    late.rig.expect("Take a payment");
    late.rig.expect_no("pending → expired");
}

#[derive(Debug, Clone)]
enum Step {
    Keys(&'static str),
    Make,
    Complete(u32),
    Told,
    Deliver(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = vec![
        "<Down>",
        "<Up>",
        "<PageDown>",
        "<PageUp>",
        "<Home>",
        "<End>",
        "S",
        "l",
        "h",
        "<Esc>",
        "/<C-u>status:pending<CR>",
        "/<C-u><CR>",
    ];
    prop_oneof![
        4 => prop::sample::select(keys).prop_map(Step::Keys),
        1 => Just(Step::Make),
        1 => (0..300_u32).prop_map(Step::Complete),
        2 => Just(Step::Told),
        4 => any::<prop::sample::Index>().prop_map(Step::Deliver),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn in_the_end_all_is_as_in_the_store(
        steps in vec(step(), 1..50),
        order in vec(any::<prop::sample::Index>(), 200),
    ) {
        let seeded = Seeded::new("shop");
        let other = seeded.open();
        let mut late = Late::new(seeded.open(), seeded.clock());
        late.keys(":Go to Payments<CR>");
        let mut made = 0;
        for step in steps {
            match step {
                Step::Keys(keys) => late.keys(keys),
                Step::Make => {
                    made += 1;
                    let mut payment = NewPayment::new("3.00", "EUR").unwrap();
                    payment.id = Some(payment_id(5_000 + made).parse().unwrap());
                    other.create_payment(payment).unwrap();
                }
                Step::Complete(number) => {
                    let body = r#"{"payment_method":{"type":"cash"}}"#;
                    let paid = Completion::from_json(body).unwrap();
                    let _ = other.complete_payment(payment_id(number).parse().unwrap(), paid);
                }
                Step::Told => late.feed(Msg::Changed(Ok(()))),
                Step::Deliver(index) if !late.held.is_empty() => {
                    late.deliver(index.index(late.held.len()));
                }
                Step::Deliver(_) => {}
            }
        }
        late.feed(Msg::Changed(Ok(())));
        for index in order {
            if late.held.is_empty() {
                break;
            }
            late.deliver(index.index(late.held.len()));
        }
        prop_assert!(late.held.is_empty(), "it never stops asking");
        let listing = late.rig.model.place().listing().unwrap();
        prop_assert!(listing.list.awaited.is_none());
        let fresh = |id: &str| (listing.list.collection.entry)(&other, id).unwrap().json().to_owned();
        for (entry, _) in listing.list.visible() {
            prop_assert_eq!(entry.json(), fresh(&entry.id));
        }
        if let Some(selected) = listing.list.selected() {
            let details = listing.details.as_ref().and_then(|sheet| sheet.entry.as_ref()).unwrap();
            prop_assert_eq!(details.json(), fresh(&selected.id));
        }
    }
}

/// Where among the held answers those are that tell totals.
fn counts(late: &Late) -> Vec<usize> {
    let held = late.held.iter().enumerate();
    held.filter_map(|(place, (_, asked, _))| {
        (asked.question.sort() == Question::COUNT).then_some(place)
    })
    .collect()
}

#[test]
fn a_page_does_not_wait_for_its_total_and_an_old_total_is_not_taken_for_the_new_one() {
    let seeded = Seeded::new("shop");
    let mut late = Late::new(seeded.open(), seeded.clock());
    late.keys(":Go to Payments<CR>");
    late.deliver_backwards();
    late.keys("/amount:1..<CR>");
    while counts(&late).is_empty() {
        late.deliver(0);
    }
    late.rig.expect("1 of …");
    // What is not counted yet cannot be marked as a whole.
    late.keys("*");
    late.rig.expect("still being counted");
    let (old, kept) = (counts(&late).remove(0), late.held.len());
    let old = late.held.remove(old);
    late.keys("/<C-u>amount:5..<CR>");
    assert!(late.held.len() + 1 > kept);
    assert_eq!(late.forgotten, 1);
    late.deliver_backwards();
    let total = |late: &Late| late.rig.model.place().listing().unwrap().list.total;
    let filter = "amount:5..".parse().unwrap();
    let counted = late.rig.store.list_payments(&filter, &Default::default()).unwrap().total;
    assert_eq!(total(&late), Some(counted));
    late.held.push(old);
    late.deliver(0);
    assert_eq!(total(&late), Some(counted));
    late.rig.expect(&format!("1 of {counted}"));
    late.keys("*");
    late.rig.expect_no("still being counted");
}
