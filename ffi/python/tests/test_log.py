"""What the library has to say comes to whom it is told."""

import gc
import logging
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest

import billfold
from billfold import LogLevel, log
from billfold._call import call


class Hook:
    def __init__(self) -> None:
        self.told: list[tuple[LogLevel, str, str]] = []

    def __call__(self, level: LogLevel, target: str, message: str) -> None:
        self.told.append((level, target, message))


def fail() -> None:
    with billfold.open_in_memory() as store, pytest.raises(billfold.PanicError):
        call("debug_fail", store._handle(), billfold.ErrorKind.PANIC.number)


def test_a_hook_is_told_until_another_is_set() -> None:
    hook, other = Hook(), Hook()
    billfold.log_set_hook(hook, LogLevel.ERROR)
    fail()
    billfold.log_set_hook(other, LogLevel.ERROR)
    fail()
    billfold.log_set_hook(None)
    fail()
    for each in (hook, other):
        ((level, target, message),) = each.told
        assert level is LogLevel.ERROR
        assert target.startswith("billfold")
        assert message


def test_a_hook_is_given_back() -> None:
    hook = Hook()
    gone = weakref.ref(hook)
    billfold.log_set_hook(hook)
    del hook
    gc.collect()
    assert gone() is not None
    billfold.log_set_hook(None)
    gc.collect()
    assert gone() is None


def test_a_level_that_there_is_not_is_refused_and_keeps_nothing() -> None:
    hook = Hook()
    gone = weakref.ref(hook)
    with pytest.raises(billfold.ValidationError):
        billfold.log_set_hook(hook, LogLevel.of(99))
    del hook
    gc.collect()
    assert gone() is None


def test_a_logger_is_told(caplog: pytest.LogCaptureFixture) -> None:
    billfold.log_to(logging.getLogger("shop"), LogLevel.ERROR)
    with caplog.at_level(logging.INFO, "shop"):
        fail()
    billfold.log_set_hook(None)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_hook_that_fails_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda of: told.append(of.exc_type))
    errors = iter([ZeroDivisionError, SystemExit, KeyboardInterrupt])

    def hook(level: LogLevel, target: str, message: str) -> None:
        raise next(errors)

    billfold.log_set_hook(hook, LogLevel.ERROR)
    for _ in range(3):
        fail()
    billfold.log_to(None)
    assert told == [ZeroDivisionError, SystemExit, KeyboardInterrupt]


