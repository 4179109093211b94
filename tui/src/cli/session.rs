//! One command's work: the store it opens and the answer it writes.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use billfold_core::{Credential, ErrorKind, FromBody, Page, PageRequest, Store};
use serde::Serialize;

use crate::cli::global::Global;
use crate::cli::identity;
use crate::cli::list::{self, Paging};
use crate::failure::{Failure, Result};
use crate::output::{Column, Format, Printer, text};

/// What a command works with.
pub(crate) struct Session {
    global: Global,
    printer: Printer,
    has_changed: bool,
}

/// What a command is going to do to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Look.
    Read,
    /// Change what is there.
    Change,
    /// Add to it, or begin it.
    Create,
}

impl Session {
    /// A session that has touched nothing yet.
    pub(crate) fn new(global: Global) -> Self {
        let printer = Printer::new(global.output);
        Self { global, printer, has_changed: false }
    }

    /// The store, to look at; a file that is not there is not made.
    pub(crate) fn reader(&mut self) -> Result<Store> {
        self.open(Access::Read)
    }

    /// The store in this file, or in the usual one, to look at.
    pub(crate) fn reader_of(&mut self, file: Option<PathBuf>) -> Result<Store> {
        self.name_database(file);
        self.reader()
    }

    /// The store in this file, or in the usual one, with the right to write.
    pub(crate) fn writer_of(&mut self, file: Option<PathBuf>) -> Result<Store> {
        self.name_database(file);
        self.writer()
    }

    fn name_database(&mut self, file: Option<PathBuf>) {
        if let Some(file) = file {
            self.global.name_database(file);
        }
    }

    /// The store, to make something beside it; in a dry run, to make nothing.
    pub(crate) fn copier(&mut self) -> Result<Store> {
        let store = self.reader()?;
        Ok(if self.global.dry_run { store.dry_run() } else { store })
    }

    /// The store, to change a record that must be in it; a file that is not there is not made.
    pub(crate) fn writer(&mut self) -> Result<Store> {
        self.open(Access::Change)
    }

    /// The store, to add to; it is made if it is not there.
    pub(crate) fn creator(&mut self) -> Result<Store> {
        self.open(Access::Create)
    }

    /// The input that a body holds. It is read before the store is opened: a bad one makes no file.
    /// Of a bad one is also told what the store's settings refuse, if there is a store to be read.
    pub(crate) fn input<I: FromBody>(&mut self, body: &str) -> Result<I> {
        match I::from_body(body, None) {
            Err(error) if !error.fields().is_empty() => {
                self.reader().map_or(Err(error.into()), |store| Ok(store.input(body)?))
            }
            read => Ok(read?),
        }
    }

    /// The store for the screens: to look at, or to work with; in the operator's name, if the
    /// options give no other.
    pub(crate) fn for_screens(
        &mut self,
        is_read_only: bool,
        operator: Option<&str>,
    ) -> Result<Store> {
        self.refuse_of_commands()?;
        if let Some(operator) = operator {
            self.global.operator.get_or_insert_with(|| operator.to_owned());
        }
        self.open(if is_read_only { Access::Read } else { Access::Create })
    }

    /// Refuses options that are of a command alone: on the screens they would do nothing.
    fn refuse_of_commands(&self) -> Result<()> {
        let given = [
            (self.global.dry_run, "--dry-run"),
            (self.global.if_version.is_some(), "--if-version"),
            (self.global.idempotency_key.is_some(), "--idempotency-key"),
            (self.global.yes, "--yes"),
            (!self.is_for_people(), "--output"),
        ];
        match given.iter().find(|(is_given, _)| *is_given) {
            Some((_, name)) => {
                Err(Failure::usage(format!("{name} is for a command, not for the screens")))
            }
            None => Ok(()),
        }
    }

    /// Who is to stand in the event log: of the options, else this one.
    pub(crate) fn operator_or<'a>(&'a self, other: Option<&'a str>) -> Option<&'a str> {
        self.global.operator.as_deref().or(other)
    }

