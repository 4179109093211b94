//! Lists of link intents.

use crate::error::Result;
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, Toward, filter,
};
use crate::link_intent::{LinkIntent, LinkIntentStatus, read_row};
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::{ClientId, LinkIntentId, OrchestratorId};
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which link intents a list holds, and in what order; the default is all that the caller
    /// sees, newest first. Also written as a text of the [filter language](crate::filter).
    pub struct LinkIntentFilter {
        id: Terms<IdPattern<LinkIntentId>> = "id", "the intent's id, or how it begins";
        status: Terms<LinkIntentStatus> = "status", "where it stands now";
        orchestrator: Terms<IdPattern<OrchestratorId>> = "orchestrator", "who invites";
        client: Terms<IdPattern<ClientId>> = "client", "the client that it made";
        created: Terms<Range<Moment>> = "created", "when it was created";
        expires: Terms<Range<Moment>> = "expires",
            "when its time is up, whatever has become of it";
        used: Terms<Range<Moment>> = "used", "when it was redeemed";
        revoked: Terms<Range<Moment>> = "revoked", "when it was taken back";
        words: Terms<Phrase> = "", "what stands in the name that the client will have";
        sort: Option<Sort<LinkIntentSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What link intents can be sorted by.
    pub enum LinkIntentSort ("sort") {
        /// When it was created.
        Created = "created",
        /// When its time is up.
        Expires = "expires",
    }
}

impl LinkIntentFilter {
    /// Only intents that stand there now.
    #[must_use]
    pub fn status(status: LinkIntentStatus) -> Self {
        Self { status: Terms::is(status), ..Self::default() }
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &LinkIntentFilter,
    page: &PageRequest,
) -> Result<Page<LinkIntent>> {
    filter::check(filter)?;
    let order = filter.sort.order(|by| match by {
        LinkIntentSort::Created => vec!["link_intent.created_at".to_owned()],
        LinkIntentSort::Expires => vec!["link_intent.expires_at".to_owned()],
    });
    let window = page.resolve_in(&order)?;
    Listing::of("link_intent", condition(transaction, filter)?, &order).page(
        transaction,
        window,
        (
            "link_intent.seq, link_intent.id, orchestrator.id, client_name, link_intent.status,
            token_hint, client.id, link_intent.created_at, expires_at, used_at, revoked_at,
            link_intent.version",
            "JOIN orchestrator ON orchestrator.seq = link_intent.orchestrator
            LEFT JOIN client ON client.seq = link_intent.client",
        ),
        |columns| Ok((columns.next()?, read_row(columns, transaction.now())?)),
    )
}

pub(super) fn condition(
    transaction: &ReadTransaction<'_>,
    filter: &LinkIntentFilter,
) -> Result<Condition> {
    let now = transaction.now();
    let mut condition = Condition::default();
    let found = filter.id.leads();
    let orchestrator = if found { "+link_intent.orchestrator" } else { "link_intent.orchestrator" };
    if !transaction.is_owner() {
        let own = transaction.orchestrator(None)?.row;
        condition.equals(orchestrator, ":orchestrator", own);
    }
    filter.id.identify(&mut condition, "link_intent.id");
    filter.status.hold(&mut condition, |status, condition| status.sql(condition, now));
    filter.orchestrator.refer(&mut condition, orchestrator, "orchestrator");
    filter.client.refer(&mut condition, "link_intent.client", "client");
    filter.created.date(&mut condition, "link_intent.created_at", now, Toward::Past);
    filter.expires.date(&mut condition, "link_intent.expires_at", now, Toward::Future);
    filter.used.date(&mut condition, "link_intent.used_at", now, Toward::Past);
    filter.revoked.date(&mut condition, "link_intent.revoked_at", now, Toward::Past);
    filter.words.search_within(&mut condition, "link_intent.client_name");
    Ok(condition)
}
