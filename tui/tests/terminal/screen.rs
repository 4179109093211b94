//! A program in a pseudo-terminal: its keys, its screen and how it leaves the terminal behind.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pts, Pty, open};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::tcgetattr;
use vt100::{Callbacks, MouseProtocolMode, Parser};

use crate::keys;

/// How long anything may take. Nothing waits that long unless it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How often what cannot be waited for is asked.
const LOOK: Duration = Duration::from_millis(2);

/// Bytes that a terminal takes at once for sure.
const PIECE: usize = 256;

/// A running program and the terminal that it runs in; killed when this is dropped.
pub(crate) struct Screen {
    child: Child,
    pty: Option<Arc<Pty>>,
    /// Our own hold on the program's end, by which the modes can be read when it has gone.
    pts: Pts,
    modes_before: String,
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
}

struct Shared {
    parser: Mutex<Parser<Seen>>,
    changed: Condvar,
    stops: AtomicBool,
    /// Whether nothing is read for a while.
    rests: AtomicBool,
    /// Every byte that came.
    sent: Mutex<Vec<u8>>,
}

/// What a program sent that is no text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Whole frames so far.
    pub(crate) frames: usize,
    /// Whether half a frame has come.
    in_frame: bool,
    /// Names that were given to the window.
    pub(crate) titles: Vec<String>,
    /// How many of the window's names are put aside.
    titles_aside: usize,
    /// Texts for the clipboard, in base64.
    pub(crate) copies: Vec<String>,
    /// Sequences that no test has met before.
    unknown: Vec<String>,
}

/// How a terminal is set; the default is how a shell wants it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Modes {
    pub(crate) alternate_screen: bool,
    pub(crate) mouse: bool,
    pub(crate) bracketed_paste: bool,
    pub(crate) hidden_cursor: bool,
    pub(crate) half_a_frame: bool,
    pub(crate) titles_aside: usize,
    /// Whether the line discipline differs from what it was before the program.
    pub(crate) raw: bool,
}

impl Callbacks for Seen {
    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.titles.push(String::from_utf8(title.to_vec()).unwrap());
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.copies.push(String::from_utf8(data.to_vec()).unwrap());
    }

    fn unhandled_csi(
        &mut self,
        _: &mut vt100::Screen,
        intermediate: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        match (intermediate, parameters, last) {
            (Some(b'?'), [[2026]], 'h') => self.in_frame = true,
            (Some(b'?'), [[2026]], 'l') => {
                self.frames += usize::from(self.in_frame);
                self.in_frame = false;
            }
            (None, [[22], [0]], 't') => self.titles_aside += 1,
            (None, [[23], [0]], 't') => self.titles_aside -= 1,
            // An encoding of the mouse that is switched off though it was never on.
            (Some(b'?'), [[1015]], 'l') => {}
            // The colour of underlines.
            (None, [[59]], 'm') => {}
            _ => self.unknown.push(format!("{intermediate:?} {parameters:?} {last}")),
        }
    }
}

impl Shared {
    fn parser(&self) -> MutexGuard<'_, Parser<Seen>> {
        self.parser.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, bytes: &[u8]) {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
        self.parser().process(bytes);
        self.changed.notify_all();
    }

    fn read(&self, pty: &Pty) {
        while !self.stops.load(Ordering::SeqCst) {
            if self.rests.load(Ordering::SeqCst) {
                thread::sleep(LOOK);
            } else if is_ready(pty, PollFlags::IN, Duration::from_millis(20))
                && !self.read_once(pty)
            {
                break;
            }
        }
    }

    /// False if the program's end is closed.
    fn read_once(&self, mut pty: &Pty) -> bool {
        let mut bytes = [0; 64 * 1024];
        match pty.read(&mut bytes) {
            Ok(length) if length > 0 => self.take(&bytes[..length]),
            _ => return false,
        }
        true
    }
}

