"""Decide which parts of a divided order take a change of its lines. What has left stays; parts are always the order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PartNow:
    """A live part: its quantities by line number. `is_open`: nothing of it has left; `waits`: it has no stock yet."""

    part_no: int
    is_open: bool
    waits: bool = False
    quantities: dict[int, Decimal] = field(default_factory=dict)


class PartWanted(NamedTuple):
    """What becomes of a line in one part, or in the whole order when `part_no` is None; zero takes it out."""

    line_no: int
    part_no: int | None
    quantity: Decimal


def wrong_with_parts(parts: Sequence[PartNow], wanted: Sequence[PartWanted]) -> tuple[str, int]:
    """The first thing that is wrong, with the place in `wanted`: a reason of `errors.bad_amendment`, or nothing."""
    by_no = {part.part_no: part for part in parts}
    seen: set[tuple[int, int | None]] = set()
    for at, one in enumerate(wanted):
        same = {part_no for line_no, part_no in seen if line_no == one.line_no}
        if one.part_no in same or None in same or (same and one.part_no is None):
            return "twice", at
        seen.add((one.line_no, one.part_no))
        if one.part_no is not None and (one.part_no not in by_no or not by_no[one.part_no].is_open):
            return "part", at
        if one.part_no is None and (one.quantity < left_of(parts, one.line_no) or not any(p.is_open for p in parts)):
            return "left", at
    return "", 0


def moved(parts: Sequence[PartNow], wanted: Sequence[PartWanted]) -> list[PartNow]:
    """The parts afterwards. A change of a whole line goes to the part that leaves last: those that wait first."""
    found = [PartNow(part.part_no, part.is_open, part.waits, dict(part.quantities)) for part in parts]
    for one in wanted:
        if one.part_no is not None:
            part = next(part for part in found if part.part_no == one.part_no)
            part.quantities[one.line_no] = one.quantity
        else:
            _spread(found, one)
    for part in found:
        for line_no in [no for no, quantity in part.quantities.items() if not quantity]:
            del part.quantities[line_no]
    return found


def _spread(parts: Sequence[PartNow], one: PartWanted) -> None:
    more = one.quantity - sum((part.quantities.get(one.line_no, ZERO) for part in parts), ZERO)
    last = sorted((part for part in parts if part.is_open), key=lambda part: (part.waits, part.part_no), reverse=True)
    having = [part for part in last if part.quantities.get(one.line_no)]
    if more > 0:
        part = (having or last)[0]
        part.quantities[one.line_no] = part.quantities.get(one.line_no, ZERO) + more
        return
    for part in having:
        taken = min(part.quantities[one.line_no], -more)
        part.quantities[one.line_no] -= taken
        more += taken


def left_of(parts: Sequence[PartNow], line_no: int) -> Decimal:
    """How much of a line has left."""
    return sum((part.quantities.get(line_no, ZERO) for part in parts if not part.is_open), ZERO)


def total_of(parts: Sequence[PartNow], line_no: int) -> Decimal:
    """How much of a line is in all parts."""
    return sum((part.quantities.get(line_no, ZERO) for part in parts), ZERO)
