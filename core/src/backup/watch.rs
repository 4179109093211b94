//! Long work that tells how far it is, and that can be called off at any moment.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, InterruptHandle};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::store::lock;

/// How long the caller is left alone at the most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done: a word such as `copy` or `event_log`.
    pub step: &'static str,
    /// How much of it is done; pages, rows or events.
    pub done: u64,
    /// How much there is to do; 0 where that is not known.
    pub total: u64,
}

/// What both threads know: the one that works and the caller's.
#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    interrupt: Mutex<Option<InterruptHandle>>,
}

impl Shared {
    /// Calls the work off. A statement that has just not begun is missed: call again.
    fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        if let Some(handle) = &*lock(&self.interrupt) {
            handle.interrupt();
        }
    }
}

/// The working side: where it tells how far it is.
pub(super) struct Watch<'s> {
    shared: &'s Shared,
    sender: Sender<Progress>,
}

impl Watch<'_> {
    /// Tells how far the work is; fails once it has been called off.
    pub(super) fn tell(&self, step: &'static str, done: u64, total: u64) -> Result<()> {
        // A caller that panicked listens no more; the work is then called off.
        let _ = self.sender.send(Progress { step, done, total });
        if self.shared.cancelled.load(Ordering::SeqCst) { Err(cancelled()) } else { Ok(()) }
    }

    /// Does something whose statements end when the work is called off.
    pub(super) fn interruptibly<T>(
        &self,
        connection: &Connection,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        *lock(&self.shared.interrupt) = Some(connection.get_interrupt_handle());
        let done = work();
        *lock(&self.shared.interrupt) = None;
        done
    }
}

/// Does work in a thread of its own, while the caller's thread is told about it at least ten
/// times a second, and may call it off: then the answer is `interrupted / cancelled`.
pub(super) fn watched<T: Send>(
    mut tell: impl FnMut(Progress) -> ControlFlow<()>,
    work: impl FnOnce(&Watch<'_>) -> Result<T> + Send,
) -> Result<T> {
    let shared = Shared::default();
    let (sender, receiver) = channel();
    let outcome = thread::scope(|scope| {
        let watch = Watch { shared: &shared, sender };
        let worker = thread::Builder::new().spawn_scoped(scope, move || work(&watch));
        let worker = worker.map_err(|error| {
            Error::new(ErrorKind::Storage, "no_thread", format!("no thread to work in: {error}"))
        })?;
        // Should the caller panic, the work must not go on for nobody.
        let _leaving = Leaving(&shared);
        listen(&shared, &receiver, &mut tell);
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    match outcome {
        Err(_) if shared.cancelled.load(Ordering::SeqCst) => Err(cancelled()),
        outcome => outcome,
    }
}

fn listen(
    shared: &Shared,
    receiver: &Receiver<Progress>,
    tell: &mut impl FnMut(Progress) -> ControlFlow<()>,
) {
    let mut last = Progress { step: "begin", done: 0, total: 0 };
    let mut called_off = false;
    loop {
        match receiver.recv_timeout(TELL_EVERY) {
            Ok(progress) => last = receiver.try_iter().last().unwrap_or(progress),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        called_off = called_off || tell(last).is_break();
        if called_off {
            shared.cancel();
        }
    }
}

struct Leaving<'s>(&'s Shared);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.cancel();
        }
    }
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Interrupted, "cancelled", "it was called off; nothing was kept")
}
