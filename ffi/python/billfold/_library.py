"""The shared library and its declarations, and whether they belong together."""

from typing import Any, Final

import billfold._native

__all__ = ["constant", "ffi", "lib"]

ffi: Any = billfold._native.ffi
lib: Any = billfold._native.lib

_ABI_VERSION: Final[int] = lib.BILLFOLD_ABI_VERSION


def constant(name: str) -> int | None:
    """The number of ``BILLFOLD_<name>``, or None if the header has no such name."""
    found: Any = getattr(lib, f"BILLFOLD_{name}", None)
    return found if isinstance(found, int) else None


def _check(abi_version: int) -> None:
    # A library of another ABI has other structs: not one more call is safe.
    if abi_version != _ABI_VERSION:
        raise ImportError(
            f"billfold was made for ABI version {_ABI_VERSION} of its library, "
            f"but the one beside it has {abi_version}: install both together"
        )


_check(lib.billfold_abi_version())
