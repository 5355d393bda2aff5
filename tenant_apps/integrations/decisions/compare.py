"""Compare both sides thing by thing, and name the probable cause of each difference."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sides:
    """One item in one warehouse as both sides have it. `theirs` is carried on to now; None when they never spoke."""

    thing: str
    item_id: str
    warehouse_id: str
    ours: Decimal
    theirs: Decimal | None
    agreed: Decimal | None
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderSides:
    """One order as both sides have it. `theirs` is empty when they never spoke of it; `delivery` how its way ended."""

    number: str
    order_id: str
    ours: str
    theirs: str
    delivery: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Difference:
    kind: str
    thing: str
    ours: str
    theirs: str
    by: str
    cause: str
    since: datetime | None
    item_id: str = ""
    warehouse_id: str = ""
    order_id: str = ""


def cause_of(thing: str, waiting: Mapping[str, str], *, is_said: bool, is_ours_newer: bool) -> str:
    """`waiting` says per thing what is open about it: conflict, missing (a message waits for an earlier one), dead."""
    if thing in waiting:
        return waiting[thing]
    if not is_said:
        return "unsaid"
    return "moved" if is_ours_newer else "unknown"


def compare_stock(sides: Iterable[Sides], waiting: Mapping[str, str]) -> tuple[list[Difference], int]:
    """The differences, largest first, and how many things are equal."""
    found, equal = [], 0
    for one in sides:
        if one.theirs == one.ours and one.thing not in waiting:
            equal += 1
            continue
        by = "" if one.theirs is None else f"{(one.ours - one.theirs).normalize():f}"
        cause = cause_of(one.thing, waiting, is_said=one.theirs is not None, is_ours_newer=one.agreed is not None)
        theirs = "" if one.theirs is None else f"{one.theirs.normalize():f}"
        found.append(
            Difference(
                "stock", one.thing, f"{one.ours.normalize():f}", theirs, by, cause, one.said_at,
                one.item_id, one.warehouse_id,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-abs(Decimal(one.by or 0)), one.thing)), equal


REACHED = {"shipped": {"shipped", "delivered", "invoiced", "settled"}, "cancelled": {"cancelled"}}


def compare_orders(sides: Iterable[OrderSides], waiting: Mapping[str, str]) -> tuple[list[Difference], int]:
    found, equal = [], 0
    for one in sides:
        there = one.theirs in ("", "confirmed") and one.ours == "accepted" and one.delivery in ("", "taken")
        if (there or one.ours in REACHED.get(one.theirs, ())) and one.number not in waiting:
            equal += 1
            continue
        lost = one.delivery in ("owed", "unknown", "dead") and not one.theirs
        cause = "undelivered" if lost else cause_of(
            one.number, waiting, is_said=bool(one.theirs), is_ours_newer=True
        )  # fmt: skip
        found.append(
            Difference("order", one.number, one.ours, one.theirs, "", cause, one.said_at, order_id=one.order_id)
        )
    return sorted(found, key=lambda one: one.thing), equal


def causes(found: Iterable[Difference]) -> dict[str, int]:
    return dict(Counter(one.cause for one in found))
