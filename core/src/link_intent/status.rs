//! Where link intents stand.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::store::query::Condition;
use crate::value::time::Timestamp;

/// Where a link intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkIntentStatus {
    /// It can be redeemed.
    Open,
    /// It has been redeemed.
    Used,
    /// Its time has passed.
    Expired,
    /// Its orchestrator took it back.
    Revoked,
}

impl LinkIntentStatus {
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Used, Self::Expired, Self::Revoked];

    /// The status as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

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

impl std::str::FromStr for LinkIntentStatus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text).ok_or_else(|| {
            Error::invalid("status", "invalid", "is not open, used, expired or revoked")
        })
    }
}