    /// Where a demonstration may make its file: where `--db` says, else in a new folder among
    /// the system's temporary files.
    pub(crate) fn demo_file(&self) -> Result<PathBuf> {
        if let Some(path) = self.global.named_database() {
            return Ok(path.to_owned());
        }
        let folder = tempfile::Builder::new().prefix("billfold-demo-").tempdir();
        let folder = folder.map_err(|error| {
            let message = format!("cannot make a folder for the demonstration: {error}");
            Failure::new(ErrorKind::Storage, "cannot_open", message)
        })?;
        Ok(folder.keep().join("demo.db"))
    }

    fn open(&mut self, access: Access) -> Result<Store> {
        if access == Access::Read {
            self.refuse_idle_guards()?;
        }
        let path = self.global.database()?;
        let credential = identity::credential(&self.global)?;
        let mut store = match access {
            Access::Read => Store::open_read_only(&path)?,
            // A credential opens nothing in a file that is yet to be made.
            Access::Create if credential.is_none() => self.open_or_create(&path)?,
            Access::Change | Access::Create => Store::open_existing(&path)?,
        };
        if let Some(credential) = &credential {
            store = scoped(&store, credential)?;
        }
        if let Some(operator) = &self.global.operator {
            store = store.operated_by(operator)?;
        }
        if access == Access::Read { Ok(store) } else { self.guarded(store) }
    }

    /// A dry run must not leave even an empty file behind: it is tried out in memory then.
    fn open_or_create(&mut self, path: &Path) -> Result<Store> {
        let is_new = !path.exists();
        if self.global.dry_run && is_new {
            return Ok(Store::in_memory()?);
        }
        // Only our own place in the data directory is made; a path that somebody typed is taken
        // at its word.
        let own_place = self.global.chosen_database().is_none();
        if let Some(folder) = path.parent().filter(|folder| own_place && !folder.exists()) {
            make_folder(folder)?;
        }
        let store = Store::open(path)?;
        if is_new {
            self.printer.note(&format!("made a new store: {}", path.display()))?;
        }
        Ok(store)
    }

    /// A guard that guards nothing must not look as if it did.
    fn refuse_idle_guards(&self) -> Result<()> {
        let idle = match (&self.global.if_version, &self.global.idempotency_key) {
            (Some(_), _) => "--if-version",
            (_, Some(_)) => "--idempotency-key",
            _ => return Ok(()),
        };
        Err(Failure::usage(format!("{idle} goes with a change; this command only reads")))
    }

    /// Refuses a rehearsal of what cannot be taken back.
    pub(crate) fn refuse_dry_run(&self, why: &str) -> Result<()> {
        if self.global.dry_run {
            return Err(Failure::usage(format!("--dry-run does not go with this: {why}")));
        }
        Ok(())
    }

    fn guarded(&self, mut store: Store) -> Result<Store> {
        if let Some(key) = &self.global.idempotency_key {
            store = store.once(key)?;
        }
        if let Some(version) = self.global.if_version {
            store = store.if_version(version);
        }
        Ok(if self.global.dry_run { store.dry_run() } else { store })
    }

    /// Refuses to write to the store itself, or to what it keeps beside itself.
    pub(crate) fn refuse_own(&self, target: &Path) -> Result<()> {
        if Store::has_file(self.global.database()?, target) {
            let target = target.display();
            let message = format!("cannot write {target}: it is the store's own file");
            return Err(Failure::new(ErrorKind::Storage, "name_in_use", message));
        }
        Ok(())
    }

