//! `billfold settings`.

use billfold_core::SettingsUpdate;
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::cli::input::{Clearable, Edit};
use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text};

pub(super) const COLUMNS: &[Column] = &[
    text("payment_base_url"),
    text("onboarding_base_url"),
    text("session_base_url"),
    text("currencies"),
    text("url_schemes"),
    number("payment_lifetime_seconds"),
    number("link_intent_lifetime_seconds"),
    number("request_to_link_lifetime_seconds"),
    number("link_session_lifetime_seconds"),
    number("clock_jump_seconds"),
    number("idempotency_retention_seconds"),
    text("card_number_guard"),
];

/// What the store goes by; kept in the file, the same for everyone who opens it
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show them
    Show,
    /// Change what is given
    Set(Box<Edit<Fields>>),
}

/// The body of `set`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct Fields {
    /// Where payment links lead
    #[arg(long, value_name = "URL")]
    payment_base_url: Option<String>,
    /// Where onboarding URLs lead
    #[arg(long, value_name = "URL")]
    onboarding_base_url: Option<String>,
    /// Where session URLs lead
    #[arg(long, value_name = "URL")]
    session_base_url: Option<String>,
    /// The currencies that payments may be in, all of them, with commas between
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    currencies: Option<Vec<String>>,
    /// The schemes that URLs may have, with commas between
    #[arg(long, value_name = "SCHEMES", value_delimiter = ',')]
    url_schemes: Option<Vec<String>>,
    /// Seconds until a payment expires
    #[arg(long, value_name = "SECONDS")]
    payment_lifetime_seconds: Option<i64>,
    /// Seconds until a link intent expires
    #[arg(long, value_name = "SECONDS")]
    link_intent_lifetime_seconds: Option<i64>,
    /// Seconds until a request to link expires; --clear makes it never
    #[arg(long, value_name = "SECONDS")]
    request_to_link_lifetime_seconds: Option<i64>,
    /// Seconds until a link session expires
    #[arg(long, value_name = "SECONDS")]
    link_session_lifetime_seconds: Option<i64>,
    /// A clock further ahead than this is not believed
    #[arg(long, value_name = "SECONDS")]
    clock_jump_seconds: Option<i64>,
    /// Seconds for which an idempotency key is remembered
    #[arg(long, value_name = "SECONDS")]
    idempotency_retention_seconds: Option<i64>,
    /// Whether card numbers are refused in free text
    #[arg(long, value_name = "true|false")]
    card_number_guard: Option<bool>,
}

impl Clearable for Fields {
    const FIELDS: &'static [&'static str] = &["request-to-link-lifetime-seconds"];
}

/// Does what the verb says.
pub(crate) fn run(verb: Verb, session: &mut Session) -> Result<()> {
    match verb {
        Verb::Show => {
            let settings = session.reader()?.settings()?;
            session.show(COLUMNS, &settings)
        }
        Verb::Set(edit) => {
            let update = SettingsUpdate::from_json(&edit.body()?)?;
            let updated = session.creator()?.update_settings(update)?;
            session.changed(COLUMNS, &updated)
        }
    }
}
