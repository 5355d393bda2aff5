"""Sending against a node that fails: every request is answered once, and the journal survives a torn line."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tenant_apps.integrations.replay.client import Client, NodeAway, Target
from tenant_apps.integrations.replay.journal import Entry, Journal
from tenant_apps.integrations.replay.plan import Request
from tenant_apps.integrations.replay.progress import Progress
from tenant_apps.integrations.replay.sender import send


class Node(ThreadingHTTPServer):
    """Answers 201, after failing the first call of every third request in a different way each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Node

    def do_POST(self) -> None:
        key = self.headers["Idempotency-Key"]
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.calls[key] += 1
            first = self.server.calls[key] == 1
        trouble = {0: "drop", 3: "503", 6: "429", 9: "409"}.get(int(key) % 12, "") if first else ""
        if trouble == "drop":
            self.close_connection = True
            self.connection.close()
        elif trouble:
            code = "commands.idempotency_key_busy" if trouble == "409" else "api.busy"
            self._answer(int(trouble), {"code": code})
        elif int(key) % 10 == 7:
            self._answer(409, {"code": "inventory.insufficient_stock", "detail": "none left", "field": "lines[0]"})
        else:
            self._answer(201, {"number": f"O-{key}"})

    def _answer(self, status: int, body: dict[str, str]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def node() -> Iterator[Node]:
    made = Node()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def requests(count: int) -> list[Request]:
    return [Request(str(n), "order", str(n), b"{}", 100, ()) for n in range(count)]


def test_every_request_is_answered_once_whatever_happens(node: Node, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    sent = send(requests(60), Target(node.url, "market.localhost", "kk_x"), journal, 4, Progress("requests", 60))
    journal.close()
    assert sent.count == 60
    assert len(journal.entries) == 60
    assert sent.repeats == 20
    refused = [entry.key for entry in journal.entries.values() if not entry.accepted]
    assert sorted(refused, key=int) == ["7", "17", "27", "37", "47", "57"]
    assert journal.entries["7"].detail == "lines[0]: none left"


def test_orders_go_to_the_lane_and_all_else_to_the_node(node: Node, tmp_path: Path) -> None:
    lane = Node()
    threading.Thread(target=lane.serve_forever, daemon=True).start()
    client = Client(Target(node.url, "market.localhost", "kk_x", lane.url))
    try:
        for key, path in (("1", "/api/v1/orders"), ("2", "/api/v1/returns"), ("4", "/api/v1/orders")):
            assert client.post(path, b"{}", key)[0] == 201
    finally:
        client.close()
        lane.shutdown()
        lane.server_close()
    assert (lane.calls, node.calls) == ({"1": 1, "4": 1}, {"2": 1})


def test_what_was_answered_is_not_sent_again(node: Node, tmp_path: Path) -> None:
    target = Target(node.url, "market.localhost", "kk_x")
    for _ in range(2):
        journal = Journal(tmp_path / "journal.jsonl")
        send(requests(8)[1:3], target, journal, 2, Progress("requests", 2))
        journal.close()
    assert node.calls == {"1": 1, "2": 1}


def test_a_torn_line_of_a_killed_run_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.add(Entry("1", "order", 201, 100))
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:-9])
    again = Journal(path)
    again.add(Entry("2", "order", 201, 100))
    again.close()
    assert list(Journal(path).entries) == ["1", "2"]


def test_a_node_that_stays_away_is_named() -> None:
    client = Client(Target("http://127.0.0.1:9", "market.localhost", "kk_x"), patience_s=0.2)
    with pytest.raises(NodeAway, match=r"127\.0\.0\.1:9"):
        client.post("/api/v1/orders", b"{}", "1")
