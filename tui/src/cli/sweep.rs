//! `billfold sweep`.

use billfold_core::Sweep;
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
    tell_of_jump(&swept, session)
}

/// Says so if nothing was swept because of the clock.
pub(crate) fn tell_of_jump(swept: &Sweep, session: &mut Session) -> Result<()> {
    if swept.clock_jumped {
        let way = "if it is right, say `billfold sweep --force`";
        session.note(&format!("the clock has jumped ahead, nothing was swept; {way}"))?;
    }
    Ok(())
}
