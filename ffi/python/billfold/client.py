"""Clients: platforms that own payments and requests to link."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, chosen, text_arguments
from billfold.page import Listing, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("CLIENT_")
class ClientStatus(Numbered):
    """What a client may do."""

    ACTIVE = "active"
    """Everything that is a client's."""
    INACTIVE = "inactive"
    """It may read, but create nothing; its link stays."""
    REVOKED = "revoked"
    """Nothing, for good: its secret and its API keys are refused."""


@dataclass(frozen=True, slots=True, repr=False)
class Client(Record):
    """A client: a platform that owns payments and requests to link."""

    _view: ClassVar[str] = "client"

    client_id: str
    """Names the client: ``cli_...``, or what its creator chose."""
    name: str
    """1 to 100 characters."""
    status: ClientStatus
    """What it may do."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change."""
    client_secret: Secret | None
    """``sec_...``, for :meth:`Store.scoped_client`; shown by the call that made it, then never."""

    def shown_secret(self) -> Secret:
        """The ``client_secret``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("client_secret")


class Clients(Service):
    """Creates, finds and changes clients: ``store.clients``."""

    def create(
        self, *, name: str | None = None, client_id: str | None = None, json: Json | None = None
    ) -> Client:
        """Creates a client, active, and its secret, which is shown this once.

        :param name: 1 to 100 characters; required
        :param client_id: of your choice, 1 to 64 characters of ``[A-Za-z0-9_-]``
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises ConflictError: ``id_exists``
        :raises ForbiddenError: unless it is the owner's handle
        """
        fields = {"json": json, "name": name, "client_id": client_id}
        return self._one(Client, "client_create", Struct("new_client", fields))

    def get(self, id: str) -> Client:
        """The client of this id. An orchestrator sees those linked to it, a client itself.

        :raises NotFoundError: also outside the caller's scope
        :raises ForbiddenError: to API keys
        """
        return self._one(Client, "client_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Client]:
        """All clients, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``status``, ``orchestrator``, ``created``, ``updated``, and
            ``sort`` by ``created``, ``updated``, ``name``; a word alone is looked for in the name.
            :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._listing(Client, filter, "client_list")

    def update(
        self,
        id: str,
        *,
        name: str | None = None,
        status: ClientStatus | str | None = None,
        json: Json | None = None,
    ) -> Client:
        """Renames a client, or makes it active or inactive. A client may rename itself.

        :raises ValidationError: with every bad field
        :raises NotFoundError: if there is no such client
        :raises ConflictError: ``invalid_transition`` of a revoked client, ``version_changed``
        :raises ForbiddenError: where it is not the caller's to change
        """
        fields = {"json": json, "name": name, "status": chosen(ClientStatus, status, "status")}
        changes = Struct("client_changes", fields)
        return self._one(Client, "client_update", *text_arguments(id=id), changes)

    def rotate_secret(self, id: str) -> Client:
        """Gives a client a new secret, shown this once; the old one is good for nothing.

        :raises NotFoundError: if there is no such client
        :raises ConflictError: ``invalid_transition`` of a revoked client, ``version_changed``
        :raises ForbiddenError: to others than the owner and the client
        """
        return self._one(Client, "client_rotate_secret", *text_arguments(id=id))

    def revoke(self, id: str) -> Client:
        """Revokes a client for good, and its active link with it.

        :raises NotFoundError: if there is no such client
        :raises ConflictError: ``invalid_transition`` if it is revoked, ``version_changed``
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._one(Client, "client_revoke", *text_arguments(id=id))
