"""Durable creates and page reads, beside SQLAlchemy 2 over sqlite3 with the same rows.

    creates_and_pages.py [--seconds 5] [--quick]

Both run in one process on one disk, in turns; the ratios are what to look at. Both are durable in
the same way (WAL, synchronous=FULL), one commit a create, and both give every record as a Python
object with Decimal amounts and aware datetimes, metadata read when it is looked at.

A create of Billfold's is the payment, its event with a hash over it and the one before, the
counters, and the head of the log, below triggers and ten indexes. The peer writes the same row of
the payment and the same row of the event, with any 32 bytes for the hash; it has no counters, no
triggers, no checks of its input, and of the indexes only those that reading needs. So it is spared
work. A page is a hundred payments, newest first, by cursor; with the first page goes the exact
total, which Billfold keeps and the peer counts.

--quick measures nothing: it makes the same few payments in both and holds the rows against each
other.
"""

import argparse
import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String, create_engine, event, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

import billfold

ROWS = 20_000
PAGE = 100
PAGES = 5
LIFETIME = timedelta(hours=1)
ZERO_HASH = bytes(32)


class Moment(TypeDecorator[datetime]):
    """A datetime in UTC, kept as Unix seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Cents(TypeDecorator[Decimal]):
    """An amount of two decimals, kept in minor units."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.scaleb(2))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Base(DeclarativeBase):
    pass


class PeerPayment(Base):
    """The columns of Billfold's table."""

    __tablename__ = "payment"

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    client: Mapped[int | None]
    orchestrator: Mapped[int | None]
    customer: Mapped[int | None]
    status: Mapped[str]
    amount: Mapped[Decimal] = mapped_column("amount_minor", Cents)
    currency: Mapped[str] = mapped_column(String(3))
    mcc: Mapped[int | None]
    description: Mapped[str | None]
    metadata_text: Mapped[str] = mapped_column("metadata")
    success_url: Mapped[str | None]
    cancel_url: Mapped[str | None]
    payment_method: Mapped[str | None]
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    late_at: Mapped[datetime | None] = mapped_column(Moment)
    late_method: Mapped[str | None]
    fee_plan: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int]

    __table_args__ = (Index("payment_by_creation", "created_at", "seq"),)


class PeerEvent(Base):
    """The columns of Billfold's table."""

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[int]
    site_seq: Mapped[int]
    id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    type: Mapped[str]
    object: Mapped[str]
    object_id: Mapped[str]
    object_version: Mapped[int]
    previous_status: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    body: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


def given(number: int) -> dict[str, Any]:
    """What the payment of this number is made of."""
    return {
        "amount": Decimal(100 + number % 90_000).scaleb(-2),
        "currency": ("USD", "EUR", "GBP")[number % 3],
        "description": f"Payment for order #{number}",
        "metadata": {"order_id": f"order-{number}", "product_id": "prod-456"},
    }


class Ours:
    """Billfold."""

    name = "billfold"

    def __init__(self, path: Path) -> None:
        self.store = billfold.open(path)

    def create(self, number: int) -> None:
        self.store.payments.create(**given(number))

    def fill(self, rows: int) -> None:
        for start in range(0, rows, 1000):
            with self.store.begin() as transaction:
                for number in range(start, min(start + 1000, rows)):
                    transaction.payments.create(**given(number))

    def pages(self) -> tuple[list[billfold.Payment], int]:
        listing = self.store.payments.list()
        page = listing.page(limit=PAGE)
        found = list(page)
        for _ in range(PAGES - 1):
            if page.next_cursor is None:
                break
            page = listing.page(limit=PAGE, cursor=page.next_cursor, known_total=page.total)
            found += page
        return found, page.total

    def rows(self) -> list[tuple[Any, ...]]:
        found, _ = self.pages()
        return [
            (
                each.amount,
                each.currency,
                each.description,
                dict(each.metadata),
                each.status.value,
                each.expires_at - each.created_at,
                each.version,
            )
            for each in found
        ]

    def events(self) -> int:
        return len(self.store.changes_since(0, limit=1000))

    def close(self) -> None:
        self.store.close()


