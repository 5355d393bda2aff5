"""A mail server that keeps every message and shows it on a web page; for demo and tests.

Messages are written to disk before the sender is told "accepted", so they survive a kill. HTML parts are shown as
their source text: a page that renders mail would render whatever is in it.
"""

import argparse
import html
import json
import time
import uuid
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:24px auto;max-width:820px;padding:0 16px;color-scheme:light dark}"
    "a{color:inherit}li{margin:10px 0}pre{white-space:pre-wrap;border-top:1px solid #8886;padding-top:16px}"
)


class Store:
    """One file a message, named by arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, data: bytes) -> None:
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
        part = self.folder / f".{name}"
        part.write_bytes(data)
        part.rename(self.folder / name)

    def list(self) -> list[dict[str, Any]]:
        return [self.read(path.stem) for path in sorted(self.folder.glob("*.eml"), reverse=True)[:200]]

    def read(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.eml"
        if not name.replace("-", "").isalnum() or not path.is_file():
            raise KeyError(name)
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain", "html"))
        return {
            "id": name,
            "to": str(mail["to"] or ""),
            "from": str(mail["from"] or ""),
            "subject": str(mail["subject"] or ""),
            "date": str(mail["date"] or ""),
            "text": body.get_content() if body else "",
        }


class Inlet:
    """SMTP side."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.store.add(envelope.content)
        return "250 kept"


def page_class(store: Store) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        """Web side: `/` list, `/<id>` one message, `/api/messages` all as JSON."""

        def do_GET(self) -> None:
            path = self.path.split("?", 1)[0].strip("/")
            try:
                if path == "api/messages":
                    self._send(json.dumps(store.list()).encode(), "application/json")
                elif path:
                    self._send(self._message(store.read(path)), "text/html; charset=utf-8")
                else:
                    self._send(self._list(), "text/html; charset=utf-8")
            except KeyError:
                self.send_error(404, "no such message")

        def _list(self) -> bytes:
            rows = "".join(
                f'<li><a href="/{m["id"]}"><b>{html.escape(m["subject"]) or "(no subject)"}</b></a><br>'
                f"{html.escape(m['to'])} · {html.escape(m['date'])}</li>"
                for m in store.list()
            )
            return self._frame(f"<h1>Mail of this demo</h1><ul>{rows or '<li>No mail yet.</li>'}</ul>")

        def _message(self, m: dict[str, Any]) -> bytes:
            import re

            text = re.sub(r"(https?://[^\s<>\"]+)", r'<a href="\1">\1</a>', html.escape(m["text"], quote=False))
            return self._frame(
                f'<p><a href="/">All mail</a></p><h1>{html.escape(m["subject"])}</h1>'
                f"<p>{html.escape(m['from'])} → {html.escape(m['to'])}<br>{html.escape(m['date'])}</p><pre>{text}</pre>"
            )

        def _frame(self, body: str) -> bytes:
            head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            return f"<!doctype html><html lang=en>{head}<title>Mail</title><style>{STYLE}</style>{body}".encode()

        def _send(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Page


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--http", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    told = parser.parse_args()
    store = Store(told.folder)
    Controller(Inlet(store), hostname="127.0.0.1", port=told.smtp).start()
    ThreadingHTTPServer(("127.0.0.1", told.http), page_class(store)).serve_forever()


if __name__ == "__main__":
    main()
