//! Kinds of records by the names of their nouns.

use billfold_core::RecordKind;

use crate::cli::{
    billers, branding, clients, customers, fees, intents, links, orchestrators, payments, rtls,
    settings, webhooks,
};
use crate::output::Column;

/// Each kind's noun, and the columns of its records.
const NOUNS: [(RecordKind, &str, &[Column]); 12] = [
    (RecordKind::Settings, "settings", settings::COLUMNS),
    (RecordKind::Orchestrator, "orchestrators", orchestrators::COLUMNS),
    (RecordKind::Client, "clients", clients::COLUMNS),
    (RecordKind::ClientLink, "links", links::LINK_COLUMNS),
    (RecordKind::LinkIntent, "intents", intents::COLUMNS),
    (RecordKind::Fee, "fees", fees::COLUMNS),
    (RecordKind::Branding, "branding", branding::COLUMNS),
    (RecordKind::Biller, "billers", billers::COLUMNS),
    (RecordKind::Customer, "customers", customers::COLUMNS),
    (RecordKind::Payment, "payments", payments::COLUMNS),
    (RecordKind::RequestToLink, "rtls", rtls::COLUMNS),
    (RecordKind::WebhookEndpoint, "webhooks", webhooks::COLUMNS),
];

/// The kind of a noun, or of the name that lines have for it; for `value_parser`.
pub(crate) fn parse(text: &str) -> Result<RecordKind, String> {
    let known =
        |(kind, noun, _): &(RecordKind, &str, &[Column])| *noun == text || kind.as_str() == text;
    let found = NOUNS.iter().find(|each| known(each)).map(|(kind, ..)| *kind);
    found.ok_or_else(|| {
        let nouns: Vec<_> = NOUNS.iter().map(|(_, noun, _)| *noun).collect();
        format!("is none of {}", nouns.join(", "))
    })
}

/// What records that leave the store have not: hints of credentials, and how deliveries go.
const LEFT_BEHIND: [&str; 6] =
    ["key_hint", "token_hint", "pending", "abandoned", "unanswered", "retry_at"];

/// The columns of a kind's records where many of them leave the store together.
pub(crate) fn columns(kind: RecordKind) -> Vec<Column> {
    let found = NOUNS.iter().find(|(each, ..)| *each == kind);
    let columns = found.map_or(&[][..], |(_, _, columns)| *columns);
    let leaves = |column: &Column| column.is_in_lists() && !LEFT_BEHIND.contains(&column.path);
    columns.iter().copied().filter(leaves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_noun_and_its_columns() {
        for kind in RecordKind::ALL {
            assert_eq!(parse(kind.as_str()), Ok(kind));
            assert!(!columns(kind).is_empty(), "{kind}");
        }
        assert_eq!(parse("rtls"), Ok(RecordKind::RequestToLink));
        assert!(parse("keys").is_err());
    }
}
