"""What the library fills, as Python has it.

A record's class states its fields and their types; from that, and from the struct that the library
fills, a function is made that reads them one after the other. Each field stands in the struct under
the same name, amounts as ``<name>_minor``; a field that may be None has a bit that says so. A field
of the struct that the class leaves out is a mistake, which a test finds.
"""

import re
import types
import typing
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from json import loads as from_json
from typing import Any, ClassVar, Self, TypeVar, get_args, get_origin, get_type_hints

from billfold._call import call, call_for_number, caller
from billfold._docs import FieldDocs
from billfold._library import constant, ffi, lib
from billfold.json_object import JsonObject
from billfold.secret import HIDDEN, Secret
from billfold.status import Numbered


class Part:
    """What is read from a struct that the library fills."""

    __slots__ = ()

    _view: ClassVar[str]
    """The struct, without its prefix."""
    _bits: ClassVar[str] = ""
    """What the names of its bits begin with, if not with the struct's name."""
    _has: ClassVar[Mapping[str, str]] = {}
    """The bits of those fields whose bits have other names."""
    _parts: ClassVar[Mapping[str, str]] = {}
    """Which fields are lists of parts, and what the library calls one."""
    _reads: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """What reads those fields whose type does not say how."""

    def __init_subclass__(cls) -> None:
        slots = vars(cls).get("__slots__")
        if isinstance(slots, tuple) and "__dataclass_fields__" in vars(cls):
            described: Any = cls
            described.__slots__ = FieldDocs(cls, slots)


class Record(Part):
    """What a call answered with: its fields, and on demand its JSON, for which it keeps the whole
    page that it came with.

    It shows as what it is, its id, its status and its amount, as far as it has them: no name, no
    address and no metadata gets into a log by it.
    """

    __slots__ = ("_index", "_page")

    _page: Any
    _index: int

    def __repr__(self) -> str:
        id = getattr(self, "id", None) or getattr(self, "client_id", None)
        shown = [type(self).__name__, id, getattr(self, "status", None)]
        amount: Decimal | None = getattr(self, "amount", None)
        if amount is not None:
            shown += [str(amount), getattr(self, "currency", None)]
        return f"<{' '.join(str(each) for each in shown if each is not None)}>"

    def json(self) -> str:
        """The record as the services' JSON, byte for byte as the library has it, but for secrets:
        ``…`` stands in their place. See :meth:`reveal_json`.

        LookupError of a record that was not read from a store, such as a changed copy.
        """
        shown, secrets = self.reveal_json(), _secrets(type(self))
        return masked(shown, secrets) if secrets else shown

    def reveal_json(self) -> str:
        """As :meth:`json`, with the secrets that the record has."""
        return text(given(self._origin(), "page_record_json", self._index).ptr)

    @property
    def replayed(self) -> bool:
        """Whether an idempotency key found the change done before; secrets are then absent."""
        return bool(filled("page_info", "page_describe", self._origin()).replayed)

    def __copy__(self) -> Self:
        # It never changes; and what another one would be made of is the library's.
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def _shown(self, name: str) -> Secret:
        secret: Secret | None = getattr(self, name)
        if secret is None:
            raise LookupError(
                f"there is no {name} here: it is shown once, by the call that made it, "
                "and neither by a repeat of that, nor in a dry run, nor to who looks later"
            )
        return secret

    def _origin(self) -> Any:
        try:
            return self._page
        except AttributeError:
            raise LookupError(
                "this record was unpickled, changed by replace() or made by hand: "
                "only one that a store answered with has the answer's JSON"
            ) from None


def text(pointer: Any) -> str:
    """A text of the library's, which ends in its first NUL."""
    found: Any = ffi.string(pointer)
    read: str = found.decode()
    return read


# What a JSON text is to be read by here: its texts whole, and where something begins or ends.
_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]')


