//! Link intents.

use std::ffi::c_char;

use billfold_core::{LinkIntent, LinkIntentWithUrl, NewLinkIntent, Redemption, Result, Secret};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::list::{self, billfold_list_options};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::{billfold_str, required};
use crate::view::{Numbered as _, mask, numbered};

/// The link intent can be redeemed.
pub const BILLFOLD_LINK_INTENT_OPEN: i32 = 1;
/// The link intent has been redeemed.
pub const BILLFOLD_LINK_INTENT_USED: i32 = 2;
/// The link intent's time has passed.
pub const BILLFOLD_LINK_INTENT_EXPIRED: i32 = 3;
/// The link intent was taken back.
pub const BILLFOLD_LINK_INTENT_REVOKED: i32 = 4;

numbered! {
    LinkIntentStatus {
        Open = BILLFOLD_LINK_INTENT_OPEN,
        Used = BILLFOLD_LINK_INTENT_USED,
        Expired = BILLFOLD_LINK_INTENT_EXPIRED,
        Revoked = BILLFOLD_LINK_INTENT_REVOKED,
    }
}

/// In billfold_link_intent: client_id is there.
pub const BILLFOLD_LINK_INTENT_HAS_CLIENT_ID: u64 = 0x1;
/// In billfold_link_intent: used_at is there.
pub const BILLFOLD_LINK_INTENT_HAS_USED_AT: u64 = 0x2;
/// In billfold_link_intent: revoked_at is there.
pub const BILLFOLD_LINK_INTENT_HAS_REVOKED_AT: u64 = 0x4;
/// In billfold_link_intent: url is there.
pub const BILLFOLD_LINK_INTENT_HAS_URL: u64 = 0x8;

/// A link intent: a single-use invitation to make a client and link it. Its texts live as long
/// as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_link_intent {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_LINK_INTENT_HAS_….
    pub has: u64,
    /// Names the link intent: `int_` and 32 hexadecimal digits.
    pub id: billfold_str,
    /// Who invites.
    pub orchestrator_id: billfold_str,
    /// The name that the client will have.
    pub client_id_name: billfold_str,
    /// Where it stands now: BILLFOLD_LINK_INTENT_OPEN, ….
    pub status: i32,
    /// Always 0.
    pub reserved: i32,
    /// The last four characters of its token.
    pub token_hint: billfold_str,
    /// The client that it made. Optional.
    pub client_id: billfold_str,
    /// When it was created, in Unix seconds.
    pub created_at: i64,
    /// From when on it is expired, unless used or taken back before, in Unix seconds.
    pub expires_at: i64,
    /// When it was redeemed, in Unix seconds. Optional.
    pub used_at: i64,
    /// When it was taken back, in Unix seconds. Optional.
    pub revoked_at: i64,
    /// Grows by one with each change.
    pub version: i64,
    /// What to hand to the recipient: a URL with the token, as secret as that. Optional: shown by
    /// the call that made it, and never again.
    pub url: billfold_str,
}

impl billfold_link_intent {
    fn of(intent: &LinkIntent, url: Option<&Secret>, arena: &Arena) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            has: mask(&[
                (intent.client_id.is_some(), BILLFOLD_LINK_INTENT_HAS_CLIENT_ID),
                (intent.used_at.is_some(), BILLFOLD_LINK_INTENT_HAS_USED_AT),
                (intent.revoked_at.is_some(), BILLFOLD_LINK_INTENT_HAS_REVOKED_AT),
                (url.is_some(), BILLFOLD_LINK_INTENT_HAS_URL),
            ]),
            id: arena.display(intent.id),
            orchestrator_id: arena.display(intent.orchestrator_id),
            client_id_name: arena.text(&intent.client_id_name),
            status: intent.status.number(),
            reserved: 0,
            token_hint: arena.text(&intent.token_hint),
            client_id: arena.optional(intent.client_id.as_ref().map(|id| id.as_str())),
            created_at: intent.created_at.unix_seconds(),
            expires_at: intent.expires_at.unix_seconds(),
            used_at: intent.used_at.map_or(0, |at| at.unix_seconds()),
            revoked_at: intent.revoked_at.map_or(0, |at| at.unix_seconds()),
            version: intent.version,
            url: arena.optional(url.map(Secret::expose)),
        }
    }
}

impl Record for LinkIntent {
    const NAME: &'static str = "link intent";
    type View = billfold_link_intent;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_link_intent {
        billfold_link_intent::of(self, None, arena)
    }
}

impl Record for LinkIntentWithUrl {
    const NAME: &'static str = LinkIntent::NAME;
    type View = billfold_link_intent;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_link_intent {
        billfold_link_intent::of(&self.link_intent, self.url.as_ref(), arena)
    }
}

/// In billfold_redemption: client_secret is there.
pub const BILLFOLD_REDEMPTION_HAS_CLIENT_SECRET: u64 = 0x1;
/// In billfold_redemption: unlinked_at is there.
pub const BILLFOLD_REDEMPTION_HAS_UNLINKED_AT: u64 = 0x2;

