//! `billfold`: the terminal app and command line for Billfold stores.
//!
//! In reading order: [`cli`] is what a script says and who answers it, one file a noun;
//! [`output`] is how the answer is written; [`signals`] is how a long command is stopped.
#![forbid(unsafe_code)]

#[expect(dead_code, reason = "the screens are being built")]
mod app;
mod cli;
mod failure;
mod output;
mod signals;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
