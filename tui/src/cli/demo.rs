//! `billfold demo`: a fresh file to see Billfold by: the whole story, told, or a small world of
//! as many records as one likes.

mod archive;
mod ask;
mod cast;
mod chance;
mod courier;
mod live;
mod names;
mod sale;
mod shop_day;
mod story;
mod town;
mod world;

use std::io::{self, BufRead as _};
use std::path::Path;

use clap::Args;

use crate::cli::screens;
use crate::cli::session::Session;
use crate::config::Config;
use crate::failure::{Failure, Result};

/// Play the whole story on a fresh file, or fill one with a world of payments and links
///
/// Without options: link a platform, take payments, link a biller account, each step told with
/// its command. With --records: that many payments and requests to link of the last months, and
/// around them shops, customers, billers, fees, webhooks. The file is a new one where --db says,
/// or else among the system's temporary files.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Fill the file with so many payments and requests to link, up to 100 000 000
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..=world::MOST_RECORDS),
        allow_negative_numbers = true
    )]
    records: Option<u64>,
    /// Another world: the same number and seed give the same people, amounts and statuses
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "records")]
    seed: u64,
}

/// Makes the file.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    session.refuse_dry_run("a demonstration makes a file of its own")?;
    let is_shown = session.is_for_people() && screens::can_be_shown();
    // A mistake in the settings is told before there is a file.
    let settings = if is_shown { Some(screens::settings()?) } else { None };
    let path = session.demo_file()?;
    match arguments.records {
        None => story::play(&path, session)?,
        Some(records) => world::fill(&path, records, arguments.seed, session)?,
    }
    settings.map_or(Ok(()), |settings| show(&path, &settings, session))
}

/// On a terminal, shows the file on the screens once what was told has been read.
fn show(path: &Path, settings: &Config, session: &mut Session) -> Result<()> {
    session.finish()?;
    session.ask("\nEnter shows it on the screens; n and Enter stays here. ")?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let read = read.map_err(|error| Failure::of_input("the terminal", &error))?;
    if read == 0 || !line.trim().is_empty() {
        return Ok(());
    }
    screens::show(path, settings, session)
}
