//! What webhook endpoints and deliveries look like.

use billfold_core::{
    Delivery, DeliveryAttempt, DeliveryWithAttempts, Secret, WebhookEndpoint,
    WebhookEndpointWithSecret,
};

use crate::arena::Arena;
use crate::page::Record;
use crate::tagged::tagged;
use crate::text::billfold_str;
use crate::view::{Numbered as _, mask, numbered};

/// The webhook endpoint is told of events.
pub const BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE: i32 = 1;
/// The webhook endpoint is told of none; what was queued before waits.
pub const BILLFOLD_WEBHOOK_ENDPOINT_DISABLED: i32 = 2;
/// The webhook endpoint was removed, for good; only its deliveries still tell of it.
pub const BILLFOLD_WEBHOOK_ENDPOINT_DELETED: i32 = 3;

/// The delivery is to be sent, or sent again.
pub const BILLFOLD_DELIVERY_PENDING: i32 = 1;
/// The delivery's receiver took it.
pub const BILLFOLD_DELIVERY_DELIVERED: i32 = 2;
/// The delivery was given up; it can be replayed.
pub const BILLFOLD_DELIVERY_ABANDONED: i32 = 3;

/// Nothing came of the attempt yet: whoever claimed it is sending.
pub const BILLFOLD_ATTEMPT_UNDER_WAY: i32 = 1;
/// The attempt had an HTTP answer, of any status.
pub const BILLFOLD_ATTEMPT_ANSWERED: i32 = 2;
/// The attempt had no HTTP answer.
pub const BILLFOLD_ATTEMPT_UNANSWERED: i32 = 3;
/// No report of the attempt came before its lease ended; it may have arrived or not.
pub const BILLFOLD_ATTEMPT_LAPSED: i32 = 4;

numbered! {
    WebhookEndpointStatus {
        Active = BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE,
        Disabled = BILLFOLD_WEBHOOK_ENDPOINT_DISABLED,
        Deleted = BILLFOLD_WEBHOOK_ENDPOINT_DELETED,
    }
    DeliveryStatus {
        Pending = BILLFOLD_DELIVERY_PENDING,
        Delivered = BILLFOLD_DELIVERY_DELIVERED,
        Abandoned = BILLFOLD_DELIVERY_ABANDONED,
    }
    AttemptOutcome {
        UnderWay = BILLFOLD_ATTEMPT_UNDER_WAY,
        Answered = BILLFOLD_ATTEMPT_ANSWERED,
        Unanswered = BILLFOLD_ATTEMPT_UNANSWERED,
        Lapsed = BILLFOLD_ATTEMPT_LAPSED,
    }
}

/// In billfold_webhook_endpoint: description is there.
pub const BILLFOLD_WEBHOOK_ENDPOINT_HAS_DESCRIPTION: u64 = 0x1;
/// In billfold_webhook_endpoint: event_types is there.
pub const BILLFOLD_WEBHOOK_ENDPOINT_HAS_EVENT_TYPES: u64 = 0x2;
/// In billfold_webhook_endpoint: retry_at is there.
pub const BILLFOLD_WEBHOOK_ENDPOINT_HAS_RETRY_AT: u64 = 0x4;
/// In billfold_webhook_endpoint: secret is there.
pub const BILLFOLD_WEBHOOK_ENDPOINT_HAS_SECRET: u64 = 0x8;

/// A webhook endpoint: who is told of which events. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_webhook_endpoint {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_WEBHOOK_ENDPOINT_HAS_….
    pub has: u64,
    /// Names it: `whe_…`.
    pub id: billfold_str,
    /// Where deliveries go.
    pub url: billfold_str,
    /// What it is for. Optional.
    pub description: billfold_str,
    /// Which events it is told: payment.completed, `payment.*`, …. Optional: absent, every type.
    pub event_types: *const billfold_str,
    /// How many texts event_types points to.
    pub event_types_count: usize,
    /// Whether it is told of them: BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// How often in a row it was found not to answer; 0: it answers.
    pub unanswered: i64,
    /// When it is tried again, in Unix seconds. Optional: there while it does not answer.
    pub retry_at: i64,
    /// How many deliveries are on their way to it.
    pub pending: i64,
    /// How many deliveries to it were given up.
    pub abandoned: i64,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change, not with each attempt.
    pub version: i64,
    /// Its secret: `whsec_…`. Optional: shown by the call that made it; ask for it later with
    /// billfold_webhook_endpoint_secret.
    pub secret: billfold_str,
}

