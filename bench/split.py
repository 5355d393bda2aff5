"""Orders of 200 lines divided over 12 warehouses: the cheapest division, proved by the solver's bound, in a second.

    make bench NAME=split

Each order is made by a seed: goods in three hazard classes, a tenth of the lines on an item that another line wants
too, most items short in most warehouses. The exact checks of the product's own code count what every plan takes from
every stock and what it costs. Once per run all facts are handed in backwards, which must give the same plan.
"""

import argparse
import time
from collections import defaultdict
from decimal import Decimal
from random import Random
from statistics import median

from bench.harness import Outcome, say

BAR_S = "<= 1"


def run(words: list[str]) -> Outcome:
    from tenant_apps.orders.decisions.split import best_split

    parser = argparse.ArgumentParser(prog="bench split")
    parser.add_argument("--orders", type=int, default=15)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--warehouses", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(words)
    outcome = Outcome("split", seed=told.seed)
    best_split(*_order(0, 3, 2))  # the solver is loaded once per process
    seconds, proved, wrong, parts = [], 0, 0, []
    for number in range(told.orders):
        facts = _order(told.seed * 1000 + number, told.lines, told.warehouses)
        began = time.perf_counter()
        plan = best_split(*facts)
        seconds.append(time.perf_counter() - began)
        assert plan is not None
        proved += plan.proved
        wrong += _is_wrong(plan, *facts)
        parts.append(len({(one.place) for one in plan.portions}))
        say(f"  order {number}: {seconds[-1]:.2f} s, {len(plan.portions)} portions, cost {plan.cost_minor}")
    needs, places, stock, terms = facts
    same = best_split(needs[::-1], places[::-1], dict(reversed(stock.items())), terms) == plan
    outcome.figure("optimal_proved", proved, f"of {told.orders}", f"== {told.orders}")
    outcome.figure("wrong_plans", wrong, "", "== 0")
    outcome.figure("same_plan_backwards", int(same), "", "== 1")
    outcome.figure("split_s", round(median(seconds), 3), "s", BAR_S)
    outcome.figure("split_slowest_s", round(max(seconds), 3), "s")
    outcome.figure("warehouses_used", int(median(parts)), f"of {told.warehouses}")
    return outcome


def _order(seed, lines, warehouses):  # type: ignore[no-untyped-def]
    from tenant_apps.orders.decisions.split import Need, Place, Terms

    rng = Random(seed)
    items = [f"item-{at if at < lines * 0.95 else at - 9:03}" for at in range(lines)]
    hazard = {item: rng.choice(["", "", "", "hazard 3", "hazard 8"]) for item in items}
    needs = [Need(at + 1, item, Decimal(rng.randint(1, 100)), hazard[item]) for at, item in enumerate(items)]
    places = [Place(f"W{at:02}", rng.randint(500, 2500), rng.choice([0, 0, 100, 250])) for at in range(warehouses)]
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for need in needs:
        wanted[need.item] += need.quantity
    stock = {}
    for item, total in wanted.items():
        for place in places:
            if rng.random() < 0.5:
                stock[(place.key, item)] = Decimal(rng.randint(0, int(total * Decimal("1.2"))))
        missing = total - sum((stock.get((place.key, item), Decimal(0)) for place in places), Decimal(0))
        if missing > 0:
            key = (rng.choice(places).key, item)
            stock[key] = stock.get(key, Decimal(0)) + missing
    return needs, places, stock, Terms(300, 4 * warehouses)


def _is_wrong(plan, needs, places, stock, terms) -> bool:  # type: ignore[no-untyped-def]
    from tenant_apps.orders.decisions.split import cost_of, parts_of

    item = {need.line_no: need.item for need in needs}
    by_line: dict[int, Decimal] = defaultdict(Decimal)
    taken: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in plan.portions:
        by_line[one.line_no] += one.quantity
        taken[(one.place, item[one.line_no])] += one.quantity
    return (
        any(by_line[need.line_no] != need.quantity for need in needs)
        or any(amount > stock.get(key, Decimal(0)) for key, amount in taken.items())
        or cost_of(plan.portions, needs, places, terms) != plan.cost_minor
        or parts_of(plan.portions, needs) > terms.most_parts
    )
