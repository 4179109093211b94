"""Handles: opening, deriving, closing, transactions."""

import copy
import gc
import os
import pickle
import threading
import warnings
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import NOON

import billfold
from billfold import OpenMode, _call
from billfold import store as stores
from billfold._library import lib


def total(store: billfold.Store) -> int:
    return store.payments.list().page().total


def pay(store: billfold.Store) -> billfold.Payment:
    return store.payments.create(amount=1, currency="USD")


def test_a_store_is_closed_at_the_end_of_its_with(path: Path) -> None:
    with billfold.open(path) as store:
        pay(store)
        assert store.describe() == billfold.StoreInfo(os.fspath(path), read_only=False)
        till = store.operated_by("Ana")
        assert repr(store) == f"<Store {os.fspath(path)!r}>"
    store.close()
    with pytest.raises(billfold.ClosedError) as caught:
        total(store)
    assert caught.value.code == "closed"
    assert "closed" in repr(store)
    with pytest.raises(billfold.ClosedError):
        total(till)


def test_two_who_opened_a_file_do_not_close_each_other_s(path: Path) -> None:
    with billfold.open(path) as one:
        with billfold.open(path) as other:
            pay(other)
        assert total(one) == 1
        with billfold.open(path) as other:
            one.close_everywhere()
            for store in (one, other):
                with pytest.raises(billfold.ClosedError):
                    total(store)


def test_who_forgets_to_close_is_warned_and_nothing_leaks(path: Path) -> None:
    store = billfold.open(path)
    with pytest.warns(ResourceWarning, match="was not closed"):
        del store
        gc.collect()
    with billfold.open(path) as store:
        transaction = store.begin()
        pay(transaction)
        with pytest.warns(ResourceWarning, match="Transaction"):
            del transaction
            gc.collect()
        assert total(store) == 0
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pay(store.once("order-1"))
            gc.collect()


def test_what_is_to_be_there_already(path: Path) -> None:
    with pytest.raises(billfold.NotFoundError):
        billfold.open(path, mode=OpenMode.EXISTING)
    billfold.open(path, mode=OpenMode.CREATE).close()
    with pytest.raises(billfold.ConflictError):
        billfold.open(path, mode=OpenMode.CREATE)
    with billfold.open(path, mode=OpenMode.READ_ONLY) as store:
        assert store.describe().read_only
        with pytest.raises(billfold.ReadOnlyError):
            pay(store)
    path.with_name("other.db").write_text("Nothing of ours.")
    with pytest.raises(billfold.CorruptError):
        billfold.open(path.with_name("other.db"))
    assert billfold.store_has_file(path, path.with_name("shop.db-wal"))
    assert not billfold.store_has_file(path, path.with_name("other.db"))


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    with billfold.open(path) as store:
        with store.begin() as transaction:
            pay(transaction)
            assert total(store) == 0
        assert total(store) == 1
        with pytest.raises(ZeroDivisionError), store.begin() as transaction:
            pay(transaction)
            raise ZeroDivisionError
        assert total(store) == 1
        with store.begin() as transaction:
            pay(transaction)
            transaction.rollback()
        assert total(store) == 1
        with store.begin() as transaction:
            pay(transaction)
            transaction.commit()
            with pytest.raises(billfold.ConflictError) as caught:
                transaction.commit()
            assert caught.value.code == "transaction_ended"
        assert total(store) == 2
        with pytest.raises(billfold.ConflictError):
            store.commit()
        with store.begin() as transaction, pytest.raises(billfold.ConflictError):
            transaction.begin()


def test_a_transaction_has_a_lease(path: Path) -> None:
    short = timedelta(milliseconds=50)
    with billfold.open(path, lease=short, patience=timedelta(seconds=5)) as store:
        with pytest.raises(billfold.BusyError) as caught, store.begin() as transaction:
            pay(transaction)
            pay(store)
        assert caught.value.code == "lease_lapsed"
        assert total(store) == 1


def test_a_transaction_that_is_closed_is_rolled_back_whoever_derives_from_it(path: Path) -> None:
    with billfold.open(path, patience=timedelta(0)) as store:
        transaction = store.begin()
        once = transaction.once("order-1")
        pay(once)
        transaction.close()
        transaction.close()
        assert pay(store).amount == 1
        with pytest.raises(billfold.ClosedError):
            pay(once)
        assert total(store) == 1


