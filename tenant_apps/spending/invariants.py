"""What must be true of limits at any moment."""

from collections import defaultdict
from uuid import UUID

from django.db.models import F, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.spending.models import SpendingLimit, SpendingUse


@invariant("spending.limits_equal_uses")
def limits_equal_uses() -> list[str]:
    """What a limit says is reserved and used is the sum of its uses."""
    rows = SpendingUse.objects.exclude(state="released").order_by().values_list("limit_id", "state")
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    for limit, state, total in rows.annotate(total=Sum(F("amount_minor") - F("returned_minor"))):
        sums[limit, state] = int(total)
    limits = SpendingLimit.objects.values_list("id", "reserved_minor", "used_minor").iterator()
    return [
        f"limit {pk} says {reserved} reserved and {used} used, its uses {sums[pk, 'reserved']} and {sums[pk, 'used']}"
        for pk, reserved, used in limits
        if (reserved, used) != (sums[pk, "reserved"], sums[pk, "used"])
    ][:100]
