//! Lists of customers.

use crate::customer::{Customer, CustomerFilter, read_row, words};
use crate::error::Result;
use crate::scope::Sight;
use crate::store::query::{Condition, dictionary};
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Page, Window};
use crate::value::text;

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &CustomerFilter,
    window: Window,
) -> Result<Page<Customer>> {
    let condition = condition(transaction, filter)?;
    transaction.page(
        "SELECT customer.seq, customer.client, customer.id, client.id, customer.name, email,
            customer.created_at, customer.updated_at, erased_at, customer.version
        FROM customer LEFT JOIN client ON client.seq = customer.client",
        "customer",
        &condition,
        window,
        |columns| read_row(columns).map(|stored| (stored.row, stored.customer)),
    )
}

fn condition(transaction: &ReadTransaction<'_>, filter: &CustomerFilter) -> Result<Condition> {
    let mut condition = Condition::default();
    match transaction.sight_of(filter.client_id.as_ref())? {
        Sight::All => {}
        Sight::OfClient(client) => condition.equals("customer.client", ":client", client),
        Sight::OfNoClient => condition.holds("customer.client IS NULL"),
        Sight::OfOrchestrator(_) => condition.holds("0"),
    }
    let search = text::search(filter.search.as_deref().unwrap_or_default());
    let folded = search.map_err(|invalid| invalid.at("search"))?.unwrap_or_default();
    for (index, word) in words::split(&folded).iter().enumerate() {
        let name = format!(":word{index}");
        let hits = dictionary("customer_word", "word", &name, word);
        condition.holds(format!(
            "customer.seq IN (SELECT customer FROM customer_word_use WHERE word IN ({}))",
            hits.sql
        ));
        condition.bind(name, hits.value);
    }
    Ok(condition)
}
