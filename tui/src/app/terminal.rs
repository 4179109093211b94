//! The terminal: taken over while the screens stand, given back exactly once however they end.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, IsTerminal as _, Write};
use std::os::fd::AsFd as _;
use std::panic::{self, PanicHookInfo};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::stdio::stdin;
use rustix::termios::{
    OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr, tcsetattr,
};

use super::job_control;
use crate::output::text;

/// Bytes of a frame that are gathered before they are written.
const BUFFER_BYTES: usize = 64 * 1024;

/// Presses, releases, drags and the wheel. The library's own command asks for each motion of the
/// pointer too, which the screens have no use for and slow lines suffer from.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// Whose messages a panic is among in the log.
const LOG: &str = "billfold::screens";

/// Puts the window's title aside, and back.
const PUSH_TITLE: &[u8] = b"\x1b[22;0t";
const POP_TITLE: &[u8] = b"\x1b[23;0t";

/// The terminal, in the hands of the screens until this is dropped.
///
/// It is given back before that if the thread that entered panics; a panic of another thread is
/// kept, told to [`Guard::on_worker_panic`] and printed when the screens have gone.
pub(crate) struct Guard {
    terminal: Terminal<CrosstermBackend<Output>>,
    output: Output,
}

impl Guard {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, no cursor, and the
    /// mouse if asked for. Listen for signals (`input::spawn`) before.
    ///
    /// # Errors
    ///
    /// If standard input or output is no terminal, or one that knows no sequences, or if another
    /// guard stands; nothing has been changed then.
    pub(crate) fn enter(mouse: bool) -> io::Result<Self> {
        require_terminal()?;
        let output = Output::open()?;
        let terminal = Terminal::new(CrosstermBackend::new(output.clone()))?;
        keep_panics_off_the_screen();
        let mut state = state();
        if state.owner.is_some() {
            return Err(io::Error::other("the screens stand already"));
        }
        let stdout = Some(output.0.borrow().to.try_clone()?);
        let owner = Some(thread::current().id());
        *state = State { owner, stdout, mouse, ..State::NONE };
        // From here on, whatever fails, dropping the guard gives back what was taken.
        let guard = Self { terminal, output };
        let taken = state.take();
        drop(state);
        taken.map(|()| guard)
    }

