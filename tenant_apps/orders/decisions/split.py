"""How an order is best divided: from which place each line comes, and which portions travel together.

HiGHS, an exact solver for mixed-integer programs, finds which portions there are. How much each is and what the plan
costs is reckoned anew in exact numbers, and the plan counts as proved only when the solver's own bound leaves no
cheaper one: all costs are whole minor units, so a bound less than one unit below the cost proves it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tenant_apps.orders.decisions.split_model import Link, Model, solve_model

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Need:
    """One line. Lines of unlike `group` (hazard class, tax treatment) never travel together."""

    line_no: int
    item: str
    quantity: Decimal
    group: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A warehouse on a day. `opening_minor` is paid per part from there, `late_minor` per portion."""

    key: str
    opening_minor: int
    late_minor: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """`fragment_minor` is paid for each further portion of a line; at most `most_parts` parts leave."""

    fragment_minor: int
    most_parts: int


@dataclass(frozen=True, slots=True)
class Portion:
    """So much of a line from a place."""

    line_no: int
    place: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to divide. `bound_minor` is what no plan can be cheaper than."""

    portions: tuple[Portion, ...]
    cost_minor: int
    bound_minor: int

    @property
    def proved(self) -> bool:
        return self.bound_minor >= self.cost_minor


Stock = Mapping[tuple[str, str], Decimal]


def best_split(needs: Sequence[Need], places: Sequence[Place], stock: Stock, terms: Terms) -> Plan | None:
    """The cheapest plan; None when there is none. `stock` is free quantity by place and item.

    The same facts in another order give the same plan: everything is sorted first and the solver has no other seed.
    """
    needs = sorted(needs, key=lambda need: need.line_no)
    places = sorted(places, key=lambda place: place.key)
    alone: list[Plan] = []
    groups = sorted({need.group for need in needs})
    if len({(need.item, need.group) for need in needs}) > len({need.item for need in needs}):
        return _solved(needs, places, stock, terms)  # an item in two groups: they draw on one stock
    for group in groups:
        plan = _solved([need for need in needs if need.group == group], places, stock, terms)
        if plan is None:
            return None
        alone.append(plan)
    # Groups share neither parts nor goods, so the best of each is the best of all, unless there are too many parts.
    found = Plan(
        tuple(sorted((one for plan in alone for one in plan.portions), key=lambda one: (one.line_no, one.place))),
        sum(plan.cost_minor for plan in alone),
        sum(plan.bound_minor for plan in alone),
    )
    if len(groups) > 1 and parts_of(found.portions, needs) > terms.most_parts:
        return _solved(needs, places, stock, terms)
    return found


def parts_of(portions: Sequence[Portion], needs: Sequence[Need]) -> int:
    """How many parts a plan has."""
    group = {need.line_no: need.group for need in needs}
    return len({(portion.place, group[portion.line_no]) for portion in portions})


def _solved(needs: Sequence[Need], places: Sequence[Place], stock: Stock, terms: Terms) -> Plan | None:
    links = [
        Link(at, here, _share(stock.get((place.key, need.item), NOTHING), need.quantity))
        for at, need in enumerate(needs)
        for here, place in enumerate(places)
        if stock.get((place.key, need.item), NOTHING) > 0
    ]
    model = Model(
        links=links,
        groups=[need.group for need in needs],
        opening=[place.opening_minor for place in places],
        per_link=[terms.fragment_minor + place.late_minor for place in places],
        most_parts=terms.most_parts,
        shared=_shared(needs, places, stock),
    )
    forbidden: list[frozenset[int]] = []
    while (answer := solve_model(model, forbidden)) is not None:
        used = [(needs[links[at].line], places[links[at].place]) for at in answer.chosen]
        portions, short = _fill(needs, used, stock)
        if short is None:
            cost = cost_of(portions, needs, places, terms)
            bound = answer.bound_minor - terms.fragment_minor * len(needs)
            return Plan(portions, cost, min(bound, cost))
        # The solver's tolerance let a portion pass that is not there to the last unit: one more link is needed.
        forbidden.append(
            frozenset(at for at, link in enumerate(links) if needs[link.line].item == short and at not in answer.chosen)
        )
    return None


def cost_of(portions: Sequence[Portion], needs: Sequence[Need], places: Sequence[Place], terms: Terms) -> int:
    """What a plan costs, in minor units."""
    group = {need.line_no: need.group for need in needs}
    place = {one.key: one for one in places}
    parts = {(portion.place, group[portion.line_no]) for portion in portions}
    lines = {portion.line_no for portion in portions}
    return (
        sum(place[key].opening_minor for key, _group in parts)
        + terms.fragment_minor * (len(portions) - len(lines))
        + sum(place[portion.place].late_minor for portion in portions)
    )


def best_single(needs: Sequence[Need], places: Sequence[Place], stock: Stock, terms: Terms) -> Plan | None:
    """The cheapest plan in which everything comes from one place; None when no place has everything."""
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for need in needs:
        wanted[need.item] += need.quantity
    found: list[tuple[int, str]] = []
    for place in places:
        if all(stock.get((place.key, item), NOTHING) >= quantity for item, quantity in wanted.items()):
            portions = [Portion(need.line_no, place.key, need.quantity) for need in needs]
            if len({need.group for need in needs}) <= terms.most_parts:
                found.append((cost_of(portions, needs, places, terms), place.key))
    if not found:
        return None
    cost, key = min(found)
    return Plan(tuple(Portion(need.line_no, key, need.quantity) for need in needs), cost, cost)


def _share(there: Decimal, wanted: Decimal) -> Fraction:
    return min(Fraction(1), Fraction(there) / Fraction(wanted))


def _shared(
    needs: Sequence[Need], places: Sequence[Place], stock: Stock
) -> list[tuple[int, list[tuple[int, Fraction]]]]:
    """Per place and item that several lines want and that cannot give all of it: the lines with their weight."""
    lines: dict[str, list[int]] = defaultdict(list)
    for at, need in enumerate(needs):
        lines[need.item].append(at)
    found = []
    for item, wanting in lines.items():
        if len(wanting) == 1:
            continue
        total = sum((needs[at].quantity for at in wanting), NOTHING)
        for here, place in enumerate(places):
            there = stock.get((place.key, item), NOTHING)
            if 0 < there < total:
                weights = [(at, Fraction(needs[at].quantity) / Fraction(there)) for at in wanting]
                found.append((here, weights))
    return found


def _fill(
    needs: Sequence[Need], used: Sequence[tuple[Need, Place]], stock: Stock
) -> tuple[tuple[Portion, ...], str | None]:
    """Exact quantities over these links, or the first item of which they cannot carry enough."""
    amounts: dict[tuple[int, str], Decimal] = {}
    open_links: dict[int, list[str]] = defaultdict(list)
    for need, place in used:
        open_links[need.line_no].append(place.key)
    left = {(place.key, need.item): stock.get((place.key, need.item), NOTHING) for need, place in used}
    by_line = {need.line_no: need for need in needs}
    for need in needs:
        missing = need.quantity
        while missing > 0:
            path = _path(need, open_links, amounts, left, by_line)
            if path is None:
                return (), need.item
            missing -= _push(path, need, missing, amounts, left)
    order = {need.line_no: at for at, need in enumerate(needs)}
    done = sorted(((line, key, amount) for (line, key), amount in amounts.items() if amount > 0),
                  key=lambda one: (order[one[0]], one[1]))  # fmt: skip
    return tuple(Portion(*one) for one in done), None


Amounts = dict[tuple[int, str], Decimal]


def _path(
    need: Need, links: Mapping[int, Sequence[str]], amounts: Amounts, left: Mapping[tuple[str, str], Decimal],
    by_line: Mapping[int, Need],
) -> list[tuple[int, str]] | None:  # fmt: skip
    """A shortest way from a line to a place with something left, over what other lines of the item can give back."""
    queue: list[list[tuple[int, str]]] = [[(need.line_no, key)] for key in links.get(need.line_no, ())]
    seen = {key for ((_line, key),) in queue}
    while queue:
        path = queue.pop(0)
        here = path[-1][1]
        if left[(here, need.item)] > 0:
            return path
        for other, keys in links.items():
            if by_line[other].item == need.item and amounts.get((other, here), NOTHING) > 0:
                for key in keys:
                    if key not in seen:
                        seen.add(key)
                        queue.append([*path, (other, key)])
    return None


def _push(
    path: Sequence[tuple[int, str]], need: Need, missing: Decimal, amounts: Amounts,
    left: dict[tuple[str, str], Decimal],
) -> Decimal:  # fmt: skip
    end = (path[-1][1], need.item)
    handed = [amounts[(line, before[1])] for before, (line, _key) in pairwise(path)]
    amount = min([missing, left[end], *handed])
    left[end] -= amount
    for at, (line, key) in enumerate(path):
        amounts[(line, key)] = amounts.get((line, key), NOTHING) + amount
        if at:
            amounts[(line, path[at - 1][1])] -= amount
    return amount
