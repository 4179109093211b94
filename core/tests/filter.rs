//! Filters against the records themselves: rows, order and totals are those that a reading of
//! every record gives, whoever asks, at any time, by pages and by cursors.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::cmp::Ordering;
use std::sync::Arc;

use billfold_core::{
    ClientId, Completion, Credential, CustomerFilter, JsonObject, Lifetime, ManualClock, NewApiKey,
    NewBiller, NewCustomer, NewPayment, NewRequestToLink, OrchestratorId, Page, PageRequest,
    Payment, PaymentCustomerInput, PaymentFailure, PaymentFilter, PaymentId, PaymentStatus,
    RequestToLink, RequestToLinkFilter, RequestToLinkId, RequestToLinkStatus, Result,
    SettingsUpdate, StatusChange, Store,
};
use common::paging::check_both_ways;
use common::{client, orchestrator};
use proptest::prelude::*;

const NAMES: [&str; 6] =
    ["Ana Müller", "ANA B.", "Ωmega Strauß", "Борис 李", "o'Neil \"%_\"", "abba1234"];
const AMOUNTS: [&str; 6] = ["1", "2", "5", "15", "100", "500"];
const CURRENCIES: [&str; 3] = ["USD", "JPY", "KWD"];
const DESCRIPTIONS: [&str; 4] = ["Größe 1", "two tickets", "50% off_", ""];
const METADATA: [&str; 4] =
    ["{}", r#"{"k":"v"}"#, r#"{"k":1e3,"a b":"x,y"}"#, r#"{"k":null,"o":{"k":"v"}}"#];

/// A store with some who see different parts of it.
struct World {
    store: Store,
    clock: Arc<ManualClock>,
    one: ClientId,
    acme: OrchestratorId,
    as_one: Store,
    as_acme: Store,
    as_own_key: Store,
    payments: Vec<PaymentId>,
    requests: Vec<RequestToLinkId>,
}

impl World {
    fn new() -> Self {
        let (store, clock) = common::store();
        let currencies = r#"{"currencies": ["USD", "JPY", "KWD"]}"#;
        store.update_settings(SettingsUpdate::from_json(currencies).unwrap()).unwrap();
        let (acme, acme_key) = orchestrator(&store, "Acme");
        let (one, one_secret) = client(&store, "one");
        client(&store, "two");
        store.link_client(Some(acme), &one).unwrap();
        for (id, name) in [("water_co", "Wasserwerke Süd"), ("gas", "Water & Gas")] {
            store.put_biller(NewBiller::new(name).with_id(id.parse().unwrap())).unwrap();
        }
        let own_key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
        let scoped = |credential: Credential| store.scoped(&credential).unwrap();
        Self {
            as_one: scoped(Credential::client("one", one_secret.expose()).unwrap()),
            as_acme: scoped(Credential::from_key(acme_key.expose()).unwrap()),
            as_own_key: scoped(Credential::from_key(own_key.expose()).unwrap()),
            store,
            clock,
            one,
            acme,
            payments: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// Does something; what the present state refuses is left undone.
    fn act(&mut self, operation: u8, choice: u8) {
        let c = usize::from(choice);
        match operation {
            0..=3 => self.payments.extend(self.create_payment(c).ok()),
            4 | 5 => self.requests.extend(self.create_request(c).ok()),
            6 | 7 => drop(self.change_payment(c)),
            8 => drop(self.change_request(c)),
            9 => self.clock.advance_seconds(i64::from(choice)),
            10 => self.clock.advance_seconds(-i64::from(choice)),
            11 => self.clock.advance_seconds(i64::from(choice) * 700),
            _ => drop(self.store.sweep(false).unwrap()),
        }
    }

    fn create_payment(&self, c: usize) -> Result<PaymentId> {
        let mut new = NewPayment::new(AMOUNTS[c % 6], CURRENCIES[c / 2 % 3])?;
        new.client_id = [None, Some(self.one.clone()), Some("two".parse()?)][c % 3].clone();
        new.expires_in = Some(i64::try_from(c).unwrap() * 7 + 1);
        new.mcc = [None, Some(742), Some(5411)][c / 3 % 3];
        new.description = Some(DESCRIPTIONS[c / 5 % 4].to_owned()).filter(|text| !text.is_empty());
        new.metadata = JsonObject::parse(METADATA[c / 7 % 4])?;
        if c % 4 != 3 {
            let customer =
                NewCustomer::named(NAMES[c / 4 % 6]).email(format!("p{}@Example.com", c % 2));
            new.customer = Some(PaymentCustomerInput::New(customer));
        }
        self.store.create_payment(new).map(|made| made.id)
    }

    fn create_request(&self, c: usize) -> Result<RequestToLinkId> {
        let lifetime =
            if c.is_multiple_of(3) { Lifetime::Never } else { Lifetime::Seconds(c as i64 * 9 + 1) };
        let mut new = NewRequestToLink::new(["anna", "Ötzi", "user 3"][c / 3 % 3])
            .with_client(if c.is_multiple_of(2) { self.one.clone() } else { "two".parse()? })
            .with_lifetime(lifetime);
        new.metadata = JsonObject::parse(METADATA[c / 7 % 4])?;
        let biller = [None, Some("water_co"), Some("gas"), Some("other")][c / 5 % 4];
        let new = match biller {
            Some(biller) => new.with_biller(biller.parse()?),
            None => new,
        };
        self.store.create_request_to_link(new).map(|made| made.id.clone())
    }

    fn change_payment(&self, c: usize) -> Result<()> {
        let Some(id) = self.payments.get(c / 4 % self.payments.len().max(1)).copied() else {
            return Ok(());
        };
        let cash = || Completion::by([r#"{"type":"cash"}"#, r#"{"type":"card"}"#][c / 8 % 2]);
        match c % 4 {
            0 => self.store.complete_payment(id, cash()?).map(drop),
            1 => self.store.fail_payment(id, PaymentFailure::new("no")).map(drop),
            2 => self.store.expire_payment(id).map(drop),
            _ => self.store.record_late_payment(id, cash()?).map(drop),
        }
    }

    fn change_request(&self, c: usize) -> Result<()> {
        let Some(id) = self.requests.get(c / 4 % self.requests.len().max(1)) else { return Ok(()) };
        match c % 4 {
            0 | 1 => self.store.proceed_request_to_link(id).map(drop),
            2 => {
                let completed = StatusChange::new(RequestToLinkStatus::Completed);
                self.store.set_request_to_link_status(id, completed).map(drop)
            }
            _ => self.store.cancel_request_to_link(id, Some("No Größe".to_owned())).map(drop),
        }
    }
}

/// A term as a text, and what it means read off a record.
type Term<T> = (String, Box<dyn Fn(&T) -> bool>);

fn told<T>(text: impl Into<String>, holds: impl Fn(&T) -> bool + 'static) -> Term<T> {
    (text.into(), Box::new(holds))
}

/// A time's terms, by how long ago, or how long to go, it is; `None` where it is not there.
fn time_term<T: 'static>(
    name: &str,
    c: usize,
    now: i64,
    future: bool,
    at: impl Fn(&T) -> Option<i64> + 'static,
) -> Term<T> {
    let away = move |time: i64| if future { time - now } else { now - time };
    let nearest = i64::from(future);
    let within = |text: &str, near: i64, far: i64| {
        let text = format!("{name}:{text}");
        (text, near, far)
    };
    let (text, near, far) = match c % 7 {
        0 => within("5m", nearest, 300),
        1 => within("<200s", nearest, 199),
        2 => within(">2m", 121, i64::MAX),
        3 => within(">=1h", 3600, i64::MAX),
        4 => within("1m..1h", 60, 3600),
        5 => return told(format!("{name}:*"), move |record| at(record).is_some()),
        _ => {
            let day = now.div_euclid(86_400);
            let holds =
                move |record: &T| at(record).is_some_and(|time| time.div_euclid(86_400) == day);
            return told(format!("{name}:today"), holds);
        }
    };
    told(text, move |record| at(record).is_some_and(|time| (near..=far).contains(&away(time))))
}

fn seconds(time: billfold_core::Timestamp) -> Option<i64> {
    Some(time.unix_seconds())
}

/// An amount in ten-thousandths of a major unit.
fn scaled(amount: &str) -> i128 {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{fraction:0<4}").parse().unwrap()
}

fn amount_term(c: usize) -> Term<Payment> {
    let of = |payment: &Payment| scaled(&payment.amount);
    match c % 7 {
        0 => told("amount:5", move |p: &Payment| of(p) == scaled("5")),
        1 => told("amount:1.5..15", move |p: &Payment| {
            (scaled("1.5")..=scaled("15")).contains(&of(p))
        }),
        2 => told("amount:<2.005", move |p: &Payment| of(p) < scaled("2.005")),
        3 => {
            told("amount:>=15,1", move |p: &Payment| of(p) >= scaled("15") || of(p) == scaled("1"))
        }
        4 => told("amount:100JPY..500JPY", move |p: &Payment| {
            p.currency.code() == "JPY" && (scaled("100")..=scaled("500")).contains(&of(p))
        }),
        5 => told("amount:>1.999KWD", move |p: &Payment| {
            p.currency.code() == "KWD" && of(p) > scaled("1.999")
        }),
        _ => told("amount:<=2USD,500", move |p: &Payment| {
            p.currency.code() == "USD" && of(p) <= scaled("2") || of(p) == scaled("500")
        }),
    }
}

/// Whether each word of a text stands in a word of the customer.
fn named(payment: &Payment, words: &[&str]) -> bool {
    let Some(customer) = &payment.customer else { return false };
    let all = [&customer.name, &customer.email].map(|text| text.clone().unwrap_or_default());
    let all = all.join(" ").to_lowercase().replace('ß', "ss");
    words.iter().all(|word| all.split_whitespace().any(|own| own.contains(word)))
}

fn payment_term(kind: u8, c: usize, world: &World) -> Term<Payment> {
    let now = world.store.now().unwrap().unix_seconds();
    match kind {
        0 | 1 => {
            let (a, b) = (PaymentStatus::ALL[c % 4], PaymentStatus::ALL[c / 4 % 4]);
            told(format!("status:{a},{b}"), move |p: &Payment| p.status == a || p.status == b)
        }
        2 => {
            let (a, b) = (CURRENCIES[c % 3], CURRENCIES[c / 3 % 3]);
            told(format!("currency:{a},{b}"), move |p: &Payment| {
                [a, b].contains(&p.currency.code())
            })
        }
        3 => match c % 4 {
            0 => told("client:*", |p: &Payment| p.client_id.is_some()),
            1 => told("client:one", |p: &Payment| {
                p.client_id.as_ref().is_some_and(|id| id.as_str() == "one")
            }),
            2 => told("client:t*,nobody", |p: &Payment| {
                p.client_id.as_ref().is_some_and(|id| id.as_str() == "two")
            }),
            _ => told("client:nobody", |_: &Payment| false),
        },
        4 => amount_term(c),
        5 => time_term("created", c, now, false, |p: &Payment| seconds(p.created_at)),
        6 => time_term("expires", c, now, true, |p: &Payment| seconds(p.expires_at)),
        7 => time_term("completed", c, now, false, |p: &Payment| p.completed_at.and_then(seconds)),
        8 => time_term("updated", c, now, false, |p: &Payment| seconds(p.updated_at)),
        9 => match c % 8 {
            0 => told("ÜLL", |p: &Payment| named(p, &["üll"])),
            1 => told("\"ana b\"", |p: &Payment| named(p, &["ana", "b"])),
            2 => told("ω", |p: &Payment| named(p, &["ω"])),
            3 => told("strauSS", |p: &Payment| named(p, &["strauss"])),
            4 => told("李", |p: &Payment| named(p, &["李"])),
            5 => told("\"%\",б", |p: &Payment| named(p, &["%"]) || named(p, &["б"])),
            6 => told("abba1234", |p: &Payment| {
                named(p, &["abba1234"]) || p.id.to_string().starts_with("abba1234")
            }),
            _ => told("\"\\\"\"", |p: &Payment| named(p, &["\""])),
        },
        10 => match c % 4 {
            0 => told("customer:ana", |p: &Payment| named(p, &["ana"])),
            1 => told("customer:*", |p: &Payment| p.customer.is_some()),
            2 => told("email:P0@example.COM", |p: &Payment| named(p, &["p0@example.com"])),
            _ => told("email:p1*", |p: &Payment| named(p, &["p1@example.com"])),
        },
        11 => match c % 5 {
            0 => told("description:GRÖSS", |p: &Payment| {
                p.description.as_deref() == Some("Größe 1")
            }),
            1 => told("description:\"% off_\"", |p: &Payment| {
                p.description.as_deref() == Some("50% off_")
            }),
            2 => told("mcc:1..999", |p: &Payment| p.mcc == Some(742)),
            3 => told("description:*", |p: &Payment| p.description.is_some()),
            _ => told("mcc:*", |p: &Payment| p.mcc.is_some()),
        },
        12 => match c % 5 {
            0 => told("meta.k:v", |p: &Payment| p.metadata.as_str().starts_with(r#"{"k":"v""#)),
            1 => told("meta.k:1e3,null", |p: &Payment| {
                p.metadata.as_str().contains("1e3") || p.metadata.as_str().contains("null")
            }),
            2 => told("meta.k:*", |p: &Payment| p.metadata.as_str() != "{}"),
            3 => told("meta.\"a b\":\"x,y\"", |p: &Payment| p.metadata.as_str().contains("x,y")),
            _ => told("meta.k:1000", |_: &Payment| false),
        },
        13 => match c % 4 {
            0 => told("late:yes", |p: &Payment| p.late_payment.is_some()),
            1 => told("method:cash", |p: &Payment| {
                p.payment_method.as_ref().is_some_and(|method| method.as_str().contains("cash"))
            }),
            2 => {
                let acme = world.acme;
                told(format!("orchestrator:{acme}"), move |p: &Payment| {
                    p.fee_plan.as_ref().is_some_and(|plan| plan.orchestrator_id == acme)
                })
            }
            _ => told("orchestrator:*", |p: &Payment| p.fee_plan.is_some()),
        },
        _ => {
            let id = world.payments.get(c % world.payments.len().max(1));
            let id = id.map_or_else(|| "00000000-".to_owned(), ToString::to_string);
            // Of one time the first twelve digits are the same.
            let beginning = id[..[9, 15, id.len()][c % 3].min(id.len())].to_owned();
            let text = if c % 3 == 2 && id.len() == 36 {
                format!("id:{id}")
            } else {
                format!("id:{beginning}*")
            };
            told(text, move |p: &Payment| p.id.to_string().starts_with(&beginning))
        }
    }
}

fn request_term(kind: u8, c: usize, world: &World) -> Term<RequestToLink> {
    let now = world.store.now().unwrap().unix_seconds();
    let biller = |r: &RequestToLink, ids: &[&str]| {
        r.biller_id.as_ref().is_some_and(|id| ids.contains(&id.as_str()))
    };
    match kind % 9 {
        0 | 1 => {
            let (a, b) = (RequestToLinkStatus::ALL[c % 5], RequestToLinkStatus::ALL[c / 5 % 5]);
            let text = format!("status:{a},{b}").to_lowercase();
            told(text, move |r: &RequestToLink| r.status == a || r.status == b)
        }
        2 => match c % 3 {
            0 => told("user:anna", |r: &RequestToLink| r.client_user_id == "anna"),
            1 => told("user:\"user *\"", |_: &RequestToLink| false),
            _ => told("user:\"user \"*", |r: &RequestToLink| r.client_user_id == "user 3"),
        },
        3 => match c % 5 {
            0 => told("biller:water_co", move |r: &RequestToLink| biller(r, &["water_co"])),
            1 => told("biller:water", move |r: &RequestToLink| biller(r, &["gas"])),
            2 => told("biller:*", |r: &RequestToLink| r.biller_id.is_some()),
            3 => told("biller_id:gas,o*", move |r: &RequestToLink| biller(r, &["gas", "other"])),
            _ => told("biller:wa*", move |r: &RequestToLink| biller(r, &["water_co"])),
        },
        4 => time_term("expires", c, now, true, |r: &RequestToLink| r.expires_at.and_then(seconds)),
        5 => time_term("created", c, now, false, |r: &RequestToLink| seconds(r.created_at)),
        6 => match c % 4 {
            0 => told("ÖT", |r: &RequestToLink| r.client_user_id == "Ötzi"),
            1 => told("SÜD", move |r: &RequestToLink| biller(r, &["water_co"])),
            2 => told("n,w", move |r: &RequestToLink| {
                r.client_user_id == "anna" || biller(r, &["water_co", "gas"])
            }),
            _ => told("\"r 3\"", |r: &RequestToLink| r.client_user_id == "user 3"),
        },
        7 => match c % 3 {
            0 => told("client:one", |r: &RequestToLink| r.client_id.as_str() == "one"),
            1 => told("client:o*,two", |_: &RequestToLink| true),
            _ => told("reason:größe", |r: &RequestToLink| r.cancel_reason.is_some()),
        },
        _ => told("meta.k:v", |r: &RequestToLink| r.metadata.as_str().starts_with(r#"{"k":"v""#)),
    }
}

fn ids<T, I>(page: &Page<T>, id: impl Fn(&T) -> I) -> Vec<I> {
    page.items.iter().map(id).collect()
}

/// What a walk by cursors finds, in order, and that every page says the same total, the form by
/// number has the same rows, and the way back the same, the other way.
fn walk<T, I: PartialEq + std::fmt::Debug>(
    list: impl Fn(&PageRequest) -> Page<T>,
    id: impl Fn(&T) -> I,
) -> Vec<I> {
    let mut page = list(&PageRequest::first().limit(3));
    let total = page.total;
    let mut found: Vec<I> = page.items.iter().map(&id).collect();
    while let Some(cursor) = page.next_cursor {
        let next = PageRequest::after(cursor).limit(4);
        let counted = list(&next);
        assert_eq!(counted.total, total);
        page = list(&next.known_total(total.saturating_sub(1)));
        assert_eq!(page.total, total.saturating_sub(1), "counted though it was known");
        assert_eq!(page.items.iter().map(&id).collect::<Vec<_>>(), ids(&counted, &id));
        assert_eq!(page.next_cursor, counted.next_cursor);
        found.extend(page.items.iter().map(&id));
    }
    assert_eq!(i64::try_from(found.len()).unwrap(), total);
    let second: Vec<I> = list(&PageRequest::page(2).limit(5)).items.iter().map(&id).collect();
    assert_eq!(second.as_slice(), found.get(5..found.len().min(10)).unwrap_or_default());
    check_both_ways(list, id, &found);
    found
}

/// Terms chosen by numbers: their text, and whether a record meets them all.
fn terms<T>(
    choices: &[(u8, u8, bool)],
    term: impl Fn(u8, usize) -> Term<T>,
) -> (String, impl Fn(&T) -> bool) {
    let chosen: Vec<(bool, Term<T>)> = choices
        .iter()
        .map(|(kind, choice, negated)| (*negated, term(*kind, usize::from(*choice))))
        .collect();
    let texts = chosen.iter().map(
        |(negated, (text, _))| {
            if *negated { format!("-{text}") } else { text.clone() }
        },
    );
    let text = texts.collect::<Vec<_>>().join(" ");
    (text, move |record: &T| chosen.iter().all(|(negated, (_, holds))| holds(record) != *negated))
}

const SORTS: [&str; 6] = ["", "created", "amount", "expires", "updated", "status"];

fn compare(sort: &str, one: &Payment, other: &Payment) -> Ordering {
    let rank = |status: PaymentStatus| PaymentStatus::ALL.iter().position(|each| *each == status);
    match sort {
        "created" => one.created_at.cmp(&other.created_at),
        "amount" => scaled(&one.amount).cmp(&scaled(&other.amount)),
        "expires" => one.expires_at.cmp(&other.expires_at),
        "updated" => one.updated_at.cmp(&other.updated_at),
        "status" => rank(one.status).cmp(&rank(other.status)),
        _ => Ordering::Equal,
    }
}

fn check_payments(world: &World, choices: &[(u8, u8, bool)], sort: (usize, bool)) {
    let all: Vec<Payment> =
        world.payments.iter().map(|id| world.store.payment(*id).unwrap()).collect();
    let (mut text, holds) = terms(choices, |kind, choice| payment_term(kind, choice, world));
    let by = SORTS[sort.0 % SORTS.len()];
    let descending = by.is_empty() || sort.1;
    if !by.is_empty() {
        text.push_str(&format!(" sort:{}{by}", if descending { "-" } else { "" }));
    }
    let filter: PaymentFilter = text.parse().unwrap();
    assert_eq!(filter.to_string().parse::<PaymentFilter>().unwrap(), filter, "{text}");
    let of_acme =
        |p: &Payment| p.fee_plan.as_ref().is_some_and(|plan| plan.orchestrator_id == world.acme);
    let of_one = |p: &Payment| p.client_id.as_ref() == Some(&world.one);
    type Sees<'a> = &'a dyn Fn(&Payment) -> bool;
    let scopes: [(&Store, Sees<'_>); 4] = [
        (&world.store, &|_| true),
        (&world.as_one, &of_one),
        (&world.as_acme, &of_acme),
        (&world.as_own_key, &|p| p.client_id.is_none()),
    ];
    for (scope, (store, sees)) in scopes.into_iter().enumerate() {
        let mut expected: Vec<(usize, &Payment)> =
            all.iter().enumerate().filter(|(_, p)| sees(p) && holds(p)).collect();
        expected.sort_by(|(place, one), (other_place, other)| {
            let order = compare(by, one, other).then(place.cmp(other_place));
            if descending { order.reverse() } else { order }
        });
        let expected: Vec<PaymentId> = expected.into_iter().map(|(_, p)| p.id).collect();
        let found = walk(|page| store.list_payments(&filter, page).unwrap(), |p| p.id);
        assert_eq!(found, expected, "{text} in scope {scope}");
    }
}

/// Requests as each sort has them, the smallest first; what never expires is the last.
fn compare_requests(sort: &str, one: &RequestToLink, other: &RequestToLink) -> Ordering {
    let rank = |status| RequestToLinkStatus::ALL.iter().position(|each| *each == status);
    let end = |request: &RequestToLink| seconds_or_never(request.expires_at);
    match sort {
        "created" => one.created_at.cmp(&other.created_at),
        "expires" => end(one).cmp(&end(other)),
        "updated" => one.updated_at.cmp(&other.updated_at),
        "status" => rank(one.status).cmp(&rank(other.status)),
        _ => Ordering::Equal,
    }
}

fn seconds_or_never(time: Option<billfold_core::Timestamp>) -> i64 {
    time.map_or(i64::MAX, billfold_core::Timestamp::unix_seconds)
}

fn check_requests(world: &World, choices: &[(u8, u8, bool)], sort: (usize, bool)) {
    let get = |id: &RequestToLinkId| world.store.request_to_link(id).unwrap();
    let all: Vec<RequestToLink> = world.requests.iter().map(get).collect();
    let (mut text, holds) = terms(choices, |kind, choice| request_term(kind, choice, world));
    let by = SORTS[sort.0 % SORTS.len()];
    let by = if by == "amount" { "" } else { by };
    let descending = by.is_empty() || sort.1;
    if !by.is_empty() {
        text.push_str(&format!(" sort:{}{by}", if descending { "-" } else { "" }));
    }
    let filter: RequestToLinkFilter = text.parse().unwrap();
    for (store, own) in [(&world.store, None), (&world.as_one, Some(&world.one))] {
        let sees = |r: &RequestToLink| own.is_none_or(|own| r.client_id == *own) && holds(r);
        let mut expected: Vec<_> = all.iter().enumerate().filter(|(_, r)| sees(r)).collect();
        expected.sort_by(|(place, one), (other_place, other)| {
            let order = compare_requests(by, one, other).then(place.cmp(other_place));
            if descending { order.reverse() } else { order }
        });
        let expected: Vec<_> = expected.into_iter().map(|(_, r)| r.id.clone()).collect();
        let list = |page: &PageRequest| store.list_requests_to_link(&filter, page).unwrap();
        assert_eq!(walk(list, |r| r.id.clone()), expected, "{text}");
    }
}

/// Some terms by number, and the order.
type Question = (Vec<(u8, u8, bool)>, (usize, bool));

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let term = (0..15_u8, any::<u8>(), prop::bool::weighted(0.3));
    let terms = prop::collection::vec(term, 0..4);
    prop::collection::vec((terms, (0..6_usize, any::<bool>())), 12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_list_is_what_the_records_say(
        operations in prop::collection::vec((0..13_u8, any::<u8>()), 1..90),
        questions in questions(),
    ) {
        let mut world = World::new();
        for (operation, choice) in operations {
            world.act(operation, choice);
        }
        for (terms, sort) in &questions {
            check_payments(&world, terms, *sort);
            check_requests(&world, terms, *sort);
        }
        world.clock.advance_seconds(400);
        for (terms, sort) in questions.iter().take(4) {
            check_payments(&world, terms, *sort);
            check_requests(&world, terms, *sort);
        }
    }
}

/// Callers' text is looked for, letter for letter, whatever it would be in SQL or in an index.
#[test]
fn a_text_is_plain_data_wherever_it_stands() {
    for nasty in [
        "'; DROP TABLE payment; --",
        "x' OR '1'='1",
        "\" OR 1=1 --",
        "%",
        "_",
        "NEAR(a b)",
        "a* OR b",
        ":v0",
        "?1",
        "$.k",
        "\\",
        "-x",
        "*",
        "ü",
        "u\u{308}",
        "]]",
    ] {
        let (store, _) = common::store();
        let quoted = format!("\"{}\"", nasty.replace('\\', "\\\\").replace('"', "\\\""));
        store.create_payment(NewPayment::new("5", "USD").unwrap()).unwrap();
        for name in
            ["", "-", "description:", "-description:", "meta.k:", "method:", "email:", "customer:"]
        {
            let filter = PaymentFilter::parse(&format!("{name}{quoted}")).unwrap();
            let found = store.list_payments(&filter, &PageRequest::first()).unwrap().total;
            assert_eq!(found, i64::from(name.starts_with('-')), "{name}{nasty}");
        }
        let key = format!("meta.{quoted}:x");
        let filter = PaymentFilter::parse(&key).unwrap();
        assert_eq!(store.list_payments(&filter, &PageRequest::first()).unwrap().total, 0, "{key}");
        let mut new = NewPayment::new("5", "USD").unwrap();
        new.description = Some(nasty.to_owned());
        let made = store.create_payment(new).unwrap();
        let filter = PaymentFilter::parse(&format!("description:{quoted}")).unwrap();
        let page = store.list_payments(&filter, &PageRequest::first()).unwrap();
        let found: Vec<_> = page.items.iter().map(|payment| payment.id).collect();
        assert_eq!(found, [made.id], "{nasty}");
    }
}

#[test]
fn customers_are_found_in_every_script() {
    let (store, _) = common::store();
    for name in
        ["Ümit Straße", "u\u{308}ber ULTRA", "Ωmega", "Борис", "李小龍", "a-b*c\"d'", "50%_x"]
    {
        store.create_customer(NewCustomer::named(name)).unwrap();
    }
    let check = |text: &str, expected: &[&str]| {
        let filter = CustomerFilter::parse(text).unwrap();
        let page = store.list_customers(&filter, &PageRequest::first()).unwrap();
        let found: Vec<_> = page.items.iter().map(|each| each.name.as_deref().unwrap()).collect();
        assert_eq!(found, expected, "{text}");
        let payments = PaymentFilter::parse(text).unwrap();
        assert_eq!(store.list_payments(&payments, &PageRequest::first()).unwrap().total, 0);
    };
    let umlauts = ["u\u{308}ber ULTRA", "Ümit Straße"];
    check("ü", &umlauts);
    check("Ü", &umlauts);
    check("u\u{308}", &umlauts);
    check("u", &["u\u{308}ber ULTRA"]);
    check("STRASSE", &["Ümit Straße"]);
    check("ß", &["Ümit Straße"]);
    check("ω", &["Ωmega"]);
    check("ор", &["Борис"]);
    check("龍", &["李小龍"]);
    check("小龍", &["李小龍"]);
    check("李小龍", &["李小龍"]);
    check("\"b*c\"", &["a-b*c\"d'"]);
    check("\"-b\"", &["a-b*c\"d'"]);
    check("\\\"", &["a-b*c\"d'"]);
    check("\"'\"", &["a-b*c\"d'"]);
    check("\"%\"", &["50%_x"]);
    check("\"_\"", &["50%_x"]);
    check("-ü -李", &["50%_x", "a-b*c\"d'", "Борис", "Ωmega"]);
}

/// A cursor is good for the order in which it was given, and for no other.
#[test]
fn a_cursor_belongs_to_its_order() {
    let (store, _) = common::store();
    for amount in ["1", "2", "3"] {
        store.create_payment(NewPayment::new(amount, "USD").unwrap()).unwrap();
    }
    let cursor = |text: &str| {
        let filter: PaymentFilter = text.parse().unwrap();
        let page = store.list_payments(&filter, &PageRequest::first().limit(1)).unwrap();
        page.next_cursor.unwrap()
    };
    let orders = ["", "sort:amount", "sort:-amount", "sort:created"];
    for given in orders {
        for asked in orders {
            let filter: PaymentFilter = asked.parse().unwrap();
            let page = store.list_payments(&filter, &PageRequest::after(cursor(given)));
            let refused =
                page.map(|page| page.items.len()).map_err(|error| error.code().to_owned());
            let expected = if given == asked { Ok(2) } else { Err("cursor".to_owned()) };
            assert_eq!(refused, expected, "{given:?} then {asked:?}");
        }
    }
}

/// At `expires_at` itself a payment is expired, whatever leads to it.
#[test]
fn a_status_is_that_of_the_second() {
    let (store, clock) = common::store();
    let mut new = NewPayment::new("5", "USD").unwrap();
    new.expires_in = Some(60);
    new.customer = Some(PaymentCustomerInput::New(NewCustomer::named("Ana")));
    store.create_payment(new).unwrap();
    for (seconds, pending) in [(59, 1), (1, 0), (1, 0)] {
        clock.advance_seconds(seconds);
        for also in ["", "customer:ana", "created:24h sort:-amount", "sort:status"] {
            for (status, expected) in [("pending", pending), ("expired,failed", 1 - pending)] {
                let filter: PaymentFilter = format!("status:{status} {also}").parse().unwrap();
                let page = store.list_payments(&filter, &PageRequest::first()).unwrap();
                assert_eq!(
                    (page.total, page.items.len()),
                    (expected, expected as usize),
                    "{filter}"
                );
            }
        }
    }
}
