//! What payments and requests refer to: orchestrators, clients with their keys, links and fees,
//! billers, intents. All of it is made, and changes, by the ordinary operations.

use std::sync::Arc;

use billfold_core::{
    BillerId, BrandingValues, ClientId, ClientStatus, ClientUpdate, ClientWithSecret, Credential,
    FeeBearer, FeeId, ManualClock, Money, NewApiKey, NewBiller, NewClient, NewCustomer, NewFee,
    NewLinkIntent, NewOrchestrator, OrchestratorId, Secret, SettingsUpdate, Store, Timestamp,
};

use crate::cli::demo::cast::{self, BILLERS, Joining, Leaving, ORCHESTRATORS, SHOPS, Shop};
use crate::cli::demo::names::Person;
use crate::failure::Result;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A store, and the clock that it goes by.
pub(super) struct Past {
    pub(super) store: Store,
    pub(super) clock: Arc<ManualClock>,
    now: Timestamp,
}

impl Past {
    pub(super) fn new(store: Store, clock: Arc<ManualClock>, now: Timestamp) -> Self {
        Self { store, clock, now }
    }

    /// Lets time pass up to then, if it is not later already. The store is looked at in between:
    /// it would not believe a clock that jumps by months.
    pub(super) fn pass_to(&mut self, then: Timestamp) -> Result<()> {
        while self.now < then {
            self.now = then.min(self.now.plus_seconds(20 * DAY));
            self.clock.set(self.now);
            self.store.now()?;
        }
        Ok(())
    }

    fn pass(&mut self, seconds: i64) -> Result<()> {
        self.pass_to(self.now.plus_seconds(seconds))
    }
}

/// A fee that applies to a client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    pub(super) fee: FeeId,
    pub(super) bearer: FeeBearer,
    pub(super) bps: u32,
    /// In minor units of the client's only currency.
    pub(super) cap: Option<i64>,
}

struct OrchestratorHere {
    id: OrchestratorId,
    /// Its own handle.
    acts: Store,
    rates: Vec<Rate>,
}

/// A client that is there.
pub(super) struct ShopHere {
    pub(super) id: ClientId,
    /// Whose fees apply, until the link ends.
    pub(super) linked: Option<(OrchestratorId, Vec<Rate>)>,
    /// Who takes payments.
    pub(super) till: Store,
    /// Who asks for links.
    pub(super) desk: Store,
    /// When each of its customers came first; none: they were erased since.
    pub(super) customers: Vec<Option<Timestamp>>,
}

/// Everybody.
pub(super) struct Town {
    orchestrators: Vec<OrchestratorHere>,
    shops: Vec<Option<ShopHere>>,
}

impl Town {
    /// What is there before the first payment.
    pub(super) fn found(past: &mut Past) -> Result<Self> {
        past.store.update_settings(SettingsUpdate::from_json(
            r#"{"currencies": ["USD", "EUR", "GBP", "CAD", "JPY", "KWD", "CHF"]}"#,
        )?)?;
        for (id, name, active) in BILLERS {
            past.pass(40)?;
            let id: BillerId = id.parse()?;
            past.store.put_biller(NewBiller::new(*name).with_id(id).with_active(*active))?;
        }
        let orchestrators = ORCHESTRATORS.iter().map(|one| establish(past, one));
        let orchestrators = orchestrators.collect::<Result<Vec<_>>>()?;
        if let Some(dormant) = orchestrators.last() {
            past.pass(DAY / 2)?;
            past.store.disable_orchestrator(dormant.id)?;
        }
        let mut town = Self { orchestrators, shops: SHOPS.iter().map(|_| None).collect() };
        town.invite_in_vain(past)?;
        Ok(town)
    }

    /// The shop of this number, once it has joined.
    pub(super) fn shop(&self, number: usize) -> Option<&ShopHere> {
        self.shops.get(number)?.as_ref()
    }

