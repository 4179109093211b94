//! Imports: line by line, in batches that each are one transaction together with how far they
//! come, so that an import that was cut off goes on where it stopped.

use std::fmt;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::time::Duration;

use serde::Serialize;
use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};
use crate::event;
use crate::store::transaction::WriteTransaction;
use crate::store::{Store, interrupt};
use crate::transfer::batch::{self, Batch, Taken};
use crate::transfer::kind::RecordKind;
use crate::transfer::progress::{self, Effect, ImportTally, Progress};
use crate::transfer::source::{self, Fingerprint, Lines, RawLine};
use crate::value::id::OrchestratorId;
use crate::value::secret::Secret;

/// A rehearsal is one transaction from its first line to its last.
const REHEARSAL: Duration = Duration::from_secs(24 * 60 * 60);

/// Lines refused before that are looked up at once.
const REFUSALS_AT_ONCE: i64 = 500;

/// How an import is to be read, and what it is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportOptions {
    /// Every line is a request's body of this kind, without anything around it.
    pub bare: Option<RecordKind>,
    /// The orchestrator that bare bodies are for.
    pub orchestrator_id: Option<OrchestratorId>,
    /// Lines that an import of the same input refused before are tried again.
    pub retry: bool,
}

impl ImportOptions {
    /// An import whose every line is a request's body of this kind.
    #[must_use]
    pub fn of_bodies(kind: RecordKind) -> Self {
        Self { bare: Some(kind), ..Self::default() }
    }

    /// The same import, which tries again what it refused before.
    #[must_use]
    pub fn retry(mut self) -> Self {
        self.retry = true;
        self
    }

    fn check(&self) -> Result<()> {
        match (self.bare, self.orchestrator_id) {
            (None, Some(_)) => {
                let reason = "goes with bare bodies; elsewhere it stands in each line";
                Err(Error::invalid("orchestrator_id", "misplaced", reason))
            }
            _ => Ok(()),
        }
    }

    /// What of it makes another import of the same bytes.
    fn reading(&self) -> String {
        let kind = self.bare.map(|kind| format!("kind={kind}"));
        let orchestrator = self.orchestrator_id.map(|id| format!("orchestrator_id={id}"));
        kind.into_iter().chain(orchestrator).collect::<Vec<_>>().join(" ")
    }
}

/// Who watches an import.
pub trait ImportObserver {
    /// A line was refused; the others go on. It is told each time the input is imported.
    fn refused(&mut self, line: &RefusedLine<'_>) {
        let _ = line;
    }

    /// Something about a line that was not refused.
    fn note(&mut self, line: u64, note: &str) {
        let _ = (line, note);
    }

    /// So many lines of all have been done; to break ends the import after this batch, and the
    /// same import goes on from there.
    fn progress(&mut self, done: u64, total: u64) -> ControlFlow<()> {
        let _ = (done, total);
        ControlFlow::Continue(())
    }

    /// Whether [`ImportObserver::secrets`] keeps what it is given. If not, link intents are
    /// refused; the credentials of clients and orchestrators can be issued anew by rotating them.
    fn takes_secrets(&self) -> bool {
        false
    }

    /// The secrets of a batch that is about to be committed. If they cannot be kept, the batch
    /// is not either. Should the commit fail, they are good for nothing.
    ///
    /// # Errors
    ///
    /// The observer's own; the import ends with it.
    fn secrets(&mut self, issued: &[IssuedSecret]) -> io::Result<()> {
        let _ = issued;
        Ok(())
    }
}

/// Watches an import and says nothing; the report has the numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentImport;

impl ImportObserver for SilentImport {}

/// A line that was left out.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RefusedLine<'a> {
    /// Which, from 1.
    pub number: u64,
    /// The line itself; none if it was too long.
    pub bytes: Option<&'a [u8]>,
    /// Why.
    pub error: &'a Error,
}

