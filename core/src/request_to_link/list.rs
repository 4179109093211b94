//! Lists of requests to link: filters, search, pages and exact totals.
//!
//! Search reads the dictionaries of distinct users and billers, never the requests themselves.
//! A total without search, user or biller comes from the counters, put right for the requests
//! that are overdue but not yet swept.

use rusqlite::{ToSql, named_params};

use crate::error::Result;
use crate::request_to_link::record::{read_row, visible_client};
use crate::request_to_link::{RequestToLink, RequestToLinkStatus};
use crate::store::Store;
use crate::store::query::{Condition, dictionary};
use crate::store::transaction::ReadTransaction;
use crate::value::id::{BillerId, ClientId};
use crate::value::page::{Page, PageRequest, Window};
use crate::value::text;
use crate::value::time::Timestamp;

/// Which requests to link a list holds; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestToLinkFilter {
    /// Only requests with this in their user or in their biller's name, whatever the case; an
    /// empty text finds all.
    pub search: Option<String>,
    /// Only requests in this status.
    pub status: Option<RequestToLinkStatus>,
    /// Only requests of this user.
    pub client_user_id: Option<String>,
    /// Only requests for this biller.
    pub biller_id: Option<BillerId>,
    /// Only requests of this client.
    pub client_id: Option<ClientId>,
}

impl RequestToLinkFilter {
    /// Whether the counters know the total: only status and client are filtered by.
    fn is_counted(&self) -> bool {
        self.client_user_id.is_none()
            && self.biller_id.is_none()
            && self.search.as_deref().unwrap_or_default().is_empty()
    }
}

impl Store {
    /// A page of the requests to link that the caller sees, newest first.
    ///
    /// # Errors
    ///
    /// * `validation` for the page or the search text.
    /// * `not_found`: no such client.
    /// * `forbidden` for others than the owner and a client, and for another client's id.
    pub fn list_requests_to_link(
        &self,
        filter: &RequestToLinkFilter,
        page: &PageRequest,
    ) -> Result<Page<RequestToLink>> {
        let window = page.resolve()?;
        let needle = text::search(filter.search.as_deref().unwrap_or_default())
            .map_err(|invalid| invalid.at("search"))?;
        self.read(|transaction| {
            let client = visible_client(transaction, filter.client_id.as_ref())?;
            let query = Query::new(filter, needle.as_deref(), client, transaction.now());
            let rows = query.rows(transaction, window)?;
            let total = if filter.is_counted() {
                counted_total(transaction, filter.status, client)?
            } else {
                query.total(transaction)?
            };
            Ok(window.into_page(rows, total))
        })
    }
}

/// A list's rows: one SELECT of sequences for each index that leads to some of them.
///
/// A `+` before a column keeps SQLite from an index that would lead to more rows than the one
/// that the SELECT is meant for.
pub(super) struct Query {
    selects: Vec<String>,
    pub(super) condition: Condition,
}

impl Query {
    pub(super) fn new(
        filter: &RequestToLinkFilter,
        needle: Option<&str>,
        client: Option<i64>,
        now: Timestamp,
    ) -> Self {
        let mut condition = narrowing(filter, client);
        if filter.status.is_some_and(|status| status.is_open() || status == EXPIRED) {
            condition.bind(":now", now);
        }
        let searches = searches(filter, needle, &mut condition);
        let rest = condition.sql();
        let mut selects = Vec::new();
        for source in sources(filter) {
            for search in &searches {
                selects.push(format!("SELECT seq FROM {source} AND {search} AND {rest}"));
            }
        }
        Self { selects, condition }
    }

    /// The SELECT of all sequences within a further bound.
    pub(super) fn sequences(&self, bound: &str) -> String {
        let bounded: Vec<_> =
            self.selects.iter().map(|select| format!("{select} AND {bound}")).collect();
        bounded.join(" UNION ")
    }

