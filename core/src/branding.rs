//! Branding: how payments of linked clients look, as their orchestrator wants it.
//!
//! An orchestrator has a branding of its own and, if it wishes, another for each of its clients.
//! One of them is taken whole, never mixed: what a client's own leaves out is not taken from the
//! orchestrator's.

use std::fmt;

use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Invalid, Problems, Result};
use crate::event;
use crate::idempotency::{Outcome, Replay};
use crate::input::FromBody;
use crate::store::Store;
use crate::store::query::Condition;
use crate::store::settings::Settings;
use crate::store::sqlite::Columns;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::text;
use crate::value::time::Timestamp;
use crate::value::word::word_enum;

mod transfer;

/// What a branding is made of; whatever is `None` is left to whoever shows the payment.
///
/// | field | form |
/// |---|---|
/// | `display_name` | 1 to 100 characters |
/// | the five colours | `#rgb` or `#rrggbb` in hexadecimal digits |
/// | the three URLs | a URL of one of the store's `url_schemes`, or a path from a single slash |
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BrandingValues {
    /// Under which name the payment is shown.
    pub display_name: Option<String>,
    /// The main colour: `#1a2b3c` or `#abc`.
    pub primary_color: Option<String>,
    /// The second colour.
    pub secondary_color: Option<String>,
    /// The colour of what must catch the eye.
    pub accent_color: Option<String>,
    /// The colour behind everything.
    pub background_color: Option<String>,
    /// The colour of text.
    pub text_color: Option<String>,
    /// Where the logo is.
    pub logo_url: Option<String>,
    /// Where the terms of service are.
    pub terms_url: Option<String>,
    /// Where the privacy notice is.
    pub privacy_url: Option<String>,
}

impl BrandingValues {
    /// Reads `{"displayName": "…", "primaryColor": "#1a2b3c", "logoUrl": "/logo.svg", …}`; what
    /// is left out is `None`. The values themselves are looked at when they are put.
    ///
    /// # Errors
    ///
    /// `validation` with every field that is unknown or not a string.
    pub fn from_json(json: &str) -> Result<Self> {
        Self::from_body(json, None)
    }

    /// The values as they are kept, or every bad one.
    fn checked(mut self, settings: &Settings) -> Result<Self> {
        let mut problems = Problems::default();
        let mut check = |field, value: &mut Option<String>, rule: &Rule| {
            *value = value.take().and_then(|text| problems.take(field, rule(&text)));
        };
        check("display_name", &mut self.display_name, &text::name);
        check("primary_color", &mut self.primary_color, &text::colour);
        check("secondary_color", &mut self.secondary_color, &text::colour);
        check("accent_color", &mut self.accent_color, &text::colour);
        check("background_color", &mut self.background_color, &text::colour);
        check("text_color", &mut self.text_color, &text::colour);
        let address = |text: &str| text::url_or_path(text, &settings.url_schemes);
        check("logo_url", &mut self.logo_url, &address);
        check("terms_url", &mut self.terms_url, &address);
        check("privacy_url", &mut self.privacy_url, &address);
        problems.finish()?;
        Ok(self)
    }
}

impl FromBody for BrandingValues {
    fn from_body(json: &str, settings: Option<&Settings>) -> Result<Self> {
        let mut body = Body::parse(json)?;
        let values = Self {
            display_name: body.text("display_name"),
            primary_color: body.text("primary_color"),
            secondary_color: body.text("secondary_color"),
            accent_color: body.text("accent_color"),
            background_color: body.text("background_color"),
            text_color: body.text("text_color"),
            logo_url: body.text("logo_url"),
            terms_url: body.text("terms_url"),
            privacy_url: body.text("privacy_url"),
        };
        if let Some(Err(error)) = settings.map(|settings| values.clone().checked(settings)) {
            body.judge(|problems| problems.absorb(error));
        }
        body.finish()?;
        Ok(values)
    }
}

type Rule<'a> = dyn Fn(&str) -> Result<String, Invalid> + 'a;

/// What a branding is of: an orchestrator, or one of its clients.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BrandingTarget {
    /// Whose branding it is.
    pub orchestrator_id: OrchestratorId,
    /// The client it is for; `None`: every client without a branding of its own.
    pub client_id: Option<ClientId>,
}

