"""Have a stock file read by the limited child process, and say in words why one cannot be read."""

from pathlib import Path
from typing import Any

from shared_apps.foundation import untrusted
from shared_apps.foundation.untrusted import Overrun, Parser, Unreadable, declare

__all__ = ["Unreadable", "parse"]

STOCK = declare(Parser("stock", Path(__file__).with_name("parser.py")))


def parse(data: bytes) -> dict[str, Any]:
    """`rows` and `bad` of a file; Unreadable when it is none, or takes more than it may."""
    try:
        told: dict[str, Any] = untrusted.read(STOCK, data)
    except Overrun as error:
        if error.args[0] == "took_too_long":
            raise Unreadable("reading the file takes too long") from error
        raise Unreadable("reading the file takes too much memory or time") from error
    return told
