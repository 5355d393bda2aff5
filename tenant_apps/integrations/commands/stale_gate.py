"""Where the marketplace wants it, goods whose system is silent are not promised."""

from collections.abc import Callable, Collection
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.catalogue.queries import get_items
from tenant_apps.integrations import errors
from tenant_apps.integrations.queries.freshness import stale_items
from tenant_apps.rulesets.queries import effective


def asks_for_age() -> bool:
    """Whether the rule is on that stale stock is not sold."""
    return bool(effective("sync.stale_stops_selling").value)


def refuse_stale(ctx: Context, items: Callable[[], Collection[UUID]]) -> None:
    """Refuse the first item whose every word is stale; asks nothing while the rule is off."""
    if not asks_for_age():
        return
    stale = stale_items(items(), ctx.now)
    for item, heard_at in sorted(stale.items()):
        name = get_items([item])[item].name
        raise errors.stale(name, int((ctx.now - heard_at).total_seconds() // 3600))
