//! The writer: makes every change in the order in which it was asked for, and drops none.

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use billfold_core::Store;

use crate::app::data::{self, caught};
use crate::app::msg::{Msg, Remember, Write};
use crate::config::state::StateFile;

/// The writer's thread.
pub(crate) struct Writer {
    queue: Option<Sender<Change>>,
    thread: Option<JoinHandle<()>>,
}

/// What it means that a mistake of ours ended a change.
pub(crate) const UNKNOWN: &str = "it is not known whether the change was made";

/// Something to be written.
enum Change {
    Store(Box<Write>),
    State(Remember),
}

impl Writer {
    /// A writer to this store and to what is kept beside it, which tells there what came of each
    /// change.
    pub(crate) fn start(
        store: Store,
        state: Option<StateFile>,
        outcomes: Sender<Msg>,
    ) -> std::io::Result<Self> {
        let (queue, changes) = mpsc::channel::<Change>();
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(move || {
            for change in changes {
                let told = match change {
                    Change::Store(write) => {
                        let outcome = caught(UNKNOWN, || data::write(&store, &write));
                        Some(Msg::Written(write, Box::new(outcome)))
                    }
                    Change::State(what) => {
                        let keep = || Ok(state.as_ref().and_then(|state| remember(state, &what)));
                        let kept = caught("it may not be remembered", keep);
                        let trouble = kept.unwrap_or_else(|error| Some(error.message().to_owned()));
                        trouble.map(Msg::Trouble)
                    }
                };
                if let Some(told) = told {
                    // Whoever leaves waits for the change, not for the tale of it.
                    let _ = outcomes.send(told);
                }
            }
        })?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Has the change made after those before it.
    pub(crate) fn make(&self, write: Box<Write>) {
        self.send(Change::Store(write));
    }

    /// Has it kept for the next time.
    pub(crate) fn remember(&self, what: Remember) {
        self.send(Change::State(what));
    }

    fn send(&self, change: Change) {
        if let Some(queue) = &self.queue {
            // The thread lives as long as the queue.
            let _ = queue.send(change);
        }
    }
}

/// Keeps it; what went wrong, in words.
fn remember(state: &StateFile, what: &Remember) -> Option<String> {
    let kept = state.change(|state| match what {
        Remember::Filter(collection, name, text) => state.save_filter(collection, name, text),
        Remember::NoFilter(collection, name) => state.forget_filter(collection, name),
        Remember::Columns(collection, names) => {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            state.choose_columns(collection, &names);
        }
        Remember::NoColumns(collection) => state.forget_columns(collection),
        Remember::Theme(theme) => state.choose_theme(*theme),
    });
    match kept {
        Ok(remembered) => remembered.note,
        Err(failure) => Some(failure.message()),
    }
}

/// Waits for the changes that were asked for.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
