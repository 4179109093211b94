//! The group-committing writer: many callers, one commit.
//!
//! Callers queue jobs. Whoever finds nobody leading becomes the leader: it waits until other
//! processes let it write, runs one batch of all that is queued by then, each job in a savepoint
//! of its own, commits once, tells everyone, and hands the lead to whoever is then first in the
//! queue. A leader never runs a second batch, or its own caller would wait for the others'. No
//! job is told of success before the commit returned.
//!
//! Until a leader takes it into its batch, a job can leave the queue: its caller lost patience or
//! was interrupted. So can a leader that still waits; whoever is next leads then. In the batch a
//! job is broken off only by its own caller, and only before its savepoint is released.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};
use crate::store::caller::Caller;
use crate::store::file::File;
use crate::store::interrupt::{self, Token, heeding};
use crate::store::log::LogEntry;
use crate::store::rewrite;
use crate::store::sqlite::{storage, truncate_log};
use crate::store::transaction::{Batch, ReadTransaction, WriteTransaction};
use crate::store::{lock, notice};

/// Jobs in a batch at the most; bounds how long a caller waits for the others.
const LARGEST_BATCH: usize = 256;

/// How long an erasure waits for readers of what it erased; writers wait with it.
const WAIT_FOR_READERS: Duration = Duration::from_millis(100);