/// A secret that a body's creation showed, this once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedSecret {
    /// The line of the body.
    pub line: u64,
    /// What was created.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Which field of the creation's answer it is: `key`, `client_secret`, `url`.
    pub field: &'static str,
    /// The secret.
    pub secret: Secret,
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// Names the input: its SHA-256, in 64 hexadecimal digits, unless its lines are bare bodies,
    /// whose kind then counts too.
    pub source_hash: String,
    /// How many lines it has.
    pub lines: u64,
    /// How many of them had been done before.
    pub lines_done_before: u64,
    /// What became of them all, whenever.
    #[serde(flatten)]
    pub tally: ImportTally,
    /// Whether this very call changed the store; of a rehearsal, whether it would have.
    #[serde(skip)]
    pub changed: bool,
}

impl Store {
    /// Imports lines of JSON: records of an export, which are put back as they were, and bodies
    /// of requests, which create; see [`transfer`](crate::transfer) for their form.
    ///
    /// * A line that is bad is told to the observer by its number and reason, and left out.
    /// * An input is known by its bytes. Cut off, its import goes on after the last batch that
    ///   was committed; done, it changes nothing however often it is repeated. Lines that were
    ///   refused are told again, and tried again only if the options say so. A line that was
    ///   mended makes another input: put such lines in a file of their own, for the bodies among
    ///   the rest would create once more.
    /// * A record whose id is taken is left out, unless it is the same: the store keeps its own.
    /// * Settings go only into a store whose own were never changed.
    /// * Nobody knows a credential of what was put back: issue new ones by rotating them.
    /// * When all is done, one `store.imported` event says so, with the numbers. Records that
    ///   were put back have no other event.
    ///
    /// It takes the writer for a few hundred lines at a time. A rehearsal
    /// ([`Store::dry_run`]) takes it for as long as the input is.
    ///
    /// # Errors
    ///
    /// * `forbidden` unless it is the owner's handle.
    /// * `validation` for a handle of [`Store::once`] or [`Store::if_version`], which an import
    ///   has no use for; `conflict / transaction_open` in a begun transaction.
    /// * `unsupported / export_format`: the export of a newer Billfold.
    /// * `storage / input_unreadable`, `storage / secrets_unwritten`.
    /// * `interrupted` if the observer broke it off, or the handle was interrupted.
    ///
    /// What was committed before an error stays, and the same import goes on from there.
    pub fn import(
        &self,
        source: &mut (impl Read + Seek),
        options: &ImportOptions,
        observer: &mut dyn ImportObserver,
    ) -> Result<ImportReport> {
        self.refuse_idle_guards()?;
        options.check()?;
        self.read(|transaction| transaction.require_owner())?;
        let go_on = || interrupt::check(self.caller.token());
        let fingerprint = source::fingerprint(source, &options.reading(), go_on)?;
        let known = self.read(|transaction| progress::find(transaction, &fingerprint.hash))?;
        let known = known.unwrap_or_default();
        let rehearsal =
            if self.caller.dry_run { Some(self.undoubled().begin_for(REHEARSAL)?) } else { None };
        let import = Import {
            store: self.undoubled(),
            rehearsal,
            options,
            observer,
            fingerprint,
            done_before: known.lines_done,
            known,
            changed: false,
        };
        import.run(Lines::new(source, fingerprint.bytes)?)
    }

    fn refuse_idle_guards(&self) -> Result<()> {
        let idle = if self.caller.idempotency_key.is_some() {
            "idempotency_key"
        } else if self.caller.expected_version.is_some() {
            "if_version"
        } else {
            return Ok(());
        };
        Err(Error::invalid(idle, "misplaced", "means nothing to an import, which is done once"))
    }

    /// The same handle, whose changes are kept: a rehearsal is taken back as a whole.
    fn undoubled(&self) -> Self {
        let mut store = self.clone();
        store.caller.dry_run = false;
        store
    }
}

/// An import under way.
struct Import<'a> {
    store: Store,
    /// The one transaction of a dry run.
    rehearsal: Option<Store>,
    options: &'a ImportOptions,
    observer: &'a mut dyn ImportObserver,
    fingerprint: Fingerprint,
    done_before: u64,
    /// How far it has come, as the last batch left it.
    known: Progress,
    changed: bool,
}

