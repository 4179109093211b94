//! What lists of requests to link are filtered and sorted by.

use crate::error::Result;
use crate::filter::{
    Fault, IdPattern, MetadataTerms, Moment, Phrase, Range, Raw, Sort, Terms, TextPattern, Value,
    Wording, filter,
};
use crate::request_to_link::RequestToLinkStatus;
use crate::value::id::{BillerId, ClientId, RequestToLinkId};
use crate::value::word::word_enum;

filter! {
    /// Which requests to link a list holds, and in what order; the default is all that the caller
    /// sees, newest first. Also written as a text of the [filter language](crate::filter).
    pub struct RequestToLinkFilter {
        id: Terms<IdPattern<RequestToLinkId>> = "id", "the request's id, or how it begins";
        status: Terms<RequestToLinkStatus> = "status", "how far it has come, as of now";
        user: Terms<TextPattern> = "user", "the user, as the client names them";
        client: Terms<IdPattern<ClientId>> = "client", "the client that created it";
        biller: Terms<BillerMatch> = "biller", "the biller's id, or what stands in its name";
        biller_id: Terms<IdPattern<BillerId>> = "biller_id",
            "the biller's id alone, or how it begins";
        reason: Terms<Wording> = "reason", "what stands in the reason why it was cancelled";
        overdue: Terms<bool> = "overdue",
            "whether it is EXPIRED and no sweep has written that down yet";
        created: Terms<Range<Moment>> = "created", "when it was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        completed: Terms<Range<Moment>> = "completed", "when it was completed";
        expires: Terms<Range<Moment>> = "expires",
            "when its time is up, whatever has become of it";
        metadata: MetadataTerms = "meta.KEY", "the value of a top-level key of the metadata";
        words: Terms<Phrase> = "", "what stands in the user or in the biller's name";
        sort: Option<Sort<RequestToLinkSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What requests to link can be sorted by.
    pub enum RequestToLinkSort ("sort") {
        /// When it was created.
        Created = "created",
        /// When it last changed.
        Updated = "updated",
        /// When its time is up; those that never expire are the last.
        Expires = "expires",
        /// How far it has come: PENDING, IN_PROGRESS, COMPLETED, CANCELLED, EXPIRED.
        Status = "status",
    }
}

/// Which biller is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BillerMatch {
    /// The one of this id, and those in whose name this stands.
    Named(Phrase),
    /// Those whose id begins so: `water_*`; with `*` alone any, as long as there is one.
    Id(IdPattern<BillerId>),
}

impl Value for BillerMatch {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        match raw.column_of('*') {
            Some(_) => IdPattern::read(raw).map(Self::Id),
            None => Phrase::read(raw).map(Self::Named),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Named(phrase) => phrase.write(),
            Self::Id(pattern) => pattern.write(),
        }
    }

    fn shape() -> String {
        "ID, TEXT, ID*, *".to_owned()
    }
}

impl RequestToLinkFilter {
    /// Only requests in this status.
    #[must_use]
    pub fn status(status: RequestToLinkStatus) -> Self {
        Self { status: Terms::is(status), ..Self::default() }
    }

    /// Only requests with this in their user or in their biller's name, whatever the case; an
    /// empty text finds all.
    ///
    /// # Errors
    ///
    /// `validation` for the text.
    pub fn search(text: &str) -> Result<Self> {
        let mut filter = Self::default();
        filter.words.add_given(Phrase::given(text)?);
        Ok(filter)
    }

    /// Whether nothing is asked but status and client, which the counters count.
    pub(super) fn is_counted(&self) -> bool {
        let mut rest = self.clone();
        rest.status = Terms::default();
        rest.client = Terms::default();
        rest.sort = None;
        rest == Self::default()
    }

    /// Whether something is asked that leads to a few requests.
    pub(super) fn is_narrow(&self) -> bool {
        self.id.leads()
            || self.user.leads()
            || self.biller_id.leads()
            || self.biller.narrows(|biller| *biller != BillerMatch::Id(IdPattern::Present))
    }
}
