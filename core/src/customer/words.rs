//! The search words of customers: each distinct word stands once, counted by use, so that erasing
//! one customer's words leaves another's.

use std::collections::BTreeSet;

use rusqlite::named_params;

use crate::error::Result;
use crate::filter::{self, Phrase, TextPattern};
use crate::store::query::Condition;
use crate::store::transaction::{ReadTransaction, WriteTransaction};
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

/// That each word of a text stands in a word of the customer in this column. Of a text that has
/// no word, nobody is meant: it must not find everyone.
pub(crate) fn named(condition: &mut Condition, column: &str, phrase: &Phrase) -> String {
    let found = split(phrase.as_str()).into_iter().map(|word| {
        let hits = filter::look_up(condition, "customer_word", "word", &word);
        format!("{column} IN (SELECT customer FROM customer_word_use WHERE word IN ({hits}))")
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() { "FALSE".to_owned() } else { format!("({})", found.join(" AND ")) }
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

/// Whether the search words that are kept of a customer are those of this name and e-mail.
pub(crate) fn has_its_words(
    transaction: &ReadTransaction<'_>,
    customer: i64,
    name: Option<&str>,
    email: Option<&str>,
) -> Result<bool> {
    let kept = transaction.all(
        "SELECT customer_word.word
        FROM customer_word_use JOIN customer_word ON customer_word.seq = customer_word_use.word
        WHERE customer_word_use.customer = :customer",
        named_params! { ":customer": customer },
        |columns| columns.next::<String>(),
    )?;
    Ok(kept.into_iter().collect::<BTreeSet<_>>() == Words::of(name, email).0)
}
