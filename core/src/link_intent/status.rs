//! Where link intents stand.

use crate::error::Result;
use crate::store::query::Condition;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

word_enum! {
    /// Where a link intent stands.
    pub enum LinkIntentStatus ("status") {
        /// It can be redeemed.
        Open = "open",
        /// It has been redeemed.
        Used = "used",
        /// Its time has passed.
        Expired = "expired",
        /// Its orchestrator took it back.
        Revoked = "revoked",
    }
}

impl LinkIntentStatus {
    /// What an intent of this stored status is to a reader at this time.
    pub(super) fn at(self, now: Timestamp, expires_at: Timestamp) -> Self {
        if self == Self::Open && expires_at <= now { Self::Expired } else { self }
    }

    /// Only the intents that are in this status at this time.
    pub(super) fn narrow(self, condition: &mut Condition, now: Timestamp) {
        let stored = match self {
            Self::Open => "link_intent.status = 'open' AND expires_at > :now",
            Self::Expired => "link_intent.status = 'open' AND expires_at <= :now",
            Self::Used | Self::Revoked => {
                return condition.equals("link_intent.status", ":status", self.as_str());
            }
        };
        condition.holds(stored);
        condition.bind(":now", now);
    }
}
