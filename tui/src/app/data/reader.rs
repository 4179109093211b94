//! The reader: answers questions, of each place and sort only the newest; the one under way is
//! broken off when another one comes. The same question once more waits for its turn instead: a
//! store that changes faster than it is read would otherwise never be shown.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use billfold_core::{ErrorKind, Store};

use crate::app::msg::{Msg, PlaceId, Question};

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
    waiting: BTreeMap<Slot, Question>,
    /// What is being read, and the handle that breaks it off.
    running: Option<(Slot, Question, Store)>,
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
    pub(crate) fn ask(&self, place: PlaceId, question: Question) {
        let slot = (question.sort(), place);
        let mut state = self.shared.lock();
        state.break_off(|running, asked| running == slot && *asked != question);
        state.waiting.insert(slot, question);
        drop(state);
        self.shared.asked.notify_one();
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.is_closed = true;
        state.waiting.clear();
        state.break_off(|_, _| true);
        drop(state);
        self.shared.asked.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl State {
    /// Breaks off what is being read, if it is of this sort.
    fn break_off(&self, is_meant: impl Fn(Slot, &Question) -> bool) {
        if let Some((slot, question, store)) = &self.running
            && is_meant(*slot, question)
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
        while let Some((slot, question, store)) = self.next(store) {
            let answer = crate::app::data::read(&store, &question);
            let mut state = self.lock();
            state.running = None;
            let is_stale = state.waiting.get(&slot).is_some_and(|newer| *newer != question)
                || answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::Interrupted);
            drop(state);
            if !is_stale && answers.send(Msg::Read(slot.1, question, Box::new(answer))).is_err() {
                return;
            }
        }
    }

    /// The next question, with a handle that can be broken off; `None` at the end.
    fn next(&self, store: &Store) -> Option<(Slot, Question, Store)> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some((slot, question)) = state.waiting.pop_first() {
                let store = store.interruptible();
                state.running = Some((slot, question.clone(), store.clone()));
                return Some((slot, question, store));
            }
            state = self.asked.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::app::collection::{Report, Section};

    static IS_OPEN: AtomicBool = AtomicBool::new(false);
    static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

    /// Waits until it is let through, then reads: what was broken off meanwhile fails.
    fn slow(store: &Store) -> billfold_core::Result<Vec<Section>> {
        HAS_BEGUN.store(true, Ordering::SeqCst);
        while !IS_OPEN.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        store.now().map(|_| Vec::new())
    }

    const fn report(name: &'static str) -> Report {
        Report { name, title: "Report", read: slow, tasks: &[], own: None }
    }

    static ONE: Report = report("one");
    static OTHER: Report = report("other");

    #[test]
    fn a_question_waits_for_itself_and_gives_way_to_another() {
        let check = |next: &'static Report, expected: &[&str]| {
            for gate in [&IS_OPEN, &HAS_BEGUN] {
                gate.store(false, Ordering::SeqCst);
            }
            let (answers, answered) = mpsc::channel();
            let reader = Reader::start(Store::in_memory().unwrap(), answers).unwrap();
            reader.ask(PlaceId(1), Question::Report(&ONE));
            while !HAS_BEGUN.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            reader.ask(PlaceId(1), Question::Report(next));
            IS_OPEN.store(true, Ordering::SeqCst);
            for name in expected {
                match answered.recv_timeout(Duration::from_secs(10)).unwrap() {
                    Msg::Read(_, Question::Report(report), answer) => {
                        assert_eq!((report.name, answer.is_ok()), (*name, true));
                    }
                    other => panic!("{other:?}"),
                }
            }
            drop(reader);
            assert!(answered.try_recv().is_err(), "nothing else was answered");
        };
        check(&ONE, &["one", "one"]);
        check(&OTHER, &["other"]);
    }
}