def masked(json: str, members: Container[str]) -> str:
    """A record's JSON text with ``…`` in place of the texts of its own members of these names: of
    those that stand in its metadata, or otherwise deeper, none."""
    made: list[str] = []
    copied, depth, member, is_value = 0, 0, "", False
    for found in _MARK.finditer(json):
        mark = found[0]
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
        if depth != 1:
            continue
        if mark[0] != '"':
            is_value = mark == ":"
        elif not is_value:
            member = from_json(mark)
        elif member in members:
            made += (json[copied : found.start()], f'"{HIDDEN}"')
            copied = found.end()
    return "".join((*made, json[copied:]))


def masked_page(json: str, records: Iterable[Record]) -> str:
    """As :func:`masked`, for the JSON text of a page with these records."""
    made: list[str] = []
    copied = 0
    for record in records:
        shown = record.reveal_json()
        start = json.index(shown, copied)
        made += (json[copied:start], record.json())
        copied = start + len(shown)
    return "".join((*made, json[copied:]))


_secret_fields: dict[type[Part], tuple[str, ...]] = {}


def _secrets(cls: type[Part]) -> tuple[str, ...]:
    """Which fields are secrets."""
    found = _secret_fields.get(cls)
    if found is None:
        hints: dict[str, Any] = get_type_hints(cls)
        found = tuple(name for name, kind in hints.items() if Secret in _kinds(kind))
        _secret_fields[cls] = found
    return found


def _kinds(hint: Any) -> tuple[Any, ...]:
    """What an optional type is one of."""
    return get_args(hint) if get_origin(hint) in (types.UnionType, typing.Union) else (hint,)


def given(page: Any, name: str, *indexes: int) -> Any:
    """The text that a function of a page's gives."""
    place: Any = ffi.new("billfold_str *")
    call(name, page, *indexes, place)
    return place


def filled(struct: str, name: str, handle: Any, *indexes: int) -> Any:
    """The struct, filled by a function of this name."""
    view: Any = ffi.new(f"billfold_{struct} *")
    view.struct_size = ffi.sizeof(f"billfold_{struct}")
    call(name, handle, *indexes, view)
    return view


_decimals: dict[bytes, int] = {}


def amount_of(minor: int, currency: bytes) -> Decimal:
    """Minor units as an amount. From text: no precision of a context rounds it."""
    decimals = _decimals.get(currency)
    if decimals is None:
        decimals = call_for_number("currency_decimals", "int32_t", currency, len(currency))
        _decimals[currency] = decimals
    return Decimal(f"{minor}E-{decimals}")


def _texts(first: Any, count: int) -> tuple[str, ...]:
    return tuple(text(first[index].ptr) for index in range(count))


_T = TypeVar("_T", bound=Part)


def decoded(cls: type[_T], view: Any) -> _T:
    """A filled struct as an object of this class."""
    made: _T = _decoder(cls)(view, None, 0, b"")
    return made


def decode_record(cls: type[_T], page: Any, count: int) -> list[_T]:
    """The first so many records of a page."""
    read, show = _decoder(cls), caller("page_" + cls._view)
    view: Any = ffi.new(f"billfold_{cls._view} *")
    view.struct_size = ffi.sizeof(f"billfold_{cls._view}")
    records = []
    for index in range(count):
        show(page, index, view)
        record = read(view, page, index, b"")
        object.__setattr__(record, "_page", page)
        object.__setattr__(record, "_index", index)
        records.append(record)
    return records


def _parts(cls: type[Part], name: str, page: Any, index: int, count: int, currency: bytes) -> Any:
    read = _decoder(cls)
    return tuple(
        read(filled(cls._view, name, page, index, part), page, index, currency)
        for part in range(count)
    )


_decoders: dict[type[Part], Any] = {}


