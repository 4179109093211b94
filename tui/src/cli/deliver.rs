//! `billfold deliver`: sends webhooks, sweeping first.

mod courier;
mod sender;

use std::path::PathBuf;
use std::time::Duration;

use billfold_core::ErrorKind;
use clap::Args;
use serde::Serialize;

use crate::cli::deliver::courier::{Courier, Orders};
use crate::cli::deliver::sender::Sender;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::{Column, number, text, time};
use crate::signals::Stop;

/// What came of one attempt.
const COLUMNS: &[Column] = &[
    time("at"),
    text("outcome"),
    text("event_type"),
    text("url"),
    text("delivery_id"),
    number("attempt"),
    number("duration_milliseconds").detail(),
    time("next_attempt_at"),
];

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
    #[arg(long, value_name = "SECONDS", default_value_t = 15,
        value_parser = clap::value_parser!(u16).range(1..=120))]
    timeout: u16,
    /// Try receivers again that gave no answer, though their waits are not over
    #[arg(long)]
    now: bool,
    /// Trust the authorities in this PEM file, in place of those that browsers trust
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}
