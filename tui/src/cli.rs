//! The command line: `billfold <noun> <verb>`.
//!
//! Each noun is one file: its verbs and their options, the columns of its records, and a `run`
//! that hands the work to the core. What nouns share stands in [`global`] (options of every
//! command), [`identity`] (on whose behalf), [`input`] (the body of a change), [`filter`] (which records), [`list`] (pages),
//! [`session`] (the open store and the answer). Errors and exit codes are
//! [`failure`](crate::failure)'s.

mod backup;
mod billers;
mod branding;
mod check;
mod clients;
mod compact;
mod completions;
mod customers;
pub(crate) mod deliver;
mod demo;
mod events;
mod export;
mod fees;
mod filter;
mod global;
mod identity;
mod import;
mod input;
mod intents;
mod keys;
pub(crate) mod kinds;
mod links;
mod list;
mod long_work;
mod man;
mod orchestrators;
mod payments;
mod rtls;
mod screens;
mod session;
mod settings;
mod stats;
mod sweep;
mod webhooks;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::app;
use crate::cli::global::Global;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::Format;

/// An offline-first store for payments, client links and requests to link, in one file
#[derive(Debug, Parser)]
#[command(
    name = "billfold",
    bin_name = "billfold",
    version,
    subcommand_required = false,
    max_term_width = 100,
    after_long_help = app::keys_help()
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    screens: screens::Arguments,
    #[command(subcommand)]
    noun: Option<Noun>,
}

#[derive(Debug, Subcommand)]
enum Noun {
    #[command(subcommand)]
    Payments(payments::Verb),
    #[command(subcommand)]
    Customers(customers::Verb),
    #[command(subcommand)]
    Orchestrators(orchestrators::Verb),
    #[command(subcommand)]
    Clients(clients::Verb),
    #[command(subcommand)]
    Links(links::Verb),
    #[command(subcommand)]
    Intents(intents::Verb),
    #[command(subcommand)]
    Keys(keys::Verb),
    #[command(subcommand)]
    Fees(fees::Verb),
    #[command(subcommand)]
    Branding(branding::Verb),
    #[command(subcommand)]
    Rtls(rtls::Verb),
    #[command(subcommand)]
    Billers(billers::Verb),
    #[command(subcommand)]
    Events(events::Verb),
    #[command(subcommand)]
    Webhooks(webhooks::Verb),
    #[command(subcommand)]
    Settings(settings::Verb),
    Stats(stats::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    Sweep(sweep::Arguments),
    Deliver(deliver::Arguments),
    Backup(backup::Arguments),
    Check(check::Arguments),
    Compact(compact::Arguments),
    Demo(demo::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Does what the arguments say and answers with the exit code.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<_> = arguments.collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => {
            let format = cli.global.output;
            let mut session = Session::new(cli.global);
            let outcome =
                act(cli.noun, &cli.screens, &mut session).map_err(|failure| session.told(failure));
            // Whatever was answered before a failure leaves before it is told.
            drop(session);
            answer(format, outcome)
        }
        Err(error) if error.use_stderr() => {
            answer(Format::asked_for_in(&arguments), Err(Failure::of_usage(&error)))
        }
        Err(asked) => answer(Format::Table, print_help(&asked)),
    }
}

fn act(noun: Option<Noun>, alone: &screens::Arguments, session: &mut Session) -> Result<()> {
    if noun.is_some() {
        alone.refuse()?;
    }
    match noun {
        None if screens::can_be_shown() => screens::run(alone, session)?,
        None => session.print(&Cli::command().render_help().to_string())?,
        Some(Noun::Payments(verb)) => payments::run(verb, session)?,
        Some(Noun::Customers(verb)) => customers::run(verb, session)?,
        Some(Noun::Orchestrators(verb)) => orchestrators::run(verb, session)?,
        Some(Noun::Clients(verb)) => clients::run(verb, session)?,
        Some(Noun::Links(verb)) => links::run(verb, session)?,
        Some(Noun::Intents(verb)) => intents::run(verb, session)?,
        Some(Noun::Keys(verb)) => keys::run(verb, session)?,
        Some(Noun::Fees(verb)) => fees::run(verb, session)?,
        Some(Noun::Branding(verb)) => branding::run(verb, session)?,
        Some(Noun::Rtls(verb)) => rtls::run(verb, session)?,
        Some(Noun::Billers(verb)) => billers::run(verb, session)?,
        Some(Noun::Events(verb)) => events::run(verb, session)?,
        Some(Noun::Webhooks(verb)) => webhooks::run(verb, session)?,
        Some(Noun::Settings(verb)) => settings::run(verb, session)?,
        Some(Noun::Stats(arguments)) => stats::run(arguments, session)?,
        Some(Noun::Backup(arguments)) => backup::run(&arguments, session)?,
        Some(Noun::Check(arguments)) => check::run(arguments, session)?,
        Some(Noun::Compact(arguments)) => compact::run(&arguments, session)?,
        Some(Noun::Export(arguments)) => export::run(&arguments, session)?,
        Some(Noun::Import(arguments)) => import::run(&arguments, session)?,
        Some(Noun::Sweep(arguments)) => sweep::run(&arguments, session)?,
        Some(Noun::Deliver(arguments)) => deliver::run(&arguments, session)?,
        Some(Noun::Demo(arguments)) => demo::run(&arguments, session)?,
        Some(Noun::Completions(arguments)) => completions::run(&arguments, session)?,
        Some(Noun::Man(arguments)) => man::run(&arguments, session)?,
    }
    session.finish()
}

/// Writes what `--help` and `--version` ask for, in colour where the terminal has it.
fn print_help(asked: &clap::Error) -> Result<()> {
    asked.print().map_err(Failure::of_output)
}

fn answer(format: Format, outcome: Result<()>) -> ExitCode {
    let Err(failure) = outcome else { return ExitCode::SUCCESS };
    // Where even stderr is gone there is nobody left to tell.
    let _ = std::io::stderr().lock().write_all(failure.report(format).as_bytes());
    ExitCode::from(failure.exit_code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_command_are_refused_on_the_screens() {
        for (arguments, name) in [
            (&["--dry-run"] as &[&str], "--dry-run"),
            (&["--if-version", "3"], "--if-version"),
            (&["--idempotency-key", "k"], "--idempotency-key"),
            (&["--yes"], "--yes"),
            (&["-o", "json"], "--output"),
        ] {
            for is_read_only in [false, true] {
                let cli = Cli::try_parse_from(["billfold"].iter().chain(arguments)).unwrap();
                let refused = Session::new(cli.global).for_screens(is_read_only, None).err();
                let told = refused.unwrap().report(Format::Table);
                assert!(told.contains(&format!("{name} is for a command")), "{told}");
            }
        }
    }

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}
