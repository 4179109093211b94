//! How webhooks are sent, for whoever asks for it: the command, a watcher, the screens.

pub(crate) mod courier;
pub(crate) mod sender;

use std::time::Duration;

use billfold_core::{Delivery, Store, WebhookEndpointId};

use crate::deliver::courier::{carry, lease_seconds};
use crate::deliver::sender::Sender;
use crate::failure::Result;

/// Seconds that a receiver has to answer, unless asked otherwise.
pub(crate) const TIMEOUT_SECONDS: u16 = 15;

/// Sends a test to an endpoint now, and answers with what became of it; of one that was sent under
/// the same idempotency key before, with what has become of that.
pub(crate) fn send_test(store: &Store, endpoint: WebhookEndpointId) -> Result<Delivery> {
    let timeout = Duration::from_secs(u64::from(TIMEOUT_SECONDS));
    let sender = Sender::new(timeout, None)?;
    // At once, or a watcher beside this process may be the one to send it.
    let (queued, claim) = store.atomically(|store| {
        let queued = store.test_webhook(endpoint)?;
        let claim = if queued.replayed {
            None
        } else {
            Some(store.claim_delivery(queued.id, lease_seconds(timeout))?)
        };
        Ok((queued, claim))
    })?;
    match claim {
        Some(claim) => Ok(carry(store, &sender, &claim)?),
        None => Ok(queued.into_record()),
    }
}

#[cfg(test)]
mod tests;
