"""A handler of a signal may raise at any moment: nothing of what a call gave is lost."""

import gc
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import billfold
from billfold._library import lib

SIGNALS = 300


rung = threading.Event()


class Break(BaseException):
    """What the handler raises, as Ctrl-C's does."""


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Alarms raise, also where nobody hears of it: where an object goes."""

    def ring(*_: object) -> None:
        rung.set()
        raise Break

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def broken_off(use: Callable[[], object]) -> None:
    """Goes on until a signal comes."""
    rung.clear()
    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0005, 0.003))
    try:
        while not rung.is_set():
            use()
    except Break:
        return


@pytest.mark.usefixtures("alarms")
def test_no_page_no_handle_and_no_error_is_lost(store: billfold.Store) -> None:
    def page() -> None:
        store.customers.list().page(limit=20)

    def handle() -> None:
        store.once("order-1").payments.list().page(limit=1)

    def error() -> None:
        try:
            store.payments.get("no id")
        except billfold.ValidationError:
            return

    for number in range(20):
        store.customers.create(name=f"Ana {number}")
    gc.collect()
    before = lib.billfold_debug_live()
    for use in (page, handle, error):
        for _ in range(SIGNALS // 3):
            broken_off(use)
        gc.collect()
        assert lib.billfold_debug_live() == before, use
    assert not store._handle()._inside
    store.close()
    gc.collect()
    assert lib.billfold_debug_live() == 0


@pytest.mark.usefixtures("alarms")
def test_a_transaction_that_nobody_got_holds_no_writer(path: Path) -> None:
    with billfold.open(path, patience=timedelta(seconds=20)) as store:
        before = lib.billfold_debug_live()
        first = store.begin()

        def end() -> None:
            time.sleep(0.4)
            # The alarm has rung, and the call waits inside.
            first.commit()
            first.close()

        ender = threading.Thread(target=end)
        ender.start()
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(Break), store.begin() as second:
            second.customers.create(name="Ana")
        ender.join()
        gc.collect()
        assert lib.billfold_debug_live() == before
        begun = time.monotonic()
        store.customers.create(name="Eva")
        assert time.monotonic() - begun < 5
        assert [each.name for each in store.customers.list()] == ["Eva"]
        assert os.fspath(path) in repr(store)
