//! Reports: what came of an attempt, and what follows.

use std::time::Duration;

use rusqlite::named_params;

use crate::error::{Error, Invalid, Result};
use crate::store::Store;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::id::DeliveryId;
use crate::value::text;
use crate::value::time::Timestamp;
use crate::webhook::delivery::{self, AttemptOutcome, Delivery, DeliveryStatus, Stored};
use crate::webhook::endpoint::{self, WebhookEndpointStatus, mask_url};
use crate::webhook::schedule;

/// How many characters of an error are kept.
const LONGEST_ERROR: usize = 200;

/// The status by which a receiver says that it is gone for good.
const GONE: u16 = 410;

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryReport {
    /// An HTTP answer.
    Answered {
        /// Its status, 100 to 999; 200 to 299 is success. Redirects are not to be followed.
        status: u16,
        /// Its `Retry-After` header as it came, seconds or a date; what is neither is ignored.
        retry_after: Option<String>,
    },
    /// No HTTP answer: no network, no such host, no connection, a timeout.
    Unanswered {
        /// Why, for a person; what stands after the host in a URL is left out, and what is longer
        /// than 200 characters is cut.
        error: String,
    },
}

impl DeliveryReport {
    /// An answer of this status.
    #[must_use]
    pub const fn answered(status: u16) -> Self {
        Self::Answered { status, retry_after: None }
    }

    /// No answer, for this reason.
    #[must_use]
    pub fn unanswered(error: impl Into<String>) -> Self {
        Self::Unanswered { error: error.into() }
    }

    fn check(&self) -> Result<()> {
        match self {
            Self::Answered { status, .. } if !(100..=999).contains(status) => {
                Err(Invalid::new("is not an HTTP status from 100 to 999").at("status"))
            }
            _ => Ok(()),
        }
    }

    fn is_success(&self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, .. })
    }

    fn is_answered(&self) -> bool {
        matches!(self, Self::Answered { .. })
    }
}

/// An attempt as it stands in the file.
struct Attempt {
    outcome: AttemptOutcome,
    started_at: Timestamp,
}

impl Store {
    /// Records what came of an attempt, and answers with the delivery as it then stands:
    /// delivered, due again later, or abandoned. [`webhook`](crate::webhook) says which when. How
    /// long the attempt took is kept in milliseconds, if it is known.
    ///
    /// A success counts even if the lease had ended. Reporting an attempt again, or one of a
    /// delivery that has arrived meanwhile, changes nothing.
    ///
    /// # Errors
    ///
    /// `validation` for the status; `not_found` for the delivery or the attempt; `conflict /
    /// claim_lapsed` for a failure whose lease had ended, if the delivery is another's to send
    /// by now; `forbidden` unless it is the owner's handle.
    pub fn report_delivery(
        &self,
        id: DeliveryId,
        attempt: i64,
        report: DeliveryReport,
        duration: impl Into<Option<Duration>>,
    ) -> Result<Delivery> {
        report.check()?;
        let duration = duration.into();
        self.write(move |transaction| {
            transaction.require_owner()?;
            let before = delivery::load(transaction, id)?;
            let known = find_attempt(transaction, &before, attempt)?;
            if !matches!(known.outcome, AttemptOutcome::UnderWay | AttemptOutcome::Lapsed) {
                return Ok(before.delivery);
            }
            let is_pending = before.delivery.status == DeliveryStatus::Pending;
            let is_current = before.claimed && before.delivery.attempts == attempt;
            if is_pending && !is_current && !report.is_success() {
                let message = "the lease had ended, and the delivery is another's to send by now";
                return Err(Error::conflict("claim_lapsed", message));
            }
            note(transaction, &before, attempt, &report, duration)?;
            if report.is_answered() {
                note_answer(transaction, &before)?;
            }
            if report.is_success() {
                succeed(transaction, &before)?;
            } else if is_pending {
                fail(transaction, &before, &known, &report)?;
            }
            delivery::load(transaction, id).map(|stored| stored.delivery)
        })
    }
}

fn find_attempt(
    transaction: &ReadTransaction<'_>,
    stored: &Stored,
    number: i64,
) -> Result<Attempt> {
    let found = transaction.one(
        "SELECT outcome, started_at FROM delivery_attempt
        WHERE delivery = :row AND number = :number",
        named_params! { ":row": stored.row, ":number": number },
        |columns| {
            let outcome = columns.next_with(AttemptOutcome::parse)?;
            Ok(Attempt { outcome, started_at: columns.next()? })
        },
    )?;
    let id = stored.delivery.id;
    found.ok_or_else(|| Error::not_found("attempt", format_args!("{number} of delivery {id}")))
}

