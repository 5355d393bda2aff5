"""Named places where a test may kill, delay or fail the process.

In production nothing is armed and a fault point is one dictionary look-up. Armed by `KONTOR_FAULTS`, for example
`orders.after_reserve=kill:3,tenants.clone=fail`: at the third passage die by SIGKILL; at the first passage raise.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock


class InjectedFault(RuntimeError):
    """Raised by an armed fault point in `fail` mode."""


_lock = Lock()
_WRITTEN = re.compile(r'faultpoint\(\s*"([^"{}]+)"')
_armed: dict[str, tuple[str, int]] = {}
known: set[str] = set()
# Registries that make the names of fault points say here which ones they have; see `manage.py faultpoints`.
SOURCES: list[Callable[[], Iterable[str]]] = []


def declared(root: Path) -> list[str]:
    """Every fault point of the code below `root`: those written out, and those that registries make.

    Complete once the apps are loaded; what is made from a variable appears when its registry says it, or was passed.
    """
    written: set[str] = set()
    for path in sorted(root.glob("*/**/*.py")):
        if not {"tests", "migrations", ".venv", "bench"}.intersection(path.relative_to(root).parts):
            written.update(_WRITTEN.findall(path.read_text(encoding="utf-8")))
    made = {name for source in SOURCES for name in source()}
    return sorted(written | made | known)


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
