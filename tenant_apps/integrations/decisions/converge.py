"""Bring the words on one item in one warehouse into order, whatever order they arrive in.

Levels and movements of one line share one sequence. A level says everything up to its number; a movement only what
happened at its own, so it waits until all before it are known, from each other or from a level. The result depends on
the set of messages alone: duplicated, reordered and late ones end where the ordered ones do.
"""

from collections.abc import Sequence
from decimal import Decimal

from tenant_apps.integrations.types import Converged, StockLine, StockMessage, Told

LATER = "a later word was applied already"
SAME = "another message has this number"
GAP = "number {missing} is missing"


def converge(line: StockLine, messages: Sequence[StockMessage], ours: Decimal) -> Converged:
    """Apply to `line` what can be applied of `messages` (new and parked ones together).

    `ours` is what lies here: where a system sends movements from its first number on, it starts from that.
    """
    told: dict[str, Told] = {}
    levels = [one for one in messages if one.is_level and one.sequence > line.sequence]
    top = max(levels, key=lambda one: (one.sequence, _less(one.id))) if levels else None
    moved = Decimal(0)
    if top is not None:
        line = StockLine(top.sequence, top.amount, top.said_at)
        told[top.id] = Told("applied")
    for one in sorted(messages, key=lambda one: (one.sequence, not one.is_level, one.id)):
        if one.id in told:
            continue
        if one.sequence <= line.sequence:
            told[one.id] = Told("superseded", SAME if one.sequence == line.sequence else LATER)
        elif one.sequence == line.sequence + 1:
            line = StockLine(one.sequence, (ours if line.theirs is None else line.theirs) + one.amount, one.said_at)
            moved += one.amount
            told[one.id] = Told("applied")
        else:
            told[one.id] = Told("parked", GAP.format(missing=line.sequence + 1))
    return Converged(line, told, moved, top is not None)


def _less(text: str) -> tuple[int, ...]:
    """Reverses the order of texts, so that of two equal numbers the smaller id counts, as it does for movements."""
    return tuple(-ord(sign) for sign in text)
