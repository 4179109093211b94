"""Gives odd values to whatever the package takes, one parameter after the other, each through the
public method that has it, and prints how many calls that made. A crash, or an error of another kind
than the package promises, is for whoever runs it to see."""

import inspect
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import billfold

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    -(2**70),
    1.5,
    float("nan"),
    Decimal("NaN"),
    Decimal("1E+9"),
    "",
    "payment.*",
    "\udc80",
    "a\0b",
    b"bytes",
    [],
    ["x", 5],
    [None],
    {},
    {"a": {1, 2}},
    {"a": object()},
    object(),
    timedelta(0),
    timedelta(microseconds=1),
    timedelta.max,
    datetime(2026, 4, 1),
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    date(2026, 4, 1),
    Path("/nowhere/at/all"),
    billfold.Secret("sec_1"),
    billfold.PaymentStatus.COMPLETED,
    billfold.FeeStatus.of(4999),
    billfold.UNSET,
    iter(["payment.*"]),
    billfold.JsonObject("{}"),
]
# What every parameter takes beside the odd one, where it cannot do without.
PLAIN: dict[str, Any] = {
    "amount_minor": 5,
    "attempt": 1,
    "body": b"{}",
    "code": "declined",
    "currency": "USD",
    "hook": None,
    "store_path": "/nowhere/shop.db",
    "file": "/nowhere/shop.db-wal",
    "amount": 5,
    "time": datetime(2026, 4, 1, tzinfo=UTC),
    "version": 1,
}
# What the package may raise of it all.
PROMISED = (TypeError, ValueError, billfold.BillfoldError)


def methods(store: billfold.Store) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Whatever of the package takes something."""
    for name in (*billfold.__all__, "open"):
        each = getattr(billfold, name)
        if inspect.isfunction(each):
            yield name, each
    for name, each in inspect.getmembers(type(store)):
        if name.startswith("_"):
            continue
        if isinstance(each, property):
            service = getattr(store, name)
            for verb, method in inspect.getmembers(service, inspect.ismethod):
                if not verb.startswith("_"):
                    yield f"{name}.{verb}", method
        elif inspect.isfunction(each):
            yield name, getattr(store, name)
    yield "page", store.payments.list().page


def give(name: str, method: Callable[..., Any], parameter: str, odd: Any) -> None:
    """Calls the method with this value in this place."""
    said = {parameter: odd}
    for other in inspect.signature(method).parameters.values():
        if other.name != parameter and other.default is inspect.Parameter.empty:
            said[other.name] = PLAIN.get(other.name, "x")
    try:
        answer = method(**said)
        if isinstance(answer, billfold.Listing):
            answer.page()
        elif isinstance(answer, billfold.Store):
            answer.close()
    except PROMISED as error:
        if isinstance(error, TypeError | ValueError) and "cdata" in str(error):
            raise SystemExit(f"{name}({parameter}={odd!r}) speaks C: {error}") from error
    except Exception as error:
        raise SystemExit(f"{name}({parameter}={odd!r}): {error!r}") from error


def main() -> None:
    calls = 0
    warnings.simplefilter("ignore")
    with billfold.open_in_memory(clock=PLAIN["time"]) as store, tempfile.TemporaryDirectory() as at:
        PLAIN["path"] = Path(at) / "x.db"
        for name, method in methods(store):
            for parameter in inspect.signature(method).parameters:
                for odd in ODD:
                    # Who reads a crash finds here what was called.
                    print(f"{name}({parameter}={odd!r})", file=sys.stderr)
                    give(name, method, parameter, odd)
                    calls += 1
    billfold.log_set_hook(None)
    print(calls)


if __name__ == "__main__":
    main()
