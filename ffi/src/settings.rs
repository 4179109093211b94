//! The store's settings.

use billfold_core::{Currency, Result, Settings, SettingsUpdate};

use crate::arena::Arena;
use crate::error::{billfold_error, billfold_status};
use crate::guard::answer;
use crate::input::{Body, Input, body, inputs};
use crate::page::{One, Record, billfold_page, show};
use crate::store::billfold_store;
use crate::tagged::tagged;
use crate::text::billfold_str;
use crate::view::mask;

/// In billfold_settings: request_to_link_lifetime_seconds is there.
pub const BILLFOLD_SETTINGS_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS: u64 = 0x1;

/// What a store goes by; kept in the file, the same for every process that opens it. Its texts
/// live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_settings {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_SETTINGS_HAS_….
    pub has: u64,
    /// Where payment links lead: they are `{payment_base_url}/payments/{id}/collection`.
    pub payment_base_url: billfold_str,
    /// Where onboarding URLs lead: they are `{onboarding_base_url}/onboarding/{token}`.
    pub onboarding_base_url: billfold_str,
    /// Where session URLs lead: they are `{session_base_url}/session/{token}`.
    pub session_base_url: billfold_str,
    /// The currencies that payments may be in, side by side: USD, ….
    pub currencies: *const billfold_str,
    /// How many currencies there are.
    pub currencies_count: usize,
    /// The schemes that success, cancel and branding URLs may have, side by side: https, ….
    pub url_schemes: *const billfold_str,
    /// How many schemes there are.
    pub url_schemes_count: usize,
    /// Seconds until a payment expires, unless its creator says.
    pub payment_lifetime_seconds: i64,
    /// Seconds until a link intent expires, unless its creator says.
    pub link_intent_lifetime_seconds: i64,
    /// Seconds until a request to link expires, unless its creator says. Optional: absent, never.
    pub request_to_link_lifetime_seconds: i64,
    /// Seconds until a link session expires.
    pub link_session_lifetime_seconds: i64,
    /// A clock that is further ahead than this, in seconds, is not believed until someone
    /// confirms it.
    pub clock_jump_seconds: i64,
    /// Seconds for which an idempotency key is remembered at the least.
    pub idempotency_retention_seconds: i64,
    /// 1 if card numbers are refused in free text, else 0.
    pub card_number_guard: i32,
    /// Always 0.
    pub reserved: i32,
    /// Grows by one with each change.
    pub version: i64,
}

impl Record for Settings {
    const NAME: &'static str = "settings";
    type View = billfold_settings;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_settings {
        let (currencies, currencies_count) =
            arena.texts(self.currencies.iter().map(Currency::code));
        let (url_schemes, url_schemes_count) = arena.texts(&self.url_schemes);
        let request_lifetime = self.request_to_link_lifetime_seconds;
        billfold_settings {
            struct_size: size_of::<billfold_settings>(),
            has: mask(&[(
                request_lifetime.is_some(),
                BILLFOLD_SETTINGS_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS,
            )]),
            payment_base_url: arena.text(&self.payment_base_url),
            onboarding_base_url: arena.text(&self.onboarding_base_url),
            session_base_url: arena.text(&self.session_base_url),
            currencies,
            currencies_count,
            url_schemes,
            url_schemes_count,
            payment_lifetime_seconds: self.payment_lifetime_seconds,
            link_intent_lifetime_seconds: self.link_intent_lifetime_seconds,
            request_to_link_lifetime_seconds: request_lifetime.unwrap_or_default(),
            link_session_lifetime_seconds: self.link_session_lifetime_seconds,
            clock_jump_seconds: self.clock_jump_seconds,
            idempotency_retention_seconds: self.idempotency_retention_seconds,
            card_number_guard: i32::from(self.card_number_guard),
            reserved: 0,
            version: self.version,
        }
    }
}

/// In billfold_settings_changes: request_to_link_lifetime_seconds is given, even if it is 0, which
/// means never.
pub const BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS: u64 = 0x1;
/// In billfold_settings_changes: card_number_guard is given, even if it is 0, which turns it off.
pub const BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD: u64 = 0x2;

