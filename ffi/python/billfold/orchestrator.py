"""Orchestrators: who link clients, earn fees on their payments and lend them their branding."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, text_arguments
from billfold.page import Listing, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("ORCHESTRATOR_")
class OrchestratorStatus(Numbered):
    """Whether an orchestrator's key is good."""

    ACTIVE = "active"
    """It is."""
    DISABLED = "disabled"
    """It is refused; its links, fees and branding stay as they are."""


@dataclass(frozen=True, slots=True, repr=False)
class Orchestrator(Record):
    """An orchestrator."""

    _view: ClassVar[str] = "orchestrator"

    id: str
    """Names the orchestrator: ``org_`` and 32 hexadecimal digits."""
    name: str
    """1 to 100 characters."""
    status: OrchestratorStatus
    """Whether its key is good."""
    key_hint: str
    """The last four characters of its key."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change."""
    key: Secret | None
    """``orc_...``, for :meth:`Store.scoped`; shown by the call that made it, and never again."""

    def shown_key(self) -> Secret:
        """The ``key``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("key")


class Orchestrators(Service):
    """Creates, finds and changes orchestrators: ``store.orchestrators``. Others than the owner are
    refused with ForbiddenError."""

    def create(self, *, name: str | None = None, json: Json | None = None) -> Orchestrator:
        """Creates an orchestrator, active, and its key, which is shown this once.

        :param name: 1 to 100 characters; required
        :param json: the whole input as JSON, in its place
        :raises ValidationError: for the name
        """
        given = Struct("new_orchestrator", {"json": json, "name": name})
        return self._one(Orchestrator, "orchestrator_create", given)

    def get(self, id: str) -> Orchestrator:
        """The orchestrator of this id, which may ask for itself.

        :raises NotFoundError: if there is no such orchestrator
        """
        return self._one(Orchestrator, "orchestrator_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Orchestrator]:
        """All orchestrators, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``status``, ``created``, ``updated``, and ``sort`` by
            ``created``, ``updated``, ``name``; a word alone is looked for in the name.
            :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Orchestrator, filter, "orchestrator_list")

    def rotate_key(self, id: str) -> Orchestrator:
        """Gives an orchestrator a new key, shown this once; the old one is good for nothing.

        :raises NotFoundError: if there is no such orchestrator
        :raises ConflictError: ``version_changed``
        """
        return self._one(Orchestrator, "orchestrator_rotate_key", *text_arguments(id=id))

    def disable(self, id: str) -> Orchestrator:
        """Has its key refused. What it has, links, fees and branding, goes on applying.

        :raises NotFoundError: if there is no such orchestrator
        :raises ConflictError: ``version_changed``
        """
        return self._one(Orchestrator, "orchestrator_disable", *text_arguments(id=id))

    def enable(self, id: str) -> Orchestrator:
        """Enables an orchestrator that was disabled; one that is active stays as it is.

        :raises NotFoundError: if there is no such orchestrator
        :raises ConflictError: ``version_changed``
        """
        return self._one(Orchestrator, "orchestrator_enable", *text_arguments(id=id))