/// A program for [`Screen::start`], with nothing of our own terminal in its environment.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let command = Command::new(program).env("TERM", "xterm-256color");
    let ours =
        ["TMUX", "STY", "NO_COLOR", "VISUAL", "EDITOR", "COLUMNS", "LINES", "RUST_BACKTRACE"];
    ours.into_iter().fold(command, Command::env_remove)
}

impl Screen {
    /// Starts a program in a terminal of this size, which it gets as its controlling terminal.
    pub(crate) fn start(mut command: Command, columns: u16, rows: u16) -> Self {
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let modes_before = line_modes(&pts);
        let child = command.spawn_borrowed(&pts).unwrap();
        let size = |cells| NonZeroU16::new(cells).unwrap();
        let parser = Parser::new_with_callbacks(size(rows), size(columns), 0, Seen::default());
        let shared = Arc::new(Shared {
            parser: Mutex::new(parser),
            changed: Condvar::new(),
            stops: AtomicBool::new(false),
            rests: AtomicBool::new(false),
            sent: Mutex::default(),
        });
        let pty = Arc::new(pty);
        let (reads, from) = (Arc::clone(&shared), Arc::clone(&pty));
        let reader = Some(thread::spawn(move || reads.read(&from)));
        Self { child, pty: Some(pty), pts, modes_before, shared, reader }
    }

    /// Types these keys: see [`keys::bytes`].
    pub(crate) fn keys(&self, keys: &str) {
        let pieces = keys::bytes(keys);
        for (at, piece) in pieces.iter().enumerate() {
            self.send(piece);
            if at + 1 < pieces.len() {
                self.wait_until_read();
            }
        }
    }

    /// Pastes a text, as the program has asked to get it.
    pub(crate) fn paste(&self, text: &str) {
        let bracketed = self.shared.parser().screen().bracketed_paste();
        let text = if bracketed { format!("\x1b[200~{text}\x1b[201~") } else { text.to_owned() };
        self.send(text.as_bytes());
    }

    /// Clicks on a cell, which the program is only told if it listens to the mouse.
    pub(crate) fn click(&self, column: u16, row: u16) {
        if self.modes().mouse {
            let (column, row) = (column + 1, row + 1);
            let sequence = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");
            self.send(sequence.as_bytes());
        }
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&self, bytes: &[u8]) {
        let pty = self.pty.as_deref().unwrap();
        for piece in bytes.chunks(PIECE) {
            let takes = is_ready(pty, PollFlags::OUT, PATIENCE);
            assert!(takes, "the program does not read:\n{}", self.text());
            (&*pty).write_all(piece).unwrap();
        }
    }

    /// Waits until the program has read all that was sent.
    pub(crate) fn wait_until_read(&self) {
        self.poll("the program does not read", || {
            (!is_ready(&self.pts, PollFlags::IN, Duration::ZERO)).then_some(())
        });
    }

