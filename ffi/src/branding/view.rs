//! How brandings look to the caller.

use billfold_core::{Branding, BrandingTarget, BrandingValues, ResolvedBranding};

use crate::arena::Arena;
use crate::page::Record;
use crate::tagged::tagged;
use crate::text::billfold_str;
use crate::view::{Numbered as _, mask, numbered};

/// The values are of the branding for this very client.
pub const BILLFOLD_BRANDING_SOURCE_CLIENT: i32 = 1;
/// The values are of the orchestrator's own branding.
pub const BILLFOLD_BRANDING_SOURCE_ORCHESTRATOR: i32 = 2;
/// There is no branding, and none of the values.
pub const BILLFOLD_BRANDING_SOURCE_DEFAULT: i32 = 3;

numbered! {
    BrandingSource {
        Client = BILLFOLD_BRANDING_SOURCE_CLIENT,
        Orchestrator = BILLFOLD_BRANDING_SOURCE_ORCHESTRATOR,
        Default = BILLFOLD_BRANDING_SOURCE_DEFAULT,
    }
}

/// In billfold_branding: client_id is there.
pub const BILLFOLD_BRANDING_HAS_CLIENT_ID: u64 = 0x1;
/// In billfold_branding: display_name is there.
pub const BILLFOLD_BRANDING_HAS_DISPLAY_NAME: u64 = 0x2;
/// In billfold_branding: primary_color is there.
pub const BILLFOLD_BRANDING_HAS_PRIMARY_COLOR: u64 = 0x4;
/// In billfold_branding: secondary_color is there.
pub const BILLFOLD_BRANDING_HAS_SECONDARY_COLOR: u64 = 0x8;
/// In billfold_branding: accent_color is there.
pub const BILLFOLD_BRANDING_HAS_ACCENT_COLOR: u64 = 0x10;
/// In billfold_branding: background_color is there.
pub const BILLFOLD_BRANDING_HAS_BACKGROUND_COLOR: u64 = 0x20;
/// In billfold_branding: text_color is there.
pub const BILLFOLD_BRANDING_HAS_TEXT_COLOR: u64 = 0x40;
/// In billfold_branding: logo_url is there.
pub const BILLFOLD_BRANDING_HAS_LOGO_URL: u64 = 0x80;
/// In billfold_branding: terms_url is there.
pub const BILLFOLD_BRANDING_HAS_TERMS_URL: u64 = 0x100;
/// In billfold_branding: privacy_url is there.
pub const BILLFOLD_BRANDING_HAS_PRIVACY_URL: u64 = 0x200;

/// The bits of a branding's values, in their order.
const BRANDING_VALUES: [u64; 9] = [
    BILLFOLD_BRANDING_HAS_DISPLAY_NAME,
    BILLFOLD_BRANDING_HAS_PRIMARY_COLOR,
    BILLFOLD_BRANDING_HAS_SECONDARY_COLOR,
    BILLFOLD_BRANDING_HAS_ACCENT_COLOR,
    BILLFOLD_BRANDING_HAS_BACKGROUND_COLOR,
    BILLFOLD_BRANDING_HAS_TEXT_COLOR,
    BILLFOLD_BRANDING_HAS_LOGO_URL,
    BILLFOLD_BRANDING_HAS_TERMS_URL,
    BILLFOLD_BRANDING_HAS_PRIVACY_URL,
];

/// A branding of an orchestrator, or of one of its clients: how payments look. What is absent is
/// left to whoever shows the payment. Its texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_branding {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_BRANDING_HAS_….
    pub has: u64,
    /// Whose branding it is.
    pub orchestrator_id: billfold_str,
    /// The client it is for. Optional: absent, it is for every client without a branding of its
    /// own.
    pub client_id: billfold_str,
    /// Under which name the payment is shown. Optional.
    pub display_name: billfold_str,
    /// The main colour: #1a2b3c or #abc. Optional.
    pub primary_color: billfold_str,
    /// The second colour. Optional.
    pub secondary_color: billfold_str,
    /// The colour of what must catch the eye. Optional.
    pub accent_color: billfold_str,
    /// The colour behind everything. Optional.
    pub background_color: billfold_str,
    /// The colour of text. Optional.
    pub text_color: billfold_str,
    /// Where the logo is: a URL, or a path from a single slash. Optional.
    pub logo_url: billfold_str,
    /// Where the terms of service are: a URL or a path. Optional.
    pub terms_url: billfold_str,
    /// Where the privacy notice is: a URL or a path. Optional.
    pub privacy_url: billfold_str,
    /// When it was first put, in Unix seconds.
    pub created_at: i64,
    /// When it last changed, in Unix seconds.
    pub updated_at: i64,
    /// Grows by one with each change.
    pub version: i64,
}

