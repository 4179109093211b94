//! Durable creates and page reads, beside plain rusqlite on the same rows.
//!
//! The peer writes what Billfold writes: the same payment and event rows into the same schema,
//! its triggers and indexes included, with the same durability (WAL, `synchronous=FULL`), one
//! commit a call behind one mutex. It is spared the hashing of the log, the checks of the input
//! and the JSON of the record. Both run in one process on one disk, in turns; the ratios are what
//! to look at.
//!
//! `cargo bench -p billfold-core` runs it; `-- --seconds 5` gives each measurement more time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints its figures, and stops when something is wrong"
)]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use billfold_core::{NewPayment, PageRequest, PaymentFilter, PaymentId, PaymentStatus, Store};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, named_params};

/// Rows in the file from which pages are read.
const ROWS: usize = 20_000;

fn main() {
    let seconds = seconds_asked();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    println!("durability: WAL, synchronous=FULL, for both");
    println!(
        "flush of this disk: {:?} (median of 200 writes of 4 KiB)",
        flush_median(folder.path())
    );
    for threads in [1, 4, 16] {
        creates(folder.path(), threads, seconds);
    }
    reads(folder.path());
}

fn seconds_asked() -> Duration {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--seconds");
    let given = arguments.nth(1).and_then(|text| text.parse().ok());
    Duration::from_secs(given.unwrap_or(2))
}