def _decoder(cls: type[Part]) -> Any:
    """The function that reads a struct: ``read(view, page, index, currency)``."""
    found = _decoders.get(cls)
    if found is None:
        maker = _Maker(cls)
        exec(compile(maker.source(), f"<decoder of {cls.__name__}>", "exec"), maker.names)
        found = _decoders[cls] = maker.names["read"]
    return found


class _Maker:
    def __init__(self, cls: type[Part]) -> None:
        self.cls = cls
        self.names: dict[str, Any] = {
            "amount_of": amount_of,
            "cls": cls,
            "fromisoformat": date.fromisoformat,
            "fromtimestamp": datetime.fromtimestamp,
            "JsonObject": JsonObject,
            "parts": _parts,
            "Secret": Secret,
            "string": ffi.string,
            "texts": _texts,
            "UTC": UTC,
        }
        struct: Any = ffi.typeof(f"billfold_{cls._view}")
        self.there = {name for name, _ in struct.fields}
        self.left = self.there - {"struct_size", "has", "reserved"}
        self.bits = (cls._bits or cls._view.upper()) + "_HAS_"

    def source(self) -> str:
        hints = get_type_hints(self.cls)
        # A part without one has that of the record.
        currency = "string(view.currency.ptr)" if "currency" in self.there else "currency"
        lines = ["def read(view, page, index, currency):", "    has = view.has"]
        lines += [f"    currency = {currency}", "    return cls("]
        own: Any = self.cls
        lines += [f"        {self.field(each.name, hints[each.name])}," for each in fields(own)]
        if self.left:
            raise ImportError(f"{self.cls.__name__} leaves out {sorted(self.left)}")
        return "\n".join([*lines, "    )", ""])

    def field(self, name: str, kind: Any) -> str:
        kinds = _kinds(kind)
        optional = type(None) in kinds
        value = self.value(name, next(each for each in kinds if each is not type(None)))
        if not optional:
            return value
        bit = constant(self.cls._has.get(name, self.bits + name.upper()))
        if bit is None:
            raise ImportError(f"nothing says whether {name} of {self.cls.__name__} is there")
        return f"{value} if has & {bit} else None"

    def value(self, name: str, kind: Any) -> str:
        if get_origin(kind) is tuple:
            return self.several(name, get_args(kind)[0])
        if kind is Decimal:
            return self.amount(name)
        if name not in self.left:
            raise ImportError(f"billfold_{self.cls._view} has no {name}")
        self.left.discard(name)
        if name in self.cls._reads:
            self.names[f"read_{name}"] = self.cls._reads[name]
            return f"read_{name}(view)"
        if isinstance(kind, type) and issubclass(kind, Numbered):
            self.names[f"{name}_of"] = kind.of
            return f"{name}_of(view.{name})"
        as_text = f"string(view.{name}.ptr).decode()"
        forms: dict[Any, str] = {
            str: as_text,
            Secret: f"Secret({as_text})",
            JsonObject: f"JsonObject({as_text})",
            date: f"fromisoformat({as_text})",
            datetime: f"fromtimestamp(view.{name}, UTC)",
            bool: f"view.{name} != 0",
            int: f"view.{name}",
        }
        return forms[kind]

    def amount(self, name: str) -> str:
        self.left.discard(name + "_minor")
        own = f"{name}_currency"
        currency = f"string(view.{own}.ptr)" if own in self.there else "currency"
        return f"amount_of(view.{name}_minor, {currency})"

    def several(self, name: str, kind: Any) -> str:
        part = self.cls._parts.get(name)
        if part is None:
            self.left -= {name, f"{name}_count"}
            return f"texts(view.{name}, view.{name}_count)"
        self.left.discard(f"{part}_count")
        self.names[f"part_{part}"] = kind
        accessor = f"page_{self.cls._view}_{part}"
        if not hasattr(lib, "billfold_" + accessor):
            raise ImportError(f"the library has no billfold_{accessor}")
        return f"parts(part_{part}, {accessor!r}, page, index, view.{part}_count, currency)"
