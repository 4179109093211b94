"""Records say what the library says, and do not change."""

import copy
import dataclasses
import json
import pickle
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import NOON

import billfold
from billfold._decode import Part, Record, _Maker
from billfold._input import unix_seconds


def classes(base: type[Part]) -> list[type[Part]]:
    return [each for cls in base.__subclasses__() for each in [cls, *classes(cls)]]


@pytest.mark.parametrize("cls", [each for each in classes(Part) if each is not Record])
def test_each_class_reads_all_of_its_struct(cls: type[Part]) -> None:
    # A dataclass with slots is a class of its own beside the one that it was made of.
    if dataclasses.is_dataclass(cls) and "__slots__" in vars(cls):
        assert _Maker(cls).source()


def test_a_record_does_not_change(store: billfold.Store) -> None:
    payment = store.payments.create(amount=1, currency="USD")
    with pytest.raises(dataclasses.FrozenInstanceError):
        payment.amount = Decimal(2)  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        payment.note = "x"  # type: ignore[attr-defined]


def test_a_record_gives_the_library_s_json(store: billfold.Store) -> None:
    payment = store.payments.create(amount="500.00", currency="USD", metadata={"order": 17})
    read = json.loads(payment.json())
    assert (read["amount"], read["amount_minor"]) == ("500.0", 50000)
    assert read["metadata"] == payment.metadata == {"order": 17}
    for again in (pickle.loads(pickle.dumps(payment)), dataclasses.replace(payment, mcc=5812)):
        with pytest.raises(LookupError, match="unpickled, changed by replace"):
            again.json()
    for same in (copy.copy(payment), copy.deepcopy(payment)):
        assert same == payment
        assert same.json() == payment.json()
        assert not same.replayed
    assert len({payment, store.payments.get(payment.id)}) == 1


def test_times_are_aware_and_in_utc(store: billfold.Store) -> None:
    payment = store.payments.create(amount=1, currency="USD", expires_in=timedelta(minutes=5))
    assert payment.created_at == NOON
    assert payment.created_at.tzinfo is UTC
    assert payment.expires_at == NOON + timedelta(minutes=5)
    store.set_time(NOON + timedelta(minutes=5))
    assert store.payments.get(payment.id).status is billfold.PaymentStatus.EXPIRED
    with pytest.raises(ValueError, match="time zone"):
        store.set_time(datetime(2026, 4, 1))
    with pytest.raises(billfold.ValidationError, match=r"expires_in: .* whole number"):
        store.payments.create(amount=1, currency="USD", expires_in=timedelta(milliseconds=1500))


def test_a_repeat_says_that_it_is_one(store: billfold.Store) -> None:
    once = store.once("client-1")
    first, again = once.clients.create(name="Shop"), once.clients.create(name="Shop")
    assert (first.replayed, again.replayed) == (False, True)
    assert first.client_secret is not None
    assert again.client_secret is None
    assert first.shown_secret() == first.client_secret
    for later in (again, store.clients.get(first.client_id)):
        with pytest.raises(LookupError, match="there is no client_secret here: it is shown once"):
            later.shown_secret()
    with pytest.raises(billfold.IdempotencyMismatchError):
        once.clients.create(name="Other")


def test_what_is_not_given_stays_and_none_clears(store: billfold.Store) -> None:
    made = store.payments.create(amount=1, currency="USD", description="a", mcc=5812)
    same = store.payments.update(made.id, metadata={"a": 1})
    assert same.description == "a"
    assert same.metadata == {"a": 1}
    assert store.payments.update(made.id, description=None).description is None
    assert store.payments.update(made.id, metadata=None).metadata == {"a": 1}
    assert store.payments.update(made.id, metadata={}).metadata == {}


def test_metadata_goes_where_only_dicts_do(store: billfold.Store) -> None:
    given = {"order": {"id": 17}, "items": ["a"]}
    metadata = store.payments.create(amount=1, currency="USD", metadata=given).metadata
    assert json.loads(json.dumps(metadata.as_dict())) == given == dict(metadata)
    metadata.as_dict()["order"]["id"] = 18
    assert metadata == given
    metadata["items"].append("b")
    metadata.get("order", {})["id"] = 18
    for _, value in metadata.items():
        value.clear()
    assert metadata == given
    assert json.loads(metadata.text) == given
    nested = store.payments.create(amount=1, currency="USD", metadata={"was": metadata}).metadata
    assert nested["was"] == given


