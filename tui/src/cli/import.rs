//! `billfold import`.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use billfold_core::{
    Error, ErrorKind, ImportObserver, ImportOptions, ImportReport, IssuedSecret, OrchestratorId,
    RecordKind, RefusedLine, SecretsFile,
};
use clap::Args;
use serde::Serialize;

use crate::cli::kinds;
use crate::cli::session::Session;
use crate::failure::{Failure, Result};
use crate::output::new_file::{NewFile, whole_path};
use crate::output::progress::Progress;
use crate::output::{Column, number};
use crate::signals::Stop;

const COLUMNS: &[Column] = &[
    number("lines"),
    number("created"),
    number("updated"),
    number("unchanged"),
    number("refused"),
    number("lines_done_before"),
];

/// Take in lines of JSON: the records of an export as they were, or requests' bodies to create
///
/// A line is {"kind": "payment", "record": {…}}, as export writes it, or {"kind": "payment",
/// "body": {…}}, what `payments create` takes. Bad lines are told by their number and left out.
/// Cut off, the same command goes on where it stopped; repeated, it changes nothing. Mended lines
/// belong in a file of their own, for in the old one the good bodies would create once more.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file, or - for standard input
    file: PathBuf,
    /// Every line is just a body, of this noun's create (of billers, put; of links, add)
    #[arg(long, value_name = "NOUN", value_parser = kinds::parse)]
    kind: Option<RecordKind>,
    /// The orchestrator that such bodies are for
    #[arg(long, value_name = "ORCHESTRATOR_ID", requires = "kind")]
    orchestrator: Option<OrchestratorId>,
    /// Try the lines again that were refused before
    #[arg(long)]
    retry: bool,
    /// Write the bad lines there, to be mended and imported
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Append the secrets of what bodies create there; without it, intents are refused
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
}

impl Arguments {
    /// What imports a file of one kind's bodies.
    pub(crate) fn of_bodies(file: PathBuf, kind: RecordKind) -> Self {
        let (orchestrator, rejects, secrets) = (None, None, None);
        Self { file, kind: Some(kind), orchestrator, retry: false, rejects, secrets }
    }

    /// Refuses to write over the store, the input, or one's own other file.
    fn refuse_targets(&self, session: &Session) -> Result<()> {
        let targets = self.rejects.iter().chain(&self.secrets);
        targets.clone().try_for_each(|target| session.refuse_own(target))?;
        let mut known = vec![whole_path(&self.file)];
        for target in targets {
            let path = whole_path(target);
            if known.contains(&path) {
                let target = target.display();
                return Err(Failure::usage(format!("{target} is named for two things at once")));
            }
            known.push(path);
        }
        Ok(())
    }

    fn options(&self) -> ImportOptions {
        let mut options = ImportOptions::default();
        options.bare = self.kind;
        options.orchestrator_id = self.orchestrator;
        options.retry = self.retry;
        options
    }
}

/// Imports.
pub(crate) fn run(arguments: &Arguments, session: &mut Session) -> Result<()> {
    let mut source = open(&arguments.file)?;
    arguments.refuse_targets(session)?;
    let rejects = arguments.rejects.as_deref().filter(|_| !session.is_dry_run());
    let replaces = rejects.is_some_and(NewFile::would_replace);
    if let Some(target) = rejects.filter(|_| replaces) {
        session.confirm(&format!("replace {}", target.display()))?;
    }
    // Only now: at a terminal's input and at a question, Ctrl-C just ends it.
    let stop = Stop::listen()?;
    let rejects = rejects.map(|target| NewFile::create(target, replaces)).transpose()?;
    let store = session.creator()?;
    let secrets = arguments.secrets.as_deref().filter(|_| !session.is_dry_run());
    let secrets = secrets.map(SecretsFile::open).transpose()?;
    let takes_secrets = arguments.secrets.is_some();
    let progress = Progress::new("importing");
    let mut watch =
        Watch { session, stop, progress, rejects, secrets, takes_secrets, failure: None };
    let imported = store.import(&mut source, &arguments.options(), &mut watch);
    let Watch { rejects, failure, progress, .. } = watch;
    drop(progress);
    if let Some(failure) = failure {
        return Err(failure);
    }
    let report = imported?;
    answer(&report, takes_secrets, session)?;
    if arguments.rejects.is_some() && session.is_dry_run() {
        session.note("dry run: no file was made")?;
    }
    if report.tally.all.refused == 0 {
        return Ok(());
    }
    rejects.map_or(Ok(()), NewFile::finish)?;
    let message = format!("lines left out as bad: {}", report.tally.all.refused);
    Err(Failure::new(ErrorKind::Validation, "bad_lines", message))
}

