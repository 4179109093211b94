//! What happens on the terminal: keys, the mouse, pastes, its size, and signals, from threads of
//! their own.

use std::fmt;
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event, KeyEvent, KeyEventKind, MouseEvent};
use crossterm::terminal::size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use rustix::termios::tcgetattr;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::{job_control, terminal};

/// How long the library may look for an event that it has or can read now, and how often it is
/// asked: the time may have passed before it looks, and for less than a millisecond it waits
/// without sleeping.
const LOOK: Duration = Duration::from_micros(20);
const LOOKS: usize = 3;

/// How long a terminal that takes nothing may hold up the end of the process.
const PATIENCE: Duration = Duration::from_secs(1);

/// Something that happened.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// A key was pressed, or is held down.
    Key(KeyEvent),
    /// Only while [`terminal::Guard`] listens to the mouse.
    Mouse(MouseEvent),
    /// Text that was pasted, as one piece; its lines end with `\n`.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// Somebody wants something of the process.
    Signal(Signal),
    /// The terminal has gone: no key will come any more.
    Closed,
}

/// Never what was pasted: it may be a secret.
impl fmt::Debug for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => formatter.debug_tuple("Key").field(key).finish(),
            Self::Mouse(mouse) => formatter.debug_tuple("Mouse").field(mouse).finish(),
            Self::Paste(_) => formatter.write_str("Paste"),
            Self::Resize(width, height) => write!(formatter, "Resize({width}, {height})"),
            Self::Signal(signal) => formatter.debug_tuple("Signal").field(signal).finish(),
            Self::Closed => formatter.write_str("Closed"),
        }
    }
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// To end: give the terminal back, then [`end_by`] this signal.
    End(i32),
    /// To stop, as Ctrl-Z does.
    Stop,
    /// The process was stopped and goes on: the screen must be drawn anew.
    Continue,
}

/// The thread that reads the terminal.
pub(crate) struct InputThread(Arc<Shared>);

/// The reader leaves the terminal alone as long as this lives, and what signals ask for is meant
/// for the program that has the terminal meanwhile.
pub(crate) struct Paused<'a>(&'a Shared);

struct Shared {
    turn: Mutex<Turn>,
    changed: Condvar,
    /// A byte in it wakes the reader, to see what it is asked for.
    wake: PipeWriter,
    /// Whether the process was asked to end.
    ending: AtomicBool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Reads,
    AskedToPause,
    Paused,
    AskedToEnd,
    Ended,
}

/// Starts to read the terminal and to listen for signals; `send` gets what happens, in order, and
/// answers whether anybody still wants it. It must not wait.
///
/// A second Ctrl-C, SIGTERM or SIGQUIT from outside ends the process even if nobody acts on the
/// first.
///
/// # Errors
///
/// If the system has no threads or handlers left.
pub(crate) fn spawn(send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<InputThread> {
    let (woken, wake) = io::pipe()?;
    let (turn, ending) = (Mutex::new(Turn::Reads), AtomicBool::new(false));
    let shared = Arc::new(Shared { turn, changed: Condvar::new(), wake, ending });
    let send = Arc::new(Mutex::new(send));
    let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let (to_listen, also_send) = (Arc::clone(&shared), Arc::clone(&send));
    let tell = move |input| also_send.lock().unwrap_or_else(PoisonError::into_inner)(input);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        or_close(&tell, || listen(signals, &to_listen, &tell));
    })?;
    let mut reader = Reader { shared: Arc::clone(&shared), woken };
    let tell = move |input| send.lock().unwrap_or_else(PoisonError::into_inner)(input);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        or_close(&tell, || reader.run(&tell));
    })?;
    Ok(InputThread(shared))
}

/// Does a thread's work; after a mistake of ours in it no key would be heard any more, so that all
/// is ended in order.
fn or_close(tell: &impl Fn(Input) -> bool, work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tell(Input::Closed);
    }
}

/// Ends the process as the signal would have: whoever started it sees what ended it. Returns the
/// exit code that says the same, should the system refuse.
pub(crate) fn end_by(signal: i32) -> u8 {
    let _ = emulate_default_handler(signal);
    u8::try_from(signal).unwrap_or_default().saturating_add(128)
}

impl InputThread {
    /// Waits until the reader no longer touches the terminal, which takes no time that counts.
    pub(crate) fn pause(&self) -> Paused<'_> {
        self.0.ask(Turn::AskedToPause);
        Paused(&self.0)
    }

    /// Whether the process was asked to end, which nobody else may see while input is paused.
    pub(crate) fn is_ending(&self) -> bool {
        self.0.ending.load(Ordering::SeqCst)
    }
}

