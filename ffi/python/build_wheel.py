"""maturin, told of the one text of the declarations.

maturin takes the declarations for cffi from ``header.h`` in cargo's target folder, and would make
others of the sources with cbindgen if none were there.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import maturin

# What else a frontend asks for is maturin's own.
from maturin import (
    get_requires_for_build_editable,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_wheel",
]

_REPOSITORY = Path(__file__).resolve().parent.parent.parent


def _put_declarations() -> None:
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "metadata", "--format-version", "1", "--no-deps"]
    told = subprocess.run(command, cwd=_REPOSITORY, check=True, capture_output=True)
    target = Path(json.loads(told.stdout)["target_directory"])
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(_REPOSITORY / "include" / "billfold.cdef.h", target / "header.h")


def build_wheel(wheel_directory: str, *arguments: Any) -> str:
    """Builds the wheel and returns its name."""
    _put_declarations()
    name: str = maturin.build_wheel(wheel_directory, *arguments)
    return name


def build_editable(wheel_directory: str, *arguments: Any) -> str:
    """Builds a wheel that leads to this folder and returns its name."""
    _put_declarations()
    name: str = maturin.build_editable(wheel_directory, *arguments)
    return name
