"""Registry of what a worker looks at every few seconds in each marketplace, where no row says that it is due.

A tick reads and, only where it finds something, runs a command: a quiet marketplace costs reads and leaves no trace. It
must be short, because the marketplaces take turns.
"""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

EVERY_S = 20.0
Tick = Callable[[], object]
REGISTRY: dict[str, Tick] = {}


def tick(name: str) -> Callable[[Tick], Tick]:
    """Have it called every `EVERY_S` seconds in the scope of each active marketplace."""

    def add(handler: Tick) -> Tick:
        REGISTRY[name] = handler
        return handler

    return add


def all_due() -> None:
    """Every tick once; one that fails does not keep the others waiting."""
    for name, handler in REGISTRY.items():
        try:
            handler()
        except Exception as error:
            log.warning("outbox.tick_failed", tick=name, error=str(error))
