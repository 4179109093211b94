//! The screens without a terminal: keys go in, drawings come out, and everything in between is as
//! it is in earnest, only that reading and writing happen at once.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

mod announced;
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
mod orders;
mod payments;
mod popups;
mod properties;
mod requests;
mod rig;
mod saved;
mod scripts;
mod seeds;
mod settings;
mod sheets;
mod unseen;
mod words;
mod work;
mod world;

use billfold_core::ErrorKind;
use rig::Rig;

use crate::app::msg::Msg;
use crate::app::saved::Saved;
use crate::config::state::StateFile;
use crate::config::{Config, ThemeChoice};

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

#[test]
fn an_action_is_done_to_what_it_was_offered_for() {
    let mut rig = Rig::new(100, 30);
    for amount in ["1.00", "2.00"] {
        rig.store.create_payment(billfold_core::NewPayment::new(amount, "EUR").unwrap()).unwrap();
    }
    rig.go("Payments");
    rig.keys("/status:pending<CR>");
    let offered = rig.model.place().entry().unwrap().id.to_string();
    rig.keys("a");
    // Somebody else is quicker, and the cursor comes to stand on another record.
    rig.store.expire_payment(offered.parse().unwrap()).unwrap();
    rig.feed(Msg::Changed(Ok(())));
    assert_ne!(&*rig.model.place().entry().unwrap().id, offered.as_str());
    rig.keys("fdeclined<C-s>");
    rig.expect(" Fail payment of 2.00 EUR ");
    rig.expect("expired");
    let pending = rig.store.list_payments(&"status:pending".parse().unwrap(), &Default::default());
    assert_eq!(pending.unwrap().total, 1);
}

#[test]
fn what_the_settings_say_outdoes_what_was_chosen_before() {
    let folder = tempfile::tempdir().unwrap();
    let state = Ok(StateFile::at(folder.path().join("state.toml")));
    let chosen = state.as_ref().unwrap().change(|state| {
        state.choose_theme(ThemeChoice::Light);
        state.choose_columns("payments", &["id", "status"]);
        state.choose_columns("clients", &["name"]);
        state.save_filter("payments", "lost", "status:failed");
        state.save_filter("payments", "mine", "ana");
    });
    chosen.unwrap();
    let silent = Saved::load(&Config::default(), &state);
    assert_eq!((silent.0.theme, silent.1), (Some(ThemeChoice::Light), None));
    assert_eq!(silent.0.columns["payments"], ["id", "status"]);

    let path = folder.path().join("config.toml");
    let config = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path)).unwrap()
    };
    let (saved, note) = Saved::load(
        &config(
            "theme = \"dark\"\n[columns]\npayments = [\"status\"]\n[filters.payments]\nlost = \"status:expired\"\n",
        ),
        &state,
    );
    assert_eq!(saved.theme, None);
    assert_eq!(saved.columns["payments"], ["status"]);
    assert_eq!(saved.columns["clients"], ["name"]);
    let filters = &saved.filters["payments"];
    assert_eq!((&*filters["lost"], &*filters["mine"]), ("status:expired", "ana"));
    assert!(saved.names_filter("payments", "lost") && !saved.names_filter("payments", "mine"));
    let note = note.unwrap();
    assert!(
        ["the theme", "the columns of Payments", "the filter lost of Payments"]
            .iter()
            .all(|what| note.contains(&format!("not {what} chosen here before"))),
        "{note}"
    );
    // Where both say the same, there is nothing to tell.
    let same = config("theme = \"light\"\n[columns]\npayments = [\"id\", \"status\"]\n");
    assert_eq!(Saved::load(&same, &state).1, None);
    // Where there is no folder for it, what the settings say still holds.
    let nowhere = Err(crate::failure::Failure::usage("there is no folder"));
    let (saved, note) = Saved::load(&same, &nowhere);
    assert_eq!((saved.columns["payments"].len(), note), (2, None));
    assert_eq!(saved.forgets.as_deref(), Some("there is no folder"));
    // A key of two meanings is told with its line.
    let told = super::check(&config("mouse = true\n[keys]\nquit = [\"a\"]\n")).unwrap_err();
    let told = told.report(crate::output::Format::Table);
    assert!(told.contains("line 3: `a` is the key of `actions` too"), "{told}");
}

#[test]
fn nothing_is_changed_in_a_file_that_went_while_the_question_stood() {
    let mut rig = Rig::new(100, 30);
    rig.store.create_payment(billfold_core::NewPayment::new("1.00", "EUR").unwrap()).unwrap();
    rig.go("Payments");
    let gone =
        || billfold_core::Error::new(ErrorKind::Storage, "file_vanished", "the file is gone");
    for (asks, agrees) in [("<C-r>*ax", "1<CR>"), ("<C-r>ax", "y")] {
        rig.keys(asks);
        rig.feed(Msg::Changed(Err(gone())));
        rig.keys(agrees);
        rig.keys("M");
        rig.expect("the file is gone");
        rig.keys("<Esc><Esc><Esc>");
        let pending = "status:pending".parse().unwrap();
        assert_eq!(rig.store.list_payments(&pending, &Default::default()).unwrap().total, 1);
        rig.feed(Msg::Changed(Ok(())));
    }
}