/// What a job gives back, its type known only to who queued it.
pub(crate) type Answer = Box<dyn Any + Send>;
/// A job's work.
pub(crate) type Work = Box<dyn FnOnce(&WriteTransaction<'_>) -> Result<Answer> + Send>;
/// A job's end: an answer, an error, or a panic to go on in the caller's thread.
type Outcome = thread::Result<Result<Answer>>;

/// Work and on whose behalf.
pub(crate) struct Job {
    pub(crate) caller: Caller,
    pub(crate) work: Work,
}

enum Turn {
    Waiting,
    Leading,
    Done(Outcome),
}

struct Ticket {
    turn: Mutex<Turn>,
    changed: Condvar,
    /// When whoever queued has no patience left.
    deadline: Instant,
}

struct Entry {
    ticket: Arc<Ticket>,
    /// None: whoever queued wants the writer for itself.
    job: Option<Job>,
}

#[derive(Default)]
struct Queue {
    entries: VecDeque<Entry>,
    led: bool,
}

/// The one way to write to a file from this process.
///
/// The connection drops before the file, whose anchor must outlive it.
pub(crate) struct Writer {
    connection: Mutex<Option<Connection>>,
    queue: Mutex<Queue>,
    file: Arc<File>,
}

impl Writer {
    pub(crate) fn new(file: Arc<File>, connection: Connection) -> Self {
        Self { file, queue: Mutex::new(Queue::default()), connection: Mutex::new(Some(connection)) }
    }

    /// Runs a job in some batch and returns once its change is durable, or refused.
    pub(crate) fn run(&self, job: Job) -> Result<Answer> {
        let token = job.caller.token.clone();
        interrupt::check(token.as_ref())?;
        let ticket = self.enqueue(Some(job));
        let mut turn = self.wait(&ticket, token.as_ref())?;
        let outcome = match std::mem::replace(&mut *turn, Turn::Waiting) {
            Turn::Done(outcome) => outcome,
            _ => {
                drop(turn);
                self.lead(&ticket, token.as_ref())
            }
        };
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Takes the writer for the caller alone, until the lease is dropped.
    pub(crate) fn acquire(self: &Arc<Self>, token: Option<&Token>) -> Result<Lease> {
        interrupt::check(token)?;
        let ticket = self.enqueue(None);
        drop(self.wait(&ticket, token)?);
        lock(&self.queue).entries.pop_front();
        let lead = Lead { writer: self };
        interrupt::check(token)?;
        self.file.check_open()?;
        let connection = lock(&self.connection).take();
        let connection = connection.map_or_else(|| self.file.connect_writer(), Ok)?;
        std::mem::forget(lead);
        Ok(Lease { writer: Arc::clone(self), connection: Some(connection) })
    }

    /// Writes down what only this process knows of the time, if nobody else is writing.
    pub(crate) fn keep_time(&self) {
        if let Some(connection) = &*lock(&self.connection)
            && let Ok(Some(_pass)) = self.file.try_enter()
        {
            // The next commit, whoever makes it, writes its own time down.
            let _ = self.file.keep_time(connection);
        }
    }

    /// Drops the connection; the last call before the file is let go.
    pub(crate) fn close(&self) {
        let connection = lock(&self.connection).take();
        // Not while another process writes: should it have lost its locks to another library,
        // the log would be cut under its hands.
        if let Some(connection) = connection
            && let Ok(Some(_pass)) = self.file.try_enter()
        {
            // What fails here is left in the log, which the next opener reads; nobody waits.
            let _ = truncate_log(&connection, Duration::ZERO);
        }
    }

    fn enqueue(&self, job: Option<Job>) -> Arc<Ticket> {
        let ticket = Arc::new(Ticket {
            turn: Mutex::new(Turn::Waiting),
            changed: Condvar::new(),
            deadline: interrupt::deadline(self.file.patience()),
        });
        let mut queue = lock(&self.queue);
        if !queue.led {
            queue.led = true;
            *lock(&ticket.turn) = Turn::Leading;
        }
        queue.entries.push_back(Entry { ticket: Arc::clone(&ticket), job });
        ticket
    }

    /// Waits for a change of turn; interrupted, or out of patience, leaves the queue.
    fn wait<'t>(
        &self,
        ticket: &'t Arc<Ticket>,
        token: Option<&Token>,
    ) -> Result<MutexGuard<'t, Turn>> {
        let waiting = |turn: &mut Turn| matches!(turn, Turn::Waiting);
        let turn = lock(&ticket.turn);
        let turn = interrupt::wait_while(&ticket.changed, turn, ticket.deadline, token, waiting);
        if !matches!(*turn, Turn::Waiting) {
            return Ok(turn);
        }
        drop(turn);
        let mut queue = lock(&self.queue);
        let place = queue.entries.iter().position(|entry| Arc::ptr_eq(&entry.ticket, ticket));
        let turn = lock(&ticket.turn);
        if let (Some(place), Turn::Waiting) = (place, &*turn) {
            queue.entries.remove(place);
            return Err(interrupt::check(token).err().unwrap_or_else(busy));
        }
        drop(queue);
        // It is in a batch, or was just given the lead: the answer is on its way.
        let turn = ticket.changed.wait_while(turn, waiting);
        Ok(turn.unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs one batch, tells everyone in it, and hands the lead on; answers what came of the
    /// leader's own job.
    fn lead(&self, ticket: &Ticket, token: Option<&Token>) -> Outcome {
        let lead = Lead { writer: self };
        // The leader is the first; the others stay in the queue until they can be served.
        let own = lock(&self.queue).entries.pop_front().and_then(|entry| entry.job);
        let Some(own) = own else { return Ok(Err(Error::internal("a leader has no job"))) };
        let mut others = Vec::new();
        let ran = catch_unwind(AssertUnwindSafe(|| {
            self.run_batch(own, &mut others, ticket.deadline, token)
        }));
        let outcomes = ran.unwrap_or_else(|panic| after_panic(panic, count_with_own(&others)));
        drop(lead);
        let mut outcomes = outcomes.into_iter();
        let own = outcomes.next();
        for (ticket, outcome) in others.into_iter().zip(outcomes) {
            *lock(&ticket.turn) = Turn::Done(outcome);
            ticket.changed.notify_one();
        }
        own.unwrap_or_else(|| Ok(Err(Error::internal("a leader's job has no outcome"))))
    }

    /// Takes more jobs out of the queue, up to whoever wants the writer for itself.
    fn take_jobs(&self, others: &mut Vec<Arc<Ticket>>) -> Vec<Job> {
        let mut jobs = Vec::new();
        let mut queue = lock(&self.queue);
        while count_with_own(others) < LARGEST_BATCH
            && queue.entries.front().is_some_and(|entry| entry.job.is_some())
        {
            let Some(Entry { ticket, job: Some(job) }) = queue.entries.pop_front() else { break };
            others.push(ticket);
            jobs.push(job);
        }
        jobs
    }

    /// Runs the leader's job and what is queued once the file can be written: `others`, who all
    /// fail if the batch does. What goes wrong before that is the leader's alone.
    fn run_batch(
        &self,
        own: Job,
        others: &mut Vec<Arc<Ticket>>,
        deadline: Instant,
        token: Option<&Token>,
    ) -> Vec<Outcome> {
        let connect = || self.file.connect_writer();
        let mut slot = lock(&self.connection);
        let known = self.file.check_open().map(|()| slot.take());
        let connection = match known.and_then(|known| known.map_or_else(connect, Ok)) {
            Ok(connection) => connection,
            Err(error) => return vec![Ok(Err(error))],
        };
        let ran = self.file.enter(deadline, token).and_then(|_pass| {
            let _gate = self.file.write_gate();
            let batch = begin(&self.file, &connection, token)?;
            let mut jobs = vec![own];
            jobs.extend(self.take_jobs(others));
            run_jobs(&self.file, &connection, &batch, jobs)
        });
        match ran {
            Ok(outcomes) => {
                *slot = Some(connection);
                outcomes
            }
            Err(error) => {
                if survives(&error, &connection) {
                    *slot = Some(connection);
                }
                (0..count_with_own(others)).map(|_| Ok(Err(error.clone()))).collect()
            }
        }
    }
}

/// How many jobs a batch has: the leader's and these.
fn count_with_own(others: &[Arc<Ticket>]) -> usize {
    others.len().saturating_add(1)
}

fn busy() -> Error {
    let message = "the writer did not become free in time; nothing was changed";
    Error::new(ErrorKind::Busy, "writer_busy", message)
}

/// Holds the lead; handing it on is what dropping it does, a panic included.
struct Lead<'w> {
    writer: &'w Writer,
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        let mut queue = lock(&self.writer.queue);
        match queue.entries.front() {
            Some(next) => {
                *lock(&next.ticket.turn) = Turn::Leading;
                next.ticket.changed.notify_one();
            }
            None => queue.led = false,
        }
    }
}

