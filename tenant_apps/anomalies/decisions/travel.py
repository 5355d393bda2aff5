"""Distances on the globe without floats: whole kilometres, by decimals of 28 digits."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

# Mean radius of the earth, IUGG.
RADIUS_KM = Decimal("6371.0088")
PI = Decimal("3.141592653589793238462643383")
POINT_MOST = 64
Point = tuple[int, int]


def kilometres(one: Point, other: Point) -> int:
    """Great-circle distance of two points (latitude, longitude in seconds of arc), rounded to whole kilometres."""
    a, b = _vector(one), _vector(other)
    chord = sum(((x - y) ** 2 for x, y in zip(a, b, strict=True)), Decimal(0)).sqrt()
    return int((2 * RADIUS_KM * _arcsine(min(chord / 2, Decimal(1)))).to_integral_value())


def nearest(some: Iterable[Point], others: Iterable[Point]) -> int | None:
    """Distance between the nearest two of both; None where one side is not known."""
    pairs = [(a, b) for a in list(some)[:POINT_MOST] for b in list(others)[:POINT_MOST]]
    if not pairs:
        return None
    # The nearest two have the shortest chord: one arc is enough.
    best = min(pairs, key=lambda pair: _chord(*pair))
    return kilometres(*best)


def _chord(one: Point, other: Point) -> Decimal:
    return sum(((x - y) ** 2 for x, y in zip(_vector(one), _vector(other), strict=True)), Decimal(0))


@lru_cache(maxsize=2000)
def _vector(point: Point) -> tuple[Decimal, Decimal, Decimal]:
    latitude, longitude = (Decimal(part) * PI / 648_000 for part in point)
    return (
        _cosine(latitude) * _cosine(longitude),
        _cosine(latitude) * _sine(longitude),
        _sine(latitude),
    )


def _sine(angle: Decimal) -> Decimal:
    return _series(angle, angle, 1)


def _cosine(angle: Decimal) -> Decimal:
    return _series(angle, Decimal(1), 0)


def _series(angle: Decimal, first: Decimal, power: int) -> Decimal:
    total, term, at = first, first, power
    while abs(term) > Decimal("1e-25"):
        term = -term * angle * angle / ((at + 1) * (at + 2))
        total += term
        at += 2
    return total


def _arcsine(value: Decimal) -> Decimal:
    """Halved three times, where the series needs five terms for more digits than a globe has metres."""
    for _ in range(3):
        value = value / (2 * (1 + (1 - value * value).sqrt())).sqrt()
    square = value * value
    terms = 1 + square / 6 + 3 * square**2 / 40 + 15 * square**3 / 336 + 105 * square**4 / 3456
    return 8 * value * terms
