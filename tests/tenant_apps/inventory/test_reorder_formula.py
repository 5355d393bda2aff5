"""Safety stock and reorder points: the formula against known numbers, and against a simulated year."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from tenant_apps.inventory.decisions.reorder import (
    Reckoned,
    Spread,
    Terms,
    clears_at,
    order_quantity,
    quantile,
    reckon,
    rounded_up,
    spread_of,
    spread_of_days,
)


def terms(service: str = "95", review: int = 0, cover: int = 10, **more: Decimal) -> Terms:
    return Terms(Decimal(service), review, cover, **more)


def spread(mean: int | Fraction, deviation: int | Fraction) -> Spread:
    return Spread(Fraction(mean), Fraction(deviation) ** 2, 90)


@pytest.mark.parametrize(
    ("service", "z"), [("50.01", "0.0003"), ("90", "1.2816"), ("95", "1.6449"), ("99", "2.3264"), ("99.99", "3.7191")]
)
def test_the_factor_is_that_of_the_tables_rounded_up(service: str, z: str) -> None:
    assert quantile(Decimal(service)) == Decimal(z)


def test_a_worked_example_comes_out() -> None:
    # d 20, sd 5 a day; 9 days, sd 2: root(9 * 25 + 400 * 4) = root(1825) = 42.720; times 1.6449 is 70.270158…
    found = reckon(spread(20, 5), spread(9, 2), terms(), "C62")
    assert (found.safety, found.point, found.up_to) == (71, 251, 451)
    by_weight = reckon(spread(20, 5), spread(9, 2), terms(), "KGM")
    assert by_weight.point == Decimal("250.270159"), "a unit with decimals is rounded up at its own last place"
    # One more day between two looks is one more day to last.
    assert reckon(spread(20, 5), spread(9, 2), terms(review=1), "C62").point == 271


def test_the_spread_of_demand_counts_days_on_which_nothing_left() -> None:
    found = spread_of(Decimal(30), Decimal(10 * 10 + 20 * 20), 10)
    assert (found.mean, found.variance) == (3, Fraction(500 - 90, 9))
    took = spread_of_days([Fraction(6), Fraction(8), Fraction(10)])
    assert (took.mean, took.variance, took.seen) == (8, 4, 3)
    assert spread_of(Decimal(0), Decimal(0), 0).seen == 0


def test_a_fixed_point_stands_and_says_what_it_is_worth() -> None:
    found = reckon(spread(20, 5), spread(9, 2), terms(fixed_point=Decimal(200)), "C62")
    assert (found.point, found.safety, found.up_to, found.z) == (200, 20, 400, None)


def test_an_order_fills_up_within_its_bounds() -> None:
    found = Reckoned(Decimal(5), Decimal(20), Decimal(80), None)
    assert order_quantity(Decimal(20), found, terms(), "C62") == 0
    assert order_quantity(Decimal(12), found, terms(), "C62") == 68
    assert order_quantity(Decimal(12), found, terms(order_least=Decimal(100)), "C62") == 100
    assert order_quantity(Decimal(12), found, terms(order_most=Decimal("50.5")), "KGM") == Decimal("50.5")


def test_more_service_or_spread_never_needs_less() -> None:
    random = Random(20261126)
    for _case in range(300):
        mean, lead = Fraction(random.randint(1, 400), 7), Fraction(random.randint(0, 90), 3)
        demand = Spread(mean, Fraction(random.randint(0, 900), 11), 60)
        took = Spread(lead, Fraction(random.randint(0, 60), 7), 9)
        low, high = sorted(Decimal(random.randint(5001, 9999)) / 100 for _ in range(2))
        unit = random.choice(["C62", "KGM", "GRM"])
        one, two = (reckon(demand, took, terms(f"{level}"), unit) for level in (low, high))
        wider = reckon(Spread(mean, demand.variance + 1, 60), took, terms(f"{low}"), unit)
        assert one.safety <= two.safety
        assert one.point <= two.point
        assert one.point <= wider.point
        # Rounding up costs less than a unit of the last place, never service.
        raw = Fraction(quantile(low)) ** 2 * (lead * demand.variance + mean * mean * took.variance)
        step = Fraction(rounded_up(Fraction(1, 10**9), unit))
        assert raw <= Fraction(one.safety) ** 2
        assert one.safety == 0 or max(Fraction(one.safety) - step, Fraction(0)) ** 2 <= raw
        assert clears_at(one.point, Decimal(10), unit) >= one.point


def _year(random: Random, service: str, days: int = 2400) -> tuple[Fraction, Fraction]:
    """Fill rate of a shop that follows the point: demand and lead time are drawn, what is missing is lost."""
    mean, width, lead, late = random.randint(8, 40), random.randint(1, 8), random.randint(2, 9), random.randint(0, 2)
    demand = Spread(Fraction(mean), Fraction((2 * width + 1) ** 2 - 1, 12), days)
    took = Spread(Fraction(lead), Fraction((2 * late + 1) ** 2 - 1, 12), days)
    asked = terms(service, review=1, cover=random.randint(5, 20))
    found = reckon(demand, took, asked, "C62")
    there, coming = int(found.up_to), []
    wanted = served = cycles = dry = 0
    for day in range(days):
        arrived = [one for one in coming if one[0] <= day]
        for one in arrived:
            cycles += 1
            dry += there == 0
            there += one[1]
        coming = [one for one in coming if one[0] > day]
        asked_today = random.randint(mean - width, mean + width)
        wanted += asked_today
        served += min(there, asked_today)
        there -= min(there, asked_today)
        quantity = order_quantity(Decimal(there + sum(one[1] for one in coming)), found, asked, "C62")
        if quantity:
            coming.append((day + 1 + random.randint(lead - late, lead + late), int(quantity)))
    return Fraction(served, wanted), Fraction(cycles - dry, cycles)


@pytest.mark.parametrize("service", ["80", "95", "99"])
def test_a_simulated_shop_reaches_the_service_asked_for(service: str) -> None:
    random = Random(f"20261126 {service}")
    rates = [_year(random, service) for _shop in range(8)]
    asked = Fraction(service) / 100
    fill = sum((one[0] for one in rates), Fraction(0)) / len(rates)
    cycle = sum((one[1] for one in rates), Fraction(0)) / len(rates)
    assert all(one[0] >= asked - Fraction(1, 100) for one in rates), [float(one[0]) for one in rates]
    assert fill >= asked
    # What the level promises is that a cycle does not run dry.
    assert cycle >= asked - Fraction(2, 100), float(cycle)
