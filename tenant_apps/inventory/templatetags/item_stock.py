"""`{% load item_stock %}`: stock levels for the item page of the catalogue, and stock drawn as a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.template import Context

from tenant_apps.catalogue.types import ItemFacts
from tenant_apps.inventory.queries import list_stock
from tenant_apps.inventory.types import StockLine

register = template.Library()
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a bar of a hundred."""

    css: str
    at: str
    width: str


@register.simple_tag(takes_context=True)
def stock_of(context: Context, item: ItemFacts) -> list[StockLine]:
    """`{% stock_of item as levels %}`: only levels of the reader's own company, all for the marketplace."""
    return list_stock(context["request"].actor, item_id=item.id)


@register.inclusion_tag("inventory/_stock_bar.html")
def stock_bar(line: Any, most: Decimal | None = None) -> dict[str, Any]:
    """Free, promised, kept back and on the way, side by side; `most` is what a full bar means."""
    amounts = (
        ("free", max(line.free, Decimal(0))), ("promised", line.reserved), ("kept", line.quarantined),
        ("coming", line.in_transit),
    )  # fmt: skip
    total = max(most or Decimal(0), sum((amount for _css, amount in amounts), Decimal(0)))
    return {"pieces": pieces_of(amounts, total), "line": line}


def pieces_of(amounts: Sequence[tuple[str, Decimal]], total: Decimal) -> list[Piece]:
    """The stretches that are not empty, as hundredths of the bar."""
    found, at = [], Decimal(0)
    for css, amount in amounts:
        if amount <= 0 or total <= 0:
            continue
        width = (amount * 100 / total).quantize(HUNDREDTH, ROUND_HALF_UP)
        found.append(Piece(css, f"{at:f}", f"{width:f}"))
        at += width
    return found
