"""Link intents: single-use invitations to make a client and link it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, text_arguments
from billfold.client import ClientStatus
from billfold.client_link import ClientLinkStatus
from billfold.page import Listing, Service
from billfold.secret import Secret
from billfold.status import Numbered, numbered


@numbered("LINK_INTENT_")
class LinkIntentStatus(Numbered):
    """Where a link intent stands."""

    OPEN = "open"
    """It can be redeemed."""
    USED = "used"
    """It has been redeemed."""
    EXPIRED = "expired"
    """Its time has passed."""
    REVOKED = "revoked"
    """It was taken back."""


@dataclass(frozen=True, slots=True, repr=False)
class LinkIntent(Record):
    """A link intent."""

    _view: ClassVar[str] = "link_intent"

    id: str
    """Names the link intent: ``int_`` and 32 hexadecimal digits."""
    orchestrator_id: str
    """Who invites."""
    client_id_name: str
    """The name that the client will have."""
    status: LinkIntentStatus
    """Where it stands now."""
    token_hint: str
    """The last four characters of its token."""
    client_id: str | None
    """The client that it made."""
    created_at: datetime
    """When it was created, in UTC."""
    expires_at: datetime
    """From when on it is expired, unless used or taken back before, in UTC."""
    used_at: datetime | None
    """When it was redeemed, in UTC."""
    revoked_at: datetime | None
    """When it was taken back, in UTC."""
    version: int
    """Grows by one with each change."""
    url: Secret | None
    """What to hand to the recipient, as secret as the token in it; shown this once."""

    def shown_url(self) -> Secret:
        """The ``url``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("url")


@dataclass(frozen=True, slots=True, repr=False)
class Redemption(Record):
    """What redeeming a link intent made: a client, its secret, and its link."""

    _view: ClassVar[str] = "redemption"

    client_id: str
    """Names the new client: ``cli_...``."""
    name: str
    """Its name, from the link intent."""
    status: ClientStatus
    """What it may do."""
    link_status: ClientLinkStatus
    """Whether its link is in force."""
    created_at: datetime
    """When the client was created, in UTC."""
    updated_at: datetime
    """When the client last changed, in UTC."""
    version: int
    """The client's version: grows by one with each change."""
    client_secret: Secret | None
    """``sec_...``, for :meth:`Store.scoped_client`; shown by the call that made it, then never."""
    link_id: str
    """Names the client link: ``lnk_`` and 32 hexadecimal digits."""
    orchestrator_id: str
    """The orchestrator that invited, whose fees and branding apply."""
    linked_at: datetime
    """When the client was linked, in UTC."""
    unlinked_at: datetime | None
    """When that link ended, in UTC: where a repeat finds it ended."""
    link_version: int
    """The client link's version: grows by one with each change."""

    def shown_secret(self) -> Secret:
        """The ``client_secret``; LookupError of a record that does not show it: of a repeat, of
        a dry run, or read later."""
        return self._shown("client_secret")


class LinkIntents(Service):
    """Creates, finds, redeems and revokes link intents: ``store.link_intents``. Clients and API
    keys are refused with ForbiddenError, but by :meth:`find` and :meth:`redeem`."""

    def create(
        self,
        *,
        client_id_name: str | None = None,
        orchestrator_id: str | None = None,
        expires_in: int | timedelta | None = None,
        json: Json | None = None,
    ) -> LinkIntent:
        """Creates a link intent, open, and the URL to hand out, which is shown this once.

        :param client_id_name: the name that the client will have, 1 to 100 characters; required
        :param orchestrator_id: who invites; an orchestrator's own handle need not say
        :param expires_in: seconds, 1 to 6048000; otherwise the store's setting
        :param json: the whole input as the linking service takes it, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: for the orchestrator
        """
        given = Struct(
            "new_link_intent",
            {
                "json": json,
                "client_id_name": client_id_name,
                "orchestrator_id": orchestrator_id,
                "expires_in": expires_in,
            },
        )
        return self._one(LinkIntent, "link_intent_create", given)

    def get(self, id: str) -> LinkIntent:
        """The link intent of this id.

        :raises NotFoundError: also for another orchestrator's
        """
        return self._one(LinkIntent, "link_intent_get", *text_arguments(id=id))

    def find(self, token_or_url: str | Secret) -> LinkIntent:
        """The link intent of this token or whole URL, open, used, expired or taken back, for the
        page that the URL leads to. Nothing is used up; the token is the authority, whichever
        handle it comes through.

        :raises NotFoundError: if there is no intent of this token
        """
        return self._one(LinkIntent, "link_intent_find", *text_arguments(token_or_url=token_or_url))

    def list(self, filter: str | None = None) -> Listing[LinkIntent]:
        """An orchestrator's own link intents, or for the owner all of them, newest first.

        :param filter: terms ``id``, ``status``, ``orchestrator``, ``client``, ``created``,
            ``expires``, ``used``, ``revoked``, and ``sort`` by ``created``, ``expires``; a word
            alone is looked for in the name that the client will have. :func:`billfold.filter_quote`
            tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(LinkIntent, filter, "link_intent_list")

    def redeem(self, token_or_url: str | Secret) -> Redemption:
        """Makes a client under the chosen name, links it to the orchestrator that invited, and
        uses the intent up, all at once. The token is the authority, whichever handle it comes
        through.

        :raises NotFoundError: if there is no intent of this token
        :raises ConflictError: ``intent_used``, ``intent_revoked``
        :raises ExpiredError: ``intent_expired``
        """
        return self._one(
            Redemption, "link_intent_redeem", *text_arguments(token_or_url=token_or_url)
        )

    def revoke(self, id: str) -> LinkIntent:
        """Takes back a link intent that is open or expired.

        :raises NotFoundError: also for another orchestrator's
        :raises ConflictError: ``intent_used``, ``intent_revoked``, ``version_changed``
        """
        return self._one(LinkIntent, "link_intent_revoke", *text_arguments(id=id))
