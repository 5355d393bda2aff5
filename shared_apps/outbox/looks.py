"""What else is looked at in each marketplace at every wake-up and sweep, beside events, sagas and jobs.

For work whose first sign is a row that the database itself writes. A look asks one cheap question and mostly finds
nothing; what it finds, it hands to a command.
"""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

Look = Callable[[], int]
REGISTRY: dict[str, Look] = {}


def register(look: Look) -> None:
    """Make a look known by where it is written."""
    REGISTRY[f"{look.__module__}.{look.__qualname__}"] = look


def look_all() -> int:
    """Look at everything in the scope that is open; one that fails does not keep the others waiting."""
    found = 0
    for name, look in REGISTRY.items():
        try:
            found += look()
        except Exception as error:
            log.warning("outbox.look_failed", look=name, error=str(error))
    return found
