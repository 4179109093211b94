"""Webhooks: who is told of which events, and what is on its way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from billfold._call import call, call_for_number, call_for_page
from billfold._decode import Part, Record, filled, text
from billfold._input import (
    UNSET,
    Json,
    Struct,
    Unset,
    chosen,
    number,
    seconds,
    text_arguments,
    unix_seconds,
)
from billfold.page import Listing, Page, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("WEBHOOK_ENDPOINT_")
class WebhookEndpointStatus(Numbered):
    """Whether a webhook endpoint is told of events."""

    ACTIVE = "active"
    """It is."""
    DISABLED = "disabled"
    """It is told of none; what was queued before waits."""
    DELETED = "deleted"
    """It was removed, for good; only its deliveries still tell of it."""


@numbered("DELIVERY_")
class DeliveryStatus(Numbered):
    """Where a delivery stands."""

    PENDING = "pending"
    """It is to be sent, or sent again."""
    DELIVERED = "delivered"
    """Its receiver took it."""
    ABANDONED = "abandoned"
    """It was given up; it can be replayed."""


@numbered("ATTEMPT_")
class AttemptOutcome(Numbered):
    """What came of an attempt to deliver."""

    UNDER_WAY = "under_way"
    """Nothing yet: whoever claimed it is sending."""
    ANSWERED = "answered"
    """It had an HTTP answer, of any status."""
    UNANSWERED = "unanswered"
    """It had no HTTP answer."""
    LAPSED = "lapsed"
    """No report came before its lease ended; it may have arrived or not."""


@dataclass(frozen=True, slots=True, repr=False)
class WebhookEndpoint(Record):
    """A webhook endpoint: who is told of which events."""

    _view: ClassVar[str] = "webhook_endpoint"

    id: str
    """Names it: ``whe_...``."""
    url: str
    """Where deliveries go."""
    description: str | None
    """What it is for."""
    event_types: tuple[str, ...] | None
    """Which events it is told: ``payment.completed``, ``payment.*``, ...; None: every type."""
    status: WebhookEndpointStatus
    """Whether it is told of them."""
    unanswered: int
    """How often in a row it was found not to answer; 0: it answers."""
    retry_at: datetime | None
    """When it is tried again, in UTC: while it does not answer."""
    pending: int
    """How many deliveries are on their way to it."""
    abandoned: int
    """How many deliveries to it were given up."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change, not with each attempt."""
    secret: Secret | None
    """``whsec_...``: shown by the call that made it; see :meth:`WebhookEndpoints.secret`."""

    def shown_secret(self) -> Secret:
        """The ``secret``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("secret")


@dataclass(frozen=True, slots=True)
class DeliveryAttempt(Part):
    """One attempt to deliver."""

    _view: ClassVar[str] = "delivery_attempt"

    number: int
    """The attempt's number, from 1."""
    outcome: AttemptOutcome
    """What came of it."""
    status_code: int | None
    """The HTTP status of the answer."""
    started_at: datetime
    """When it was claimed, in UTC."""
    error: str | None
    """Why there was no answer."""
    duration_milliseconds: int | None
    """How long it took, as its sender says."""


