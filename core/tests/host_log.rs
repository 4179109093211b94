//! What a program's own log is told: the messages, and nothing of what records hold.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::cell::Cell;
use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use billfold_core::{
    Completion, Credential, ErrorKind, ManualClock, NewApiKey, NewClient, NewCustomer,
    NewOrchestrator, NewPayment, NewWebhookEndpoint, OpenOptions, PageRequest,
    PaymentCustomerInput, PaymentFilter, Store,
};
use common::files::{place, plain, separate, ten_euros};
use common::scan::mark;
use common::{clock, outcome};
use log::{LevelFilter, Log, Metadata, Record};

/// Keeps every message; `panics` while a test says so, and `acts` as a garbage collector may.
struct Kept {
    lines: Mutex<Vec<String>>,
    panics: Mutex<bool>,
    acts: Mutex<Option<Act>>,
}

/// What is done at each message, those left out that it leads to itself.
type Act = Arc<dyn Fn() + Send + Sync>;

thread_local! {
    static ACTING: Cell<bool> = const { Cell::new(false) };
}

static KEPT: Kept =
    Kept { lines: Mutex::new(Vec::new()), panics: Mutex::new(false), acts: Mutex::new(None) };
/// The tests share the one logger of the program: one at a time.
static TURN: Mutex<()> = Mutex::new(());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if ACTING.get() {
            return;
        }
        let line = format!("{} {}: {}", record.level(), record.target(), record.args());
        lock(&self.lines).push(line);
        let act = lock(&self.acts).clone();
        if let Some(act) = act {
            ACTING.set(true);
            act();
            ACTING.set(false);
        }
        let ours = record.target().starts_with("billfold");
        assert!(!ours || !*lock(&self.panics), "the logger was told to");
    }

    fn flush(&self) {}
}

/// From here on the messages are this test's.
fn listen() -> MutexGuard<'static, ()> {
    let turn = lock(&TURN);
    let _ = log::set_logger(&KEPT);
    log::set_max_level(LevelFilter::Trace);
    lock(&KEPT.lines).clear();
    turn
}

/// All that was told since, by the libraries that we use too.
fn all_told() -> Vec<String> {
    std::mem::take(&mut *lock(&KEPT.lines))
}

/// What we have told since, the path shortened.
fn told(path: &Path) -> Vec<String> {
    let path = fs::canonicalize(path).unwrap();
    let ours = all_told().into_iter().filter(|line| line.contains(" billfold::"));
    ours.map(|line| line.replace(path.to_str().unwrap(), "PATH")).collect()
}

#[test]
fn opening_sweeping_and_closing_are_told() {
    let _turn = listen();
    let (_folder, path) = place();
    let clock = clock();
    let options = OpenOptions::new().clock(clock.clone());
    let store = options.open(&path).unwrap();
    assert_eq!(
        told(&path),
        ["INFO billfold::store: PATH: created", "INFO billfold::store: PATH: opened"]
    );
    let shared = options.open(&path).unwrap();
    store.create_payment(ten_euros()).unwrap();
    clock.advance_seconds(7200);
    store.dry_run().sweep(false).unwrap();
    assert!(told(&path).is_empty());
    store.sweep(false).unwrap();
    store.sweep(false).unwrap();
    let swept = "INFO billfold::sweep: PATH: 1 payments and 0 requests to link expired";
    assert_eq!(told(&path), [swept]);
    clock.advance_seconds(40 * 86_400);
    for _ in 0..3 {
        store.create_payment(ten_euros()).unwrap();
    }
    assert_eq!(
        told(&path),
        ["WARN billfold::store: PATH: the clock says 2026-05-11T12:00:00Z, too far after \
         2026-04-01T12:00:00Z to be believed"]
    );
    shared.close().unwrap();
    drop(store);
    assert_eq!(told(&path), ["INFO billfold::store: PATH: closed"]);
    drop(Store::open_read_only(&path).unwrap());
    assert_eq!(
        told(&path),
        ["INFO billfold::store: PATH: opened to read only", "INFO billfold::store: PATH: closed"]
    );
    drop(Store::in_memory().unwrap());
    assert!(told(&path).is_empty());
}

