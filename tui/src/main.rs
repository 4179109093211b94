//! `billfold`: the terminal app and command line for Billfold stores.
//!
//! In reading order: [`cli`] is what a script says and who answers it, one file a noun;
//! [`output`] is how the answer is written; [`deliver`] is how webhooks are sent; [`signals`] is how a long command is stopped;
//! [`config`] is what its user has chosen; [`app`] is the screens.
#![forbid(unsafe_code)]

mod app;
mod cli;
mod config;
mod deliver;
mod failure;
mod output;
mod signals;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
