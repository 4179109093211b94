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

pub(super) fn condition(
    transaction: &ReadTransaction<'_>,
    filter: &CustomerFilter,
) -> Result<Condition> {
    let search = text::search(filter.search.as_deref().unwrap_or_default());
    let folded = search.map_err(|invalid| invalid.at("search"))?.unwrap_or_default();
    let words = words::split(&folded);
    // Words lead to fewer customers than a client has: the `+` keeps SQLite from its index.
    let client = if words.is_empty() { "customer.client" } else { "+customer.client" };
    let mut condition = Condition::default();
    match transaction.sight_of(filter.client_id.as_ref())? {
        Sight::All => {}
        Sight::OfClient(row) => condition.equals(client, ":client", row),
        Sight::OfNoClient => condition.holds(format!("{client} IS NULL")),
        Sight::OfOrchestrator(_) => condition.holds("0"),
    }
    for (index, word) in words.iter().enumerate() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query::plan;
    use crate::{NewClient, Store};

    #[test]
    fn words_lead_to_customers_before_their_client_does() {
        let store = Store::in_memory().unwrap();
        let client = store.create_client(NewClient::new("Shop")).unwrap().client.client_id.clone();
        let check = |search: &str, expected: &str| {
            let search = Some(search.to_owned());
            let filter = CustomerFilter { client_id: Some(client.clone()), search };
            let plan = store.read(|transaction| {
                let condition = condition(transaction, &filter)?;
                let sql = format!("SELECT seq FROM customer WHERE {}", condition.sql());
                plan(transaction, &sql, &*condition.parameters())
            });
            let plan = plan.unwrap();
            assert!(plan.starts_with(expected), "{search:?}: {plan}", search = filter.search);
        };
        check("", "SEARCH customer USING COVERING INDEX customer_by_client (client=?)");
        check("ana", "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)");
        check("ana o", "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)");
    }
}
