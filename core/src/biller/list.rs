//! Lists of billers.

use crate::biller::{Biller, read_row};
use crate::error::Result;
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, Toward, filter,
};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::BillerId;
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which billers a list holds, and in what order; the default is all, newest first. Also
    /// written as a text of the [filter language](crate::filter).
    pub struct BillerFilter {
        id: Terms<IdPattern<BillerId>> = "id", "the biller's id, or how it begins";
        active: Terms<bool> = "active", "whether it is offered for new requests";
        created: Terms<Range<Moment>> = "created", "when it was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        words: Terms<Phrase> = "", "what stands in the name";
        sort: Option<Sort<BillerSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What billers can be sorted by.
    pub enum BillerSort ("sort") {
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
    filter: &BillerFilter,
    page: &PageRequest,
) -> Result<Page<Biller>> {
    filter::check(filter)?;
    let order = filter.sort.order(|by| match by {
        BillerSort::Created => vec!["biller.created_at".to_owned()],
        BillerSort::Updated => vec!["biller.updated_at".to_owned()],
        BillerSort::Name => vec!["biller.folded".to_owned()],
    });
    let window = page.resolve_in(&order)?;
    Listing::of("biller", condition(transaction, filter), &order).page(
        transaction,
        window,
        ("biller.seq, id, name, active, created_at, updated_at, version", ""),
        |columns| Ok((columns.next()?, read_row(columns)?)),
    )
}

pub(super) fn condition(transaction: &ReadTransaction<'_>, filter: &BillerFilter) -> Condition {
    let now = transaction.now();
    let mut condition = Condition::default();
    filter.id.identify(&mut condition, "biller.id");
    filter.active.hold(&mut condition, |active, condition| {
        format!("biller.active = {}", condition.value(*active))
    });
    filter.created.date(&mut condition, "biller.created_at", now, Toward::Past);
    filter.updated.date(&mut condition, "biller.updated_at", now, Toward::Past);
    filter.words.hold(&mut condition, |phrase, condition| {
        format!("biller.seq IN ({})", phrase.look_up(condition, "biller", "folded"))
    });
    condition
}
