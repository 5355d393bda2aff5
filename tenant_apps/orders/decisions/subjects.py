"""The facts of an order that approval policies look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line as a condition sees it. `last_price` is what the buyer paid the last time, None for a first time."""

    sku: str
    category: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    last_price: Decimal | None
    net: Decimal
    hazard: str


def facts_of_order(
    lines: Sequence[LineSeen],
    *,
    total: Decimal,
    currency: str,
    supplier: str,
    new_supplier: bool,
    cost_centre: str,
    requester: str,
) -> dict[str, Any]:
    """Facts by the names of the subject's fields."""
    return {
        "total": total,
        "net": sum((line.net for line in lines), Decimal(0)),
        "currency": currency,
        "supplier": supplier,
        "new_supplier": new_supplier,
        "cost_centre": cost_centre,
        "requester": requester,
        "categories": sorted({line.category for line in lines if line.category}),
        "hazard": any(line.hazard for line in lines),
        "lines": [
            {
                "sku": line.sku,
                "category": line.category,
                "quantity": line.quantity,
                "unit": line.unit,
                "unit_price": line.unit_price,
                "last_price": line.last_price,
                "line_net": line.net,
                "hazard_class": line.hazard,
            }
            for line in lines
        ],
    }
