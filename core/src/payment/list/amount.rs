//! Amounts in major units, exactly, whatever number of decimals a currency has.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::filter::{Amount, Range, Terms};
use crate::payment::PaymentFilter;
use crate::store::query::Condition;
use crate::store::transaction::ReadTransaction;
use crate::value::money::Currency;

/// The currencies that a list's payments can be in, by their number of decimals.
#[derive(Default)]
pub(super) struct Decimals(BTreeMap<u32, Vec<Currency>>);

impl Decimals {
    /// The currencies of the store's payments that the filter does not leave out.
    pub(super) fn known(transaction: &ReadTransaction<'_>, filter: &PaymentFilter) -> Result<Self> {
        let all = transaction.all(
            "SELECT DISTINCT currency FROM counter WHERE scope = 'payment' AND owner = 0",
            [],
            |columns| columns.next_with(|code| Currency::parse(code).ok()),
        )?;
        let mut known: BTreeMap<u32, Vec<Currency>> = BTreeMap::new();
        for currency in all {
            let allowed = |term: &crate::filter::OneOf<Currency>| {
                term.values.contains(&currency) != term.negated
            };
            if filter.currency.as_slice().iter().all(allowed) {
                known.entry(currency.decimals()).or_default().push(currency);
            }
        }
        Ok(Self(known))
    }

    /// What to sort by so that amounts stand by their major units: the minor units themselves
    /// where all have the same number of decimals, else the whole and the rest.
    pub(super) fn sort_keys(&self) -> Vec<String> {
        if self.0.len() < 2 {
            return vec!["payment.amount_minor".to_owned()];
        }
        let cases = self.0.iter().map(|(decimals, currencies)| {
            let codes: Vec<_> = currencies.iter().map(|each| format!("'{each}'")).collect();
            format!("WHEN payment.currency IN ({}) THEN {}", codes.join(", "), units(*decimals))
        });
        let cases: Vec<_> = cases.collect();
        let unit = format!("CASE {} ELSE 1 END", cases.join(" "));
        vec![
            format!("payment.amount_minor / ({unit})"),
            format!("payment.amount_minor % ({unit}) * (10000 / ({unit}))"),
        ]
    }

    /// That an amount is asked for. `column` may lead: what one index serves stands before what
    /// tells currencies apart.
    pub(super) fn hold(
        &self,
        terms: &Terms<Range<Amount>>,
        condition: &mut Condition,
        column: &str,
    ) {
        terms.hold(condition, |range, condition| self.sql(range, condition, column));
    }

    fn sql(&self, range: &Range<Amount>, condition: &mut Condition, column: &str) -> String {
        if let Some(currency) = range.currency() {
            let code = condition.value(currency.code().to_owned());
            let span = range.minor_span(currency.decimals());
            return format!("{} AND +currency = {code}", between(condition, column, span));
        }
        let spans =
            self.0.iter().map(|(decimals, currencies)| (currencies, range.minor_span(*decimals)));
        let spans: Vec<_> = spans.collect();
        match spans.as_slice() {
            [] => "FALSE".to_owned(),
            [(_, span)] => between(condition, column, *span),
            spans => {
                let first = spans.iter().map(|(_, span)| span.0).min().unwrap_or_default();
                let last = spans.iter().map(|(_, span)| span.1).max().unwrap_or_default();
                let widest = between(condition, column, (first, last));
                let each = spans.iter().map(|(currencies, span)| {
                    let codes: String = currencies.iter().map(|each| format!("{each},")).collect();
                    let codes = condition.value(codes);
                    let within = between(condition, "+amount_minor", *span);
                    format!("instr({codes}, currency) > 0 AND {within}")
                });
                let each: Vec<_> = each.collect();
                format!("{widest} AND ({})", each.join(" OR "))
            }
        }
    }
}

fn between(condition: &mut Condition, column: &str, (first, last): (i64, i64)) -> String {
    let (first, last) = (condition.value(first), condition.value(last));
    format!("{column} BETWEEN {first} AND {last}")
}

/// How many minor units make one major unit.
const fn units(decimals: u32) -> i64 {
    10_i64.saturating_pow(decimals)
}
