//! Signatures as the Standard Webhooks specification has them.
//!
//! HMAC-SHA256, under the secret's bytes, of `{webhook-id}.{webhook-timestamp}.{body}`; in the
//! header it is `v1,` and base64. A header may hold several, separated by spaces.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::{Error, ErrorKind, Invalid, Result};
use crate::value::secret::Secret;
use crate::value::time::Timestamp;
use crate::webhook::secret;

/// How far a signature's time may be from the receiver's, either way, in seconds.
pub const SIGNATURE_TOLERANCE_SECONDS: i64 = 300;

/// How a signature of the one known version begins.
const VERSION: &str = "v1,";

/// The value of the `webhook-signature` header: one signature for each secret in force.
pub(super) fn sign(secrets: &[Secret], id: &str, at: Timestamp, body: &[u8]) -> Result<String> {
    let at = at.unix_seconds().to_string();
    let signatures = secrets.iter().map(|secret| {
        let signed = keyed(secret, id, &at, body).map_err(|_| {
            Error::new(ErrorKind::Corrupt, "damaged", "a stored webhook secret is none")
        })?;
        Ok(format!("{VERSION}{}", STANDARD.encode(signed.finalize().into_bytes())))
    });
    Ok(signatures.collect::<Result<Vec<_>>>()?.join(" "))
}

fn keyed(secret: &Secret, id: &str, at: &str, body: &[u8]) -> Result<Hmac<Sha256>, Invalid> {
    let key = secret::key_of(secret.expose())?;
    let hmac = Hmac::<Sha256>::new_from_slice(&key);
    let hmac = hmac.map_err(|_| Invalid::coded("webhook_secret", "cannot be a key"))?;
    let texts = [id.as_bytes(), b".", at.as_bytes(), b".", body];
    Ok(texts.into_iter().fold(hmac, Hmac::chain_update))
}