#[test]
fn a_file_of_an_older_release_is_told_of() {
    let _turn = listen();
    let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen");
    let mut files: Vec<_> =
        fs::read_dir(frozen).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "billfold"));
    files.sort();
    let (_folder, path) = place();
    fs::copy(files.first().unwrap(), &path).unwrap();
    let store = Store::open(&path).unwrap();
    let told = told(&path);
    assert!(told[0].starts_with("INFO billfold::store: PATH: brought from schema "), "{told:?}");
    drop(store);
}

#[test]
fn waiting_in_vain_and_lapsed_leases_are_told() {
    let _turn = listen();
    let (_folder, path) = place();
    let store =
        OpenOptions::new().patience(Duration::from_millis(30)).lease(Duration::from_millis(300));
    let store = store.open(&path).unwrap();
    let other = separate().patience(Duration::from_millis(30)).open(&path).unwrap();
    let transaction = store.begin().unwrap();
    told(&path);
    let lost = "WARN billfold::writer: PATH: a call lost patience (writer_busy)";
    for waiting in [&store, &other] {
        waiting.create_payment(ten_euros()).unwrap_err();
        waiting.begin().unwrap_err();
        assert_eq!(told(&path), [lost, lost]);
    }
    std::thread::sleep(Duration::from_millis(600));
    transaction.commit().unwrap_err();
    let lapsed = "WARN billfold::writer: PATH: a transaction held the writer too long and was \
                  rolled back";
    assert_eq!(told(&path), [lapsed]);
    let foreign = plain(&path);
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.create_payment(ten_euros()).unwrap_err();
    assert_eq!(told(&path), ["WARN billfold::writer: PATH: a call lost patience (file_busy)"]);
    // What is refused for the caller's own reasons is not the log's matter.
    foreign.execute_batch("ROLLBACK").unwrap();
    store.create_client(NewClient::new("")).unwrap_err();
    let handle = store.interruptible();
    handle.interrupt().unwrap();
    handle.create_payment(ten_euros()).unwrap_err();
    assert!(told(&path).is_empty());
}

#[test]
fn damage_is_told_and_what_is_damaged_is_not() {
    let _turn = listen();
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let id = store.create_payment(ten_euros()).unwrap().id;
    store.create_payment(ten_euros()).unwrap();
    let damage = mark(1);
    plain(&path)
        .execute_batch(&format!(
            "DROP TRIGGER payment_transition; DROP TRIGGER payment_version;
            DROP TRIGGER event_never_changes;
            PRAGMA ignore_check_constraints = ON;
            UPDATE payment SET currency = '{damage}' WHERE seq = 1;
            UPDATE event SET body = '{{\"a\": \"{damage}\"}}' WHERE seq = 2;"
        ))
        .unwrap();
    told(&path);
    assert_eq!(store.payment(id).unwrap_err().kind(), ErrorKind::Corrupt);
    let damaged = "ERROR billfold::store: PATH: damage was found (damaged)";
    assert_eq!(told(&path), [damaged]);
    assert!(!store.verify(None).unwrap().intact);
    assert_eq!(told(&path), ["ERROR billfold::check: PATH: the log is broken at event 2"]);
    assert!(!store.check(|_| ControlFlow::Continue(())).unwrap().sound);
    let lines = told(&path);
    let found = "ERROR billfold::check: PATH: the check event_log has found faults";
    assert!(lines.iter().any(|line| line == found), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(&damage)), "{lines:?}");
    drop(store);
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(&[0; 100]).unwrap();
    told(&path);
    Store::open(&path).unwrap_err();
    assert_eq!(told(&path), ["ERROR billfold::store: PATH: damage was found (not_a_database)"]);
}

