"""What the library is lent, as C has it."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeAlias
from uuid import UUID

from billfold._library import constant, ffi
from billfold.json_object import JsonObject
from billfold.secret import Secret
from billfold.status import Numbered


class Unset(Enum):
    """The type of :data:`UNSET`."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""What is not given at all, where None would take away what is there: the default of just those
parameters. Everywhere else None is what is not given."""

Amount: TypeAlias = Decimal | str | int
"""An amount in major units: ``Decimal("500.00")``, ``"500.00"`` or ``500``; never a float."""
Json: TypeAlias = str | Mapping[str, Any]
"""A JSON object: as text, or as a mapping that ``json.dumps`` takes."""
Path: TypeAlias = str | os.PathLike[str]
"""A file's path."""


def bad_input(code: str, field: str, reason: str) -> Exception:
    """The ValidationError for a field that is bad before the library is asked."""
    # Here, because what an error is made of is built upon this.
    from billfold.errors import ErrorKind, refusal

    return refusal(ErrorKind.VALIDATION, code, field, reason)


def _needed(field: str, what: str, given: object) -> TypeError:
    return TypeError(f"{field}: {what} is needed, not {type(given).__name__}")


# One way in for each type. What is given is checked here by its type, and by the library for all
# else; errors begin with the parameter's name.


def lent_text(given: "str | Secret | Path | UUID", field: str) -> Any:
    """A text as an array of C's, which shows nothing of it: a traceback may print all arguments.
    What is no UTF-8 goes through as it is: the library names the field."""
    if isinstance(given, Secret):
        return ffi.from_buffer("char[]", given.reveal().encode("utf-8", "surrogatepass"))
    plain = os.fspath(given) if isinstance(given, os.PathLike) else given
    if isinstance(given, UUID) and field.endswith("id"):
        plain = str(given)
    if not isinstance(plain, str):
        raise _needed(field, "a str", plain)
    return ffi.from_buffer("char[]", plain.encode("utf-8", "surrogatepass"))


def text_arguments(**given: "str | Secret | Path | UUID | None") -> tuple[Any, ...]:
    """Texts, by their parameters' names, as two arguments each: the bytes and their number; NULL
    and 0 for None."""
    arguments: list[Any] = []
    for field, value in given.items():
        data = ffi.NULL if value is None else lent_text(value, field)
        arguments += (data, 0 if value is None else len(data))
    return tuple(arguments)


def json_text(given: Json | None, field: str) -> str | None:
    """A JSON object as text."""
    if given is None or isinstance(given, str):
        return given
    if not isinstance(given, Mapping):
        raise _needed(field, "a mapping or a str", given)
    # Whatever else has a text may mean something else by it.
    if isinstance(given, JsonObject):
        return given.text
    try:
        return json.dumps(given, allow_nan=False, default=_plain)
    except TypeError as error:
        raise TypeError(f"{field}: {error}") from None
    except (RecursionError, ValueError) as error:
        raise bad_input("malformed_json", field, f"is no JSON: {error}") from None


def alone(json: Json, **others: object) -> None:
    """Refuses what stands beside a whole input, as the library does where it sees both."""
    given = [name for name, value in others.items() if value is not None]
    if given:
        raise TypeError(f"json stands beside {' and '.join(given)}: give one or the other")


def _plain(given: object) -> dict[Any, Any]:
    if isinstance(given, Mapping):
        return dict(given)
    raise TypeError(f"JSON has no {type(given).__name__}")


def amount_text(given: Amount, field: str) -> str:
    """An amount as text, digit for digit."""
    if isinstance(given, bool) or not isinstance(given, Decimal | str | int):
        raise _needed(field, "a Decimal, a str or an int", given)
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


def number(given: object, field: str, what: str = "an int", bits: int = 64) -> int:
    """A number that is not meant as a truth, nor as a status."""
    if isinstance(given, bool) or not isinstance(given, int):
        raise _needed(field, what, given)
    if not -(1 << bits - 1) <= given < 1 << bits - 1:
        raise bad_input("invalid", field, f"is more than {bits} bits hold")
    return given


def flag(given: object, field: str) -> int:
    """A truth, and nothing that could be taken for one."""
    if not isinstance(given, bool):
        raise _needed(field, "a bool", given)
    return int(given)


class Chosen(int):
    """The number of a member of the right enumeration."""

    __slots__ = ()


def chosen(cls: type[Numbered], given: object, field: str) -> Chosen | None:
    """A member of this enumeration, or its text."""
    if given is None:
        return None
    if isinstance(given, cls):
        return Chosen(given.number)
    if not isinstance(given, str) or isinstance(given, Numbered):
        raise _needed(field, f"a {cls.__name__}", given)
    try:
        return Chosen(cls(given).number)
    except ValueError:
        reason = f"is none of {', '.join(cls)}"
        raise bad_input("invalid", field, reason) from None


def seconds(given: object, field: str) -> int:
    """Whole seconds."""
    if isinstance(given, timedelta):
        return _whole(given, field, timedelta(seconds=1), "seconds")
    return number(given, field, "an int or a timedelta")


def milliseconds(given: object, field: str) -> int:
    """Whole milliseconds."""
    if not isinstance(given, timedelta):
        raise _needed(field, "a timedelta", given)
    return _whole(given, field, timedelta(milliseconds=1), "milliseconds")