fn flush_median(folder: &Path) -> Duration {
    let mut file = File::create(folder.join("flush")).unwrap();
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// What one side did in its time.
struct Figures {
    per_second: f64,
    median: Duration,
    worst: Duration,
    /// The least that a thread got done, of the most.
    share: f64,
}

impl Figures {
    fn print(&self, name: &str) {
        println!(
            "  {name:<10} {:>9.0}/s   median {:>9.1?}   worst {:>9.1?}   min/max share {:.2}",
            self.per_second, self.median, self.worst, self.share
        );
    }
}

/// Calls `work` from so many threads for so long.
fn measure(threads: usize, seconds: Duration, work: impl Fn() + Sync) -> Figures {
    let start_line = Barrier::new(threads);
    let all: Vec<Vec<Duration>> = std::thread::scope(|scope| {
        let run = || {
            start_line.wait();
            let end = Instant::now() + seconds;
            let mut times = Vec::new();
            while Instant::now() < end {
                let start = Instant::now();
                work();
                times.push(start.elapsed());
            }
            times
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    let counts = all.iter().map(Vec::len);
    let share = counts.clone().min().unwrap() as f64 / counts.max().unwrap() as f64;
    let mut times = all.concat();
    times.sort();
    Figures {
        per_second: times.len() as f64 / seconds.as_secs_f64(),
        median: times[times.len() / 2],
        worst: times[times.len() - 1],
        share,
    }
}

fn creates(folder: &Path, threads: usize, seconds: Duration) {
    println!("\ndurable creates, {threads} threads");
    let store = Store::create(folder.join(format!("ours-{threads}.db"))).unwrap();
    let ours = measure(threads, seconds, || drop(store.create_payment(new_payment()).unwrap()));
    ours.print("billfold");
    assert!(store.verify(None).unwrap().intact);

    let peer = Mutex::new(Peer::create(&folder.join(format!("peer-{threads}.db"))));
    let theirs = measure(threads, seconds, || peer.lock().unwrap().insert());
    theirs.print("rusqlite");
    println!(
        "  ratio      {:.2} × the creates of one commit a call",
        ours.per_second / theirs.per_second
    );
}

fn new_payment() -> NewPayment {
    let mut new = NewPayment::new("500.00", "USD").unwrap();
    new.description = Some("Payment for order #123".to_owned());
    new
}

/// Plain rusqlite on a file of Billfold's schema.
struct Peer {
    connection: Connection,
    count: u128,
}

impl Peer {
    fn create(path: &Path) -> Self {
        Store::create(path).unwrap().close().unwrap();
        let connection = Connection::open(path).unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL")] {
            connection.pragma_update(None, name, value).unwrap();
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection.pragma_update(None, "secure_delete", true).unwrap();
        Self { connection, count: u128::from(u64::MAX) }
    }

    /// One payment, its event and the head of the log, in one commit.
    fn insert(&mut self) {
        self.count += 1;
        let id = self.count.to_be_bytes();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .unwrap();
        transaction
            .prepare_cached(
                "INSERT INTO payment (id, status, amount_minor, currency, description, metadata,
                    created_at, updated_at, expires_at, version)
                VALUES (:id, 'pending', 50000, 'USD', 'Payment for order #123', '{}',
                    1775037600, 1775037600, 4000000000, 1)",
            )
            .unwrap()
            .execute(named_params! { ":id": id.as_slice() })
            .unwrap();
        let seq: i64 = transaction
            .prepare_cached("SELECT event_count + 1 FROM meta")
            .unwrap()
            .query_row([], |row| row.get(0))
            .unwrap();
        transaction
            .prepare_cached(
                "INSERT INTO event (seq, site, site_seq, id, type, object, object_id,
                    object_version, actor, at, body, hash)
                VALUES (:seq, 1, :seq, :id, 'payment.created', 'payment', :object_id, 1, 'owner',
                    1775037600, :body, :hash)",
            )
            .unwrap()
            .execute(named_params! {
                ":seq": seq,
                ":id": id.as_slice(),
                ":object_id": format!("{:032x}", self.count),
                ":body": EVENT_BODY,
                ":hash": [0_u8; 32].as_slice(),
            })
            .unwrap();
        transaction
            .prepare_cached("UPDATE meta SET event_count = :seq, highest_time = 1775037600")
            .unwrap()
            .execute(named_params! { ":seq": seq })
            .unwrap();
        transaction.commit().unwrap();
    }
}

/// A record of the size of ours.
const EVENT_BODY: &str = r#"{"id":"019d487c-5100-77cd-808c-ae869220173d","status":"pending","description":"Payment for order #123","metadata":{},"currency":"USD","amount":"500.0","updated_at":"2026-04-01T10:00:00Z","completed_at":null,"expires_at":"2026-04-01T11:00:00Z","created_at":"2026-04-01T10:00:00Z","payment_link":"https://sandbox.orchestrate.global/payments/019d487c-5100-77cd-808c-ae869220173d/collection","payment_method":null,"customer":null,"success_url":null,"cancel_url":null,"amount_minor":50000,"client_id":null,"mcc":null,"fee_plan":null,"failure":null,"late_payment":null,"version":1}"#;

fn reads(folder: &Path) {
    let path = folder.join("reads.db");
    let store = Store::create(&path).unwrap();
    let ids: Vec<PaymentId> = fill(&store);
    let peer = Connection::open(&path).unwrap();
    peer.set_prepared_statement_cache_capacity(64);
    peer.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    println!("\nreads, {ROWS} payments, a record each with all its fields");
    let mut next = 0;
    compare("get one", 20_000, || drop(store.payment(ids[step(&mut next)]).unwrap()), {
        let mut next = 0;
        let (peer, ids) = (&peer, &ids);
        move || drop(peer_get(peer, ids[step(&mut next)]))
    });
    let all = PaymentFilter::default();
    let pending = PaymentFilter::status(PaymentStatus::Pending);
    for (name, filter, pending_only, page) in [
        ("page 1, total", &all, false, 1),
        ("page 500, total", &all, false, 500),
        ("page 1 of pending, total", &pending, true, 1),
    ] {
        let request = PageRequest::page(page);
        compare(
            name,
            1000,
            || drop(store.list_payments(filter, &request).unwrap()),
            || drop(peer_page(&peer, pending_only, (page - 1) * 20)),
        );
    }
}

fn step(next: &mut usize) -> usize {
    *next = (*next + 7919) % ROWS;
    *next
}

fn fill(store: &Store) -> Vec<PaymentId> {
    let batch = |_| {
        let made = store.atomically(|store| {
            (0..500).map(|_| store.create_payment(new_payment()).map(|made| made.id)).collect()
        });
        let made: Vec<PaymentId> = made.unwrap();
        made
    };
    (0..ROWS / 500).flat_map(batch).collect()
}

fn compare(name: &str, times: u32, mut ours: impl FnMut(), mut theirs: impl FnMut()) {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        for _ in 0..times {
            work();
        }
        start.elapsed() / times
    };
    time(&mut ours);
    time(&mut theirs);
    let (ours, theirs) = (time(&mut ours), time(&mut theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("  {name:<26} billfold {ours:>9.1?}   rusqlite {theirs:>9.1?}   ratio {ratio:.2}");
}

const PEER_COLUMNS: &str =
    "payment.id, payment.status, description, metadata, currency, amount_minor,
    payment.updated_at, completed_at, expires_at, payment.created_at, payment_method, customer.id,
    customer.name, email, success_url, cancel_url, client.id, mcc, fee_plan, failure_code,
    failure_message, late_at, late_method, payment.version
    FROM payment LEFT JOIN customer ON customer.seq = payment.customer
        LEFT JOIN client ON client.seq = payment.client";

/// Every column out of the row, as a program would take it.
fn peer_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<rusqlite::types::Value>> {
    (0..24).map(|column| row.get(column)).collect()
}

fn peer_get(connection: &Connection, id: PaymentId) -> Vec<rusqlite::types::Value> {
    let sql = format!("SELECT {PEER_COLUMNS} WHERE payment.id = ?");
    let mut statement = connection.prepare_cached(&sql).unwrap();
    statement.query_row([id.as_uuid().as_bytes().as_slice()], peer_row).unwrap()
}

/// A page and its total, as the seeds' form asks for them, by OFFSET and COUNT in one snapshot.
///
/// Tuned: the count reads the smallest index that serves, the page finds its twenty keys by an
/// index in their order and only then reads rows, and constants are not bound.
fn peer_page(
    connection: &Connection,
    pending_only: bool,
    skipped: i64,
) -> (i64, Vec<Vec<rusqlite::types::Value>>) {
    let pending = "status = 'pending' AND expires_at > 1775037600";
    let (count, keys) = if pending_only {
        (
            format!("payment INDEXED BY payment_overdue WHERE {pending}"),
            format!("payment INDEXED BY payment_by_status WHERE {pending}"),
        )
    } else {
        ("payment".to_owned(), "payment".to_owned())
    };
    let transaction = connection.unchecked_transaction().unwrap();
    let total = transaction
        .prepare_cached(&format!("SELECT count(*) FROM {count}"))
        .unwrap()
        .query_row([], |row| row.get(0))
        .unwrap();
    let page = format!(
        "SELECT {PEER_COLUMNS} WHERE payment.seq IN (
            SELECT seq FROM {keys} ORDER BY seq DESC LIMIT 20 OFFSET ?)
        ORDER BY payment.seq DESC"
    );
    let rows = transaction
        .prepare_cached(&page)
        .unwrap()
        .query_map([skipped], peer_row)
        .unwrap()
        .collect::<rusqlite::Result<Vec<_>>>()
        .unwrap();
    assert_eq!(rows.len(), 20);
    (total, rows)
}
