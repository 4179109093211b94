"""Threads, garbage collection and the order in which things go."""

import gc
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import billfold
from billfold import _call
from billfold._library import lib


@pytest.fixture
def collecting() -> Iterator[None]:
    """Collects garbage all the time, in whatever thread and call."""
    before, stop = gc.get_threshold(), threading.Event()

    def collect() -> None:
        while not stop.is_set():
            gc.collect()

    gc.set_threshold(1, 1, 1)
    thread = threading.Thread(target=collect)
    thread.start()
    yield
    stop.set()
    thread.join()
    gc.set_threshold(*before)


@pytest.fixture
def creating(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Is set when somebody is about to create a payment, inside the handle."""
    inside = threading.Event()

    class Telling:
        def __getattr__(self, name: str) -> Any:
            function: Any = getattr(lib, name)
            if name != "billfold_payment_create":
                return function

            def create(*arguments: Any) -> Any:
                inside.set()
                return function(*arguments)

            return create

    monkeypatch.setattr(_call, "lib", Telling())
    return inside


@pytest.mark.usefixtures("collecting")
def test_nothing_is_collected_inside_a_call(store: billfold.Store) -> None:
    def work(worker: int) -> None:
        for number in range(20):
            made = store.once(f"{worker}-{number}").payments.create(
                amount=str(number + 1),
                currency="".join(["U", "S", "D"]),
                customer_name=f"Ana {worker} {number}",
                metadata={"worker": worker, "texts": ["a" * 100] * 5},
            )
            found = store.payments.list(f"customer:{billfold.filter_quote(f'Ana {worker}')}")
            assert found.page(limit=5).total >= 0
            assert store.payments.get(made.id).metadata["worker"] == worker
            with pytest.raises(billfold.ValidationError) as caught:
                store.payments.create(amount="x" * 30, currency="USD")
            assert caught.value.field == "amount"
        store.settings.update(currencies=[code.upper() for code in ("usd", "eur", "jpy")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert store.payments.list().page().total == 80


def test_one_handle_serves_many_threads(path: Path) -> None:
    with billfold.open(path) as store:

        def work(worker: int) -> list[str]:
            return [store.payments.create(amount=1, currency="USD").id for _ in range(25)]

        with ThreadPoolExecutor(8) as pool:
            made = [id for ids in pool.map(work, range(8)) for id in ids]
        assert len(set(made)) == 200
        assert {payment.id for payment in store.payments.list()} == set(made)
        assert store.events.verify().intact


def test_handles_go_in_any_order() -> None:
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]):
        store = billfold.open_in_memory()
        once = store.once("a")
        record = once.payments.create(amount=1, currency="USD")
        page = store.payments.list().page()
        things: list[object] = [store, once, record, page]
        del once, record, page
        for each in order:
            if each == 0:
                store.close()
            things[each] = None
            gc.collect()
        del things, store


def test_a_handle_closed_in_another_thread_serves_the_call_that_is_under_way(
    path: Path, creating: threading.Event
) -> None:
    with billfold.open(path) as owner, owner.begin() as transaction:
        transaction.payments.create(amount=1, currency="USD")
        creating.clear()
        other = billfold.open(path)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(other.payments.create, amount=2, currency="USD")
            assert creating.wait(30)
            other.close()
            other.close()
            gc.collect()
            assert not waiting.done()
            transaction.commit()
            assert waiting.result().amount == 2
        with pytest.raises(billfold.ClosedError):
            other.now()


def test_handles_closed_by_many_while_others_call_are_freed_once(path: Path) -> None:
    with billfold.open(path) as store:
        store.payments.create(amount=1, currency="USD")
        for _ in range(50):
            handle, ready = store.once("a"), threading.Barrier(4)

            def ask(handle: billfold.Store = handle, ready: threading.Barrier = ready) -> None:
                ready.wait()
                for _ in range(20):
                    with suppress(billfold.ClosedError):
                        handle.describe()

            def close(handle: billfold.Store = handle, ready: threading.Barrier = ready) -> None:
                ready.wait()
                handle.describe()
                handle.close()

            threads = [threading.Thread(target=each) for each in (ask, ask, ask)]
            for thread in threads:
                thread.start()
            with suppress(billfold.ClosedError):
                close()
            for thread in threads:
                thread.join()
            # Of the store's own and of this one, only the store's is left, whoever holds this.
            assert lib.billfold_debug_live() == 1
            with pytest.raises(billfold.ClosedError):
                handle.describe()


def test_a_call_is_broken_off_from_another_thread(path: Path, creating: threading.Event) -> None:
    with billfold.open(path) as store, store.begin() as transaction:
        transaction.payments.create(amount=1, currency="USD")
        creating.clear()
        work = store.interruptible()
        with ThreadPoolExecutor(1) as pool:
            # It waits for the writer, and holds no lock of the interpreter's meanwhile.
            waiting = pool.submit(work.payments.create, amount=2, currency="USD")
            assert creating.wait(30)
            begun = time.monotonic()
            work.interrupt()
            with pytest.raises(billfold.InterruptedCallError):
                waiting.result()
            assert time.monotonic() - begun < 5
        with pytest.raises(billfold.InterruptedCallError):
            work.payments.list().page()
        assert transaction.payments.list().page().total == 1