/// Writes the numbers, and what else there is to know.
fn answer(report: &ImportReport, takes_secrets: bool, session: &mut Session) -> Result<()> {
    if report.changed {
        session.changed(COLUMNS, report)?;
    } else {
        session.show(COLUMNS, report)?;
    }
    if report.lines > 0 && report.lines_done_before == report.lines && !report.changed {
        return session.note("imported before: nothing was changed now");
    }
    let is_new = |kind: RecordKind| {
        report.tally.kinds.get(kind.as_str()).is_some_and(|counts| counts.created > 0)
    };
    let unknown = is_new(RecordKind::Orchestrator) || is_new(RecordKind::Client);
    if report.changed && unknown && !takes_secrets && !session.is_dry_run() {
        session.note(
            "nobody knows the credentials of these orchestrators and clients: issue new ones \
             with orchestrators rotate and clients rotate",
        )?;
    }
    Ok(())
}

/// The input, of which an import must be able to begin again at its beginning: what cannot go
/// back, a pipe, is first kept in a file that has no name.
fn open(path: &Path) -> Result<File> {
    let unreadable = |error| Failure::of_input(&path.display().to_string(), &error);
    if path.as_os_str() == "-" {
        return spool(&mut io::stdin().lock())
            .map_err(|error| Failure::of_input("standard input", &error));
    }
    let mut file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_file() {
        return Ok(file);
    }
    spool(&mut file).map_err(unreadable)
}

fn spool(input: &mut impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(input, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// Tells what an import does while it does it.
struct Watch<'a> {
    session: &'a mut Session,
    stop: Stop,
    progress: Progress,
    rejects: Option<NewFile>,
    secrets: Option<SecretsFile>,
    takes_secrets: bool,
    /// Why a line could not be told of; the import ends with it.
    failure: Option<Failure>,
}

#[derive(Serialize)]
struct BadLine<'a> {
    line: u64,
    error: &'a Error,
}

#[derive(Serialize)]
struct Note<'a> {
    line: u64,
    note: &'a str,
}

impl Watch<'_> {
    fn tell(&mut self, words: &str, object: &impl Serialize) {
        let session = &mut *self.session;
        let told = self.progress.aside(|| session.remark(words, object));
        self.failure = self.failure.take().or(told.err());
    }
}

impl ImportObserver for Watch<'_> {
    fn refused(&mut self, line: &RefusedLine<'_>) {
        let (number, error) = (line.number, line.error);
        self.tell(&format!("line {number}: {error}"), &BadLine { line: number, error });
        if let (Some(rejects), Some(bytes)) = (&mut self.rejects, line.bytes) {
            let written = rejects.write(bytes).and_then(|()| rejects.write(b"\n"));
            self.failure = self.failure.take().or(written.err());
        }
    }

    fn note(&mut self, line: u64, note: &str) {
        self.tell(&format!("line {line}: {note}"), &Note { line, note });
    }

    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        self.progress.tell(done, total);
        if self.stop.is_asked() || self.failure.is_some() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn takes_secrets(&self) -> bool {
        self.takes_secrets
    }

    fn secrets(&mut self, issued: &[IssuedSecret]) -> io::Result<()> {
        self.secrets.as_mut().map_or(Ok(()), |file| file.append(issued))
    }
}
