"""Secrets are in nothing that is printed, logged or kept."""

import dataclasses
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest

import billfold
from billfold import Secret


def shown(record: object) -> str:
    """All the ways in which a record gets into a log."""
    formatted = logging.LogRecord("x", 20, "x", 1, "%s %r", (record, record), None)
    fields = dataclasses.asdict(record)  # type: ignore[call-overload]
    return f"{record}{record!r}{formatted.getMessage()}{fields}"


def whole(record: billfold.Record) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(record.reveal_json())
    return read


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
        (name,) = (each for each in whole(record) if whole(record)[each] == secret.reveal())
        assert json.loads(record.json())[name] == "…"
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


def request(store: billfold.Store, **given: Any) -> billfold.RequestToLink:
    client = store.clients.create(name="Shop")
    made = store.requests_to_link.create(
        client_user_id="u", client_id=client.client_id, metadata=given
    )
    return store.requests_to_link.set_status(made.id, "IN_PROGRESS", link_token_id=given["token"])


@pytest.mark.parametrize(
    "token", ["a", 'top"secret\\tok', "link_token_id", '","link_token_id":"', "…", "ä😀", "id"]
)
def test_a_secret_is_masked_where_it_stands_and_nowhere_else(
    store: billfold.Store, token: str
) -> None:
    made = request(store, token=token, link_token_id=[{"session_url": "kept"}, "}{"])
    assert made.link_token_id == Secret(token)
    whole, shown = json.loads(made.reveal_json()), json.loads(made.json())
    assert shown == whole | {"link_token_id": "…"}
    # All else is as the library wrote it.
    assert shown["metadata"]["link_token_id"] == [{"session_url": "kept"}, "}{"]
    written = json.dumps(token, ensure_ascii=False)
    assert made.json() == made.reveal_json().replace(
        f'"link_token_id":{written}', '"link_token_id":"…"', 1
    )
    page = store.requests_to_link.list().page()
    assert json.loads(page.json())["items"] == [shown]


def test_a_page_masks_each_record_s_own(store: billfold.Store) -> None:
    tokens = [f"token-{number}" for number in range(3)]
    for token in tokens:
        request(store, token=token)
    client = next(iter(store.clients.list()))
    opened = store.requests_to_link.create(client_user_id="u", client_id=client.client_id)
    session = store.requests_to_link.proceed(opened.id)
    assert json.loads(session.json())["session_url"] == "…"
    page = store.requests_to_link.list().page()
    shown, whole = json.loads(page.json()), json.loads(page.reveal_json())
    assert shown["items"] == [json.loads(each.json()) for each in page]
    assert {each["link_token_id"] for each in shown["items"]} == {"…"}
    assert shown["items"][0]["session_url"] == "…"
    assert {**shown, "items": 0} == {**whole, "items": 0}
    # Each says its own token among its metadata, which is its keeper's to hide.
    assert [each["metadata"].get("token") for each in shown["items"]] == [None, *tokens[::-1]]