def test_every_secret_that_is_shown_once_is_typed_as_there(store: billfold.Store) -> None:
    orchestrator = store.orchestrators.create(name="Acme")
    intent = store.link_intents.create(client_id_name="Shop", orchestrator_id=orchestrator.id)
    redemption = store.link_intents.redeem(intent.shown_url())
    request = store.requests_to_link.create(client_user_id="u", client_id=redemption.client_id)
    session = store.requests_to_link.proceed(request.id)
    endpoint = store.webhook_endpoints.create(url="https://shop.example/hooks")
    key = store.api_keys.create(client_id=redemption.client_id)
    assert orchestrator.shown_key().reveal().startswith("orc_")
    assert key.shown_key().reveal().startswith("key_")
    assert redemption.shown_secret().reveal().startswith("sec_")
    assert endpoint.shown_secret().reveal().startswith("whsec_")
    assert session.shown_token().reveal() in session.shown_url().reveal()
    assert store.link_sessions.complete(session.shown_token()).status == "COMPLETED"


def test_statistics_name_their_statuses(store: billfold.Store) -> None:
    made = store.payments.create(amount="2.50", currency="USD")
    store.payments.complete(made.id, {"type": "cash"})
    store.clients.create(name="Shop")
    stats = store.stats.get(since=date(2026, 4, 1))
    assert stats.takings_since == date(2026, 4, 1)
    (takings,) = stats.table(billfold.StatsTable.TAKINGS)
    assert (takings.day, takings.sum) == (date(2026, 4, 1), Decimal("2.50"))
    (clients,) = stats.table(billfold.StatsTable.CLIENTS)
    assert clients.status is billfold.ClientStatus.ACTIVE
    (hour,) = store.takings.get(until=NOON).hours
    assert (hour.hour, hour.sum) == (NOON, Decimal("2.50"))


def test_json_of_another_s_making_is_taken(store: billfold.Store) -> None:
    body = {"amount": 100, "currency": "USD", "customer": {"name": "John Doe"}}
    payment = store.payments.create(json=body)
    assert (payment.amount, payment.customer_name) == (Decimal("100.00"), "John Doe")
    assert store.payments.create(json=json.dumps(body)).amount == payment.amount
    method = store.payments.complete(payment.id, {"type": "card"}).payment_method
    assert method == {"type": "card"}
    assert method is not None
    assert hash(method) == hash(billfold.JsonObject('{"type": "card"}'))
    copied = store.payments.create(amount=1, currency="USD", metadata=method)
    assert copied.metadata == method


def test_a_whole_input_stands_alone(store: billfold.Store) -> None:
    acme = store.orchestrators.create(name="Acme")
    client = store.clients.create(name="Shop")
    body = {"clientId": client.client_id, "orchestratorId": acme.id}
    assert store.client_links.create(json=body).already_linked is False
    assert store.client_links.create(json=json.dumps(body)).already_linked is True
    with pytest.raises(TypeError, match="json stands beside client_id"):
        store.client_links.create(client.client_id, json=body)
    request = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    with pytest.raises(TypeError, match="json stands beside reason"):
        store.requests_to_link.cancel(request.id, "late", json={"reason": "late"})
    cancelled = store.requests_to_link.cancel(request.id, json={"reason": "late"})
    assert cancelled.cancel_reason == "late"


def test_a_token_is_looked_at_without_using_it_up(store: billfold.Store) -> None:
    acme = store.orchestrators.create(name="Acme")
    intent = store.link_intents.create(client_id_name="Shop", orchestrator_id=acme.id)
    assert intent.url is not None
    assert store.link_intents.find(intent.url).status is billfold.LinkIntentStatus.OPEN
    client = store.link_intents.redeem(intent.url)
    assert store.link_intents.find(intent.url).status is billfold.LinkIntentStatus.USED
    request = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    assert (request.session_status, request.session_expires_at) == (None, None)
    session = store.requests_to_link.proceed(request.id)
    assert session.link_token is not None
    found = store.link_sessions.find(session.link_token)
    assert found.session_status is billfold.LinkSessionStatus.OPEN
    assert found.session_expires_at == session.expires_at
    done = store.link_sessions.complete(session.link_token)
    found = store.link_sessions.find(session.link_token)
    assert found.session_status is billfold.LinkSessionStatus.USED
    assert (found.status, found.completed_at) == (done.status, done.completed_at)


