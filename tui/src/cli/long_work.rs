//! Work that takes its time: a bar while it lasts, and an end when the user wants one.

use std::ops::ControlFlow;

use crate::failure::Result;
use crate::output::Progress;
use crate::signals::Stop;

/// What the work is told with: hand [`LongWork::tell`] to the core.
pub(crate) struct LongWork {
    bar: Progress,
    stop: Stop,
}

impl LongWork {
    /// Begins: from now on Ctrl-C calls the work off, which then cleans up after itself.
    pub(crate) fn begin() -> Result<Self> {
        let stop = Stop::listen()?;
        Ok(Self { bar: Progress::new("begin"), stop })
    }

    /// Shows how far it is; breaks if the user has had enough.
    pub(crate) fn tell(&self, progress: billfold_core::Progress) -> ControlFlow<()> {
        self.bar.step(progress.step);
        self.bar.tell(progress.done, progress.total);
        if self.stop.is_asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
