"""Whatever the documentation shows works."""

import doctest
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import billfold

MODULES = [each.name for each in pkgutil.iter_modules(billfold.__path__) if each.name != "_native"]
HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["", *MODULES])
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(f"billfold.{name}".rstrip("."))
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    modules = [billfold, *(importlib.import_module(f"billfold.{name}") for name in MODULES)]
    finder = doctest.DocTestFinder()
    examples = [each for module in modules for each in finder.find(module) if each.examples]
    assert len(examples) >= 12


def test_the_readme(tmp_path: Path) -> None:
    readme = HERE.parent / "README.md"
    command = [sys.executable, os.fspath(HERE / "readme.py"), os.fspath(readme)]
    subprocess.run(command, cwd=tmp_path, check=True)
