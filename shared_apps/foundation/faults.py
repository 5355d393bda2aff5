"""Named places where a test may kill, delay or fail the process.

In production nothing is armed and a fault point is one dictionary look-up. Armed by `KONTOR_FAULTS`, for example
`orders.after_reserve=kill:3,tenants.clone=fail`: at the third passage die by SIGKILL; at the first passage raise.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable
from threading import Lock


class InjectedFault(RuntimeError):
    """Raised by an armed fault point in `fail` mode."""


_lock = Lock()
_armed: dict[str, tuple[str, int]] = {}
known: set[str] = set()
# Registries that make the names of fault points say here which ones they have; see `manage.py faultpoints`.
SOURCES: list[Callable[[], Iterable[str]]] = []


def arm(text: str) -> None:
    """Replace what is armed by the list in `text`; an empty text disarms everything."""
    _armed.clear()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, action = part.partition("=")
        mode, _, count = action.partition(":")
        _armed[name] = (mode or "fail", int(count or 1))


def faultpoint(name: str) -> None:
    """Pass a named place; does nothing unless a test armed it."""
    known.add(name)
    if name not in _armed:
        return
    with _lock:
        mode, left = _armed[name]
        if mode == "delay":
            time.sleep(left / 1000)
            return
        if left > 1:
            _armed[name] = (mode, left - 1)
            return
        del _armed[name]
    if mode == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise InjectedFault(name)


arm(os.environ.get("KONTOR_FAULTS", ""))
