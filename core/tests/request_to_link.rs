//! Requests to link through the public API: the seed's bodies, every transition, every refusal,
//! expiry, sessions, scopes and search.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::sync::Arc;

use billfold_core::{
    BillerId, Cancellation, ClientId, ClientStatus, ClientUpdate, Credential, Error, ErrorKind,
    Event, Lifetime, LinkSessionStatus, ManualClock, NewApiKey, NewBiller, NewClient,
    NewOrchestrator, NewRequestToLink, OpenOptions, PageRequest, Phrase, RequestToLink,
    RequestToLinkFilter, RequestToLinkId, RequestToLinkStatus, SettingsUpdate, StatusChange, Store,
    mask_token,
};

use RequestToLinkStatus::{Cancelled, Completed, Expired, InProgress, Pending};

const CREATE: &str = include_str!("seeds/rtl_create.json");
const STATUS: &str = include_str!("seeds/rtl_status.json");
const CANCEL: &str = include_str!("seeds/rtl_cancel.json");
const OBJECT: &str = include_str!("seeds/rtl_object.json");

/// A store with the seed's client, at the seed's time.
struct Shop {
    store: Store,
    clock: Arc<ManualClock>,
    /// The handle of `client_xyz`.
    client: Store,
}

impl Shop {
    fn open() -> Self {
        let clock = Arc::new(ManualClock::new("2026-04-01T10:00:00Z".parse().unwrap()));
        let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        let client = add_client(&store, "client_xyz");
        Self { store, clock, client }
    }

    fn create(&self, user: &str) -> RequestToLink {
        self.client.create_request_to_link(NewRequestToLink::new(user)).unwrap().into_record()
    }

    /// A request that has come to this status, and the token of its last session.
    fn reach(&self, status: RequestToLinkStatus) -> (RequestToLinkId, Option<String>) {
        let new = NewRequestToLink::new("user").with_lifetime(Lifetime::Seconds(60));
        let id = self.client.create_request_to_link(new).unwrap().id.clone();
        let token = (status != Pending).then(|| self.proceed(&id));
        match status {
            Pending | InProgress => {}
            Expired => self.clock.advance_seconds(60),
            other => drop(self.set(&id, StatusChange::new(other)).unwrap()),
        }
        (id, token)
    }

    fn proceed(&self, id: &RequestToLinkId) -> String {
        let session = self.client.proceed_request_to_link(id).unwrap();
        session.link_token.as_ref().unwrap().expose().to_owned()
    }

    fn set(&self, id: &RequestToLinkId, change: StatusChange) -> Result<RequestToLink, Error> {
        Ok(self.client.set_request_to_link_status(id, change)?.into_record())
    }

    fn get(&self, id: &RequestToLinkId) -> RequestToLink {
        self.client.request_to_link(id).unwrap()
    }

    /// What was written of a request: types and previous statuses, oldest first.
    fn told(&self, id: &RequestToLinkId) -> Vec<(String, Option<String>)> {
        let events = self.store.history(id.as_str()).unwrap();
        events
            .into_iter()
            .map(|Event { kind, previous_status, .. }| (kind, previous_status))
            .collect()
    }

    /// The users of the requests that a filter finds, newest first; the total agrees.
    fn found(&self, filter: &RequestToLinkFilter) -> Vec<String> {
        let page = self.store.list_requests_to_link(filter, &PageRequest::first()).unwrap();
        assert_eq!(page.total, i64::try_from(page.items.len()).unwrap(), "{filter:?}");
        page.items.into_iter().map(|request| request.client_user_id).collect()
    }
}

/// The handle of a new client of this id.
fn add_client(store: &Store, id: &str) -> Store {
    let new = NewClient::new(id).with_id(id.parse().unwrap());
    let made = store.create_client(new).unwrap();
    let secret = made.client_secret.as_ref().unwrap().expose();
    store.scoped(&Credential::client(id, secret).unwrap()).unwrap()
}

fn filter(set: impl FnOnce(&mut RequestToLinkFilter)) -> RequestToLinkFilter {
    let mut filter = RequestToLinkFilter::default();
    set(&mut filter);
    filter
}

fn search(text: &str) -> RequestToLinkFilter {
    RequestToLinkFilter::search(text).unwrap()
}

fn keys(json: &str) -> Vec<String> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
    let mut keys: Vec<_> = object.keys().cloned().collect();
    keys.sort_by_key(|key| json.find(&format!("\"{key}\":")).unwrap());
    keys
}

