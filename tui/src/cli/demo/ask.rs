//! Requests to link: which user is asked for which biller's account, and what becomes of it.

use billfold_core::Timestamp;
use serde_json::json;

use crate::cli::demo::cast::{BILLERS, SHOPS};
use crate::cli::demo::chance::Chance;
use crate::cli::demo::sale::{Place, room};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What becomes of a request. Seconds count from its creation.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// The user begins after a time, and finishes so many seconds later.
    Completed { begins: i64, takes: i64 },
    /// Called off, perhaps with a reason.
    Cancelled { after: i64, reason: Option<&'static str> },
    /// Nobody answers in time.
    Expired,
    /// The user has not begun; it is good for so many seconds from now.
    Waiting { left: i64 },
    /// The user has begun after a time and not finished.
    Begun { after: i64, left: i64 },
}

/// A request to link to be.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// Which of the shops.
    pub(super) shop: usize,
    pub(super) user: String,
    pub(super) biller: Option<String>,
    pub(super) metadata: String,
    /// Seconds until it expires, unless its answer says otherwise.
    pub(super) lifetime: i64,
    pub(super) answer: Answer,
}

impl Ask {
    /// The request at this place.
    pub(super) fn new(chance: &mut Chance, place: Place) -> Self {
        let open =
            SHOPS.iter().map(|shop| if shop.is_open_at(place.thousandth) { shop.asks } else { 0 });
        let shop = chance.weighed(open);
        // A user asks for one account after another.
        let users = (place.number / 20).saturating_add(30);
        let source = chance.pick(&["onboarding", "settings", "reminder", "support"]);
        let metadata = match chance.below(10) {
            0..4 => json!({"source": source}),
            4..6 => {
                json!({"source": source, "campaign": "spring", "attempt": chance.between(1, 3)})
            }
            _ => json!({}),
        };
        Self {
            shop,
            user: user(chance, users),
            biller: biller(chance),
            metadata: metadata.to_string(),
            lifetime: if chance.happens(900) { 7 * DAY } else { 30 * DAY },
            answer: answer(chance, place),
        }
    }
}

impl Ask {
    /// Seconds from its creation until it expires, as its answer wants it at the end of the story.
    pub(super) fn expires_in(&self, created: Timestamp, end: Timestamp) -> i64 {
        match self.answer {
            Answer::Waiting { left } | Answer::Begun { left, .. } => {
                end.seconds_since(created).saturating_add(left)
            }
            Answer::Expired => self.lifetime.min(room(created, end)),
            Answer::Completed { .. } | Answer::Cancelled { .. } => self.lifetime,
        }
    }
}

fn user(chance: &mut Chance, users: u64) -> String {
    let number = chance.below(users);
    match number % 50 {
        0 => format!("usuário-{number}"),
        1 => format!("利用者{number}"),
        2 => format!("auth0|{number:08x}"),
        _ => format!("user_{number}"),
    }
}

/// Of the catalogue mostly; some have none yet, and some one that nobody listed.
fn biller(chance: &mut Chance) -> Option<String> {
    match chance.below(100) {
        0..8 => None,
        8..12 => Some(format!("unlisted_{}", chance.below(12))),
        _ => BILLERS.get(chance.place(BILLERS.len())).map(|(id, _, _)| (*id).to_owned()),
    }
}

fn answer(chance: &mut Chance, place: Place) -> Answer {
    let draw = chance.below(1000);
    if let Some(recent) = place.recent {
        // The first ones are sure to be there.
        let draw = match recent {
            0 => 300,
            1 => 500,
            2 => 999,
            _ => draw,
        };
        return match draw {
            0..150 => Answer::Completed { begins: chance.between(20, 300), takes: 200 },
            150..240 => cancelled(chance, HOUR),
            240..320 => Answer::Expired,
            320..650 => Answer::Waiting { left: chance.between(HOUR, 7 * DAY) },
            _ => {
                let (after, left) = (chance.between(30, 600), chance.between(HOUR, 7 * DAY));
                Answer::Begun { after, left }
            }
        };
    }
    match draw {
        0..150 => cancelled(chance, 3 * DAY),
        150..330 => Answer::Expired,
        330..400 if place.thousandth >= 975 => {
            Answer::Waiting { left: chance.between(HOUR, 6 * DAY) }
        }
        400..450 if place.thousandth >= 975 => {
            let (after, left) = (chance.between(60, DAY), chance.between(HOUR, 6 * DAY));
            Answer::Begun { after, left }
        }
        _ => {
            let begins = if chance.happens(600) { HOUR } else { 5 * DAY };
            let (begins, takes) = (chance.between(30, begins), chance.between(40, 1500));
            Answer::Completed { begins, takes }
        }
    }
}

fn cancelled(chance: &mut Chance, within: i64) -> Answer {
    const REASONS: &[&str] = &[
        "The user asked us to stop",
        "Wrong biller",
        "Moved house",
        "Account closed at the biller",
        "Duplicate of another request",
        "El usuario ya no es cliente",
        "The user’s bank\nneeds a letter first",
    ];
    let reason = chance.happens(700).then(|| chance.pick(REASONS));
    Answer::Cancelled { after: chance.between(30, within), reason }
}
