//! The answer: data on stdout in the format asked for, remarks on stderr.
//!
//! Everything is written from a record's JSON, so that the formats cannot disagree: a noun says
//! once which [`Column`]s its records have, and tables, details and CSV follow.

mod csv;
pub(crate) mod export;
mod json;
pub(crate) mod new_file;
mod printer;
pub(crate) mod progress;
pub(crate) mod record;
mod table;
pub(crate) mod text;

use std::ffi::OsString;

use clap::ValueEnum;

pub(crate) use crate::output::printer::Printer;
pub(crate) use crate::output::progress::Progress;
pub(crate) use crate::output::record::{Column, Record, amount, number, secret, text, time, token};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people
    Table,
    /// The record's JSON, indented
    Json,
    /// One line of JSON a record
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

impl Format {
    /// Whether errors are told in JSON too.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// Whether a page in this format says how long the whole list is.
    pub(crate) fn tells_total(self) -> bool {
        self == Self::Json
    }

    /// The format asked for in arguments that could not be parsed.
    pub(crate) fn asked_for_in(arguments: &[OsString]) -> Self {
        let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
        let joined = words.iter().filter_map(|word| {
            let rest = word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o"));
            rest.map(|rest| rest.trim_start_matches('=').to_owned())
        });
        let apart = words.windows(2).filter_map(|pair| match pair {
            [option, value] if option == "-o" || option == "--output" => Some(value.to_string()),
            _ => None,
        });
        let mut known = joined.chain(apart).filter_map(|word| Self::from_str(&word, false).ok());
        known.next().unwrap_or(Self::Table)
    }
}

/// A number with its thousands set apart: `12,044`.
pub(crate) fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// An amount with its thousands set apart: `12,044.50`. For people alone: no input takes it.
pub(crate) fn grouped_amount(amount: &str) -> String {
    match amount.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
        None => grouped(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, grouped_amount};

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (12_044, "12,044")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(1_234_567), "1,234,567");
        for (amount, text) in [("999.5", "999.5"), ("1000", "1,000"), ("12044.50", "12,044.50")] {
            assert_eq!(grouped_amount(amount), text);
        }
    }
}
