//! Lists of requests to link: filters, search, pages and exact totals.
//!
//! Search reads the dictionaries of distinct users and billers, never the requests themselves.
//! A total of statuses and clients comes from the counters, put right for the requests that are
//! overdue but not yet swept. A `+` before a column keeps SQLite from an index that would lead to
//! more rows than the one that is meant.

use crate::error::Result;
use crate::filter::{self, Phrase, Sorted as _, Terms, TextPattern, Toward};
use crate::request_to_link::record::{Stored, read_row, visible_client};
use crate::request_to_link::{
    BillerMatch, RequestToLink, RequestToLinkFilter, RequestToLinkSort, RequestToLinkStatus,
};
use crate::store::Store;
use crate::store::block::{self, BlockTime};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Order, Page, PageRequest};

const EXPIRED: RequestToLinkStatus = RequestToLinkStatus::Expired;

/// A request's status as a number to sort by, in the order of [`RequestToLinkStatus`].
const RANK: &str = "CASE
    WHEN request_to_link.status IN ('PENDING', 'IN_PROGRESS')
        AND request_to_link.expires_at <= :now THEN 4
    WHEN request_to_link.status = 'PENDING' THEN 0
    WHEN request_to_link.status = 'IN_PROGRESS' THEN 1
    WHEN request_to_link.status = 'COMPLETED' THEN 2
    WHEN request_to_link.status = 'CANCELLED' THEN 3 ELSE 4 END";

impl Store {
    /// A page of the requests to link that the caller sees, newest first unless the filter sorts
    /// them. A filter that names what the caller does not see finds nothing.
    ///
    /// # Errors
    ///
    /// * `validation` for the page, its cursor, or a filter of too many values.
    /// * `forbidden` for others than the owner and a client.
    pub fn list_requests_to_link(
        &self,
        filter: &RequestToLinkFilter,
        page: &PageRequest,
    ) -> Result<Page<RequestToLink>> {
        filter::check(filter)?;
        let order = filter.sort.order(|by| match by {
            RequestToLinkSort::Created => vec!["request_to_link.created_at".to_owned()],
            RequestToLinkSort::Updated => vec!["request_to_link.updated_at".to_owned()],
            RequestToLinkSort::Expires => {
                vec!["coalesce(request_to_link.expires_at, 9223372036854775807)".to_owned()]
            }
            RequestToLinkSort::Status => vec![RANK.to_owned()],
        });
        let window = page.resolve_in(&order)?;
        self.read(|transaction| {
            let query = Query { transaction, filter, client: visible_client(transaction)? };
            let listing = query.listing(&order)?;
            let total = window.total(|| query.known_total(), || listing.total(transaction))?;
            let rows = listing.rows(transaction, &window, total, (COLUMNS, JOINS), |columns| {
                read_row(columns, transaction.now()).map(|stored| (stored.row, stored.request))
            })?;
            Ok(window.into_page_in(&order, rows, total))
        })
    }
}

/// The requests of a stretch of sequences that hold, oldest first; see [`Listing::stretch`].
pub(super) fn stretch(
    transaction: &ReadTransaction<'_>,
    filter: &RequestToLinkFilter,
    bounds: (i64, i64, i64),
    select: (&str, &str),
) -> Result<Vec<Stored>> {
    filter::check(filter)?;
    let query = Query { transaction, filter, client: visible_client(transaction)? };
    let order = Order::newest_first();
    query
        .listing(&order)?
        .stretch(transaction, bounds, select, |columns| read_row(columns, transaction.now()))
}

const COLUMNS: &str = "request_to_link.seq, request_to_link.client, request_to_link.id, client.id,
    client_user.client_user_id, request_to_link.biller_id, request_to_link.status,
    request_to_link.link_token_id, link_session.url, request_to_link.metadata,
    request_to_link.created_at, request_to_link.updated_at, request_to_link.expires_at,
    request_to_link.cancel_reason, request_to_link.completed_at, request_to_link.version";
const JOINS: &str = "JOIN client ON client.seq = request_to_link.client
    JOIN client_user ON client_user.seq = request_to_link.client_user
    LEFT JOIN link_session ON link_session.token = request_to_link.link_token_id
        AND link_session.request_to_link = request_to_link.seq
        AND link_session.status <> 'revoked'";

/// A filter as one caller asks for it at one time; every client's requests if it names none.
struct Query<'q> {
    transaction: &'q ReadTransaction<'q>,
    filter: &'q RequestToLinkFilter,
    client: Option<i64>,
}

