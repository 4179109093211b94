"""The till of the examples, killed and offline."""

import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import billfold

TILL = Path(__file__).parent.parent / "examples" / "till.py"


def command(path: Path, *words: str) -> list[str]:
    return [sys.executable, os.fspath(TILL), "--store", os.fspath(path), *words]


def till(path: Path, *words: str, code: int = 0) -> str:
    told = subprocess.run(command(path, *words), capture_output=True, text=True, timeout=60)
    assert told.returncode == code, told
    return told.stdout + told.stderr


def payments(path: Path) -> list[billfold.Payment]:
    with billfold.open(path) as store:
        return list(store.payments.list("sort:created"))


def test_a_day_at_the_till(path: Path) -> None:
    assert "paid" in till(path, "--operator", "Ana", "sale", "12.50", "--cash")
    shown = till(path, "sale", "7.50", "--description", "Two coffees")
    assert "https://" in shown
    till(path, "paid", shown.split()[0], "card")
    till(path, "sale", "100")
    takings = till(path, "takings")
    assert "2 payments, 20.00 USD" in takings
    assert "Two coffees" in takings
    assert "decimals" in till(path, "sale", "1.234", code=1)
    with billfold.open(path) as store:
        assert {event.actor for event in store.events.list()} == {"Ana", "owner"}
        assert store.payments.list().page().total == 3


def test_a_till_killed_before_the_store_has_answered_loses_nothing(path: Path) -> None:
    till(path, "sale", "1")
    with billfold.open(path) as store, store.begin() as transaction:
        # While somebody else writes, it waits, with the sale in its journal.
        transaction.payments.create(amount=5, currency="USD")
        journal, before = path.with_suffix(".journal"), len(typed(path))
        with subprocess.Popen(command(path, "sale", "2.50", "--cash")) as child:
            deadline = time.monotonic() + 30
            while len(typed(path)) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            child.send_signal(signal.SIGKILL)
        transaction.rollback()
    assert [each.amount for each in payments(path)] == [Decimal("1.00")]
    # What was being written when the power went is no sale.
    with journal.open("ab") as file:
        file.write(b'{"sale": {"key": "half')
    assert "is there now" in till(path, "resume")
    assert [each.amount for each in payments(path)] == [Decimal("1.00"), Decimal("2.50")]
    assert payments(path)[1].status is billfold.PaymentStatus.COMPLETED
    assert till(path, "resume") == ""


def test_a_till_killed_before_it_noted_the_answer_doubles_nothing(path: Path) -> None:
    till(path, "sale", "2.50", "--cash")
    journal = path.with_suffix(".journal")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text(lines[0])
    assert "was there" in till(path, "sale", "3")
    assert [each.amount for each in payments(path)] == [Decimal("2.50"), Decimal("3.00")]


def typed(path: Path) -> list[str]:
    journal = path.with_suffix(".journal")
    lines = journal.read_text().splitlines() if journal.exists() else []
    return [line for line in lines if line.startswith('{"sale"') and line.endswith("}")]


def test_whenever_it_is_killed_each_sale_is_there_once(path: Path) -> None:
    till(path, "sale", "1", "--cash")
    for number in range(12):
        with subprocess.Popen(command(path, "sale", f"{number + 2}", "--cash")) as child:
            time.sleep(0.02 * number)
            child.send_signal(signal.SIGKILL)
    till(path, "resume")
    keys = [json.loads(line)["sale"]["key"] for line in typed(path)]
    made = payments(path)
    assert sorted(payment.metadata["sale"] for payment in made) == sorted(keys)
    assert {payment.status for payment in made} == {billfold.PaymentStatus.COMPLETED}
    with billfold.open(path) as store:
        assert store.check().sound