    /// Draws a frame and sends what has changed at once, so that the terminal shows it whole.
    ///
    /// # Errors
    ///
    /// If the terminal has gone, or has been given back.
    pub(crate) fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        if !state().taken {
            return Err(io::Error::other("the terminal has been given back"));
        }
        queue!(self.output, BeginSynchronizedUpdate)?;
        self.terminal.draw(view)?;
        queue!(self.output, EndSynchronizedUpdate)?;
        self.output.send()
    }

    /// Listens to the mouse, or leaves it to the terminal, for its own selecting and copying.
    pub(crate) fn set_mouse(&mut self, mouse: bool) -> io::Result<()> {
        let mut state = state();
        state.mouse = mouse;
        let mut bytes = Vec::new();
        if mouse {
            bytes.extend_from_slice(MOUSE_ON);
        } else {
            queue!(bytes, DisableMouseCapture)?;
        }
        state.write_if_taken(&bytes)
    }

    /// Names the window; what it was called before comes back in the end, where terminals can.
    pub(crate) fn set_title(&mut self, title: &str) -> io::Result<()> {
        let mut state = state();
        let mut bytes = Vec::new();
        if state.title.is_none() {
            bytes.extend_from_slice(PUSH_TITLE);
        }
        let title = text::shown(title);
        queue!(bytes, SetTitle(&title))?;
        state.title = Some(title);
        state.write_if_taken(&bytes)
    }

    /// Sends a sequence that draws nothing, such as one for the clipboard.
    pub(crate) fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        state().write_if_taken(sequence)
    }

    /// Gives the terminal back, does something else on it, takes it again and lets the next frame
    /// be drawn whole. Line modes that the other program left behind are undone.
    ///
    /// Pause the input before, if the other program reads.
    pub(crate) fn suspend<T>(&mut self, other: impl FnOnce() -> T) -> io::Result<T> {
        state().give_back()?;
        let modes = tcgetattr(stdin())?;
        let result = other();
        tcsetattr(stdin(), OptionalActions::Drain, &modes)?;
        self.take_again()?;
        Ok(result)
    }

    /// Stops the process, as Ctrl-Z does, and takes the terminal again when it goes on.
    ///
    /// # Errors
    ///
    /// If there is no shell to go back to: the screens stand as before then.
    pub(crate) fn stop(&mut self) -> io::Result<()> {
        job_control::require_shell()?;
        state().give_back()?;
        let stopped = job_control::stop();
        // What was set at the shell meanwhile holds, unlike what an editor leaves.
        self.take_again()?;
        stopped
    }

    /// Sets everything anew and lets the next frame be drawn whole: after something else has
    /// stopped the process, what the terminal shows and how it is set is anyone's guess.
    pub(crate) fn take_again(&mut self) -> io::Result<()> {
        state().take()?;
        self.output.discard();
        let area = self.terminal.size()?;
        self.terminal.resize(area.into())
    }

    /// Has it told, at once and in the thread that panics, when any other thread than this panics;
    /// the screens stand on meanwhile.
    pub(crate) fn on_worker_panic(&self, tell: impl Fn(&str) + Send + Sync + 'static) {
        state().tell = Some(Arc::new(tell));
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = state();
        // There is nobody left whom a failure could be told to.
        let _ = state.give_back();
        let panics = std::mem::replace(&mut *state, State::NONE).panics;
        drop(state);
        for line in panics.iter().flat_map(|panic| panic.lines()) {
            let _ = writeln!(io::stderr(), "{}", text::shown(line));
        }
    }
}

/// Gives the terminal back from whichever thread, because the process is about to end.
pub(super) fn give_back() {
    // There is nobody left whom a failure could be told to.
    let _ = state().give_back();
}

fn require_terminal() -> io::Result<()> {
    let refused = |message| Err(io::Error::new(io::ErrorKind::Unsupported, message));
    if !io::stdin().is_terminal() {
        return refused("the screens need a terminal, and standard input is none");
    }
    if !io::stdout().is_terminal() {
        return refused("the screens need a terminal, and standard output is none");
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return refused("the screens need a terminal that can place text (TERM is \"dumb\")");
    }
    Ok(())
}

/// What was changed on the terminal, reachable for a panic and for a signal.
static STATE: Mutex<State> = Mutex::new(State::NONE);

struct State {
    /// The thread that draws, as long as there is a guard.
    owner: Option<ThreadId>,
    stdout: Option<File>,
    /// Whether the terminal is set for the screens; not while another program has it.
    taken: bool,
    mouse: bool,
    title: Option<String>,
    /// What other threads said as they panicked.
    panics: Vec<String>,
    tell: Option<Tell>,
}

type Tell = Arc<dyn Fn(&str) + Send + Sync>;

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    const NONE: Self = Self {
        owner: None,
        stdout: None,
        taken: false,
        mouse: false,
        title: None,
        panics: Vec::new(),
        tell: None,
    };

    fn take(&mut self) -> io::Result<()> {
        let again = std::mem::replace(&mut self.taken, true);
        if again {
            // Otherwise the library takes our own modes for those to go back to.
            disable_raw_mode()?;
        }
        // Before anything is written: in the background it is this that stops the process.
        enable_raw_mode()?;
        set_reads_that_never_wait()?;
        let mut bytes = Vec::new();
        if let Some(title) = &self.title {
            bytes.extend_from_slice(if again { b"" } else { PUSH_TITLE });
            queue!(bytes, SetTitle(title))?;
        }
        queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if self.mouse {
            bytes.extend_from_slice(MOUSE_ON);
        }
        self.write_if_taken(&bytes)
    }

    fn give_back(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        queue!(
            bytes,
            EndSynchronizedUpdate,
            SetAttribute(Attribute::Reset),
            DisableMouseCapture,
            DisableBracketedPaste,
            Show,
            LeaveAlternateScreen
        )?;
        if self.title.is_some() {
            bytes.extend_from_slice(POP_TITLE);
        }
        let written = self.write_if_taken(&bytes);
        if !std::mem::take(&mut self.taken) {
            return Ok(());
        }
        // A key meant for the screens must not become a command of the shell.
        let flushed = tcflush(stdin(), QueueSelector::IFlush);
        disable_raw_mode().and(written).and(flushed.map_err(io::Error::from))
    }

    fn write_if_taken(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stdout {
            Some(stdout) if self.taken => write_whole(stdout, bytes),
            _ => Ok(()),
        }
    }
}