    /// Waits until a whole frame shows this text.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen, _| screen.contents().contains(text));
    }

    /// Waits until this holds between two frames.
    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&vt100::Screen, &Seen) -> bool) {
        let started = Instant::now();
        let mut parser = self.shared.parser();
        while parser.callbacks().in_frame || !holds(parser.screen(), parser.callbacks()) {
            let left = PATIENCE.saturating_sub(started.elapsed());
            let contents = parser.screen().contents();
            assert!(!left.is_zero(), "waited for {what:?} in vain:\n{contents}");
            (parser, _) = self.shared.changed.wait_timeout(parser, left).unwrap();
        }
    }

    /// What stands on the screen, in lines, whole or not.
    pub(crate) fn text(&self) -> String {
        self.shared.parser().screen().contents()
    }

    /// The cell in this column and row, counted from 0.
    pub(crate) fn cell(&self, column: u16, row: u16) -> vt100::Cell {
        self.shared.parser().screen().cell(row, column).unwrap().clone()
    }

    /// What was sent beside text.
    pub(crate) fn seen(&self) -> Seen {
        self.shared.parser().callbacks().clone()
    }

    /// Every byte that the program has sent so far.
    pub(crate) fn sent(&self) -> Vec<u8> {
        self.shared.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets the terminal take nothing, as over a line that has stalled, or go on.
    pub(crate) fn rest(&self, rests: bool) {
        self.shared.rests.store(rests, Ordering::SeqCst);
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = |cells| NonZeroU16::new(cells).unwrap();
        self.shared.parser().set_size(size(rows), size(columns));
        self.pty.as_deref().unwrap().resize(Size::new(rows, columns)).unwrap();
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Sends it a signal again and again until it has ended.
    pub(crate) fn insist(&mut self, signal: Signal) -> ExitStatus {
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() && started.elapsed() < PATIENCE {
            self.signal(signal);
            thread::sleep(LOOK);
        }
        self.wait()
    }

    /// The terminal, for another program's standard input.
    pub(crate) fn terminal(&self) -> Stdio {
        self.pts.as_fd().try_clone_to_owned().unwrap().into()
    }

    /// Shows bytes as if some program had written them.
    pub(crate) fn write_over(&self, bytes: &str) {
        self.shared.take(bytes.as_bytes());
    }

    /// How long the program's threads have run on a processor.
    pub(crate) fn processor_time(&self) -> Duration {
        let threads = format!("/proc/{}/task", self.pid().as_raw_pid());
        let nanoseconds = std::fs::read_dir(threads).unwrap().map(|thread| {
            let times = std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
            times.split(' ').next().unwrap().parse::<u64>().unwrap()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// Closes the window that the program runs in.
    pub(crate) fn close(&mut self) {
        self.stop_reading();
        self.pty = None;
    }

    /// Waits until the program has ended; all that it wrote is on the screen then.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let started = Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if started.elapsed() > PATIENCE => panic!("it goes on:\n{}", self.text()),
                None => thread::sleep(LOOK),
            }
        };
        self.stop_reading();
        if let Some(pty) = self.pty.as_deref() {
            while is_ready(pty, PollFlags::IN, Duration::ZERO) && self.shared.read_once(pty) {}
        }
        let unknown = self.seen().unknown;
        assert!(unknown.is_empty(), "sequences that no test knows: {unknown:?}");
        status
    }

    /// How the terminal is set now.
    pub(crate) fn modes(&self) -> Modes {
        let parser = self.shared.parser();
        let (screen, seen) = (parser.screen(), parser.callbacks());
        Modes {
            alternate_screen: screen.alternate_screen(),
            mouse: screen.mouse_protocol_mode() != MouseProtocolMode::None,
            bracketed_paste: screen.bracketed_paste(),
            hidden_cursor: screen.hide_cursor(),
            half_a_frame: seen.in_frame,
            titles_aside: seen.titles_aside,
            raw: line_modes(&self.pts) != self.modes_before,
        }
    }

    /// The program's number in the system.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits until there is an answer.
    fn poll<T>(&self, else_say: &str, answer: impl Fn() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(answer) = answer() {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{else_say}:\n{}", self.text());
            thread::sleep(LOOK);
        }
    }

    fn stop_reading(&mut self) {
        self.shared.stops.store(true, Ordering::SeqCst);
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        self.shared.stops.store(true, Ordering::SeqCst);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

/// The signal by which a program ended.
pub(crate) fn ended_by(status: ExitStatus) -> Option<Signal> {
    status.signal().and_then(Signal::from_named_raw)
}

fn is_ready(terminal: &impl AsFd, what: PollFlags, wait: Duration) -> bool {
    let mut ready = [PollFd::new(terminal, what)];
    let wait = Timespec::try_from(wait).unwrap();
    match poll(&mut ready, Some(&wait)) {
        Ok(_) => ready[0].revents().intersects(what),
        Err(rustix::io::Errno::INTR) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Echo, line editing, signals and all else that the terminal's driver does.
fn line_modes(terminal: &impl AsFd) -> String {
    format!("{:?}", tcgetattr(terminal).unwrap())
}
