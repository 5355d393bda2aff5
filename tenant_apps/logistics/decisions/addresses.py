"""Whether goods can be delivered to a place."""

from dataclasses import dataclass
from typing import Literal

Fault = Literal["", "missing", "not_for_delivery", "incomplete"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the buyer's, as it was written down."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    is_delivery: bool


def fault_of(chosen: Place | None, others: tuple[Place, ...], needed: bool) -> Fault:
    """What keeps a delivery from arriving: no place where one is `needed`, or one that a carrier cannot find.

    Without a chosen place any of the buyer's others will do.
    """
    if chosen is not None:
        return _fault(chosen)
    if not others:
        return "missing" if needed else ""
    found = [_fault(place) for place in others]
    return "" if "" in found else found[0]


def _fault(place: Place) -> Fault:
    if not place.is_delivery:
        return "not_for_delivery"
    written = (place.street, place.city, place.country)
    return "" if all(part.strip() for part in written) else "incomplete"