def _whole(given: timedelta, field: str, unit: timedelta, units: str) -> int:
    whole, rest = divmod(given, unit)
    if rest:
        raise bad_input("invalid", field, f"{given} is not a whole number of {units}")
    return whole


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def unix_seconds(given: object, field: str) -> int:
    """A moment in Unix seconds. A datetime without a zone is refused: nobody knows which it is."""
    if not isinstance(given, datetime):
        raise _needed(field, "a datetime", given)
    if given.utcoffset() is None:
        reason = f"{given} has no time zone: use datetime.now(UTC), or say which it is in"
        raise bad_input("invalid", field, reason)
    # A float would not tell the last microsecond of a second from the next one.
    return (given - _EPOCH) // timedelta(seconds=1)


def _day(given: object, field: str) -> str:
    if isinstance(given, str):
        return given
    # A moment is on another day in another place.
    if isinstance(given, datetime) or not isinstance(given, date):
        raise _needed(field, "a date or a str", given)
    return given.isoformat()


# What of the structs' texts and numbers is more than that.
_TEXTS: Final[Mapping[str, Callable[[Any, str], str | None]]] = {
    "amount": amount_text,
    "cap": amount_text,
    "json": json_text,
    "metadata": json_text,
    "since": _day,
    "until": _day,
}
_NUMBERS: Final[Mapping[str, Callable[[object, str], int]]] = {
    "active": flag,
    "card_number_guard": flag,
    "expires_in": seconds,
    "last": flag,
    "never_expires": flag,
    "retry": flag,
    "since": unix_seconds,
    "time": unix_seconds,
    "uncounted": flag,
    "until": unix_seconds,
}
# Where nought is a number like others, which the library judges.
_MAY_BE_ZERO: Final = frozenset({"attempt", "bps", "known_total", "time"})
# Where the number below nought is one like others, too.
_HOURS: Final = frozenset({"since", "until"})
# What None takes away, of the structs that have it.
_CLEARED: Final[Mapping[str, frozenset[str]]] = {
    "customer_changes": frozenset({"email", "name"}),
    "fee_changes": frozenset({"cap"}),
    "payment_changes": frozenset({"cancel_url", "description", "success_url"}),
    "settings_changes": frozenset({"request_to_link_lifetime_seconds"}),
    "webhook_endpoint_changes": frozenset({"description", "event_types"}),
}


class Struct:
    """A struct with what it points to, to be lent to one call."""

    __slots__ = ("_lent", "pointer")

    def __init__(self, name: str, given: Mapping[str, Any]) -> None:
        self.pointer: Any = ffi.new(f"billfold_{name} *")
        self.pointer.struct_size = ffi.sizeof(f"billfold_{name}")
        self._lent: list[Any] = []
        setters, cleared = _setters(name), _CLEARED.get(name, ())
        for field, value in given.items():
            if value is UNSET or (value is None and field not in cleared):
                continue
            bit, set_it = setters[field]
            if bit is not None:
                self.pointer.has |= bit
            if value is not None:
                set_it(self, field, value)

    def _number(self, field: str, value: Any) -> None:
        self._set_number(field, value, 64)

    def _small_number(self, field: str, value: Any) -> None:
        self._set_number(field, value, 32)

    def _set_number(self, field: str, value: Any, bits: int) -> None:
        if type(value) is Chosen:
            setattr(self.pointer, field, int(value))
            return
        convert = _NUMBERS.get(field)
        found = number(value, field, bits=bits) if convert is None else convert(value, field)
        if found == 0 and convert is not flag and field not in _MAY_BE_ZERO:
            # It would be taken for not given, and do something else than was asked for.
            if field in _HOURS:
                raise bad_input("hour", field, "is the first hour of all: None leaves it out")
            # Refused as nought is, in the same words.
            found = -1
        setattr(self.pointer, field, found)

    def _text(self, field: str, value: Any) -> None:
        convert = _TEXTS.get(field)
        self._point(
            getattr(self.pointer, field), value if convert is None else convert(value, field), field
        )

    def _texts(self, field: str, value: Any) -> None:
        # A text is a list of texts too, of single letters.
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise _needed(field, "a list of str", value)
        values = list(value)
        if not values:
            raise bad_input("invalid", field, "is empty: None leaves it out")
        texts = ffi.new("billfold_str[]", len(values))
        self._lent.append(texts)
        for place, each in zip(texts, values, strict=True):
            if not isinstance(each, str):
                raise TypeError(f"{field}: a list of str is needed, without {type(each).__name__}")
            self._point(place, each, field)
        setattr(self.pointer, field, texts)
        setattr(self.pointer, f"{field}_count", len(values))

    def _point(self, place: Any, value: Any, field: str) -> None:
        data = lent_text(value, field)
        self._lent.append(data)
        place.ptr = data
        place.len = len(data)


_Setter: TypeAlias = Callable[[Struct, str, Any], None]


_known_setters: dict[str, dict[str, tuple[int | None, _Setter]]] = {}


def _setters(name: str) -> dict[str, tuple[int | None, _Setter]]:
    """Of a struct: each field's bit, if it has one, and what sets it, by its type in C."""
    known = _known_setters.get(name)
    if known is not None:
        return known
    by_type: dict[str, _Setter] = {
        "billfold_str": Struct._text,
        "billfold_str const *": Struct._texts,
        "billfold_str *": Struct._texts,
        "int32_t": Struct._small_number,
        "int64_t": Struct._number,
    }
    struct: Any = ffi.typeof(f"billfold_{name}")
    found = _known_setters[name] = {
        field: (constant(f"{name.upper()}_HAS_{field.upper()}"), by_type[of.type.cname])
        for field, of in struct.fields
        if of.type.cname in by_type
    }
    return found