#[test]
fn the_seeds_bodies_give_the_seeds_object() {
    let shop = Shop::open();
    let new = NewRequestToLink::from_json(CREATE).unwrap().with_id("rtl_abc123".parse().unwrap());
    let made = shop.client.create_request_to_link(new).unwrap();
    let json = serde_json::to_string(&made).unwrap();

    let seed: serde_json::Value = serde_json::from_str(OBJECT).unwrap();
    let ours: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (key, value) in seed.as_object().unwrap() {
        assert_eq!(&ours[key], value, "{key}");
    }
    let mut expected = keys(OBJECT);
    expected.extend(["expires_at", "cancel_reason", "completed_at", "version"].map(str::to_owned));
    assert_eq!(keys(&json), expected);
    assert_eq!(ours["expires_at"], "2026-04-08T10:00:00Z");

    let change = StatusChange::from_json(STATUS).unwrap();
    let begun = shop.set(&made.id, change).unwrap();
    assert_eq!(begun.status, InProgress);
    assert_eq!(begun.biller_id.as_ref().unwrap().as_str(), "test_electric_company");
    assert_eq!((begun.link_token_id.as_deref(), begun.session_url), (Some("lt_token123"), None));

    let reason = Cancellation::from_json(CANCEL).unwrap().reason;
    let ended = shop.client.cancel_request_to_link(&made.id, reason).unwrap();
    assert_eq!(ended.status, Cancelled);
    assert_eq!(ended.cancel_reason.as_deref(), Some("User changed their mind"));
}

