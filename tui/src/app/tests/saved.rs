//! What is kept for the next time, and how long it lasts where the settings or the disk say
//! otherwise.

use billfold_core::{NewCustomer, NewPayment};

use super::rig::Rig;
use crate::app::collection::Target;
use crate::app::msg::Remember;
use crate::app::screens::PAYMENTS;

fn rig() -> Rig {
    let mut rig = Rig::new(160, 40);
    rig.store.create_customer(NewCustomer::named("Ana")).unwrap();
    rig.store.create_payment(NewPayment::new("5.00", "EUR").unwrap()).unwrap();
    rig.go("Payments");
    rig.keys("<C-r>");
    rig
}

#[test]
fn a_filter_of_the_settings_is_neither_removed_nor_replaced_here() {
    let mut rig = rig();
    let saved = &mut rig.model.saved;
    let payments = || "payments".to_owned();
    saved.filters.entry(payments()).or_default().insert("lost".into(), "status:failed".into());
    saved.named.filters.entry(payments()).or_default().insert("lost".into());
    rig.keys("fremove lost");
    rig.expect("config.toml names it: it can only be removed there");
    rig.keys("<CR>");
    rig.expect_no("removed the filter");
    rig.keys("<Esc>/status:pending<CR>Flost<CR>");
    rig.expect("config.toml names another so");
    rig.keys("<BS><CR>");
    rig.expect("saved the filter as los");
    assert_eq!(rig.model.saved.filters["payments"]["lost"], "status:failed");
    assert_eq!(rig.remembered.len(), 1);
}

#[test]
fn where_nothing_can_be_kept_nothing_is_said_to_be_saved() {
    let mut rig = rig();
    rig.model.saved.forgets = Some("there is no folder for it".to_owned());
    rig.keys("/status:pending<CR>Fmine<CR>");
    rig.expect("the filter mine lasts for this run only: there is no folder for it");
    rig.expect_no("saved");
    rig.keys("c<Space>");
    rig.expect("the choice lasts for this run only: there is no folder for it");
    rig.keys("<Esc>:theme: dark<CR>");
    rig.expect("for this run only: there is no folder for it");
    // Nor is it tried, which would only be told again.
    assert!(rig.remembered.is_empty());
}

#[test]
fn the_usual_columns_are_those_of_the_settings_if_they_name_some() {
    let mut rig = rig();
    let columns = vec!["id".to_owned(), "amount".to_owned()];
    rig.model.saved.named.columns.insert("payments".to_owned(), columns);
    rig.keys("c<Space>");
    rig.expect("the choice lasts for this run only: config.toml names it");
    rig.expect("[x] STATUS");
    rig.keys("<Up><CR>");
    rig.expect("[x] ID");
    rig.expect("[ ] STATUS");
    assert_eq!(rig.remembered.last(), Some(&Remember::NoColumns("payments")));
}

#[test]
fn a_list_that_is_open_elsewhere_shows_the_same_columns() {
    let mut rig = rig();
    rig.go("Customers");
    rig.keys("l");
    rig.reach(|target| matches!(target, Target::List(collection, _) if **collection == PAYMENTS));
    rig.keys("<CR>");
    let shown = |rig: &Rig| rig.model.place().listing().unwrap().columns.clone();
    let all = shown(&rig);
    rig.keys("c<Space><Esc>");
    assert_eq!(shown(&rig), all[1..]);
    rig.go("Payments");
    assert_eq!(shown(&rig), all[1..]);
    rig.expect_no(" ID ");
    rig.keys("c<Up><CR><Esc>");
    rig.expect(" ID ");
    rig.go("Customers");
    rig.keys("<Esc>");
    assert_eq!(rig.model.place().title(), "Customers");
}