@dataclass(frozen=True, slots=True, repr=False)
class Delivery(Record):
    """A delivery: one event on its way to one webhook endpoint."""

    _view: ClassVar[str] = "delivery"
    _parts: ClassVar[dict[str, str]] = {"attempt_log": "attempt"}
    _has: ClassVar[dict[str, str]] = dict.fromkeys(
        ("event_id", "event_seq", "object", "object_id"), "DELIVERY_HAS_EVENT"
    )

    id: str
    """Names it: ``dlv_...``."""
    endpoint_id: str
    """Where it goes."""
    event_id: str | None
    """The event that it tells of, and its webhook-id; None of a test."""
    event_seq: int | None
    """The event's place in the log."""
    event_type: str
    """The type of the event, or ``webhook_endpoint.test``."""
    object: str | None
    """What sort of record the event is about."""
    object_id: str | None
    """Which record."""
    status: DeliveryStatus
    """Where it stands."""
    last_status_code: int | None
    """The HTTP status of the last attempt that has ended."""
    attempts: int
    """How often it was claimed."""
    answered_failures: int
    """How many answers refused it since it was made or replayed; with the tenth it is given up."""
    next_attempt_at: datetime | None
    """When it is tried next, in UTC: while it is pending and its endpoint active."""
    claimed_until: datetime | None
    """Until when someone who claimed it may report, in UTC."""
    last_error: str | None
    """Why the last attempt that has ended had no answer."""
    created_at: datetime
    """When it was made, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    delivered_at: datetime | None
    """When its receiver took it, in UTC."""
    attempt_log: tuple[DeliveryAttempt, ...]
    """The attempts, the first one first: of :meth:`Deliveries.get` only."""


@dataclass(frozen=True, slots=True)
class Header(Part):
    """A header to send."""

    _view: ClassVar[str] = "header"

    name: str
    """Its name, in small letters: ``webhook-id``, ..."""
    value: str
    """Its value."""


@dataclass(frozen=True, slots=True, repr=False)
class DeliveryClaim(Record):
    """A delivery to be sent: POST the body to the URL with these headers, follow no redirects, and
    report what came of it with :meth:`Deliveries.report` before the lease ends."""

    _view: ClassVar[str] = "delivery_claim"
    _parts: ClassVar[dict[str, str]] = {"headers": "header"}

    delivery_id: str
    """The delivery; report it."""
    attempt: int
    """The attempt's number; report it too."""
    endpoint_id: str
    """The endpoint."""
    event_type: str
    """The type of the event, or ``webhook_endpoint.test``."""
    url: str
    """Where to send it."""
    headers: tuple[Header, ...]
    """What to send with it: content-type, user-agent, webhook-id, webhook-timestamp,
    webhook-signature."""
    body: str
    """The body, JSON: exactly these bytes, in UTF-8, are signed."""
    lease_ends_at: datetime
    """From when on it is due again, in UTC."""


@dataclass(frozen=True, slots=True, repr=False)
class DeliveriesDue(Record):
    """How much there is to send."""

    _view: ClassVar[str] = "deliveries_due"

    due: int
    """How many deliveries could be claimed now."""
    pending: int
    """How many are pending: due or not yet, claimed, or of an endpoint that is disabled."""
    next_due_at: datetime | None
    """When the next one can be claimed, in UTC, unless another is made before; None if nothing is
    on its way."""


