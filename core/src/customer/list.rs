//! Lists of customers.

use rusqlite::ToSql;

use crate::customer::{Customer, CustomerFilter, read_row, words};
use crate::error::Result;
use crate::scope::Sight;
use crate::store::query::{Condition, dictionary};
use crate::store::transaction::ReadTransaction;
use crate::value::page::{Page, Window};

/// Words of a search that are looked for; more would only make the statement longer.
const MOST_WORDS: usize = 8;

pub(super) fn list(
    transaction: &ReadTransaction<'_>,
    filter: &CustomerFilter,
    window: Window,
) -> Result<Page<Customer>> {
    let condition = condition(transaction, filter)?;
    let mut parameters = condition.parameters();
    let total_sql = format!("SELECT count(*) FROM customer WHERE {}", condition.sql());
    let total = transaction.number(&total_sql, &*parameters)?;
    let (rows_wanted, skipped, before) = (window.rows_wanted(), window.skipped, window.before);
    let page: [(&str, &dyn ToSql); 3] =
        [(":rows", &rows_wanted), (":skipped", &skipped), (":before", &before)];
    parameters.extend(page);
    let rows_sql = format!(
        "SELECT customer.seq, customer.client, customer.id, client.id, customer.name, email,
            customer.created_at, customer.updated_at, erased_at, customer.version
        FROM customer LEFT JOIN client ON client.seq = customer.client
        WHERE {} AND customer.seq < :before
        ORDER BY customer.seq DESC LIMIT :rows OFFSET :skipped",
        condition.sql()
    );
    let rows = transaction.all(&rows_sql, &*parameters, |columns| {
        read_row(columns).map(|stored| (stored.row, stored.customer))
    })?;
    Ok(window.into_page(rows, total))
}

fn condition(transaction: &ReadTransaction<'_>, filter: &CustomerFilter) -> Result<Condition> {
    let mut condition = Condition::default();
    match transaction.sight_of(filter.client_id.as_ref())? {
        Sight::All => {}
        Sight::OfClient(client) => condition.equals("customer.client", ":client", client),
        Sight::OfNoClient => condition.holds("customer.client IS NULL"),
        Sight::OfOrchestrator(_) => condition.holds("0"),
    }
    let search = filter.search.as_deref().unwrap_or_default();
    for (index, word) in words::split(search).take(MOST_WORDS).enumerate() {
        let name = format!(":word{index}");
        let hits = dictionary("customer_word", "word", &name, &word);
        condition.holds(format!(
            "customer.seq IN (SELECT customer FROM customer_word_use WHERE word IN ({}))",
            hits.sql
        ));
        condition.bind(name, hits.value);
    }
    Ok(condition)
}