#[test]
fn bodies_are_read_in_both_spellings_and_every_fault_is_named() {
    let snake = r#"{"client_id":"client_xyz","client_user_id":"user_456",
        "biller_id":"test_electric_company","metadata":{"source":"onboarding"}}"#;
    assert_eq!(
        NewRequestToLink::from_json(snake).unwrap(),
        NewRequestToLink::from_json(CREATE).unwrap()
    );
    let table: [(Result<(), Error>, &[&str]); 6] = [
        (NewRequestToLink::from_json("{}").map(drop), &["client_user_id"]),
        (
            NewRequestToLink::from_json(
                r#"{"id":"a b","clientId":"","clientUserId":"","billerId":"ä","metadata":[],
                "expires_in":0,"colour":1}"#,
            )
            .map(drop),
            &["id", "client_id", "client_user_id", "biller_id", "metadata", "expires_in", "colour"],
        ),
        (StatusChange::from_json("{}").map(drop), &["status"]),
        (StatusChange::from_json(r#"{"status":"EXPIRED"}"#).map(drop), &["status"]),
        (
            StatusChange::from_json(r#"{"status":"pending","billerId":1,"linkTokenId":""}"#)
                .map(drop),
            &["status", "biller_id", "link_token_id"],
        ),
        (Cancellation::from_json(r#"{"reason":5,"why":""}"#).map(drop), &["reason", "why"]),
    ];
    for (outcome, fields) in table {
        let error = outcome.unwrap_err();
        let named: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!((error.kind(), named.as_slice()), (ErrorKind::Validation, fields));
    }
}

#[test]
fn a_session_is_as_the_seed_has_it() {
    let shop = Shop::open();
    let request = shop.create("user");
    let session = shop.client.proceed_request_to_link(&request.id).unwrap();
    let json = serde_json::to_string(&session).unwrap();
    assert_eq!(keys(&json), ["link_token", "session_url", "expires_at"]);
    let token = session.link_token.as_ref().unwrap().expose();
    let url = format!("https://link.billerapi.com/session/{token}");
    assert!(token.starts_with("lt_") && token.len() == 46);
    assert_eq!(session.session_url.as_deref(), Some(url.as_str()));
    assert_eq!(session.expires_at.to_string(), "2026-04-01T11:00:00Z");
    let request = shop.get(&request.id);
    assert_eq!((request.status, request.session_url.as_deref()), (InProgress, Some(url.as_str())));
    assert_eq!(request.link_token_id.as_deref(), Some(token));
}

/// What a cell of the table is about.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Set(RequestToLinkStatus),
    Cancel,
    Proceed,
    CompleteSession,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Effect {
    /// The request is in this status afterwards, and the log tells so.
    Becomes(RequestToLinkStatus),
    /// Nothing happens, and nothing is told.
    Nothing,
    /// `conflict` with this code.
    Conflict(&'static str),
    /// `validation`.
    Invalid,
}

use Effect::{Becomes, Conflict, Invalid, Nothing};

const REFUSED: Effect = Conflict("invalid_transition");

#[test]
fn every_transition() {
    use Operation::{Cancel, CompleteSession, Proceed, Set};
    let operations = [
        Set(Pending),
        Set(InProgress),
        Set(Completed),
        Set(Cancelled),
        Set(Expired),
        Cancel,
        Proceed,
    ];
    #[rustfmt::skip]
    let table = [
        (Pending,    [Nothing, Becomes(InProgress), REFUSED, Becomes(Cancelled), Invalid, Becomes(Cancelled), Becomes(InProgress)]),
        (InProgress, [Becomes(Pending), Nothing, Becomes(Completed), Becomes(Cancelled), Invalid, Becomes(Cancelled), Becomes(InProgress)]),
        (Completed,  [REFUSED, REFUSED, REFUSED, REFUSED, Invalid, REFUSED, REFUSED]),
        (Cancelled,  [REFUSED, REFUSED, REFUSED, REFUSED, Invalid, Nothing, REFUSED]),
        (Expired,    [REFUSED, REFUSED, REFUSED, REFUSED, Invalid, REFUSED, REFUSED]),
    ];
    for (from, effects) in table {
        for (operation, effect) in operations.into_iter().zip(effects) {
            check(from, operation, effect);
        }
    }
    check(InProgress, CompleteSession, Becomes(Completed));
    check(Completed, CompleteSession, Conflict("session_used"));
    check(Cancelled, CompleteSession, Conflict("session_revoked"));
    check(Expired, CompleteSession, REFUSED);
}

fn check(from: RequestToLinkStatus, operation: Operation, effect: Effect) {
    let cell = format!("{from} {operation:?}");
    let shop = Shop::open();
    let (id, token) = shop.reach(from);
    let (before, told) = (shop.get(&id), shop.told(&id));
    assert_eq!(before.status, from, "{cell}");
    let outcome = match operation {
        Operation::Set(to) => shop.set(&id, StatusChange::new(to)).map(drop),
        Operation::Cancel => shop.client.cancel_request_to_link(&id, None).map(drop),
        Operation::Proceed => shop.client.proceed_request_to_link(&id).map(drop),
        Operation::CompleteSession => {
            shop.client.complete_link_session(token.as_deref().unwrap()).map(drop)
        }
    };
    let after = shop.get(&id);
    let news = &shop.told(&id)[told.len()..];
    if let Becomes(status) = effect {
        assert!(outcome.is_ok(), "{cell}: {outcome:?}");
        assert_eq!((after.status, after.version), (status, before.version + 1), "{cell}");
        let previous = (status != from).then(|| from.as_str().to_owned());
        assert_eq!(news, [(told_of(status).to_owned(), previous)], "{cell}");
        check_token(&cell, &before, &after);
        return;
    }
    assert_eq!(after, before, "{cell}");
    assert_eq!(news, [], "{cell}");
    let refusal = match outcome {
        Ok(()) => Nothing,
        Err(error) if error.kind() == ErrorKind::Validation => Invalid,
        Err(error) => {
            assert_eq!(error.current_status(), Some(from.as_str()), "{cell}");
            let codes = ["invalid_transition", "session_used", "session_revoked"];
            Conflict(codes.into_iter().find(|code| *code == error.code()).unwrap())
        }
    };
    assert_eq!(refusal, effect, "{cell}");
}

const fn told_of(status: RequestToLinkStatus) -> &'static str {
    match status {
        Completed => "request_to_link.completed",
        Cancelled => "request_to_link.cancelled",
        _ => "request_to_link.updated",
    }
}

/// What a change of status leaves of the token and its session.
fn check_token(cell: &str, before: &RequestToLink, after: &RequestToLink) {
    match (before.status, after.status) {
        (_, Pending) => {
            assert_eq!((&after.link_token_id, &after.session_url), (&None, &None), "{cell}");
        }
        (_, Cancelled) => {
            assert_eq!(after.link_token_id, before.link_token_id, "{cell}");
            assert_eq!(after.session_url, None, "{cell}");
        }
        (_, Completed) => {
            assert_eq!(after.link_token_id, before.link_token_id, "{cell}");
            assert!(after.session_url.is_some() && after.completed_at.is_some(), "{cell}");
        }
        (InProgress, InProgress) => assert_ne!(after.link_token_id, before.link_token_id, "{cell}"),
        _ => {}
    }
    assert_eq!(after.completed_at.is_some(), after.status == Completed, "{cell}");
}

#[test]
fn the_same_cancellation_again_is_no_change_and_another_one_is_refused() {
    let shop = Shop::open();
    let (id, _) = shop.reach(InProgress);
    let reason = |reason: &str| Some(reason.to_owned());
    let first = shop.client.cancel_request_to_link(&id, reason("moved")).unwrap();
    let told = shop.told(&id);
    assert_eq!(shop.client.cancel_request_to_link(&id, reason("moved")).unwrap(), first);
    for other in [None, reason("died")] {
        let error = shop.client.cancel_request_to_link(&id, other).unwrap_err();
        assert_eq!(
            (error.code(), error.current_status()),
            ("invalid_transition", Some("CANCELLED"))
        );
        assert_eq!(error.message(), "the request to link is cancelled already, for another reason");
    }
    assert_eq!((shop.get(&id), shop.told(&id)), (first.into_record(), told));
}

#[test]
fn setting_the_same_status_may_still_set_biller_and_token() {
    let shop = Shop::open();
    let (id, own) = shop.reach(InProgress);
    let own = own.unwrap();
    let same = || StatusChange::new(InProgress);

    let kept = shop.set(&id, same().with_link_token(&own)).unwrap();
    assert!(kept.session_url.is_some() && kept.version == 2, "{kept:?}");
    let billed = shop.set(&id, same().with_biller("b_1".parse().unwrap())).unwrap();
    assert_eq!(billed.biller_id.as_ref().unwrap().as_str(), "b_1");
    assert_eq!((billed.session_url, billed.version), (kept.session_url, 3));

    let foreign = shop.set(&id, same().with_link_token("lt_by_hand")).unwrap();
    assert_eq!(foreign.link_token_id.as_deref(), Some("lt_by_hand"));
    assert_eq!((foreign.session_url, foreign.biller_id), (None, billed.biller_id));
    let error = shop.client.complete_link_session(&own).unwrap_err();
    assert_eq!(error.code(), "session_revoked");
    let error = shop.client.complete_link_session("lt_by_hand").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(!error.to_string().contains("lt_by_hand"), "{error}");

    let revived = shop.set(&id, same().with_link_token(&own)).unwrap();
    assert_eq!((revived.link_token_id.as_deref(), revived.session_url), (Some(&*own), None));
    let dropped = shop.set(&id, StatusChange::new(Pending)).unwrap();
    assert_eq!(dropped.link_token_id, None);
    let waiting = shop.set(&id, StatusChange::new(Pending).with_link_token("mine")).unwrap();
    assert_eq!((waiting.status, waiting.link_token_id.as_deref()), (Pending, Some("mine")));
}

#[test]
fn a_session_is_completed_once_and_in_time() {
    let shop = Shop::open();
    let request = shop.create("user");
    let first = shop.proceed(&request.id);
    let second = shop.proceed(&request.id);
    let revoked = shop.client.complete_link_session(&first).unwrap_err();
    assert_eq!((revoked.kind(), revoked.code()), (ErrorKind::Conflict, "session_revoked"));

    shop.clock.advance_seconds(3600);
    let late = shop.client.complete_link_session(&second).unwrap_err();
    assert_eq!((late.kind(), late.code()), (ErrorKind::Expired, "session_expired"));
    assert_eq!(shop.get(&request.id).status, InProgress);

    let third = shop.proceed(&request.id);
    shop.clock.advance_seconds(3599);
    let done = shop.client.complete_link_session(&third).unwrap();
    assert_eq!((done.status, done.completed_at), (Completed, Some(shop.store.now().unwrap())));
    assert!(done.session_url.as_ref().unwrap().ends_with(&third));
    let used = shop.client.complete_link_session(&third).unwrap_err();
    assert_eq!((used.kind(), used.code()), (ErrorKind::Conflict, "session_used"));
    let unknown = shop.client.complete_link_session("lt_nobody_has_this_one").unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
}

#[test]
fn expiry_is_a_fact() {
    let shop = Shop::open();
    let begin = |user: &str, lifetime| {
        let new = NewRequestToLink::new(user).with_lifetime(lifetime);
        shop.client.create_request_to_link(new).unwrap().into_record()
    };
    let minute = begin("minute", Lifetime::Seconds(60));
    let week = begin("week", Lifetime::Default);
    let never = begin("never", Lifetime::Never);
    shop.proceed(&minute.id);
    assert_eq!(minute.expires_at.unwrap().to_string(), "2026-04-01T10:01:00Z");
    assert_eq!(
        (week.expires_at.unwrap().to_string(), never.expires_at),
        ("2026-04-08T10:00:00Z".to_owned(), None)
    );

    let in_status = RequestToLinkFilter::status;
    let of_client = |status| {
        filter(|filter| {
            filter.status.add(status);
            filter.client.add("client_xyz".parse::<ClientId>().unwrap());
        })
    };
    let of_user = |status| {
        filter(|filter| {
            filter.status.add(status);
            filter.user.add("minute");
        })
    };
    shop.clock.advance_seconds(59);
    assert_eq!(shop.found(&in_status(InProgress)), ["minute"]);
    assert_eq!(shop.found(&of_user(Expired)), [""; 0]);
    shop.clock.advance_seconds(1);
    assert_eq!(shop.found(&of_user(InProgress)), [""; 0]);
    assert_eq!(shop.found(&of_user(Expired)), ["minute"]);
    for status_of in [&in_status as &dyn Fn(_) -> _, &of_client] {
        assert_eq!(shop.found(&status_of(InProgress)), [""; 0]);
        assert_eq!(shop.found(&status_of(Pending)), ["never", "week"]);
        assert_eq!(shop.found(&status_of(Expired)), ["minute"]);
    }
    assert_eq!(shop.get(&minute.id).session_url, None);
    shop.clock.advance_seconds(7 * 86_400);
    assert_eq!(shop.found(&in_status(Expired)), ["week", "minute"]);
    assert_eq!(shop.found(&in_status(Pending)), ["never"]);
    assert_eq!(shop.found(&RequestToLinkFilter::default()), ["never", "week", "minute"]);
}

#[test]
fn creation_is_refused() {
    let shop = Shop::open();
    let new = || NewRequestToLink::new("user");
    let owners = || new().with_client("client_xyz".parse().unwrap());
    let metadata = |text: &str| text.parse().unwrap();
    let taken = shop.create("first").id;
    let many =
        format!("{{{}}}", (0..51).map(|key| format!("\"{key}\":1")).collect::<Vec<_>>().join(","));
    let table = [
        (&shop.store, new(), "validation", "required"),
        (&shop.store, new().with_client("nobody".parse().unwrap()), "not_found", "not_found"),
        (&shop.client, new().with_client("nobody".parse().unwrap()), "forbidden", "forbidden"),
        (&shop.client, new().with_id(taken.clone()), "conflict", "id_exists"),
        (&shop.store, owners().with_id(taken.clone()), "conflict", "id_exists"),
        (&shop.client, NewRequestToLink::new(""), "validation", "invalid"),
        (&shop.client, NewRequestToLink::new("a\nb"), "validation", "invalid"),
        (&shop.client, NewRequestToLink::new("x".repeat(256)), "validation", "too_long"),
        (&shop.client, new().with_lifetime(Lifetime::Seconds(0)), "validation", "invalid"),
        (&shop.client, new().with_metadata(metadata(&many)), "validation", "too_many_keys"),
        (
            &shop.client,
            new().with_metadata(metadata(r#"{"a":[{"pan":"4111 1111 1111 1111"}]}"#)),
            "validation",
            "card_number_refused",
        ),
    ];
    for (store, new, kind, code) in table {
        let error = store.create_request_to_link(new.clone()).unwrap_err();
        assert_eq!((error.kind().name(), error.code()), (kind, code), "{new:?}");
        let existing = (code == "id_exists").then_some(taken.as_str());
        assert_eq!(error.existing_id(), existing);
    }
    assert_eq!(shop.found(&RequestToLinkFilter::default()), ["first"]);
    let bad = NewRequestToLink::new("").with_metadata(metadata(r#"{"pan":4111111111111111}"#));
    let error = shop.client.create_request_to_link(bad.with_lifetime(Lifetime::Seconds(0)));
    let error = error.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
    assert_eq!(fields, ["client_user_id", "metadata", "expires_in"], "all at once");
}

#[test]
fn a_client_that_is_not_active_creates_nothing_but_ends_what_it_began() {
    let shop = Shop::open();
    let id = "client_xyz".parse().unwrap();
    let request = shop.create("user");
    shop.store.update_client(&id, ClientUpdate::status(ClientStatus::Inactive)).unwrap();
    let error = shop.client.create_request_to_link(NewRequestToLink::new("u")).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Conflict, "client_inactive"));
    shop.proceed(&request.id);
    shop.store.revoke_client(&id).unwrap();
    let new = NewRequestToLink::new("u").with_client(id);
    assert_eq!(shop.store.create_request_to_link(new).unwrap_err().code(), "client_revoked");
    let error = shop.client.request_to_link(&request.id).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(shop.store.cancel_request_to_link(&request.id, None).is_ok());
}

#[test]
fn a_cancellation_has_a_reason_within_its_rules() {
    let shop = Shop::open();
    let id = shop.create("user").id;
    for (reason, code) in [
        ("x".repeat(501), "too_long"),
        ("a\u{7}".to_owned(), "invalid"),
        ("paid by 4111-1111-1111-1111".to_owned(), "card_number_refused"),
    ] {
        let error = shop.client.cancel_request_to_link(&id, Some(reason)).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, code));
        assert_eq!(error.fields()[0].field, "reason");
    }
    let error = shop.set(&id, StatusChange::new(Cancelled).with_link_token("")).unwrap_err();
    assert_eq!(error.fields()[0].field, "link_token_id");
    assert_eq!(shop.get(&id).version, 1);
}

/// By each session's token, whatever has become of it, and always as completing it would have it.
#[test]
fn a_session_is_found_by_its_token_whatever_has_become_of_it() {
    let shop = Shop::open();
    let new = NewRequestToLink::new("user").with_lifetime(Lifetime::Seconds(9000));
    let id = shop.client.create_request_to_link(new).unwrap().id.clone();
    let first = shop.proceed(&id);
    let look = |token: &str| {
        let before = shop.store.log_head().unwrap();
        let found = shop.client.find_link_session(token).unwrap();
        assert_eq!(shop.store.find_link_session(token).unwrap(), found);
        assert_eq!(found.request_to_link, shop.get(&id));
        let tried = shop.client.dry_run().complete_link_session(token).map(drop);
        assert_eq!(shop.store.log_head().unwrap(), before);
        (found, tried.err().map_or_else(|| "none".to_owned(), |error| error.code().to_owned()))
    };
    let (found, tried) = look(&format!("https://a.example/session/{first}?x=1"));
    assert_eq!((found.session_status, &*tried), (LinkSessionStatus::Open, "none"));
    assert_eq!(found.session_expires_at, shop.store.now().unwrap().plus_seconds(3600));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["id"], id.as_str());
    assert_eq!(json["session_status"], "open");
    assert_eq!(json["session_expires_at"], "2026-04-01T11:00:00Z");
    assert!(!format!("{found:?}").contains(&first));

    shop.clock.advance_seconds(3600);
    let (found, tried) = look(&first);
    assert_eq!((found.session_status, &*tried), (LinkSessionStatus::Expired, "session_expired"));
    let second = shop.proceed(&id);
    let (found, tried) = look(&first);
    assert_eq!((found.session_status, &*tried), (LinkSessionStatus::Revoked, "session_revoked"));
    assert_eq!(found.request_to_link.link_token_id.as_deref(), Some(&*second));
    shop.client.complete_link_session(&second).unwrap();
    let (found, tried) = look(&second);
    assert_eq!((found.session_status, &*tried), (LinkSessionStatus::Used, "session_used"));
    assert_eq!(found.request_to_link.status, Completed);

    let (cancelled, token) = shop.reach(InProgress);
    shop.client.cancel_request_to_link(&cancelled, None).unwrap();
    let found = shop.client.find_link_session(token.as_deref().unwrap()).unwrap();
    assert_eq!(found.session_status, LinkSessionStatus::Revoked);
    assert_eq!(found.request_to_link.status, Cancelled);
    let (_, token) = shop.reach(InProgress);
    shop.clock.advance_seconds(60);
    for swept in [false, true] {
        if swept {
            assert!(shop.store.sweep(false).unwrap().requests_to_link_expired > 0);
        }
        let found = shop.client.find_link_session(token.as_deref().unwrap()).unwrap();
        assert_eq!(found.session_status, LinkSessionStatus::Revoked);
        assert_eq!(found.request_to_link.status, Expired);
    }
    for token in ["", "x", "lt_nobody_has_this_one"] {
        let error = shop.client.find_link_session(token).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{token}");
    }
}

#[test]
fn another_clients_request_is_not_there() {
    let shop = Shop::open();
    let other = add_client(&shop.store, "client_abc");
    let (id, token) = shop.reach(InProgress);
    let refusals = [
        other.request_to_link(&id).map(drop),
        other.set_request_to_link_status(&id, StatusChange::new(Pending)).map(drop),
        other.cancel_request_to_link(&id, None).map(drop),
        other.proceed_request_to_link(&id).map(drop),
        other.complete_link_session(token.as_deref().unwrap()).map(drop),
        other.find_link_session(token.as_deref().unwrap()).map(drop),
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().kind(), ErrorKind::NotFound);
    }
    let page = other.list_requests_to_link(&RequestToLinkFilter::default(), &PageRequest::first());
    assert_eq!(page.unwrap().total, 0);
    let theirs = "client:client_xyz".parse().unwrap();
    let page = other.list_requests_to_link(&theirs, &PageRequest::first());
    assert_eq!(page.unwrap().total, 0);
    assert_eq!(shop.get(&id).version, 2);
}

#[test]
fn other_credentials_open_no_requests() {
    let shop = Shop::open();
    let (id, token) = shop.reach(InProgress);
    let token = token.unwrap();
    let made = shop.store.create_orchestrator(NewOrchestrator::new("Acme")).unwrap();
    let orchestrator = Credential::OrchestratorKey(made.key.clone().unwrap());
    let made = shop.client.create_api_key(NewApiKey::default()).unwrap();
    let api_key = Credential::ApiKey(made.key.clone().unwrap());
    for credential in [orchestrator, api_key] {
        let handle = shop.store.scoped(&credential).unwrap();
        let all = RequestToLinkFilter::default();
        let refusals = [
            handle.create_request_to_link(NewRequestToLink::new("u")).map(drop),
            handle.request_to_link(&id).map(drop),
            handle.list_requests_to_link(&all, &PageRequest::first()).map(drop),
            handle.set_request_to_link_status(&id, StatusChange::new(Pending)).map(drop),
            handle.cancel_request_to_link(&id, None).map(drop),
            handle.proceed_request_to_link(&id).map(drop),
            handle.complete_link_session(&token).map(drop),
            handle.find_link_session(&token).map(drop),
        ];
        for refusal in refusals {
            assert_eq!(refusal.unwrap_err().kind(), ErrorKind::Forbidden);
        }
    }
}

#[test]
fn a_stale_version_is_refused() {
    let shop = Shop::open();
    let (id, token) = shop.reach(InProgress);
    let stale = shop.client.if_version(1);
    let refusals = [
        stale.set_request_to_link_status(&id, StatusChange::new(InProgress)).map(drop),
        stale.cancel_request_to_link(&id, None).map(drop),
        stale.proceed_request_to_link(&id).map(drop),
        stale.complete_link_session(token.as_deref().unwrap()).map(drop),
    ];
    for refusal in refusals {
        let error = refusal.unwrap_err();
        assert_eq!((error.code(), error.current_version()), ("version_changed", Some(2)));
    }
    assert!(shop.client.if_version(2).proceed_request_to_link(&id).is_ok());
}

#[test]
fn a_repeat_with_the_same_key_does_nothing_twice() {
    let shop = Shop::open();
    let once = shop.client.once("key").unwrap();
    let new = || NewRequestToLink::new("user");
    let made = once.create_request_to_link(new()).unwrap();
    let again = once.create_request_to_link(new()).unwrap();
    assert!(again.replayed && again.id == made.id);
    let error = once.create_request_to_link(NewRequestToLink::new("other")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IdempotencyMismatch);

    let session = once.proceed_request_to_link(&made.id).unwrap();
    let again = once.proceed_request_to_link(&made.id).unwrap();
    assert!(again.replayed && again.link_token.is_none() && again.session_url.is_none());
    assert_eq!(again.expires_at, session.expires_at);
    let expected = r#"{"link_token":null,"session_url":null,"expires_at":"2026-04-01T11:00:00Z","replayed":true}"#;
    assert_eq!(serde_json::to_string(&again).unwrap(), expected);

    let token = session.link_token.as_ref().unwrap().expose();
    assert!(!once.complete_link_session(token).unwrap().replayed);
    let again = once.complete_link_session(token).unwrap();
    assert!(again.replayed && again.status == Completed);
    assert_eq!(shop.get(&made.id).version, 3);
}

#[test]
fn a_dry_run_shows_no_token_and_keeps_nothing() {
    let shop = Shop::open();
    let request = shop.create("user");
    let session = shop.client.dry_run().proceed_request_to_link(&request.id).unwrap();
    assert!(session.link_token.is_none() && session.session_url.is_none());
    assert_eq!(shop.get(&request.id), request);
}

#[test]
fn the_stores_settings_decide() {
    let shop = Shop::open();
    let update = SettingsUpdate::from_json(
        r#"{"session_base_url":"https://link.example/ui/","link_session_lifetime_seconds":60,
        "request_to_link_lifetime_seconds":120,"card_number_guard":false}"#,
    );
    shop.store.update_settings(update.unwrap()).unwrap();
    let card = r#"{"pan":"4111111111111111"}"#.parse().unwrap();
    let new = NewRequestToLink::new("user").with_metadata(card);
    let request = shop.client.create_request_to_link(new).unwrap();
    assert_eq!(request.expires_at.unwrap().to_string(), "2026-04-01T10:02:00Z");
    let session = shop.client.proceed_request_to_link(&request.id).unwrap();
    assert_eq!(session.expires_at.to_string(), "2026-04-01T10:01:00Z");
    assert!(
        session.session_url.as_ref().unwrap().starts_with("https://link.example/ui/session/lt_")
    );
    let reason = Some("paid by 4111111111111111".to_owned());
    assert!(shop.client.cancel_request_to_link(&request.id, reason).is_ok());
}

