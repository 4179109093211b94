//! Lists of orchestrators.

use crate::error::Result;
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, Toward, filter,
};
use crate::orchestrator::{Orchestrator, OrchestratorStatus, read_row};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::OrchestratorId;
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which orchestrators a list holds, and in what order; the default is all, newest first.
    /// Also written as a text of the [filter language](crate::filter).
    pub struct OrchestratorFilter {
        id: Terms<IdPattern<OrchestratorId>> = "id", "the orchestrator's id, or how it begins";
        status: Terms<OrchestratorStatus> = "status", "whether its key is good";
        created: Terms<Range<Moment>> = "created", "when it was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        words: Terms<Phrase> = "", "what stands in the name";
        sort: Option<Sort<OrchestratorSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What orchestrators can be sorted by.
    pub enum OrchestratorSort ("sort") {
        /// When it was created.
        Created = "created",
        /// When it last changed.
        Updated = "updated",
        /// The name, whatever the case.
        Name = "name",
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &OrchestratorFilter,
    page: &PageRequest,
) -> Result<Page<Orchestrator>> {
    filter::check(filter)?;
    let order = filter.sort.order(|by| match by {
        OrchestratorSort::Created => vec!["orchestrator.created_at".to_owned()],
        OrchestratorSort::Updated => vec!["orchestrator.updated_at".to_owned()],
        OrchestratorSort::Name => vec!["folded(orchestrator.name)".to_owned()],
    });
    let window = page.resolve_in(&order)?;
    Listing::of("orchestrator", condition(transaction, filter), &order).page(
        transaction,
        window,
        ("orchestrator.seq, id, name, status, key_hint, created_at, updated_at, version", ""),
        |columns| Ok((columns.next()?, read_row(columns)?)),
    )
}

pub(super) fn condition(
    transaction: &ReadTransaction<'_>,
    filter: &OrchestratorFilter,
) -> Condition {
    let now = transaction.now();
    let mut condition = Condition::default();
    filter.id.identify(&mut condition, "orchestrator.id");
    filter.status.hold(&mut condition, |status, condition| {
        format!("orchestrator.status = {}", condition.value(status.as_str()))
    });
    filter.created.date(&mut condition, "orchestrator.created_at", now, Toward::Past);
    filter.updated.date(&mut condition, "orchestrator.updated_at", now, Toward::Past);
    filter.words.search_within(&mut condition, "orchestrator.name");
    condition
}