impl Query<'_> {
    fn listing<'o>(&self, order: &'o Order) -> Result<Listing<'o>> {
        let filter = self.filter;
        let mut condition = Condition::default();
        // A search that may lead does so from two sides: by the user, and by the biller.
        let is_overdue = !filter.is_narrow() && filter.overdue.narrows(|overdue| *overdue);
        let is_narrow = filter.is_narrow() || is_overdue;
        let search = if is_narrow { None } else { filter.words.single() };
        let leads_elsewhere = is_narrow || search.is_some();
        let mut sources = self.sources(leads_elsewhere, &mut condition);
        if is_overdue {
            sources = vec![overdue(&condition.value(self.transaction.now()))];
        }
        if let Some(phrase) = search {
            let source = "request_to_link WHERE ".to_owned();
            let sides =
                [by_user(phrase, &mut condition, ""), by_biller(phrase, &mut condition, "")];
            sources = sides.into_iter().map(|side| format!("{source}{side}")).collect();
        }
        self.hold(leads_elsewhere, &mut condition);
        if !leads_elsewhere {
            self.hold_reach(&mut condition)?;
        }
        if search.is_none() {
            filter.words.hold(&mut condition, |phrase, condition| {
                let (user, biller) =
                    (by_user(phrase, condition, "+"), by_biller(phrase, condition, "+"));
                format!("{user} OR {biller}")
            });
        }
        if filter.sort.is_some_and(|sort| sort.by == RequestToLinkSort::Status) {
            // The rank names the time, and a total, which has no order, must name it too.
            condition.holds(":now IS NOT NULL");
            condition.bind(":now", self.transaction.now());
        }
        let overlap = search.is_some();
        Ok(Listing { table: "request_to_link", sources, overlap, condition, order })
    }

    /// Where the times let requests stand: by their sequences, after which every index that leads
    /// in their order has them, too.
    fn hold_reach(&self, condition: &mut Condition) -> Result<()> {
        let (filter, now) = (self.filter, self.transaction.now());
        let created = filter.created.spans(now, Toward::Past).map(|it| (BlockTime::Created, it));
        let expires = filter.expires.spans(now, Toward::Future).map(|it| (BlockTime::Expires, it));
        let completed = filter.completed.spans(now, Toward::Past);
        let completed = completed.map(|it| (BlockTime::Completed, it));
        let times: Vec<_> = created.chain(expires).chain(completed).collect();
        if let Some((first, last)) = block::reach(self.transaction, "request_to_link", &times)? {
            let (first, last) = (condition.value(first), condition.value(last));
            condition
                .holds(format!("request_to_link.seq >= {first} AND request_to_link.seq <= {last}"));
        }
        Ok(())
    }

    /// What leads to the requests by their status, where nothing leads to fewer: what is EXPIRED
    /// stands in two places.
    fn sources(&self, leads_elsewhere: bool, condition: &mut Condition) -> Vec<String> {
        let allowed = self.filter.status.allowed();
        if allowed.len() == RequestToLinkStatus::ALL.len() {
            return vec!["request_to_link WHERE TRUE".to_owned()];
        }
        let now = condition.value(self.transaction.now());
        // Names the time where no status does.
        condition.holds(format!("{now} IS NOT NULL"));
        let plus = if leads_elsewhere { "+" } else { "" };
        let mut sides = Vec::new();
        for status in &allowed {
            let mut side = format!("{plus}status = '{status}'");
            if status.is_open() {
                side.push_str(&format!(" AND (+expires_at IS NULL OR +expires_at > {now})"));
            }
            sides.push(side);
        }
        let overdue_now = format!("status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= {now}");
        let expired = allowed.contains(&EXPIRED);
        if leads_elsewhere {
            if expired {
                sides.push(format!("+{overdue_now}"));
            }
            let any = if sides.is_empty() { "FALSE".to_owned() } else { sides.join(" OR ") };
            condition.holds(format!("({any})"));
            return vec!["request_to_link WHERE TRUE".to_owned()];
        }
        let by_index = sides.iter().map(|side| format!("request_to_link WHERE {side}"));
        let mut sources: Vec<_> = by_index.collect();
        if expired {
            sources.push(overdue(&now));
        }
        if sources.is_empty() {
            sources.push("request_to_link WHERE FALSE".to_owned());
        }
        sources
    }

    /// Everything but status and words.
    fn hold(&self, leads_elsewhere: bool, condition: &mut Condition) {
        let (filter, now) = (self.filter, self.transaction.now());
        let client = if leads_elsewhere { "+client" } else { "client" };
        if let Some(row) = self.client {
            condition.equals(client, ":client", row);
        }
        filter.client.refer(condition, client, "client");
        filter.id.identify(condition, "request_to_link.id");
        let user = if filter.id.leads() { "+client_user" } else { "client_user" };
        filter.user.hold(condition, |pattern, condition| match pattern {
            TextPattern::Present => "TRUE".to_owned(),
            pattern => {
                let sql = pattern.sql(condition, "client_user_id");
                let equals = if matches!(pattern, TextPattern::Is(_)) { "=" } else { "IN" };
                format!("{user} {equals} (SELECT seq FROM client_user WHERE {sql})")
            }
        });
        let biller =
            if filter.id.leads() || filter.user.leads() { "+biller_id" } else { "biller_id" };
        filter.biller_id.identify(condition, biller);
        filter.biller.hold(condition, |wanted, condition| match wanted {
            BillerMatch::Id(pattern) => pattern.sql(condition, biller),
            BillerMatch::Named(phrase) => {
                let named =
                    by_biller(phrase, condition, if biller.starts_with('+') { "+" } else { "" });
                format!("{biller} = {} OR {named}", condition.value(phrase.as_str().to_owned()))
            }
        });
        let is_one = |status: &str| format!("+request_to_link.status = '{status}'");
        let open = [is_one("PENDING"), is_one("IN_PROGRESS")].join(" OR ");
        filter.overdue.hold(condition, |overdue, condition| {
            let now = condition.value(now);
            let holds = format!("(({open}) AND +request_to_link.expires_at <= {now}) IS TRUE");
            if *overdue { holds } else { format!("NOT ({holds})") }
        });
        filter.reason.search_within(condition, "request_to_link.cancel_reason");
        filter.created.date(condition, "request_to_link.created_at", now, Toward::Past);
        filter.updated.date(condition, "request_to_link.updated_at", now, Toward::Past);
        filter.completed.date(condition, "request_to_link.completed_at", now, Toward::Past);
        filter.expires.date(condition, "+request_to_link.expires_at", now, Toward::Future);
        filter.metadata.hold(condition, "request_to_link.metadata");
    }

    /// The total, if there is a shorter way to it than counting the rows.
    fn known_total(&self) -> Result<Option<i64>> {
        let filter = self.filter;
        if filter.is_counted() {
            return self.counted_total().map(Some);
        }
        let [term] = filter.created.as_slice() else { return Ok(None) };
        let [range] = term.values.as_slice() else { return Ok(None) };
        let rest = RequestToLinkFilter { created: Terms::default(), sort: None, ..filter.clone() };
        let is_alone = rest == RequestToLinkFilter::default();
        if term.negated || !is_alone || self.client.is_some() {
            return Ok(None);
        }
        let span = range.span(self.transaction.now(), Toward::Past);
        block::created_within(self.transaction, "request_to_link", span)
    }

    /// The total by the counters, put right by the requests that are EXPIRED without being stored
    /// so.
    fn counted_total(&self) -> Result<i64> {
        let allowed = self.filter.status.allowed();
        let mut condition = Condition::default();
        let by_client = self.client.is_some() || !self.filter.client.is_empty();
        let scope = if by_client { "request_of_client" } else { "request" };
        condition.equals("scope", ":scope", scope);
        match self.client {
            Some(row) => condition.equals("owner", ":owner", row),
            None if !by_client => condition.holds("owner = 0"),
            None => {}
        }
        self.filter.client.refer(&mut condition, "owner", "client");
        let words: Vec<_> = allowed.iter().map(|status| format!("'{status}'")).collect();
        condition.holds(format!("status IN ({})", words.join(", ")));
        let sql = format!("SELECT coalesce(sum(count), 0) FROM counter WHERE {}", condition.sql());
        let mut total = self.transaction.number(&sql, &*condition.parameters())?;
        let expired = allowed.contains(&EXPIRED);
        for open in RequestToLinkStatus::ALL.into_iter().filter(|status| status.is_open()) {
            match (allowed.contains(&open), expired) {
                (true, false) => total = total.saturating_sub(self.overdue(open)?),
                (false, true) => total = total.saturating_add(self.overdue(open)?),
                _ => {}
            }
        }
        Ok(total)
    }

    /// How many requests that are stored in this status are overdue.
    fn overdue(&self, stored: RequestToLinkStatus) -> Result<i64> {
        let mut condition = Condition::default();
        if let Some(row) = self.client {
            condition.equals("client", ":client", row);
        }
        self.filter.client.refer(&mut condition, "client", "client");
        let now = condition.value(self.transaction.now());
        let stored = condition.value(stored.as_str());
        let sql = format!(
            "SELECT count(*) FROM request_to_link INDEXED BY request_to_link_overdue
            WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= {now}
                AND status = {stored} AND {}",
            condition.sql()
        );
        self.transaction.number(&sql, &*condition.parameters())
    }
}

