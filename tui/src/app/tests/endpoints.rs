//! Webhook endpoints on the screen.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use billfold_core::{Secret, WebhookEndpoint, WebhookEndpointStatus};

use super::rig::Rig;
use crate::app::entry::Entry;
use crate::app::popup::{Link, Popup};
use crate::app::screens::{ENDPOINTS, PAYMENTS};

fn rig() -> Rig {
    let mut rig = Rig::new(130, 44);
    rig.go("Endpoints");
    rig
}

fn endpoints(rig: &Rig) -> Vec<WebhookEndpoint> {
    rig.store.list_webhook_endpoints(&Default::default(), &Default::default()).unwrap().items
}

fn secret(rig: &Rig) -> Secret {
    rig.store.webhook_secret(endpoints(rig)[0].id).unwrap()
}

/// Reveals the secret that is shown once; afterwards it is nowhere.
#[track_caller]
fn take_once(rig: &mut Rig) {
    let secret = secret(rig);
    rig.expect("secret:");
    rig.expect_no(secret.expose());
    rig.keys("r");
    rig.expect(secret.expose());
    assert!(!format!("{:?}", rig.model).contains(secret.expose()));
    rig.keys("y");
    assert_eq!(rig.copied.pop().as_deref(), Some(secret.expose()));
    rig.keys("<Esc>");
    rig.expect_no(secret.expose());
    assert!(!format!("{:?}", rig.model).contains(secret.expose()));
}

#[test]
fn an_endpoint_is_added_and_its_secret_shown_once() {
    let mut rig = rig();
    rig.expect("No webhook endpoint");
    rig.keys("nftp://x.example<C-s>");
    rig.expect("http");
    assert!(endpoints(&rig).is_empty());
    rig.keys(&"<BS>".repeat(20));
    rig.keys("https://x.example/hook<CR>payment.*, biller.updated<CR>The shop<C-s>");
    take_once(&mut rig);
    let endpoint = &endpoints(&rig)[0];
    let types = endpoint.event_types.as_deref().unwrap();
    assert_eq!(types, ["payment.*", "biller.updated"]);
    rig.expect("https://x.example/hook");
}

#[test]
fn an_endpoint_is_edited_and_can_be_told_of_everything() {
    let mut rig = rig();
    rig.keys("nhttps://x.example/hook<CR>payment.*<C-s><Esc><Esc>");
    rig.keys("e<CR>");
    rig.expect("payment.*");
    rig.keys(&"<BS>".repeat(10));
    rig.keys("<CR><CR>d<C-s>");
    let endpoint = &endpoints(&rig)[0];
    assert_eq!(endpoint.event_types, None);
    assert_eq!(endpoint.status, WebhookEndpointStatus::Disabled);
    rig.keys("at");
    rig.expect("Send a test: it is disabled");
}

#[test]
fn a_secret_is_rotated_and_shown_by_name_only_once_asked() {
    let mut rig = rig();
    rig.keys("nhttps://x.example/hook<C-s><Esc><Esc>");
    let first = secret(&rig);
    rig.keys("ar");
    rig.expect("Give it a new secret");
    rig.keys("<CR>");
    assert_eq!(secret(&rig), first, "Cancel is the default");
    rig.keys("ary");
    assert_ne!(secret(&rig), first);
    take_once(&mut rig);
    rig.keys("av");
    rig.expect("whoever has it can forge them");
    rig.expect_no(secret(&rig).expose());
    rig.keys("y");
    rig.expect("It can be shown again");
    take_once(&mut rig);
}

#[test]
fn a_link_that_is_cut_says_so() {
    let mut rig = rig();
    let url = format!("https://x.example/{}end", "a".repeat(600));
    rig.store.create_webhook_endpoint(billfold_core::NewWebhookEndpoint::new(&url)).unwrap();
    rig.keys("<C-r>");
    // Nobody scans where events are sent to.
    rig.expect_no("QR code");
    rig.keys("Q");
    rig.expect("this record has no link to show");
}

#[test]
fn a_link_that_is_cut_where_it_is_shown_in_full_says_so() {
    let mut rig = rig();
    let url = format!("https://x.example/{}end", "a".repeat(600));
    let payment = Entry::new("x", &serde_json::json!({ "payment_link": url })).unwrap();
    rig.model.open(Popup::Qr(Link::of(&PAYMENTS, &payment).unwrap()));
    for ((width, height), is_whole) in [((60, 12), false), ((60, 16), true)] {
        rig.feed(crate::app::msg::Msg::Input(crate::app::input::Input::Resize(width, height)));
        rig.expect("too small for a QR code");
        let screen = rig.screen();
        assert_eq!(screen.contains("end\n"), is_whole, "{screen}");
        assert_eq!(screen.contains("\n …\n"), !is_whole, "{screen}");
    }
    rig.keys("y");
    assert_eq!(rig.copied, [url]);
}

#[test]
fn the_warning_of_a_secret_goes_once_it_was_seen_or_copied() {
    for key in ["r", "y"] {
        let mut rig = rig();
        rig.keys("nhttps://x.example/hook<C-s><Esc>");
        rig.expect("Neither seen nor copied yet");
        rig.keys(key);
        rig.expect_no("Neither seen");
        rig.expect("secret:");
        rig.keys("<Esc>");
        rig.expect_no("secret:");
    }
}

#[test]
fn an_endpoint_is_removed_for_good() {
    let mut rig = rig();
    rig.keys("nhttps://x.example/hook<C-s><Esc><Esc>");
    rig.keys("ax");
    rig.expect("status: active → deleted");
    rig.keys("y");
    assert!(endpoints(&rig).is_empty());
    rig.expect("No webhook endpoint");
}

/// Answers one request with 204, and tells where it does so.
fn receiver() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        assert!(stream.read(&mut head).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").unwrap();
    });
    (url, thread)
}

#[test]
fn a_test_that_is_taken_is_told_and_is_among_the_deliveries() {
    let mut rig = rig();
    let (url, receiver) = receiver();
    rig.keys(&format!("n{url}<C-s><Esc><Esc>at"));
    receiver.join().unwrap();
    rig.expect("the test was taken: HTTP 204");
    rig.go("Deliveries");
    rig.expect("webhook_endpoint.test");
    rig.expect("✓ delivered");
}

#[test]
fn a_test_that_nobody_takes_is_told() {
    let mut rig = rig();
    // Nothing listens on the port of `discard` here.
    rig.keys("nhttp://127.0.0.1:9/hook<C-s><Esc><Esc>at");
    rig.expect("the test was not taken");
    let due = rig.store.deliveries_due().unwrap();
    assert_eq!(due.pending, 1);
    let entry = (ENDPOINTS.entry)(&rig.store, &endpoints(&rig)[0].id.to_string()).unwrap();
    assert!(entry.is("status", "active"));
}
