"""Prices of one item as pages show them: every tier that holds for this reader, in every currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from shared_apps.foundation.actor import Actor
from tenant_apps.pricing.models import PriceTier


@dataclass(frozen=True, slots=True)
class TierRow:
    """`only_for` names the single buyer a list is for; empty for a list for everybody."""

    currency: str
    min_quantity: Decimal
    unit_price: Decimal
    only_for: str
    version: int


def item_tiers(actor: Actor, item_id: UUID, supplier_id: UUID, at: datetime) -> list[TierRow]:
    """A buyer sees the general list and its own, never another buyer's; the supplier and the marketplace see all."""
    rows = PriceTier.objects.filter(
        Q(price_list__valid_until__isnull=True) | Q(price_list__valid_until__gt=at),
        item_id=item_id,
        price_list__valid_from__lte=at,
    )
    if actor.company_id not in (None, supplier_id):
        rows = rows.filter(Q(price_list__buyer__isnull=True) | Q(price_list__buyer_id=actor.company_id))
    rows = rows.select_related("price_list__buyer").order_by(
        "price_list__currency", "price_list__buyer__name", "min_quantity"
    )
    return [_row(row) for row in rows]


def lowest_prices(actor: Actor, item_ids: Sequence[UUID], at: datetime) -> dict[UUID, TierRow]:
    """The lowest unit price of each item that holds for this reader; of several currencies the first by name."""
    rows = PriceTier.objects.filter(
        Q(price_list__valid_until__isnull=True) | Q(price_list__valid_until__gt=at),
        item_id__in=list(item_ids),
        price_list__valid_from__lte=at,
    )
    if actor.company_id is not None:
        mine = Q(price_list__buyer_id=actor.company_id) | Q(item__supplier_id=actor.company_id)
        rows = rows.filter(Q(price_list__buyer__isnull=True) | mine)
    rows = rows.select_related("price_list__buyer").order_by("item_id", "price_list__currency", "unit_price")
    found: dict[UUID, TierRow] = {}
    for row in rows:
        found.setdefault(row.item_id, _row(row))
    return found


def _row(row: PriceTier) -> TierRow:
    return TierRow(
        currency=row.price_list.currency,
        min_quantity=row.min_quantity,
        unit_price=row.unit_price,
        only_for=row.price_list.buyer.name if row.price_list.buyer else "",
        version=row.price_list.version,
    )
