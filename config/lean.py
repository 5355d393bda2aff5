"""What keeps a process that answers requests small. Call `lean()` before Django is set up.

Some packages load others because they happen to be installed: django-rest-framework `requests` for a client of its tests,
structlog a printer of coloured tracebacks, kombu a second way to write messages; together 10 MiB in each process. They
are hidden while those three are loaded; afterwards each can be imported.

glibc gives each thread a heap of its own, so that threads need not wait for each other; those of Python wait anyhow, and
each heap keeps its own holes. Figures: `make bench NAME=footprint`.
"""

import ctypes
import importlib
import sys

__all__ = ["HIDDEN", "lean"]

HIDDEN = {
    "structlog": ("rich", "better_exceptions"),
    "kombu.serialization": ("yaml",),
    "rest_framework.compat": ("requests", "pygments", "yaml"),
}


M_ARENA_MAX = -8


def lean() -> None:
    """One heap for all threads, and each package of `HIDDEN` loaded as if what it looks for were not installed."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)
    for package, names in HIDDEN.items():
        if package in sys.modules:
            continue
        away = [name for name in names if name not in sys.modules]
        try:
            sys.modules.update(dict.fromkeys(away))  # type: ignore[arg-type]  # None: the import system's own "not there"
            importlib.import_module(package)
        finally:
            for name in away:
                sys.modules.pop(name, None)
