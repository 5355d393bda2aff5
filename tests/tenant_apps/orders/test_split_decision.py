"""Splits are the cheapest there are: against a search of all of them, and whatever order the facts come in."""

from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest

from tenant_apps.orders.decisions.apportion import apportion
from tenant_apps.orders.decisions.split import Need, Place, Stock, Terms, best_single, best_split, cost_of, parts_of
from tenant_apps.orders.decisions.split_reasons import explain

Case = tuple[list[Need], list[Place], Stock, Terms]


def case(seed: int) -> Case:
    """Three or four lines, two or three places, now and then one item on two lines."""
    rng = Random(seed)
    count = rng.choice([2, 3, 4])
    items = [f"i{at if rng.random() < 0.7 else 0}" for at in range(count)]
    groups = {item: rng.choice(["", "", "3"]) for item in items}
    needs = [Need(at + 1, item, Decimal(rng.randint(1, 6)), groups[item]) for at, item in enumerate(items)]
    places = [
        Place(f"W{at}", rng.choice([0, 400, 900, 1300]), rng.choice([0, 0, 250])) for at in range(rng.choice([2, 3]))
    ]
    stock = {(place.key, item): Decimal(rng.randint(0, 8)) for place in places for item in set(items)}
    return needs, places, stock, Terms(rng.choice([0, 300]), rng.choice([1, 2, 3, 9]))


def cheapest(needs: list[Need], places: list[Place], stock: Stock, terms: Terms) -> int | None:
    """Every set of links there is; whether one carries the lines is told by Hall's condition on whole stocks."""
    best: int | None = None
    choices = [
        [subset for size in range(1, len(places) + 1) for subset in combinations(places, size)] for _need in needs
    ]
    for pick in product(*choices):
        if not all(_carries(item, needs, pick, stock) for item in {need.item for need in needs}):
            continue
        parts = {(place.key, need.group): place for need, chosen in zip(needs, pick, strict=True) for place in chosen}
        if len(parts) > terms.most_parts:
            continue
        cost = sum(place.opening_minor for place in parts.values())
        cost += sum(place.late_minor for chosen in pick for place in chosen)
        cost += terms.fragment_minor * sum(len(chosen) - 1 for chosen in pick)
        best = cost if best is None else min(best, cost)
    return best


def _carries(item: str, needs: list[Need], pick: tuple[tuple[Place, ...], ...], stock: Stock) -> bool:
    mine = [
        (need, {place.key for place in chosen}) for need, chosen in zip(needs, pick, strict=True) if need.item == item
    ]
    for size in range(1, len(mine) + 1):
        for some in combinations(mine, size):
            wanted = sum((need.quantity for need, _keys in some), Decimal(0))
            keys = set().union(*(keys for _need, keys in some))
            if sum((stock.get((key, item), Decimal(0)) for key in keys), Decimal(0)) < wanted:
                return False
    return True


@pytest.mark.parametrize("block", range(4))
def test_the_split_is_the_cheapest_of_all(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        needs, places, stock, terms = case(seed)
        plan = best_split(needs, places, stock, terms)
        assert (plan.cost_minor if plan else None) == cheapest(needs, places, stock, terms), f"SEED={seed}"
        if plan is None:
            continue
        assert plan.proved, f"SEED={seed}"
        assert plan.cost_minor == cost_of(plan.portions, needs, places, terms)
        assert parts_of(plan.portions, needs) <= terms.most_parts
        for need in needs:
            portions = [one.quantity for one in plan.portions if one.line_no == need.line_no]
            assert sum(portions) == need.quantity and min(portions) > 0
        for (key, item), there in stock.items():
            lines = {need.line_no for need in needs if need.item == item}
            taken = sum(one.quantity for one in plan.portions if one.place == key and one.line_no in lines)
            assert taken <= there, f"SEED={seed}"
        turned = list(reversed(needs)), list(reversed(places)), dict(reversed(list(stock.items()))), terms
        assert best_split(*turned) == plan, f"SEED={seed}"


def test_quantities_are_exact_where_floats_are_not() -> None:
    needs = [Need(1, "a", Decimal("1000000.000001"))]
    places = [Place("A", 100), Place("B", 100), Place("C", 900)]
    stock = {("A", "a"): Decimal("1000000"), ("B", "a"): Decimal("0.0000005"), ("C", "a"): Decimal("5")}
    plan = best_split(needs, places, stock, Terms(0, 9))
    assert plan is not None and {one.place for one in plan.portions} == {"A", "C"}
    assert sum(one.quantity for one in plan.portions) == Decimal("1000000.000001")


def test_a_part_says_what_bound_it() -> None:
    needs = [Need(1, "a", Decimal(60)), Need(2, "b", Decimal(5)), Need(3, "c", Decimal(1), "hazard 3")]
    places = [Place("A", 1000), Place("B", 1200)]
    stock = {("A", "a"): Decimal(40), ("A", "b"): Decimal(9), ("A", "c"): Decimal(9), ("B", "a"): Decimal(30)}
    terms = Terms(300, 9)
    plan = best_split(needs, places, stock, terms)
    assert plan is not None and plan.cost_minor == 1000 + 1200 + 300 + 1000
    parts, whole = explain(plan, needs, places, stock, terms)
    assert [(part.place, part.group, part.cost_minor) for part in parts] == [
        ("A", "", 1000), ("A", "hazard 3", 1000), ("B", "", 1500),
    ]  # fmt: skip
    assert sum(part.cost_minor for part in parts) == plan.cost_minor
    assert [(one.code, dict(one.facts)) for one in parts[2].reasons] == [
        ("stock", {"line": 1, "place": "A", "free": "40", "wanted": "60"})
    ]
    assert [one.code for one in parts[1].reasons] == ["group"]
    assert [(one.code, one.facts["place"], one.facts["short"]) for one in whole] == [("no_single", "A", 1)]
    assert best_single(needs, places, stock, terms) is None


def test_amounts_are_divided_to_the_last_unit() -> None:
    assert apportion(100, [Decimal(1), Decimal(1), Decimal(1)]) == [34, 33, 33]
    assert apportion(-5, [Decimal(1), Decimal(1)]) == [-2, -3]
    rng = Random(7)
    for _turn in range(300):
        weights = [Decimal(rng.randint(1, 9999)) / 1000 for _part in range(rng.randint(1, 9))]
        total = rng.randint(0, 10**9)
        shares = apportion(total, weights)
        assert sum(shares) == total
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - total * weight / sum(weights)) < 1


def test_a_solver_that_ran_before_in_this_process_does_not_matter() -> None:
    """HiGHS keeps one number of threads for the process: a request's best split is solved with its own choice."""
    import highspy

    other = highspy.Highs()
    other.silent()
    other.addVar(0.0, 1.0)
    other.run()
    needs = [Need(line_no=1, item="a", quantity=Decimal(3), group="")]
    places = [Place(key="A", opening_minor=100, late_minor=0)]
    plan = best_split(needs, places, {("A", "a"): Decimal(3)}, Terms(fragment_minor=0, most_parts=2))
    assert plan is not None and plan.cost_minor == 100