def test_a_transaction_that_was_closed_does_not_end_as_if_it_were_done(path: Path) -> None:
    with billfold.open(path) as store:
        with pytest.raises(billfold.ClosedError), store.begin() as transaction:
            pay(transaction)
            transaction.close()
        with pytest.raises(ZeroDivisionError), store.begin() as transaction:
            transaction.close()
            raise ZeroDivisionError
        with pytest.raises(billfold.ClosedError), store.begin() as transaction:
            pay(transaction)
            store.close()
    with billfold.open(path) as store:
        assert total(store) == 0


def test_with_what_was_opened_ends_all_that_derives_from_it(path: Path) -> None:
    derived: list[billfold.Store] = []
    with billfold.open(path) as other, billfold.open(path) as store:
        client = store.clients.create(name="Shop")
        scoped = store.scoped_client(client.client_id, client.shown_secret())
        once = store.once("order-1")
        dry = once.dry_run()
        # What is closed apart takes nothing with it.
        once.close()
        assert total(dry) == 0
        transaction = store.begin()
        derived += [once, dry, scoped, transaction, transaction.operated_by("Ana")]
        pay(derived[-1])
        waiting = threading.Thread(target=pay, args=(other,))
        waiting.start()
        store.close()
        # The transaction was rolled back, and holds the writer no more.
        waiting.join(5)
        assert not waiting.is_alive()
        for each in (store, *derived):
            with pytest.raises(billfold.ClosedError):
                each.describe()
        with pytest.raises(billfold.ClosedError):
            transaction.commit()
        assert total(other) == 1
        # All of it is freed, whoever keeps what is left.
        assert lib.billfold_debug_live() == 2


def test_what_is_derived_while_it_is_closed_is_closed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = billfold.open(path)

    def derive(name: str, handle: _call.Handle, *arguments: Any) -> _call.Handle:
        place = _call.place_for("store")
        _call.call(name, handle, *arguments, place)
        # The library has answered, and nobody knows of it yet.
        store.close()
        return _call.Handle(place, handle)

    monkeypatch.setattr(stores, "call_for_store", derive)
    late = store.once("order-1")
    with pytest.raises(billfold.ClosedError):
        late.describe()
    assert lib.billfold_debug_live() == 0


def test_a_handle_shows_what_it_is(path: Path) -> None:
    with billfold.open(path) as store:
        client = store.clients.create(name="Shop")
        key = store.api_keys.create(client_id=client.client_id).shown_key()
        at = os.fspath(path)
        scoped = store.scoped_client(client.client_id, client.shown_secret())
        for made, shown in (
            (store.dry_run(), "dry run"),
            (store.once("key").if_version(3), "once 'key' if version 3"),
            (store.operated_by("Ana"), "operated by 'Ana'"),
            (store.interruptible(), "interruptible"),
            (store.scoped(key), "scoped"),
            (scoped, f"scoped to client {client.client_id}"),
        ):
            assert repr(made) == f"<Store {at!r} {shown}>"
            assert key.reveal() not in repr(made)
        with store.once("key").begin() as transaction:
            assert repr(transaction) == f"<Transaction {at!r} once 'key'>"
        assert repr(store.payments) == f"<Payments of <Store {at!r}>>"
        dry = store.dry_run()
    assert repr(dry) == f"<Store {at!r} dry run closed>"


def test_what_is_collected_is_not_used_by_finalizers(path: Path) -> None:
    found: list[str] = []

    class App:
        def __init__(self) -> None:
            self.me = self
            self.transaction = billfold.open(path).begin()

        def __del__(self) -> None:
            for use in (self.transaction.describe, self.transaction.close):
                try:
                    use()
                except billfold.ClosedError as error:
                    found.append(error.code)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(20):
            App()
            gc.collect()
    assert found == ["closed"] * 20
    with billfold.open(path) as store:
        assert total(store) == 0


def test_a_store_is_neither_copied_nor_pickled(store: billfold.Store) -> None:
    for use in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="a Store is neither copied nor pickled: open"):
            use(store)


