"""What a sweep has done."""

from dataclasses import dataclass
from typing import ClassVar

from billfold._decode import Record


@dataclass(frozen=True, slots=True, repr=False)
class Sweep(Record):
    """What :meth:`Store.sweep` has done."""

    _view: ClassVar[str] = "sweep"

    payments_expired: int
    """Payments that are now expired for good."""
    requests_to_link_expired: int
    """Requests to link that are now expired for good."""
    idempotency_keys_forgotten: int
    """Idempotency keys that were old enough to be forgotten."""
    clock_jumped: bool
    """Whether nothing was swept because the clock is too far ahead to be believed."""
