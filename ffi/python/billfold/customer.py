"""Customers: those who pay."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from billfold._decode import Record
from billfold._input import UNSET, Json, Struct, Unset, flag, text_arguments
from billfold.page import Listing, Service


@dataclass(frozen=True, slots=True, repr=False)
class Customer(Record):
    """A customer: someone who pays."""

    _view: ClassVar[str] = "customer"

    id: str
    """Names the customer: a UUID."""
    client_id: str | None
    """Whose customer it is; None: the store's own."""
    name: str | None
    """1 to 100 characters; gone once they are erased."""
    email: str | None
    """The e-mail address; gone once they are erased."""
    created_at: datetime
    """When the record was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    erased_at: datetime | None
    """When name and e-mail address were erased, in UTC."""
    version: int
    """Grows by one with each change."""


class Customers(Service):
    """Creates, finds, changes and erases customers: ``store.customers``. Clients and orchestrators
    are refused with ForbiddenError."""

    def create(
        self,
        *,
        name: str | None = None,
        email: str | None = None,
        id: str | UUID | None = None,
        client_id: str | None = None,
        json: Json | None = None,
    ) -> Customer:
        """Creates a customer. Payments make their own; this is for keeping customers first.

        :param name: 1 to 100 characters; this or an e-mail address is required, or both
        :param email: the shape of an address, at most 254 bytes
        :param id: a UUID of your choice; otherwise one is minted
        :param client_id: whose customer; an API key's client goes without saying
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises NotFoundError: for the client
        :raises ConflictError: ``id_exists``, ``client_inactive``, ``client_revoked``
        """
        given = Struct(
            "new_customer",
            {
                "json": json,
                "id": id,
                "client_id": client_id,
                "name": name,
                "email": email,
            },
        )
        return self._one(Customer, "customer_create", given)

    def get(self, id: str | UUID) -> Customer:
        """The customer of this id.

        :raises NotFoundError: also outside the caller's scope
        """
        return self._one(Customer, "customer_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Customer]:
        """The customers that the caller sees, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``client``, ``email``, ``created``, ``updated``, ``erased``,
            and ``sort`` by ``created``, ``updated``; a word alone is looked for in name and e-mail
            address. :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Customer, filter, "customer_list")

    def update(
        self,
        id: str | UUID,
        *,
        name: str | Unset | None = UNSET,
        email: str | Unset | None = UNSET,
        json: Json | None = None,
    ) -> Customer:
        """Changes name or e-mail address, also as their payments show it. None clears; one of the
        two must be left.

        :raises ValidationError: with every bad field
        :raises NotFoundError: if there is no such customer
        :raises ConflictError: ``customer_erased``, ``version_changed``
        """
        given = Struct("customer_changes", {"json": json, "name": name, "email": email})
        return self._one(Customer, "customer_update", *text_arguments(id=id), given)

    def erase(self, id: str | UUID, *, force: bool = False) -> Customer:
        """Erases name and e-mail address for good, from the record, the words that search finds,
        the file's pages and its write-ahead log. Payments and their amounts stay.

        It takes the longer the more customers there are: erase many in one transaction.

        :param force: go ahead while a payment of theirs is pending
        :raises NotFoundError: if there is no such customer
        :raises ConflictError: ``customer_erased``, ``payments_pending`` unless it is forced,
            ``version_changed``
        """
        return self._one(Customer, "customer_erase", *text_arguments(id=id), flag(force, "force"))
