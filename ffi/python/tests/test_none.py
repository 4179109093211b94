"""None is what is not given, everywhere but where a parameter's default is UNSET: there it takes
away what is there."""

import inspect
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from odd import PLAIN, methods

import billfold
from billfold import UNSET, _call, page
from billfold._library import ffi

OPAQUE = {f"billfold_{each}" for each in ("error", "page", "store")} | {
    f"struct billfold_{each}" for each in ("error", "page", "store")
}
CLEARED = {
    ("customers.update", "email"),
    ("customers.update", "name"),
    ("fees.update", "cap"),
    ("payments.update", "cancel_url"),
    ("payments.update", "description"),
    ("payments.update", "success_url"),
    ("settings.update", "request_to_link_lifetime_seconds"),
    ("webhook_endpoints.update", "description"),
    ("webhook_endpoints.update", "event_types"),
}


class AskedError(Exception):
    """The library would have been."""


def optional(store: billfold.Store) -> Iterator[tuple[str, Callable[..., Any], str, Any]]:
    """Every parameter of the package that may be left out."""
    for name, method in methods(store):
        for each in inspect.signature(method).parameters.values():
            if each.default is None or each.default is UNSET:
                yield name, method, each.name, each.default


def lent(of: Any) -> Any:
    """What the library would see of an argument."""
    if not isinstance(of, ffi.CData):
        return of
    kind = ffi.typeof(of)
    if kind.kind == "array" and kind.item.cname == "char":
        return bytes(ffi.buffer(of))
    if kind.kind == "struct":
        return {name: lent(getattr(of, name)) for name, _ in kind.fields}
    # Nothing is to be asked of what only the library knows.
    struct = kind.kind == "pointer" and kind.item.kind == "struct"
    if of and struct and kind.item.cname not in OPAQUE:
        return lent(of[0])
    # Where the answer goes, or where a text stands.
    return bool(of)


@pytest.fixture
def asks(store: billfold.Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """What the library would be asked."""
    seen: list[Any] = []

    def caller(name: str) -> Callable[..., None]:
        def call(*arguments: Any) -> None:
            seen.append((name, [lent(each) for each in arguments]))
            raise AskedError

        return call

    def ask(method: Callable[..., Any], **more: Any) -> Any:
        said = {
            name: PLAIN.get(name, "x")
            for name, each in inspect.signature(method).parameters.items()
            if each.default is inspect.Parameter.empty and name not in more
        }
        with monkeypatch.context() as patched:
            patched.setattr(_call, "caller", caller)
            with pytest.raises((AskedError, TypeError)) as caught:
                answer = method(**said | more)
                assert isinstance(answer, billfold.Listing)
                answer.page()
            if caught.type is TypeError:
                return str(caught.value)
        return seen.pop()

    return ask


def test_none_is_not_given(store: billfold.Store, asks: Callable[..., Any]) -> None:
    told = 0
    PLAIN["path"] = "/nowhere/shop.db"
    for name, method, parameter, default in optional(store):
        if name in ("log_set_hook", "log_to"):
            continue
        without, with_none = asks(method), asks(method, **{parameter: None})
        # Of a moment that is now, another one may be asked.
        same = without == with_none or name == "verify_signature"
        assert same == (default is None), f"{name}({parameter}=None)"
        assert (default is UNSET) == ((name, parameter) in CLEARED), f"{name}({parameter})"
        if default is UNSET:
            assert asks(method, **{parameter: UNSET}) == without
        told += 1
    assert told > 150


def test_what_may_be_left_out_is_typed_as_that(store: billfold.Store) -> None:
    for name, method, parameter, default in optional(store):
        kinds = get_args(get_type_hints(method)[parameter])
        assert type(None) in kinds, f"{name}({parameter})"
        assert (billfold.Unset in kinds) == (default is UNSET), f"{name}({parameter})"


def test_none_switches_nothing_off(store: billfold.Store) -> None:
    assert store.settings.update(card_number_guard=None).card_number_guard
    biller = store.billers.put(name="Shop")
    assert store.billers.put(id=biller.id, name="Shop", active=None).active
    acme = store.orchestrators.create(name="Acme")
    given: dict[str, Any] = {"orchestrator_id": acme.id, "fee_bearer": "payer"}
    with pytest.raises(billfold.ValidationError, match="bps: is required"):
        store.fees.create(bps=None, **given)
    fee = store.fees.create(bps=150, cap=5, cap_currency="USD", **given)
    assert store.fees.update(fee.id, bps=None).bps == 150
    assert store.fees.update(fee.id, bps=None).cap == Decimal("5.00")
    assert store.fees.update(fee.id, cap=None).cap is None
    assert not store.settings.update(card_number_guard=False).card_number_guard
    assert store.fees.update(fee.id, bps=0).bps == 0
    assert store.payments.list().page(known_total=0).total == 0


def test_none_takes_away_where_that_is_said(store: billfold.Store) -> None:
    settings = store.settings.update(request_to_link_lifetime_seconds=60)
    assert settings.request_to_link_lifetime_seconds == 60
    settings = store.settings.update(request_to_link_lifetime_seconds=None)
    assert settings.request_to_link_lifetime_seconds is None
    customer = store.customers.create(name="Ana", email="ana@example.com")
    assert store.customers.update(customer.id, name=None).name is None
    endpoint = store.webhook_endpoints.create(
        url="https://x.example", description="x", event_types=["payment.*"]
    )
    endpoint = store.webhook_endpoints.update(endpoint.id, description=None, event_types=None)
    assert (endpoint.description, endpoint.event_types) == (None, None)


def test_the_listing_s_own_options_are_among_them(store: billfold.Store) -> None:
    found = {parameter for name, _, parameter, _ in optional(store) if name == "page"}
    assert {"limit", "cursor", "known_total", "page"} <= found
    assert page.Listing.page.__doc__
