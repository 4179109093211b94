//! `billfold sweep`.

use clap::Args;

use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::{Column, number, text};

const COLUMNS: &[Column] = &[
    number("payments_expired"),
    number("requests_to_link_expired"),
    number("idempotency_keys_forgotten"),
    text("clock_jumped"),
];

/// Write down what has expired: reads say so anyway, the log only then
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The clock is right, however far it has jumped
    #[arg(long)]
    force: bool,
}

/// Sweeps.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let swept = session.writer()?.sweep(arguments.force)?;
    session.changed(COLUMNS, &swept)?;
    if swept.clock_jumped {
        session
            .note("the clock has jumped ahead, nothing was swept; if it is right, say --force")?;
    }
    Ok(())
}
