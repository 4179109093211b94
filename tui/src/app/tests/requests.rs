//! Requests to link on the screen.

use billfold_core::{
    ClientId, NewBiller, NewClient, NewRequestToLink, RequestToLink, RequestToLinkStatus,
    StatusChange,
};

use super::rig::Rig;
use crate::app::screens::REQUESTS;

/// Screens with a client, a biller, and the list of requests open.
fn rig(width: u16, height: u16) -> (Rig, ClientId) {
    let mut rig = Rig::new(width, height);
    let client = rig.store.create_client(NewClient::new("Acme")).unwrap();
    let biller = NewBiller::new("Water Company").with_id("water_co".parse().unwrap());
    rig.store.put_biller(biller).unwrap();
    rig.go("Requests");
    (rig, client.client.client_id.clone())
}

/// A request of that client, seen on the screen.
fn made(rig: &mut Rig, client: &ClientId) -> RequestToLink {
    let new = NewRequestToLink::new("user_456").with_client(client.clone());
    let made = rig.store.create_request_to_link(new).unwrap().into_record();
    rig.keys("<C-r>");
    made
}

fn now(rig: &Rig, request: &RequestToLink) -> RequestToLink {
    rig.store.request_to_link(&request.id).unwrap()
}

/// Nothing that is in the model tells the token.
#[track_caller]
fn expect_hidden(rig: &Rig, token: &str) {
    assert!(!format!("{:?}", rig.model).contains(token), "the model tells the token");
    rig.expect_no(token);
}

#[test]
fn a_request_is_made_with_a_biller_from_the_picker() {
    let (mut rig, client) = rig(110, 34);
    rig.expect("No request to link was made yet");
    rig.keys(&format!("n{client}<CR><C-s>"));
    rig.expect("is required");
    rig.keys("user_456<CR><C-o>water<CR><CR>never<C-s>");
    rig.expect("○ PENDING");
    let page = rig.store.list_requests_to_link(&Default::default(), &Default::default()).unwrap();
    let request = &page.items[0];
    assert_eq!(request.client_user_id, "user_456");
    assert_eq!(request.biller_id.as_ref().map(ToString::to_string).as_deref(), Some("water_co"));
    assert_eq!(request.expires_at, None);
    rig.keys("<CR>");
    rig.expect("Water Company");
    rig.keys("G");
    rig.expect("created (owner)");
}

#[test]
fn what_the_store_refuses_stands_beside_its_field() {
    let (mut rig, _) = rig(110, 34);
    rig.keys("ncli_none<CR>user<CR><CR>0<C-s>");
    rig.expect("is neither a whole number of seconds");
    rig.keys("<Esc><Esc>");
    assert_eq!(REQUESTS.action("new").map(|action| action.key), Some('n'));
}

#[test]
fn a_session_is_shown_once_masked_and_the_token_is_nowhere_else() {
    let (mut rig, client) = rig(120, 36);
    let request = made(&mut rig, &client);
    rig.keys("ap");
    rig.expect("the link session ends at");
    rig.keys("<CR>");
    assert_eq!(now(&rig, &request).status, RequestToLinkStatus::Pending, "Cancel is the default");
    rig.keys("apy");
    let token = now(&rig, &request).link_token_id.unwrap();
    rig.expect("link token:");
    expect_hidden(&rig, &token);
    rig.keys("r");
    rig.expect(&token);
    rig.keys("y");
    assert_eq!(rig.copied.pop().as_deref(), Some(token.as_str()));
    rig.keys("<Down>y");
    assert_eq!(rig.copied.pop(), now(&rig, &request).session_url);
    rig.keys("Q");
    assert!(!format!("{:?}", rig.model).contains(&token));
    rig.keys("<Esc><Esc>");
    expect_hidden(&rig, &token);
    rig.expect("IN_PROGRESS");
    rig.expect("lt_…");

    // What is copied of the record is masked as on the screen, and says so.
    rig.keys("Y");
    let copied = rig.copied.pop().unwrap();
    assert!(!copied.contains(&token) && copied.contains("lt_…"), "{copied}");
    rig.expect("masked");
    rig.keys("<CR><Down><Down><Down>y");
    let copied = rig.copied.pop().unwrap();
    assert!(!copied.contains(&token), "{copied}");
    // By name, it is shown once more.
    rig.keys("avy");
    rig.expect("It can be shown again");
    rig.keys("y");
    assert_eq!(rig.copied.pop().as_deref(), Some(token.as_str()));
}

#[test]
fn a_session_ends_in_the_screens_zone_and_its_url_is_masked_where_no_code_fits() {
    let (mut rig, client) = rig(120, 36);
    let request = made(&mut rig, &client);
    rig.keys("ap");
    rig.expect("the link session ends at 2026-11-20 15:00:00 +02:00");
    rig.expect_no("T13:");
    rig.keys("yQ");
    let token = now(&rig, &request).link_token_id.unwrap();
    let part = token.get(8..20).unwrap();
    let resize = |rig: &mut Rig, width, height| {
        rig.feed(crate::app::msg::Msg::Input(crate::app::input::Input::Resize(width, height)));
    };
    // The one that is shown this once, and the record's own.
    resize(&mut rig, 60, 10);
    rig.expect("too small for a QR code");
    expect_hidden(&rig, part);
    rig.keys("<Esc><Esc><Esc>Q");
    rig.expect("too small for a QR code");
    rig.expect("lt_…");
    expect_hidden(&rig, part);
    // What is copied is no mask, and that is said.
    rig.expect("y copy the whole link");
    rig.keys("y");
    assert!(rig.copied.pop().unwrap().contains(part));
    assert!(rig.model.told.last().unwrap().text.starts_with("sent the whole link"));
    resize(&mut rig, 120, 60);
    rig.expect_no("too small for a QR code");
}

