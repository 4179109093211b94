//! Payments: who pays what to whom, how, and what becomes of it.

use billfold_core::{Currency, Money, PaymentFailure, Timestamp};
use serde_json::json;

use crate::cli::demo::cast::{self, SHOPS, Shop};
use crate::cli::demo::chance::Chance;
use crate::cli::demo::names;
use crate::failure::Result;

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Buyer {
    /// Nobody asked.
    Unknown,
    /// Somebody who is there for the first time.
    New,
    /// A customer of the shop, by number: the lower ones came first and come more often.
    Known(u64),
}

/// What becomes of a payment. Seconds count from its creation.
#[derive(Debug, Clone)]
pub(super) enum Fate {
    Completed {
        after: i64,
        method: String,
    },
    Failed {
        after: i64,
        failure: PaymentFailure,
    },
    /// Nobody pays in time; perhaps the money comes so many seconds after that.
    Expired {
        late: Option<(i64, String)>,
    },
    /// It is still good, for so many seconds from now.
    Open {
        left: i64,
    },
}

/// A payment to be.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    /// Which of the shops.
    pub(super) shop: usize,
    pub(super) amount: Money,
    pub(super) buyer: Buyer,
    pub(super) description: Option<String>,
    pub(super) metadata: String,
    pub(super) mcc: Option<u16>,
    pub(super) success_url: Option<&'static str>,
    /// Seconds until it expires, unless its fate says otherwise.
    pub(super) lifetime: i64,
    pub(super) fate: Fate,
}

/// Where in all that happens a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Which record, from 0.
    pub(super) number: u64,
    /// In thousandths of all.
    pub(super) thousandth: u64,
    /// If it was created in the last hour or two: which of those it is, from 0.
    pub(super) recent: Option<u64>,
}

impl Place {
    /// How many of the recent records are requests to link whatever chance says: even a small
    /// world is to show each way in which they stand.
    pub(super) const CERTAIN_REQUESTS: u64 = 3;
}

impl Sale {
    /// The payment at this place; the shop has so many customers by then.
    pub(super) fn new(
        chance: &mut Chance,
        place: Place,
        customers: impl Fn(usize) -> u64,
    ) -> Result<Self> {
        let open = |shop: &Shop| shop.is_open_at(place.thousandth);
        let weights = SHOPS.iter().map(|shop| if open(shop) { shop.weight } else { 0 });
        let number = chance.weighed(weights);
        let shop = cast::shop(number);
        let amount = amount(chance, shop)?;
        let is_invoice = chance.happens(shop.trade.invoices);
        let lifetime = lifetime(chance, is_invoice);
        Ok(Self {
            shop: number,
            amount,
            buyer: buyer(chance, customers(number), is_invoice),
            description: description(chance, shop, is_invoice),
            metadata: metadata(chance, place.number, is_invoice),
            mcc: chance.happens(850).then_some(shop.trade.mcc),
            success_url: chance.happens(300).then_some("https://shop.example/thank-you"),
            lifetime,
            fate: fate(chance, place, lifetime),
        })
    }
}

impl Sale {
    /// Whether it still waits for its money at the end of the story.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.fate, Fate::Open { .. })
    }

    /// Seconds from its creation until it expires, as its fate wants it at the end of the story.
    pub(super) fn expires_in(&self, created: Timestamp, end: Timestamp) -> i64 {
        match self.fate {
            Fate::Open { left } => end.seconds_since(created).saturating_add(left),
            Fate::Expired { .. } => self.lifetime.min(room(created, end)),
            Fate::Completed { .. } | Fate::Failed { .. } => self.lifetime,
        }
    }
}

/// So many seconds later, but well before the end of the story.
pub(super) fn later(begin: Timestamp, seconds: i64, end: Timestamp) -> Timestamp {
    begin.plus_seconds(seconds.min(room(begin, end)))
}

/// How many seconds may pass until something happens that must have happened by the end.
pub(super) fn room(begin: Timestamp, end: Timestamp) -> i64 {
    (end.seconds_since(begin).saturating_mul(3) / 4).max(1)
}

/// A price: most are small, some are large, and few are round.
fn amount(chance: &mut Chance, shop: &Shop) -> Result<Money> {
    let code = if !shop.others.is_empty() && chance.happens(150) {
        chance.pick(shop.others)
    } else {
        shop.currency
    };
    let (least, most) = shop.trade.prices;
    let span = most.saturating_sub(least);
    // The product of three draws is near nothing more often than not.
    let mut price = u128::from(span);
    for _ in 0..3 {
        price = price.saturating_mul(u128::from(chance.below(10_000))) / 10_000;
    }
    let price = u64::try_from(price).unwrap_or(0).saturating_add(least);
    let whole = (price / 100).saturating_mul(100);
    let price = match chance.below(100) {
        0..52 => whole.saturating_add(99),
        52..64 => whole.saturating_add(50),
        64..76 => whole.max(100),
        76..80 => whole.saturating_add(95),
        _ => price.max(1),
    };
    let currency: Currency = code.parse()?;
    let minor = match currency.decimals() {
        // Yen have no hundredths, and prices in them end in a nought.
        0 => (price.saturating_mul(16) / 100).saturating_mul(10).max(10),
        // A dinar is some three euros, and its fils come by fives.
        3 => (price.saturating_mul(3) / 5).saturating_mul(5).max(5),
        _ => price,
    };
    Ok(Money::from_minor(minor.cast_signed(), currency)?)
}

fn buyer(chance: &mut Chance, customers: u64, is_invoice: bool) -> Buyer {
    match chance.below(100) {
        0..6 => Buyer::New,
        // An invoice has an address.
        _ if is_invoice && customers == 0 => Buyer::New,
        6..57 if customers > 0 => known(chance, customers),
        _ if is_invoice => known(chance, customers),
        _ => Buyer::Unknown,
    }
}

