"""Every failure has its class, and says what it knows."""

import pickle
from typing import Any

import pytest

import billfold
from billfold import ErrorKind
from billfold._call import call
from billfold.errors import _CLASSES

DAMAGING = {ErrorKind.PANIC}


@pytest.mark.parametrize("kind", list(ErrorKind))
def test_each_kind_has_a_class_of_its_own(kind: ErrorKind) -> None:
    with billfold.open_in_memory() as store, pytest.raises(_CLASSES[kind]) as caught:
        call("debug_fail", store._handle(), kind.number)
    error = caught.value
    assert type(error) is _CLASSES[kind]
    assert error.kind is kind
    assert error.info.kind == kind.value
    assert str(error) == error.message
    assert kind.value in error.json()


def test_a_status_that_nobody_knows_is_an_error_all_the_same() -> None:
    unknown = ErrorKind.of(4999)
    assert not unknown.is_known
    assert unknown == "unknown-4999"
    assert ErrorKind.of(4999) is unknown
    assert unknown not in _CLASSES


def test_bad_input_names_every_field(store: billfold.Store) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        store.payments.create(amount="x", currency="USD", customer_email="nobody")
    error = caught.value
    assert error.field == error.fields[0].field
    assert error.reason
    assert {each.field for each in error.fields} == {"amount", "customer.email"}
    with pytest.raises(billfold.ValidationError) as caught:
        store.payments.create(amount=-1, currency="usd", customer_email="nobody")
    bad = {each.field for each in caught.value.fields}
    assert bad == {"amount", "currency", "customer.email"}


def test_a_filter_s_mistake_says_where_it_stands(store: billfold.Store) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        store.payments.list("status:pending stat:x").page()
    assert caught.value.fields[0].column == 16


def test_a_conflict_says_what_is_in_the_way(store: billfold.Store) -> None:
    made = store.payments.create(amount=1, currency="USD")
    with pytest.raises(billfold.ConflictError) as caught:
        store.payments.create(amount=2, currency="USD", id=made.id)
    assert (caught.value.code, caught.value.existing_id) == ("id_exists", made.id)
    with pytest.raises(billfold.ConflictError) as caught:
        store.if_version(7).payments.expire(made.id)
    assert (caught.value.code, caught.value.current_version) == ("version_changed", 1)
    store.payments.fail(made.id, "declined", "No money")
    with pytest.raises(billfold.ConflictError) as caught:
        store.payments.complete(made.id)
    assert (caught.value.code, caught.value.current_status) == ("invalid_transition", "failed")


def test_an_error_goes_to_another_process_whole(store: billfold.Store) -> None:
    with pytest.raises(billfold.ValidationError) as caught:
        store.payments.create(currency="USD")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is billfold.ValidationError
    assert again.fields == caught.value.fields
    assert again.json() == caught.value.json()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"mcc": 1.5}, TypeError),
        ({"mcc": 2**70}, billfold.ValidationError),
        ({"description": 5}, None),
        ({"description": "\udc80"}, billfold.ValidationError),
        ({"description": "a\0b"}, billfold.ValidationError),
        ({"metadata": {"a": float("nan")}}, ValueError),
        ({"metadata": "[]"}, billfold.ValidationError),
        ({"expires_in": -1}, billfold.ValidationError),
    ],
)
def test_what_no_field_takes_is_refused_by_its_name(
    store: billfold.Store, given: dict[str, Any], error: type[Exception] | None
) -> None:
    (name,) = given
    with pytest.raises(error or TypeError) as caught:
        store.payments.create(amount=1, currency="USD", **given)
    if name != "metadata":
        assert name in str(caught.value)
    assert store.payments.list().page().total == 0
