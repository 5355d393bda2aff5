"""In which order an act is checked: whether the event exists for the company, whether it may act at all, the engine.

The order decides which code an act gets that is wrong in two ways, so the command that takes one act and the lane that
takes many ask the same function. The verifier takes the kernel's reasons as given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenant_apps.trading.kernel.decisions.engine import Decision, Verdict
from tenant_apps.trading.kernel.decisions.visibility import hides_next

NOT_JOINED, CLOSED, PAUSED = "trading.not_joined", "trading.closed", "trading.paused"


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What the kernel knows about an event and the company that acts in it, under the lot's lock."""

    is_initiator: bool
    is_participant: bool
    has_joined: bool
    is_for_all: bool
    is_over: bool
    is_paused: bool


def judge(facts: ActFacts, decide: Callable[[], Decision]) -> Decision | None:
    """The decision about an act; None where the event does not exist for the company."""
    if not (facts.is_for_all or facts.is_initiator or facts.is_participant):
        return None
    if not facts.has_joined and not facts.is_initiator:
        return Decision(Verdict(False, NOT_JOINED))
    if facts.is_over:
        return Decision(Verdict(False, CLOSED))
    if facts.is_paused:
        return Decision(Verdict(False, PAUSED))
    return decide()


def told(verdict: Verdict, rules: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a refusal that the bidder may know."""
    return {} if hides_next(rules) and not verdict.is_private else dict(verdict.facts)
