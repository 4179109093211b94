//! Settings in exports. They go into a store whose own were never changed, and into no other:
//! whoever set them there had reasons.

use crate::error::Result;
use crate::record::{self, Restored};
use crate::settings::{SettingsUpdate, checked, keep};
use crate::store::settings::Settings;
use crate::store::transaction::WriteTransaction;

/// The settings of this JSON, and the version they had.
pub(crate) fn parse(json: &str) -> Result<(SettingsUpdate, i64)> {
    record::parse(json, |body| {
        let update = SettingsUpdate::read(body);
        record::take_version(body).map(|version| (update, version))
    })
}

/// Puts settings into force, if nobody ever changed those of this store.
pub(crate) fn restore(
    transaction: &WriteTransaction<'_>,
    (update, version): (SettingsUpdate, i64),
) -> Result<Restored> {
    // Currencies stand in order once they were set, but not from the start.
    let own = &checked(transaction.settings().clone())?;
    let mut settings = checked(update.apply(own))?;
    if settings == *own {
        return Ok(Restored::Unchanged);
    }
    if own.version > Settings::default().version {
        settings.version = version;
        let mut differing = record::differing_fields(own, &settings)?;
        differing.retain(|field| field != "version");
        let fields = differing.join(", ");
        return Ok(Restored::Kept(format!("the store keeps its own settings, other in: {fields}")));
    }
    // Other processes read settings anew when their version has changed.
    settings.version = version.max(own.version.saturating_add(1));
    keep(transaction, &settings)?;
    transaction.set_settings(settings);
    Ok(Restored::Created)
}
