//! An operator's day by keys alone; then the commands are asked whether each record is as it was
//! made.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use billfold_core::DeliveryReport;
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

    /// Agrees to a change, once there was time to read it.
    fn agrees(&self, then: &str) {
        std::thread::sleep(Duration::from_millis(400));
        self.does("y", then);
    }

    /// Takes a payment in euros, on which the cursor then is.
    fn takes(&self, amount: &str) {
        self.does("n", "Take a payment");
        self.screen.keys(&format!("{amount}<CR>EUR<C-s>"));
        let has_it = |line: &str| line.contains('▌') && line.contains(amount);
        self.screen.wait_until(amount, |screen, _| screen.contents().lines().any(has_it));
    }

    /// Looks at what is shown once, and closes it.
    fn looks(&self) {
        std::thread::sleep(Duration::from_millis(400));
        self.screen.keys("r<Esc>");
        self.screen.wait_until("it closes", |screen, _| !screen.contents().contains("r reveal"));
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
    wants_to_be_told(&operator);
    let client = links_a_platform(&operator);
    go(&operator.screen, "Payments");
    operator.screen.wait_for("No payment was taken yet");
    takes_a_payment(&operator);
    shows_its_code(&operator);
    completes_it(&operator);
    fails_another(&operator);
    expires_a_third(&operator);
    corrects_a_fourth(&operator);
    looks_for_them(&operator);
    exports_what_is_found(&operator);
    asks_for_an_account(&operator, &client);
    sends_once_more(&operator);
    operator.ends();
}

/// A receiver of webhooks that is not there.
fn wants_to_be_told(operator: &Operator) {
    go(&operator.screen, "Endpoints");
    operator.does("n", "where deliveries go");
    operator.does("http://127.0.0.1:9/hooks<CR>payment.*<C-s>", "r reveal");
    operator.looks();
    let endpoints = operator.shop.json(&["webhooks", "list"]);
    assert_eq!(endpoints["items"][0]["event_types"][0], "payment.*");
}

/// An orchestrator, its intent, redeemed; the client's id.
fn links_a_platform(operator: &Operator) -> String {
    go(&operator.screen, "Orchestrators");
    operator.does("n", "1 to 100 characters");
    operator.does("Acme Payments<C-s>", "r reveal");
    operator.does("r", "orc_");
    operator.looks();
    assert!(!operator.screen.text().contains("orc_"));
    go(&operator.screen, "Clients");
    operator.does("n", "1 to 100 characters");
    operator.does("Kiosk<C-s>", "r reveal");
    operator.does("r", "sec_");
    operator.looks();
    assert!(!operator.screen.text().contains("sec_"));

    go(&operator.screen, "Intents");
    operator.does("n", "Client name");
    operator.does("Corner Shop<CR><C-o>", "Pick from Orchestrators");
    operator.does("Acme", "Acme Payments");
    operator.does("<CR>", "Expires in");
    operator.does("<C-s>", "r reveal");
    let copies = operator.screen.seen().copies.len();
    operator.screen.keys("y");
    operator.screen.wait_until("a copy", |_, seen| seen.copies.len() > copies);
    let copied = operator.screen.seen().copies.pop().unwrap();
    let url = String::from_utf8(STANDARD.decode(copied).unwrap()).unwrap();
    operator.looks();
    operator.does("ar", "the onboarding URL or its token");
    operator.screen.paste(&url);
    operator.does("<C-s>", "r reveal");
    operator.looks();
    operator.screen.wait_for("✓ used");

    let clients = operator.shop.json(&["clients", "list", "--filter", "\"Corner Shop\""]);
    let client = clients["items"][0]["client_id"].as_str().unwrap().to_owned();
    let orchestrators = operator.shop.json(&["orchestrators", "list"]);
    let orchestrator = orchestrators["items"][0]["id"].as_str().unwrap();
    let linked = operator.shop.json(&["links", "list", "--orchestrator", orchestrator]);
    assert_eq!(linked["items"][0]["client_id"], client.as_str());
    let kiosk = operator.shop.json(&["clients", "list", "--filter", "Kiosk"]);
    assert_eq!(kiosk["total"], 1);
    client
}

/// All that match, not what is on the screen.
fn exports_what_is_found(operator: &Operator) {
    operator.does("/status:failed,expired<CR>", "1 of 2");
    operator.does("x", "Export all 2 payments");
    operator.does(&"<BS>".repeat("payments.csv".len()), "Export all 2 payments");
    operator.does("found.csv<C-s>", "wrote 2 records");
    let file = operator.shop.path().with_file_name("found.csv");
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("card_declined"), "{text}");
}

/// A request to link, begun, and called off with a reason.
fn asks_for_an_account(operator: &Operator, client: &str) {
    go(&operator.screen, "Requests");
    operator.does("n", "whose request it is");
    operator.screen.paste(client);
    operator.does("<CR>user_456<C-s>", "○ PENDING");
    operator.does("ap", "the link session ends at");
    operator.agrees("r reveal");
    operator.looks();
    operator.screen.wait_for("IN_PROGRESS");
    operator.does("ax", "why, up to 500 characters");
    operator.does("The user has moved<C-s>", "CANCELLED");
    operator.agrees("cancelled the request to link of user_456");
    let requests = operator.shop.json(&["rtls", "list"]);
    let request = &requests["items"][0];
    assert_eq!(request["status"], "CANCELLED");
    assert_eq!(request["cancel_reason"], "The user has moved");
    assert_eq!(request["client_id"], client);
    assert!(request["link_token_id"].is_null() || request["session_url"].is_null(), "{request}");
}