/// The writer, for one caller alone.
pub(crate) struct Lease {
    writer: Arc<Writer>,
    connection: Option<Connection>,
}

impl Lease {
    pub(crate) fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| Error::internal("the lease has no connection"))
    }

    /// Drops the connection instead of giving it back: nothing more is known of it.
    pub(crate) fn poison(&mut self) {
        self.connection = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A lease that ends early, by an error or a panic, may still stand in its transaction.
        let connection = self.connection.take();
        let connection = connection.filter(|connection| rollback(connection).is_ok());
        *lock(&self.writer.connection) = connection;
        drop(Lead { writer: &self.writer });
    }
}

/// What a batch comes to that ended in a panic outside its jobs (in the host's clock, say): the
/// panic goes on in the leader's own thread, and nobody waits for ever.
fn after_panic(panic: Box<dyn Any + Send>, count: usize) -> Vec<Outcome> {
    let others = (1..count)
        .map(|_| Ok(Err(Error::internal("another caller's thread panicked; nothing was changed"))));
    std::iter::once(Err(panic)).chain(others).collect()
}

/// After an error, whether the connection is back where it was before the batch.
fn survives(error: &Error, connection: &Connection) -> bool {
    !matches!(error.kind(), ErrorKind::OutcomeUnknown) && rollback(connection).is_ok()
}

fn rollback(connection: &Connection) -> Result<()> {
    if connection.is_autocommit() {
        return Ok(());
    }
    run_sql(connection, "ROLLBACK")
}

/// Runs the jobs of one batch in one transaction.
fn run_jobs(
    file: &File,
    connection: &Connection,
    batch: &Batch,
    jobs: Vec<Job>,
) -> Result<Vec<Outcome>> {
    let changes_before = connection.total_changes();
    let alone = jobs.len() == 1;
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut kept = false;
    for job in jobs {
        let dry_run = job.caller.dry_run;
        if !alone {
            run_sql(connection, "SAVEPOINT job")?;
        }
        let before = batch.state();
        let outcome = run_job(file, connection, batch, job);
        if connection.is_autocommit() {
            // SQLite itself rolled the transaction back: with this job went all before it.
            return Err(match outcome {
                Ok(Err(error)) => error,
                _ => Error::new(ErrorKind::Storage, "rolled_back", "SQLite gave the change up"),
            });
        }
        let keep = !dry_run && matches!(outcome, Ok(Ok(_)));
        if !keep {
            batch.restore(before);
        }
        match (alone, keep) {
            (true, _) => {}
            (false, true) => run_sql(connection, "RELEASE job")?,
            (false, false) => {
                run_sql(connection, "ROLLBACK TO job")?;
                run_sql(connection, "RELEASE job")?;
            }
        }
        kept |= keep;
        outcomes.push(outcome);
    }
    let changed = connection.total_changes() != changes_before
        || batch.must_note_jump()
        || batch.confirmed_clock();
    if kept && changed {
        commit(file, connection, batch)?;
    } else {
        rollback(connection)?;
    }
    Ok(outcomes)
}

