"""Other processes: forked, killed, at work on the same file."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import billfold


def test_a_forked_child_is_told_so_and_the_parent_goes_on(path: Path) -> None:
    with billfold.open(path) as store:
        kept = store.payments.create(amount=1, currency="USD")
        child = os.fork()
        if child == 0:
            # Nothing of pytest's may run here: whatever happens, the child ends.
            os._exit(in_child(store, path, kept))
        assert os.waitpid(child, 0)[1] == 0
        assert store.payments.list().page().total == 2
        assert kept.json()


def in_child(store: billfold.Store, path: Path, kept: billfold.Payment) -> int:
    try:
        for use in (store.now, store.once("a").payments.list().page, store.begin):
            try:
                use()
            except billfold.ForkedError:
                continue
            return 1
        # What was read before can be read, and the parent's handle be given back.
        if not kept.json():
            return 2
        store.close()
        with billfold.open(path) as own:
            own.payments.create(amount=2, currency="USD")
            return 0 if own.payments.list().page().total == 2 else 3
    except BaseException:
        return 4


CREATES = """
import sys, billfold
with billfold.open(sys.argv[1]) as store:
    number = 0
    while sys.argv[2] == "for ever" or number < int(sys.argv[2]):
        number += 1
        till = store.once(f"{sys.argv[3]}-{number}")
        print(till.payments.create(amount=number, currency="USD").id, flush=True)
"""


def creates(path: Path, how_many: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CREATES, os.fspath(path), how_many, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_acknowledged_is_there_after_a_kill(path: Path) -> None:
    told: list[str] = []
    for round_number in range(3):
        with creates(path, "for ever", f"round-{round_number}") as child:
            assert child.stdout is not None
            told += [child.stdout.readline().strip() for _ in range(20 + 7 * round_number)]
            child.send_signal(signal.SIGKILL)
            told += [line.strip() for line in child.stdout if line.endswith("\n")]
        with billfold.open(path) as store:
            there = {payment.id for payment in store.payments.list()}
            assert set(told) <= there
            # The one under way may be there too, unacknowledged; no other.
            assert len(there) <= len(told) + round_number + 1
            assert store.check().sound
    with creates(path, "5", "round-0") as child:
        assert child.stdout is not None
        again = [line.strip() for line in child.stdout]
    assert again == told[:5]


def test_two_processes_share_a_file(path: Path) -> None:
    with billfold.open(path) as store:
        children = [creates(path, "40", f"process-{each}") for each in range(2)]
        told: set[str] = set()
        seen, deadline = 0, time.monotonic() + 60
        while seen < 80 and time.monotonic() < deadline:
            seen += len(store.changes_since(seen))
        for child in children:
            with child:
                assert child.stdout is not None
                told |= {line.strip() for line in child.stdout}
            assert child.returncode == 0
        assert {payment.id for payment in store.payments.list()} == told
        assert (len(told), seen) == (80, 80)
