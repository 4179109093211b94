"""What is given is taken as it was meant, or refused by its name."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import billfold
from billfold import ClientStatus, PaymentStatus, RequestToLinkStatus, Store

HERE = Path(__file__).parent
Call = Callable[[Store], Any]


def test_no_value_however_odd_breaks_the_process(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", os.fspath(HERE / "odd.py")]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) > 9000


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda store: store.webhook_endpoints.create(url="https://x", event_types="payment.*"),
            "event_types: a list of str is needed, not str",
        ),
        (
            lambda store: store.webhook_endpoints.update("whe_1", event_types="payment.*"),
            "event_types: a list of str is needed, not str",
        ),
        (
            lambda store: store.settings.update(currencies="USD"),
            "currencies: a list of str is needed, not str",
        ),
        (
            lambda store: store.settings.update(url_schemes=["https", 5]),
            "url_schemes: a list of str is needed, without int",
        ),
        (lambda store: store.payments.create(mcc="5812"), "mcc: an int is needed, not str"),
        (lambda store: store.payments.create(mcc=True), "mcc: an int is needed, not bool"),
        (lambda store: store.payments.create(currency=5), "currency: a str is needed, not int"),
        (
            lambda store: store.payments.create(expires_in="5"),
            "expires_in: an int or a timedelta is needed, not str",
        ),
        (
            lambda store: store.payments.create(metadata=[1]),
            "metadata: a mapping or a str is needed, not list",
        ),
        (
            lambda store: store.payments.create(metadata={"a": {1}}),
            "metadata: JSON has no set",
        ),
        (lambda store: store.payments.get(5), "id: a str is needed, not int"),
        (lambda store: store.if_version("3"), "version: an int is needed, not str"),
        (lambda store: store.sweep(force=1), "force: a bool is needed, not int"),
        (
            lambda store: store.requests_to_link.create(client_user_id="u", never_expires=1),
            "never_expires: a bool is needed, not int",
        ),
        (lambda store: store.set_time(5), "time: a datetime is needed, not int"),
        (
            lambda store: store.stats.get(since=datetime(2026, 4, 1, tzinfo=UTC)),
            "since: a date or a str is needed, not datetime",
        ),
        (
            lambda store: store.clients.update("cli_1", status=PaymentStatus.COMPLETED),
            "status: a ClientStatus is needed, not PaymentStatus",
        ),
        (
            lambda store: store.clients.update("cli_1", status=1),
            "status: a ClientStatus is needed, not int",
        ),
        (
            lambda store: store.fees.list(status=True),
            "status: a FeeStatus is needed, not bool",
        ),
        (
            lambda store: billfold.open(None, patience=5),  # type: ignore[arg-type]
            "patience: a timedelta is needed, not int",
        ),
        (
            lambda store: billfold.verify_signature(
                "whsec_",
                id="",
                timestamp="",
                signature="",
                body="{}",  # type: ignore[arg-type]
            ),
            "body: bytes are needed, not str",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_its_name(
    store: Store, call: Call, says: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call(store)
    assert str(caught.value) == says


def test_a_status_may_be_its_text(store: Store) -> None:
    client = store.clients.create(name="Shop")
    assert store.clients.update(client.client_id, status="inactive").status == "inactive"
    with pytest.raises(billfold.ValidationError) as caught:
        store.clients.update(client.client_id, status="asleep")
    assert (caught.value.field, caught.value.reason) == (
        "status",
        "is none of active, inactive, revoked",
    )
    store.clients.update(client.client_id, status=ClientStatus.ACTIVE)
    request = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    begun = store.requests_to_link.set_status(request.id, "IN_PROGRESS")
    assert begun.status is RequestToLinkStatus.IN_PROGRESS


def _fee(store: Store) -> str:
    acme = store.orchestrators.create(name="Acme")
    return store.fees.create(orchestrator_id=acme.id, fee_bearer="payer", bps=5).id


def _claimed(store: Store) -> str:
    endpoint = store.webhook_endpoints.create(url="https://x.example")
    return store.deliveries.claim_one(store.webhook_endpoints.test(endpoint.id).id).delivery_id


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "code", "call"),
    [
        ("expires_in", "invalid", lambda store, n, _: _pay(store, expires_in=n)),
        ("expires_in", "invalid", lambda store, n, _: _pay(store, expires_in=timedelta(n))),
        ("mcc", "mcc", lambda store, n, _: _pay(store, mcc=n)),
        (
            "amount",
            "amount",
            lambda store, n, _: store.payments.create(amount_minor=n, currency="USD"),
        ),
        (
            "cap.amount",
            "amount",
            lambda store, n, id: store.fees.update(id(_fee), cap_minor=n, cap_currency="USD"),
        ),
        *(
            (field, "invalid", lambda store, n, _, field=field: store.settings.update(**{field: n}))
            for field in (
                "payment_lifetime_seconds",
                "request_to_link_lifetime_seconds",
                "clock_jump_seconds",
            )
        ),
        ("page", "page", lambda store, n, _: store.payments.list().page(n)),
        ("limit", "limit", lambda store, n, _: store.payments.list().page(limit=n)),
        ("limit", "limit", lambda store, n, _: store.deliveries.claim_due(n)),
        ("lease_seconds", "invalid", lambda store, n, _: store.deliveries.claim_due(lease=n)),
        (
            "status",
            "invalid",
            lambda store, n, id: store.deliveries.report(id(_claimed), attempt=1, status=n),
        ),
        (
            "since",
            "hour",
            lambda store, n, _: store.takings.get(since=_EPOCH + timedelta(n)),
        ),
    ],
)
def test_nothing_is_refused_as_less_than_nothing_is(
    store: Store, field: str, code: str, call: Callable[..., Any]
) -> None:
    made: list[str] = []

    def once(make: Callable[[Store], str]) -> str:
        made[:] = made or [make(store)]
        return made[0]

    with pytest.raises(billfold.ValidationError) as less:
        call(store, -1, once)
    before = store.events.log_head()
    with pytest.raises(billfold.ValidationError) as nothing:
        call(store, 0, once)
    assert (nothing.value.field, nothing.value.code) == (field, code)
    if field != "since":
        assert nothing.value.json() == less.value.json()
    assert store.events.log_head() == before


@pytest.mark.parametrize(
    ("field", "call"),
    [
        (
            "event_types",
            lambda store: store.webhook_endpoints.create(url="https://x.example", event_types=[]),
        ),
        ("currencies", lambda store: store.settings.update(currencies=[])),
        ("url_schemes", lambda store: store.settings.update(url_schemes=[])),
        ("until", lambda store: store.takings.get(until=_EPOCH)),
    ],
)
def test_nothing_is_not_the_same_as_not_given(store: Store, field: str, call: Call) -> None:
    before = store.events.log_head()
    with pytest.raises(billfold.ValidationError) as caught:
        call(store)
    assert caught.value.field == field
    assert "None leaves it out" in (caught.value.reason or "")
    assert store.events.log_head() == before


def _pay(store: Store, **given: Any) -> billfold.Payment:
    return store.payments.create(amount=1, currency="USD", **given)


def test_where_nought_is_a_number_it_is_taken(store: Store) -> None:
    orchestrator = store.orchestrators.create(name="Acme")
    given: dict[str, Any] = {"orchestrator_id": orchestrator.id, "fee_bearer": "payer"}
    fee = store.fees.create(bps=0, **given)
    assert fee.bps == 0
    assert store.fees.update(fee.id, bps=0).bps == 0
    assert len(store.changes_since(0)) == 2
    assert store.stats.get(since=date(2026, 4, 1)).at == store.now()


@pytest.mark.parametrize("amount", [-5, Decimal("-0.01")])
def test_an_amount_below_zero_is_told_as_that(store: Store, amount: Any) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        store.payments.create(amount=amount, currency="USD")
    assert (caught.value.field, caught.value.reason) == ("amount", "must be more than zero")


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("metadata", lambda store: _pay(store, metadata={"a": float("nan")})),
        ("metadata", lambda store: _pay(store, metadata={"a": 10**5000})),
        ("time", lambda store: store.set_time(datetime(2026, 4, 1))),
        ("time", lambda store: billfold.open_in_memory(clock=datetime(2026, 4, 1))),
        (
            "now",
            lambda store: billfold.verify_signature(
                "whsec_x",
                id="a",
                timestamp="1",
                signature="v1,",
                body=b"",
                now=datetime(2026, 4, 1),
            ),
        ),
        ("amount", lambda store: store.payments.create(amount=Decimal("NaN"), currency="USD")),
        ("mcc", lambda store: _pay(store, mcc=2**70)),
        ("status", lambda store: store.clients.update("cli_1", status="asleep")),
    ],
)
def test_what_is_found_here_is_told_as_the_library_tells_it(
    store: Store, field: str, call: Call
) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        call(store)
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == f"the input is not valid: {field}: {error.reason}"
    assert json.loads(error.json()) == {
        "kind": "validation",
        "code": error.code,
        "message": str(error),
        "fields": [{"field": field, "reason": error.reason}],
        "retryable": False,
    }
    assert error.code != "validation"
    with pytest.raises(billfold.ValidationError) as native:
        store.payments.create(amount="x", currency="USD")
    assert list(json.loads(native.value.json())) == list(json.loads(error.json()))
    assert repr(error) == f"ValidationError({str(error)!r})"


def test_only_json_of_the_package_s_own_is_taken_as_it_is(store: Store) -> None:
    class Attributes(dict[str, Any]):
        __getattr__ = dict.__getitem__

    given = Attributes(text='{"other": 1}', order=5)
    assert _pay(store, metadata=given).metadata == given
    own = billfold.JsonObject('{"order":  5}')
    assert _pay(store, metadata=own).metadata == {"order": 5}


def test_an_id_may_be_a_uuid(store: Store) -> None:
    id = UUID("0198f2a0-1b2c-7def-8123-456789abcdef")
    assert _pay(store, id=id).id == str(id)
    assert store.payments.get(id).id == str(id)
    assert len(store.events.history(id)) == 1
    with pytest.raises(TypeError, match="description: a str is needed, not UUID"):
        _pay(store, description=id)
