"""When to order again, and how much: safety stock, reorder point, order quantity.

Safety stock is z · √(T·σd² + d²·σL²) and the reorder point d·T + safety stock, with T = L + R: the mean time until
goods arrive and the days between two looks at the list (Silver, Pyke, Thomas: Inventory and Production Management in
Supply Chains, 4th ed., ch. 6; for R = 0 the formula for a random lead time alone). d and σd are mean and deviation of a
day's demand, L and σL of the days a supply takes, both assumed independent; z is the quantile of the standard normal
distribution at the service level. Means and variances are exact fractions; the root is taken to 40 digits and every
result is rounded up to what the unit can hold, so rounding never lowers the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

from shared_apps.foundation.quantity import UNITS

DIGITS = 40
_Z_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and variance of `seen` observations; the variance is that of a sample, and nothing below two of them."""

    mean: Fraction
    variance: Fraction
    seen: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asks for: `service_percent` lies above 50 and below 100, an order lasts for `cover_days`."""

    service_percent: Decimal
    review_days: int
    cover_days: int
    fixed_point: Decimal | None = None
    order_least: Decimal | None = None
    order_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`point` is where to order, `up_to` what an order fills up to. `z` is empty where somebody fixed the point."""

    safety: Decimal
    point: Decimal
    up_to: Decimal
    z: Decimal | None


def spread_of(total: Decimal, squares: Decimal, seen: int) -> Spread:
    """From a sum and a sum of squares over `seen` days, of which those without a row count as nothing."""
    if seen <= 0:
        return Spread(Fraction(0), Fraction(0), 0)
    mean = Fraction(total) / seen
    variance = (Fraction(squares) - mean * mean * seen) / (seen - 1) if seen > 1 else Fraction(0)
    return Spread(mean, max(variance, Fraction(0)), seen)


def spread_of_days(days: Sequence[Fraction]) -> Spread:
    """Of the days that supplies took."""
    squares = sum((day * day for day in days), Fraction(0))
    seen = len(days)
    mean = sum(days, Fraction(0)) / seen if seen else Fraction(0)
    variance = (squares - mean * mean * seen) / (seen - 1) if seen > 1 else Fraction(0)
    return Spread(mean, max(variance, Fraction(0)), seen)


def quantile(service_percent: Decimal) -> Decimal:
    """z of a service level, rounded up to four decimals: 95 is 1.6449, 99 is 2.3264.

    The library reckons with binary fractions, good to 15 digits; nothing but this factor passes through them.
    """
    exact = NormalDist().inv_cdf(float(service_percent / 100))
    return Decimal(repr(exact)).quantize(_Z_STEP, ROUND_CEILING)


def rounded_up(value: Fraction | Decimal, unit: str) -> Decimal:
    """The least quantity of the unit that is not below `value`."""
    step = Fraction(1, 10 ** UNITS[unit][0])
    wanted = Fraction(value)
    steps = -((-wanted) // step)
    return Decimal(int(steps)).scaleb(-UNITS[unit][0])


def reckon(demand: Spread, lead: Spread, terms: Terms, unit: str) -> Reckoned:
    """Safety stock and reorder point of one item in one warehouse."""
    at_risk = lead.mean + terms.review_days
    cover = demand.mean * terms.cover_days
    if terms.fixed_point is not None:
        fixed = rounded_up(terms.fixed_point, unit)
        spare = Fraction(fixed) - demand.mean * at_risk
        safety = max(spare, Fraction(0))
        return Reckoned(_rounded_down(safety, unit), fixed, rounded_up(Fraction(fixed) + cover, unit), None)
    z = quantile(terms.service_percent)
    variance = at_risk * demand.variance + demand.mean * demand.mean * lead.variance
    raw = Fraction(z) * Fraction(_root_up(variance))
    point = rounded_up(demand.mean * at_risk + raw, unit)
    return Reckoned(rounded_up(raw, unit), point, rounded_up(Fraction(point) + cover, unit), z)


def order_quantity(position: Decimal, found: Reckoned, terms: Terms, unit: str) -> Decimal:
    """How much to order where `position` is free or expected: up to `up_to`, within bounds; 0 from the point on."""
    if position >= found.point:
        return Decimal(0)
    wanted = max(found.up_to - position, terms.order_least or Decimal(0))
    if terms.order_most is not None:
        wanted = min(wanted, terms.order_most)
    return rounded_up(wanted, unit)


def clears_at(point: Decimal, more_percent: Decimal, unit: str) -> Decimal:
    """An alert ends only here, so that one unit to and fro does not open and close it."""
    return rounded_up(Fraction(point) * (1 + Fraction(more_percent) / 100), unit)


def _root_up(value: Fraction) -> Decimal:
    """The square root, never below it."""
    with localcontext() as context:
        context.prec, context.rounding = DIGITS, ROUND_CEILING
        ratio = Decimal(value.numerator) / Decimal(value.denominator)
        root = ratio.sqrt()
        # `sqrt` rounds half to even whatever the context says.
        return root if root * root >= ratio else root.next_plus()


def _rounded_down(value: Fraction, unit: str) -> Decimal:
    step = 10 ** UNITS[unit][0]
    return Decimal(int(value * step)).quantize(Decimal(1), ROUND_FLOOR).scaleb(-UNITS[unit][0])
