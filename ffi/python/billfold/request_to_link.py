"""Requests to link: that users link their accounts with billers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, alone, chosen, json_text, text_arguments
from billfold.json_object import JsonObject
from billfold.page import Listing, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("REQUEST_TO_LINK_")
class RequestToLinkStatus(Numbered):
    """How far a request to link has come."""

    PENDING = "PENDING"
    """The user has not begun."""
    IN_PROGRESS = "IN_PROGRESS"
    """The user has been sent to a link session."""
    COMPLETED = "COMPLETED"
    """The account is linked. Final."""
    CANCELLED = "CANCELLED"
    """The request was called off. Final."""
    EXPIRED = "EXPIRED"
    """The account was not linked in time. Final."""


@numbered("LINK_SESSION_")
class LinkSessionStatus(Numbered):
    """What a link session is good for."""

    OPEN = "open"
    """It can be completed."""
    USED = "used"
    """It was completed, and with it the request."""
    EXPIRED = "expired"
    """Its time has passed; the request can proceed again."""
    REVOKED = "revoked"
    """Another one has taken its place, or the request has ended otherwise."""


@dataclass(frozen=True, slots=True, repr=False)
class RequestToLink(Record):
    """A request to link: that a user link an account with a biller."""

    _view: ClassVar[str] = "request_to_link"

    id: str
    """Names it: ``rtl_...``, or what its creator chose."""
    client_id: str
    """The client that created it."""
    client_user_id: str
    """The client's own name for the user."""
    biller_id: str | None
    """Whom to link with."""
    status: RequestToLinkStatus
    """How far it has come by now."""
    link_token_id: Secret | None
    """The token of the newest link session, or what a caller set in its place; it opens the
    session."""
    session_url: Secret | None
    """Where the user links the account: a URL that holds the token."""
    metadata: JsonObject
    """The caller's own data."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    expires_at: datetime | None
    """From when on it is expired unless it is final by then, in UTC; None: never."""
    cancel_reason: str | None
    """Why it was cancelled."""
    completed_at: datetime | None
    """When it was completed, in UTC."""
    version: int
    """Grows by one with each change."""
    session_status: LinkSessionStatus | None
    """Of :meth:`LinkSessions.find`: what the session of that token is good for by now."""
    session_expires_at: datetime | None
    """Of :meth:`LinkSessions.find`: from when on that token is refused, in UTC."""


@dataclass(frozen=True, slots=True, repr=False)
class LinkSession(Record):
    """A link session to send a user to."""

    _view: ClassVar[str] = "link_session"

    link_token: Secret | None
    """Completes the session, once: ``lt_...``; absent in a replay and in a dry run."""
    session_url: Secret | None
    """Where the user links the account: a URL that holds the token."""
    expires_at: datetime
    """From when on the token is refused, in UTC. The request itself may go on."""

    def shown_token(self) -> Secret:
        """The ``link_token``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("link_token")

    def shown_url(self) -> Secret:
        """The ``session_url``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("session_url")


class RequestsToLink(Service):
    """Creates, finds and changes requests to link: ``store.requests_to_link``. Others than the
    owner and a client are refused with ForbiddenError."""

    def create(
        self,
        *,
        client_user_id: str | None = None,
        client_id: str | None = None,
        biller_id: str | None = None,
        metadata: Json | None = None,
        id: str | None = None,
        expires_in: int | timedelta | None = None,
        never_expires: bool = False,
        json: Json | None = None,
    ) -> RequestToLink:
        """Creates a request to link, pending.

        :param client_user_id: the client's own name for the user: 1 to 255 characters; required
        :param client_id: whose it is; a client's need not say
        :param biller_id: whom to link with; need not be known, and can be set later
        :param metadata: your own data, at most 50 keys and 16 KiB
        :param id: of your choice, 1 to 64 characters of ``[A-Za-z0-9_-]``
        :param expires_in: seconds, 1 to 315360000; otherwise the store's setting
        :param never_expires: excludes ``expires_in``
        :param json: the whole input as the service takes it, in place of all others
        :raises ValidationError: with every bad field; code also ``card_number_refused``
        :raises NotFoundError: for the client
        :raises ConflictError: ``id_exists``, ``client_inactive``, ``client_revoked``
        """
        given = Struct(
            "new_request_to_link",
            {
                "json": json,
                "id": id,
                "client_id": client_id,
                "client_user_id": client_user_id,
                "biller_id": biller_id,
                "metadata": metadata,
                "expires_in": expires_in,
                "never_expires": never_expires,
            },
        )
        return self._one(RequestToLink, "request_to_link_create", given)

    def get(self, id: str) -> RequestToLink:
        """The request to link of this id.

        :raises NotFoundError: also for another client's
        """
        return self._one(RequestToLink, "request_to_link_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[RequestToLink]:
        """The requests to link that the caller sees, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``status``, ``user``, ``client``, ``biller``, ``biller_id``,
            ``reason``, ``overdue``, ``created``, ``updated``, ``completed``, ``expires``,
            ``meta.KEY``, and ``sort`` by ``created``, ``updated``, ``expires``, ``status``; a word
            alone is looked for in the user and the biller's name. :func:`billfold.filter_quote`
            tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(RequestToLink, filter, "request_to_link_list")

    def set_status(
        self,
        id: str,
        status: RequestToLinkStatus | str | None = None,
        *,
        biller_id: str | None = None,
        link_token_id: str | Secret | None = None,
        json: Json | None = None,
    ) -> RequestToLink:
        """Sets the status, and biller and link token if they are given.

        Back to pending, its link session is revoked and the token dropped; completed, the session
        is used up; cancelled, it is revoked. A token that is not the session's own takes its
        place: the session is revoked.

        :param status: any but expired, which only time sets; required
        :param json: the whole input as the service takes it, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: if there is no such request
        :raises ConflictError: ``invalid_transition`` with the current status, ``version_changed``
        """
        given = Struct(
            "request_to_link_changes",
            {
                "json": json,
                "status": chosen(RequestToLinkStatus, status, "status"),
                "biller_id": biller_id,
                "link_token_id": link_token_id,
            },
        )
        name = "request_to_link_set_status"
        return self._one(RequestToLink, name, *text_arguments(id=id), given)

    def cancel(
        self, id: str, reason: str | None = None, *, json: Json | None = None
    ) -> RequestToLink:
        """Cancels a request that is pending or in progress, and revokes its link session.

        :param reason: why, at most 500 characters
        :param json: the whole input as the service takes it, in place of the reason
        :raises ValidationError: for the reason, code also ``card_number_refused``
        :raises NotFoundError: if there is no such request
        :raises ConflictError: ``invalid_transition`` with the current status, ``version_changed``
        """
        if json is not None:
            alone(json, reason=reason)
            arguments = text_arguments(id=id, json=json_text(json, "json"))
            return self._one(RequestToLink, "request_to_link_cancel_json", *arguments)
        arguments = text_arguments(id=id, reason=reason)
        return self._one(RequestToLink, "request_to_link_cancel", *arguments)

    def proceed(self, id: str) -> LinkSession:
        """Opens a link session for a request that is pending or in progress. The session before it
        is revoked; the token of this one is shown this once.

        :raises NotFoundError: if there is no such request
        :raises ConflictError: ``invalid_transition`` with the current status, ``version_changed``
        """
        return self._one(LinkSession, "request_to_link_proceed", *text_arguments(id=id))


class LinkSessions(Service):
    """Finds and completes link sessions: ``store.link_sessions``. Others than the owner and a
    client are refused with ForbiddenError."""

    def find(self, link_token: str | Secret) -> RequestToLink:
        """The request to link of a session, found by the session's token or whole URL, and in
        ``session_status`` what has become of the session, for the page that the URL leads to.
        Nothing is completed. The request's own token and URL are those of its newest session.

        :raises NotFoundError: if no session of the caller's has this token
        """
        return self._one(RequestToLink, "link_session_find", *text_arguments(link_token=link_token))

    def complete(self, link_token: str | Secret) -> RequestToLink:
        """Completes a link session by its token, or its whole URL, and with it the request to
        link. Works once.

        :raises NotFoundError: if no session of the caller's has this token
        :raises ConflictError: ``session_used``, ``session_revoked``, ``invalid_transition`` if the
            request has expired, all with its current status, ``version_changed``
        :raises ExpiredError: ``session_expired``, the request can proceed again
        :raises ForbiddenError: to others than the owner and a client
        """
        return self._one(
            RequestToLink, "link_session_complete", *text_arguments(link_token=link_token)
        )