#[test]
fn a_sweep_leaves_every_list_as_it_was() {
    let shop = Shop::open();
    let kept = shop.create("kept");
    shop.reach(Expired);
    let lists =
        || RequestToLinkStatus::ALL.map(|status| shop.found(&RequestToLinkFilter::status(status)));
    let before = lists();
    assert_eq!(shop.store.dry_run().sweep(false).unwrap().requests_to_link_expired, 1);
    assert_eq!(shop.store.sweep(false).unwrap().requests_to_link_expired, 1);
    assert_eq!(shop.store.sweep(false).unwrap().requests_to_link_expired, 0);
    assert_eq!(lists(), before);
    assert_eq!(shop.get(&kept.id), kept);
    assert!(shop.store.verify(None).unwrap().intact);
}

#[test]
fn events_hold_no_token() {
    let shop = Shop::open();
    let (id, token) = shop.reach(Completed);
    let token = token.unwrap();
    let masked = mask_token(&token);
    let events = shop.store.history(id.as_str()).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["request_to_link.created", "request_to_link.updated", "request_to_link.completed"]
    );
    for event in &events[1..] {
        let body: serde_json::Value = serde_json::from_str(event.data.as_str()).unwrap();
        assert_eq!(body["link_token_id"], masked);
        assert_eq!(body["session_url"], format!("https://link.billerapi.com/session/{masked}"));
    }
    let log = serde_json::to_string(&shop.store.events(0, 100).unwrap()).unwrap();
    assert!(!log.contains(&token));
}

