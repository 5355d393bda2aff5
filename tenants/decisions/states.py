"""Which change of a marketplace's state an operator may ask for, and from where."""

from dataclasses import dataclass
from typing import Literal

Change = Literal["suspend", "reactivate", "freeze", "unfreeze"]


@dataclass(frozen=True, slots=True)
class StateRule:
    before: frozenset[str]
    after: str


RULES: dict[Change, StateRule] = {
    "suspend": StateRule(frozenset({"active", "frozen"}), "suspended"),
    "reactivate": StateRule(frozenset({"suspended"}), "active"),
    "freeze": StateRule(frozenset({"active"}), "frozen"),
    "unfreeze": StateRule(frozenset({"frozen"}), "active"),
}


def decide_state(change: Change, now: str) -> str | None:
    """The state after the change; None when it is not possible from here."""
    rule = RULES[change]
    return rule.after if now in rule.before else None


def list_changes(now: str) -> list[Change]:
    """What can be asked for in this state."""
    return [change for change in RULES if decide_state(change, now)]
