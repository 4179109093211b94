"""Backup, check and compaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Part, Record
from billfold.status import Numbered, numbered


@dataclass(frozen=True, slots=True, repr=False)
class Backup(Record):
    """A backup."""

    _view: ClassVar[str] = "backup"

    path: str
    """The new file's path."""
    bytes: int
    """How large it is, in bytes."""
    at: datetime
    """The moment whose state it holds, in UTC."""
    event_count: int
    """How many events its log has."""
    event_hash: str
    """The hash of its log's last event: :meth:`Events.verify` proves by both that it is whole."""


@numbered("CHECK_")
class CheckOutcome(Numbered):
    """What came of a check."""

    OK = "ok"
    """Nothing is wrong."""
    FAULTS = "faults"
    """Something is wrong."""
    LEFT_OUT = "left_out"
    """It could not be checked here; the note says why."""


@dataclass(frozen=True, slots=True)
class Check(Part):
    """One check and what came of it."""

    _view: ClassVar[str] = "check"

    name: str
    """What was checked: ``storage``, ``counters``, ..."""
    outcome: CheckOutcome
    """What came of it."""
    examined: int
    """How many records, rows or events were looked at."""
    faults: tuple[str, ...]
    """The first faults, for a person, at most a hundred; there is nothing personal in them."""
    more_faults: int
    """How many faults there are beyond those."""
    note: str | None
    """What else there is to know, for a person."""


@dataclass(frozen=True, slots=True, repr=False)
class CheckReport(Record):
    """What a check of the whole store has found."""

    _view: ClassVar[str] = "check_report"
    _parts: ClassVar[dict[str, str]] = {"checks": "check"}

    at: datetime
    """When it was begun, in UTC."""
    sound: bool
    """Whether no check found a fault."""
    checks: tuple[Check, ...]
    """The checks that were done."""
    first_fault: str | None
    """The first fault of all, for a person."""


@dataclass(frozen=True, slots=True, repr=False)
class Compaction(Record):
    """What a compaction has done."""

    _view: ClassVar[str] = "compaction"

    bytes_before: int
    """How large the file was, in bytes, its write-ahead log not counted."""
    bytes_after: int
    """How large it is; of a dry run, about how large it would be."""
    finished: bool
    """Whether the file has been cut to that size; otherwise the next commit that finds no readers
    cuts it."""
