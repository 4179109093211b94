//! A world of many records: months of business in some shops, which end now.
//!
//! Most of it is handed in, as by a till that was offline for long: lines in the form of an
//! export, which may say when things were, imported some thousands at a time. What is recent is
//! lived through, by a clock of its own, operation by operation: so it has its events, sessions
//! and deliveries. Small worlds are lived through from the beginning.
//!
//! A transaction has one time, so living through a day takes a commit for every change, a dozen
//! times what a line of an import costs.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use billfold_core::{
    ClientFilter, Clock as _, CustomerFilter, Durability, Error, ErrorKind, ImportObserver,
    ImportOptions, ManualClock, OpenOptions, PageRequest, PaymentFilter, RefusedLine,
    RequestToLinkFilter, Store, SystemClock, Timestamp,
};
use chrono::{Local, Offset as _, TimeZone as _};
use serde::Serialize;

use crate::cli::demo::archive::{Lines, uuid};
use crate::cli::demo::ask::Ask;
use crate::cli::demo::chance::{Chance, Stream};
use crate::cli::demo::courier::Courier;
use crate::cli::demo::live::Agenda;
use crate::cli::demo::names::{self, Person};
use crate::cli::demo::sale::{Buyer, Place, Sale};
use crate::cli::demo::shop_day::Calendar;
use crate::cli::demo::story::quoted;
use crate::cli::demo::town::{Past, Town};
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::text::shown as printable;
use crate::output::{Column, Progress, number, text};
use crate::signals::Stop;

/// How long one batch may take.
const LEASE: Duration = Duration::from_secs(3600);

/// How many payments and requests to link there can be.
pub(super) const MOST_RECORDS: u64 = 100_000_000;

/// Records that are handed in together.
const RECORDS_AT_ONCE: u64 = 10_000;

/// How many in a thousand records are requests to link.
const REQUESTS: u64 = 150;

const COLUMNS: &[Column] = &[
    text("path"),
    number("records"),
    number("payments"),
    number("requests_to_link"),
    number("clients"),
    number("customers"),
    number("milliseconds"),
];

/// What is in the file, and how long that took.
#[derive(Serialize)]
struct Filled {
    path: String,
    records: i64,
    payments: i64,
    requests_to_link: i64,
    clients: i64,
    customers: i64,
    milliseconds: u64,
}

/// Fills a new file of this path.
pub(super) fn fill(path: &Path, records: u64, seed: u64, session: &mut Session) -> Result<()> {
    let began = Instant::now();
    let stop = Stop::listen()?;
    let now = Timestamp::from_unix_seconds(SystemClock.unix_milliseconds().div_euclid(1000));
    let calendar = Calendar::new(seed, records, now, offset_of(now));
    let founding = calendar.begin().plus_seconds(-3 * 86_400);
    let clock = Arc::new(ManualClock::new(founding));
    let options = OpenOptions::new().clock(clock.clone());
    // Nothing is lost if the power fails in the midst of it: one begins again.
    let options = options.durability(Durability::MayLoseLastCommitsOnPowerLoss);
    // Nobody else waits for the writer, however slow a busy machine makes a batch.
    let options = options.lease(LEASE);
    let mut past = Past::new(options.create(path)?, clock, founding);
    let town = Town::found(&mut past)?;
    let (courier, progress) = (Courier::new(seed), Progress::new("records"));
    let mut world = World { past, town, courier, calendar, seed, progress, stop };
    let outcome = world.run();
    // However far it came, its clock must not look as if it had stopped months ago.
    world.past.pass_to(now)?;
    let World { past, progress, .. } = world;
    drop(progress);
    let filled = count(&past.store, path, began)?;
    past.store.close()?;
    if outcome?.is_break() {
        let message = format!(
            "stopped: {} of {records} records are in {}, which is sound",
            filled.records, filled.path
        );
        return Err(Failure::new(ErrorKind::Interrupted, "interrupted", message));
    }
    tell(&filled, seed, session)
}

/// Seconds by which local time is ahead of UTC.
fn offset_of(now: Timestamp) -> i64 {
    let offset = Local.offset_from_utc_datetime(&now.to_datetime().naive_utc());
    i64::from(offset.fix().local_minus_utc())
}

struct World {
    past: Past,
    town: Town,
    courier: Courier,
    calendar: Calendar,
    seed: u64,
    progress: Progress,
    stop: Stop,
}

