"""Amounts are exact, whatever they are made of."""

import decimal
from decimal import Decimal
from typing import Any

import pytest

import billfold


@pytest.mark.parametrize(
    ("given", "currency", "amount"),
    [
        ("500.00", "USD", "500.00"),
        ("500.5", "USD", "500.50"),
        (500, "USD", "500.00"),
        (Decimal("0.01"), "EUR", "0.01"),
        (Decimal("5E+2"), "USD", "500.00"),
        ("500", "JPY", "500"),
        (Decimal("1.234"), "KWD", "1.234"),
    ],
)
def test_an_amount_comes_out_as_it_went_in(
    store: billfold.Store, given: Any, currency: str, amount: str
) -> None:
    store.settings.update(currencies=["USD", "EUR", "JPY", "KWD"])
    payment = store.payments.create(amount=given, currency=currency)
    assert str(payment.amount) == amount
    minor = billfold.minor_units(given, currency)
    assert store.payments.create(amount_minor=minor, currency=currency).amount == payment.amount
    assert billfold.amount_format(currency, minor) == amount


def test_no_precision_of_a_context_rounds_an_amount(store: billfold.Store) -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        payment = store.payments.create(amount="1234567.89", currency="USD")
        assert str(payment.amount) == "1234567.89"
        assert billfold.minor_units("1234567.89", "USD") == 123456789
        stats = store.stats.get()
    assert [str(line.sum) for line in stats.lines] == ["1234567.89"]


@pytest.mark.parametrize("given", [500.0, True, None, b"5", [5]])
def test_what_is_no_amount_is_a_mistake_of_the_program(store: billfold.Store, given: Any) -> None:
    with pytest.raises((TypeError, billfold.ValidationError)):
        store.payments.create(amount=given, currency="USD")
    with pytest.raises(TypeError):
        billfold.minor_units(given, "USD")
    assert store.payments.list().page().total == 0


@pytest.mark.parametrize(
    "given",
    [
        "5.001",
        "x",
        "NaN",
        Decimal("Infinity"),
        "",
        "1_000",
        " 5 ",
        "+5",
        "5.",
        ".5",
        "1e3",
        "1e5000000",
        "5\n",
        "١٢",
        "1" * 20,
        "1" * 1_000_000,
        10**5000,
        "92233720368547758.08",
        Decimal("1E+5000000"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("1.000"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_an_amount_cannot_be_names_the_field(store: billfold.Store, given: Any) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        billfold.minor_units(given, "USD")
    assert caught.value.field == "amount"
    with pytest.raises(billfold.ValidationError) as asked:
        store.payments.create(amount=given, currency="USD")
    assert asked.value.field == "amount"


@pytest.mark.parametrize(
    ("given", "currency", "minor"),
    [
        ("92233720368547758.07", "USD", 2**63 - 1),
        (Decimal("-0.01"), "USD", -1),
        ("-5", "JPY", -5),
        ("0" * 1_000_000 + "1.1", "USD", 110),
        ("500.0", "JPY", 500),
        (0, "KWD", 0),
    ],
)
def test_what_sums_may_be_is_read(given: Any, currency: str, minor: int) -> None:
    assert billfold.minor_units(given, currency) == minor


def test_a_currency_that_there_is_not() -> None:
    with pytest.raises(billfold.ValidationError):
        billfold.currency_decimals("XXY")


def test_fees_are_worked_out_in_the_same_units(store: billfold.Store) -> None:
    acme, shop = store.orchestrators.create(name="Acme"), store.clients.create(name="Shop")
    store.client_links.create(shop.client_id, orchestrator_id=acme.id)
    store.fees.create(
        orchestrator_id=acme.id,
        bps=250,
        fee_bearer=billfold.FeeBearer.PAYER,
        cap=Decimal("5.00"),
        cap_currency="USD",
    )
    plan = store.fees.preview(shop.client_id, currency="USD", amount="100")
    assert plan is not None
    assert (plan.payer_total, plan.recipient_net) == (Decimal("102.50"), Decimal("100.00"))
    assert [line.amount for line in plan.fee_lines] == [Decimal("2.50")]
    paid = store.payments.create(amount=1000, currency="USD", client_id=shop.client_id)
    assert paid.payer_total == Decimal("1005.00")
    assert paid.fee_lines is not None
    assert [line.amount for line in paid.fee_lines] == [Decimal("5.00")]
    assert store.fees.update(paid.fee_lines[0].fee_id, cap=None).cap is None
    with pytest.raises(TypeError, match="either"):
        store.fees.preview(shop.client_id, currency="USD")
