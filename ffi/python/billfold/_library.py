"""The shared library and its declarations, and whether they belong together."""

import sys
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


def _check_interpreter() -> None:
    # Handles are counted in steps that one thread alone does at a time.
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        raise ImportError(
            "billfold needs Python's global interpreter lock: start a free-threaded Python with "
            "PYTHON_GIL=1 or -X gil=1"
        )


_check_interpreter()
_check(lib.billfold_abi_version())
