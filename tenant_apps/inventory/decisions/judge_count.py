"""What becomes of a count: right, count again, ask another person, or book the difference."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypeVar

Verdict = Literal["exact", "recount", "review", "book"]
Key = TypeVar("Key")


def judge_count(
    expected: Decimal, found: Decimal, *, rounds: int, tolerance_percent: Decimal, value: Decimal | None,
    approve_above: Decimal | None, may_book: bool,
) -> Verdict:  # fmt: skip
    """`rounds` counts this one. Where a limit is set, no counter alone books a difference of unknown value.

    The tolerance is measured against what the books say; where they say nothing, every find is beyond it.
    """
    difference = abs(found - expected)
    if difference == 0:
        return "exact"
    if rounds == 1 and difference * 100 > tolerance_percent * expected:
        return "recount"
    if not may_book or (approve_above is not None and (value is None or value > approve_above)):
        return "review"
    return "book"


def class_by_value(moved: Mapping[Key, Decimal]) -> dict[Key, str]:
    """ABC: whatever makes the first 80 per cent of the value moved is A, up to 95 B, the rest and what never moved C.

    The thing that crosses a border belongs to the class it began in, so that the dearest one is always A.
    """
    total = sum(moved.values(), Decimal(0))
    found: dict[Key, str] = {}
    run = Decimal(0)
    for key, value in sorted(moved.items(), key=lambda one: (-one[1], str(one[0]))):
        if total == 0 or value == 0:
            found[key] = "C"
        elif run * 100 < total * 80:
            found[key] = "A"
        elif run * 100 < total * 95:
            found[key] = "B"
        else:
            found[key] = "C"
        run += value
    return found


def accuracy(exact: Sequence[int], counted: Sequence[int]) -> Decimal | None:
    """Share of lines that were right at once; None before the first."""
    total = sum(counted)
    return None if total == 0 else Decimal(sum(exact)) / Decimal(total)
