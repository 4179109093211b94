//! The model with a store in memory, a clock of its own, and a screen that can be read.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use billfold_core::{ManualClock, OpenOptions, Secret, Store, Timestamp};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use crate::app::collection::Target;
use crate::app::command::Keys;
use crate::app::data::{self, jobs};
use crate::app::input::Input;
use crate::app::job::JobNews;
use crate::app::model::{Model, Setup};
use crate::app::msg::{Cmd, Msg, Remember};
use crate::app::saved::Saved;
use crate::app::screens::{SCREENS, ScreenOf};
use crate::app::sheet::Line;
use crate::app::theme::Surroundings;
use crate::app::update::update;
use crate::app::view::view;
use crate::app::zone::Zone;
use crate::config::ThemeChoice;

/// When the clock of a rig stands at first.
pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";

/// What the editor makes of a text.
pub(crate) type Editor = Box<dyn Fn(&str) -> Result<String, String>>;

/// The screens without a terminal.
pub(crate) struct Rig {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) model: Model,
    /// What was sent to the clipboard.
    pub(crate) copied: Vec<String>,
    /// What was to be kept for the next time.
    pub(crate) remembered: Vec<Remember>,
    /// What the editor makes of a text.
    pub(crate) editor: Editor,
    pub(crate) has_ended: bool,
    /// What `Debug` tells of all that happens, where that is written down.
    pub(crate) debugged: Option<String>,
}