@pytest.mark.parametrize(
    ("level", "means"),
    [
        (logging.CRITICAL, LogLevel.ERROR),
        (logging.ERROR, LogLevel.ERROR),
        (logging.WARNING, LogLevel.WARN),
        (logging.INFO, LogLevel.INFO),
        (logging.DEBUG, LogLevel.INFO),
        (logging.NOTSET, LogLevel.INFO),
        (25, LogLevel.WARN),
        ("warning", LogLevel.WARN),
        ("WARN", LogLevel.WARN),
        ("debug", LogLevel.INFO),
        ("off", LogLevel.OFF),
        (LogLevel.ERROR, LogLevel.ERROR),
    ],
)
def test_a_logger_takes_its_own_levels(
    monkeypatch: pytest.MonkeyPatch, level: LogLevel | str | int, means: LogLevel
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(log, "log_set_hook", lambda hook, level: asked.append(level))
    billfold.log_to(logging.getLogger("shop"), level)
    assert list(map(LogLevel, asked)) == [means]


def test_a_level_that_there_is_not_is_told_by_those_there_are() -> None:
    with pytest.raises(billfold.ValidationError, match="none of off, error, warn, info"):
        billfold.log_to(logging.getLogger("shop"), "loud")
    for wrong in (True, 1.5, None):
        with pytest.raises(TypeError, match="level: a LogLevel is needed"):
            billfold.log_to(logging.getLogger("shop"), wrong)  # type: ignore[arg-type]


def test_what_was_said_is_told_in_order_before_another_listens(path: Path) -> None:
    told: list[tuple[int, str]] = []

    def slow(number: int) -> billfold.Hook:
        def hook(level: LogLevel, target: str, message: str) -> None:
            assert threading.current_thread().name == "billfold log"
            time.sleep(0.01)
            told.append((number, message))

        return hook

    for number in range(3):
        billfold.log_set_hook(slow(number))
        with billfold.open(path) as store:
            store.now()
    billfold.log_set_hook(None)
    assert {number for number, _ in told} == {0, 1, 2}
    assert [number for number, _ in told] == sorted(number for number, _ in told)
    first = [message for number, message in told if number == 1]
    assert first == [message for number, message in told if number == 2]


def test_a_hook_may_set_another(path: Path) -> None:
    hook = Hook()

    def first(level: LogLevel, target: str, message: str) -> None:
        billfold.log_set_hook(hook, LogLevel.ERROR)

    billfold.log_set_hook(first, LogLevel.ERROR)
    fail()
    while first in log._hooks.values():
        time.sleep(0.01)
    fail()
    billfold.log_set_hook(None)
    assert len(hook.told) == 1


def child(script: str, folder: Path) -> str:
    """What a process of its own prints, which must not take long."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Error" not in ran.stderr, ran.stderr
    return ran.stdout


FORGETS = """
import logging, billfold

class App:
    def __init__(self, path):
        self.me, self.store = self, billfold.open(path)

class Handler(logging.Handler):
    def emit(self, record):
        [dict(a=i) for i in range(1000)]
        [[i] for i in range(1000)]

log = logging.getLogger("billfold")
log.addHandler(Handler())
log.setLevel(logging.INFO)
billfold.log_to(log)
for number in range(50):
    App(f"{number}.db")
    with billfold.open("shop.db") as store:
        store.now()
print("done")
"""


def test_a_handler_that_allocates_may_have_forgotten_stores_collected(tmp_path: Path) -> None:
    assert child(FORGETS, tmp_path) == "done\n"


LOCKS = """
import logging, threading, time, billfold

class Handler(logging.Handler):
    def emit(self, record):
        time.sleep(0.001)
        if record.name == "app":
            # The last reference goes with the handler's lock held.
            globals().update(held=None)

log, app, handler = logging.getLogger("billfold"), logging.getLogger("app"), Handler()
for each in (log, app):
    each.addHandler(handler)
    each.setLevel(logging.INFO)
    each.propagate = False
billfold.log_to(log)
stop = time.monotonic() + 2

def opens():
    while time.monotonic() < stop:
        with billfold.open("one.db") as store:
            store.now()

def drops():
    global held
    while time.monotonic() < stop:
        held = billfold.open("two.db")
        app.info("x")

threads = [threading.Thread(target=each) for each in (opens, drops)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print("done")
"""


def test_a_handler_s_lock_and_the_library_s_do_not_wait_for_each_other(tmp_path: Path) -> None:
    assert child(LOCKS, tmp_path) == "done\n"


ENDS = """
import os, sys, time, billfold

def hook(level, target, message):
    time.sleep(0.05)
    print(os.getpid() == parent, flush=True)

parent = os.getpid()
billfold.log_set_hook(hook)
store = billfold.open("shop.db")
store.close()
if sys.argv[1:] == ["fork"]:
    forked = os.fork()
    if forked:
        sys.exit(os.waitpid(forked, 0)[1])
    billfold.open("other.db").close()
"""


def test_nothing_is_lost_at_the_end_of_the_process(tmp_path: Path) -> None:
    told = child(ENDS, tmp_path)
    assert told
    assert set(told.split()) == {"True"}
    other = tmp_path / "other"
    other.mkdir()
    forking = child("import sys; sys.argv.append('fork')" + ENDS, other)
    # Each process tells what it has said itself, and that once.
    assert forking.split().count("True") == len(told.split())
