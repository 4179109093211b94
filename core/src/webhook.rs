//! Webhooks: events on their way to whoever wants to hear of them.
//!
//! The library opens no sockets. It queues each event for each endpoint that wants it, in the
//! transaction that wrote the event; hands out what is due, signed, to whoever sends
//! ([`Store::claim_deliveries`](crate::Store::claim_deliveries)); and is told what came of it
//! ([`Store::report_delivery`](crate::Store::report_delivery)). Whatever happens between the two,
//! a delivery is sent **at least once**: a claim that is not reported within its lease is due
//! again, under the same `webhook-id`, by which receivers tell what they have seen.
//!
//! # When
//!
//! | what came | what follows |
//! |---|---|
//! | 2xx | delivered |
//! | 410 | the endpoint is disabled; the delivery waits for it to be enabled |
//! | any other answer | next try on the schedule, not before its `Retry-After` (24 h at the most) |
//! | none (offline, DNS, timeout) | the whole endpoint is left alone for a while |
//! | no report | due again when the lease has ended |
//!
//! The **schedule** after each answered failure: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h,
//! 24 h, each give or take ten per cent. After the tenth answered failure, or when an attempt
//! fails thirty days or more after the delivery was queued, it is abandoned; it can be replayed.
//!
//! **No answer** does not use the schedule up, for it says nothing of the delivery. It says that
//! the endpoint cannot be reached, so the endpoint waits: 5 s, then 5 min, then 30 min each time.
//! After each wait one delivery alone is handed out to find out whether it answers again; the
//! others follow when it does, whatever the answer. So a week offline costs a handful of attempts
//! a day, however much is waiting, and half an hour after the network is back all of it leaves.
//!
//! # Signatures
//!
//! They follow the Standard Webhooks specification, so its libraries verify them, and
//! [`verify_signature`] does. A body is `{"type": …, "timestamp": …, "data": …}`, `data` being the
//! event's record: no customer's name or e-mail, no secret, link tokens masked.

mod claim;
mod delivery;
mod due;
mod endpoint;
mod input;
mod report;
mod schedule;
mod secret;
mod signature;
mod transfer;

pub use claim::{ClaimRequest, DeliveryClaim, MAX_CLAIMS, MAX_LEASE_SECONDS};
pub use delivery::{
    AttemptOutcome, Delivery, DeliveryAttempt, DeliveryFilter, DeliverySort, DeliveryStatus,
    DeliveryWithAttempts,
};
pub use due::DeliveriesDue;
pub(crate) use endpoint::attention;
pub use endpoint::{
    WebhookEndpoint, WebhookEndpointFilter, WebhookEndpointSort, WebhookEndpointStatus,
    WebhookEndpointWithSecret,
};
pub use input::{NewWebhookEndpoint, WebhookEndpointUpdate};
pub use report::DeliveryReport;
pub use signature::{SIGNATURE_TOLERANCE_SECONDS, verify_signature};

pub(crate) use transfer::WebhookEndpointRecord;