impl World {
    /// Fills the months up to now; breaks if the user has had enough.
    fn run(&mut self) -> Result<ControlFlow<()>> {
        let records = self.calendar.records();
        let lived = (records / 200).clamp(1500, 20_000).min(records);
        let handed_in = records.saturating_sub(lived);
        if self.hand_in(handed_in)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.live(handed_in)
    }

    /// The records before this one: a till's lines, some thousands at a time.
    fn hand_in(&mut self, until: u64) -> Result<ControlFlow<()>> {
        let mut lines = Lines::default();
        for number in 0..until {
            let place = self.place(number);
            self.turn(place)?;
            self.write_down(place, &mut lines)?;
            let is_last = number.saturating_add(1) == until;
            if lines.records == RECORDS_AT_ONCE || is_last {
                self.past.pass_to(self.calendar.at(number))?;
                let before = number.saturating_add(1).saturating_sub(lines.records);
                if self.import(&mut lines, before)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The records from this one on, each at its time, and what follows from each.
    fn live(&mut self, from: u64) -> Result<ControlFlow<()>> {
        let (records, end) = (self.calendar.records(), self.calendar.end());
        let recent = self.calendar.recent_begin();
        let mut agenda = Agenda::new(self.calendar.at(from), recent, end);
        for number in from..records {
            if self.stop.is_asked() {
                return Ok(ControlFlow::Break(()));
            }
            let place = self.place(number);
            let at = self.calendar.at(number);
            agenda.live_to(at, &mut self.past, &self.town, &mut self.courier)?;
            if place.recent == Some(0) {
                self.courier.insist(&self.past)?;
                self.town.invite()?;
            }
            self.turn(place)?;
            let first_recent = records.saturating_sub(self.calendar.recent());
            self.courier.take_up(&self.past, first_recent.saturating_sub(number))?;
            self.happen(place, &mut agenda)?;
            self.progress.tell(number, records);
        }
        agenda.live_to(end, &mut self.past, &self.town, &mut self.courier)?;
        Ok(ControlFlow::Continue(()))
    }

    fn place(&self, number: u64) -> Place {
        let thousandth = number.saturating_mul(1000).checked_div(self.calendar.records());
        let thousandth = thousandth.unwrap_or(0);
        let old = self.calendar.records().saturating_sub(self.calendar.recent());
        Place { number, thousandth, recent: number.checked_sub(old) }
    }

    /// Lets join and leave who does so between the record before and this one.
    fn turn(&mut self, place: Place) -> Result<()> {
        let before = place.number.checked_sub(1).map(|before| self.place(before).thousandth);
        if before == Some(place.thousandth) {
            return Ok(());
        }
        self.past.pass_to(self.calendar.at(place.number))?;
        self.town.turn(&mut self.past, before, place.thousandth)
    }

    fn write_down(&mut self, place: Place, lines: &mut Lines) -> Result<()> {
        let mut chance = Chance::of(self.seed, Stream::Record, place.number);
        let (created, end) = (self.calendar.at(place.number), self.calendar.end());
        if is_request(&mut chance, place) {
            let ask = Ask::new(&mut chance, place);
            let Some(shop) = self.town.shop(ask.shop) else { return Ok(()) };
            return lines.request(&mut chance, &ask, shop, created, end);
        }
        let sale = Sale::new(&mut chance, place, |shop| self.town.customers_of(shop))?;
        // A few were erased since, but for those who still owe something.
        let is_erased = !sale.is_open() && chance.happens(3);
        let customer = self.customer(&sale, created, is_erased);
        let Some(shop) = self.town.shop(sale.shop) else { return Ok(()) };
        if let Some(Customer { id, person: Some(person) }) = &customer {
            let person = (!is_erased).then_some(person);
            lines.customer(id, shop, person, created, end)?;
        }
        let customer = customer.as_ref().map(|customer| customer.id.as_str());
        lines.payment(&mut chance, &sale, shop, customer, created, end)
    }

    fn happen(&mut self, place: Place, agenda: &mut Agenda) -> Result<()> {
        let mut chance = Chance::of(self.seed, Stream::Record, place.number);
        if is_request(&mut chance, place) {
            let ask = Ask::new(&mut chance, place);
            return agenda.ask(&mut chance, &ask, &self.town, &self.past);
        }
        let sale = Sale::new(&mut chance, place, |shop| self.town.customers_of(shop))?;
        let now = self.past.store.now()?;
        let customer = self.customer(&sale, now, false);
        if let Some(Customer { id, person: Some(person) }) = &customer {
            self.town.meet(sale.shop, id, person)?;
        }
        let customer = customer.as_ref().map(|customer| customer.id.as_str());
        agenda.sell(&mut chance, &sale, &self.town, customer, &self.past)
    }

    /// Who buys, if that is known: one who comes for the first time is noted, unless they will
    /// be erased and never come again.
    fn customer(&mut self, sale: &Sale, now: Timestamp, is_erased: bool) -> Option<Customer> {
        let number = match sale.buyer {
            Buyer::Unknown => return None,
            Buyer::Known(number) => number,
            Buyer::New => self.town.customers_of(sale.shop),
        };
        let customers = &mut self.town.shop_mut(sale.shop)?.customers;
        let is_new = sale.buyer == Buyer::New;
        let since = if is_new {
            customers.push((!is_erased).then_some(now));
            now
        } else {
            (*customers.get(usize::try_from(number).ok()?)?)?
        };
        let shop = u64::try_from(sale.shop).unwrap_or(0);
        let mut chance = Chance::of(self.seed, Stream::Customer, (shop << 40) | number);
        let id = uuid(since, &mut chance);
        let person = is_new.then(|| names::person(&mut chance, number.saturating_add(1)));
        Some(Customer { id, person })
    }

    /// Imports lines that come after so many records.
    fn import(&self, lines: &mut Lines, before: u64) -> Result<ControlFlow<()>> {
        let mut source = Cursor::new(std::mem::take(&mut lines.bytes));
        let mut watch = Watch { world: self, before, records: lines.records, refused: None };
        let options = ImportOptions::default();
        let imported = self.past.store.import(&mut source, &options, &mut watch);
        if let Some(refused) = watch.refused {
            return Err(refused.into());
        }
        match imported {
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                return Ok(ControlFlow::Break(()));
            }
            imported => imported.map(drop)?,
        }
        *lines = Lines { bytes: source.into_inner(), records: 0 };
        lines.bytes.clear();
        Ok(ControlFlow::Continue(()))
    }
}

fn is_request(chance: &mut Chance, place: Place) -> bool {
    let is_one = chance.happens(REQUESTS);
    place.recent.map_or(is_one, |recent| is_one || recent < Place::CERTAIN_REQUESTS)
}

/// A customer, with name and address if this is the first time.
struct Customer {
    id: String,
    person: Option<Person>,
}

/// Tells how far an import is, and calls it off when the user has had enough.
struct Watch<'a> {
    world: &'a World,
    /// How many records there were before it.
    before: u64,
    /// How many it brings; its other lines do not count.
    records: u64,
    /// Why a line was refused, which none should be.
    refused: Option<Error>,
}

impl ImportObserver for Watch<'_> {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        self.refused.get_or_insert_with(|| line.error.clone());
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        let records = self.records.saturating_mul(done).checked_div(total).unwrap_or(0);
        let World { progress, calendar, stop, .. } = self.world;
        progress.tell(self.before.saturating_add(records), calendar.records());
        if stop.is_asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn count(store: &Store, path: &Path, began: Instant) -> Result<Filled> {
    let one = PageRequest::first().limit(1);
    let payments = store.list_payments(&PaymentFilter::default(), &one)?.total;
    let requests = store.list_requests_to_link(&RequestToLinkFilter::default(), &one)?.total;
    Ok(Filled {
        path: path.display().to_string(),
        records: payments.saturating_add(requests),
        payments,
        requests_to_link: requests,
        clients: store.list_clients(&ClientFilter::default(), &one)?.total,
        customers: store.list_customers(&CustomerFilter::default(), &one)?.total,
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Says what is there now, and what to look at.
fn tell(filled: &Filled, seed: u64, session: &mut Session) -> Result<()> {
    if !session.is_for_people() {
        return session.show(COLUMNS, filled);
    }
    let Filled { records, payments, requests_to_link, clients, customers, milliseconds, .. } =
        filled;
    let path = printable(&filled.path);
    let seconds = milliseconds / 1000;
    let tenths = milliseconds % 1000 / 100;
    let database = quoted(&path);
    session.print(&format!(
        "{path} holds {records} records now: {payments} payments and {requests_to_link} requests \
         to link,\nof {clients} clients and {customers} customers, made in {seconds}.{tenths} s \
         with seed {seed}. Look around:\n\n\
         {0}stats\n{0}payments list --filter 'status:pending sort:-amount'\n\
         {0}customers list --filter ana\n{0}webhooks deliveries --status abandoned\n\
         {0}events list\n",
        format_args!("    $ billfold --db {database} ")
    ))
}
