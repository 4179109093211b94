//! What the screens do about what happens: pure, but for the model. What is to be done outside it
//! is answered as commands.

use billfold_core::{Error, Timestamp};

use crate::app::command::Command;
use crate::app::input::{Input, Signal};
use crate::app::model::Model;
use crate::app::msg::{Cmd, Msg, Remember};
use crate::app::place::Content;
use crate::app::popup::Popup;

mod actions;
mod filters;
mod forms;
mod jobs;
mod keys;
pub(crate) mod menus;
mod mouse;
mod moves;
mod palette;
mod picker;
mod popups;
mod reading;
mod written;

/// Takes what happened; answers what is to be done.
pub(crate) fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    let commands = match msg {
        Msg::Input(Input::Key(key)) => keys::press(model, key),
        Msg::Input(Input::Mouse(event)) => mouse::take(model, event),
        Msg::Input(Input::Paste(text)) => keys::paste(model, &text),
        Msg::Input(Input::Resize(width, height)) => {
            model.size = (width, height);
            Vec::new()
        }
        Msg::Input(Input::Signal(signal)) => match signal {
            Signal::End(signal) => vec![Cmd::End(signal)],
            Signal::Stop => vec![Cmd::Suspend],
            Signal::Continue => vec![Cmd::Redraw],
        },
        Msg::Input(Input::Closed) => vec![Cmd::Quit],
        Msg::Read(place, asked, answer) => reading::take(model, place, &asked, *answer),
        Msg::Written(write, outcome) => written::take(model, *write, *outcome),
        Msg::Job(id, news) => jobs::take(model, id, news),
        Msg::Changed(outcome) => changed(model, outcome),
        Msg::Edited(outcome) => {
            forms::edited(model, outcome.map(|text| text.expose().to_owned()));
            Vec::new()
        }
        Msg::Trouble(text) => {
            model.warn(text);
            Vec::new()
        }
        Msg::Tick(now) => tick(model, now),
    };
    model.fit();
    commands
}

/// Somebody changed the database, or it can no longer be read.
fn changed(model: &mut Model, outcome: Result<(), Error>) -> Vec<Cmd> {
    match outcome {
        Ok(()) => {
            model.alarm = None;
            model.read_place(true)
        }
        Err(error) => {
            model.alarm = Some(error.message().to_owned());
            Vec::new()
        }
    }
}

/// Seconds that something stays at the bottom.
const SECONDS_TOLD: i64 = 8;

/// Seconds of a minute.
const MINUTE: i64 = 60;

/// It is later: what has expired since is read anew, since nothing in the database changes then;
/// reports, which count such things, once a minute.
fn tick(model: &mut Model, now: Timestamp) -> Vec<Cmd> {
    let before = std::mem::replace(&mut model.now, now);
    let told = model.telling_now().map(|told| told.at);
    let age = |at: Timestamp| now.to_datetime().signed_duration_since(at.to_datetime());
    if told.is_some_and(|at| age(at).num_seconds() >= SECONDS_TOLD) {
        model.seen = model.told.len();
    }
    let telling = model.telling();
    if let Some(sheet) = model.place_mut().any_sheet_mut() {
        sheet.lay_out(telling);
    }
    let expired = |entry: &crate::app::entry::Entry| {
        entry.expiry().is_some_and(|at| before < at && at <= now)
    };
    let minute = |at: Timestamp| at.unix_seconds().div_euclid(MINUTE);
    let has_expired = match &model.place().content {
        Content::List(listing) => listing.list.has_expired(before, now),
        Content::Sheet(sheet) => match &sheet.entry {
            Some(entry) => expired(entry),
            None => minute(before) != minute(now),
        },
    };
    if has_expired { model.read_place(true) } else { Vec::new() }
}

impl Model {
    /// Opens something above the screen.
    pub(crate) fn open(&mut self, popup: Popup) {
        self.popups.push(popup);
    }

    /// Does what a key, a line of the palette or a click stands for.
    pub(crate) fn run(&mut self, command: Command) -> Vec<Cmd> {
        moves::run(self, command)
            .or_else(|| menus::run(self, command))
            .or_else(|| actions::run(self, command))
            .unwrap_or_else(|| self.run_anywhere(command))
    }

    fn next_theme(&mut self) -> Vec<Cmd> {
        let theme = self.chosen_theme.next();
        self.choose_theme(theme);
        let lasts = match self.fleeting(self.saved.named.theme) {
            None => "from now on".to_owned(),
            Some(why) => format!("for this run only: {why}"),
        };
        self.tell(format!("the theme is {} {lasts}", theme.name()));
        let mut commands = self.read_place(false);
        commands.extend(self.remember(Remember::Theme(theme)));
        commands
    }

    fn run_anywhere(&mut self, command: Command) -> Vec<Cmd> {
        match command {
            Command::Help => self.open(Popup::Help(0)),
            Command::Jobs => self.open(Popup::Jobs(0)),
            Command::Messages => self.open(Popup::Messages(0)),
            Command::Refresh => {
                let mut commands = self.read_place(true);
                commands.push(Cmd::Redraw);
                return commands;
            }
            Command::Mouse => {
                self.mouse = !self.mouse;
                self.tell(if self.mouse { "the mouse is on" } else { "the mouse is off" });
                return vec![Cmd::Mouse(self.mouse)];
            }
            Command::Theme => return self.next_theme(),
            Command::Suspend => return vec![Cmd::Suspend],
            Command::Quit if self.has_work() => self.open(Popup::Leave),
            Command::Quit => return vec![Cmd::Quit],
            _ => {}
        }
        Vec::new()
    }
}
