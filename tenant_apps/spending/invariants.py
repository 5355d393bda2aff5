"""What must be true of limits at any moment."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, F, Sum

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


@invariant("spending.series_have_their_periods")
def series_have_their_periods() -> list[str]:
    """A budget that begins anew has one open limit for each period, whose amount is its own and what was carried over.

    The job that begins a period has some minutes; the next period is there before.
    """
    rows = SpendingLimit.objects.filter(series__isnull=False, state="active").select_related("series")
    found = []
    for row in rows.order_by("id").iterator():
        assert row.series is not None
        if row.series.state != "active":
            found.append(f"limit {row.pk} is open, its series is closed")
        elif row.amount_minor != row.series.amount_minor + (row.carried_minor or 0):
            found.append(f"limit {row.pk} has {row.amount_minor}, its series says otherwise")
    held = rows.order_by().values("series_id").annotate(periods=Count("id"))
    found += [f"series {one['series_id']} has {one['periods']} open periods" for one in held if one["periods"] < 2]
    return found[:100]