fn run_job(file: &File, connection: &Connection, batch: &Batch, job: Job) -> Outcome {
    let Job { caller, work } = job;
    let transaction = transaction(file, connection, batch, &caller);
    catch_unwind(AssertUnwindSafe(|| transaction.interruptibly(work)))
}

/// A view of a begun batch for one caller.
pub(crate) fn transaction<'c>(
    file: &'c File,
    connection: &'c Connection,
    batch: &'c Batch,
    caller: &'c Caller,
) -> WriteTransaction<'c> {
    let state = batch.state();
    let now = state.highest.max(batch.wall);
    let clock = file.clock();
    let (jumped_to, settings) = (state.jumped_to, state.settings);
    let read = ReadTransaction { connection, now, jumped_to, settings, caller, clock };
    WriteTransaction { read, batch }
}

/// Begins a batch: the write lock, for which it waits unless the token trips, then what the file
/// says of itself.
pub(crate) fn begin(file: &File, connection: &Connection, token: Option<&Token>) -> Result<Batch> {
    heeding(token, || run_sql(connection, "BEGIN IMMEDIATE"))?;
    file.read_batch(connection)
}

/// Makes a batch durable. An I/O error here leaves the outcome unknown.
pub(crate) fn commit(file: &File, connection: &Connection, batch: &Batch) -> Result<()> {
    if batch.must_note_jump() {
        note_jump(file, connection, batch)?;
    }
    let erased_from = batch.state().erased_from;
    if !erased_from.is_empty() {
        rewrite::rewrite(connection, &erased_from)?;
    }
    file.finish_batch(connection, batch)?;
    file.check_locks()?;
    run_sql(connection, "COMMIT").map_err(|error| match error.code() {
        "io" => unknown_outcome(file, &error),
        _ => error,
    })?;
    file.committed(batch);
    let path = file.name().display();
    if batch.must_note_jump() {
        let (wall, believed) = (batch.wall, batch.believed);
        notice::warn(
            notice::STORE,
            format_args!("{path}: the clock says {wall}, too far after {believed} to be believed"),
        );
    }
    let erasures = batch.state().erasures;
    let erased = erasures.made > batch.erasures.made;
    let wait = if erased { WAIT_FOR_READERS } else { Duration::ZERO };
    if !file.empty_log_if_due(connection, erasures, wait) && erased {
        notice::warn(
            notice::WRITER,
            format_args!(
                "{path}: readers keep what was erased in the log; it goes with a later commit"
            ),
        );
    }
    Ok(())
}

fn unknown_outcome(file: &File, error: &Error) -> Error {
    let path = file.name().display();
    notice::error(
        notice::WRITER,
        format_args!("{path}: the disk failed in the midst of a commit, whose outcome is unknown"),
    );
    let message = format!(
        "the disk failed while the change was made durable; look whether it is there, or repeat \
         the call with its idempotency key: {}",
        error.message()
    );
    Error::new(ErrorKind::OutcomeUnknown, "commit_failed", message)
}

/// Writes to the log that the clock stands too far ahead to be believed.
fn note_jump(file: &File, connection: &Connection, batch: &Batch) -> Result<()> {
    let (highest, wall) = (batch.believed, batch.wall);
    let body = format!(r#"{{"highest_time":"{highest}","wall_clock":"{wall}"}}"#);
    let store = Uuid::from_bytes(batch.site).to_string();
    transaction(file, connection, batch, &Caller::default()).log(LogEntry {
        kind: "store.clock_jumped",
        object: "store",
        object_id: &store,
        object_version: 1,
        previous_status: None,
        body: &body,
    })
}

/// Rolls back, whatever state the transaction is in.
pub(crate) fn abandon(connection: &Connection) -> Result<()> {
    rollback(connection)
}

pub(crate) fn run_sql(connection: &Connection, sql: &str) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(storage)?;
    statement.execute([]).map_err(storage)?;
    Ok(())
}
