"""Payments: what is to be paid, and what was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from billfold._decode import Record
from billfold._input import UNSET, Amount, Json, Struct, Unset, json_text, text_arguments
from billfold.fee import FeeLine
from billfold.json_object import JsonObject
from billfold.page import Listing, Service
from billfold.status import Numbered, numbered


@numbered("PAYMENT_")
class PaymentStatus(Numbered):
    """Where a payment stands."""

    PENDING = "pending"
    """It waits for its money."""
    COMPLETED = "completed"
    """The money came in time."""
    EXPIRED = "expired"
    """Its time has passed; money that came later is noted on it."""
    FAILED = "failed"
    """It failed."""


@dataclass(frozen=True, slots=True, repr=False)
class Payment(Record):
    """A payment. Amounts are in major units of its currency, with all their decimals."""

    _view: ClassVar[str] = "payment"
    _parts: ClassVar[dict[str, str]] = {"fee_lines": "fee_line"}
    _has: ClassVar[dict[str, str]] = {
        "customer_id": "PAYMENT_HAS_CUSTOMER",
        "orchestrator_id": "PAYMENT_HAS_FEE_PLAN",
        "payer_total": "PAYMENT_HAS_FEE_PLAN",
        "recipient_net": "PAYMENT_HAS_FEE_PLAN",
        "failure_code": "PAYMENT_HAS_FAILURE",
        "late_payment_at": "PAYMENT_HAS_LATE_PAYMENT",
        "fee_lines": "PAYMENT_HAS_FEE_PLAN",
    }

    id: str
    """Names the payment: a UUID."""
    status: PaymentStatus
    """Where it stands now."""
    amount: Decimal
    """The amount."""
    currency: str
    """The currency of all its amounts: ``USD``."""
    description: str | None
    """What it is for."""
    metadata: JsonObject
    """The caller's own data."""
    payment_link: str
    """Where the customer pays: a URL."""
    payment_method: JsonObject | None
    """How it was paid: an object with a ``type``."""
    customer_id: str | None
    """Who pays."""
    customer_name: str | None
    """The customer's name; gone once they are erased."""
    customer_email: str | None
    """The customer's e-mail address; gone once they are erased."""
    success_url: str | None
    """Where the customer goes after paying."""
    cancel_url: str | None
    """Where the customer goes after giving up."""
    client_id: str | None
    """Whose payment it is; None: the store's own."""
    mcc: int | None
    """The merchant category code, 1 to 9999."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    expires_at: datetime
    """From when on it is expired, unless completed or failed before, in UTC."""
    completed_at: datetime | None
    """When it was completed, in UTC."""
    orchestrator_id: str | None
    """The orchestrator whose link was in force on creation."""
    payer_total: Decimal | None
    """What the payer pays in all, with a fee plan."""
    recipient_net: Decimal | None
    """What the recipient gets, with a fee plan."""
    fee_lines: tuple[FeeLine, ...] | None
    """The fees of the plan."""
    failure_code: str | None
    """Why it failed, for programs."""
    failure_message: str | None
    """Why it failed, for people."""
    late_payment_at: datetime | None
    """When money that came after it had expired was recorded, in UTC."""
    late_payment_method: JsonObject | None
    """How that money was paid."""
    version: int
    """Grows by one with each change."""


class Payments(Service):
    """Creates, finds and changes payments: ``store.payments``."""

    def create(
        self,
        *,
        amount: Amount | None = None,
        currency: str | None = None,
        amount_minor: int | None = None,
        id: str | UUID | None = None,
        client_id: str | None = None,
        customer_id: str | UUID | None = None,
        customer_name: str | None = None,
        customer_email: str | None = None,
        description: str | None = None,
        success_url: str | None = None,
        cancel_url: str | None = None,
        metadata: Json | None = None,
        mcc: int | None = None,
        expires_in: int | timedelta | None = None,
        json: Json | None = None,
    ) -> Payment:
        """Creates a payment, pending, and returns it. Amount and currency are required.

        If its client is linked to an orchestrator, that one's fees are resolved and kept with it.

        :param amount: in major units: ``"500.00"``; never a float
        :param amount_minor: in minor units, in place of ``amount``: 50000 for 500.00 USD
        :param currency: a new store takes USD, EUR, GBP and CAD; settings say which others
        :param id: a UUID of your choice; otherwise one is minted
        :param client_id: whose it is; an orchestrator must say, a client's need not
        :param customer_id: a customer who is known; it excludes name and e-mail
        :param description: what it is for, at most 500 characters
        :param metadata: your own data, at most 50 keys and 16 KiB
        :param mcc: the merchant category code, 1 to 9999
        :param expires_in: seconds, 1 to 6048000; otherwise the store's setting
        :param json: the whole input as the payments service takes it, in place of all others
        :raises ValidationError: with every bad field; codes also ``currency_disabled``,
            ``card_number_refused``, ``fee_cap_currency``, ``fee_exceeds_amount``
        :raises NotFoundError: for the client or the customer
        :raises ConflictError: ``id_exists``, ``client_inactive``, ``customer_erased``
        :raises ForbiddenError: for another client than the credential's

        >>> import billfold
        >>> with billfold.open_in_memory() as store:
        ...     payment = store.payments.create(amount="500.00", currency="USD")
        >>> payment.amount, payment.status
        (Decimal('500.00'), <PaymentStatus.PENDING: 'pending'>)
        """
        given = Struct(
            "new_payment",
            {
                "json": json,
                "amount": amount,
                "amount_minor": amount_minor,
                "currency": currency,
                "id": id,
                "client_id": client_id,
                "customer_id": customer_id,
                "customer_name": customer_name,
                "customer_email": customer_email,
                "description": description,
                "success_url": success_url,
                "cancel_url": cancel_url,
                "metadata": metadata,
                "mcc": mcc,
                "expires_in": expires_in,
            },
        )
        return self._one(Payment, "payment_create", given)

    def get(self, id: str | UUID) -> Payment:
        """The payment of this id.

        :raises NotFoundError: also outside the caller's scope
        """
        return self._one(Payment, "payment_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Payment]:
        """The payments that the caller sees, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``status``, ``amount``, ``currency``, ``client``,
            ``orchestrator``, ``customer``, ``email``, ``description``, ``mcc``, ``method``,
            ``late``, ``overdue``, ``created``, ``updated``, ``completed``, ``expires``,
            ``meta.KEY``, and ``sort`` by ``created``, ``amount``, ``expires``, ``updated``,
            ``status``; a word alone is looked for in the customer's name and e-mail address and at
            the beginning of the id: ``status:pending,failed amount:100..500 created:24h
            customer:ana``. :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Payment, filter, "payment_list")

    def update(
        self,
        id: str | UUID,
        *,
        description: str | Unset | None = UNSET,
        success_url: str | Unset | None = UNSET,
        cancel_url: str | Unset | None = UNSET,
        metadata: Json | None = None,
        json: Json | None = None,
    ) -> Payment:
        """Changes a pending payment. What is not given stays as it is; None clears description
        and URLs.

        :param metadata: your own data, whole, in place of what was there: ``{}`` for none; None
            leaves it as it is
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: if there is no such payment
        :raises ConflictError: ``invalid_transition`` unless it is pending, ``version_changed``
        :raises ForbiddenError: to orchestrators
        """
        given = Struct(
            "payment_changes",
            {
                "json": json,
                "description": description,
                "success_url": success_url,
                "cancel_url": cancel_url,
                "metadata": metadata,
            },
        )
        return self._one(Payment, "payment_update", *text_arguments(id=id), given)

    def complete(self, id: str | UUID, payment_method: Json | None = None) -> Payment:
        """Completes a pending payment: its money came in time.

        The same completion again answers with the payment as it is.

        :param payment_method: how, an object with a type: ``{"type": "cash"}``
        :raises ValidationError: for the payment method
        :raises NotFoundError: if there is no such payment
        :raises ConflictError: ``invalid_transition`` if it is expired, failed, or completed
            otherwise, ``version_changed``
        :raises ForbiddenError: to orchestrators
        """
        method = text_arguments(payment_method=json_text(payment_method, "payment_method"))
        return self._one(Payment, "payment_complete", *text_arguments(id=id), *method)

    def fail(self, id: str | UUID, code: str, message: str | None = None) -> Payment:
        """Fails a pending payment. The same failure again answers with the payment as it is.

        :param code: why, for programs: 1 to 64 characters of ``[A-Za-z0-9_-]``
        :param message: why, for people: at most 500 characters
        :raises ValidationError: for code or message
        :raises NotFoundError: if there is no such payment
        :raises ConflictError: ``invalid_transition``, ``version_changed``
        :raises ForbiddenError: to orchestrators
        """
        reasons = text_arguments(code=code, message=message)
        return self._one(Payment, "payment_fail", *text_arguments(id=id), *reasons)

    def expire(self, id: str | UUID) -> Payment:
        """Expires a payment: one whose time has passed for good, a pending one before its time.

        :raises NotFoundError: if there is no such payment
        :raises ConflictError: ``invalid_transition`` if it is completed or failed,
            ``version_changed``
        :raises ForbiddenError: to orchestrators
        """
        return self._one(Payment, "payment_expire", *text_arguments(id=id))

    def record_late(self, id: str | UUID, payment_method: Json | None = None) -> Payment:
        """Notes that money came after a payment had expired. It stays expired.

        :param payment_method: how, as for :meth:`complete`
        :raises ValidationError: for the payment method
        :raises NotFoundError: if there is no such payment
        :raises ConflictError: ``invalid_transition`` unless it is expired,
            ``late_payment_recorded``, ``clock_jumped`` while the clock by which it would be
            expired is not believed, ``version_changed``
        :raises ForbiddenError: to orchestrators
        """
        method = text_arguments(payment_method=json_text(payment_method, "payment_method"))
        return self._one(Payment, "payment_record_late", *text_arguments(id=id), *method)
