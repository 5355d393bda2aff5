"""The simulated ERP behind HTTP, on a loopback port, with its faults.

`GET /changes?since=&limit=`, `GET /stock?sku=&warehouse=`, `POST /acknowledgements`, `POST /sales-orders` with an
`Idempotency-Key`, `GET /sales-orders?key=`. A lost answer has its effect and closes the connection.
"""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tenant_apps.integrations.simulator.chaos import CALM, Chaos
from tenant_apps.integrations.simulator.state import Erp


class Server(ThreadingHTTPServer):
    """Serves one ERP. `chaos` may be changed while it runs."""

    daemon_threads = True

    def __init__(self, erp: Erp, token: str, *, port: int = 0, chaos: Chaos = CALM) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.erp, self.token, self.chaos = erp, token, chaos
        self.random = Random(erp.seed + 1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the game."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        told = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if self._stops():
            return
        erp, server = self.server.erp, self.server
        if parts.path == "/changes":
            found, token, is_last = erp.changes(int(told.get("since") or 0), int(told.get("limit") or 100))
            spoilt = server.chaos.spoil(server.random, found)
            self._answer(200, {"changes": spoilt, "token": str(token), "is_last": is_last})
        elif parts.path == "/stock":
            level = erp.snapshot(told.get("sku", ""), told.get("warehouse", ""))
            self._answer(200 if level else 404, level or {})
        elif parts.path == "/sales-orders":
            order = erp.orders.get(told.get("key", ""))
            self._answer(200 if order else 404, {"number": order.number} if order else {})
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        if self._stops():
            return
        if self.path == "/sales-orders":
            order = self.server.erp.take_order(self.headers.get("Idempotency-Key", ""), body)
            self._answer(201, {"number": order.number})
        elif self.path == "/acknowledgements":
            self.server.erp.acknowledged = max(self.server.erp.acknowledged, int(body.get("token") or 0))
            self._answer(200, {})
        else:
            self._answer(404, {})

    def _stops(self) -> bool:
        """Whether this request ends before it has an effect."""
        chaos, random = self.server.chaos, self.server.random
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self._answer(401, {})
            return True
        if chaos.happens(random, chaos.slow):
            time.sleep(chaos.slow_s)
        if chaos.happens(random, chaos.error):
            self._answer(500, {}, may_be_lost=False)
            return True
        return False

    def _answer(self, status: int, body: Any, *, may_be_lost: bool = True) -> None:
        if may_be_lost and self.server.chaos.happens(self.server.random, self.server.chaos.lost):
            self.close_connection = True
            return
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
