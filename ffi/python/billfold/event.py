"""The event log: who did what, and proof that nothing of it was changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from billfold._decode import Record
from billfold._input import number, text_arguments
from billfold.json_object import JsonObject
from billfold.page import Listing, Page, Service


@dataclass(frozen=True, slots=True, repr=False)
class Event(Record):
    """One entry of the event log."""

    _view: ClassVar[str] = "event"

    seq: int
    """Its place in the log, from 1, without a gap."""
    id: str
    """Names the event: ``evt_...``."""
    event_type: str
    """What happened: ``payment.completed``, ..."""
    object: str
    """What sort of record it happened to: ``payment``, ..."""
    object_id: str
    """Which record."""
    object_version: int
    """The record's version after it."""
    previous_status: str | None
    """The record's status before it, if that changed."""
    actor: str
    """Who did it: ``owner``, ``client:cli_...``, ..., or an operator's name."""
    at: datetime
    """When, in UTC."""
    data: JsonObject
    """The record after it, without a customer's name and e-mail, and without secrets."""


@dataclass(frozen=True, slots=True, repr=False)
class LogHead(Record):
    """The newest state of a log; keep it elsewhere to prove later that nothing was cut off or
    rewritten."""

    _view: ClassVar[str] = "log_head"

    count: int
    """How many events there are: the last one's place."""
    hash: str
    """The last event's hash: 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Record):
    """What going through the log has found."""

    _view: ClassVar[str] = "verification"
    _has: ClassVar[dict[str, str]] = {
        "fault_seq": "VERIFICATION_HAS_FAULT",
        "fault_reason": "VERIFICATION_HAS_FAULT",
    }

    intact: bool
    """Whether every event is there, in order, as it was written."""
    verified: int
    """How many events were good."""
    head_count: int
    """How many events there are, as the file notes."""
    head_hash: str
    """The last event's hash, as the file notes."""
    fault_seq: int | None
    """The place of the first fault."""
    fault_reason: str | None
    """What is wrong there, for a person."""


class Events(Service):
    """Reads and proves the event log: ``store.events``. Others than the owner are refused with
    ForbiddenError."""

    def list(self, filter: str | None = None) -> Listing[Event]:
        """The log, newest event first unless the filter sorts them.

        :param filter: terms ``id``, ``seq``, ``type``, ``object``, ``object_id``, ``previous``,
            ``actor``, ``at``, and ``sort`` by ``seq``; a word alone is the id of the record that it
            happened to. :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Event, filter, "event_list")

    def history(self, object_id: str | UUID) -> Page[Event]:
        """Everything that happened to the record of this id, oldest first.

        :raises NotFoundError: if nothing is known of such a record
        """
        return self._several(Event, "event_history", *text_arguments(object_id=object_id))

    def log_head(self) -> LogHead:
        """The newest state of the log, to be kept outside the file."""
        return self._one(LogHead, "event_log_head")

    def verify(self, hash: str | None = None, count: int = 0) -> Verification:
        """Goes through the whole log. A broken log is no error but an answer.

        :param hash: with ``count``, a head that was noted elsewhere, which the log must still hold
        :raises ValidationError: for the head
        """
        return self._one(
            Verification, "event_verify", *text_arguments(hash=hash), number(count, "count")
        )