/// `org_…`, or `org_…/cli_…` for a client's; names the branding in the event log.
impl fmt::Display for BrandingTarget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.client_id {
            Some(client_id) => write!(formatter, "{}/{client_id}", self.orchestrator_id),
            None => fmt::Display::fmt(&self.orchestrator_id, formatter),
        }
    }
}

/// A branding of an orchestrator, or of one of its clients; in JSON all its fields stand side by
/// side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Branding {
    /// What it is of.
    #[serde(flatten)]
    pub target: BrandingTarget,
    /// What it is made of.
    #[serde(flatten)]
    pub values: BrandingValues,
    /// When it was first put.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

word_enum! {
    /// Where a resolved branding comes from.
    pub enum BrandingSource ("source") {
        /// The branding for this very client.
        Client = "client",
        /// The orchestrator's own.
        Orchestrator = "orchestrator",
        /// None of them: every value is `None`.
        Default = "default",
    }
}

/// How a client's payments look now; in JSON all its fields stand side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ResolvedBranding {
    /// Where the values come from.
    pub source: BrandingSource,
    /// The orchestrator that the client is linked to; `None` if it is not linked.
    pub orchestrator_id: Option<OrchestratorId>,
    /// What it is made of.
    #[serde(flatten)]
    pub values: BrandingValues,
}

impl Store {
    /// Puts the branding of an orchestrator, or of one client linked to it, in place of the one
    /// before, if any: what `values` leaves out is gone.
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out. A
    /// branding that is not there yet counts as version 0 to [`Store::if_version`].
    ///
    /// # Errors
    ///
    /// * `validation` with every bad value.
    /// * `not_found`: the orchestrator, or a client that is not linked to it.
    /// * `conflict / version_changed`.
    /// * `forbidden` for clients and API keys, and for another orchestrator's.
    pub fn put_branding(
        &self,
        orchestrator: Option<OrchestratorId>,
        client: Option<&ClientId>,
        values: BrandingValues,
    ) -> Result<Outcome<Branding>> {
        let client_id = client.cloned();
        let input = (orchestrator, client, values.clone());
        self.mutate("branding.put", &input, move |transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let client = match &client_id {
                Some(id) => Some(transaction.linked_client(orchestrator.row, id)?.row),
                None => None,
            };
            let target = BrandingTarget { orchestrator_id: orchestrator.id, client_id };
            let values = values.checked(transaction.settings())?;
            let before = find(transaction, &target)?;
            let version = before.as_ref().map_or(0, |before| before.version);
            transaction.check_version("branding", version)?;
            if let Some(same) = before.filter(|before| before.values == values) {
                return Ok(same);
            }
            upsert(transaction, orchestrator.row, client, &values)?;
            let branding = load(transaction, &target)?;
            log(transaction, "branding.updated", &branding)?;
            Ok(branding)
        })
    }

    /// The branding that was put for an orchestrator, or for one of its clients; for what a
    /// client's payments look like, see [`Store::resolve_branding`].
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out.
    ///
    /// # Errors
    ///
    /// `not_found` if none was put for just this; `forbidden` for clients and API keys, and for
    /// another orchestrator's.
    pub fn branding(
        &self,
        orchestrator: Option<OrchestratorId>,
        client: Option<&ClientId>,
    ) -> Result<Branding> {
        let client_id = client.cloned();
        self.read(|transaction| {
            let orchestrator_id = transaction.orchestrator(orchestrator)?.id;
            load(transaction, &BrandingTarget { orchestrator_id, client_id })
        })
    }

    /// Deletes the branding of an orchestrator, or of one of its clients, linked or not, and
    /// answers what it was of.
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out.
    ///
    /// # Errors
    ///
    /// `not_found` if none was put for just this; `conflict / version_changed`; `forbidden` for
    /// clients and API keys, and for another orchestrator's.
    pub fn delete_branding(
        &self,
        orchestrator: Option<OrchestratorId>,
        client: Option<&ClientId>,
    ) -> Result<Outcome<BrandingTarget>> {
        let client_id = client.cloned();
        self.mutate("branding.delete", &(orchestrator, client), move |transaction| {
            let orchestrator_id = transaction.orchestrator(orchestrator)?.id;
            let target = BrandingTarget { orchestrator_id, client_id };
            let before = load(transaction, &target)?;
            transaction.check_version("branding", before.version)?;
            delete(transaction, before)?;
            Ok(target)
        })
    }

    /// A page of an orchestrator's brandings, its own and those for its clients, newest first.
    ///
    /// The owner names the orchestrator; an orchestrator's own handle may leave it out.
    ///
    /// # Errors
    ///
    /// `validation` for the page; `not_found`; `forbidden` for clients and API keys, and for
    /// another orchestrator's.
    pub fn list_branding(
        &self,
        orchestrator: Option<OrchestratorId>,
        page: &PageRequest,
    ) -> Result<Page<Branding>> {
        let window = page.resolve()?;
        self.read(|transaction| {
            let orchestrator = transaction.orchestrator(orchestrator)?;
            let mut condition = Condition::default();
            condition.equals("branding.orchestrator", ":orchestrator", orchestrator.row);
            transaction.page(
                "SELECT branding.seq, orchestrator.id, client.id, display_name, primary_color,
                    secondary_color, accent_color, background_color, text_color, logo_url,
                    terms_url, privacy_url, branding.created_at, branding.updated_at,
                    branding.version
                FROM branding
                    JOIN orchestrator ON orchestrator.seq = branding.orchestrator
                    LEFT JOIN client ON client.seq = branding.client",
                "branding",
                &condition,
                window,
                |columns| Ok((columns.next()?, read_row(columns)?)),
            )
        })
    }

    /// How a client's payments look now: the branding for this client, else its orchestrator's
    /// own, else none; each taken whole. A client that is not linked has none.
    ///
    /// ```
    /// use billfold_core::{BrandingSource, BrandingValues, NewClient, NewOrchestrator, Store};
    ///
    /// let store = Store::in_memory()?;
    /// let orchestrator = store.create_orchestrator(NewOrchestrator::new("Acme"))?;
    /// let orchestrator = Some(orchestrator.orchestrator.id);
    /// let client = store.create_client(NewClient::new("Shop"))?.client.client_id.clone();
    /// store.link_client(orchestrator, &client)?;
    /// let values = BrandingValues::from_json(r##"{"primaryColor": "#1a2b3c"}"##)?;
    /// store.put_branding(orchestrator, None, values)?;
    ///
    /// let resolved = store.resolve_branding(&client)?;
    /// assert_eq!(resolved.source, BrandingSource::Orchestrator);
    /// assert_eq!(resolved.values.primary_color.as_deref(), Some("#1a2b3c"));
    /// # Ok::<(), billfold_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * `not_found`: the client; for an orchestrator, also one that is not linked to it.
    /// * `forbidden`: another client's, for clients and API keys.
    pub fn resolve_branding(&self, client: &ClientId) -> Result<ResolvedBranding> {
        self.read(|transaction| {
            let client = transaction.client_in_sight(client)?.row;
            let orchestrator = transaction.linked_orchestrator(client)?;
            let found = match orchestrator {
                Some(orchestrator) => find_applying(transaction, orchestrator.row, client)?,
                None => None,
            };
            let (source, values) = found.unwrap_or((BrandingSource::Default, <_>::default()));
            let orchestrator_id = orchestrator.map(|orchestrator| orchestrator.id);
            Ok(ResolvedBranding { source, orchestrator_id, values })
        })
    }
}

