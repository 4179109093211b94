"""Executes a step as a user of the package would say it, and tells what came of it in the words of
the declarations.

How a function is called in Python follows from its name and its parameters' names; what a record
says in C follows from its fields' names. Neither looks at how the package does it.
"""

import inspect
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import billfold
from billfold._library import ffi

Json = Any

SERVICES = {
    "api_key": "api_keys",
    "biller": "billers",
    "branding": "brandings",
    "client": "clients",
    "client_link": "client_links",
    "customer": "customers",
    "delivery": "deliveries",
    "event": "events",
    "fee": "fees",
    "link_intent": "link_intents",
    "link_session": "link_sessions",
    "linked_client": "linked_clients",
    "orchestrator": "orchestrators",
    "payment": "payments",
    "request_to_link": "requests_to_link",
    "settings": "settings",
    "stats": "stats",
    "takings": "takings",
    "webhook_endpoint": "webhook_endpoints",
}
# What has another name in Python, because that one means something else there.
METHODS = {"close": "close_everywhere", "free": "close", "import": "import_"}
FUNCTIONS = {
    "billfold_store_open": "open",
    "billfold_store_has_file": "store_has_file",
    "billfold_filter_quote": "filter_quote",
    "billfold_amount_format": "amount_format",
    "billfold_amount_parse": "minor_units",
    "billfold_currency_decimals": "currency_decimals",
    "billfold_verify_signature": "verify_signature",
}
# What no step reaches, and what does.
ELSEWHERE = {
    "log_set_hook": "by hand, at the end of the run",
    "log_to": "test_log.py",
    "open_in_memory": "test_store.py",
    "version": "test_package.py",
    "Listing.first": "test_listing.py",
}


class NotSayableError(Exception):
    """It can be said in C alone."""


def _kinds(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) in (types.UnionType, typing.Union):
        return tuple(kind for each in get_args(hint) for kind in _kinds(each))
    return (get_origin(hint) or hint,)


def converted(hint: Any, value: Json) -> Any:
    """A step's value as the type that a parameter has."""
    kinds = _kinds(hint)
    if value is None:
        if type(None) not in kinds:
            raise NotSayableError("None is not taken")
        return None
    if isinstance(value, int):
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, billfold.Numbered):
                return kind.of(value)
        if datetime in kinds:
            return datetime.fromtimestamp(value, UTC)
        if bool in kinds:
            if value not in (0, 1):
                raise NotSayableError(f"{value} is neither true nor false")
            return bool(value)
    return value


