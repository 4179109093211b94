"""API keys, which open payments and customers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, text_arguments
from billfold.page import Listing, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("API_KEY_")
class ApiKeyStatus(Numbered):
    """Whether an API key is good."""

    ACTIVE = "active"
    """It is, unless its client has been revoked."""
    REVOKED = "revoked"
    """It is refused, for good."""


@dataclass(frozen=True, slots=True, repr=False)
class ApiKey(Record):
    """What is known of an API key."""

    _view: ClassVar[str] = "api_key"

    id: str
    """Names the API key, and is not the key: ``apk_`` and 32 hexadecimal digits."""
    client_id: str | None
    """Whose payments it opens; None: those of no client."""
    name: str | None
    """What it is for."""
    status: ApiKeyStatus
    """Whether it is good."""
    key_hint: str
    """Its last four characters."""
    created_at: datetime
    """When it was created, in UTC."""
    revoked_at: datetime | None
    """When it was revoked, in UTC."""
    version: int
    """Grows by one with each change."""
    key: Secret | None
    """``key_...``, for :meth:`Store.scoped`; shown by the call that made it, and never again."""

    def shown_key(self) -> Secret:
        """The ``key``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("key")


class ApiKeys(Service):
    """Creates, finds and revokes API keys: ``store.api_keys``. Orchestrators and API keys are
    refused with ForbiddenError."""

    def create(
        self, *, name: str | None = None, client_id: str | None = None, json: Json | None = None
    ) -> ApiKey:
        """Creates an API key, which is shown this once.

        :param name: what it is for, 1 to 100 characters
        :param client_id: whose payments it opens; None: through a client's own handle that
            client's, through the owner's those of no client
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: for the client
        :raises ConflictError: ``client_inactive``, ``client_revoked``
        """
        fields = {"json": json, "name": name, "client_id": client_id}
        return self._one(ApiKey, "api_key_create", Struct("new_api_key", fields))

    def get(self, id: str) -> ApiKey:
        """What is known of the API key of this id.

        :raises NotFoundError: to a client also for another's
        """
        return self._one(ApiKey, "api_key_get", *text_arguments(id=id))

    def list(self, client_id: str | None = None) -> Listing[ApiKey]:
        """The API keys of a client, newest first.

        :param client_id: None: through a client's own handle that client's, through the owner's
            all there are
        :raises NotFoundError: for the client, when the list is read
        """
        return self._listing(ApiKey, None, "api_key_list", *text_arguments(client_id=client_id))

    def revoke(self, id: str) -> ApiKey:
        """Revokes an API key for good; the handles that it opened are worth nothing.

        :raises NotFoundError: if there is no such API key
        :raises ConflictError: ``invalid_transition`` if it is revoked, ``version_changed``
        """
        return self._one(ApiKey, "api_key_revoke", *text_arguments(id=id))
