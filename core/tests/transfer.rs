//! Exports and imports: every record as it was, every bad line by its number, nothing twice.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod common;
#[path = "transfer/world.rs"]
mod world;

use std::io::Cursor;
use std::ops::ControlFlow;

use billfold_core::{
    BillerFilter, ClientFilter, CustomerFilter, Error, ExportOptions, ImportObserver,
    ImportOptions, ImportReport, LinkIntentFilter, OrchestratorFilter, Page, PageRequest,
    PaymentFilter, RecordKind, RefusedLine, RequestToLinkFilter, SilentImport, Store,
};
use proptest::prelude::*;
use world::{World, world};

/// Everything of a store, as bytes.
fn export(store: &Store) -> String {
    let mut out = Vec::new();
    let go_on = |_, _| ControlFlow::Continue(());
    store.export(&ExportOptions::default(), &mut out, go_on).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines that an import refused, with number and reason.
#[derive(Default)]
struct Refusals(Vec<(u64, Error)>);

impl ImportObserver for Refusals {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        self.0.push((line.number, line.error.clone()));
    }
}

impl Refusals {
    fn words(&self) -> Vec<String> {
        self.0.iter().map(|(line, error)| format!("{line}: {}: {error}", error.code())).collect()
    }
}

fn import_with(store: &Store, input: &str, options: &ImportOptions) -> (ImportReport, Vec<String>) {
    let mut refusals = Refusals::default();
    let mut source = Cursor::new(input.as_bytes());
    let report = store.import(&mut source, options, &mut refusals).unwrap();
    (report, refusals.words())
}

fn import(store: &Store, input: &str) -> (ImportReport, Vec<String>) {
    import_with(store, input, &ImportOptions::default())
}

/// A store whose clock stands where that of the world does.
fn beside(world: &World) -> Store {
    billfold_core::OpenOptions::new().clock(world.clock.clone()).in_memory().unwrap()
}

fn ids<T>(page: Page<T>, id: impl Fn(&T) -> String) -> (Vec<String>, i64) {
    (page.items.iter().map(id).collect(), page.total)
}