class Peer:
    """SQLAlchemy."""

    name = "sqlalchemy"

    def __init__(self, path: Path) -> None:
        self.engine = create_engine(f"sqlite:///{path}")

        @event.listens_for(self.engine, "connect")
        def pragmas(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

        Base.metadata.create_all(self.engine)

    def _add(self, session: Session, number: int) -> None:
        id, now = uuid.uuid4(), datetime.now(UTC)
        made = given(number)
        metadata = json.dumps(made.pop("metadata"), separators=(",", ":"))
        session.add(
            PeerPayment(
                id=id.bytes,
                status="pending",
                metadata_text=metadata,
                created_at=now,
                updated_at=now,
                expires_at=now + LIFETIME,
                version=1,
                **made,
            )
        )
        body = {
            "id": str(id),
            "status": "pending",
            "amount": str(made["amount"]),
            "currency": made["currency"],
            "description": made["description"],
            "metadata": json.loads(metadata),
            "created_at": now.isoformat(),
            "version": 1,
        }
        session.add(
            PeerEvent(
                site=1,
                site_seq=number + 1,
                id=uuid.uuid4().bytes,
                type="payment.created",
                object="payment",
                object_id=str(id),
                object_version=1,
                actor="owner",
                at=now,
                body=json.dumps(body),
                hash=ZERO_HASH,
            )
        )

    def create(self, number: int) -> None:
        with Session(self.engine) as session:
            self._add(session, number)
            session.commit()

    def fill(self, rows: int) -> None:
        for start in range(0, rows, 1000):
            with Session(self.engine) as session:
                for number in range(start, min(start + 1000, rows)):
                    self._add(session, number)
                session.commit()

    def pages(self) -> tuple[list[PeerPayment], int]:
        newest = (PeerPayment.created_at.desc(), PeerPayment.seq.desc())
        found: list[PeerPayment] = []
        with Session(self.engine) as session:
            total = session.scalar(select(func.count()).select_from(PeerPayment)) or 0
            for _ in range(PAGES):
                page = select(PeerPayment).order_by(*newest).limit(PAGE)
                if found:
                    last = found[-1]
                    before = (PeerPayment.created_at, last.created_at)
                    page = page.where(
                        (before[0] < before[1])
                        | ((before[0] == before[1]) & (PeerPayment.seq < last.seq))
                    )
                records = session.scalars(page).all()
                found += records
                if len(records) < PAGE:
                    break
        return found, total

    def rows(self) -> list[tuple[Any, ...]]:
        found, _ = self.pages()
        return [
            (
                each.amount,
                each.currency,
                each.description,
                json.loads(each.metadata_text),
                each.status,
                each.expires_at - each.created_at,
                each.version,
            )
            for each in found
        ]

    def events(self) -> int:
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(PeerEvent)) or 0

    def close(self) -> None:
        self.engine.dispose()


@dataclass
class Figures:
    """How long one side took for one piece of work, each time."""

    times: list[float]

    @property
    def middle(self) -> float:
        return median(self.times)


def measure(seconds: float, *work: Callable[[int], object]) -> list[Figures]:
    """Does the works in turns, a quarter of a second each, for so long each."""
    figures: list[Figures] = [Figures([]) for _ in work]
    number = 0
    for _ in range(max(int(seconds * 4), 1)):
        for each, figure in zip(work, figures, strict=True):
            end = time.perf_counter() + 0.25
            while (begun := time.perf_counter()) < end:
                each(number)
                figure.times.append(time.perf_counter() - begun)
                number += 1
    return figures


def flush_of(folder: Path) -> float:
    """How long this disk takes to flush 4 KiB."""
    times = []
    with (folder / "flush").open("wb") as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begun)
    return median(times)


def tell(what: str, ours: Figures, peer: Figures) -> None:
    for side, figures in ((Ours, ours), (Peer, peer)):
        print(f"  {side.name:<11} {figures.middle * 1e6:>9.0f} µs in the middle, {what}")
    print(f"  ratio: {ours.middle / peer.middle:.2f} × the peer's time")


def compare(folder: Path, rows: int) -> None:
    """Holds what both have kept against each other."""
    sides: list[Ours | Peer] = [Ours(folder / "ours.db"), Peer(folder / "peer.db")]
    for side in sides:
        for number in range(rows):
            side.create(number)
    ours, peer = sides[0].rows(), sides[1].rows()
    if len(ours) != rows or ours != peer:
        raise SystemExit(f"{ours[:2]} … is not {peer[:2]} …")
    if [side.events() for side in sides] != [rows, rows]:
        raise SystemExit("there is not an event for each payment")
    for side in sides:
        if side.pages()[1] != rows:
            raise SystemExit(f"{side.name} counts wrong")
        side.close()
    print(f"both hold the same {rows} payments and events")


def bench(folder: Path, seconds: float) -> None:
    print("durability: WAL, synchronous=FULL, for both")
    print(f"flush of this disk: {flush_of(folder) * 1e6:.0f} µs in the middle of 200")
    ours, peer = Ours(folder / "ours.db"), Peer(folder / "peer.db")
    print("durable creates, one by one")
    tell("each", *measure(seconds, ours.create, peer.create))
    for side in (ours, peer):
        side.close()
    full = Ours(folder / "ours-full.db"), Peer(folder / "peer-full.db")
    for each in full:
        each.fill(ROWS)
    print(f"{PAGES} pages of {PAGE} and the exact total, of {ROWS}, newest first")
    works = [lambda _, side=side: side.pages() for side in full]
    tell(f"{PAGES * PAGE} records", *measure(seconds, *works))
    for each in full:
        each.close()


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=5, help="for each measurement")
    parser.add_argument("--quick", action="store_true", help="compare rows, measure nothing")
    given_words = parser.parse_args(words)
    # Not the system's temporary folder, which may be in memory.
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        if given_words.quick:
            compare(Path(folder), 230)
        else:
            bench(Path(folder), given_words.seconds)


if __name__ == "__main__":
    main()
