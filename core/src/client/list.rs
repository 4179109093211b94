//! Lists of clients.

use crate::client::{Client, ClientStatus, read_row};
use crate::error::Result;
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, Toward, filter,
};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::{ClientId, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which clients a list holds, and in what order; the default is all, newest first. Also
    /// written as a text of the [filter language](crate::filter).
    pub struct ClientFilter {
        id: Terms<IdPattern<ClientId>> = "id", "the client's id, or how it begins";
        status: Terms<ClientStatus> = "status", "what it may do";
        orchestrator: Terms<IdPattern<OrchestratorId>> = "orchestrator",
            "whom it is linked to now";
        created: Terms<Range<Moment>> = "created", "when it was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        words: Terms<Phrase> = "", "what stands in the name";
        sort: Option<Sort<ClientSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What clients can be sorted by.
    pub enum ClientSort ("sort") {
        /// When it was created.
        Created = "created",
        /// When it last changed.
        Updated = "updated",
        /// The name, whatever the case.
        Name = "name",
    }
}

impl ClientFilter {
    /// Only clients of this status, if one is given.
    #[must_use]
    pub fn status(status: Option<ClientStatus>) -> Self {
        let mut filter = Self::default();
        filter.status.add_given(status);
        filter
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &ClientFilter,
    page: &PageRequest,
) -> Result<Page<Client>> {
    filter::check(filter)?;
    let order = filter.sort.order(|by| match by {
        ClientSort::Created => vec!["client.created_at".to_owned()],
        ClientSort::Updated => vec!["client.updated_at".to_owned()],
        ClientSort::Name => vec!["folded(client.name)".to_owned()],
    });
    let window = page.resolve_in(&order)?;
    Listing::of("client", condition(transaction, filter), &order).page(
        transaction,
        window,
        ("client.seq, id, name, status, created_at, updated_at, version", ""),
        |columns| Ok((columns.next()?, read_row(columns)?)),
    )
}

pub(super) fn condition(transaction: &ReadTransaction<'_>, filter: &ClientFilter) -> Condition {
    let now = transaction.now();
    let mut condition = Condition::default();
    filter.id.identify(&mut condition, "client.id");
    filter.status.hold(&mut condition, |status, condition| {
        format!("client.status = {}", condition.value(status.as_str()))
    });
    let linked = "(SELECT orchestrator FROM client_link
        WHERE client_link.client = client.seq AND client_link.status = 'active')";
    filter.orchestrator.refer(&mut condition, linked, "orchestrator");
    filter.created.date(&mut condition, "client.created_at", now, Toward::Past);
    filter.updated.date(&mut condition, "client.updated_at", now, Toward::Past);
    filter.words.search_within(&mut condition, "client.name");
    condition
}
