//! `--filter` and `--sort`: which records a list shows, in the language of the core's filters.

use std::fmt::Write as _;
use std::str::FromStr;

use billfold_core::{Error, KnownTerm, Sort};
use clap::Args;

use crate::failure::{Failure, Result};

/// The options of a list that the language of filters has.
#[derive(Debug, Args)]
pub(crate) struct Filtering {
    /// Only those that this describes, such as 'created:24h -status:failed'; --help has the terms
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    filter: Option<String>,
    /// What comes first, such as created, or -created for the largest; --help has the keys
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    sort: Option<String>,
}

impl Filtering {
    /// The typed filter; `sort` is where it says what comes first.
    pub(crate) fn read<F, K>(&self, sort: impl FnOnce(&mut F) -> &mut Option<Sort<K>>) -> Result<F>
    where
        F: FromStr<Err = Error>,
        Sort<K>: FromStr<Err = Error>,
    {
        let text = self.filter.as_deref().unwrap_or_default();
        let mut filter: F = text.parse().map_err(|error| Failure::of_filter(error, text))?;
        if let Some(key) = &self.sort {
            let place = sort(&mut filter);
            if place.is_some() {
                return Err(Failure::usage("--sort stands beside a sort: in the filter"));
            }
            *place = Some(key.parse()?);
        }
        Ok(filter)
    }
}

/// What `--filter` understands of these records, for the long help and the manual.
pub(crate) fn help(terms: &[KnownTerm]) -> String {
    let mut help = String::from(HELP);
    let shown = |term: &KnownTerm| {
        if term.name.is_empty() { "WORD".to_owned() } else { format!("{}:", term.name) }
    };
    let width = terms.iter().map(|term| shown(term).len()).max().unwrap_or_default();
    for term in terms {
        let name = shown(term);
        let _ = writeln!(help, "  {name:<width$}  {}", term.about);
        let _ = writeln!(help, "  {:<width$}    {}", "", term.values);
    }
    help
}

const HELP: &str = "\
Filters:
  A filter is terms between spaces; all must hold. Commas between values mean or, a - before a
  term means not. Words without a name search. Quotes keep spaces, commas and colons; a \\ keeps
  the sign after it.

  a..b a.. ..b <a <=a >a >=a   ranges, both ends included
  abc*                         what begins so; * alone: that there is something
  24h                          within the last 24 hours, or the next; s m h d w
  <24h >7d 1h..24h             nearer than, farther than, between
  today yesterday tomorrow     that whole day in UTC, as 2026-04-01 is
  2026-04-01T10:00:00Z now     that second
  100.50 100EUR                major units of each record's own currency, or of this one

";
