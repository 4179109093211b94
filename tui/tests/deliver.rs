//! `billfold deliver` as its users see it: real processes, real receivers, and the published
//! libraries that receivers verify with.

#![cfg(unix)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod receiver;
#[path = "commands/runner.rs"]
#[expect(dead_code, reason = "the sessions are another test's")]
mod runner;

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use billfold_core::{
    ClaimRequest, DeliveryFilter, NewPayment, NewWebhookEndpoint, PageRequest, Secret, Store,
};
use http::{HeaderMap, HeaderName};
use receiver::{Receiver, Reply, Request};
use serde_json::Value;
use standardwebhooks::Webhook;

/// The release of the Python library that receivers verify with.
const PYTHON_LIBRARY: &str = "standardwebhooks==1.1.0";

/// A store in a folder, with an endpoint for its payments, and the endpoint's secret.
fn shop(url: &str) -> (tempfile::TempDir, Store, Secret) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path().join("shop.db")).unwrap();
    let mut new = NewWebhookEndpoint::new(url);
    new.event_types = Some(vec!["payment.*".to_owned()]);
    let secret = store.create_webhook_endpoint(new).unwrap().into_record().secret.unwrap();
    (folder, store, secret)
}

fn sell(store: &Store, count: usize) {
    store
        .atomically(|store| {
            for _ in 0..count {
                store.create_payment(NewPayment::new("10.00", "EUR")?)?;
            }
            Ok(())
        })
        .unwrap();
}

fn deliver(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = runner::billfold(folder);
    command.args(["deliver", "-o", "jsonl"]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs `deliver` to its end; the deliveries that it told of, and what it said beside.
fn told(folder: &Path, arguments: &[&str]) -> (Vec<Value>, String) {
    let output = deliver(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, String::from_utf8(output.stderr).unwrap())
}

fn pending(store: &Store) -> i64 {
    store.deliveries_due().unwrap().pending
}

/// How often each webhook came.
fn by_id(requests: &[Request]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for request in requests {
        *counts.entry(request.header("webhook-id")).or_default() += 1;
    }
    counts
}

#[test]
fn two_senders_never_send_the_same_claim() {
    const SALES: usize = 600;
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let (folder, store, _) = shop(&receiver.url("/"));
    sell(&store, SALES);
    let start = || deliver(folder.path(), &["--jobs", "6"]).spawn().unwrap();
    let senders = [start(), start()];
    let told = senders.map(|sender| {
        let output = sender.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count()
    });
    assert!(told.iter().all(|count| *count > 0), "one of them did nothing: {told:?}");
    assert_eq!(told.iter().sum::<usize>(), SALES);
    let requests = receiver.requests();
    let counts = by_id(&requests);
    assert_eq!((requests.len(), counts.len()), (SALES, SALES));
    assert_eq!(pending(&store), 0);
}

#[test]
fn a_sender_killed_before_its_report_sends_again_under_the_same_id() {
    // The first request is never answered in time: its sender is killed while it waits.
    let receiver = Receiver::new(|_, number| match number {
        0 => Reply::Silence(Duration::from_secs(3)),
        _ => Reply::status(204),
    });
    let (folder, store, _) = shop(&receiver.url("/"));
    sell(&store, 1);
    let mut killed = deliver(folder.path(), &["--timeout", "1"]).spawn().unwrap();
    let begun = Instant::now();
    while receiver.requests().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was sent");
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(told(folder.path(), &[]).0.len(), 0, "it was sent while its lease was out");
    assert_eq!(pending(&store), 1);
    while pending(&store) == 1 {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never came due again");
        std::thread::sleep(Duration::from_millis(200));
        told(folder.path(), &[]);
    }
    let requests = receiver.requests();
    assert_eq!(by_id(&requests).into_values().collect::<Vec<_>>(), [2]);
}

#[test]
fn a_watcher_sends_what_comes_and_stops_when_asked() {
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let (folder, store, _) = shop(&receiver.url("/"));
    for signal in ["INT", "TERM"] {
        let before = receiver.requests().len();
        let mut watcher = deliver(folder.path(), &["--watch"]).spawn().unwrap();
        let mut lines = BufReader::new(watcher.stdout.take().unwrap()).lines();
        for _ in 0..2 {
            sell(&store, 1);
            let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
            assert_eq!(line["status"], "delivered");
        }
        assert_eq!(receiver.requests().len(), before + 2);
        let kill = Command::new("kill").args(["-s", signal, &watcher.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let output = watcher.wait_with_output().unwrap();
        assert!(output.status.success(), "{signal}: {output:?}");
        let note = String::from_utf8(output.stderr).unwrap();
        assert_eq!(note, "delivered 2, to be tried again 0; nothing is left to send\n");
    }
}

#[test]
fn what_has_expired_is_told_though_nobody_has_swept() {
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let (folder, store, _) = shop(&receiver.url("/"));
    let body = r#"{"amount": 1, "currency": "EUR", "expires_in": 1}"#;
    let payment = store.create_payment(NewPayment::from_json(body).unwrap()).unwrap();
    while store.payment(payment.id).unwrap().status.as_str() == "pending" {
        std::thread::sleep(Duration::from_millis(100));
    }
    let (lines, _) = told(folder.path(), &[]);
    let kinds: HashSet<_> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, HashSet::from(["payment.created", "payment.expired"]));
}

#[test]
fn the_library_of_crates_io_accepts_every_delivery_and_nothing_else() {
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let (folder, store, secret) = shop(&receiver.url("/"));
    sell(&store, 20);
    told(folder.path(), &[]);
    let webhook = Webhook::new(secret.expose()).unwrap();
    let requests = receiver.requests();
    assert_eq!(requests.len(), 20);
    for request in requests {
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        webhook.verify(&request.body, &headers).unwrap();
        let tampered = String::from_utf8(request.body).unwrap().replacen("10.0", "99.0", 1);
        assert!(webhook.verify(tampered.as_bytes(), &headers).is_err());
        headers.insert("webhook-id", "evt_another".parse().unwrap());
        assert!(webhook.verify(tampered.as_bytes(), &headers).is_err());
    }
}

/// A Python with the published library, in an environment of its own; made once for all tests.
static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-receiver");
    let python = environment.join("bin/python");
    let run = |command: &mut Command| {
        let output = command.output().unwrap_or_else(|error| {
            panic!("python3 with its venv module is needed (Debian: python3-venv): {error}")
        });
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "python3, its venv module and pip are needed: {told}");
    };
    // Two test processes may come here at once: each finishes its own, and the first one stays.
    if !python.exists() {
        let fresh = environment.with_extension(std::process::id().to_string());
        run(Command::new("python3").args(["-m", "venv"]).arg(&fresh));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(fresh.join("bin/python")).args(pip).arg(PYTHON_LIBRARY));
        if std::fs::rename(&fresh, &environment).is_err() {
            std::fs::remove_dir_all(&fresh).unwrap();
        }
    }
    python
});

