"""`{% load systems %}`: the age of stock for the pages of stock and items, which stand below; words of messages."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import template

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.integrations import wording
from tenant_apps.integrations.queries import ages
from tenant_apps.integrations.types import StockAge
from tenant_apps.inventory.types import StockLine

register = template.Library()
Ages = Mapping[tuple[UUID, UUID], StockAge]


@register.simple_tag
def stock_ages(levels: Sequence[StockLine]) -> Ages:
    """`{% stock_ages rows as ages %}`: one statement for a whole list."""
    return ages({one.item_id for one in levels}, clock.now(scope.alias())) if levels else {}


@register.inclusion_tag("integrations/_age.html")
def stock_age(found: Ages, item_id: UUID, warehouse_id: UUID) -> dict[str, Any]:
    """`{% stock_age ages row.item_id row.warehouse_id %}`: nothing where no system speaks of it."""
    return {"age": found.get((item_id, warehouse_id))}


@register.simple_tag
def any_stale(found: Ages) -> int:
    return sum(one.is_stale for one in found.values())


@register.filter
def reason_words(text: str) -> str:
    return wording.reason(text)
