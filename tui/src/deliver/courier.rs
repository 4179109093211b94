//! Carries what is due: claims, sends, reports, from several threads at once.
//!
//! A claim is reported as soon as its request has ended, so a process that is killed leaves only
//! what was under way: those come due again when their lease ends, under the same `webhook-id`.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Sender as Channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use billfold_core::{ClaimRequest, Delivery, DeliveryClaim, DeliveryReport, Error, Store};

use crate::deliver::sender::Sender;
use crate::failure::{Failure, Result};

/// How often a watcher looks whether something is due.
const GLANCE: Duration = Duration::from_millis(500);
/// How often a watcher sweeps, so that expiry is told soon after it comes.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(5);
/// How often a report is tried again that found the store busy.
const REPORT_TRIES: u32 = 5;

/// How to go about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders {
    /// Requests under way at once.
    pub(crate) jobs: u16,
    /// How long a receiver has to answer.
    pub(crate) timeout: Duration,
    /// Whether to go on when nothing is due.
    pub(crate) watch: bool,
}

/// A lease that outlives the sending of all that one claim hands out, with much to spare.
pub(crate) fn lease_seconds(timeout: Duration) -> u32 {
    u32::try_from(timeout.as_secs()).unwrap_or(u32::MAX).saturating_mul(4).saturating_add(2)
}

/// Carries deliveries from a store to their receivers.
pub(crate) struct Courier<'a> {
    store: &'a Store,
    sender: &'a Sender,
    orders: Orders,
    is_stopped: &'a (dyn Fn() -> bool + Sync),
    desk: Mutex<Desk>,
    changed: Condvar,
}

/// What the threads share.
struct Desk {
    claimed: VecDeque<DeliveryClaim>,
    under_way: usize,
    has_ended: bool,
    /// Whether the last claim found something: then the next one need not ask whether to try.
    has_more: bool,
    swept: Instant,
}

impl<'a> Courier<'a> {
    pub(crate) fn new(
        store: &'a Store,
        sender: &'a Sender,
        orders: Orders,
        is_stopped: &'a (dyn Fn() -> bool + Sync),
    ) -> Self {
        let desk = Desk {
            claimed: VecDeque::new(),
            under_way: 0,
            has_ended: false,
            has_more: false,
            swept: Instant::now(),
        };
        let (desk, changed) = (Mutex::new(desk), Condvar::new());
        Self { store, sender, orders, is_stopped, desk, changed }
    }

    /// Carries until nothing is due, or until stopped; tells each delivery as its attempt left it.
    pub(crate) fn run(&self, mut tell: impl FnMut(&Delivery) -> Result<()>) -> Result<()> {
        thread::scope(|scope| {
            let (told, tales) = mpsc::channel();
            for _ in 0..self.orders.jobs {
                let told = told.clone();
                scope.spawn(move || self.work(&told));
            }
            drop(told);
            let mut outcome = Ok(());
            // To the last of them, also after a failure: what was sent was sent.
            for tale in tales {
                let heard = tale.map_err(Failure::from).and_then(|delivery| tell(&delivery));
                if let Err(failure) = heard {
                    self.end();
                    outcome = outcome.and(Err(failure));
                }
            }
            outcome
        })
    }

    /// One thread's work.
    fn work(&self, told: &Channel<Result<Delivery, Error>>) {
        loop {
            let done = match self.next() {
                Ok(None) => return,
                Ok(Some(claim)) => {
                    let under_way = UnderWay(self);
                    let done = carry(self.store, self.sender, &claim);
                    drop(under_way);
                    match done {
                        // A watcher outlasts this too: it comes due again with its lease.
                        Err(error) if self.orders.watch && error.retryable() => continue,
                        done => done,
                    }
                }
                Err(error) => {
                    self.end();
                    Err(error)
                }
            };
            // Whoever listens hears all there is before it goes.
            let _ = told.send(done);
        }
    }

