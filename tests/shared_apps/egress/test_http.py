"""Requests to addresses that people typed in: where they may go, how they end, and that there is no other client."""

import ast
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from shared_apps.egress import flows, http

ROOT = Path(__file__).resolve().parents[3]
FLOW = flows.declare("tests.nothing", "request", "A test", ("technical",), to="world", purpose="test", basis="test")
CLIENTS = ("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "smtplib", "pycurl")
# The client itself; the installer of packages and the starter of the demo, which run before there is an application
# and ask addresses of their own; the replay, which is a client of our own API.
MAY = {
    "shared_apps/egress/http.py",
    "config/embedded/bootstrap.py",
    "config/embedded/demo.py",
    "tenant_apps/integrations/replay/client.py",
}


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 5000)
        elif self.path == "/silent":
            self.close_connection = True
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def page(settings) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Page)
    host = f"127.0.0.1:{server.server_address[1]}"
    settings.EGRESS_ALLOWED = frozenset({host})
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://{host}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "https://example.com:8443/", "https://user:pass@example.com/", "https://", "file:///etc/passwd",
     "https://exa mple.com/", "https://example.com/#x", "https://example.com:x/", "gopher://example.com", "https://ex\u00e4mple.com"],
)  # fmt: skip
def test_addresses_that_may_not_even_be_written_down(url: str, settings) -> None:
    settings.EGRESS_ALLOWED = frozenset()
    with pytest.raises(http.Refused):
        http.check(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:a00:1::", "64:ff9b::a00:1",
     "255.255.255.255"],
)  # fmt: skip
def test_no_name_leads_to_a_private_address(address: str, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EGRESS_ALLOWED = frozenset()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))
    found = [public, (family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(http.Refused):
        http.resolve("https://innocent.example/")


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    tenant_a: object, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers a public address first and a private one afterwards gets nowhere: it is asked once."""
    settings.EGRESS_ALLOWED = frozenset()
    answers = iter(["93.184.216.34", "127.0.0.1"])
    tried: list[str] = []

    def resolve(*args: Any, **kwargs: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def connect(address: tuple[str, int], timeout: float) -> Any:
        tried.append(address[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(http.Unsent):
        http.send("GET", "https://rebinding.example/", FLOW)
    assert tried == ["93.184.216.34"] and next(answers) == "127.0.0.1"


def test_redirects_are_not_followed_and_limits_hold(page: str, tenant_a: object) -> None:
    assert http.send("GET", f"{page}/moved", FLOW).status == 302
    assert http.send("GET", f"{page}/", FLOW).body.decode() == page.removeprefix("http://")
    with pytest.raises(http.Unanswered, match="HTTPException"):
        http.send("GET", f"{page}/large", FLOW, limit=4000)
    with pytest.raises(http.Unanswered):
        http.send("GET", f"{page}/silent", FLOW)


def test_a_marketplace_asks_so_often_a_minute(page: str, tenant_a: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "RATE_PER_MINUTE", 1)
    http.send("GET", f"{page}/", FLOW)
    with pytest.raises(http.Unsent, match="too many"):
        http.send("GET", f"{page}/", FLOW)


def clients_in(source: str) -> list[str]:
    found: list[str] = []
    if not any(one.rsplit(".", 1)[-1] in source for one in CLIENTS):
        return found
    for node in ast.walk(ast.parse(source)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        found += [name for name in names if any(name == one or name.startswith(f"{one}.") for one in CLIENTS)]
    return found


def test_there_is_no_other_client() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for top in ("config", "shared_apps", "tenants", "tenant_apps")
        for path in (ROOT / top).rglob("*.py")
        if str(path.relative_to(ROOT)) not in MAY and (names := clients_in(path.read_text()))
    }
    assert found == {}, "ask through shared_apps/egress/http.py"


def test_the_check_can_fail() -> None:
    assert clients_in("from urllib import request") == ["urllib.request"]
    assert clients_in("import httpx") == ["httpx"]
    assert clients_in("from urllib.parse import quote\nfrom shared_apps.egress import http") == []
