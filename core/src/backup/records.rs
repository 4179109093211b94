//! Every record against its last event, and every event against its record.

use rusqlite::named_params;

use crate::backup::check::{STEP, in_steps};
use crate::backup::report::Check;
use crate::backup::watch::Watch;
use crate::error::Result;
use crate::store::Store;
use crate::store::sqlite::Columns;

/// A sort of record that events tell of.
struct Sort {
    table: &'static str,
    /// SQL for its id as the log has it.
    id: &'static str,
    /// SQL for its status as the log has it; none: it has no status.
    status: Option<&'static str>,
    /// SQL that finds it by the id in `event.object_id`; none: it may be deleted.
    found: Option<&'static str>,
}

const UUID: &str = "lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-'
    || substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))";
const BY_UUID: &str = "id = unhex(event.object_id, '-')";
const BY_DIGITS: &str = "id = unhex(substr(event.object_id, 5))";
const BY_TEXT: &str = "id = event.object_id";

const fn sort(
    table: &'static str,
    id: &'static str,
    status: Option<&'static str>,
    found: &'static str,
) -> Sort {
    Sort { table, id, status, found: Some(found) }
}

/// The sorts of record that have a version and events, by the name that is theirs in both.
const SORTS: [Sort; 11] = [
    sort("orchestrator", "'org_' || lower(hex(id))", Some("status"), BY_DIGITS),
    sort("client", "id", Some("status"), BY_TEXT),
    sort("api_key", "'apk_' || lower(hex(id))", Some("status"), BY_DIGITS),
    sort("client_link", "'lnk_' || lower(hex(id))", Some("status"), BY_DIGITS),
    sort("link_intent", "'int_' || lower(hex(id))", Some("status"), BY_DIGITS),
    sort("fee", "'fee_' || lower(hex(id))", Some("status"), BY_DIGITS),
    Sort {
        table: "branding",
        id: "(SELECT 'org_' || lower(hex(orchestrator.id)) FROM orchestrator
            WHERE orchestrator.seq = branding.orchestrator)
            || coalesce('/' || (SELECT client.id FROM client WHERE client.seq = client), '')",
        status: None,
        found: None,
    },
    sort("customer", UUID, None, BY_UUID),
    sort("payment", UUID, Some("status"), BY_UUID),
    sort("biller", "id", None, BY_TEXT),
    sort("request_to_link", "id", Some("status"), BY_TEXT),
];

/// What a record says of itself, and what its last event says of it.
struct Row {
    id: String,
    version: i64,
    status: Option<String>,
    logged_version: Option<i64>,
    logged_status: Option<String>,
}

pub(super) fn examine(store: &Store, check: &mut Check, watch: &Watch<'_>) -> Result<()> {
    let mut imported = 0_u64;
    for sort in &SORTS {
        records(store, check, watch, sort, &mut imported)?;
    }
    if imported > 0 {
        let note = format!("{imported} records have no events here: they were imported");
        check.note = Some(note);
    }
    SORTS.iter().try_for_each(|sort| events(store, check, watch, sort))
}

/// Each record of a sort has the version and the status that its last event told of.
fn records(
    store: &Store,
    check: &mut Check,
    watch: &Watch<'_>,
    sort: &Sort,
    imported: &mut u64,
) -> Result<()> {
    let Sort { table, id, .. } = sort;
    let sql = format!(
        "SELECT record.seq, record.id, record.version, record.status, event.object_version,
            json_extract(event.body, '$.status')
        FROM (SELECT seq, {id} AS id, version, {} AS status
            FROM {table} WHERE seq > :after ORDER BY seq LIMIT :limit) AS record
        LEFT JOIN event ON event.seq = (SELECT seq FROM event
            WHERE object_id = record.id AND object = '{table}' ORDER BY seq DESC LIMIT 1)
            -- What is there although it was deleted was imported since.
            AND event.type <> '{table}.deleted'
        ORDER BY record.seq",
        sort.status.unwrap_or("NULL")
    );
    let read = |columns: &mut Columns<'_, '_>| {
        Ok(Row {
            id: columns.next::<Option<String>>()?.unwrap_or_default(),
            version: columns.next()?,
            status: columns.next()?,
            logged_version: columns.next()?,
            logged_status: columns.next()?,
        })
    };
    in_steps(store, check, watch, table, &sql, read, |_, check, row| {
        let Some(logged) = row.logged_version else {
            *imported = imported.saturating_add(1);
            return Ok(());
        };
        if logged != row.version {
            check.fault(format!(
                "the {table} {} is at version {}, its last event at {logged}",
                row.id, row.version
            ));
        } else if row.status.is_some() && row.status != row.logged_status {
            check.fault(format!(
                "the {table} {} is {}, its last event says {}",
                row.id,
                row.status.unwrap_or_default(),
                row.logged_status.unwrap_or_default()
            ));
        }
        Ok(())
    })
}

/// Each event of a sort tells of a record that is there.
fn events(store: &Store, check: &mut Check, watch: &Watch<'_>, sort: &Sort) -> Result<()> {
    let (table, Some(found)) = (sort.table, sort.found) else { return Ok(()) };
    let sql = format!(
        "SELECT DISTINCT object_id FROM event
        WHERE seq > :after AND seq <= :after + :limit AND object = '{table}'
            AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{found})"
    );
    let mut after = 0_i64;
    loop {
        let (missing, last) = store.read(|transaction| {
            let parameters = named_params! { ":after": after, ":limit": STEP };
            let missing = transaction.all(&sql, parameters, |columns| columns.next::<String>())?;
            Ok((missing, transaction.number("SELECT coalesce(max(seq), 0) FROM event", [])?))
        })?;
        for id in missing {
            check.fault(format!("the {table} {id} has events, but is not there"));
        }
        after = after.saturating_add(STEP);
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        watch.tell(check.name, number(after.min(last)), number(last))?;
        if after >= last {
            return Ok(());
        }
    }
}