/// Lets a read of the terminal return with nothing when nothing is there. Half a sequence would
/// else hold the reader fast, which then could not be paused.
fn set_reads_that_never_wait() -> io::Result<()> {
    let mut modes: Termios = tcgetattr(stdin())?;
    modes.special_codes[SpecialCodeIndex::VMIN] = 0;
    modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    Ok(tcsetattr(stdin(), OptionalActions::Now, &modes)?)
}

/// From now on, a panic in the thread that draws gives the terminal back before it is printed, and
/// one in another thread does not touch the screen.
fn keep_panics_off_the_screen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !is_kept(info) {
                print(info);
            }
        }));
    });
}

fn is_kept(info: &PanicHookInfo<'_>) -> bool {
    let mut state = state();
    let thread = thread::current();
    if state.owner.is_some() {
        write_down(thread.name(), info);
    }
    match state.owner {
        Some(owner) if owner != thread.id() => {
            let message = format!("thread {:?} {info}", thread.name().unwrap_or("unnamed"));
            let tell = state.tell.clone();
            state.panics.push(message.clone());
            drop(state);
            if let Some(tell) = tell {
                tell(&message);
            }
            true
        }
        Some(_) => {
            // What cannot be given back now will not be later either.
            let _ = state.give_back();
            false
        }
        None => false,
    }
}

/// Writes a panic into the log: where it was, not what was said of it, which may be a record's.
fn write_down(thread: Option<&str>, info: &PanicHookInfo<'_>) {
    let thread = thread.unwrap_or("unnamed");
    match info.location() {
        Some(at) => log::error!(target: LOG, "panic in {thread} at {}:{}", at.file(), at.line()),
        None => log::error!(target: LOG, "panic in {thread}"),
    }
}

/// A frame's bytes on their way. What was not sent is dropped, not written: after a panic it would
/// land on the shell's screen.
#[derive(Clone)]
struct Output(Rc<RefCell<Pending>>);

struct Pending {
    to: File,
    bytes: Vec<u8>,
}

impl Output {
    fn open() -> io::Result<Self> {
        // Not through the standard library's own handle: it looks for line ends in all it is given
        // and its lock could be held by a thread that is stuck.
        let to = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let bytes = Vec::with_capacity(BUFFER_BYTES);
        Ok(Self(Rc::new(RefCell::new(Pending { to, bytes }))))
    }

    fn send(&self) -> io::Result<()> {
        self.0.borrow_mut().send()
    }

    fn discard(&self) {
        self.0.borrow_mut().bytes.clear();
    }
}

impl Pending {
    fn send(&mut self) -> io::Result<()> {
        let sent = write_whole(&mut self.to, &self.bytes);
        self.bytes.clear();
        sent
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pending = self.0.borrow_mut();
        pending.bytes.extend_from_slice(bytes);
        if pending.bytes.len() >= BUFFER_BYTES {
            pending.send()?;
        }
        Ok(bytes.len())
    }

    /// Does nothing: a frame is flushed several times while it is drawn, and sent once.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all of it, even if whoever shares the terminal has set it not to wait.
fn write_whole(to: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match to.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let mut ready = [PollFd::new(&*to, PollFlags::OUT)];
                poll(&mut ready, None)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
