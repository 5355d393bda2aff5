"""How old the last word of the systems on stock is. Not cut by actor: callers ask for levels they may see."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from tenant_apps.integrations.models import StockWord
from tenant_apps.integrations.types import StockAge
from tenant_apps.rulesets.queries import effective


def stale_after() -> timedelta:
    return timedelta(hours=int(str(effective("sync.stale_after").value)))


def ages(item_ids: Collection[UUID], now: datetime) -> dict[tuple[UUID, UUID], StockAge]:
    """The newest word on each item and warehouse that a connected system has said anything about.

    A paused connection counts: that its stock grows old is what people must see.
    """
    rows = StockWord.objects.filter(item_id__in=item_ids, said_at__isnull=False).select_related("connection")
    before = now - stale_after()
    found: dict[tuple[UUID, UUID], StockAge] = {}
    for row in rows:
        known = found.get((row.item_id, row.warehouse_id))
        # An unchanged level is not said again by systems that list changes: a healthy exchange counts as its word.
        last_ok = row.connection.last_ok_at
        heard = max(row.heard_at, last_ok) if row.connection.connector == "reference" and last_ok else row.heard_at
        if known is None or known.heard_at < heard:
            found[(row.item_id, row.warehouse_id)] = StockAge(
                row.item_id, row.warehouse_id, row.connection.name, heard, heard < before
            )
    return found


def stale_items(item_ids: Collection[UUID], now: datetime) -> dict[UUID, datetime]:
    """Items of which every word is stale, with the newest of them; items no system speaks of are left out."""
    fresh: set[UUID] = set()
    stale: dict[UUID, datetime] = {}
    for (item, _place), age in ages(item_ids, now).items():
        if age.is_stale:
            stale[item] = max(stale.get(item, age.heard_at), age.heard_at)
        else:
            fresh.add(item)
    return {item: at for item, at in stale.items() if item not in fresh}