/// What the lists of a store show, in their order, with totals by status.
fn lists(store: &Store) -> Vec<(Vec<String>, i64)> {
    let page = PageRequest::first().limit(100);
    let json = |record: &dyn erased::Json| record.json();
    let mut found = vec![
        ids(store.list_orchestrators(&OrchestratorFilter::default(), &page).unwrap(), |each| {
            each.id.to_string()
        }),
        ids(store.list_clients(&ClientFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_billers(&BillerFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_customers(&CustomerFilter::default(), &page).unwrap(), |each| json(each)),
        ids(store.list_link_intents(&LinkIntentFilter::default(), &page).unwrap(), |each| {
            each.id.to_string()
        }),
    ];
    for word in ["ana", "foobar", "example.com", "person", "only"] {
        let customers = store.list_customers(&CustomerFilter::parse(word).unwrap(), &page).unwrap();
        found.push(ids(customers, |each| each.id.to_string()));
    }
    for status in billfold_core::PaymentStatus::ALL {
        let payments = store.list_payments(&PaymentFilter::status(status), &page).unwrap();
        found.push(ids(payments, |each| json(each)));
    }
    for status in billfold_core::RequestToLinkStatus::ALL {
        let filter: RequestToLinkFilter = format!("status:{status}").parse().unwrap();
        let requests = store.list_requests_to_link(&filter, &page).unwrap();
        found.push(ids(requests, |each| each.id.to_string()));
    }
    for search in ["user_1", "客户", "wasserwerk", "us"] {
        let filter: RequestToLinkFilter = search.parse().unwrap();
        let requests = store.list_requests_to_link(&filter, &page).unwrap();
        found.push(ids(requests, |each| each.id.to_string()));
    }
    found
}

mod erased {
    pub(crate) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

#[test]
fn an_export_put_into_a_fresh_store_is_exported_the_same() {
    let world = world();
    let exported = export(&world.store);
    for kind in RecordKind::ALL {
        assert!(exported.contains(&format!("{{\"kind\":\"{kind}\",\"record\"")), "{kind}");
    }
    let other = beside(&world);
    let (report, refused) = import(&other, &exported);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(report.lines, exported.lines().count() as u64);
    assert_eq!(export(&other), exported);
    assert_eq!(lists(&other), lists(&world.store));
    common::files::check_log(&other);
    common::files::check_totals(&other);
    let events = other.events(0, 100).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["store.imported"]);
}

/// The rows of every table that a record stands in, but for what only one file has.
#[test]
fn a_restored_store_is_whole_and_goes_on() {
    let world = world();
    let (_folder, path) = common::files::place();
    let options = billfold_core::OpenOptions::new().clock(world.clock.clone());
    let other = options.create(&path).unwrap();
    import(&other, &export(&world.store));
    let check = |sql: &str| -> i64 {
        common::files::plain(&path).query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(check("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let unlike = "SELECT count(*) FROM (
        SELECT 'payment', 0, status, currency, count(*), sum(amount_minor >> 32),
            sum(amount_minor & 4294967295) FROM payment GROUP BY status, currency
        UNION ALL SELECT 'payment_of_client', coalesce(client, 0), status, currency, count(*),
            sum(amount_minor >> 32), sum(amount_minor & 4294967295)
        FROM payment GROUP BY client, status, currency
        UNION ALL SELECT 'payment_of_orchestrator', orchestrator, status, currency, count(*),
            sum(amount_minor >> 32), sum(amount_minor & 4294967295)
        FROM payment WHERE orchestrator IS NOT NULL GROUP BY orchestrator, status, currency
        UNION ALL SELECT 'request', 0, status, '', count(*), 0, 0
        FROM request_to_link GROUP BY status
        UNION ALL SELECT 'request_of_client', client, status, '', count(*), 0, 0
        FROM request_to_link GROUP BY client, status
        EXCEPT SELECT scope, owner, status, currency, count, sum_high, sum_low FROM counter)";
    assert_eq!(check(unlike), 0, "counters differ from the rows");
    let more = "SELECT count(*) FROM counter WHERE count > 0 AND scope IN ('payment', 'request')";
    let groups = "SELECT (SELECT count(*) FROM (SELECT 1 FROM payment GROUP BY status, currency))
        + (SELECT count(*) FROM (SELECT 1 FROM request_to_link GROUP BY status))";
    assert_eq!(check(more), check(groups));
    let uses = "SELECT count(*) FROM customer_word WHERE uses <>
        (SELECT count(*) FROM customer_word_use WHERE word = customer_word.seq)";
    assert_eq!(check(uses), 0);
    assert_eq!(check("SELECT count(*) FROM customer_word WHERE word = 'erased'"), 0);

    // What has expired is swept as ever; credentials are issued anew; sessions are opened anew.
    let swept = other.sweep(false).unwrap();
    assert_eq!((swept.payments_expired, swept.requests_to_link_expired), (1, 1));
    let page = PageRequest::first();
    let orchestrator = other
        .list_orchestrators(&OrchestratorFilter::default(), &page)
        .unwrap()
        .items
        .pop()
        .unwrap();
    let key = other.rotate_orchestrator_key(orchestrator.id).unwrap().into_record().key.unwrap();
    let credential = billfold_core::Credential::from_key(key.expose()).unwrap();
    let linked = other.scoped(&credential).unwrap().list_linked_clients(None, &page).unwrap();
    assert!(linked.items.iter().any(|each| each.client_id.as_str() == "cli_PLATFORM_CLIENT_ID"));
    let open: RequestToLinkFilter = "status:IN_PROGRESS".parse().unwrap();
    let open = other.list_requests_to_link(&open, &page).unwrap().items;
    let session = other.proceed_request_to_link(&open[0].id).unwrap();
    other.complete_link_session(session.link_token.as_ref().unwrap().expose()).unwrap();
    common::files::check_log(&other);
}

/// One machine's clock is behind another's, of which it has the records and goes on with them.
#[test]
fn what_a_slower_clock_has_changed_is_restored_too() {
    use billfold_core::{Completion, LinkIntentId, NewBiller, RequestToLinkStatus, StatusChange};
    let world = world();
    let (store, _clock) = common::store();
    import(&store, &export(&world.store));
    let page = PageRequest::first().limit(100);
    let shop = "cli_PLATFORM_CLIENT_ID".parse().unwrap();
    let acme: OrchestratorFilter = "Acme".parse().unwrap();
    let acme = store.list_orchestrators(&acme, &page).unwrap().items[0].id;
    store.unlink_client(Some(acme), &shop).unwrap();
    store.revoke_client(&shop).unwrap();
    store.put_biller(NewBiller::new("Changed").with_id("water".parse().unwrap())).unwrap();
    let pending: PaymentFilter = "status:pending".parse().unwrap();
    let pending = store.list_payments(&pending, &page).unwrap().items;
    store.complete_payment(pending[0].id, Completion::new()).unwrap();
    store.expire_payment(pending[1].id).unwrap();
    store.record_late_payment(pending[1].id, Completion::new()).unwrap();
    for customer in store.list_customers(&CustomerFilter::default(), &page).unwrap().items {
        let _ = store.erase_customer(customer.id, true);
    }
    let open: LinkIntentFilter = "status:open".parse().unwrap();
    let open: LinkIntentId = store.list_link_intents(&open, &page).unwrap().items[0].id;
    store.revoke_link_intent(open).unwrap();
    let active: RequestToLinkFilter = "status:IN_PROGRESS".parse().unwrap();
    let active = store.list_requests_to_link(&active, &page).unwrap().items;
    let completed = StatusChange::new(RequestToLinkStatus::Completed);
    store.set_request_to_link_status(&active[0].id, completed).unwrap();
    let exported = export(&store);
    let (other, _clock) = common::store();
    assert_eq!(import(&other, &exported).1, Vec::<String>::new());
    assert_eq!(export(&other), exported);
}

#[test]
fn a_version_that_could_not_grow_is_refused() {
    let (store, _clock) = common::store();
    let line = |version: i64| {
        let stamps = r#""created_at":"2026-04-01T10:00:00Z","updated_at":"2026-04-01T10:00:00Z""#;
        format!(
            r#"{{"kind":"biller","record":{{"id":"b","name":"B","active":true,{stamps},"version":{version}}}}}"#
        )
    };
    let refused = import(&store, &line(i64::MAX)).1;
    assert!(refused[0].contains("version: is above 9007199254740991"), "{refused:?}");
    assert_eq!(import(&store, &line((1 << 53) - 1)).1, Vec::<String>::new());
    let changed = billfold_core::NewBiller::new("Changed").with_id("b".parse().unwrap());
    assert_eq!(store.put_biller(changed).unwrap().version, 1 << 53);
}

#[test]
fn no_credential_leaves_the_store() {
    let world = world();
    assert!(world.secrets.len() > 15 && world.secrets.iter().all(|secret| secret.len() >= 43));
    let exported = export(&world.store);
    let hint = |secret: &String| secret.get(secret.len() - 4..).unwrap().to_owned();
    for secret in &world.secrets {
        assert!(!exported.contains(secret.as_str()), "a secret is in the export");
        let quoted = format!("\"{}\"", hint(secret));
        assert!(!exported.contains(&quoted), "the hint of a secret is in the export");
        use sha2::Digest as _;
        let hash = sha2::Sha256::digest(secret.as_bytes());
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!exported.contains(&hex), "the hash of a secret is in the export");
    }
    for name in ["hint", "hash", "secret", "\"key\"", "/session/", "/onboarding/"] {
        assert!(!exported.contains(name), "{name} is in the export");
    }
    // A token that a caller set by hand is no session's, and stays.
    assert!(exported.contains("\"link_token_id\":\"lt_token123\""));
    // Nor does an import know them.
    let other = beside(&world);
    import(&other, &exported);
    for secret in &world.secrets {
        let refused = billfold_core::Credential::from_key(secret.clone())
            .and_then(|credential| other.scoped(&credential));
        assert!(refused.is_err());
        assert!(other.redeem_link_intent(secret).is_err());
    }
}

#[test]
fn an_export_holds_what_was_asked_for() {
    let world = world();
    let lines = |options: &ExportOptions| {
        let mut lines = Vec::new();
        let report = world.store.export_records(options, |record| {
            assert!(record.done <= record.total);
            lines.push(record.to_string());
            Ok::<_, Error>(())
        });
        assert_eq!(report.unwrap().records, lines.len() as u64);
        lines
    };
    let everything = lines(&ExportOptions::default());
    assert_eq!(everything.len() + 1, export(&world.store).lines().count());
    let kinds = [RecordKind::RequestToLink, RecordKind::Fee, RecordKind::Fee];
    let some = lines(&ExportOptions::of_kinds(kinds));
    assert_eq!(some.len(), 3 + 10);
    assert!(some[0].starts_with(r#"{"kind":"fee""#), "references come first");
    let mut options = ExportOptions::of_kinds([RecordKind::Payment]);
    options.payments = PaymentFilter::status(billfold_core::PaymentStatus::Expired);
    let stored = lines(&options);
    let read = lines(&options.as_read());
    let says = |lines: &[String], status: &str| {
        lines.iter().filter(|line| line.contains(&format!("\"status\":\"{status}\""))).count()
    };
    let page = PageRequest::first();
    let total = world.store.list_payments(&options_filter(), &page).unwrap().total;
    assert_eq!(i64::try_from(stored.len()), Ok(total));
    assert_eq!((says(&stored, "pending"), says(&stored, "expired")), (1, stored.len() - 1));
    assert_eq!(says(&read, "expired"), stored.len());
    let mut options = ExportOptions::of_kinds([RecordKind::Customer, RecordKind::Biller]);
    options.customers = "ana".parse().unwrap();
    options.billers = "active:false".parse().unwrap();
    assert_eq!(lines(&options).len(), 2);
    let broken = world.store.export(&options, &mut Vec::new(), |_, _| ControlFlow::Break(()));
    assert_eq!(broken.unwrap_err().code(), "interrupted");
}

fn options_filter() -> PaymentFilter {
    PaymentFilter::status(billfold_core::PaymentStatus::Expired)
}

#[test]
fn only_the_owner_exports_and_imports() {
    let (store, _clock) = common::store();
    let (_, key) = common::orchestrator(&store, "Acme");
    let credential = billfold_core::Credential::from_key(key.expose()).unwrap();
    let scoped = store.scoped(&credential).unwrap();
    let go_on = |_, _| ControlFlow::Continue(());
    let refused = scoped.export(&ExportOptions::default(), &mut Vec::new(), go_on).unwrap_err();
    assert_eq!(refused.code(), "forbidden");
    let import = |store: &Store| {
        let mut source = Cursor::new(b"{}");
        store.import(&mut source, &ImportOptions::default(), &mut SilentImport).unwrap_err()
    };
    assert_eq!(import(&scoped).code(), "forbidden");
    assert_eq!(import(&store.once("key").unwrap()).code(), "misplaced");
    assert_eq!(import(&store.if_version(1)).code(), "misplaced");
    assert_eq!(import(&store.begin().unwrap()).code(), "transaction_open");
}

/// A line of a good payment with one part replaced.
fn payment(old: &str, new: &str) -> String {
    let line = r#"{"kind":"payment","record":{"id":"cbbbc264-1248-49aa-ae2d-1aa05cf79bc8","status":"completed","description":"Services","metadata":{"order_id":212121212},"currency":"USD","amount":"500.0","updated_at":"2025-08-18T15:28:43Z","completed_at":"2025-08-18T15:28:43Z","expires_at":"2025-08-18T15:32:43Z","created_at":"2025-08-18T15:27:43Z","payment_link":"https://a.example/x","payment_method":{"type":"cash"},"customer":null,"success_url":"https://example.com/ok","cancel_url":null,"amount_minor":50000,"client_id":"cli_1","mcc":6012,"fee_plan":{"orchestrator_id":"org_019d487c510070d7b92b801c09a663e6","lines":[{"fee_id":"fee_019d487c6c587cf791d3a495b1a857da","fee_bearer":"payer","bps":100,"amount":"5.0","amount_minor":500}],"payer_total":"505.0","payer_total_minor":50500,"recipient_net":"500.0","recipient_net_minor":50000,"currency":"USD"},"failure":null,"late_payment":null,"version":2}}"#;
    assert!(line.contains(old), "{old}");
    line.replacen(old, new, 1)
}

fn request(old: &str, new: &str) -> String {
    let line = r#"{"kind":"request_to_link","record":{"id":"rtl_abc123","client_id":"cli_1","client_user_id":"user_456","biller_id":"test_electric_company","status":"COMPLETED","link_token_id":null,"session_url":null,"metadata":{"source":"onboarding"},"created_at":"2026-04-01T10:00:00Z","updated_at":"2026-04-01T10:00:09Z","expires_at":null,"cancel_reason":null,"completed_at":"2026-04-01T10:00:09Z","version":3}}"#;
    assert!(line.contains(old), "{old}");
    line.replacen(old, new, 1)
}

const ORCHESTRATOR: &str = r#"{"kind":"orchestrator","record":{"id":"org_019d487c510070d7b92b801c09a663e6","name":"Acme","status":"active","created_at":"2026-04-01T10:00:00Z","updated_at":"2026-04-01T10:00:00Z","version":1}}"#;
const CLIENT: &str = r#"{"kind":"client","record":{"client_id":"cli_1","name":"Shop","status":"active","created_at":"2026-04-01T10:00:00Z","updated_at":"2026-04-01T10:00:00Z","version":1}}"#;
const LINK: &str = r#"{"kind":"client_link","record":{"id":"lnk_019d487c64887591b1603ca5c51ea3b7","orchestrator_id":"org_019d487c510070d7b92b801c09a663e6","client_id":"cli_1","status":"active","linked_at":"2026-04-01T10:00:05Z","unlinked_at":null,"version":1}}"#;
const FEE: &str = r#"{"kind":"fee","record":{"id":"fee_019d487c6c587cf791d3a495b1a857da","orchestrator_id":"org_019d487c510070d7b92b801c09a663e6","client_id":null,"bps":250,"fee_bearer":"payer","cap_minor":500,"cap_currency":"EUR","cap":"5.0","status":"active","created_at":"2026-04-01T10:00:07Z","updated_at":"2026-04-01T10:00:07Z","version":1}}"#;
const INTENT: &str = r#"{"kind":"link_intent","record":{"id":"int_019d487c64887c8495826a30be5a3282","orchestrator_id":"org_019d487c510070d7b92b801c09a663e6","client_id_name":"Open","status":"open","client_id":null,"created_at":"2026-04-01T10:00:05Z","expires_at":"2026-04-03T10:00:05Z","used_at":null,"revoked_at":null,"version":1}}"#;
const BRANDING: &str = r##"{"kind":"branding","record":{"orchestrator_id":"org_019d487c510070d7b92b801c09a663e6","client_id":"cli_1","display_name":"Pay","primary_color":"#1a2b3c","secondary_color":null,"accent_color":null,"background_color":null,"text_color":null,"logo_url":"/l.svg","terms_url":null,"privacy_url":null,"created_at":"2026-04-01T10:00:07Z","updated_at":"2026-04-01T10:00:07Z","version":1}}"##;
const BILLER: &str = r#"{"kind":"biller","record":{"id":"water","name":"Water","active":true,"created_at":"2026-04-01T10:00:07Z","updated_at":"2026-04-01T10:00:07Z","version":2}}"#;
const CUSTOMER: &str = r#"{"kind":"customer","record":{"id":"698adc6c-bb99-44cb-9715-c3599d587148","client_id":null,"name":"Foobar","email":"foobar@example.com","created_at":"2026-04-01T10:00:07Z","updated_at":"2026-04-01T10:00:34Z","erased_at":null,"version":2}}"#;

const ENDPOINT: &str = r#"{"kind":"webhook_endpoint","record":{"id":"whe_019d487c6c587cf791d3a495b1a857da","url":"https://hooks.example/in","description":null,"event_types":["payment.*"],"status":"active","created_at":"2026-04-01T10:00:07Z","updated_at":"2026-04-01T10:00:07Z","version":1}}"#;

/// Every rejection beside the accepted case: a line, a part of it, what takes its place, and the
/// reason.
fn edits() -> Vec<(String, &'static str)> {
    let edit = |line: &str, old: &str, new: &str, why: &'static str| {
        assert!(line.contains(old), "{old}");
        (line.replacen(old, new, 1), why)
    };
    let paid = |old: &str, new: &str, why: &'static str| (payment(old, new), why);
    let asked = |old: &str, new: &str, why: &'static str| (request(old, new), why);
    vec![
        edit(
            ORCHESTRATOR,
            "\"version\":1",
            "\"key_hint\":\"abcd\",\"version\":1",
            "unknown_field: key_hint",
        ),
        edit(ORCHESTRATOR, "active", "gone", "invalid: status"),
        edit(ORCHESTRATOR, "\"Acme\"", "\" \"", "invalid: name"),
        edit(ORCHESTRATOR, "org_019d", "org_", "id: id"),
        edit(CLIENT, "\"version\":1", "\"version\":0", "invalid: version"),
        edit(CLIENT, "\"version\":1", "\"version\":9007199254740992", "invalid: version"),
        edit(CLIENT, "\"cli_1\"", "null", "required: client_id"),
        edit(CLIENT, "\"cli_1\"", "\"a b\"", "invalid: client_id"),
        edit(LINK, "\"active\"", "\"revoked\"", "required: unlinked_at"),
        edit(
            LINK,
            "unlinked_at\":null",
            "unlinked_at\":\"2026-05-01T00:00:00Z\"",
            "impossible_record: unlinked_at",
        ),
        edit(
            LINK,
            "org_019d487c510070d7b92b801c09a663e6",
            "org_019d487c510070d7b92b801c09a66300",
            "not_found",
        ),
        edit(LINK, "cli_1", "cli_2", "not_found"),
        edit(LINK, "lnk_019d", "lnk_119d", "linked_elsewhere"),
        edit(INTENT, "\"open\"", "\"expired\"", "invalid: status"),
        edit(INTENT, "\"open\"", "\"used\"", "required: client_id used_at"),
        edit(INTENT, "\"open\"", "\"revoked\"", "required: revoked_at"),
        edit(
            INTENT,
            "\"client_id\":null",
            "\"client_id\":\"cli_1\"",
            "impossible_record: client_id",
        ),
        edit(INTENT, "\"revoked_at\":null", "\"token_hint\":\"abcd\"", "unknown_field: token_hint"),
        edit(FEE, "\"bps\":250", "\"bps\":10001", "invalid: bps"),
        edit(FEE, "\"cap\":\"5.0\"", "\"cap\":\"6.0\"", "impossible_record: cap_minor"),
        edit(FEE, "\"cap\":\"5.0\"", "\"cap\":null", "required: cap"),
        edit(FEE, "\"cap_minor\":500", "\"cap_minor\":null", "impossible_record: cap_currency cap"),
        edit(FEE, "fee_019d", "fee_119d", "fee_exists"),
        edit(BRANDING, "#1a2b3c", "red", "colour: primary_color"),
        edit(BRANDING, "/l.svg", "javascript:alert(1)", "url: logo_url"),
        edit(BRANDING, "cli_1", "cli_2", "not_found"),
        edit(BILLER, "true", "\"yes\"", "invalid: active"),
        edit(BILLER, "\"Water\"", "\"Fire\"", "id_exists"),
        edit(
            CUSTOMER,
            "\"erased_at\":null",
            "\"erased_at\":\"2026-04-02T00:00:00Z\"",
            "impossible_record: name email",
        ),
        edit(
            CUSTOMER,
            "\"Foobar\",\"email\":\"foobar@example.com\"",
            "null,\"email\":null",
            "impossible_record: name",
        ),
        edit(CUSTOMER, "foobar@", "foobar", "email: email"),
        paid(
            "\"amount\":\"500.0\"",
            "\"amount\":\"500.01\"",
            "impossible_record: amount_minor fee_plan",
        ),
        paid("\"amount_minor\":50000", "\"amount_minor\":50001", "impossible_record: amount_minor"),
        paid("\"USD\"", "\"XAU\"", "currency: currency"),
        paid(
            "\"completed_at\":\"2025-08-18T15:28:43Z\"",
            "\"completed_at\":null",
            "required: completed_at",
        ),
        paid(
            "\"completed_at\":\"2025-08-18T15:28:43Z\"",
            "\"completed_at\":\"2025-08-18T15:32:43Z\"",
            "impossible_record: completed_at",
        ),
        paid("\"completed\"", "\"pending\"", "impossible_record: completed_at payment_method"),
        paid(
            "\"completed\"",
            "\"failed\"",
            "impossible_record: completed_at payment_method failure",
        ),
        paid("\"completed\"", "\"paid\"", "invalid: status completed_at payment_method"),
        paid(
            "\"late_payment\":null",
            "\"late_payment\":{\"recorded_at\":\"2025-09-01T00:00:00Z\",\"payment_method\":null}",
            "impossible_record: late_payment",
        ),
        paid("{\"type\":\"cash\"}", "{\"kind\":\"cash\"}", "required: payment_method"),
        paid("\"metadata\":{\"order_id\":212121212}", "\"metadata\":null", "required: metadata"),
        paid(
            "\"metadata\":{\"order_id\":212121212}",
            "\"metadata\":{\"a\":1,\"a\":2}",
            "duplicate_key: metadata",
        ),
        paid("\"Services\"", "\"4111 1111 1111 1111\"", "card_number_refused: description"),
        paid("https://example.com/ok", "data:text/html,x", "url: success_url"),
        paid(
            "\"customer\":null",
            "\"customer\":{\"id\":\"698adc6c-bb99-44cb-9715-c3599d587149\"}",
            "not_found",
        ),
        paid("\"customer\":null", "\"customer\":{\"name\":\"Ana\"}", "required: customer.id"),
        paid("\"client_id\":\"cli_1\"", "\"client_id\":null", "impossible_record: fee_plan"),
        paid("\"client_id\":\"cli_1\"", "\"client_id\":\"cli_2\"", "not_found"),
        paid(
            "org_019d487c510070d7b92b801c09a663e6",
            "org_019d487c510070d7b92b801c09a66300",
            "not_found",
        ),
        paid(
            "\"payer_total_minor\":50500",
            "\"payer_total_minor\":50499",
            "impossible_record: fee_plan",
        ),
        paid(
            "\"recipient_net\":\"500.0\"",
            "\"recipient_net\":\"500.00\"",
            "impossible_record: fee_plan",
        ),
        paid(
            "\"amount\":\"5.0\",\"amount_minor\":500",
            "\"amount\":\"6.0\",\"amount_minor\":600",
            "impossible_record: fee_plan",
        ),
        paid("\"lines\":[", "\"note\":1,\"lines\":[", "invalid: fee_plan"),
        paid("\"version\":2", "\"version\":2,\"extra\":null", "unknown_field: extra"),
        paid("\"mcc\":6012", "\"mcc\":0", "mcc: mcc"),
        paid("\"Services\"", "\"Others\"", "id_exists"),
        asked(
            "\"completed_at\":\"2026-04-01T10:00:09Z\"",
            "\"completed_at\":null",
            "required: completed_at",
        ),
        asked(
            "\"cancel_reason\":null",
            "\"cancel_reason\":\"no\"",
            "impossible_record: cancel_reason",
        ),
        asked("\"COMPLETED\"", "\"EXPIRED\"", "impossible_record: completed_at status"),
        asked(
            "\"expires_at\":null",
            "\"expires_at\":\"2026-04-01T10:00:09Z\"",
            "impossible_record: completed_at",
        ),
        asked("cli_1", "cli_2", "not_found"),
        asked("\"user_456\"", "\"\"", "invalid: client_user_id"),
        asked("onboarding", "4111111111111111", "card_number_refused: metadata"),
        edit(ENDPOINT, "https://hooks", "https://user:word@hooks", "url: url"),
        edit(ENDPOINT, "payment.*", "payment.eaten", "event_type: event_types"),
        edit(ENDPOINT, "\"active\"", "\"deleted\"", "invalid: status"),
        edit(
            ENDPOINT,
            "\"version\":1",
            "\"version\":1,\"secret\":\"whsec_x\"",
            "unknown_field: secret",
        ),
        ("{\"kind\":\"api_key\",\"record\":{}}".to_owned(), "invalid: kind"),
        ("{\"kind\":\"payment\"}".to_owned(), "misplaced"),
        ("{\"kind\":\"payment\",\"record\":[]}".to_owned(), "not_an_object"),
        ("{\"kind\":\"payment\",\"record\":{}} trailing".to_owned(), "malformed_json"),
        ("\u{0}".to_owned(), "malformed_json"),
        (format!("{{\"kind\":\"{}\"}}", "x".repeat(1 << 20)), "too_long"),
    ]
}

#[test]
fn bad_lines_are_told_by_number_and_reason_and_good_ones_are_kept() {
    let (store, _clock) = common::store();
    let good = [
        ORCHESTRATOR,
        CLIENT,
        LINK,
        INTENT,
        FEE,
        BRANDING,
        BILLER,
        CUSTOMER,
        ENDPOINT,
        &payment("Services", "Services"),
        &request("rtl_abc123", "rtl_abc123"),
    ];
    let edits = edits();
    // Every good line stands between bad ones.
    let mut lines: Vec<&str> = good.to_vec();
    lines.extend(edits.iter().map(|(line, _)| line.as_str()));
    lines.extend(good);
    let mut refusals = Refusals::default();
    let input = lines.join("\n");
    let mut source = Cursor::new(input.as_bytes());
    let report = store.import(&mut source, &ImportOptions::default(), &mut refusals).unwrap();
    let first = good.len() as u64 + 1;
    for ((line, error), (index, (text, why))) in refusals.0.iter().zip(edits.iter().enumerate()) {
        let shown: String = text.chars().take(900).collect();
        assert_eq!(*line, first + index as u64, "{shown}");
        let fields: Vec<_> = error.fields().iter().map(|bad| bad.field.as_str()).collect();
        let colon = if fields.is_empty() { "" } else { ": " };
        assert_eq!(
            format!("{}{colon}{}", error.code(), fields.join(" ")),
            *why,
            "{error}\n{shown}"
        );
    }
    let counts = report.tally.all;
    assert_eq!(counts.refused, edits.len() as u64);
    assert_eq!((counts.created, counts.unchanged), (11, 11));
    assert_eq!(store.events(0, 10).unwrap().len(), 1);
    // What differs is named; what stands in it is nobody's business.
    let exists = refusals.0.iter().find(|(_, error)| error.code() == "id_exists").unwrap();
    assert!(exists.1.message().ends_with("it differs in name"), "{}", exists.1.message());
    assert_eq!(exists.1.existing_id(), Some("water"));
}

#[test]
fn settings_go_into_a_store_that_has_none_of_its_own() {
    use billfold_core::SettingsUpdate;
    let world = world();
    let exported = export(&world.store);
    let line = exported.lines().nth(1).unwrap();
    let (store, _clock) = common::store();
    let wrong = line.replace("https://orchestrate.global", "ftp://orchestrate.global");
    assert_eq!(import(&store, &wrong).1.len(), 1);
    let (report, _) = import(&store, line);
    assert_eq!((report.tally.all.updated, report.changed), (1, true));
    assert_eq!(store.settings().unwrap(), world.store.settings().unwrap());
    let (report, _) = import(&store, &format!("{line}\n"));
    assert_eq!((report.tally.all.unchanged, report.changed), (1, false));
    // In force at once: the same import takes a payment in yen.
    let (fresh, _clock) = common::store();
    let yen = r#"{"kind":"payment","body":{"amount":5,"currency":"JPY"}}"#;
    assert_eq!(import(&fresh, &format!("{line}\n{yen}")).1, Vec::<String>::new());

    struct Notes(Vec<String>);
    impl ImportObserver for Notes {
        fn note(&mut self, line: u64, note: &str) {
            self.0.push(format!("{line}: {note}"));
        }
    }
    let (own, _clock) = common::store();
    let update = SettingsUpdate::from_json(r#"{"payment_lifetime_seconds":5}"#).unwrap();
    let kept = own.update_settings(update).unwrap().into_record();
    let mut notes = Notes(Vec::new());
    let mut source = Cursor::new(line.as_bytes());
    let report = own.import(&mut source, &ImportOptions::default(), &mut notes).unwrap();
    assert_eq!((report.tally.all.unchanged, report.changed), (1, false));
    assert_eq!(
        notes.0,
        ["1: the store keeps its own settings, other in: currencies, payment_base_url, \
          payment_lifetime_seconds, request_to_link_lifetime_seconds, url_schemes"]
    );
    assert_eq!(own.settings().unwrap(), kept);
}

#[test]
fn the_seeds_bodies_create_as_their_requests_would() {
    let seed = |name: &str| {
        let path = format!("{}/tests/seeds/{name}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap().replace('\n', " ")
    };
    struct Keeper(Vec<billfold_core::IssuedSecret>);
    impl ImportObserver for Keeper {
        fn takes_secrets(&self) -> bool {
            true
        }
        fn secrets(&mut self, issued: &[billfold_core::IssuedSecret]) -> std::io::Result<()> {
            self.0.extend_from_slice(issued);
            Ok(())
        }
    }
    let (store, _clock) = common::store();
    let (acme, _) = common::orchestrator(&store, "Acme");
    common::client(&store, "client_xyz");
    let comma = seed("create_payment_malformed").replace("\"prod-456\"", "\"prod-456\",");
    let client = r#"{"kind":"client","body":{"name":"P","clientId":"cli_PLATFORM_CLIENT_ID"}}"#;
    let lines = [
        client.to_owned(),
        format!(r#"{{"kind":"payment","body":{comma},"idempotency_key":"order-123"}}"#),
        format!(r#"{{"kind":"payment","body":{comma},"idempotency_key":"order-123"}}"#),
        format!(r#"{{"kind":"payment","body":{}}}"#, seed("create_payment_malformed")),
        format!(r#"{{"kind":"request_to_link","body":{}}}"#, seed("rtl_create")),
        format!(
            r#"{{"kind":"client_link","body":{},"orchestrator_id":"{acme}"}}"#,
            seed("link_client")
        ),
        format!(
            r#"{{"kind":"link_intent","body":{},"orchestrator_id":"{acme}"}}"#,
            seed("create_link_intent")
        ),
        format!(
            r#"{{"kind":"fee","body":{{"bps":5,"feeBearer":"payer","orchestratorId":"{acme}"}}}}"#
        ),
        format!(r#"{{"kind":"branding","body":{{"displayName":"A"}},"orchestrator_id":"{acme}"}}"#),
        r#"{"kind":"orchestrator","body":{"name":"Zenith"}}"#.to_owned(),
        r#"{"kind":"customer","body":{"name":"Ana","email":"ana@example.com"}}"#.to_owned(),
        r#"{"kind":"biller","body":{"id":"test_electric_company","name":"Test"}}"#.to_owned(),
        r#"{"kind":"biller","body":{"id":"b","name":"B"},"client_id":"c"}"#.to_owned(),
        r#"{"kind":"settings","body":{}}"#.to_owned(),
    ];
    let before = store.log_head().unwrap().count;
    let mut keeper = Keeper(Vec::new());
    let input = lines.join("\n");
    let mut source = Cursor::new(input.as_bytes());
    let options = ImportOptions::default();
    let report = store.import(&mut source, &options, &mut keeper).unwrap();
    let counts = report.tally.all;
    assert_eq!((counts.created, counts.unchanged, counts.refused), (10, 1, 3));
    let events = store.events(before, 100).unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    let expected = [
        "client.created",
        "customer.created",
        "payment.created",
        "request_to_link.created",
        "client_link.linked",
        "link_intent.created",
        "fee.created",
        "branding.updated",
        "orchestrator.created",
        "customer.created",
        "biller.updated",
        "store.imported",
    ];
    assert_eq!(kinds, expected);
    let told = events.last().unwrap();
    assert!(!told.data.as_str().contains("Ana") && told.data.as_str().contains("\"created\":10"));
    let issued: Vec<_> = keeper.0.iter().map(|each| (each.line, each.field)).collect();
    assert_eq!(issued, [(1, "client_secret"), (7, "url"), (10, "key")]);
    store.redeem_link_intent(keeper.0[1].secret.expose()).unwrap();

    // Again: nothing, and nothing is shown a second time.
    let head = store.log_head().unwrap();
    let report = store.import(&mut source, &options, &mut keeper).unwrap();
    assert_eq!((report.changed, report.tally.all, keeper.0.len()), (false, counts, 3));
    assert_eq!(store.log_head().unwrap(), head);

    // Without a keeper, an intent's URL would be lost.
    let (_, refused) = import(&store, &lines[6]);
    assert!(refused[0].starts_with("1: secret_would_be_lost"), "{refused:?}");
}

/// Does something to a store; what its present state refuses is left undone.
fn act(store: &Store, clock: &billfold_core::ManualClock, operation: u8, choice: u8) {
    use billfold_core::{
        Completion, NewClient, NewCustomer, NewFee, NewOrchestrator, NewPayment, NewRequestToLink,
        PaymentFailure, RequestToLinkStatus, StatusChange,
    };
    let page = PageRequest::first().limit(100);
    let pick = |length: usize| usize::from(choice) % length.max(1);
    let clients = store.list_clients(&ClientFilter::default(), &page).unwrap().items;
    let client = clients.get(pick(clients.len())).map(|client| client.client_id.clone());
    let orchestrators =
        store.list_orchestrators(&OrchestratorFilter::default(), &page).unwrap().items;
    let orchestrator = orchestrators.get(pick(orchestrators.len())).map(|each| each.id);
    let payments = store.list_payments(&PaymentFilter::default(), &page).unwrap().items;
    let payment = payments.get(pick(payments.len())).map(|payment| payment.id);
    let requests = store.list_requests_to_link(&RequestToLinkFilter::default(), &page).unwrap();
    let request = requests.items.get(pick(requests.items.len())).map(|each| each.id.clone());
    let customers = store.list_customers(&CustomerFilter::default(), &page).unwrap().items;
    let customer = customers.get(pick(customers.len())).map(|customer| customer.id);
    let text = char::from_u32(u32::from(choice) * 97).unwrap_or('x').to_string();
    match (operation, client, orchestrator, payment, request, customer) {
        (0, ..) => drop(store.create_client(NewClient::new(format!("Client {text}")))),
        (1, ..) => drop(store.create_orchestrator(NewOrchestrator::new(format!("O {text}")))),
        (2, Some(client), orchestrator, ..) => drop(store.link_client(orchestrator, &client)),
        (3, Some(client), orchestrator, ..) => drop(store.unlink_client(orchestrator, &client)),
        (4, _, Some(orchestrator), ..) => {
            let bearer = billfold_core::FeeBearer::ALL[usize::from(choice) % 2];
            let fee = NewFee::new(bearer, u32::from(choice) * 30).with_orchestrator(orchestrator);
            drop(store.create_fee(fee));
        }
        (5, Some(client), ..) if choice > 200 => drop(store.revoke_client(&client)),
        (6..=9, client, _, _, _, customer) => {
            let mut new =
                NewPayment::new(&format!("{}.0{}", u32::from(choice) + 1, choice % 10), "EUR")
                    .unwrap();
            new.client_id = client.filter(|_| !choice.is_multiple_of(3));
            new.expires_in = Some(i64::from(choice) + 1);
            new.description = Some(text);
            new.customer = match (customer, choice % 4) {
                (Some(known), 0) => Some(billfold_core::PaymentCustomerInput::Existing(known)),
                (_, 1) => {
                    let name = format!("Person {choice}");
                    Some(billfold_core::PaymentCustomerInput::New(NewCustomer::named(name)))
                }
                _ => None,
            };
            drop(store.create_payment(new));
        }
        (10, _, _, Some(payment), ..) => {
            let method = format!(r#"{{"type":"card","n":{choice}e-1}}"#);
            drop(store.complete_payment(payment, Completion::by(&method).unwrap()));
        }
        (11, _, _, Some(payment), ..) => {
            drop(store.fail_payment(payment, PaymentFailure::new(format!("code_{choice}"))));
        }
        (12, _, _, Some(payment), ..) => {
            drop(store.record_late_payment(payment, Completion::new()));
        }
        (13, Some(client), ..) => {
            let new = NewRequestToLink::new(format!("user {text}x")).with_client(client);
            drop(store.create_request_to_link(new));
        }
        (14, .., Some(request), _) => drop(store.proceed_request_to_link(&request)),
        (15, .., Some(request), _) => {
            let status = RequestToLinkStatus::ALL[usize::from(choice) % 4];
            let change = StatusChange::new(status).with_link_token(format!("mine_{choice}"));
            drop(store.set_request_to_link_status(&request, change));
        }
        (16, .., Some(customer)) => drop(store.erase_customer(customer, choice.is_multiple_of(2))),
        (17, ..) => clock.advance_seconds(i64::from(choice)),
        (18, ..) => drop(store.sweep(false)),
        (19, client, Some(orchestrator), ..) => brand(store, orchestrator, client.as_ref(), choice),
        (20, ..) => webhooks(store, choice),
        (21, Some(client), Some(orchestrator), ..) => {
            drop(store.rotate_client_secret(&client));
            drop(store.rotate_orchestrator_key(orchestrator));
            drop(store.create_api_key(billfold_core::NewApiKey::of_client(client)));
            let new = billfold_core::NewLinkIntent::new("New").from_orchestrator(orchestrator);
            let url = store.create_link_intent(new).ok().and_then(|made| made.into_record().url);
            if let Some(url) = url.filter(|_| choice.is_multiple_of(2)) {
                drop(store.redeem_link_intent(url.expose()));
            }
        }
        (22, ..) => {
            let body = format!(r#"{{"id":"b{}","name":"Biller {choice}"}}"#, choice % 3);
            drop(import_with(store, &body, &ImportOptions::of_bodies(RecordKind::Biller)));
        }
        _ => {}
    }
}

/// Brandings are the only records that go, and can be imported into where they were.
fn brand(
    store: &Store,
    orchestrator: billfold_core::OrchestratorId,
    client: Option<&billfold_core::ClientId>,
    choice: u8,
) {
    let values = format!(r#"{{"displayName":"Brand {}"}}"#, choice % 5);
    let values = billfold_core::BrandingValues::from_json(&values).unwrap();
    let _ = store.put_branding(Some(orchestrator), client, values);
    if choice.is_multiple_of(3) {
        let exported = export(store);
        let _ = store.delete_branding(Some(orchestrator), client);
        if choice.is_multiple_of(2) {
            assert_eq!(import(store, &exported).1, Vec::<String>::new());
        }
    }
}

fn webhooks(store: &Store, choice: u8) {
    use billfold_core::{ClaimRequest, DeliveryReport, NewWebhookEndpoint};
    let endpoints =
        store.list_webhook_endpoints(&Default::default(), &PageRequest::first()).unwrap().items;
    match (choice % 4, endpoints.first()) {
        (0, _) => {
            let new = NewWebhookEndpoint::new(format!("https://hooks.example/{choice}"));
            drop(store.create_webhook_endpoint(new));
        }
        (1, Some(endpoint)) => drop(store.remove_webhook_endpoint(endpoint.id)),
        (_, _) => {
            for claim in store.claim_deliveries(&ClaimRequest::new(20, 60)).unwrap() {
                let status = [200, 500, 410][usize::from(choice) % 3];
                let report = DeliveryReport::answered(status);
                let time = std::time::Duration::from_millis(5);
                let _ = store.report_delivery(claim.delivery_id, claim.attempt, report, time);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_to_a_store_its_export_puts_it_back(
        actions in proptest::collection::vec((0_u8..23, any::<u8>()), 0..120)
    ) {
        let (store, clock) = common::store();
        for (operation, choice) in actions {
            act(&store, &clock, operation, choice);
        }
        let exported = export(&store);
        let other = billfold_core::OpenOptions::new().clock(clock).in_memory().unwrap();
        let (_, refused) = import(&other, &exported);
        prop_assert_eq!(refused, Vec::<String>::new());
        prop_assert_eq!(&export(&other), &exported);
        prop_assert_eq!(lists(&other), lists(&store));
        // Into the store that it is of, it changes nothing.
        let (report, refused) = import(&store, &exported);
        prop_assert_eq!((report.changed, refused), (false, Vec::<String>::new()));
        check_sound(&store);
        check_sound(&other);
    }

    /// A clock that jumps ahead, is set back, and is confirmed or not, is nothing to complain of.
    #[test]
    fn whatever_was_done_to_a_store_a_check_finds_it_sound(
        actions in proptest::collection::vec((0_u8..26, any::<u8>()), 0..120)
    ) {
        let (store, clock) = common::store();
        let another = export(&world().store);
        for (operation, choice) in actions {
            match operation {
                23 => clock.advance_seconds((i64::from(choice) - 40) * 86_400),
                24 => drop(store.sweep(choice.is_multiple_of(4)).unwrap()),
                25 if choice < 64 => drop(import(&store, &another)),
                _ => act(&store, &clock, operation, choice),
            }
        }
        check_sound(&store);
    }
}

fn check_sound(store: &Store) {
    let report = store.check(|_| ControlFlow::Continue(())).unwrap();
    assert!(report.sound, "{report:#?}");
}

/// The lines with one of them edited as a hasty hand would: a character, or a value.
fn edited(lines: &mut [String], line: usize, place: usize, new: u8) {
    const VALUES: [(&str, &str); 12] = [
        ("null", "0"),
        ("null", "\"2026-04-01T10:00:00Z\""),
        ("null", "\"x\""),
        ("\"pending\"", "\"expired\""),
        ("\"expired\"", "\"pending\""),
        ("\"completed\"", "\"failed\""),
        ("\"active\"", "\"revoked\""),
        ("2026-04-01", "2026-04-02"),
        (":1", ":-1"),
        ("\"version\":1", "\"version\":9223372036854775807"),
        ("{}", "[]"),
        ("EUR", "JPY"),
    ];
    let index = line % lines.len();
    let text = &mut lines[index];
    if place.is_multiple_of(3) {
        let (old, new) = VALUES[usize::from(new) % VALUES.len()];
        let found: Vec<_> = text.match_indices(old).map(|(at, _)| at).collect();
        if !found.is_empty() {
            let at = found[place % found.len()];
            text.replace_range(at..at + old.len(), new);
        }
        return;
    }
    let places: Vec<_> = text.char_indices().map(|(at, each)| at..at + each.len_utf8()).collect();
    let new = char::from(b' ' + new % 95).to_string();
    text.replace_range(places[place % places.len()].clone(), &new);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    /// Whatever the lines of an import are, what is taken in is a record that the store could
    /// have made itself: exported, it is taken in again.
    #[test]
    fn no_edit_of_an_export_makes_what_could_not_be(
        edits in proptest::collection::vec((0_usize..10_000, 0_usize..10_000, any::<u8>()), 1..60)
    ) {
        thread_local! {
            static EXPORTED: String = export(&world().store);
        }
        let mut lines: Vec<String> =
            EXPORTED.with(|text| text.lines().map(str::to_owned).collect());
        for (line, place, new) in edits {
            // The header says what all the others are.
            edited(&mut lines[1..], line, place, new);
        }
        let (store, _clock) = common::store();
        let (report, refused) = import(&store, &lines.join("\n"));
        prop_assert_eq!(report.tally.all.refused, refused.len() as u64);
        for refusal in refused {
            prop_assert!(!refusal.contains("breaks a rule of the store's schema"), "{}", refusal);
        }
        let exported = export(&store);
        let (other, _clock) = common::store();
        prop_assert_eq!(import(&other, &exported).1, Vec::<String>::new());
        prop_assert_eq!(export(&other), exported);
    }
}

#[test]
fn an_export_of_a_store_that_changes_meanwhile_still_leads_nowhere_astray() {
    use billfold_core::{BrandingValues, NewClient, NewLinkIntent, NewPayment};
    let (store, clock) = common::store();
    let (acme, _) = common::orchestrator(&store, "Acme");
    let (old, _) = common::client(&store, "old");
    store.link_client(Some(acme), &old).unwrap();
    let values = BrandingValues::from_json(r#"{"displayName":"A"}"#).unwrap();
    store.put_branding(Some(acme), Some(&old), values.clone()).unwrap();
    let intent = store.create_link_intent(NewLinkIntent::new("New").from_orchestrator(acme));
    let url = intent.unwrap().into_record().url.unwrap();
    let mut lines = vec![billfold_core::EXPORT_HEADER.to_owned()];
    let exported = store.export_records(&ExportOptions::default(), |record| {
        if record.kind == RecordKind::Client {
            // After the clients were read: a client by an intent that is yet to be read, with a
            // branding in the place of one that goes, and a payment.
            let made = store.redeem_link_intent(url.expose()).unwrap().into_record();
            let made = made.client.client.client_id;
            store.delete_branding(Some(acme), Some(&old)).unwrap();
            store.put_branding(Some(acme), Some(&made), values.clone()).unwrap();
            let mut new = NewPayment::new("1.00", "EUR").unwrap();
            new.client_id = Some(made);
            store.create_payment(new).unwrap();
            store.create_client(NewClient::new("Later")).unwrap();
        }
        lines.push(record.to_string());
        Ok::<_, Error>(())
    });
    let report = exported.unwrap();
    let kinds: Vec<_> = report.kinds.iter().map(|(kind, count)| (*kind, *count)).collect();
    let expected = [
        ("client", 1),
        ("client_link", 1),
        ("link_intent", 1),
        ("orchestrator", 1),
        ("settings", 1),
    ];
    assert_eq!(kinds, expected);
    assert!(lines.iter().any(|line| line.contains(r#""status":"open","client_id":null"#)));
    let other = billfold_core::OpenOptions::new().clock(clock).in_memory().unwrap();
    assert_eq!(import(&other, &lines.join("\n")).1, Vec::<String>::new());
}
