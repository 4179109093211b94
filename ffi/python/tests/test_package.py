"""That the package and its library belong together."""

import builtins
import re
import sys
from typing import Any

import pytest

import billfold
from billfold._library import _check, _check_interpreter, ffi, lib


def test_a_library_of_another_abi_is_refused() -> None:
    _check(lib.billfold_abi_version())
    with pytest.raises(ImportError, match="install both together"):
        _check(lib.billfold_abi_version() + 1)


def test_a_python_without_its_lock_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _check_interpreter()
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    with pytest.raises(ImportError, match=r"global interpreter lock.*PYTHON_GIL=1"):
        _check_interpreter()


def test_an_import_of_everything_takes_no_everyday_name() -> None:
    names: dict[str, Any] = {}
    exec("from billfold import *", names)
    assert not names.keys() & (vars(builtins).keys() | {"Path", "Part", "Numbered", "Hook"})
    assert names["open_in_memory"] is billfold.open_in_memory


def test_the_library_is_of_the_version_that_was_declared() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", billfold.version())
    assert billfold.__version__ == billfold.version()
    assert lib.billfold_version_number() == lib.BILLFOLD_VERSION_NUMBER


def test_every_struct_is_laid_out_as_the_library_has_it() -> None:
    # Of declarations that were compiled, cffi holds the layout against the compiler's when it is
    # first asked for. The library itself refuses a struct of any size that it never had.
    names, _, _ = ffi.list_types()
    sized = 0
    for name in set(names) - {"billfold_error", "billfold_page", "billfold_store"}:
        kind = ffi.typeof(name)
        if kind.kind == "struct" and kind.fields and kind.fields[0][0] == "struct_size":
            assert ffi.sizeof(name) == _end(kind), name
            sized += 1
    assert sized > 40


def _end(kind: object) -> int:
    """Where the last field ends, in whole words."""
    fields = getattr(kind, "fields", None) or []
    last = fields[-1][1]
    end: int = last.offset + ffi.sizeof(last.type)
    return -(-end // 8) * 8


def test_whatever_is_public_has_its_docs() -> None:
    for name in billfold.__all__:
        each = getattr(billfold, name)
        if name not in ("UNSET", "Amount", "Json", "Path", "Hook"):
            assert each.__doc__, name
        if isinstance(each, type):
            for method, function in vars(each).items():
                if not method.startswith("_") and callable(function):
                    inherited = any(getattr(base, method, None) for base in each.__mro__[1:])
                    assert function.__doc__ or inherited, f"{name}.{method}"
