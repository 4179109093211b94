//! A program that does on the terminal what the screens do, on the same guard, without a store.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::clipboard;
use crate::app::editor::{Edited, edit};
use crate::app::input::{self, Input, InputThread, Signal, end_by};
use crate::app::terminal::Guard;

/// The exit code of a player that was left as it should be.
pub(crate) const LEFT: i32 = 7;

/// The exit code of one that found no terminal.
pub(crate) const NO_TERMINAL: i32 = 2;

enum Event {
    Input(Input),
    Panicked(String),
}

struct Player {
    guard: Guard,
    input: InputThread,
    log: File,
    /// Whether it goes on when it is asked to end, until the terminal has gone.
    deaf: bool,
    keys: usize,
    said: String,
}

/// What is logged goes where all goes that happens.
struct Book(File);

impl log::Log for Book {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(&self.0, "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Plays until the end, which is the process's.
pub(crate) fn play(deaf: bool, log: File) -> ! {
    log::set_boxed_logger(Box::new(Book(log.try_clone().unwrap()))).unwrap();
    log::set_max_level(log::LevelFilter::Error);
    let (sender, events) = mpsc::channel();
    let send = sender.clone();
    let input = input::spawn(move |input| send.send(Event::Input(input)).is_ok()).unwrap();
    let guard = Guard::enter(false).unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "error: {error}");
        std::process::exit(NO_TERMINAL);
    });
    guard.on_worker_panic(move |message| {
        let _ = sender.send(Event::Panicked(message.to_owned()));
    });
    let said = "ready".to_owned();
    let mut player = Player { guard, input, log, deaf, keys: 0, said };
    let code = player.run(&events);
    let Player { guard, input, mut log, .. } = player;
    drop(input);
    drop(guard);
    writeln!(log, "left").unwrap();
    // There may be nobody left to read it.
    let _ = writeln!(std::io::stdout(), "left behind");
    match code {
        Ok(code) => std::process::exit(code),
        Err(signal) => std::process::exit(i32::from(end_by(signal))),
    }
}

impl Player {
    /// The exit code, or the signal to end by.
    fn run(&mut self, events: &Receiver<Event>) -> Result<i32, i32> {
        self.guard.set_title("billfold — shop.db\u{1b}[2J").unwrap();
        loop {
            if self.draw().is_err() && !self.deaf {
                return Ok(LEFT);
            }
            let first = events.recv().unwrap();
            for event in std::iter::once(first).chain(std::iter::from_fn(|| events.try_recv().ok()))
            {
                if let Some(end) = self.take(event) {
                    return end;
                }
            }
        }
    }

    fn take(&mut self, event: Event) -> Option<Result<i32, i32>> {
        match event {
            Event::Panicked(message) => self.said = format!("worker: {message}"),
            Event::Input(Input::Key(key)) => {
                self.keys += 1;
                writeln!(self.log, "key {}", name(key.code, key.modifiers)).unwrap();
                return self.act(key.code, key.modifiers);
            }
            Event::Input(Input::Signal(Signal::End(signal))) => {
                writeln!(self.log, "asked to end").unwrap();
                return (!self.deaf).then_some(Err(signal));
            }
            Event::Input(Input::Signal(Signal::Stop)) => self.stop(),
            Event::Input(Input::Signal(Signal::Continue)) => {
                // It fails if the terminal has gone, which is told as well.
                let _ = self.guard.take_again();
            }
            Event::Input(Input::Closed) => {
                writeln!(self.log, "closed").unwrap();
                return Some(Ok(LEFT));
            }
            // Its Debug says nothing of what was pasted.
            Event::Input(Input::Paste(text)) => {
                self.said = format!("Paste({text:?})");
                writeln!(self.log, "Paste({text:?})").unwrap();
            }
            Event::Input(other) => {
                self.said = format!("{other:?}");
                writeln!(self.log, "{other:?}").unwrap();
            }
        }
        None
    }

    fn act(&mut self, code: KeyCode, modifiers: KeyModifiers) -> Option<Result<i32, i32>> {
        let control = modifiers.contains(KeyModifiers::CONTROL);
        match code {
            KeyCode::Char('q') => return Some(Ok(LEFT)),
            KeyCode::Char('z') if control => self.stop(),
            KeyCode::Char('P') => self.guard.draw(|_| panic!("the view fell over")).unwrap(),
            KeyCode::Char('W') => {
                let worker = std::thread::Builder::new().name("reader".to_owned());
                let worker = worker.spawn(|| panic!("the worker fell over"));
                assert!(worker.unwrap().join().is_err());
            }
            KeyCode::Char('%') => self.guard.set_mouse(true).unwrap(),
            KeyCode::Char('&') => self.guard.set_mouse(false).unwrap(),
            KeyCode::Char('y') => {
                self.guard.send(&clipboard::copy("a link").unwrap()).unwrap();
                self.said = format!("sent it {}", clipboard::SENT);
            }
            KeyCode::Char('e') => self.edit(),
            // As long as this takes nothing is drawn and nobody acts on what happens.
            KeyCode::Char('S') => std::thread::sleep(Duration::from_secs(600)),
            _ => {}
        }
        None
    }

    fn stop(&mut self) {
        self.said = match self.guard.stop() {
            Ok(()) => "back again".to_owned(),
            Err(error) => error.to_string(),
        };
    }

    fn edit(&mut self) {
        let paused = self.input.pause();
        let edited = self.guard.suspend(|| edit("{\"a\":1}", ".json", || self.input.is_ending()));
        drop(paused);
        self.said = match edited.unwrap() {
            Ok(Edited::Changed(text)) => format!("changed to {text}"),
            Ok(Edited::Unchanged) => "unchanged".to_owned(),
            Ok(Edited::Cancelled(reason)) => reason,
            Err(error) => error.to_string(),
        };
    }

    fn draw(&mut self) -> std::io::Result<()> {
        let (keys, said) = (self.keys, &self.said);
        self.guard.draw(|frame| view(frame, keys, said))
    }
}

fn view(frame: &mut Frame<'_>, keys: usize, said: &str) {
    let area = frame.area();
    let mut line = |row: u16, text: &str, style: Style| {
        if row < area.height {
            frame.buffer_mut().set_stringn(0, row, text, usize::from(area.width), style);
        }
    };
    let title = format!("player {}x{} pid {}", area.width, area.height, std::process::id());
    line(0, &title, Style::new().add_modifier(Modifier::REVERSED));
    line(1, &format!("keys {keys}"), Style::new());
    line(2, said, Style::new());
    let corner = Rect::new(area.right().saturating_sub(1), area.bottom().saturating_sub(1), 1, 1);
    if let Some(cell) = frame.buffer_mut().cell_mut((corner.x, corner.y)) {
        cell.set_symbol("#");
    }
}

fn name(code: KeyCode, modifiers: KeyModifiers) -> String {
    let mut name = String::new();
    if modifiers.contains(KeyModifiers::CONTROL) {
        name.push_str("C-");
    }
    if modifiers.contains(KeyModifiers::ALT) {
        name.push_str("A-");
    }
    match code {
        KeyCode::Char(letter) => name.push(letter),
        other => write!(name, "{other:?}").unwrap(),
    }
    name
}
