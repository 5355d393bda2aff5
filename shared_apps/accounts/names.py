"""Names of people for rows that keep their ids: read once and remembered for a minute."""

import time
from threading import Lock
from uuid import UUID

from shared_apps.accounts.models import User
from shared_apps.tenancy import scope

TTL_S = 60.0
MOST = 5000

_known: dict[tuple[str, UUID], tuple[float, str]] = {}
_lock = Lock()


def name_of(person: UUID) -> str:
    """The name of a person of the scope; their id when there is no such row, other words when they were erased."""
    key = (scope.key(), person)
    with _lock:
        hit = _known.get(key)
    if hit is not None and hit[0] > time.monotonic():
        return hit[1]
    row = User.objects.filter(pk=person).only("id", "name", "email").first()
    if row is None:
        return str(person)
    name = str(row)
    if row.email:
        # What stands for somebody who was erased is in the language of the reader, so it is not remembered.
        with _lock:
            if len(_known) >= MOST:
                _known.clear()
            _known[key] = (time.monotonic() + TTL_S, name)
    return name


def forget() -> None:
    """Drop what this process remembers: somebody has another name now, or none."""
    with _lock:
        _known.clear()
