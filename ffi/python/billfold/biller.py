"""Billers: whom users link their accounts with."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from billfold._decode import Record
from billfold._input import Json, Struct, text_arguments
from billfold.page import Listing, Service


@dataclass(frozen=True, slots=True, repr=False)
class Biller(Record):
    """A biller."""

    _view: ClassVar[str] = "biller"

    id: str
    """Names it: ``bil_...``, or what its creator chose."""
    name: str
    """1 to 100 characters."""
    active: bool
    """Whether it is offered for new requests to link; the store itself refuses none."""
    created_at: datetime
    """When it was created, in UTC."""
    updated_at: datetime
    """When it last changed, in UTC."""
    version: int
    """Grows by one with each change."""


class Billers(Service):
    """Puts and finds billers: ``store.billers``. Others than the owner are refused with
    ForbiddenError."""

    def put(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        active: bool | None = None,
        json: Json | None = None,
    ) -> Biller:
        """Creates a biller, or changes the one of this id; one that is not there yet counts as
        version 0.

        :param name: 1 to 100 characters; required
        :param id: 1 to 64 characters of ``[A-Za-z0-9_-]``; otherwise a new one is minted
        :param active: None: a new biller is, a known one stays what it is
        :param json: the whole input as JSON, in place of all others
        :raises ValidationError: with every bad field
        :raises ConflictError: ``version_changed``
        """
        fields = {"json": json, "id": id, "name": name, "active": active}
        return self._one(Biller, "biller_put", Struct("new_biller", fields))

    def get(self, id: str) -> Biller:
        """The biller of this id.

        :raises NotFoundError: if there is no such biller
        """
        return self._one(Biller, "biller_get", *text_arguments(id=id))

    def list(self, filter: str | None = None) -> Listing[Biller]:
        """The billers, newest first unless the filter sorts them.

        :param filter: terms ``id``, ``active``, ``created``, ``updated``, and ``sort`` by
            ``created``, ``updated``, ``name``; a word alone is looked for in the name.
            :func:`billfold.filter_quote` tells how they are written.
        :raises ValidationError: for the filter, when the list is read
        """
        return self._listing(Biller, filter, "biller_list")