class WebhookEndpoints(Service):
    """Creates, finds and changes webhook endpoints: ``store.webhook_endpoints``. Others than the
    owner are refused with ForbiddenError."""

    def create(
        self,
        *,
        url: str | None = None,
        description: str | None = None,
        event_types: Iterable[str] | None = None,
        secret: str | Secret | None = None,
        json: Json | None = None,
    ) -> WebhookEndpoint:
        """Creates a webhook endpoint, active, and its secret. It is told of what happens from now
        on.

        :param url: where deliveries go: an absolute http or https URL without credentials; required
        :param event_types: ``payment.completed``, ``payment.*``, ...; None: every type
        :param secret: one that its receiver has already: ``whsec_`` and the base64 of 24 to 64
            bytes
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        """
        given = Struct(
            "new_webhook_endpoint",
            {
                "json": json,
                "url": url,
                "description": description,
                "event_types": event_types,
                "secret": secret,
            },
        )
        return self._one(WebhookEndpoint, "webhook_endpoint_create", given)

    def get(self, id: str) -> WebhookEndpoint:
        """The webhook endpoint of this id.

        :raises NotFoundError: also once it was removed
        """
        return self._one(WebhookEndpoint, "webhook_endpoint_get", *text_arguments(id=id))

    def list(
        self, status: WebhookEndpointStatus | str | None = None, *, filter: str | None = None
    ) -> Listing[WebhookEndpoint]:
        """The webhook endpoints, newest first unless the filter sorts them, without those that were
        removed.

        :param status: only those that are active, or disabled
        :param filter: terms ``id``, ``status``, ``answering``, ``created``, and ``sort`` by
            ``created``; a word alone is looked for in the URL and the description;
            ``answering:no``: those that gave no answer when last tried.
            :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the status or the filter, when the list is read
        """
        number = chosen(WebhookEndpointStatus, status, "status") or 0
        return self._listing(WebhookEndpoint, filter, "webhook_endpoint_list", number)

    def update(
        self,
        id: str,
        *,
        url: str | None = None,
        description: str | Unset | None = UNSET,
        event_types: Iterable[str] | Unset | None = UNSET,
        status: WebhookEndpointStatus | str | None = None,
        json: Json | None = None,
    ) -> WebhookEndpoint:
        """Changes a webhook endpoint. Once it is enabled, or has another URL, it is tried at once.

        What is not given stays as it is; so does a url or a status of None.

        :param description: None clears it
        :param event_types: None: every type
        :param status: active or disabled; :meth:`remove` deletes
        :raises ValidationError: with every bad field
        :raises NotFoundError: if there is no such endpoint
        :raises ConflictError: ``version_changed``
        """
        given = Struct(
            "webhook_endpoint_changes",
            {
                "json": json,
                "url": url,
                "description": description,
                "event_types": event_types,
                "status": chosen(WebhookEndpointStatus, status, "status"),
            },
        )
        arguments = (*text_arguments(id=id), given)
        return self._one(WebhookEndpoint, "webhook_endpoint_update", *arguments)

    def rotate_secret(self, id: str) -> WebhookEndpoint:
        """Gives a webhook endpoint a new secret. Both sign for a day; then the old one is good for
        nothing.

        :raises NotFoundError: if there is no such endpoint
        :raises ConflictError: ``version_changed``
        """
        return self._one(WebhookEndpoint, "webhook_endpoint_rotate_secret", *text_arguments(id=id))

    def secret(self, id: str) -> Secret:
        """The secret by which a webhook endpoint's deliveries are signed.

        :raises NotFoundError: if there is no such endpoint
        """
        name, handle = "webhook_endpoint_secret", self._store._handle()
        page = call_for_page(name, handle, *text_arguments(id=id))
        return Secret(text(filled("text_view", "page_text", page, 0).text.ptr))

    def remove(self, id: str) -> WebhookEndpoint:
        """Removes a webhook endpoint for good: what was pending is abandoned.

        :raises NotFoundError: if there is no such endpoint
        :raises ConflictError: ``version_changed``
        """
        return self._one(WebhookEndpoint, "webhook_endpoint_remove", *text_arguments(id=id))

    def test(self, id: str) -> Delivery:
        """Queues a test: a delivery of the type ``webhook_endpoint.test``, signed and tried like
        any other.

        :raises NotFoundError: if there is no such endpoint
        :raises ConflictError: ``endpoint_disabled``
        """
        return self._one(Delivery, "webhook_endpoint_test", *text_arguments(id=id))


