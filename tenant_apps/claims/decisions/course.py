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
    """So much of what was accepted of an order's line; `gross_minor` is what all of that costs with tax."""

    line_id: UUID
    quantity: Decimal
    accepted: Decimal
    gross_minor: int


def value_minor(lines: Sequence[Claimed]) -> int:
    """What the claimed goods cost with tax, rounded down once: never more than is asked for them."""
    return int(
        sum((Fraction(one.gross_minor) * Fraction(one.quantity) / Fraction(one.accepted) for one in lines), Fraction(0))
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


class Lowerable(NamedTuple):
    """What a line of goods that are not invoiced yet will cost, and how much of that is claimed."""

    part_id: UUID | None
    line_id: UUID
    net_minor: int
    tax_minor: int
    claimed_minor: int

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.tax_minor


def lower(amount_minor: int, lines: Sequence[Lowerable]) -> list[tuple[int, int]]:
    """Net and tax that each line becomes less by: in the ratio of what is claimed of them, never more than a line is.

    Together they are the amount to the last minor unit, if the lines have so much room.
    """
    weights = [line.claimed_minor for line in lines]
    shares = _divide(amount_minor, weights if any(weights) else [line.gross_minor for line in lines])
    shares = [min(part, line.gross_minor) for part, line in zip(shares, lines, strict=True)]
    rest = amount_minor - sum(shares)
    found = []
    for part, line in zip(shares, lines, strict=True):
        more = min(rest, line.gross_minor - part)
        rest, part = rest - more, part + more
        net = int((Fraction(part * line.net_minor, line.gross_minor) + Fraction(1, 2)) // 1) if part else 0
        found.append((net, part - net))
    return found


def _divide(total: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder: the shares are the whole, to the last minor unit."""
    whole = sum(weights)
    if whole == 0:
        return [0 for _weight in weights]
    shares = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_rest[: total - sum(shares)]:
        shares[at] += 1
    return shares
