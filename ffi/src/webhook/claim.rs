//! Claims: deliveries handed out to be sent.

use std::ffi::c_char;

use billfold_core::{ClaimRequest, DeliveryClaim};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::page::{One, Record, billfold_page, show, show_part};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};

/// A delivery to be sent: POST the body to the URL with these headers, follow no redirects, and
/// report what came of it with billfold_delivery_report before the lease ends. Its texts live as
/// long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_delivery_claim {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The delivery; report it.
    pub delivery_id: billfold_str,
    /// The attempt's number; report it too.
    pub attempt: i64,
    /// The endpoint.
    pub endpoint_id: billfold_str,
    /// The type of the event, or webhook_endpoint.test.
    pub event_type: billfold_str,
    /// Where to send it.
    pub url: billfold_str,
    /// How many headers to send with it; see billfold_page_delivery_claim_header.
    pub header_count: usize,
    /// The body, JSON: exactly these bytes are signed.
    pub body: billfold_str,
    /// When the lease ends, in Unix seconds: from then on it is due again.
    pub lease_ends_at: i64,
}

/// A header of an HTTP request. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_header {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// Its name, in small letters: content-type, user-agent, webhook-id, webhook-timestamp,
    /// webhook-signature.
    pub name: billfold_str,
    /// Its value.
    pub value: billfold_str,
}

tagged!(billfold_delivery_claim, billfold_header);

/// A claim as a record.
pub(crate) struct Claim(DeliveryClaim);

/// Headers by name; the body as a text, which it is, for it is JSON.
impl Serialize for Claim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Headers<'a>(&'a [(&'static str, String)]);
        impl Serialize for Headers<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
            }
        }
        let claim = &self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("delivery_id", &claim.delivery_id)?;
        map.serialize_entry("attempt", &claim.attempt)?;
        map.serialize_entry("endpoint_id", &claim.endpoint_id)?;
        map.serialize_entry("type", &claim.kind)?;
        map.serialize_entry("url", &claim.url)?;
        map.serialize_entry("headers", &Headers(&claim.headers))?;
        map.serialize_entry("body", &String::from_utf8_lossy(&claim.body))?;
        map.serialize_entry("lease_ends_at", &claim.lease_ends_at)?;
        map.end()
    }
}

impl Record for Claim {
    const NAME: &'static str = "delivery claim";
    type View = billfold_delivery_claim;
    type Part = billfold_header;

    fn view(&self, arena: &Arena) -> billfold_delivery_claim {
        let claim = &self.0;
        billfold_delivery_claim {
            struct_size: size_of::<billfold_delivery_claim>(),
            has: 0,
            delivery_id: arena.display(claim.delivery_id),
            attempt: claim.attempt,
            endpoint_id: arena.display(claim.endpoint_id),
            event_type: arena.text(&claim.kind),
            url: arena.text(&claim.url),
            header_count: claim.headers.len(),
            body: arena.bytes(&claim.body),
            lease_ends_at: claim.lease_ends_at.unix_seconds(),
        }
    }

    fn parts(&self, arena: &Arena) -> Vec<billfold_header> {
        let header = |(name, value): &(&'static str, String)| billfold_header {
            struct_size: size_of::<billfold_header>(),
            has: 0,
            name: arena.text(name),
            value: arena.text(value),
        };
        self.0.headers.iter().map(header).collect()
    }
}

/// Claims deliveries that are due, at most `limit` of them, 1 to 100, to be sent by the caller
/// alone and reported within `lease_seconds`, 1 to 3600: give a few more than the sending of all
/// of them can take. All endpoints have their turn, whatever is queued for each. Answers with the
/// claims: billfold_page_delivery_claim.
///
/// Made in a transaction of billfold_store_begin, claims hold once it is committed: send them
/// after that. To know whether it is worth the call, ask billfold_delivery_due, which writes
/// nothing.
///
/// Statuses: BILLFOLD_VALIDATION for the limit or the lease; BILLFOLD_UNSUPPORTED in a dry run,
/// whose claims would be nobody's to send; BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_claim_due(
    store: *const billfold_store,
    limit: i64,
    lease_seconds: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            // What is no u32 is neither a limit nor a lease.
            let number = |given| u32::try_from(given).unwrap_or_default();
            let request = ClaimRequest::new(number(limit), number(lease_seconds));
            let claims = store.claim_deliveries(&request)?;
            Ok(claims.into_iter().map(Claim).collect::<Vec<_>>())
        })
    }
}

/// Claims the delivery of this id, before its time if need be, and even if its endpoint is being
/// left alone: for tests, and for whoever wants it sent now. `lease_seconds` as for
/// billfold_delivery_claim_due. Answers with the claim: billfold_page_delivery_claim.
///
/// Statuses: BILLFOLD_VALIDATION for the lease; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
/// delivery_claimed while someone else has it, invalid_transition unless it is pending,
/// endpoint_disabled; BILLFOLD_UNSUPPORTED in a dry run; BILLFOLD_FORBIDDEN unless it is the
/// owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_delivery_claim_one(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    lease_seconds: i64,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let lease_seconds = u32::try_from(lease_seconds).unwrap_or_default();
            let id = required(id, id_len, "id")?.parse()?;
            store.claim_delivery(id, lease_seconds).map(|claim| One(Claim(claim)))
        })
    }
}

/// Fills `view` with the claim at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than claims.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_delivery_claim(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_delivery_claim,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Claim>(page, index, view, err) }
}

/// Fills `view` with a header to send: of the claim at `index` of a page, the header at `header`,
/// both from 0.
///
/// Statuses: those of billfold_page_delivery_claim; BILLFOLD_VALIDATION also if there is no such
/// header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_delivery_claim_header(
    page: *const billfold_page,
    index: usize,
    header: usize,
    view: *mut billfold_header,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show_part::<Claim>(page, index, header, "header", view, err) }
}