/// Whether a webhook was sent by the holder of the secret, and recently: for receivers.
///
/// `id`, `timestamp` and `signature` are the headers `webhook-id`, `webhook-timestamp` and
/// `webhook-signature` as they came, `body` is the body's bytes before anything has read them,
/// and `now` the receiver's time. One good signature among several is enough. Keep the ids of
/// some days: the same id again is the same event again.
///
/// ```
/// use billfold_core::{Secret, verify_signature};
///
/// let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
/// let (id, timestamp) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330");
/// let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
/// let body = br#"{"test": 2432232314}"#;
/// let now = "2021-02-25T15:03:00Z".parse()?;
/// verify_signature(&secret, id, timestamp, signature, body, now)?;
///
/// let later = "2021-02-25T15:10:00Z".parse()?;
/// let refused = verify_signature(&secret, id, timestamp, signature, body, later);
/// assert_eq!(refused.unwrap_err().code(), "timestamp_too_old");
/// # Ok::<(), billfold_core::Error>(())
/// ```
///
/// # Errors
///
/// * `validation` for a malformed `secret`, `webhook-id`, `webhook-timestamp` or
///   `webhook-signature`, named as a field.
/// * `authentication / timestamp_too_old`, `timestamp_too_new`: more than
///   [`SIGNATURE_TOLERANCE_SECONDS`] away from `now`.
/// * `authentication / signature_mismatch`: none of the signatures is the secret's for this id,
///   time and body.
pub fn verify_signature(
    secret: &Secret,
    id: &str,
    timestamp: &str,
    signature: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<()> {
    if id.is_empty() {
        return Err(Error::invalid("webhook-id", "required", "is empty"));
    }
    check_time(timestamp, now)?;
    let hmac = keyed(secret, id, timestamp, body).map_err(|invalid| invalid.at("secret"))?;
    let known: Vec<_> =
        signature.split(' ').filter_map(|each| each.strip_prefix(VERSION)).collect();
    if known.is_empty() {
        let reason = "holds no signature that begins with v1,";
        return Err(Error::invalid("webhook-signature", "signature_malformed", reason));
    }
    let given = known.into_iter().filter_map(|text| STANDARD.decode(text).ok());
    // The comparison takes as long wherever the two differ.
    if given.map(|bytes| hmac.clone().verify_slice(&bytes)).any(|verdict| verdict.is_ok()) {
        return Ok(());
    }
    Err(refused("signature_mismatch", "no signature is the secret's for this id, time and body"))
}

fn check_time(timestamp: &str, now: Timestamp) -> Result<()> {
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number { timestamp.parse::<i64>().ok() } else { None };
    let Some(seconds) = seconds else {
        let reason = "is not a whole number of seconds";
        return Err(Error::invalid("webhook-timestamp", "timestamp_malformed", reason));
    };
    let age = now.unix_seconds().saturating_sub(seconds);
    if age > SIGNATURE_TOLERANCE_SECONDS {
        return Err(refused("timestamp_too_old", "the webhook was signed too long ago"));
    }
    if age < SIGNATURE_TOLERANCE_SECONDS.saturating_neg() {
        return Err(refused("timestamp_too_new", "the webhook was signed in the future"));
    }
    Ok(())
}

fn refused(code: &'static str, message: &str) -> Error {
    Error::new(ErrorKind::Authentication, code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's hmac module: secret, id, time, body, signature.
    const VECTORS: [(&str, &str, &str, &str, &str); 3] = [
        (
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
            "evt_0190",
            "1775037600",
            r#"{"type":"payment.created"}"#,
            "v1,PUBxB8BJfoQgiPLe6qYmm//1XjB6tluGTI2VzTXhjV8=",
        ),
        (
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
            "msg_1",
            "0",
            "",
            "v1,HZL6IFGXxAA5+E6GULAHVKyxB+KD+eUDyD0G8JJ0huU=",
        ),
        (
            "whsec_//////////////////////////////////////////8=",
            "dlv_z",
            "1775037600",
            r#"{"name":"ü中"}"#,
            "v1,F5gWZ6k/K77rXXuUIC7LcgGKva90h5dAhDuqsNbKLGc=",
        ),
    ];

    fn at(text: &str) -> Timestamp {
        Timestamp::from_unix_seconds(text.parse().unwrap())
    }

    #[test]
    fn signatures_are_those_that_others_compute() {
        for (secret, id, time, body, expected) in VECTORS {
            let secrets = [Secret::new(secret)];
            assert_eq!(sign(&secrets, id, at(time), body.as_bytes()).unwrap(), expected);
            let [secret] = &secrets;
            verify_signature(secret, id, time, expected, body.as_bytes(), at(time)).unwrap();
            for several in [
                format!("v1,AAAA {expected}"),
                format!("v1a,{expected} {expected} v2,x"),
                format!("{expected}  v1,!"),
            ] {
                verify_signature(secret, id, time, &several, body.as_bytes(), at(time)).unwrap();
            }
        }
    }

    #[test]
    fn what_is_not_good_is_told_apart() {
        let (secret, id, time, body, good) = VECTORS[0];
        let check = |secret: &str, id: &str, time: &str, signature: &str, body: &str, late: i64| {
            let now = at(VECTORS[0].2).plus_seconds(late);
            let secret = Secret::new(secret);
            match verify_signature(&secret, id, time, signature, body.as_bytes(), now) {
                Ok(()) => "good".to_owned(),
                Err(error) => format!("{} {}", error.kind(), error.code()),
            }
        };
        let timely = |late| check(secret, id, time, good, body, late);
        assert_eq!([-300, 0, 300].map(timely), ["good"; 3]);
        assert_eq!(timely(301), "authentication timestamp_too_old");
        assert_eq!(timely(-301), "authentication timestamp_too_new");
        let mismatch = "authentication signature_mismatch";
        assert_eq!(check(VECTORS[1].0, id, time, good, body, 0), mismatch);
        assert_eq!(check(secret, "evt_0191", time, good, body, 0), mismatch);
        assert_eq!(check(secret, id, "1775037601", good, body, 0), mismatch);
        assert_eq!(check(secret, id, "01775037600", good, body, 0), mismatch);
        assert_eq!(check(secret, id, time, VECTORS[1].4, body, 0), mismatch);
        assert_eq!(check(secret, id, time, "v1,", body, 0), mismatch);
        // A part of a signature is none.
        assert_eq!(check(secret, id, time, "v1,PUBxB8BJfoQ=", body, 0), mismatch);
        assert_eq!(check(secret, id, time, good, &format!("{body} "), 0), mismatch);
        for signature in ["", "PUBxB8BJfoQ=", "v1a,xx", "v2,PUBxB8BJ"] {
            let refused = check(secret, id, time, signature, body, 0);
            assert_eq!(refused, "validation signature_malformed", "{signature}");
        }
        for time in ["", "-1", "1e9", "1775037600.0", "99999999999999999999"] {
            let refused = check(secret, id, time, good, body, 0);
            assert_eq!(refused, "validation timestamp_malformed", "{time}");
        }
        assert_eq!(check(secret, "", time, good, body, 0), "validation required");
        for secret in ["", "whsec_", "whsec_c2hvcnQ=", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"] {
            let refused = check(secret, id, time, good, body, 0);
            assert_eq!(refused, "validation webhook_secret", "{secret}");
        }
    }
}
