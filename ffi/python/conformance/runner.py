"""Executes conformance steps and tells what each call answered with, one line of JSON a step. It
judges nothing. README.md beside the steps has the form of both.

    runner.py DECLARATIONS FOLDER FILE...

A file is executed twice. With texts that a NUL ends, every call is of the declared function; with
texts that are counted, as Python's always are, whatever a user of the package can say is said to
the package, and only the rest to the declared functions.
"""

import gc
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from declared import Caller, Declarations
from public import NotSayableError, Speaker, public_methods

import billfold
from billfold import _call, _decode, errors, page
from billfold._library import ffi
from billfold._library import lib as native

Json = Any

# The steps, by file and name, that only C can say.
NOT_SAYABLE = Path(__file__).with_name("not_sayable.txt")

FIRST_STEP: Json = {
    "name": "a store is opened",
    "call": "billfold_store_open",
    "as": "store",
    "with": {
        "path": None,
        "options": {
            "mode": "BILLFOLD_OPEN_IN_MEMORY",
            "clock": "BILLFOLD_CLOCK_MANUAL",
            "time": 1775037600,
        },
    },
}


class Recorder:
    """The library, which remembers what of it was used."""

    def __init__(self, lib: Any) -> None:
        self._lib = lib
        self.called: set[str] = set()
        self.made = 0
        """How many calls have returned: one whose arguments cffi does not take is none."""
        self._functions: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._lib, name)
        if not name.startswith("billfold_"):
            return found
        self.called.add(name)
        if name not in self._functions:

            def function(*arguments: Any) -> Any:
                result = found(*arguments)
                self.made += 1
                return result

            self._functions[name] = function
        return self._functions[name]


class Kept:
    """Something that a step gave a name."""

    def __init__(self, of: str | None, handle: Any = None, text: str = "") -> None:
        self.of, self.handle, self.text = of, handle, text
        self.public: Any = None


class Run:
    """One execution of one file."""

    def __init__(self, tellers: Any, folder: Path, counted: bool) -> None:
        self.counted = counted
        self.declarations: Declarations = tellers.declarations
        self.lib = tellers.lib
        self.reached: set[str] = tellers.reached
        self.tellers = tellers
        self.kept: dict[str, Kept] = {"folder": Kept(None, text=str(folder))}
        self.caller = _Caller(self, self.declarations)
        self.speaker = Speaker(self, self.declarations)

    # What steps name.

    def expand(self, text: str) -> str:
        made, at = [], 0
        while at < len(text):
            end = at + 1
            if text[at] == "$":
                while end < len(text) and (text[end].islower() or text[end] in "0123456789_"):
                    end += 1
            made.append(text[at:end] if end == at + 1 else self.kept[text[at + 1 : end]].text)
            at = end
        return "".join(made)

    def number(self, value: Json) -> int:
        if isinstance(value, str):
            text = self.expand(value)
            if text[0] == "-" or text[0].isdigit():
                return int(text)
            return self.declarations.constants[text]
        if isinstance(value, list):
            return sum({self.number(each) for each in value})
        return int(value or 0)

    def handle_name(self, step: Json, of: Json, first: bool) -> str:
        named = step.get("with", {}).get(of["name"])
        name: str = named or (step.get("on") if first else None) or "store"
        if self.kept[name].of != of["of"]:
            raise SystemExit(f"{name} is no {of['of']}")
        return name

    def raw(self, name: str) -> Any:
        kept = self.kept[name]
        if isinstance(kept.public, billfold.Store):
            return kept.public._handle().pointer
        if isinstance(kept.public, billfold.Page):
            return kept.public._handle
        if isinstance(kept.public, billfold.Record):
            return kept.public._page
        return kept.handle

    def public_store(self, name: str) -> billfold.Store:
        kept = self.kept[name]
        if not isinstance(kept.public, billfold.Store):
            raise NotSayableError("a handle of the declared functions")
        return kept.public

    def _keep(self, name: str, kept: Kept) -> None:
        if name in self.kept and self.kept[name].of:
            raise SystemExit(f"{name} is kept already")
        self.kept[name] = kept

    def keep_raw(self, name: str | None, of: str, handle: Any) -> None:
        if name is None:
            getattr(self.lib, f"{of}_free")(handle)
            return
        kept = Kept(of, handle)
        if self.counted and of == "billfold_store":
            place = _call.place_for("store")
            place[0] = handle
            kept.public = billfold.Store(_call.Handle(place))
        self._keep(name, kept)

    def keep_public(self, name: str | None, of: str, public: Any) -> None:
        if name is not None:
            kept = Kept(of)
            kept.public = public
            self._keep(name, kept)
        elif isinstance(public, billfold.Store):
            public.close()

    def free(self, name: str, lib: Any, function: str) -> None:
        kept = self.kept.pop(name)
        if kept.public is None:
            getattr(lib, function)(kept.handle)
        elif isinstance(kept.public, billfold.Store):
            kept.public.close()

    # Steps.

    def execute(self, step: Json, report: Json, file: str) -> None:
        if self.counted:
            try:
                self.speaker.execute(step, report)
            except NotSayableError as error:
                self.tellers.not_sayable.append((file, step, str(error)))
            else:
                self.tellers.public += 1
                return
        self.tellers.declared += 1
        self.caller.execute(step, report)

    def step(self, step: Json, file: str) -> None:
        report = self.line(file)
        report["name"] = step["name"]
        if "write" in step:
            self.write(step["write"])
        if "call" in step:
            self.execute(step, report, file)
        for name, path in step.get("keep", {}).items():
            try:
                self._keep(name, Kept(None, text=found(report, path)))
            except LookupError:
                raise SystemExit(f"there is no {path}: {report}") from None
        print_line(report)

    def line(self, file: str) -> Json:
        return {"file": file, "texts": "counted" if self.counted else "terminated"}

    def write(self, write: Json) -> None:
        path = Path(self.expand(write["file"]))
        if "bytes" in write:
            data = bytes.fromhex(write["bytes"])
        else:
            data = self.expand(write["text"]).encode()
        if "at" not in write:
            path.write_bytes(data)
            return
        with path.open("r+b") as file:
            file.seek(write["at"])
            file.write(data)

    def end(self, file: str) -> None:
        for name, of in [(name, kept.of) for name, kept in self.kept.items()]:
            if of:
                self.free(name, self.lib, f"{of}_free")
        gc.collect()
        print_line(self.line(file) | {"live": int(self.lib.billfold_debug_live())})


