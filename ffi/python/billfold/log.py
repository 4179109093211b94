"""What Billfold has to say to a log: paths, numbers and codes, never a record."""

import atexit
import logging
import os
import sys
import threading
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue
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
_SECONDS_TO_FLUSH = 10

# The library speaks where it stands, maybe with locks held, and an object that the collector finds
# there, or the lock of a handler, might need one of them. So what it says is only put down, as one
# text, which the collector does not look at, and a thread of its own tells it.
_said: SimpleQueue[str | int | threading.Event] = SimpleQueue()
_hooks: dict[int, Hook] = {}
_numbers = count(1)
_teller: threading.Thread | None = None


def _say(user_data: Any, level: int, target: Any, message: Any) -> None:
    number = int(ffi.cast("uintptr_t", user_data))
    _said.put(f"{number}\0{level}\0{text(target)}\0{text(message)}")


def _take_back(user_data: Any) -> None:
    _said.put(int(ffi.cast("uintptr_t", user_data)))


_CALLBACK: Any = ffi.callback("billfold_log_callback", _say)
_DESTRUCTOR: Any = ffi.callback("billfold_log_destructor", _take_back)


def _tell(said: str) -> None:
    number, level, target, message = said.split("\0", 3)
    hook = _hooks.get(int(number))
    if hook is None:
        return
    try:
        hook(LogLevel.of(int(level)), target, message)
    except BaseException:
        # It has nobody to go to, and the next message is to be told all the same.
        told = (*sys.exc_info(), threading.current_thread())
        threading.excepthook(threading.ExceptHookArgs(told))


def _tell_all(said: SimpleQueue[str | int | threading.Event]) -> None:
    while True:
        each = said.get()
        if isinstance(each, str):
            _tell(each)
        elif isinstance(each, int):
            _hooks.pop(each, None)
        else:
            each.set()


def resume() -> None:
    """Has a thread that tells, in a process that was forked too."""
    global _teller
    if _hooks and _teller is None:
        _teller = threading.Thread(
            target=_tell_all, args=(_said,), name="billfold log", daemon=True
        )
        _teller.start()


def _flush() -> None:
    """Waits until all that was said is told."""
    if _teller is None or _teller is threading.current_thread():
        return
    done = threading.Event()
    _said.put(done)
    done.wait(_SECONDS_TO_FLUSH)


def _forget() -> None:
    # The parent tells what it was told, by a thread that the child has not.
    global _said, _teller
    _said, _teller = SimpleQueue(), None


os.register_at_fork(after_in_child=_forget)


def log_set_hook(hook: Hook | None, level: LogLevel | str = LogLevel.INFO) -> None:
    """Has the hook told what Billfold has to say, from this level on, for all stores of the
    process, in place of the one before. None: nobody is told any more.

    A thread of its own calls it with one message after the other, in their order; calls do not wait
    for it. What was said before this function is called, or before the process ends, is told by
    then, unless a hook takes more than ten seconds for it. What a hook raises goes to
    :func:`threading.excepthook`. In a process that was forked it is told of the stores that are
    opened there.

    :raises ValidationError: for the level
    """
    number = chosen(LogLevel, level, "level")
    if number is None:
        raise TypeError("level: a LogLevel is needed, not NoneType")
    if hook is None:
        call("log_set_hook", ffi.NULL, ffi.NULL, ffi.NULL, number)
        _flush()
        return
    if not callable(hook):
        raise TypeError(f"hook: a function is needed, not {type(hook).__name__}")
    name = next(_numbers)
    _hooks[name] = hook
    try:
        resume()
        call("log_set_hook", _CALLBACK, ffi.cast("void *", name), _DESTRUCTOR, number)
    except BaseException:
        _hooks.pop(name, None)
        raise
    _flush()


def log_to(
    logger: logging.Logger | logging.LoggerAdapter[Any] | None,
    level: LogLevel | str | int = LogLevel.INFO,
) -> None:
    """Has a logger of :mod:`logging` told: ``billfold.log_to(logging.getLogger("billfold"))``; see
    :func:`log_set_hook`. None: nobody is told any more.

    :param level: one of Billfold's, or of logging's, as a number or a name: ``logging.WARNING``
    :raises ValidationError: for the level
    """
    if logger is None:
        log_set_hook(None)
        return
    if not isinstance(logger, logging.Logger | logging.LoggerAdapter):
        raise TypeError(f"logger: a Logger is needed, not {type(logger).__name__}")

    def tell(level: LogLevel, target: str, message: str) -> None:
        logger.log(_LOGGING.get(level, logging.INFO), "%s: %s", target, message)

    log_set_hook(tell, _of_logging(level))


def _of_logging(level: Any) -> Any:
    """A level of logging's as the one that lets through what it would; others as they are."""
    number = logging.getLevelNamesMapping().get(str(level).upper())
    if isinstance(level, int) and not isinstance(level, bool):
        number = level
    if number is None:
        return level
    if number > logging.WARNING:
        return LogLevel.ERROR
    return LogLevel.WARN if number > logging.INFO else LogLevel.INFO


# When the interpreter has gone, there is nobody to be told.
atexit.register(log_set_hook, None)
