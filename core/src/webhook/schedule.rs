//! When a delivery that failed is tried again.

use sha2::{Digest as _, Sha256};

use crate::value::id::DeliveryId;
use crate::value::time::Timestamp;

/// Seconds from one answered failure to the next attempt; the first attempt is made at once.
const WAITS: [i64; 9] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Which of them is the longest wait of an endpoint that does not answer: half an hour.
const LAST_UNANSWERED: usize = 2;

/// An attempt that fails so long after its delivery was queued is the last one: thirty days.
const LONGEST_PURSUIT_SECONDS: i64 = 2_592_000;

/// No answer can put its delivery off for longer than a day.
const LONGEST_RETRY_AFTER_SECONDS: i64 = 86_400;

/// Seconds until the next attempt after this many answered failures; none: that was the last.
///
/// They are spread over ten per cent to either side, so that what failed together does not come
/// back together; the same attempt always waits for as long.
pub(super) fn wait_after_failures(failures: i64, id: DeliveryId, attempt: i64) -> Option<i64> {
    let index = usize::try_from(failures.checked_sub(1)?).ok()?;
    let wait = WAITS.get(index)?;
    let spread = wait.checked_div(10)?;
    let digest = Sha256::new()
        .chain_update(id.as_uuid().as_bytes())
        .chain_update(attempt.to_be_bytes())
        .finalize();
    let chosen = i64::from(u32::from_be_bytes(*digest.first_chunk()?));
    let choices = spread.saturating_mul(2).saturating_add(1);
    Some(wait.saturating_sub(spread).saturating_add(chosen.checked_rem(choices)?))
}

/// Seconds to wait after this many attempts in a row that nobody answered.
pub(super) fn wait_unanswered(in_a_row: i64) -> i64 {
    let index = usize::try_from(in_a_row.saturating_sub(1)).unwrap_or_default();
    WAITS.get(index.min(LAST_UNANSWERED)).copied().unwrap_or_default()
}

/// Whether a delivery that was queued then is given up if it fails now.
pub(super) fn is_given_up(queued_at: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(queued_at) >= LONGEST_PURSUIT_SECONDS
}

/// The seconds that a `Retry-After` header asks for: a number, or the time until a date; at most
/// a day. What is neither asks for nothing.
pub(super) fn retry_after(header: &str, now: Timestamp) -> i64 {
    let header = header.trim();
    let is_number = !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number {
        header.parse().unwrap_or(i64::MAX)
    } else {
        Timestamp::parse_http_date(header).map_or(0, |date| date.seconds_since(now))
    };
    seconds.clamp(0, LONGEST_RETRY_AFTER_SECONDS)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn waits_stay_within_ten_per_cent_and_differ_from_delivery_to_delivery() {
        for (failures, wait) in (1..).zip(WAITS) {
            let wait_of = |number: u128| {
                let id = DeliveryId::from_uuid(Uuid::from_u128(number));
                let chosen = wait_after_failures(failures, id, failures).unwrap();
                assert_eq!(wait_after_failures(failures, id, failures), Some(chosen));
                chosen
            };
            let waits: Vec<i64> = (0..500).map(wait_of).collect();
            let (least, most) = (*waits.iter().min().unwrap(), *waits.iter().max().unwrap());
            assert!(least >= wait - wait / 10 && most <= wait + wait / 10, "{wait}");
            // They use the room they have.
            assert!(most - least >= wait / 10, "{wait}: {least} to {most}");
        }
        let id = DeliveryId::from_uuid(Uuid::nil());
        assert_eq!([0, 10, 11].map(|failures| wait_after_failures(failures, id, 1)), [None; 3]);
    }

    #[test]
    fn an_endpoint_without_answers_waits_half_an_hour_at_the_most() {
        let waits = [1, 2, 3, 4, 1000, i64::MAX].map(wait_unanswered);
        assert_eq!(waits, [5, 300, 1800, 1800, 1800, 1800]);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_within_a_day() {
        let now: Timestamp = "2026-04-01T10:00:00Z".parse().unwrap();
        for (header, seconds) in [
            ("120", 120),
            (" 0 ", 0),
            ("86401", 86_400),
            ("99999999999999999999999", 86_400),
            ("Wed, 01 Apr 2026 10:02:00 GMT", 120),
            ("Wed, 01 Apr 2026 09:00:00 GMT", 0),
            ("Fri, 01 May 2026 09:00:00 GMT", 86_400),
            ("", 0),
            ("-5", 0),
            ("1.5", 0),
            ("soon", 0),
        ] {
            assert_eq!(retry_after(header, now), seconds, "{header}");
        }
    }
}
