//! Signatures, as receivers check them.

use std::ffi::c_char;

use billfold_core::{Error, Secret, Timestamp, verify_signature};

use crate::error::{billfold_error, billfold_status};
use crate::guard::run;
use crate::text::{bytes, required};

/// Whether a webhook was sent by the holder of the secret, and recently: for receivers, who need
/// no store. BILLFOLD_OK says that it was.
///
/// `id`, `timestamp` and `signature` are the headers webhook-id, webhook-timestamp and
/// webhook-signature as they came, `body` the body's bytes before anything has read them, which
/// may be any bytes, and `now` the receiver's time in Unix seconds, from which the signature's may
/// be 300 away. One good signature among several is enough. Keep the ids of some days: the same id
/// again is the same event again.
///
/// Statuses: BILLFOLD_VALIDATION for a malformed secret, webhook-id, webhook-timestamp or
/// webhook-signature, named as a field; BILLFOLD_AUTHENTICATION: timestamp_too_old,
/// timestamp_too_new, signature_mismatch.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_verify_signature(
    secret: *const c_char,
    secret_len: usize,
    id: *const c_char,
    id_len: usize,
    timestamp: *const c_char,
    timestamp_len: usize,
    signature: *const c_char,
    signature_len: usize,
    body: *const c_char,
    body_len: usize,
    now: i64,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        run(err, || {
            let secret = Secret::new(required(secret, secret_len, "secret")?);
            let id = required(id, id_len, "webhook-id")?;
            let timestamp = required(timestamp, timestamp_len, "webhook-timestamp")?;
            let signature = required(signature, signature_len, "webhook-signature")?;
            let body = bytes(body, body_len, "body")?
                .ok_or_else(|| Error::invalid("body", "required", "is required"))?;
            let now = Timestamp::from_unix_seconds(now);
            verify_signature(&secret, id, timestamp, signature, body, now)
        })
    }
}
