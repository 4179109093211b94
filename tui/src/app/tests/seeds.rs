//! Stores that tests begin with, always the same: the clock and every id are given.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use billfold_core::{
    Completion, ManualClock, NewClient, NewCustomer, NewPayment, OpenOptions, PaymentFailure, Store,
};
use tempfile::TempDir;

use crate::app::tests::rig::NOW;

/// A store in a folder of its own, with the clock that it goes by.
pub(crate) struct Seeded {
    clock: Arc<ManualClock>,
    pub(crate) path: PathBuf,
    _folder: TempDir,
}

impl Seeded {
    /// The store of this name: `empty`, `few`, `shop`, `many`.
    pub(crate) fn new(name: &str) -> Self {
        static BUILT: OnceLock<std::sync::Mutex<std::collections::BTreeMap<String, Vec<u8>>>> =
            OnceLock::new();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
        let mut built = BUILT.get_or_init(Default::default).lock().unwrap();
        let bytes = built.entry(name.to_owned()).or_insert_with(|| {
            build(name, &path, &clock);
            std::fs::read(&path).unwrap()
        });
        clock.set(NOW.parse().unwrap());
        std::fs::write(&path, bytes).unwrap();
        Self { clock, path, _folder: folder }
    }

    /// The clock that it goes by.
    pub(crate) fn clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    /// Another handle, as another process has one.
    pub(crate) fn open(&self) -> Store {
        OpenOptions::new().clock(self.clock.clone()).open(&self.path).unwrap()
    }

    /// A handle that changes nothing.
    pub(crate) fn open_read_only(&self) -> Store {
        OpenOptions::new().clock(self.clock.clone()).open_read_only(&self.path).unwrap()
    }
}

/// How long before now a history begins.
const MONTHS: i64 = 60 * 86_400;

fn build(name: &str, path: &Path, clock: &Arc<ManualClock>) {
    // A store's time never goes back, so it begins where its history does.
    clock.advance_seconds(-MONTHS);
    let store = OpenOptions::new().clock(clock.clone()).create(path).unwrap();
    match name {
        "empty" => {}
        "few" => build_shop(&store, clock, 12),
        "shop" => build_shop(&store, clock, 300),
        "many" => build_many(&store, clock),
        other => panic!("no store is called {other}"),
    }
    store.close().unwrap();
}

/// The payment of this number, whose digits look as if they were thrown.
pub(crate) fn payment_id(number: u32) -> String {
    format!("{:08x}-0000-4000-8000-{number:012x}", number.wrapping_mul(2_654_435_761))
}

/// What people are called, among them those who mean harm.
const NAMES: [&str; 8] = [
    "Ana Müller",
    "\u{1b}[31mred\u{1b}[0m \u{1b}]0;owned\u{7}",
    "דוד כהן \u{202e}evil",
    "東京電力株式会社 Tōkyō Denryoku",
    "👩‍👩‍👧‍👦 Family\u{200b}Shop",
    "Z̸̢̛a̷̡͠l̶̨͝g̵̢͘o̶",
    "tab\there\nnew line\r\u{9b}2J",
    "O'Brien \"quoted\", <b>& Sons</b>",
];

/// Payments in all states, one each two hours, the newest an hour old.
fn build_shop(store: &Store, clock: &ManualClock, count: u32) {
    for (number, name) in NAMES.iter().enumerate() {
        let mut customer = NewCustomer::named(*name);
        let id = format!("00000000-0000-4000-8000-0000000000{number:02}");
        customer.id = Some(id.parse().unwrap());
        // A name that the core refuses stands with what is left of it.
        if store.create_customer(customer.clone()).is_err() {
            customer.name = Some(name.chars().filter(|each| !each.is_control()).collect());
            store.create_customer(customer).unwrap();
        }
    }
    store.create_client(NewClient::new("Corner Shop")).unwrap();
    let now = NOW.parse().unwrap();
    for number in (0..count).rev() {
        clock.set(now);
        clock.advance_seconds(-3_600 - i64::from(number) * 7_200);
        store
            .atomically(|store| {
                let payment = store.create_payment(shop_payment(number))?;
                clock.advance_seconds(600);
                match number % 10 {
                    0..=4 => {
                        let paid = Completion::from_json(r#"{"payment_method":{"type":"cash"}}"#)?;
                        store.complete_payment(payment.id, paid).map(drop)
                    }
                    5 | 6 => {
                        let body = r#"{"code":"card_declined","message":"No money"}"#;
                        store.fail_payment(payment.id, PaymentFailure::from_json(body)?).map(drop)
                    }
                    7 => store.expire_payment(payment.id).map(drop),
                    // Those are waited for, or have expired by time alone.
                    _ => Ok(()),
                }
            })
            .unwrap();
    }
    clock.set(now);
}

fn shop_payment(number: u32) -> NewPayment {
    let currency = ["USD", "EUR"][(number % 2) as usize];
    let amount = format!("{}.{:02}", 10 + number, number % 100);
    let expires_in = if number % 10 == 8 { 2_592_000 } else { 3_600 };
    let body = serde_json::json!({
        "id": payment_id(number),
        "amount": amount,
        "currency": currency,
        "customer": {"id": format!("00000000-0000-4000-8000-0000000000{:02}", number % 8)},
        "description": format!("order {number}"),
        "metadata": {"order_id": format!("order-{number}"), "lines": [{"sku": "a", "count": 2}]},
        "expires_in": expires_in,
    });
    NewPayment::from_json(&body.to_string()).unwrap()
}

/// A thousand payments, all of one time: a transaction has but one.
fn build_many(store: &Store, clock: &ManualClock) {
    clock.set(NOW.parse().unwrap());
    clock.advance_seconds(-1_000);
    store
        .atomically(|store| {
            for number in 0..1_000_u32 {
                let mut payment = NewPayment::new(&format!("{}.00", number + 1), "EUR")?;
                payment.id = Some(payment_id(number).parse()?);
                payment.description = Some(format!("row {number}"));
                payment.expires_in = Some(86_400);
                store.create_payment(payment)?;
            }
            Ok(())
        })
        .unwrap();
}
