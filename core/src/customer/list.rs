//! Lists of customers.

use crate::customer::{Customer, read_row, words};
use crate::error::Result;
use crate::filter::{
    self, IdPattern, Moment, Phrase, Range, Sort, Sorted as _, Terms, TextPattern, Toward, filter,
};
use crate::scope::Sight;
use crate::store::query::{Condition, Listing};
use crate::store::transaction::ReadTransaction;
use crate::value::id::{ClientId, CustomerId};
use crate::value::page::{Page, PageRequest};
use crate::value::word::word_enum;

filter! {
    /// Which customers a list holds, and in what order; the default is all that the caller sees,
    /// newest first. Also written as a text of the [filter language](crate::filter).
    pub struct CustomerFilter {
        id: Terms<IdPattern<CustomerId>> = "id", "the customer's id, or how it begins";
        client: Terms<IdPattern<ClientId>> = "client", "whose customer it is";
        email: Terms<TextPattern> = "email", "the e-mail address, whatever its case";
        created: Terms<Range<Moment>> = "created", "when the record was created";
        updated: Terms<Range<Moment>> = "updated", "when it last changed";
        erased: Terms<Range<Moment>> = "erased", "when name and e-mail address were erased";
        words: Terms<Phrase> = "", "words of the name or e-mail address, or parts of them";
        sort: Option<Sort<CustomerSort>> = "sort", "what comes first";
    }
}

word_enum! {
    /// What customers can be sorted by.
    pub enum CustomerSort ("sort") {
        /// When the record was created.
        Created = "created",
        /// When it last changed.
        Updated = "updated",
    }
}

impl CustomerFilter {
    /// Only customers in whose name or e-mail address each word of this text stands, anywhere, in
    /// whatever case; an empty text finds all, and so does a blank one.
    ///
    /// # Errors
    ///
    /// `validation` for the text.
    pub fn search(text: &str) -> Result<Self> {
        let mut filter = Self::default();
        filter.words.add_given(Phrase::given(text.trim())?);
        Ok(filter)
    }
}

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &CustomerFilter,
    page: &PageRequest,
) -> Result<Page<Customer>> {
    filter::check(filter)?;
    let order = filter.sort.order(|by| match by {
        CustomerSort::Created => vec!["customer.created_at".to_owned()],
        CustomerSort::Updated => vec!["customer.updated_at".to_owned()],
    });
    let window = page.resolve_in(&order)?;
    Listing::of("customer", condition(transaction, filter), &order).page(
        transaction,
        window,
        (
            "customer.seq, customer.client, customer.id, client.id, customer.name, email,
            customer.created_at, customer.updated_at, erased_at, customer.version",
            "LEFT JOIN client ON client.seq = customer.client",
        ),
        |columns| read_row(columns).map(|stored| (stored.row, stored.customer)),
    )
}

pub(super) fn condition(transaction: &ReadTransaction<'_>, filter: &CustomerFilter) -> Condition {
    let now = transaction.now();
    let mut condition = Condition::default();
    // Words and ids lead to fewer customers than a client has: the `+` keeps SQLite from its
    // index.
    let found = filter.id.leads() || filter.email.leads() || filter.words.leads();
    let client = if found { "+customer.client" } else { "customer.client" };
    match transaction.sight() {
        Sight::All => {}
        Sight::OfClient(row) => condition.equals(client, ":client", row),
        Sight::OfNoClient => condition.holds(format!("{client} IS NULL")),
        Sight::OfOrchestrator(_) => condition.holds("FALSE"),
    }
    filter.id.identify(&mut condition, "customer.id");
    filter.client.refer(&mut condition, client, "client");
    filter.email.hold(&mut condition, |email, condition| match email {
        TextPattern::Present => "customer.email IS NOT NULL".to_owned(),
        email => words::addressed(condition, "customer.seq", email),
    });
    filter
        .words
        .hold(&mut condition, |phrase, condition| words::named(condition, "customer.seq", phrase));
    filter.created.date(&mut condition, "customer.created_at", now, Toward::Past);
    filter.updated.date(&mut condition, "customer.updated_at", now, Toward::Past);
    filter.erased.date(&mut condition, "customer.erased_at", now, Toward::Past);
    condition
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query::plan;
    use crate::{NewClient, Store};

    #[test]
    fn words_lead_to_customers_before_their_client_does() {
        let store = Store::in_memory().unwrap();
        let client = store.create_client(NewClient::new("Shop")).unwrap().client.client_id.clone();
        let check = |text: &str, expected: &str| {
            let filter = CustomerFilter::parse(&format!("client:{client} {text}")).unwrap();
            let plan = store.read(|transaction| {
                let condition = condition(transaction, &filter);
                let sql = format!("SELECT seq FROM customer WHERE {}", condition.sql());
                plan(transaction, &sql, &*condition.parameters())
            });
            let plan = plan.unwrap();
            assert!(plan.starts_with(expected), "{text:?}: {plan}");
        };
        check("", "SEARCH customer USING COVERING INDEX customer_by_client (client=?)");
        check("ana", "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)");
        check("ana o", "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)");
        check("email:ana@example.com", "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)");
        check("id:cbbb*", "SEARCH customer USING INDEX sqlite_autoindex_customer_1");
    }
}
