"""Which tier gives the price."""

from collections.abc import Sequence
from decimal import Decimal

from tenant_apps.pricing.types import Tier


def choose_tier(tiers: Sequence[Tier], quantity: Decimal) -> Tier | None:
    """The buyer's own list before the open one; in it the largest minimum that `quantity` reaches; None if none."""
    for own in (True, False):
        reached = [tier for tier in tiers if tier.own is own and tier.min_quantity <= quantity]
        if reached:
            # Two lists of one kind may overlap in time: the newer version was meant to replace the older.
            return max(reached, key=lambda tier: (tier.version, tier.min_quantity))
    return None
