"""Makes what cffi makes of the declarations, as the wheel has it, beside a copy of the package.

    native.py abi SITE CDEF LIBRARY
    native.py api SITE CDEF LIBRARY INCLUDE

In ABI mode the declarations are believed; in API mode the C compiler holds each of them against
``billfold.h``, and what calls is compiled.
"""

import shutil
import sys
import sysconfig
from pathlib import Path

import cffi

PACKAGE = Path(__file__).resolve().parent.parent / "billfold"

LOADER = """import os

from .ffi import ffi

lib = ffi.dlopen(os.path.join(os.path.dirname(__file__), "libbillfold.so"), 0)
"""


def main(mode: str, site: Path, cdef: Path, library: Path, include: Path | None = None) -> None:
    native = site / "billfold" / "_native"
    shutil.copytree(PACKAGE, site / "billfold", ignore=shutil.ignore_patterns("__pycache__"))
    builder = cffi.FFI()
    builder.cdef(cdef.read_text())
    if mode == "abi":
        shutil.copy(library, native / "libbillfold.so")
        builder.set_source("billfold._native.ffi", None)
        builder.emit_python_code(str(native / "ffi.py"))
        (native / "__init__.py").write_text(LOADER)
        return
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        raise SystemExit("there is no Python.h: install python3-dev")
    # The linker finds the library by its plain name, the program by the name inside it.
    shutil.copy(library, native / "libbillfold.so")
    shutil.copy(library, native / "libbillfold.so.0")
    builder.set_source(
        "billfold._native.compiled",
        "#include <billfold.h>",
        include_dirs=[str(include)],
        library_dirs=[str(native)],
        libraries=["billfold"],
        extra_compile_args=["-Wall", "-Werror", "-Wno-unused-function"],
        extra_link_args=["-Wl,-rpath,$ORIGIN"],
    )
    builder.compile(tmpdir=str(site))
    (native / "__init__.py").write_text("from .compiled import ffi, lib\n")


if __name__ == "__main__":
    main(sys.argv[1], *(Path(each).resolve() for each in sys.argv[2:]))
