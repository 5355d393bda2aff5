"""Decide who may do what with a claim where it stands, and what its goods were worth."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

# What may be done, from where, and by whom. `time` is the clock.
COURSE: Mapping[str, tuple[frozenset[str], str]] = {
    "accept": (frozenset({"open"}), "seller"),
    "counter": (frozenset({"open"}), "seller"),
    "refuse": (frozenset({"open"}), "seller"),
    "agree": (frozenset({"countered"}), "buyer"),
    "escalate": (frozenset({"countered", "refused"}), "buyer"),
    "withdraw": (frozenset({"open", "countered", "refused", "escalated"}), "buyer"),
    "decide": (frozenset({"escalated"}), "house"),
    "pass": (frozenset({"open", "countered", "refused"}), "time"),
}


def may(act: str, state: str, side: str) -> bool:
    """Whether a side may do something now; the marketplace stands in for either."""
    states, who = COURSE[act]
    return state in states and (side == who or (side == "house" and who != "time"))


class Claimed(NamedTuple):
    """So much of an order's line; `gross_minor` is what all of the line cost with tax."""

    line_id: UUID
    quantity: Decimal
    ordered: Decimal
    delivered: Decimal
    gross_minor: int


def value_minor(lines: Sequence[Claimed]) -> int:
    """What the claimed goods cost with tax, rounded down once: never more than was paid for them."""
    return int(
        sum((Fraction(one.gross_minor) * Fraction(one.quantity) / Fraction(one.ordered) for one in lines), Fraction(0))
    )


def share(amount_minor: int, rooms: Sequence[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    """Divide a credit over invoices that have room for it, in their order; short when there is not enough."""
    found = []
    for invoice_id, room in rooms:
        part = min(amount_minor, room)
        if part > 0:
            found.append((invoice_id, part))
            amount_minor -= part
    return found