#[test]
fn an_erasure_that_readers_hold_up_is_told() {
    let _turn = listen();
    let (_folder, path) = place();
    let store = Store::create(&path).unwrap();
    let customer = store.create_customer(NewCustomer::named("Ana")).unwrap().id;
    let other = store.create_customer(NewCustomer::named("Bo")).unwrap().id;
    store.erase_customer(other, false).unwrap();
    told(&path);
    let reader = plain(&path);
    reader.execute_batch("BEGIN; SELECT count(*) FROM customer").unwrap();
    store.erase_customer(customer, false).unwrap();
    store.create_payment(ten_euros()).unwrap();
    assert_eq!(
        told(&path),
        ["WARN billfold::writer: PATH: readers keep what was erased in the log; it goes with a \
         later commit"]
    );
    reader.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn a_logger_that_panics_fails_no_call() {
    let _turn = listen();
    let (_folder, path) = place();
    let clock = clock();
    *lock(&KEPT.panics) = true;
    let store = OpenOptions::new().clock(clock.clone()).open(&path).unwrap();
    clock.advance_seconds(40 * 86_400);
    let made = store.create_payment(ten_euros());
    drop(store);
    *lock(&KEPT.panics) = false;
    let id = made.unwrap().id;
    assert_eq!(told(&path).len(), 4);
    Store::open(&path).unwrap().payment(id).unwrap();
}

/// Provokes a message of every kind that can be provoked, upon stores of this folder.
fn provoke_everything(folder: &Path, clock: &Arc<ManualClock>) {
    let (path, old) = (folder.join("shop.db"), folder.join("old.db"));
    let options = OpenOptions::new().clock(clock.clone()).patience(Duration::from_millis(50));
    let store = options.open(&path).unwrap();
    let mut new = ten_euros();
    new.expires_in = Some(60);
    store.create_payment(new).unwrap();
    clock.advance_seconds(61);
    store.sweep(false).unwrap();
    let foreign = plain(&path);
    foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.create_payment(ten_euros()).unwrap_err();
    foreign.execute_batch("ROLLBACK").unwrap();
    let customer = store.create_customer(NewCustomer::named("Ana")).unwrap().id;
    foreign.execute_batch("BEGIN; SELECT count(*) FROM customer").unwrap();
    store.erase_customer(customer, false).unwrap();
    foreign.execute_batch("ROLLBACK").unwrap();
    let brief = options.lease(Duration::from_millis(50)).open(&path).unwrap();
    let transaction = brief.begin().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    transaction.commit().unwrap_err();
    clock.advance_seconds(40 * 86_400);
    let transaction = store.begin().unwrap();
    transaction.create_payment(ten_euros()).unwrap();
    transaction.commit().unwrap();
    foreign
        .execute_batch(
            "DROP TRIGGER event_never_changes; UPDATE event SET body = '{}' WHERE seq = 1;
            DROP TRIGGER payment_transition; DROP TRIGGER payment_version;
            PRAGMA ignore_check_constraints = ON; UPDATE payment SET currency = 'x'",
        )
        .unwrap();
    drop(foreign);
    store.list_payments(&PaymentFilter::default(), &PageRequest::first()).unwrap_err();
    store.verify(None).unwrap();
    store.check(|_| ControlFlow::Continue(())).unwrap();
    drop((store, brief, transaction));
    drop(Store::open_read_only(&path).unwrap());
    let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen/schema4.billfold");
    fs::copy(frozen, &old).unwrap();
    drop(Store::open(&old).unwrap());
    fs::write(&old, [0; 200]).unwrap();
    Store::open(&old).unwrap_err();
}

/// What a collector of garbage does: it drops last handles, wherever it happens to run.
#[test]
fn a_logger_may_open_use_and_drop_stores() {
    let _turn = listen();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let forgotten: Vec<Store> = (0..100).map(|_| Store::in_memory().unwrap()).collect();
    let (forgotten, other, own) = (Mutex::new(forgotten), at("other.db"), at("shop.db"));
    drop(Store::create(&other).unwrap());
    let (clock, patience) = (clock(), Duration::from_millis(50));
    let own_options = OpenOptions::new().clock(clock.clone()).patience(patience);
    let act = move || {
        drop(lock(&forgotten).pop());
        drop(Store::open(&other).unwrap());
        // The store that the message is about, too, as far as it lets itself be used.
        if let Ok(store) = own_options.open_existing(&own) {
            let _ = store.create_payment(ten_euros());
        }
    };
    *lock(&KEPT.acts) = Some(Arc::new(act));
    let (done, ended) = mpsc::channel();
    let place = folder.path().to_owned();
    let worker = std::thread::spawn(move || {
        provoke_everything(&place, &clock);
        done.send(()).unwrap();
    });
    let ended = ended.recv_timeout(Duration::from_secs(60));
    *lock(&KEPT.acts) = None;
    assert_ne!(ended, Err(mpsc::RecvTimeoutError::Timeout), "it waits for ever: {:?}", all_told());
    worker.join().unwrap();
    let lines = all_told();
    for part in [
        "created",
        "opened",
        "opened to read only",
        "closed",
        "brought from schema",
        "to link expired",
        "lost patience",
        "keep what was erased",
        "held the writer too long",
        "to be believed",
        "damage was found (damaged)",
        "damage was found (not_a_database)",
        "the log is broken",
        "has found faults",
        "going to batch apply 5 migrations",
    ] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part} in {lines:#?}");
    }
}

