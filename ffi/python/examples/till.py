"""A till that needs no network: it takes payments, and tells others of them when it can.

    till.py sale 12.50 --cash         takes a payment in cash
    till.py sale 12.50                shows a link at which the customer pays: one to the payments
                                      service's sandbox, until the store's settings say otherwise,
                                      store.settings.update(payment_base_url=...)
    till.py paid ID card              notes that it was paid, and how
    till.py takings                   what the day has brought
    till.py tell https://shop.example/hooks
                                      who is to be told of payments; shows the secret, once
    till.py deliver [--now]           tells them, if there is a network

What was typed is written to the till's own journal and flushed before the store is asked, under a
key of its own. A till that is killed, at whatever moment, asks the store again when it is next
started, and the key sees to it that the sale is there once: never lost, never doubled.
"""

import argparse
import fcntl
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import billfold

TIMEOUT_SECONDS = 10
# What stays as it is in a URL, the percent sign of what is quoted already included.
SAFE = "/:@!$&'()*+,;=?~-._%[]"


@dataclass(frozen=True, slots=True)
class Sale:
    """What was typed."""

    key: str
    amount: str
    currency: str
    description: str | None
    cash: bool


class Journal:
    """What was typed, and what came of it: one line of JSON each, flushed before anyone goes on."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._open: dict[str, Sale] = {}
        good = 0
        for line in file:
            # A line that is cut off was never said to be typed.
            if not line.endswith(b"\n"):
                break
            self._read(json.loads(line))
            good += len(line)
        file.seek(good)
        file.truncate()

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator["Journal"]:
        """The journal, for this till alone."""
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            yield cls(file)

    def _read(self, line: dict[str, Any]) -> None:
        if "sale" in line:
            sale = Sale(**line["sale"])
            self._open[sale.key] = sale
        else:
            self._open.pop(line["key"], None)

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._read(line)

    def typed(self, sale: Sale) -> None:
        """From here on the sale is not lost."""
        self._write({"sale": asdict(sale)})

    def done(self, sale: Sale, payment: billfold.Payment) -> None:
        """The store has it."""
        self._write({"key": sale.key, "payment": payment.id})

    def refused(self, sale: Sale, error: billfold.BillfoldError) -> None:
        """The store will never have it."""
        self._write({"key": sale.key, "refused": error.code})

    def unfinished(self) -> list[Sale]:
        """What was typed, and of which nobody knows what came of it."""
        return list(self._open.values())


class Till:
    """A store, and the journal of who types at it."""

    def __init__(self, store: billfold.Store, journal: Journal) -> None:
        self.store = store
        self.journal = journal

    def resume(self) -> None:
        """Does what was typed before the till was killed."""
        for sale in self.journal.unfinished():
            payment = self._enter(sale)
            state = "was there" if payment.replayed else "is there now"
            print(f"{show(payment)}: typed before, {state}")

    def sell(self, sale: Sale) -> billfold.Payment:
        """Takes a payment, once."""
        self.journal.typed(sale)
        return self._enter(sale)

    def _enter(self, sale: Sale) -> billfold.Payment:
        try:
            # Both or neither: a sale in cash must not be there unpaid, and expire.
            with self.store.begin() as transaction:
                once = transaction.once(sale.key)
                payment = once.payments.create(
                    amount=sale.amount,
                    currency=sale.currency,
                    description=sale.description,
                    metadata={"sale": sale.key},
                )
                if sale.cash:
                    once.payments.complete(payment.id, {"type": "cash"})
        except billfold.ValidationError as error:
            self.journal.refused(sale, error)
            raise
        self.journal.done(sale, payment)
        return payment

    def takings(self) -> None:
        """Shows what the day has brought, in UTC."""
        today = self.store.now().date()
        stats = self.store.stats.get(since=today, until=today)
        for payment in self.store.payments.list("status:completed completed:today sort:created"):
            print(show(payment))
        for line in stats.table(billfold.StatsTable.TAKINGS):
            print(f"{line.count} payments, {line.sum} {line.currency}")


def show(payment: billfold.Payment) -> str:
    """A payment in a line."""
    what = f"  {payment.description}" if payment.description else ""
    return f"{payment.id}  {payment.amount} {payment.currency}{what}"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what is signed is for one receiver."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def send(claim: billfold.DeliveryClaim) -> dict[str, Any]:
    """Sends a delivery, and says what came of it, as the store wants to hear it."""
    headers = {header.name: header.value for header in claim.headers}
    begun = time.monotonic()
    told: dict[str, Any] = {}
    try:
        url = in_ascii(claim.url)
        request = urllib.request.Request(url, claim.body.encode(), headers, method="POST")
        opener = urllib.request.build_opener(_Stay)
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            told["status"] = answer.status
    except urllib.error.HTTPError as answer:
        told["status"] = answer.code
        told["retry_after"] = answer.headers.get("Retry-After")
        answer.close()
    except Exception as error:
        # No network, no such host, no HTTP, a URL that leads nowhere: whatever it is, the others'
        # deliveries do not wait for it.
        told["error"] = str(getattr(error, "reason", error)) or type(error).__name__
    told["duration"] = timedelta(seconds=time.monotonic() - begun)
    return told


def in_ascii(url: str) -> str:
    """A URL as it goes over a network, whatever letters it is written in."""
    parts = urllib.parse.urlsplit(url)
    place = parts.netloc
    if not place.isascii():
        name, colon, port = place.partition(":")
        place = name.encode("idna").decode() + colon + port
    quoted = (urllib.parse.quote(each, SAFE) for each in (parts.path, parts.query))
    return urllib.parse.urlunsplit((parts.scheme, place, *quoted, ""))


def report(
    store: billfold.Store, claim: billfold.DeliveryClaim, told: dict[str, Any]
) -> billfold.Delivery:
    """Reports what came of a delivery, however odd the answer was."""
    tell = partial(store.deliveries.report, claim.delivery_id, attempt=claim.attempt)
    try:
        return tell(**told)
    except billfold.ValidationError as error:
        return tell(error=f"no good answer: {error}", duration=told["duration"])


def deliver(store: billfold.Store, lease: timedelta) -> None:
    """Sends what is due, one after the other."""
    # One at a time: a lease must not end while others are being sent.
    while store.deliveries.due().due:
        for claim in store.deliveries.claim_due(1, lease=lease):
            told = send(claim)
            try:
                delivery = report(store, claim, told)
            except billfold.ConflictError as error:
                # Slower than the lease: another till has it by now.
                print(f"{claim.event_type}: {error.code}")
                continue
            print(f"{claim.event_type}: {told.get('status', told.get('error'))}, {delivery.status}")
    waiting = store.deliveries.due()
    if waiting.next_due_at is not None:
        wait = max(waiting.next_due_at - datetime.now(UTC), timedelta(0))
        print(f"{waiting.pending} on their way, the next in {wait.seconds} s")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="A till that needs no network.")
    parser.add_argument("--store", type=Path, default=Path("till.db"), help="the store's file")
    parser.add_argument("--operator", help="who is at the till")
    commands = parser.add_subparsers(dest="command", required=True)
    sale = commands.add_parser("sale", help="takes a payment")
    sale.add_argument("amount")
    sale.add_argument("--currency", default="USD")
    sale.add_argument("--description")
    sale.add_argument("--cash", action="store_true", help="it is paid already")
    paid = commands.add_parser("paid", help="notes that a payment was paid")
    paid.add_argument("id")
    paid.add_argument("how", help="cash, card, ...")
    commands.add_parser("takings", help="what the day has brought")
    commands.add_parser("resume", help="does only what was typed before")
    tell = commands.add_parser("tell", help="who is to be told of payments")
    tell.add_argument("url")
    sends = commands.add_parser("deliver", help="tells them")
    sends.add_argument("--now", action="store_true", help="the network is back: do not wait")
    sends.add_argument("--lease", type=int, default=60, help="seconds for one delivery")
    return parser


def act(till: Till, given: argparse.Namespace) -> None:
    """Does what was asked for."""
    store = till.store
    if given.command == "sale":
        key = str(uuid.uuid4())
        sale = Sale(key, given.amount, given.currency, given.description, given.cash)
        payment = till.sell(sale)
        print(f"{show(payment)}: {'paid' if sale.cash else payment.payment_link}")
    elif given.command == "paid":
        print(show(store.payments.complete(given.id, {"type": given.how})))
    elif given.command == "takings":
        till.takings()
    elif given.command == "tell":
        endpoint = store.webhook_endpoints.create(url=given.url, event_types=["payment.*"])
        assert endpoint.secret is not None
        print(endpoint.secret.reveal())


def main(words: list[str] | None = None) -> int:
    given = arguments().parse_args(words)
    try:
        with billfold.open(given.store) as store:
            if given.operator:
                store = store.operated_by(given.operator)
            if given.command == "deliver":
                # It types nothing, and may run beside who does.
                if given.now:
                    store.deliveries.end_waits()
                deliver(store, timedelta(seconds=given.lease))
                return 0
            with Journal.opened(given.store.with_suffix(".journal")) as journal:
                till = Till(store, journal)
                till.resume()
                act(till, given)
        return 0
    except billfold.BillfoldError as error:
        print(f"till: {error}", file=sys.stderr)
        return 75 if error.retryable else 1


if __name__ == "__main__":
    sys.exit(main())