    /// Lets pass only who really wants `what`, such as `revoke client_xyz for good`: by `--yes`,
    /// or by a `y` on the terminal.
    pub(crate) fn confirm(&mut self, what: &str) -> Result<()> {
        if self.global.yes || self.global.dry_run {
            return Ok(());
        }
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            let message = format!("to {what}, say --yes: there is no terminal to ask at");
            return Err(Failure::new(ErrorKind::Validation, "confirmation_required", message));
        }
        self.printer.ask(&format!("Really {}? [y/N] ", text::shown(what)))?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        read.map_err(|error| Failure::of_input("the answer", &error))?;
        if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        Err(Failure::new(ErrorKind::Interrupted, "not_confirmed", "nothing was changed"))
    }

    /// Asks something of whoever sits at the terminal, on a line of its own.
    pub(crate) fn ask(&mut self, question: &str) -> Result<()> {
        self.printer.ask(question)
    }

    /// Writes a record that was asked for.
    pub(crate) fn show(&mut self, columns: &[Column], record: &impl Serialize) -> Result<()> {
        self.printer.record(columns, record)
    }

    /// Writes a record as a change left it, and what there is to say about the change.
    pub(crate) fn changed(&mut self, columns: &[Column], record: &impl Serialize) -> Result<()> {
        self.has_changed = !self.global.dry_run;
        self.printer.record(columns, record)?;
        if self.global.dry_run {
            self.printer.note("dry run: nothing was kept")?;
        }
        Ok(())
    }

    /// Tells people something about the answer.
    pub(crate) fn note(&mut self, remark: &str) -> Result<()> {
        self.printer.note(remark)
    }

    /// Tells something about the answer in the form of the answer: to people in words, to a
    /// program as an object.
    pub(crate) fn remark(&mut self, words: &str, object: &impl Serialize) -> Result<()> {
        if self.global.output.is_json() {
            self.printer.note_json(object)
        } else {
            self.printer.note(words)
        }
    }

    /// How the answer is written.
    pub(crate) fn format(&self) -> Format {
        self.global.output
    }

    /// Whether nothing is to be kept.
    pub(crate) fn is_dry_run(&self) -> bool {
        self.global.dry_run
    }

    /// Whether the answer is for people, not for a program.
    pub(crate) fn is_for_people(&self) -> bool {
        self.global.output == Format::Table
    }

    /// Writes the page asked for, or all pages.
    pub(crate) fn list<T: Serialize>(
        &mut self,
        columns: &'static [Column],
        paging: &Paging,
        fetch: impl FnMut(&PageRequest) -> billfold_core::Result<Page<T>>,
    ) -> Result<()> {
        let (printer, mut fetch) = (&mut self.printer, fetch);
        if !paging.all {
            let page = fetch(&paging.request())?;
            printer.page(columns, &page)?;
            return match paging.more(&page) {
                Some(more) if !self.global.output.tells_total() => printer.note(&more),
                _ => Ok(()),
            };
        }
        let mut rows = printer.rows(columns);
        let mut total = 0;
        list::pages(paging.request(), fetch, |page| {
            total = page.total;
            rows.push(&page.items)
        })?;
        rows.finish(Some(total))
    }

    /// Writes a list whose records come one by one, each as soon as it is there.
    pub(crate) fn stream<T: Serialize>(
        &mut self,
        columns: &'static [Column],
        fill: impl FnOnce(&mut dyn FnMut(&T) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let mut rows = self.printer.rows(columns);
        fill(&mut |record| rows.show(record))?;
        rows.finish_stream()
    }

    /// Writes a list that has no pages.
    pub(crate) fn items<T: Serialize>(
        &mut self,
        columns: &'static [Column],
        items: &[T],
    ) -> Result<()> {
        let mut rows = self.printer.rows(columns);
        rows.push(items)?;
        rows.finish(None)
    }

    /// Writes what was found out: in JSON whole, otherwise as rows.
    pub(crate) fn report<T: Serialize>(
        &mut self,
        columns: &'static [Column],
        whole: &impl Serialize,
        rows: &[T],
    ) -> Result<()> {
        if self.global.output.is_json() {
            return self.printer.record(columns, whole);
        }
        self.items(columns, rows)
    }

    /// Writes text as it is.
    pub(crate) fn print(&mut self, text: &str) -> Result<()> {
        self.printer.raw(text.as_bytes())
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.printer.raw(bytes)
    }

    /// Makes sure that the whole answer has left.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.printer.flush()
    }

    /// The failure, which must not look as if nothing had been done where something was.
    pub(crate) fn told(&self, failure: Failure) -> Failure {
        if self.has_changed { failure.after_change() } else { failure }
    }
}

fn scoped(store: &Store, credential: &Credential) -> Result<Store> {
    Ok(store.scoped(credential)?)
}

/// Makes the folder of a new store, for its owner alone.
fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let message = format!("cannot make {}: {error}", folder.display());
        Failure::new(ErrorKind::Storage, "cannot_open", message)
    })
}
