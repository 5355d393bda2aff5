"""Exact statistics over whole numbers: medians, deviations, spreads as fractions."""

from collections.abc import Sequence
from fractions import Fraction


def median(values: Sequence[int | Fraction]) -> Fraction:
    """The middle value; the mean of the middle two; ValueError for none."""
    if not values:
        raise ValueError("no median of nothing")
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half]) / 2


def deviation(values: Sequence[int], middle: Fraction) -> Fraction:
    """Median absolute deviation, never under a hundredth of the median: equal amounts do not make every other odd."""
    return max(median([abs(one - middle) for one in values]), abs(middle) / 100)


def mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


def variance(values: Sequence[int]) -> Fraction:
    """Of a sample; never under the mean and never under one: counts scatter at least as much as chance makes them."""
    middle = mean(values)
    spread = Fraction(0)
    if len(values) > 1:
        spread = sum(((one - middle) ** 2 for one in values), Fraction(0)) / (len(values) - 1)
    return max(spread, middle, Fraction(1))


def whole(value: Fraction) -> int:
    """The nearest whole number, halves up."""
    return int((value + Fraction(1, 2)) // 1)
