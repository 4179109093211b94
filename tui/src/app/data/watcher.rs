//! The watcher: sees that the database was changed, whoever did it, and what time it is.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use billfold_core::{ChangeWatch, Store};

use crate::app::data::caught;
use crate::app::msg::Msg;

/// How long a change goes unseen, at the most.
const LOOK: Duration = Duration::from_millis(200);
/// How often it is told what time it is.
const TICK: Duration = Duration::from_secs(1);

/// The watcher's thread.
pub(crate) struct Watcher {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// A watcher of this store, which tells there what it sees.
    pub(crate) fn start(store: Store, news: Sender<Msg>) -> std::io::Result<Self> {
        let (end, ended) = mpsc::channel::<()>();
        let thread = thread::Builder::new().name("watcher".to_owned()).spawn(move || {
            let mut watch: Option<ChangeWatch> = None;
            let mut ticked = Instant::now();
            let mut was_lost = false;
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                let seen = caught("it is not known whether something changed", || {
                    let Some(watch) = &mut watch else {
                        watch = Some(store.watch()?);
                        // What was missed meanwhile is read anew.
                        return Ok(was_lost);
                    };
                    watch.changed()
                });
                let news_of = match seen {
                    Ok(true) => Some(Ok(())),
                    Ok(false) if was_lost => Some(Ok(())),
                    Ok(false) => None,
                    Err(error) => {
                        watch = None;
                        Some(Err(error))
                    }
                };
                was_lost = matches!(news_of, Some(Err(_)));
                if news_of.is_some_and(|changed| news.send(Msg::Changed(changed)).is_err()) {
                    return;
                }
                if ticked.elapsed() >= TICK {
                    ticked = Instant::now();
                    if let Ok(now) = store.now()
                        && news.send(Msg::Tick(now)).is_err()
                    {
                        return;
                    }
                }
            }
        })?;
        Ok(Self { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
