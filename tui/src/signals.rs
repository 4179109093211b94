//! Being asked to stop: what is under way is finished first; asked twice, the process just ends.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use billfold_core::ErrorKind;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::failure::{Failure, Result};

/// Whether somebody has asked this process to stop.
#[derive(Clone)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for Ctrl-C and for the signal by which service managers end a process.
    pub(crate) fn listen() -> Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        let register = |signal| -> io::Result<()> {
            flag::register_conditional_default(signal, Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked)).map(drop)
        };
        [SIGINT, SIGTERM].into_iter().try_for_each(register).map_err(|error| {
            let message = format!("cannot listen for signals: {error}");
            Failure::new(ErrorKind::Internal, "signals", message)
        })?;
        Ok(Self(asked))
    }

    /// Whether it has been asked.
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