#[test]
fn search_finds_substrings_of_users_and_of_billers_names() {
    let shop = Shop::open();
    for (id, name) in
        [("power", "Straßenstrom & Gas"), ("water", "WASSER 100%"), ("tepco", "東京電力会社")]
    {
        shop.store.put_biller(NewBiller::new(name).with_id(id.parse().unwrap())).unwrap();
    }
    let requests = [
        ("user_456", Some("power")),
        ("Jürgen@Müller", Some("water")),
        ("ИВАН \"Ваня\"", None),
        ("o'brien*", Some("tepco")),
        ("plain", Some("not_in_the_catalogue")),
    ];
    for (user, biller) in requests {
        let mut new = NewRequestToLink::new(user);
        new.biller_id = biller.map(|id| id.parse().unwrap());
        shop.client.create_request_to_link(new).unwrap();
    }
    let (power, water, ivan, brien, plain) =
        ("user_456", "Jürgen@Müller", "ИВАН \"Ваня\"", "o'brien*", "plain");
    let table: [(&str, &[&str]); 22] = [
        ("", &[plain, brien, ivan, water, power]),
        ("USER", &[power]),
        ("er_4", &[power]),
        ("_", &[power]),
        ("%", &[water]),
        ("00%", &[water]),
        ("JÜRGEN", &[water]),
        ("ju\u{308}rg", &[water]),
        ("ü", &[water]),
        ("üL", &[water]),
        ("jurgen", &[]),
        ("STRASSE", &[power]),
        ("& gas", &[power]),
        ("иван \"в", &[ivan]),
        ("\"\"\"", &[]),
        ("\"", &[ivan]),
        ("'", &[brien]),
        ("en*", &[brien]),
        ("電力", &[brien]),
        ("京電力会", &[brien]),
        ("er", &[water, power]),
        ("catalogue", &[]),
    ];
    for (text, users) in table {
        assert_eq!(shop.found(&search(text)), users, "{text}");
    }
    for text in ["a\u{0}b", &"x".repeat(256)] {
        let error = RequestToLinkFilter::search(text).unwrap_err();
        assert_eq!(error.fields()[0].field, "search");
    }
}

