"""The faults of real systems, by a seed: what a list of changes looks like after a bad day."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Chaos:
    """Chances per message (duplicate, drop) or request (error, slow, lost answer), in percent. `reorder` shuffles."""

    duplicate: int = 0
    drop: int = 0
    reorder: bool = False
    error: int = 0
    lost: int = 0
    slow: int = 0
    slow_s: int = 2

    @classmethod
    def read(cls, text: str) -> "Chaos":
        """`duplicate=20,drop=5,reorder=1` as the command line writes it."""
        told = {name: int(value) for name, _, value in (part.partition("=") for part in text.split(",") if part)}
        return cls(**(told | {"reorder": bool(told.get("reorder"))}))  # type: ignore[arg-type]

    def happens(self, random: Random, percent: int) -> bool:
        return random.randrange(100) < percent

    def spoil(self, random: Random, messages: Sequence[One]) -> list[One]:
        """What arrives of these messages: some twice, some not at all, in any order."""
        found: list[One] = []
        for one in messages:
            if self.happens(random, self.drop):
                continue
            found += [one] * (2 if self.happens(random, self.duplicate) else 1)
        if self.reorder:
            random.shuffle(found)
        return found


CALM = Chaos()
