"""JSON objects as they are kept."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any


def _number(digits: str) -> int | Decimal:
    try:
        return int(digits)
    except ValueError:
        return Decimal(digits)


class JsonObject(Mapping[str, Any]):
    """A JSON object as it is kept: :attr:`text` is its text, and it is read when it is looked into.

    It does not change: what it answers with is the asker's own. An integer of more digits than
    Python makes one of is a Decimal.

    >>> metadata = JsonObject('{"order_id": "order-123"}')
    >>> metadata["order_id"], metadata == {"order_id": "order-123"}
    ('order-123', True)
    """

    __slots__ = ("_read", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        """The object's text."""
        self._read: dict[str, Any] | None = None

    def _object(self) -> dict[str, Any]:
        if self._read is None:
            self._read = self.as_dict()
        return self._read

    def as_dict(self) -> dict[str, Any]:
        """A dict of one's own, for what takes no other mapping: ``json.dumps``, web frameworks."""
        own: dict[str, Any] = json.loads(self.text, parse_int=_number)
        return own

    def __getitem__(self, key: str) -> Any:
        # What is changed in a list or an object of it is not changed here.
        return deepcopy(self._object()[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._object())

    def __len__(self) -> int:
        return len(self._object())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return self._object() == dict(other)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self)))

    def __repr__(self) -> str:
        return f"JsonObject({self.text!r})"