/// The Python receiver; gone with its handle.
struct PythonReceiver {
    process: Child,
    port: u16,
    heard: Lines<BufReader<ChildStdout>>,
}

impl PythonReceiver {
    fn start(secret: &Secret, tls: Option<(&Path, &Path)>) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/receiver/standard_webhooks.py");
        let mut command = Command::new(&*PYTHON);
        command.arg(script).arg(secret.expose()).stdout(Stdio::piped());
        if let Some((certificate, key)) = tls {
            command.arg(certificate).arg(key);
        }
        let mut process = command.spawn().unwrap();
        let mut heard = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = heard.next().unwrap().unwrap().parse().unwrap();
        Self { process, port, heard }
    }

    /// What it made of the next request.
    fn next(&mut self) -> Value {
        serde_json::from_str(&self.heard.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for PythonReceiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A secret in the form that endpoints take.
fn chosen_secret() -> Secret {
    Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")
}

fn shop_with(url: &str, secret: &Secret) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path().join("shop.db")).unwrap();
    let mut new = NewWebhookEndpoint::new(url);
    new.secret = Some(secret.clone());
    new.event_types = Some(vec!["payment.*".to_owned()]);
    store.create_webhook_endpoint(new).unwrap();
    (folder, store)
}

/// Posts a claim with this body, and answers the status.
fn post(port: u16, headers: &[(&str, String)], body: &[u8]) -> u16 {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let head =
        format!("POST / HTTP/1.1\r\nhost: receiver\r\ncontent-length: {length}\r\n{headers}\r\n");
    connection.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut line = String::new();
    BufReader::new(connection).read_line(&mut line).unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn the_library_of_pypi_accepts_every_delivery_and_refuses_a_tampered_one() {
    let secret = chosen_secret();
    let mut receiver = PythonReceiver::start(&secret, None);
    let (folder, store) = shop_with(&format!("http://127.0.0.1:{}/", receiver.port), &secret);
    sell(&store, 20);
    let (lines, _) = told(folder.path(), &[]);
    assert_eq!(lines.len(), 20);
    for _ in 0..20 {
        let heard = receiver.next();
        assert_eq!(heard["accepted"], true, "{heard}");
        assert_eq!(heard["payload"]["type"], "payment.created");
        assert_eq!(heard["payload"]["data"]["amount"], "10.0");
    }
    assert_eq!(pending(&store), 0);

    sell(&store, 1);
    let claim = store.claim_deliveries(&ClaimRequest::new(1, 60)).unwrap().remove(0);
    let tampered = String::from_utf8(claim.body.clone()).unwrap().replacen("10.0", "99.0", 1);
    assert_eq!(post(receiver.port, &claim.headers, tampered.as_bytes()), 400);
    assert_eq!(receiver.next()["accepted"], false);
    assert_eq!(post(receiver.port, &claim.headers, &claim.body), 204);
    assert_eq!(receiver.next()["accepted"], true);
}

#[test]
fn a_test_is_sent_once_however_often_it_is_asked_for_under_its_key() {
    let receiver = Receiver::new(|_, _| Reply::status(204));
    let (folder, store, _) = shop(&receiver.url("/"));
    let endpoints =
        store.list_webhook_endpoints(&Default::default(), &PageRequest::first()).unwrap().items;
    let endpoint = endpoints.first().unwrap().id.to_string();
    for _ in 0..2 {
        let mut command = runner::billfold(folder.path());
        command.args(["webhooks", "test", &endpoint, "--idempotency-key", "once", "-o", "json"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let sent: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&sent["status"], &sent["attempts"]), (&"delivered".into(), &1.into()));
    }
    assert_eq!(receiver.requests().len(), 1);
}

#[test]
fn waits_end_when_told() {
    let is_online = Arc::new(AtomicBool::new(false));
    let online = Arc::clone(&is_online);
    let receiver = Receiver::new(move |_, _| {
        if online.load(Ordering::SeqCst) { Reply::status(204) } else { Reply::Close }
    });
    let (folder, store, _) = shop(&receiver.url("/"));
    sell(&store, 1);
    assert_eq!(told(folder.path(), &[]).0.first().unwrap()["status"], "pending");
    sell(&store, 20);
    assert!(told(folder.path(), &[]).0.is_empty(), "it is left alone");
    is_online.store(true, Ordering::SeqCst);
    assert_eq!(told(folder.path(), &["--now"]).0.len(), 21);
    assert_eq!(pending(&store), 0);
}

#[test]
fn a_receiver_behind_tls_is_trusted_only_if_its_authority_is() {
    let secret = chosen_secret();
    let folder = tempfile::tempdir().unwrap();
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("own.pem"), folder.path().join("own.key"));
    std::fs::write(&certificate, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let mut receiver = PythonReceiver::start(&secret, Some((&certificate, &key)));
    let (shop, store) = shop_with(&format!("https://localhost:{}/", receiver.port), &secret);
    sell(&store, 1);
    let (lines, _) = told(shop.path(), &[]);
    let error = lines.first().unwrap()["last_error"].as_str().unwrap();
    assert!(error.contains("certificate"), "{error}");
    assert_eq!(pending(&store), 1);

    let authority = certificate.to_str().unwrap();
    let (lines, _) = told(shop.path(), &["--now", "--ca-file", authority]);
    assert_eq!(lines.first().unwrap()["status"], "delivered", "{lines:?}");
    assert_eq!(receiver.next()["accepted"], true);
}

#[test]
fn attempts_are_on_record() {
    let receiver = Receiver::new(|_, number| Reply::status(if number == 0 { 500 } else { 200 }));
    let (folder, store, _) = shop(&receiver.url("/"));
    sell(&store, 1);
    let (lines, note) = told(folder.path(), &[]);
    assert_eq!(lines.first().unwrap()["last_status_code"], 500);
    assert!(note.starts_with("delivered 0, to be tried again 1; 1 pending, next at "), "{note}");
    let page = store.list_deliveries(&DeliveryFilter::default(), &PageRequest::first()).unwrap();
    let whole = store.delivery(page.items.first().unwrap().id).unwrap();
    let attempts: Vec<_> = whole.attempts_made.iter().map(|attempt| attempt.status_code).collect();
    assert_eq!(attempts, [Some(500)]);
}
