//! What holds everything together: what happens goes into the model, what the model wants is done,
//! and then the screen is drawn, once for all that has happened meanwhile.

use std::io::{self, Write as _};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

use billfold_core::{Secret, Store};

use crate::app::clipboard;
use crate::app::data::jobs::Jobs;
use crate::app::data::reader::Reader;
use crate::app::data::watcher::Watcher;
use crate::app::data::writer::Writer;
use crate::app::editor::{self, Edited};
use crate::app::input::{self, InputThread};
use crate::app::model::{Model, Setup};
use crate::app::msg::{Cmd, Msg, Question};
use crate::app::saved::Saved;
use crate::app::terminal::Guard;
use crate::app::update::update;
use crate::app::view::view;
use crate::config::state::StateFile;

/// Messages that are taken before a frame is drawn, at the most: a flood must not hide the screen.
const MOST_AT_ONCE: usize = 10_000;

/// How the screens ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Their user left.
    Left,
    /// This signal asked for it.
    By(i32),
}

/// What the screens work with.
struct Workers {
    reader: Reader,
    /// Answers what nobody waits for.
    counter: Reader,
    writer: Writer,
    jobs: Jobs,
    input: InputThread,
    messages: Sender<Msg>,
    /// Kept for as long as the rest: it ends when it is dropped.
    _watcher: Watcher,
}

/// Shows the screens until their user leaves. Everything that was asked for is written before this
/// returns.
pub(crate) fn run(
    store: &Store,
    setup: Setup,
    saved: Saved,
    state: Option<StateFile>,
    note: Option<String>,
) -> io::Result<End> {
    let (messages, happened) = mpsc::channel();
    let inputs = messages.clone();
    let input = input::spawn(move |input| inputs.send(Msg::Input(input)).is_ok())?;
    let mut guard = Guard::enter(setup.mouse)?;
    guard.set_title(&format!("billfold — {}", setup.name))?;
    let troubles = messages.clone();
    guard.on_worker_panic(move |panic| {
        let _ = troubles.send(Msg::Trouble(format!("a mistake in Billfold itself: {panic}")));
    });
    let mut workers = Workers {
        reader: Reader::start(store.clone(), messages.clone())?,
        counter: Reader::start(store.clone(), messages.clone())?,
        writer: Writer::start(store.clone(), state, messages.clone())?,
        jobs: Jobs::new(store.clone(), messages.clone()),
        _watcher: Watcher::start(store.clone(), messages.clone())?,
        input,
        messages,
    };
    let (mut model, commands) = Model::new(setup, saved);
    if let Some(note) = note {
        model.warn(note);
    }
    let end = go_on(&mut model, commands, &mut workers, &happened, &mut guard);
    // The terminal is given back first: what is still being written may take its time.
    drop(guard);
    if model.writing > 0 {
        say("finishing what was asked for…");
    }
    drop(workers);
    // Nobody is there any more to see it on the screen.
    for message in happened.try_iter() {
        if let Msg::Written(write, outcome) = message
            && let Err(error) = *outcome
            && !write.is_rehearsal
        {
            say(&format!("{}: not done: {}", write.action.label, error.message()));
        }
    }
    end
}

fn go_on(
    model: &mut Model,
    commands: Vec<Cmd>,
    workers: &mut Workers,
    happened: &Receiver<Msg>,
    guard: &mut Guard,
) -> io::Result<End> {
    if let Some(end) = workers.act(commands, guard)? {
        return Ok(end);
    }
    let started = Instant::now();
    loop {
        guard.draw(|frame| {
            let area = frame.area();
            // A change of size may be drawn before it is told.
            if model.size != (area.width, area.height) {
                model.size = (area.width, area.height);
                model.fit();
            }
            view(model, frame);
        })?;
        model.elapsed = started.elapsed();
        model.drawn();
        let Ok(first) = happened.recv() else { return Ok(End::Left) };
        let more = std::iter::from_fn(|| happened.try_recv().ok());
        for message in std::iter::once(first).chain(more).take(MOST_AT_ONCE) {
            model.elapsed = started.elapsed();
            let commands = update(model, message);
            if let Some(end) = workers.act(commands, guard)? {
                return Ok(end);
            }
        }
    }
}

impl Workers {
    /// Does what the model wants; says how it is to end, if it is.
    fn act(&mut self, commands: Vec<Cmd>, guard: &mut Guard) -> io::Result<Option<End>> {
        for command in commands {
            match command {
                Cmd::Read(place, asked) if asked.question.is_beside() => {
                    self.counter.ask(place, asked);
                }
                Cmd::Read(place, asked) => self.reader.ask(place, asked),
                Cmd::ForgetCount(place) => self.counter.forget(Question::COUNT, place),
                Cmd::Write(write) => self.writer.make(write),
                Cmd::Job(id, job) => self.jobs.start(id, *job)?,
                Cmd::Cancel(id) => self.jobs.cancel(id),
                Cmd::Remember(what) => self.writer.remember(what),
                Cmd::Copy(text) => match clipboard::copy(text.expose()) {
                    Ok(sequence) => guard.send(&sequence)?,
                    Err(error) => self.trouble(error.to_string()),
                },
                Cmd::Edit(text, suffix) => self.edit(guard, text.expose(), suffix)?,
                Cmd::Mouse(is_on) => guard.set_mouse(is_on)?,
                Cmd::Suspend => {
                    if let Err(error) = guard.stop() {
                        self.trouble(error.to_string());
                    }
                }
                Cmd::Redraw => guard.take_again()?,
                Cmd::Quit => return Ok(Some(End::Left)),
                Cmd::End(signal) => return Ok(Some(End::By(signal))),
            }
        }
        Ok(None)
    }

    fn trouble(&self, words: String) {
        // We hold the other end ourselves.
        let _ = self.messages.send(Msg::Trouble(words));
    }

    fn edit(&self, guard: &mut Guard, text: &str, suffix: &str) -> io::Result<()> {
        let paused = self.input.pause();
        let edited = guard.suspend(|| editor::edit(text, suffix, || self.input.is_ending()))?;
        drop(paused);
        let outcome = match edited {
            Ok(Edited::Changed(text)) => Ok(Secret::new(text)),
            Ok(Edited::Unchanged) => Err("the editor left the text as it was".to_owned()),
            Ok(Edited::Cancelled(reason)) => Err(reason),
            Err(error) => Err(error.to_string()),
        };
        let _ = self.messages.send(Msg::Edited(outcome));
        Ok(())
    }
}

/// Says something where the screens have been; if nobody listens there, to nobody.
fn say(words: &str) {
    let _ = writeln!(io::stderr(), "{}", crate::output::text::shown(words));
}
