"""What stands against destroying the keys of the marketplace in scope. Whoever keeps such reasons registers here."""

from collections.abc import Callable, Sequence
from datetime import datetime

# Answers with names of what objects at a moment, such as numbers of legal holds, never with a person's.
Objector = Callable[[datetime], Sequence[str]]
_objectors: list[Objector] = []


def register(objector: Objector) -> None:
    """Called once at start by the owner of the reasons."""
    if objector not in _objectors:
        _objectors.append(objector)


def standing(now: datetime) -> list[str]:
    """Everything that objects now; empty where nothing does."""
    return [name for objector in _objectors for name in objector(now)]
