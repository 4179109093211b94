"""What was completed in each hour."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from billfold._decode import Part, Record
from billfold._input import Struct
from billfold.page import Service


@dataclass(frozen=True, slots=True)
class TakingsHour(Part):
    """What was completed in one hour in one currency."""

    _view: ClassVar[str] = "takings_hour"

    hour: datetime
    """The first second of the hour, in UTC."""
    currency: str
    """The currency."""
    count: int
    """How many payments."""
    sum: Decimal
    """What they come to."""


@dataclass(frozen=True, slots=True, repr=False)
class Takings(Record):
    """What was completed in each hour of some, at one moment."""

    _view: ClassVar[str] = "takings"
    _parts: ClassVar[dict[str, str]] = {"hours": "hour"}

    at: datetime
    """The moment, in UTC."""
    since: datetime
    """The first second of the first hour, in UTC."""
    until: datetime
    """The first second of the last hour, in UTC."""
    hours: tuple[TakingsHour, ...]
    """The hours, the earliest first; those without any are left out."""


class TakingsService(Service):
    """Sums by the hour: ``store.takings``."""

    def get(
        self,
        *,
        client_id: str | None = None,
        orchestrator_id: str | None = None,
        currency: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Takings:
        """What was completed in each hour in UTC, of all that the caller sees.

        :param client_id: only what is of this client
        :param orchestrator_id: only payments whose fee plan names this orchestrator
        :param currency: only payments in this currency
        :param since: a moment of the first hour; None: twenty-three hours before the last
        :param until: a moment of the last hour; None: now; at most 744 hours in all
        :raises ValidationError: for any of these, also if the hours run backwards
        :raises NotFoundError: for the client or the orchestrator
        :raises ForbiddenError: for others than the credential's own
        :raises UnsupportedError: ``sum_too_large`` if a sum is more than 64 bits hold
        """
        given = Struct(
            "takings_options",
            {
                "client_id": client_id,
                "orchestrator_id": orchestrator_id,
                "currency": currency,
                "since": since,
                "until": until,
            },
        )
        return self._one(Takings, "takings_get", given)