/// The values, in the order of the bits.
fn texts(values: &BrandingValues) -> [Option<&str>; 9] {
    [
        values.display_name.as_deref(),
        values.primary_color.as_deref(),
        values.secondary_color.as_deref(),
        values.accent_color.as_deref(),
        values.background_color.as_deref(),
        values.text_color.as_deref(),
        values.logo_url.as_deref(),
        values.terms_url.as_deref(),
        values.privacy_url.as_deref(),
    ]
}

/// The bits of the values that are there.
fn there(texts: [Option<&str>; 9], bits: [u64; 9]) -> u64 {
    let there = texts.iter().zip(bits).filter(|(text, _)| text.is_some());
    there.fold(0, |mask, (_, bit)| mask | bit)
}

impl Record for Branding {
    const NAME: &'static str = "branding";
    type View = billfold_branding;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_branding {
        let client_id = self.target.client_id.as_ref();
        let texts = texts(&self.values);
        let [
            display_name,
            primary_color,
            secondary_color,
            accent_color,
            background_color,
            text_color,
            logo_url,
            terms_url,
            privacy_url,
        ] = texts.map(|text| arena.optional(text));
        billfold_branding {
            struct_size: size_of::<billfold_branding>(),
            has: mask(&[(client_id.is_some(), BILLFOLD_BRANDING_HAS_CLIENT_ID)])
                | there(texts, BRANDING_VALUES),
            orchestrator_id: arena.display(self.target.orchestrator_id),
            client_id: arena.optional(client_id.map(|id| id.as_str())),
            display_name,
            primary_color,
            secondary_color,
            accent_color,
            background_color,
            text_color,
            logo_url,
            terms_url,
            privacy_url,
            created_at: self.created_at.unix_seconds(),
            updated_at: self.updated_at.unix_seconds(),
            version: self.version,
        }
    }
}

/// In billfold_branding_target: client_id is there.
pub const BILLFOLD_BRANDING_TARGET_HAS_CLIENT_ID: u64 = 0x1;

/// What a branding was of: an orchestrator, or one of its clients. Its texts live as long as the
/// page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_branding_target {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_BRANDING_TARGET_HAS_….
    pub has: u64,
    /// Whose branding it was.
    pub orchestrator_id: billfold_str,
    /// The client it was for. Optional: absent, it was for every client without a branding of its
    /// own.
    pub client_id: billfold_str,
}

impl Record for BrandingTarget {
    const NAME: &'static str = "branding target";
    type View = billfold_branding_target;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_branding_target {
        let client_id = self.client_id.as_ref();
        billfold_branding_target {
            struct_size: size_of::<billfold_branding_target>(),
            has: mask(&[(client_id.is_some(), BILLFOLD_BRANDING_TARGET_HAS_CLIENT_ID)]),
            orchestrator_id: arena.display(self.orchestrator_id),
            client_id: arena.optional(client_id.map(|id| id.as_str())),
        }
    }
}

/// In billfold_resolved_branding: orchestrator_id is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_ORCHESTRATOR_ID: u64 = 0x1;
/// In billfold_resolved_branding: display_name is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_DISPLAY_NAME: u64 = 0x2;
/// In billfold_resolved_branding: primary_color is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_PRIMARY_COLOR: u64 = 0x4;
/// In billfold_resolved_branding: secondary_color is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_SECONDARY_COLOR: u64 = 0x8;
/// In billfold_resolved_branding: accent_color is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_ACCENT_COLOR: u64 = 0x10;
/// In billfold_resolved_branding: background_color is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_BACKGROUND_COLOR: u64 = 0x20;
/// In billfold_resolved_branding: text_color is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_TEXT_COLOR: u64 = 0x40;
/// In billfold_resolved_branding: logo_url is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_LOGO_URL: u64 = 0x80;
/// In billfold_resolved_branding: terms_url is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_TERMS_URL: u64 = 0x100;
/// In billfold_resolved_branding: privacy_url is there.
pub const BILLFOLD_RESOLVED_BRANDING_HAS_PRIVACY_URL: u64 = 0x200;