/// What leads to the requests that are EXPIRED without saying so.
fn overdue(now: &str) -> String {
    format!(
        "request_to_link INDEXED BY request_to_link_overdue
        WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at <= {now}"
    )
}

/// That the needle stands in the user.
fn by_user(phrase: &Phrase, condition: &mut Condition, plus: &str) -> String {
    let users = phrase.look_up(condition, "client_user", "folded");
    format!("{plus}client_user IN ({users})")
}

/// That the needle stands in the biller's present name.
fn by_biller(phrase: &Phrase, condition: &mut Condition, plus: &str) -> String {
    let billers = phrase.look_up(condition, "biller", "folded");
    format!("{plus}biller_id IN (SELECT id FROM biller WHERE seq IN ({billers}))")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite means to find the sequences of a filter's page.
    fn plan(text: &str, client: Option<i64>, page: &PageRequest) -> String {
        let filter = RequestToLinkFilter::parse(text).unwrap();
        let store = Store::in_memory().unwrap();
        let plan = store.read(|transaction| {
            let order = Order::newest_first();
            let query = Query { transaction, filter: &filter, client };
            let listing = query.listing(&order)?;
            listing.plan(transaction, &page.resolve()?)
        });
        plan.unwrap()
    }

    #[test]
    fn every_filter_is_served_by_its_index() {
        let table: [(&str, Option<i64>, &[&str]); 22] = [
            ("", Some(1), &["by_client (client=?"]),
            ("client:shop", None, &["by_client (client=?"]),
            ("status:pending", None, &["by_status (status=?"]),
            ("status:pending,completed", None, &["by_status (status=?"]),
            ("status:pending", Some(1), &["by_client_status (client=? AND"]),
            ("status:pending client:shop", None, &["by_client_status (client=? AND"]),
            ("status:expired", None, &["by_status (status=?", "overdue (expires_at<?"]),
            ("-status:pending", None, &["by_status (status=?", "overdue (expires_at<?"]),
            (
                "status:expired",
                Some(1),
                &["by_client_status (client=? AND", "overdue (expires_at<?"],
            ),
            ("user:u", Some(1), &["by_user (client_user=?"]),
            ("user:u* status:expired", None, &["by_user (client_user=?"]),
            ("biller_id:b", Some(1), &["by_biller (biller_id=?"]),
            ("biller:water", None, &["MULTI-INDEX OR", "by_biller (biller_id=?"]),
            ("id:rtl_*", Some(1), &["sqlite_autoindex_request_to_link_1 (id>? AND id<?)"]),
            ("abc", Some(1), &["by_user (client_user=?", "by_biller (biller_id=?"]),
            ("abc status:expired", None, &["client_user_index VIRTUAL", "biller_index VIRTUAL"]),
            ("abc user:u", None, &["by_user (client_user=?"]),
            ("overdue:yes", Some(1), &["request_to_link_overdue (expires_at<?)"]),
            ("overdue:yes user:u", None, &["by_user (client_user=?"]),
            ("created:<2026-01-01", None, &["INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]),
            ("completed:24h", None, &["INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]),
            (
                "status:completed created:..2026-01-01",
                None,
                &["by_status (status=? AND rowid>? AND rowid<?)"],
            ),
        ];
        for (text, client, indexes) in table {
            for page in [PageRequest::first(), PageRequest::last()] {
                let plan = plan(text, client, &page);
                for index in indexes {
                    assert!(plan.contains(index), "{text:?}: {plan}");
                }
                assert!(!plan.contains("SCAN request_to_link"), "{text:?}: {plan}");
            }
        }
    }
}
