"""What the library is lent, as C has it."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias

from billfold._library import constant, ffi
from billfold.secret import Secret
from billfold.status import Numbered


class Unset(Enum):
    """The type of :data:`UNSET`."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""What is not given at all, where None would clear it."""

Amount: TypeAlias = Decimal | str | int
"""An amount in major units: ``Decimal("500.00")``, ``"500.00"`` or ``500``; never a float."""
Json: TypeAlias = str | Mapping[str, Any]
"""A JSON object: as text, or as a mapping that ``json.dumps`` takes."""
Path: TypeAlias = str | os.PathLike[str]
"""A file's path."""


def lent_text(given: "str | Secret | Path") -> Any:
    """A text as an array of C's, which shows nothing of it: a traceback may print all arguments.
    What is no UTF-8 goes through as it is: the library names the field."""
    if isinstance(given, Secret):
        return ffi.from_buffer("char[]", given.reveal().encode("utf-8", "surrogatepass"))
    plain = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(plain, str):
        raise TypeError(f"a text is needed, not {type(plain).__name__}")
    return ffi.from_buffer("char[]", plain.encode("utf-8", "surrogatepass"))


def text_arguments(given: "str | Secret | Path | None") -> tuple[Any, int]:
    """A text as two arguments: its bytes and their number; NULL and 0 for None."""
    if given is None:
        return ffi.NULL, 0
    data = lent_text(given)
    return data, len(data)


def json_text(given: Json | None) -> str | None:
    """A JSON object as text."""
    if given is None or isinstance(given, str):
        return given
    own = getattr(given, "text", None)
    return own if isinstance(own, str) else json.dumps(given, allow_nan=False)


def alone(json: Json, **others: object) -> None:
    """Refuses what stands beside a whole input, as the library does where it sees both."""
    given = [name for name, value in others.items() if value is not None]
    if given:
        raise TypeError(f"json stands beside {' and '.join(given)}: give one or the other")


def bad_input(code: str, field: str, reason: str) -> Exception:
    """The ValidationError for a field that is bad before the library is asked."""
    # Here, because what an error is made of is built upon this.
    from billfold.errors import ErrorKind, refusal

    return refusal(ErrorKind.VALIDATION, code, field, reason)


def amount_text(given: Amount, field: str) -> str:
    """An amount as text, digit for digit."""
    if isinstance(given, bool) or not isinstance(given, Decimal | str | int):
        raise TypeError(f"{field} is a Decimal, a text or an int, not {type(given).__name__}")
    if isinstance(given, str):
        return given
    # Before it is written out, which may take as many digits as there is memory.
    if isinstance(given, int):
        large, fine = given.bit_length() > 64, False
    else:
        exponent = given.as_tuple().exponent
        if not isinstance(exponent, int):
            raise bad_input("amount", field, "is no number")
        large, fine = given.adjusted() > _MOST_DIGITS, exponent < -_MOST_DIGITS
    if large:
        raise bad_input("amount_too_large", field, "is more than any amount can be")
    if fine:
        raise bad_input("amount", field, "has more decimals than any currency")
    # Not "5E+2", which is what a Decimal may show as.
    return format(given, "f") if isinstance(given, Decimal) else str(given)


_MOST_DIGITS = 20
"""As many as the largest number of 64 bits has, and one more."""


def number(given: object, field: str) -> int:
    """A number that is not meant as a truth."""
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"{field} is an int, not {type(given).__name__}")
    return given


def seconds(given: int | timedelta, field: str) -> int:
    """Whole seconds."""
    if isinstance(given, timedelta):
        return _whole(given, field, timedelta(seconds=1), "seconds")
    return given


def milliseconds(given: timedelta, field: str) -> int:
    """Whole milliseconds."""
    return _whole(given, field, timedelta(milliseconds=1), "milliseconds")


def _whole(given: timedelta, field: str, unit: timedelta, units: str) -> int:
    whole, rest = divmod(given, unit)
    if rest:
        raise bad_input("validation", field, f"{given} is not a whole number of {units}")
    return whole


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def unix_seconds(given: datetime) -> int:
    """A moment in Unix seconds. A datetime without a zone is refused: nobody knows which it is."""
    if given.utcoffset() is None:
        raise ValueError(f"{given} has no time zone: use datetime.now(UTC), or say which it is in")
    # A float would not tell the last microsecond of a second from the next one.
    return (given - _EPOCH) // timedelta(seconds=1)


# The truths among the numbers that structs have.
_TRUTHS: Final = frozenset(
    {"active", "card_number_guard", "last", "never_expires", "retry", "uncounted"}
)


class Struct:
    """A struct with what it points to, to be lent to one call."""

    __slots__ = ("_lent", "pointer")

    def __init__(self, name: str, given: Mapping[str, Any]) -> None:
        self.pointer: Any = ffi.new(f"billfold_{name} *")
        self.pointer.struct_size = ffi.sizeof(f"billfold_{name}")
        self._lent: list[Any] = []
        for field, value in given.items():
            if value is UNSET:
                continue
            bit = constant(f"{name.upper()}_HAS_{field.upper()}")
            if bit is not None:
                self.pointer.has |= bit
            if value is None:
                continue
            try:
                self._set(field, value)
            except (TypeError, ValueError, OverflowError) as error:
                kind = type(error) if type(error) in (TypeError, OverflowError) else ValueError
                raise kind(f"{field}: {error}") from None

    def _set(self, field: str, value: Any) -> None:
        if isinstance(value, Numbered):
            setattr(self.pointer, field, value.number)
        elif isinstance(value, bool) and field not in _TRUTHS:
            raise TypeError("bool is not taken here")
        elif isinstance(value, int):
            setattr(self.pointer, field, int(value))
        elif isinstance(value, datetime):
            setattr(self.pointer, field, unix_seconds(value))
        elif isinstance(value, timedelta):
            setattr(self.pointer, field, seconds(value, field))
        elif isinstance(value, str | Secret | os.PathLike):
            self._text(getattr(self.pointer, field), value)
        elif isinstance(value, date):
            self._text(getattr(self.pointer, field), value.isoformat())
        elif isinstance(value, Iterable) and not isinstance(value, Mapping):
            self._texts(field, list(value))
        else:
            raise TypeError(f"{type(value).__name__} is not taken here")

    def _text(self, place: Any, value: Any) -> None:
        data = lent_text(value)
        self._lent.append(data)
        place.ptr = data
        place.len = len(data)

    def _texts(self, field: str, values: list[str]) -> None:
        texts = ffi.new("billfold_str[]", max(len(values), 1))
        self._lent.append(texts)
        for place, value in zip(texts, values, strict=False):
            self._text(place, value)
        setattr(self.pointer, field, texts)
        setattr(self.pointer, f"{field}_count", len(values))