    fn rows(
        &self,
        transaction: &ReadTransaction<'_>,
        window: Window,
    ) -> Result<Vec<(i64, RequestToLink)>> {
        let sql = format!(
            "SELECT request_to_link.seq, request_to_link.client, request_to_link.id, client.id,
                client_user.client_user_id, request_to_link.biller_id, request_to_link.status,
                request_to_link.link_token_id, link_session.url, request_to_link.metadata,
                request_to_link.created_at, request_to_link.updated_at,
                request_to_link.expires_at, request_to_link.cancel_reason,
                request_to_link.completed_at, request_to_link.version
            FROM ({} ORDER BY 1 DESC LIMIT :rows OFFSET :skipped) AS found
            CROSS JOIN request_to_link ON request_to_link.seq = found.seq
            JOIN client ON client.seq = request_to_link.client
            JOIN client_user ON client_user.seq = request_to_link.client_user
            LEFT JOIN link_session ON link_session.token = request_to_link.link_token_id
                AND link_session.request_to_link = request_to_link.seq
                AND link_session.status <> 'revoked'
            ORDER BY found.seq DESC",
            self.sequences("seq < :before")
        );
        let (rows_wanted, skipped) = (window.rows_wanted(), window.skipped);
        let mut parameters = self.condition.parameters();
        let page: [(&str, &dyn ToSql); 3] =
            [(":before", &window.before), (":rows", &rows_wanted), (":skipped", &skipped)];
        parameters.extend(page);
        transaction.all(&sql, &*parameters, |columns| {
            read_row(columns, transaction.now()).map(|stored| (stored.row, stored.request))
        })
    }

    fn total(&self, transaction: &ReadTransaction<'_>) -> Result<i64> {
        let sql = format!("SELECT count(*) FROM ({})", self.sequences("TRUE"));
        transaction.number(&sql, &*self.condition.parameters())
    }
}

const EXPIRED: RequestToLinkStatus = RequestToLinkStatus::Expired;

/// That the requests are of the filter's user, biller and client.
fn narrowing(filter: &RequestToLinkFilter, client: Option<i64>) -> Condition {
    let mut condition = Condition::default();
    if let Some(user) = &filter.client_user_id {
        condition.holds("client_user = (SELECT seq FROM client_user WHERE client_user_id = :user)");
        condition.bind(":user", user.clone());
    }
    if let Some(biller) = &filter.biller_id {
        let column = if filter.client_user_id.is_some() { "+biller_id" } else { "biller_id" };
        condition.equals(column, ":biller", biller.clone());
    }
    if let Some(client) = client {
        let column = if filter.is_counted() { "client" } else { "+client" };
        condition.equals(column, ":client", client);
    }
    condition
}

/// Where requests of the filter's status are: what is EXPIRED stands in two places.
fn sources(filter: &RequestToLinkFilter) -> Vec<String> {
    let counted = filter.is_counted();
    let plus = if counted { "" } else { "+" };
    match filter.status {
        None => vec!["request_to_link WHERE TRUE".to_owned()],
        Some(EXPIRED) if counted => vec![
            "request_to_link WHERE status = 'EXPIRED'".to_owned(),
            "request_to_link INDEXED BY request_to_link_overdue
            WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now"
                .to_owned(),
        ],
        Some(EXPIRED) => vec![
            "request_to_link WHERE (+status = 'EXPIRED'
                OR +status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now)"
                .to_owned(),
        ],
        Some(status) if status.is_open() => vec![format!(
            "request_to_link WHERE {plus}status = '{status}'
                AND (expires_at IS NULL OR expires_at > :now)"
        )],
        Some(status) => vec![format!("request_to_link WHERE {plus}status = '{status}'")],
    }
}

/// That the needle is found in the user, or in the biller's present name. Each leads to its own
/// requests, unless a user or a biller leads there already.
fn searches(
    filter: &RequestToLinkFilter,
    needle: Option<&str>,
    condition: &mut Condition,
) -> Vec<String> {
    let Some(needle) = needle else { return vec!["TRUE".to_owned()] };
    let users = dictionary("client_user", "folded", ":needle", needle);
    let billers = dictionary("biller", "folded", ":needle", needle);
    condition.bind(":needle", users.value);
    let users = format!("client_user IN ({})", users.sql);
    let billers = format!("biller_id IN (SELECT id FROM biller WHERE seq IN ({}))", billers.sql);
    if filter.client_user_id.is_some() || filter.biller_id.is_some() {
        return vec![format!("(+{users} OR +{billers})")];
    }
    vec![users, billers]
}