/// The bits of a resolved branding's values, in their order.
const RESOLVED_VALUES: [u64; 9] = [
    BILLFOLD_RESOLVED_BRANDING_HAS_DISPLAY_NAME,
    BILLFOLD_RESOLVED_BRANDING_HAS_PRIMARY_COLOR,
    BILLFOLD_RESOLVED_BRANDING_HAS_SECONDARY_COLOR,
    BILLFOLD_RESOLVED_BRANDING_HAS_ACCENT_COLOR,
    BILLFOLD_RESOLVED_BRANDING_HAS_BACKGROUND_COLOR,
    BILLFOLD_RESOLVED_BRANDING_HAS_TEXT_COLOR,
    BILLFOLD_RESOLVED_BRANDING_HAS_LOGO_URL,
    BILLFOLD_RESOLVED_BRANDING_HAS_TERMS_URL,
    BILLFOLD_RESOLVED_BRANDING_HAS_PRIVACY_URL,
];

/// How a client's payments look now. What is absent is left to whoever shows the payment. Its
/// texts live as long as the page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct billfold_resolved_branding {
    /// The size of this struct; see BILLFOLD_INIT.
    pub struct_size: usize,
    /// Which optional fields are there: BILLFOLD_RESOLVED_BRANDING_HAS_….
    pub has: u64,
    /// Where the values come from: BILLFOLD_BRANDING_SOURCE_CLIENT, ….
    pub source: i32,
    /// Always 0.
    pub reserved: i32,
    /// The orchestrator that the client is linked to. Optional: absent if it is not linked.
    pub orchestrator_id: billfold_str,
    /// Under which name the payment is shown. Optional.
    pub display_name: billfold_str,
    /// The main colour: #1a2b3c or #abc. Optional.
    pub primary_color: billfold_str,
    /// The second colour. Optional.
    pub secondary_color: billfold_str,
    /// The colour of what must catch the eye. Optional.
    pub accent_color: billfold_str,
    /// The colour behind everything. Optional.
    pub background_color: billfold_str,
    /// The colour of text. Optional.
    pub text_color: billfold_str,
    /// Where the logo is: a URL, or a path from a single slash. Optional.
    pub logo_url: billfold_str,
    /// Where the terms of service are: a URL or a path. Optional.
    pub terms_url: billfold_str,
    /// Where the privacy notice is: a URL or a path. Optional.
    pub privacy_url: billfold_str,
}

impl Record for ResolvedBranding {
    const NAME: &'static str = "resolved branding";
    type View = billfold_resolved_branding;
    type Part = ();

    fn view(&self, arena: &Arena) -> billfold_resolved_branding {
        let linked = self.orchestrator_id.is_some();
        let texts = texts(&self.values);
        let [
            display_name,
            primary_color,
            secondary_color,
            accent_color,
            background_color,
            text_color,
            logo_url,
            terms_url,
            privacy_url,
        ] = texts.map(|text| arena.optional(text));
        billfold_resolved_branding {
            struct_size: size_of::<billfold_resolved_branding>(),
            has: mask(&[(linked, BILLFOLD_RESOLVED_BRANDING_HAS_ORCHESTRATOR_ID)])
                | there(texts, RESOLVED_VALUES),
            source: self.source.number(),
            reserved: 0,
            orchestrator_id: arena.optional_display(self.orchestrator_id),
            display_name,
            primary_color,
            secondary_color,
            accent_color,
            background_color,
            text_color,
            logo_url,
            terms_url,
            privacy_url,
        }
    }
}

tagged!(billfold_branding, billfold_branding_target, billfold_resolved_branding);
