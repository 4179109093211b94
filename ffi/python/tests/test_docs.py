"""Whatever the documentation shows works."""

import dataclasses
import doctest
import importlib
import inspect
import os
import pkgutil
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest
from readme import blocks

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


def test_the_readme_is_typed(tmp_path: Path) -> None:
    code = tmp_path / "shown.py"
    code.write_text("\n".join(blocks((HERE.parent / "README.md").read_text())))
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        os.fspath(tmp_path / "cache"),
    ]
    site = Path(billfold.__file__).parent.parent
    settings = ["--config-file", os.fspath(HERE.parent / "pyproject.toml"), os.fspath(code)]
    environment = os.environ | {"MYPYPATH": os.fspath(site)}
    ran = subprocess.run([*command, *settings], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_help_says_what_each_field_and_member_is() -> None:
    told = 0
    for name in billfold.__all__:
        cls = getattr(billfold, name)
        if not isinstance(cls, type):
            continue
        if dataclasses.is_dataclass(cls):
            for field in dataclasses.fields(cls):
                assert inspect.getdoc(getattr(cls, field.name)), f"{name}.{field.name}"
                told += 1
        elif issubclass(cls, billfold.Numbered):
            for member in cls:
                assert f"``{member.name}``: " in (cls.__doc__ or ""), member
                assert member.__doc__ != cls.__doc__, member
                told += 1
    assert told > 300
    shown = pydoc.plain(pydoc.render_doc(billfold.Payment))
    assert "Where the customer pays: a URL." in shown
    assert "Every bad field of the input" in pydoc.plain(pydoc.render_doc(billfold.BillfoldError))