    pub(super) fn shop_mut(&mut self, number: usize) -> Option<&mut ShopHere> {
        self.shops.get_mut(number)?.as_mut()
    }

    /// How many customers a shop has.
    pub(super) fn customers_of(&self, number: usize) -> u64 {
        let count = self.shop(number).map_or(0, |shop| shop.customers.len());
        u64::try_from(count).unwrap_or(0)
    }

    /// A new customer comes into a shop.
    pub(super) fn meet(&self, shop: usize, id: &str, person: &Person) -> Result<()> {
        let Some(here) = self.shop(shop) else { return Ok(()) };
        let mut new = NewCustomer::default();
        new.id = Some(id.parse()?);
        new.client_id = Some(here.id.clone());
        new.name.clone_from(&person.name);
        new.email.clone_from(&person.email);
        here.till.create_customer(new)?;
        Ok(())
    }

    /// Lets join and leave who does so by this point of all that happens.
    pub(super) fn turn(&mut self, past: &mut Past, before: Option<u64>, now: u64) -> Result<()> {
        let is_due = |at: u64| before.is_none_or(|before| before < at) && at <= now;
        for (number, shop) in SHOPS.iter().enumerate() {
            if is_due(shop.joins_at) {
                let here = self.join(past, shop)?;
                if let Some(place) = self.shops.get_mut(number) {
                    *place = Some(here);
                }
            }
            if is_due(shop.leaves_at) {
                self.leave(past, number, shop.leaving)?;
            }
        }
        Ok(())
    }

    fn join(&self, past: &mut Past, shop: &Shop) -> Result<ShopHere> {
        let orchestrator = match shop.joining {
            Joining::Alone => None,
            Joining::Linked(number) | Joining::Invited(number) => self.orchestrators.get(number),
        };
        let made: ClientWithSecret = match orchestrator {
            Some(orchestrator) if matches!(shop.joining, Joining::Invited(_)) => {
                let intent = orchestrator.acts.create_link_intent(NewLinkIntent::new(shop.name))?;
                past.pass(7)?;
                let url = exposed(intent.into_record().url);
                past.store.redeem_link_intent(&url)?.into_record().client
            }
            _ => past.store.create_client(NewClient::new(shop.name))?.into_record(),
        };
        let id = made.client.client_id.clone();
        if let Some(orchestrator) = orchestrator {
            orchestrator.acts.link_client(None, &id)?;
        }
        let linked = orchestrator.map(|orchestrator| (orchestrator.id, orchestrator.rates.clone()));
        let old_key = NewApiKey::of_client(id.clone()).name("Old till");
        let old_key = past.store.create_api_key(old_key)?.into_record().api_key.id;
        let key = NewApiKey::of_client(id.clone()).name("Tills");
        let key = exposed(past.store.create_api_key(key)?.into_record().key);
        past.store.revoke_api_key(old_key)?;
        // Who will not be let act for ever is acted for by people.
        let (till, desk) = if shop.leaving == Leaving::Stays {
            let client = Credential::client(id.as_str(), exposed(made.client_secret))?;
            let till = past.store.scoped(&Credential::from_key(key)?)?;
            (till, past.store.scoped(&client)?)
        } else {
            let people = past.store.operated_by("Dana at the desk")?;
            (people.clone(), people)
        };
        let mut here = ShopHere { id, linked, till, desk, customers: Vec::new() };
        if let Some(orchestrator) = orchestrator.filter(|_| shop.name == cast::CORNER_SHOP.name) {
            favour(orchestrator, &mut here)?;
        }
        Ok(here)
    }

    fn leave(&mut self, past: &Past, number: usize, leaving: Leaving) -> Result<()> {
        let Some(shop) = self.shop_mut(number) else { return Ok(()) };
        let people = past.store.operated_by("Dana at the desk")?;
        match leaving {
            Leaving::Stays => {}
            Leaving::Rests => {
                people.update_client(&shop.id, ClientUpdate::status(ClientStatus::Inactive))?;
            }
            Leaving::Closes => {
                people.revoke_client(&shop.id)?;
            }
            Leaving::Unlinks => {
                if let Some((orchestrator, _)) = shop.linked.take() {
                    people.unlink_client(Some(orchestrator), &shop.id)?;
                }
            }
        }
        Ok(())
    }