class Speaker:
    """Says steps in Python."""

    def __init__(self, run: Any, declarations: Any) -> None:
        self.run = run
        self.declarations = declarations
        self.reached: set[str] = run.reached

    def execute(self, step: Json, report: Json) -> None:
        """Executes the step; NotSayableError before anything has happened if it cannot be said."""
        function = self.declarations.functions[step["call"]]
        said = self._said(step, function)
        gives = {each["kind"] for each in function["parameters"]}
        made = self.run.lib.made
        try:
            result = said()
        except billfold.BillfoldError as error:
            report["status"] = error.kind.number
            report["error"] = self.tell_error(error)
            if "new_handle" in gives:
                report["made"] = False
            return
        except (OverflowError, TypeError, UnicodeError, ValueError) as error:
            # Before the library was asked: what C would have it say is another matter. Once it was,
            # it is a fault of the package's.
            if self.run.lib.made != made:
                raise
            raise NotSayableError(str(error)) from None
        if function["returns"] == "status":
            report["status"] = 0
        if "new_handle" in gives:
            report["made"] = True
        self._tell(report, step, function, result)

    # What is said.

    def _value(self, value: Json) -> Json:
        if isinstance(value, dict):
            try:
                return bytes.fromhex(value["bytes"]).decode()
            except UnicodeDecodeError:
                raise NotSayableError("bytes that are no text") from None
        if isinstance(value, str):
            return self.run.expand(value)
        return value

    def _number(self, value: Json) -> int:
        number: int = self.run.number(value)
        return number

    def _fields(self, of: Json, value: Json) -> dict[str, Any]:
        """The fields of a struct, as keywords."""
        if "struct_size" in value:
            raise NotSayableError("a size that the struct does not have")
        fields = {each["name"]: each for each in self.declarations.structs[of["of"]]["fields"]}
        bits = value.get("has", [])
        if not isinstance(bits, list):
            raise NotSayableError("a bit that means nothing")
        said: dict[str, Any] = {}
        for name, each in value.items():
            if name == "reserved":
                raise NotSayableError("what is reserved")
            if name == "has":
                continue
            kind = fields[name]["type"]
            if kind == "texts":
                if None in each:
                    raise NotSayableError("NULL among texts")
                said[name] = [self._value(text) for text in each]
            else:
                said[name] = self._value(each) if kind == "text" else self._number(each)
        for bit in bits:
            for name in self._given_by(of["of"], bit):
                empty = None if fields[name]["type"] in ("text", "texts") else 0
                said.setdefault(name, empty)
        return said

    def _given_by(self, struct: str, bit: str) -> list[str]:
        fields = self.declarations.structs[struct]["fields"]
        found = [each["name"] for each in fields if each["has"] == bit]
        if bit == "BILLFOLD_FEE_CHANGES_HAS_CAP":
            return ["cap"]
        # Never is None, not 0.
        return found

    def _keywords(self, step: Json, function: Json) -> tuple[Any, dict[str, Any]]:
        """The handle that is called, and all that it is given, by C's names."""
        given, store = step.get("with", {}), None
        said: dict[str, Any] = {}
        for at, of in enumerate(function["parameters"]):
            name, kind = of["name"], of["kind"]
            is_null = name in given and given[name] is None
            if kind in ("handle", "freed"):
                if is_null or of["of"] != "billfold_store":
                    raise NotSayableError("no handle")
                store = self.run.public_store(self.run.handle_name(step, of, at == 0))
            elif kind == "text":
                value = given.get(name)
                if name == "body" and value is not None:
                    said[name] = _body(value, self.run)
                else:
                    said[name] = self._value(value)
            elif kind in ("i32", "i64", "size"):
                said[name] = self._number(given.get(name))
            elif kind == "input":
                if is_null and name in ("input", "changes", "report"):
                    raise NotSayableError("no input")
                said.update(self._fields(of, given.get(name) or {}))
            elif is_null or (kind == "view" and given.get(name)):
                raise NotSayableError("what only C can give")
        return store, said

    def _said(self, step: Json, function: Json) -> Callable[[], Any]:
        if "error_as" in step:
            raise NotSayableError("an error's handle")
        store, said = self._keywords(step, function)
        call = step["call"]
        if call in FUNCTIONS:
            name = FUNCTIONS[call]
            if name == "open":
                said = _opening(said)
            return self._bound(getattr(billfold, name), name, said)
        if store is None:
            raise NotSayableError("no function of the package's")
        if call == "billfold_changes_since":
            return self._bound(store.changes_since, "Store.changes_since", said)
        noun, verb = self._split(call)
        if noun == "store":
            method = METHODS.get(verb, verb)
            return self._bound(getattr(store, method), f"Store.{method}", said)
        # The same method takes the whole input as JSON, where C has a function of its own for it.
        if verb.endswith("_json"):
            verb = verb.removesuffix("_json")
            if said["json"] is None:
                raise NotSayableError("no whole input, but its function")
        service = getattr(store, SERVICES[noun])
        method = getattr(service, verb)
        label = f"{type(service).__name__}.{verb}"
        if verb != "list":
            return self._bound(method, label, _renamed(noun, verb, said))
        narrowing = {key: said.pop(key) for key in list(said) if _takes(method, key)}
        if narrowing.get("status") == 0:
            narrowing["status"] = None
        listing = self._bound(method, label, narrowing)()
        return self._bound(listing.page, "Listing.page", said)

    def _split(self, call: str) -> tuple[str, str]:
        words = call.removeprefix("billfold_")
        if words.startswith("store_"):
            return "store", words.removeprefix("store_")
        nouns = sorted((each for each in SERVICES if words.startswith(each + "_")), key=len)
        if not nouns:
            raise NotSayableError("no noun of the package's")
        return nouns[-1], words.removeprefix(nouns[-1] + "_")

    def _bound(self, method: Any, label: str, said: dict[str, Any]) -> Callable[[], Any]:
        hints = get_type_hints(method)
        keywords = {}
        for name, parameter in inspect.signature(method).parameters.items():
            if name in said:
                value = said.pop(name)
                optional = parameter.default is not inspect.Parameter.empty
                if value is None and optional and type(None) not in _kinds(hints[name]):
                    raise NotSayableError(f"{name} cannot be absent")
                keywords[name] = converted(hints[name], value)
        if said:
            raise NotSayableError(f"{label} does not take {sorted(said)}")

        def call() -> Any:
            self.reached.add(label)
            return method(**keywords)

        return call

    # What is told.

    def _tell(self, report: Json, step: Json, function: Json, result: Any) -> None:
        kinds = {each["kind"]: each for each in function["parameters"]}
        if isinstance(result, billfold.Store):
            self.run.keep_public(step.get("as"), "billfold_store", result)
        elif isinstance(result, billfold.Page | billfold.Record):
            self._tell_page(report, step, result)
        elif isinstance(result, billfold.Part):
            report["view"] = self.encoded(kinds["view"]["of"], result)
        elif isinstance(result, str | billfold.Secret) or (
            result is None and "new_handle" in kinds
        ):
            self._tell_again(report, step, result)
        elif isinstance(result, datetime):
            report["value"] = int(result.timestamp())
        elif isinstance(result, int):
            report["value"] = int(result)

    def _tell_again(self, report: Json, step: Json, result: Any) -> None:
        """Of an answer that is no record in Python, what C says is told, if it says the same."""
        told: Json = {}
        self.run.caller.execute(step, told)
        if result is None:
            assert told["count"] == 0, told
        else:
            text = result.reveal() if isinstance(result, billfold.Secret) else result
            page = self.run.caller.page_of(step)
            assert self.run.caller.shown("billfold_page_text", page, 0)["text"] == text
        report.update(told)

    def _tell_page(self, report: Json, step: Json, result: Any) -> None:
        if isinstance(result, billfold.Page):
            records, handle = list(result), result._handle
            report["page"] = self.encoded("billfold_page_info", _PageInfo(result))
            report["json"] = result.reveal_json()
        else:
            records, handle = [result], result._page
            report["page"] = self.run.caller.shown("billfold_page_describe", handle)
            report["page"]["replayed"] = int(result.replayed)
            report["json"] = self.run.caller.json_given("billfold_page_json", handle)
        report["count"] = len(records)
        report["record_json"] = [each.reveal_json() for each in records]
        show = step.get("show")
        if show:
            of = self.declarations.view_of(show)
            report["records"] = [self._record(show, of, each) for each in records]
        self.run.keep_public(step.get("as"), "billfold_page", result)

    def _record(self, show: str, of: str, record: Any) -> Json:
        told = self.encoded(of, record)
        currency = getattr(record, "currency", None)
        for part, name in self.declarations.parts_of(show):
            view = self.declarations.view_of(name)
            parts = _parts(record, part) or ()
            told[part] = [self.encoded(view, each, currency) for each in parts]
        return told

    def encoded(self, struct: str, record: Any, currency: str | None = None) -> Json:
        """What a struct would hold that says what the record says."""
        told: dict[str, Json] = {}
        has = 0
        currency = getattr(record, "currency", None) or currency
        for field in self.declarations.structs[struct]["fields"]:
            name = field["name"]
            if name == "struct_size":
                told[name] = ffi.sizeof(struct)
            elif name == "reserved":
                told[name] = 0
            elif name != "has":
                value = self._field(field, record, currency)
                told[name] = value
                if field["has"] and value is not None:
                    has |= self.declarations.constants[field["has"]]
        told["has"] = has
        return told

    def _field(self, field: Json, record: Any, currency: str | None) -> Json:
        name = field["name"]
        if name.endswith("_minor"):
            amount = getattr(record, name.removesuffix("_minor"))
            own = getattr(record, name.removesuffix("minor") + "currency", None) or currency
            return None if amount is None else _minor(amount, own)
        if name.endswith("_count") and not hasattr(record, name):
            parts = _parts(record, name.removesuffix("_count"))
            return None if parts is None and field["has"] else len(parts or ())
        value = getattr(record, name)
        if isinstance(value, billfold.Numbered):
            # A kind as text, a status as number.
            return value.value if field["type"] == "text" else value.number
        if isinstance(value, billfold.Secret):
            return value.reveal()
        if isinstance(value, billfold.JsonObject):
            return value.text
        if isinstance(value, datetime):
            return int(value.timestamp())
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, tuple):
            return list(value)
        if isinstance(value, Decimal | Enum):
            raise SystemExit(f"{name} is told as {value!r}")
        return value

    def tell_error(self, error: billfold.BillfoldError) -> Json:
        told = self.encoded("billfold_error_info", _ErrorInfo(error))
        told["fields"] = [self.encoded("billfold_field_error", each) for each in error.fields]
        told["text"] = str(error)
        told["json"] = error.json()
        return told


