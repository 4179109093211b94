//! Customers: made, found, changed, erased.

use billfold_core::{Customer, NewCustomer, NewPayment, PageRequest, PaymentCustomerInput};

use super::rig::Rig;

/// Screens that show the list of customers.
fn rig() -> Rig {
    let mut rig = Rig::new(100, 30);
    rig.keys("2<Tab>");
    rig
}

fn add(rig: &Rig, name: &str, email: &str) -> Customer {
    rig.store.create_customer(NewCustomer::named(name).email(email)).unwrap().into_record()
}

fn pay(rig: &Rig, customer: &Customer) {
    let mut new = NewPayment::new("5.00", "USD").unwrap();
    new.customer = Some(PaymentCustomerInput::Existing(customer.id));
    rig.store.create_payment(new).unwrap();
}

fn all(rig: &Rig) -> Vec<Customer> {
    rig.store.list_customers(&"".parse().unwrap(), &PageRequest::first()).unwrap().items
}

#[test]
fn a_customer_is_made_and_edited() {
    let mut rig = rig();
    rig.expect("No customer is known yet: n makes one");
    rig.keys("n<C-s>");
    rig.expect("is required, unless there is an email");
    rig.keys("Ana M.<CR>nowhere<C-s>");
    rig.expect("has no @");
    rig.keys("@example.com<C-s>");
    rig.expect("nowhere@example.com");
    let made = all(&rig);
    assert_eq!(made[0].name.as_deref(), Some("Ana M."));
    rig.keys("e<End> Jr.<Tab><Home>ana+<C-s>");
    rig.expect("Ana M. Jr.");
    rig.expect("ana+nowhere@example.com");
    let edited = all(&rig);
    assert_eq!((edited[0].id, edited[0].version), (made[0].id, 2));
    // A name alone is enough, no name and no address is not.
    rig.keys("e<Tab><C-u><C-s>");
    assert_eq!(all(&rig)[0].email, None);
    rig.keys("e<C-u><C-s>");
    rig.expect("neither a name nor an email would be left");
    assert_eq!(all(&rig)[0].name.as_deref(), Some("Ana M. Jr."));
}

#[test]
fn customers_are_found_by_words_and_terms() {
    let mut rig = rig();
    for (name, email) in [("Ana M.", "ana@example.com"), ("Ben", "ben@shop.example")] {
        add(&rig, name, email);
    }
    rig.keys("<C-r>");
    rig.expect("1 of 2");
    rig.keys("/shop<CR>");
    rig.expect("Ben");
    rig.expect_no("Ana M.");
    rig.keys("/<C-u>email:ANA@example.com<CR>");
    rig.expect("1 of 1");
    rig.expect("Ana M.");
    rig.keys("<Esc>/erased:*<CR>");
    rig.expect("Nothing matches the filter");
    rig.keys("/<C-u>colour:red<CR>");
    rig.expect("colour");
}

#[test]
fn their_payments_and_they_lead_to_each_other() {
    let mut rig = rig();
    let (ana, ben) = (add(&rig, "Ana M.", "ana@example.com"), add(&rig, "Ben", "b@example.com"));
    pay(&rig, &ana);
    pay(&rig, &ana);
    pay(&rig, &ben);
    rig.keys("<C-r>/ana<CR>lG");
    // The timeline stands below what is related.
    rig.keys("k<CR>");
    rig.expect(&format!("customer:{}", ana.id));
    rig.expect("1 of 2");
    rig.keys("l");
    let related = rig.screen();
    assert!(related.contains("customer id"), "{related}");
    rig.keys("[");
    rig.expect("1 of 1");
}

#[test]
fn an_erasure_is_shown_asked_about_and_final() {
    let mut rig = rig();
    add(&rig, "Ana M.", "ana@example.com");
    rig.keys("<C-r>ax");
    rig.expect("true: even while a payment of theirs is pending");
    rig.keys("<C-s>");
    rig.expect("name: Ana M. → –");
    rig.expect("e-mail: ana@example.com → –");
    // What is chosen at first is to leave it.
    rig.keys("<CR>");
    assert!(all(&rig)[0].erased_at.is_none());
    rig.keys("<C-s>y");
    let erased = all(&rig);
    assert!(erased[0].erased_at.is_some() && erased[0].name.is_none());
    rig.expect_no("Ana M.");
    rig.keys("l");
    rig.expect("name and e-mail address are gone for good; amounts stay");
    for key in ["e", "ax", "ae"] {
        rig.keys(key);
        rig.expect("the customer was erased");
        rig.keys("<Esc>");
    }
    assert_eq!(all(&rig), erased);
}

#[test]
fn a_pending_payment_stands_in_the_way_of_an_erasure_unless_it_is_forced() {
    let mut rig = rig();
    let ana = add(&rig, "Ana M.", "ana@example.com");
    pay(&rig, &ana);
    rig.keys("<C-r>ax<C-s>");
    rig.expect("the customer has pending payments (1); erase with force to go ahead");
    assert!(all(&rig)[0].erased_at.is_none());
    rig.keys("t<C-s>");
    rig.expect("name: Ana M. → –");
    rig.keys("y");
    assert!(all(&rig)[0].erased_at.is_some());
    // The payment shows the name no longer.
    rig.keys("<Tab>");
    rig.expect("○ pending");
    rig.expect_no("Ana M.");
}

#[test]
fn actions_are_offered_to_whom_the_store_does_them() {
    use crate::app::collection::{On, Subject};
    use crate::app::screens::CUSTOMERS;

    let rig = rig();
    let (ana, ben) = (add(&rig, "Ana M.", "ana@example.com"), add(&rig, "Ben", "b@example.com"));
    rig.store.erase_customer(ben.id, false).unwrap();
    for customer in [ana, ben] {
        let entry = (CUSTOMERS.entry)(&rig.store, &customer.id.to_string()).unwrap();
        for action in CUSTOMERS.actions.iter().filter(|action| action.on != On::Nothing) {
            let body = if action.name == "edit" { r#"{"name": "Cleo"}"# } else { "{}" };
            let subject = Subject { id: &entry.id, owner: None };
            let outcome = (action.run)(&rig.store.dry_run(), subject, body);
            assert_eq!((action.refusal)(&entry).is_none(), outcome.is_ok(), "{}", action.name);
        }
    }
}
