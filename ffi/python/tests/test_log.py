"""What the library has to say comes to whom it is told."""

import gc
import logging
import sys
import weakref

import pytest

import billfold
from billfold import LogLevel
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
    monkeypatch.setattr(sys, "unraisablehook", lambda of: told.append(of.exc_type))

    def hook(level: LogLevel, target: str, message: str) -> None:
        raise ZeroDivisionError

    billfold.log_set_hook(hook, LogLevel.ERROR)
    fail()
    billfold.log_set_hook(None)
    assert told == [ZeroDivisionError]