class Receiver:
    """A shop's own service, which believes only what is signed."""

    def __init__(self, port: int, secret: str) -> None:
        self.seen: list[str] = []
        self.answers: list[int] = []
        self.arrived = threading.Event()
        self.patience = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                billfold.verify_signature(
                    secret,
                    id=self.headers["webhook-id"],
                    timestamp=self.headers["webhook-timestamp"],
                    signature=self.headers["webhook-signature"],
                    body=body,
                )
                assert json.loads(body)["type"].startswith("payment.")
                receiver.seen.append(self.headers["webhook-id"])
                receiver.arrived.set()
                receiver.patience.wait(30)
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                # A sender that was killed does not wait for its answer.
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.patience.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def port() -> int:
    """A port at which nobody listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: int = listener.getsockname()[1]
    return found


def test_what_happened_offline_is_told_when_there_is_a_network(path: Path, port: int) -> None:
    secret = till(path, "tell", f"http://127.0.0.1:{port}/hooks").strip()
    assert secret.startswith("whsec_")
    till(path, "sale", "5", "--cash")
    till(path, "sale", "6")
    assert "refused, pending" in till(path, "deliver")
    receiver = Receiver(port, secret)
    try:
        # The first arrives, and its sender is killed before it knows.
        with subprocess.Popen(command(path, "deliver", "--now", "--lease", "1")) as child:
            assert receiver.arrived.wait(30)
            child.send_signal(signal.SIGKILL)
        receiver.patience.set()
        # A redirect is no answer that anybody follows.
        receiver.answers = [302]
        deadline = time.monotonic() + 60
        while status(path) != {"delivered": 3} and time.monotonic() < deadline:
            till(path, "deliver", "--now", "--lease", "5")
            time.sleep(0.2)
        assert status(path) == {"delivered": 3}
        # At least once, under one id: the receiver tells what it has seen.
        assert len(set(receiver.seen)) == 3
        assert receiver.seen.count(receiver.seen[0]) >= 2
    finally:
        receiver.stop()
    with billfold.open(path) as store:
        outcomes = [
            [attempt.outcome.value for attempt in store.deliveries.get(each.id).attempt_log]
            for each in store.deliveries.list("sort:created")
        ]
    assert any("lapsed" in each for each in outcomes)
    assert any("unanswered" in each for each in outcomes)
    assert all(each[-1] == "answered" for each in outcomes)


def status(path: Path) -> dict[str, int]:
    with billfold.open(path) as store:
        found = [delivery.status.value for delivery in store.deliveries.list()]
    return {each: found.count(each) for each in found}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"HTTP/1.1 204 Good\r\n\r\n", "delivered"),
        (b"HTTP/1.1 503 Later\r\nRetry-After: \xff\xfe\xa0\r\n\r\n", "pending"),
        (b"HTTP/1.1 503 Later\r\nRetry-After: " + b"9" * 60000 + b"\r\n\r\n", "pending"),
        (b"HTTP/1.1 99 Odd\r\n\r\n", "pending"),
        (b"HTTP/1.1 1000 Odd\r\n\r\n", "pending"),
        (b"HTTP/1.1 \xff\xff\r\n\r\n", "pending"),
        (b"SSH-2.0-something\xff\r\n", "pending"),
        (b"", "pending"),
    ],
    ids=range(8),
)
def test_one_odd_receiver_keeps_no_other_waiting(path: Path, answer: bytes, state: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        urls = [
            f"http://127.0.0.1:{port}/hööks/ü?ä=%C3%BC",
            f"http://{'ö' * 70}.invalid/",
        ]
        with billfold.open(path) as store:
            for url in urls:
                store.webhook_endpoints.create(url=url, event_types=["payment.*"])
            store.payments.create(amount=1, currency="USD")
        asked: list[bytes] = []
        listener.settimeout(30)

        def receive() -> None:
            connection, _ = listener.accept()
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(answer)

        receiver = threading.Thread(target=receive)
        receiver.start()
        told = till(path, "deliver")
        receiver.join()
    assert asked[0].startswith(b"POST /h%C3%B6%C3%B6ks/%C3%BC?%C3%A4=%C3%BC HTTP/1.1")
    assert told.count("payment.created:") == len(urls), told
    with billfold.open(path) as store:
        deliveries = list(store.deliveries.list())
    assert sorted(each.status.value for each in deliveries) == sorted([state, "pending"])
    assert [each.attempts for each in deliveries] == [1, 1]


def test_a_url_goes_over_the_network_in_ascii() -> None:
    in_ascii = runpy.run_path(os.fspath(TILL))["in_ascii"]
    for url, sent in (
        ("https://shöp.example:8443/ü?ä=%20", "https://xn--shp-tna.example:8443/%C3%BC?%C3%A4=%20"),
        ("http://[::1]:8080/a?b=c", "http://[::1]:8080/a?b=c"),
        ("https://shop.example", "https://shop.example"),
    ):
        assert in_ascii(url) == sent