impl billfold_webhook_endpoint {
    fn of(endpoint: &WebhookEndpoint, secret: Option<&Secret>, arena: &Arena) -> Self {
        let types = endpoint.event_types.as_deref();
        let (event_types, event_types_count) = arena.texts(types.unwrap_or_default());
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (endpoint.description.is_some(), BILLFOLD_WEBHOOK_ENDPOINT_HAS_DESCRIPTION),
                (types.is_some(), BILLFOLD_WEBHOOK_ENDPOINT_HAS_EVENT_TYPES),
                (endpoint.retry_at.is_some(), BILLFOLD_WEBHOOK_ENDPOINT_HAS_RETRY_AT),
                (secret.is_some(), BILLFOLD_WEBHOOK_ENDPOINT_HAS_SECRET),
            ]),
            id: arena.display(endpoint.id),
            url: arena.text(&endpoint.url),
            description: arena.optional(endpoint.description.as_ref()),
            event_types,
            event_types_count,
            status: endpoint.status.number(),
            reserved: 0,
            unanswered: endpoint.unanswered,
            retry_at: endpoint.retry_at.map_or(0, |at| at.unix_seconds()),
            pending: endpoint.pending,
            abandoned: endpoint.abandoned,
            created_at: endpoint.created_at.unix_seconds(),
            updated_at: endpoint.updated_at.unix_seconds(),
            version: endpoint.version,
            secret: arena.optional(secret.map(Secret::expose)),
        }
    }
}

impl Record for WebhookEndpoint {
    const NAME: &'static str = "webhook endpoint";
    type View = billfold_webhook_endpoint;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_webhook_endpoint {
        billfold_webhook_endpoint::of(self, None, arena)
    }
}

impl Record for WebhookEndpointWithSecret {
    const NAME: &'static str = WebhookEndpoint::NAME;
    type View = billfold_webhook_endpoint;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_webhook_endpoint {
        billfold_webhook_endpoint::of(&self.webhook_endpoint, self.secret.as_ref(), arena)
    }
}

/// In billfold_delivery: event_id, event_seq, object and object_id are there: it is no test.
pub const BILLFOLD_DELIVERY_HAS_EVENT: u64 = 0x1;
/// In billfold_delivery: next_attempt_at is there.
pub const BILLFOLD_DELIVERY_HAS_NEXT_ATTEMPT_AT: u64 = 0x2;
/// In billfold_delivery: claimed_until is there.
pub const BILLFOLD_DELIVERY_HAS_CLAIMED_UNTIL: u64 = 0x4;
/// In billfold_delivery: last_status_code is there.
pub const BILLFOLD_DELIVERY_HAS_LAST_STATUS_CODE: u64 = 0x8;
/// In billfold_delivery: last_error is there.
pub const BILLFOLD_DELIVERY_HAS_LAST_ERROR: u64 = 0x10;
/// In billfold_delivery: delivered_at is there.
pub const BILLFOLD_DELIVERY_HAS_DELIVERED_AT: u64 = 0x20;

/// A delivery: one event on its way to one webhook endpoint. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_delivery {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_DELIVERY_HAS_….
    pub has: u64,
    /// Names it: `dlv_…`.
    pub id: billfold_str,
    /// Where it goes.
    pub endpoint_id: billfold_str,
    /// The event that it tells of, and its webhook-id. Optional: absent of a test.
    pub event_id: billfold_str,
    /// The event's place in the log. Optional, with the event.
    pub event_seq: i64,
    /// The type of the event, or webhook_endpoint.test.
    pub event_type: billfold_str,
    /// What sort of record the event is about. Optional, with the event.
    pub object: billfold_str,
    /// Which record. Optional, with the event.
    pub object_id: billfold_str,
    /// Where it stands: BILLFOLD_DELIVERY_PENDING, ….
    pub status: i32,
    /// The HTTP status of the last attempt that has ended. Optional.
    pub last_status_code: i32,
    /// How often it was claimed.
    pub attempts: i64,
    /// How many answers refused it since it was made or replayed; with the tenth it is given up.
    pub answered_failures: i64,
    /// When it is tried next, in Unix seconds. Optional: there while it is pending and its
    /// endpoint active.
    pub next_attempt_at: i64,
    /// Until when someone who claimed it may report, in Unix seconds. Optional.
    pub claimed_until: i64,
    /// Why the last attempt that has ended had no answer. Optional.
    pub last_error: billfold_str,
    /// When it was made, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// When its receiver took it, in Unix seconds. Optional.
    pub delivered_at: i64,
    /// How many attempts can be read; see billfold_page_delivery_attempt. 0 unless
    /// billfold_delivery_get answered with it.
    pub attempt_count: usize,
}

