"""Answer a request of an asynchronous server as every other process does: by Django and its views, in a thread.

For whatever a fast path does not take itself, so that nothing is ever answered in two ways: a request whose body was
read already (`answer`), or one as its server hands it over (`serve`).
"""

import asyncio
import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from shared_apps.api.throttling import Quota

Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]
# More than the largest file that any page takes, with what a form adds.
BODY_MOST = 32 * 1024 * 1024
# Until then a body stays in memory.
BODY_IN_MEMORY = 1024 * 1024
# Somebody who has not taken a piece of an answer for so long has gone.
PIECE_S = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, headers and body."""

    status: int
    headers: Headers
    body: bytes


class Ordinary:
    """Django's handler with a few threads of its own."""

    def __init__(self, threads: int = 4) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="ordinary")
        self.handler = WSGIHandler()

    async def answer(
        self, scope: Mapping[str, Any], body: bytes, *, length: int | None = None, quota: Quota | None = None
    ) -> Answered:
        """`length` is the announced length of a body too large to be read; `quota` what was counted already."""
        environ = environ_of(scope, io.BytesIO(body), len(body) if length is None else length)
        return await asyncio.get_running_loop().run_in_executor(self.pool, self._answer, environ, quota)

    async def serve(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Any request. A thread is taken once the body is there, and what the view makes bit by bit is sent so."""
        loop = asyncio.get_running_loop()
        with SpooledTemporaryFile(BODY_IN_MEMORY) as body:
            length = await spooled(scope, receive, body)
            if length is None:
                return
            environ = environ_of(scope, body, length)
            await loop.run_in_executor(self.pool, self._serve, environ, _Sender(loop, send))

    def close(self) -> None:
        self.pool.shutdown()

    def _answer(self, environ: dict[str, Any], quota: Quota | None) -> Answered:
        with self._response(environ, quota) as response:
            text = b"".join(response)  # type: ignore[call-overload]
            return Answered(response.status_code, _headers(response), text)

    def _serve(self, environ: dict[str, Any], sender: "_Sender") -> None:
        with self._response(environ, None) as response:
            sender.begin(response.status_code, _headers(response))
            if environ["REQUEST_METHOD"] == "HEAD":
                sender.end()
            elif response.streaming:
                for piece in response:  # type: ignore[attr-defined]
                    sender.piece(piece)
                sender.end()
            else:
                sender.end(response.content)  # type: ignore[attr-defined]

    @contextmanager
    def _response(self, environ: dict[str, Any], quota: Quota | None) -> Iterator[HttpResponseBase]:
        """What the views answer; closed in this thread, whose connections to the database end with it."""
        set_script_prefix("/")
        signals.request_started.send(sender=type(self.handler), environ=environ)
        request = WSGIRequest(environ)
        if quota is not None:
            request.kontor_quota = quota  # type: ignore[attr-defined]
        response: HttpResponseBase = self.handler.get_response(request)
        try:
            yield response
        finally:
            response.close()


class _Sender:
    """Sends from a thread, and waits until each piece is taken: nobody's slowness fills the memory."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self.loop, self.send = loop, send

    def begin(self, status: int, headers: Headers) -> None:
        self._tell({"type": "http.response.start", "status": status, "headers": headers})

    def piece(self, body: bytes) -> None:
        self._tell({"type": "http.response.body", "body": body, "more_body": True})

    def end(self, body: bytes = b"") -> None:
        self._tell({"type": "http.response.body", "body": body})

    def _tell(self, message: dict[str, Any]) -> None:
        sent = asyncio.run_coroutine_threadsafe(self._send(message), self.loop)
        try:
            sent.result(PIECE_S)
        except TimeoutError:
            sent.cancel()
            raise

    async def _send(self, message: dict[str, Any]) -> None:
        await self.send(message)


def _headers(response: HttpResponseBase) -> Headers:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    return [*headers, *((b"set-cookie", one.OutputString().encode("latin-1")) for one in response.cookies.values())]


def environ_of(scope: Mapping[str, Any], body: IO[bytes], length: int) -> dict[str, Any]:
    """The request in the words of WSGI. `length` is what was announced where that is more than `body` holds."""
    host, port = (scope.get("server") or ("127.0.0.1", 0))[:2]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str((scope.get("client") or ("",))[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            continue
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(length)
    return environ


async def spooled(scope: Mapping[str, Any], receive: Receive, body: IO[bytes]) -> int | None:
    """Write the body to `body` and return its length; None where whoever sent it is gone.

    A body that is announced or found to be larger than `BODY_MOST` is not kept: its length says so to the views.
    """
    announced = next((int(v) for k, v in scope["headers"] if k == b"content-length" and v.isdigit()), 0)
    size = 0
    more = announced <= BODY_MOST
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        more = message.get("more_body", False) and size <= BODY_MOST
        if size <= BODY_MOST:
            body.write(part)
    if max(announced, size) > BODY_MOST:
        body.seek(0)
        body.truncate()
    body.seek(0)
    return max(announced, size) if max(announced, size) > BODY_MOST else size


async def body_of(scope: Mapping[str, Any], receive: Receive) -> tuple[bytes, int | None]:
    """The body, and the announced length instead where it is larger than anything here accepts."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    announced = next((int(v) for k, v in scope["headers"] if k == b"content-length" and v.isdigit()), 0)
    if announced > most:
        return b"", announced
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts), None
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return b"", size
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts), None
