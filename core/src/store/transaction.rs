//! What a closure of `read` or `write` is given: one snapshot, one *now*, one caller.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Params};

use crate::error::{Error, Result};
use crate::store::caller::Caller;
use crate::store::interrupt::{self, heeding};
use crate::store::log::ChainHead;
use crate::store::rewrite::Erasable;
use crate::store::settings::Settings;
use crate::store::sqlite::{Columns, storage};
use crate::value::time::{Clock, Timestamp};

/// A snapshot of the store to read from.
pub(crate) struct ReadTransaction<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) now: Timestamp,
    /// Where the wall clock stood on beginning, if it was too far ahead to be believed.
    pub(crate) jumped_to: Option<Timestamp>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) caller: &'c Caller,
    pub(crate) clock: &'c dyn Clock,
}

impl ReadTransaction<'_> {
    /// The effective time: the later of the wall clock and the highest time the store has seen.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn caller(&self) -> &Caller {
        self.caller
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&mut Columns<'_, '_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(storage)?;
        self.heeding(statement.readonly(), || {
            let row = statement.query_row(parameters, |row| Ok(read(&mut Columns::new(row))));
            row.optional().map_err(storage)?.transpose()
        })
    }

    /// Every row, in the statement's order.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        mut read: impl FnMut(&mut Columns<'_, '_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(storage)?;
        self.heeding(statement.readonly(), || {
            let mut rows = statement.query(parameters).map_err(storage)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(storage)? {
                found.push(read(&mut Columns::new(row))?);
            }
            Ok(found)
        })
    }

    /// Runs a statement that ends when the caller is interrupted, if it changes nothing: one that
    /// does would take all that the transaction holds along.
    fn heeding<T>(&self, reads_only: bool, work: impl FnOnce() -> Result<T>) -> Result<T> {
        match self.caller.token() {
            None => work(),
            token if reads_only => heeding(token, work),
            token => interrupt::check(token).and_then(|()| work()),
        }
    }

    /// A single number; a statement that always has a row.
    pub(crate) fn number(&self, sql: &str, parameters: impl Params) -> Result<i64> {
        let found = self.one(sql, parameters, |columns| columns.next())?;
        found.ok_or_else(|| Error::internal("a statement that must have a row has none"))
    }
}

/// Whether the write-ahead log may still hold what was erased, as the file notes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Erasures {
    /// How many there were.
    pub(crate) made: i64,
    /// After how many of them the log is known to have been emptied.
    pub(crate) emptied: i64,
}

impl Erasures {
    /// Whether the log must be emptied still.
    pub(crate) const fn are_due(self) -> bool {
        self.made > self.emptied
    }
}

/// What the jobs of one batch share.
pub(crate) struct Batch {
    pub(crate) site: [u8; 16],
    pub(crate) wall: Timestamp,
    /// The highest time when the batch began.
    pub(crate) believed: Timestamp,
    /// Whether the clock was too far ahead to be believed when the batch began.
    pub(crate) jumped: bool,
    /// Whether the clock's jump has been written to the log before.
    pub(crate) jump_noted: bool,
    /// As they stood in the file when the batch began.
    pub(crate) erasures: Erasures,
    pub(crate) state: RefCell<BatchState>,
}

/// What a job may change of it, and must leave as it was if it fails.
#[derive(Clone)]
pub(crate) struct BatchState {
    pub(crate) head: ChainHead,
    /// The highest time as it will stand in the file after this batch.
    pub(crate) highest: Timestamp,
    /// The wall clock, if it is too far ahead to be believed.
    pub(crate) jumped_to: Option<Timestamp>,
    /// As they will stand in the file after this batch.
    pub(crate) erasures: Erasures,
    /// The tables to be written anew before the commit, because something was erased from them.
    pub(crate) erased_from: BTreeSet<Erasable>,
    pub(crate) settings: Arc<Settings>,
}

impl Batch {
    pub(crate) fn state(&self) -> BatchState {
        self.state.borrow().clone()
    }

    pub(crate) fn restore(&self, state: BatchState) {
        *self.state.borrow_mut() = state;
    }

    /// Whether a caller has confirmed a clock that was not believed.
    pub(crate) fn confirmed_clock(&self) -> bool {
        self.jumped && self.state.borrow().jumped_to.is_none()
    }

    /// Whether the log must still tell that the clock has jumped, confirmed at once or not.
    pub(crate) fn must_note_jump(&self) -> bool {
        self.jumped && !self.jump_noted
    }
}

/// A transaction to write in; derefs to the same as a [`ReadTransaction`].
pub(crate) struct WriteTransaction<'c> {
    pub(crate) read: ReadTransaction<'c>,
    pub(crate) batch: &'c Batch,
}

impl<'c> Deref for WriteTransaction<'c> {
    type Target = ReadTransaction<'c>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl WriteTransaction<'_> {
    /// Does a call's work, unless its caller is interrupted before it is done.
    pub(crate) fn interruptibly<T>(
        &self,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let token = self.caller.token();
        interrupt::check(token)?;
        let value = work(self)?;
        interrupt::check(token).map(|()| value)
    }

    pub(crate) fn head(&self) -> ChainHead {
        self.batch.state.borrow().head
    }

    pub(crate) fn set_head(&self, head: ChainHead) {
        self.batch.state.borrow_mut().head = head;
    }

    /// The random name of this file among others.
    pub(crate) fn site(&self) -> &[u8; 16] {
        &self.batch.site
    }

    /// Where the wall clock stands, if it is too far ahead to be believed.
    pub(crate) fn clock_jumped_to(&self) -> Option<Timestamp> {
        self.batch.state.borrow().jumped_to
    }

    /// Believes the wall clock, however far ahead it is.
    pub(crate) fn confirm_clock(&self) {
        let mut state = self.batch.state.borrow_mut();
        state.jumped_to = None;
        state.highest = state.highest.max(self.batch.wall);
    }

    /// Notes that something was erased from these tables, of which no copy must stay. Before this
    /// is committed they are written anew, once however much was erased. After that the write-ahead
    /// log is emptied into the file. Readers that are still at work keep it; then the next commit
    /// does it, of whichever process, or the next opening or closing.
    pub(crate) fn note_erasure(&self, tables: &[Erasable]) {
        let mut state = self.batch.state.borrow_mut();
        state.erasures.made = state.erasures.made.saturating_add(1);
        state.erased_from.extend(tables);
    }

    /// Puts these settings in force for the jobs that follow; the caller has stored them.
    pub(crate) fn set_settings(&self, settings: Settings) {
        self.batch.state.borrow_mut().settings = Arc::new(settings);
    }

    /// Runs a change and answers how many rows it touched.
    pub(crate) fn change(&self, sql: &str, parameters: impl Params) -> Result<usize> {
        interrupt::check(self.caller.token())?;
        let mut statement = self.connection.prepare_cached(sql).map_err(storage)?;
        statement.execute(parameters).map_err(storage)
    }

    /// Runs a change that must touch exactly one row.
    pub(crate) fn change_one(&self, sql: &str, parameters: impl Params) -> Result<()> {
        match self.change(sql, parameters)? {
            1 => Ok(()),
            rows => Err(Error::internal(format!("a change of one row touched {rows}"))),
        }
    }

    /// Inserts one row and answers its sequence.
    pub(crate) fn insert(&self, sql: &str, parameters: impl Params) -> Result<i64> {
        self.change_one(sql, parameters)?;
        Ok(self.last_inserted())
    }

    /// The sequence of the row that the change before this inserted.
    pub(crate) fn last_inserted(&self) -> i64 {
        self.connection.last_insert_rowid()
    }
}
