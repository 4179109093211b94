//! Lists of requests to link: filters, search, pages and exact totals.
//!
//! Search reads the dictionaries of distinct users and billers, never the requests themselves.
//! A total without search, user or biller comes from the counters, put right for the requests
//! that are overdue but not yet swept.

use rusqlite::named_params;

use crate::error::Result;
use crate::request_to_link::{RequestToLink, RequestToLinkStatus, read_row, visible_client};
use crate::store::Store;
use crate::store::transaction::ReadTransaction;
use crate::value::id::{BillerId, ClientId};
use crate::value::needle::Needle;
use crate::value::page::{Page, PageRequest};

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
        let needle = Needle::parse(filter.search.as_deref().unwrap_or_default())
            .map_err(|invalid| invalid.at("search"))?;
        self.read(|transaction| {
            let client = visible_client(transaction, filter.client_id.as_ref())?;
            let query = Query { filter, needle, client };
            let rows = transaction.all(
                &query.page_statement(),
                named_params! {
                    ":user": filter.client_user_id,
                    ":biller": filter.biller_id,
                    ":needle": query.needle_parameter(),
                    ":client": client,
                    ":status": query.status(),
                    ":now": transaction.now(),
                    ":before": window.before,
                    ":rows": window.rows_wanted(),
                    ":skipped": window.skipped,
                },
                |columns| {
                    let stored = read_row(columns, transaction.now())?;
                    Ok((stored.row, stored.request))
                },
            )?;
            Ok(window.into_page(rows, query.total(transaction)?))
        })
    }
}

/// A filter with what its statements need.
///
/// A statement has one SELECT for each index that leads to its rows, joined by UNION. A `+`
/// before a column keeps SQLite from an index that would lead to more rows. Each condition
/// names its parameter even where it does not apply, so that every statement has the same ones.
struct Query<'a> {
    filter: &'a RequestToLinkFilter,
    needle: Option<Needle>,
    client: Option<i64>,
}