impl Import<'_> {
    fn run<R: Read + Seek>(mut self, mut lines: Lines<R>) -> Result<ImportReport> {
        self.look_back(&mut lines)?;
        while self.known.lines_done < self.fingerprint.lines {
            let batch = Batch::read(&mut lines, |_| true)?;
            if batch.is_empty() {
                return Err(Error::new(
                    ErrorKind::Storage,
                    "input_unreadable",
                    "the input became shorter while it was imported",
                ));
            }
            self.take_in(&batch)?;
            self.tell_progress()?;
        }
        Ok(ImportReport {
            source_hash: Hex(&self.fingerprint.hash).to_string(),
            lines: self.fingerprint.lines,
            lines_done_before: self.done_before,
            tally: self.known.tally,
            changed: self.changed,
        })
    }

    /// Goes over the lines that are done, and tells of those that were refused.
    fn look_back<R: Read + Seek>(&mut self, lines: &mut Lines<R>) -> Result<()> {
        let (row, done) = (self.known.row, self.done_before);
        let mut position = 0;
        while position < done {
            let store = self.rehearsal.as_ref().unwrap_or(&self.store);
            let refused = store.read(|transaction| {
                progress::refused_after(transaction, row, position, REFUSALS_AT_ONCE)
            })?;
            let Some(last) = refused.last().copied().filter(|last| *last <= done) else { break };
            while position < last {
                let wanted = |number| refused.binary_search(&number).is_ok();
                let batch = Batch::read_to(lines, last, wanted)?;
                position = batch.up_to.max(position.saturating_add(1));
                self.try_again(&batch)?;
            }
        }
        if done < self.fingerprint.lines { lines.skip_to(done) } else { Ok(()) }
    }

    /// Takes a batch in: what came of each line, and how far the import is now.
    fn take_in(&mut self, batch: &Batch) -> Result<()> {
        let transaction = self.begin()?;
        let hash = self.fingerprint.hash;
        let mut progress = transaction.write(move |transaction| {
            let known = progress::find(transaction, &hash)?;
            known.map_or_else(|| progress::begin(transaction, &hash), Ok)
        })?;
        let already_finished = progress.finished;
        // Another process may be at the same import, and further.
        let ahead = progress.lines_done;
        let lines = batch.lines.iter().filter(|line| line.number > ahead);
        let taken = self.take_lines(&transaction, lines)?;
        for line in &taken {
            if let Some(effect) = line.effect() {
                progress.tally.add(line.kind, effect);
                self.changed |= matches!(effect, Effect::Created | Effect::Updated);
            }
        }
        progress.lines_done = progress.lines_done.max(batch.up_to);
        progress.finished |= progress.lines_done >= self.fingerprint.lines;
        let refused: Vec<u64> =
            taken.iter().filter(|line| line.outcome.is_err()).map(|line| line.number).collect();
        let tells = progress.finished && !already_finished;
        let kept = progress.clone();
        transaction.write(move |transaction| {
            refused.iter().try_for_each(|line| progress::refuse(transaction, kept.row, *line))?;
            progress::keep(transaction, &kept)?;
            if tells { tell(transaction, &hash, &kept.tally) } else { Ok(()) }
        })?;
        self.end(transaction, &taken)?;
        self.known = progress;
        self.tell_lines(batch, &taken);
        Ok(())
    }

    /// Looks again at lines that were refused before: with effect only if that is asked for.
    fn try_again(&mut self, batch: &Batch) -> Result<()> {
        if batch.lines.is_empty() {
            return Ok(());
        }
        let transaction = self.begin()?;
        let trial = if self.options.retry { transaction.clone() } else { transaction.dry_run() };
        // Another process may have taken some of them in meanwhile.
        let still = self.still_refused(&transaction, batch)?;
        let lines = batch.lines.iter().filter(|line| still.binary_search(&line.number).is_ok());
        let mut taken = self.take_lines(&trial, lines)?;
        if self.options.retry {
            self.forgive(&transaction, &taken)?;
            drop(trial);
            self.end(transaction, &taken)?;
        } else {
            for line in taken.iter_mut().filter(|line| line.outcome.is_ok()) {
                line.outcome = Err(Error::conflict(
                    "refused_before",
                    "the line was refused before, but would be taken in now: import with retry",
                ));
            }
        }
        self.tell_lines(batch, &taken);
        Ok(())
    }

    /// Which of a batch's lines, refused before, have not been taken in since.
    fn still_refused(&self, transaction: &Store, batch: &Batch) -> Result<Vec<u64>> {
        let row = self.known.row;
        let before = batch.lines.first().map_or(0, |line| line.number.saturating_sub(1));
        let most = i64::try_from(batch.lines.len()).unwrap_or(i64::MAX);
        transaction.read(|transaction| progress::refused_after(transaction, row, before, most))
    }

    /// Notes which lines, refused before, have been taken in now.
    fn forgive(&mut self, transaction: &Store, taken: &[Taken]) -> Result<()> {
        let hash = self.fingerprint.hash;
        let mut progress = transaction.read(|transaction| progress::find(transaction, &hash))?;
        let progress = progress.get_or_insert_default();
        let mut forgiven = Vec::new();
        for line in taken.iter().filter(|line| line.outcome.is_ok()) {
            forgiven.push(line.number);
            progress.tally.forgive(line.kind);
            if let Some(effect) = line.effect() {
                progress.tally.add(line.kind, effect);
                self.changed |= matches!(effect, Effect::Created | Effect::Updated);
            }
        }
        let kept = progress.clone();
        self.known = kept.clone();
        if forgiven.is_empty() {
            return Ok(());
        }
        transaction.write(move |transaction| {
            forgiven.iter().try_for_each(|line| progress::forgive(transaction, kept.row, *line))?;
            progress::keep(transaction, &kept)?;
            if kept.finished { tell(transaction, &hash, &kept.tally) } else { Ok(()) }
        })
    }

    fn take_lines<'l>(
        &self,
        transaction: &Store,
        lines: impl Iterator<Item = &'l RawLine>,
    ) -> Result<Vec<Taken>> {
        let (options, takes_secrets) = (self.options, self.observer.takes_secrets());
        lines.map(|line| batch::take(transaction, line, options, takes_secrets)).collect()
    }

    fn begin(&self) -> Result<Store> {
        match &self.rehearsal {
            Some(rehearsal) => Ok(rehearsal.clone()),
            None => self.store.begin(),
        }
    }

    /// Hands the secrets out and makes the batch durable; a rehearsal has neither.
    fn end(&mut self, transaction: Store, taken: &[Taken]) -> Result<()> {
        if self.rehearsal.is_some() {
            return Ok(());
        }
        let issued: Vec<IssuedSecret> =
            taken.iter().filter_map(|line| line.outcome.as_ref().ok()?.secret.clone()).collect();
        if !issued.is_empty() {
            self.observer.secrets(&issued).map_err(|error| {
                let message = format!("the secrets of new records cannot be kept: {error}");
                Error::new(ErrorKind::Storage, "secrets_unwritten", message)
            })?;
        }
        transaction.commit()
    }

    fn tell_lines(&mut self, batch: &Batch, taken: &[Taken]) {
        for line in taken {
            match &line.outcome {
                Err(error) => {
                    let raw = batch.lines.iter().find(|raw| raw.number == line.number);
                    let bytes = raw.filter(|raw| !raw.too_long).map(|raw| raw.bytes.as_slice());
                    self.observer.refused(&RefusedLine { number: line.number, bytes, error });
                }
                Ok(done) => {
                    if let Some(note) = &done.note {
                        self.observer.note(line.number, note);
                    }
                }
            }
        }
    }

    fn tell_progress(&mut self) -> Result<()> {
        let (done, total) = (self.known.lines_done, self.fingerprint.lines);
        if self.observer.progress(done, total).is_continue() || done >= total {
            return Ok(());
        }
        let rest = if self.rehearsal.is_some() {
            "nothing was kept"
        } else {
            "the same import goes on from there"
        };
        let message = format!("the import was broken off after line {done} of {total}; {rest}");
        Err(Error::new(ErrorKind::Interrupted, "interrupted", message))
    }
}

/// The one event of an import: numbers, and no names.
fn tell(transaction: &WriteTransaction<'_>, hash: &[u8; 32], tally: &ImportTally) -> Result<()> {
    #[derive(Serialize)]
    struct Imported<'a> {
        source_hash: String,
        #[serde(flatten)]
        tally: &'a ImportTally,
    }
    let imported = Imported { source_hash: Hex(hash).to_string(), tally };
    let store = Uuid::from_bytes(*transaction.site());
    event::record(transaction, "store.imported", store, 1, None, &imported)
}

struct Hex<'a>(&'a [u8; 32]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}
