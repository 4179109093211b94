//! Totals and filters against the records themselves, after any sequence of operations.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use billfold_core::{
    AmountTotal, BillerId, ClientId, Completion, Credential, Currency, Day, Error, ErrorKind,
    Lifetime, LinkIntentId, LinkIntentStatus, ManualClock, NewApiKey, NewCustomer, NewLinkIntent,
    NewPayment, NewRequestToLink, OrchestratorId, PageRequest, Payment, PaymentFailure,
    PaymentFilter, PaymentId, PaymentStatus, Phrase, RequestToLink, RequestToLinkFilter,
    RequestToLinkId, RequestToLinkStatus, Result, Stats, StatsFilter, StatusChange, Store,
    TakingsFilter, Timestamp,
};
use common::{client, orchestrator};
use proptest::prelude::*;

/// A store with some who see different parts of it.
struct World {
    store: Store,
    clock: Arc<ManualClock>,
    acme: OrchestratorId,
    one: ClientId,
    two: ClientId,
    as_one: Store,
    as_acme: Store,
    as_own_key: Store,
    payments: Vec<PaymentId>,
    requests: Vec<RequestToLinkId>,
    intents: Vec<LinkIntentId>,
    /// Customers of the store's own, of the first and of the second client.
    customers: [i64; 3],
}