class _Caller(Caller):
    def page_of(self, step: Json) -> Any:
        """The page that a step gives, to look at."""
        self.run.kept.pop("page to look at", None)
        self.execute(
            {key: step[key] for key in step if key != "show"} | {"as": "page to look at"}, {}
        )
        handle = self.run.kept.pop("page to look at").handle
        return ffi.gc(handle, self.lib.billfold_page_free)


def changed(not_sayable: list[tuple[str, Json, str]]) -> list[str]:
    """How what Python cannot say differs from what is known to be so: a step that it said before
    has found a fault, and one that it can say now is to be struck off."""
    known = set(NOT_SAYABLE.read_text().splitlines())
    why = {f"{file}: {step['name']}": reason for file, step, reason in not_sayable}
    return [
        *(f"- {name}" for name in sorted(known - why.keys())),
        *(f"+ {name} ({why[name]})" for name in sorted(why.keys() - known)),
    ]


def found(report: Json, path: str) -> str:
    at = report
    for part in path.split("."):
        if isinstance(at, str):
            at = json.loads(at)
        at = at[int(part)] if isinstance(at, list) else at[part]
    return at if isinstance(at, str) else json.dumps(at)


def print_line(report: Json) -> None:
    print(json.dumps(report, ensure_ascii=False))


class Tellers:
    """What all executions have in common."""

    def __init__(self, declarations: Path) -> None:
        self.lib = Recorder(native)
        for module in (_call, _decode, errors, page):
            vars(module)["lib"] = self.lib
        self.declarations = Declarations(json.loads(declarations.read_text()), self.lib)
        self.reached: set[str] = set()
        self.not_sayable: list[tuple[str, Json, str]] = []
        self.public = 0
        self.declared = 0

    def run_file(self, path: Path, folder: Path, number: int, counted: bool) -> None:
        below = folder / f"{number}-{'counted' if counted else 'terminated'}"
        below.mkdir(mode=0o700)
        run = Run(self, below, counted)
        for step in [FIRST_STEP, *json.loads(path.read_text())["steps"]]:
            run.step(step, path.name)
        run.end(path.name)

    def tell_log(self) -> None:
        """A hook that is told of a panic; the next takes its place."""
        messages: list[str] = []
        alive = 0

        class Hook:
            def __call__(self, level: billfold.LogLevel, target: str, message: str) -> None:
                assert target
                assert message
                if level == billfold.LogLevel.ERROR:
                    messages.append(message)

            def __init__(self) -> None:
                nonlocal alive
                alive += 1

            def __del__(self) -> None:
                nonlocal alive
                alive -= 1

        billfold.log_set_hook(Hook())
        with billfold.open_in_memory() as store, suppress(billfold.PanicError):
            _call.call("debug_fail", store._handle(), native.BILLFOLD_PANIC)
        assert alive == 1
        billfold.log_set_hook(None)
        gc.collect()
        line = {"call": "billfold_log_set_hook", "messages": len(messages), "destroyed": 1 - alive}
        print_line(line)


def main(declarations: str, folder: str, *files: str) -> None:
    tellers = Tellers(Path(declarations))
    for number, file in enumerate(files, 1):
        for counted in (False, True):
            tellers.run_file(Path(file), Path(folder), number, counted)
    tellers.tell_log()
    differs = changed(tellers.not_sayable)
    if differs:
        raise SystemExit("\n".join([f"{NOT_SAYABLE.name} has other steps:", *differs]))
    never = sorted(public_methods() - tellers.reached)
    if never:
        raise SystemExit(f"no step reaches {', '.join(never)}")
    counts = {"public": tellers.public, "declared": tellers.declared}
    print_line(counts | {"called": sorted(tellers.lib.called)})


if __name__ == "__main__":
    main(*sys.argv[1:])
