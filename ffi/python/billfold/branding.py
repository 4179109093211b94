"""Brandings: how the payments of an orchestrator's clients look."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, text_arguments
from billfold.page import Listing, Service
from billfold.status import Numbered, numbered


@numbered("BRANDING_SOURCE_")
class BrandingSource(Numbered):
    """Where the values of a resolved branding come from."""

    CLIENT = "client"
    """The branding for this very client."""
    ORCHESTRATOR = "orchestrator"
    """The orchestrator's own branding."""
    DEFAULT = "default"
    """There is no branding, and none of the values."""


@dataclass(frozen=True, slots=True, repr=False)
class Branding(Record):
    """A branding. What is None is left to whoever shows the payment."""

    _view: ClassVar[str] = "branding"

    orchestrator_id: str
    """Whose branding it is."""
    client_id: str | None
    """The client it is for; None: every client without a branding of its own."""
    display_name: str | None
    """Under which name the payment is shown."""
    primary_color: str | None
    """The main colour: ``#1a2b3c`` or ``#abc``."""
    secondary_color: str | None
    """The second colour."""
    accent_color: str | None
    """The colour of what must catch the eye."""
    background_color: str | None
    """The colour behind everything."""
    text_color: str | None
    """The colour of text."""
    logo_url: str | None
    """Where the logo is: a URL, or a path from a single slash."""
    terms_url: str | None
    """Where the terms of service are: a URL or a path."""
    privacy_url: str | None
    """Where the privacy notice is: a URL or a path."""
    created_at: datetime
    """When it was first put, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change."""


@dataclass(frozen=True, slots=True, repr=False)
class BrandingTarget(Record):
    """What a branding was of: an orchestrator, or one of its clients."""

    _view: ClassVar[str] = "branding_target"

    orchestrator_id: str
    """Whose branding it was."""
    client_id: str | None
    """The client it was for."""


@dataclass(frozen=True, slots=True, repr=False)
class ResolvedBranding(Record):
    """How a client's payments look now."""

    _view: ClassVar[str] = "resolved_branding"

    source: BrandingSource
    """Where the values come from."""
    orchestrator_id: str | None
    """The orchestrator that the client is linked to."""
    display_name: str | None
    """Under which name the payment is shown."""
    primary_color: str | None
    """The main colour."""
    secondary_color: str | None
    """The second colour."""
    accent_color: str | None
    """The colour of what must catch the eye."""
    background_color: str | None
    """The colour behind everything."""
    text_color: str | None
    """The colour of text."""
    logo_url: str | None
    """Where the logo is."""
    terms_url: str | None
    """Where the terms of service are."""
    privacy_url: str | None
    """Where the privacy notice is."""


class Brandings(Service):
    """Puts, finds and deletes brandings: ``store.brandings``. ``orchestrator_id`` None means the
    caller's own; clients and API keys are refused with ForbiddenError, but by :meth:`resolve`."""

    def put(
        self,
        *,
        orchestrator_id: str | None = None,
        client_id: str | None = None,
        display_name: str | None = None,
        primary_color: str | None = None,
        secondary_color: str | None = None,
        accent_color: str | None = None,
        background_color: str | None = None,
        text_color: str | None = None,
        logo_url: str | None = None,
        terms_url: str | None = None,
        privacy_url: str | None = None,
        json: Json | None = None,
    ) -> Branding:
        """Puts the branding of an orchestrator, or of a client linked to it, in place of the one
        before: what is left out is gone. One that is not there yet counts as version 0.

        :param display_name: 1 to 100 characters
        :param json: the values as JSON, in place of all of them
        :raises ValidationError: with every bad field
        :raises NotFoundError: for the orchestrator, or a client that is not linked to it
        :raises ConflictError: ``version_changed``
        """
        given = Struct(
            "new_branding",
            {
                "json": json,
                "display_name": display_name,
                "primary_color": primary_color,
                "secondary_color": secondary_color,
                "accent_color": accent_color,
                "background_color": background_color,
                "text_color": text_color,
                "logo_url": logo_url,
                "terms_url": terms_url,
                "privacy_url": privacy_url,
            },
        )
        of = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        return self._one(Branding, "branding_put", *of, given)

    def get(self, *, orchestrator_id: str | None = None, client_id: str | None = None) -> Branding:
        """The branding that was put for an orchestrator, or for one of its clients.

        :raises ValidationError: for the ids
        :raises NotFoundError: if none was put for just this
        """
        of = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        return self._one(Branding, "branding_get", *of)

    def delete(
        self, *, orchestrator_id: str | None = None, client_id: str | None = None
    ) -> BrandingTarget:
        """Deletes the branding of an orchestrator, or of a client, linked or not.

        :raises ValidationError: for the ids
        :raises NotFoundError: if none was put for just this
        :raises ConflictError: ``version_changed``
        """
        of = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        return self._one(BrandingTarget, "branding_delete", *of)

    def list(self, orchestrator_id: str | None = None) -> Listing[Branding]:
        """An orchestrator's brandings, its own and those for its clients, newest first.

        :raises NotFoundError: for the orchestrator, when the list is read
        """
        return self._listing(
            Branding, None, "branding_list", *text_arguments(orchestrator_id=orchestrator_id)
        )

    def resolve(self, client_id: str) -> ResolvedBranding:
        """How a client's payments look now: the branding for this client, else its orchestrator's
        own, else none; each taken whole.

        :raises ValidationError: for the id
        :raises NotFoundError: for the client, to an orchestrator also if it is not linked to it
        :raises ForbiddenError: to clients and API keys for another client
        """
        return self._one(ResolvedBranding, "branding_resolve", *text_arguments(client_id=client_id))