/// What redeeming a link intent made: a client, its secret, and its link. Its texts live as long
/// as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_redemption {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_REDEMPTION_HAS_….
    pub has: u64,
    /// Names the new client: `cli_…`.
    pub client_id: billfold_str,
    /// Its name, from the link intent.
    pub name: billfold_str,
    /// What it may do: BILLFOLD_CLIENT_ACTIVE, ….
    pub status: i32,
    /// Whether its link is in force: BILLFOLD_CLIENT_LINK_ACTIVE, ….
    pub link_status: i32,
    /// When the client was created, in Unix seconds.
    pub created_at: i64,
    /// When the client last changed, in Unix seconds.
    pub updated_at: i64,
    /// The client's version: grows by one with each change.
    pub version: i64,
    /// Its secret, `sec_…`, for billfold_store_scoped_client. Optional: shown by the call that
    /// made it, and never again.
    pub client_secret: billfold_str,
    /// Names the client link: `lnk_` and 32 hexadecimal digits.
    pub link_id: billfold_str,
    /// The orchestrator that invited, whose fees and branding apply.
    pub orchestrator_id: billfold_str,
    /// When the client was linked, in Unix seconds.
    pub linked_at: i64,
    /// When that link ended, in Unix seconds. Optional: there only where a repeat finds it ended.
    pub unlinked_at: i64,
    /// The client link's version: grows by one with each change.
    pub link_version: i64,
}

impl Record for Redemption {
    const NAME: &'static str = "redemption";
    type View = billfold_redemption;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_redemption {
        let (client, secret) = (&self.client.client, self.client.client_secret.as_ref());
        let link = &self.link;
        billfold_redemption {
            struct_size: size_of::<billfold_redemption>(),
            has: mask(&[
                (secret.is_some(), BILLFOLD_REDEMPTION_HAS_CLIENT_SECRET),
                (link.unlinked_at.is_some(), BILLFOLD_REDEMPTION_HAS_UNLINKED_AT),
            ]),
            client_id: arena.text(client.client_id.as_str()),
            name: arena.text(&client.name),
            status: client.status.number(),
            link_status: link.status.number(),
            created_at: client.created_at.unix_seconds(),
            updated_at: client.updated_at.unix_seconds(),
            version: client.version,
            client_secret: arena.optional(secret.map(Secret::expose)),
            link_id: arena.display(link.id),
            orchestrator_id: arena.display(link.orchestrator_id),
            linked_at: link.linked_at.unix_seconds(),
            unlinked_at: link.unlinked_at.map_or(0, |at| at.unix_seconds()),
            link_version: link.version,
        }
    }
}

/// What a new link intent is made of. The name is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_new_link_intent {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Always 0.
    pub has: u64,
    /// The whole input as JSON, the body that the service of that record takes, in place of all the
    /// other fields.
    pub json: billfold_str,
    /// The name that the client will have, 1 to 100 characters.
    pub client_id_name: billfold_str,
    /// Who invites. The owner must say; an orchestrator's own handle need not.
    pub orchestrator_id: billfold_str,
    /// Seconds until it expires, 1 to 6048000; otherwise the store's setting.
    pub expires_in: i64,
}

impl Input for billfold_new_link_intent {
    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe {
            body.text("client_id_name", self.client_id_name)?;
            body.text("orchestrator_id", self.orchestrator_id)?;
        }
        body.number("expires_in", self.expires_in, false)
    }
}

tagged!(billfold_link_intent, billfold_redemption);
inputs!(billfold_new_link_intent);

/// Creates a link intent, open, and the URL to hand to the recipient, which is shown this once.
/// Answers with the intent and its URL: billfold_page_link_intent.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the orchestrator;
/// BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_create(
    store: *const billfold_store,
    input: *const billfold_new_link_intent,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.create_link_intent(NewLinkIntent::from_json(&body(input, "input")?)?)
        })
    }
}

/// Answers with the link intent of this id: billfold_page_link_intent.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_FORBIDDEN to clients
/// and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_get(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.link_intent(required(id, id_len, "id")?.parse()?).map(One)
        })
    }
}

/// Answers with the link intent of this token or whole URL, open, used, expired or taken back, for
/// the page that the URL leads to; nothing is used up: billfold_page_link_intent. The token is the
/// authority, whichever handle it comes through.
///
/// Statuses: BILLFOLD_NOT_FOUND if there is no intent of this token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_find(
    store: *const billfold_store,
    token_or_url: *const c_char,
    token_or_url_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let token = required(token_or_url, token_or_url_len, "token_or_url")?;
            store.find_link_intent(token).map(One)
        })
    }
}

/// Answers with a page of an orchestrator's own link intents, or for the owner of all of them,
/// newest first unless the filter sorts them: billfold_page_link_intent. `options` may be NULL.
///
/// Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
/// clients and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_list(
    store: *const billfold_store,
    options: *const billfold_list_options,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            let (filter, request) = list::options(options)?;
            store.list_link_intents(&filter.parse()?, &request)
        })
    }
}

/// Redeems a link intent, given its token or the whole URL: makes a client under the chosen
/// name, links it to the orchestrator that invited, and uses the intent up, all at once. The token
/// is the authority, whichever handle it comes through. Answers with what was made, the client's
/// secret shown this once: billfold_page_redemption.
///
/// Statuses: BILLFOLD_NOT_FOUND if there is no intent of this token; BILLFOLD_CONFLICT:
/// intent_used, intent_revoked; BILLFOLD_EXPIRED: intent_expired.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_redeem(
    store: *const billfold_store,
    token_or_url: *const c_char,
    token_or_url_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.redeem_link_intent(required(token_or_url, token_or_url_len, "token_or_url")?)
        })
    }
}

/// Takes back a link intent that is open or expired. Answers with the intent:
/// billfold_page_link_intent.
///
/// Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT: intent_used,
/// intent_revoked, version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_link_intent_revoke(
    store: *const billfold_store,
    id: *const c_char,
    id_len: usize,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.revoke_link_intent(required(id, id_len, "id")?.parse()?)
        })
    }
}

/// Fills `view` with the link intent at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than link intents.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_link_intent(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_link_intent,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<LinkIntent>(page, index, view, err) }
}

/// Fills `view` with the redemption at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than redemptions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_redemption(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_redemption,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Redemption>(page, index, view, err) }
}