#[test]
fn search_goes_by_the_billers_present_name() {
    let shop = Shop::open();
    let id = || "gas".parse().unwrap();
    shop.store.put_biller(NewBiller::new("Old Gas Works").with_id(id())).unwrap();
    shop.client.create_request_to_link(NewRequestToLink::new("u").with_biller(id())).unwrap();
    shop.store.put_biller(NewBiller::new("New Heat Ltd").with_id(id())).unwrap();
    assert_eq!(shop.found(&search("heat")), ["u"]);
    assert_eq!(shop.found(&search("gas works")), [""; 0]);
}

#[test]
fn filters_narrow_each_other() {
    let shop = Shop::open();
    let other = add_client(&shop.store, "client_abc");
    for (handle, user, biller) in [
        (&shop.client, "anna", "b_1"),
        (&shop.client, "anna", "b_2"),
        (&other, "anna", "b_1"),
        (&other, "otto", "b_1"),
    ] {
        let new = NewRequestToLink::new(user).with_biller(biller.parse().unwrap());
        let made = handle.create_request_to_link(new).unwrap();
        if biller == "b_2" {
            handle.proceed_request_to_link(&made.id).unwrap();
        }
    }
    let of = |client: Option<&str>,
              user: Option<&str>,
              biller: Option<&str>,
              status,
              text: Option<&str>| {
        let narrowed = filter(|filter| {
            filter.client.add_given(client.map(|id| id.parse::<ClientId>().unwrap()));
            filter.user.add_given(user);
            filter.biller_id.add_given(biller.map(|id| id.parse::<BillerId>().unwrap()));
            filter.status.add_given(status);
            filter.words.add_given(text.map(|text| Phrase::new(text).unwrap()));
        });
        shop.found(&narrowed).len()
    };
    let xyz = Some("client_xyz");
    let table = [
        (of(None, None, None, None, None), 4),
        (of(xyz, None, None, None, None), 2),
        (of(None, Some("anna"), None, None, None), 3),
        (of(None, Some("ann"), None, None, None), 0),
        (of(None, None, Some("b_1"), None, None), 3),
        (of(xyz, Some("anna"), Some("b_1"), Some(Pending), Some("NN")), 1),
        (of(xyz, Some("anna"), None, Some(InProgress), Some("nna")), 1),
        (of(xyz, None, Some("b_1"), Some(Expired), Some("nna")), 0),
        (of(xyz, None, None, Some(Completed), Some("anna")), 0),
        (of(xyz, None, None, Some(Pending), Some("anna")), 1),
        (of(None, None, None, Some(InProgress), None), 1),
        (of(xyz, None, None, Some(Pending), None), 1),
        (of(xyz, None, None, Some(Cancelled), None), 0),
    ];
    for (row, (found, expected)) in table.into_iter().enumerate() {
        assert_eq!(found, expected, "row {row}");
    }
    assert_eq!(of(Some("nobody"), None, None, None, None), 0);
}