def test_members_and_records_go_to_other_processes(store: billfold.Store) -> None:
    for member in (billfold.PaymentStatus.of(77), billfold.PaymentStatus.PENDING):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(member, protocol)) is member
        assert copy.deepcopy(member) is member
    client = store.clients.create(name="Shop")
    with pytest.raises(TypeError, match=r"reveal\(\)"):
        pickle.dumps(client)
    found = store.clients.get(client.client_id)
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("year", [1, 1969, 2026, 2255, 3000, 9999])
def test_a_moment_is_the_second_that_it_is_in(year: int) -> None:
    moment = datetime(year, 6, 1, 12, 0, 7, 999999, tzinfo=UTC)
    assert datetime.fromtimestamp(0, UTC) + timedelta(seconds=unix_seconds(moment, "time")) == (
        moment.replace(microsecond=0)
    )


def test_a_truth_is_no_number(store: billfold.Store) -> None:
    for wrong in ({"amount_minor": True}, {"amount": 1, "mcc": True}, {"amount": True}):
        with pytest.raises(TypeError):
            store.payments.create(currency="USD", **wrong)
    with pytest.raises(TypeError, match="amount_minor"):
        billfold.amount_format("USD", True)
    with pytest.raises(TypeError, match="amount_minor"):
        store.fees.preview("x", currency="USD", amount_minor=True)


def test_an_integer_of_any_length_is_read(store: billfold.Store) -> None:
    digits = "1" * 5000
    made = store.payments.create(amount=1, currency="USD", metadata=f'{{"a":{digits},"b":7}}')
    assert made.metadata["a"] == Decimal(digits)
    assert type(made.metadata["b"]) is int


def records(store: billfold.Store) -> Iterator[billfold.Record]:
    """A record of every sort, with what must not get into a log by accident."""
    name, email = "Secretive Ana", "ana@hidden.example"
    payment = store.payments.create(
        amount="5.00",
        currency="USD",
        customer_name=name,
        customer_email=email,
        metadata={"hidden": name},
        description=name,
    )
    yield payment
    yield store.customers.create(name=name, email=email)
    acme = store.orchestrators.create(name=name)
    yield acme
    yield store.clients.create(name=name)
    intent = store.link_intents.create(client_id_name=name, orchestrator_id=acme.id)
    yield intent
    redeemed = store.link_intents.redeem(intent.shown_url())
    yield redeemed
    client = redeemed.client_id
    yield store.api_keys.create(name=name, client_id=client)
    link = store.client_links.get(client)
    assert link
    yield link
    yield from store.linked_clients.list(acme.id)
    yield store.fees.create(orchestrator_id=acme.id, fee_bearer="payer", bps=5)
    plan = store.fees.preview(client, currency="USD", amount=5)
    assert plan
    yield plan
    yield store.brandings.put(orchestrator_id=acme.id, display_name=name)
    yield store.brandings.resolve(client)
    yield store.brandings.delete(orchestrator_id=acme.id)
    yield store.billers.put(name=name)
    request = store.requests_to_link.create(
        client_user_id=name, client_id=client, metadata={"hidden": name}
    )
    yield request
    yield store.requests_to_link.proceed(request.id)
    endpoint = store.webhook_endpoints.create(url="https://hidden.example/", description=name)
    yield endpoint
    yield store.webhook_endpoints.test(endpoint.id)
    yield store.deliveries.due()
    yield from store.deliveries.claim_due(1)
    yield from store.changes_since(0, 1)
    yield store.events.log_head()
    yield store.events.verify()
    yield store.settings.get()
    yield store.stats.get()
    yield store.takings.get()
    yield store.sweep()
    yield store.check()


def test_a_record_shows_what_it_is_and_nothing_of_anybody(
    store: billfold.Store, path: Path
) -> None:
    seen: set[type[Part]] = set()
    for record in records(store):
        seen.add(type(record))
        assert re.fullmatch(rf"<{type(record).__name__}( \S+){{0,5}}>", repr(record))
        for form in (repr(record), str(record), f"{record}", "%s" % record):  # noqa: UP031
            assert "ecretive" not in form
            assert "hidden" not in form
            assert "…" not in form
    with billfold.open(path) as kept:
        lines, copied = path.with_name("x.jsonl"), path.with_name("copy.db")
        for record in (
            kept.backup(copied),
            kept.compact(),
            kept.export(lines),
            kept.import_(lines),
        ):
            seen.add(type(record))
            assert repr(record) == f"<{type(record).__name__}>"
    named = {getattr(billfold, name) for name in billfold.__all__}
    sorts = {each for each in classes(Record) if each in named}
    assert seen == sorts
    payment = next(records(store))
    assert isinstance(payment, billfold.Payment)
    assert repr(payment) == f"<Payment {payment.id} pending 5.00 USD>"
    client = store.clients.create(name="Shop")
    assert repr(client) == f"<Client {client.client_id} active>"