class Deliveries(Service):
    """Claims, reports, finds and replays deliveries: ``store.deliveries``. Others than the owner
    are refused with ForbiddenError."""

    def claim_due(self, limit: int = 100, *, lease: int | timedelta = 60) -> Page[DeliveryClaim]:
        """Claims deliveries that are due, to be sent by the caller alone.

        Made in a transaction, claims hold once it is committed: send them after that. To know
        whether it is worth the call, ask :meth:`due`, which writes nothing.

        :param limit: how many at most, 1 to 100
        :param lease: seconds, 1 to 3600, within which to report: a few more than the sending of
            all of them can take
        :raises ValidationError: for the limit or the lease
        :raises UnsupportedError: in a dry run, whose claims would be nobody's to send
        """
        most, within = number(limit, "limit"), seconds(lease, "lease")
        return self._several(DeliveryClaim, "delivery_claim_due", most, within)

    def claim_one(self, id: str, *, lease: int | timedelta = 60) -> DeliveryClaim:
        """Claims this delivery, before its time if need be, and even if its endpoint is being left
        alone.

        :raises ValidationError: for the lease
        :raises NotFoundError: if there is no such delivery
        :raises ConflictError: ``delivery_claimed`` while someone else has it,
            ``invalid_transition`` unless it is pending, ``endpoint_disabled``
        :raises UnsupportedError: in a dry run
        """
        arguments = (*text_arguments(id=id), seconds(lease, "lease"))
        return self._one(DeliveryClaim, "delivery_claim_one", *arguments)

    def get(self, id: str) -> Delivery:
        """The delivery of this id and its attempts.

        :raises NotFoundError: if there is no such delivery
        """
        return self._one(Delivery, "delivery_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Delivery]:
        """The deliveries, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``endpoint``, ``endpoint_status``, ``status``, ``due``,
            ``type``, ``object_id``, ``event``, ``code``, ``attempts``, ``created``, ``delivered``,
            and ``sort`` by ``created``; a word alone is the id of the record that it tells of.
            :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Delivery, filter, "delivery_list")

    def due(self) -> DeliveriesDue:
        """How many could be claimed now, how many are on their way, and when the next is due."""
        return self._one(DeliveriesDue, "delivery_due")

    def report(
        self,
        id: str,
        *,
        attempt: int,
        status: int | None = None,
        retry_after: str | None = None,
        error: str | None = None,
        duration: timedelta | None = None,
    ) -> Delivery:
        """Records what came of an attempt, and returns the delivery as it then stands.

        A success counts even if the lease had ended. Reporting an attempt again, or one of a
        delivery that has arrived meanwhile, changes nothing.

        :param attempt: the attempt's number, as its claim has it
        :param status: the HTTP status of the answer, 100 to 999; 200 to 299 is success
        :param retry_after: the answer's Retry-After header as it came
        :param error: why there was no answer; it excludes status and retry_after
        :param duration: how long the attempt took, kept in milliseconds, at least one
        :raises ValidationError: for the report
        :raises NotFoundError: for the delivery or the attempt
        :raises ConflictError: ``claim_lapsed`` for a failure whose lease had ended, if the
            delivery is another's to send by now
        """
        given = Struct(
            "attempt_report",
            {
                "attempt": attempt,
                "status": status,
                "retry_after": retry_after,
                "error": error,
                "duration_milliseconds": _rounded(duration),
            },
        )
        return self._one(Delivery, "delivery_report", *text_arguments(id=id), given)

    def replay(self, id: str) -> Delivery:
        """Queues a delivery again, whatever came of it before, under the same webhook-id.

        :raises NotFoundError: if there is no such delivery
        :raises ConflictError: ``endpoint_deleted``
        """
        return self._one(Delivery, "delivery_replay", *text_arguments(id=id))

    def replay_matching(self, filter: str) -> int:
        """Queues all deliveries again that the filter holds, and returns how many.

        :param filter: as for :meth:`list`, ``status:abandoned created:24h``; an empty one
            holds them all, but for those of endpoints that were removed
        :raises ValidationError: for the filter
        :raises UnsupportedError: through a handle of :meth:`Store.once` or
            :meth:`Store.if_version`, which guard one record
        """
        name, handle = "delivery_replay_matching", self._store._handle()
        return call_for_number(name, "int64_t", handle, *text_arguments(filter=filter))

    def end_waits(self) -> None:
        """Ends the waits of all endpoints that gave no answer: the network is back."""
        call("delivery_end_waits", self._store._handle())


def _rounded(duration: timedelta | None) -> int | None:
    if duration is None:
        return None
    if not isinstance(duration, timedelta):
        raise TypeError(f"duration: a timedelta is needed, not {type(duration).__name__}")
    # What a coarse clock could not measure took some time still; 0 would mean that nobody knows.
    whole = duration // timedelta(milliseconds=1)
    return 1 if timedelta(0) <= duration < timedelta(milliseconds=1) else whole


def verify_signature(
    secret: str | Secret,
    *,
    id: str,
    timestamp: str,
    signature: str,
    body: bytes | bytearray | memoryview,
    now: datetime | None = None,
) -> None:
    """Returns if a webhook was sent by the holder of the secret, and recently: for receivers, who
    need no store.

    Keep the ids of some days: the same id again is the same event again.

    :param id: the header webhook-id as it came
    :param timestamp: the header webhook-timestamp as it came
    :param signature: the header webhook-signature as it came; one good one among several is enough
    :param body: the body's bytes before anything has read them
    :param now: the receiver's time, from which the signature's may be 300 seconds away; None: now
    :raises ValidationError: for a malformed secret or header, named as a field
    :raises AuthenticationError: ``timestamp_too_old``, ``timestamp_too_new``,
        ``signature_mismatch``
    """
    headers = text_arguments(secret=secret, id=id, timestamp=timestamp, signature=signature)
    at = unix_seconds(datetime.now(UTC) if now is None else now, "now")
    if not isinstance(body, bytes | bytearray | memoryview):
        raise TypeError(f"body: bytes are needed, not {type(body).__name__}")
    data = bytes(body)
    call("verify_signature", *headers, data, len(data), at)
