//! What lists of payments are filtered and sorted by.

use crate::error::Invalid;
use crate::filter::{
    Amount, Fault, IdPattern, MetadataTerms, Moment, Phrase, Range, Raw, Sort, Terms, TextPattern,
    Value, Wording, filter,
};
use crate::payment::PaymentStatus;
use crate::value::id::{ClientId, CustomerId, OrchestratorId, PaymentId};
use crate::value::money::Currency;
use crate::value::word::word_enum;

filter! {
    /// Which payments a list holds, and in what order; the default is all that the caller sees,
    /// newest first. Also written as a text of the [filter language](crate::filter).
    pub struct PaymentFilter {
        id: Terms<IdPattern<PaymentId>> = "id", "the payment's id, or how it begins";
        status: Terms<PaymentStatus> = "status", "where it stands now";
        amount: Terms<Range<Amount>> = "amount",
            "the amount; without a currency in major units of each payment's own";
        currency: Terms<Currency> = "currency", "the currency";
        client: Terms<IdPattern<ClientId>> = "client", "whose payment it is";
        orchestrator: Terms<IdPattern<OrchestratorId>> = "orchestrator",
            "whose fees its plan names";
        customer: Terms<CustomerMatch> = "customer",
            "the customer's id, or words of their name or e-mail address";
        email: Terms<TextPattern> = "email", "the customer's e-mail address, whatever its case";
        description: Terms<Wording> = "description", "what stands in the description";
        mcc: Terms<Range<i64>> = "mcc", "the merchant category code";
        method: Terms<TextPattern> = "method", "the type of the payment method";
        late: Terms<bool> = "late", "whether money came after it had expired";
        overdue: Terms<bool> = "overdue",
            "whether it has expired and no sweep has written that down yet";
        created: Terms<Range<Moment>> = "created", "when it was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        completed: Terms<Range<Moment>> = "completed", "when it was completed";
        expires: Terms<Range<Moment>> = "expires",
            "when its time is up, whatever has become of it";
        metadata: MetadataTerms = "meta.KEY", "the value of a top-level key of the metadata";
        words: Terms<Phrase> = "",
            "words of the customer's name or e-mail address, or how the payment's id begins";
        sort: Option<Sort<PaymentSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What payments can be sorted by.
    pub enum PaymentSort ("sort") {
        /// When it was created.
        Created = "created",
        /// The amount in major units.
        Amount = "amount",
        /// When its time is up.
        Expires = "expires",
        /// When it last changed.
        Updated = "updated",
        /// Where it stands now: pending, completed, expired, failed.
        Status = "status",
    }
}

/// Which customer is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomerMatch {
    /// The one of this id.
    Is(CustomerId),
    /// Those whose name or e-mail address has each word of this text in it.
    Named(Phrase),
    /// Any, as long as there is one: `*`.
    Present,
}

impl From<CustomerId> for CustomerMatch {
    fn from(id: CustomerId) -> Self {
        Self::Is(id)
    }
}

impl Value for CustomerMatch {
    fn read(raw: &Raw) -> Result<Self, Fault> {
        let text = raw.text();
        if text == "*" && raw.column_of('*').is_some() {
            return Ok(Self::Present);
        }
        match CustomerId::parse(&text) {
            Ok(id) => Ok(Self::Is(id)),
            Err(Invalid { .. }) => Phrase::read(raw).map(Self::Named),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Is(id) => id.to_string(),
            Self::Named(phrase) => phrase.write(),
            Self::Present => "*".to_owned(),
        }
    }

    fn shape() -> String {
        "ID, TEXT, *".to_owned()
    }
}

impl PaymentFilter {
    /// Only payments that stand there now.
    #[must_use]
    pub fn status(status: PaymentStatus) -> Self {
        Self { status: Terms::is(status), ..Self::default() }
    }

    /// What a person should be told about how the filter is understood.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let one_currency =
            self.currency.as_slice().iter().any(|term| !term.negated && term.values.len() == 1);
        if self.amount.has_bare_amounts() && !one_currency {
            let note =
                "amounts without a currency are compared in major units of each payment's own";
            notes.push(note.to_owned());
        }
        notes
    }
}

impl PaymentFilter {
    /// Whether nothing is asked but status, currency and client, which the counters count.
    pub(super) fn is_counted(&self) -> bool {
        let mut rest = self.clone();
        rest.status = Terms::default();
        rest.currency = Terms::default();
        rest.client = Terms::default();
        rest.sort = None;
        rest == Self::default()
    }
}
