"""HTTP connections to the region's node and its lane, with the marketplace's host name in the Host header.

A broken connection, 5xx, 409 "still being worked on" and 429 are answered by sending the same request with the same
idempotency key again. So a node that is killed and restarted costs time, and never an order.
"""

import http.client
import random
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

BUSY = "commands.idempotency_key_busy"
ORDERS = "/api/v1/orders"


class NodeAway(RuntimeError):
    """The node did not answer for as long as we were willing to wait."""


class Body(msgspec.Struct, frozen=True):
    """The parts of an answer that matter here."""

    code: str = ""
    detail: str = ""
    field: str | None = None
    number: str = ""
    order_number: str = ""
    return_number: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: the node's address, the marketplace's host name, the key; orders to the lane if it has one."""

    node_url: str
    host: str
    secret: str
    lane_url: str = ""

    def url_of(self, path: str) -> str:
        """The address of the process that takes this path."""
        return self.lane_url if self.lane_url and path == ORDERS else self.node_url


def is_answering(node_url: str) -> bool:
    """Whether anything answers HTTP there; an unknown host is an answer too."""
    parts = urlsplit(node_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=5):
            return True
    except OSError:
        return False


class Client:
    """Not shared between threads."""

    def __init__(self, target: Target, patience_s: float = 120.0) -> None:
        self.target = target
        self.patience_s = patience_s
        self.repeats = 0
        self._connections: dict[str, http.client.HTTPConnection] = {}

    def post(self, path: str, body: bytes, key: str) -> tuple[int, Body, float]:
        """Status, body and seconds of the call that was answered; NodeAway when patience runs out."""
        headers = {
            "Host": self.target.host,
            "Authorization": f"Bearer {self.target.secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Accept-Language": "en",
        }
        deadline = time.monotonic() + self.patience_s
        pause = 0.1
        while True:
            started = time.perf_counter()
            try:
                status, answer, wait = self._once(path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                why, wait = f"{type(error).__name__}: {error}", pause
            else:
                if status < 500 and status != 429 and answer.code != BUSY:
                    return status, answer, time.perf_counter() - started
                why, wait = f"{status} {answer.code} {answer.detail}", wait or pause
            if time.monotonic() + wait > deadline:
                url = self.target.url_of(path)
                raise NodeAway(f"{url} did not answer {path} for {self.patience_s:.0f} s: {why}")
            self.repeats += 1
            time.sleep(wait * random.uniform(0.8, 1.2))
            pause = min(pause * 2, 5.0)

    def _once(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Body, float]:
        connection = self._connection(self.target.url_of(path))
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        raw = response.read()
        wait = response.headers.get("Retry-After", "")
        try:
            answer = msgspec.json.decode(raw, type=Body)
        except msgspec.MsgspecError:
            answer = Body(
                code="" if response.status < 400 else "replay.no_problem", detail=raw[:200].decode("utf-8", "replace")
            )
        return response.status, answer, float(wait) if wait.isdigit() else 0.0

    def _connection(self, url: str) -> http.client.HTTPConnection:
        if url not in self._connections:
            parts = urlsplit(url)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._connections[url] = kind(parts.hostname or "", parts.port, timeout=60)
        return self._connections[url]

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()