impl Rig {
    /// Screens of this size on an empty store.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let now: Timestamp = NOW.parse().unwrap();
        let clock = Arc::new(ManualClock::new(now));
        let store = OpenOptions::new().clock(clock.clone()).in_memory().unwrap();
        Self::on(store, clock, width, height)
    }

    /// Screens of this size on this store.
    pub(crate) fn on(store: Store, clock: Arc<ManualClock>, width: u16, height: u16) -> Self {
        let surroundings = Surroundings { has_colours: true, has_unicode: true, is_light: false };
        let setup = Setup {
            name: "shop.db".to_owned(),
            is_read_only: store.is_read_only(),
            zone: Zone::Fixed(7200),
            now: store.now().unwrap(),
            keys: Keys::new(&Default::default()),
            theme: ThemeChoice::Dark,
            surroundings,
            config: Some("/home/ana/.config/billfold/config.toml".into()),
            mouse: false,
            size: (width, height),
        };
        let (model, commands) = Model::new(setup, Saved::default());
        let mut rig = Self {
            store,
            clock,
            model,
            copied: Vec::new(),
            remembered: Vec::new(),
            editor: Box::new(|text| Ok(text.to_owned())),
            has_ended: false,
            debugged: None,
        };
        rig.act(commands);
        rig
    }

    /// Lets something happen, and all that follows from it.
    pub(crate) fn feed(&mut self, message: Msg) {
        let of_message = self.debugged.as_ref().map(|_| format!("{message:?}"));
        // Whoever uses the rig reads what is asked before answering.
        self.model.elapsed += Duration::from_secs(1);
        let commands = update(&mut self.model, message);
        if let (Some(debugged), Some(of_message)) = (&mut self.debugged, of_message) {
            debugged.push_str(&format!("{of_message}\n{commands:?}\n{:?}\n", self.model));
        }
        self.act(commands);
        self.model.drawn();
    }

    fn act(&mut self, commands: Vec<Cmd>) {
        for command in commands {
            match command {
                Cmd::Read(place, asked) => {
                    let answer = Box::new(data::read(&self.store, &asked.question));
                    self.feed(Msg::Read(place, asked, answer));
                }
                Cmd::Write(write) => {
                    let outcome = Box::new(data::write(&self.store, &write));
                    self.feed(Msg::Written(write, outcome));
                }
                Cmd::Job(id, job) => {
                    let (sender, news) = mpsc::channel();
                    let mut jobs = jobs::Jobs::new(self.store.clone(), sender);
                    jobs.start(id, *job).unwrap();
                    // It is waited for, as nobody ends it.
                    while let Ok(message) = news.recv() {
                        let is_end = matches!(&message, Msg::Job(_, JobNews::Ended(_)));
                        self.feed(message);
                        if is_end {
                            break;
                        }
                    }
                }
                Cmd::Copy(text) => self.copied.push(text.expose().to_owned()),
                Cmd::Edit(text, _) => {
                    let edited = (self.editor)(text.expose());
                    self.feed(Msg::Edited(edited.map(Secret::new)));
                }
                Cmd::Remember(what) => self.remembered.push(what),
                Cmd::Quit | Cmd::End(_) => self.has_ended = true,
                Cmd::Cancel(_)
                | Cmd::ForgetCount(_)
                | Cmd::Mouse(_)
                | Cmd::Suspend
                | Cmd::Redraw => {}
            }
        }
    }

    /// Types keys: letters, and `<CR>`, `<Esc>`, `<C-s>`, `<Down>`, `<lt>`.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.feed(Msg::Input(Input::Key(key)));
        }
    }

    /// Goes to a list, a record or a report by its name, by the keys that lead there.
    #[track_caller]
    pub(crate) fn go(&mut self, title: &str) {
        let here = |screen: &ScreenOf| screen.roots.iter().any(|root| root.title() == title);
        let screen = SCREENS.iter().position(here).unwrap_or_else(|| panic!("no {title}"));
        self.keys(&screen.saturating_add(1).to_string());
        for _ in SCREENS[screen].roots {
            if self.model.place().title() == title {
                return;
            }
            self.keys("<Tab>");
        }
        panic!("no key leads to {title}");
    }

    /// Goes along the details to the first line that leads there.
    #[track_caller]
    pub(crate) fn reach(&mut self, leads: impl Fn(&Target) -> bool) {
        self.keys("g");
        for _ in 0..200 {
            let sheet = self.model.place().focused_sheet().unwrap();
            if sheet.target().is_some_and(&leads) {
                return;
            }
            self.keys("j");
        }
        panic!("no line leads there:\n{}", self.screen());
    }

    /// Goes along the details to the first line of this name.
    #[track_caller]
    pub(crate) fn reach_label(&mut self, label: &str) {
        self.keys("l");
        for _ in 0..200 {
            let here = self.model.place().focused_sheet().is_some_and(|sheet| {
                let mut lines = (0..2).flat_map(|column| sheet.visible(column));
                lines.any(|(line, is_here)| {
                    is_here && matches!(line, Line::Fact(fact, _) if fact.label == label)
                })
            });
            if here {
                return;
            }
            self.keys("j");
        }
        panic!("no line is called {label}:\n{}", self.screen());
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, seconds: i64) {
        self.clock.advance_seconds(seconds);
        let now = self.store.now().unwrap();
        self.feed(Msg::Tick(now));
    }

    /// What is drawn.
    pub(crate) fn buffer(&self) -> Buffer {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// What is drawn, as text.
    pub(crate) fn screen(&self) -> String {
        let buffer = self.buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            for x in 0..buffer.area.width {
                line.push_str(buffer[(x, y)].symbol());
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Fails unless this stands on the screen.
    #[track_caller]
    pub(crate) fn expect(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
    }

    /// Fails if this stands on the screen.
    #[track_caller]
    pub(crate) fn expect_no(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "{text:?} is on the screen:\n{screen}");
    }
}

/// Keys as they are written.
pub(crate) fn parse(keys: &str) -> Vec<KeyEvent> {
    let mut parsed = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, after)) = named {
            parsed.push(key_named(name));
            rest = after;
        } else {
            let upper = if first.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            parsed.push(KeyEvent::new(KeyCode::Char(first), upper));
            rest = rest.strip_prefix(first).unwrap();
        }
    }
    parsed
}

fn key_named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("C-") {
        let letter = letter.chars().next().unwrap();
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "CR" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "BS" => KeyCode::Backspace,
        "Space" => KeyCode::Char(' '),
        "lt" => KeyCode::Char('<'),
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "Delete" => KeyCode::Delete,
        "F1" => KeyCode::F(1),
        "F5" => KeyCode::F(5),
        other => panic!("no key is called {other}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
