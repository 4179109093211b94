"""What a store goes by; kept in the file, the same for every process that opens it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from billfold._decode import Record
from billfold._input import UNSET, Json, Struct, Unset
from billfold.page import Service


@dataclass(frozen=True, slots=True, repr=False)
class Settings(Record):
    """The settings."""

    _view: ClassVar[str] = "settings"

    payment_base_url: str
    """Where payment links lead: they are ``{payment_base_url}/payments/{id}/collection``."""
    onboarding_base_url: str
    """Where onboarding URLs lead."""
    session_base_url: str
    """Where session URLs lead."""
    currencies: tuple[str, ...]
    """The currencies that payments may be in."""
    url_schemes: tuple[str, ...]
    """The schemes that success, cancel and branding URLs may have."""
    payment_lifetime_seconds: int
    """Seconds until a payment expires, unless its creator says."""
    link_intent_lifetime_seconds: int
    """Seconds until a link intent expires, unless its creator says."""
    request_to_link_lifetime_seconds: int | None
    """Seconds until a request to link expires, unless its creator says; None: never."""
    link_session_lifetime_seconds: int
    """Seconds until a link session expires."""
    clock_jump_seconds: int
    """A clock that is further ahead than this is not believed until someone confirms it."""
    idempotency_retention_seconds: int
    """Seconds for which an idempotency key is remembered at the least."""
    card_number_guard: bool
    """Whether card numbers are refused in free text."""
    version: int
    """Grows by one with each change."""


class SettingsService(Service):
    """Reads and changes the settings: ``store.settings``. Others than the owner are refused with
    ForbiddenError."""

    def get(self) -> Settings:
        """The settings that the store goes by."""
        return self._one(Settings, "settings_get")

    def update(
        self,
        *,
        payment_base_url: str | None = None,
        onboarding_base_url: str | None = None,
        session_base_url: str | None = None,
        currencies: Iterable[str] | None = None,
        url_schemes: Iterable[str] | None = None,
        payment_lifetime_seconds: int | None = None,
        link_intent_lifetime_seconds: int | None = None,
        request_to_link_lifetime_seconds: int | Unset | None = UNSET,
        link_session_lifetime_seconds: int | None = None,
        clock_jump_seconds: int | None = None,
        idempotency_retention_seconds: int | None = None,
        card_number_guard: bool | None = None,
        json: Json | None = None,
    ) -> Settings:
        """Changes settings, for every process that has the file open, from now on. What is not
        given, or None, stays as it is.

        :param payment_base_url: an absolute URL, or the presets ``sandbox`` and ``production``;
            onboarding_base_url too
        :param currencies: all of them, ISO 4217 codes
        :param url_schemes: all of them, in lower case
        :param payment_lifetime_seconds: 1 to 6048000; link intents and link sessions too
        :param request_to_link_lifetime_seconds: 1 to 315360000; None: never, where
            not given it stays as it is
        :param clock_jump_seconds: 60 to 315360000
        :param idempotency_retention_seconds: 86400 to 315360000
        :param json: the changes as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises ConflictError: ``version_changed``
        """
        given = Struct(
            "settings_changes",
            {
                "json": json,
                "payment_base_url": payment_base_url,
                "onboarding_base_url": onboarding_base_url,
                "session_base_url": session_base_url,
                "currencies": currencies,
                "url_schemes": url_schemes,
                "payment_lifetime_seconds": payment_lifetime_seconds,
                "link_intent_lifetime_seconds": link_intent_lifetime_seconds,
                "request_to_link_lifetime_seconds": request_to_link_lifetime_seconds,
                "link_session_lifetime_seconds": link_session_lifetime_seconds,
                "clock_jump_seconds": clock_jump_seconds,
                "idempotency_retention_seconds": idempotency_retention_seconds,
                "card_number_guard": card_number_guard,
            },
        )
        return self._one(Settings, "settings_update", given)
