"""A browser for tests: finds Chromium, opens pages, and says everything that is wrong with one.

Uses the machine's own Chromium (KONTOR_CHROMIUM, or the usual names); it never downloads one. Tests that take the
`look` fixture are skipped, with the reason, where there is none.
"""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any, Literal
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PHONE, TABLET, DESK = 360, 768, 1440
HEIGHTS = {PHONE: 780, TABLET: 1024, DESK: 900}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The browser shows an embedded PDF by an extension of its own.
OUR_SCHEMES = ("data:", "blob:", "about:", "chrome-extension:", "chrome://resources/")
AXE_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def find_chromium() -> str | None:
    own = os.environ.get("KONTOR_CHROMIUM")
    return own or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@dataclass
class Look:
    """One opened page and what went wrong on the way: script errors, refused content, requests to other hosts."""

    page: Page
    origin: str
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda said: self._note(said.type in ("error", "warning"), f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self._note(True, f"script: {error}"))
        self.page.on("request", lambda asked: self._note(not self._is_ours(asked.url), f"other host: {asked.url}"))
        self.page.on("response", lambda got: self._note(got.status >= 500, f"{got.status}: {got.url}"))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.origin, *OUR_SCHEMES))

    def _note(self, is_wrong: bool, text: str) -> None:
        if is_wrong:
            self.problems.append(text)

    def go(self, url: str) -> int:
        """Open another page; what was wrong with the one before is forgotten. Answers the status."""
        self.problems.clear()
        answer = self.page.goto(url, wait_until="load")
        assert answer is not None
        return answer.status

    def findings(self) -> list[str]:
        """All that is wrong now: what was heard, sideways scrolling, and axe's findings under WCAG A and AA."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        scroll = [f"scrolls sideways: {wide} px wide at {width}"] if wide > width else []
        return [*self.problems, *scroll, *self.axe()]

    def axe(self, within: str | None = None) -> list[str]:
        """Axe's findings. Scrolled pages: what a sticky bar half covers is "too small", so name the part meant."""
        found = Axe().run(self.page, context=within, options=AXE_RULES)
        return [
            f"axe {rule['impact']}: {rule['id']}: {node['html'][:160]}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]


@contextmanager
def opened(
    browser: Browser,
    url: str,
    *,
    width: int = DESK,
    theme: str = "light",
    language: str = "en",
    scripts: bool = True,
    cookies: list[Any] | None = None,
    at_start: str = "",
    until: Literal["networkidle", "load"] = "networkidle",
) -> Iterator[Look]:
    """Open an address as somebody with this screen, theme and language; `scripts=False` switches JavaScript off.

    `at_start` is a script that runs before those of every page.
    """
    origin = "/".join(url.split("/")[:3])
    size: Any = {"width": width, "height": HEIGHTS.get(width, 900)}
    context = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
    own: list[Any] = [
        {"name": "k_theme", "value": theme, "url": origin},
        {"name": "k_lang", "value": language, "url": origin},
    ]
    context.add_cookies([*own, *(cookies or [])])
    if at_start:
        context.add_init_script(at_start)
    look = Look(context.new_page(), origin)
    look.listen()
    try:
        look.page.goto(url, wait_until=until)
        yield look
    finally:
        context.close()


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests of a test are nobody's news."""


class _ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def free_port(first: int = 21000, last: int = 32000) -> int:
    for port in range(first + os.getpid() % 5000, last):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port below 32000")


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application in a thread; yields its address."""
    server = _ThreadingServer(("127.0.0.1", free_port()), _QuietHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
