//! Breaking calls off: a handle's token, and how what waits or runs on its behalf sees it.
//!
//! Nobody reaches into another thread. A token is a flag; a statement under way looks at it every
//! thousand steps, whoever waits looks at it a hundred times a second. So a token that trips
//! before a call has begun is seen as well, and a connection that was given back is never hit.
//!
//! Only statements that read are broken off. SQLite takes the whole transaction back when one
//! that changes something is, and with it the changes of others in the same batch.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::error::{Error, ErrorKind, Result};

/// How many of SQLite's steps a statement takes before it looks again: some ten microseconds.
const STEPS_UNHEEDED: i32 = 1000;
/// How long whoever waits does not look.
const SLICE: Duration = Duration::from_millis(10);
/// How long a wait may be at the most; what is longer is for ever.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(1_000_000);
/// Milliseconds between two looks at a lock that another connection holds; the last one repeats.
const PAUSES: [u64; 8] = [1, 2, 5, 10, 15, 25, 50, 100];

/// What breaks a handle's calls off, once and for good: the handle's own flag, after those of the
/// handles that it was derived from.
#[derive(Clone)]
pub(crate) struct Token(Arc<[Arc<AtomicBool>]>);

impl Token {
    /// A new token that trips with this one, too.
    pub(crate) fn under(parent: Option<&Self>) -> Self {
        let above = parent.map_or(&[][..], |parent| &parent.0);
        Self(above.iter().cloned().chain([Arc::default()]).collect())
    }

    /// Trips the token and those under it.
    pub(crate) fn trip(&self) {
        if let Some(own) = self.0.last() {
            own.store(true, Ordering::SeqCst);
        }
    }

    pub(crate) fn is_tripped(&self) -> bool {
        self.0.iter().any(|flag| flag.load(Ordering::SeqCst))
    }
}

thread_local! {
    /// The token that this thread's statements heed.
    static HEEDED: RefCell<Option<Token>> = const { RefCell::new(None) };
    /// How long this thread's statements wait for locks, where that is not the store's patience.
    static WAIT: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Answers `interrupted` if the token has tripped.
pub(crate) fn check(token: Option<&Token>) -> Result<()> {
    match token {
        Some(token) if token.is_tripped() => Err(interrupted()),
        _ => Ok(()),
    }
}

pub(crate) fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted", "the call was broken off; nothing was kept")
}

/// Does something whose statements, and whose waiting for locks, end when the token trips.
pub(crate) fn heeding<T>(token: Option<&Token>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    check(token)?;
    let _heeded = heed(token.cloned());
    work().map_err(|error| match error.kind() {
        ErrorKind::Interrupted | ErrorKind::Busy if check(token).is_err() => interrupted(),
        _ => error,
    })
}

/// Does something whose statements wait for locks no longer than this.
pub(crate) fn waiting<T>(wait: Duration, work: impl FnOnce() -> T) -> T {
    let _before = Waiting(WAIT.replace(Some(wait)));
    work()
}

/// Puts back what was heeded before.
struct Heeded(Option<Token>);

impl Drop for Heeded {
    fn drop(&mut self) {
        swap(self.0.take());
    }
}

fn heed(token: Option<Token>) -> Heeded {
    Heeded(swap(token))
}

/// A thread that is about to end, and uses a store even then, heeds nothing any more.
fn swap(token: Option<Token>) -> Option<Token> {
    HEEDED.try_with(|heeded| heeded.replace(token)).ok().flatten()
}

/// Puts back how long was waited before.
struct Waiting(Option<Duration>);

impl Drop for Waiting {
    fn drop(&mut self) {
        WAIT.set(self.0);
    }
}

/// Has a connection's statements heed the token of whoever runs them, and wait for locks as long
/// as they may.
pub(crate) fn attend(connection: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    connection.progress_handler(STEPS_UNHEEDED, Some(heeded_is_tripped))?;
    let mut started = Instant::now();
    connection.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            started = Instant::now();
        }
        let longest = WAIT.get().unwrap_or(patience);
        pause(tries, longest.saturating_sub(started.elapsed()))
    }))
}

fn heeded_is_tripped() -> bool {
    let heeded = HEEDED.try_with(|heeded| heeded.borrow().as_ref().is_some_and(Token::is_tripped));
    heeded.unwrap_or(false)
}

/// Lets some time pass before a lock is tried again, of what is left; answers whether to try.
fn pause(tries: i32, left: Duration) -> bool {
    let place = usize::try_from(tries).unwrap_or(0);
    let pause = PAUSES.get(place).or(PAUSES.last()).copied().unwrap_or(1);
    let mut pause = Duration::from_millis(pause).min(left);
    while !pause.is_zero() {
        if heeded_is_tripped() {
            return false;
        }
        let slice = pause.min(SLICE);
        thread::sleep(slice);
        pause = pause.saturating_sub(slice);
    }
    !left.is_zero() && !heeded_is_tripped()
}

/// When a wait that begins now must end.
pub(crate) fn deadline(patience: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(patience.min(LONGEST_WAIT)).unwrap_or(now)
}

/// Waits while the condition holds: until the deadline, or until the token trips.
pub(crate) fn wait_while<'m, T>(
    changed: &Condvar,
    mut guard: MutexGuard<'m, T>,
    deadline: Instant,
    token: Option<&Token>,
    mut condition: impl FnMut(&mut T) -> bool,
) -> MutexGuard<'m, T> {
    while condition(&mut guard) && check(token).is_ok() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let slice = if token.is_some() { left.min(SLICE) } else { left };
        let waited = changed.wait_timeout(guard, slice);
        guard = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
    guard
}

/// Takes a lock that may be held for long, unless the token trips.
pub(crate) fn lock_heeding<'m, T>(
    mutex: &'m Mutex<T>,
    token: Option<&Token>,
) -> Result<MutexGuard<'m, T>> {
    if token.is_none() {
        return Ok(crate::store::lock(mutex));
    }
    loop {
        check(token)?;
        match mutex.try_lock() {
            Ok(guard) => return Ok(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
}
