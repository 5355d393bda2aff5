"""Decide what an order comes to when it is changed, and say the difference between two versions of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line of an order as it is, or as it will be."""

    line_no: int
    item_id: UUID
    warehouse_id: UUID | None
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal


class Wanted(NamedTuple):
    """What becomes of one line; None stays as it is."""

    line_no: int
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    remove: bool = False


def wrong_with(lines: Sequence[LineNow], wanted: Sequence[Wanted], added: int, side: str) -> tuple[str, int]:
    """The first thing that is wrong, with the place in `wanted`: a reason of `errors.bad_amendment`, or nothing."""
    known = {line.line_no for line in lines}
    seen: set[int] = set()
    for at, one in enumerate(wanted):
        if one.line_no not in known:
            return "line", at
        if one.line_no in seen:
            return "twice", at
        seen.add(one.line_no)
        if one.remove and (one.quantity is not None or one.unit_price is not None):
            return "both", at
        if one.quantity is not None and one.quantity <= 0:
            return "quantity", at
        if one.unit_price is not None and (side != "seller" or one.unit_price < 0):
            return "price", at
    gone = sum(one.remove for one in wanted)
    return ("empty", 0) if gone == len(lines) and not added else ("", 0)


def amended(lines: Sequence[LineNow], wanted: Sequence[Wanted], added: Sequence[LineNow]) -> list[LineNow]:
    """The lines afterwards. Kept ones keep their numbers and agreed prices; added ones are numbered after them."""
    by_no = {one.line_no: one for one in wanted}
    found = []
    for line in lines:
        change = by_no.get(line.line_no)
        if change is None:
            found.append(line)
        elif not change.remove:
            found.append(
                replace(
                    line,
                    quantity=line.quantity if change.quantity is None else change.quantity,
                    unit_price=line.unit_price if change.unit_price is None else change.unit_price,
                )
            )
    first = max((line.line_no for line in lines), default=0) + 1
    return [*found, *(replace(line, line_no=first + at) for at, line in enumerate(added))]


def within(awarded: Decimal, percent: Decimal) -> tuple[Decimal, Decimal]:
    """The least and the most that a quantity may become."""
    room = awarded * percent / 100
    return awarded - room, awarded + room


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` changed, of which line and part if of one, from `old` to `new`; the texts are as they are kept."""

    what: str
    line_no: int | None
    subject: str
    old: str
    new: str
    unit: str = ""
    part_no: int | None = None


HEAD = ("client_reference", "cost_centre", "note", "site", "wanted_on")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is different between two versions, lines first, in the order of their numbers."""
    old = {line["line_no"]: line for line in before["lines"]}
    new = {line["line_no"]: line for line in after["lines"]}
    found: list[Difference] = []
    for line_no in sorted(old.keys() | new.keys()):
        was, becomes = old.get(line_no), new.get(line_no)
        if was is None or becomes is None:
            one = was or becomes
            assert one is not None
            what, quantity = ("removed" if becomes is None else "added"), one["quantity"]
            found.append(
                Difference(
                    what, line_no, one["description"], quantity if was else "", "" if was else quantity, one["unit"]
                )
            )
            continue
        for what in ("quantity", "unit_price"):
            if was[what] != becomes[what]:
                found.append(Difference(what, line_no, was["description"], was[what], becomes[what], was["unit"]))
    found += _parts(before, after, {**old, **new})
    for what in HEAD:
        if before.get(what, "") != after.get(what, ""):
            found.append(Difference(what, None, "", before.get(what, ""), after.get(what, "")))
    if before["total"] != after["total"]:
        found.append(Difference("total", None, "", before["total"], after["total"], before["currency"]))
    return found


def _parts(before: Mapping[str, Any], after: Mapping[str, Any], lines: Mapping[int, Any]) -> list[Difference]:
    """Which parts of a divided order take the change."""

    def by_place(content: Mapping[str, Any]) -> dict[tuple[int, int], str]:
        return {
            (part["part_no"], line["line_no"]): line["quantity"]
            for part in content.get("parts", ())
            for line in part["lines"]
        }

    was, becomes = by_place(before), by_place(after)
    return [
        Difference(
            "part", line_no, lines[line_no]["description"], was.get((part_no, line_no), ""),
            becomes.get((part_no, line_no), ""), lines[line_no]["unit"], part_no,
        )
        for part_no, line_no in sorted(was.keys() | becomes.keys())
        if was.get((part_no, line_no)) != becomes.get((part_no, line_no))
    ]  # fmt: skip
