"""Answer a request of an asynchronous server as every other process does: by Django and its views, in a thread.

For whatever a fast path does not take itself, so that nothing is ever answered in two ways.
"""

import asyncio
import io
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from shared_apps.api.throttling import Quota

Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Any]


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
        environ = environ_of(scope, body, length)
        return await asyncio.get_running_loop().run_in_executor(self.pool, self._answer, environ, quota)

    def close(self) -> None:
        self.pool.shutdown()

    def _answer(self, environ: dict[str, Any], quota: Quota | None) -> Answered:
        set_script_prefix("/")
        signals.request_started.send(sender=type(self.handler), environ=environ)
        request = WSGIRequest(environ)
        if quota is not None:
            request.kontor_quota = quota  # type: ignore[attr-defined]
        response: HttpResponseBase = self.handler.get_response(request)
        try:
            text = b"".join(response)  # type: ignore[call-overload]
        finally:
            response.close()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        headers += [(b"set-cookie", one.OutputString().encode("latin-1")) for one in response.cookies.values()]
        return Answered(response.status_code, headers, text)


def environ_of(scope: Mapping[str, Any], body: bytes, length: int | None) -> dict[str, Any]:
    """The request in the words of WSGI."""
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
        "wsgi.input": io.BytesIO(body),
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
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(body) if length is None else length)
    return environ


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
