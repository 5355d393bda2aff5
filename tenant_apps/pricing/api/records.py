"""Price lists as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.api.forms import MoneyOut, unit_price
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import NotFound
from tenant_apps.pricing.queries.records import price_list_rows, tier_rows


class PriceListSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's prices in one currency; `buyer_id` is null when they are for everybody."""

    id: UUID
    supplier_id: UUID
    buyer_id: UUID | None
    name: str
    currency: str
    valid_from: datetime
    valid_until: datetime | None
    version: int


class TierRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The unit price from `min_quantity` upwards, in the item's unit. It may have more decimals than the currency."""

    item_id: UUID
    min_quantity: str
    unit_price: MoneyOut


class PriceListRecord(PriceListSummary, frozen=True, kw_only=True):
    """A price list with its tiers."""

    tiers: list[TierRecord]


def _list(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PriceListSummary.__struct_fields__}


def price_list_summaries(rows: Sequence[Any]) -> list[PriceListSummary]:
    return [PriceListSummary(**_list(row)) for row in rows]


def price_list_record(actor: Actor, price_list_id: UUID) -> PriceListRecord:
    """One price list with its tiers; NotFound when the actor may not see it."""
    row = price_list_rows(actor, {"pk": price_list_id}).first()
    if row is None:
        raise NotFound(
            "pricing.price_list_unknown", _("There is no such price list."), remedy=_("Open it from the list.")
        )
    tiers = [
        TierRecord(
            item_id=tier.item_id,
            min_quantity=plain(tier.min_quantity),
            unit_price=unit_price(tier.unit_price, row.currency),
        )
        for tier in tier_rows(row.pk)
    ]
    return PriceListRecord(**_list(row), tiers=tiers)