/// Which settings to change. What is absent stays as it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_settings_changes {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// What is given as zero: BILLFOLD_SETTINGS_CHANGES_HAS_….
    pub has: u64,
    /// The whole input as a JSON object, in place of all the other fields.
    pub json: billfold_str,
    /// Where payment links lead: an absolute http or https URL, or the presets `sandbox` and
    /// `production`.
    pub payment_base_url: billfold_str,
    /// Where onboarding URLs lead: an absolute http or https URL, or the same presets.
    pub onboarding_base_url: billfold_str,
    /// Where session URLs lead: an absolute http or https URL.
    pub session_base_url: billfold_str,
    /// The currencies that payments may be in, all of them side by side: ISO 4217 codes.
    pub currencies: *const billfold_str,
    /// How many currencies there are.
    pub currencies_count: usize,
    /// The schemes that success, cancel and branding URLs may have, all of them side by side, in
    /// lower case.
    pub url_schemes: *const billfold_str,
    /// How many schemes there are.
    pub url_schemes_count: usize,
    /// Seconds until a payment expires: 1 to 6048000.
    pub payment_lifetime_seconds: i64,
    /// Seconds until a link intent expires: 1 to 6048000.
    pub link_intent_lifetime_seconds: i64,
    /// Seconds until a request to link expires: 1 to 315360000; never if it is given as 0.
    pub request_to_link_lifetime_seconds: i64,
    /// Seconds until a link session expires: 1 to 6048000.
    pub link_session_lifetime_seconds: i64,
    /// How far ahead a clock may jump and be believed, in seconds: 60 to 315360000.
    pub clock_jump_seconds: i64,
    /// Seconds for which an idempotency key is remembered at the least: 86400 to 315360000.
    pub idempotency_retention_seconds: i64,
    /// Whether card numbers are refused in free text: 1; or 0, if it is given.
    pub card_number_guard: i32,
    /// Always 0.
    pub reserved: i32,
}

impl Input for billfold_settings_changes {
    const KNOWN: u64 = BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS
        | BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD;

    unsafe fn write(&self, body: &mut Body) -> Result<()> {
        let has = |bit| self.has & bit != 0;
        // SAFETY: the caller's promise.
        unsafe {
            body.text("payment_base_url", self.payment_base_url)?;
            body.text("onboarding_base_url", self.onboarding_base_url)?;
            body.text("session_base_url", self.session_base_url)?;
            body.texts("currencies", self.currencies, self.currencies_count, false)?;
            body.texts("url_schemes", self.url_schemes, self.url_schemes_count, false)?;
        }
        for (name, seconds) in [
            ("payment_lifetime_seconds", self.payment_lifetime_seconds),
            ("link_intent_lifetime_seconds", self.link_intent_lifetime_seconds),
            ("link_session_lifetime_seconds", self.link_session_lifetime_seconds),
            ("clock_jump_seconds", self.clock_jump_seconds),
            ("idempotency_retention_seconds", self.idempotency_retention_seconds),
        ] {
            body.number(name, seconds, false)?;
        }
        body.nullable_number(
            "request_to_link_lifetime_seconds",
            self.request_to_link_lifetime_seconds,
            has(BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS),
        )?;
        let guard_given = has(BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD);
        body.boolean("card_number_guard", self.card_number_guard, guard_given)?;
        body.reserved(self.reserved)
    }
}

tagged!(billfold_settings);
inputs!(billfold_settings_changes);

/// Answers with the settings that the store goes by: billfold_page_settings.
///
/// Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_settings_get(
    store: *const billfold_store,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { answer(store, page, err, |store| store.settings().map(One)) }
}

/// Changes settings, for every process that has the file open, from now on. Records that were
/// made before keep the times they were given. Answers with all the settings:
/// billfold_page_settings.
///
/// Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: version_changed;
/// BILLFOLD_FORBIDDEN unless it is the owner's handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_settings_update(
    store: *const billfold_store,
    changes: *const billfold_settings_changes,
    page: *mut *mut billfold_page,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe {
        answer(store, page, err, |store| {
            store.update_settings(SettingsUpdate::from_json(&body(changes, "changes")?)?)
        })
    }
}

/// Fills `view` with the settings at `index` of a page, from 0.
///
/// Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
/// record, or the page holds others than settings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_page_settings(
    page: *const billfold_page,
    index: usize,
    view: *mut billfold_settings,
    err: *mut *mut billfold_error,
) -> billfold_status {
    // SAFETY: the caller keeps the header's rules.
    unsafe { show::<Settings>(page, index, view, err) }
}