/// Writes down what came of the attempt.
fn note(
    transaction: &WriteTransaction<'_>,
    before: &Stored,
    attempt: i64,
    report: &DeliveryReport,
    duration: Option<Duration>,
) -> Result<()> {
    let (outcome, status, error) = match report {
        DeliveryReport::Answered { status, .. } => (AttemptOutcome::Answered, Some(*status), None),
        DeliveryReport::Unanswered { error } => {
            (AttemptOutcome::Unanswered, None, Some(presentable(error)))
        }
    };
    let duration = duration.map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    transaction.change_one(
        "UPDATE delivery_attempt SET outcome = :outcome, status_code = :status, error = :error,
            duration_milliseconds = :duration
        WHERE delivery = :row AND number = :attempt AND outcome IN ('under_way', 'lapsed')",
        named_params! {
            ":row": before.row,
            ":attempt": attempt,
            ":outcome": outcome.as_str(),
            ":status": status,
            ":error": error,
            ":duration": duration,
        },
    )
}

/// An endpoint that answers, whatever it says, is not left alone any longer.
fn note_answer(transaction: &WriteTransaction<'_>, before: &Stored) -> Result<()> {
    transaction.change(
        "UPDATE webhook_endpoint SET unanswered = 0, retry_at = 0, probe = NULL
        WHERE seq = :endpoint AND unanswered > 0",
        named_params! { ":endpoint": before.endpoint },
    )?;
    Ok(())
}

fn succeed(transaction: &WriteTransaction<'_>, before: &Stored) -> Result<()> {
    transaction.change(
        "UPDATE delivery SET status = 'delivered', claimed = 0, unanswered = 0,
            delivered_at = :now, updated_at = :now
        WHERE seq = :row AND status <> 'delivered'",
        named_params! { ":row": before.row, ":now": transaction.now() },
    )?;
    Ok(())
}

/// Puts a delivery off, or gives it up.
fn fail(
    transaction: &WriteTransaction<'_>,
    before: &Stored,
    attempt: &Attempt,
    report: &DeliveryReport,
) -> Result<()> {
    let now = transaction.now();
    let is_gone = matches!(report, DeliveryReport::Answered { status: GONE, .. });
    if is_gone && disable(transaction, before, attempt)? {
        return put_off(transaction, before, Counts::of(before), now);
    }
    let mut counts = Counts::of(before);
    let wait = match report {
        DeliveryReport::Answered { retry_after, .. } => {
            counts = Counts { failures: counts.failures.saturating_add(1), unanswered: 0 };
            let asked = retry_after.as_deref().map(|text| schedule::retry_after(text, now));
            let delivery = &before.delivery;
            schedule::wait_after_failures(counts.failures, delivery.id, delivery.attempts)
                .map(|wait| wait.max(asked.unwrap_or_default()))
        }
        DeliveryReport::Unanswered { .. } => {
            counts.unanswered = counts.unanswered.saturating_add(1);
            leave_alone(transaction, before)?;
            Some(schedule::wait_unanswered(counts.unanswered))
        }
    };
    match wait.filter(|_| !schedule::is_given_up(before.queued_at, now)) {
        Some(wait) => put_off(transaction, before, counts, now.plus_seconds(wait)),
        None => abandon(transaction, before, counts),
    }
}

/// Failures of a delivery, as its row has them.
#[derive(Clone, Copy)]
struct Counts {
    failures: i64,
    unanswered: i64,
}

impl Counts {
    fn of(stored: &Stored) -> Self {
        Self { failures: stored.delivery.answered_failures, unanswered: stored.unanswered }
    }
}

/// Disables an endpoint that said it was gone, and answers whether it is disabled now. If it was
/// changed after the attempt began, what came of that says nothing of the one that it is now.
fn disable(transaction: &WriteTransaction<'_>, before: &Stored, attempt: &Attempt) -> Result<bool> {
    let endpoint = endpoint::load_ever(transaction, before.delivery.endpoint_id)?.record;
    if endpoint.status != WebhookEndpointStatus::Active {
        return Ok(true);
    }
    if endpoint.updated_at > attempt.started_at {
        return Ok(false);
    }
    endpoint::disable(transaction, endpoint.id)?;
    Ok(true)
}

