"""Registry of what must be true of a marketplace's tables at any moment.

Each app declares its own in `invariants.py`; the same checks run after tests, after benches and every five minutes in
production, so a check must be read-only and cheap enough for that.
"""

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken invariant: its name and a sentence that names the rows."""

    invariant: str
    detail: str


REGISTRY: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check that returns one sentence per breach, none when all is well."""

    def add(check: Check) -> Check:
        if name in REGISTRY and REGISTRY[name] is not check:
            raise RuntimeError(f"two invariants are named {name}")
        REGISTRY[name] = check
        return check

    return add


def check_all() -> list[Breach]:
    """Run every registered check in the current scope."""
    return [Breach(name, detail) for name, check in sorted(REGISTRY.items()) for detail in check()]