/// One of a shop's customers: half the time a regular, otherwise one who came first not long ago.
fn known(chance: &mut Chance, customers: u64) -> Buyer {
    if chance.happens(500) {
        return Buyer::Known(chance.below((customers / 6).min(120)));
    }
    let among = customers.min(1000);
    Buyer::Known(customers.saturating_sub(among).saturating_add(chance.below(among)))
}

fn description(chance: &mut Chance, shop: &Shop, is_invoice: bool) -> Option<String> {
    if is_invoice {
        let number = chance.below(90_000).saturating_add(10_000);
        return Some(format!("Invoice {number}: {}", chance.pick(shop.trade.goods)));
    }
    match chance.below(1000) {
        0..300 => None,
        300..302 => Some("Please leave the parcel with the neighbours. ".repeat(10)),
        302..305 => Some("Two lines:\nthe second, with a\ttab".to_owned()),
        305..308 => Some("\u{200f}شكرًا جزيلًا\u{200e} — 감사합니다 — 🙏🏽".to_owned()),
        _ => Some(chance.pick(shop.trade.goods).to_owned()),
    }
}

fn metadata(chance: &mut Chance, number: u64, is_invoice: bool) -> String {
    let order = format!("order-{}", number.saturating_add(100_000));
    if is_invoice {
        return json!({"order_id": order, "channel": "invoice"}).to_string();
    }
    match chance.below(100) {
        0..20 => "{}".to_owned(),
        20..75 => {
            let till = chance.between(1, 6);
            json!({"order_id": order, "till": till, "cashier": names::cashier(chance)}).to_string()
        }
        75..92 => {
            let channel = chance.pick(&["web", "app", "phone"]);
            json!({"order_id": order, "channel": channel}).to_string()
        }
        _ => {
            let item = |chance: &mut Chance| {
                let sku = format!("SKU-{}", chance.below(5000));
                json!({"sku": sku, "quantity": chance.between(1, 4)})
            };
            let items = [item(chance), item(chance)];
            json!({"order_id": order, "items": items, "gift": chance.happens(200)}).to_string()
        }
    }
}

fn lifetime(chance: &mut Chance, is_invoice: bool) -> i64 {
    const DAY: i64 = 86_400;
    if is_invoice {
        return chance.between(1, 3).saturating_mul(7 * DAY);
    }
    match chance.below(100) {
        0..70 => 3600,
        70..85 => 900,
        85..95 => 1800,
        _ => DAY,
    }
}

fn fate(chance: &mut Chance, place: Place, lifetime: i64) -> Fate {
    let draw = chance.below(1000);
    if let Some(recent) = place.recent {
        // The first ones are sure to be there.
        let draw = match recent.checked_sub(Place::CERTAIN_REQUESTS) {
            Some(0) => 500,
            Some(1) => 600,
            Some(2) => 999,
            _ => draw,
        };
        return match draw {
            0..430 => completed(chance, 600),
            430..490 => failed(chance, 600),
            490..590 => Fate::Expired { late: None },
            590..640 => Fate::Open { left: chance.between(150, 900) },
            _ => Fate::Open { left: chance.between(900, 5400) },
        };
    }
    match draw {
        0..40 => failed(chance, lifetime),
        40..115 => Fate::Expired { late: late(chance) },
        // Invoices of the last days, not paid yet.
        115..135 if place.thousandth >= 965 => {
            Fate::Open { left: chance.between(7200, 20 * 86_400) }
        }
        _ => completed(chance, lifetime),
    }
}

fn completed(chance: &mut Chance, lifetime: i64) -> Fate {
    Fate::Completed { after: promptly(chance, lifetime), method: method(chance) }
}

fn failed(chance: &mut Chance, lifetime: i64) -> Fate {
    let (code, message) = match chance.below(100) {
        0..38 => ("insufficient_funds", Some("The account does not cover the amount")),
        38..64 => ("card_declined", Some("Declined by the issuer")),
        64..78 => ("authentication_failed", Some("3-D Secure was not completed")),
        78..88 => ("expired_card", None),
        88..95 => ("processor_unavailable", Some("Try again later")),
        _ => ("suspected_fraud", Some("Held by the risk rules; do not retry")),
    };
    let mut failure = PaymentFailure::new(code);
    failure.message = message.map(str::to_owned);
    Fate::Failed { after: promptly(chance, lifetime), failure }
}

fn late(chance: &mut Chance) -> Option<(i64, String)> {
    chance.happens(140).then(|| (chance.between(60, 200_000), method(chance)))
}

/// Seconds until somebody pays: most do at once.
fn promptly(chance: &mut Chance, lifetime: i64) -> i64 {
    let most = lifetime.saturating_sub(1).max(1);
    let quick = chance.between(4, 90);
    let seconds = if chance.happens(750) { quick } else { chance.between(60, most.max(60)) };
    seconds.min(most)
}

fn method(chance: &mut Chance) -> String {
    match chance.below(100) {
        0..58 => {
            let last4 = format!("{:04}", chance.below(10_000));
            let brand = chance.pick(&["visa", "visa", "mastercard", "amex", "maestro"]);
            json!({"type": "card", "brand": brand, "last4": last4}).to_string()
        }
        58..80 => json!({"type": "cash"}).to_string(),
        80..92 => {
            let wallet = chance.pick(&["applepay", "googlepay", "paypal", "twint"]);
            json!({"type": "wallet", "wallet": wallet}).to_string()
        }
        _ => {
            let reference = format!("RF{:02} {:04}", chance.below(90), chance.below(10_000));
            json!({"type": "bank_transfer", "reference": reference}).to_string()
        }
    }
}
