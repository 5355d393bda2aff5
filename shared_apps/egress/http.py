"""The one client for requests to addresses that people of a marketplace typed in.

https on port 443; the name is resolved once and the connection goes to exactly that address; addresses that are not
public are refused, whatever name leads there; no redirects; limits on time and size; each use names its flow
(`flows.py`) and passes the gate. Hosts in `EGRESS_ALLOWED` (development and the simulator, never a real region) may be
private and plain http. Importing another client anywhere fails a test.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.cache import cache

from shared_apps.egress import gate
from shared_apps.foundation.faults import faultpoint

log = structlog.get_logger(__name__)

CONNECT_S = 3.0
TOTAL_S = 10.0
LIMIT_BYTES = 1024 * 1024
RATE_PER_MINUTE = 600
Method = Literal["GET", "POST"]


class Refused(ValueError):
    """The address may not be asked; nothing was sent."""


class Unsent(RuntimeError):
    """No request reached the other side: it can be sent again without a question."""


class Unanswered(RuntimeError):
    """The request may have had its effect; no usable answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer, whatever the status is."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: the checked address, and the name it must prove."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def check(url: str) -> SplitResult:
    """The parts of an address that may be configured at all; Refused says why not. Does not resolve the name."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("this is not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("an address that begins with https:// is needed")
    if parts.username or parts.password:
        raise Refused("the address must not contain a name or password")
    if parts.fragment or not url.isascii() or any(sign.isspace() for sign in url):
        raise Refused("the address must not contain a fragment, spaces or letters beyond ASCII")
    if _is_allowed(parts):
        return parts
    if parts.scheme != "https" or port not in (None, 443):
        raise Refused("only https on port 443 is asked")
    return parts


def _is_allowed(parts: SplitResult) -> bool:
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}" in settings.EGRESS_ALLOWED


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; mapped and translated forms count as what they carry."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def resolve(url: str) -> Target:
    """Check the address and resolve its name once; every address it resolves to must be public."""
    parts = check(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unsent(f"{host} is not known") from error
    if not _is_allowed(parts) and not all(is_public(str(one)) for one in found):
        raise Refused(f"{host} is not a public address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, str(found[0]), path)


def send(
    method: Method,
    url: str,
    flow: str,
    *,
    company_id: UUID | None = None,
    country: str = "",
    persons: frozenset[str] = frozenset(),
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    limit: int = LIMIT_BYTES,
    total_s: float = TOTAL_S,
) -> Answer:
    """Send one request of a declared flow and read its answer. Redirects are answers like any other.

    `gate.Blocked` where the flow may not leave to the country of `company_id`, or to `country`.
    """
    target = resolve(url)
    _count()
    gate.leave(flow, company_id=company_id, country=country, persons=persons)
    log.info("egress.request", host=target.host, flow=flow, method=method)
    until = time.monotonic() + total_s
    connection = _connect(target)
    try:
        faultpoint("egress.connected")
        connection.request(method, target.path, body or None, {"User-Agent": "Kontor", **(headers or {})})
        faultpoint("egress.sent")
        return _read(connection, until, limit)
    except (OSError, http.client.HTTPException) as error:
        raise Unanswered(f"{target.host}: {type(error).__name__}") from error
    finally:
        connection.close()


def _count() -> None:
    """At most so many requests a minute for a marketplace; the cache's keys are those of the scope."""
    key = f"egress-{int(time.time()) // 60}"
    cache.add(key, 0, 120)
    try:
        if cache.incr(key) > RATE_PER_MINUTE:
            raise Unsent("too many requests in this minute")
    except ValueError:
        return  # gone between the two: nothing is counted and nothing is lost


def _connect(target: Target) -> http.client.HTTPConnection:
    """A connection to the address that was checked; TLS proves the name, not the address."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=CONNECT_S)
    try:
        plain = socket.create_connection((target.address, target.port), timeout=CONNECT_S)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
            if target.scheme == "https"
            else plain
        )
    except OSError as error:
        raise Unsent(f"{target.host}: {type(error).__name__}") from error
    return connection


def _read(connection: http.client.HTTPConnection, until: float, limit: int) -> Answer:
    def wait() -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)

    wait()
    answer = connection.getresponse()
    parts, size = [], 0
    while True:
        wait()
        part = answer.read1(65536)
        if not part:
            break
        size += len(part)
        if size > limit:
            raise http.client.HTTPException("the answer is too large")
        parts.append(part)
    return Answer(answer.status, b"".join(parts), {name.lower(): value for name, value in answer.getheaders()})
