//! The sender of webhooks, whose receivers answer in every way that receivers do. No socket is
//! opened: the answers are made up, and reported as a sender reports them.

use std::time::Duration;

use billfold_core::{
    ClaimRequest, DeliveryClaim, DeliveryFilter, DeliveryReport, DeliveryStatus, MAX_CLAIMS,
    NewWebhookEndpoint, PageRequest, Store, Terms, WebhookEndpointId,
};

use crate::cli::demo::chance::{Chance, Stream};
use crate::cli::demo::town::Past;
use crate::failure::Result;

/// How a receiver is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// It takes what it gets, and stumbles now and then.
    Well,
    /// It answers every delivery with an error.
    Broken,
    /// It is gone for good, and says so.
    Gone,
    /// Nobody is there.
    Silent,
}

struct Receiver {
    url: &'static str,
    description: &'static str,
    events: &'static [&'static str],
    manner: Manner,
    /// It is there for this many records before the recent ones, and for those.
    records: u64,
}

/// Those that are there longest come first.
const RECEIVERS: &[Receiver] = &[
    Receiver {
        url: "https://tills.corner-shop.example/webhooks/billfold",
        description: "Tells the tills what was not paid",
        events: &["payment.failed", "payment.expired", "payment.paid_late"],
        manner: Manner::Well,
        records: 2000,
    },
    Receiver {
        url: "https://ledger.example.com/hooks/payments?tenant=7",
        description: "Bookkeeping",
        events: &["payment.completed"],
        manner: Manner::Well,
        records: 400,
    },
    Receiver {
        url: "https://old-erp.example.net:8443/notify",
        description: "Old ERP",
        events: &["payment.failed", "client.*"],
        manner: Manner::Gone,
        records: 300,
    },
    Receiver {
        url: "https://crm.example.org/in",
        description: "CRM; broken since the last release",
        events: &["request_to_link.*"],
        manner: Manner::Broken,
        records: 150,
    },
    Receiver {
        url: "https://kiosk-17.example/ring",
        description: "Bell at the kiosk, behind a SIM card",
        events: &["payment.created"],
        manner: Manner::Silent,
        records: 60,
    },
];

/// The sender, and whom it sends to.
pub(super) struct Courier {
    seed: u64,
    known: Vec<(WebhookEndpointId, Manner)>,
    sent: u64,
}

impl Courier {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, known: Vec::new(), sent: 0 }
    }

    /// Takes up the receivers whose time has come when so many records are still to be before the
    /// recent ones.
    pub(super) fn take_up(&mut self, past: &Past, records_left: u64) -> Result<()> {
        for receiver in RECEIVERS.iter().skip(self.known.len()) {
            if receiver.records < records_left {
                break;
            }
            let new = NewWebhookEndpoint::new(receiver.url)
                .description(receiver.description)
                .event_types(receiver.events.iter().copied());
            let made = past.store.create_webhook_endpoint(new)?;
            self.known.push((made.webhook_endpoint.id, receiver.manner));
        }
        Ok(())
    }

    /// Sends what is due.
    pub(super) fn go_round(&mut self, past: &Past) -> Result<()> {
        loop {
            let request = ClaimRequest::new(MAX_CLAIMS, 60);
            let sent = past.store.atomically(|store| {
                let claims = store.claim_deliveries(&request)?;
                for claim in &claims {
                    self.report(store, claim)?;
                }
                Ok(claims.len())
            })?;
            if sent == 0 {
                return Ok(());
            }
        }
    }

    fn report(&mut self, store: &Store, claim: &DeliveryClaim) -> billfold_core::Result<()> {
        self.sent = self.sent.saturating_add(1);
        let mut chance = Chance::of(self.seed, Stream::Delivery, self.sent);
        let manner = self.known.iter().find(|(id, _)| *id == claim.endpoint_id);
        let report = match manner.map_or(Manner::Well, |(_, manner)| *manner) {
            Manner::Well if chance.happens(30) => DeliveryReport::answered(503),
            Manner::Well => DeliveryReport::answered(if chance.happens(800) { 200 } else { 204 }),
            Manner::Broken => DeliveryReport::answered(500),
            Manner::Gone => DeliveryReport::answered(410),
            Manner::Silent => DeliveryReport::unanswered("connection timed out"),
        };
        let took = Duration::from_millis(30_u64.saturating_add(chance.below(900)));
        store.report_delivery(claim.delivery_id, claim.attempt, report, took).map(drop)
    }

    /// Somebody sends a few deliveries of the broken receiver by hand until they are given up.
    pub(super) fn insist(&mut self, past: &Past) -> Result<()> {
        let broken = self.known.iter().find(|(_, manner)| *manner == Manner::Broken);
        let Some((endpoint, _)) = broken else { return Ok(()) };
        let mut filter = DeliveryFilter::endpoint(*endpoint);
        filter.status = Terms::is(DeliveryStatus::Pending);
        let waiting = past.store.list_deliveries(&filter, &PageRequest::first())?;
        for delivery in waiting.items.iter().rev().take(3) {
            while past.store.delivery(delivery.id)?.delivery.status == DeliveryStatus::Pending {
                let claim = past.store.claim_delivery(delivery.id, 60)?;
                self.report(&past.store, &claim)?;
            }
        }
        Ok(())
    }
}