fn find_applying(
    transaction: &ReadTransaction<'_>,
    orchestrator: i64,
    client: i64,
) -> Result<Option<(BrandingSource, BrandingValues)>> {
    transaction.one(
        "SELECT client IS NULL, display_name, primary_color, secondary_color, accent_color,
            background_color, text_color, logo_url, terms_url, privacy_url
        FROM branding
        WHERE orchestrator = :orchestrator AND coalesce(client, 0) IN (0, :client)
        ORDER BY client IS NULL LIMIT 1",
        named_params! { ":orchestrator": orchestrator, ":client": client },
        |columns| {
            let own: bool = columns.next()?;
            let source = if own { BrandingSource::Orchestrator } else { BrandingSource::Client };
            Ok((source, read_values(columns)?))
        },
    )
}

fn upsert(
    transaction: &WriteTransaction<'_>,
    orchestrator: i64,
    client: Option<i64>,
    values: &BrandingValues,
) -> Result<()> {
    transaction.change_one(
        "INSERT INTO branding (orchestrator, client, display_name, primary_color, secondary_color,
            accent_color, background_color, text_color, logo_url, terms_url, privacy_url,
            created_at, updated_at, version)
        VALUES (:orchestrator, :client, :display_name, :primary_color, :secondary_color,
            :accent_color, :background_color, :text_color, :logo_url, :terms_url, :privacy_url,
            :now, :now, 1)
        ON CONFLICT (orchestrator, coalesce(client, 0)) DO UPDATE SET
            display_name = excluded.display_name, primary_color = excluded.primary_color,
            secondary_color = excluded.secondary_color, accent_color = excluded.accent_color,
            background_color = excluded.background_color, text_color = excluded.text_color,
            logo_url = excluded.logo_url, terms_url = excluded.terms_url,
            privacy_url = excluded.privacy_url, updated_at = excluded.updated_at,
            version = version + 1",
        named_params! {
            ":orchestrator": orchestrator,
            ":client": client,
            ":display_name": values.display_name,
            ":primary_color": values.primary_color,
            ":secondary_color": values.secondary_color,
            ":accent_color": values.accent_color,
            ":background_color": values.background_color,
            ":text_color": values.text_color,
            ":logo_url": values.logo_url,
            ":terms_url": values.terms_url,
            ":privacy_url": values.privacy_url,
            ":now": transaction.now(),
        },
    )
}

