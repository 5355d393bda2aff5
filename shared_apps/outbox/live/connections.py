"""One HTTP connection of a watcher: read the request, check the ticket, then only send.

Written on asyncio's transports because a watcher must cost little: no task, no headers kept, about two KiB. What a
general server does beyond that (bodies, keep-alive, TLS) nobody needs here; TLS ends before this process.
"""

import asyncio
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from shared_apps.outbox.live.rooms import START, Id, Room, Rooms, parse_id
from shared_apps.outbox.live.tickets import Ticket, WrongTicket, read, stream_key
from shared_apps.tenancy.answer_headers import protective

HEAD_LARGEST = 8 * 1024
HEAD_S = 10.0
# Whoever has not taken this much is too slow: it is dropped, comes back and resumes.
BACKLOG_LARGEST = 64 * 1024
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           431: "Request Header Fields Too Large"}  # fmt: skip
# A number no stream reaches back to: the answer to it is `reset`.
UNKNOWN: Id = (10**19, 0)


class Service:
    """What every connection shares."""

    def __init__(self, rooms: Rooms, key_of: Callable[[str], bytes], region: str, *, https: bool = False) -> None:
        self.rooms = rooms
        self.key_of = key_of
        self.region = region
        self.dropped = 0
        self.guards = "".join(f"{name}: {value}\r\n" for name, value in protective(https))


class Connection(asyncio.Protocol):
    """From the first byte to the end of the stream."""

    __slots__ = ("expires_at", "head", "room", "service", "timer", "transport")

    def __init__(self, service: Service) -> None:
        self.service = service
        self.head: bytes | None = b""
        self.room: Room | None = None
        self.expires_at = 0
        self.transport: asyncio.Transport | None = None
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.timer = asyncio.get_running_loop().call_later(HEAD_S, transport.abort)

    def data_received(self, data: bytes) -> None:
        if self.head is None:
            return  # Nothing a watcher says after its request matters.
        self.head += data
        if b"\r\n\r\n" in self.head:
            head, self.head = self.head, None
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
            self._answer(head)
        elif len(self.head) > HEAD_LARGEST:
            self._refuse(431)

    def connection_lost(self, error: Exception | None) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self.room is not None:
            self.room.leave(self)
            self.room = None
        self.transport = None

    # -- Watcher -----------------------------------------------------------------------------------------------------

    def push(self, data: bytes) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        transport.write(data)
        if transport.get_write_buffer_size() > BACKLOG_LARGEST:
            self.service.dropped += 1
            transport.abort()

    def end(self) -> None:
        if self.transport is not None:
            self.transport.close()

    # -- request -----------------------------------------------------------------------------------------------------

    def _answer(self, head: bytes) -> None:
        if len(head) > HEAD_LARGEST:
            return self._refuse(431)
        try:
            first, *lines = head.decode("latin-1").split("\r\n\r\n", 1)[0].split("\r\n")
            method, target, version = first.split(" ")
            headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
            asked = urlsplit(target)
            query = {name: values[-1] for name, values in parse_qs(asked.query, max_num_fields=10).items()}
        except ValueError:
            return self._refuse(400)
        if not version.startswith("HTTP/1."):
            return self._refuse(400)
        if method != "GET":
            return self._refuse(405)
        if asked.path == "/health":
            return self._close(200, b"ok\n")
        if asked.path != "/rooms":
            return self._refuse(404)
        try:
            ticket = read(
                query.get("ticket", ""), self.service.key_of, region=self.service.region,
                host=host_of(headers.get("host", "")), now=int(time.time()),
            )  # fmt: skip
        except WrongTicket:
            return self._refuse(403)
        origin = headers.get("origin", "")
        if origin and (urlsplit(origin).hostname or "") != ticket.page:
            return self._refuse(403)
        self._watch(ticket, origin, _seen(headers.get("last-event-id") or query.get("last", "")))

    def _watch(self, ticket: Ticket, origin: str, seen: Id | None) -> None:
        assert self.transport is not None
        # Control characters cannot be in here: a header line ends at the first of them.
        allow = f"Access-Control-Allow-Origin: {origin}\r\nVary: Origin\r\n" if origin else ""
        self.transport.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n{allow}"
            f"{self.service.guards}X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 1000\n\n".encode("latin-1")
        )
        self.expires_at = ticket.expires_at
        self.room = self.service.rooms.join(stream_key(ticket.tenant, ticket.room, ticket.audience), self, seen)

    def _refuse(self, status: int) -> None:
        self.head = None
        self._close(status, f"{REASONS[status]}\n".encode())

    def _close(self, status: int, body: bytes) -> None:
        if self.transport is None:
            return
        self.transport.write(
            b"HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
            b"Cache-Control: no-store\r\n%sConnection: close\r\n\r\n%s"
            % (status, REASONS[status].encode(), len(body), self.service.guards.encode(), body)
        )
        self.transport.close()


def host_of(text: str) -> str:
    """Host without port, lower case; empty when malformed."""
    try:
        return (urlsplit(f"//{text}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _seen(text: str) -> Id | None:
    """The number a watcher names; one that cannot be read is one that cannot be resumed from."""
    if not text:
        return None
    return START if text == "0-0" else parse_id(text) or UNKNOWN
