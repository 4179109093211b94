"""Secrets are in nothing that is printed, logged or kept."""

import dataclasses
import json
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

import billfold
from billfold import Secret


def shown(record: object) -> str:
    """All the ways in which a record gets into a log."""
    formatted = logging.LogRecord("x", 20, "x", 1, "%s %r", (record, record), None)
    fields = dataclasses.asdict(record)  # type: ignore[call-overload]
    return f"{record}{record!r}{formatted.getMessage()}{fields}"


def test_no_secret_shows(store: billfold.Store) -> None:
    orchestrator = store.orchestrators.create(name="Acme")
    client = store.clients.create(name="Shop")
    key = store.api_keys.create(client_id=client.client_id)
    intent = store.link_intents.create(client_id_name="New", orchestrator_id=orchestrator.id)
    assert intent.url is not None
    redeemed = store.link_intents.redeem(intent.url)
    request = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    session = store.requests_to_link.proceed(request.id)
    request = store.requests_to_link.get(request.id)
    endpoint = store.webhook_endpoints.create(url="https://shop.example/hooks")
    told: dict[billfold.Record, Secret | None] = {
        orchestrator: orchestrator.key,
        client: client.client_secret,
        key: key.key,
        intent: intent.url,
        redeemed: redeemed.client_secret,
        session: session.link_token,
        request: request.link_token_id,
        endpoint: endpoint.secret,
    }
    for record, secret in told.items():
        assert secret is not None
        assert secret.reveal() not in shown(record)
        assert "…" in shown(record)
        assert secret.reveal() not in record.json()
        assert secret.reveal() in record.reveal_json()
        assert json.loads(record.json()).keys() == json.loads(record.reveal_json()).keys()
    requests = store.requests_to_link.list().page()
    token = request.link_token_id
    assert token is not None
    assert token.reveal() in requests.reveal_json()
    assert token.reveal() not in requests.json()
    assert session.session_url == request.session_url
    assert session.link_token == request.link_token_id
    assert store.webhook_endpoints.secret(endpoint.id) == endpoint.secret


def test_a_secret_opens_what_it_opens(store: billfold.Store) -> None:
    client = store.clients.create(name="Shop")
    key = store.api_keys.create(client_id=client.client_id)
    assert client.client_secret is not None
    assert key.key is not None
    own = store.scoped_client(client.client_id, client.client_secret)
    assert own.clients.get(client.client_id).name == "Shop"
    till = store.scoped(key.key)
    assert till.payments.create(amount=1, currency="USD").client_id == client.client_id
    with pytest.raises(billfold.AuthenticationError):
        store.scoped(Secret("key_wrong"))


def test_a_wrong_secret_is_not_in_its_error(store: billfold.Store) -> None:
    wrong = "key_" + "x" * 43
    with pytest.raises(billfold.AuthenticationError) as caught:
        store.scoped(wrong)
    assert wrong not in "".join(traceback.format_exception(caught.value)) + caught.value.json()


def test_a_secret_is_in_no_local_that_a_traceback_shows(store: billfold.Store) -> None:
    secret = Secret("key_" + "x" * 43)
    calls: list[Callable[[], object]] = [
        lambda: store.scoped(secret),
        lambda: store.scoped_client("client", secret),
        lambda: store.link_intents.redeem(secret),
        lambda: store.link_sessions.complete(secret),
        lambda: store.webhook_endpoints.create(url="https://shop.example", secret=secret),
        lambda: billfold.verify_signature(secret, id="a", timestamp="1", signature="v1,", body=b""),
    ]
    for made in calls:
        with pytest.raises(billfold.BillfoldError) as caught:
            made()
        told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        printed = "".join(told.format())
        assert "Secret(…)" in printed
        # The last four are what a link's token is told apart by.
        assert "xxxxx" not in printed


def test_secrets_are_equal_as_texts_are_and_never_pickled() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert f"{Secret('a'):>3}" == "  …"
    assert Secret("\udc80") == Secret("\udc80")
    with pytest.raises(TypeError, match=r"not pickled.* reveal\(\)"):
        pickle.dumps(Secret("a"))
