"""What packages load because it happens to be installed, and no process that answers requests ever uses.

Call `lean()` before Django is set up. django-rest-framework looks for `requests` for a client of its tests, structlog for
a printer of coloured tracebacks, kombu for a second way to write messages: together 9 MiB in each process
(`make bench NAME=footprint`). They are hidden only while those three packages are loaded; afterwards each can be imported.
"""

import importlib
import sys

__all__ = ["HIDDEN", "lean"]

HIDDEN = {
    "structlog": ("rich", "better_exceptions"),
    "kombu.serialization": ("yaml",),
    "rest_framework.compat": ("requests", "pygments", "yaml"),
}


def lean() -> None:
    """Load each package of `HIDDEN` as if what it looks for were not installed."""
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
