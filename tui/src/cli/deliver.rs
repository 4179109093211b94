//! `billfold deliver`: sends webhooks, sweeping first.

use std::path::PathBuf;
use std::time::Duration;

use billfold_core::{DeliveriesDue, Delivery, DeliveryStatus, ErrorKind};
use clap::Args;

use crate::cli::session::Session;
use crate::cli::sweep;
use crate::cli::webhooks::DELIVERY_COLUMNS;
use crate::deliver::TIMEOUT_SECONDS;
use crate::deliver::courier::{Courier, Orders};
use crate::deliver::sender::Sender;
use crate::failure::{Failure, Result};
use crate::signals::Stop;

/// Send the webhooks that are due; sweep first, so that what has expired is told too
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Go on until stopped (Ctrl-C ends it once what is under way is done)
    #[arg(long)]
    watch: bool,
    /// Requests under way at once
    #[arg(long, value_name = "NUMBER", default_value_t = 8,
        value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Seconds that a receiver has to answer
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT_SECONDS,
        value_parser = clap::value_parser!(u16).range(1..=120))]
    timeout: u16,
    /// Try receivers again that gave no answer, though their waits are not over
    #[arg(long)]
    now: bool,
    /// Trust the authorities in this PEM file, in place of those that browsers trust
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

/// Sweeps, then sends what is due.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    session.refuse_dry_run("what is sent is sent")?;
    let stop = Stop::listen()?;
    let timeout = Duration::from_secs(u64::from(arguments.timeout));
    let sender = Sender::new(timeout, arguments.ca_file.as_deref())?;
    let store = session.writer()?;
    sweep::tell_of_jump(&store.sweep(false)?, session)?;
    if arguments.now {
        store.end_delivery_waits()?;
    }
    let orders = Orders { jobs: arguments.jobs, timeout, watch: arguments.watch };
    let is_stopped = || stop.is_asked();
    let courier = Courier::new(&store, &sender, orders, &is_stopped);
    let mut count = Count::default();
    session.stream(DELIVERY_COLUMNS, |tell| {
        courier.run(|delivery| {
            count.add(delivery);
            tell(delivery)
        })
    })?;
    session.note(&count.told(&store.deliveries_due()?))?;
    if count.held > 0 {
        session.note(DISABLED)?;
    }
    if stop.is_asked() && !arguments.watch {
        return Err(Failure::new(ErrorKind::Interrupted, "interrupted", "stopped before the end"));
    }
    Ok(())
}

/// How many attempts came to what.
#[derive(Default)]
struct Count {
    delivered: u64,
    waiting: u64,
    /// At endpoints that were disabled, by a `410` or meanwhile.
    held: u64,
    abandoned: u64,
}

impl Count {
    fn add(&mut self, delivery: &Delivery) {
        let count = match delivery.status {
            DeliveryStatus::Delivered => &mut self.delivered,
            DeliveryStatus::Abandoned => &mut self.abandoned,
            _ if delivery.next_attempt_at.is_none() => &mut self.held,
            _ => &mut self.waiting,
        };
        *count = count.saturating_add(1);
    }

    /// In words, with what is left to do.
    fn told(&self, due: &DeliveriesDue) -> String {
        let Self { delivered, waiting, held, abandoned } = self;
        let mut words = format!("delivered {delivered}, to be tried again {waiting}");
        for (count, what) in [(held, "held by disabled endpoints"), (abandoned, "abandoned")] {
            if *count > 0 {
                words.push_str(&format!(", {what} {count}"));
            }
        }
        match due.next_due_at {
            _ if due.pending == 0 => words.push_str("; nothing is left to send"),
            Some(next) => words.push_str(&format!("; {} pending, next at {next}", due.pending)),
            None => words.push_str(&format!("; {} pending at disabled endpoints", due.pending)),
        }
        words
    }
}

/// What an operator should know once a receiver has said that it is gone.
const DISABLED: &str = "a disabled endpoint is told of nothing new; \
    `billfold webhooks update ID --status active` enables it again";