#[test]
fn pages_and_cursors_lead_through_the_whole_list() {
    let shop = Shop::open();
    for user in 0..7 {
        shop.create(&format!("user_{user}"));
    }
    let users = |page: &billfold_core::Page<RequestToLink>| {
        page.items.iter().map(|request| request.client_user_id.clone()).collect::<Vec<_>>()
    };
    for filter in [RequestToLinkFilter::default(), search("user_"), search("u")] {
        let list = |page: &PageRequest| shop.client.list_requests_to_link(&filter, page).unwrap();
        let second = list(&PageRequest::page(2).limit(3));
        assert_eq!(users(&second), ["user_3", "user_2", "user_1"]);
        assert_eq!((second.total, second.page, second.limit), (7, Some(2), 3));
        let third = list(&PageRequest::after(second.next_cursor.unwrap()).limit(3));
        assert_eq!((users(&third), third.next_cursor), (vec!["user_0".to_owned()], None));
        assert!(list(&PageRequest::page(4).limit(3)).items.is_empty());
    }
    let json = serde_json::to_string(
        &shop.client.list_requests_to_link(&search("none"), &PageRequest::first()).unwrap(),
    );
    assert_eq!(json.unwrap(), r#"{"items":[],"total":0,"page":1,"limit":20}"#);
    let error = shop
        .client
        .list_requests_to_link(&RequestToLinkFilter::default(), &PageRequest::page(0).limit(101));
    assert_eq!(error.unwrap_err().fields().len(), 2);
}
