//! The reader: answers questions, of each place and sort only the newest; the one under way is
//! broken off when a newer one comes.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use billfold_core::{ErrorKind, Store};

use crate::app::data::{self, caught};
use crate::app::msg::{Asked, Msg, PlaceId};

/// What questions replace each other by; lists come before details.
type Slot = (u8, PlaceId);

/// The reader's thread.
pub(crate) struct Reader {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    asked: Condvar,
}

#[derive(Default)]
struct State {
    waiting: BTreeMap<Slot, Asked>,
    /// What is being read, and the handle that breaks it off.
    running: Option<(Slot, Store)>,
    is_closed: bool,
}

impl Reader {
    /// A reader of this store, which answers there.
    pub(crate) fn start(store: Store, answers: Sender<Msg>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let its = Arc::clone(&shared);
        let thread = thread::Builder::new().name("reader".to_owned());
        let thread = Some(thread.spawn(move || its.run(&store, &answers))?);
        Ok(Self { shared, thread })
    }

    /// Asks; an older question of the same sort and place is forgotten.
    pub(crate) fn ask(&self, place: PlaceId, asked: Asked) {
        let slot = (asked.question.sort(), place);
        let mut state = self.shared.lock();
        state.break_off(Some(slot));
        state.waiting.insert(slot, asked);
        drop(state);
        self.shared.asked.notify_one();
    }

    /// Forgets the question of this sort and place, and breaks it off.
    pub(crate) fn forget(&self, sort: u8, place: PlaceId) {
        let mut state = self.shared.lock();
        state.waiting.remove(&(sort, place));
        state.break_off(Some((sort, place)));
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_closed = true;
        state.waiting.clear();
        state.break_off(None);
        drop(state);
        self.shared.asked.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl State {
    /// Breaks off what is being read: for this slot, or whatever it is.
    fn break_off(&self, slot: Option<Slot>) {
        if let Some((running, store)) = &self.running
            && slot.is_none_or(|slot| slot == *running)
        {
            // It may have ended just now.
            let _ = store.interrupt();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, store: &Store, answers: &Sender<Msg>) {
        while let Some((slot, asked, store)) = self.next(store) {
            let answer = caught("it cannot be shown", || data::read(&store, &asked.question));
            let mut state = self.lock();
            state.running = None;
            let is_stale = state.waiting.contains_key(&slot)
                || answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::Interrupted);
            drop(state);
            if !is_stale && answers.send(Msg::Read(slot.1, asked, Box::new(answer))).is_err() {
                return;
            }
        }
    }

    /// The next question, with a handle that can be broken off; `None` at the end.
    fn next(&self, store: &Store) -> Option<(Slot, Asked, Store)> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some((slot, asked)) = state.waiting.pop_first() {
                let store = store.interruptible();
                state.running = Some((slot, store.clone()));
                return Some((slot, asked, store));
            }
            state = self.asked.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::app::collection::Report;
    use crate::app::msg::Question;

    const fn report(name: &'static str, read: fn(&Store) -> Read) -> Report {
        Report { name, title: name, read, own: None, tasks: &[] }
    }

    type Read = billfold_core::Result<Vec<crate::app::collection::Section>>;

    static FALLS: Report = report("falls", |_| panic!("over"));
    static STANDS: Report = report("stands", |_| Ok(Vec::new()));

    #[test]
    fn a_mistake_of_ours_is_an_answer_and_the_next_question_is_answered_too() {
        let (tell, answers) = mpsc::channel();
        let reader = Reader::start(Store::in_memory().unwrap(), tell).unwrap();
        for (report, code) in [(&FALLS, Some("panic")), (&STANDS, None)] {
            let asked = Asked { question: Question::Report(report), number: 1 };
            reader.ask(PlaceId(1), asked);
            let answer = answers.recv_timeout(Duration::from_secs(20)).unwrap();
            let Msg::Read(_, _, answer) = answer else { panic!("no answer") };
            let found = answer.as_ref().as_ref().err().map(billfold_core::Error::code);
            assert_eq!(found, code);
        }
    }
}
