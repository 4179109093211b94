//! Brandings in exports. They have no id of their own: whose they are names them.

use rusqlite::named_params;

use crate::branding::{Branding, BrandingTarget, BrandingValues, find, read_row};
use crate::error::Result;
use crate::record::{self, Restored, Stretch, Transfer};
use crate::store::transaction::{ReadTransaction, WriteTransaction};
use crate::value::body::Body;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::text;

impl Transfer for Branding {
    type Filter = ();

    /// Brandings alone are deleted, so that a sequence can be given again: to the branding of a
    /// client that the export knows nothing of, too.
    fn export(
        transaction: &ReadTransaction<'_>,
        stretch: &Stretch,
        (): &(),
    ) -> Result<Vec<(i64, Self)>> {
        transaction.all(
            "SELECT branding.seq, orchestrator.id, client.id, display_name, primary_color,
                secondary_color, accent_color, background_color, text_color, logo_url, terms_url,
                privacy_url, branding.created_at, branding.updated_at, branding.version
            FROM branding
                JOIN orchestrator ON orchestrator.seq = branding.orchestrator
                LEFT JOIN client ON client.seq = branding.client
            WHERE branding.seq > :after AND branding.seq <= :last
                AND coalesce(branding.client, 0) <= :last_client
            ORDER BY branding.seq LIMIT :limit",
            named_params! {
                ":after": stretch.after,
                ":last": stretch.last,
                ":last_client": stretch.last_client,
                ":limit": stretch.limit,
            },
            |columns| Ok((columns.next()?, read_row(columns)?)),
        )
    }

    fn parse(json: &str) -> Result<Self> {
        record::parse(json, read)
    }

    fn restore(self, transaction: &WriteTransaction<'_>) -> Result<Restored> {
        let orchestrator = transaction.orchestrator(Some(self.target.orchestrator_id))?.row;
        let client = self.target.client_id.as_ref().map(|id| transaction.find_client(id));
        let client = client.transpose()?.map(|client| client.row);
        if let Some(stored) = find(transaction, &self.target)? {
            return record::settle("branding of", &self.target, &stored, &self);
        }
        transaction.change_one(
            "INSERT INTO branding (orchestrator, client, display_name, primary_color,
                secondary_color, accent_color, background_color, text_color, logo_url, terms_url,
                privacy_url, created_at, updated_at, version)
            VALUES (:orchestrator, :client, :display_name, :primary_color, :secondary_color,
                :accent_color, :background_color, :text_color, :logo_url, :terms_url,
                :privacy_url, :created_at, :updated_at, :version)",
            named_params! {
                ":orchestrator": orchestrator,
                ":client": client,
                ":display_name": self.values.display_name,
                ":primary_color": self.values.primary_color,
                ":secondary_color": self.values.secondary_color,
                ":accent_color": self.values.accent_color,
                ":background_color": self.values.background_color,
                ":text_color": self.values.text_color,
                ":logo_url": self.values.logo_url,
                ":terms_url": self.values.terms_url,
                ":privacy_url": self.values.privacy_url,
                ":created_at": self.created_at,
                ":updated_at": self.updated_at,
                ":version": self.version,
            },
        )?;
        Ok(Restored::Created)
    }
}

fn read(body: &mut Body) -> Option<Branding> {
    let orchestrator_id = body.required_with("orchestrator_id", OrchestratorId::parse);
    let client_id = body.text_with("client_id", ClientId::parse);
    let values = BrandingValues {
        display_name: body.text_with("display_name", text::name),
        primary_color: body.text_with("primary_color", text::colour),
        secondary_color: body.text_with("secondary_color", text::colour),
        accent_color: body.text_with("accent_color", text::colour),
        background_color: body.text_with("background_color", text::colour),
        text_color: body.text_with("text_color", text::colour),
        logo_url: body.text_with("logo_url", text::kept_url_or_path),
        terms_url: body.text_with("terms_url", text::kept_url_or_path),
        privacy_url: body.text_with("privacy_url", text::kept_url_or_path),
    };
    let stamps = record::take_stamps(body)?;
    Some(Branding {
        target: BrandingTarget { orchestrator_id: orchestrator_id?, client_id },
        values,
        created_at: stamps.created_at,
        updated_at: stamps.updated_at,
        version: stamps.version,
    })
}
