"""Fees that orchestrators earn on their clients' payments."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from billfold._decode import Part, Record
from billfold._input import UNSET, Amount, Json, Struct, Unset, chosen, number, text_arguments
from billfold.money import minor_units
from billfold.page import Listing, Service
from billfold.status import Numbered, numbered


@numbered("FEE_BEARER_")
class FeeBearer(Numbered):
    """Who bears a fee."""

    PAYER = "payer"
    """It comes on top of the amount."""
    RECIPIENT = "recipient"
    """It goes off the amount."""


@numbered("FEE_")
class FeeStatus(Numbered):
    """Whether a fee applies."""

    ACTIVE = "active"
    """It applies to new payments."""
    DISABLED = "disabled"
    """It does not, as if it were not there; it can be enabled again."""


@dataclass(frozen=True, slots=True)
class FeeLine(Part):
    """One fee of a fee plan."""

    _view: ClassVar[str] = "fee_line"

    fee_id: str
    """The fee that applied."""
    fee_bearer: FeeBearer
    """Who bears it."""
    bps: int
    """Its rate at the time in basis points, hundredths of a per cent: 0 to 10000."""
    amount: Decimal
    """What it comes to after its cap."""


@dataclass(frozen=True, slots=True, repr=False)
class FeePlan(Record):
    """What the fees of a linked client come to on one payment."""

    _view: ClassVar[str] = "fee_plan"
    _parts: ClassVar[dict[str, str]] = {"fee_lines": "fee_line"}

    orchestrator_id: str
    """The orchestrator that the client is linked to, which earns the fees."""
    payer_total: Decimal
    """What the payer pays in all: the amount and the payer's fees."""
    recipient_net: Decimal
    """What the recipient gets: the amount without the recipient's fees."""
    currency: str
    """The currency of every amount here: ``USD``."""
    fee_lines: tuple[FeeLine, ...]
    """The fees that apply, none to two."""


@dataclass(frozen=True, slots=True, repr=False)
class Fee(Record):
    """A fee of an orchestrator."""

    _view: ClassVar[str] = "fee"
    _has: ClassVar[dict[str, str]] = {"cap_currency": "FEE_HAS_CAP"}

    id: str
    """Names the fee: ``fee_`` and 32 hexadecimal digits."""
    orchestrator_id: str
    """Whose fee it is."""
    client_id: str | None
    """The client it is for; None: the default, for every client without a fee of its own."""
    fee_bearer: FeeBearer
    """Who bears it."""
    bps: int
    """The rate in basis points, hundredths of a per cent: 0 to 10000."""
    cap: Decimal | None
    """The most it comes to on one payment."""
    cap_currency: str | None
    """The currency of the cap; payments in another one are refused."""
    status: FeeStatus
    """Whether it applies."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change."""


class Fees(Service):
    """Creates, finds and changes fees: ``store.fees``. Clients and API keys are refused with
    ForbiddenError, except by :meth:`preview`."""

    def create(
        self,
        *,
        bps: int | None = None,
        fee_bearer: FeeBearer | str | None = None,
        orchestrator_id: str | None = None,
        client_id: str | None = None,
        cap: Amount | None = None,
        cap_minor: int | None = None,
        cap_currency: str | None = None,
        json: Json | None = None,
    ) -> Fee:
        """Creates a fee and returns it; it applies to payments created from now on.

        :param bps: the rate in basis points, hundredths of a per cent: 0 to 10000; required
        :param fee_bearer: who bears it; required
        :param orchestrator_id: whose it is; an orchestrator's own handle need not say
        :param client_id: the client it is for, linked to the orchestrator; None: all of them
        :param cap: the most it comes to on one payment, in major units of ``cap_currency``
        :param cap_minor: the same in minor units
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: for the orchestrator, or a client that is not linked to it
        :raises ConflictError: ``fee_exists``, with its id
        """
        given = Struct(
            "new_fee",
            {
                "json": json,
                "orchestrator_id": orchestrator_id,
                "client_id": client_id,
                "bps": bps,
                "fee_bearer": chosen(FeeBearer, fee_bearer, "fee_bearer"),
                "cap": cap,
                "cap_minor": cap_minor,
                "cap_currency": cap_currency,
            },
        )
        return self._one(Fee, "fee_create", given)

    def get(self, id: str) -> Fee:
        """The fee of this id.

        :raises NotFoundError: also for another orchestrator's
        """
        return self._one(Fee, "fee_get", *text_arguments(id=id))

    def list(
        self,
        orchestrator_id: str | None = None,
        *,
        client_id: str | None = None,
        status: FeeStatus | str | None = None,
    ) -> Listing[Fee]:
        """An orchestrator's fees, newest first.

        :param orchestrator_id: None means the caller's own
        :param client_id: only those for this client
        :param status: only those of this status
        :raises ValidationError: for any of these, when the list is read
        :raises NotFoundError: for the orchestrator, when the list is read
        """
        which = text_arguments(orchestrator_id=orchestrator_id, client_id=client_id)
        number = chosen(FeeStatus, status, "status") or 0
        return self._listing(Fee, None, "fee_list", *which, number)

    def update(
        self,
        id: str,
        *,
        bps: int | None = None,
        cap: Amount | Unset | None = UNSET,
        cap_minor: int | None = None,
        cap_currency: str | None = None,
        json: Json | None = None,
    ) -> Fee:
        """Changes a fee for the payments created from now on. What is not given stays as it is.

        :param cap: the most it comes to on one payment, in major units of ``cap_currency``; None
            takes the cap away
        :param cap_minor: the same in minor units; None leaves the cap as it is
        :raises ValidationError: with every bad field
        :raises NotFoundError: also for another orchestrator's
        :raises ConflictError: ``version_changed``
        """
        given = Struct(
            "fee_changes",
            {
                "json": json,
                "bps": bps,
                "cap": cap,
                "cap_minor": cap_minor,
                "cap_currency": cap_currency,
            },
        )
        return self._one(Fee, "fee_update", *text_arguments(id=id), given)

    def disable(self, id: str) -> Fee:
        """Disables a fee: payments created from now on go without it.

        For a client's own fee that means the orchestrator's default.

        :raises NotFoundError: also for another orchestrator's
        :raises ConflictError: ``version_changed``
        """
        return self._one(Fee, "fee_disable", *text_arguments(id=id))

    def enable(self, id: str) -> Fee:
        """Enables a fee that was disabled.

        :raises NotFoundError: also for another orchestrator's
        :raises ConflictError: ``version_changed``
        """
        return self._one(Fee, "fee_enable", *text_arguments(id=id))

    def preview(
        self,
        client_id: str,
        *,
        currency: str,
        amount: Amount | None = None,
        amount_minor: int | None = None,
    ) -> FeePlan | None:
        """The fee plan that a payment of this client would get now; None if it is not linked.

        Nothing is written.

        :param amount: in major units of ``currency``
        :param amount_minor: in minor units, in its place
        :raises ValidationError: also with the codes with which the payment would be refused:
            ``currency_disabled``, ``fee_cap_currency``, ``fee_exceeds_amount``,
            ``amount_too_large``
        :raises NotFoundError: for the client, to an orchestrator also if it is not linked to it
        :raises ForbiddenError: to clients and API keys for another client
        """
        if (amount is None) == (amount_minor is None):
            raise TypeError("either amount or amount_minor is to be given")
        if amount is None:
            minor = number(amount_minor, "amount_minor")
        else:
            minor = number(minor_units(amount, currency), "amount")
        of = text_arguments(client_id=client_id, currency=currency)
        return self._one_or_none(FeePlan, "fee_preview", *of, minor)
