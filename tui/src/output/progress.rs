//! How far long work is: a bar on stderr, if that is a terminal.

use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, or nothing at all.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar of work that is called so.
    pub(crate) fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let form = "{msg} {wide_bar} {percent}% {pos}/{len} {eta}";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Self(bar.with_message(what))
    }

    /// The same, unless data goes to the terminal too: a bar would stand in the middle of it.
    pub(crate) fn beside_data(what: &'static str) -> Self {
        if io::stdout().is_terminal() { Self(ProgressBar::hidden()) } else { Self::new(what) }
    }

    /// So much is done.
    pub(crate) fn tell(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// This is being done now.
    pub(crate) fn step(&self, what: &'static str) {
        self.0.set_message(what);
    }

    /// Takes the bar away while something else is written to the terminal.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