class _PageInfo:
    """A page's properties under C's names."""

    def __init__(self, page: Any) -> None:
        self.count = len(page)
        self.total, self.page, self.limit = page.total, page.number, page.limit
        self.next_cursor, self.start_cursor = page.next_cursor, page.start_cursor
        self.is_list, self.replayed = page.is_list, page.replayed
        self.uncounted = page.uncounted


class _ErrorInfo:
    """An error's properties under C's names."""

    def __init__(self, error: billfold.BillfoldError) -> None:
        self.status, self.retryable, self.kind = error.kind, error.retryable, error.kind
        self.code, self.message, self.field, self.reason = (
            error.code,
            error.message,
            error.field,
            error.reason,
        )
        self.field_count = len(error.fields)
        self.current_status, self.existing_id = error.current_status, error.existing_id
        self.current_version, self.storage_code = error.current_version, error.storage_code


def _parts(record: Any, part: str) -> Any:
    for name in (part, f"{part}s", f"{part}es", f"{part}_log"):
        found = getattr(record, name, None)
        if isinstance(found, tuple):
            return found
    return None


def _minor(amount: Decimal, currency: str | None) -> int:
    decimals = billfold.currency_decimals(currency or "")
    exponent = amount.as_tuple().exponent
    # All the decimals of its currency, no more and no fewer.
    assert exponent == -decimals, (amount, currency)
    return billfold.minor_units(amount, currency or "")


