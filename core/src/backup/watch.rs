//! Long work that tells how far it is, and that can be called off at any moment.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::store::{Store, interrupt};

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

/// How far the work is, and whether it waits for leave to go on.
struct Told {
    progress: Progress,
    leave: Option<Sender<()>>,
}

/// The working side: where it tells how far it is.
pub(super) struct Watch<'s> {
    store: &'s Store,
    sender: Sender<Told>,
}

impl<'s> Watch<'s> {
    /// The handle to work with: its calls are broken off when the work is called off, or when the
    /// caller's own handle is interrupted.
    pub(super) const fn store(&self) -> &'s Store {
        self.store
    }

    /// Tells how far the work is; fails once it has been called off.
    pub(super) fn tell(&self, step: &'static str, done: u64, total: u64) -> Result<()> {
        // A caller that panicked listens no more; the work is then called off.
        let _ = self.sender.send(Told { progress: Progress { step, done, total }, leave: None });
        interrupt::check(self.store.caller.token())
    }

    /// Tells that a step is about to be taken, and waits until the caller has heard it; fails if
    /// it is not to be taken.
    pub(super) fn ask(&self, step: &'static str) -> Result<()> {
        let (leave, given) = channel();
        let progress = Progress { step, done: 0, total: 0 };
        let _ = self.sender.send(Told { progress, leave: Some(leave) });
        given.recv().map_err(|_| cancelled())?;
        interrupt::check(self.store.caller.token())
    }
}

/// Does work in a thread of its own, while the caller's thread is told about it at least ten
/// times a second, and may call it off: then the answer is `interrupted / cancelled`.
pub(super) fn watched<T: Send>(
    store: &Store,
    mut tell: impl FnMut(Progress) -> ControlFlow<()>,
    work: impl FnOnce(&Watch<'_>) -> Result<T> + Send,
) -> Result<T> {
    let store = store.interruptible();
    let (sender, receiver) = channel();
    let (called_off, outcome) = thread::scope(|scope| {
        let watch = Watch { store: &store, sender };
        let worker = thread::Builder::new().spawn_scoped(scope, move || work(&watch));
        let worker = match worker {
            Ok(worker) => worker,
            Err(error) => {
                let message = format!("no thread to work in: {error}");
                return (false, Err(Error::new(ErrorKind::Storage, "no_thread", message)));
            }
        };
        // Should the caller panic, the work must not go on for nobody.
        let _leaving = Leaving(&store);
        let called_off = listen(&store, receiver, &mut tell);
        (called_off, worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    outcome.map_err(|error| if called_off { cancelled() } else { error })
}

/// Listens until the work is over; answers whether it was called off. The receiver goes with a
/// panic of the caller's, so that nobody waits for leave in vain.
#[expect(clippy::needless_pass_by_value, reason = "it must be dropped here")]
fn listen(
    store: &Store,
    receiver: Receiver<Told>,
    tell: &mut impl FnMut(Progress) -> ControlFlow<()>,
) -> bool {
    let mut last = Progress { step: "begin", done: 0, total: 0 };
    let mut called_off = false;
    loop {
        let mut leave = None;
        match receiver.recv_timeout(TELL_EVERY) {
            Ok(mut told) => {
                // Only the newest matters, but each question is answered.
                while told.leave.is_none()
                    && let Ok(newer) = receiver.try_recv()
                {
                    told = newer;
                }
                (last, leave) = (told.progress, told.leave);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return called_off,
        }
        called_off = called_off || tell(last).is_break();
        if called_off {
            call_off(store);
        } else if let Some(leave) = leave {
            let _ = leave.send(());
        }
    }
}

/// Breaks off what the work is at, and all that it would begin.
fn call_off(store: &Store) {
    // The handle is interruptible: it cannot fail.
    let _ = store.interrupt();
}

struct Leaving<'s>(&'s Store);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            call_off(self.0);
        }
    }
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Interrupted, "cancelled", "it was called off; nothing was kept")
}
