//! What was typed or read stands on the screen, never in what `Debug` tells.

use billfold_core::{NewCustomer, NewPayment};

use super::rig::Rig;
use crate::app::input::Input;
use crate::app::msg::Msg;

/// A customer, whom nobody else is called like.
const NAME: &str = "Zdislava";
/// What opens something.
const SECRET: &str = "whsec-hush";

fn rig() -> Rig {
    let mut rig = Rig::new(120, 40);
    rig.debugged = Some(String::new());
    rig
}

#[track_caller]
fn expect_unseen(rig: &Rig) {
    let told = rig.debugged.as_deref().unwrap();
    assert!(!told.is_empty());
    for hidden in [NAME, SECRET] {
        let line = told.lines().find(|line| line.contains(hidden));
        assert_eq!(line, None, "Debug tells {hidden}");
    }
}

#[test]
fn debug_tells_no_name_wherever_it_is_typed() {
    let mut rig = rig();
    rig.editor = Box::new(|_| Ok(format!("for {NAME}")));
    // In a form, in the editor, in a filter and its name, in a picker, in the palette, pasted.
    rig.go("Customers");
    rig.keys(&format!("n{NAME}<C-s>"));
    rig.expect(NAME);
    rig.keys(&format!("/\"{NAME}\"<CR>F{NAME}<CR>f<Esc>/<Up><Esc>:{NAME}<Esc>yY"));
    assert!(rig.copied.iter().any(|copied| copied.contains(NAME)));
    rig.keys(&format!("/status:{NAME}<CR><Esc><Esc>"));
    rig.go("Payments");
    rig.keys(&format!("n5<CR>USD<CR>{NAME}<Tab><C-o>{NAME}"));
    rig.feed(Msg::Input(Input::Paste(NAME.to_owned())));
    rig.keys("<Esc><C-s><Esc><Esc>");
    expect_unseen(&rig);
}

#[test]
fn debug_tells_no_value_of_a_change_a_conflict_or_an_edited_text() {
    let mut rig = rig();
    rig.editor = Box::new(|_| Ok(format!(r#"{{"for":"{NAME}"}}"#)));
    let customer = rig.store.create_customer(NewCustomer::named("Ana")).unwrap();
    rig.store.create_payment(NewPayment::new("5.00", "USD").unwrap()).unwrap();
    rig.go("Customers");
    rig.keys(&format!("<F5>e<C-u>{NAME}"));
    let update = billfold_core::CustomerUpdate::from_json(r#"{"name":"Zdislava B."}"#).unwrap();
    rig.store.update_customer(customer.id, update).unwrap();
    rig.keys("<C-s>");
    rig.expect("Zdislava B.");
    rig.keys("<Esc><Esc><Esc>");
    rig.go("Payments");
    rig.keys("e");
    for _ in 0..12 {
        rig.keys("<C-e><Tab>");
    }
    rig.keys("<C-s>");
    rig.keys("<CR>");
    rig.expect(NAME);
    rig.keys("jjjjjjjjjjjjjjy<Esc>");
    expect_unseen(&rig);
}

#[test]
fn debug_tells_no_secret_that_is_typed_pasted_or_copied() {
    let mut rig = rig();
    rig.go("Requests");
    rig.keys(&format!("ac{SECRET}"));
    rig.feed(Msg::Input(Input::Paste(SECRET.to_owned())));
    rig.keys("<C-s>y<Esc><Esc><Esc>");
    expect_unseen(&rig);
    rig.go("Clients");
    rig.keys("nShop<CR>cli_shop<C-s>y");
    let secret = rig.copied.pop().unwrap();
    rig.keys("r<Esc>");
    let bare = secret.get(6..).unwrap();
    assert!(!rig.debugged.as_deref().unwrap().contains(bare));
}
