//! What Billfold says to its host's log.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::{Arc, Once, PoisonError, RwLock};

use ::log::{Level, LevelFilter, Log, Metadata, Record};
use billfold_core::{Error, ErrorKind, Result};

use crate::error::{billfold_error, billfold_status};
use crate::guard::run;

/// Nothing is told.
pub const BILLFOLD_LOG_OFF: i32 = 0;
/// Something failed that nobody can put right: a damaged file, an unknown outcome, a panic.
pub const BILLFOLD_LOG_ERROR: i32 = 1;
/// Something to look at: patience exhausted, a lease lapsed, a clock that is not believed.
pub const BILLFOLD_LOG_WARN: i32 = 2;
/// What happens to stores: opened, brought up to date, swept, closed.
pub const BILLFOLD_LOG_INFO: i32 = 3;

/// Takes a message: with the user data, the level BILLFOLD_LOG_ERROR to BILLFOLD_LOG_INFO, the
/// part of Billfold that it comes from, such as `billfold::store`, and the message itself, both
/// lent for the time of the call. It is called from any thread, from several at once, when the call
/// that the message is about has let go of every lock, so it may call Billfold itself, or free what
/// it drops; it must not leave otherwise than by returning.
pub type billfold_log_callback = Option<
    unsafe extern "C" fn(
        user_data: *mut c_void,
        level: i32,
        target: *const c_char,
        message: *const c_char,
    ),
>;

/// Takes the user data back, once, when no call of the callback is under way any more: in the
/// thread that set the next hook, or in the one whose message was the last.
pub type billfold_log_destructor = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// Who is told, and from which level on.
struct Hook {
    callback: billfold_log_callback,
    user_data: *mut c_void,
    destructor: billfold_log_destructor,
}

// SAFETY: whoever sets a hook promises that it may be called from any thread.
unsafe impl Send for Hook {}
// SAFETY: as above, from several at once.
unsafe impl Sync for Hook {}

impl Hook {
    fn tell(&self, level: Level, target: &str, message: &str) {
        let Some(callback) = self.callback else { return };
        // A NUL inside would end it; it is left out instead.
        let text = |text: &str| CString::new(text.replace('\0', "")).unwrap_or_default();
        let (target, message) = (text(target), text(message));
        // SAFETY: whoever set the hook promised that it can be called so.
        unsafe {
            callback(self.user_data, number(level), target.as_ptr(), message.as_ptr());
        }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        if let Some(destructor) = self.destructor {
            // SAFETY: whoever set the hook promised that it can be called so, once.
            unsafe { destructor(self.user_data) };
        }
    }
}

/// The one hook of the process.
static HOOK: RwLock<Option<Arc<Hook>>> = RwLock::new(None);

/// Passes on to the hook what the core says.
struct Messages;

impl Log for Messages {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= ::log::max_level() && metadata.target().starts_with("billfold")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        // Let go of before the call, so that the hook can be replaced meanwhile.
        let hook = HOOK.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(hook) = hook {
            hook.tell(record.level(), record.target(), &record.args().to_string());
        }
    }

    fn flush(&self) {}
}

const fn number(level: Level) -> i32 {
    match level {
        Level::Error => BILLFOLD_LOG_ERROR,
        Level::Warn => BILLFOLD_LOG_WARN,
        Level::Info | Level::Debug | Level::Trace => BILLFOLD_LOG_INFO,
    }
}

/// What SQLite itself has to say, which is in no call's error: a log recovered, a page damaged.
fn of_sqlite(code: c_int, message: &str) {
    // Its notices are no faults.
    let level = if code & 0xff == rusqlite::ffi::SQLITE_NOTICE { Level::Info } else { Level::Warn };
    billfold_core::tell_of_sqlite(level, format_args!("SQLite ({code}): {message}"));
}

/// Has SQLite tell us; before the first store is opened, for later it takes no orders.
pub(crate) fn listen_to_sqlite() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: no store has been opened, so SQLite is at rest; the callback does not call it.
        // Should another user of this very copy have been faster, we just hear nothing.
        let _ = unsafe { rusqlite::trace::config_log(Some(of_sqlite)) };
    });
}

fn level_filter(level: i32) -> Result<LevelFilter> {
    match level {
        BILLFOLD_LOG_OFF => Ok(LevelFilter::Off),
        BILLFOLD_LOG_ERROR => Ok(LevelFilter::Error),
        BILLFOLD_LOG_WARN => Ok(LevelFilter::Warn),
        BILLFOLD_LOG_INFO => Ok(LevelFilter::Info),
        other => Err(Error::invalid("level", "invalid", format!("is {other}, no level"))),
    }
}

/// Puts our logger in the program's one place for it.
fn install() -> Result<()> {
    static INSTALLED: RwLock<bool> = RwLock::new(false);
    let mut installed = INSTALLED.write().unwrap_or_else(PoisonError::into_inner);
    if !*installed {
        ::log::set_logger(&Messages).map_err(|_| {
            let message = "the program, in Rust, has a logger of its own, which is told already";
            Error::new(ErrorKind::Unsupported, "logger_taken", message)
        })?;
        *installed = true;
    }
    Ok(())
}

/// Has the callback told what Billfold has to say to a log, from this level on, for all stores of
/// the process; in place of the one before, whose user data goes to its destructor when no call
/// of it is under way. A callback of NULL: nobody is told any more. Messages hold no names,
/// amounts, tokens or keys, but may hold the paths of stores.
///
/// The user data is the hook's once the call has succeeded, also with a callback of NULL, which
/// gives it back at once; `destructor` may be NULL. When this returns, a call of the callback
/// before may still be under way in another thread: only its destructor says that none is.
///
/// Statuses: BILLFOLD_VALIDATION for the level; BILLFOLD_UNSUPPORTED: logger_taken in a Rust
/// program that links this library as a crate and has a logger of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn billfold_log_set_hook(
    callback: billfold_log_callback,
    user_data: *mut c_void,
    destructor: billfold_log_destructor,
    level: i32,
    err: *mut *mut billfold_error,
) -> billfold_status {
    let work = || {
        let filter = level_filter(level)?;
        install()?;
        // Without a callback its user data is of no use: it goes back when this is let go.
        let taken = Arc::new(Hook { callback, user_data, destructor });
        let hook = callback.is_some().then(|| Arc::clone(&taken));
        let filter = if hook.is_some() { filter } else { LevelFilter::Off };
        let before = {
            let mut place = HOOK.write().unwrap_or_else(PoisonError::into_inner);
            ::log::set_max_level(filter);
            std::mem::replace(&mut *place, hook)
        };
        // Its destructor is the host's code: not under our lock.
        drop(before);
        Ok(())
    };
    // SAFETY: the caller keeps the header's rules.
    unsafe { run(err, work) }
}