/// The name of a time, and what it is of a payment and of a request to link.
type Time =
    (&'static str, fn(&Payment) -> Option<Timestamp>, fn(&RequestToLink) -> Option<Timestamp>);

const TIMES: [Time; 3] = [
    ("created", |it| Some(it.created_at), |it| Some(it.created_at)),
    ("expires", |it| Some(it.expires_at), |it| it.expires_at),
    ("completed", |it| it.completed_at, |it| it.completed_at),
];

fn world() -> World {
    let (store, clock) = common::store();
    let (acme, acme_key) = orchestrator(&store, "Acme");
    let (one, one_secret) = client(&store, "one");
    let (two, _) = client(&store, "two");
    store.link_client(Some(acme), &one).unwrap();
    let own_key = store.create_api_key(NewApiKey::new()).unwrap().into_record().key.unwrap();
    let scoped = |credential: Credential| store.scoped(&credential).unwrap();
    World {
        as_one: scoped(Credential::client("one", one_secret.expose()).unwrap()),
        as_acme: scoped(Credential::from_key(acme_key.expose()).unwrap()),
        as_own_key: scoped(Credential::from_key(own_key.expose()).unwrap()),
        store,
        clock,
        acme,
        one,
        two,
        payments: Vec::new(),
        requests: Vec::new(),
        intents: Vec::new(),
        customers: [0; 3],
    }
}

impl World {
    /// Does something; what the present state refuses is left undone.
    fn act(&mut self, operation: u8, choice: u8) {
        let store = self.store.clone();
        match (operation, choice) {
            (0..=2, _) => self.payments.extend(self.create_payment(&store, choice)),
            (3..=5, _) => self.requests.extend(self.create_request(&store, choice)),
            (6 | 7, _) => drop(self.change_payment(&store, choice)),
            (8 | 9, _) => drop(self.change_request(&store, choice)),
            (10, _) => self.clock.advance_seconds(i64::from(choice) * 4),
            (11, _) => self.clock.advance_seconds(-i64::from(choice)),
            (12, _) => drop(self.change_payment(&store.dry_run(), choice)),
            (13, _) => self.fail_halfway(choice),
            (14, 0..=99) => drop(store.unlink_client(Some(self.acme), &self.one)),
            (14, _) => drop(store.link_client(Some(self.acme), &self.one)),
            (15, _) => self.change_linking(&store, choice),
            _ => drop(store.sweep(false).unwrap()),
        }
    }

    fn create_payment(&self, store: &Store, choice: u8) -> Option<PaymentId> {
        let currency = if choice & 1 == 0 { "USD" } else { "EUR" };
        let amount = ["1.00", "90071992547409.91", "0.07"][usize::from(choice >> 3) % 3];
        let mut new = NewPayment::new(amount, currency).unwrap();
        new.client_id = [None, Some(self.one.clone()), Some(self.two.clone())]
            [usize::from(choice >> 1) % 3]
            .clone();
        new.expires_in = Some(i64::from(choice) * 5 + 1);
        store.create_payment(new).ok().map(|made| made.id)
    }

    fn create_request(&self, store: &Store, choice: u8) -> Option<RequestToLinkId> {
        let client = if choice & 1 == 0 { &self.one } else { &self.two };
        let lifetime = match choice {
            0..=40 => Lifetime::Never,
            _ => Lifetime::Seconds(i64::from(choice) * 5),
        };
        let new = NewRequestToLink::new(format!("user_{}", choice % 3))
            .with_client(client.clone())
            .with_lifetime(lifetime);
        let new = if choice & 2 == 0 { new } else { new.with_biller("b".parse().unwrap()) };
        store.create_request_to_link(new).ok().map(|made| made.id.clone())
    }

    fn change_payment(&self, store: &Store, choice: u8) -> Result<()> {
        let chosen = self.payments.get(usize::from(choice / 4) % self.payments.len().max(1));
        let Some(id) = chosen.copied() else { return Ok(()) };
        match choice % 4 {
            0 => store.complete_payment(id, Completion::new()).map(drop),
            1 => store.fail_payment(id, PaymentFailure::new("no")).map(drop),
            2 => store.expire_payment(id).map(drop),
            _ => store.record_late_payment(id, Completion::new()).map(drop),
        }
    }

    fn change_linking(&mut self, store: &Store, choice: u8) {
        match choice % 4 {
            0 => {
                let place = usize::from(choice / 4) % 3;
                let mut new = NewCustomer::named("A. Nother");
                new.client_id = [None, Some(&self.one), Some(&self.two)][place].cloned();
                store.create_customer(new).unwrap();
                self.customers[place] += 1;
            }
            1 => {
                let Some(id) = self.intents.get(usize::from(choice) / 8) else { return };
                let _ = store.revoke_link_intent(*id);
            }
            _ => {
                let new = NewLinkIntent::new("Shop").from_orchestrator(self.acme);
                let made = store.create_link_intent(new.expires_in(i64::from(choice) * 700));
                self.intents.push(made.unwrap().link_intent.id);
            }
        }
    }

    fn change_request(&self, store: &Store, choice: u8) -> Result<()> {
        let chosen = self.requests.get(usize::from(choice / 4) % self.requests.len().max(1));
        let Some(id) = chosen.cloned() else { return Ok(()) };
        let set = |status| store.set_request_to_link_status(&id, StatusChange::new(status));
        match choice % 5 {
            0 | 1 => store.proceed_request_to_link(&id).map(drop),
            2 => set(RequestToLinkStatus::Pending).map(drop),
            3 => set(RequestToLinkStatus::Completed).map(drop),
            _ => store.cancel_request_to_link(&id, None).map(drop),
        }
    }

    /// A transaction of several changes that is taken back.
    fn fail_halfway(&self, choice: u8) {
        let failed: Result<()> = self.store.atomically(|store| {
            self.create_payment(store, choice);
            self.create_request(store, choice);
            let _ = self.change_payment(store, choice);
            let _ = self.change_request(store, choice);
            store.payment(PaymentId::from_uuid(*self.acme.as_uuid())).map(drop)
        });
        assert_eq!(failed.map_err(|error: Error| error.kind()), Err(ErrorKind::NotFound));
    }

    fn check(&self) {
        let get = |id: &PaymentId| self.store.payment(*id).unwrap();
        let payments: Vec<Payment> = self.payments.iter().map(get).collect();
        let get = |id: &RequestToLinkId| self.store.request_to_link(id).unwrap();
        let requests: Vec<RequestToLink> = self.requests.iter().map(get).collect();
        let clients = [None, Some(&self.one), Some(&self.two)];
        for client in clients {
            check_payments(&self.store, client, &payments, |_| true);
            check_requests(&self.store, client, &requests);
            check_payments(&self.as_acme, client, &payments, |payment| {
                payment.fee_plan.as_ref().is_some_and(|plan| plan.orchestrator_id == self.acme)
            });
        }
        check_payments(&self.as_one, None, &payments, |payment| {
            payment.client_id.as_ref() == Some(&self.one)
        });
        check_payments(&self.as_own_key, None, &payments, |payment| payment.client_id.is_none());
        self.check_times(&payments, &requests);
        self.check_stats(&payments, &requests);
    }

    /// Lists of a time hold what the records say, of each kind of time.
    fn check_times(&self, payments: &[Payment], requests: &[RequestToLink]) {
        let now = self.store.now().unwrap();
        for second in [-900, -60, 0, 300] {
            let at = now.plus_seconds(second);
            for (name, of_payment, of_request) in TIMES {
                let text = format!("{name}:<={at}");
                let holds = |time: Option<Timestamp>| time.is_some_and(|time| time <= at);
                let filter = PaymentFilter::parse(&text).unwrap();
                let found =
                    walk(|page| self.store.list_payments(&filter, page).unwrap(), |it| it.id);
                let expected = payments.iter().rev().filter(|it| holds(of_payment(it)));
                assert_eq!(found, expected.map(|it| it.id).collect::<Vec<_>>(), "{text}");
                let filter = RequestToLinkFilter::parse(&text).unwrap();
                let list = |page: &_| self.store.list_requests_to_link(&filter, page).unwrap();
                let found = walk(list, |it| it.id.clone());
                let expected = requests.iter().rev().filter(|it| holds(of_request(it)));
                assert_eq!(found, expected.map(|it| it.id.clone()).collect::<Vec<_>>(), "{text}");
            }
        }
    }

    /// Every statistic equals what a count over all records comes to, whoever asks.
    fn check_stats(&self, payments: &[Payment], requests: &[RequestToLink]) {
        let of_acme = |payment: &&Payment| {
            payment.fee_plan.as_ref().is_some_and(|plan| plan.orchestrator_id == self.acme)
        };
        let of_one = |payment: &&Payment| payment.client_id.as_ref() == Some(&self.one);
        let of_none = |payment: &&Payment| payment.client_id.is_none();
        let filter = StatsFilter::default();
        let mut for_one = StatsFilter::default();
        for_one.client_id = Some(self.one.clone());
        let mut for_acme = StatsFilter::default();
        for_acme.orchestrator_id = Some(self.acme);
        let mut for_both = for_acme.clone();
        for_both.client_id = Some(self.one.clone());
        let table: [(&Store, &StatsFilter, Vec<&Payment>); 8] = [
            (&self.store, &filter, payments.iter().collect()),
            (&self.store, &for_one, payments.iter().filter(of_one).collect()),
            (&self.store, &for_acme, payments.iter().filter(of_acme).collect()),
            (&self.store, &for_both, payments.iter().filter(of_acme).filter(of_one).collect()),
            (&self.as_one, &filter, payments.iter().filter(of_one).collect()),
            (&self.as_acme, &filter, payments.iter().filter(of_acme).collect()),
            (&self.as_acme, &for_one, payments.iter().filter(of_acme).filter(of_one).collect()),
            (&self.as_own_key, &filter, payments.iter().filter(of_none).collect()),
        ];
        for (store, filter, payments) in table {
            let stats = store.stats(filter).unwrap();
            assert_eq!(sums_told(&stats), sums_of(&payments), "{filter:?}");
            check_hours(store, filter, &payments);
            for currency in [Currency::USD, Currency::EUR] {
                let mut filter = filter.clone();
                filter.currency = Some(currency);
                let payments = payments.iter().filter(|payment| payment.currency == currency);
                let payments: Vec<&Payment> = payments.copied().collect();
                let stats = store.stats(&filter).unwrap();
                assert_eq!(sums_told(&stats), sums_of(&payments), "{filter:?}");
                check_hours(store, &filter, &payments);
            }
        }
        self.check_other_stats(requests);
    }

    fn check_other_stats(&self, requests: &[RequestToLink]) {
        let filter = StatsFilter::default();
        let (all, acmes) =
            (self.store.stats(&filter).unwrap(), self.as_acme.stats(&filter).unwrap());
        let (ones, keys) =
            (self.as_one.stats(&filter).unwrap(), self.as_own_key.stats(&filter).unwrap());
        let by_status = |of: Option<&ClientId>| {
            let mut counts = BTreeMap::new();
            for request in requests.iter().filter(|it| of.is_none_or(|id| it.client_id == *id)) {
                *counts.entry(request.status.as_str()).or_insert(0_i64) += 1;
            }
            counts
        };
        let found = |filter: &str| {
            let filter = filter.parse().unwrap();
            self.store.list_payments(&filter, &PageRequest::first()).unwrap().total
        };
        assert_eq!(found("overdue:yes"), all.attention.payments_overdue);
        assert_eq!(
            found("overdue:no status:expired,pending") + found("-overdue:no"),
            found("status:expired,pending")
        );
        let filter = "overdue:yes".parse().unwrap();
        let list = |page: &_| self.store.list_requests_to_link(&filter, page).unwrap();
        let overdue = walk(list, |it| {
            assert_eq!(it.status, RequestToLinkStatus::Expired);
            it.id.clone()
        });
        let told = all.attention.requests_to_link_overdue;
        assert_eq!(i64::try_from(overdue.len()).ok(), told);
        let told = |stats: &Stats| {
            let totals = stats.requests_to_link.as_ref().unwrap().iter();
            totals.map(|total| (total.status.as_str(), total.count)).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(told(&all), by_status(None));
        assert_eq!(told(&ones), by_status(Some(&self.one)));
        assert!(acmes.requests_to_link.is_none() && keys.requests_to_link.is_none());
        let customers = self.customers.iter().sum::<i64>();
        assert_eq!((all.customers, keys.customers), (Some(customers), Some(self.customers[0])));
        assert!(acmes.customers.is_none() && ones.customers.is_none());
        assert_eq!(all.events, Some(self.store.log_head().unwrap().count));
        assert!([&acmes, &ones, &keys].iter().all(|stats| stats.events.is_none()));
        let intents: Vec<_> =
            self.intents.iter().map(|id| self.store.link_intent(*id).unwrap()).collect();
        let soon = all.at.plus_seconds(86_400);
        for stats in [&all, &acmes] {
            for total in stats.link_intents.as_ref().unwrap() {
                let same = intents.iter().filter(|intent| intent.status == total.status);
                assert_eq!(i64::try_from(same.count()).unwrap(), total.count);
            }
            let told = stats.link_intents.as_ref().unwrap().iter().map(|total| total.count);
            assert_eq!(told.sum::<i64>(), i64::try_from(intents.len()).unwrap());
            let open = intents.iter().filter(|intent| intent.status == LinkIntentStatus::Open);
            let expiring = open.filter(|intent| intent.expires_at <= soon).count();
            let told = stats.attention.link_intents_expiring;
            assert_eq!(told, Some(i64::try_from(expiring).unwrap()));
        }
    }
}

/// What a walk through all pages finds, newest first, and that each page says the same total.
fn walk<T, I>(
    list: impl Fn(&PageRequest) -> billfold_core::Page<T>,
    id: impl Fn(&T) -> I,
) -> Vec<I> {
    let mut page = list(&PageRequest::first().limit(3));
    let total = page.total;
    let mut found: Vec<I> = page.items.iter().map(&id).collect();
    while let Some(cursor) = page.next_cursor {
        page = list(&PageRequest::after(cursor).limit(7));
        assert_eq!(page.total, total);
        found.extend(page.items.iter().map(&id));
    }
    assert_eq!(i64::try_from(found.len()).unwrap(), total);
    found
}

fn check_payments(
    store: &Store,
    client: Option<&ClientId>,
    all: &[Payment],
    seen: impl Fn(&Payment) -> bool,
) {
    let statuses = PaymentStatus::ALL.map(Some).into_iter().chain([None]);
    for (status, currency) in statuses.flat_map(|status| {
        [None, Some(Currency::USD), Some(Currency::GBP)].map(|currency| (status, currency))
    }) {
        let mut filter = PaymentFilter::default();
        filter.status.add_given(status);
        filter.currency.add_given(currency);
        filter.client.add_given(client.cloned());
        let found = walk(
            |page| store.list_payments(&filter, page).unwrap(),
            |payment| {
                assert!(status.is_none_or(|status| status == payment.status));
                payment.id
            },
        );
        let holds = |payment: &&Payment| {
            seen(payment)
                && status.is_none_or(|status| status == payment.status)
                && currency.is_none_or(|currency| currency == payment.currency)
                && client.is_none_or(|client| payment.client_id.as_ref() == Some(client))
        };
        let expected: Vec<_> = all.iter().rev().filter(holds).map(|payment| payment.id).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}

fn check_requests(store: &Store, client: Option<&ClientId>, all: &[RequestToLink]) {
    let statuses = RequestToLinkStatus::ALL.map(Some).into_iter().chain([None]);
    for (status, by) in
        statuses.flat_map(|status| ["all", "user", "biller", "search"].map(|by| (status, by)))
    {
        let mut filter = RequestToLinkFilter::default();
        filter.status.add_given(status);
        filter.client.add_given(client.cloned());
        filter.user.add_given((by == "user").then_some("user_1"));
        filter.biller_id.add_given((by == "biller").then(|| "b".parse::<BillerId>().unwrap()));
        filter.words.add_given((by == "search").then(|| Phrase::new("SER_2").unwrap()));
        let found = walk(
            |page| store.list_requests_to_link(&filter, page).unwrap(),
            |request| {
                assert!(status.is_none_or(|status| status == request.status));
                request.id.clone()
            },
        );
        let holds = |request: &&RequestToLink| {
            status.is_none_or(|status| status == request.status)
                && client.is_none_or(|client| request.client_id == *client)
                && match by {
                    "user" => request.client_user_id == "user_1",
                    "biller" => request.biller_id.is_some(),
                    "search" => request.client_user_id == "user_2",
                    _ => true,
                }
        };
        let ids = all.iter().rev().filter(holds).map(|request| request.id.clone());
        assert_eq!(found, ids.collect::<Vec<_>>(), "{filter:?}");
    }
}

/// What sums are of: a kind (a status, late, takings), a day of takings, a currency.
type Sums = BTreeMap<(&'static str, Option<Day>, Currency), (i64, i128, String)>;

fn sums_told(stats: &Stats) -> Sums {
    let mut sums = Sums::new();
    let mut add = |kind, day, total: &AmountTotal| {
        let sum = (total.count, total.sum_minor, total.sum.clone());
        assert!(sums.insert((kind, day, total.currency), sum).is_none(), "told twice");
    };
    stats.payments.iter().for_each(|it| add(it.status.as_str(), None, &it.total));
    stats.late_payments.iter().for_each(|it| add("late", None, it));
    stats.takings.iter().for_each(|it| add("takings", Some(it.day), &it.total));
    sums
}

fn sums_of(payments: &[&Payment]) -> Sums {
    let mut sums = Sums::new();
    let mut add = |kind, day, payment: &Payment| {
        let sum = sums.entry((kind, day, payment.currency)).or_default();
        sum.0 += 1;
        sum.1 += i128::from(payment.amount_minor);
        let sign = if sum.1 % 100 == 0 { "0".to_owned() } else { format!("{:02}", sum.1 % 100) };
        sum.2 = format!("{}.{}", sum.1 / 100, sign.trim_end_matches('0'));
        if sum.2.ends_with('.') {
            sum.2.push('0');
        }
    };
    for payment in payments {
        add(payment.status.as_str(), None, payment);
        if payment.late_payment.is_some() {
            add("late", None, payment);
        }
        if let Some(completed_at) = payment.completed_at {
            add("takings", Some(completed_at.day()), payment);
        }
    }
    sums
}

/// What was completed in each hour of the last day, and in the present one alone.
fn check_hours(store: &Store, asked: &StatsFilter, payments: &[&Payment]) {
    let now = store.now().unwrap();
    for since in [None, Some(now)] {
        let mut filter = TakingsFilter::default();
        filter.client_id.clone_from(&asked.client_id);
        (filter.orchestrator_id, filter.currency) = (asked.orchestrator_id, asked.currency);
        filter.since = since;
        let found = store.takings_by_hour(&filter).unwrap();
        let mut expected: BTreeMap<(i64, Currency), (i64, i128)> = BTreeMap::new();
        for payment in payments {
            let Some(completed_at) = payment.completed_at else { continue };
            let hour = completed_at.unix_seconds() / 3600 * 3600;
            if (found.since.unix_seconds()..=found.until.unix_seconds()).contains(&hour) {
                let sum = expected.entry((hour, payment.currency)).or_default();
                *sum = (sum.0 + 1, sum.1 + i128::from(payment.amount_minor));
            }
        }
        let told = found.takings.iter().map(|takings| {
            let total = &takings.total;
            ((takings.hour.unix_seconds(), total.currency), (total.count, total.sum_minor))
        });
        assert_eq!(told.collect::<Vec<_>>(), Vec::from_iter(expected), "{filter:?}");
    }
}

#[test]
fn takings_by_the_hour_are_those_of_its_seconds() {
    let (store, clock) = common::store();
    let pay = |currency: &str| {
        let payment = store.create_payment(NewPayment::new("5.00", currency).unwrap()).unwrap();
        store.complete_payment(payment.id, Completion::new()).unwrap();
    };
    pay("USD");
    pay("EUR");
    clock.advance_seconds(3599);
    pay("USD");
    clock.advance_seconds(1);
    pay("USD");
    clock.advance_seconds(7200);
    let found = store.takings_by_hour(&TakingsFilter::default()).unwrap();
    let line = |hour: &str, currency: &str, count: i64, sum: &str, sum_minor: i64| {
        serde_json::json!({
            "hour": hour, "currency": currency, "count": count, "sum": sum, "sum_minor": sum_minor,
        })
    };
    let expected = serde_json::json!({
        "at": "2026-04-01T13:00:00Z",
        "since": "2026-03-31T14:00:00Z",
        "until": "2026-04-01T13:00:00Z",
        "takings": [
            line("2026-04-01T10:00:00Z", "EUR", 1, "5.0", 500),
            line("2026-04-01T10:00:00Z", "USD", 2, "10.0", 1000),
            line("2026-04-01T11:00:00Z", "USD", 1, "5.0", 500),
        ],
    });
    assert_eq!(serde_json::to_value(&found).unwrap(), expected);
    let since = |hours: i64| {
        let mut filter = TakingsFilter::default();
        filter.since = Some(found.until.plus_seconds(hours * 3600));
        store.takings_by_hour(&filter)
    };
    for hours in [1, -744] {
        let refused = since(hours).unwrap_err();
        assert_eq!((refused.code(), common::bad_fields(&refused)), ("hour", vec!["since"]));
    }
    assert_eq!(since(-743).unwrap().takings, found.takings);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_total_is_what_the_records_say(
        operations in prop::collection::vec((0..17_u8, any::<u8>()), 1..80),
    ) {
        let mut world = world();
        for (index, (operation, choice)) in operations.into_iter().enumerate() {
            world.act(operation, choice);
            if index % 10 == 9 {
                world.check();
            }
        }
        world.check();
        assert!(world.store.verify(None).unwrap().intact);
        let report = world.store.check(|_| std::ops::ControlFlow::Continue(())).unwrap();
        assert!(report.sound, "{report:#?}");
    }
}
