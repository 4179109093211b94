"""What Billfold has to say to a log: paths, numbers and codes, never a record."""

import atexit
import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from billfold._call import call
from billfold._decode import text
from billfold._input import chosen
from billfold._library import ffi
from billfold.status import Numbered, numbered


@numbered("LOG_")
class LogLevel(Numbered):
    """How grave a message is."""

    OFF = "off"
    """Nothing is told."""
    ERROR = "error"
    """Something failed that nobody can put right: a damaged file, an unknown outcome, a panic."""
    WARN = "warn"
    """Something to look at: patience exhausted, a lease lapsed, a clock that is not believed."""
    INFO = "info"
    """What happens to stores: opened, brought up to date, swept, closed."""


Hook: TypeAlias = Callable[[LogLevel, str, str], None]
"""Takes a message: its level, the part of Billfold it comes from, and the message itself."""

_LOGGING = {
    LogLevel.ERROR: logging.ERROR,
    LogLevel.WARN: logging.WARNING,
    LogLevel.INFO: logging.INFO,
}

# What is lent to the library, until it says that it calls the hook no more.
_lent: set[Any] = set()


def _tell(user_data: Any, level: int, target: Any, message: Any) -> None:
    hook: Hook = ffi.from_handle(user_data)
    hook(LogLevel.of(level), text(target), text(message))


def _take_back(user_data: Any) -> None:
    _lent.discard(user_data)


# An error in a hook has nobody to go to: cffi prints it, and the library goes on.
_CALLBACK: Any = ffi.callback("billfold_log_callback", _tell)
_DESTRUCTOR: Any = ffi.callback("billfold_log_destructor", _take_back)


def log_set_hook(hook: Hook | None, level: LogLevel | str = LogLevel.INFO) -> None:
    """Has the hook told what Billfold has to say, from this level on, for all stores of the
    process, in place of the one before. None: nobody is told any more.

    It is called from any thread, from several at once, and must not call Billfold.

    :raises ValidationError: for the level
    """
    number = chosen(LogLevel, level, "level") or 0
    if hook is None:
        call("log_set_hook", ffi.NULL, ffi.NULL, ffi.NULL, number)
        return
    if not callable(hook):
        raise TypeError(f"hook: a function is needed, not {type(hook).__name__}")
    handle: Any = ffi.new_handle(hook)
    _lent.add(handle)
    try:
        call("log_set_hook", _CALLBACK, handle, _DESTRUCTOR, number)
    except BaseException:
        _lent.discard(handle)
        raise


def log_to(logger: logging.Logger, level: LogLevel | str = LogLevel.INFO) -> None:
    """Has a logger of :mod:`logging` told: ``billfold.log_to(logging.getLogger("billfold"))``."""

    if not isinstance(logger, logging.Logger | logging.LoggerAdapter):
        raise TypeError(f"logger: a Logger is needed, not {type(logger).__name__}")

    def tell(level: LogLevel, target: str, message: str) -> None:
        logger.log(_LOGGING.get(level, logging.INFO), "%s: %s", target, message)

    log_set_hook(tell, level)


# When the interpreter has gone, there is nobody to be told.
atexit.register(log_set_hook, None)