def _body(value: Json, run: Any) -> bytes:
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"])
    expanded: str = run.expand(value)
    return expanded.encode()


def _takes(method: Any, name: str) -> bool:
    return name in inspect.signature(method).parameters


def _renamed(noun: str, verb: str, said: dict[str, Any]) -> dict[str, Any]:
    """Under Python's names, in Python's units."""
    if "lease_seconds" in said:
        said["lease"] = said.pop("lease_seconds")
    if "duration_milliseconds" in said:
        said["duration"] = timedelta(milliseconds=said.pop("duration_milliseconds"))
    lifetime = "request_to_link_lifetime_seconds"
    if (noun, verb) == ("settings", "update") and said.get(lifetime) == 0:
        said[lifetime] = None
    if noun == "takings":
        # 0 is absent there, and None here.
        said = {key: value for key, value in said.items() if value != 0}
    return said


def _opening(said: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: said[key] for key in ("path", "mode", "durability") if key in said}
    for name in ("patience", "lease"):
        if f"{name}_milliseconds" in said:
            made[name] = timedelta(milliseconds=said[f"{name}_milliseconds"])
    if said.get("clock", 0) not in (0, 1) or ("time" in said and not said.get("clock")):
        raise NotSayableError("a clock that there is not")
    if said.get("clock"):
        made["clock"] = datetime.fromtimestamp(said.get("time", 0), UTC)
    return made


def public_methods() -> set[str]:
    """Every function and method of the package's that calls the library, by its label."""
    found = {"open"}
    for name in billfold.__all__:
        each = getattr(billfold, name)
        if inspect.isfunction(each):
            found.add(name)
    listed = [getattr(billfold.Store, name) for name in SERVICES.values()]
    services = [get_type_hints(each.fget)["return"] for each in listed]
    for cls in [*services, billfold.Store, billfold.Listing]:
        for name, each in vars(cls).items():
            if inspect.isfunction(each) and not name.startswith("_"):
                found.add(f"{cls.__name__}.{name}")
    return found - set(ELSEWHERE)