/// The total by the counters, put right by the requests that are EXPIRED without being stored so.
fn counted_total(
    transaction: &ReadTransaction<'_>,
    status: Option<RequestToLinkStatus>,
    client: Option<i64>,
) -> Result<i64> {
    let stored = transaction.number(
        "SELECT coalesce(sum(count), 0) FROM counter
        WHERE scope = :scope AND owner = :owner AND (:status IS NULL OR status = :status)",
        named_params! {
            ":scope": if client.is_some() { "request_of_client" } else { "request" },
            ":owner": client.unwrap_or(0),
            ":status": status.map(RequestToLinkStatus::as_str),
        },
    )?;
    match status {
        Some(EXPIRED) => Ok(stored.saturating_add(overdue(transaction, None, client)?)),
        Some(open) if open.is_open() => {
            Ok(stored.saturating_sub(overdue(transaction, Some(open), client)?))
        }
        _ => Ok(stored),
    }
}

/// How many requests, stored in this status if one is given, are overdue.
fn overdue(
    transaction: &ReadTransaction<'_>,
    stored: Option<RequestToLinkStatus>,
    client: Option<i64>,
) -> Result<i64> {
    transaction.number(
        "SELECT count(*) FROM request_to_link INDEXED BY request_to_link_overdue
        WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now
            AND (:status IS NULL OR status = :status)
            AND (:client IS NULL OR client = :client)",
        named_params! {
            ":now": transaction.now(),
            ":status": stored.map(RequestToLinkStatus::as_str),
            ":client": client,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query;

    /// How SQLite means to find the sequences of a filter's page.
    fn plan(filter: &RequestToLinkFilter, client: Option<i64>) -> String {
        let needle = text::search(filter.search.as_deref().unwrap_or_default()).unwrap();
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| {
            let query = Query::new(filter, needle.as_deref(), client, transaction.now());
            let sql = format!("{} ORDER BY 1 DESC", query.sequences("TRUE"));
            query::plan(transaction, &sql, &*query.condition.parameters())
        });
        plan.unwrap()
    }

    #[test]
    fn every_filter_is_served_by_its_index() {
        let status = |status| RequestToLinkFilter { status: Some(status), ..Default::default() };
        let all = RequestToLinkFilter::default();
        let user = RequestToLinkFilter { client_user_id: Some(String::new()), ..all.clone() };
        let biller = RequestToLinkFilter { biller_id: "b".parse().ok(), ..all.clone() };
        let search = RequestToLinkFilter { search: Some("abc".to_owned()), ..all.clone() };
        let expired = status(RequestToLinkStatus::Expired);
        let table: [(&RequestToLinkFilter, Option<i64>, &[&str]); 9] = [
            (&all, Some(1), &["by_client (client=?"]),
            (&status(RequestToLinkStatus::Pending), None, &["by_status (status=?"]),
            (&status(RequestToLinkStatus::Pending), Some(1), &["by_client_status (client=? AND"]),
            (&expired, None, &["by_status (status=?", "overdue (expires_at<?"]),
            (&expired, Some(1), &["by_client_status (client=? AND", "overdue (expires_at<?"]),
            (&user, Some(1), &["by_user (client_user=?"]),
            (&biller, Some(1), &["by_biller (biller_id=?"]),
            (&search, Some(1), &["by_user (client_user=?", "by_biller (biller_id=?"]),
            (&search, None, &["client_user_index VIRTUAL", "biller_index VIRTUAL"]),
        ];
        for (filter, client, indexes) in table {
            let plan = plan(filter, client);
            for index in indexes {
                assert!(plan.contains(index), "{filter:?}: {plan}");
            }
            assert!(!plan.contains("SCAN request_to_link"), "{filter:?}: {plan}");
        }
    }
}