def test_a_file_is_closed_at_the_end_of_its_with_whoever_keeps_an_error(path: Path) -> None:
    def is_open() -> bool:
        found = Path("/proc/self/fd").iterdir()
        return any(path.name in os.readlink(each) for each in found if each.exists())

    kept: list[BaseException] = []
    with billfold.open(path) as store:
        record = pay(store)
        for ask in (store.payments.get, store.deliveries.claim_one):
            with pytest.raises(billfold.BillfoldError) as caught:
                ask("no id")
            kept.append(caught.value)
        with pytest.raises(ZeroDivisionError) as divided, store.begin() as transaction:
            pay(transaction)
            transaction.payments.get(record.id).amount / 0
        assert is_open()
    assert not is_open()
    assert all(each.__traceback__ for each in [*kept, divided.value])


def test_times_to_wait_are_whole_milliseconds(path: Path) -> None:
    short = timedelta(microseconds=1500)
    with pytest.raises(billfold.ValidationError, match=r"patience: .* whole number"):
        billfold.open(path, patience=short)
    with pytest.raises(billfold.ValidationError, match=r"lease: .* whole number"):
        billfold.open(path, lease=short)
    assert not path.exists()
    with billfold.open(path) as store:
        for claim in (store.deliveries.claim_due, partial(store.deliveries.claim_one, "x")):
            with pytest.raises(billfold.ValidationError) as caught:
                claim(lease=timedelta(milliseconds=1500))
            assert caught.value.field == "lease"
            with pytest.raises(billfold.BillfoldError):
                claim(lease=0)


def test_patience_has_an_end(path: Path) -> None:
    with billfold.open(path, patience=timedelta(0)) as store, store.begin() as transaction:
        pay(transaction)
        with pytest.raises(billfold.BusyError) as caught:
            pay(store)
        assert caught.value.retryable


def test_handles_derive_from_handles(store: billfold.Store) -> None:
    made = pay(store.operated_by("Ana"))
    assert [event.actor for event in store.events.history(made.id)] == ["Ana"]
    assert pay(store.dry_run()).id != made.id
    assert total(store) == 1
    changed = store.if_version(1).payments.update(made.id, description="x")
    assert changed.version == 2
    with pytest.raises(billfold.UnsupportedError):
        store.interrupt()


def test_events_are_told_and_proved(store: billfold.Store) -> None:
    made = pay(store)
    head = store.events.log_head()
    store.payments.expire(made.id)
    events = store.changes_since(head.count)
    assert [event.event_type for event in events] == ["payment.expired"]
    assert (events[0].previous_status, events[0].data["status"]) == ("pending", "expired")
    assert store.events.verify(head.hash, head.count).intact
    with pytest.raises(billfold.ValidationError):
        store.changes_since(-1)


def test_time_is_what_it_is_set_to(store: billfold.Store) -> None:
    pay(store)
    store.set_time(NOON + timedelta(hours=2))
    assert store.now() == NOON + timedelta(hours=2)
    assert store.sweep().payments_expired == 1
    with billfold.open_in_memory() as other, pytest.raises(billfold.UnsupportedError):
        other.set_time(NOON)


def test_a_store_is_kept_and_carried_over(path: Path, tmp_path: Path) -> None:
    copy, lines = tmp_path / "copy.db", tmp_path / "shop.jsonl"
    with billfold.open(path) as store:
        made = pay(store)
        backup = store.backup(copy)
        assert (backup.path, backup.event_count) == (os.fspath(copy), 1)
        assert store.progress().step
        report = store.check()
        assert report.sound
        assert report.checks
        assert all(each.outcome is not billfold.CheckOutcome.FAULTS for each in report.checks)
        assert store.compact().bytes_after > 0
        kinds = {each.kind: each.records for each in store.export(lines).kinds}
        assert kinds["payment"] == 1
        with pytest.raises(billfold.ConflictError):
            store.export(lines)
    with billfold.open(copy) as store:
        assert store.payments.get(made.id).amount == made.amount
    with billfold.open(tmp_path / "new.db") as store:
        assert store.import_(lines).created
        assert store.payments.get(made.id).created_at == made.created_at
        lines.write_text("no JSON\n")
        (refusal,) = store.import_(lines, kind="payment").refusals
        assert (refusal.line, refusal.status) == (1, billfold.ErrorKind.VALIDATION)