    /// The next claim to carry; waits for one, or for the end.
    fn next(&self) -> Result<Option<DeliveryClaim>, Error> {
        let mut desk = self.desk();
        loop {
            // What is claimed is carried, also after a stop: else it would wait for its lease.
            if let Some(claim) = desk.claimed.pop_front() {
                // After a pause of the whole process another may be sending it by now, and
                // receivers would find its signature too old.
                if claim.lease_ends_at <= self.store.now()? {
                    continue;
                }
                desk.under_way = desk.under_way.saturating_add(1);
                return Ok(Some(claim));
            }
            if desk.has_ended || (self.is_stopped)() {
                return Ok(None);
            }
            if self.claim(&mut desk)? {
                continue;
            }
            // What is under way may make more due: an endpoint that answers again.
            if !self.orders.watch && desk.under_way == 0 {
                desk.has_ended = true;
                self.changed.notify_all();
                return Ok(None);
            }
            let waited = self.changed.wait_timeout(desk, GLANCE);
            desk = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Claims what is due, if anything is.
    fn claim(&self, desk: &mut Desk) -> Result<bool, Error> {
        match self.claim_now(desk) {
            // A watcher outlasts a busy store; nothing is lost by trying again.
            Err(error) if self.orders.watch && error.retryable() => Ok(false),
            claimed => claimed,
        }
    }

    fn claim_now(&self, desk: &mut Desk) -> Result<bool, Error> {
        if self.orders.watch && desk.swept.elapsed() >= BETWEEN_SWEEPS {
            self.store.sweep(false)?;
            desk.swept = Instant::now();
        }
        if !desk.has_more && self.store.deliveries_due()?.due == 0 {
            return Ok(false);
        }
        let lease = lease_seconds(self.orders.timeout);
        let request = ClaimRequest::new(u32::from(self.orders.jobs), lease);
        desk.claimed.extend(self.store.claim_deliveries(&request)?);
        desk.has_more = !desk.claimed.is_empty();
        self.changed.notify_all();
        Ok(desk.has_more)
    }

    fn end(&self) {
        self.desk().has_ended = true;
        self.changed.notify_all();
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request under way; dropping it tells the others, also after a panic, for which they would
/// otherwise wait for ever.
struct UnderWay<'c>(&'c Courier<'c>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.desk();
        desk.under_way = desk.under_way.saturating_sub(1);
        drop(desk);
        self.0.changed.notify_all();
    }
}

/// Sends a claim, reports what came of it, and answers with the delivery as it then stands.
pub(crate) fn carry(
    store: &Store,
    sender: &Sender,
    claim: &DeliveryClaim,
) -> Result<Delivery, Error> {
    let headers = claim.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let answered = sender.post(&claim.url, headers, &claim.body);
    let report = match answered.outcome {
        Ok((status, retry_after)) => DeliveryReport::Answered { status, retry_after },
        Err(error) => DeliveryReport::unanswered(error),
    };
    let mut tries = 0_u32;
    loop {
        let (id, attempt) = (claim.delivery_id, claim.attempt);
        match store.report_delivery(id, attempt, report.clone(), answered.duration) {
            // It is another's by now.
            Err(error) if error.code() == "claim_lapsed" => {
                return Ok(store.delivery(id)?.delivery);
            }
            Err(error) if error.retryable() && tries < REPORT_TRIES => {
                tries = tries.saturating_add(1);
            }
            reported => return reported,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use billfold_core::{
        ManualClock, NewPayment, NewWebhookEndpoint, OpenOptions, Store, Timestamp,
    };

    use super::*;

    #[test]
    fn what_slept_past_its_lease_is_not_sent_but_claimed_anew() {
        let clock = Arc::new(ManualClock::new(Timestamp::from_unix_seconds(1_775_037_600)));
        let store: Store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        store.create_webhook_endpoint(NewWebhookEndpoint::new("https://a.example")).unwrap();
        store.create_payment(NewPayment::new("10.00", "EUR").unwrap()).unwrap();
        let timeout = Duration::from_secs(1);
        let sender = Sender::new(timeout, None).unwrap();
        let orders = Orders { jobs: 1, timeout, watch: false };
        let courier = Courier::new(&store, &sender, orders, &|| false);
        assert!(courier.claim_now(&mut courier.desk()).unwrap());
        clock.advance_seconds(i64::from(lease_seconds(timeout)));
        assert_eq!(courier.next().unwrap().map(|claim| claim.attempt), Some(2));
    }
}