#[test]
fn a_session_is_completed_by_its_token_which_is_never_shown() {
    let (mut rig, client) = rig(110, 34);
    let request = made(&mut rig, &client);
    let session = rig.store.proceed_request_to_link(&request.id).unwrap();
    let token = session.link_token.as_ref().unwrap().expose().to_owned();
    rig.keys("<C-r>ac");
    rig.keys("lt_wrong");
    rig.expect("••••");
    rig.keys("<C-s>");
    rig.expect("no link session");
    rig.keys(&"<BS>".repeat(8));
    rig.keys(&token);
    rig.keys("<C-s>y");
    assert_eq!(now(&rig, &request).status, RequestToLinkStatus::Completed);
    expect_hidden(&rig, &token);
    rig.expect("✓ COMPLETED");
}

#[test]
fn the_change_is_shown_before_it_is_made_without_its_token() {
    let (mut rig, client) = rig(120, 36);
    let request = made(&mut rig, &client);
    rig.store.proceed_request_to_link(&request.id).unwrap();
    let token = now(&rig, &request).link_token_id.unwrap();
    rig.keys("<C-r>as");
    // The second word of those that it may become.
    rig.keys("<Space><Space><C-s>");
    rig.expect("status: IN_PROGRESS → PENDING");
    rig.expect("link token: lt_…");
    expect_hidden(&rig, &token);
    rig.keys("y");
    assert_eq!(now(&rig, &request).status, RequestToLinkStatus::Pending);
    assert_eq!(now(&rig, &request).link_token_id, None);
    rig.keys("axtoo late<C-s>");
    rig.expect("cancel reason: – → too late");
    rig.keys("y");
    assert_eq!(now(&rig, &request).cancel_reason.as_deref(), Some("too late"));
    rig.keys("ax");
    rig.expect("Cancel: it is CANCELLED");
}

#[test]
fn a_biller_is_set_and_the_status_stays() {
    let (mut rig, client) = rig(110, 34);
    let request = made(&mut rig, &client);
    rig.store.proceed_request_to_link(&request.id).unwrap();
    rig.keys("<C-r>ab<C-o><CR><C-s>");
    let after = now(&rig, &request);
    assert_eq!(after.biller_id.map(|id| id.to_string()).as_deref(), Some("water_co"));
    assert_eq!(after.status, RequestToLinkStatus::InProgress);
    assert!(after.session_url.is_some(), "its session goes on");
    // Somebody else's change meanwhile is seen, not overwritten.
    rig.keys("ab");
    rig.store.cancel_request_to_link(&request.id, None).unwrap();
    rig.keys("other<C-s>");
    assert_eq!(now(&rig, &request).status, RequestToLinkStatus::Cancelled);
}

#[test]
fn many_are_cancelled_at_once() {
    let (mut rig, client) = rig(110, 34);
    for _ in 0..3 {
        made(&mut rig, &client);
    }
    rig.keys("*ax<C-s>");
    rig.expect("Type 3 to go on");
    rig.keys("3<CR>");
    let filter = "status:CANCELLED".parse().unwrap();
    let page = rig.store.list_requests_to_link(&filter, &Default::default()).unwrap();
    assert_eq!(page.total, 3);
}

#[test]
fn an_action_is_offered_exactly_where_the_core_accepts_it() {
    let (mut rig, client) = rig(110, 34);
    let body = |name: &str| match name {
        "status" => r#"{"status":"CANCELLED"}"#,
        "biller" => r#"{"biller_id":"water_co"}"#,
        // For the same reason again, it would be a repetition, which changes nothing.
        "cancel" => r#"{"reason":"for another reason"}"#,
        _ => "{}",
    };
    for status in ["PENDING", "IN_PROGRESS", "COMPLETED", "CANCELLED", "EXPIRED"] {
        let request = made(&mut rig, &client);
        match status {
            "PENDING" => {}
            "CANCELLED" => drop(rig.store.cancel_request_to_link(&request.id, None).unwrap()),
            "EXPIRED" => rig.wait(8 * 86_400),
            _ => {
                let session = rig.store.proceed_request_to_link(&request.id).unwrap();
                if status == "COMPLETED" {
                    let change = StatusChange::new(RequestToLinkStatus::Completed);
                    drop(session);
                    rig.store.set_request_to_link_status(&request.id, change).unwrap();
                }
            }
        }
        let entry = (REQUESTS.entry)(&rig.store, &request.id.to_string()).unwrap();
        assert!(entry.is("status", status), "{status}");
        for name in ["proceed", "status", "biller", "cancel"] {
            let action = REQUESTS.action(name).unwrap();
            let subject = crate::app::collection::Subject { id: &entry.id, owner: None };
            let outcome = (action.run)(&rig.store.dry_run(), subject, body(name));
            let refusal = (action.refusal)(&entry);
            assert_eq!(refusal.is_none(), outcome.is_ok(), "{name} of {status}: {outcome:?}");
        }
    }
}