/// Leaves the endpoint alone for a while: at the first attempt without an answer, and after each
/// probe without one. What else was under way meanwhile tells nothing new.
fn leave_alone(transaction: &WriteTransaction<'_>, before: &Stored) -> Result<()> {
    let found = transaction.one(
        "SELECT unanswered FROM webhook_endpoint
        WHERE seq = :endpoint AND status <> 'deleted' AND (unanswered = 0 OR probe = :row)",
        named_params! { ":endpoint": before.endpoint, ":row": before.row },
        |columns| columns.next::<i64>(),
    )?;
    let Some(unanswered) = found.map(|before| before.saturating_add(1)) else { return Ok(()) };
    let wait = schedule::wait_unanswered(unanswered);
    transaction.change_one(
        "UPDATE webhook_endpoint SET unanswered = :unanswered, retry_at = :retry_at, probe = NULL
        WHERE seq = :endpoint",
        named_params! {
            ":endpoint": before.endpoint,
            ":unanswered": unanswered,
            ":retry_at": transaction.now().plus_seconds(wait),
        },
    )
}

fn put_off(
    transaction: &WriteTransaction<'_>,
    before: &Stored,
    counts: Counts,
    next_at: Timestamp,
) -> Result<()> {
    transaction.change_one(
        "UPDATE delivery SET claimed = 0, next_at = :next_at, answered_failures = :failures,
            unanswered = :unanswered, updated_at = :now
        WHERE seq = :row AND status = 'pending' AND claimed = 1",
        named_params! {
            ":row": before.row,
            ":next_at": next_at,
            ":failures": counts.failures,
            ":unanswered": counts.unanswered,
            ":now": transaction.now(),
        },
    )
}

fn abandon(transaction: &WriteTransaction<'_>, before: &Stored, counts: Counts) -> Result<()> {
    transaction.change_one(
        "UPDATE delivery SET status = 'abandoned', claimed = 0, answered_failures = :failures,
            unanswered = :unanswered, updated_at = :now
        WHERE seq = :row AND status = 'pending' AND claimed = 1",
        named_params! {
            ":row": before.row,
            ":failures": counts.failures,
            ":unanswered": counts.unanswered,
            ":now": transaction.now(),
        },
    )
}

/// An error as it may be kept and shown: one line, no longer than 200 characters, of URLs the
/// host alone.
fn presentable(error: &str) -> String {
    let words = error.split_whitespace().map(|word| match word.find("://") {
        Some(_) => mask_word(word),
        None => word.to_owned(),
    });
    let line = words.collect::<Vec<_>>().join(" ");
    let line = if line.is_empty() { "no reason was given".to_owned() } else { line };
    // Whatever shows nothing is written out, which makes the line longer.
    text::shown(&line, LONGEST_ERROR.saturating_sub(1)).chars().take(LONGEST_ERROR).collect()
}

/// A word that holds a URL, maybe in brackets or after a colon: `error:https://host/…`.
fn mask_word(word: &str) -> String {
    let scheme = |each: char| each.is_ascii_alphanumeric() || "+-.".contains(each);
    let place = word.find("://").unwrap_or_default();
    let (before, rest) = word.split_at_checked(place).unwrap_or((word, ""));
    let lead = before.trim_end_matches(scheme);
    let name = before.strip_prefix(lead).unwrap_or_default();
    format!("{lead}{}", mask_url(&format!("{name}{rest}")))
}

#[cfg(test)]
mod tests {
    use super::presentable;

    #[test]
    fn errors_are_one_bounded_line_without_what_opens_anything() {
        for (error, kept) in [
            ("dns error", "dns error"),
            ("  timed\n out\t", "timed out"),
            ("", "no reason was given"),
            ("https://u:p@a.example/x?token=y: refused", "https://a.example/… refused"),
            (
                "error sending to (https://a.example/hooks/T0)",
                "error sending to (https://a.example/…",
            ),
            ("bad\u{1b}[31m colour", "bad\\u{1b}[31m colour"),
        ] {
            assert_eq!(presentable(error), kept);
        }
        let long = presentable(&"é".repeat(1000));
        assert_eq!(long.chars().count(), 200, "with the sign that there was more");
        assert!(long.ends_with('…'));
        assert_eq!(presentable(&"\u{1b}".repeat(1000)).chars().count(), 200);
    }
}
