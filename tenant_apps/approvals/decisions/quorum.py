"""What a step's seats add up to, and who may decide on one. A person counts once in a step, however they came to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tenant_apps.approvals.types import Via

StepVerdict = Literal["open", "approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One approver of a step. `stand_in` may decide for it after a deadline; `verdict` is empty before one."""

    index: int
    holder: UUID
    stand_in: UUID | None = None
    verdict: str = ""
    decided_by: UUID | None = None


def needed_of(quorum: int, seats: int) -> int:
    """How many must agree: 0 stands for all."""
    return seats if quorum == 0 else quorum


def verdict_of(needed: int, seats: Sequence[Seat]) -> StepVerdict:
    """Approved with enough consents; rejected as soon as enough can no longer come together."""
    yes = sum(1 for one in seats if one.verdict == "approve")
    silent = sum(1 for one in seats if not one.verdict)
    if yes >= needed:
        return "approved"
    return "open" if yes + silent >= needed else "rejected"


def seats_for(
    person: UUID, seats: Sequence[Seat], delegated_by: Collection[UUID], barred: Collection[UUID]
) -> tuple[list[Seat], Via] | None:
    """The open seats that a person decides on now, and how they came to them; None when they may not.

    Their own seat goes before one they were given for a time, and that before those they were called to when somebody
    kept silent. Who has decided in this step, and who made the subject (`barred`), has none.
    """
    if person in barred or any(one.decided_by == person for one in seats):
        return None
    free = [one for one in seats if not one.verdict]
    own = [one for one in free if one.holder == person]
    if own:
        return own[:1], "own"
    given = [one for one in free if one.holder in delegated_by and one.holder not in barred]
    if given:
        return given[:1], "delegation"
    called = [one for one in free if one.stand_in == person]
    return (called, "escalation") if called else None
