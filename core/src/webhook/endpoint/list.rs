//! Lists of webhook endpoints.

use crate::error::{Error, Result};
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, Toward, filter,
};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::WebhookEndpointId;
use crate::value::page::{Order, Page, PageRequest};
use crate::value::time::Timestamp;
use crate::value::word::word_enum;
use crate::webhook::endpoint::{COLUMNS, JOINS, WebhookEndpoint, WebhookEndpointStatus, read_row};

filter! {
    /// Which webhook endpoints a list holds, and in what order; the default is all that were not
    /// removed, newest first. Also written as a text of the [filter language](crate::filter).
    pub struct WebhookEndpointFilter {
        id: Terms<IdPattern<WebhookEndpointId>> = "id", "the endpoint's id, or how it begins";
        status: Terms<WebhookEndpointStatus> = "status",
            "whether it is told of events; those that were removed are in no list";
        answering: Terms<bool> = "answering", "whether it was found to answer when last tried";
        created: Terms<Range<Moment>> = "created", "when it was created";
        words: Terms<Phrase> = "", "what stands in the URL or the description";
        sort: Option<Sort<WebhookEndpointSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What webhook endpoints can be sorted by.
    pub enum WebhookEndpointSort ("sort") {
        /// When it was created.
        Created = "created",
    }
}

impl WebhookEndpointFilter {
    /// Only endpoints of this status, if one is given.
    #[must_use]
    pub fn status(status: Option<WebhookEndpointStatus>) -> Self {
        let mut filter = Self::default();
        filter.status.add_given(status);
        filter
    }

    /// Refuses what no list has: it would be taken for none.
    fn check(&self) -> Result<()> {
        filter::check(self)?;
        let mut asking = self.status.as_slice().iter().filter(|term| !term.negated);
        if asking.any(|term| term.values.contains(&WebhookEndpointStatus::Deleted)) {
            let reason = "is deleted: endpoints that were removed are in no list";
            return Err(Error::invalid("status", "invalid", reason));
        }
        Ok(())
    }

    fn order(&self) -> Order {
        self.sort
            .order(|WebhookEndpointSort::Created| vec!["webhook_endpoint.created_at".to_owned()])
    }

    fn condition(&self, now: Timestamp) -> Condition {
        let mut condition = Condition::default();
        let allowed = self.status.allowed().into_iter();
        let listed = allowed.filter(|status| *status != WebhookEndpointStatus::Deleted);
        let words: Vec<_> = listed.map(|status| format!("'{status}'")).collect();
        condition.holds(format!("webhook_endpoint.status IN ({})", words.join(", ")));
        self.id.identify(&mut condition, "webhook_endpoint.id");
        self.answering.hold(&mut condition, |answers, _| {
            format!("webhook_endpoint.unanswered {} 0", if *answers { "=" } else { ">" })
        });
        self.created.date(&mut condition, "webhook_endpoint.created_at", now, Toward::Past);
        let text = "webhook_endpoint.url || ' ' || coalesce(webhook_endpoint.description, '')";
        self.words.search_within(&mut condition, text);
        condition
    }

    fn listing<'o>(&self, now: Timestamp, order: &'o Order) -> Listing<'o> {
        Listing::of("webhook_endpoint", self.condition(now), order)
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &WebhookEndpointFilter,
    page: &PageRequest,
) -> Result<Page<WebhookEndpoint>> {
    filter.check()?;
    let order = filter.order();
    let window = page.resolve_in(&order)?;
    let listing = filter.listing(transaction.now(), &order);
    listing.page(transaction, window, (COLUMNS, JOINS), |columns| {
        read_row(columns).map(|endpoint| (endpoint.row, endpoint.record))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::store::query::plan;

    #[test]
    fn a_status_is_served_by_its_index() {
        let store = Store::in_memory().unwrap();
        for text in ["", "status:disabled", "status:active answering:no"] {
            let filter = WebhookEndpointFilter::parse(text).unwrap();
            let plan = store.read(|transaction| {
                let order = filter.order();
                let listing = filter.listing(transaction.now(), &order);
                let holds = listing.condition.sql();
                let sql = format!("SELECT count(*) FROM webhook_endpoint WHERE {holds}");
                plan(transaction, &sql, &*listing.condition.parameters())
            });
            let plan = plan.unwrap();
            assert!(plan.contains("webhook_endpoint_by_status (status=?"), "{text}: {plan}");
        }
    }
}
