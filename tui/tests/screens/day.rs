//! An operator's day by keys alone; then the commands are asked whether each record is as it was
//! made.

use serde_json::Value;

use crate::screen::Screen;
use crate::shop::{Shop, go};

/// An operator before the screens.
struct Operator {
    shop: Shop,
    screen: Screen,
}

impl Operator {
    fn begin() -> Self {
        let shop = Shop::without_file();
        let screen = shop.screens(120, 40);
        screen.wait_for("palette");
        Self { shop, screen }
    }

    /// Types, and waits for what must come of it.
    fn does(&self, keys: &str, then: &str) {
        self.screen.keys(keys);
        self.screen.wait_for(then);
    }

    /// What the commands say of the only payment that matches.
    fn payment(&self, filter: &str) -> Value {
        let listed = self.shop.json(&["payments", "list", "--filter", filter]);
        assert_eq!(listed["total"], 1, "{filter}: {listed}");
        listed["items"][0].clone()
    }

    fn ends(mut self) {
        self.screen.keys("q");
        assert_eq!(self.screen.wait().code(), Some(0));
    }
}

#[test]
fn a_day_is_kept_as_the_keys_made_it() {
    let operator = Operator::begin();
    go(&operator.screen, "Payments");
    operator.screen.wait_for("No payment was taken yet");
    takes_a_payment(&operator);
    shows_its_code(&operator);
    completes_it(&operator);
    fails_another(&operator);
    expires_a_third(&operator);
    corrects_a_fourth(&operator);
    looks_for_them(&operator);
    operator.ends();
}

fn takes_a_payment(operator: &Operator) {
    operator.does("n", "Take a payment");
    operator.does("125.50<CR>USD<CR>Ana M.<CR>ana@example.com<CR>The first<C-s>", "New: ");
    let payment = operator.payment("amount:125.50");
    assert_eq!(payment["status"], "pending");
    assert_eq!(payment["currency"], "USD");
    assert_eq!(payment["customer"]["email"], "ana@example.com");
    assert_eq!(payment["description"], "The first");
}

fn shows_its_code(operator: &Operator) {
    let link = operator.payment("amount:125.50")["payment_link"].as_str().unwrap().to_owned();
    operator.does("Q", "any other key closes");
    operator.screen.keys("y<Esc>");
    operator.screen.wait_for("newest first");
    assert!(!link.is_empty());
    assert_eq!(operator.screen.seen().copies.len(), 1);
}

fn completes_it(operator: &Operator) {
    operator.does("a", "The money has come");
    operator.does("c", "Payment method");
    operator.does("<CR>", "status: pending → completed");
    operator.does("y", "Complete: ");
    let payment = operator.payment("amount:125.50");
    assert_eq!(payment["status"], "completed");
    assert_eq!(payment["payment_method"]["type"], "cash");
}

fn fails_another(operator: &Operator) {
    operator.does("n", "Take a payment");
    operator.does("20.00<CR>EUR<C-s>", "20.00");
    operator.screen.wait_for("New: ");
    operator.does("af", "why, as a word");
    operator.does("card_declined<CR>No money<CR>", "pending → failed");
    operator.does("<Right><CR>", "Fail: ");
    let payment = operator.payment("amount:20.00");
    assert_eq!(payment["status"], "failed");
    assert_eq!(payment["failure"]["code"], "card_declined");
}

fn expires_a_third(operator: &Operator) {
    operator.does("n", "Take a payment");
    operator.does("30.00<CR>EUR<C-s>", "30.00");
    operator.screen.wait_for("New: ");
    operator.does("ax", "pending → expired");
    // The cursor is on leaving it.
    operator.does("<CR>", "nothing was changed");
    assert_eq!(operator.payment("amount:30.00")["status"], "pending");
    operator.does("ax", "pending → expired");
    operator.does("y", "Expire: ");
    assert_eq!(operator.payment("amount:30.00")["status"], "expired");
    operator.does("al", "Payment method");
    operator.does("<CR>", "recorded_at");
    operator.does("y", "Record late payment: ");
    let payment = operator.payment("amount:30.00");
    assert_eq!(payment["status"], "expired");
    assert!(payment["late_payment"]["recorded_at"].is_string(), "{payment}");
}

fn corrects_a_fourth(operator: &Operator) {
    operator.does("n", "Take a payment");
    operator.does("40.00<CR>EUR<C-s>", "40.00");
    operator.screen.wait_for("New: ");
    operator.does("e", "Change the description");
    operator.does("Corrected<C-s>", "Edit: ");
    assert_eq!(operator.payment("amount:40.00")["description"], "Corrected");
}

fn looks_for_them(operator: &Operator) {
    operator.does("/status:pending,expired<CR>", "1 of 2");
    operator.does("<Esc>", "1 of 4");
    operator.does("M", "Record late payment: ");
    operator.screen.keys("<Esc>");
    operator.screen.wait_until("the list", |screen, _| !screen.contents().contains("Messages"));
}