/// Deletes a branding and writes down how it was last.
fn delete(transaction: &WriteTransaction<'_>, before: Branding) -> Result<()> {
    transaction.change_one(
        "DELETE FROM branding
        WHERE orchestrator = (SELECT seq FROM orchestrator WHERE id = :orchestrator)
            AND coalesce(client, 0) =
                iif(:client IS NULL, 0, (SELECT seq FROM client WHERE id = :client))",
        named_params! {
            ":orchestrator": before.target.orchestrator_id,
            ":client": before.target.client_id,
        },
    )?;
    let deleted = Branding {
        updated_at: transaction.now(),
        version: before.version.saturating_add(1),
        ..before
    };
    log(transaction, "branding.deleted", &deleted)
}

fn load(transaction: &ReadTransaction<'_>, target: &BrandingTarget) -> Result<Branding> {
    find(transaction, target)?.ok_or_else(|| Error::not_found("branding of", target))
}

fn find(transaction: &ReadTransaction<'_>, target: &BrandingTarget) -> Result<Option<Branding>> {
    transaction.one(
        "SELECT orchestrator.id, client.id, display_name, primary_color, secondary_color,
            accent_color, background_color, text_color, logo_url, terms_url, privacy_url,
            branding.created_at, branding.updated_at, branding.version
        FROM branding
            JOIN orchestrator ON orchestrator.seq = branding.orchestrator
            LEFT JOIN client ON client.seq = branding.client
        WHERE orchestrator.id = :orchestrator AND coalesce(branding.client, 0) =
            iif(:client IS NULL, 0, (SELECT seq FROM client WHERE id = :client))",
        named_params! { ":orchestrator": target.orchestrator_id, ":client": target.client_id },
        read_row,
    )
}

fn read_row(columns: &mut Columns<'_, '_>) -> Result<Branding> {
    Ok(Branding {
        target: BrandingTarget { orchestrator_id: columns.next()?, client_id: columns.next()? },
        values: read_values(columns)?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
        version: columns.next()?,
    })
}

fn read_values(columns: &mut Columns<'_, '_>) -> Result<BrandingValues> {
    Ok(BrandingValues {
        display_name: columns.next()?,
        primary_color: columns.next()?,
        secondary_color: columns.next()?,
        accent_color: columns.next()?,
        background_color: columns.next()?,
        text_color: columns.next()?,
        logo_url: columns.next()?,
        terms_url: columns.next()?,
        privacy_url: columns.next()?,
    })
}

fn log(transaction: &WriteTransaction<'_>, kind: &'static str, branding: &Branding) -> Result<()> {
    event::record(transaction, kind, &branding.target, branding.version, None, branding)
}

impl Replay for Branding {
    type Reference = BrandingTarget;

    fn reference(&self) -> BrandingTarget {
        self.target.clone()
    }

    fn replay(transaction: &ReadTransaction<'_>, target: BrandingTarget) -> Result<Self> {
        load(transaction, &target)
    }
}

impl Replay for BrandingTarget {
    type Reference = Self;

    fn reference(&self) -> Self {
        self.clone()
    }

    fn replay(_: &ReadTransaction<'_>, target: Self) -> Result<Self> {
        Ok(target)
    }
}
