"""Executes a step by calling the declared function itself, as a program in C would."""

import struct
from typing import Any

from billfold._library import ffi

Json = Any

_WIDTHS = {"i32": 4, "text": 16}
# What C would make of a number that does not fit.
_C_TYPES = {"i32": "int32_t", "i64": "int64_t", "u64": "uint64_t", "size": "size_t"}
_MINIMUM = struct.calcsize("N")


class Declarations:
    """What the headers declare, by name."""

    def __init__(self, read: Json, lib: Any) -> None:
        self.lib = lib
        self.constants: dict[str, int] = read["constants"]
        self.structs: dict[str, Json] = {each["name"]: each for each in read["structs"]}
        self.functions: dict[str, Json] = {each["name"]: each for each in read["functions"]}

    def parts_of(self, show: str) -> list[tuple[str, str]]:
        """The functions that show parts of what this one shows, and the parts' names."""
        counts = {each["name"] for each in self.structs[self.view_of(show)]["fields"]}
        parts = (name.removeprefix(show + "_") for name in self.functions)
        return [(part, f"{show}_{part}") for part in parts if f"{part}_count" in counts]

    def view_of(self, show: str) -> str:
        """The struct that a function fills."""
        parameters = self.functions[show]["parameters"]
        name: str = next(each["of"] for each in parameters if each["kind"] == "view")
        return name


class Lent:
    """Memory lent to one call: nothing of it is left when the call has returned."""

    def __init__(self) -> None:
        self._blocks: list[Any] = []

    def lend(self, data: bytes) -> Any:
        block = ffi.new("char[]", max(len(data), 1))
        ffi.buffer(block)[0 : len(data)] = data
        self._blocks.append(block)
        return block

    def lend_texts(self, count: int) -> Any:
        block = ffi.new("billfold_str[]", max(count, 1))
        self._blocks.append(block)
        return block

    def take_back(self) -> None:
        for block in self._blocks:
            view = ffi.buffer(block)
            view[:] = b"\xa5" * len(view)
        self._blocks.clear()


def text_of(given: Any) -> str:
    """A text of Billfold's, which must end in its first NUL."""
    data: Any = ffi.string(given.ptr)
    if len(data) != given.len:
        raise SystemExit("a text of Billfold's does not end in its first NUL")
    read: str = data.decode()
    return read