impl Query<'_> {
    fn page_statement(&self) -> String {
        format!(
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
        )
    }

    fn total(&self, transaction: &ReadTransaction<'_>) -> Result<i64> {
        if self.is_counted() {
            return self.counted_total(transaction);
        }
        transaction.number(
            &format!("SELECT count(*) FROM ({})", self.sequences("true")),
            named_params! {
                ":user": self.filter.client_user_id,
                ":biller": self.filter.biller_id,
                ":needle": self.needle_parameter(),
                ":client": self.client,
                ":status": self.status(),
                ":now": transaction.now(),
            },
        )
    }

    /// The total by the counters, which know stored statuses only.
    fn counted_total(&self, transaction: &ReadTransaction<'_>) -> Result<i64> {
        let stored = transaction.number(
            "SELECT coalesce(sum(count), 0) FROM counter
            WHERE scope = :scope AND owner = :owner AND (:status IS NULL OR status = :status)",
            named_params! {
                ":scope": if self.client.is_some() { "request_of_client" } else { "request" },
                ":owner": self.client.unwrap_or(0),
                ":status": self.status(),
            },
        )?;
        match self.filter.status {
            Some(RequestToLinkStatus::Expired) => {
                Ok(stored.saturating_add(self.overdue(transaction, None)?))
            }
            Some(status) if status.is_open() => {
                Ok(stored.saturating_sub(self.overdue(transaction, Some(status))?))
            }
            _ => Ok(stored),
        }
    }

    /// How many requests are EXPIRED without being stored so.
    fn overdue(
        &self,
        transaction: &ReadTransaction<'_>,
        stored: Option<RequestToLinkStatus>,
    ) -> Result<i64> {
        transaction.number(
            "SELECT count(*) FROM request_to_link INDEXED BY request_to_link_overdue
            WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now
                AND (:status IS NULL OR status = :status)
                AND (:client IS NULL OR client = :client)",
            named_params! {
                ":now": transaction.now(),
                ":status": stored.map(RequestToLinkStatus::as_str),
                ":client": self.client,
            },
        )
    }

    /// Whether only status and client are filtered by.
    fn is_counted(&self) -> bool {
        let filter = self.filter;
        filter.client_user_id.is_none() && filter.biller_id.is_none() && self.needle.is_none()
    }

    /// The SELECTs of the sequences of all that is found, within a further bound.
    fn sequences(&self, bound: &str) -> String {
        let rest = format!("{} AND {} AND {}", self.user(), self.biller(), self.client());
        let mut selects = Vec::new();
        for search in self.searches() {
            for source in self.sources() {
                selects.push(format!(
                    "SELECT seq FROM request_to_link {source} AND {search} AND {rest} AND {bound}"
                ));
            }
        }
        selects.join(" UNION ")
    }

    fn user(&self) -> &'static str {
        match self.filter.client_user_id {
            Some(_) => "client_user = (SELECT seq FROM client_user WHERE client_user_id = :user)",
            None => ":user IS NULL",
        }
    }

    fn biller(&self) -> &'static str {
        match (&self.filter.biller_id, &self.filter.client_user_id) {
            (Some(_), None) => "biller_id = :biller",
            (Some(_), Some(_)) => "+biller_id = :biller",
            (None, _) => ":biller IS NULL",
        }
    }

    fn client(&self) -> &'static str {
        match self.client {
            Some(_) if self.is_counted() => "client = :client",
            Some(_) => "+client = :client",
            None => ":client IS NULL",
        }
    }

    /// The conditions on the status, the first or the second of which must hold.
    fn sources(&self) -> Vec<&'static str> {
        let counted = self.is_counted();
        match self.filter.status {
            None => vec!["WHERE :status IS NULL AND :now IS NOT NULL"],
            Some(RequestToLinkStatus::Expired) if counted => vec![
                "WHERE status = :status",
                "INDEXED BY request_to_link_overdue
                WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now",
            ],
            Some(RequestToLinkStatus::Expired) => vec![
                "WHERE (+status = :status
                    OR +status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= :now)",
            ],
            Some(status) if status.is_open() && counted => {
                vec!["WHERE status = :status AND (expires_at IS NULL OR expires_at > :now)"]
            }
            Some(status) if status.is_open() => {
                vec!["WHERE +status = :status AND (expires_at IS NULL OR expires_at > :now)"]
            }
            Some(_) if counted => vec!["WHERE status = :status AND :now IS NOT NULL"],
            Some(_) => vec!["WHERE +status = :status AND :now IS NOT NULL"],
        }
    }

    /// The conditions of the search, the first or the second of which must hold.
    fn searches(&self) -> Vec<String> {
        let Some(needle) = &self.needle else { return vec![":needle IS NULL".to_owned()] };
        let (users, billers) = if needle.is_indexed() {
            (
                "client_user IN (SELECT rowid FROM client_user_index
                    WHERE client_user_index MATCH :needle)",
                "biller_id IN (SELECT id FROM biller WHERE seq IN (SELECT rowid FROM biller_index
                    WHERE biller_index MATCH :needle))",
            )
        } else {
            (
                "client_user IN (SELECT seq FROM client_user WHERE instr(folded, :needle) > 0)",
                "biller_id IN (SELECT id FROM biller WHERE instr(folded, :needle) > 0)",
            )
        };
        if self.filter.client_user_id.is_some() || self.filter.biller_id.is_some() {
            return vec![format!("(+{users} OR +{billers})")];
        }
        vec![users.to_owned(), billers.to_owned()]
    }

    fn status(&self) -> Option<&'static str> {
        self.filter.status.map(RequestToLinkStatus::as_str)
    }

    fn needle_parameter(&self) -> Option<String> {
        self.needle.as_ref().map(Needle::parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite means to find the sequences of a filter's page.
    fn plan(filter: &RequestToLinkFilter, client: Option<i64>) -> String {
        let needle = Needle::parse(filter.search.as_deref().unwrap_or_default()).unwrap();
        let query = Query { filter, needle, client };
        let store = Store::in_memory().unwrap();
        let steps = store.read(|transaction| {
            transaction.all(
                &format!("EXPLAIN QUERY PLAN {} ORDER BY 1 DESC", query.sequences("true")),
                named_params! {
                    ":user": filter.client_user_id,
                    ":biller": filter.biller_id,
                    ":needle": query.needle_parameter(),
                    ":client": client,
                    ":status": query.status(),
                    ":now": transaction.now(),
                },
                |columns| {
                    let _: (i64, i64, i64) = (columns.next()?, columns.next()?, columns.next()?);
                    columns.next::<String>()
                },
            )
        });
        steps.unwrap().join("; ")
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
