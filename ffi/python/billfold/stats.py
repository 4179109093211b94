"""How much there is of everything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from billfold._decode import Part, Record
from billfold._input import Struct
from billfold.client import ClientStatus
from billfold.link_intent import LinkIntentStatus
from billfold.orchestrator import OrchestratorStatus
from billfold.page import Service
from billfold.payment import PaymentStatus
from billfold.request_to_link import RequestToLinkStatus
from billfold.status import Numbered, numbered


@numbered("STATS_")
class StatsTable(Numbered):
    """Which table a line is of."""

    PAYMENTS = "payments"
    """Payments by status and currency."""
    LATE_PAYMENTS = "late_payments"
    """Payments that were paid after they had expired, by currency; they are among the expired."""
    TAKINGS = "takings"
    """What was completed on each day in UTC, by currency; days without any are left out."""
    REQUESTS_TO_LINK = "requests_to_link"
    """Requests to link by status."""
    LINK_INTENTS = "link_intents"
    """Link intents by status."""
    CLIENTS = "clients"
    """Clients by status."""
    ORCHESTRATORS = "orchestrators"
    """Orchestrators by status."""


_STATUSES: dict[StatsTable, type[Numbered]] = {
    StatsTable.PAYMENTS: PaymentStatus,
    StatsTable.REQUESTS_TO_LINK: RequestToLinkStatus,
    StatsTable.LINK_INTENTS: LinkIntentStatus,
    StatsTable.CLIENTS: ClientStatus,
    StatsTable.ORCHESTRATORS: OrchestratorStatus,
}


def _status(line: Any) -> Numbered | None:
    statuses = _STATUSES.get(StatsTable.of(line.table))
    return None if statuses is None else statuses.of(line.status)


@dataclass(frozen=True, slots=True)
class StatsLine(Part):
    """A line of one of the tables."""

    _view: ClassVar[str] = "stats_line"
    _has: ClassVar[dict[str, str]] = {
        "currency": "STATS_LINE_HAS_SUM",
        "sum": "STATS_LINE_HAS_SUM",
    }
    _reads: ClassVar[dict[str, Callable[[Any], Numbered | None]]] = {"status": _status}

    table: StatsTable
    """Which table it is of."""
    status: Numbered | None
    """The status of what is counted: a PaymentStatus, a ClientStatus, ..., by its table."""
    currency: str | None
    """The currency of what is counted: of payments and takings."""
    day: date | None
    """The day in UTC: of takings."""
    count: int
    """How many."""
    sum: Decimal | None
    """What they come to, with the currency."""


@dataclass(frozen=True, slots=True, repr=False)
class Stats(Record):
    """How much there is of everything, at one moment. What the caller's scope or the options leave
    out is None, which is not nought."""

    _view: ClassVar[str] = "stats"
    _parts: ClassVar[dict[str, str]] = {"lines": "line"}

    at: datetime
    """The moment, in UTC."""
    takings_since: date
    """The first day of the takings, in UTC."""
    takings_until: date
    """The last day of the takings, in UTC."""
    lines: tuple[StatsLine, ...]
    """The tables, one after the other; see :meth:`table`."""
    requests_to_link: int | None
    """How many requests to link there are."""
    link_intents: int | None
    """How many link intents there are."""
    clients: int | None
    """How many clients there are; of an orchestrator, those that are linked to it now."""
    orchestrators: int | None
    """How many orchestrators there are."""
    customers: int | None
    """How many customers there are, those who were erased included."""
    events: int | None
    """How many events the log has."""
    payments_overdue: int
    """What needs an operator: payments that are expired and not yet swept."""
    requests_to_link_overdue: int | None
    """Requests to link that are expired and not yet swept."""
    link_intents_expiring: int | None
    """Open link intents that expire within 24 hours."""
    webhook_endpoints_disabled: int | None
    """Webhook endpoints that were disabled: they are told of nothing new."""
    webhook_endpoints_unanswered: int | None
    """Active webhook endpoints whose last attempt had no answer."""
    deliveries_abandoned: int | None
    """Deliveries that were given up; they can be replayed."""
    clock_jumped_to: datetime | None
    """The clock, in UTC, if it is too far ahead to be believed; see :meth:`Store.sweep`."""

    def table(self, table: StatsTable) -> tuple[StatsLine, ...]:
        """The lines of one table."""
        return tuple(line for line in self.lines if line.table == table)


class StatsService(Service):
    """Counts: ``store.stats``."""

    def get(
        self,
        *,
        client_id: str | None = None,
        orchestrator_id: str | None = None,
        currency: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> Stats:
        """How much there is of everything that the caller sees. It costs the same however many
        payments there are.

        :param client_id: only what is of this client
        :param orchestrator_id: only what is of this orchestrator
        :param currency: only payments in this currency
        :param since: the first day of the takings, in UTC; None: thirty days back
        :param until: the last day of the takings; None: today; at most 3660 days in all
        :raises ValidationError: for any of these, also if the days run backwards
        :raises NotFoundError: for the client or the orchestrator
        :raises ForbiddenError: for others than the credential's own
        :raises UnsupportedError: ``sum_too_large`` if a sum is more than 64 bits hold
        """
        given = Struct(
            "stats_options",
            {
                "client_id": client_id,
                "orchestrator_id": orchestrator_id,
                "currency": currency,
                "since": since,
                "until": until,
            },
        )
        return self._one(Stats, "stats_get", given)
