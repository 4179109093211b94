"""Numbers of the library's as enumerations of texts."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Self, TypeVar

from billfold._docs import described
from billfold._library import constant

_numbers: dict[type, dict[int, "Numbered"]] = {}


class Numbered(StrEnum):
    """An enumeration whose members are texts, as JSON and the filter language have them.

    A number that this version has no name for comes from a newer library; it is no error but a
    member of its own, whose :attr:`is_known` is false.
    """

    @property
    def number(self) -> int:
        """The number by which the library knows it."""
        return int(self._number)

    @property
    def is_known(self) -> bool:
        """Whether this version has a name for it."""
        return self.name in type(self).__members__

    @classmethod
    def of(cls, number: int) -> Self:
        """The member of this number; a nameless one, ``unknown-<number>``, if there is none.

        >>> PaymentStatus = __import__("billfold").PaymentStatus
        >>> PaymentStatus.of(1), PaymentStatus.of(77), PaymentStatus.of(77).is_known
        (<PaymentStatus.PENDING: 'pending'>, <PaymentStatus.UNKNOWN_77: 'unknown-77'>, False)
        """
        known: Any = _numbers[cls].get(number)
        if known is None:
            known = str.__new__(cls, f"unknown-{number}")
            known._name_, known._value_ = f"UNKNOWN_{number}", f"unknown-{number}"
            known._number = number
            _numbers[cls][number] = known
        found: Self = known
        return found

    def __reduce_ex__(self, protocol: Any) -> Any:
        # By its number, for a text that has no name makes no member.
        return type(self).of, (self.number,)

    _number: int


_E = TypeVar("_E", bound=Numbered)


def numbered(
    prefix: str, otherwise: Mapping[str, str] | None = None
) -> Callable[[type[_E]], type[_E]]:
    """Gives each member the number that the header has for ``BILLFOLD_<prefix><name>``, or for
    another name, and what its source says of it."""
    others = otherwise or {}

    def give(cls: type[_E]) -> type[_E]:
        numbers: dict[int, Numbered] = {}
        docs = described(cls)
        for name, member in cls.__members__.items():
            number = constant(others.get(name, prefix + name))
            if number is None:
                raise ImportError(f"the library has no number for {cls.__name__}.{name}")
            member._number = number
            member.__doc__ = docs.get(name)
            numbers[number] = member
        _numbers[cls] = numbers
        # help() shows members, but not what they are.
        told = [f"``{name}``: {text}" for name, text in docs.items() if name in cls.__members__]
        cls.__doc__ = "\n\n".join([cls.__doc__ or "", *told])
        return cls

    return give