#[test]
fn no_name_no_address_and_no_secret_is_told() {
    let _turn = listen();
    let (_folder, path) = place();
    let clock = clock();
    let options = OpenOptions::new().clock(clock.clone()).patience(Duration::from_millis(20));
    let store = options.open(&path).unwrap();
    let mut words: Vec<String> = (0..6).map(mark).collect();
    let mut secrets = Vec::new();
    let made = store.create_orchestrator(NewOrchestrator::new(&words[0])).unwrap().into_record();
    secrets.push(made.key.unwrap());
    let orchestrator = made.orchestrator.id;
    let client = store.create_client(NewClient::new(&words[1])).unwrap().into_record();
    secrets.push(client.client_secret.unwrap());
    let key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
    secrets.push(key.clone());
    let url = format!("https://{}.example/hooks", words[2]);
    let made = store.create_webhook_endpoint(NewWebhookEndpoint::new(url)).unwrap().into_record();
    secrets.extend(made.secret);
    store.link_client(Some(orchestrator), &client.client.client_id).unwrap();
    let mut new = NewPayment::new("987654.32", "EUR").unwrap();
    let mut customer = NewCustomer::named(&words[3]);
    customer.email = Some(format!("{}@example.com", words[4]));
    new.customer = Some(PaymentCustomerInput::New(customer));
    new.description = Some(words[5].clone());
    let keyed = mark(7);
    let payment = store.once(&keyed).unwrap().create_payment(new.clone()).unwrap();
    words.extend([keyed, "987654".to_owned(), "98765432".to_owned(), payment.id.to_string()]);
    let paid = Completion::by(&format!(r#"{{"type": "{}"}}"#, mark(8))).unwrap();
    store.complete_payment(payment.id, paid).unwrap();
    words.push(mark(8));
    for refused in [
        store.scoped(&Credential::ApiKey(key)).unwrap().sweep(false).map(drop),
        store.create_client(NewClient::new(mark(9).repeat(50))).map(drop),
        store.complete_payment(payment.id, Completion::new()).map(drop),
    ] {
        outcome(refused, |()| "done".to_owned());
    }
    words.push(mark(9));
    let other = options.clock(clock.clone()).lease(Duration::from_secs(29)).open(&path).unwrap();
    let transaction = other.begin().unwrap();
    store.create_payment(new).unwrap_err();
    drop(transaction);
    let filter: PaymentFilter = words[3].parse().unwrap();
    store.list_payments(&filter, &PageRequest::first()).unwrap();
    let customer = payment.customer.as_ref().unwrap().id;
    store.erase_customer(customer, true).unwrap();
    store.check(|_| ControlFlow::Continue(())).unwrap();
    clock.advance_seconds(40 * 86_400);
    store.sweep(true).unwrap();
    drop((store, other));
    let lines = all_told();
    assert!(lines.len() >= 6, "{lines:?}");
    words.extend(secrets.iter().map(|secret| secret.expose().to_owned()));
    for line in &lines {
        let line = line.to_lowercase();
        let found = words.iter().find(|word| line.contains(&word.to_lowercase()));
        assert_eq!(found, None, "in {line}");
    }
}
