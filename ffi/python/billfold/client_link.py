"""Client links: that an orchestrator's fees and branding apply to a client."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, alone, json_text, text_arguments
from billfold.client import ClientStatus
from billfold.page import Listing, Service
from billfold.status import Numbered, numbered


@numbered("CLIENT_LINK_")
class ClientLinkStatus(Numbered):
    """Whether a client link is in force."""

    ACTIVE = "active"
    """It is."""
    REVOKED = "revoked"
    """It has ended; it is kept for the history."""


@dataclass(frozen=True, slots=True, repr=False)
class ClientLink(Record):
    """A client link: that an orchestrator's fees and branding apply to a client."""

    _view: ClassVar[str] = "client_link"

    id: str
    """Names the client link: ``lnk_`` and 32 hexadecimal digits."""
    orchestrator_id: str
    """Whose fees and branding apply."""
    client_id: str
    """To whom they apply."""
    status: ClientLinkStatus
    """Whether it is in force."""
    already_linked: bool | None
    """Of :meth:`ClientLinks.create`: whether nothing was to be done."""
    linked_at: datetime
    """When it was made, in UTC."""
    unlinked_at: datetime | None
    """When it ended, in UTC."""
    version: int
    """Grows by one with each change."""


@dataclass(frozen=True, slots=True, repr=False)
class LinkedClient(Record):
    """A client as the orchestrator that is linked to it lists it."""

    _view: ClassVar[str] = "linked_client"

    client_id: str
    """The client."""
    name: str
    """Its name."""
    status: ClientStatus
    """What it may do."""
    linked_at: datetime
    """When it was linked, in UTC."""


class ClientLinks(Service):
    """Links clients to orchestrators: ``store.client_links``. ``orchestrator_id`` None means the
    caller's own."""

    def create(
        self,
        client_id: str | None = None,
        *,
        orchestrator_id: str | None = None,
        json: Json | None = None,
    ) -> ClientLink:
        """Links a client to an orchestrator. Again, it changes nothing: ``already_linked``.

        :param client_id: which client; required
        :param orchestrator_id: to whom; an orchestrator's own handle need not say
        :param json: the whole input as the linking service takes it, in place of all others
        :raises ValidationError: for the ids
        :raises NotFoundError: for the orchestrator or the client
        :raises ConflictError: ``linked_elsewhere``, which does not say where, ``client_revoked``
        :raises ForbiddenError: to clients and API keys, and for another orchestrator's
        """
        if json is not None:
            alone(json, client_id=client_id, orchestrator_id=orchestrator_id)
            body = text_arguments(json=json_text(json, "json"))
            return self._one(ClientLink, "client_link_create_json", *body)
        ids = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        return self._one(ClientLink, "client_link_create", *ids)

    def revoke(self, client_id: str, *, orchestrator_id: str | None = None) -> ClientLink:
        """Ends a link. The client goes on without the orchestrator's fees and branding.

        :raises ValidationError: for the ids
        :raises NotFoundError: if the client is not linked to this orchestrator
        :raises ConflictError: ``version_changed``
        :raises ForbiddenError: to clients and API keys, and for another orchestrator's
        """
        ids = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        return self._one(ClientLink, "client_link_revoke", *ids)

    def get(self, client_id: str) -> ClientLink | None:
        """A client's link in force; None if it is not linked to any orchestrator.

        :raises ValidationError: for the id
        :raises NotFoundError: for the client, to an orchestrator also if it is not linked to it
        :raises ForbiddenError: to clients and API keys for another client
        """
        return self._one_or_none(
            ClientLink, "client_link_get", *text_arguments(client_id=client_id)
        )


class LinkedClients(Service):
    """Lists the clients of an orchestrator: ``store.linked_clients``."""

    def list(self, orchestrator_id: str | None = None) -> Listing[LinkedClient]:
        """The clients that are linked to an orchestrator, newest link first.

        :param orchestrator_id: None means the caller's own
        :raises NotFoundError: for the orchestrator, when the list is read
        :raises ForbiddenError: to clients and API keys, and for another orchestrator's
        """
        name, of = "linked_client_list", text_arguments(orchestrator_id=orchestrator_id)
        return self._listing(LinkedClient, None, name, *of)