impl billfold_delivery {
    fn of(delivery: &Delivery, attempt_count: usize, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (delivery.event_id.is_some(), BILLFOLD_DELIVERY_HAS_EVENT),
                (delivery.next_attempt_at.is_some(), BILLFOLD_DELIVERY_HAS_NEXT_ATTEMPT_AT),
                (delivery.claimed_until.is_some(), BILLFOLD_DELIVERY_HAS_CLAIMED_UNTIL),
                (delivery.last_status_code.is_some(), BILLFOLD_DELIVERY_HAS_LAST_STATUS_CODE),
                (delivery.last_error.is_some(), BILLFOLD_DELIVERY_HAS_LAST_ERROR),
                (delivery.delivered_at.is_some(), BILLFOLD_DELIVERY_HAS_DELIVERED_AT),
            ]),
            id: arena.display(delivery.id),
            endpoint_id: arena.display(delivery.endpoint_id),
            event_id: arena.optional_display(delivery.event_id),
            event_seq: delivery.event_seq.unwrap_or_default(),
            event_type: arena.text(&delivery.kind),
            object: arena.optional(delivery.object.as_ref()),
            object_id: arena.optional(delivery.object_id.as_ref()),
            status: delivery.status.number(),
            last_status_code: delivery.last_status_code.map_or(0, i32::from),
            attempts: delivery.attempts,
            answered_failures: delivery.answered_failures,
            next_attempt_at: delivery.next_attempt_at.map_or(0, |at| at.unix_seconds()),
            claimed_until: delivery.claimed_until.map_or(0, |at| at.unix_seconds()),
            last_error: arena.optional(delivery.last_error.as_ref()),
            created_at: delivery.created_at.unix_seconds(),
            updated_at: delivery.updated_at.unix_seconds(),
            delivered_at: delivery.delivered_at.map_or(0, |at| at.unix_seconds()),
            attempt_count,
        }
    }
}

/// In billfold_delivery_attempt: status_code is there.
pub const BILLFOLD_DELIVERY_ATTEMPT_HAS_STATUS_CODE: u64 = 0x1;
/// In billfold_delivery_attempt: error is there.
pub const BILLFOLD_DELIVERY_ATTEMPT_HAS_ERROR: u64 = 0x2;
/// In billfold_delivery_attempt: duration_milliseconds is there.
pub const BILLFOLD_DELIVERY_ATTEMPT_HAS_DURATION_MILLISECONDS: u64 = 0x4;

/// One attempt to deliver. Its text lives as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_delivery_attempt {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_DELIVERY_ATTEMPT_HAS_….
    pub has: u64,
    /// The attempt's number, from 1.
    pub number: i64,
    /// What came of it: BILLFOLD_ATTEMPT_UNDER_WAY, ….
    pub outcome: i32,
    /// The HTTP status of the answer. Optional.
    pub status_code: i32,
    /// When it was claimed, in Unix seconds.
    pub started_at: i64,
    /// Why there was no answer. Optional.
    pub error: billfold_str,
    /// How long it took, as its sender says. Optional.
    pub duration_milliseconds: i64,
}

tagged!(billfold_webhook_endpoint, billfold_delivery, billfold_delivery_attempt);

impl billfold_delivery_attempt {
    fn of(attempt: &DeliveryAttempt, arena: &Arena) -> Self {
        let duration = attempt.duration_milliseconds;
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (attempt.status_code.is_some(), BILLFOLD_DELIVERY_ATTEMPT_HAS_STATUS_CODE),
                (attempt.error.is_some(), BILLFOLD_DELIVERY_ATTEMPT_HAS_ERROR),
                (duration.is_some(), BILLFOLD_DELIVERY_ATTEMPT_HAS_DURATION_MILLISECONDS),
            ]),
            number: attempt.number,
            outcome: attempt.outcome.number(),
            status_code: attempt.status_code.map_or(0, i32::from),
            started_at: attempt.started_at.unix_seconds(),
            error: arena.optional(attempt.error.as_ref()),
            duration_milliseconds: duration.unwrap_or_default(),
        }
    }
}

impl Record for Delivery {
    const NAME: &'static str = "delivery";
    type View = billfold_delivery;
    type Part = billfold_delivery_attempt;

    fn view(&self, arena: &Arena) -> billfold_delivery {
        billfold_delivery::of(self, 0, arena)
    }
}

impl Record for DeliveryWithAttempts {
    const NAME: &'static str = Delivery::NAME;
    type View = billfold_delivery;
    type Part = billfold_delivery_attempt;

    fn view(&self, arena: &Arena) -> billfold_delivery {
        billfold_delivery::of(&self.delivery, self.attempts_made.len(), arena)
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_delivery_attempt> {
        let attempts = self.attempts_made.iter();
        attempts.map(|attempt| billfold_delivery_attempt::of(attempt, arena)).collect()
    }
}
