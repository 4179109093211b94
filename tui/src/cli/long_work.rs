//! Work that takes its time: a bar while it lasts, and an end when the user wants one.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use billfold_core::ErrorKind;

use crate::failure::{Failure, Result};
use crate::output::Progress;

/// What the work is told with: hand [`LongWork::tell`] to the core.
pub(crate) struct LongWork {
    bar: Progress,
    is_called_off: Arc<AtomicBool>,
}

impl LongWork {
    /// Begins: from now on Ctrl-C calls the work off, which then cleans up after itself.
    pub(crate) fn begin() -> Result<Self> {
        let is_called_off = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_called_off);
        ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst)).map_err(|error| {
            let message = format!("cannot listen for an interruption: {error}");
            Failure::new(ErrorKind::Internal, "internal", message)
        })?;
        Ok(Self { bar: Progress::new("begin"), is_called_off })
    }

    /// Shows how far it is; breaks if the user has had enough.
    pub(crate) fn tell(&self, progress: billfold_core::Progress) -> ControlFlow<()> {
        self.bar.step(progress.step);
        self.bar.tell(progress.done, progress.total);
        match self.is_called_off.load(Ordering::SeqCst) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}
