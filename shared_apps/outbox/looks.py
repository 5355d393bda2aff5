"""Registry of what is looked at in each marketplace, besides events, sagas and jobs: the one way to be asked again.

A look is asked every `EVERY_S` seconds. One with a `when` is asked at every wake-up and sweep too, and whenever it is
asked it acts only where its `when` says yes: one cheap question, for work whose first sign is a row that the database
itself writes. Marketplaces take turns, so a look is short: it reads and, only where it finds something, runs a command;
where nothing happens it leaves no trace.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

# With what a look itself takes, well within the minute in which things are found.
EVERY_S = 20.0
Act = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Look:
    """`act` says how much it found or moved; `when` whether there is anything for it now."""

    act: Act
    when: Callable[[], bool] | None = None

    def __call__(self) -> int:
        return self.act() if self.when is None or self.when() else 0


REGISTRY: dict[str, Look] = {}


def register(name: str, act: Act, *, when: Callable[[], bool] | None = None) -> None:
    """Have it asked every `EVERY_S` seconds in each active marketplace, and at once where `when` says yes."""
    REGISTRY[name] = Look(act, when)


def look_at_once() -> int:
    """What can say by itself that it is due, in the scope that is open; at every wake-up and sweep."""
    return _ask({name: one for name, one in REGISTRY.items() if one.when is not None})


def look_all() -> int:
    """Everything, in the scope that is open; every `EVERY_S` seconds."""
    return _ask(REGISTRY)


def _ask(looks: dict[str, Look]) -> int:
    """One that fails does not keep the others waiting."""
    found = 0
    for name, look in looks.items():
        try:
            found += look()
        except Exception as error:
            log.warning("outbox.look_failed", look=name, error=str(error))
    return found