/// Leaves the terminal to whoever comes next; do it before the screens give it back.
impl Drop for InputThread {
    fn drop(&mut self) {
        self.0.ask(Turn::AskedToEnd);
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        let mut turn = self.0.turn();
        if *turn == Turn::Paused {
            *turn = Turn::Reads;
            self.0.changed.notify_all();
        }
    }
}

impl Shared {
    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the reader, and waits until it has answered.
    fn ask(&self, what: Turn) {
        let mut turn = self.turn();
        if *turn == Turn::Reads {
            *turn = what;
            // A full pipe wakes the reader as well.
            let _ = (&self.wake).write(&[0]);
        }
        while *turn == what {
            turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn is_paused(&self) -> bool {
        matches!(*self.turn(), Turn::AskedToPause | Turn::Paused)
    }
}

/// The reader's own end; however it goes, nobody waits for it any longer.
struct Reader {
    shared: Arc<Shared>,
    woken: PipeReader,
}

impl Drop for Reader {
    fn drop(&mut self) {
        *self.shared.turn() = Turn::Ended;
        self.shared.changed.notify_all();
    }
}

impl Reader {
    fn run(&mut self, send: impl Fn(Input) -> bool) {
        while self.may_read() {
            let is_wanted = match self.next() {
                Ok(event) => event.and_then(input).is_none_or(&send),
                Err(_) => {
                    send(Input::Closed);
                    false
                }
            };
            if !is_wanted {
                break;
            }
        }
    }

    /// Waits while it is to pause; false if it is to end.
    fn may_read(&self) -> bool {
        let mut turn = self.shared.turn();
        if *turn == Turn::AskedToPause {
            *turn = Turn::Paused;
            self.shared.changed.notify_all();
        }
        while *turn == Turn::Paused {
            turn = self.shared.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        *turn == Turn::Reads
    }

    /// An event; nothing if one may have come, or something been asked, while there was none. An
    /// error if the terminal has gone.
    fn next(&mut self) -> io::Result<Option<Event>> {
        for _ in 0..LOOKS {
            if event::poll(LOOK)? {
                return event::read().map(Some);
            }
        }
        self.wait()?;
        Ok(None)
    }

    /// Sleeps until there is something to read, or something is asked; an error if the terminal
    /// has gone.
    fn wait(&mut self) -> io::Result<()> {
        let stdin = stdin();
        let mut ready = [
            PollFd::from_borrowed_fd(stdin, PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
        ];
        match poll(&mut ready, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let [_, asked] = ready;
        if asked.revents().contains(PollFlags::IN) {
            self.woken.read_exact(&mut [0])?;
        }
        // One that has gone always has something to read, which is nothing; but it has no modes.
        tcgetattr(stdin)?;
        Ok(())
    }
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => Some(Input::Key(key)),
        Event::Mouse(mouse) => Some(Input::Mouse(mouse)),
        // Terminals send the end of a line as the Enter key does.
        Event::Paste(text) => Some(Input::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))),
        // Another size is told when the signal comes, not when a key does.
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn listen(mut signals: Signals, shared: &Shared, send: impl Fn(Input) -> bool) {
    for signal in signals.forever() {
        let paused = shared.is_paused();
        match signal {
            SIGWINCH => {
                if let Ok((columns, rows)) = size() {
                    send(Input::Resize(columns, rows));
                }
            }
            SIGTSTP if job_control::is_ours() => {}
            // An editor stops its whole job, of which we are part; the terminal is not ours.
            SIGTSTP if paused => default(signal),
            SIGTSTP if !send(Input::Signal(Signal::Stop)) => default(signal),
            SIGCONT if !paused => {
                send(Input::Signal(Signal::Continue));
            }
            SIGTSTP | SIGCONT => {}
            // The terminal sends these to the whole job: they are keys of the editor.
            SIGINT | SIGQUIT if paused => {}
            _ => {
                let again = shared.ending.swap(true, Ordering::SeqCst);
                // Shells say twice that the terminal has gone.
                let insists = again && signal != SIGHUP;
                if !send(Input::Signal(Signal::End(signal))) || insists {
                    end_at_once(signal);
                }
            }
        }
    }
}

/// Gives the terminal back and ends, whatever the other threads do.
fn end_at_once(signal: i32) {
    let (done, is_done) = std::sync::mpsc::channel();
    // On a thread of its own: a terminal that takes nothing must not keep us.
    let _ = thread::Builder::new().spawn(move || {
        terminal::give_back();
        let _ = done.send(());
    });
    let _ = is_done.recv_timeout(PATIENCE);
    default(signal);
}

fn default(signal: i32) {
    // Only signals that the system does not know are refused.
    let _ = emulate_default_handler(signal);
}
