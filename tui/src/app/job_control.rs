//! The process as a shell's job, which Ctrl-Z stops and `fg` goes on with.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;

/// Whether a SIGTSTP is under way that we sent ourselves.
static OURS: AtomicBool = AtomicBool::new(false);

/// Whether this job can be stopped.
///
/// # Errors
///
/// If no shell is there that could let it go on. A shell gives each job a process group of its
/// own; the command of a terminal window leads the session and would never be woken again.
pub(super) fn require_shell() -> io::Result<()> {
    if getsid(None)? == getpgrp() {
        let message = "there is no shell to go back to";
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    Ok(())
}

/// Stops this process and whatever else belongs to its job; returns when it goes on.
///
/// The whole job is stopped, as the terminal's own Ctrl-Z does: a shell waits for the script that
/// started us, not for us. The terminal must have been given back before.
pub(super) fn stop() -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    kill_current_process_group(Signal::TSTP)?;
    // We catch that signal, so that this is what stops us; and it does so before it returns.
    emulate_default_handler(SIGTSTP)
}

/// Whether the SIGTSTP that has arrived is the one that [`stop`] sent; it is asked once for each.
pub(super) fn is_ours() -> bool {
    OURS.swap(false, Ordering::SeqCst)
}
