//! Records as they happen: each is created, and then one thing comes after the other, at its
//! time and with its event.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use billfold_core::{
    Completion, CustomerId, JsonObject, Lifetime, NewPayment, NewRequestToLink,
    PaymentCustomerInput, PaymentFailure, PaymentId, RequestToLinkId, Secret, Timestamp,
};

use crate::cli::demo::archive::uuid;
use crate::cli::demo::ask::{Answer, Ask};
use crate::cli::demo::chance::Chance;
use crate::cli::demo::courier::Courier;
use crate::cli::demo::sale::{Fate, Sale, later};
use crate::cli::demo::town::{Past, Town};
use crate::failure::Result;

/// How often the sender of webhooks comes round, and how often somebody sweeps.
const ROUND_SECONDS: i64 = 3600;
const SWEEP_SECONDS: i64 = 6 * 3600;

/// Something that is still to happen, in this shop.
enum Act {
    Complete(usize, PaymentId, Completion),
    Fail(usize, PaymentId, PaymentFailure),
    RecordLate(PaymentId, Completion),
    /// The user begins; and finishes then, unless it is left at that.
    Proceed(usize, RequestToLinkId, Option<Timestamp>),
    Finish(Secret),
    Cancel(usize, RequestToLinkId, Option<&'static str>),
    Sweep,
    Round,
}

/// What is still to happen, in order.
pub(super) struct Agenda {
    acts: BTreeMap<Reverse<(Timestamp, u64)>, Act>,
    added: u64,
    end: Timestamp,
    /// From when on nobody sweeps: what expires then is overdue in the end.
    last_sweep: Timestamp,
}

impl Agenda {
    /// An empty one, but for the rounds, from now on.
    pub(super) fn new(now: Timestamp, last_sweep: Timestamp, end: Timestamp) -> Self {
        let mut agenda = Self { acts: BTreeMap::new(), added: 0, end, last_sweep };
        agenda.add(now.plus_seconds(ROUND_SECONDS), Act::Round);
        agenda.add(now.plus_seconds(SWEEP_SECONDS), Act::Sweep);
        agenda
    }

    fn add(&mut self, at: Timestamp, act: Act) {
        self.added = self.added.saturating_add(1);
        self.acts.insert(Reverse((at, self.added)), act);
    }

    /// Lets happen what does by then.
    pub(super) fn live_to(
        &mut self,
        then: Timestamp,
        past: &mut Past,
        town: &Town,
        courier: &mut Courier,
    ) -> Result<()> {
        while let Some(next) = self.acts.last_entry() {
            let Reverse((at, _)) = *next.key();
            if at > then {
                break;
            }
            let act = next.remove();
            past.pass_to(at)?;
            self.happen(act, past, town, courier)?;
        }
        past.pass_to(then)
    }

    fn happen(&mut self, act: Act, past: &Past, town: &Town, courier: &mut Courier) -> Result<()> {
        let till = |shop| town.shop(shop).map_or(&past.store, |shop| &shop.till);
        let desk = |shop| town.shop(shop).map_or(&past.store, |shop| &shop.desk);
        match act {
            Act::Complete(shop, id, completion) => {
                till(shop).complete_payment(id, completion)?;
            }
            Act::Fail(shop, id, failure) => {
                till(shop).fail_payment(id, failure)?;
            }
            Act::RecordLate(id, completion) => {
                let people = past.store.operated_by("Marta in accounting")?;
                people.record_late_payment(id, completion)?;
            }
            Act::Proceed(shop, id, finishes) => {
                let session = desk(shop).proceed_request_to_link(&id)?.into_record();
                if let Some((at, token)) = finishes.zip(session.link_token) {
                    self.add(at, Act::Finish(token));
                }
            }
            Act::Finish(token) => {
                past.store.complete_link_session(token.expose())?;
            }
            Act::Cancel(shop, id, reason) => {
                desk(shop).cancel_request_to_link(&id, reason.map(str::to_owned))?;
            }
            Act::Sweep => {
                let now = past.store.now()?;
                past.store.sweep(false)?;
                let next = now.plus_seconds(SWEEP_SECONDS);
                if now < self.last_sweep {
                    self.add(next.min(self.last_sweep), Act::Sweep);
                }
            }
            Act::Round => {
                courier.go_round(past)?;
                self.add(past.store.now()?.plus_seconds(ROUND_SECONDS), Act::Round);
            }
        }
        Ok(())
    }

    /// A payment is created, and its fate takes its course.
    pub(super) fn sell(
        &mut self,
        chance: &mut Chance,
        sale: &Sale,
        town: &Town,
        customer: Option<&str>,
        past: &Past,
    ) -> Result<()> {
        let Some(here) = town.shop(sale.shop) else { return Ok(()) };
        let created = past.store.now()?;
        let id: PaymentId = uuid(created, chance).parse()?;
        let expires_in = sale.expires_in(created, self.end);
        let mut new = NewPayment::of(sale.amount);
        new.id = Some(id);
        new.client_id = Some(here.id.clone());
        new.mcc = sale.mcc;
        new.description.clone_from(&sale.description);
        new.success_url = sale.success_url.map(str::to_owned);
        new.metadata = JsonObject::parse(&sale.metadata)?;
        new.expires_in = Some(expires_in);
        let customer = customer.map(str::parse::<CustomerId>).transpose()?;
        new.customer = customer.map(PaymentCustomerInput::Existing);
        here.till.create_payment(new)?;
        match &sale.fate {
            Fate::Open { .. } => {}
            Fate::Completed { after, method } => {
                let act = Act::Complete(sale.shop, id, Completion::by(method)?);
                self.add(later(created, *after, self.end), act);
            }
            Fate::Failed { after, failure } => {
                let act = Act::Fail(sale.shop, id, failure.clone());
                self.add(later(created, *after, self.end), act);
            }
            Fate::Expired { late } => {
                if let Some((after, method)) = late {
                    let expired = created.plus_seconds(expires_in);
                    let act = Act::RecordLate(id, Completion::by(method)?);
                    self.add(later(expired, *after, self.end), act);
                }
            }
        }
        Ok(())
    }

    /// A user is asked for a link, and answers or does not.
    pub(super) fn ask(
        &mut self,
        chance: &mut Chance,
        ask: &Ask,
        town: &Town,
        past: &Past,
    ) -> Result<()> {
        let Some(here) = town.shop(ask.shop) else { return Ok(()) };
        let created = past.store.now()?;
        let id = format!("rtl_{}", uuid(created, chance).replace('-', ""));
        let id: RequestToLinkId = id.parse()?;
        let mut new = NewRequestToLink::new(ask.user.as_str()).with_id(id.clone());
        new.client_id = Some(here.id.clone());
        new.biller_id = ask.biller.as_deref().map(str::parse).transpose()?;
        new.metadata = JsonObject::parse(&ask.metadata)?;
        new.lifetime = Lifetime::Seconds(ask.expires_in(created, self.end));
        here.desk.create_request_to_link(new)?;
        let at = |seconds| later(created, seconds, self.end);
        match ask.answer {
            Answer::Waiting { .. } | Answer::Expired => {}
            Answer::Begun { after, .. } => {
                self.add(at(after), Act::Proceed(ask.shop, id, None));
            }
            Answer::Completed { begins, takes } => {
                let finishes = Some(at(begins.saturating_add(takes)));
                self.add(at(begins), Act::Proceed(ask.shop, id, finishes));
            }
            Answer::Cancelled { after, reason } => {
                self.add(at(after), Act::Cancel(ask.shop, id, reason));
            }
        }
        Ok(())
    }
}
