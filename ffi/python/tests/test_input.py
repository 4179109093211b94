"""What is given is taken as it was meant, or refused by its name."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

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
        "must be one of active, inactive, revoked",
    )
    store.clients.update(client.client_id, status=ClientStatus.ACTIVE)
    request = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    begun = store.requests_to_link.set_status(request.id, "IN_PROGRESS")
    assert begun.status is RequestToLinkStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("expires_in", lambda store: _pay(store, expires_in=0)),
        ("expires_in", lambda store: _pay(store, expires_in=timedelta(0))),
        ("mcc", lambda store: _pay(store, mcc=0)),
        ("amount_minor", lambda store: store.payments.create(amount_minor=0, currency="USD")),
        ("cap_minor", lambda store: store.fees.update("fee_1", cap_minor=0)),
        (
            "payment_lifetime_seconds",
            lambda store: store.settings.update(payment_lifetime_seconds=0),
        ),
        (
            "request_to_link_lifetime_seconds",
            lambda store: store.settings.update(request_to_link_lifetime_seconds=0),
        ),
        ("page", lambda store: store.payments.list().page(0)),
        ("limit", lambda store: store.payments.list().page(limit=0)),
        ("lease_seconds", lambda store: store.deliveries.claim_due(lease=timedelta(0))),
        ("status", lambda store: store.deliveries.report("dlv_1", attempt=1, status=0)),
        ("since", lambda store: store.takings.get(since=datetime(1970, 1, 1, tzinfo=UTC))),
        (
            "event_types",
            lambda store: store.webhook_endpoints.create(url="https://x.example", event_types=[]),
        ),
        ("currencies", lambda store: store.settings.update(currencies=[])),
        ("url_schemes", lambda store: store.settings.update(url_schemes=[])),
    ],
)
def test_nothing_is_not_the_same_as_not_given(store: Store, field: str, call: Call) -> None:
    before = store.events.log_head()
    with pytest.raises(billfold.ValidationError) as caught:
        call(store)
    assert caught.value.field == field
    assert caught.value.reason
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