/// What the receiver did not hear, replayed.
fn sends_once_more(operator: &Operator) {
    let deliveries = operator.shop.json(&["webhooks", "deliveries"]);
    let id = deliveries["items"][0]["id"].as_str().unwrap().to_owned();
    give_up(operator, &id);
    go(&operator.screen, "Deliveries");
    operator.does("<C-r>/status:abandoned<CR>", "1 of 1");
    operator.does("ar", "abandoned → pending");
    operator.agrees("queued anew the delivery");
    let delivery = operator.shop.json(&["webhooks", "deliveries", "--filter", "status:abandoned"]);
    assert_eq!(delivery["total"], 0);
}

/// Answers the delivery with an error until it is given up.
fn give_up(operator: &Operator, id: &str) {
    let store = operator.shop.store();
    let endpoint = store.delivery(id.parse().unwrap()).unwrap().delivery.endpoint_id;
    while store.delivery(id.parse().unwrap()).unwrap().delivery.status.as_str() == "pending" {
        let claim = store.claim_delivery(id.parse().unwrap(), 60).unwrap();
        let report = DeliveryReport::answered(500);
        let lasted = Duration::from_millis(1);
        store.report_delivery(claim.delivery_id, claim.attempt, report, lasted).unwrap();
    }
    assert_eq!(store.webhook_endpoint(endpoint).unwrap().abandoned, 1);
}

fn takes_a_payment(operator: &Operator) {
    operator.does("n", "Take a payment");
    operator.does(
        "125.50<CR>USD<CR>Ana M.<CR>ana@example.com<CR><CR>The first<C-s>",
        "took the payment of 125.50 USD by Ana M.",
    );
    let payment = operator.payment("amount:125.50");
    assert_eq!(payment["status"], "pending");
    assert_eq!(payment["currency"], "USD");
    assert_eq!(payment["customer"]["email"], "ana@example.com");
    assert_eq!(payment["description"], "The first");
}

fn shows_its_code(operator: &Operator) {
    let link = operator.payment("amount:125.50")["payment_link"].as_str().unwrap().to_owned();
    let copies = operator.screen.seen().copies.len();
    operator.does("Q", "any other key closes");
    operator.screen.keys("y<Esc>");
    operator.screen.wait_for("newest first");
    let copied = operator.screen.seen().copies.split_off(copies);
    assert_eq!(copied, [STANDARD.encode(link)]);
}

fn completes_it(operator: &Operator) {
    operator.does("a", "The money has come");
    operator.does("c", "Payment method");
    operator.does("<CR>", "status: pending → completed");
    operator.agrees("completed the payment of");
    let payment = operator.payment("amount:125.50");
    assert_eq!(payment["status"], "completed");
    assert_eq!(payment["payment_method"]["type"], "cash");
}

fn fails_another(operator: &Operator) {
    operator.takes("20.00");
    operator.does("af", "why, as a word");
    operator.does("card_declined<CR>No money<CR>", "pending → failed");
    std::thread::sleep(Duration::from_millis(400));
    operator.does("<Right><CR>", "failed the payment of");
    let payment = operator.payment("amount:20.00");
    assert_eq!(payment["status"], "failed");
    assert_eq!(payment["failure"]["code"], "card_declined");
}

fn expires_a_third(operator: &Operator) {
    operator.takes("30.00");
    operator.does("ax", "pending → expired");
    // The cursor is on leaving it.
    operator.does("<CR>", "nothing was changed");
    assert_eq!(operator.payment("amount:30.00")["status"], "pending");
    operator.does("ax", "pending → expired");
    operator.agrees("expired the payment of");
    assert_eq!(operator.payment("amount:30.00")["status"], "expired");
    operator.does("al", "Payment method");
    operator.does("<CR>", "paid late at");
    operator.agrees("recorded late money for the payment of");
    let payment = operator.payment("amount:30.00");
    assert_eq!(payment["status"], "expired");
    assert!(payment["late_payment"]["recorded_at"].is_string(), "{payment}");
}

fn corrects_a_fourth(operator: &Operator) {
    operator.takes("40.00");
    operator.does("e", "Change the description");
    operator.does("Corrected<C-s>", "changed the payment of");
    assert_eq!(operator.payment("amount:40.00")["description"], "Corrected");
}

fn looks_for_them(operator: &Operator) {
    operator.does("/status:pending,expired<CR>", "1 of 2");
    operator.does("<Esc>", "1 of 4");
    operator.does("M", "recorded late money for the payment of");
    operator.screen.keys("<Esc>");
    operator.screen.wait_until("the list", |screen, _| !screen.contents().contains("Messages"));
}
