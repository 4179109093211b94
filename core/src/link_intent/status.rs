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

    /// That an intent is in this status at this time.
    pub(super) fn sql(self, condition: &mut Condition, now: Timestamp) -> String {
        let sign = match self {
            Self::Open => ">",
            Self::Expired => "<=",
            Self::Used | Self::Revoked => {
                return format!("link_intent.status = {}", condition.value(self.as_str()));
            }
        };
        let now = condition.value(now);
        format!("link_intent.status = 'open' AND link_intent.expires_at {sign} {now}")
    }
}
