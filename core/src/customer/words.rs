//! The search words of customers: each distinct word stands once, counted by use, so that erasing
//! one customer's words leaves another's.

use std::collections::BTreeSet;

use rusqlite::named_params;

use crate::error::Result;
use crate::filter::{self, Phrase, TextPattern};
use crate::store::query::Condition;
use crate::store::transaction::WriteTransaction;
use crate::value::text;

/// The folded words of one customer.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeSet<String>);

impl Words {
    /// A name's words, and an e-mail address as one.
    pub(super) fn of(name: Option<&str>, email: Option<&str>) -> Self {
        Self(split(&[name.unwrap_or_default(), email.unwrap_or_default()].join(" ")))
    }
}

/// A text's words, each once, as search compares them.
pub(super) fn split(text: &str) -> BTreeSet<String> {
    text::fold(text).split_whitespace().map(str::to_owned).collect()
}

/// Gives a customer these words and no others. Triggers count the uses and drop unused words.
pub(super) fn replace(
    transaction: &WriteTransaction<'_>,
    customer: i64,
    words: &Words,
) -> Result<()> {
    transaction.change(
        "DELETE FROM customer_word_use WHERE customer = :customer",
        named_params! { ":customer": customer },
    )?;
    for word in &words.0 {
        transaction.change(
            "INSERT INTO customer_word (word, uses) VALUES (:word, 0) ON CONFLICT DO NOTHING",
            named_params! { ":word": word },
        )?;
        transaction.change_one(
            "INSERT INTO customer_word_use (word, customer)
            SELECT seq, :customer FROM customer_word WHERE word = :word",
            named_params! { ":word": word, ":customer": customer },
        )?;
    }
    Ok(())
}

/// That each word of a text stands in a word of the customer in this column.
pub(crate) fn named(condition: &mut Condition, column: &str, phrase: &Phrase) -> String {
    let found = split(phrase.as_str()).into_iter().map(|word| {
        let hits = filter::look_up(condition, "customer_word", "word", &word);
        format!("{column} IN (SELECT customer FROM customer_word_use WHERE word IN ({hits}))")
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() { "TRUE".to_owned() } else { format!("({})", found.join(" AND ")) }
}

/// That the customer in this column has such an e-mail address, whatever its case. Addresses have
/// no spaces, so each is one of its customer's words.
pub(crate) fn addressed(condition: &mut Condition, column: &str, email: &TextPattern) -> String {
    let email = email.folded();
    let (word, address) = (email.sql(condition, "word"), email.sql(condition, "folded(email)"));
    format!(
        "{column} IN (SELECT seq FROM customer WHERE {address} AND seq IN (
            SELECT customer FROM customer_word_use
            WHERE word IN (SELECT seq FROM customer_word WHERE {word})))"
    )
}

/// Merges the search index, so that words deleted from it are in it no longer.
pub(super) fn optimize(transaction: &WriteTransaction<'_>) -> Result<()> {
    transaction
        .change("INSERT INTO customer_word_index (customer_word_index) VALUES ('optimize')", [])?;
    Ok(())
}