    /// Invitations that nobody takes up.
    fn invite_in_vain(&mut self, past: &mut Past) -> Result<()> {
        if let Some(acme) = self.orchestrators.first() {
            acme.acts.create_link_intent(NewLinkIntent::new("Never Opened Ltd").expires_in(DAY))?;
            past.pass(HOUR)?;
            let mistaken = acme.acts.create_link_intent(NewLinkIntent::new("Cornre Shop"))?;
            past.pass(90)?;
            acme.acts.revoke_link_intent(mistaken.link_intent.id)?;
        }
        Ok(())
    }

    /// Invitations that are open still: one that is nearly over, one that has days.
    pub(super) fn invite(&self) -> Result<()> {
        let names = [("Pâtisserie Zoé", 2 * HOUR), ("Riverside Bikes", 9 * HOUR)];
        for (orchestrator, (name, lifetime)) in self.orchestrators.iter().zip(names) {
            let soon = NewLinkIntent::new(name).expires_in(lifetime);
            orchestrator.acts.create_link_intent(soon)?;
        }
        if let Some(acme) = self.orchestrators.first() {
            let week = NewLinkIntent::new("Quayside Fish Bar").expires_in(7 * DAY);
            acme.acts.create_link_intent(week)?;
        }
        Ok(())
    }
}

fn establish(past: &mut Past, one: &cast::Orchestrator) -> Result<OrchestratorHere> {
    past.pass(HOUR)?;
    let made = past.store.create_orchestrator(NewOrchestrator::new(one.name))?.into_record();
    let acts = past.store.scoped(&Credential::from_key(exposed(made.key))?)?;
    past.pass(300)?;
    acts.put_branding(None, None, BrandingValues::from_json(one.branding)?)?;
    let wanted = [(FeeBearer::Payer, one.payer_bps), (FeeBearer::Recipient, one.recipient_bps)];
    let mut rates = Vec::new();
    for (bearer, bps) in wanted {
        if let Some(bps) = bps {
            let fee = acts.create_fee(NewFee::new(bearer, bps))?.id;
            rates.push(Rate { fee, bearer, bps, cap: None });
        }
    }
    if one.payer_bps.is_none() && one.recipient_bps.is_some() {
        let tried = acts.create_fee(NewFee::new(FeeBearer::Payer, 25))?.id;
        past.pass(DAY / 4)?;
        acts.disable_fee(tried)?;
    }
    Ok(OrchestratorHere { id: made.orchestrator.id, acts, rates })
}

/// A shop's own terms: less to pay, but no more than so much.
fn favour(orchestrator: &OrchestratorHere, shop: &mut ShopHere) -> Result<()> {
    let cap = Money::parse("0.75", cast::CORNER_SHOP.currency.parse()?)?;
    let own = NewFee::new(FeeBearer::Recipient, 40).with_client(shop.id.clone()).with_cap(cap);
    let fee = orchestrator.acts.create_fee(own)?.id;
    if let Some((_, rates)) = &mut shop.linked {
        rates.retain(|rate| rate.bearer != FeeBearer::Recipient);
        let bearer = FeeBearer::Recipient;
        rates.push(Rate { fee, bearer, bps: 40, cap: Some(cap.minor()) });
    }
    let looks = BrandingValues::from_json(
        r##"{"display_name": "Corner Shop", "primary_color": "#c1121f", "text_color": "#222"}"##,
    )?;
    orchestrator.acts.put_branding(None, Some(&shop.id), looks)?;
    Ok(())
}

fn exposed(secret: Option<Secret>) -> String {
    secret.map(|secret| secret.expose().to_owned()).unwrap_or_default()
}
