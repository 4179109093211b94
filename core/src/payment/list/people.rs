//! Payments by who pays, and by how their id begins.

use crate::customer;
use crate::filter::{IdPattern, Phrase, TextPattern};
use crate::payment::PaymentFilter;
use crate::payment::filter::CustomerMatch;
use crate::payment::list::is_narrow;
use crate::store::query::Condition;
use crate::value::id::PaymentId;

/// The least that a word must have to be taken for the beginning of an id, too.
const SHORTEST_ID: usize = 4;

/// Whether the filter asks for people, who have a few payments each.
pub(super) fn lead(filter: &PaymentFilter) -> bool {
    filter.customer.narrows(is_narrow) || filter.email.leads() || filter.words.leads()
}

/// Adds what the filter asks of ids and customers.
pub(super) fn hold(filter: &PaymentFilter, condition: &mut Condition, leads: bool) {
    let (id, customer) = if leads {
        ("payment.id", "payment.customer")
    } else {
        ("+payment.id", "+payment.customer")
    };
    filter.id.identify(condition, id);
    filter.customer.hold(condition, |wanted, condition| match wanted {
        CustomerMatch::Present => format!("{customer} IS NOT NULL"),
        CustomerMatch::Is(wanted) => {
            format!(
                "{customer} = (SELECT seq FROM customer WHERE id = {})",
                condition.value(*wanted)
            )
        }
        CustomerMatch::Named(words) => customer::named(condition, customer, words),
    });
    filter.email.hold(condition, |email, condition| match email {
        TextPattern::Present => {
            format!("{customer} IN (SELECT seq FROM customer WHERE email IS NOT NULL)")
        }
        email => customer::addressed(condition, customer, email),
    });
    filter.words.hold(condition, |words, condition| word(words, condition, id, customer));
}

/// That the word finds the customer, or is how the payment's id begins.
fn word(words: &Phrase, condition: &mut Condition, id: &str, customer: &str) -> String {
    let named = customer::named(condition, customer, words);
    let text = words.as_str();
    let looks_like_one =
        text.chars().count() >= SHORTEST_ID && text.contains(|each: char| each.is_ascii_digit());
    match IdPattern::<PaymentId>::starts_with(text) {
        Ok(beginning) if looks_like_one => {
            format!("{named} OR {}", beginning.sql(condition, id))
        }
        _ => named,
    }
}
