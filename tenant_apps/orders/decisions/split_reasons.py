"""Why each part of a split is what it is: the limit that bound it, in figures.

The part with most lines is the main one; every other part says what kept its lines from travelling with it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tenant_apps.orders.decisions.split import NOTHING, Need, Place, Plan, Portion, Stock, Terms, best_single


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its facts; texts are made where people read them."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartPlan:
    """One part to be: what leaves a place together."""

    place: str
    group: str
    portions: tuple[Portion, ...]
    cost_minor: int
    reasons: tuple[Reason, ...]


def explain(
    plan: Plan, needs: Sequence[Need], places: Sequence[Place], stock: Stock, terms: Terms
) -> tuple[list[PartPlan], list[Reason]]:
    """The parts, the main one first, and what is to be said of the whole."""
    by_line = {need.line_no: need for need in needs}
    by_place = {place.key: place for place in places}
    grouped: dict[tuple[str, str], list[Portion]] = defaultdict(list)
    for portion in plan.portions:
        grouped[(portion.place, by_line[portion.line_no].group)].append(portion)
    order = sorted(grouped, key=lambda key: (-len(grouped[key]), key))
    main = order[0] if order else ("", "")
    first_part: dict[int, tuple[str, str]] = {}
    for key in order:
        for portion in grouped[key]:
            first_part.setdefault(portion.line_no, key)
    parts = []
    for key in order:
        place = by_place[key[0]]
        fragments = sum(1 for portion in grouped[key] if first_part[portion.line_no] != key)
        cost = place.opening_minor + len(grouped[key]) * place.late_minor + fragments * terms.fragment_minor
        reasons = (
            [Reason("main", {"lines": len(grouped[key])})]
            if key == main
            else _why(key, main, grouped[key], by_line, by_place, stock)
        )
        parts.append(PartPlan(key[0], key[1], tuple(grouped[key]), cost, tuple(reasons)))
    return parts, _whole(plan, needs, places, stock, terms)


def _why(
    key: tuple[str, str], main: tuple[str, str], portions: Sequence[Portion], by_line: Mapping[int, Need],
    by_place: Mapping[str, Place], stock: Stock,
) -> list[Reason]:  # fmt: skip
    found: list[Reason] = []
    if key[1] != main[1]:
        found.append(Reason("group", {"group": key[1], "other": main[1]}))
    if key[0] == main[0]:
        return found
    for portion in portions:
        need = by_line[portion.line_no]
        there = stock.get((main[0], need.item), NOTHING)
        if there < need.quantity:
            facts = {"line": portion.line_no, "place": main[0], "free": _text(there), "wanted": _text(need.quantity)}
            found.append(Reason("stock", facts))
    if found:
        return found
    here, other = by_place[key[0]], by_place[main[0]]
    if here.late_minor < other.late_minor:
        return [Reason("late", {"place": main[0], "saved": other.late_minor - here.late_minor})]
    return [Reason("cheaper", {"place": main[0], "saved": other.opening_minor - here.opening_minor})]


def _whole(plan: Plan, needs: Sequence[Need], places: Sequence[Place], stock: Stock, terms: Terms) -> list[Reason]:
    """What the best single place would cost, or why there is none."""
    single = best_single(needs, places, stock, terms)
    if single is not None:
        facts = {
            "place": single.portions[0].place,
            "cost": single.cost_minor,
            "saved": single.cost_minor - plan.cost_minor,
        }
        return [Reason("single", facts)]
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for need in needs:
        wanted[need.item] += need.quantity
    short = [
        (sum(1 for item, quantity in wanted.items() if stock.get((place.key, item), NOTHING) < quantity), place.key)
        for place in places
    ]
    if not short:
        return []
    lines, place_key = min(short)
    return [Reason("no_single", {"place": place_key, "short": lines, "of": len(wanted)})]


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
