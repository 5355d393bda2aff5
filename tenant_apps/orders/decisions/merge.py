"""Which orders can go out as one delivery, and what that saves.

Two orders fit when everything that makes a delivery is the same for both and neither has left; every reason against it
is named, so that nobody has to guess.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

# What must be equal, in the order in which people are told.
SAME = ("buyer", "seller", "currency", "site", "terms_days", "tax_treatment")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order as far as a delivery is concerned. `tax_treatment` is how its lines are taxed."""

    id: UUID
    number: str
    buyer: UUID
    seller: UUID
    currency: str
    site: UUID | None
    terms_days: int | None
    tax_treatment: str
    state: str
    divided: bool
    delivery: UUID | None


def alone(order: Candidate) -> list[str]:
    """What keeps an order out of every joint delivery."""
    found = []
    if order.state != "accepted":
        found.append("left")
    if order.divided:
        found.append("divided")
    if order.delivery is not None:
        found.append("taken")
    return found


def against(one: Candidate, other: Candidate) -> list[str]:
    """Why two orders do not fit; empty when they do."""
    return [name for name in SAME if getattr(one, name) != getattr(other, name)]


def misfits(orders: Sequence[Candidate]) -> list[tuple[Candidate, Candidate, list[str]]]:
    """Every pair that does not fit, with its reasons. Fitting is an equality, so pairs with the first are enough to
    decide, but all of them are told."""
    pairs = ((one, other, against(one, other)) for one, other in combinations(orders, 2))
    return [pair for pair in pairs if pair[2]]


def suggest(orders: Sequence[Candidate]) -> list[list[Candidate]]:
    """Groups of two and more that fit, the largest first, then by their first number."""
    groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for order in sorted(orders, key=lambda order: order.number):
        if not alone(order):
            groups[tuple(getattr(order, name) for name in SAME)].append(order)
    found = [group for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group[0].number))


def saving_minor(orders: int, parcel_minor: int) -> int:
    """One shipment leaves instead of one for each."""
    return (orders - 1) * parcel_minor