class Caller:
    """Calls declared functions with what a step says."""

    def __init__(self, run: Any, declarations: Declarations) -> None:
        self.run = run
        self.declarations = declarations
        self.lib = declarations.lib
        self.lent = Lent()

    # What is lent.

    def text(self, value: Json) -> tuple[Any, int]:
        nts = 0 if self.run.counted else self.declarations.constants["BILLFOLD_NTS"]
        if value is None:
            return ffi.NULL, nts
        if isinstance(value, dict):
            data = bytes.fromhex(value["bytes"])
            return self.lent.lend(data), len(data)
        data = self.run.expand(value).encode()
        if self.run.counted:
            return self.lent.lend(data), len(data)
        return self.lent.lend(data + b"\0"), nts

    def _set(self, view: Any, field: Json, value: Json) -> None:
        name = field["name"]
        if field["type"] == "text":
            place = getattr(view, name)
            place.ptr, place.len = self.text(value)
        elif field["type"] == "texts":
            texts = self.lent.lend_texts(len(value))
            for place, each in zip(texts, value, strict=False):
                place.ptr, place.len = self.text(each)
            setattr(view, name, texts)
            setattr(view, field["count"], len(value))
        else:
            number: Any = ffi.cast(_C_TYPES[field["type"]], self.run.number(value))
            setattr(view, name, int(number))

    def struct(self, name: str, value: Json) -> tuple[Any, int]:
        """A struct with the fields that a step gives, and how many bytes of it there are."""
        own, said = ffi.sizeof(name), (value or {}).get("struct_size")
        size, tail = own, 0
        if isinstance(said, dict) and "before" in said:
            size = ffi.offsetof(name, said["before"])
        elif isinstance(said, dict):
            size += self.run.number(said.get("more", 0))
            tail = self.run.number(said.get("tail", 0))
        elif said is not None:
            size = self.run.number(said)
        there = _MINIMUM if size < _MINIMUM else own if size > own + 4096 else size
        whole = ffi.new("char[]", bytes([tail]) * max(there, own))
        ffi.buffer(whole)[0:own] = bytes(own)
        view = ffi.cast(f"{name} *", whole)
        fields = {each["name"]: each for each in self.declarations.structs[name]["fields"]}
        for field, each in (value or {}).items():
            if field != "struct_size":
                self._set(view, fields[field], each)
        view.struct_size = size
        given = self.lent.lend(ffi.buffer(whole)[0:there])
        return ffi.cast(f"{name} *", given), there

    # What is read.

    def read_struct(self, name: str, view: Any, size: int) -> Json:
        told: dict[str, Json] = {}
        has = 0
        for field in self.declarations.structs[name]["fields"]:
            key = field["name"]
            if ffi.offsetof(name, key) + _WIDTHS.get(field["type"], 8) > size:
                break
            if key == "has":
                has = view.has
            bit = self.declarations.constants[field["has"]] if field["has"] else 0
            if bit and not has & bit:
                told[key] = None
            elif field["type"] == "text":
                told[key] = text_of(getattr(view, key))
            elif field["type"] == "texts":
                count = getattr(view, field["count"])
                told[key] = [text_of(getattr(view, key)[at]) for at in range(count)]
            else:
                told[key] = int(getattr(view, key))
        return told

    def must(self, name: str, *arguments: Any) -> Any:
        status = getattr(self.lib, name)(*arguments)
        if self.declarations.functions[name]["returns"] == "status" and status != 0:
            raise SystemExit(f"{name} answered {status}")
        return status

    def shown(self, name: str, handle: Any, *indexes: int) -> Json:
        parameters = self.declarations.functions[name]["parameters"]
        of = self.declarations.view_of(name)
        view: Any = ffi.new(f"{of} *")
        view.struct_size = ffi.sizeof(of)
        error = [ffi.NULL] if parameters[-1]["kind"] == "error" else []
        self.must(name, handle, *indexes, view, *error)
        return self.read_struct(of, view, ffi.sizeof(of))

    def json_given(self, name: str, handle: Any, *indexes: int) -> str:
        place: Any = ffi.new("billfold_str *")
        parameters = self.declarations.functions[name]["parameters"]
        error = [ffi.NULL] if parameters[-1]["kind"] == "error" else []
        self.must(name, handle, *indexes, place, *error)
        return text_of(place)

    def tell_page(self, report: Json, page: Any, show: str | None) -> None:
        count = int(self.must("billfold_page_count", page))
        report["count"] = count
        report["page"] = self.shown("billfold_page_describe", page)
        report["json"] = self.json_given("billfold_page_json", page)
        report["record_json"] = [
            self.json_given("billfold_page_record_json", page, index) for index in range(count)
        ]
        if not show:
            return
        report["records"] = []
        for index in range(count):
            record = self.shown(show, page, index)
            for part, name in self.declarations.parts_of(show):
                parts = record.get(f"{part}_count") or 0
                record[part] = [self.shown(name, page, index, each) for each in range(parts)]
            report["records"].append(record)

    def tell_error(self, report: Json, error: Any) -> None:
        told = self.shown("billfold_error_describe", error)
        told["fields"] = [
            self.shown("billfold_error_field", error, index) for index in range(told["field_count"])
        ]
        message: Any = ffi.string(self.must("billfold_error_message", error))
        told["text"] = message.decode()
        told["json"] = self.json_given("billfold_error_json", error)
        report["error"] = told

    # The call.

    def execute(self, step: Json, report: Json) -> None:
        function = self.declarations.functions[step["call"]]
        given, parameters = step.get("with", {}), function["parameters"]
        unknown = set(given) - {each["name"] for each in parameters}
        if unknown:
            raise SystemExit(f"{step['call']} has no parameters {unknown}")
        words: list[Any] = []
        sizes: dict[int, int] = {}
        freed = None
        for at, of in enumerate(parameters):
            value = given.get(of["name"])
            is_null = of["name"] in given and given[of["name"]] is None
            kind = of["kind"]
            if kind in ("handle", "freed"):
                name = None if is_null else self.run.handle_name(step, of, at == 0)
                words.append(ffi.NULL if name is None else self.run.raw(name))
                freed = name if kind == "freed" else freed
            elif kind == "text":
                pointer, length = self.text(value)
                words += [pointer, length]
            elif kind == "length":
                continue
            elif kind in ("i32", "i64", "size"):
                number: Any = ffi.cast(_C_TYPES[kind], self.run.number(value))
                words.append(int(number))
            elif kind in ("input", "view"):
                if is_null or (kind == "input" and value is None):
                    words.append(ffi.NULL)
                else:
                    pointer, sizes[at] = self.struct(of["of"], value)
                    words.append(pointer)
            else:
                words.append(ffi.NULL if is_null else _slot(of))
        if freed is not None:
            self.run.free(freed, self.lib, step["call"])
            return
        result = getattr(self.lib, step["call"])(*words)
        done = function["returns"] != "status" or result == 0
        if function["returns"] == "status":
            report["status"] = int(result)
        elif function["returns"] == "number":
            report["value"] = int(result)
        elif function["returns"] == "text":
            text: Any = ffi.string(result)
            report["value"] = text.decode()
        for at, of in enumerate(parameters):
            if of["kind"] == "view" and done and words[at] != ffi.NULL:
                report["view"] = self.read_struct(of["of"], words[at], sizes[at])
        self.lent.take_back()
        for at, of in enumerate(parameters):
            if words[at] != ffi.NULL:
                self._tell_given(report, step, of, words[at], done)

    def _tell_given(self, report: Json, step: Json, of: Json, word: Any, done: bool) -> None:
        kind = of["kind"]
        if kind == "new_handle":
            handle = word[0]
            report["made"] = handle != ffi.NULL
            if handle == ffi.NULL:
                return
            if of["of"] == "billfold_page":
                self.tell_page(report, handle, step.get("show"))
            self.run.keep_raw(step.get("as"), of["of"], handle)
        elif kind == "error" and word[0] != ffi.NULL:
            self.tell_error(report, word[0])
            self.run.keep_raw(step.get("error_as"), "billfold_error", word[0])
        elif kind == "text_out" and done:
            report["value"] = text_of(word)
        elif kind in ("i32_out", "i64_out", "size_out") and done:
            report["value"] = int(word[0])


def _slot(of: Json) -> Any:
    """Where a value goes; what is not set must be seen not to be."""
    kinds = {
        "error": "billfold_error **",
        "i32_out": "int32_t *",
        "i64_out": "int64_t *",
        "size_out": "size_t *",
        "text_out": "billfold_str *",
    }
    slot: Any = ffi.new(kinds.get(of["kind"]) or f"{of['of']} **")
    view = ffi.buffer(slot)
    view[:] = b"\x5a" * len(view)
    return slot
