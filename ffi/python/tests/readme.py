"""Runs the code of a README, one block after the other, in an empty folder.

    readme.py README.md

What a comment at the end of a line says after ``# ->`` is what its expression shows.
"""

import ast
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any


def blocks(text: str) -> list[str]:
    """The blocks of Python, at their own lines."""
    found = []
    for match in re.finditer(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        found.append("\n" * text[: match.start(1)].count("\n") + match[1])
    return found


def run(block: str, names: dict[str, Any], name: str) -> int:
    """Runs a block, and returns how many of its lines showed what they say."""
    shown, lines = 0, block.split("\n")
    for statement in ast.parse(block).body:
        line = lines[(statement.end_lineno or 1) - 1]
        promise = line.partition("# -> ")[2]
        if not promise:
            code = compile(ast.Module([statement], []), name, "exec")
            exec(code, names)
            continue
        if not isinstance(statement, ast.Expr):
            raise SystemExit(f"{name}:{statement.lineno}: only an expression shows something")
        value = eval(compile(ast.Expression(statement.value), name, "eval"), names)
        if repr(value) != promise:
            raise SystemExit(f"{name}:{statement.lineno}: {value!r}, not {promise}")
        shown += 1
    return shown


def main(readme: str) -> None:
    found = blocks(Path(readme).read_text())
    names: dict[str, Any] = {"__name__": "readme"}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        shown = sum(run(block, names, readme) for block in found)
        os.chdir("/")
    if len(found) < 5 or shown < 5:
        raise SystemExit(f"{readme} shows too little: {len(found)} blocks, {shown} lines")


if __name__ == "__main__":
    main(sys.argv[1])
